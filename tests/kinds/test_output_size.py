"""`output-size`: the course's sizes, windows counted one by one, and every usual mistake worked out by hand."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand.diagnosis import diagnose
from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import SamePadding
from cnnhand.exact.shapes import Axis, Conv, Layer, Pair, Pool, Rounding, Sides, Window, Windowed
from cnnhand.exact.values import DOES_NOT_FIT, Volume
from cnnhand.generate import mistakes_shown
from cnnhand.kinds.output_size import OutputSize
from tests.board import evaluate

# ---- the course's worked examples (worked_examples.yaml) -----------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "layer", "answer"),
    [
        pytest.param((7, 7, 1), Conv(1, Window.square(3)), "5×5×1", id="size-7-3-1"),
        pytest.param((7, 7, 1), Conv(1, Window.square(3, 2)), "3×3×1", id="size-7-3-2"),
        pytest.param((7, 7, 1), Conv(1, Window.square(3, 3)), "does not fit", id="size-7-3-3"),
        pytest.param((7, 7, 1), Conv(1, Window.square(3, 1, 1)), "7×7×1", id="size-7-pad1"),
        pytest.param((32, 32, 3), Conv(6, Window.square(5)), "28×28×6", id="size-32-6"),
        pytest.param((5, 5, 3), Conv(2, Window.square(3, 2, 1)), "3×3×2", id="size-5-3-2"),
        pytest.param((227, 227, 3), Conv(96, Window.square(11, 4)), "55×55×96", id="alexnet-conv1"),
        pytest.param((28, 28, 1), Conv(3, Window.square(5)), "24×24×3", id="net-28 conv"),
        pytest.param((24, 24, 3), Pool("max", Window.square(2, 2)), "12×12×3", id="net-28 maxpool"),
        pytest.param((4, 4, 1), Pool("max", Window.square(2, 2)), "2×2×1", id="maxpool-4x4"),
    ],
)
def test_course(given_: tuple[int, int, int], layer: Layer, answer: str) -> None:
    """The volumes that the course prints come out as it prints them."""
    assert answer == str(OutputSize(Volume(*given_), layer).answer())


@pytest.mark.parametrize(
    ("side", "layer", "answer"),
    [
        (224, Conv(64, Window.square(7, 2)), "112×112×64"),  # ResNet's first layer
        (28, Conv(8, Window.square(5)), "28×28×8"),
        (7, Pool("max", Window.square(2, 2)), "4×4×3"),  # ⌈7/2⌉
        (7, Conv(2, Window.square(1, 4)), "2×2×2"),  # ⌈7/4⌉, without any zeros
    ],
)
def test_same_padding(side: int, layer: Windowed, answer: str) -> None:
    """With "same" padding the sides are W/S, rounded up, whatever the filter."""
    assert answer == str(OutputSize(Volume(side, side, 3), SamePadding(layer)).answer())


@pytest.mark.parametrize(("rounding", "answer"), [("exact", "does not fit"), ("floor", "3×3×2"), ("ceil", "4×4×2")])
def test_three_roundings(rounding: str, answer: str) -> None:
    """Windows of 2 at stride 2 on 7 columns: 5/2 is 2 and a half, which the three conventions take in three ways."""
    assert answer == str(OutputSize(Volume(7, 7, 2), Pool("max", Window.square(2, 2)), Rounding(rounding)).answer())


# ---- an oracle: windows counted ------------------------------------------------------------------------------------


def windows_along(side: int, axis: Axis, rounding: Rounding) -> int | None:
    """Slides a window along a padded row, and counts where it stops; None where the last does not end with the row."""
    stops, start, end = 0, -axis.before, side + axis.after
    while start + axis.dilation * (axis.filter - 1) < end:
        stops, start = stops + 1, start + axis.stride
    rest = start - axis.stride + axis.dilation * (axis.filter - 1) + 1 < end
    if rest and rounding is Rounding.EXACT:
        return None
    return stops + 1 if rest and rounding is Rounding.CEIL and start < side else stops


axes = st.builds(
    Axis, st.integers(1, 4), st.integers(1, 4), st.integers(0, 3), st.integers(0, 3), dilation=st.integers(1, 3)
)


@settings(deadline=None)
@given(st.integers(1, 14), st.integers(1, 14), st.integers(1, 5), axes, axes, st.sampled_from(Rounding), st.booleans())
def test_windows_counted(
    width: int, height: int, depth: int, across: Axis, down: Axis, rounding: Rounding, pool: bool
) -> None:
    """Whatever the sides, padding, dilation and rounding, the answer is the number of places where the window stops."""
    assume(across.span(width) >= 0 and down.span(height) >= 0 and (pool or rounding is not Rounding.CEIL))
    assume(not pool or all(max(axis.before, axis.after) < axis.reach for axis in (across, down)))
    window = Window(across, down)
    layer: Layer = Pool("average", window) if pool else Conv(7, window)
    sides = windows_along(width, across, rounding), windows_along(height, down, rounding)
    expected = DOES_NOT_FIT if None in sides else (*sides, depth if pool else 7)
    assert expected == OutputSize(Volume(width, height, depth), layer, rounding).answer()


# ---- mistakes, worked out by hand from the catalogue ----------------------------------------------------------------

PROBLEMS = {
    # a = 23 − 5 + 2·2 = 22 across and 16 − 5 + 2·2 = 15 down; ⌊22/3⌋ + 1 = 8, 15/3 + 1 = 6: the answer is 8×6×7
    "conv": OutputSize(Volume(23, 16, 5), Conv(7, Window.square(5, 3, 2)), Rounding.FLOOR),
    # a = 10 − 3 = 7; 7/2 is not whole: it does not fit; rounded down 4×4×6
    "pool": OutputSize(Volume(10, 10, 6), Pool("max", Window.square(3, 2))),
    # a = 3 − 2 + 2·1 = 3; ⌈3/2⌉ + 1 = 3, but the third window would start in the padding: the answer is 2×2×7
    "left out": OutputSize(Volume(3, 3, 7), Pool("max", Window.square(2, 2, 1)), Rounding.CEIL),
    # (20 − 4 + 2)/2 + 1 = 10, ⌊(11 − 2 + 2)/2⌋ + 1 = 6: the answer is 10×6×3
    "oblong": OutputSize(
        Volume(20, 11, 2), Conv(3, Window.of(Pair(4, 2), Pair(2, 2), Sides(1, 1, 1, 1))), Rounding.FLOOR
    ),
    # the filter spans 2·(3 − 1) + 1 = 5; a = 20 − 5 + 2 = 17; the answer is 18×18×4
    # ⌈23/3⌉ = 8, ⌈16/3⌉ = 6: the answer is 8×6×7
    "same": OutputSize(Volume(23, 16, 5), SamePadding(Conv(7, Window.square(5, 3)))),
    "dilated": OutputSize(Volume(20, 20, 3), Conv(4, Window.square(3, 1, 1, dilation=2))),
}

BY_HAND = [
    ("conv", "no-plus-one", "", "7×5×7"),  # ⌊22/3⌋, 15/3
    ("oblong", "filter-turned", "", "11×5×3"),  # (20 − 2 + 2)/2 + 1, ⌊(11 − 4 + 2)/2⌋ + 1
    ("conv", "plus-one-twice", "", "9×7×7"),  # 8 + 1, 6 + 1
    ("conv", "padding-ignored", "", "7×4×7"),  # (23 − 5)/3 + 1 = 6 + 1, ⌊(16 − 5)/3⌋ + 1 = 3 + 1
    ("conv", "padding-once", "", "7×5×7"),  # ⌊(23 − 5 + 2)/3⌋ + 1 = 6 + 1, ⌊(16 − 5 + 2)/3⌋ + 1 = 4 + 1
    ("conv", "rounded-up", "divide", "9×6×7"),  # ⌈22/3⌉ + 1 = 8 + 1, 5 + 1
    ("conv", "fraction-kept", "", "25/3×6×7"),  # 22/3 + 1, 5 + 1
    ("conv", "stride-ignored", "", "23×16×7"),  # 22 + 1, 15 + 1
    ("conv", "stride-multiplied", "", "67×46×7"),  # 22·3 + 1, 15·3 + 1
    ("conv", "plus-one-under-the-line", "", "5×3×7"),  # ⌊22/4⌋, ⌊15/4⌋
    ("conv", "plus-one-inside", "", "7×5×7"),  # ⌊23/3⌋, ⌊16/3⌋
    ("conv", "input-over-stride", "", "7×5×7"),  # ⌊23/3⌋, ⌊16/3⌋
    ("conv", "input-over-filter", "", "4×3×7"),  # ⌊23/5⌋, ⌊16/5⌋
    ("conv", "size-unchanged", "", "23×16×7"),
    ("conv", "filter-added", "", "27×20×7"),  # 23 + 5 − 1, 16 + 5 − 1
    ("conv", "filter-taken-twice", "", "6×4×7"),  # ⌊(23 − 2·4 + 4)/3⌋ = ⌊19/3⌋, (16 − 8 + 4)/3 = 12/3
    ("conv", "stride-squared", "", "2×1×7"),  # ⌊23/9⌋, ⌊16/9⌋
    ("conv", "always-halves", "", "11×8×7"),  # ⌊23/2⌋, 16/2
    ("conv", "padded-size-given", "2·", "27×20×7"),  # 23 + 4, 16 + 4
    ("conv", "padded-size-given", "one side", "25×18×7"),  # 23 + 2, 16 + 2
    ("conv", "filter-size-given", "", "5×5×7"),
    ("conv", "sides-swapped", "", "6×8×7"),
    ("conv", "one-side-for-both", "width's result", "8×8×7"),
    ("conv", "one-side-for-both", "height's result", "6×6×7"),
    ("conv", "depth-of-input", "", "8×6×5"),
    ("conv", "depth-multiplied", "", "8×6×35"),  # 5·7
    ("conv", "depth-added", "", "8×6×12"),  # 5 + 7
    ("conv", "depth-from-filter-size", "", "8×6×5"),
    ("conv", "depth-dropped", "", "8×6×1"),
    ("conv", "pad-depth-too", "padding added", "8×6×9"),  # 7 + 2
    ("conv", "pad-depth-too", "both sides", "8×6×11"),  # 7 + 2·2
    ("pool", "rounded-down", "", "4×4×6"),  # ⌊7/2⌋ + 1 = 3 + 1
    ("pool", "rounded-up", "divide", "5×5×6"),  # ⌈7/2⌉ + 1 = 4 + 1
    ("pool", "fraction-kept", "", "9/2×9/2×6"),  # 7/2 + 1
    ("pool", "stride-ignored", "", "8×8×6"),  # 7 + 1
    ("left out", "rounded-up", "beyond", "3×3×7"),  # ⌈3/2⌉ + 1
    ("left out", "filter-taken-twice", "", "2×2×7"),  # ⌈(3 − 2·1 + 2)/2⌉: rounded up, as the question says
    ("left out", "pool-divides-depth", "", "2×2×4"),  # ⌈7/2⌉
    ("left out", "pool-merges-channels", "", "2×2×1"),
    ("same", "same-as-input", "", "23×16×7"),
    ("same", "same-as-valid", "", "7×4×7"),  # ⌊18/3⌋ + 1, ⌊11/3⌋ + 1
    ("same", "rounded-down", "", "7×5×7"),  # ⌊23/3⌋, ⌊16/3⌋
    ("same", "plus-one-twice", "after", "9×7×7"),  # 8 + 1, 6 + 1
    ("same", "fraction-kept", "", "23/3×16/3×7"),
    ("same", "stride-squared", "", "3×2×7"),  # ⌈23/9⌉, ⌈16/9⌉: rounded up, as the question says
    ("same", "depth-of-input", "", "8×6×5"),
    ("dilated", "dilation-ignored", "", "20×20×4"),  # 20 − 3 + 2 + 1
    ("dilated", "dilation-multiplied", "", "17×17×4"),  # 20 − 2·3 + 2 + 1
]


def found(problem: OutputSize, id: str, fragment: str) -> list[str]:
    """What the applicable mistakes of an id (and with a fragment of the sentence) give."""
    return [
        str(value)
        for mistake, value in problem.wrong_answers()
        if mistake.id == id and re.search(fragment, mistake.sentence)
    ]


@pytest.mark.parametrize(("problem", "id", "fragment", "value"), BY_HAND)
def test_mistake_by_hand(problem: str, id: str, fragment: str, value: str) -> None:
    """Each wrong procedure gives the number that one gets by following it by hand."""
    assert [value] == found(PROBLEMS[problem], id, fragment)


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    covered = {
        mistake
        for _, id, fragment, _ in BY_HAND
        for mistake in OutputSize.mistakes
        if mistake.id == id and re.search(fragment, mistake.sentence)
    }
    assert set(OutputSize.mistakes) == covered


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        ("padding-ignored", OutputSize(Volume(7, 7, 1), Conv(1, Window.square(3)))),
        ("padding-once", OutputSize(Volume(7, 7, 1), Conv(1, Window.square(3)))),
        ("stride-ignored", OutputSize(Volume(7, 7, 1), Conv(1, Window.square(3)))),
        ("stride-multiplied", OutputSize(Volume(7, 7, 1), Conv(1, Window.square(3)))),
        ("rounded-up", OutputSize(Volume(7, 7, 1), Conv(1, Window.square(3, 2)))),
        ("fraction-kept", OutputSize(Volume(7, 7, 1), Conv(1, Window.square(3, 2)))),
        ("sides-swapped", OutputSize(Volume(7, 7, 1), Conv(1, Window.square(3, 2)))),
        ("depth-multiplied", OutputSize(Volume(7, 7, 1), Conv(4, Window.square(3, 2)))),
        ("depth-of-input", OutputSize(Volume(8, 8, 3), Pool("max", Window.square(2, 2)))),
        ("pool-merges-channels", OutputSize(Volume(8, 8, 1), Pool("max", Window.square(2, 2)))),
        ("dilation-ignored", OutputSize(Volume(8, 8, 3), Conv(2, Window.square(3)))),
        ("input-over-stride", OutputSize(Volume(8, 8, 3), Pool("max", Window.square(2, 2)))),  # it is right
        ("always-halves", OutputSize(Volume(8, 8, 3), Pool("max", Window.square(2, 2)))),
        ("input-over-filter", OutputSize(Volume(9, 9, 3), Pool("max", Window.square(3, 3)))),
        ("size-unchanged", OutputSize(Volume(8, 8, 3), Conv(2, Window.square(3, 1, 1)))),
        ("same-as-input", OutputSize(Volume(8, 8, 3), SamePadding(Conv(2, Window.square(3))))),
        ("always-halves", OutputSize(Volume(9, 9, 3), SamePadding(Conv(2, Window.square(3, 2))))),
        ("padding-ignored", OutputSize(Volume(9, 9, 3), SamePadding(Conv(2, Window.square(3, 2))))),
        ("padding-once", OutputSize(Volume(8, 8, 3), Conv(2, Window.of(Pair(3, 3), padding=Sides(left=2, top=2))))),
        ("pad-depth-too", OutputSize(Volume(8, 8, 3), Conv(2, Window.of(Pair(3, 3), padding=Sides(right=2))))),
        ("depth-of-input", OutputSize(Volume(8, 8, 3), Conv(2, Window.square(3, 2)))),  # it does not fit
        ("pool-divides-depth", OutputSize(Volume(4, 4, 1), Pool("max", Window.square(2, 2)))),
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str, problem: OutputSize) -> None:
    """Without padding nobody can forget it, without a stride nobody can ignore it: such a mistake does not apply."""
    assert found(problem, id, "") == []


@pytest.mark.parametrize(
    "problem",
    [
        *PROBLEMS.values(),
        OutputSize(
            Volume(21, 30, 4), Conv(3, Window.of(Pair(3, 2), Pair(2, 1), Sides(1, 2, 0, 0), Pair(2, 2))), Rounding.FLOOR
        ),
    ],
)
def test_formula_of_a_mistake_gives_its_width(problem: OutputSize) -> None:
    """A formula in a sentence, with the problem's numbers in it, is the width (or the depth) of the wrong volume."""
    formulas = 0
    for mistake, value in problem.wrong_answers():
        _, colon, formula = mistake.explain(problem.letters()).partition(": ")
        if colon and re.fullmatch(r"(depth )?[\d −+·/()²⌊⌋⌈⌉]+", formula):
            formulas += 1
            assert isinstance(value, Volume)
            side = value.depth if "depth" in mistake.id else value.width
            assert side == evaluate(formula.removeprefix("depth ")), (mistake.id, formula)
    assert formulas >= 4


