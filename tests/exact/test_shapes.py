"""`exact.shapes`: sizes against windows that are pushed along a row."""

import subprocess
import sys

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import (
    Axis,
    Pair,
    Rounding,
    Sides,
    Window,
    check_window,
    output_side,
    unread,
)

axes = st.builds(
    Axis, st.integers(1, 5), st.integers(1, 5), st.integers(0, 4), st.integers(0, 4), dilation=st.integers(1, 3)
)


def windows(side: int, axis: Axis) -> list[list[int]]:
    """The rows of the padded input that each window reads, from 0 on, for as long as the window fits."""
    end = axis.before + side + axis.after
    found: list[list[int]] = []
    start = 0
    while True:
        rows = [start + step * axis.dilation for step in range(axis.filter)]
        if rows[-1] >= end:
            return found
        found.append(rows)
        start += axis.stride


# ---- one side -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "axis", "outputs"),
    [
        pytest.param(7, Axis(3), 5, id="size-7-3-1"),
        pytest.param(7, Axis(3, 2), 3, id="size-7-3-2"),
        pytest.param(7, Axis(3, 3), None, id="size-7-3-3"),
        pytest.param(7, Axis(3, 1, 1, 1), 7, id="size-7-pad1"),
        pytest.param(32, Axis(5), 28, id="size-32-6"),
        pytest.param(227, Axis(11, 4), 55, id="alexnet-conv1"),
        pytest.param(224, Axis(11, 4), None, id="the size that AlexNet's paper prints does not fit"),
        pytest.param(28, Axis(5), 24, id="net-28"),
    ],
)
def test_course(side: int, axis: Axis, outputs: int | None) -> None:
    """The sizes that the course works out, and its layer that does not fit."""
    assert outputs == output_side(side, axis)


def test_dilated_filter() -> None:
    """Three cells with one free between them span five."""
    assert Axis(3, dilation=2).reach == 5
    assert output_side(7, Axis(3, dilation=2)) == 3


def test_one_more_row_on_one_side_only() -> None:
    """Padding of an even filter that keeps the size: one row after, none before."""
    assert output_side(8, Axis(2, 1, 0, 1)) == 8


@settings(deadline=None)
@given(st.integers(1, 20), axes)
def test_rounding_down_is_the_number_of_windows(side: int, axis: Axis) -> None:
    """Rounded down, the output is as long as there are windows that fit."""
    assume(axis.span(side) >= 0)
    assert len(windows(side, axis)) == output_side(side, axis, Rounding.FLOOR)


@settings(deadline=None)
@given(st.integers(1, 20), axes)
def test_exact_is_when_the_last_window_ends_with_the_input(side: int, axis: Axis) -> None:
    """A layer fits if the last window ends at the last row of the padded input."""
    assume(axis.span(side) >= 0)
    found = windows(side, axis)
    fits = found[-1][-1] == axis.before + side + axis.after - 1
    assert (len(found) if fits else None) == output_side(side, axis)


@settings(deadline=None)
@given(st.integers(1, 20), axes)
def test_rounding_up_adds_a_window_that_begins_in_the_input(side: int, axis: Axis) -> None:
    """Rounded up, a partial window counts where a rest is left, unless it would begin behind the input."""
    assume(axis.span(side) >= 0)
    found = windows(side, axis)
    rest = found[-1][-1] < axis.before + side + axis.after - 1
    partial = rest and found[-1][0] + axis.stride < axis.before + side
    assert len(found) + partial == output_side(side, axis, Rounding.CEIL)


@settings(deadline=None)
@given(st.integers(1, 20), axes, st.sampled_from((Rounding.EXACT, Rounding.FLOOR)))
def test_unread_rows_are_those_behind_the_last_window(side: int, axis: Axis, rounding: Rounding) -> None:
    """Marking the rows that windows read leaves as many at the end as `unread` says."""
    assume(axis.span(side) >= 0)
    read = {row for rows in windows(side, axis) for row in rows}
    rows = list(range(axis.before + side + axis.after))
    behind = 0
    while rows.pop() not in read:
        behind += 1
    assert behind == unread(side, axis, rounding)


def test_rounding_up_leaves_nothing_unread() -> None:
    """A last partial window reads what is left, unless it would begin in the padding and is left out."""
    assert [unread(8, Axis(3, 2), rounding) for rounding in (Rounding.FLOOR, Rounding.CEIL)] == [1, 0]
    assert [unread(3, Axis(2, 2, 1, 1), rounding) for rounding in (Rounding.FLOOR, Rounding.CEIL)] == [1, 1]


# ---- layers ---------------------------------------------------------------------------------------------------------


# ---- windows as data ------------------------------------------------------------------------------------------------


def test_window_gives_back_what_it_is_made_of() -> None:
    """Size, stride, padding and dilation are put together from both directions."""
    window = Window.of(Pair(3, 2), Pair(2, 1), Sides(1, 2, 3, 4), Pair(5, 6))
    assert (Pair(3, 2), Pair(2, 1), Sides(1, 2, 3, 4), Pair(5, 6)) == (
        window.size,
        window.stride,
        window.padding,
        window.dilation,
    )
    assert window.padded and not window.unpadded().padded
    assert Window.of(Pair(3, 3), Pair(2, 2), Sides(1, 1, 1, 1), Pair(2, 2)) == Window.square(3, 2, 1, 2)


def test_pairs_and_sides_as_text() -> None:
    """Equal numbers are written once."""
    assert [str(Pair(3, 3)), str(Pair(3, 2))] == ["3", "3×2"]
    assert [str(Sides(1, 1, 1, 1)), str(Sides(1, 0, 0, 2))] == ["1", "left 1, right 0, top 0, bottom 2"]


# ---- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "width", "window"),
    [
        ("input", 0, Window.square(3)),
        ("size", 4, Window.square(0)),
        ("size", 4, Window.square(5)),
        ("size", 4, Window.square(3, dilation=2)),
        ("stride", 4, Window.square(3, stride=0)),
        ("dilation", 4, Window.square(3, dilation=0)),
        ("padding", 4, Window.square(3, padding=-1)),
    ],
)
def test_window_that_cannot_be_put_on(key: str, width: int, window: Window) -> None:
    """What makes no sense is refused by the name of the given."""
    with pytest.raises(GivenError) as error:
        check_window(width, 4, window)
    assert key == error.value.key


def test_refusal_says_what_would_be_right() -> None:
    """Too large a filter: how large it is with its dilation, on how much input, and what to do."""
    with pytest.raises(GivenError, match="the filter is 5 wide with its dilation, larger than the input of 4; use a"):
        check_window(4, 9, Window.square(3, dilation=2))
    with pytest.raises(GivenError, match="the filter is 7 high, larger than the padded input of 6; use a"):
        check_window(9, 4, Window.square(7, padding=1))


def test_numpy_is_not_imported() -> None:
    """Sizes are calculated without waiting for NumPy."""
    code = "import sys, cnnhand.exact.shapes, cnnhand.exact.cells; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
