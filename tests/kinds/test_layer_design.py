"""`layer-design`: known layers found again, every design tried out, and every usual mistake worked out by hand."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand import generate
from cnnhand.errors import GivenError
from cnnhand.exact.values import DOES_NOT_FIT, Value, Volume
from cnnhand.generate import Code
from cnnhand.kinds import Exercise
from cnnhand.kinds._layer_design_parts import DesignPart
from cnnhand.kinds.layer_design import LayerDesign
from cnnhand.marking import mark
from cnnhand.solve import solve
from tests.procedures import found

ALEXNET = (Volume(227, 227, 3), Volume(55, 55, 96))

# ---- layers that everybody knows -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "answer"),
    [
        ({"stride": 4, "padding": 0, "filters": 96}, 11),
        ({"size": 11, "padding": 0, "filters": 96}, 4),
        ({"size": 11, "stride": 4, "filters": 96}, 0),
        ({"size": 11, "stride": 4, "padding": 0}, 96),
    ],
)
def test_alexnet(given_: dict[str, int], answer: int) -> None:
    """Three settings of AlexNet's first layer leave one for the fourth."""
    (part,) = LayerDesign(*ALEXNET, **given_).exact_parts()
    assert answer == part.answer() == part.working().steps[-1].value


def test_several_are_right() -> None:
    """16×16 of 32×32 with stride 2 is made by 4×4 filters padded by 1, by 2×2 unpadded, and by others."""
    problem = LayerDesign(Volume(32, 32, 3), Volume(16, 16, 8), stride=2)
    size = problem.part(0, ())
    assert [2, 4, 6, 8] == [F for F in range(1, 10) if mark(size, F).correct]
    assert mark(size, Decimal("6.00")).correct and not mark(size, Fraction(9, 2)).correct
    assert [1, 2] == [problem.part(1, (F,)).answer() for F in (4, 6)]
    assert 8 == problem.part(2, (4, 1)).answer()
    assert not mark(problem.part(2, (4, 1)), 9).correct


# ---- an oracle: every design tried out -------------------------------------------------------------------------------


def made(side: int, size: int, stride: int, padding: int) -> int | None:
    """How many windows there are, if the last one ends with the padding; else None."""
    starts = range(-padding, side + padding - size + 1, stride)
    return len(starts) if starts and starts[-1] + size == side + padding else None


@settings(deadline=None, max_examples=60)
@given(st.integers(4, 16), st.integers(4, 16), st.integers(1, 6), st.integers(1, 4), st.integers(0, 3))
def test_every_design_tried_out(width: int, height: int, size: int, stride: int, padding: int) -> None:
    """A filter side, a stride or a padding is right exactly if some layer with it has the windows that are wanted."""
    if size > min(width, height) or padding >= size:
        return
    wanted = made(width, size, stride, padding), made(height, size, stride, padding)
    if None in wanted or min(wanted) < 2:
        return
    every = [
        (F, S, P)
        for F in range(1, min(width, height) + 1)
        for S in range(1, 2 * max(width, height))
        for P in range(F)
        if wanted == (made(width, F, S, P), made(height, F, S, P))
    ]
    problem = LayerDesign(Volume(width, height, 2), Volume(*wanted, 5), filters=5)
    first = problem.part(0, ())
    assert {F for F, _, _ in every} == {F for F in range(40) if mark(first, F).correct}
    second = problem.part(1, (size,))
    assert {S for F, S, _ in every if size == F} == {S for S in range(40) if mark(second, S).correct}
    third = problem.part(2, (size, stride))
    assert {P for F, S, P in every if (size, stride) == (F, S)} == {P for P in range(40) if mark(third, P).correct}
    assert tuple(part.answer() for part in problem.exact_parts()) in every


def test_hard_draws_are_not_the_same_layer_over_and_over() -> None:
    """Of a hundred, no filter and padding make up a quarter; each setting is the given one in a sixth or more."""
    drawn = [generate.draw(Code("layer-design", "hard", 1, number)).problem for number in range(1, 101)]
    answers = Counter((design.size, design.padding) for design in (problem.part(0, ()).settled for problem in drawn))
    assert max(answers.values()) < 25 and len(answers) >= 8
    given_ = Counter(name for problem in drawn for name in ("size", "stride", "padding") if getattr(problem, name))
    assert 100 == sum(given_.values()) and min(given_.values()) >= 16


