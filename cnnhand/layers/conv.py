"""Convolution, also in groups, with or without the numbers of its filters.

W, H, D are width, height and depth of the input; F is the filter side, S the stride, P the padding on one side, K the
number of filters, G that of groups; the filters slide as they are, unless `flip` turns them by 180°.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.cells import (
    Place,
    convolved,
    meetings,
    number_at,
    reading_order,
    rotated,
    weighted_sum,
    window_at,
    zero_padded,
)
from cnnhand.exact.gradients import sliding_window, weight_gradient
from cnnhand.exact.shapes import Rounding, Sides
from cnnhand.exact.values import Filter, Grid, Rows, Volume, plain
from cnnhand.layers.base import Layer
from cnnhand.layers.filtered import Filtered
from cnnhand.layers.rules import Count, Line, learned
from cnnhand.layers.words import listed, moves_text

Border: TypeAlias = Literal["zeros", "copy", "mirror"]
"""What stands in the padding: zeros, the border copied outwards, or what lies inside mirrored at the border."""

MOST_LISTED = 8
"""So many biases are listed in a sentence."""
BY_HAND = 20_000
"""So many products are added up in plain Python; NumPy takes more of them."""


class Conv(Filtered):
    """A convolution: K filters as deep as what they read, one bias a filter; with or without their numbers."""

    name = "conv"
    also = ("conv2d", "convolution")
    example = "conv3-96"
    linear = True

    border: Border = "zeros"
    flip: bool = False
    weights: tuple[Filter, ...] | None = None
    """The numbers of the filters."""

    def counts(self) -> dict[str, Count]:
        return learned(
            *((Line("channels", "D/G", "that a filter of one group sees"),) if self.groups > 1 else ()),
            Line("one filter", f"{self.area}·{'D' if self.groups == 1 else 'channels'}", "width · height · depth"),
            Line("weights", "one·K", "all filters"),
            biases=self.counted_biases,
        )

    def seen_by_one(self) -> str:
        return f"{self.area}·{'D' if self.groups == 1 else '(D/G)'}"

    def words(self) -> str:
        name = "a convolution" if not self.flip else "a true convolution (the kernel turned by 180°)"
        groups = f" in {self.groups} groups" if self.groups > 1 else ""
        border = {"zeros": "", "copy": ", the border copied into it", "mirror": ", the border mirrored into it"}
        biases = f", {bias_text(self.weights)}" if self.weights else "" if self.bias else ", without biases"
        return f"{name}{self.with_filters}{groups}, {moves_text(self)}{border[self.border]}{biases}"

    def forward(self, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
        return conv_maps(self.on(x.volume), x)

    def backward(self, x: Grid, gradient: Grid) -> Grid:
        return convolution_input_gradient(self.on(x.volume), x.volume, gradient)


def bias_text(filters: tuple[Filter, ...]) -> str:
    """`bias −2`, `biases −2 and 1`, `no bias`, or `96 biases` where there are too many to be listed."""
    if not any(filter.bias for filter in filters):
        return "no bias"
    if len(filters) > MOST_LISTED:
        return f"{len(filters)} biases"
    return f"{'biases' if len(filters) > 1 else 'bias'} {listed(filter.bias for filter in filters)}"


# ---- the arithmetic -------------------------------------------------------------------------------------------------


def padded(x: Grid, padding: Sides, border: str = "zeros") -> Grid:
    """The input with its padding written around it: zeros, its border copied, or what lies inside mirrored.

    >>> print(padded(Grid.of([[1, 2, 3]]), Sides(left=1, right=2), "mirror"))
    2 1 2 3 2 1
    """
    left, right, top, bottom = padding

    def along(cells: tuple[Any, ...], before: int, after: int) -> tuple[Any, ...]:
        last = len(cells) - 1
        places: Iterable[int] = range(-before, len(cells) + after)
        if border == "copy":
            return tuple(cells[min(max(at, 0), last)] for at in places)
        places = (abs(at) % (2 * last or 1) for at in places)
        return tuple(cells[min(at, 2 * last - at)] for at in places)

    if border == "zeros":
        return x.by_channel(lambda rows: zero_padded(rows, padding))
    return x.by_channel(lambda rows: along(tuple(along(row, left, right) for row in rows), top, bottom))


def written_out(layer: Conv, x: Grid) -> tuple[Conv, Grid]:
    """The convolution and its input with a border that is not zeros written around it."""
    if layer.border == "zeros" or isinstance(layer.padding, str):
        return layer, x
    return layer.with_(padding=Sides(), border="zeros"), padded(x, layer.padding, layer.border)


def on_window(layer: Conv, filter: Filter) -> tuple[Rows, ...]:
    """A filter's weights as they lie on the window, channel by channel."""
    return tuple(map(rotated, filter.weights.channels)) if layer.flip else filter.weights.channels