def test_a_wrong_depth_of_what_does_not_fit() -> None:
    """A volume with the depth of the input, where nothing fits, is two mistakes at once: the sides are rounded too."""
    problem = OutputSize(Volume(8, 8, 3), Conv(2, Window.square(3, 2)))  # (8 − 3)/2 = 5/2
    findings = diagnose(problem, Volume(3, 3, 3))  # ⌊5/2⌋ + 1 = 3
    assert {"rounded-down", "depth-of-input"} == {finding.id for finding in findings}


def test_two_formulas_with_the_numbers_of_their_own_step() -> None:
    """Without padding and without the + 1: the second formula has no padding in it any more."""
    (first, _) = diagnose(OutputSize(Volume(9, 9, 3), Conv(2, Window.square(3, 1, 2))), Volume(6, 6, 2))  # 9 − 3
    assert "without the padding 2: (9 − 3)/1 + 1" in first.sentence
    assert "without the + 1 at the end: (9 − 3 + 2·0)/1" in first.sentence


def test_which_window_does_not_count() -> None:
    """Where rounding up could add a window that sees nothing of the input, the question says that it does not count."""
    assert "start beyond the input" in str(PROBLEMS["left out"].question())
    gaps = OutputSize(Volume(4, 4, 1), Pool("max", Window.square(2, 4)), Rounding.CEIL)
    assert "1×1×1" == str(gaps.answer())  # columns 3 and 4 lie between two windows
    assert "start beyond the input" in str(gaps.question())
    assert "start beyond the input" not in str(PROBLEMS["pool"].question())


