"""`exact.shifts`: cells moved one by one, and the shift in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.exact.shifts import Shift, shifted


@given(st.integers(1, 4), st.integers(1, 4), st.integers(-5, 5), st.integers(-5, 5))
def test_cells_one_by_one(width: int, height: int, right: int, down: int) -> None:
    """Every cell that stays inside is found again so many places on, and everything else is the fill."""
    rows = tuple(tuple(10 * i + j for j in range(1, width + 1)) for i in range(1, height + 1))
    expected = [[-1] * width for _ in range(height)]
    for i in range(height):
        for j in range(width):
            if 0 <= i + down < height and 0 <= j + right < width:
                expected[i + down][j + right] = rows[i][j]
    assert tuple(map(tuple, expected)) == shifted(rows, Shift(right, down), -1)


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (Shift(1), "1 column to the right"),
        (Shift(-2, 3), "2 columns to the left and 3 rows down"),
        (Shift(0, -1), "1 row up"),
        (Shift(), "not at all"),
    ],
)
def test_words(shift: Shift, words: str) -> None:
    """A shift is said in words."""
    assert words == str(shift)
