"""Questions about gradients: their boards, what follows from one's own answers, pairs of mistakes, refusals."""

from fractions import Fraction
from typing import Any

import pytest

from cnnhand.errors import GivenError, ProblemFileError
from cnnhand.exact.values import Grid
from cnnhand.marking.diagnosis import diagnose
from tests.problem_files import asked, part_of, problem

POOLED = """
input: [[1, 2, 0], [3, 1, 4], [0, 2, 5]]
layers: [{conv: {weights: [[1, 0], [0, -1]], bias: 1}}, relu, maxpool2]
gradient: 8
ask: [input-gradient of 3, input-gradient of 2, weight-gradient of 1, bias-gradient of 1, input-gradient of 1]
"""
PLAIN = "input: [[1, 2, 0], [3, 1, 4], [0, 2, 5]]\nlayers: conv2-1\ngradient: [[1, -1], [2, 0]]\nask: weight-gradient\n"
STEP = PLAIN.replace("conv2-1", "{conv: {weights: [[1, 3], [-2, 0]]}}").replace(
    "ask: weight-gradient", "rate: 0.1\nask: updated-weight\nat: '1,2'"
)
BIASES = "layers: conv3-2\ngradient: [[[1, -2], [3, 4]], [[5, 0], [-1, 2]]]\nask: bias-gradient\nat: '2,1,1'\n"
DEEP = """
input: [[[1, 2], [3, 4]], [[0, 1], [5, 2]]]
layers: conv1-2
gradient: [[[1, -1], [2, 0]], [[3, 1], [0, 1]]]
ask: weight-gradient
at: 2,1,1
"""


# ---- what follows from one's own answers -----------------------------------------------------------------------------


def test_what_follows_from_a_wrong_map_is_computed_with_it() -> None:
    """dY copied to the whole window, 8 8; 8 8: the ReLU lets the first column pass."""
    own = (Grid.of([[8, 8], [8, 8]]),)
    assert "8 0; 8 0" == str(problem(POOLED).part(1, own).answer())
    # windows 1 2; 3 1 and 3 1; 0 2: 8·(1 + 3), 8·(2 + 1), 8·(3 + 0), 8·(1 + 2)
    assert "32 24; 24 24" == str(problem(POOLED).part(2, (*own, Grid.of([[8, 0], [8, 0]]))).answer())


def test_a_wrong_gradient_of_a_vector_is_taken_as_it_was_typed() -> None:
    """The row 5 9 goes back through flattening and ReLU, which stops the second number."""
    layers = "[relu, flatten, {fc: {weights: [[5, 7]]}}]"
    text = f"input: [[1, -2]]\nlayers: {layers}\nask: [input-gradient of 3, input-gradient of 1]\n"
    assert "5 0" == str(problem(text).part(1, (Grid.of([[5, 9]]),)).answer())


def test_nothing_follows_from_a_map_of_another_size() -> None:
    """One number in the place of 2×2."""
    with pytest.raises(GivenError, match="and the output of layer 2 2×2×1; both must be the same"):
        problem(POOLED).part(1, (Grid.of([[1]]),))


# ---- boards and questions --------------------------------------------------------------------------------------------


def test_a_board_says_which_of_equal_maxima_it_is_and_adds_up_where_windows_share_one() -> None:
    """Of two 3s the first; two windows that have the 7 send it 4 + 5."""
    tied = part_of("input: [[3, 1], [3, 2]]\nlayers: maxpool2\ngradient: 4\nask: input-gradient\n").working()
    assert "the first of equal ones, row 1, column 1 of X; it gets 4" == tied.steps[0].note
    shared = part_of(
        "input: [[1, 7, 2], [3, 4, 6]]\nlayers: maxpool2/1\ngradient: [[4, 5]]\nask: input-gradient\n"
    ).working()
    assert ("4 + 5", 9) in [(step.expression, step.value) for step in shared.steps]


