"""The gradient through what takes each number by itself: activations, the loss, and layers that pass dY on as it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import ClassVar

from cnnhand.exact.values import Grid, Rational, Value, plain
from cnnhand.layers.pointwise import Relu
from cnnhand.page import GridView, Step, Working, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake
from cnnhand.questions.gradients.part import EXCHANGED, GradientPart
from cnnhand.questions.maps.pointwise import JoinedMap
from cnnhand.questions.numbers import as_row
from cnnhand.questions.traced import traced_grid
from cnnhand.questions.wording import channel_views

RELU = rules(
    """
    relu-gate-forgotten: with dY passed on as it is, also where x is not positive => dy
    gate-on-gradient-sign: by stopping negative numbers of dY; it is the sign of x that counts => relu(dy)
    gate-on-both-signs: by stopping negative numbers of dY as well as those where x is not positive => relu(dy) if x > 0 else 0
    gate-reversed: by passing dY where x is negative, not where it is positive => dy if x < 0 else 0
    gate-open-at-zero: by passing dY where x is 0 => dy if x >= 0 else 0
    gradient-ignored: with the slopes 1 and 0 alone, without dY => int(x > 0)
    times-input: with dY multiplied by ReLU(x), not by its slope => dy * relu(x)
    forward-again: with ReLU(X), the way forward => relu(x)
    signs-lost: without the minus signs of dY => magnitude(dy) if x > 0 else 0
    """,
    "x, dy",
)
ACTIVATION = rules(
    """
    slope-forgotten: with dY passed on as it is, without the slopes => dy
    relu-taken: with a slope of 0 wherever x is not positive, as ReLU has it => dy if x > 0 else 0
    gradient-ignored: with the slopes alone, without dY := p.by(lambda x, dy: p.layer.slope_at(x))
    forward-again: with what the layer makes of X, the way forward := p.layer.forward(p.x)
    times-output: with dY multiplied by what comes out, not by the slope := replace(p, x=p.layer.forward(p.x)).by(lambda y, dy: dy * y)
    """,
    "x, dy",
)


class CellByCell(GradientPart):
    """Numbers A beside those of dY, of each pair of which a number is made."""

    names: ClassVar[tuple[str, str]] = ("X", "dY")

    def by(self, rule: Callable[[Rational, Rational], Rational]) -> Value:
        """What is asked, by another rule for each pair."""
        numbers = map(rule, self.x.cells(), self.gradient.cells())
        return self.picked(Grid.from_cells(map(plain, numbers), self.x.volume))

    def pictures(self) -> tuple[GridView, ...]:
        return tuple(chain(*map(channel_views, map(as_row, (self.x, self.gradient)), self.names)))

    def steps(self) -> Iterable[Step]:
        return self.row_steps(self.computed(self.layer, self.x, traced_grid(self.gradient)))


class ActivationGradient(CellByCell):
    """The input X of an activation, and the gradient dY of its output."""

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return (*(RELU if isinstance(self.layer, Relu) else ACTIVATION), EXCHANGED)

    def rule(self) -> tuple[str, str]:
        if isinstance(self.layer, Relu):
            return (
                "dx = dy·1 where x > 0, dy·0 where x ≤ 0",
                "the sign of dy does not matter, only that of x; row by row:",
            )
        return f"dx = dy·slope of {self.layer.words()} at x", "row by row:"


@dataclass(frozen=True, kw_only=True)
class PassedGradient(GradientPart):
    """A gradient that a layer passes on as it is, or puts back into the form of its input."""

    passed: Grid | None = None
    """What a join sends back."""
    how: str = "dY is passed on as it is"

    @cached_property
    def made(self) -> Grid:
        return self.passed or super().made

    def rule(self) -> tuple[str, str]:
        how = self.how
        if self.layer and self.layer.name == "flatten":
            how = "the numbers of dY go back to where they came from: channel by channel, row by row"
        return how, "nothing is to be computed"

    def steps(self) -> tuple[Step, ...]:
        answer = self.answer()
        return () if isinstance(answer, Grid) else (Step(self.name, say(answer), answer),)


class BranchesGradient(JoinedMap):
    """The gradients `x` that the layers which read the same numbers send back to them, added up."""

    name = "dX"

    def board(self) -> Working:
        return super().board()._replace(formula="dX = the sum of what comes back from each branch")
