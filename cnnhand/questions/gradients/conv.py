"""The gradients of a convolution: dX of its input, dW of its weights.

D is the number of channels, F the side of the filter, S the stride, P the padding on one side, K the number of filters;
dY has one map a filter, n places each. For each cell of X, dX is a sum over the windows it takes part in; dW of each
weight is a sum over all places. Biases play no part.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, added, pairs, reading_order, rotated, window_at
from cnnhand.exact.gradients import sliding_window
from cnnhand.exact.shapes import Axis, Pair, Sides, Window
from cnnhand.exact.values import Filter, Grid, Rational, Value, plain
from cnnhand.layers.conv import (
    Conv,
    conv_maps,
    convolution_input_gradient,
    convolution_weight_gradient,
    group_channels,
    input_gradient_cell,
    on_window,
    written_out,
)
from cnnhand.layers.words import along_text, plural, size_text
from cnnhand.page import Frame, GridView
from cnnhand.questions.catalogue import rules
from cnnhand.questions.gradients.part import ZEROS, SlidingGradient, traced_layer
from cnnhand.questions.grids import region, with_marked
from cnnhand.questions.traced import reads, traced_grid
from cnnhand.questions.wording import channel_views, filter_views


class ConvInputGradient(SlidingGradient):
    """The size of X is all that has to be known of it."""

    @cached_property
    def _cell(self) -> Callable[[int, Place], Any]:
        return input_gradient_cell(traced_layer(self.layer), self.x.volume, traced_grid(self.gradient))

    def traced_at(self, channel: int, cell: Place) -> Any:
        """One cell, without the others, which are many."""
        return self._cell(channel, cell)

    @property
    def overwritten(self) -> Grid:
        """dX with the product of the last window alone in each cell."""
        return convolution_input_gradient(self.layer, self.x.volume, self.gradient, overwrite=True)

    @property
    def kernels_turned(self) -> "ConvInputGradient":
        """The same of kernels that lie the other way round."""
        weights = self.layer.weights or ()
        return self.changed(weights=tuple(replace(f, weights=f.weights.by_channel(rotated)) for f in weights))

    def letters(self) -> dict[str, object]:
        return super().letters() | {"W": self.x.width, "H": self.x.height}

    def rule(self) -> tuple[str, str]:
        padded = "; what falls into the padding is dropped" if self.window.padded else ""
        if self.window.padded and self.layer.border != "zeros":
            padded = "; what falls into the border goes back to the cell that it was copied from"
        apart = "" if self.layer.stride == (1, 1) else f", its numbers {self.layer.stride} apart,"
        turned = "as it is" if self.layer.flip else "turned by 180°"
        windows = f"{plural(self.gradient.width * self.gradient.height, 'window')} of {size_text(self.layer.size)}"
        windows = along_text(windows) if self.gradient.height == 1 and self.layer.along else windows
        return (
            "dx = Σ w·dy over the windows that the cell is in: the weight that lies on it times the window's dy",
            f"{windows}{padded}; all at once it is the full correlation of dY{apart} with the kernel {turned}{ZEROS}",
        )

    def pictures(self) -> tuple[GridView | Frame, ...]:
        return (*self._deltas, *filter_views(self.layer.weights or ()))

    @cached_property
    def _deltas(self) -> tuple[GridView, ...]:
        return channel_views(self.gradient, "dY", each="filter")

    def read(self, channel: int, cell: Place, number: Any) -> tuple[GridView, ...]:
        """The windows that the cell takes part in are marked in dY, and the weights in the kernels."""
        (weights, places), kernels = reads(number), list[GridView]()
        for k, filter in enumerate(self.layer.weights or (), 1):
            seen = group_channels(self.layer.groups, self.filters, k, self.x.volume.depth)
            if channel in seen:
                name = f"filter {k}" if self.filters > 1 else "filter"
                kernel = Grid((on_window(self.layer, filter)[channel - seen.start],))
                kernels += channel_views(kernel, name, numbered=False)
        deltas = (with_marked(view, places) for view in self._deltas)
        return (*deltas, *(with_marked(view, weights) for view in kernels))


class ConvWeightGradient(SlidingGradient):
    """The input X; a third number of `at` is the filter whose dW is asked, else they all are, one behind the other."""

    name = "dW"

    @cached_property
    def numbers(self) -> list[int]:
        return [self.at.map] if self.at and self.at.map else list(range(1, self.filters + 1))

    def computed(self, layer: Any, x: Grid, dy: Grid) -> Grid:
        """dW of the filters that are asked."""
        found = (convolution_weight_gradient(self.layer, x, dy, number) for number in self.numbers)
        return Grid(tuple(rows for dw in found for rows in dw.channels))

    def picked(self, grid: Grid) -> Value:
        found = self.block(grid)
        several = len(self._maps) > 1  # one cell of each
        return found if isinstance(found, Grid) or not several else Grid.of([[found]])  # type: ignore[list-item]

    def letters(self) -> dict[str, object]:
        k = self.numbers[0]
        return super().letters() | {"D": self.x.depth, "k": k, "m": k % self.filters + 1}

    @cached_property
    def _slid(self) -> tuple[Window, Grid]:
        """How dY slides over the input with its border written out, and this input."""
        layer, x = written_out(self.layer, self.x)
        return sliding_window(layer.window, self.gradient), x

    def terms(self, number: int, channel: int, weight: Place) -> list[tuple[Rational, Rational]]:
        """What a weight of a filter met in a channel of X, each with its dY."""
        window, x = self._slid
        return pairs(window_at(x.channels[channel], self.on_window(weight), window), self.gradient.channels[number - 1])

    def on_window(self, weight: Place) -> Place:
        """Where a weight lies on the window."""
        size = self.layer.size
        return Place(size.down + 1 - weight.row, size.across + 1 - weight.column) if self.layer.flip else weight

    def by(self, procedure: Callable[[list[Rational]], Rational]) -> Value:
        """Another number made of the products of each weight, one a place."""
        numbers = (
            plain(procedure([x * dy for x, dy in self.terms(number, channel, weight)]))
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
        return (
            f"{filter}{f'channel {of + 1}, ' if self.x.depth > self.layer.groups else ''}{cell.among(self.made.volume)}"
        )

    def rule(self) -> tuple[str, str]:
        padded = "the padded " if self.window.padded else ""
        apart = "" if self.layer.stride == (1, 1) else f", its numbers {self.layer.stride} apart"
        further = "" if self.layer.dilation == (1, 1) else f"; each next weight is {self.layer.dilation} further"
        further += "; the kernel lies turned by 180°, and so does dW" if self.layer.flip else ""
        return (
            "dw = Σ x·dy over all places: the x that the weight met there, times that place's dy",
            f"for the weight in row i, column j put dY on {padded}X, from row i, column j on{apart}{further}{ZEROS}",
        )

    def pictures(self) -> tuple[GridView, ...]:
        return (*self._views, *(self._delta(k) for k in self.numbers))

    @cached_property
    def _views(self) -> tuple[GridView, ...]:
        layer, x = written_out(self.layer, self.x)
        return tuple(view._replace(padding=layer.window.padding) for view in channel_views(x, "X"))

    def _delta(self, number: int) -> GridView:
        name = f"dY, filter {number}" if self.filters > 1 else "dY"
        return channel_views(Grid((self.gradient.channels[number - 1],)), name)[0]

    def read(self, channel: int, cell: Place, number: Any) -> tuple[GridView, ...]:
        k, of = self._maps[channel]
        return self._views[of]._replace(window=region(self.on_window(cell), self._slid[0])), self._delta(k)


def _valid(part: Any) -> Grid:
    """The turned kernels slid over dY where they lie on it altogether: a convolution from the K maps to D channels."""
    slices = zip(*(on_window(part.layer, filter) for filter in part.layer.weights), strict=True)
    filters = tuple(Filter(Grid(kernels)) for kernels in slices)
    layer = Conv(size=part.layer.size, weights=filters, filters=len(filters), flip=True)
    if part.layer.size.across > part.gradient.width or part.layer.size.down > part.gradient.height:
        raise GivenError("size", "the kernel is larger than dY")
    return conv_maps(layer, part.gradient)


ConvInputGradient.usual = rules(
    """
    kernel-not-rotated*: with the full correlation of dY with the kernel as it is, not turned by 180° [p.kernels_turned] | not p.layer.flip
    kernel-rotated*: with the kernel turned by 180° once more: a true convolution turns it already [p.kernels_turned] | p.layer.flip
    gradient-flipped: with dY turned by 180° in place of the kernel [p.kernels_turned.with_dy(lambda dy: dy.by_channel(rotated))]
    stride-ignored*: with windows that move by 1 in place of {S} [stride=ONE] | S > 1
    dilation-ignored: with windows that have no gaps [dilation=ONE] | d > 1
    padding-kept*: with the rows and columns of the padding left on: X has {W}×{H} numbers [replace(p.changed(padding=Sides(), border="zeros"), x=p.x.by_channel(lambda rows: zero_padded(rows, p.layer.padding)))] | T > 0, whole
    padding-ignored: with the windows put on the input without its padding [padding=Sides()] | T > 0
    border-ignored: with what falls into the border dropped [border="zeros"] | T > 0, p.layer.border != "zeros"
    gradient-ignored: by laying the kernel itself on every window, not dY times the kernel [p.with_dy(lambda dy: dy.map(lambda dy: 1))]
    first-filter-only*: from filter 1 alone, out of {K} [p.changed(weights=p.layer.weights[:1], filters=1).with_dy(lambda dy: Grid(dy.channels[:1]))] | K > 1, p.layer.groups == 1
    filters-crossed*: with the filters on one another's dY [weights=p.layer.weights[::-1]] | K > 1
    valid-not-full: with the turned kernel slid over dY without zeros around it := _valid(p) | F > 1, p.layer.groups == 1, whole
    overlaps-overwrite*: with the last window's product alone, not the sum, where windows overlap := p.overwritten | n > 1
    """
)


# ---- of the weights --------------------------------------------------------------------------------------------------


def _unpadded(part: Any) -> Any:
    """dY slid over the input alone, as far as it goes."""
    layer, gradient = part.layer, part.gradient
    across, down = (
        Axis(axis_side, axis.dilation, dilation=axis.stride).outputs(side)
        for axis_side, axis, side in zip(gradient.volume[:2], layer.window, part.x.volume[:2], strict=True)
    )
    if min(across, down) < 1:
        raise GivenError("size", "dY is larger than the input")
    return part.changed(padding=Sides(), size=Pair(across, down))


def _channels_added(part: Any) -> Grid:
    deep = part.made.depth // len(part.numbers)
    starts = range(0, part.made.depth, deep)
    return Grid(tuple(added(part.made.channels[start : start + deep]) for start in starts))


ConvWeightGradient.usual = rules(
    """
    one-patch-only*: from the first place alone, not from the sum over all {n} => products[0] | n > 1
    mean-over-places*: with the sums divided by the {n} places => average(products) | n > 1
    maximum-over-places: with the largest product of each weight in place of the sum => max(products) | n > 1
    channels-added: with the {D} channels added up into one := _channels_added(p) | p.x.depth > p.layer.groups
    gradient-flipped*: with dY turned by 180°; in dX it is the kernel that is turned, and in dW nothing [p.with_dy(lambda dy: dy.by_channel(rotated))] | n > 1
    gradient-ignored: by adding up the inputs that each weight met, without dY [p.with_dy(lambda dy: dy.map(lambda dy: 1))]
    stride-ignored*: with a window that moves by 1 a step in place of {S} [stride=ONE] | S > 1
    padding-ignored*: with dY slid over the input without its padding [_unpadded(p)] | T > 0
    other-filter*: with dY of filter {m} in place of filter {k} [replace(p, at=p.at._replace(map=p.at.map % p.filters + 1))] | one_of_several
    filters-added*: with dY of the {K} filters added up [p.with_dy(lambda dy: Grid((added(dy.channels),) * dy.depth))] | one_of_several
    kernel-flipped: with dW turned by 180°: in dX the kernel is turned, and in dW nothing := p.made.by_channel(rotated) | not p.layer.flip, F > 1
    kernel-not-flipped: without turning dW back: a true convolution turns its kernel [flip=False] | p.layer.flip
    """,
    "products",
)
