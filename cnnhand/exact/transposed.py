"""Transposed convolution, in plain Python: a copy of the kernel for every input cell, S apart, the copies added up.

    W, H   width and height of the input; W2, H2 those of the output
    F      side of the kernel, S the stride: a copy starts S cells after the one before it
    P      the rows and columns that are cut off at each end of the full map, E the output padding

The kernel is laid down as it is, without flipping, so that this is the transpose of the convolution with the same
kernel, stride and padding: it takes a map of that convolution's size back to the size of its input. The padding of a
`Window` is what is cut off here. Source: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep
learning", 2016, chapter 4; the output padding as in PyTorch's ConvTranspose2d.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, meetings, number_at, reading_order
from cnnhand.exact.shapes import Window, transposed_side
from cnnhand.exact.values import Grid, Rational, Rows, Volume, plain

MAX_PRODUCTS = 10**6  # of all cells of an output; more is a slip in a size, not an exercise


class Term(NamedTuple):
    """One product of an output cell: which cell of the input, which of the kernel, and their values x and w."""

    input: Place
    kernel: Place
    x: Rational
    w: Rational


def check_transposed(width: int, height: int, window: Window, extra: int = 0) -> None:
    """Raise a `GivenError` with the key at fault unless a transposed convolution of these sizes leaves something."""
    if width < 1 or height < 1:
        raise GivenError("input", f"the input must have at least one row and one column, not {width}×{height}")
    for axis, side, name in zip(window, (width, height), ("wide", "high"), strict=True):
        if axis.filter < 1 or axis.stride < 1:
            key, value = ("size", axis.filter) if axis.filter < 1 else ("stride", axis.stride)
            raise GivenError(key, f"the {key} must be 1 or more, not {value}")
        if min(axis.before, axis.after) < 0:
            raise GivenError("padding", f"the padding must be 0 or more, not {min(axis.before, axis.after)}")
        if not 0 <= extra < axis.stride:
            raise GivenError(
                "output-padding", f"the output padding must be smaller than the stride {axis.stride}, not {extra}"
            )
        if transposed_side(side, axis, extra) < 1:
            what = f"padding {axis.before + axis.after} in all cuts the whole map away"
            raise GivenError(
                "padding", f"{what}, which is {transposed_side(side, axis._replace(before=0, after=0))} {name}"
            )


def transposed(
    rows: Rows,
    kernel: Rows,
    window: Window,
    extra: int = 0,
    overlap: Callable[[Sequence[Rational]], Rational] = sum,
) -> Rows:
    """The map of a transposed convolution of one channel; where copies overlap, their products are added.

    `overlap` makes a number of an output cell's products in another way. Raises `GivenError` (input, size, stride,
    padding, output-padding).

    >>> from cnnhand.exact.shapes import Axis
    >>> transposed(((1, 2),), ((1, 10),), Window(Axis(2), Axis(1)))  # 1 10 and, one further on, 2 20
    ((1, 12, 20),)
    """
    height, width = len(rows), len(rows[0])
    check_transposed(width, height, window, extra)
    if width * height * len(kernel) * len(kernel[0]) > MAX_PRODUCTS:
        raise GivenError("input", f"this takes more than {MAX_PRODUCTS} products; no exercise by hand does")
    size = Volume(transposed_side(width, window.across, extra), transposed_side(height, window.down, extra), 1)
    places = reading_order(size.width, size.height)
    products = ([x * w for _, _, x, w in terms(rows, kernel, window, place)] for place in places)
    return Grid.from_cells((plain(overlap(of_cell)) for of_cell in products), size).rows


def terms(rows: Rows, kernel: Rows, window: Window, place: Place) -> list[Term]:
    """The products that meet in an output cell, in the reading order of the input; none where no copy reaches.

    >>> from cnnhand.exact.shapes import Axis
    >>> [(x, w) for _, _, x, w in terms(((1, 2),), ((1, 10),), Window(Axis(2), Axis(1)), Place(1, 2))]
    [(1, 10), (2, 1)]
    """
    # a copy lies on the full map as a window of the convolution lies on its padded input
    return [
        Term(input, weight, number_at(rows, input), number_at(kernel, weight))
        for input, weight in meetings(place, window, len(rows[0]), len(rows))
    ]