# ---- the working ----------------------------------------------------------------------------------------------------


def test_sides_that_differ_give_the_stride() -> None:
    """(21 − 5 + 2P) = 10·S and (17 − 5 + 2P) = 8·S, and so 21 − 17 = (10 − 8)·S, whatever F and P are."""
    stride = LayerDesign(INPUT, OUTPUT, size=5).part(0, ()).working()
    assert ("S = (21 − 17)/(11 − 9)", 2) == (stride.filled, stride.steps[-1].value)
    size = LayerDesign(INPUT, OUTPUT, padding=2).part(0, ()).working()
    assert "S = (W − H)/(W2 − H2) = (21 − 17)/(11 − 9) = 2; F = 21 + 2·2 − (11 − 1)·2" == size.filled
    square = LayerDesign(Volume(21, 21, 4), Volume(11, 11, 12), padding=2).part(0, ()).working()
    assert "choose S = 2: F = 21 + 2·2 − (11 − 1)·2" == square.filled


# ---- follow-through -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("earlier", [(3,), (0,), (Fraction(1, 2),), (DOES_NOT_FIT,), (40,)])
def test_nothing_follows_from_a_filter_that_cannot_be(earlier: tuple[Value, ...]) -> None:
    """For a filter with which no padding does it there is no padding to ask for."""
    with pytest.raises(GivenError):
        LayerDesign(Volume(32, 32, 3), Volume(16, 16, 8), stride=2).part(1, earlier)


# ---- mistakes, worked out by hand ------------------------------------------------------------------------------------

# (21 − 5 + 2·2)/2 + 1 = 11 wide, (17 − 5 + 2·2)/2 + 1 = 9 high
INPUT, OUTPUT = Volume(21, 17, 4), Volume(11, 9, 12)
PARTS = {
    "size": LayerDesign(INPUT, OUTPUT, stride=2, padding=2, filters=12).part(0, ()),
    "stride": LayerDesign(INPUT, OUTPUT, size=5, padding=2, filters=12).part(0, ()),
    "padding": LayerDesign(INPUT, OUTPUT, size=5, stride=2, filters=12).part(0, ()),
    "filters": LayerDesign(INPUT, OUTPUT, size=5, stride=2, padding=2).part(0, ()),
    # (12 − 9 + 2·4)/1 + 1 = 12
    "same": LayerDesign(Volume(12, 12, 2), Volume(12, 12, 4), size=9, stride=1, filters=4).part(0, ()),
    # (23 − 5 + 2·1)/2 + 1 = 11 wide, (19 − 5 + 2·1)/2 + 1 = 9 high
    "unpadded": LayerDesign(Volume(23, 19, 4), OUTPUT, size=5, filters=12).part(0, ()),
    "open": LayerDesign(INPUT, OUTPUT, padding=2, filters=12).part(0, ()),
}

BY_HAND: list[tuple[str, str, Any]] = [
    ("size", "no-plus-one", 3),  # 21 + 4 − 11·2
    ("size", "padding-ignored", 1),  # 21 − 10·2
    ("size", "padding-once", 3),  # 21 + 2 − 10·2
    ("size", "stride-ignored", 15),  # 21 + 4 − 10
    ("size", "sides-subtracted", 10),  # 21 − 11
    ("size", "input-over-output", Fraction(21, 11)),
    ("size", "size-of-output", 11),
    ("size", "size-of-input", 21),
    ("stride", "no-plus-one", Fraction(20, 11)),  # (21 − 5 + 4)/11
    ("stride", "plus-one-twice", Fraction(5, 3)),  # 20/12
    ("stride", "padding-ignored", Fraction(8, 5)),  # 16/10
    ("stride", "padding-once", Fraction(9, 5)),  # 18/10
    ("stride", "input-over-output", Fraction(21, 11)),
    ("stride", "sides-subtracted", 10),
    ("unpadded", "padding-ignored", Fraction(9, 5)),  # 18/10
    ("unpadded", "same-padding", Fraction(11, 5)),  # 22/10
    ("padding", "no-plus-one", 3),  # (11·2 + 5 − 21)/2
    ("padding", "total-given", 4),
    ("padding", "same-padding", 2),  # (5 − 1)/2
    ("padding", "size-unchanged", 12),  # (20·2 + 5 − 21)/2
    ("padding", "sides-subtracted", 5),  # 10/2
    ("padding", "same-padding-f", 5),
    ("filters", "depth-of-input", 4),
    ("filters", "depth-divided", 3),  # 12/4
    ("filters", "depth-subtracted", 8),  # 12 − 4
    ("filters", "depth-multiplied", 48),
    ("filters", "depth-from-filter-size", 5),
    ("same", "total-given", 8),
]


