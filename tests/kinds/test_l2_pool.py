"""`l2-pool`: roots that stay exact, sums of squares added up one by one, and every usual mistake worked out by hand."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.answers import read, same
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Form, Grid, Root
from cnnhand.kinds.l2_pool import L2Pool
from tests.board import grid
from tests.procedures import found, left_out

TWO, ONE = Pair(2, 2), Pair(1, 1)


# ---- the course's formula -------------------------------------------------------------------------------------------


def test_course() -> None:
    """pool-formulas: the root of the sum of the squares of a 2×2 window; 1 + 4 + 9 + 16 = 30."""
    assert L2Pool(grid("1 2; 3 4"), TWO).answer() == Grid.of([[Root(Fraction(30))]])


@pytest.mark.parametrize("typed", ["√30 5", "sqrt(30) 5", "5.48 5", "5.477 5.00"])
def test_roots_can_be_typed(typed: str) -> None:
    """A root stands as a root, or as a decimal that is rounded right: √30 = 5.4772…"""
    assert same(read(typed, Form.GRID), L2Pool(grid("1 2 3 0; 3 4 0 4"), TWO).answer())


# ---- an oracle: squares added up ------------------------------------------------------------------------------------


@given(
    st.lists(st.lists(st.integers(-5, 5), min_size=5, max_size=5), min_size=3, max_size=5),
    st.integers(1, 3),
    st.integers(1, 2),
    st.integers(0, 1),
)
def test_squares_added_up(rows: list[list[int]], side: int, stride: int, padding: int) -> None:
    """Each number is not negative, and its square is the sum of the squares that its window sees."""
    padding = min(padding, side - 1)
    problem = L2Pool(Grid.of(rows), Pair(side, side), Pair(stride, stride), Sides(*[padding] * 4))
    height = len(rows)
    found = iter(problem.answer().cells())
    for top, left in product(
        range(-padding, height + padding - side + 1, stride), range(-padding, 5 + padding - side + 1, stride)
    ):
        cells = product(range(max(top, 0), min(top + side, height)), range(max(left, 0), min(left + side, 5)))
        square = sum(rows[y][x] ** 2 for y, x in cells)
        root = isqrt(square)
        assert next(found) == (root if root * root == square else Root(Fraction(square)))
    assert next(found, None) is None


# ---- mistakes, worked out by hand from the catalogue ----------------------------------------------------------------

# Windows of 2×2 on three columns, the last is left over: {3 −1 −1 5}, 9 + 1 + 1 + 25 = 36; {0 2 1 2}, 9
BASE = L2Pool(grid("3 -1 2; -1 5 0; 0 2 1; 1 2 4"), TWO)
PROBLEMS = {
    "base": BASE,
    "up": replace(BASE, rounding=Rounding.CEIL),  # and the last column by itself: {2 0}, 4; {1 4}, 17
    "padded": L2Pool(grid("3 -4; 0 1"), TWO, ONE, Sides(1, 0, 0, 0)),  # {3 0}, {3 −4 0 1}: 9, 26
}

BY_HAND = [
    # {3 −1 −1 5} 36, {−1 2 5 0} 30; {−1 5 0 2} 30, {5 0 2 1} 30; {0 2 1 2} 9, {2 1 2 4} 25
    ("base", "stride-one", "", "6 √30; √30 √30; 3 5"),
    ("padded", "stride-of-window", "", "3"),  # the first window alone
    ("padded", "padding-ignored", "", "√26"),
    ("base", "one-for-all", "", "√66"),  # 36 + 9 + 4 + 17
    ("base", "partial-windows", "too", "6 2; 3 √17"),
    ("up", "partial-windows", "without", "6; 3"),
    ("base", "corner", "", "3; 0"),
    ("base", "no-root", "", "36; 9"),
    ("base", "root-mean-square", "before the root$", "3; 3/2"),  # √(36/4), √(9/4)
    ("padded", "root-mean-square", "padding", "3/2 √(13/2)"),  # √(9/4), √(26/4)
    ("padded", "average-for-l2", "padding", "3/4 0"),  # 3/4, (3 − 4 + 1)/4
    ("base", "sum-of-magnitudes", "", "10; 5"),
    ("base", "sum-for-l2", "", "6; 5"),
    ("base", "max-for-l2", "", "5; 2"),
    ("padded", "largest-magnitude", "", "3 4"),
    ("base", "average-for-l2", "window$", "3/2; 5/4"),
]


def test_right_answers_by_hand() -> None:
    """The problems above, worked out by hand."""
    assert {name: str(problem.answer()) for name, problem in PROBLEMS.items()} == {
        "base": "6; 3",
        "up": "6 2; 3 √17",
        "padded": "3 √26",
    }


@pytest.mark.parametrize(("problem", "id", "fragment", "value"), BY_HAND)
def test_mistake_by_hand(problem: str, id: str, fragment: str, value: str) -> None:
    """Each wrong procedure gives the map that one gets by following it by hand."""
    assert found(PROBLEMS[problem], id, fragment) == [value]


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    assert left_out(L2Pool, [(id, fragment) for _, id, fragment, _ in BY_HAND]) == set()


def test_one_cell_has_nothing_to_add() -> None:
    """A window of one cell hides the other statistics."""
    single = L2Pool(grid("1 2; 3 4"), ONE)
    assert [id for id in ("root-mean-square", "corner", "sum-for-l2", "max-for-l2") if found(single, id)] == []


def test_magnitudes_are_named_where_there_are_signs() -> None:
    """Without a minus sign they are the plain sum and the plain maximum."""
    ids = [mistake.id for mistake, _ in L2Pool(grid("1 2; 3 4"), TWO).wrong_answers()]
    assert {"sum-for-l2", "max-for-l2"} <= set(ids)
    assert not {"sum-of-magnitudes", "largest-magnitude"} & set(ids)