def seen_channels(layer: Any, number: int, depth: int) -> range:
    """The channels, counted from 0, that a filter sees; filters count from 1."""
    return group_channels(layer.groups, len(layer.weights), number, depth)


def group_channels(groups: int, filters: int, number: int, depth: int) -> range:
    """The channels, counted from 0, that one of some filters sees in groups."""
    group, each = (number - 1) * groups // filters, depth // groups
    return range(group * each, (group + 1) * each)


def conv_cell(layer: Conv, x: Grid, number: int, place: Place) -> Any:
    """One cell of the map of one filter: Σ over its channels of Σ x·w under the window, plus the bias."""
    assert layer.weights
    filter = layer.weights[number - 1]
    channels = [x.channels[at] for at in seen_channels(layer, number, x.depth)]
    window = layer.window
    pairs = zip(channels, on_window(layer, filter), strict=True)
    return plain(sum(weighted_sum(window_at(rows, place, window), kernel) for rows, kernel in pairs) + filter.bias)


def conv_maps(layer: Conv, x: Grid, numbers: Sequence[int] = ()) -> Grid:
    """The maps of a convolution, of all its filters or of those with these numbers, counted from 1."""
    layer, x = written_out(layer, x)
    assert layer.weights
    output = layer.output(x.volume, Rounding.FLOOR)
    assert output is not None  # rounded down
    wanted = list(numbers) or list(range(1, len(layer.weights) + 1))
    products = output.width * output.height * len(wanted) * layer.weights[0].weights.volume.cells
    if products > BY_HAND:
        filters = [layer.weights[number - 1] for number in wanted]
        if layer.groups == 1:
            return convolved(x, filters, layer.window, layer.flip)
        seen = (seen_channels(layer, number, x.depth) for number in wanted)
        parts = (Grid(x.channels[channels.start : channels.stop]) for channels in seen)
        pairs = zip(parts, filters, strict=True)
        return Grid(tuple(convolved(part, [filter], layer.window, layer.flip).rows for part, filter in pairs))
    places = reading_order(output.width, output.height)
    cells = (conv_cell(layer, x, number, place) for number in wanted for place in places)
    return Grid.from_cells(cells, Volume(output.width, output.height, len(wanted)))


def convolution_input_gradient(layer: Conv, volume: Volume, gradient: Grid, overwrite: bool = False) -> Grid:
    """dX of a convolution; with `overwrite` each cell keeps the product of the last window that it is in alone."""
    if not layer.weights:
        raise GivenError("weights", "the gradient of the input needs the numbers of the filters")
    cell, places = input_gradient_cell(layer, volume, gradient, overwrite), reading_order(volume.width, volume.height)
    return Grid.from_cells((cell(channel, place) for channel in range(volume.depth) for place in places), volume)


def input_gradient_cell(
    layer: Conv, volume: Volume, gradient: Grid, overwrite: bool = False
) -> Callable[[int, Place], Any]:
    """What computes a cell of dX, of a channel counted from 0: Σ w·dy over the windows that it is in.

    A border that is copied sends back what it gets to the cell that it was copied from.
    """
    numbered: Any = reading_order(volume.width, volume.height)
    bordered, cells = written_out(layer, Grid.from_cells(numbered, volume._replace(depth=1)))
    copies: dict[Place, list[Place]] = {}
    for copy, source in zip(reading_order(cells.width, cells.height), cells.cells(), strict=True):
        copies.setdefault(source, []).append(copy)
    maps: list[list[tuple[Rows, Rows]]] = [[] for _ in range(volume.depth)]
    for number, (filter, dy) in enumerate(zip(layer.weights or (), gradient.channels, strict=True), 1):
        for channel, kernel in zip(seen_channels(layer, number, volume.depth), on_window(layer, filter), strict=True):
            maps[channel].append((kernel, dy))

    def cell(channel: int, place: Place) -> Any:
        met: list[tuple[Place, Place]] = []
        for copy in copies[place]:
            windows = meetings(copy, bordered.window, gradient.width, gradient.height)
            if overwrite:  # where dY is 0 there is nothing to overwrite with
                windows = [one for one in windows if any(number_at(dy, one[0]) for _, dy in maps[channel])][-1:]
            met += windows
        return plain(sum(number_at(ws, weight) * number_at(dy, at) for ws, dy in maps[channel] for at, weight in met))

    return cell


def convolution_weight_gradient(layer: Conv, x: Grid, gradient: Grid, number: int) -> Grid:
    """dW of one filter of a convolution, counted from 1: dY slid over every channel of the padded input."""
    layer, x = written_out(layer, x)
    seen = group_channels(layer.groups, gradient.depth, number, x.depth)
    window = sliding_window(layer.window, gradient)
    found = weight_gradient(Grid(x.channels[seen.start : seen.stop]), gradient.channels[number - 1], window, layer.size)
    return found.by_channel(rotated) if layer.flip else found


LAYERS: tuple[type[Layer], ...] = (Conv,)