@pytest.mark.parametrize(("part", "id", "value"), BY_HAND)
def test_mistake_by_hand(part: str, id: str, value: Value) -> None:
    """Each wrong procedure gives the number that one gets by following it by hand."""
    assert [str(value)] == found(PARTS[part], id)


def test_stride_ignored_in_the_padding() -> None:
    """A wrong padding below zero is nobody's answer: (11 − 1 + 5 − 21)/2 is not asked, (11 − 1 + 15 − 21)/2 = 2 is."""
    assert [] == found(PARTS["padding"], "stride-ignored")
    wide = LayerDesign(Volume(21, 21, 1), Volume(11, 11, 1), size=15, stride=2, filters=1).part(0, ())
    assert ["2"] == found(wide, "stride-ignored")


def test_every_mistake_is_worked_out() -> None:
    """The table and the test above leave no mistake of the parts out."""
    covered = {(part.asked, id) for name, id, _ in BY_HAND for part in [PARTS[name]] if isinstance(part, DesignPart)}
    made_of = {
        (part.asked, mistake.id)
        for part in PARTS.values()
        if isinstance(part, DesignPart)
        for mistake in DesignPart.mistakes
        if mistake.applies(part)
    }
    assert made_of == covered | {("padding", "stride-ignored")}
    assert len(DesignPart.mistakes) == len(made_of) + 1  # a stride without its padding, where that is known or open


@pytest.mark.parametrize(
    ("part", "id"),
    [
        ("open", "no-plus-one"),  # the stride is open: nothing to be turned round
        ("open", "padding-ignored"),
        ("same", "same-padding"),  # it is right
        ("same", "stride-ignored"),
        ("padding", "depth-of-input"),
    ],
)
def test_mistake_that_cannot_change_the_answer(part: str, id: str) -> None:
    """Where a setting is open the formula is not turned round; where the size is kept the rule for that is right."""
    assert [] == found(PARTS[part], id)


# ---- question and refusals ------------------------------------------------------------------------------------------


def test_question_says_what_is_given() -> None:
    """Given settings are named, and the limits of those that are open."""
    text = str(LayerDesign(INPUT, OUTPUT, size=5, stride=2).question())
    assert "with filters of 5×5, stride 2. The stride must divide. The padding is the same" in text
    text = str(LayerDesign(INPUT, OUTPUT, padding=2, filters=12).question())
    assert "with 12 filters, padding 2 on every side. The stride must divide. The filters are square" in text


@pytest.mark.parametrize(
    ("key", "givens"),
    [
        ("input", (Volume(0, 17, 4), OUTPUT)),
        ("output", (INPUT, Volume(1, 1, 12))),
        ("output", (INPUT, Volume(30, 40, 12))),  # no stride, filter and padding do that
        ("output", (INPUT, OUTPUT, 4, 2)),  # 4 zeros and a half
        ("output", (Volume(2000, 2000, 1), Volume(1000, 1000, 1))),
        ("filters", (INPUT, OUTPUT, 5, 2, None, 13)),
        ("size", (INPUT, OUTPUT, 5, 2, 2, 12)),
    ],
)
def test_refusals(key: str, givens: tuple[Any, ...]) -> None:
    """What no layer makes, and what leaves nothing to ask, is refused, with the name of the given at fault."""
    with pytest.raises(GivenError) as error:
        LayerDesign(*givens)
    assert key == error.value.key


@pytest.mark.parametrize(("published", "right"), [([9, 2, 9], True), ([5, 0, 9], True), ([9, 1, 9], False)])
def test_a_published_padding_is_marked_by_the_published_filter(published: list[Value], right: bool) -> None:
    """(27 − F + 2·P)/2 + 1 is 12 with F = 9 and P = 2, and with F = 5 and P = 0, but with F = 9 and P = 1 it is 11."""
    problem = LayerDesign(Volume(27, 11, 3), Volume(12, 4, 9), stride=2)
    assert right != solve(Exercise(problem, published=tuple(published))).published_wrong
