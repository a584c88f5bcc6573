"""What is said of a wrong answer, from the whole of it down to a slip."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest

from cnnhand import answers
from cnnhand.exact.shapes import Pair, Rounding
from cnnhand.exact.values import Filter, Grid, Value, Volume, root
from cnnhand.formats import plain
from cnnhand.kinds import Part
from cnnhand.kinds.codes import Code, draw
from cnnhand.kinds.drawing import ask
from cnnhand.layers.conv import Conv as ConvLayer
from cnnhand.layers.network import Network
from cnnhand.layers.notation import layer
from cnnhand.layers.pointwise import Relu
from cnnhand.layers.pool import MaxPool
from cnnhand.marking.verdict import Verdict, feedback, mark, mark_part
from cnnhand.questions.asking import Ask
from cnnhand.questions.gradients.pool import PoolGradient
from cnnhand.questions.kernels.kernel_name import KernelName
from cnnhand.questions.maps.conv import ConvMap
from cnnhand.questions.maps.pointwise import PointMap
from cnnhand.questions.maps.pool import PoolMap
from cnnhand.questions.network import NetworkProblem
from cnnhand.questions.sizes.size import OutputSize
from tests.problem_files import part_of

CELL_OF = """
input: |
  1 2 0 3
  4 1 2 5
  0 3 1 2
  2 0 4 1
layers: [{conv: {weights: %s, bias: %d, stride: 2}}]
ask: cell
at: 2,1
"""
CELL = part_of(CELL_OF % ("[[1, -2], [3, 1]]", 5))
"""Rows 3–4, columns 1–2: 0·1 + 3·(−2) + 2·3 + 0·1 + 5 = 5."""
POOL = PoolMap(MaxPool(size=Pair(2, 2)), Grid.of([[1, 2, 9, -4], [3, 4, -1, 0], [-5, -6, 7, 8], [-7, -9, 2, 1]]))
"""4 9; −5 8."""
LAYER = OutputSize(Volume(32, 20, 3), layer("conv5-6/3p1"), Rounding.FLOOR)
"""⌊29/3⌋ + 1 = 10, ⌊17/3⌋ + 1 = 6, depth 6."""


def verdict(part: Part, typed: str) -> Verdict:
    """The verdict on what is typed."""
    return mark(part, answers.read(typed, answers.Expected(part.form, part.choices)))


def said(part: Part, typed: str, reveal: bool = False) -> str:
    """What the learner is told, on one line."""
    return " ".join(plain.text(feedback(verdict(part, typed), reveal)).split())


def test_the_examples_above_are_right() -> None:
    """As the docstrings work them out."""
    assert [5, Grid.of([[4, 9], [-5, 8]]), Volume(10, 6, 6)] == [CELL.answer(), POOL.answer(), LAYER.answer()]


def test_a_mistake_that_gives_the_number_is_named() -> None:
    """With this problem's numbers in it."""
    assert said(CELL, "0").startswith("✗ 0 That is what you get without the bias 5.")


def test_two_common_mistakes_at_once_are_found_where_no_single_one_fits() -> None:
    """Stride 1 in place of 2 puts the window on rows 2–3: 4·1 + 1·(−2) + 0·3 + 3·1 = 5, and without the bias 5 …"""
    moved = part_of(CELL_OF % ("[[1, -2], [3, 4]]", 7))
    # right: 0 − 6 + 6 + 0 + 7 = 7; rows 2–3: 4 − 2 + 0 + 12 = 14, without the bias
    assert 7 == moved.answer()
    found = verdict(moved, "14").mistakes
    assert ("bias-forgotten", "stride-ignored") == tuple(sorted(found))
    assert [True] == [bool(finding.sentence) for finding in verdict(moved, "14").findings]
    assert "✗ 14 That may be what you get" in said(moved, "14")
    assert ", and " in said(moved, "14")


def test_a_slip_is_a_hint_and_no_diagnosis() -> None:
    """−1 is 5 − 2·3: a product left out. It is not counted among the mistakes."""
    assert () == verdict(CELL, "-1").mistakes
    assert "A single product left out may give this; type the products as a sum" in said(CELL, "-1")


