"""`transposed-size`: sizes by hand, the way back from a convolution, every usual mistake by hand, refusals."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnhand.diagnosis import diagnose
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Axis, Conv, Pair, Sides, Window, output_volume
from cnnhand.exact.values import Volume
from cnnhand.kinds.transposed_size import TransposedSize

PROBLEM = TransposedSize(Volume(7, 5, 8), 3, Pair(4, 4), Pair(3, 3), Sides(1, 1, 1, 1), 2)
"""(7 − 1)·3 + 4 − 2·1 + 2 = 22 wide, (5 − 1)·3 + 4 − 2·1 + 2 = 16 high."""


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (PROBLEM, "22×16×3"),
        (TransposedSize(Volume(2, 2, 1), 1, Pair(3, 3)), "4×4×1"),  # 1 + 3
        (TransposedSize(Volume(7, 7, 16), 8, Pair(2, 2), Pair(2, 2)), "14×14×8"),  # 6·2 + 2
        (TransposedSize(Volume(4, 4, 512), 256, Pair(4, 4), Pair(2, 2), Sides(1, 1, 1, 1)), "8×8×256"),  # 6 + 4 − 2
        (
            TransposedSize(Volume(5, 5, 1), 1, Pair(3, 5), Pair(2, 1), Sides(0, 1, 2, 2)),
            "10×5×1",
        ),  # 8 + 3 − 1, 4 + 5 − 4
    ],
)
def test_by_hand(problem: TransposedSize, expected: str) -> None:
    """Sizes worked out on paper, some of them of well-known layers."""
    assert expected == str(problem.answer())


@given(st.integers(1, 30), st.integers(1, 7), st.integers(1, 4), st.integers(0, 3))
def test_way_back(side: int, filter: int, stride: int, padding: int) -> None:
    """With the rest of the division as output padding, the volume of a convolution's input comes back."""
    axis = Axis(filter, stride, padding, padding)
    assume(axis.span(side) >= 0)
    rest = axis.span(side) % stride
    smaller = output_volume(Volume(side - rest, side - rest, 1), Conv(1, Window(axis, axis))) if side > rest else None
    assume(smaller is not None)
    frame = Sides(padding, padding, padding, padding)
    back = TransposedSize(smaller, 1, Pair(filter, filter), Pair(stride, stride), frame, rest)
    assert Volume(side, side, 1) == back.answer()


MISTAKES = [
    ("forward-formula", "2×2×3"),  # (7 − 4 + 2)/3 + 1 = 5/3 + 1, rounded down; (5 − 4 + 2)/3 + 1 = 2
    ("minus-one-forgotten", "25×19×3"),  # 7·3 + 4 − 2 + 2, 5·3 + 4
    ("input-times-stride", "21×15×3"),  # 7·3, 5·3
    ("plus-one-added", "23×17×3"),
    ("filter-minus-one", "21×15×3"),
    ("filter-ignored", "18×12×3"),  # 22 − 4, 16 − 4
    ("stride-ignored", "10×8×3"),  # 6 + 4 − 2 + 2, 4 + 4
    ("padding-ignored", "24×18×3"),
    ("padding-once", "23×17×3"),
    ("padding-added", "26×20×3"),  # 18 + 4 + 2 + 2, 12 + 8
    ("output-padding-ignored", "20×14×3"),
    ("output-padding-twice", "24×18×3"),
    ("size-unchanged", "7×5×3"),
    ("sides-swapped", "16×22×3"),
    ("one-side-for-both", "22×22×3"),
    ("one-side-for-both", "16×16×3"),
    ("depth-of-input", "22×16×8"),
    ("depth-multiplied", "22×16×24"),
    ("depth-dropped", "22×16×1"),
]


def test_mistakes() -> None:
    """Each wrong procedure by hand."""
    found = [(mistake.id, str(value)) for mistake, value in PROBLEM.wrong_answers()]
    assert found == MISTAKES


def test_the_height_is_explained_with_its_own_numbers() -> None:
    """Not with those of the width; and a filter with two sides says which is which."""
    (finding,) = diagnose(PROBLEM, Volume(22, 19, 3))  # 5·3 + 4 − 2 + 2
    assert finding.sentence == "with 5·3 in place of (5 − 1)·3"
    assert "4×2 (width × height)" in str(replace(PROBLEM, size=Pair(4, 2)).question())


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"filters": 0}, "filters"),
        ({"output_padding": 3}, "output-padding"),
        ({"padding": Sides(20, 20, 0, 0)}, "padding"),
        ({"stride": Pair(0, 3)}, "stride"),
    ],
)
def test_refused(changes: dict[str, object], key: str) -> None:
    """Givens without a volume are refused, with the key at fault."""
    givens = {"input": Volume(7, 5, 8), "filters": 3, "size": Pair(4, 4), "stride": Pair(3, 3), **changes}
    with pytest.raises(GivenError) as error:
        TransposedSize(**givens)  # type: ignore[arg-type]  # the values differ in type
    assert key == error.value.key
