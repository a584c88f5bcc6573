"""The gradient of a bias, which is added at every place with slope 1: db is the sum of its map of dY.

K is the number of filters (or neurons), n the number of places.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property

from cnnhand.exact.values import Grid, Rational, Value, plain
from cnnhand.page import GridView, Region, Step
from cnnhand.questions.asking import Cells
from cnnhand.questions.catalogue import rules
from cnnhand.questions.gradients.part import GradientPart
from cnnhand.questions.slips import of_sum
from cnnhand.questions.traced import added, step_of, value_of
from cnnhand.questions.wording import channel_views


class BiasGradient(GradientPart):
    """The gradient dY of a layer's output, one map a bias; `at` picks one of them."""

    name = "db"
    each = "filter"
    alone = True

    @cached_property
    def made(self) -> Grid:
        return self._of_each(sum)

    def _of_each(self, procedure: Callable[[list[Rational]], Rational]) -> Grid:
        """A number made of each map."""
        numbers = (plain(procedure(list(Grid((rows,)).cells()))) for rows in self.gradient.channels)
        return Grid(tuple(((number,),) for number in numbers))

    def by(self, procedure: Callable[[list[Rational]], Rational]) -> Value:
        """What is asked, made of each map in another way."""
        return self.picked(self._of_each(procedure))

    def other(self, further: int) -> "BiasGradient":
        """The filter that comes so much further on, with the first after the last."""
        k = (self.numbers[0] - 1 + further) % self.gradient.depth + 1
        return replace(self, at=Cells(range(1, 2), range(1, 2), k))

    def letters(self) -> dict[str, object]:
        k, many = self.numbers[0], self.gradient.depth
        return super().letters() | {"k": k, "m": k % many + 1, "l": (k + 1) % many + 1}

    def slips(self) -> Iterator[tuple[str, Value]]:
        if len(self.numbers) == 1:
            terms = list(Grid((self.gradient.channels[self.numbers[0] - 1],)).cells())
            for sentence, value in of_sum(sum(terms), terms, "number"):
                yield sentence, self.picked(Grid.from_cells([value] * self.made.depth, self.made.volume))
        yield from super().slips()

    def rule(self) -> tuple[str, str]:
        places = self.gradient.width * self.gradient.height
        summed = f"the sum of the {places} numbers of dY{{}}, row by row" if places > 1 else "the one number of dY{}"
        which = f" of filter {self.numbers[0]}" if self.one_of_several else ""
        rule = "db = Σ dy over all places: the bias is added at each of them, with slope 1"
        return rule, summed.format(which)

    def pictures(self) -> list[GridView]:
        views = channel_views(self.gradient, "dY", each="filter")
        return [views[number - 1] for number in self.numbers]

    def steps(self) -> Iterator[Step]:
        """The sum of each row of a map, and their sum."""
        width = self.gradient.width
        for number, view in zip(self.numbers, self.pictures(), strict=True):
            rows = list(map(added, self.gradient.channels[number - 1]))
            name = f"filter {number}, " if len(self.numbers) > 1 else ""
            for at, row in enumerate(rows, 1) if len(rows) > 1 < width else ():
                marked = view._replace(window=Region((at,), tuple(range(1, width + 1))))
                yield step_of(f"{name}row {at}", row, "", marked)
            yield step_of(f"{name}db", added(map(value_of, rows)) if len(rows) > 1 else rows[0])


BiasGradient.usual = rules(
    """
    mean-not-sum*: with the sum divided by the {n} places => average(dys)
    one-cell: from the first number of dY alone => dys[0]
    maximum-over-places: with the largest number of dY in place of the sum => max(dys)
    signs-lost*: without the minus signs of dY => sum(map(magnitude, dys))
    negative-left-out: without the negative numbers of dY (a ReLU that is not there) => sum(map(relu, dys))
    filters-added: with dY of the {K} filters added up := sum(p.gradient.cells()) | one_of_several
    other-filter*: with dY of filter {m} in place of filter {k} [p.other(1)] | one_of_several
    other-filter*: with dY of filter {l} in place of filter {k} [p.other(2)] | one_of_several, K > 2
    """,
    "dys",
)