def test_nothing_is_made_up_for_a_number_that_nothing_explains() -> None:
    """Better no explanation than a wrong one."""
    assert "✗ 99 None of the usual mistakes gives this." == said(CELL, "99")


def test_a_sign_or_digits_are_a_slip_in_any_number() -> None:
    field = part_of("input: 30x30\nlayers: conv3 maxpool2 conv5\nask: field\n")  # 12
    assert "✗ -12 A minus sign may be lost, or one too many." == said(field, "-12").replace("−", "-")
    assert "✗ 21 Two digits may be exchanged." == said(field, "21")


def test_a_volume_is_explained_as_a_whole_or_side_by_side() -> None:
    """All sides without the + 1; or the width alone; or width by one mistake and depth by another."""
    assert said(LAYER, "9x5x6").startswith(
        "✗ 9×5×6 The depth is right; the width and the height are not. That is what you get without the + 1"
    )
    assert "What is wrong in it is what you get without the + 1" in said(LAYER, "9x6x6")
    both = said(LAYER, "9x6x3")
    assert "The width 9 is what you get without the + 1 at the end: ⌊(32 − 5 + 2·1)/3⌋" in both
    assert "The depth 3 is what you get with the depth 3 of the input" in both


def test_the_height_is_explained_with_its_own_numbers() -> None:
    """Not with those of the width."""
    assert "The height 5 is what you get without the + 1 at the end: ⌊(20 − 5 + 2·1)/3⌋" in said(LAYER, "10x5x3")


def test_a_volume_earns_a_third_for_each_side() -> None:
    """Two of three are right."""
    assert Fraction(2, 3) == verdict(LAYER, "10x5x6").share


def test_wrong_cells_are_named_but_their_numbers_kept_back() -> None:
    """Until no attempt is left; of several rows a picture marks them, of one it is said which."""
    typed = "4 9; -5 7"
    assert Fraction(3, 4) == verdict(POOL, typed).share
    assert "3 of the 4 cells are right. That" in said(POOL, typed)
    row = PointMap(Relu(), Grid.of([[5, -1]]))
    assert "1 of the 2 numbers is right; look again at number 2." in said(row, "5 1")
    assert "row 2, column 2: 7, should be 8." in said(POOL, typed, reveal=True)


def test_wrong_cells_are_called_what_the_working_calls_them() -> None:
    """A convolution makes a map a filter, pooling a map a channel, and a class has its name."""
    image = Grid.of([[1, 2], [3, 4]])
    filters = Filter(Grid.of([[1, 0]]), 0), Filter(Grid.of([[0, 1]]), 0)  # left column; right column
    assert "; filter 2, row 1, column 1: 5, should be 2." in said(
        ConvMap(ConvLayer(size=Pair(2, 1), filters=2, weights=filters), image), "1; 3 | 5; 4", reveal=True
    )
    assert "look again at channel 2, row 1, column 1." in said(
        PoolMap(MaxPool(size=Pair(1, 1)), Grid.of([[1]], [[2]])), "1 | 3"
    )
    assert "look again at channel 2, row 1, column 1." in said(PointMap(Relu(), Grid.of([[1]], [[-2]])), "1 | -2")


def test_a_map_that_is_partly_right_still_gets_its_mistake_named() -> None:
    """The numbers furthest from zero are right in two windows and wrong in two."""
    text = said(POOL, "4 9; -9 8")
    assert "3 of the 4 cells are right" in text
    assert "is what you get with the number furthest from zero" in text


def test_a_map_of_a_wrong_size_is_diagnosed_from_its_size() -> None:
    """Windows that move by 1 make a map of 3×3, even where its cells are off."""
    text = said(POOL, "4 9 9; 4 7 8; -5 7 0")
    assert "The right answer has another size. The size 3×3 is what you get with windows that move by 1" in text


def test_a_map_of_a_wrong_size_is_explained_by_the_size_formula() -> None:
    """No + 1 at the end makes a map of 1×1."""
    wide = PoolMap(MaxPool(size=Pair(2, 2)), Grid.of([[1, 2, 9, 4, 5, 6, 7, 8]] * 8))
    assert "The size 3×3 is what you get without the + 1 at the end" in said(wide, "1 2 3; 4 5 6; 7 8 9")


