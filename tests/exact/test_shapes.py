"""`exact.shapes`: windows that are pushed along a row; the sizes they make are in `tests/test_size_oracles.py`."""

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
    assert window.padded and not window.with_(before=0, after=0).padded
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
