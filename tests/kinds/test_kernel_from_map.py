"""`kernel-from-map`: kernels by hand, back from the map of nested loops, every usual mistake by hand, refusals."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Grid
from cnnhand.questions.kernels.kernel_from_map import KernelFromMap
from tests import oracles
from tests.board import evaluate

FRAME = Sides(1, 1, 1, 1)
IMAGE = Grid.of([[0, 0, 0, 0], [0, 0, 2, 0], [0, 0, 0, 0]])
MAP = Grid.of([[1, 1, 1, 1, 1], [1, 1, 9, 1, 1], [1, 1, -1, 7, 1], [1, 1, 1, 1, 1]])
PROBLEM = KernelFromMap(IMAGE, MAP, Pair(2, 2), FRAME)
"""The bias is 1 and the impulse 2: (7 − 1)/2 = 3, (−1 − 1)/2 = −1, (1 − 1)/2 = 0, (9 − 1)/2 = 4."""


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (PROBLEM, "3 -1; 0 4"),
        (KernelFromMap(IMAGE, MAP, Pair(2, 2), FRAME, flip=True), "4 0; -1 3"),
        (KernelFromMap(Grid.of([[0, 1, 0]]), Grid.of([[5, 6]]), Pair(2, 1)), "6 5"),
    ],
)
def test_by_hand(problem: KernelFromMap, expected: str) -> None:
    """Correlation turns the kernel, true convolution keeps it; the bias comes off and the impulse is divided by."""
    assert expected == str(problem.answer())


@given(st.data(), st.integers(1, 3), st.integers(1, 3), st.booleans(), st.integers(-5, 5), st.sampled_from([1, -2, 3]))
def test_back_from_the_map(data: st.DataObject, across: int, down: int, flip: bool, bias: int, v: int) -> None:
    """The kernel that nested loops have slid over an impulse is found again, and every line of the working adds up."""
    weights = st.lists(st.integers(-9, 9), min_size=across, max_size=across)
    kernel = data.draw(st.lists(weights, min_size=down, max_size=down))
    row, column = data.draw(st.integers(0, 3)), data.draw(st.integers(0, 2))
    image = [[v * ((i, j) == (row, column)) for j in range(3)] for i in range(4)]
    pads = ((down - 1, down - 1), (across - 1, across - 1))
    (made,) = oracles.convolve([image], [[kernel]], [bias], padding=pads, flip=flip)
    frame = Sides(across - 1, across - 1, down - 1, down - 1)
    problem = KernelFromMap(Grid.of(image), Grid.of(made), Pair(across, down), frame, flip)
    assert Grid.of(kernel) == problem.answer()
    for step, w in zip(problem.working().steps, (w for line in kernel for w in line), strict=False):
        assert w == step.value == evaluate(step.expression)


MISTAKES = [
    ("kernel-flipped", "4 0; -1 3"),
    ("kernel-mirrored", "-1 3; 4 0"),
    ("kernel-mirrored", "0 4; 3 -1"),
    ("kernel-transposed", "3 0; -1 4"),
    ("impulse-not-divided", "6 -2; 0 8"),
    ("bias-forgotten", "7/2 -1/2; 1/2 9/2"),
    ("bias-after-division", "5/2 -3/2; -1/2 7/2"),  # 7/2 − 1 …
    ("bias-added", "4 0; 1 5"),  # (7 + 1)/2 …
    ("map-given", "9 1; -1 7"),  # the cells around the impulse, as they stand
    ("map-given", "1 1 1 1 1; 1 1 9 1 1; 1 1 -1 7 1; 1 1 1 1 1"),
]


def test_mistakes() -> None:
    """Each wrong procedure by hand."""
    assert MISTAKES == [(mistake.id, str(value)) for mistake, value in PROBLEM.wrong_answers()]


def test_true_convolution_has_a_flip_of_its_own() -> None:
    """Where the map shows the kernel as it is, turning it is the mistake."""
    problem = KernelFromMap(IMAGE, MAP, Pair(2, 2), FRAME, flip=True)
    (found,) = ((mistake, value) for mistake, value in problem.wrong_answers() if mistake.id == "kernel-flipped")
    assert str(found[1]) == "3 -1; 0 4"
    assert found[0].explain().startswith("by turning the map")


def test_without_bias_and_with_an_impulse_of_one() -> None:
    """Mistakes about the bias and the impulse are not there."""
    problem = KernelFromMap(Grid.of([[0, 1, 0]]), Grid.of([[5, 6]]), Pair(2, 1))
    ids = ["kernel-flipped", "kernel-mirrored", "kernel-transposed"]
    assert ids == [mistake.id for mistake, _ in problem.wrong_answers()]


def test_fractions() -> None:
    """A weight need not be whole."""
    assert KernelFromMap(Grid.of([[2]]), Grid.of([[1]]), Pair(1, 1)).answer() == Grid.of([[Fraction(1, 2)]])


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"input": Grid.of([[1]], [[2]])}, "input"),
        ({"map": Grid.of([[1]], [[2]])}, "map"),
        ({"input": Grid.of([[0, 0, 0, 0], [0, 0, 2, 0], [0, 0, 1, 0]])}, "input"),
        ({"size": Pair(7, 2)}, "size"),
        ({"size": Pair(3, 2)}, "map"),  # 4 wide then
        ({"padding": Sides(), "map": Grid.of([[1, 2], [3, 4], [5, 6]])}, "map"),
        ({"input": Grid.of([[2, 0, 0], [0, 0, 0]]), "map": Grid.of([[1, 2]]), "padding": Sides()}, "input"),
        ({"map": Grid.of([[1, 1, 1, 1, 0], *MAP.channels[0][1:]])}, "map"),
    ],
)
def test_refused(changes: dict[str, object], key: str) -> None:
    """No impulse, sizes that do not agree, weights that never meet the impulse, a map that no kernel makes."""
    with pytest.raises(GivenError) as error:
        KernelFromMap(**{"input": IMAGE, "map": MAP, "size": Pair(2, 2), "padding": FRAME, **changes})  # type: ignore[arg-type]
    assert key == error.value.key
