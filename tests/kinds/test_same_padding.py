"""`same-padding`: known paddings, all paddings tried one by one, and every usual mistake worked out by hand."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.kinds.same_padding import SamePadding
from tests.board import evaluate

# ---- paddings that everybody knows -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "padding"), [(1, 0), (3, 1), (5, 2), (7, 3), (11, 5)])
def test_what_the_course_says(size: int, padding: int) -> None:
    """Padding (F − 1)/2 keeps the size at stride 1: 1 for 3, 2 for 5, 3 for 7 (CS231n)."""
    assert padding == SamePadding(32, size).answer()


def test_resnet_in_tensorflow() -> None:
    """ResNet's first layer, 7×7 with stride 2 on 224: 5 columns in all, 2 on the left and 3 on the right."""
    problem = SamePadding(224, 7, 2, ask="total")
    assert [5, 2, 3] == [replace(problem, ask=ask).answer() for ask in ("total", "before", "after")]


# ---- an oracle: every padding tried ----------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(1, 7), st.integers(1, 4), st.integers(1, 3))
def test_every_padding_tried(side: int, size: int, stride: int, dilation: int) -> None:
    """The smallest padding that makes as many columns as there are strides begun in the input."""
    wanted = len(range(0, side, stride))
    reach = len(range(dilation * (size - 1) + 1))
    fits = (zeros for zeros in range(200) if len(range(0, side + zeros - reach + 1, stride)) >= wanted)
    total = next(fits)
    problem = SamePadding(side, size, stride, dilation, "total")
    before, after = (replace(problem, ask=ask).answer() for ask in ("before", "after"))
    assert total == problem.answer() == before + after
    assert 0 <= after - before <= 1
    assume(total % 2 == 0)
    assert total / 2 == replace(problem, ask="per-side").answer()


# ---- mistakes, worked out by hand from the catalogue ----------------------------------------------------------------

PROBLEMS = {
    "side": SamePadding(32, 7),  # 6 in all, 3 a side
    "dilated": SamePadding(32, 5, 1, 3),  # 3·4 + 1 = 13: 12 in all, 6 a side
    # ⌈20/3⌉ = 7 columns, which cover 6·3 + 7 = 25: 5 are missing, 2 and 3
    "total": SamePadding(20, 7, 3, ask="total"),
    "before": SamePadding(20, 7, 3, ask="before"),
    "after": SamePadding(20, 7, 3, ask="after"),
    # 2·3 + 1 = 7 cells
    "dilated-total": SamePadding(20, 4, 3, 2, ask="total"),
}

BY_HAND: list[tuple[str, str, Any]] = [
    ("side", "same-padding-f", 7),
    ("side", "same-padding-f-minus-1", 6),
    ("side", "same-padding-half-f-plus-1", 4),  # (7 + 1)/2
    ("side", "same-padding-always-1", 1),
    ("side", "same-padding-0", 0),
    ("dilated", "same-padding-f-minus-1", 12),
    ("dilated", "dilation-ignored", 2),  # (5 − 1)/2
    ("dilated", "dilation-multiplied", 7),  # (15 − 1)/2
    ("total", "stride-ignored", 6),  # 7 − 1
    ("total", "size-unchanged", 44),  # 19·3 + 7 − 20
    ("total", "rounded-down", 2),  # ⌊20/3⌋ = 6 columns: 5·3 + 7 − 20
    ("total", "no-plus-one", 8),  # 7·3 + 7 − 20
    ("total", "per-side-given", 2),  # ⌊5/2⌋
    ("before", "total-given", 5),
    ("before", "other-side", 3),
    ("after", "other-side", 2),
    ("after", "size-unchanged", 22),  # half of 44
    ("dilated-total", "dilation-ignored", 2),  # 6·3 + 4 − 20
    ("dilated-total", "dilation-multiplied", 6),  # 6·3 + 8 − 20
]


def found(problem: SamePadding, id: str) -> list[object]:
    """What the applicable mistakes of an id give."""
    return [value for mistake, value in problem.wrong_answers() if mistake.id == id]


@pytest.mark.parametrize(("problem", "id", "value"), BY_HAND)
def test_mistake_by_hand(problem: str, id: str, value: int) -> None:
    """Each wrong procedure gives the number that one gets by following it by hand."""
    assert [value] == found(PROBLEMS[problem], id)


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    assert {mistake.id for mistake in SamePadding.mistakes} == {id for _, id, _ in BY_HAND}


def test_side_of_a_dilated_filter() -> None:
    """Somebody who gives F itself gives the filter's side, or the cells that it spans."""
    assert [5, 13] == found(SamePadding(32, 5, 1, 3), "same-padding-f")  # 3·(5 − 1) + 1


def test_a_padding_of_1_is_2_in_all() -> None:
    """Where both sides together are asked."""
    assert [2] == found(PROBLEMS["total"], "same-padding-always-1")


def test_half_a_zero_stays_a_fraction() -> None:
    """A filter with an even reach makes no whole padding, and the mistake that assumes one says so."""
    assert [Fraction(11, 2)] == found(SamePadding(32, 3, 1, 4), "dilation-multiplied")  # (12 − 1)/2


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        ("same-padding-always-1", SamePadding(32, 3)),
        ("same-padding-0", SamePadding(32, 1)),
        ("dilation-ignored", PROBLEMS["side"]),
        ("stride-ignored", PROBLEMS["side"]),
        ("rounded-down", SamePadding(21, 7, 3, ask="total")),
        ("total-given", PROBLEMS["total"]),
        ("other-side", SamePadding(21, 7, 3, ask="before")),  # 6·3 + 7 − 21 = 4: two on each side
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str, problem: SamePadding) -> None:
    """For a filter of 3×3 the 1 is right, and where the zeros are even no side has more."""
    assert [] == found(problem, id)


# ---- working and refusals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_filled_formula(problem: SamePadding) -> None:
    """The formula with the numbers put in comes to the padding of both sides."""
    assert problem.total == evaluate(problem.working().filled.partition("= ")[2])


def test_nothing_is_missing() -> None:
    """A filter smaller than its stride needs no padding, not less than none."""
    problem = SamePadding(9, 1, 4, ask="total")  # ⌈9/4⌉ = 3 windows, which cover 2·4 + 1 = 9
    assert 0 == problem.answer() == SamePadding(7, 1, 4, ask="total").answer()
    assert "max(0, 5 − 7)" == SamePadding(7, 1, 4, ask="total").working().steps[-1].expression


@pytest.mark.parametrize(
    ("key", "givens"),
    [
        ("input", (0, 3)),
        ("size", (7, 0)),
        ("stride", (7, 3, 0)),
        ("dilation", (7, 3, 1, 0)),
        ("ask", (8, 4)),  # 3 zeros are no number for both sides
    ],
)
def test_refusals(key: str, givens: tuple[int, ...]) -> None:
    """Numbers below 1 and zeros that cannot be shared out are refused, with the name of the given at fault."""
    with pytest.raises(GivenError) as error:
        SamePadding(*givens)
    assert key == error.value.key
