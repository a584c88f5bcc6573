"""`pipeline`: the course's numeric example 2, and the parts that follow from a learner's own answers."""

import pytest

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Pool, Sides, Window
from cnnhand.exact.values import Filter
from cnnhand.kinds._old_feature_map import FeatureMap
from cnnhand.kinds.average_pool import AveragePool
from cnnhand.kinds.l2_pool import L2Pool
from cnnhand.kinds.max_pool import MaxPool
from cnnhand.kinds.pipeline import Pipeline
from cnnhand.kinds.relu_map import ReluMap
from tests.board import grid

DIAGONAL = Pipeline(
    grid(
        "1 0 0 1 1 0 0 1; 0 1 0 1 1 0 0 1; 0 0 1 1 1 0 0 1; 1 1 1 1 1 1 1 1; 1 1 1 1 1 1 1 1;"
        "0 0 1 1 1 1 0 1; 0 1 0 1 1 0 1 1; 1 0 0 1 1 0 0 1"
    ),
    (Filter(grid("1 0 0; 0 2 0; 0 0 3"), -2),),
    pool=Pool("max", Window.square(2, 2)),
)


def test_course() -> None:
    """diagonal-kernel: the map, its ReLU, and 2×2 max pooling; cell (4, 5) is 1, where the lecture prints 3."""
    conv, relu, pool = (str(part.answer()) for part in DIAGONAL.exact_parts())
    assert conv == "4 1 3 1 -1 1; 1 4 3 4 2 1; 3 3 4 4 4 3; 4 4 4 4 1 4; -1 4 4 1 4 2; 0 1 4 1 -1 4"
    assert relu == conv.replace("-1", "0")
    assert pool == "4 4 2; 4 4 4; 4 4 4"


def test_parts_are_exercises_of_their_own() -> None:
    """Each part is a problem of the kind that asks for it, and the pooling kind is the one that is given."""
    assert [type(part) for part in DIAGONAL.exact_parts()] == [FeatureMap, ReluMap, MaxPool]
    assert DIAGONAL.parts() == ("the convolution", "ReLU", "max pooling")
    for how, kind in (("average", AveragePool), ("l2", L2Pool)):
        other = Pipeline(DIAGONAL.input, DIAGONAL.filters, pool=Pool(how, Window.square(2, 2)))
        assert type(other.exact_parts()[2]) is kind


def test_parts_follow_from_ones_own_answers() -> None:
    """Who has a wrong map has to pool the ReLU of this map: max(0, −5) and 2 give 2."""
    small = Pipeline(grid("1 2 3"), (Filter(grid("1 1")),), pool=Pool("max", Window.of(Pair(2, 1))))
    own = grid("-5 2")
    relu = small.part(1, (own,))
    assert str(relu.answer()) == "0 2"
    assert str(small.part(2, (own, relu.answer())).answer()) == "2"


def test_stride_and_padding_are_those_of_the_convolution() -> None:
    """A padded row of six numbers, windows of two at stride 2: 0 + 1, 2 + 3, 4 + 0; pooled by two at stride 1."""
    row = Pipeline(
        grid("1 2 3 4"),
        (Filter(grid("1 1")),),
        stride=Pair(2, 1),
        padding=Sides(1, 1),
        pool=Pool("average", Window.of(Pair(2, 1))),
    )
    assert [str(part.answer()) for part in row.exact_parts()] == ["1 5 4", "1 5 4", "3 9/2"]


def test_question_says_how_it_is_pooled() -> None:
    """The layers stand in the question in their order, with what is left over at the end."""
    odd = Pipeline(grid("1 2 3 4"), (Filter(grid("1 1")),), pool=Pool("max", Window.of(Pair(2, 1), Pair(2, 1))))
    assert "Then ReLU, then max pooling with windows of 2×1" in str(odd.question())
    assert "left over at the end are not pooled" in str(odd.question())
    assert "left over" not in str(DIAGONAL.question())


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("filters", {"filters": ()}),
        ("size", {"filters": (Filter(grid("1 2 3 4 5")),)}),
        ("pool", {"pool": Pool("max", Window.square(2))}),  # a map of one row has no room for it
        ("pool", {"pool": Pool("max", Window.of(Pair(1, 1), padding=Sides(1)))}),
    ],
)
def test_refusals(key: str, changes: dict[str, object]) -> None:
    """A pooling window larger than the maps is refused before anything is asked."""
    givens = {"filters": (Filter(grid("1 1")),), "pool": Pool("max", Window.of(Pair(2, 1)))}
    with pytest.raises(GivenError) as error:
        Pipeline(grid("1 2 3"), **{**givens, **changes})
    assert key == error.value.key
