"""The gradient of a filter's bias: the bias is added at every place, so db is the sum of its map of dY.

K is the number of filters, n the number of places.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from cnnhand.dice import Dice
from cnnhand.exact.cells import magnitude, relu
from cnnhand.exact.values import Form, Grid, Rational, plain
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._gradients import check_filter, gradient_views
from cnnhand.kinds._grids import draw_grid, total
from cnnhand.kinds._layers import plural
from cnnhand.page import Beside, Page, Region, Step, Text, Working


@dataclass(frozen=True, slots=True)
class BiasGradient(OnePart):
    """The gradient dY of a convolution's output, one map a filter, and which filter is asked."""

    summary = "the gradient db of a convolution's bias"
    group = "backward"
    form = Form.NUMBER

    gradient: Grid
    filter: int = 1

    def __post_init__(self) -> None:
        check_filter(self.filter, self.gradient)

    @property
    def numbers(self) -> list[Rational]:
        """dY of the filter that is asked, in reading order."""
        return [number for row in self.gradient.channels[self.filter - 1] for number in row]

    def another(self, further: int) -> int:
        """The filter that comes so much further on, with the first after the last."""
        return (self.filter - 1 + further) % self.gradient.depth + 1

    def answer(self) -> Rational:
        return plain(sum(self.numbers))

    def question(self) -> Page:
        several = self.gradient.depth > 1
        filters = f"{plural(self.gradient.depth, 'filter')}, each with one bias" if several else "1 filter and its bias"
        which = f" of filter {self.filter}" if several else ""
        return (
            Text(f"A convolution with {filters}. dY is the gradient of the loss with respect to its output."),
            Beside(gradient_views(self.gradient, each="filter")),
            Text(f"What is db, the gradient with respect to the bias{which}?"),
        )

    def letters(self) -> dict[str, object]:
        filters = {"k": self.filter, "m": self.another(1), "l": self.another(2)}
        return {"K": self.gradient.depth, **filters, "n": len(self.numbers)}

    def working(self) -> Working:
        rows = self.gradient.channels[self.filter - 1]
        sums = [plain(sum(row)) for row in rows]
        view = gradient_views(self.gradient, each="filter")[self.filter - 1]
        columns = tuple(range(1, self.gradient.width + 1))
        steps = tuple(
            Step(
                f"row {number}",
                total(row),
                sum_,
                picture=(Beside((view._replace(window=Region((number,), columns)),)),),
            )
            for number, (row, sum_) in enumerate(zip(rows, sums, strict=True), 1)
        )
        return Working(
            "db = Σ dy over all places: the bias is added at each of them, with slope 1",
            f"the sum of the {plural(len(self.numbers), 'number')} of dY"
            + (f" of filter {self.filter}" if self.gradient.depth > 1 else "")
            + ", row by row",
            (*steps, Step("db", total(sums), self.answer())),
            (Beside((view,)),),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: one map of 3×3. Medium: two filters, of which one is asked. Hard: three filters with 4×4 maps."""
        side, filters, most = {"easy": (3, 1, 5), "medium": (3, 2, 9), "hard": (4, 3, 9)}[level]
        return cls(draw_grid(dice, side, side, -most, most, filters, zero=False), dice.integer(1, filters))


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _several(problem: BiasGradient) -> bool:
    return len(problem.numbers) > 1


def _filters(problem: BiasGradient) -> bool:
    return problem.gradient.depth > 1


def _from(procedure: Callable[[list[Rational]], Rational]) -> Callable[[BiasGradient], Rational]:
    """Another number made of the numbers of dY."""
    return lambda p: plain(procedure(p.numbers))


BiasGradient.mistakes = (
    Mistake(
        "mean-not-sum",
        "with the sum divided by the {n} places",
        _several,
        _from(lambda numbers: Fraction(sum(numbers)) / len(numbers)),
        common=True,
    ),
    Mistake("one-cell", "from the first number of dY alone", _several, _from(lambda numbers: numbers[0])),
    Mistake("maximum-over-places", "with the largest number of dY in place of the sum", _several, _from(max)),
    Mistake(
        "signs-lost",
        "without the minus signs of dY",
        lambda p: min(p.numbers) < 0,
        _from(lambda numbers: sum(map(magnitude, numbers))),
        common=True,
    ),
    Mistake(
        "negative-left-out",
        "without the negative numbers of dY (a ReLU that is not there)",
        lambda p: min(p.numbers) < 0,
        _from(lambda numbers: sum(map(relu, numbers))),
    ),
    Mistake(
        "filters-added",
        "with dY of the {K} filters added up",
        _filters,
        lambda p: plain(sum(p.gradient.cells())),
    ),
    Mistake.changed(
        "other-filter",
        "with dY of filter {m} in place of filter {k}",
        _filters,
        lambda p: replace(p, filter=p.another(1)),
        common=True,
    ),
    Mistake.changed(
        "other-filter",
        "with dY of filter {l} in place of filter {k}",
        lambda p: p.gradient.depth > 2,
        lambda p: replace(p, filter=p.another(2)),
        common=True,
    ),
)
