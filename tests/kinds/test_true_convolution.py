"""`true-convolution`: the course's impulse, three sizes against nested loops, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.values import Grid
from cnnhand.kinds.true_convolution import TrueConvolution
from tests import oracles
from tests.board import grid

KERNEL = grid("1 2 3; 4 5 6; 7 8 9")
IMPULSE = grid("0 0 0 0 0; 0 0 0 0 0; 0 0 1 0 0; 0 0 0 0 0; 0 0 0 0 0")


def maps(problem: TrueConvolution) -> list[str]:
    """Correlation and convolution."""
    return [str(part.answer()) for part in problem.exact_parts()]


def test_course() -> None:
    """flip-impulse: correlation turns the kernel, convolution reproduces it; `full` has one more ring of zeros."""
    turned = "0 0 0 0 0; 0 9 8 7 0; 0 6 5 4 0; 0 3 2 1 0; 0 0 0 0 0"
    kernel = "0 0 0 0 0; 0 1 2 3 0; 0 4 5 6 0; 0 7 8 9 0; 0 0 0 0 0"
    assert maps(TrueConvolution(IMPULSE, KERNEL)) == [turned, kernel]
    ring = "0 0 0 0 0 0 0"
    assert maps(TrueConvolution(IMPULSE, KERNEL, "full")) == [
        "; ".join([ring, *(f"0 {row.strip()} 0" for row in rows.split(";")), ring]) for rows in (turned, kernel)
    ]
    assert maps(TrueConvolution(IMPULSE, KERNEL, "valid")) == ["9 8 7; 6 5 4; 3 2 1", "1 2 3; 4 5 6; 7 8 9"]


def test_one_dimension() -> None:
    """1 2 with 1 −1 3 in full: 3, 6 − 1, 1 − 2, 2; and turned, as in a product of polynomials: 1, 2 − 1, 3 − 2, 6."""
    assert maps(TrueConvolution(grid("1 2"), grid("1 -1 3"), "full")) == ["3 5 -1 2", "1 1 1 6"]


numbers = st.integers(-5, 5)


@given(
    st.lists(st.lists(numbers, min_size=4, max_size=4), min_size=3, max_size=5),
    st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=1, max_size=3),
    st.sampled_from(["valid", "same", "full"]),
)
def test_nested_loops(image: list[list[int]], kernel: list[list[int]], size: str) -> None:
    """Both maps by definition, with the zeros that the size asks for."""
    if size == "same" and len(kernel) % 2 == 0:
        kernel = kernel[:1]
    times = {"valid": 0, "same": 1, "full": 2}[size]
    down, across = (times * (side - 1) // 2 for side in (len(kernel), 3))
    problem = TrueConvolution(Grid.of(image), Grid.of(kernel), size)
    for part, flip in zip(problem.exact_parts(), (False, True), strict=True):
        expected = oracles.convolve([image], [[kernel]], padding=((down, down), (across, across)), flip=flip)
        assert part.answer() == Grid.of(*expected)


def test_each_part_knows_the_other_as_a_mistake() -> None:
    """Who turns the kernel in the first part, or leaves it in the second, is told so."""
    correlation, convolution = TrueConvolution(grid("1 2; 3 4"), grid("1 2"), "valid").exact_parts()
    for part, other, id in (
        (correlation, convolution, "kernel-flipped"),
        (convolution, correlation, "kernel-not-flipped"),
    ):
        assert [value for mistake, value in part.wrong_answers() if mistake.id == id] == [other.answer()]


@pytest.mark.parametrize(
    ("key", "kernel", "size"),
    [("size", "1 2", "same"), ("kernel", "1 2 3 4 5 6", "valid"), ("kernel", "1 | 2", "valid")],
)
def test_refusals(key: str, kernel: str, size: str) -> None:
    """A kernel without a middle has no map of the same size, one that is too large no valid map."""
    with pytest.raises(GivenError) as error:
        TrueConvolution(IMPULSE, grid(kernel), size)
    assert key == error.value.key