def test_rounding_up_is_drawn_where_no_window_is_in_doubt() -> None:
    """And it is drawn at all: procedures that round down would give the right answer by chance."""
    drawn = [OutputSize.draw("hard", Dice(str(seed))) for seed in range(2000)]
    up = [problem for problem in drawn if problem and problem.rounding is Rounding.CEIL]
    assert any(mistakes_shown(problem) for problem in up)
    assert not any(problem.left_out for problem in up)


# ---- working and refusals -------------------------------------------------------------------------------------------


def test_working_of_a_layer_that_does_not_fit() -> None:
    """The fraction is shown, and what the frameworks make of it, with the columns that they never read."""
    steps = PROBLEMS["pool"].working().steps
    assert DOES_NOT_FIT is steps[-1].value
    assert "7/2 + 1" in [step.expression for step in steps]
    assert "round down to 4×4×6" in steps[-1].note and "the last column and the last row" in steps[-1].note


def test_last_window_in_the_padding_is_left_out() -> None:
    """Rounding up, a window that would start beyond the input is not counted: 3 columns, F = 2, S = 2, P = 1 make 2."""
    problem = OutputSize(Volume(3, 3, 1), Pool("max", Window.square(2, 2, 1)), Rounding.CEIL)
    assert str(problem.answer()) == "2×2×1"
    assert "2 + 1 − 1" in [step.expression for step in problem.working().steps]