def test_a_single_wrong_cell_of_a_map_is_a_slip_and_no_mistake() -> None:
    """A 1 for −1 may be the sign dropped, in this cell; the 0 for −2 speaks against it."""
    text = said(PointMap(Relu(), Grid.of([[5, -1], [7, -2]])), "5 1; 7 0")
    assert text.endswith("3 of the 4 cells are right.")
    assert () == verdict(PointMap(Relu(), Grid.of([[5, -1], [7, -2]])), "5 1; 7 0").mistakes


def test_wrong_sides_are_named_where_no_mistake_explains_them() -> None:
    """None of them, and one beside two that are right."""
    assert said(LAYER, "31x77x71") == "✗ 31×77×71 The width, the height and the depth are not right."
    assert said(LAYER, "10x77x6") == "✗ 10×77×6 The width and the depth are right; the height is not."


def test_what_many_numbers_of_its_size_would_be_is_said_with_a_may_be() -> None:
    """Ten mistakes give numbers within ±20 on this cell; the common ones are likely whatever the number."""
    assert "✗ 0 That is what you get without the bias 5" in said(CELL, "0")
    assert "✗ 10 That is what you get with the kernel turned by 180°" in said(CELL, "10")
    assert "✗ 15 That may be what you get with window and kernel multiplied as matrices" in said(CELL, "15")


def test_what_may_be_chance_is_said_with_a_may_be() -> None:
    """Sides of a square that differ, two cells of four, and sides beside one that nothing explains."""
    square = OutputSize(Volume(12, 12, 3), layer("conv3-6/3"), Rounding.FLOOR)  # 4×4×6
    assert "The width 3 may be what you get without the + 1" in said(square, "3x9x6")
    assert "The depth 3 may be what you get with the depth 3 of the input" in said(LAYER, "77x6x3")
    assert "What stands in 2 of the 4 wrong cells may be what you get with the average" in said(POOL, "5/2 1; 7 7")


@pytest.mark.parametrize(
    ("problem", "typed", "told"),
    [
        (
            "input: 227x227x3\nlayers: conv11-96/4\nask: parameters\n",
            "34945",
            "It is off by one: look at the last sum.",
        ),
        ("input: 227x227x3\nlayers: conv11-96/4\nask: parameters\n", "35 thousand", "A decimal is rounded"),
        ("input: 1 2 2\nlayers: avgpool3x1\nask: cell\nat: 1,1\n", "1.7", "A decimal is rounded too far: type two"),
    ],
)
def test_slips_of_the_pen(problem: str, typed: str, told: str) -> None:
    """Where no mistake gives it; the roundings are what the review of an exam says."""
    assert told in said(part_of(problem), typed)


def test_what_does_fit_is_said_to_fit() -> None:
    assert "✗ does not fit It does fit." == said(LAYER, "does not fit")


def test_of_a_total_a_bias_that_is_missing_is_a_slip() -> None:
    """320 + 18,496 + 991,360 parameters; without the 64 biases of the second convolution."""
    total = part_of("input: 28x28x1\nlayers: conv3-32 maxpool2 conv3-64 flatten fc-128\nask: parameters\n")
    assert "The biases of layer 3 may be missing." in said(total, "1010112")


def test_what_is_right_by_another_convention_is_called_that() -> None:
    """27 products and 26 sums for each of 100 outputs are 5300 operations; asked is 2 a multiply-accumulate."""
    part = part_of("input: 7x7x3\nlayers: conv3-4\nask: flops\n")
    found = said(part, "5300")
    assert found == ("✗ 5300 It is right with n products and n − 1 sums for each output value, which is not asked.")


def test_two_causes_are_named_the_likely_ones_first() -> None:
    """12×12 by 2×2 and stride 2 is 6; 5 comes of six mistakes at least, no + 1 being the commonest."""
    pool = OutputSize(Volume(12, 12, 3), layer("maxpool2"), Rounding.FLOOR)
    found = [
        line
        for line in plain.text(feedback(verdict(pool, "5x5x3"))).splitlines()
        if "you get" in line or "… or" in line
    ]
    assert len(found) <= 2
    assert "without the + 1" in found[0]


