"""What the parts share that ask for all numbers of a layer: its input, and which mistakes can be made."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Self

from cnnhand.exact.formula import Given
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Form, Grid, Value, Volume
from cnnhand.questions.contract import Mistake
from cnnhand.questions.part import Part

Catalogue = tuple[Mistake, ...]


@dataclass(frozen=True)
class LayerMap(Part):
    """A layer, and the numbers that it reads."""

    layer: Any
    x: Grid
    rounding: Rounding = Rounding.EXACT
    asked: str = ""

    catalogue: ClassVar[Catalogue] = ()
    """The usual mistakes with such a layer."""

    @classmethod
    def sentence(cls, output: Volume | None, of: str) -> str:
        """The question for all of its numbers, where it is not for maps; `of` says of which layer, if need be."""
        return ""

    @property
    def form(self) -> Form:  # type: ignore[override]  # one number needs no grid
        """A number where one comes out, else a grid."""
        return Form.GRID if isinstance(self.answer(), Grid) else Form.NUMBER

    @cached_property
    def mistakes(self) -> Catalogue:  # type: ignore[override]  # they depend on the givens
        """The usual mistakes that can be made here."""
        return tuple(mistake for mistake in self.catalogue if mistake.applies(self))

    def answer(self) -> Value:
        return shaped(self.made)

    @cached_property
    def made(self) -> Grid:
        """The numbers that come out."""
        grid: Grid = self.layer.forward(self.x, self.rounding)
        return grid

    @property
    def givens(self) -> tuple[Given, ...]:
        """What the conditions of its mistakes look at."""
        return ({"D": self.x.depth},)

    @property
    def negative(self) -> bool:
        """Whether it reads a number below zero."""
        return any(x < 0 for x in self.x.cells())

    def with_layer(self, **changes: Any) -> Self:
        """The same question of a layer with other options."""
        return replace(self, layer=replace(self.layer, **changes))

    def with_x(self, x: Grid) -> Self:
        """The same question of other numbers that come in."""
        return replace(self, x=x)


def shaped(grid: Grid) -> Value:
    """What is typed for some numbers: one by itself, else maps as they are."""
    if grid.volume.cells == 1:
        number: Value = next(grid.cells())
        return number
    return grid


def in_a_row(grid: Grid) -> Grid:
    """A vector as it is typed.

    >>> print(in_a_row(Grid.of([[3]], [[1]], [[-2]])))
    3 1 -2
    """
    return Grid.of([grid.cells()])


def row_sentence(output: Volume | None, of: str) -> str:
    """The question for a number, or for a vector."""
    if output and output.depth == 1:
        return f"Which number comes out{of}?"
    many = f"{output.depth} " if output else ""
    return f"Which {many}numbers come out{of}? Type them in a row, as in 6 8 3."
