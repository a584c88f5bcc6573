"""`max-pool`: the course's maps, windows searched one by one, and every usual mistake worked out by hand."""

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Grid
from cnnhand.kinds.max_pool import MaxPool
from cnnhand.page import Beside, Tone
from tests.board import grid

TWO, THREE, ONE = Pair(2, 2), Pair(3, 3), Pair(1, 1)
AROUND = Sides(1, 1, 1, 1)


# ---- the course's worked examples (worked_examples.yaml) -----------------------------------------------------------


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        pytest.param(MaxPool(grid("1 1 2 4; 5 6 7 8; 3 2 1 0; 1 2 3 4"), TWO), "6 8; 3 4", id="maxpool-4x4"),
        pytest.param(MaxPool(grid("1 1 2; -5 5 0; 1 1 0"), THREE), "5", id="pool-3x3 whole"),
        pytest.param(MaxPool(grid("1 1 2; -5 5 0; 1 1 0"), TWO, ONE), "5 5; 5 5", id="pool-3x3 2x2"),
        pytest.param(
            MaxPool(
                grid("4 1 3 1 0 1; 1 4 3 4 2 1; 3 3 4 4 4 3; 4 4 4 4 1 4; 0 4 4 1 4 2; 0 1 4 1 0 4"),
                TWO,
            ),
            "4 4 2; 4 4 4; 4 4 4",
            id="diagonal-kernel",
        ),
    ],
)
def test_course(problem: MaxPool, expected: str) -> None:
    """The course's pooled maps."""
    assert expected == str(problem.answer())


# ---- an oracle: windows searched ------------------------------------------------------------------------------------


def starts(side: int, size: int, stride: int, before: int, after: int, rounding: Rounding) -> list[int]:
    """Where the windows start along one side, counted from the first input cell; rounding up adds a partial one."""
    found = [start for start in range(-before, side + after, stride) if start + size <= side + after]
    if found[-1] + size < side + after and rounding is Rounding.CEIL and found[-1] + stride < side:
        found.append(found[-1] + stride)
    return found


@st.composite
def poolings(draw: st.DrawFn) -> MaxPool:
    """Any pooling: rectangular inputs and windows, overlaps, gaps, padding on each side, three roundings."""
    size, stride = (Pair(draw(st.integers(1, 3)), draw(st.integers(1, 3))) for _ in range(2))
    left, right = (draw(st.integers(0, size.across - 1)) for _ in range(2))
    top, bottom = (draw(st.integers(0, size.down - 1)) for _ in range(2))
    width, height = draw(st.integers(size.across, 7)), draw(st.integers(size.down, 7))
    row = st.lists(st.integers(-9, 9) | st.fractions(-2, 2, max_denominator=3), min_size=width, max_size=width)
    rows = st.lists(row, min_size=height, max_size=height)
    rounding = draw(st.sampled_from(Rounding))
    try:
        channels = draw(st.lists(rows, min_size=1, max_size=2))
        return MaxPool(Grid.of(*channels), size, stride, Sides(left, right, top, bottom), rounding)
    except GivenError:
        assume(rounding is not Rounding.EXACT)  # it does not fit
        raise


@settings(deadline=None)
@given(poolings())
def test_windows_searched(problem: MaxPool) -> None:
    """Whatever the givens, each cell is the largest input cell that its window sees, and padding is never seen."""
    left, right, top, bottom = problem.padding
    expected = []
    for rows in problem.input.channels:
        lines = starts(len(rows), problem.size.down, problem.stride.down, top, bottom, problem.rounding)
        columns = starts(len(rows[0]), problem.size.across, problem.stride.across, left, right, problem.rounding)
        seen = [
            [
                [
                    x
                    for i, row in enumerate(rows)
                    for j, x in enumerate(row)
                    if line <= i < line + problem.size.down and column <= j < column + problem.size.across
                ]
                for column in columns
            ]
            for line in lines
        ]
        expected.append([[max(cells) for cells in line] for line in seen])
    assert Grid.of(*expected) == problem.answer()


# ---- mistakes, worked out by hand from the catalogue ----------------------------------------------------------------

