"""One cell of the output of a convolution: the products under the window, channel by channel, and the bias.

The letters are those of `_convolution.py`; i and j are the row and column of the cell, k the filter that makes its map,
and `sum` is Σ x·w over all channels, before the bias.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, Target, pairs, weighted_sum, window_at
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Filter, Form, Grid, Rational, Rows, Value, plain
from cnnhand.kinds import Level, Mistake
from cnnhand.kinds._grids import channel_views, draw_grid, products, region, total
from cnnhand.kinds._old_convolution import Convolution
from cnnhand.kinds._old_convolution_mistakes import (
    CHANGED_GIVENS,
    biased,
    deep,
    not_symmetric,
    several_products,
    touches_padding,
    turned,
)
from cnnhand.page import Beside, Page, Region, Step, Text, Working, factor, say


@dataclass(frozen=True)
class ConvCell(Convolution):
    """A convolution and which cell of which map is asked; `show_window` marks the window in the question."""

    summary = "one output cell of a convolution, with channels, bias, stride and padding"
    form = Form.NUMBER

    at: Target
    show_window: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        limits = (self.output.height, self.output.width, self.output.depth)
        for name, value, limit in zip(self.at._fields, self.at, limits, strict=True):
            if not 1 <= value <= limit:
                raise GivenError("at", f"there is no {name} {value}; the {name}s go from 1 to {limit}")

    @property
    def region(self) -> Region:
        """The rows and columns of the padded input under the window."""
        return region(self.at.place, self.window)

    @property
    def bias(self) -> Rational:
        """The bias of the filter that is asked."""
        return self.filters[self.at.filter - 1].bias

    def asked(self) -> tuple[Filter, ...]:
        return (self.filters[self.at.filter - 1],)

    def corners(self) -> tuple[Place, Place]:
        return self.at.place, self.at.place

    @property
    def _other(self) -> int:
        """The number of the next filter, after the last one that of the first."""
        return self.at.filter % len(self.filters) + 1

    def windows(self) -> tuple[Rows, ...]:
        """What lies under the window, channel by channel."""
        return tuple(window_at(rows, self.at.place, self.window) for rows in self.input.channels)

    def kernels(self) -> tuple[Rows, ...]:
        """The weights as they lie on the window, channel by channel."""
        return self.on_window(self.filters[self.at.filter - 1])

    def sums(self) -> tuple[Rational, ...]:
        """Σ x·w of each channel."""
        return tuple(map(weighted_sum, self.windows(), self.kernels()))

    def answer(self) -> Rational:
        return plain(sum(self.sums()) + self.bias)

    def question(self) -> Page:
        which = f" of filter {self.at.filter}'s map" if len(self.filters) > 1 else " of the output"
        marked = self.region if self.show_window else None
        return (
            *self.givens(self.padding if marked else Sides(), marked),
            Text(f"What is {self.at.place}{which}? Rows and columns are counted from 1."),
        )

    def letters(self) -> dict[str, object]:
        cell = {"b": say(self.bias), "i": self.at.row, "j": self.at.column, "k": self.at.filter, "other": self._other}
        return {**super().letters(), **cell}

    def working(self) -> Working:
        windows, kernels, sums = self.windows(), self.kernels(), self.sums()
        several = len(sums) > 1
        views = channel_views(self.input, "input", self.padding, self.region)
        turned = ", turned" if self.flip else ""
        name = f"filter {self.at.filter}{turned}" if len(self.filters) > 1 else f"filter{turned}"
        kernel_views = channel_views(Grid(kernels), name, numbered=False)
        steps = tuple(
            Step(
                f"channel {number}" if several else "products",
                products(window, kernel),
                plain(sum_),
                picture=(Beside((view, kernel_view)),),
            )
            for number, (window, kernel, sum_, view, kernel_view) in enumerate(
                zip(windows, kernels, sums, views, kernel_views, strict=True), 1
            )
        )
        if several:
            steps += (Step("all channels", total(sums), plain(sum(sums))),)
        steps += (Step("with the bias", total((plain(sum(sums)), self.bias)), self.answer()),)
        starts = [
            f"{name} ({place} − 1)·{stride} + 1 = {(place - 1) * stride + 1}"
            for name, place, stride in (
                ("row", self.at.row, self.stride.down),
                ("column", self.at.column, self.stride.across),
            )
        ]
        padded = " of the padded input" if self.window.padded else ""
        return Working(
            f"y = {'sum over the channels of ' if several else ''}Σ x·w under the window + b",
            f"the window starts at {' and '.join(starts)}; it covers {self.region}{padded}; b = {say(self.bias)}",
            steps,
            (Beside((*views, *kernel_views)),),
        )

    def slips(self) -> Iterator[tuple[str, Value]]:
        """One product left out, or with the wrong sign."""
        right = self.answer()
        for slip, times in (("left out", 1), ("with the wrong sign", 2)):
            for channel, (window, kernel) in enumerate(zip(self.windows(), self.kernels(), strict=True), 1):
                for row, line in enumerate(zip(window, kernel, strict=True), 1):
                    for x, w in zip(*line, strict=True):
                        where = f"row {row}" + (f" of channel {channel}" if deep(self) else "")
                        product = f"{factor(x)}·{factor(w)} in {where} of the window"
                        sentence = f"a single product {slip}, such as {product}, would give this: check them again"
                        if x * w:
                            yield sentence, plain(right - times * x * w)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: one channel, the window shown. Medium: two channels, stride or padding. Hard: all, and two filters."""
        side = dice.choice((2, 3)) if level == "medium" else 3
        depth = {"easy": 1, "medium": dice.integer(1, 2), "hard": dice.integer(2, 3)}[level]
        padding = 1 if level == "hard" else dice.integer(0, 1) if level == "medium" else 0
        stride = 2 if level == "hard" or (level == "medium" and not padding) else 1
        outputs = 3 if level != "easy" else dice.integer(2, 3)
        width = (outputs - 1) * stride + side - 2 * padding
        x_most, w_most = (4, 2) if level == "easy" else (5, 3)
        filters = 2 if level == "hard" else 1
        weights = [draw_grid(dice, side, side, -w_most, w_most, depth) for _ in range(filters)]
        biases = [dice.choice((-3, -2, -1, 1, 2, 3)) for _ in weights]
        problem = cls(
            draw_grid(dice, width, width, 0, x_most, depth),
            tuple(map(Filter, weights, biases)),
            Target(dice.integer(1, outputs), dice.integer(1, outputs), dice.integer(1, filters)),
            stride=Pair(stride, stride),
            padding=Sides.around(padding),
            show_window=level == "easy",
        )
        return problem if problem._worth_asking(level) else None

    def _worth_asking(self, level: Level) -> bool:
        """Not degenerate, not too long, and (but for the easy ones) no symmetry or place that hides mistakes."""
        windows, kernels = self.windows(), self.kernels()
        terms = [sum(bool(x and w) for x, w in pairs(*channel)) for channel in zip(windows, kernels, strict=True)]
        if min(terms) < 2 or sum(terms) > 30:
            return False
        if level == "easy":
            return True
        hidden = self.at.row == self.at.column or (1 in (self.at.row, self.at.column) and not self.window.padded)
        touches = not self.window.padded or touches_padding(self)
        return touches and not hidden and turned(self) and not_symmetric(self)


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _sum(problem: ConvCell) -> Rational:
    """Σ x·w over all channels, before the bias."""
    return sum(problem.sums())


