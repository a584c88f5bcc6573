"""`input-gradient`: hand-computed maps, plain loops, and every usual mistake worked out by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.diagnosis import diagnose
from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Filter, Grid, Volume
from cnnhand.kinds.input_gradient import InputGradient
from tests import oracles

KERNEL = Filter(Grid.of([[1, 2], [3, 4]]))
PLAIN = InputGradient(Grid.of([[1, -1], [2, 0]]), (KERNEL,), Volume(3, 3, 1))
STRIDED = replace(PLAIN, input=Volume(4, 4, 1), stride=Pair(2, 2))
PADDED = replace(PLAIN, input=Volume(2, 2, 1), stride=Pair(2, 2), padding=Sides(1, 1, 1, 1))
TWO = InputGradient(
    Grid.of([[1, -1], [2, 0]], [[0, 1], [1, 0]]),
    (KERNEL, Filter(Grid.of([[5, 0], [0, 0]]))),
    Volume(3, 3, 1),
)


def test_by_hand() -> None:
    """Each dY lays the kernel, times itself, on its window."""
    # 1·W above left, −1·W above right, 2·W below left: 1 2−1 −2; 3+2 4−3+4 −4; 6 8 0
    assert str(PLAIN.answer()) == "1 1 -2; 5 5 -4; 6 8 0"
    assert str(STRIDED.answer()) == "1 2 -1 -2; 3 4 -3 -4; 2 4 0 0; 6 8 0 0"
    # of each window one cell is inside: 1·4 and −1·3; 2·2 and 0·1
    assert str(PADDED.answer()) == "4 -3; 4 0"
    # and 5 at the windows of filter 2 whose dY is 1: row 1, column 2 and row 2, column 1
    assert str(TWO.answer()) == "1 6 -2; 10 5 -4; 6 8 0"


def test_a_cell_that_no_window_reads() -> None:
    """With a stride that leaves a rest, the last column gets nothing, and the working says why."""
    problem = InputGradient(Grid.of([[3]]), (Filter(Grid.of([[2]])),), Volume(2, 1, 1), Pair(2, 1))
    assert str(problem.answer()) == "6 0"
    assert problem.working().steps[1].note == "in no window"


@pytest.mark.parametrize(
    ("problem", "id", "expected"),
    [
        # W turned, 4 3; 2 1, laid on the windows: 4 3−4 −3; 2+8 1−2+6 −1; 4 2 0
        (PLAIN, "kernel-not-rotated", "4 -1 -3; 10 5 -1; 4 2 0"),
        # dY turned, 0 2; −1 1, and W turned: 0 8 6; −4 −3+4+4 2+3; −2 −1+2 1
        (PLAIN, "gradient-flipped", "0 8 6; -4 5 5; -2 1 1"),
        (PLAIN, "valid-not-full", "5"),  # 4 3; 2 1 on dY: 1·4 − 1·3 + 2·2 + 0·1
        # −1·W over 1·W, then 2·W over both
        (PLAIN, "overlaps-overwrite", "1 -1 -2; 2 4 -4; 6 8 0"),
        (PLAIN, "gradient-ignored", "1 3 2; 4 10 6; 3 7 4"),  # W four times
        (STRIDED, "stride-ignored", "1 1 -2 0; 5 5 -4 0; 6 8 0 0; 0 0 0 0"),
        (PADDED, "padding-kept", "1 2 -1 -2; 3 4 -3 -4; 2 4 0 0; 6 8 0 0"),
        (PADDED, "padding-ignored", "1 2; 3 4"),  # the other windows lie outside
        (TWO, "first-filter-only", "1 1 -2; 5 5 -4; 6 8 0"),
        # filter 1 on dY 0 1; 1 0 and filter 2 on 1 −1; 2 0: 5 1−5 2; 1+10 3+2 4; 3 4 0
        (TWO, "filters-crossed", "5 -4 2; 11 5 4; 3 4 0"),
    ],
)
def test_mistake(problem: InputGradient, id: str, expected: str) -> None:
    """Each wrong procedure gives the map that is worked out by hand."""
    assert [str(value) for mistake, value in problem.wrong_answers() if mistake.id == id] == [expected]


def test_mistakes_that_cannot_be_made() -> None:
    """Where windows do not overlap nothing is overwritten, and one filter cannot be mixed up."""
    ids = {mistake.id for mistake, _ in STRIDED.wrong_answers()}
    assert not ids & {"overlaps-overwrite", "padding-kept", "padding-ignored", "first-filter-only", "filters-crossed"}
    same = replace(PLAIN, filters=(Filter(Grid.of([[1, 2], [2, 1]])),))
    assert not {"kernel-not-rotated", "gradient-flipped"} & {mistake.id for mistake, _ in same.wrong_answers()}


@given(st.sampled_from(["easy", "medium", "hard"]), st.integers(0, 10**6))
def test_drawn_ones_are_the_loops(level: str, seed: int) -> None:
    """The answer to what is drawn is what sending each product back gives."""
    problem = InputGradient.draw(level, Dice(str(seed)))  # type: ignore[arg-type]
    if problem is None:
        return
    width, height, depth = problem.input
    left, right, top, bottom = problem.padding
    dx, _, _ = oracles.convolution_gradients(
        [[[0] * width for _ in range(height)] for _ in range(depth)],
        [[list(map(list, rows)) for rows in filter.weights.channels] for filter in problem.filters],
        [list(map(list, rows)) for rows in problem.gradient.channels],
        stride=(problem.stride.down, problem.stride.across),
        padding=((top, bottom), (left, right)),
    )
    assert problem.answer() == Grid.of(*dx)


@pytest.mark.parametrize(
    ("key", "says", "changes"),
    [
        ("gradient", "the layer's output 3×3×1", {"input": Volume(4, 4, 1)}),
        ("filters", "as deep as the input", {"input": Volume(3, 3, 2)}),
        ("filters", "filter 2 is", {"filters": (KERNEL, Filter(Grid.of([[1]])))}),
        ("filters", "there must be filters", {"filters": ()}),
        ("input", "more than 10000 cells", {"input": Volume(101, 101, 1), "stride": Pair(99, 99)}),
    ],
)
def test_refused(key: str, says: str, changes: dict[str, object]) -> None:
    """Givens that make no sense are refused with the key at fault."""
    with pytest.raises(GivenError, match=says) as error:
        replace(PLAIN, **changes)  # type: ignore[arg-type]
    assert error.value.key == key


def test_two_mistakes_at_once() -> None:
    """Filter 1 alone and not turned: 4 3; 2 1 laid on the windows, as without the second filter."""
    findings = diagnose(TWO, Grid.of([[4, -1, -3], [10, 5, -1], [4, 2, 0]]))
    assert {"kernel-not-rotated", "first-filter-only"} == {finding.id for finding in findings}
