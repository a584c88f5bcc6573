"""A convolution as a matrix, in plain Python: a row for every cell of the output, a column for every cell of the input.

Cells are numbered in reading order. Source: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep
learning", 2016, section 4.1.
"""

from collections.abc import Sequence

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, positions, reading_order
from cnnhand.exact.shapes import Conv, Window, floored_volume
from cnnhand.exact.values import Rational, Rows, Volume, plain

MAX_CELLS = 10**6  # of a matrix; more is a slip in a size, not an exercise


def convolution_matrix(width: int, height: int, kernel: Rows, window: Window) -> Rows:
    """The matrix M with y = M·x for the input x (width, height) and the map y, both flattened in reading order.

    The kernel is not flipped; padding has no columns, since it is 0; a stride that does not divide is rounded down.
    Raises `GivenError` (input, size, stride, padding, dilation).

    >>> convolution_matrix(3, 2, ((1, -2), (0, 4)), Window.square(2))
    ((1, -2, 0, 0, 4, 0), (0, 1, -2, 0, 0, 4))
    """
    output = floored_volume(Volume(width, height, 1), Conv(1, window))
    if output.cells * width * height > MAX_CELLS:
        raise GivenError("input", f"the matrix has more than {MAX_CELLS} cells; no exercise by hand has")
    places = reading_order(output.width, output.height)
    return tuple(_row(place, width, height, kernel, window) for place in places)


def _row(place: Place, width: int, height: int, kernel: Rows, window: Window) -> tuple[Rational, ...]:
    """The row of one output cell: each weight in the column of the input cell that it lies on."""
    row: list[Rational] = [0] * (width * height)
    for i, weights in zip(positions(place.row, window.down), kernel, strict=True):
        for j, w in zip(positions(place.column, window.across), weights, strict=True):
            y, x = i - window.down.before - 1, j - window.across.before - 1
            if 0 <= y < height and 0 <= x < width:
                row[y * width + x] = w
    return tuple(row)


def product(matrix: Rows, vector: Sequence[Rational]) -> tuple[Rational, ...]:
    """Each row of the matrix times the vector.

    >>> product(((1, -2, 0), (0, 1, -2)), (5, 1, 2))  # 5 − 2, 1 − 4
    (3, -3)
    """
    return tuple(plain(sum(w * x for w, x in zip(row, vector, strict=True))) for row in matrix)
