"""The usual mistakes in pooled maps: another window, or another number of each window."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor, prod
from typing import Any

from cnnhand.exact.cells import average, exchanged, magnitude, real_cells, square_sum
from cnnhand.exact.cells import padded as with_zeros
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Grid, Rational, Value, plain, root
from cnnhand.layers.base import ONE
from cnnhand.questions.catalogue import edits, values


def _moved(**changes: Any) -> Callable[[Any], Any]:
    """Windows that lie in another way; who did not see that they do not fit has rounded down."""

    def changed(part: Any) -> Any:
        rounding = Rounding.FLOOR if part.rounding is Rounding.EXACT else part.rounding
        return replace(part, layer=replace(part.pool, **changes), rounding=rounding)

    return changed


def _rounded(rounding: Rounding) -> Callable[[Any], Any]:
    return lambda p: replace(p, rounding=rounding)


def _one_window(part: Any) -> Any:
    """One window, as large as the input."""
    size = Pair(part.x.width, part.x.height)
    return _moved(size=size, stride=ONE, padding=Sides(), dilation=ONE)(part)


def _of_each(statistic: Callable[[Sequence[Rational]], Any]) -> Callable[[Any], Value]:
    """Another number of each window."""
    return lambda p: p.with_statistic(statistic)


def _over(divisor: Callable[[Any], int]) -> Callable[[Any], Value]:
    """The right sums over another number."""
    return lambda p: p.shared(lambda place: divisor(p))


def _over_channels(statistic: Callable[[Sequence[Rational]], Rational]) -> Callable[[Any], Value]:
    """One map, of the statistic of what stands at the same place of all maps."""
    return lambda p: Grid.of(
        [[statistic(cells) for cells in zip(*rows, strict=True)] for rows in zip(*p.made.channels, strict=True)]
    )


def _zeros_compete(part: Any) -> Value:
    """The right windows on the input with zeros written around it."""
    window, framed = part.pool.window.unpadded(), part.x.by_channel(lambda rows: with_zeros(rows, part.pool.padding))
    cells = (max(real_cells(rows, place, window)) for rows in framed.channels for place in part.places)
    return Grid.from_cells(cells, part.made.volume)


WINDOWS = (
    *edits(
        {
            "stride-one*: with windows that move by 1 in place of {S} | moving, S > 1": _moved(stride=ONE),
            "stride-of-window: with windows that do not overlap: the stride is {S}, not {F} | apart": _moved(
                stride=Pair(0, 0)
            ),
            "padding-ignored*: with the windows put on the input without its padding | T > 0": _moved(padding=Sides()),
            "one-for-all: with one number for the whole input | moving": _one_window,
            "partial-windows: with the left-over rows and columns pooled too | rests, not upward": _rounded(
                Rounding.CEIL
            ),
            "partial-windows: without the smaller windows at the end | rests, upward": _rounded(Rounding.FLOOR),
        }
    ),
    *values(
        {
            "row-column-swapped: with rows and columns of the map exchanged | tall": lambda p: p.made.by_channel(
                exchanged
            )
        }
    ),
)
"""The right number of the wrong windows."""

LOOSE = edits({"rounded-down: with the rest left out; here a layer must fit": _rounded(Rounding.FLOOR)})
"""Of a layer that does not fit."""

CORNER = values({"corner: with the first number of each window | several": _of_each(lambda cells: cells[0])})

MAX = (
    *CORNER,
    *values(
        {
            "average-for-max: with the average of each window | several": _of_each(average),
            "min-for-max: with the smallest number of each window | several": _of_each(min),
            "sum-for-max: with the sum of each window | several": _of_each(sum),
            "over-channels: with the maximum taken over the {D} channels too | D > 1": _over_channels(max),
            "largest-magnitude: with the number furthest from zero, its sign dropped | negative": _of_each(
                lambda cells: max(map(magnitude, cells))
            ),
            "largest-magnitude: with the number furthest from zero | several, negative": _of_each(
                lambda cells: max(cells, key=magnitude)
            ),
            "padding-competes: with the zeros of the padding taken as numbers | T > 0, negative": _zeros_compete,
            "second-largest: with the second largest number of each window | several": _of_each(
                lambda cells: sorted(cells)[-2:][0]
            ),
        }
    ),
)

AVERAGE = (
    *CORNER,
    *values(
        {
            "max-for-average: with the largest number of each window | several": _of_each(max),
            "min-for-average: with the smallest number of each window | several": _of_each(min),
            "not-divided: with the sums, not divided | several": _over(lambda p: 1),
            "divided-by-f: by dividing by the side {F} of the window, not by its cells | several": _over(
                lambda p: p.pool.size.across
            ),
            "rounded-down: with every average rounded down to a whole number | broken": lambda p: p.made.map(floor),
            "rounded: with every average rounded to a whole number | broken": lambda p: p.made.map(
                lambda y: floor(y + Fraction(1, 2))
            ),
            "partial-divided-by-all: by dividing the smaller windows at the end by the {n} cells of a whole one"
            " | partial": _over(lambda p: prod(p.pool.size)),
            "over-channels: with the average taken over the {D} channels too | D > 1": _over_channels(average),
        }
    ),
    *edits(
        {
            "padding-not-counted: with the padding left out of the divisor | counted, reads_padding": (
                lambda p: p.with_layer(count_padding=False)
            ),
            "padding-counted: with the zeros of the padding counted in the divisor | not counted, reads_padding": (
                lambda p: p.with_layer(count_padding=True)
            ),
            "signs-lost: without the minus signs of the input | negative": lambda p: p.with_x(p.x.map(magnitude)),
        }
    ),
)

L2 = (
    *CORNER,
    *values(
        {
            "no-root: with the sums of squares, without the root": _of_each(square_sum),
            "root-mean-square: with the squares averaged before the root | several": _of_each(
                lambda cells: root(Fraction(square_sum(cells)) / len(cells))
            ),
            "root-mean-square: with the squares averaged before the root, the zeros of the padding too"
            " | T > 0, not upward": lambda p: p.with_statistic(
                lambda cells: root(Fraction(square_sum(cells)) / prod(p.pool.size))
            ),
            # without a minus sign the next two are the plain sum and the plain maximum
            "sum-of-magnitudes: by adding up the numbers without their signs (L1) | negative": _of_each(
                lambda cells: plain(sum(map(magnitude, cells)))
            ),
            "largest-magnitude: with the number furthest from zero, its sign dropped | negative": _of_each(
                lambda cells: max(map(magnitude, cells))
            ),
            "sum-for-l2: with the sum of each window | several": _of_each(sum),
            "max-for-l2: with the largest number of each window | several": _of_each(max),
            "average-for-l2: with the average of each window | several": _of_each(average),
            "average-for-l2: with the average of each window, the zeros of the padding counted"
            " | T > 0, not upward": _over(lambda p: prod(p.pool.size)),
        }
    ),
)
