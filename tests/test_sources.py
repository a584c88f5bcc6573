"""The words, units and lists in which sources put questions and print answers."""

import pytest

from cnnhand.answers import Expected, read
from cnnhand.commands.solve import solve
from cnnhand.errors import AnswerFormatError, ProblemFileError
from cnnhand.exact.values import Size
from cnnhand.files.phrases import phrases
from cnnhand.files.problems import asked_by_words, parse
from cnnhand.formats import plain
from cnnhand.marking.verdict import Verdict, feedback, mark
from tests.problem_files import part_of

NETWORK = "input: 224x224x3\nlayers: conv3-64p1\n"


def marked(text: str) -> list[Verdict]:
    (exercise,) = parse(text.encode(), "F")
    return solve(exercise).verdicts


@pytest.mark.parametrize(
    ("words", "here"),
    [
        ("number of parameters", "parameters"),
        ("output volume and number of weights", "volume, weights"),
        ("Total number of trainable parameters of 1", "parameters of 1"),
        ("receptive field of each", "field of each"),
        ("Output shape", "volume"),
        ("output sizes of each", "volume of each"),
        ("feature map size", "size"),
        ("the number of multiplications", "macs"),
        ("weights and biases", "parameters"),
        ("Number of parameters (including the bias)", "parameters"),
        ("output channels", "depth"),
        ("activation volume dimensions", "volume"),
        ("output spatial size", "size"),
        ("gradient with respect to the weights of 1", "weight-gradient of 1"),
        ("dL/dW of 1, dL/db of 1", "weight-gradient of 1, bias-gradient of 1"),
        ("number of weights of 1, biases of 1", "weights of 1, biases of 1"),
        ("volume of each, map of 1 at 1,1,2, sum of 1 at 1,1", "volume of each, map of 1 at 1,1,2, sum of 1 at 1,1"),
    ],
)
def test_a_quantity_may_be_called_what_people_call_it(words: str, here: str) -> None:
    assert list(phrases(here)) == list(phrases(words))


@pytest.mark.parametrize(
    ("words", "here"),
    [
        ("volume of the last layer", "volume of last"),
        ("volume of every layer", "volume of each"),
        ("volume of layers 1-2", "volume of 1, 2"),
        ("volume of input, each", "volume of input, 1, 2"),
        ("weights of layer 1", "weights of 1"),
        ("weights of the second layer", "weights of 2"),
    ],
)
def test_a_place_may_be_said_as_people_say_it(words: str, here: str) -> None:
    said, meant = (asked_by_words("conv3-4 fc-10", [ask], "7x7x2")[0].problem for ask in (words, here))
    assert meant == said


def test_the_output_of_numbers_is_a_map() -> None:
    (exercise,) = asked_by_words("maxpool2", ["output"], "[[1, 2], [3, 4]]")
    assert [4] == list(exercise.problem.exact_parts()[0].answer().cells())  # type: ignore[union-attr]  # a grid


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        ("macs", "86.7 M"),
        ("macs", "86.7 MMACs"),
        ("flops", "173.4 MFLOPs"),
        ("bytes", "12.25 MB"),  # 12.25·2^20
        ("bytes", "12.8 MB"),  # rounded, of 10^6
        ("bytes", "12.25 MiB"),
        ("bytes", "12.3 MB"),  # rounded, of 2^20
        ("bytes", "0.012 GiB"),
        ("bytes", "12845056 bytes"),
    ],
)
def test_a_unit_that_belongs_to_the_quantity_is_read(ask: str, answer: str) -> None:
    assert [True] == [verdict.correct for verdict in marked(f"{NETWORK}ask: {ask}\nanswer: {answer}\n")]


def test_what_is_right_in_no_reading_is_wrong() -> None:
    """Whether MB are 10^6 or 2^20 bytes, and the channels first or last."""
    (size,) = marked(f"{NETWORK}ask: bytes\nanswer: 11 MB\n")
    (volume,) = marked(f"{NETWORK}ask: volume\nanswer: (10, 11, 12)\n")
    assert (False, False) == (size.correct, volume.correct)


@pytest.mark.parametrize(
    ("ask", "answer", "said"),
    [
        ("macs", "86.7 MFLOPs", "'86.7 MFLOPs' is in flops, and the question asks for macs"),
        ("flops", "86 macs", "is in macs, and the question asks for flops"),
        ("parameters", "1.8 KB", "is in bytes, and the question asks for parameters"),
        ("bytes", "12.3333 MiB", "is rounded, for bytes are whole; type the bytes"),
    ],
)
def test_a_unit_that_does_not_is_refused(ask: str, answer: str, said: str) -> None:
    with pytest.raises(ProblemFileError, match=said):
        marked(f"{NETWORK}ask: {ask}\nanswer: {answer}\n")


SEQUENCE = "input: 1 2 4\nlayers:\n  - conv1d: {weights: [1, -1]}\n  - global-maxpool\n"


def test_the_maps_of_a_sequence_may_stand_apart_by_semicolons() -> None:
    verdicts = marked(f"{SEQUENCE}ask: map\nof: each\nanswer: -1 -2; -1\n")
    assert [True, True] == [verdict.correct for verdict in verdicts]


def test_a_place_in_a_sequence_is_one_number() -> None:
    assert [True] == [verdict.correct for verdict in marked(f"{SEQUENCE}ask: cell of 1 at 2\nanswer: -2\n")]


def test_a_list_that_yaml_splits_at_the_commas_of_a_place_is_put_together() -> None:
    verdicts = marked(f"{SEQUENCE}ask: [length of 1, cell of 1 at 1,1,2]\nanswer: 2; -2\n")
    assert [True, True] == [verdict.correct for verdict in verdicts]


def test_a_sequence_is_asked_about_in_its_own_words() -> None:
    (exercise,) = parse(b"input: (9, 128)\nlayers: conv1d3-64/2p1 maxpool1d2\nask: volume\n", "F")
    assert plain.text(exercise.problem.question()).splitlines()[:3] == [
        "The input is (9, 128) (channels, length). The layers are",
        "  1. a convolution with 64 filters of length 3, stride 2, padding 1",
        "  2. max pooling with windows of length 2, stride 2",
    ]


def test_a_sequence_is_marked_in_its_own_words() -> None:
    part = part_of("input: 129x9\nlayers: conv1d3-64/2p1\nask: volume\n")
    shown = plain.text(feedback(mark(part, Size(64, 64))))
    assert "The depth is right; the length is not." in " ".join(shown.split())
    with pytest.raises(AnswerFormatError, match="'65x1x64' is not two numbers; type length and channels"):
        read("65x1x64", Expected.of(part))


def test_rows_in_brackets_are_an_input_on_the_command_line_too() -> None:
    (exercise,) = asked_by_words("maxpool2", ["map"], "[[1, 2],\n [3, 0.5]]")
    assert "3" == str(exercise.problem.part(0, ()).answer())


@pytest.mark.parametrize("given", ["output: 14x14", "output=14x14", "output:14x14"])
def test_a_given_on_the_command_line_is_a_key_and_its_value(given: str) -> None:
    (exercise,) = asked_by_words("conv3-8/2p1", [], "?x?x3", [given])
    assert exercise.problem.part(0, ()).answer() == 27  # (14 − 1)·2 + 3 − 2·1
    with pytest.raises(ProblemFileError, match="'14x14' behind -g must be a key and a value"):
        asked_by_words("conv3-8/2p1", [], "?x?x3", ["14x14"])
