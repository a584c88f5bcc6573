"""`exact.cells`: what lies under a window, and what it adds up to."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand.exact.cells import (
    Place,
    convolved,
    positions,
    real_cells,
    rotated,
    weighted_sum,
    window_at,
)
from cnnhand.exact.shapes import Axis, Pair, Rounding, Sides, Window, output_side
from cnnhand.exact.values import Filter, Grid

ROWS = ((1, 2, 3), (4, 5, 6), (7, 8, 9))

sides = st.integers(0, 2)
pairs = st.builds(Pair, st.integers(1, 3), st.integers(1, 3))


def matrices(height: int, width: int) -> st.SearchStrategy[tuple[tuple[int, ...], ...]]:
    """Rows of numbers."""
    row = st.tuples(*[st.integers(-9, 9)] * width)
    return st.tuples(*[row] * height)


@st.composite
def cells(draw: st.DrawFn) -> tuple[tuple[tuple[int, ...], ...], Place, Window]:
    """Rows, a window with its stride, padding and dilation, and a cell that it makes."""
    window = Window.of(draw(pairs), draw(pairs), Sides(*(draw(sides) for _ in range(4))), draw(pairs))
    width = draw(st.integers(max(1, window.across.reach), window.across.reach + 4))
    height = draw(st.integers(max(1, window.down.reach), window.down.reach + 4))
    columns = output_side(width, window.across, Rounding.FLOOR)
    lines = output_side(height, window.down, Rounding.FLOOR)
    place = Place(draw(st.integers(1, lines or 1)), draw(st.integers(1, columns or 1)))
    return draw(matrices(height, width)), place, window


# ---- where a window lies --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "axis", "rows"),
    [
        (1, Axis(3), [1, 2, 3]),
        (2, Axis(3), [2, 3, 4]),
        (2, Axis(3, stride=2), [3, 4, 5]),
        (1, Axis(3, dilation=2), [1, 3, 5]),
        (3, Axis(2, stride=3, dilation=4), [7, 11]),
        (2, Axis(1, stride=5), [6]),
    ],
)
def test_positions(place: int, axis: Axis, rows: list[int]) -> None:
    """A window starts at (row − 1)·S + 1 and takes every d-th row."""
    assert rows == list(positions(place, axis))


def test_padding_moves_the_window_off_the_input() -> None:
    """Positions count the padding: with one row of it, the first window begins a row above the input."""
    assert window_at(ROWS, Place(1, 1), Window.square(3, padding=1)) == ((0, 0, 0), (0, 1, 2), (0, 4, 5))
    assert window_at(ROWS, Place(2, 2), Window.square(3, stride=2, padding=1)) == ((5, 6, 0), (8, 9, 0), (0, 0, 0))


def test_padding_may_be_filled_with_something_else() -> None:
    """The fill stands wherever the window lies outside of the input."""
    assert window_at(ROWS, Place(1, 1), Window.square(2, padding=1), fill=-1) == ((-1, -1), (-1, 1))


def test_real_cells_leave_the_padding_out() -> None:
    """Pooling looks at input cells only, in reading order."""
    assert real_cells(ROWS, Place(1, 1), Window.square(3, padding=1)) == [1, 2, 4, 5]
    assert real_cells(ROWS, Place(1, 1), Window.square(2, dilation=2)) == [1, 3, 7, 9]


@settings(deadline=None)
@given(cells())
def test_window_is_cut_out_of_the_padded_input(cell: tuple[tuple[tuple[int, ...], ...], Place, Window]) -> None:
    """Writing the padding around the input and cutting the window out of it gives the same."""
    rows, place, window = cell
    left, right, top, bottom = window.padding
    wide = [None] * (left + len(rows[0]) + right)
    padded = [wide] * top + [[None] * left + list(row) + [None] * right for row in rows] + [wide] * bottom
    lines = padded[(place.row - 1) * window.down.stride :][: window.down.reach : window.down.dilation]
    start = (place.column - 1) * window.across.stride
    cut = [line[start : start + window.across.reach : window.across.dilation] for line in lines]
    assert [[x or 0 for x in line] for line in cut] == [list(row) for row in window_at(rows, place, window)]
    assert [x for line in cut for x in line if x is not None] == real_cells(rows, place, window)


# ---- what it adds up to ---------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(lambda s: st.tuples(matrices(*s), matrices(*s))))
def test_weighted_sum_adds_products(rows: tuple[tuple[tuple[int, ...], ...], ...]) -> None:
    """The sum goes over all cells, each with the weight that lies on it."""
    window, kernel = rows
    total = 0
    for i in range(len(window)):
        for j in range(len(window[0])):
            total += window[i][j] * kernel[i][j]
    assert total == weighted_sum(window, kernel)


def test_weighted_sum_is_exact() -> None:
    """Ten tenths are one, not a binary float that comes near."""
    assert weighted_sum(((Fraction(1, 10),) * 10,), ((1,) * 10,)) == 1


def test_shapes_must_agree() -> None:
    """A kernel of another shape is a programming error, not an answer."""
    with pytest.raises(ValueError, match="zip"):
        weighted_sum(((1, 2),), ((1, 2, 3),))


def test_rotated() -> None:
    """A half turn exchanges top and bottom, left and right; two of them change nothing."""
    assert rotated(ROWS) == ((9, 8, 7), (6, 5, 4), (3, 2, 1))
    assert rotated(((1, 2, 3),)) == ((3, 2, 1),)
    assert rotated(rotated(ROWS)) == ROWS


def test_places_in_words() -> None:
    """Rows and columns are named, so that nobody has to guess which comes first."""
    assert str(Place(2, 3)) == "row 2, column 3"


# ---- maps of a convolution ------------------------------------------------------------------------------------------

FILTERS = [Filter(Grid.of([[1, 10]]), 1), Filter(Grid.of([[0, 2]]), -3)]


def test_a_map_for_each_filter_with_its_bias() -> None:
    """2·1 + 5·10 + 1 and 2·0 + 5·2 − 3."""
    assert str(convolved(Grid.of([[2, 5]]), FILTERS, Window.of(Pair(2, 1)))) == "53 | 7"


def test_a_true_convolution_turns_the_kernels() -> None:
    """2·10 + 5·1 + 1 and 2·2 + 5·0 − 3."""
    assert str(convolved(Grid.of([[2, 5]]), FILTERS, Window.of(Pair(2, 1)), flip=True)) == "26 | 1"


def test_fractions_stay_exact() -> None:
    """A third of 1 + 2 + 3 is the integer 2, a third of 2 + 2 + 1 is 5/3."""
    blur = Filter(Grid.of([[Fraction(1, 3)] * 3]))
    maps = convolved(Grid.of([[1, 2, 3]]), [blur], Window.of(Pair(3, 1)))
    assert (str(maps), type(next(maps.cells()))) == ("2", int)
    assert str(convolved(Grid.of([[2, 2, 1]]), [blur], Window.of(Pair(3, 1)))) == "5/3"
