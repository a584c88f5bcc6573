"""The numbers of branches that come together: added or multiplied cell by cell, or stacked one behind the other."""

from dataclasses import dataclass
from functools import cached_property

from cnnhand.exact.values import Grid
from cnnhand.layers.network import Join
from cnnhand.page import Working
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake
from cnnhand.questions.known_gradients import joined
from cnnhand.questions.maps.layer import LayerMap
from cnnhand.questions.numbers import as_row
from cnnhand.questions.traced import traced_grid

RULES = {
    Join.ADD: "y = the sum of what stands at the same place",
    Join.MULTIPLY: "y = the product of what stands at the same place",
    Join.CONCAT: "the channels of the first branch, then those of the next",
}


@dataclass(frozen=True)
class JoinedMap(LayerMap):
    """What the branches `x` come to; vectors are typed as a row."""

    vector: bool = False

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return BRANCHES + (STACKED if self.layer is Join.CONCAT else COMBINED)

    @cached_property
    def made(self) -> Grid:
        return self.laid(joined(self.layer, self.x))

    def laid(self, grid: Grid) -> Grid:
        """Numbers as they are typed."""
        return as_row(grid) if self.vector else grid

    def letters(self) -> dict[str, object]:
        return {"n": len(self.x)}

    def board(self) -> Working:
        traced = joined(self.layer, list(map(traced_grid, self.x)))
        steps = () if self.layer is Join.CONCAT else self.row_steps(self.laid(traced))
        return Working(RULES[self.layer], " and ".join(str(grid.volume) for grid in self.x), self.finished(steps))


BRANCHES = rules(
    """
    branch-forgotten: with the first branch alone := p.laid(p.x[0])
    branch-forgotten: with the last branch alone := p.laid(p.x[-1])
    """
)
COMBINED = rules(
    """
    stacked: with the maps of the branches one behind the other [replace(p, layer=Join.CONCAT)]
    product-for-sum: with the numbers multiplied, not added [replace(p, layer=Join.MULTIPLY)]
    sum-for-product: with the numbers added, not multiplied [replace(p, layer=Join.ADD)]
    averaged: with the sums divided by {n} := p.made.map(lambda y: Fraction(y) / len(p.x))
    """,
    names=globals(),
)
STACKED = rules(
    """
    added-not-stacked: with the branches added cell by cell [replace(p, layer=Join.ADD)]
    branches-exchanged: with the branches in the opposite order [replace(p, x=p.x[::-1])]
    """,
    names=globals(),
)
