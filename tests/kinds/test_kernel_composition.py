"""`kernel-composition`: kernels by hand, two convolutions against the one, every usual mistake by hand, refusals."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Grid
from cnnhand.questions.kernels.kernel_composition import KernelComposition
from tests import oracles

PROBLEM = KernelComposition(Grid.of([[1, 2], [0, -1]]), Grid.of([[3, 1], [2, -2]]))
"""3·k at row 1, column 1, then 1·k to its right, 2·k below and −2·k below that one:

    3  6+1      2         3  7  2
    2  −3+4−2   −1−4      2 −1 −5
    0  −2       2         0 −2  2
"""
STRIDED = KernelComposition(Grid.of([[1, 2, -1]]), Grid.of([[3, 1]]), Pair(2, 1))
"""3 6 −3, and two further on 1 2 −1: 3 6 −2 2 −1."""


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (PROBLEM, "3 7 2; 2 -1 -5; 0 -2 2"),
        (STRIDED, "3 6 -2 2 -1"),
        # a smoothing column after a difference row is Sobel's x
        (KernelComposition(Grid.of([[-1, 0, 1]]), Grid.of([[1], [2], [1]])), "-1 0 1; -2 0 2; -1 0 1"),
    ],
)
def test_by_hand(problem: KernelComposition, expected: str) -> None:
    """Copies laid down and added up."""
    assert expected == str(problem.answer())


def grids(most: int) -> st.SearchStrategy[list[list[int]]]:
    """Grids of one to `most` rows and columns."""
    return st.tuples(st.integers(1, most), st.integers(1, most)).flatmap(
        lambda size: st.lists(
            st.lists(st.integers(-4, 4), min_size=size[0], max_size=size[0]), min_size=size[1], max_size=size[1]
        )
    )


image = st.lists(st.lists(st.integers(-5, 5), min_size=13, max_size=13), min_size=13, max_size=13)


@settings(deadline=None)
@given(image, grids(3), grids(3), st.integers(1, 3), st.integers(1, 3))
def test_same_map(x: list[list[int]], first: list[list[int]], second: list[list[int]], across: int, down: int) -> None:
    """Whatever the image, the one kernel gives the map that the two give one after the other."""
    between = oracles.convolve([x], [[first]], stride=(down, across))
    expected = oracles.convolve(between, [[second]])
    composed = KernelComposition(Grid.of(first), Grid.of(second), Pair(across, down)).answer()
    assert expected == oracles.convolve([x], [[[list(row) for row in composed.channels[0]]]], stride=(down, across))


MISTAKES = [
    ("added", "4 3; 2 -3"),
    ("multiplied-cell-by-cell", "3 2; 0 2"),
    ("matrix-product", "7 -3; -2 2"),  # 1·3 + 2·2, 1·1 + 2·(−2); −1·2, −1·(−2)
    # −2·k, 2·k to its right, 1·k below, 3·k below that one
    ("kernel-flipped", "-2 -2 4; 1 7 4; 0 -1 -3"),
    ("kernel-flipped", "2 -2 0; -5 -1 2; 2 7 3"),
    ("kernel-transposed", "3 8 4; 1 -3 -6; 0 -1 2"),  # with 3 2; 1 −2: 6 + 2; 1, −3 + 2 − 2, −2 − 4; −1, 2
    ("valid-not-full", "7"),  # 1·3 + 2·1 + 0·2 + (−1)·(−2)
    ("size-kept", "3 7; 2 -1"),
    ("overlaps-overwrite", "3 1 2; 2 -2 -4; 0 0 2"),
]
"""Of the overlaps the last copies: row 2 is 2, then −2·1 and −2·2; row 3 is 0, then −2·0 and −2·(−1)."""

STRIDED_MISTAKES = [
    ("kernel-flipped", "1 2 2 6 -3"),  # 1 2 −1 and then 3 6 −3
    ("kernel-flipped", "-1 2 -2 6 3"),
    ("valid-not-full", "5 5"),  # 3·1 + 1·2, 3·2 + 1·(−1)
    ("size-kept", "3 6 -2"),
    ("overlaps-overwrite", "3 6 1 2 -1"),
    ("stride-ignored", "3 7 -1 -1"),  # 3, 6 + 1, −3 + 2, −1
    ("order-swapped", "3 1 6 2 -3 -1"),  # 1·v, 2·v and −1·v
]


@pytest.mark.parametrize(("problem", "expected"), [(PROBLEM, MISTAKES), (STRIDED, STRIDED_MISTAKES)])
def test_mistakes(problem: KernelComposition, expected: list[tuple[str, str]]) -> None:
    """Each wrong procedure by hand."""
    assert expected == [(mistake.id, str(value)) for mistake, value in problem.wrong_answers()]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"first": Grid.of([[1]], [[2]])}, "first"),
        ({"second": Grid.of([[1]], [[2]])}, "second"),
        ({"stride": Pair(0, 1)}, "stride"),
    ],
)
def test_refused(changes: dict[str, object], key: str) -> None:
    """Kernels of several channels, and no stride."""
    with pytest.raises(GivenError) as error:
        KernelComposition(**{"first": Grid.of([[1]]), "second": Grid.of([[1]]), **changes})  # type: ignore[arg-type]
    assert key == error.value.key
