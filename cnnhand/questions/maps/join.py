"""The numbers of branches that come together: added or multiplied cell by cell, or stacked one behind the other."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from cnnhand.exact.values import Form, Grid, Value, plain
from cnnhand.layers.network import Join
from cnnhand.page import Step, Working, factor, say
from cnnhand.questions.catalogue import edits, values
from cnnhand.questions.contract import Mistake
from cnnhand.questions.known_gradients import joined
from cnnhand.questions.maps.layer import in_a_row, shaped
from cnnhand.questions.part import Part

RULES = {
    Join.ADD: "y = the sum of what stands at the same place",
    Join.MULTIPLY: "y = the product of what stands at the same place",
    Join.CONCAT: "the channels of the first branch, then those of the next",
}


@dataclass(frozen=True)
class JoinedMap(Part):
    """What the branches come to."""

    inputs: tuple[Grid, ...]
    join: Join
    asked: str = ""
    vector: bool = False
    """Whether the branches are vectors, which are typed as a row."""

    @property
    def form(self) -> Form:  # type: ignore[override]  # one number needs no grid
        """A number where one comes out, else a grid."""
        return Form.GRID if isinstance(self.answer(), Grid) else Form.NUMBER

    @property
    def mistakes(self) -> tuple[Mistake, ...]:  # type: ignore[override]  # each sort of join has its own
        """The usual mistakes with such a join."""
        return STACKED if self.join is Join.CONCAT else COMBINED

    @cached_property
    def made(self) -> Grid:
        """The numbers of all channels."""
        return joined(self.join, list(self.inputs))

    def answer(self) -> Value:
        return self.shaped(self.made)

    def shaped(self, grid: Grid) -> Value:
        """What is typed for some numbers."""
        return shaped(in_a_row(grid) if self.vector else grid)

    def letters(self) -> dict[str, object]:
        return {"n": len(self.inputs)}

    def working(self) -> Working:
        answer = self.answer()
        stacked = self.join is Join.CONCAT
        steps = () if stacked else tuple(self._rows())
        filled = " and ".join(str(grid.volume) for grid in self.inputs)
        return Working(RULES[self.join], filled, (*steps, Step("maps", say(answer), answer)))

    def _rows(self) -> Any:
        """The sums, or the products, of each row."""
        sign = "+" if self.join is Join.ADD else "·"
        for number, rows in enumerate(zip(*(grid.channels for grid in self.inputs), strict=True), 1):
            of = f"channel {number}, " if self.made.depth > 1 else ""
            for at, row in enumerate(zip(*rows, strict=True), 1):
                text = " ".join(sign.join(map(factor, cells)) for cells in zip(*row, strict=True))
                yield Step(f"{of}row {at}", text, Grid.of([self.made.channels[number - 1][at - 1]]))


def _as(join: Join) -> Any:
    """The same branches, brought together in another way."""
    return lambda p: replace(p, join=join)


def _alone(at: int) -> Any:
    """One branch alone."""
    return lambda p: p.shaped(p.inputs[at])


BRANCHES = values(
    {
        "branch-forgotten: with the first branch alone": _alone(0),
        "branch-forgotten: with the last branch alone": _alone(-1),
    }
)
COMBINED = (
    *BRANCHES,
    *edits(
        {
            "stacked: with the maps of the branches one behind the other": _as(Join.CONCAT),
            "product-for-sum: with the numbers multiplied, not added": _as(Join.MULTIPLY),
            "sum-for-product: with the numbers added, not multiplied": _as(Join.ADD),
        }
    ),
    *values(
        {
            "averaged: with the sums divided by {n}": lambda p: p.shaped(
                p.made.map(lambda y: plain(Fraction(y) / len(p.inputs)))
            )
        }
    ),
)
STACKED = (
    *BRANCHES,
    *edits(
        {
            "added-not-stacked: with the branches added cell by cell": _as(Join.ADD),
            "branches-exchanged: with the branches in the opposite order": lambda p: replace(p, inputs=p.inputs[::-1]),
        }
    ),
)
