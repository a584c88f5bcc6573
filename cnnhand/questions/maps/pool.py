"""The maps of a pooling layer: the maximum, the average or the L2 norm of each window, channel by channel.

F is the side of the window, S its stride, P the padding on one side, D the number of channels.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from math import prod
from typing import Any

from cnnhand.exact.cells import Place, covered, number_at, real_cells, real_places, zero_padded
from cnnhand.exact.values import Grid, Rational, Value
from cnnhand.layers.pool import GlobalPool, Pool, pooled_cell
from cnnhand.page import Beside, Mark, Step, Tone
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake
from cnnhand.questions.grids import region
from cnnhand.questions.maps.sliding import LOOSE, SlidingMap
from cnnhand.questions.traced import step_of, traced_grid
from cnnhand.questions.wording import channel_views

RULES = {
    "max": "the largest x under the window",
    "average": "the average of the x under the window",
    "l2": "√(sum of the x² under the window)",
}
"""What is written as the formula, by the `how` of a layer."""


class PoolMap(SlidingMap):
    """What a pooling layer makes."""

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The usual mistakes with such windows, and with what becomes of their numbers."""
        return (*WINDOWS, *OF_NUMBERS.get(self.layer.how, ())) if self.fits else (*LOOSE, *WINDOWS)

    @property
    def many(self) -> int:
        return int(self.x.depth)

    @cached_property
    def pool(self) -> Pool:
        """The layer with the zeros that `same` comes to, or the window of a global one."""
        pool: Pool = self.laid[0]
        pool.check(self.x.volume)
        return pool

    def cell(self, number: int, place: Place) -> Any:
        return pooled_cell(self.pool, self.x, number, place)

    def under(self, number: int, place: Place) -> list[Rational]:
        """The numbers under a window."""
        return real_cells(self.x.channels[number - 1], place, self.pool.window)

    def changed(self, **options: Any) -> "PoolMap":
        """Windows that lie in another way."""
        return replace(self, layer=self.pool.with_(**options), rounding=self.floored)

    def by(self, rule: Callable[[Any, Sequence[Rational]], Any]) -> Value:
        """What is asked, with another number of each window's numbers."""
        return self.picked(self.made_by(lambda number, place: rule(self, self.under(number, place))))

    def covered(self, place: Place) -> int:
        """How many cells of the padded input a window covers."""
        return covered(self.x.width, self.x.height, place, self.pool.window)

    @property
    def moving(self) -> bool:
        """Whether the window moves; a global one does not."""
        return not isinstance(self.layer, GlobalPool)

    @property
    def area(self) -> int:
        """The cells of a window."""
        return prod(self.pool.size)

    def rule(self) -> str:
        return f"y = {RULES.get(self.layer.how, f'the {self.layer.title} of the x under the window')}{'; the window moves on by S' if self.moving else ''}"

    def about(self) -> str:
        width, height, _ = self.output or self.size
        across, down = map(_nth, self.pool.stride)
        every = f"{across}step" if self.along else f"{across}column and every {down}row"
        moves = f" start at every {every}" if self.moving else ""
        maps = "a map" if len(self.numbers) == 1 else "maps"
        if self.along:
            return f"windows of length {self.pool.size.across}{moves}: {maps} of {width} numbers"
        return f"windows of {self.pool.size.across}×{self.pool.size.down}{moves}: {maps} of {width}×{height}"

    def all_pictures(self) -> tuple[Any, ...]:
        return (Beside(self._views),) if self.pool.window.padded else ()

    @cached_property
    def _views(self) -> tuple[Any, ...]:
        views = channel_views(self.x, "input")
        return tuple(view._replace(padding=self.pool.window.padding, blocks=self.pool.tiles) for view in views)

    def drawn(self) -> Beside | None:
        """Of a maximum in windows side by side: the input with the winners filled, and the map; else nothing."""
        if not self.pool.tiles or self.layer.how != "max" or self.x.depth > 1 or self.at:
            return None
        rows, marks = self.x.channels[0], []
        for place in self.places:
            under = real_places(self.x.width, self.x.height, place, self.pool.window)
            marks.append(Mark(*max(under, key=lambda cell: number_at(rows, cell)), Tone.WINNER))
        return Beside((self._views[0]._replace(marks=tuple(marks)), "→", *channel_views(self.made, "map")))

    def step(self, number: int, place: Place) -> Step:
        of = f"channel {number}" if self.x.depth > 1 else ""
        label = ", ".join(filter(None, (of, "" if of and not self.moving else place.among(self.made.volume))))
        view = self._views[number - 1]._replace(window=region(place, self.pool.window))
        return step_of(label, pooled_cell(self.pool, traced_grid(self.x), number, place), "", view)


def _nth(number: int) -> str:
    """`2nd`, as in "every 2nd column"; nothing for every column."""
    return {1: "", 2: "2nd ", 3: "3rd "}.get(number, f"{number}th ")


