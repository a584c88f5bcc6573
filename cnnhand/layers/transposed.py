"""Transposed convolution ("deconvolution"): every input cell is spread over F·F output cells, S apart.

P is what is cut off at each side of the full map, E the rows and columns added at its end. Source: V. Dumoulin and
F. Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 4.
"""

from collections.abc import Callable, Sequence
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, meetings, number_at, reading_order
from cnnhand.exact.shapes import Pair, Rounding, Sides, Window, check_window
from cnnhand.exact.values import Filter, Grid, Rational, Volume, plain
from cnnhand.layers.base import Layer, reach_of
from cnnhand.layers.conv import seen_channels
from cnnhand.layers.filtered import Filtered
from cnnhand.layers.rules import Count, Line, Rule, learned, letters_of
from cnnhand.layers.words import moves_text


class TransposedConv(Filtered):
    """A transposed convolution: its padding is cut off the output, `extra` rows and columns are added at the end."""

    name = "tconv"
    also = ("transposed-conv", "deconv", "upconv", "convtranspose", "convtranspose2d", "conv2dtranspose")
    example = "tconv2-64/2"
    work = "·W·H"  # every weight is used once for every cell of an *input* map

    extra: Pair = Pair(0, 0)
    weights: tuple[Filter, ...] | None = None
    """The numbers of the filters: one map a filter, as deep as the input."""

    def on(self, volume: Volume) -> "TransposedConv":
        if not isinstance(self.padding, str):
            return self
        if self.padding == "full" or any(self.extra):
            what = f"a transposed convolution has no `{self.padding}` padding"
            raise GivenError("padding", f"{what}{' with extra rows and columns' * any(self.extra)}; say it in numbers")
        cut = [axis.reach - axis.stride for axis in self.window]  # W2 = W·S = (W − 1)·S + F − cut
        across, down = ((total // 2, total - total // 2) for total in (max(0, more) for more in cut))
        return self.with_(padding=Sides(*across, *down), extra=Pair(*(max(0, -more) for more in cut)))

    def check(self, volume: Volume) -> None:
        across, down = (max(1, axis.reach) for axis in self.window)
        check_window(across, down, self.window)  # sizes, strides and dilations
        self.check_filters(volume)
        for extra, axis in zip(self.extra, self.window, strict=True):
            if not 0 <= extra < max(axis.stride, axis.dilation):
                what = f"the extra rows and columns must be fewer than the stride {axis.stride}, not {extra}"
                raise GivenError("extra", what)
        output = self.output(volume)
        if output and min(side for side in (*output, 1) if side is not None) < 1:
            raise GivenError("padding", "the padding of a transposed convolution is cut off, and nothing would be left")

    def too_large(self, volume: Volume) -> bool:
        return False  # a single cell is enough for a copy of the kernel

    def side(self, side: int | None, way: int, rounding: Rounding) -> Rule:
        """(W − 1)·S + F − 2·P and the extra rows or columns, or the W·S of `same` padding.

        There, what is more is cut off, and what is missing stays without a copy.
        """
        axis, extra = self.window[way], self.extra[way]
        if self.padding == "same":
            return Rule("W·S", {"S": axis.stride}, "the filter does not matter")
        twice = "2·P" if axis.before == axis.after else "P − Q"
        text = f"(W − 1)·S + {reach_of(axis)} − {twice}{' + E' if extra else ''}"
        return Rule(text, {**letters_of(axis), "E": extra})

    def letters(self, volume: Volume, output: Volume | None) -> dict[str, Rational]:
        return {**super().letters(volume, output), "E": self.extra.across}

    def counts(self) -> dict[str, Count]:
        filters = "K" if self.groups == 1 else "(K/G)"
        one = Line("one filter", f"{self.area}·D", "width · height · depth")
        return learned(one, Line("weights", f"one·{filters}", "all filters"), biases=self.counted_biases)

    def seen(self, volume: Volume) -> Window | None:
        """With stride 1 the window of the convolution that sees the same cells, padded with F − 1 − P; else None.

        With a larger stride S neighbours begin 0 or 1 cells apart: no window moves like that.
        """
        if self.stride != (1, 1):
            return None
        across, down = (axis._replace(before=axis.reach - 1 - axis.before) for axis in self.window)
        return Window(across, down)

    def words(self) -> str:
        moves = moves_text(self, padded=False).replace(", padding", ", cut off")
        extra = f", output padding {self.extra}" if self.extra != (0, 0) else ""
        return f"a transposed convolution{self.with_filters}, {moves}{extra}{'' if self.bias else ', without biases'}"

    def forward(self, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
        return transposed(self.on(x.volume), x)


def transposed_cell(
    layer: TransposedConv,
    x: Grid,
    number: int,
    place: Place,
    overlap: Callable[[Sequence[Any]], Any] = lambda products: sum(products),
) -> Any:
    """One cell of the map of one filter: the products of all copies of the kernel that reach it, plus the bias."""
    assert layer.weights
    filter, channels = layer.weights[number - 1], [x.channels[at] for at in seen_channels(layer, number, x.depth)]
    met = meetings(place, layer.window, x.width, x.height)
    products = [
        number_at(rows, at) * number_at(kernel, weight)
        for rows, kernel in zip(channels, filter.weights.channels, strict=True)
        for at, weight in met
    ]
    return plain((overlap(products) if products else 0) + filter.bias)


def transposed(layer: TransposedConv, x: Grid) -> Grid:
    """The maps of a transposed convolution: a copy of the kernel for every input cell, the copies added up."""
    assert layer.weights
    output = layer.output(x.volume)
    assert output is not None
    places, numbers = reading_order(output.width, output.height), range(1, len(layer.weights) + 1)
    cells = (transposed_cell(layer, x, number, place) for number in numbers for place in places)
    return Grid.from_cells(cells, Volume(output.width, output.height, len(layer.weights)))


LAYERS: tuple[type[Layer], ...] = (TransposedConv,)