@pytest.mark.parametrize(
    ("key", "volume", "layer", "rounding"),
    [
        ("size", Volume(4, 9, 1), Conv(1, Window.square(5)), Rounding.EXACT),
        ("size", Volume(4, 4, 1), Conv(1, Window.square(3, dilation=2)), Rounding.EXACT),
        ("size", Volume(4, 4, 1), Conv(1, Window.square(0)), Rounding.EXACT),
        ("stride", Volume(4, 4, 1), Conv(1, Window.square(3, stride=0)), Rounding.EXACT),
        ("padding", Volume(4, 4, 1), Conv(1, Window.square(3, padding=-1)), Rounding.EXACT),
        ("padding", Volume(4, 4, 1), Pool("max", Window.square(2, padding=2)), Rounding.EXACT),
        ("dilation", Volume(4, 4, 1), Conv(1, Window.square(3, dilation=0)), Rounding.EXACT),
        ("filters", Volume(4, 4, 1), Conv(0, Window.square(3)), Rounding.EXACT),
        ("groups", Volume(4, 4, 3), Conv(4, Window.square(3), groups=2), Rounding.EXACT),
        ("input", Volume(0, 4, 1), Conv(1, Window.square(3)), Rounding.EXACT),
        ("input", Volume(4, 4, 0), Conv(1, Window.square(3)), Rounding.EXACT),
        ("rounding", Volume(4, 4, 1), Conv(1, Window.square(3)), Rounding.CEIL),
        ("rounding", Volume(4, 4, 1), SamePadding(Conv(1, Window.square(3))), Rounding.FLOOR),
        ("filters", Volume(4, 4, 1), SamePadding(Conv(0, Window.square(3))), Rounding.EXACT),
    ],
)
def test_refusals(key: str, volume: Volume, layer: Layer, rounding: Rounding) -> None:
    """Givens that make no layer are refused, with the name of the given at fault."""
    with pytest.raises(GivenError) as error:
        OutputSize(volume, layer, rounding)
    assert key == error.value.key
