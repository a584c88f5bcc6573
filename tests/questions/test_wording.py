"""What a question has to say so that its answer can be computed from it alone."""

import pytest

from cnnhand.commands.solve import solution, solve
from cnnhand.formats import plain
from cnnhand.kinds import Exercise
from tests.problem_files import problem as problem_of

CONV = "input: 32x32x3\nlayers: conv5-10\n"
ROW = "input: [1, 2, 0]\nlayers: [{conv1d: {weights: [[2, 1]], bias: 1}}]\ngradient: [1, 0]\nrate: 1/2\n"
SCORES = "input: [1, 2]\nlayers: softmax\ntarget: 2\n"
TWO = "input: 32x32x8\nlayers: conv7-8p3\nagainst: conv3-8p1 conv3-8p1 conv3-8p1\n"
LESS = "input: 32x32x8\nlayers: conv3-8p1 conv3-8p1\nagainst: conv1-4\n"


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (f"{ROW}ask: updated-weight", "The learning rate is 1/2."),
        (f"{ROW}ask: [updated-weight, updated-bias]", "The learning rate is 1/2."),
        (f"{CONV}ask: flops", "A multiply-accumulate is 2 FLOPs"),
        (f"{CONV}ask: [flops, weights]", "A multiply-accumulate is 2 FLOPs"),
        (f"{CONV}ask: [connections, weights]", "Biases are no connections."),
        (f"{CONV}ask: [bytes, weights]", "A number takes 4 bytes."),
        (f"{CONV}ask: parameter-bytes\nnumber-bytes: 2", "A number takes 2 bytes (16 bits)."),
        (f"{SCORES}ask: loss", "The loss is −ln of the softmax of the right class"),
        (f"{SCORES}ask: [softmax, loss]", "the loss, to 3 decimals"),
        (f"{SCORES}ask: input-gradient", "Type a row, to 3 decimals."),
        (
            "input: 9x9\nlayers: conv3/?\noutput: 4x4\nrounding: floor",
            "Where a stride does not divide, round down.",
        ),
        (f"{TWO}ask: field of against", "a cell in the middle of the last map of the second network"),
        (f"{TWO}ask: [field, field of against]", "after layer 3, convolution 3×3 of the second network"),
        (f"{TWO}ask: volume of against", "out of layer 3, convolution 3×3 of the second network"),
        (f"{TWO}ask: parameters of against", "How many parameters does the second network have"),
        (f"{LESS}ask: [parameters of against, volume of against]", "the parameters of the second network; the volume"),
        (
            "layers: conv3-2in1 maxpool2 conv3-2\nask:\n- neurons of 1, 3\n- weights of 1, 3\ninput: 8x8x1",
            "For layers 1 and 3: the neurons and the weights.",
        ),
    ],
)
def test_a_question_says_what_its_answer_depends_on(problem: str, said: str) -> None:
    assert said in " ".join(plain.text(problem_of(problem).question()).split())


@pytest.mark.parametrize(
    ("ask", "printed", "said"),
    [
        # 7·7·3·64 = 9,408 weights at 112·112 places are 118,013,952 MACs
        ("flops", 118_013_952, "is right with 1 for each multiply-accumulate; as it is asked here it is 236027904"),
        ("flops", 118_000_000, "is right with 1 for each multiply-accumulate; as it is asked here it is 236027904"),
        ("flops", 236_000_000, "is right, rounded; exactly it is 236027904"),
        ("macs", 236_000_000, "That is what you get for FLOPs, with a multiply-accumulate counted as 2"),
    ],
)
def test_a_published_number_that_is_rounded_is_explained_too(ask: str, printed: int, said: str) -> None:
    problem = problem_of(f"input: 224x224x3\nlayers: conv7-64/2p3\nrounding: floor\nask: {ask}")
    shown = plain.text(solution(solve(Exercise(problem, published=(printed,))), 1, 1))
    assert said in " ".join(shown.split())


DILATED = "layers: conv1d2-4 conv1d3-4d2 maxpool1d2 conv1d1-8\n"
STEPS = "input: [2, 1, 2, 3, 1, 0]\nlayers: [{conv1d: {weights: [1, -1, 2], padding: 1}}, {maxpool1d: 2}]\n"


@pytest.mark.parametrize(
    "problem",
    [
        f"{DILATED}ask: [field, jump, start]",
        f"input: 128x9\nrounding: floor\n{DILATED}ask: [volume, size, field, parameters, neurons, macs, seen of 2]",
        "input: 129x9\nlayers: conv1d3-8/2 conv1d3-4same flatten\nask: [volume of each, padding of 2]",
        "input: 129x9\nlayers: conv1d4-8/2same\nask: [padding-total, length]",
        "input: 128x9\nlayers: conv1d?-8p?\noutput: 128x8",
        "input: ?x9\nlayers: conv1d3-8/2\noutput: 14x8",
        "layers: conv1d?-8 conv1d3\nfield: 5",
        f"{STEPS}ask: [map of each, input-gradient of 1]\ngradient: [1, 2, 3]",
        f"{STEPS}ask: map",
    ],
)
def test_along_a_sequence_everything_has_one_number(problem: str) -> None:
    shown = plain.text(solution(solve(Exercise(problem_of(problem))), 1, 1), 1000)
    twice = ["×1", "FH", "H2", "W·H", "H:", "1 down", "width ×", "across", "square", "a side"]
    assert [] == [words for words in twice if words in shown], shown