def test_a_cell_that_no_window_reads_is_said_to_be_in_none() -> None:
    """With a stride of 2 the second column gets nothing."""
    text = (
        "input: 2x1\nlayers: {conv: {weights: [[2]], stride: 2}}\nrounding: floor\ngradient: 3\nask: input-gradient\n"
    )
    assert ["", "in no window", ""] == [step.note for step in part_of(text).working().steps]


def test_a_board_for_one_cell_has_its_sum_alone() -> None:
    """Row 2, column 1 of dW is 3·1 + 1·(−1) + 0·2, the product with 0 left out."""
    (step,) = part_of(f"{PLAIN}at: 2,1\n").working().steps
    assert ("row 2, column 1", "3·1 + 1·(−1)", 2) == (step.label, step.expression, step.value)


def test_a_step_shows_the_slope_then_the_step_then_the_weight() -> None:
    """dw = 4, η·dw = 0.4, and 3 − 0.4."""
    steps = [(step.label, step.expression) for step in part_of(STEP).working().steps]
    assert [("η·dw", "0.1·4"), ("new w", "3 − 0.4")] == steps[1:]


def test_a_question_gives_the_map_that_is_shown_unless_it_is_asked() -> None:
    """Z of the pipeline, 1 −1; 2 −3, is printed only where the file shows it."""
    assert "output of layer 1" in asked(f"{POOLED}shown: 1\n")
    assert "output of layer 1" not in asked(POOLED)
    before = POOLED.replace("ask: [", "shown: 1\nask: [map of 1, ")
    assert "output of layer 1" not in asked(before)


def test_a_question_says_where_the_gradient_begins() -> None:
    """It is given, follows from a target, or is 1."""
    assert "dY is the gradient of the loss with respect to the output." in asked(PLAIN)
    chain = "input: [[1, 2]]\nlayers: {fc: {weights: [[3, 4]]}}\nask: input-gradient\n"
    assert "The gradient of the loss with respect to the output is 1." in asked(chain)
    assert "half the sum of the squares" in asked(f"{chain}target: 5\n")


def test_what_leads_to_a_gradient_stands_in_front_of_it() -> None:
    """The maps 1 −1; 2 −3 and 1 0; 2 0, then 8 at the maximum 2, which the ReLU lets pass; none that was asked."""
    alone = part_of(POOLED.replace("ask: [", "ask: weight-gradient of 1 #")).working()
    led = [(step.label, str(step.value)) for step in alone.steps[: alone.way] if ": row" not in step.label]
    maps, gradients = [("layer 1: map", "1 -1; 2 -3"), ("layer 2: map", "1 0; 2 0")], "0 0; 8 0"
    assert [*maps, ("layer 2, dY", gradients), ("layer 1, dY", gradients)] == led
    assert [maps[0]] == [(step.label, str(step.value)) for step in part_of(POOLED, 1).working().steps[:1]]
    assert 0 == part_of(POOLED, 2).working().way


# ---- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        (STEP, 7, {"step-added", "learning-rate-forgotten"}),  # 3 + 4
        (BIASES, 10, {"other-filter", "signs-lost"}),  # 1 + 2 + 3 + 4
        # dY of the other filter, and turned, 0 2; −1 1: 2·2 − 3 + 4 = 5, 1·2 − 5 + 2 = −1
        (DEEP, Grid.of([[5]], [[-1]]), {"gradient-flipped", "other-filter"}),
    ],
)
def test_two_mistakes_at_once(text: str, typed: Any, expected: set[str]) -> None:
    """The second one on the givens that the first one has changed."""
    assert expected == {id for finding in diagnose(part_of(text), typed) for id in finding.ids}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("input: [[1, 2]]\nlayers: relu\ngradient: [[3, 4]]\n", {"relu-gate-forgotten", "gate-on-both-signs"}),
        (
            "input: 4x2\nlayers: avgpool2\ngradient: [[8, -4]]\n",
            {"overlaps-overwrite", "stride-of-window", "padding-ignored", "padding-not-counted"},
        ),
        (
            "input: [[1, 2], [3, 4]]\nlayers: maxpool2\ngradient: 5\n",
            {"overlaps-overwrite", "stride-one", "tie-to-last", "padding-ignored", "padding-competes"},
        ),
        (
            "input: 4x4\nlayers: {conv: {weights: [[1, 2], [2, 1]], stride: 2}}\ngradient: [[1, 2], [3, 4]]\n",
            {"kernel-not-rotated", "overlaps-overwrite", "padding-kept", "first-filter-only", "filters-crossed"},
        ),
    ],
)
def test_mistakes_that_cannot_be_made(text: str, ids: set[str]) -> None:
    """Where the givens leave no room for a mistake it is never reported."""
    found = part_of(f"{text}ask: input-gradient\n")
    assert not ids & {mistake.id for mistake, _ in found.wrong_answers()}


