"""The maps of a convolution, a piece of one, or one cell: the products under the window by channel, and the bias.

In the tables of mistakes `sums` are those of the channels for a cell, b is the bias.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cnnhand.exact.cells import Place, pairs, window_at
from cnnhand.exact.values import Filter, Grid, Rational, Rows, Value, plain
from cnnhand.layers.conv import BY_HAND, bias_text, conv_cell, conv_maps, on_window, seen_channels, written_out
from cnnhand.page import Beside, Frame, GridView, Products, Step, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.grids import region
from cnnhand.questions.maps.sliding import MapPart
from cnnhand.questions.numbers import cut
from cnnhand.questions.slips import of_sum
from cnnhand.questions.traced import added, by_channel, channel_sums, step_of, value_of
from cnnhand.questions.wording import channel_views, kernel_picture

TALL = 14
"""So many lines of boards fit on a screen, for a map 3 fewer; of more, only what lies under the window is drawn."""
MOST_BOARDS = 4
"""The channels that are drawn one by one for a cell of a map."""
MOST_CELLS = 100
"""So many cells of a map are drawn on boards."""
PICTURED = 10**4
"""The cells of the largest input that is drawn at every step; of a larger one what lies under the window is."""


@dataclass(frozen=True)
class ConvMap(MapPart):
    """What a convolution makes; `before_bias` where only Σ x·w is asked, `window_shown` where the question marks it."""

    before_bias: bool = False
    window_shown: bool = False

    @cached_property
    def laid(self) -> tuple[Any, Grid]:
        layer, x = written_out(self.layer.on(self.x.volume), self.x)
        if self.before_bias:
            layer = layer.with_(weights=tuple(Filter(filter.weights) for filter in self.layer.weights))
        return layer, x

    def cell(self, number: int, place: Place) -> Any:
        return conv_cell(*self.laid, number, place)

    @cached_property
    def made(self) -> Grid:
        layer, x = self.laid
        if not self.whole and self.by_hand:
            return super().made
        maps = conv_maps(layer, x, self.numbers)
        return cut(maps, *self.asked_lines(self.output)) if self.at and self.output else maps

    @property
    def products(self) -> int:
        """How many products a cell has."""
        return int(self.layer.weights[0].weights.volume.cells)

    @property
    def by_hand(self) -> bool:
        """Whether what is asked is small enough for every product to be looked at."""
        return bool(self.size.cells * self.products <= BY_HAND)

    def channel_alone(self, channel: int) -> "ConvMap":
        """The same question of one channel, counted from 0 (of every group), with the filters' slices for it."""
        weights = tuple(Filter(Grid((f.weights.channels[channel],)), f.bias) for f in self.layer.weights)
        x = Grid(self.x.channels[channel :: self.depth])
        return replace(self, layer=self.layer.with_(weights=weights, depth=None), x=x)

    @cached_property
    def channel_sums(self) -> tuple[Grid, ...]:
        """Σ x·w of each channel in every cell that is asked."""
        bare = self.with_filters(lambda filter: Filter(filter.weights))
        return tuple(bare.channel_alone(channel).made for channel in range(self.depth))

    def by(self, rule: Callable[[Any, Sequence[Rational], Rational], Rational]) -> Value:
        """What is asked, with each cell made of the sums of its channels and the bias by another rule."""
        biases = (bias for bias in self.biases() for _ in self.places)
        cells = zip(zip(*(sums.cells() for sums in self.channel_sums), strict=True), biases, strict=True)
        return self.picked(Grid.from_cells((plain(rule(self, sums, bias)) for sums, bias in cells), self.size))

    def with_laid(self, change: Callable[[Rows], Rows]) -> "ConvMap":
        """The same question with the kernels changed as they lie on the window."""
        return replace(self, layer=laid_otherwise(self.layer, change))

    def windows(self, number: int, place: Place) -> Iterator[tuple[Any, Any]]:
        """What lies under the window, channel by channel, and the weights that lie on it."""
        layer, x = self.laid
        channels = seen_channels(layer, number, x.depth)
        for channel, kernel in zip(channels, on_window(layer, layer.weights[number - 1]), strict=True):
            yield window_at(x.channels[channel], place, layer.window), kernel

    def formula(self) -> str:
        channels = "sum over the channels of " if self.depth > 1 else ""
        return f"y = {channels}Σ x·w under the window{' + b' if self._biased else ''}"

    @property
    def _biased(self) -> bool:
        """Whether a filter, asked or not, has a bias that counts."""
        return any(filter.bias for filter in self.laid[0].weights)

    def about(self) -> str:
        if self.single:
            return self._start()
        biases = f"{bias_text(self.laid[0].weights)}; " if self._biased else ""
        size = self.sized() or f"a volume of {self.size}"
        return f"{size}; {biases}a sum leaves out products that are 0"

    def _start(self) -> str:
        """Where the window of the only cell starts."""
        (place,), window = self.places, self.laid[0].window
        starts = [
            f"{name} ({at} − 1)·{axis.stride} + 1 = {(at - 1) * axis.stride + 1}"
            for name, at, axis in (("row", place.row, window.down), ("column", place.column, window.across))
        ]
        padded = " of the padded input" if window.padded else ""
        bias = "" if self.before_bias else f"; b = {say(self.biases()[0])}"
        return f"the window starts at {' and '.join(starts)}; it covers {region(place, window)}{padded}{bias}"

    @cached_property
    def _views(self) -> tuple[GridView, ...]:
        layer, x = self.laid
        return channel_views(x, "input", layer.window.padding)

    def _filter(self, number: int) -> str:
        """How a filter is called as it lies on the window."""
        turned = ", turned" if self.layer.flip else ""
        return f"filter {number}{turned}" if len(self.layer.weights) > 1 else f"filter{turned}"

    def _kernel_picture(self, number: int) -> GridView | Frame:
        """A filter as it lies on the window."""
        kernels = on_window(self.layer, self.layer.weights[number - 1])
        return kernel_picture(Grid(kernels), self._filter(number))

    def pictures(self, number: int, place: Place, cell: Any) -> tuple[GridView | Frame, ...]:
        return (*self._inputs(number, place, PICTURED), self._kernel_picture(number))

    def _inputs(self, number: int, place: Place, most: int) -> tuple[GridView, ...]:
        """The input with the window marked, or what lies under the window alone where it has too many numbers."""
        if self.x.volume.cells > most:
            windows = Grid(tuple(window for window, _ in self.windows(number, place)))
            return channel_views(windows, "under the window", numbered=False)
        where = region(place, self.laid[0].window)
        return tuple(view._replace(window=where) for view in self._views)

    def all_pictures(self) -> tuple[Any, ...]:
        shown = self.x.volume.cells <= PICTURED and (self.laid[0].window.padded or self.laid[1] != self.x)
        kernels = (Beside((self._kernel_picture(number),)) for number in self.numbers if self.layer.flip)
        return (*((Beside(self._views),) if shown else ()), *kernels)

    def step(self, number: int, place: Place) -> Step:
        """One cell with its boards; of a large map the first one has them, since it stands for all."""
        step = super().step(number, place)
        large = len(self.numbers) * len(self.places) > MOST_CELLS and place != self.places[0]
        if self.single or large or self.depth > MOST_BOARDS:
            return step
        sums = channel_sums(self.traced.cell(number, place))
        bias = self.laid[0].weights[number - 1].bias
        boards = tuple(self._boards(number, place, sums))
        return step._replace(boards=boards, sums=str(added([*sums, bias] if bias else sums)))

    def cell_steps(self, number: int, place: Place) -> Iterator[Step]:
        """One cell: a channel a step with a row of the window a line, then their sum, then the bias."""
        cell = self.traced.cell(number, place)
        channels, sums = by_channel(cell), channel_sums(cell)
        boards = self._boards(number, place, sums)
        across = self.layer.size.across
        for at, (terms, sum_, board) in enumerate(zip(channels, sums, boards, strict=True), 1):
            label = f"channel {at}" if len(sums) > 1 else "products"
            rows = (" + ".join(map(str, terms[start : start + across])) for start in range(0, len(terms), across))
            yield Step(label, "\n+ ".join(rows), sum_, board=board)
        if len(sums) > 1:
            yield step_of("all channels", added(sums))._replace(channels=len(sums))
        if not self.before_bias:
            bias = self.layer.weights[number - 1].bias
            yield step_of("with the bias", added((value_of(added(sums)), bias)))

    def _boards(self, number: int, place: Place, sums: list[Rational]) -> Iterator[Beside]:
        """Each channel on the board: the window · the weights = the products in their places, and their sum."""
        down = self.laid[0].window.down
        tall = self.depth * (self.laid[1].height + down.before + down.after + 3) > (TALL if self.single else TALL - 3)
        inputs = self._inputs(number, place, 0 if tall or self.layer.groups > 1 else PICTURED)
        channels = zip(inputs, self.windows(number, place), sums, strict=True)
        for at, (view, (window, kernel), sum_) in enumerate(channels, 1):
            (weights,) = channel_views(Grid((kernel,)), self._filter(number), numbered=False)
            if self.depth > 1:
                view, weights = view._replace(caption=f"channel {at}"), weights._replace(channel=at)
            xs, ws = (tuple(tuple(map(say, row)) for row in rows) for rows in (window, kernel))
            yield Beside((view, "·", weights, "=", Products(xs, ws), f"Σ = {say(sum_)}"))

    def slips(self) -> Iterator[tuple[str, Value]]:
        """Of one cell a product left out or with the wrong sign; of a small map two cells exchanged, or a row twice."""
        if self.single and self.fits:
            right: Any = self.answer()
            products = [x * w for window in self.windows(self.numbers[0], self.places[0]) for x, w in pairs(*window)]
            yield from of_sum(right, products, "product")
        yield from super().slips()


