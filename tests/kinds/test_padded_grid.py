"""`padded-grid`: the slides' padded inputs, cells looked up one by one, and every usual mistake worked out by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Grid
from cnnhand.kinds.padded_grid import PaddedGrid
from tests.board import evaluate

SLIDES = Grid.of([[1, 1, 1], [1, 0, 0], [1, 1, 0]])


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        (Sides(left=1, top=1), "0 0 0 0; 0 1 1 1; 0 1 0 0; 0 1 1 0"),
        (Sides(right=1, bottom=1), "1 1 1 0; 1 0 0 0; 1 1 0 0; 0 0 0 0"),
        (Sides(1, 1, 1, 1), "0 0 0 0 0; 0 1 1 1 0; 0 1 0 0 0; 0 1 1 0 0; 0 0 0 0 0"),
    ],
)
def test_padding_sides(sides: Sides, expected: str) -> None:
    """The slides' three ways: at the top and left, at the bottom and right, all around."""
    assert expected == str(PaddedGrid(SLIDES, sides).answer())


@pytest.mark.parametrize(
    ("size", "stride", "sides"),
    [
        (Pair(3, 3), Pair(1, 1), Sides(1, 1, 1, 1)),
        (Pair(2, 2), Pair(1, 1), Sides(0, 1, 0, 1)),  # 2 − 1 = 1: one more on the right and below
        (Pair(4, 3), Pair(1, 1), Sides(1, 2, 1, 1)),
        (Pair(2, 2), Pair(2, 2), Sides(0, 1, 0, 1)),  # ⌈3/2⌉ = 2 windows cover 4
        (Pair(3, 3), Pair(2, 2), Sides(1, 1, 1, 1)),  # 2 windows cover 2 + 3 = 5
        (Pair(1, 1), Pair(1, 1), Sides()),
    ],
)
def test_same_padding_goes_to_the_right_sides(size: Pair, stride: Pair, sides: Sides) -> None:
    """What is missing is shared out, and an odd zero is on the right and below."""
    assert PaddedGrid(SLIDES, sides).answer() == PaddedGrid(SLIDES, size=size, stride=stride).answer()


cells = st.lists(st.lists(st.integers(-9, 9), min_size=3, max_size=3), min_size=2, max_size=2)


@settings(deadline=None)
@given(st.lists(cells, min_size=1, max_size=2), st.tuples(*[st.integers(0, 3)] * 4))
def test_cells_looked_up(channels: list[list[list[int]]], sides: tuple[int, int, int, int]) -> None:
    """Each cell of the answer is the input's at that place, or 0 where the input has none."""
    left, right, top, bottom = sides
    expected = [
        [
            [rows[y - top][x - left] if 0 <= y - top < 2 and 0 <= x - left < 3 else 0 for x in range(3 + left + right)]
            for y in range(2 + top + bottom)
        ]
        for rows in channels
    ]
    assert Grid.of(*expected) == PaddedGrid(Grid.of(*channels), Sides(*sides)).answer()


# ---- mistakes, worked out by hand -----------------------------------------------------------------------------------

PROBLEM = PaddedGrid(Grid.of([[4, 7], [5, 9]]), Sides(left=1, top=2, bottom=1))

BY_HAND = [
    ("padding-ignored", 0, "4 7; 5 9"),
    ("pad-one-side", 0, "0 0 0; 0 0 0; 0 4 7; 0 5 9"),
    ("pad-one-side", 1, "4 7 0; 5 9 0; 0 0 0; 0 0 0"),
    ("pad-all-sides", 0, "0 0 0 0 0 0; 0 0 0 0 0 0; 0 0 4 7 0 0; 0 0 5 9 0 0; 0 0 0 0 0 0; 0 0 0 0 0 0"),
    ("sides-swapped", 0, "0 0 0 0 0; 0 0 4 7 0; 0 0 5 9 0"),  # left 2, right 1, above 1, below 0
    ("left-for-right", 0, "0 0 0; 0 0 0; 4 7 0; 5 9 0; 0 0 0"),
    ("top-for-bottom", 0, "0 0 0; 0 4 7; 0 5 9; 0 0 0; 0 0 0"),
    ("opposite-sides", 0, "0 0 0; 4 7 0; 5 9 0; 0 0 0; 0 0 0"),
    ("padding-twice", 0, "0 0 0 0; 0 0 0 0; 0 0 0 0; 0 0 0 0; 0 0 4 7; 0 0 5 9; 0 0 0 0; 0 0 0 0"),
    ("edge-padding", 0, "4 4 7; 4 4 7; 4 4 7; 5 5 9; 5 5 9"),
]


