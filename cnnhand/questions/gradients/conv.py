"""The gradients of a convolution: dX of its input, dW of its weights.

D is the number of channels, F the side of the filter, S the stride, P the padding on one side, K the number of filters;
dY has one map a filter, n places each. For each cell of X, dX is a sum over the windows it takes part in; dW of each
weight is a sum over all places. Biases play no part.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from cnnhand.exact.cells import Place, meetings, number_at, reading_order, rotated, window_at
from cnnhand.exact.gradients import sliding_window
from cnnhand.exact.shapes import Window
from cnnhand.exact.values import Grid, Rational, Value, plain
from cnnhand.layers.conv import (
    convolution_input_gradient,
    convolution_weight_gradient,
    group_channels,
    on_window,
    places_of,
    written_out,
)
from cnnhand.layers.words import plural, size_text
from cnnhand.page import Beside, GridView, Step, Working
from cnnhand.questions.gradients.conv_mistakes import INPUT, WEIGHTS
from cnnhand.questions.gradients.part import EXCHANGED, SlidingGradient
from cnnhand.questions.grids import region, with_marked
from cnnhand.questions.wording import channel_views, filter_views


class ConvInputGradient(SlidingGradient):
    """The size of X is all that has to be known of it."""

    mistakes = (*INPUT, EXCHANGED)

    @cached_property
    def made(self) -> Grid:
        """dX."""
        return convolution_input_gradient(self.layer, self.x.volume, self.gradient)

    @property
    def kernels_turned(self) -> "ConvInputGradient":
        """The same of kernels that lie the other way round."""
        weights = self.layer.weights or ()
        return self.changed(weights=tuple(replace(f, weights=f.weights.by_channel(rotated)) for f in weights))

    def letters(self) -> dict[str, object]:
        return super().letters() | {"W": self.x.width, "H": self.x.height}

    @cached_property
    def _written_out(self) -> tuple[Window, dict[Place, list[Place]]]:
        """How the filters slide over the input with its border written out, and where each cell of X stands in it."""
        layer, cells = written_out(self.layer, Grid((tuple(map(tuple, places_of(self.x.volume))),)))
        where: dict[Place, list[Place]] = {}
        for row, line in enumerate(cells.rows, 1):
            for column, cell in enumerate(line, 1):
                where.setdefault(cell, []).append(Place(row, column))
        return layer.window, where

    def _met(self, cell: Place) -> list[Any]:
        """The windows that a cell takes part in, and the weights that lie on it there."""
        window, where = self._written_out
        width, height, _ = self.gradient.volume
        return [met for copy in where[cell] for met in meetings(copy, window, width, height)]

    def working(self) -> Working:
        padded = "; what falls into the padding is dropped" if self.padded else ""
        if self.padded and self.layer.border != "zeros":
            padded = "; what falls into the border goes back to the cell that it was copied from"
        apart = "" if self.layer.stride == (1, 1) else f", its numbers {self.layer.stride} apart,"
        turned = "as it is" if self.layer.flip else "turned by 180°"
        windows = f"{plural(self.gradient.width * self.gradient.height, 'window')} of {size_text(self.layer.size)}"
        return Working(
            "dx = Σ w·dy over the windows that the cell is in: the weight that lies on it times the window's dy",
            f"{windows}{padded}; all at once it is the full correlation of dY{apart} with the kernel {turned}{self.zeros}",
            self.finished(self._step(channel, cell) for channel, cell in self.cells()),
            (Beside((*self._deltas, *filter_views(self.layer.weights or ()))),),
        )

    @cached_property
    def _deltas(self) -> tuple[GridView, ...]:
        return channel_views(self.gradient, "dY", each="filter")

    def _step(self, channel: int, cell: Place) -> Step:
        """The sum of one cell of X, with the windows it takes part in marked in dY and the weights in the kernels."""
        met, kernels, terms = self._met(cell), list[GridView](), list[list[tuple[Rational, Rational]]]()
        for number, filter in enumerate(self.layer.weights or (), 1):
            seen = group_channels(self.layer.groups, self.filters, number, self.x.volume.depth)
            if channel in seen:
                rows, dy = on_window(self.layer, filter)[channel - seen.start], self.gradient.channels[number - 1]
                terms.append([(number_at(rows, weight), number_at(dy, place)) for place, weight in met])
                name = f"filter {number}" if self.filters > 1 else "filter"
                kernels += channel_views(Grid((rows,)), name, numbered=False)
        deltas = [with_marked(view, [place for place, _ in met]) for view in self._deltas]
        marked = (with_marked(view, [weight for _, weight in met]) for view in kernels)
        return self.summed(channel, cell, terms, "" if met else "in no window", *deltas, *marked)


class ConvWeightGradient(SlidingGradient):
    """The input X; a third number of `at` is the filter whose dW is asked, else they all are, one behind the other."""

    name = "dW"
    mistakes = (*WEIGHTS, EXCHANGED)

    @property
    def numbers(self) -> list[int]:
        """The filters that are asked, counted from 1."""
        return [self.at.map] if self.at and self.at.map else list(range(1, self.filters + 1))

    @cached_property
    def made(self) -> Grid:
        """dW of the filters that are asked."""
        found = (convolution_weight_gradient(self.layer, self.x, self.gradient, number) for number in self.numbers)
        return Grid(tuple(rows for dw in found for rows in dw.channels))

    def picked(self, grid: Grid) -> Value:
        found = self.block(grid)
        several = len(self._maps) > 1  # one cell of each
        return found if isinstance(found, Grid) or not several else Grid.of([[found]])  # type: ignore[list-item]

    @property
    def one_of_several(self) -> bool:
        """Whether one of several filters is asked."""
        return self.filters > 1 and len(self.numbers) == 1

    def letters(self) -> dict[str, object]:
        k = self.numbers[0]
        return super().letters() | {"D": self.x.depth, "k": k, "m": k % self.filters + 1}

    @cached_property
    def _slid(self) -> tuple[Window, Grid]:
        """How dY slides over the input with its border written out, and this input."""
        layer, x = written_out(self.layer, self.x)
        return sliding_window(layer.window, self.gradient), x

    def terms(self, number: int, channel: int, weight: Place) -> list[list[tuple[Rational, Rational]]]:
        """What a weight of a filter met in a channel of X, each with its dY, row by row of dY."""
        window, x = self._slid
        met = window_at(x.channels[channel], self.on_window(weight), window)
        return [list(zip(*rows, strict=True)) for rows in zip(met, self.gradient.channels[number - 1], strict=True)]

    def on_window(self, weight: Place) -> Place:
        """Where a weight lies on the window."""
        size = self.layer.size
        return Place(size.down + 1 - weight.row, size.across + 1 - weight.column) if self.layer.flip else weight

    def by(self, procedure: Callable[[list[Rational]], Rational]) -> Value:
        """Another number made of the products of each weight, one a place."""
        numbers = (
            plain(procedure([x * dy for line in self.terms(number, channel, weight) for x, dy in line]))
            for number, channel in self._maps
            for weight in reading_order(*self.layer.size)
        )
        return self.picked(Grid.from_cells(numbers, self.made.volume))

    @cached_property
    def _maps(self) -> list[tuple[int, int]]:
        """For each map of dW its filter, and the channel of X."""
        groups, depth = self.layer.groups, self.x.depth
        return [(k, channel) for k in self.numbers for channel in group_channels(groups, self.filters, k, depth)]

    def label(self, channel: int, cell: Place) -> str:
        number, of = self._maps[channel]
        filter = f"filter {number}, " if len(self.numbers) > 1 else ""
        return f"{filter}{f'channel {of + 1}, ' if self.x.depth > self.layer.groups else ''}{cell}"

    def working(self) -> Working:
        padded = "the padded " if self.padded else ""
        apart = "" if self.layer.stride == (1, 1) else f", its numbers {self.layer.stride} apart"
        dys = [number for k in self.numbers for row in self.gradient.channels[k - 1] for number in row]
        zeros = "" if all(dys) else "; the zeros of dY are left out"
        further = "" if self.layer.dilation == (1, 1) else f"; each next weight is {self.layer.dilation} further"
        further += "; the kernel lies turned by 180°, and so does dW" if self.layer.flip else ""
        return Working(
            "dw = Σ x·dy over all places: the x that the weight met there, times that place's dy",
            f"for the weight in row i, column j put dY on {padded}X, from row i, column j on{apart}{further}{zeros}",
            self.finished(self._step(channel, cell) for channel, cell in self.cells()),
            (Beside((*self._views, *(self._delta(k) for k in self.numbers))),),
        )

    @cached_property
    def _views(self) -> tuple[GridView, ...]:
        layer, x = written_out(self.layer, self.x)
        return tuple(view._replace(padding=layer.window.padding) for view in channel_views(x, "X"))

    def _delta(self, number: int) -> GridView:
        name = f"dY, filter {number}" if self.filters > 1 else "dY"
        return channel_views(Grid((self.gradient.channels[number - 1],)), name)[0]

    def _step(self, channel: int, weight: Place) -> Step:
        number, of = self._maps[channel]
        terms = self.terms(number, of, weight)
        view = self._views[of]._replace(window=region(self.on_window(weight), self._slid[0]))
        return self.summed(channel, weight, terms, "", view, self._delta(number))
