"""`convolution-matrix`: matrices by hand, every usual mistake of both parts by hand, follow-through, refusals."""

from fractions import Fraction

import pytest

from cnnhand.answers import read
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Form, Grid
from cnnhand.kinds._convolution_matrix_parts import MatrixProduct
from cnnhand.kinds.convolution_matrix import ConvolutionMatrix
from cnnhand.marking import mark

IMAGE = Grid.of([[1, 2, 0], [0, 3, 1], [2, 0, 4]])
PROBLEM = ConvolutionMatrix(IMAGE, Grid.of([[1, -2], [0, 3]]))
PADDED = ConvolutionMatrix(Grid.of([[1, 2, 3]]), Grid.of([[2, -1, 1]]), Pair(2, 1), Sides(left=1, right=1))
"""The windows are 0 1 2 and 2 3 0."""


@pytest.mark.parametrize(
    ("problem", "matrix", "product"),
    [
        # 1 − 4 + 9, 2 − 0 + 3, 0 − 6 + 0, 3 − 2 + 12
        (PROBLEM, "1 -2 0 0 3 0 0 0 0; 0 1 -2 0 0 3 0 0 0; 0 0 0 1 -2 0 0 3 0; 0 0 0 0 1 -2 0 0 3", "6 5 -6 13"),
        (PADDED, "-1 1 0; 0 2 -1", "1 1"),  # −1 + 2, 4 − 3
    ],
)
def test_by_hand(problem: ConvolutionMatrix, matrix: str, product: str) -> None:
    """The matrix, and its product with the flattened input."""
    assert [matrix, product] == [str(part.answer()) for part in problem.exact_parts()]


MISTAKES = [
    ("transposed", "1 0 0 0; -2 1 0 0; 0 -2 0 0; 0 0 1 0; 3 0 -2 1; 0 3 0 -2; 0 0 0 0; 0 0 3 0; 0 0 0 3"),
    # with 3 0; −2 1
    ("kernel-flipped", "3 0 0 -2 1 0 0 0 0; 0 3 0 0 -2 1 0 0 0; 0 0 0 3 0 0 -2 1 0; 0 0 0 0 3 0 0 -2 1"),
    # with 1 0; −2 3
    ("kernel-transposed", "1 0 0 -2 3 0 0 0 0; 0 1 0 0 -2 3 0 0 0; 0 0 0 1 0 0 -2 3 0; 0 0 0 0 1 0 0 -2 3"),
    # 1 −2 0 3 from columns 1, 2, 4 and 5 on
    ("no-gaps", "1 -2 0 3 0 0 0 0 0; 0 1 -2 0 3 0 0 0 0; 0 0 0 1 -2 0 3 0 0; 0 0 0 0 1 -2 0 3 0"),
    # row 1, moved on by 0, 1, 2 and 3
    ("line-end-ignored", "1 -2 0 0 3 0 0 0 0; 0 1 -2 0 0 3 0 0 0; 0 0 1 -2 0 0 3 0 0; 0 0 0 1 -2 0 0 3 0"),
    ("input-unrolled", "1 2 0 3; 2 0 3 1; 0 3 2 0; 3 1 0 4"),
    # of a square image and kernel the same as with the kernel transposed
    ("column-by-column", "1 0 0 -2 3 0 0 0 0; 0 1 0 0 -2 3 0 0 0; 0 0 0 1 0 0 -2 3 0; 0 0 0 0 1 0 0 -2 3"),
]

PADDED_MISTAKES = [
    ("transposed", "-1 0; 1 2; 0 -1"),
    ("kernel-flipped", "-1 2 0; 0 1 -1"),  # with 1 −1 2
    ("input-unrolled", "0 1 2; 2 3 0"),
    ("stride-ignored", "-1 1 0; 2 -1 1; 0 2 -1"),
    ("padding-ignored", "2 -1 1"),
    ("padding-counted", "2 -1 1 0 0; 0 0 2 -1 1"),
]

PRODUCT_MISTAKES = [
    ("column-by-column", "10 -4 -1 15"),  # x = 1 0 2 2 3 0 0 1 4: 1 − 0 + 9, 0 − 4 + 0, 2 − 6 + 3, 3 − 0 + 12
    ("input-reversed", "13 -4 1 6"),  # x = 4 0 2 1 3 0 0 2 1: 4 − 0 + 9, 0 − 4 + 0, 1 − 6 + 6, 3 − 0 + 3
    ("input-ignored", "2 2 2 2"),  # 1 − 2 + 3
    ("signs-lost", "14 5 6 17"),  # 1 + 4 + 9, 2 + 0 + 3, 0 + 6 + 0, 3 + 2 + 12
    ("largest-product", "9 3 0 12"),
]


@pytest.mark.parametrize(
    ("problem", "part", "expected"),
    [(PROBLEM, 0, MISTAKES), (PADDED, 0, PADDED_MISTAKES), (PROBLEM, 1, PRODUCT_MISTAKES)],
)
def test_mistakes(problem: ConvolutionMatrix, part: int, expected: list[tuple[str, str]]) -> None:
    """Each wrong procedure by hand."""
    assert expected == [(mistake.id, str(value)) for mistake, value in problem.exact_parts()[part].wrong_answers()]


def test_follow_through() -> None:
    """The product of one's own matrix is right."""
    own = Grid.of([[Fraction(1, 2), 1, 0], [0, 2, -1]])
    assert str(PADDED.part(1, (own,)).answer()) == "5/2 1"  # 1/2·1 + 1·2, 2·2 − 3


@pytest.mark.parametrize("own", [Grid.of([[1, 2]]), Grid.of([[1, 2, 3]], [[1, 2, 3]])])
def test_nothing_follows_from_a_matrix_that_cannot_be_multiplied(own: Grid) -> None:
    """It has other columns than one for each cell of the input, or is none."""
    with pytest.raises(GivenError) as error:
        PADDED.part(1, (own,))
    assert "matrix" == error.value.key


def test_row_or_column() -> None:
    """The product may be typed as a row or as a column."""
    part = PADDED.exact_parts()[1]
    assert all(mark(part, read(text, Form.GRID)).correct for text in ("1 1", "1; 1"))
    assert not mark(part, read("1; 2", Form.GRID)).correct


@pytest.mark.parametrize(
    ("input", "kernel", "key"),
    [
        (Grid.of([[1]], [[2]]), IMAGE, "input"),
        (IMAGE, Grid.of([[1]], [[2]]), "kernel"),
        (Grid.of([[1]]), IMAGE, "size"),
        (Grid.of([[1] * 40] * 40), Grid.of([[1]]), "input"),
    ],
)
def test_refused(input: Grid, kernel: Grid, key: str) -> None:
    """Several channels, a kernel that does not fit, and a matrix of 1600·1600 cells."""
    with pytest.raises(GivenError) as error:
        ConvolutionMatrix(input, kernel)
    assert key == error.value.key


def test_largest_product_is_one_with_a_weight() -> None:
    """The zeros of the matrix make no products: of −1·2 and −3·1 the first is larger, not 0."""
    part = MatrixProduct(Grid.of([[-1, 0, -3], [0, 0, 0]]), Grid.of([[2, 5, 1]]))
    (value,) = (value for mistake, value in part.wrong_answers() if mistake.id == "largest-product")
    assert Grid.of([[-2, 0]]) == value
