"""The cells of maps and kernels, in plain Python: what lies under a window, what it adds up to, and rows changed.

Rows and columns are counted from 1, those of a window in the padded input. S is the stride and d the dilation.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from cnnhand.exact.shapes import Axis, Sides, Window
from cnnhand.exact.values import Filter, Grid, Number, Rational, Rows, Volume, plain, root


class Place(NamedTuple):
    """A cell of an output map, by its row and column counted from 1."""

    row: int
    column: int

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}"

    def among(self, size: Volume) -> str:
        """What it is called among so many; those of a vector are numbered.

        >>> Place(1, 3).among(Volume(3, 2, 1)), Place(1, 3).among(Volume(3, 1, 1))
        ('row 1, column 3', 'number 3')
        """
        return f"number {self.column}" if size.height == size.depth == 1 else str(self)


def reading_order(width: int, height: int) -> list[Place]:
    """The cells of a map (or of a kernel), row after row.

    >>> print(*reading_order(2, 1), sep="; ")
    row 1, column 1; row 1, column 2
    """
    return [Place(row, column) for row in range(1, height + 1) for column in range(1, width + 1)]


def number_at(rows: Rows, place: Place) -> Rational:
    """The number in a cell.

    >>> number_at(((1, 2), (3, 4)), Place(row=2, column=1))
    3
    """
    number: Rational = rows[place.row - 1][place.column - 1]
    return number


def positions(place: int, axis: Axis) -> range:
    """The rows (or columns) of the padded input that an output row (or column) reads.

    >>> list(positions(2, Axis(3, stride=2)))  # it starts at (2 − 1)·2 + 1
    [3, 4, 5]
    """
    start = (place - 1) * axis.stride + 1
    return range(start, start + axis.reach, axis.dilation)


def window_at(rows: Rows, place: Place, window: Window, fill: Rational | None = 0) -> Rows:
    """The part of one channel under the window of an output cell, with `fill` where it lies in the padding.

    >>> window_at(((1, 2), (3, 4)), Place(1, 1), Window.square(2, padding=1))
    ((0, 0), (0, 1))
    """
    height, width = len(rows), len(rows[0])
    columns = [position - window.across.before - 1 for position in positions(place.column, window.across)]
    inside = columns[0] >= 0 and columns[-1] < width
    if inside and isinstance(rows[0], tuple):  # most windows: their rows are cut out at once
        cut = slice(columns[0], columns[-1] + 1, window.across.dilation)
        lines = (position - window.down.before - 1 for position in positions(place.row, window.down))
        return tuple(rows[line][cut] if 0 <= line < height else (fill,) * len(columns) for line in lines)
    return tuple(
        tuple(rows[row][column] if 0 <= row < height and 0 <= column < width else fill for column in columns)
        for row in (position - window.down.before - 1 for position in positions(place.row, window.down))
    )


def real_places(width: int, height: int, place: Place, window: Window) -> list[Place]:
    """The places of the input, counted without its padding, that a window lies on, in reading order.

    >>> print(*real_places(2, 2, Place(1, 2), Window.square(2, padding=1)), sep="; ")
    row 1, column 1; row 1, column 2
    """
    rows = [position - window.down.before for position in positions(place.row, window.down)]
    columns = [position - window.across.before for position in positions(place.column, window.across)]
    return [Place(row, column) for row in rows if 1 <= row <= height for column in columns if 1 <= column <= width]


def real_cells(rows: Rows, place: Place, window: Window) -> list[Rational]:
    """The cells of the input under a window, in reading order, without any padding.

    >>> real_cells(((1, 2), (3, 4)), Place(1, 1), Window.square(2, padding=1))
    [1]
    """
    return [number_at(rows, cell) for cell in real_places(len(rows[0]), len(rows), place, window)]


def covered(width: int, height: int, place: Place, window: Window) -> int:
    """How many cells of the padded input a window covers; a last, partly filled window covers fewer than it has.

    >>> covered(3, 3, Place(1, 2), Window.square(2, stride=2))  # columns 3 and 4 of three
    2
    """
    across, down = window
    columns = sum(position <= width + across.before + across.after for position in positions(place.column, across))
    return columns * sum(position <= height + down.before + down.after for position in positions(place.row, down))


def chosen(choose: Callable[[Sequence[Any]], Any], numbers: Sequence[Any]) -> Any:
    """The largest or smallest of some numbers, by `max` or `min`; those that know how they came about know of all.

    >>> chosen(max, [3, -4])
    3
    """
    own = getattr(numbers[-1], "chosen", None)
    return own(choose, numbers) if own else choose(numbers)


def average(cells: Sequence[Rational], count: int | None = None) -> Rational:
    """The sum of some numbers, divided by how many they are or by another count.

    >>> average([1, 2, 3, 5])
    Fraction(11, 4)
    """
    return plain(sum(cells) / Fraction(count or len(cells)))


def relu(number: Rational) -> Rational:
    """The number, or 0 where it is negative."""
    return chosen(max, (0, number))  # type: ignore[no-any-return]


def magnitude(number: Rational) -> Rational:
    """The number without its sign."""
    return max(number, -number)


def square_sum(cells: Iterable[Rational]) -> Rational:
    """The sum of the squares."""
    return plain(sum(cell * cell for cell in cells))


def norm(cells: Iterable[Rational]) -> Number:
    """The L2 norm, the root of the sum of the squares.

    >>> print(norm([1, 2, 3, 4]), norm([3, -4]))  # √(1 + 4 + 9 + 16), √(9 + 16)
    √30 5
    """
    return root(square_sum(cells))


def pairs(window: Rows, kernel: Rows) -> list[tuple[Rational, Rational]]:
    """Each cell of a window with the one of a kernel that lies on it, in reading order.

    >>> pairs(((1, 2), (3, 4)), ((1, 0), (0, -1)))
    [(1, 1), (2, 0), (3, 0), (4, -1)]
    """
    return [pair for rows in zip(window, kernel, strict=True) for pair in zip(*rows, strict=True)]


def weighted_sum(window: Rows, kernel: Rows) -> Rational:
    """The sum of the products of a window and a kernel, cell by cell.

    >>> weighted_sum(((1, 2), (3, 4)), ((1, 0), (0, -1)))  # 1·1 + 2·0 + 3·0 + 4·(−1)
    -3
    """
    return sum(x * w for x, w in pairs(window, kernel))


def product(matrix: Rows, vector: Sequence[Rational]) -> tuple[Rational, ...]:
    """Each row of a matrix times a vector.

    >>> product(((1, -2, 0), (0, 1, -2)), (5, 1, 2))  # 5 − 2, 1 − 4
    (3, -3)
    """
    return tuple(plain(sum(w * x for w, x in zip(row, vector, strict=True))) for row in matrix)


def rotated(rows: Rows) -> Rows:
    """The kernel turned by 180°, as a true convolution uses it."""
    return tuple(row[::-1] for row in rows[::-1])


def mirrored(rows: Rows) -> Rows:
    """The kernel with left and right exchanged."""
    return tuple(row[::-1] for row in rows)


def upside_down(rows: Rows) -> Rows:
    """The kernel with top and bottom exchanged."""
    return rows[::-1]


def exchanged(rows: Rows) -> Rows:
    """The kernel with its rows as columns."""
    return tuple(zip(*rows, strict=True))


def added(maps: Iterable[Rows]) -> Rows:
    """Maps added up, cell by cell.

    >>> added([((1, 2),), ((30, 40),)])
    ((31, 42),)
    """
    return tuple(tuple(plain(sum(cells)) for cells in zip(*rows, strict=True)) for rows in zip(*maps, strict=True))


def unsigned(rows: Rows) -> Rows:
    """The kernel without its minus signs."""
    return tuple(tuple(abs(w) for w in row) for row in rows)


def zero_padded(rows: Rows, padding: Sides) -> Rows:
    """The rows with zeros around them.

    >>> zero_padded(((1, 2),), Sides(left=1, bottom=1))
    ((0, 1, 2), (0, 0, 0))
    """
    left, right, top, bottom = padding
    zeros = ((0,) * (left + len(rows[0]) + right),)
    return zeros * top + tuple((0,) * left + row + (0,) * right for row in rows) + zeros * bottom


def readers(position: int, axis: Axis, outputs: int) -> list[tuple[int, int]]:
    """The output rows (or columns) whose window has a row of the padded input, each with the row of the window it is.

    >>> readers(3, Axis(3, stride=2), 2)  # the last of the first window, the first of the second
    [(1, 3), (2, 1)]
    """
    starts = ((position - 1 - (index - 1) * axis.dilation, index) for index in range(axis.filter, 0, -1))
    return [
        (start // axis.stride + 1, index)
        for start, index in starts
        if start % axis.stride == 0 and 0 <= start // axis.stride < outputs
    ]


@lru_cache(maxsize=1024)  # many kernels are laid on the same cells
def meetings(cell: Place, window: Window, width: int, height: int) -> list[tuple[Place, Place]]:
    """The windows that a cell of the input lies in: the output cell that each makes, and where in it the cell lies.

    >>> [(str(place), str(weight)) for place, weight in meetings(Place(1, 2), Window(Axis(2), Axis(1)), 2, 1)]
    [('row 1, column 1', 'row 1, column 2'), ('row 1, column 2', 'row 1, column 1')]
    """
    across, down = window
    return [
        (Place(i, j), Place(m, n))
        for i, m in readers(cell.row + down.before, down, height)
        for j, n in readers(cell.column + across.before, across, width)
    ]


def convolved(input: Grid, filters: Sequence[Filter], window: Window, flip: bool = False) -> Grid:
    """The maps that filters with their biases make of an input; `flip` turns each filter by 180°.

    NumPy, which takes longer to import than all else at start-up, comes with the first of them.

    >>> print(convolved(Grid.of([[1, 2, 3]]), [Filter(Grid.of([[1, 10]]), 5)], Window(Axis(2), Axis(1))))
    26 37
    """
    from cnnhand.exact.convolution import array, convolve, narrow

    weights = array([filter.weights for filter in filters], "filters")
    biases = narrow([filter.bias for filter in filters], (len(filters),))
    return Grid.of(*convolve(array([input], "input")[0], weights, biases, window, flip).tolist())
