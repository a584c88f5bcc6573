"""`backward-pipeline`: both poolings by hand, credit for what follows from an own wrong map, and the refusals."""

from dataclasses import replace
from typing import Any

import pytest

from cnnhand.catalogue import mistakes_of
from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Filter, Grid
from cnnhand.generate import mistakes_shown
from cnnhand.kinds.backward_pipeline import BackwardPipeline

# Z is 1 −1; 2 −3 (1·1 − 1·1 + 1, 2·1 − 4·1 + 1, 3 − 2 + 1, 1 − 5 + 1), A is 1 0; 2 0, and its maximum the 2.
MAX = BackwardPipeline(
    Grid.of([[1, 2, 0], [3, 1, 4], [0, 2, 5]]),
    Filter(Grid.of([[1, 0], [0, -1]]), 1),
    Grid.of([[8]]),
    Pair(2, 2),
)
AVERAGE = replace(MAX, pooling="average")


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        # 8 at row 2, column 1 of Z, whose window has 3 1; 0 2
        (MAX, ["0 0; 8 0", "0 0; 8 0", "24 8; 0 16", "8", "0 0 0; 8 0 0; 0 -8 0"]),
        # 2 for each; the ReLU lets the first column pass, whose windows have 1 2; 3 1 and 3 1; 0 2
        (AVERAGE, ["2 2; 2 2", "2 0; 2 0", "8 6; 6 6", "4", "2 0 0; 2 -2 0; 0 -2 0"]),
    ],
)
def test_by_hand(problem: BackwardPipeline, expected: list[str]) -> None:
    """dA, dZ, dW, db and dX, worked out by hand."""
    assert str(problem.convolved()) == "1 -1; 2 -3"
    assert [str(part.answer()) for part in problem.exact_parts()] == expected


def test_follow_through() -> None:
    """What follows from an own wrong map is computed with it: dY copied to the whole window."""
    own = (Grid.of([[8, 8], [8, 8]]),)
    assert str(MAX.part(1, own).answer()) == "8 0; 8 0"
    # windows 1 2; 3 1 and 3 1; 0 2: 8·(1 + 3), 8·(2 + 1), 8·(3 + 0), 8·(1 + 2)
    assert str(MAX.part(2, (*own, Grid.of([[8, 0], [8, 0]]))).answer()) == "32 24; 24 24"


@pytest.mark.parametrize(("number", "own"), [(1, (Grid.of([[1]]),)), (3, (3, 4)), (4, (MAX.gradient, MAX.gradient))])
def test_a_map_that_nothing_follows_from(number: int, own: tuple[Any, ...]) -> None:
    """With an earlier map of another size, or a number in its place, there is no next part."""
    with pytest.raises(GivenError):
        MAX.part(number, own)


@pytest.mark.parametrize(
    ("key", "says", "changes"),
    [
        ("gradient", "the layer's output 1×1×1", {"gradient": Grid.of([[1, 2]])}),
        ("filter", "1 deep and the input 2", {"input": Grid.of([[1, 2]], [[3, 4]])}),
        ("size", "larger than the input", {"pool": Pair(3, 3)}),
    ],
)
def test_refused(key: str, says: str, changes: dict[str, Any]) -> None:
    """Givens that make no sense are refused with the key at fault."""
    with pytest.raises(GivenError, match=says) as error:
        replace(MAX, **changes)
    assert error.value.key == key


def test_mistakes_of_both_sorts_of_pooling_are_listed() -> None:
    """Which of them can be made depends on the problem; `cnnhand kinds` shows all."""
    ids = {mistake.id for mistake in mistakes_of(BackwardPipeline)}
    assert {"ones-for-gradient", "share-without-gradient"} <= ids


def test_hard_ones_have_both_sorts_of_pooling() -> None:
    """What the level promises is drawn: neither sort is always refused."""
    drawn = [BackwardPipeline.draw("hard", Dice(str(seed))) for seed in range(200)]
    assert {"max", "average"} == {problem.pooling for problem in drawn if problem and mistakes_shown(problem)}
