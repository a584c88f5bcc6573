"""One step of gradient descent for one weight of a convolution: w − η·dw.

η is the learning rate, dw the gradient of the weight: the sum over all places of dY times the input met there.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import Target, average, number_at, rotated, weighted_sum, window_at
from cnnhand.exact.shapes import Axis, Pair, Sides
from cnnhand.exact.values import Form, Grid, Rational, plain
from cnnhand.kinds import Level, Mistake, OnePart, always
from cnnhand.kinds._gradients import gradient_views, several_places, sum_text
from cnnhand.kinds._grids import channel_views, draw_grid, region
from cnnhand.kinds._layers import moves_text
from cnnhand.kinds.weight_gradient import WeightGradient
from cnnhand.page import Beside, Page, Step, Text, Working, factor, say


@dataclass(frozen=True, slots=True)
class WeightUpdate(OnePart):
    """The input X, the gradient dY of the output, the weights as they are, how they slide, and which one is updated."""

    summary = "one weight of a convolution after one step of gradient descent"
    group = "backward"
    form = Form.NUMBER

    input: Grid
    gradient: Grid
    weights: Grid
    learning_rate: Rational
    at: Target
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()

    def __post_init__(self) -> None:
        for key in ("input", "gradient", "weights"):
            depth = getattr(self, key).depth
            if depth != 1:
                raise GivenError(key, f"there must be one filter and one channel, and this has {depth} channels")
        if self.learning_rate <= 0:
            raise GivenError("learning-rate", f"the learning rate must be larger than 0, not {self.learning_rate}")
        if self.at.filter != 1:
            raise GivenError("at", f"there is no filter {self.at.filter}; there is only one")
        for name, value, limit in zip(
            ("row", "column"), self.at, (self.weights.height, self.weights.width), strict=False
        ):
            if not 1 <= value <= limit:
                raise GivenError("at", f"there is no {name} {value}; the {name}s of the weights go from 1 to {limit}")
        self.dw  # noqa: B018 - refuses a gradient of another size

    @property
    def dw(self) -> WeightGradient:
        """The problem that asks for the whole dW."""
        size = Pair(self.weights.width, self.weights.height)
        return WeightGradient(self.input, self.gradient, size, self.stride, self.padding)

    @property
    def weight(self) -> Rational:
        """The weight as it is."""
        return number_at(self.weights.rows, self.at.place)

    def slope(self) -> Rational:
        """dw of the weight."""
        return plain(sum(self.products()))

    def products(self) -> list[Rational]:
        """The products of dw, one a place."""
        return self.dw.products(self.input.rows, self.at.place)

    def moved(self, slope: Rational) -> Rational:
        """The weight after a step with this slope."""
        return plain(self.weight - self.learning_rate * slope)

    def answer(self) -> Rational:
        return self.moved(self.slope())

    def question(self) -> Page:
        return (
            Text(
                f"A convolution with one filter, {moves_text(self.dw.window)}; the kernel is not flipped. X is the "
                "input, W the weights, and dY the gradient of the loss with respect to the output."
            ),
            Beside(
                (
                    *channel_views(self.input, "X"),
                    *channel_views(self.weights, "W"),
                    *gradient_views(self.gradient),
                )
            ),
            Text(
                f"What is the weight in {self.at.place} after one step of gradient descent with learning rate "
                f"{say(self.learning_rate)}?"
            ),
        )

    def letters(self) -> dict[str, object]:
        return {
            "w": say(self.weight),
            "η": say(self.learning_rate),
            "S": self.stride.across,
            "n": self.gradient.width * self.gradient.height,
            "i": self.at.row,
            "j": self.at.column,
        }

    def working(self) -> Working:
        dw = self.dw
        terms = dw.terms(self.input.rows, self.at.place)
        slope = self.slope()
        step = plain(self.learning_rate * slope)
        (view,) = channel_views(self.input, "X", self.padding, region(self.at.place, dw.sliding))
        picture = (Beside((view, *gradient_views(self.gradient))),)
        return Working(
            "new w = w − η·dw, with dw = Σ x·dy over all places",
            f"w = {say(self.weight)}, η = {say(self.learning_rate)}; dw from the x that the weight met at each place",
            (
                Step("dw", sum_text(terms), slope, picture=picture),
                Step("η·dw", f"{say(self.learning_rate)}·{factor(slope)}", step),
                Step("new w", f"{say(self.weight)} − {factor(step)}", self.answer(), "against the slope"),
            ),
            picture,
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: a 3×3 input and a 2×2 kernel. Medium: stride 2 or more places. Hard: stride and padding."""
        side, filter, stride, padding = dice.choice(
            {
                "easy": ((3, 2, 1, 0),),
                "medium": ((4, 2, 2, 0), (4, 2, 1, 0), (5, 3, 2, 0)),
                "hard": ((4, 2, 2, 1), (5, 3, 2, 1), (3, 3, 1, 1)),
            }[level]
        )
        outputs = Axis(filter, stride, padding, padding).outputs(side)
        most = 2 if level == "easy" else 3
        problem = cls(
            draw_grid(dice, side, side, 0, most + 2),
            draw_grid(dice, outputs, outputs, -most, most, zero=False),
            draw_grid(dice, filter, filter, -3, 3),
            Fraction(1, dice.choice((2, 10) if level == "easy" else (2, 4, 5, 10, 100))),
            Target(dice.integer(1, filter), dice.integer(1, filter)),
            Pair(stride, stride),
            Sides.around(padding),
        )
        hidden = level != "easy" and problem.at.row == problem.at.column
        met = problem.dw.met(problem.input.rows, problem.at.place)
        return None if hidden or sum(map(bool, sum(met, ()))) < 2 or -2 < problem.slope() < 2 else problem


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _with_slope(slope: Callable[[WeightUpdate], Rational]) -> Callable[[WeightUpdate], Rational]:
    """The right step with another dw."""
    return lambda p: p.moved(slope(p))