# Windows of 2×2 on 5 columns and 4 rows, the last column is left over.
# Channel 1: {3 −1 2 0}, {4 1 −6 5}; {−7 −2 −1 −4}, {1 0 2 −8}.
# Channel 2: {1 2 0 −9}, {0 −3 1 2}; {5 1 2 3}, {−1 −2 −4 −1}.
BASE = MaxPool(
    grid("3 -1 4 1 -5; 2 0 -6 5 2; -7 -2 1 0 3; -1 -4 2 -8 6 | 1 2 0 -3 4; 0 -9 1 2 2; 5 1 -1 -2 0; 2 3 -4 -1 7"), TWO
)
CORNERS = grid("-4 -2 5; -6 -3 -7; 1 -8 -9")
PROBLEMS = {
    "base": BASE,
    "up": replace(BASE, rounding=Rounding.CEIL),  # and the last column by itself: {−5 2}, {3 6}; {4 2}, {0 7}
    # Overlapping windows: {−4 −2 −6 −3}, {−2 5 −3 −7}; {−6 −3 1 −8}, {−3 −7 −8 −9}
    "padded": MaxPool(CORNERS, THREE, TWO, AROUND),
    # A third window would start in the padding on the right, and is left out: {−4}, {−2 5}; {−6 1}, {−3 −7 −8 −9}
    "padded up": MaxPool(CORNERS, TWO, TWO, AROUND, Rounding.CEIL),
}

BY_HAND = [
    # every window of 2×2 at stride 1, four across and three down
    ("base", "stride-one", "", "3 4 5 5; 2 1 5 5; -1 2 2 6 | 2 2 2 4; 5 1 2 2; 5 3 -1 7"),
    ("padded", "stride-of-window", "", "-2"),  # ⌊(3 − 3 + 2)/3⌋ + 1 = 1: the first window alone
    # 4/4, 4/4; −14/4, −5/4; −6/4, 0/4; 11/4, −8/4
    ("base", "average-for-max", "", "1 1; -7/2 -5/4 | -3/2 0; 11/4 -2"),
    ("base", "min-for-max", "", "-1 -6; -7 -8 | -9 -3; 1 -4"),
    ("base", "sum-for-max", "", "4 4; -14 -5 | -6 0; 11 -8"),
    ("base", "over-channels", "", "3 5; 5 2"),  # max(3, 2), max(5, 2); max(−1, 5), max(2, −1)
    ("base", "corner", "", "3 4; -7 1 | 1 0; 5 -1"),
    ("base", "largest-magnitude", "dropped", "3 6; 7 8 | 9 3; 5 4"),
    ("base", "largest-magnitude", "zero$", "3 -6; -7 -8 | -9 -3; 5 -4"),
    ("padded", "padding-competes", "", "0 5; 1 0"),  # max(−2, 0), max(5, 0); max(1, 0), max(−3, 0)
    ("padded up", "padding-competes", "", "0 5; 1 -3"),  # the last window sees no padding
    ("padded", "padding-ignored", "", "5"),  # one window, the whole input
    ("base", "one-for-all", "", "6 | 7"),
    ("base", "second-largest", "", "2 4; -2 1 | 1 1; 3 -1"),
    ("base", "partial-windows", "too", "3 5 2; -1 2 6 | 2 2 4; 5 -1 7"),
    ("up", "partial-windows", "without", "3 5; -1 2 | 2 2; 5 -1"),
]


def found(problem: MaxPool, id: str, fragment: str) -> list[str]:
    """What the applicable mistakes of an id (and with a fragment of the sentence) give."""
    return [
        str(value)
        for mistake, value in problem.wrong_answers()
        if mistake.id == id and re.search(fragment, mistake.sentence)
    ]


def test_right_answers_by_hand() -> None:
    """The four problems below, worked out by hand."""
    assert {name: str(problem.answer()) for name, problem in PROBLEMS.items()} == {
        "base": "3 5; -1 2 | 2 2; 5 -1",
        "up": "3 5 2; -1 2 6 | 2 2 4; 5 -1 7",
        "padded": "-2 5; 1 -3",
        "padded up": "-4 5; 1 -3",
    }


