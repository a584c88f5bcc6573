"""The gradient through ReLU: dY passes where the input was positive, and is stopped where it was not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.values import Form, Grid, Rational
from cnnhand.kinds import Level, Mistake, OnePart, always
from cnnhand.kinds._gradients import gradient_views
from cnnhand.kinds._grids import as_in, channel_names, channel_views, draw_grid
from cnnhand.page import Beside, Page, Region, Step, Text, Working, factor, say


@dataclass(frozen=True, slots=True)
class ReluGradient(OnePart):
    """The input X of the ReLU and the gradient dY of its output."""

    summary = "the gradient that ReLU sends back to its input"
    group = "backward"
    form = Form.GRID

    input: Grid
    gradient: Grid

    def __post_init__(self) -> None:
        if self.gradient.volume != self.input.volume:
            what = f"the gradient is {self.gradient.volume} (width × height × depth) and the input {self.input.volume}"
            raise GivenError("gradient", what + "; both must be the same")

    def answer(self) -> Grid:
        return self.gated(lambda x, dy: dy if x > 0 else 0)

    def gated(self, rule: Callable[[Rational, Rational], Rational]) -> Grid:
        """A number for each cell, made of its x and its dy."""
        return Grid.from_cells(map(rule, self.input.cells(), self.gradient.cells()), self.input.volume)

    def question(self) -> Page:
        return (
            Text(
                "ReLU. X is its input, and dY the gradient of the loss with respect to its output. Where x is exactly "
                "0, take 0 for the slope."
            ),
            Beside((*channel_views(self.input, "X"), *gradient_views(self.gradient))),
            Text(
                "What is dX, the gradient with respect to the input? Type its rows, "
                f"{as_in('0 5; 3 0', self.input.depth)}"
            ),
        )

    def letters(self) -> dict[str, object]:
        return {}

    def working(self) -> Working:
        steps: tuple[Step, ...] = ()
        views, deltas = channel_views(self.input, "X"), gradient_views(self.gradient)
        answer = self.answer()
        maps = self.input.channels, self.gradient.channels, answer.channels
        for name, view, delta, *rows in zip(channel_names(answer.depth), views, deltas, *maps, strict=True):
            for number, (xs, dys, row) in enumerate(zip(*rows, strict=True), 1):
                marked = Region((number,), tuple(range(1, len(row) + 1)))
                steps += (
                    Step(
                        f"{name}row {number}",
                        " ".join(f"{factor(dy)}·{int(x > 0)}" for x, dy in zip(xs, dys, strict=True)),
                        Grid.of([row]),
                        picture=(Beside((view._replace(window=marked), delta._replace(window=marked))),),
                    ),
                )
        return Working(
            "dx = dy·1 where x > 0, dy·0 where x ≤ 0",
            "the sign of dy does not matter, only that of x; row by row:",
            (*steps, Step("dX", say(answer), answer)),
            (Beside((*views, *deltas)),),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: 3×3. Medium: 4×4, with zeros in X. Hard: two channels."""
        side = 3 if level == "easy" else 4
        depth = 2 if level == "hard" else 1
        x = draw_grid(dice, side, side, -9, 9, depth, zero=level != "easy")
        gradient = draw_grid(dice, side, side, -9, 9, depth, zero=False)
        signs = {(x > 0, dy > 0) for x, dy in zip(x.cells(), gradient.cells(), strict=True)}
        return cls(x, gradient) if len(signs) == 4 and (level == "easy" or 0 in x.cells()) else None


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _pairs(problem: ReluGradient) -> Iterator[tuple[Rational, Rational]]:
    """Each number of X with its dY."""
    return zip(problem.input.cells(), problem.gradient.cells(), strict=True)


def _stops(problem: ReluGradient) -> bool:
    """Whether any number of dY is stopped."""
    return any(dy and x <= 0 for x, dy in _pairs(problem))


def _passes(problem: ReluGradient) -> bool:
    """Whether any number of dY passes."""
    return any(dy and x > 0 for x, dy in _pairs(problem))


def _by(rule: Callable[[Rational, Rational], Rational]) -> Callable[[ReluGradient], Grid]:
    """Another rule for each cell."""
    return lambda p: p.gated(rule)


ReluGradient.mistakes = (
    Mistake(
        "relu-gate-forgotten", "with dY passed on as it is, also where x is not positive", _stops, _by(lambda x, dy: dy)
    ),
    Mistake(
        "gate-on-gradient-sign",
        "by stopping negative numbers of dY; it is the sign of x that counts",
        lambda p: any((x > 0) != (dy > 0) for x, dy in _pairs(p) if dy),
        _by(lambda x, dy: max(0, dy)),
    ),
    Mistake(
        "gate-on-both-signs",
        "by stopping negative numbers of dY as well as those where x is not positive",
        lambda p: any(x > 0 > dy for x, dy in _pairs(p)),
        _by(lambda x, dy: dy if x > 0 and dy > 0 else 0),
    ),
    Mistake(
        "gate-reversed",
        "by passing dY where x is negative, not where it is positive",
        _passes,
        _by(lambda x, dy: dy if x < 0 else 0),
    ),
    Mistake(
        "gate-open-at-zero",
        "by passing dY where x is 0",
        lambda p: any(dy and not x for x, dy in _pairs(p)),
        _by(lambda x, dy: dy if x >= 0 else 0),
    ),
    Mistake(
        "gradient-ignored",
        "with the slopes 1 and 0 alone, without dY",
        lambda p: any(x > 0 and dy != 1 for x, dy in _pairs(p)),
        _by(lambda x, dy: int(x > 0)),
    ),
    Mistake(
        "times-input",
        "with dY multiplied by ReLU(x), not by its slope",
        lambda p: any(dy and x > 0 and x != 1 for x, dy in _pairs(p)),
        _by(lambda x, dy: dy * max(0, x)),
    ),
    Mistake("forward-again", "with ReLU(X), the way forward", always, _by(lambda x, dy: max(0, x))),
)