def _over_channels(part: Any, statistic: Any) -> Grid:
    """One map, of the statistic of what stands at the same place of all maps."""
    rows = zip(*part.made.channels, strict=True)
    return Grid.of([[statistic(cells) for cells in zip(*maps, strict=True)] for maps in rows])


def _zeros_compete(part: Any) -> Grid:
    """The right windows on the input with zeros written around it."""
    window = part.pool.window.with_(before=0, after=0)
    framed = part.x.by_channel(lambda rows: zero_padded(rows, part.pool.padding))
    return part.made_by(lambda number, place: max(real_cells(framed.channels[number - 1], place, window)))  # type: ignore[no-any-return]


WINDOWS = rules(
    """
    stride-one*: with windows that move by 1 in place of {S} [stride=ONE] | S > 1
    stride-of-window: with windows that do not overlap: the stride is {S}, not {F} [stride=Pair(0, 0)] | moving, p.pool.stride != p.pool.size
    padding-ignored*: with the windows put on the input without its padding [padding=Sides()] | T > 0
    one-for-all: with one number for the whole input [size=Pair(p.x.width, p.x.height), stride=ONE, padding=Sides(), dilation=ONE]
    partial-windows*: with the left-over rows and columns pooled too [replace(p, rounding=Rounding.CEIL)] | p.rounding is not Rounding.CEIL
    partial-windows: without the smaller windows at the end [replace(p, rounding=Rounding.FLOOR)] | p.rounding is Rounding.CEIL
    row-column-swapped: with rows and columns of the map exchanged := p.made.by_channel(exchanged) | fits, whole, min(p.made.volume[:2]) > 1
    """
)
"""The right number of the wrong windows."""

CELLS, CORNER = "p, cells", "corner: with the first number of each window => cells[0]\n"
FURTHEST = "largest-magnitude: with the number furthest from zero, its sign dropped => max(map(magnitude, cells)) | min(p.x.cells()) < 0\n"

OF_MAX = rules(
    f"""
    {CORNER}
    average-for-max: with the average of each window => average(cells)
    min-for-max: with the smallest number of each window => min(cells)
    sum-for-max: with the sum of each window => sum(cells)
    over-channels: with the maximum taken over the {{D}} channels too := _over_channels(p, max) | D > 1
    {FURTHEST}
    largest-magnitude: with the number furthest from zero => max(cells, key=magnitude) | min(p.x.cells()) < 0
    padding-competes: with the zeros of the padding taken as numbers := _zeros_compete(p) | T > 0, min(p.x.cells()) < 0
    second-largest: with the second largest number of each window => sorted(cells)[-2:][0]
    """,
    CELLS,
)

OF_AVERAGE = rules(
    f"""
    {CORNER}
    max-for-average: with the largest number of each window => max(cells)
    min-for-average: with the smallest number of each window => min(cells)
    not-divided: with the sums, not divided => sum(cells)
    divided-by-f: by dividing by the side {{F}} of the window, not by its cells => average(cells, p.pool.size.across)
    rounded-down: with every average rounded down to a whole number := p.made.map(floor)
    rounded: with every average rounded to a whole number := p.made.map(lambda y: floor(y + Fraction(1, 2)))
    partial-divided-by-all: by dividing the smaller windows at the end by the {{n}} cells of a whole one => average(cells, p.area) | p.rounding is Rounding.CEIL, any(p.covered(place) < p.area for place in p.places)
    over-channels: with the average taken over the {{D}} channels too := _over_channels(p, average) | D > 1
    padding-not-counted: with the padding left out of the divisor [count_padding=False] | moving
    padding-counted: with the zeros of the padding counted in the divisor [count_padding=True] | moving
    signs-lost: without the minus signs of the input [replace(p, x=p.x.map(magnitude))] | min(p.x.cells()) < 0
    """,
    CELLS,
)

# without a minus sign the third and fourth are the plain sum and the plain maximum
OF_L2 = rules(
    f"""
    {CORNER}
    no-root: with the sums of squares, without the root => square_sum(cells)
    root-mean-square: with the squares averaged before the root => root(average([square_sum(cells)], len(cells)))
    root-mean-square: with the squares averaged before the root, the zeros of the padding too => root(average([square_sum(cells)], p.area)) | T > 0, p.rounding is not Rounding.CEIL
    sum-of-magnitudes: by adding up the numbers without their signs (L1) => sum(map(magnitude, cells)) | min(p.x.cells()) < 0
    {FURTHEST}
    sum-for-l2: with the sum of each window => sum(cells)
    max-for-l2: with the largest number of each window => max(cells)
    average-for-l2: with the average of each window => average(cells)
    average-for-l2: with the average of each window, the zeros of the padding counted => average(cells, p.area) | T > 0, p.rounding is not Rounding.CEIL
    """,
    CELLS,
)

OF_NUMBERS = {"max": OF_MAX, "average": OF_AVERAGE, "l2": OF_L2}
