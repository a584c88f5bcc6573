"""`transposed-convolution`: maps by hand, every usual mistake worked out by hand, and what is refused."""

from dataclasses import replace

import pytest

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Grid
from cnnhand.kinds.transposed_convolution import TransposedConvolution

INPUT = Grid.of([[1, 2], [3, 4]])
KERNEL = Grid.of([[1, 0, 2], [0, 1, 0], [3, 0, 0]])
PROBLEM = TransposedConvolution(INPUT, KERNEL, Pair(2, 2), Sides(1, 1, 1, 1), 1)
"""The full map, copies two apart:

    1 0  4 0 4     row 3, column 3: 1·0 + 2·3 + 3·2 + 4·1 = 16
    0 1  0 2 0
    6 0 16 0 8     row 3, column 5: 2·0 + 4·2 = 8
    0 3  0 4 0
    9 0 12 0 0     row 5, column 3: 3·0 + 4·3 = 12
"""


def test_by_hand() -> None:
    """The first row and column of the full map are cut off, and with an output padding of 1 nothing at the end."""
    expected = "1 0 2 0; 0 16 0 8; 3 0 4 0; 0 12 0 0"
    assert expected == str(PROBLEM.answer())


def test_no_overlap() -> None:
    """Copies as far apart as they are wide stand beside each other."""
    expected = "1 2 3 6; 0 -1 0 -3"  # 1·k and 3·k
    kernel = Grid.of([[1, 2], [0, -1]])
    assert expected == str(TransposedConvolution(Grid.of([[1, 3]]), kernel, Pair(2, 2)).answer())


MISTAKES = [
    # 1·1 in the middle of the window and a 0 of the kernel on 2, 3 and 4: (2 − 3 + 2)/2 + 1 = 1 place, rounded down
    ("forward-convolution", "1"),
    # where copies meet, the later product alone: 4·1, 4·2 and 4·3
    ("overlaps-overwrite", "1 0 2 0; 0 4 0 8; 3 0 4 0; 0 12 0 0"),
    # the earlier alone: 1·0, 2·0 and 3·0
    ("overlaps-overwrite", "1 0 2 0; 0 0 0 0; 3 0 4 0; 0 0 0 0"),
    # with 0 0 3; 0 1 0; 2 0 1 they meet in 1·1 + 2·2 + 3·3 + 4·0 = 14, 2·1 + 4·3 = 14, 3·1 + 4·2 = 11
    ("kernel-flipped", "1 0 2 0; 0 14 0 14; 3 0 4 0; 0 11 0 4"),
    # with 1 0 3; 0 1 0; 2 0 0: 1·0 + 2·2 + 3·3 + 4·1 = 17, 2·0 + 4·3 = 12, 3·0 + 4·2 = 8
    ("kernel-transposed", "1 0 2 0; 0 17 0 12; 3 0 4 0; 0 8 0 0"),
    # four bare kernels: 0 + 3 + 2 + 1 = 6, 0 + 2, 0 + 3
    ("input-ignored", "1 0 1 0; 0 6 0 2; 1 0 1 0; 0 3 0 0"),
    # copies one apart: 1 2 2 4; 3 5 8 8; 3 9 4 0; 9 12 0 0, cut above and left only: the output padding is 1
    ("stride-ignored", "5 8 8; 9 4 0; 12 0 0"),
    # copies three apart do not meet: 1 0 2 2 0 4; 0 1 0 0 2 0; 3 0 0 6 0 0; 3 0 6 4 0 8; 0 3 0 0 4 0; 9 0 0 12 0 0
    ("gap-of-stride", "1 0 0 2 0; 0 0 6 0 0; 0 6 4 0 8; 3 0 0 4 0; 0 0 12 0 0"),
    # the full map
    ("padding-not-cropped", "1 0 4 0 4; 0 1 0 2 0; 6 0 16 0 8; 0 3 0 4 0; 9 0 12 0 0"),
    # this with a ring of zeros
    (
        "padding-added",
        "0 0 0 0 0 0 0; 0 1 0 4 0 4 0; 0 0 1 0 2 0 0; 0 6 0 16 0 8 0; 0 0 3 0 4 0 0; 0 9 0 12 0 0 0; 0 0 0 0 0 0 0",
    ),
    # the full map cut at every side
    ("output-padding-ignored", "1 0 2; 0 16 0; 3 0 4"),
    ("output-padding-zeros", "1 0 2 0; 0 16 0 0; 3 0 4 0; 0 0 0 0"),
]


def test_mistakes() -> None:
    """Each wrong procedure by hand."""
    found = [(mistake.id, str(value)) for mistake, value in PROBLEM.wrong_answers()]
    assert found == MISTAKES


def test_cropped_once() -> None:
    """Without output padding the last row and column are cut off too; with one of 1 nothing is cut off there."""
    cut = replace(PROBLEM, output_padding=0)
    assert "1 0 2; 0 16 0; 3 0 4" == str(cut.answer())
    found = {mistake.id: str(value) for mistake, value in cut.wrong_answers()}
    assert "1 0 2 0; 0 16 0 8; 3 0 4 0; 0 12 0 0" == found["padding-cropped-once"]


def test_mistakes_that_change_nothing() -> None:
    """Without stride, padding, output padding or overlaps the mistakes about them are not there."""
    plain = TransposedConvolution(INPUT, Grid.of([[5]]))
    found = [mistake.id for mistake in plain.mistakes if mistake.applies(plain)]
    expected = ["forward-convolution", "input-ignored", "gap-of-stride"]
    assert expected == found


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"input": Grid.of([[1]], [[2]])}, "input"),
        ({"kernel": Grid.of([[1]], [[2]])}, "kernel"),
        ({"output_padding": 2}, "output-padding"),
        ({"padding": Sides(3, 3, 0, 0)}, "padding"),
    ],
)
def test_refused(changes: dict[str, object], key: str) -> None:
    """Givens without a map are refused, with the key at fault."""
    givens = {"input": INPUT, "kernel": KERNEL, "stride": Pair(2, 2), **changes}
    with pytest.raises(GivenError) as error:
        TransposedConvolution(**givens)  # type: ignore[arg-type]  # the values differ in type
    assert key == error.value.key


def test_size_problem() -> None:
    """The size that is asked apart is that of the map."""
    assert PROBLEM.size_problem().answer() == PROBLEM.answer().volume
