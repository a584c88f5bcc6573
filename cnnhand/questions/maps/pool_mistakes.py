"""The usual mistakes in pooled maps: another window, or another number of each window."""

from math import floor
from typing import Any

from cnnhand.exact.cells import real_cells, zero_padded
from cnnhand.exact.values import Grid, root
from cnnhand.questions.catalogue import rules


def _over_channels(part: Any, statistic: Any) -> Grid:
    """One map, of the statistic of what stands at the same place of all maps."""
    rows = zip(*part.made.channels, strict=True)
    return Grid.of([[statistic(cells) for cells in zip(*maps, strict=True)] for maps in rows])


def _zeros_compete(part: Any) -> Grid:
    """The right windows on the input with zeros written around it."""
    window, framed = part.pool.window.unpadded(), part.x.by_channel(lambda rows: zero_padded(rows, part.pool.padding))
    return part.made_by(lambda number, place: max(real_cells(framed.channels[number - 1], place, window)))  # type: ignore[no-any-return]


WINDOWS = rules(
    """
    stride-one*: with windows that move by 1 in place of {S} [stride=ONE] | S > 1
    stride-of-window: with windows that do not overlap: the stride is {S}, not {F} [stride=Pair(0, 0)] | moving, apart
    padding-ignored*: with the windows put on the input without its padding [padding=Sides()] | T > 0
    one-for-all: with one number for the whole input [size=Pair(p.x.width, p.x.height), stride=ONE, padding=Sides(), dilation=ONE]
    partial-windows*: with the left-over rows and columns pooled too [replace(p, rounding=Rounding.CEIL)] | p.rounding is not Rounding.CEIL
    partial-windows: without the smaller windows at the end [replace(p, rounding=Rounding.FLOOR)] | p.rounding is Rounding.CEIL
    row-column-swapped: with rows and columns of the map exchanged := p.made.by_channel(exchanged) | fits, whole, min(p.made.volume[:2]) > 1
    """,
)
"""The right number of the wrong windows."""

LOOSE = rules("rounded-down: with the rest left out; here a layer must fit [replace(p, rounding=Rounding.FLOOR)]")
"""Of a layer that does not fit."""

CELLS, CORNER = "p, cells", "corner: with the first number of each window => cells[0]\n"
FURTHEST = "largest-magnitude: with the number furthest from zero, its sign dropped => max(map(magnitude, cells)) | min(p.x.cells()) < 0\n"

MAX = rules(
    f"""
    {CORNER}
    average-for-max: with the average of each window => average(cells)
    min-for-max: with the smallest number of each window => min(cells)
    sum-for-max: with the sum of each window => sum(cells)
    over-channels: with the maximum taken over the {{D}} channels too := over_channels(p, max) | D > 1
    {FURTHEST}
    largest-magnitude: with the number furthest from zero => max(cells, key=magnitude) | min(p.x.cells()) < 0
    padding-competes: with the zeros of the padding taken as numbers := zeros_compete(p) | T > 0, min(p.x.cells()) < 0
    second-largest: with the second largest number of each window => sorted(cells)[-2:][0]
    """,
    CELLS,
    over_channels=_over_channels,
    zeros_compete=_zeros_compete,
)

AVERAGE = rules(
    f"""
    {CORNER}
    max-for-average: with the largest number of each window => max(cells)
    min-for-average: with the smallest number of each window => min(cells)
    not-divided: with the sums, not divided => sum(cells)
    divided-by-f: by dividing by the side {{F}} of the window, not by its cells => average(cells, p.pool.size.across)
    rounded-down: with every average rounded down to a whole number := p.made.map(floor)
    rounded: with every average rounded to a whole number := p.made.map(lambda y: floor(y + Fraction(1, 2)))
    partial-divided-by-all: by dividing the smaller windows at the end by the {{n}} cells of a whole one => average(cells, p.area) | p.rounding is Rounding.CEIL, any(p.covered(place) < p.area for place in p.places)
    over-channels: with the average taken over the {{D}} channels too := over_channels(p, average) | D > 1
    padding-not-counted: with the padding left out of the divisor [count_padding=False] | moving
    padding-counted: with the zeros of the padding counted in the divisor [count_padding=True] | moving
    signs-lost: without the minus signs of the input [replace(p, x=p.x.map(magnitude))] | min(p.x.cells()) < 0
    """,
    CELLS,
    over_channels=_over_channels,
    floor=floor,
)

# without a minus sign the third and fourth are the plain sum and the plain maximum
L2 = rules(
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
    root=root,
)