def test_the_first_of_two_maps_alone_is_half_right() -> None:
    """It is no mistake in the size of the map."""
    both = PointMap(Relu(), Grid.of([[5, -1]], [[-3, 2]]))
    assert (Fraction(1, 2), ()) == (verdict(both, "5 0").share, verdict(both, "5 0").findings)
    assert said(both, "5 0").endswith("What there is of it is right; 2 maps are asked, with | between them.")
    assert 0 == verdict(both, "5 1").share


def test_how_many_cells_are_right_is_said_in_the_singular_too() -> None:
    """One is, two are, none is."""
    typed = {"4 0; 0 0": "1 of the 4 cells is right", "0 0; 0 0": "None of the 4 cells is right"}
    for answer, expected in typed.items():
        assert expected in said(POOL, answer, reveal=True)


def test_a_word_is_quoted() -> None:
    """Since it may be a letter, which would look like an article."""
    kernel = KernelName(Grid.of([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]))
    assert "✗ sobel-x That is what you get" in said(kernel, "sobel-x")


def test_several_right_answers_are_all_right() -> None:
    """⌊(11 − F)/2⌋ + 1 = 4 for F = 4 and F = 5, for nothing else."""
    part = part_of("input: 11x11x3\nlayers: conv?-6/2\nrounding: floor\noutput: 4x4x6\n")
    assert [4, 5] == [guess for guess in range(1, 12) if verdict(part, str(guess)).correct]


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("input: 12x12x1\nlayers: conv?-2\noutput: 8x8x2\n", "6", "With F = 6 the output is 7×7×2."),
        ("input: 12x12x1\nlayers: conv?-?\noutput: 8x8x2\n", "6", "With F = 6 the output is 7×7×2."),
        ("input: 9x9x1\nlayers: conv3-2/?\noutput: 4x4x2\n", "7", "With S = 7 it does not fit."),
        ("input: 9x9x1\nlayers: conv3-2/?\noutput: 4x4x2\n", "0", "With S = 0 nothing comes out."),
        ("input: 9x9\nlayers: conv?/?\noutput: 4x4\n", "8", "With F = 8 nothing that is still to be chosen gives it."),
        ("input: ?x4x1\nlayers: flatten\noutput: 24\n", "5", "With W = 5 the output is a vector of 20 numbers."),
        ("input: 12x1\nlayers: conv1d?-2\noutput: 8x2\n", "6", "With F = 6 the output is 7×2."),
        ("layers: conv?\nfield: 5\n", "7", "With F = 7 the field is 7."),
        ("input: 4x4x2\nlayers: fc-?\nparameters: 330\n", "8", "With M = 8 there are 264 parameters."),
    ],
)
def test_what_comes_out_with_a_wrong_number_at_the_question_mark(text: str, typed: str, expected: str) -> None:
    """12 − 6 + 1 = 7; (9 − 3)/7 is no whole number; 5·4 = 20; 8·(4·4·2 + 1) = 264."""
    assert expected in plain.text(feedback(verdict(part_of(text), typed)))


def follow(*own: Value, typed: str) -> Verdict:
    """The verdict on the second part of a chain, after one's own answer to the first."""
    network = Network.of(Volume(14, 14, 1), [layer("conv3-4"), layer("maxpool2")])
    chain = NetworkProblem(network, (Ask("volume", (1,)), Ask("volume", (2,))))
    exact = [chain.exact_parts()[0].answer()]  # 12×12×4
    part = chain.exact_parts()[1]
    return mark_part(chain, 1, exact, own, answers.read(typed, answers.Expected(part.form)))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("6x6x4", (True, False)), ("7x7x4", (True, True)), ("5x5x4", (False, False))],
)
def test_a_right_step_after_a_wrong_one(typed: str, expected: tuple[bool, bool]) -> None:
    """After 14×14×4 for 12×12×4, 7×7×4 follows, 6×6×4 is right, and nothing else is."""
    found = follow(Volume(14, 14, 4), typed=typed)
    assert expected == (found.correct, found.followed)
    assert not found.followed or "It follows from your earlier answers" in plain.text(feedback(found))


