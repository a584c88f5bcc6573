"""`weight-gradient`: hand-computed maps, plain loops, and every usual mistake worked out by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.diagnosis import diagnose
from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Grid
from cnnhand.kinds.weight_gradient import WeightGradient
from tests import oracles

X = Grid.of([[1, 2, 0], [3, 1, 4], [0, 2, 5]])
PLAIN = WeightGradient(X, Grid.of([[1, -1], [2, 0]]), Pair(2, 2))
# X of 4×4, stride 2: windows at rows and columns 1 and 3.
STRIDED = WeightGradient(
    Grid.of([[1, 2, 0, 1], [3, 1, 4, 2], [0, 2, 5, 1], [1, 0, 1, 3]]), PLAIN.gradient, Pair(2, 2), Pair(2, 2)
)
PADDED = WeightGradient(X, PLAIN.gradient, Pair(3, 3), Pair(2, 2), Sides(1, 1, 1, 1))
DEEP = WeightGradient(
    Grid.of([[1, 2], [3, 4]], [[0, 1], [5, 2]]),
    Grid.of([[1, -1], [2, 0]], [[3, 1], [0, 1]]),
    Pair(1, 1),
    filter=2,
)


def test_by_hand() -> None:
    """X correlated with dY, without and with a stride, padding, channels and filters."""
    # 1·1 − 2 + 3·2 = 5, 2·1 − 0 + 1·2 = 4; 3·1 − 1 + 0·2 = 2, 1·1 − 4 + 2·2 = 1
    assert str(PLAIN.answer()) == "5 4; 2 1"
    # 1·1 − 0 + 0·2 = 1, 2·1 − 1 + 2·2 = 5; 3·1 − 4 + 1·2 = 1, 1·1 − 2 + 0·2 = −1
    assert str(STRIDED.answer()) == "1 5; 1 -1"
    # with zeros around X, dY's 1, −1 and 2 meet 0 0 0, 0 0 3, 0 0 1; 0 2 0, 1 0 0, 2 0 2; 0 1 0, 3 4 0, 1 0 0
    assert str(PADDED.answer()) == "0 6 2; -2 1 6; -1 -1 1"
    # filter 2, its dY 3 1; 0 1: 1·3 + 2·1 + 4·1 = 9, and 0·3 + 1·1 + 2·1 = 3
    assert str(DEEP.answer()) == "9 | 3"


@pytest.mark.parametrize(
    ("problem", "id", "expected"),
    [
        (PLAIN, "one-patch-only", "1 2; 3 1"),  # dy 1 times the first window
        (PLAIN, "mean-over-places", "5/4 1; 1/2 1/4"),
        (PLAIN, "maximum-over-places", "6 2; 3 4"),  # of 1 −2 6 0, 2 0 2 0, 3 −1 0 0, 1 −4 4 0
        (PLAIN, "gradient-flipped", "2 3; 4 11"),  # dY 0 2; −1 1: 2·2 − 3 + 1, 2·0 − 1 + 4, 2·1 − 0 + 2, 2·4 − 2 + 5
        (PLAIN, "gradient-ignored", "7 7; 6 12"),  # 1 + 2 + 3 + 1, 2 + 0 + 1 + 4, 3 + 1 + 0 + 2, 1 + 4 + 2 + 5
        (STRIDED, "stride-ignored", "5 4; 2 1"),  # the windows of PLAIN, on the same numbers
        (PADDED, "padding-ignored", "1"),  # rows and columns 1 and 3 of X: 1·1 − 0 + 0·2
        (DEEP, "channels-added", "12"),
        (DEEP, "other-filter", "5 | 9"),  # 1 − 2 + 3·2, 0 − 1 + 5·2
        (DEEP, "filters-added", "14 | 12"),  # 9 + 5, 3 + 9
    ],
)
def test_mistake(problem: WeightGradient, id: str, expected: str) -> None:
    """Each wrong procedure gives the map that is worked out by hand."""
    assert [str(value) for mistake, value in problem.wrong_answers() if mistake.id == id] == [expected]


def test_two_mistakes_at_once() -> None:
    """dY of the other filter, and turned: 0 2; −1 1. Channel 1: 2·2 − 3 + 4 = 5, channel 2: 1·2 − 5 + 2 = −1."""
    findings = diagnose(DEEP, Grid.of([[5]], [[-1]]))
    assert {"gradient-flipped", "other-filter"} == {finding.id for finding in findings}


def test_mistakes_that_cannot_be_made() -> None:
    """Without stride, padding, channels or further filters nobody can forget them."""
    ids = {mistake.id for mistake, _ in PLAIN.wrong_answers()}
    assert not ids & {"stride-ignored", "padding-ignored", "channels-added", "other-filter", "filters-added"}
    still = replace(PLAIN, gradient=Grid.of([[1, 2], [2, 1]]))
    assert "gradient-flipped" not in {mistake.id for mistake, _ in still.wrong_answers()}


@given(st.sampled_from(["easy", "medium", "hard"]), st.integers(0, 10**6))
def test_drawn_ones_are_the_loops(level: str, seed: int) -> None:
    """The answer to what is drawn is what sending each product back gives."""
    problem = WeightGradient.draw(level, Dice(str(seed)))  # type: ignore[arg-type]
    if problem is None:
        return
    depth, (across, down) = problem.input.depth, problem.size
    weights = [[[[0] * across for _ in range(down)] for _ in range(depth)] for _ in problem.gradient.channels]
    left, right, top, bottom = problem.padding
    _, dw, _ = oracles.convolution_gradients(
        [list(map(list, rows)) for rows in problem.input.channels],
        weights,
        [list(map(list, rows)) for rows in problem.gradient.channels],
        stride=(problem.stride.down, problem.stride.across),
        padding=((top, bottom), (left, right)),
    )
    assert problem.answer() == Grid.of(*dw[problem.filter - 1])


@pytest.mark.parametrize(
    ("key", "says", "changes"),
    [
        ("gradient", "the layer's output 1×1×1", {"size": Pair(3, 3)}),
        ("filter", "there is no filter 2", {"filter": 2}),
        ("stride", "must be 1 or more", {"stride": Pair(0, 0)}),
    ],
)
def test_refused(key: str, says: str, changes: dict[str, object]) -> None:
    """Givens that make no sense are refused with the key at fault."""
    with pytest.raises(GivenError, match=says) as error:
        replace(PLAIN, **changes)  # type: ignore[arg-type]
    assert error.value.key == key