def test_a_mistake_in_the_slope_shows_in_the_weight() -> None:
    """The mean over the four places, 4/4, makes 3 − 1/10."""
    found = {mistake.explain(part_of(STEP).letters()): value for mistake, value in part_of(STEP).wrong_answers()}
    assert Fraction(29, 10) == found["with the sums divided by the 4 places in dw"]


# ---- refusals --------------------------------------------------------------------------------------------------------

BACK = "ask: input-gradient\n"
REFUSED = [
    (
        PLAIN.replace("conv2", "conv3"),
        "F:3: gradient: the gradient is 2×2×1 (width × height × depth) and the output of",
    ),
    (f"{PLAIN}at: 1,3\n", "there is no column 3; the columns go from 1 to 2"),
    (f"{PLAIN}at: 2,1,1\n", "there is no filter 2; the filters go from 1 to 1"),
    (BIASES.replace("2,1,1", "3,1,1"), "there is no filter 3; the filters go from 1 to 2"),
    (STEP.replace("rate: 0.1", "rate: 0"), "the learning rate must be larger than 0, not 0"),
    (STEP.replace("rate: 0.1\n", ""), "is missing: say the learning rate"),
    (PLAIN.replace("weight-gradient", "input-gradient"), "the gradient of the input needs the numbers of the filters"),
    (PLAIN.replace("weight-gradient", "output-gradient"), "the gradient of the last output is given"),
    (f"input: [[1, 2]]\nlayers: relu\n{BACK}", "gradient: is missing"),
    ("input: 2x1\nlayers: relu\ngradient: [[1, 2]]\nask: weight-gradient\n", "ReLU has no weights whose gradients are"),
    (f"input: [[1, 2]]\nlayers: tanh\ngradient: [[1, 2]]\n{BACK}", "the slopes of tanh are no fractions"),
    (f"input: [[1, 2]]\nlayers: softmax\ngradient: [[1, 2]]\n{BACK}", "the slopes of softmax are no fractions"),
    (f"input: [[3, 4]]\nlayers: l2pool2x1\ngradient: 1\n{BACK}", "no gradient is taken back through L2 pooling"),
    (f"layers: avgpool2\ngradient: 1\n{BACK}", "say the size of the input"),
    (f"input: 9x9\nlayers: maxpool2\ngradient: 1\n{BACK}", "the stride does not divide"),
    (f"{POOLED}shown: 4\n", "shown: must be numbers of layers, from 1 to 3"),
    (f"input: 100000x100000\nlayers: avgpool100000\ngradient: 1\n{BACK}", "that is far too much by hand"),
]


@pytest.mark.parametrize(("text", "says"), REFUSED, ids=[says for _, says in REFUSED])
def test_what_makes_no_sense_is_refused_in_one_sentence(text: str, says: str) -> None:
    """With the line at fault, and what would be right."""
    with pytest.raises(ProblemFileError) as error:
        problem(text)
    assert says in str(error.value)


def test_the_board_of_average_pooling_begins_with_what_each_window_shares_out() -> None:
    text = "input: 3x3\nlayers: avgpool2/1\ngradient: [[8, -4], [12, 0]]\nask: input-gradient\n"
    steps = [(step.label, step.expression, str(step.value)) for step in part_of(text).working().steps[:2]]
    assert [
        ("shares, row 1 of dY", "8/4 −4/4", "2 -1"),
        ("shares, row 2 of dY", "12/4 0/4", "3 0"),
    ] == steps