def _cell(problem: WeightUpdate, row: int, column: int) -> Rational:
    """dw of the weight in another cell; `GivenError` where there is none."""
    return replace(problem, at=Target(row, column)).slope()


def _stride_one(problem: WeightUpdate) -> Rational:
    """dw with windows that move by 1."""
    dw = problem.dw
    sliding = dw.sliding.with_(dilation=1)
    return plain(weighted_sum(window_at(problem.input.rows, problem.at.place, sliding), dw.map))


WeightUpdate.mistakes = (
    Mistake("step-added", "with η·dw added: uphill", always, lambda p: p.moved(-p.slope()), common=True),
    Mistake.changed(
        "learning-rate-forgotten",
        "without the learning rate {η}",
        lambda p: p.learning_rate != 1,
        lambda p: replace(p, learning_rate=1),
        common=True,
    ),
    Mistake(
        "step-only",
        "with the step −η·dw alone, without the weight {w}",
        lambda p: p.weight != 0,
        lambda p: plain(-p.learning_rate * p.slope()),
    ),
    Mistake("gradient-only", "with dw alone, without a step", always, lambda p: p.slope()),
    Mistake(
        "one-patch-only",
        "with dw from the first place alone, not from the sum over all {n}",
        several_places,
        _with_slope(lambda p: p.products()[0]),
        common=True,
    ),
    Mistake(
        "mean-over-places",
        "with dw divided by the {n} places",
        several_places,
        _with_slope(lambda p: average(p.products())),
        common=True,
    ),
    Mistake(
        "maximum-over-places",
        "with the largest product in place of dw",
        several_places,
        _with_slope(lambda p: max(p.products())),
    ),
    Mistake.changed(
        "gradient-flipped",
        "with dY turned by 180°; in dX it is the kernel that is turned, and in dw nothing",
        lambda p: p.gradient.by_channel(rotated) != p.gradient,
        lambda p: replace(p, gradient=p.gradient.by_channel(rotated)),
        common=True,
    ),
    Mistake(
        "stride-ignored",
        "with a window that moves by 1 a step in place of {S}",
        lambda p: max(p.stride) > 1 and several_places(p),
        _with_slope(_stride_one),
        common=True,
    ),
    Mistake(
        "row-column-swapped",
        "with dw of row {j}, column {i}: row and column exchanged",
        lambda p: p.at.row != p.at.column,
        _with_slope(lambda p: _cell(p, p.at.column, p.at.row)),
    ),
)