@pytest.mark.parametrize(("problem", "id", "fragment", "value"), BY_HAND)
def test_mistake_by_hand(problem: str, id: str, fragment: str, value: str) -> None:
    """Each wrong procedure gives the map that one gets by following it by hand."""
    assert [value] == found(PROBLEMS[problem], id, fragment)


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    covered = {
        mistake
        for _, id, fragment, _ in BY_HAND
        for mistake in MaxPool.mistakes
        if mistake.id == id and re.search(fragment, mistake.sentence)
    }
    assert set(MaxPool.mistakes) == covered


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        ("stride-one", MaxPool(CORNERS, TWO, ONE)),
        ("stride-of-window", MaxPool(CORNERS, THREE)),
        ("average-for-max", MaxPool(CORNERS, ONE)),
        ("over-channels", MaxPool(CORNERS, TWO)),
        ("largest-magnitude", MaxPool(grid("1 2; 3 4"), TWO)),
        ("padding-competes", MaxPool(CORNERS, TWO)),
        ("padding-competes", MaxPool(grid("1 2; 3 4"), TWO, TWO, AROUND)),
        ("padding-ignored", MaxPool(CORNERS, TWO)),
        ("one-for-all", MaxPool(CORNERS, THREE)),
        ("partial-windows", MaxPool(grid("1 2; 3 4"), TWO)),
        ("partial-windows", PROBLEMS["padded up"]),
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str, problem: MaxPool) -> None:
    """Positive numbers hide what padding does, one channel cannot be merged: such a mistake does not apply."""
    assert found(problem, id, "") == []


# ---- question, working and refusals ---------------------------------------------------------------------------------


def test_stride_is_the_window_unless_it_is_given() -> None:
    """Pooling's windows lie side by side unless a stride is given."""
    assert MaxPool(CORNERS, TWO, TWO).answer() == MaxPool(CORNERS, TWO).answer()


def test_cells_of_the_working() -> None:
    """Each cell is the largest of the input cells under its window; padding is not written down."""
    steps = PROBLEMS["padded up"].working().steps
    assert [step.expression for step in steps[:-1]] == ["max(−4)", "max(−2, 5)", "max(−6, 1)", "max(−3, −7, −8, −9)"]
    assert [step.value for step in steps[:-1]] == [-4, 5, 1, -3]
    assert steps[-1].expression == "−4 5; 1 −3"


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("size", {"size": Pair(4, 2)}),
        ("size", {"size": Pair(0, 2)}),
        ("stride", {"stride": Pair(2, 0)}),
        ("stride", {"rounding": Rounding.EXACT}),
        ("padding", {"padding": Sides(2, 0, 0, 0)}),
        ("padding", {"padding": Sides(0, 0, 0, -1)}),
    ],
)
def test_refusals(key: str, changes: dict[str, object]) -> None:
    """Givens that make no pooling are refused, with the name of the given at fault."""
    with pytest.raises(GivenError) as error:
        replace(MaxPool(CORNERS, TWO), **changes)
    assert key == error.value.key


# ---- how it is drawn -------------------------------------------------------------------------------------------------


def test_lines_stand_between_windows_that_do_not_overlap() -> None:
    """And none where they do, or where there is padding."""

    def blocks(problem: MaxPool) -> list[object]:
        return [item.blocks for block in problem.question() if isinstance(block, Beside) for item in block.grids]  # type: ignore[union-attr]

    four = grid("1 1 2 4; 5 6 7 8; 3 2 1 0; 1 2 3 4")
    assert [TWO] == blocks(MaxPool(four, TWO))
    assert [None] == blocks(MaxPool(four, TWO, ONE)) == blocks(MaxPool(four, TWO, padding=AROUND))


def test_the_winners_are_marked_beside_the_map() -> None:
    """The first of equal ones, counted with the padding."""
    (*_, last) = MaxPool(grid("1 9; 9 3"), TWO, padding=AROUND).working().steps
    (block,) = last.picture
    assert isinstance(block, Beside)
    (view,) = block.grids
    places = [(mark.row, mark.column, mark.tone) for mark in view.marks]  # type: ignore[union-attr]
    assert [(row, column, Tone.WINNER) for row, column in ((2, 2), (2, 3), (3, 2), (3, 3))] == places
