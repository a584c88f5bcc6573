"""`relu-map`: the course's map, and every usual mistake worked out by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.exact.values import Grid
from cnnhand.kinds.relu_map import ReluMap
from tests.board import grid
from tests.procedures import found, left_out


def test_course() -> None:
    """diagonal-kernel: the two cells with −1 become 0."""
    conv = "4 1 3 1 -1 1; 1 4 3 4 2 1; 3 3 4 4 4 3; 4 4 4 4 1 4; -1 4 4 1 4 2; 0 1 4 1 -1 4"
    assert str(ReluMap(grid(conv)).answer()) == conv.replace("-1", "0")


numbers = st.integers(-9, 9) | st.fractions(-3, 3, max_denominator=4)


@given(st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=1, max_size=4), numbers)
def test_no_number_below_zero(rows: list[list[int | Fraction]], bias: int | Fraction) -> None:
    """Each number is what it was with the bias, or 0 where that is negative."""
    expected = [[max(x + bias, 0) for x in row] for row in rows]
    assert ReluMap(Grid.of(rows), bias).answer() == Grid.of(expected)


# ---- mistakes, worked out by hand from the catalogue ----------------------------------------------------------------

BASE = ReluMap(grid("3 -1; -4 2"), -2)  # 1 −3; −6 0
PLAIN = ReluMap(grid("3 -1; -4 2"))

BY_HAND = [
    ("relu-forgotten", "", "1 -3; -6 0"),
    ("absolute-value", "", "1 3; 6 0"),
    ("sign-reversed", "ones$", "0 -3; -6 0"),
    ("sign-reversed", "without their sign", "0 3; 6 0"),
    ("step", "", "1 0; 0 0"),
    ("bias-forgotten", "", "3 0; 0 2"),
    ("bias-subtracted", "", "5 1; 0 4"),
    ("relu-before-bias", "", "1 -2; -2 0"),
]


def test_right_answers_by_hand() -> None:
    """3 − 2 = 1 and 2 − 2 = 0 stay; −3 and −6 do not."""
    assert [str(BASE.answer()), str(PLAIN.answer())] == ["1 0; 0 0", "3 0; 0 2"]


@pytest.mark.parametrize(("id", "fragment", "value"), BY_HAND)
def test_mistake_by_hand(id: str, fragment: str, value: str) -> None:
    """Each wrong procedure gives the map that one gets by following it by hand."""
    assert found(BASE, id, fragment) == [value]


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    assert left_out(ReluMap, [(id, fragment) for id, fragment, _ in BY_HAND]) == set()


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        ("bias-forgotten", PLAIN),
        ("bias-subtracted", PLAIN),
        ("relu-before-bias", PLAIN),
        ("relu-before-bias", ReluMap(grid("3 1"), -2)),
        ("relu-forgotten", ReluMap(grid("3 1"))),
        ("absolute-value", ReluMap(grid("3 0"))),
        ("sign-reversed", ReluMap(grid("-3 0"))),
        ("step", ReluMap(grid("-3 0"))),
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str, problem: ReluMap) -> None:
    """Where nothing is negative, ReLU changes nothing; without a bias nobody can forget it."""
    assert found(problem, id) == []


def test_map_of_one_row_has_one_step() -> None:
    """So that no hint shows the whole of it; with a bias the row is added up first."""
    row = grid("3 -1")
    assert ["map"] == [step.label for step in ReluMap(row).working().steps]
    assert ["row 1", "map"] == [step.label for step in ReluMap(row, 2).working().steps]
    assert 2 == len(ReluMap(row).working().hints)
