"""The maps of a convolution, a piece of one, or one cell: the products under the window by channel, and the bias."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cnnhand.exact.cells import Place, pairs, window_at
from cnnhand.exact.values import Filter, Grid, Rational, Rows, Value, plain
from cnnhand.layers.conv import BY_HAND, Conv, bias_text, conv_cell, conv_maps, on_window, seen_channels, written_out
from cnnhand.page import Beside, Frame, GridView, Item, Products, Step, say
from cnnhand.questions.contract import Mistake
from cnnhand.questions.grids import region
from cnnhand.questions.maps.conv_mistakes import catalogue_for
from cnnhand.questions.maps.sliding import MapPart
from cnnhand.questions.numbers import cut
from cnnhand.questions.slips import of_sum
from cnnhand.questions.traced import Traced, added, by_channel, channel_sums, step_of, value_of
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

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return catalogue_for(self)

    @cached_property
    def laid(self) -> tuple[Conv, Grid]:
        layer, x = written_out(self.layer.on(self.x.volume), self.x)
        if self.before_bias:
            layer = layer.with_(weights=tuple(Filter(filter.weights) for filter in self.layer.weights))
        return layer, x

    def cell(self, number: int, place: Place) -> Any:
        return conv_cell(*self.laid, number, place)

    @cached_property
    def made(self) -> Grid:
        layer, x = self.laid
        terms = self.layer.weights[0].weights.volume.cells
        if not self.whole and self.size.cells * terms <= BY_HAND:
            return super().made
        maps = conv_maps(layer, x, self.numbers)
        return cut(maps, self.at) if self.at else maps

    @property
    def products(self) -> int:
        """How many products a cell has."""
        return int(self.layer.weights[0].weights.volume.cells)

    @property
    def by_hand(self) -> bool:
        """Whether what is asked is small enough for every product to be looked at."""
        return self.fits and self.size.cells * self.products <= BY_HAND

    def channel_alone(self, channel: int) -> "ConvMap":
        """The same question of one channel, counted from 0 (of every group), with the filters' slices for it."""
        weights = tuple(Filter(Grid((f.weights.channels[channel],)), f.bias) for f in self.layer.weights)
        x = Grid(self.x.channels[channel :: self.depth])
        return replace(self, layer=self.layer.with_(weights=weights, depth=None), x=x)

    @cached_property
    def channel_sums(self) -> tuple[Grid, ...]:
        """Σ x·w of each channel in every cell that is asked."""
        bare = self.with_filters(lambda filter: Filter(filter.weights))
        if self.depth == 1:
            return (bare.made,)
        return tuple(bare.channel_alone(channel).made for channel in range(self.depth))

    def by(self, rule: Callable[[Any, Sequence[Rational], Rational], Rational]) -> Value:
        """What is asked, with each cell made of the sums of its channels and the bias by another rule."""
        biases = (bias for bias in self.biases() for _ in self.places)
        cells = zip(zip(*(sums.cells() for sums in self.channel_sums), strict=True), biases, strict=True)
        return self.picked(Grid.from_cells((plain(rule(self, sums, bias)) for sums, bias in cells), self.size))

    def with_laid(self, change: Callable[[Rows], Rows]) -> "ConvMap":
        """The same question with the kernels changed as they lie on the window."""
        weights = tuple(Filter(Grid(tuple(map(change, on_window(self.layer, f)))), f.bias) for f in self.layer.weights)
        return replace(self, layer=self.layer.with_(weights=weights, flip=False))

    def windows(self, number: int, place: Place) -> Iterator[tuple[Any, Any]]:
        """What lies under the window, channel by channel, and the weights that lie on it."""
        layer, x = self.laid
        channels = seen_channels(layer, number, x.depth)
        for channel, kernel in zip(channels, on_window(layer, layer.weights[number - 1]), strict=True):  # type: ignore[index]
            yield window_at(x.channels[channel], place, layer.window), kernel

    def formula(self) -> str:
        return f"y = {'sum over the channels of ' if self.depth > 1 else ''}Σ x·w under the window" + (
            " + b" if any(filter.bias for filter in self.laid[0].weights or ()) else ""
        )

    def about(self) -> str:
        if self.single:
            return self._start()
        filters = tuple(filter for filter in self.laid[0].weights or () if filter.bias)
        biases = f"{bias_text(self.laid[0].weights or ())}; " if filters else ""
        size = f"{self._size()}: " if self.whole else ""
        return f"{size}a volume of {self.size}; {biases}a sum leaves out products that are 0"

    def _size(self) -> str:
        problem = self.size_problem()
        return problem.working().filled if problem else ""

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
        boards = zip(self._boards(number, place), sums, strict=True)
        bias = (self.laid[0].weights or ())[number - 1].bias
        return step._replace(
            boards=tuple(Beside((*board, f"Σ = {say(sum_)}")) for board, sum_ in boards),
            sums=str(added([*sums, bias] if bias else sums)),
        )

    def cell_steps(self, number: int, place: Place) -> Iterator[Step]:
        """One cell: a channel a step with a row of the window a line, then their sum, then the bias."""
        cell = self.traced.cell(number, place)
        channels, sums, boards = by_channel(cell), channel_sums(cell), self._boards(number, place)
        for at, (terms, sum_, board) in enumerate(zip(channels, sums, boards, strict=True), 1):
            label = f"channel {at}" if len(sums) > 1 else "products"
            signs = Beside((*board, f"Σ = {say(sum_)}"))
            yield Step(label, _rows(terms, self.layer.size.across), sum_, board=signs)
        if len(sums) > 1:
            yield step_of("all channels", added(sums))._replace(channels=len(sums))
        if not self.before_bias:
            bias = self.layer.weights[number - 1].bias
            yield step_of("with the bias", added((value_of(added(sums)), bias)))

    def _boards(self, number: int, place: Place) -> Iterator[tuple[Item, ...]]:
        """Each channel on the board: the window · the weights = the products in their places."""
        down = self.laid[0].window.down
        tall = self.depth * (self.laid[1].height + down.before + down.after + 3) > (TALL if self.single else TALL - 3)
        inputs = self._inputs(number, place, 0 if tall or self.layer.groups > 1 else PICTURED)
        for at, (view, (window, kernel)) in enumerate(zip(inputs, self.windows(number, place), strict=True), 1):
            (weights,) = channel_views(Grid((kernel,)), self._filter(number), numbered=False)
            if self.depth > 1:
                view, weights = view._replace(caption=f"channel {at}"), weights._replace(channel=at)
            xs, ws = (tuple(tuple(map(say, row)) for row in rows) for rows in (window, kernel))
            yield view, "·", weights, "=", Products(xs, ws)

    def slips(self) -> Iterator[tuple[str, Value]]:
        """Of one cell a product left out or with the wrong sign; of a small map two cells exchanged, or a row twice."""
        if self.single and self.fits:
            right: Any = self.answer()
            products = [x * w for window in self.windows(self.numbers[0], self.places[0]) for x, w in pairs(*window)]
            yield from of_sum(right, products, "product")
        yield from super().slips()


def _rows(terms: list[Traced], across: int) -> str:
    """The products of a window, one line a row: `2·1 + 0·(−1)`."""
    rows = (terms[at : at + across] for at in range(0, len(terms), across))
    return "\n+ ".join(" + ".join(map(str, row)) for row in rows)
