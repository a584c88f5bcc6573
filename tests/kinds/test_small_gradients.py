"""`relu-gradient`, `average-pool-gradient`, `bias-gradient`, `weight-update`: by hand, with every usual mistake."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from cnnhand.diagnosis import diagnose
from cnnhand.errors import GivenError
from cnnhand.exact.cells import Target
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Grid, Rational, Volume
from cnnhand.generate import Code, draw
from cnnhand.kinds import LEVELS, Level, OnePart
from cnnhand.kinds.average_pool_gradient import AveragePoolGradient
from cnnhand.kinds.bias_gradient import BiasGradient
from cnnhand.kinds.relu_gradient import ReluGradient
from cnnhand.kinds.weight_update import WeightUpdate
from tests import oracles
from tests.draws import WORKED

RELU = ReluGradient(Grid.of([[3, -1], [0, 2]]), Grid.of([[-4, 5], [6, 7]]))

QUARTERS = AveragePoolGradient(Grid.of([[8, -4]]), Volume(4, 2, 1), Pair(2, 2))
# Windows of 2×2 at stride 1 share the middle column: 8/4 and 4/4.
SHARED = AveragePoolGradient(Grid.of([[8, 4]]), Volume(3, 2, 1), Pair(2, 2), Pair(1, 1))
# With padding 1 and stride 2, four windows of 2×2 see one cell of the input each.
PADDED = AveragePoolGradient(Grid.of([[8, 4], [12, 16]]), Volume(2, 2, 1), Pair(2, 2), padding=Sides(1, 1, 1, 1))

BIAS = BiasGradient(Grid.of([[1, -2], [3, 4]], [[5, 0], [-1, 2]]), 2)

# dw of row 1, column 2 is 2·1 − 0·1 + 1·2 + 4·0 = 4; the step is 4/10.
UPDATE = WeightUpdate(
    Grid.of([[1, 2, 0], [3, 1, 4], [0, 2, 5]]),
    Grid.of([[1, -1], [2, 0]]),
    Grid.of([[1, 3], [-2, 0]]),
    Fraction(1, 10),
    Target(1, 2),
)
# The same numbers with stride 2 on 4×4: dw = 2·1 − 1·1 + 2·2 + 1·0 = 5.
STRIDED = replace(
    UPDATE, input=Grid.of([[1, 2, 0, 1], [3, 1, 4, 2], [0, 2, 5, 1], [1, 0, 1, 3]]), stride=Pair(2, 2)
)  # fmt: skip


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (RELU, "-4 0; 0 7"),
        (QUARTERS, "2 2 -1 -1; 2 2 -1 -1"),
        (SHARED, "2 3 1; 2 3 1"),
        (PADDED, "2 1; 3 4"),
        (replace(PADDED, count_padding=False), "8 4; 12 16"),
        (
            AveragePoolGradient(Grid.of([[8, 6]]), Volume(3, 2, 1), Pair(2, 2), rounding=Rounding.CEIL),
            "2 2 3; 2 2 3",  # the last window has two cells
        ),
        (BIAS, "6"),  # 5 + 0 − 1 + 2
        (UPDATE, "13/5"),  # 3 − 4/10
        (STRIDED, "5/2"),  # 3 − 5/10
    ],
)
def test_by_hand(problem: OnePart, expected: str) -> None:
    """The answers that are worked out by hand."""
    assert str(problem.answer()) == expected


MISTAKES: list[tuple[OnePart, str, str]] = [
    (RELU, "relu-gate-forgotten", "-4 5; 6 7"),
    (RELU, "gate-on-gradient-sign", "0 5; 6 7"),
    (RELU, "gate-on-both-signs", "0 0; 0 7"),
    (RELU, "gate-reversed", "0 5; 0 0"),
    (RELU, "gate-open-at-zero", "-4 0; 6 7"),
    (RELU, "gradient-ignored", "1 0; 0 1"),
    (RELU, "times-input", "-12 0; 0 14"),  # −4·3 and 7·2
    (RELU, "forward-again", "3 0; 0 2"),
    (QUARTERS, "share-without-gradient", "1/4 1/4 1/4 1/4; 1/4 1/4 1/4 1/4"),
    (QUARTERS, "copied-to-window", "8 8 -4 -4; 8 8 -4 -4"),
    (QUARTERS, "divided-by-side", "4 4 -2 -2; 4 4 -2 -2"),
    (QUARTERS, "one-cell-only", "8 0 -4 0; 0 0 0 0"),
    (QUARTERS, "stride-one", "2 1 -1 0; 2 1 -1 0"),  # 2, 2 − 1, −1
    (SHARED, "overlaps-overwrite", "2 1 1; 2 1 1"),
    (SHARED, "stride-of-window", "2 2 1; 2 2 1"),  # the second window starts at column 3
    (PADDED, "padding-ignored", "2 2; 2 2"),  # the first window has all four cells
    (PADDED, "padding-not-counted", "8 4; 12 16"),
    (replace(PADDED, count_padding=False), "padding-counted", "2 1; 3 4"),
    (BIAS, "mean-not-sum", "3/2"),
    (BIAS, "one-cell", "5"),
    (BIAS, "maximum-over-places", "5"),
    (BIAS, "signs-lost", "8"),
    (BIAS, "negative-left-out", "7"),
    (BIAS, "filters-added", "12"),  # 6 + 6
    (replace(BIAS, gradient=Grid.of([[1, -2]], [[5, 0]])), "other-filter", "-1"),
    (UPDATE, "step-added", "17/5"),  # 3 + 4/10
    (UPDATE, "learning-rate-forgotten", "-1"),  # 3 − 4
    (UPDATE, "step-only", "-2/5"),
    (UPDATE, "gradient-only", "4"),
    (UPDATE, "one-patch-only", "14/5"),  # 3 − 2/10
    (UPDATE, "mean-over-places", "29/10"),  # 3 − 1/10
    (UPDATE, "maximum-over-places", "14/5"),  # the largest of 2, 0, 2 and 0
    (UPDATE, "gradient-flipped", "27/10"),  # dY 0 2; −1 1: 2·0 + 0·2 − 1 + 4 = 3, 3 − 3/10
    (UPDATE, "row-column-swapped", "14/5"),  # row 2, column 1: 3·1 − 1·1 + 0·2 + 2·0 = 2
    (STRIDED, "stride-ignored", "13/5"),  # as without a stride: dw = 4
]


@pytest.mark.parametrize(("problem", "id", "expected"), MISTAKES)
def test_mistake(problem: OnePart, id: str, expected: str) -> None:
    """Each wrong procedure gives the value that is worked out by hand."""
    assert [str(value) for mistake, value in problem.wrong_answers() if mistake.id == id] == [expected]


@pytest.mark.parametrize("kind", [ReluGradient, AveragePoolGradient, BiasGradient, WeightUpdate])
def test_every_mistake_is_worked_out(kind: type[OnePart]) -> None:
    """The table above has every mistake of these kinds."""
    assert {id for problem, id, _ in MISTAKES if isinstance(problem, kind)} == {mistake.id for mistake in kind.mistakes}


@pytest.mark.parametrize(
    ("problem", "ids"),
    [
        (ReluGradient(Grid.of([[1, 2]]), Grid.of([[3, 4]])), {"relu-gate-forgotten", "gate-on-both-signs"}),
        (QUARTERS, {"overlaps-overwrite", "stride-of-window", "padding-ignored", "padding-not-counted"}),
        (BiasGradient(Grid.of([[1, 2]])), {"signs-lost", "negative-left-out", "filters-added", "other-filter"}),
        (
            replace(UPDATE, learning_rate=1, at=Target(2, 2)),
            {"learning-rate-forgotten", "step-only", "row-column-swapped"},
        ),
    ],
)  # fmt: skip
def test_mistake_that_cannot_be_made(problem: OnePart, ids: set[str]) -> None:
    """Where the givens leave no room for a mistake it is never reported."""
    assert not ids & {mistake.id for mistake, _ in problem.wrong_answers()}


@pytest.mark.parametrize(
    ("problem", "key", "says", "changes"),
    [
        (RELU, "gradient", "and the input 2×2×1", {"gradient": Grid.of([[1]])}),
        (QUARTERS, "gradient", "the layer's output 2×2×1", {"input": Volume(4, 4, 1)}),
        (BIAS, "filter", "there is no filter 3", {"filter": 3}),
        (BIAS, "filter", "there is no filter 0", {"filter": 0}),
        (UPDATE, "learning-rate", "larger than 0", {"learning_rate": 0}),
        (UPDATE, "at", "there is no column 3", {"at": Target(1, 3)}),
        (UPDATE, "at", "there is no filter 2", {"at": Target(1, 1, 2)}),
        (UPDATE, "weights", "this has 2 channels", {"weights": Grid.of([[1]], [[2]])}),
        (UPDATE, "gradient", "the layer's output", {"weights": Grid.of([[1, 2, 3]])}),
    ],
)
def test_refused(problem: Any, key: str, says: str, changes: dict[str, Any]) -> None:
    """Givens that make no sense are refused with the key at fault."""
    with pytest.raises(GivenError, match=says) as error:
        replace(problem, **changes)
    assert error.value.key == key


@pytest.mark.parametrize(
    ("problem", "typed", "expected"),
    [
        (UPDATE, 7, {"step-added", "learning-rate-forgotten"}),  # 3 + 4
        (BIAS, 10, {"other-filter", "signs-lost"}),  # 1 + 2 + 3 + 4
    ],
)
def test_two_mistakes_at_once(problem: OnePart, typed: Rational, expected: set[str]) -> None:
    """The second one on the givens that the first one has changed."""
    assert expected == {finding.id for finding in diagnose(problem, typed)}


def test_which_other_filter() -> None:
    """Of three filters, each of the two others has a mistake of its own, which names it."""
    problem = BiasGradient(Grid.of([[1]], [[10]], [[100]]), 2)
    found = {mistake.explain(problem.letters()): value for mistake, value in problem.wrong_answers()}
    assert 100 == found["with dY of filter 3 in place of filter 2"]
    assert 1 == found["with dY of filter 1 in place of filter 2"]


@pytest.mark.parametrize("level", LEVELS)
def test_average_pooling_is_the_loops(level: Level) -> None:
    """Drawn problems, with padding that counts and that does not, with overlaps and rests, against plain loops."""
    for number in range(1, WORKED):
        problem = draw(Code("average-pool-gradient", level, 3, number)).problem
        assert isinstance(problem, AveragePoolGradient)
        left, right, top, bottom = problem.padding
        expected = oracles.pool_gradient(
            [[[0] * problem.input.width] * problem.input.height],
            [[list(row) for row in problem.gradient.rows]],
            (problem.size.down, problem.size.across),
            "average-padded" if problem.count_padding else "average",
            stride=problem.window.stride[::-1],
            padding=((top, bottom), (left, right)),
        )
        assert Grid.of(*expected) == problem.answer()