def test_nothing_follows_from_a_root() -> None:
    """Nothing computes with √2: the ReLU of 1 √2 is marked as that of the right map, 1 −2, alone."""
    image = Grid.of([[1, -2]])
    conv = ConvLayer(size=Pair(1, 1), filters=1, weights=(Filter(Grid.of([[1]])),))
    pipeline = ask(image, (conv, Relu(), MaxPool(size=Pair(2, 1))), "map", each=True)
    own = Grid.of([[1, root(2)]])
    maps = (Grid.of([[1, 0]]), Grid.of([[1, 1]]))
    assert [True, False] == [mark_part(pipeline, 1, [image], [own], typed).correct for typed in maps]


# ---- whose mistake it is --------------------------------------------------------------------------------------------


GATE = PoolGradient(
    layer=MaxPool(size=Pair(2, 2)), x=Grid.of([[1, 5, 2, 3], [4, 2, 9, 6]]), gradient=Grid.of([[3, -2]])
)
"""3 goes to the 5 and −2 to the 9."""


def test_zeros_are_no_credit_and_no_mistake() -> None:
    """Nothing but zeros is right in six of eight cells, which is worth nothing, and no rule that puts dY elsewhere."""
    found = verdict(GATE, "0 0 0 0; 0 0 0 0")
    assert (0, ()) == (found.share, found.mistakes)
    text = said(GATE, "0 0 0 0; 0 0 0 0", reveal=True)
    assert "None of the 2 cells that are not 0 is right" in text


def test_a_gradient_in_a_wrong_place_costs_two_cells() -> None:
    """Of three cells that are not 0 in one map or the other the −2 alone is right."""
    assert Fraction(1, 3) == verdict(GATE, "3 0 0 0; 0 0 -2 0").share


def test_a_slip_in_one_cell_is_no_mistake_of_the_whole_map() -> None:
    """−6 is the second largest of its window, and the other three are right: it is said of that cell, not counted."""
    assert () == verdict(POOL, "4 9; -6 8").mistakes
    assert "That cell alone may be what you get with the second largest number" in said(POOL, "4 9; -6 8")


def test_a_mistake_on_one_s_own_earlier_answer_is_explained_from_it() -> None:
    """After 10×10×4 for 12×12×4, 4×4×4 is (10 − 2)/2 without the + 1, and 5×5×4 would follow."""
    found = follow(Volume(10, 10, 4), typed="4x4x4")
    assert (False, True) == (found.correct, found.followed)
    assert "no-plus-one" in found.mistakes
    assert "✗ 4×4×4  It is not right for your own earlier answers either." in plain.text(feedback(found))


def test_a_stride_that_does_not_divide_one_s_own_volume_is_rounded_down() -> None:
    """After 11×11×4 for 12×12×4, (11 − 2)/2 is not whole; every stride divides, says the question."""
    assert follow(Volume(11, 11, 4), typed="5x5x4").followed


def test_zeros_in_another_part_do_not_stand_in_the_way() -> None:
    """db is the sum of dZ, whatever was typed for dW: with one's own dZ of 4, 4 follows, also after a dW of zeros."""
    problem = draw(Code("backward-pipeline", "medium", 5, 2)).problem
    da, dz, dw = (part.answer() for part in problem.exact_parts()[:3])
    assert isinstance(dz, Grid) and isinstance(dw, Grid)
    cells = [4, *[0] * (dz.volume.cells - 1)]
    own = [da, Grid.from_cells(cells, dz.volume), dw.map(lambda number: 0 * number)]
    found = mark_part(problem, 3, [da, dz, dw], own, 4)
    assert (True, True) == (found.correct, found.followed)


@pytest.mark.parametrize("kind", ["conv-cell", "neuron", "parameter-count", "same-padding", "receptive-field"])
def test_a_number_that_means_nothing_is_hardly_ever_explained(kind: str) -> None:
    """Of a hundred guesses; where many a mistake gives a number of this size, it is said with a may be."""
    dice, explained = Random(kind), 0
    parts = [part for number in range(1, 21) for part in draw(Code(kind, "medium", 5, number)).problem.exact_parts()]
    for part in (parts * 5)[:100]:
        answer: Any = part.answer()
        least, most = -10 if isinstance(part, ConvMap) else 1, max(10, 2 * abs(int(answer)))
        explained += mark(part, dice.randint(least, most)).explained
    assert explained <= 12
