"""The gradient of a bias, which is added at every place with slope 1: db is the sum of its map of dY.

K is the number of filters (or neurons), n the number of places.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

from cnnhand.exact.cells import magnitude, relu
from cnnhand.exact.formula import Given
from cnnhand.exact.values import Grid, Rational, Value, plain
from cnnhand.layers.words import plural
from cnnhand.page import Beside, Region, Step, Working
from cnnhand.questions.catalogue import edits, values
from cnnhand.questions.contract import Mistake
from cnnhand.questions.gradients.part import GradientPart
from cnnhand.questions.grids import total
from cnnhand.questions.wording import channel_views


@dataclass(frozen=True, kw_only=True)
class BiasGradient(GradientPart):
    """The gradient dY of a layer's output, one map a bias; `at` picks one of them."""

    name: ClassVar[str] = "db"
    channel: ClassVar[str] = "filter"

    def catalogue(self) -> tuple[Mistake, ...]:
        return BIAS

    @cached_property
    def whole(self) -> Grid:
        """db of every filter."""
        return Grid(tuple(((self.of(sum, rows),),) for rows in self.gradient.channels))

    @staticmethod
    def of(procedure: Callable[[list[Rational]], Rational], rows: Any) -> Rational:
        """A number made of a map."""
        return plain(procedure([number for row in rows for number in row]))

    def picked(self, grid: Grid) -> Value:
        found = super().picked(grid)
        return found.rows[0][0] if isinstance(found, Grid) and found.volume.cells == 1 else found

    def by(self, procedure: Callable[[list[Rational]], Rational]) -> Value:
        """What is asked, made of each map in another way."""
        return self.picked(Grid(tuple(((self.of(procedure, rows),),) for rows in self.gradient.channels)))

    @cached_property
    def numbers(self) -> list[int]:
        """The filters that are asked, counted from 1."""
        return [channel + 1 for channel, _ in self.cells()]

    @property
    def one_of_several(self) -> bool:
        """Whether one of several filters is asked."""
        return self.gradient.depth > 1 and len(self.numbers) == 1

    @property
    def off_diagonal(self) -> bool:
        """There are no rows and columns to be exchanged."""
        return False

    @property
    def givens(self) -> tuple[Given, ...]:
        return ({"K": self.gradient.depth},)

    def letters(self) -> dict[str, object]:
        k, many = self.numbers[0], self.gradient.depth
        others: dict[str, object] = {"k": k, "m": k % many + 1, "l": (k + 1) % many + 1}
        return others | {"K": many, "n": self.gradient.width * self.gradient.height}

    def working(self) -> Working:
        steps: list[Step] = []
        for number in self.numbers:
            steps += self._steps(number)
        views = channel_views(self.gradient, "dY", each="filter")
        places = plural(self.gradient.width * self.gradient.height, "number")
        which = f" of filter {self.numbers[0]}" if self.one_of_several else ""
        return Working(
            "db = Σ dy over all places: the bias is added at each of them, with slope 1",
            f"the sum of the {places} of dY{which}, row by row",
            self.finished(steps),
            (Beside(tuple(views[number - 1] for number in self.numbers)),),
        )

    def _steps(self, number: int) -> Iterator[Step]:
        """The sum of each row of a map, and their sum."""
        rows = self.gradient.channels[number - 1]
        name = f"filter {number}, " if len(self.numbers) > 1 else ""
        view, columns = channel_views(self.gradient, "dY", each="filter")[number - 1], tuple(range(1, len(rows[0]) + 1))
        sums = [plain(sum(row)) for row in rows]
        if len(rows) > 1 and len(rows[0]) > 1:
            for at, (row, of_row) in enumerate(zip(rows, sums, strict=True), 1):
                picture = (Beside((view._replace(window=Region((at,), columns)),)),)
                yield Step(f"{name}row {at}", total(row), of_row, "", picture)
        terms = sums if len(rows) > 1 else rows[0]
        yield Step(f"{name}db", total(terms), plain(sum(sums)))


def _by(procedure: Callable[[list[Rational]], Rational]) -> Callable[[Any], Value]:
    return lambda part: part.by(procedure)


def _other(further: int) -> Callable[[Any], Any]:
    """The filter that comes so much further on, with the first after the last."""

    def change(part: Any) -> Any:
        k, one = (part.numbers[0] - 1 + further) % part.gradient.depth + 1, range(1, 2)
        return replace(part, at=part.at._replace(rows=one, columns=one, map=k))

    return change


BIAS = (
    *values(
        {
            "mean-not-sum*: with the sum divided by the {n} places": _by(
                lambda numbers: Fraction(sum(numbers)) / len(numbers)
            ),
            "one-cell: from the first number of dY alone": _by(lambda numbers: numbers[0]),
            "maximum-over-places: with the largest number of dY in place of the sum": _by(max),
            "signs-lost*: without the minus signs of dY": _by(lambda numbers: sum(map(magnitude, numbers))),
            "negative-left-out: without the negative numbers of dY (a ReLU that is not there)": _by(
                lambda numbers: sum(map(relu, numbers))
            ),
            "filters-added: with dY of the {K} filters added up | one_of_several": lambda part: plain(
                sum(part.gradient.cells())
            ),
        }
    ),
    *edits(
        {
            "other-filter*: with dY of filter {m} in place of filter {k} | one_of_several": _other(1),
            "other-filter*: with dY of filter {l} in place of filter {k} | one_of_several, K > 2": _other(2),
        }
    ),
)
