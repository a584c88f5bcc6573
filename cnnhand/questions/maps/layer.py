"""What the parts share that ask for the numbers of a layer: its input, what it makes of it, and the end of the board."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Self

from cnnhand.exact.formula import Given
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Grid, Volume
from cnnhand.page import Step, Working, say
from cnnhand.questions.numbers import Numbers


@dataclass(frozen=True)
class LayerMap(Numbers):
    """A layer, and the numbers that it reads; by itself one that nobody computes wrong."""

    layer: Any
    x: Any
    rounding: Rounding = Rounding.EXACT

    alone: ClassVar[bool] = True

    @classmethod
    def sentence(cls, output: Volume | None, of: str) -> str:
        """The question for all of its numbers, where it is not for maps; `of` says of which layer, if need be."""
        return ""

    @cached_property
    def made(self) -> Grid:
        grid: Grid = self.layer.forward(self.x, self.rounding)
        return grid

    @property
    def givens(self) -> tuple[Given, ...]:
        return ({"D": self.x.depth},)

    @property
    def negative(self) -> bool:
        """Whether it reads a number below zero."""
        return any(x < 0 for x in self.x.cells())

    def changed(self, **options: Any) -> Self:
        """The same question of a layer with other options."""
        return replace(self, layer=self.layer.with_(**options))

    def with_x(self, change: Callable[[Grid], Grid]) -> Self:
        """The same question of other numbers that come in."""
        return replace(self, x=change(self.x))

    def working(self) -> Working:
        if self.whole:
            return self.board()
        board, answer = replace(self, at=None).board(), self.answer()
        return board._replace(steps=(*board.steps, Step(str(self.at), say(answer), answer)))

    def board(self) -> Working:
        """The working of all that comes out."""
        return Working(self.layer.words(), say(self.made), self.all_at_once())

    def all_at_once(self) -> tuple[Step, ...]:
        """A board that is no arithmetic: what comes out."""
        return (Step(self.name, say(self.answer()), self.answer()),)


def row_sentence(output: Volume | None, of: str) -> str:
    """The question for a number, or for a vector."""
    if output and output.depth == 1:
        return f"Which number comes out{of}?"
    many = f"{output.depth} " if output else ""
    return f"Which {many}numbers come out{of}? Type them in a row, as in 6 8 3."
