"""`classifier`: each part worked out by hand, its mistakes, and decimals that are rounded right."""

from dataclasses import replace

import pytest

from cnnhand.answers import read
from cnnhand.errors import GivenError
from cnnhand.exact.values import Form
from cnnhand.kinds import OnePart
from cnnhand.kinds._classifier_parts import BestClass, Flatten, Scores, Softmax
from cnnhand.kinds.classifier import Classifier
from cnnhand.marking import mark
from tests.board import grid
from tests.procedures import found, left_out

CLASSES = ("cat", "dog", "bird")
# the vector is 1 0 2 3: 1 + 0 − 2 + 3 + 1 = 3, 2 + 0 + 0 − 3 + 2 = 1, 0 + 0 + 2 − 3 − 1 = −2
PROBLEM = Classifier(grid("1 0; 2 3"), grid("1 2 -1 1; 2 1 0 -1; 0 1 1 -1"), (1, 2, -1), CLASSES, softmax=True)


def test_every_part_by_hand() -> None:
    """The vector, the scores, the class; and e³ = 20.086, e = 2.718, e⁻² = 0.135 over their sum 22.939."""
    assert [str(part.answer()) for part in PROBLEM.exact_parts()] == ["1 0 2 3", "3 1 -2", "cat", "0.876 0.118 0.006"]


def test_softmax_only_where_it_is_asked() -> None:
    """Without it there are three parts, and the question does not speak of it."""
    short = replace(PROBLEM, softmax=False)
    assert len(short.parts()) == 3 and "softmax" not in str(short.question())
    assert len(PROBLEM.parts()) == 4 and "softmax of the scores to 3 decimals" in str(PROBLEM.question())


def test_parts_follow_from_ones_own_answers() -> None:
    """Who has read the map column by column scores this vector, and takes the best of these scores."""
    own = grid("1 2 0 3")
    scores = PROBLEM.part(1, (own,)).answer()
    assert str(scores) == "9 3 -2"  # 1 + 4 + 0 + 3 + 1, 2 + 2 + 0 − 3 + 2, 0 + 2 + 0 − 3 − 1
    assert PROBLEM.part(2, (own, scores)).answer() == "cat"


@pytest.mark.parametrize("number", [2, 3])
def test_nothing_follows_from_scores_that_are_too_many(number: int) -> None:
    """The fourth of four scores belongs to none of three classes."""
    with pytest.raises(GivenError, match="a score for each of the 3 classes"):
        PROBLEM.part(number, (grid("1 0 2 3"), grid("3 1 -2 4"), "cat"))


def test_channel_by_channel() -> None:
    """A channel is read to its end before the next."""
    assert str(Flatten(grid("1 2; 3 4 | 5 6; 7 8")).answer()) == "1 2 3 4 5 6 7 8"


# ---- answers that are right in another form -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("0.876 0.118 0.006", True),
        ("0.8756 0.1185 0.0059", True),
        ("0.876 0.1185 0.006", True),
        ("0.88 0.12 0.01", False),  # three decimals are wanted
        ("0.8760 0.1180 0.0060", True),  # the same numbers
        ("0.8757 0.1180 0.0060", False),  # four are typed, and they are not those
        ("0.875 0.118 0.006", False),  # cut off, not rounded
        ("0.876 0.118", False),
        ("0.876 0.118 0", False),
    ],
)
def test_decimals_that_are_right(typed: str, right: bool) -> None:
    """Three decimals or more, each rounded right."""
    softmax = Softmax(grid("3 1 -2"))
    assert mark(softmax, read(typed, Form.GRID)).correct is right


def test_either_of_two_best_classes() -> None:
    """Where two classes have the largest score, both are right, and the first is shown."""
    tied = BestClass(grid("3 1 3"), CLASSES)
    assert tied.answer() == "cat"
    assert [mark(tied, name).correct for name in CLASSES] == [True, False, True]


# ---- mistakes, worked out by hand -----------------------------------------------------------------------------------

DEEP = Flatten(grid("1 2; 3 4 | 5 6; 7 8"))
SCORES = PROBLEM.exact_parts()[1]
BEST = BestClass(grid("3 1 -4"), CLASSES)
SOFTMAX = Softmax(grid("1 0 -2"))  # 2.71828, 1, 0.13534: sum 3.85362