def _elsewhere(rows: int, columns: int) -> Callable[[ConvCell], ConvCell]:
    """The cell so many rows and columns away; `GivenError` where there is none."""
    return lambda p: replace(p, at=p.at._replace(row=p.at.row + rows, column=p.at.column + columns))


def _largest_product(problem: ConvCell) -> Rational:
    channels = zip(problem.windows(), problem.kernels(), strict=True)
    return plain(problem.bias + max(x * w for channel in channels for x, w in pairs(*channel)))


CELL_BY_CELL = (
    Mistake("largest-product", "with the largest product in place of the sum", several_products, _largest_product),
    # ReLU changes negative numbers only, so these three apply where there is one to change.
    Mistake("relu-applied", "after a ReLU that was not asked for", lambda p: p.answer() < 0, lambda p: 0),
    Mistake(
        "relu-before-bias",
        "with a ReLU before the {bias}",
        lambda p: biased(p) and _sum(p) < 0,
        lambda p: p.bias,
    ),
    Mistake(
        "relu-per-channel",
        "with a ReLU on each channel's sum",
        lambda p: deep(p) and min(p.sums()) < 0,
        lambda p: plain(sum(max(0, sum_) for sum_ in p.sums()) + p.bias),
    ),
)
"""What is no change of the givens, so that a whole map has to make it in each of its cells."""

ConvCell.mistakes = (
    *CHANGED_GIVENS,
    *CELL_BY_CELL,
    Mistake.changed(
        "off-by-one",
        "one row and one column further on (counting from 0)",
        lambda p: not p.show_window,
        _elsewhere(1, 1),
    ),
    Mistake.changed("off-by-one", "one row and one column before", lambda p: not p.show_window, _elsewhere(-1, -1)),
    Mistake.changed(
        "row-column-swapped",
        "in row {j}, column {i}: row and column exchanged",
        lambda p: not p.show_window and p.at.row != p.at.column,
        lambda p: replace(p, at=Target(p.at.column, p.at.row, p.at.filter)),
    ),
    Mistake.changed(
        "other-filter",
        "with filter {other} in place of filter {k}",
        lambda p: len(p.filters) > 1,
        lambda p: replace(p, at=p.at._replace(filter=p._other)),
    ),
)
