"""`shifted-map`: maps by hand, read off and broken at the border, every usual mistake by hand, refusals, files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.errors import GivenError, ProblemFileError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.shifts import Shift
from cnnhand.exact.values import Filter, Grid
from cnnhand.files import problems as problem_file
from cnnhand.questions.kernels.shifted_map import ShiftedMap
from tests import oracles

IMAGE = Grid.of([[0, 0, 0, 0], [0, 1, 0, 2], [0, 0, 3, 0], [0, 4, 0, 0]])
FILTER = Filter(Grid.of([[1, 2], [0, -1]]), 1)
PROBLEM = ShiftedMap(IMAGE, FILTER, Shift(1, 2))
"""Before: 0 1 −1; 3 −1 5; −3 7 4, for instance 1 + 2·0 − 3 + 1 = −1 in the middle; an empty window gives 1."""


@pytest.mark.parametrize(
    ("shift", "expected"),
    [
        (Shift(1, 1), "1 1 1; 1 0 1; 1 3 -1"),
        (Shift(1, 2), "1 1 1; 1 1 1; 1 0 1"),
        (Shift(-1), "1 -1 1; -1 5 3; 7 4 1"),  # the last column anew: 0 − 0 + 1, 2 − 0 + 1, and empty
    ],
)
def test_by_hand(shift: Shift, expected: str) -> None:
    """The map before, moved, with the bias behind it, but for windows that have lost a part at the border."""
    assert str(PROBLEM.before) == "0 1 -1; 3 -1 5; -3 7 4"
    assert expected == str(ShiftedMap(IMAGE, FILTER, shift).answer())


def test_stride() -> None:
    """At stride 2 the map, 0 −1; −3 4, moves by 1 where the image moves by 2."""
    problem = ShiftedMap(IMAGE, FILTER, Shift(right=2), Pair(2, 2))
    assert (str(problem.before), str(problem.answer())) == ("0 -1; -3 4", "1 0; 1 -3")


def test_broken() -> None:
    """Shifted to the left, two windows of the last column hold what none held before; they are computed."""
    problem = ShiftedMap(IMAGE, FILTER, Shift(-1))
    assert [(1, 3), (2, 3)] == problem.broken()
    notes = [step.note for step in problem.working().steps[:-1]]
    assert ["row 1, column 2 before", "row 1, column 3 before", "computed: no window held this before"] == notes[:3]
    assert notes[-1] == "an empty window: the bias"


grids = st.lists(st.lists(st.integers(-3, 3), min_size=5, max_size=5), min_size=5, max_size=5)


@given(grids, st.integers(-2, 2), st.integers(-2, 2), st.integers(1, 2), st.integers(0, 1))
def test_oracle(rows: list[list[int]], right: int, down: int, stride: int, padding: int) -> None:
    """The answer is the map of the image moved cell by cell; what is read off is what it was before."""
    right, down = right * stride, down * stride
    if right == down == 0:
        right = stride
    moved: list[oracles.Plane] = [[[0] * 5 for _ in range(5)]]
    for i in range(5):
        for j in range(5):
            if 0 <= i + down < 5 and 0 <= j + right < 5:
                moved[0][i + down][j + right] = rows[i][j]
    pads = ((padding, padding), (padding, padding))
    expected = oracles.convolve(moved, [[[[1, 2], [0, -1]]]], [1], stride=(stride, stride), padding=pads)
    frame = Sides(padding, padding, padding, padding)
    problem = ShiftedMap(Grid.of(rows), FILTER, Shift(right, down), Pair(stride, stride), frame)
    answer = problem.answer()
    assert Grid.of(*expected) == answer
    for step, value in zip(problem.working().steps, answer.cells(), strict=False):
        assert value == step.value


MISTAKES = [
    ("not-shifted", "0 1 -1; 3 -1 5; -3 7 4"),
    ("shifted-backwards", "7 4 1; 1 1 1; 1 1 1"),
    ("row-column-swapped", "1 1 1; 1 1 0; 1 1 3"),
    ("one-direction-only", "1 0 1; 1 3 -1; 1 -3 7"),
    ("one-direction-only", "1 1 1; 1 1 1; 0 1 -1"),
    ("bias-forgotten", "0 0 0; 0 0 0; 0 0 1"),
    ("wrapped-round", "5 3 -1; 4 -3 7; -1 0 1"),  # rows 2, 3, 1 of the map, each beginning with its last cell
    ("edge-repeated", "0 0 1; 0 0 1; 0 0 1"),  # row 1 three times, beginning with its first cell twice
    ("image-given", "0 0 0 0; 0 0 0 0; 0 0 0 0; 0 0 1 0"),
]


def test_mistakes() -> None:
    """Each wrong procedure by hand."""
    assert MISTAKES == [(mistake.id, str(value)) for mistake, value in PROBLEM.wrong_answers()]


@pytest.mark.parametrize(
    ("problem", "id", "expected"),
    [
        (ShiftedMap(IMAGE, FILTER, Shift(right=2), Pair(2, 2)), "stride-ignored", "1 1; 1 1"),  # moved out of it
        (ShiftedMap(IMAGE, FILTER, Shift(-1)), "border-ignored", "1 -1 1; -1 5 1; 7 4 1"),
    ],
)
def test_mistakes_of_stride_and_border(problem: ShiftedMap, id: str, expected: str) -> None:
    """Wrong procedures that need a stride, or a border that breaks the shift."""
    assert expected in [str(value) for mistake, value in problem.wrong_answers() if mistake.id == id]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"input": Grid.of([[1]], [[2]])}, "input"),
        ({"filter": Filter(Grid.of([[1]], [[2]]))}, "filter"),
        ({"filter": Filter(Grid.of([[1] * 5]))}, "size"),
        ({"shift": Shift()}, "shift"),
        ({"stride": Pair(2, 1)}, "shift"),
    ],
)
def test_refused(changes: dict[str, object], key: str) -> None:
    """Several channels, a filter that is too large, no shift, and one that the stride does not divide."""
    with pytest.raises(GivenError) as error:
        ShiftedMap(**{"input": IMAGE, "filter": FILTER, "shift": Shift(1, 2), **changes})  # type: ignore[arg-type]
    assert key == error.value.key


@pytest.mark.parametrize(
    ("shift", "message"),
    [
        ("{right: 1, left: 2}", "x.yaml:7: left: unknown key; the keys here are right, down"),
        ("{right: one}", "x.yaml:7: right: must be a whole number, not 'one'"),
        ("{}", "x.yaml:7: shift: the image must be shifted by at least one row or column"),
        ("2", "x.yaml:7: shift: must have the form `key: value`, one a line"),
    ],
)
def test_bad_shift_in_a_file(shift: str, message: str) -> None:
    """A shift that cannot be read is refused with its line."""
    text = f"kind: shifted-map\ninput: |\n  1 2\n  3 4\nfilter:\n  weights: [[1]]\nshift: {shift}\n"
    with pytest.raises(ProblemFileError) as error:
        problem_file.parse(text.encode(), "x.yaml")
    assert message == str(error.value)


def test_a_grid_that_no_screen_holds_is_refused_at_once() -> None:
    rows = "".join(f"  {'1 ' * 51}\n" for _ in range(50))
    text = f"kind: shifted-map\ninput: |\n{rows}filter: {{weights: [[1]]}}\nshift: {{right: 1}}\n"
    with pytest.raises(ProblemFileError) as error:
        problem_file.parse(text.encode(), "F")
    assert "F:2: input: has 2550 cells; this is asked of 2500 at the most, such as 50×50" == str(error.value)