BY_HAND = [
    (DEEP, "columns-first", "1 3 2 4 5 7 6 8"),
    (DEEP, "rows-winding", "1 2 4 3 5 6 8 7"),
    (DEEP, "rows-upside-down", "3 4 1 2 7 8 5 6"),
    (DEEP, "channels-last", "1 5 2 6 3 7 4 8"),
    (DEEP, "channels-reversed", "5 6 7 8 1 2 3 4"),
    (DEEP, "flatten-without-channels", "1 2 3 4"),
    (SCORES, "bias-forgotten", "2 -1 -1"),
    (SCORES, "bias-subtracted", "1 -3 0"),
    (SCORES, "bias-per-product", "6 7 -5"),
    (SCORES, "signs-lost", "7 7 4"),  # 1 + 2 + 3 + 1, 2 + 3 + 2, 2 + 3 − 1
    (SCORES, "weights-ignored", "7 8 5"),  # 6 + 1, 6 + 2, 6 − 1
    (SCORES, "weights-reversed", "9 9 0"),  # 1 + 4 + 3 + 1, −1 + 2 + 6 + 2, −1 + 2 − 1
    (SCORES, "sums-multiplied", "19 14 5"),  # 6·3 + 1, 6·2 + 2, 6·1 − 1
    (SCORES, "averaged", "3/2 7/4 -5/4"),  # 2/4 + 1, −1/4 + 2, −1/4 − 1
    (SCORES, "largest-product", "4 4 1"),  # 3 + 1, 2 + 2, 2 − 1
    (SCORES, "relu-applied", "3 1 0"),
    # with 1 2 0 2, 1 1 −1 0 and 1 1 −1 −1: 1 + 6 + 1, 1 − 2 + 2, 1 − 2 − 3 − 1
    (SCORES, "weights-transposed", "8 1 -5"),
    (SCORES, "other-bias", "4 -2 0"),  # 2 + 2, −1 − 1, −1 + 1
    (BEST, "smallest-score", "bird"),
    (BEST, "largest-magnitude", "bird"),
    (SOFTMAX, "exponential-forgotten", "-1.000 0.000 2.000"),  # over 1 + 0 − 2 = −1
    (SOFTMAX, "relu-before-softmax", "0.576 0.212 0.212"),  # 2.71828, 1, 1: sum 4.71828
    (SOFTMAX, "two-for-e", "0.615 0.308 0.077"),  # 2, 1, 1/4: sum 13/4
    (SOFTMAX, "hard-maximum", "1.000 0.000 0.000"),
    (SOFTMAX, "signs-lost", "0.245 0.090 0.665"),
    (SOFTMAX, "sign-reversed", "0.042 0.114 0.844"),  # 0.36788, 1, 7.38906: sum 8.75694
]


@pytest.mark.parametrize(("part", "id", "value"), BY_HAND)
def test_mistake_by_hand(part: OnePart, id: str, value: str) -> None:
    """Each wrong procedure gives what one gets by following it by hand."""
    assert found(part, id) == [value]


@pytest.mark.parametrize("kind", [Flatten, Scores, BestClass, Softmax])
def test_every_mistake_is_worked_out(kind: type[OnePart]) -> None:
    """The table above leaves no mistake of a part out."""
    assert left_out(kind, [(id, "") for part, id, _ in BY_HAND if type(part) is kind]) == set()


def test_scores_of_sum_zero() -> None:
    """Nothing is divided by 0."""
    assert found(Softmax(grid("1 -1")), "exponential-forgotten") == []


# ---- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("weights", {"weights": grid("1 2 3; 4 5 6; 7 8 9")}),
        ("weights", {"weights": grid("1 2 3 4; 4 5 6 7")}),
        ("biases", {"biases": (1, 2)}),
        ("classes", {"classes": ("cat", "cat", "dog")}),
        ("classes", {"classes": ("cat", "Dog", "bird")}),
        ("classes", {"classes": ("cat", "a dog", "bird")}),
        ("weights", {"biases": (1, 2, -1000)}),  # a score of −1001
    ],
)
def test_refusals(key: str, changes: dict[str, object]) -> None:
    """A row and a bias for each class, a column for each number, names that can be typed, small scores for softmax."""
    with pytest.raises(GivenError) as error:
        replace(PROBLEM, **changes)
    assert key == error.value.key


def test_sentences_name_all_biases() -> None:
    """In the plural, with an "and" before the last."""
    (mistake,) = (mistake for mistake in Scores.mistakes if mistake.id == "bias-forgotten")
    assert "without the biases 1, 2 and −1" == mistake.explain(PROBLEM.exact_parts()[1].letters())