def found(problem: PaddedGrid, id: str) -> list[str]:
    """What the applicable mistakes of an id give."""
    return [str(value) for mistake, value in problem.wrong_answers() if mistake.id == id]


@pytest.mark.parametrize(("id", "index", "value"), BY_HAND)
def test_mistake_by_hand(id: str, index: int, value: str) -> None:
    """Each wrong procedure gives the grid that one gets by following it by hand."""
    assert value == found(PROBLEM, id)[index]


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    assert sorted(mistake.id for mistake in PaddedGrid.mistakes) == sorted(id for id, _, _ in BY_HAND)


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        ("padding-ignored", PaddedGrid(SLIDES, Sides())),
        ("pad-all-sides", PaddedGrid(SLIDES, Sides(2, 2, 2, 2))),
        ("sides-swapped", PaddedGrid(SLIDES, Sides(1, 0, 1, 0))),
        ("left-for-right", PaddedGrid(SLIDES, Sides(1, 1, 1, 0))),
        ("top-for-bottom", PaddedGrid(SLIDES, Sides(1, 0, 1, 1))),
        ("opposite-sides", PaddedGrid(SLIDES, Sides(1, 1, 1, 1))),
        ("edge-padding", PaddedGrid(Grid.of([[0, 3], [0, 4]]), Sides(left=1))),
        ("edge-padding", PaddedGrid(SLIDES, Sides())),
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str, problem: PaddedGrid) -> None:
    """Where both sides get as many zeros, exchanging them makes no difference."""
    assert [] == found(problem, id)


# ---- question, working and refusals ---------------------------------------------------------------------------------


def test_filled_formula_of_same_padding() -> None:
    """The two sides of the formula with the numbers come to the zeros across and down."""
    problem = PaddedGrid(SLIDES, size=Pair(4, 2), stride=Pair(2, 2))
    across, down = problem.working().filled.removeprefix("T = ").split(", ")
    left, right, top, bottom = problem.sides
    assert left + right == evaluate(across.removesuffix(" columns"))
    assert top + bottom == evaluate(down.removesuffix(" rows"))


@pytest.mark.parametrize("sides", [Sides(1, 2), Sides(0, 0, 2, 1), Sides(1, 0, 0, 2), Sides()])
def test_no_hint_is_the_answer(sides: Sides) -> None:
    """With zeros on two opposite sides alone there is one step, and it stays hidden."""
    problem = PaddedGrid(SLIDES, sides)
    steps = problem.working().steps
    assert steps[-1].value == problem.answer()
    assert all(step.value != problem.answer() for step in steps[:-1])


def test_question_does_not_show_the_padding() -> None:
    """The input is drawn without the dots that would give the size away."""
    assert "padding=Sides(left=0, right=0, top=0, bottom=0)" in str(PROBLEM.question())
    assert "| between the channels" in str(PaddedGrid(Grid.of([[1]], [[2]]), Sides(1)).question()[-1])


@pytest.mark.parametrize(
    ("key", "givens"),
    [
        ("padding", {}),
        ("padding", {"padding": Sides(1), "size": Pair(2, 2)}),
        ("padding", {"padding": Sides(-1)}),
        ("padding", {"padding": Sides(100, 100, 100, 100)}),
        ("size", {"size": Pair(0, 2)}),
        ("stride", {"size": Pair(2, 2), "stride": Pair(0, 1)}),
    ],
)
def test_refusals(key: str, givens: dict[str, object]) -> None:
    """Neither, both, less than nothing and too much are refused, with the name of the given at fault."""
    with pytest.raises(GivenError) as error:
        PaddedGrid(SLIDES, **givens)  # type: ignore[arg-type]
    assert key == error.value.key
