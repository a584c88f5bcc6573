"""`average-pool`: the course's maps, windows added up one by one, and every usual mistake worked out by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Grid
from cnnhand.kinds.average_pool import AveragePool
from cnnhand.page import Beside
from tests.board import grid
from tests.procedures import found, left_out

TWO, THREE, ONE = Pair(2, 2), Pair(3, 3), Pair(1, 1)
AROUND = Sides(1, 1, 1, 1)
COURSE = AveragePool(grid("1 1 2; -5 5 0; 1 1 0"), TWO, ONE)


# ---- the course's worked examples (worked_examples.yaml) -----------------------------------------------------------


def test_course() -> None:
    """pool-3x3: windows of 2×2 at stride 1, 2/4, 8/4, 2/4, 6/4; and the whole map, 6/9."""
    assert str(COURSE.answer()) == "1/2 2; 1/2 3/2"
    assert str(replace(COURSE, size="global", stride=None).answer()) == "2/3"


# ---- an oracle: windows added up ------------------------------------------------------------------------------------


@st.composite
def poolings(draw: st.DrawFn) -> AveragePool:
    """Any pooling: rectangular inputs and windows, overlaps, gaps, padding on each side, roundings, divisors, ReLU."""
    size, stride = (Pair(draw(st.integers(1, 3)), draw(st.integers(1, 3))) for _ in range(2))
    left, right = (draw(st.integers(0, size.across - 1)) for _ in range(2))
    top, bottom = (draw(st.integers(0, size.down - 1)) for _ in range(2))
    width, height = draw(st.integers(size.across, 6)), draw(st.integers(size.down, 6))
    row = st.lists(st.integers(-9, 9) | st.fractions(-2, 2, max_denominator=3), min_size=width, max_size=width)
    channels = draw(st.lists(st.lists(row, min_size=height, max_size=height), min_size=1, max_size=2))
    rounding, counted, relu = draw(st.sampled_from(Rounding)), draw(st.booleans()), draw(st.booleans())
    try:
        return AveragePool(Grid.of(*channels), size, stride, Sides(left, right, top, bottom), rounding, counted, relu)
    except GivenError:
        assume(rounding is not Rounding.EXACT)  # it does not fit
        raise


def seen(side: int, size: int, stride: int, before: int, after: int, rounding: Rounding) -> list[list[int]]:
    """The places of the padded row that each window reads, counted in the input; rounding up adds a partial window."""
    starts = [start for start in range(-before, side + after, stride) if start + size <= side + after]
    if starts[-1] + size < side + after and rounding is Rounding.CEIL and starts[-1] + stride < side:
        starts.append(starts[-1] + stride)
    return [[at for at in range(start, start + size) if at < side + after] for start in starts]


@settings(deadline=None)
@given(poolings())
def test_windows_added_up(problem: AveragePool) -> None:
    """Whatever the givens, each cell is the sum of what its window sees, over the cells that count."""
    left, right, top, bottom = problem.padding
    assert problem.stride is not None and problem.size != "global"
    expected = []
    for rows in problem.input.channels:
        height, width = len(rows), len(rows[0])
        lines = []
        for ys in seen(height, problem.size.down, problem.stride.down, top, bottom, problem.rounding):
            line = []
            for xs in seen(width, problem.size.across, problem.stride.across, left, right, problem.rounding):
                cells = [rows[y][x] for y in ys for x in xs if 0 <= y < height and 0 <= x < width]
                if problem.relu:
                    cells = [max(0, cell) for cell in cells]
                line.append(Fraction(sum(cells), 1) / (len(ys) * len(xs) if problem.count_padding else len(cells)))
            lines.append(line)
        expected.append(lines)
    assert problem.answer() == Grid.of(*expected)


# ---- mistakes, worked out by hand from the catalogue ----------------------------------------------------------------

# Windows of 2×2 on three columns and four rows, the last column is left over: {1 2 −4 3}, {6 −1 2 1}
BASE = AveragePool(grid("1 2 9; -4 3 5; 6 -1 0; 2 1 -7"), TWO)
PROBLEMS = {
    "base": BASE,
    "up": replace(BASE, rounding=Rounding.CEIL),  # and the last column by itself: {9 5}, {0 −7}
    "relu": AveragePool(grid("1 2; -4 -3; 6 -1; 2 1"), TWO, relu=True),  # {1 2 0 0}, {6 0 2 1}
    "around": AveragePool(grid("1 2 3; 4 5 6; 7 8 9"), THREE, TWO, AROUND),  # 12/9, 16/9, 24/9, 28/9
    # windows of 3×3 at stride 2: the left two see 2·2 cells, {2 −4 4 6}, and {−4 3 6 1} on the right
    "padded": AveragePool(grid("2 -4 3; 4 6 1"), THREE, TWO, Sides(1, 1, 1, 0)),
    "left out": AveragePool(grid("2 -4 3; 4 6 1"), THREE, TWO, Sides(1, 1, 1, 0), count_padding=False),
    "deep": AveragePool(grid("1 2; 3 4 | 5 -6; 7 2"), "global"),  # 10/4, 8/4
}

BY_HAND = [
    # 2/4, 19/4; 4/4, 7/4; 8/4, −7/4
    ("base", "stride-one", "", "1/2 19/4; 1 7/4; 2 -7/4"),
    ("padded", "stride-of-window", "", "8/9"),  # one window, the left one
    ("around", "padding-ignored", "", "5"),  # one window, the whole input: 45/9
    ("base", "one-for-all", "", "17/12"),  # 1 + 2 + 9 − 4 + 3 + 5 + 6 − 1 + 2 + 1 − 7 = 17
    ("base", "partial-windows", "too", "1/2 7; 2 -7/2"),
    ("up", "partial-windows", "without", "1/2; 2"),
    ("base", "corner", "", "1; 6"),
    ("base", "max-for-average", "", "3; 6"),
    ("base", "min-for-average", "", "-4; -1"),
    ("base", "not-divided", "", "2; 8"),
    ("base", "divided-by-f", "", "1; 4"),
    ("base", "rounded-down", "", "0; 2"),
    ("padded", "padding-not-counted", "", "2 3/2"),  # 8/4, 6/4
    ("left out", "padding-counted", "", "8/9 2/3"),  # 8/9, 6/9
    ("up", "partial-divided-by-all", "", "1/2 7/2; 2 -7/4"),  # 14/4, −7/4
    ("deep", "over-channels", "", "9/4"),  # 18/8
    ("relu", "relu-forgotten", "", "-1; 2"),
    ("relu", "average-pool-before-relu", "", "0; 2"),
    ("base", "signs-lost", "", "5/2; 5/2"),  # 10/4, 10/4
]


def test_right_answers_by_hand() -> None:
    """The problems above, worked out by hand."""
    assert {name: str(problem.answer()) for name, problem in PROBLEMS.items()} == {
        "base": "1/2; 2",
        "up": "1/2 7; 2 -7/2",
        "relu": "3/4; 9/4",
        "around": "4/3 16/9; 8/3 28/9",
        "padded": "8/9 2/3",
        "left out": "2 3/2",
        "deep": "5/2 | 2",
    }


@pytest.mark.parametrize(("problem", "id", "fragment", "value"), BY_HAND)
def test_mistake_by_hand(problem: str, id: str, fragment: str, value: str) -> None:
    """Each wrong procedure gives the map that one gets by following it by hand."""
    assert found(PROBLEMS[problem], id, fragment) == [value]


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    assert left_out(AveragePool, [(id, fragment) for _, id, fragment, _ in BY_HAND]) == set()


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        ("stride-one", COURSE),
        ("stride-of-window", BASE),
        ("padding-ignored", BASE),
        ("one-for-all", PROBLEMS["deep"]),
        ("partial-windows", COURSE),
        ("not-divided", AveragePool(grid("1 2; 3 4"), ONE)),
        ("rounded-down", AveragePool(grid("1 2; 3 2"), TWO)),
        ("padding-not-counted", PROBLEMS["left out"]),
        ("padding-not-counted", BASE),
        ("padding-counted", PROBLEMS["padded"]),
        ("partial-divided-by-all", BASE),
        ("over-channels", BASE),
        ("relu-forgotten", BASE),
        ("relu-forgotten", AveragePool(grid("1 2; 3 2"), TWO, relu=True)),
        ("average-pool-before-relu", BASE),
        ("signs-lost", AveragePool(grid("1 2; 3 2"), TWO)),
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str, problem: AveragePool) -> None:
    """Without padding nobody can count it, without negative numbers no ReLU matters: such a mistake does not apply."""
    assert found(problem, id) == []


# ---- question, working and refusals ---------------------------------------------------------------------------------


def test_question_says_what_counts() -> None:
    """Whether the padding is in the divisor is said where there is any, and only there."""
    assert "are counted in the divisor" in str(PROBLEMS["padded"].question())
    assert "left out of the divisor" in str(PROBLEMS["left out"].question())
    assert "divisor" not in str(BASE.question())


def test_relu_is_the_first_step() -> None:
    """With a ReLU the working begins with its map."""
    first = PROBLEMS["relu"].working().steps[0]
    assert (first.label, str(first.value)) == ("ReLU", "1 2; 0 0; 6 0; 2 1")


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("stride", {"size": "global", "stride": ONE}),
        ("padding", {"size": "global", "padding": AROUND}),
        ("stride", {"rounding": Rounding.EXACT}),
        ("stride", {"stride": Pair(0, 1)}),
        ("padding", {"padding": Sides(2, 0, 0, 0)}),
        ("size", {"size": Pair(4, 1)}),
    ],
)
def test_refusals(key: str, changes: dict[str, object]) -> None:
    """Givens that make no pooling are refused, with the name of the given at fault."""
    with pytest.raises(GivenError) as error:
        replace(BASE, **changes)
    assert key == error.value.key


def test_map_after_the_relu_is_called_so() -> None:
    """The windows lie on it, not on the input."""
    picture = AveragePool(Grid.of([[1, -2], [3, 4]]), Pair(2, 2), relu=True).working().picture[0]
    assert isinstance(picture, Beside) and "after the ReLU" == picture.grids[0].caption