def laid_otherwise(layer: Any, change: Callable[[Rows], Rows]) -> Any:
    """A convolution with its kernels changed as they lie on the window."""
    weights = tuple(Filter(Grid(tuple(map(change, on_window(layer, f)))), f.bias) for f in layer.weights)
    return layer.with_(weights=weights, flip=False)


# ---- mistakes: most are the right procedure on changed givens ---------------------------------------------------------


def _largest_product(part: Any) -> Grid:
    def cell(number: int, place: Any) -> Rational:
        products = (x * w for channel in part.windows(number, place) for x, w in pairs(*channel))
        bias: Rational = part.layer.weights[number - 1].bias
        return max(products) + bias

    return part.made_by(cell)  # type: ignore[no-any-return]


def _of_each_channel(part: Any) -> Grid:
    """A map for every filter and channel, each with the bias."""
    maps = [part.channel_alone(channel).made.channels for channel in range(len(part.channel_sums))]
    return Grid(tuple(rows for of_filter in zip(*maps, strict=True) for rows in of_filter))


ConvMap.usual = rules(
    """
    bias-forgotten*: without the {bias} [p.with_filters(lambda f: Filter(f.weights))] | biased
    bias-per-channel: with the {bias} added for each of the {D} channels => sum(sums) + len(sums) * b | biased, D > 1
    bias-per-product: with the {bias} added to every product => sum(sums) + p.products * b | biased
    bias-subtracted: with the {bias} subtracted => sum(sums) - b | biased
    relu-before-bias: with a ReLU before the {bias} => relu(sum(sums)) + b | biased, any(sum(sums) < 0 for sums in zip(*(sums.cells() for sums in p.channel_sums)))
    other-bias: with the bias of another filter [weights=tuple(Filter(f.weights, g.bias) for f, g in zip(p.layer.weights, p.layer.weights[1:] + p.layer.weights[:1]))] | K > 1
    bias-added: with the {bias} added, which was not asked [replace(p, before_bias=False)] | before_bias
    kernel-flipped*: with the kernel turned by 180° (a true convolution) [flip=True] | not p.layer.flip
    kernel-not-flipped*: without turning the kernel by 180° [flip=False] | p.layer.flip
    stride-ignored*: with a window that moves by 1 a step in place of {S} [stride=ONE] | S > 1
    dilation-ignored*: with neighbouring inputs under the kernel, without the dilation [dilation=ONE] | d > 1
    padding-ignored*: with the window put on the input without its padding [padding=Sides()] | T > 0
    channels-crossed: with the filter's channels in the opposite order [p.with_filters(lambda f: replace(f, weights=Grid(f.weights.channels[::-1])))] | D > 1
    groups-ignored: with every filter on the channels of the first group [replace(p, x=Grid(p.x.channels[:p.depth] * p.layer.groups))] | G > 1
    edge-padding: with the border copied into the padding in place of zeros [border="copy"] | T > 0, p.layer.border == "zeros"
    zero-padding: with zeros in the padding, in place of what the question says [border="zeros"] | T > 0
    """
    + "".join(
        f"one-channel-only: from channel {c} alone, out of {{D}} [p.channel_alone({c - 1})] | D > {max(1, c - 1)}\n"
        f"channel-left-out: without channel {c} => sum(sums) - sums[{c - 1}] + b | D > {max(2, c - 1)}\n"
        for c in range(1, MOST_BOARDS + 1)
    )
    + """
    kernel-transposed: with rows and columns of the kernel exchanged [p.with_laid(exchanged)] | square
    kernel-mirrored: with the kernel mirrored left to right [p.with_laid(mirrored)] | p.layer.size.down > 1
    kernel-mirrored: with the kernel upside down [p.with_laid(upside_down)] | p.layer.size.across > 1
    signs-lost: without the minus signs of the kernel [p.with_laid(unsigned)]
    kernel-ignored: with the window added up, as if every weight were 1 [p.with_filters(lambda f: replace(f, weights=f.weights.map(lambda w: 1)))]
    matrix-product: with window and kernel multiplied as matrices, then added up [p.with_laid(lambda rows: (tuple(map(sum, rows)),) * len(rows))] | square
    channels-averaged: with the {D} channels averaged, not added => Fraction(sum(sums)) / len(sums) + b | D > 1
    averaged: with Σ x·w divided by the {n} cells of the window => Fraction(sum(sums)) * len(sums) / p.products + b
    relu-applied: after a ReLU that was not asked for => relu(sum(sums) + b) | min(p.made.cells()) < 0
    relu-per-channel: with a ReLU on each channel's sum => sum(map(relu, sums)) + b | D > 1, any(min(sums.cells()) < 0 for sums in p.channel_sums)
    sign-lost: without the minus sign of the result => magnitude(sum(sums) + b) | min(p.made.cells()) < 0
    largest-product: with the largest product in place of the sum := _largest_product(p) | by_hand
    off-by-one: one row and one column further on (counting from 0) [replace(p, at=p.at.moved(1))] | not whole, not window_shown
    off-by-one: one row and one column before [replace(p, at=p.at.moved(-1))] | not whole, not window_shown
    row-column-swapped: in row {j}, column {i}: row and column exchanged [replace(p, at=p.at.turned)] | single, not whole, not window_shown
    other-filter: with filter {other} in place of filter {k} [replace(p, at=p.at._replace(map=p.at.map % p.many + 1))] | K > 1, not whole, p.at.map is not None
    padding-once: with padding on the left and above only [padding=p.layer.on(p.x.volume).padding._replace(right=0, bottom=0)] | T > 0, whole
    other-filter: with the maps of the {K} filters in another order [replace(p, layer=p.layer.with_(weights=p.layer.weights[1:] + p.layer.weights[:1]))] | K > 1, whole
    row-column-swapped: with rows and columns of the map exchanged := p.made.by_channel(exchanged) | whole, p.made.height > 1
    depth-dropped: with the maps of the {K} filters added into one := Grid((added(p.made.channels),)) | K > 1, whole
    depth-multiplied: with a map for each of the {D} channels, which are not added up := _of_each_channel(p) | D > 1, whole
    """,
    "p, sums, b",
)
