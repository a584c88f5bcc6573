"""Numbers that come out of pools, activations, dense layers and chains of them; by hand they are in `tests/byhand/`."""

from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand import answers
from cnnhand.answers import Expected
from cnnhand.errors import GivenError, ProblemFileError
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import DOES_NOT_FIT, Grid, Root, Value
from cnnhand.formats import plain
from cnnhand.kinds import Part
from cnnhand.layers.pointwise import Relu, Softmax
from cnnhand.layers.pool import AveragePool, L2Pool, MaxPool, Pool
from cnnhand.layers.resize import Pad
from cnnhand.marking.diagnosis import diagnose
from cnnhand.marking.verdict import mark, mark_part
from cnnhand.questions.maps.classes import BestClass
from cnnhand.questions.maps.pad import PaddedMap
from cnnhand.questions.maps.pointwise import PointMap
from cnnhand.questions.maps.pool import PoolMap
from cnnhand.questions.maps.softmax import SoftmaxMap
from tests.board import evaluate, grid
from tests.problem_files import part_of, problem

CHAIN = """
input: [[1, 2, 0], [0, 1, 3], [2, 1, 1]]
layers:
  - conv: {weights: [[1, -1], [-1, 1]], bias: -1}
  - relu
  - maxpool2
  - fc: {weights: [[2]], bias: 4}
ask: map
"""
"""−1 3; −3 −3, then 0 3; 0 0, then 3, then 2·3 + 4 = 10."""


def ids(part: Part) -> set[str]:
    """The mistakes that show on a part."""
    return {mistake.id for mistake, _ in part.wrong_answers()}


# ---- an oracle: windows searched one by one -------------------------------------------------------------------------


def seen(side: int, size: int, stride: int, before: int, after: int, rounding: Rounding) -> list[list[int]]:
    """The places of the padded side that each window reads, counted in the input; rounding up adds a partial window."""
    starts = [start for start in range(-before, side + after, stride) if start + size <= side + after]
    if starts[-1] + size < side + after and rounding is Rounding.CEIL and starts[-1] + stride < side:
        starts.append(starts[-1] + stride)
    return [[at for at in range(start, start + size) if at < side + after] for start in starts]


@st.composite
def poolings(draw: st.DrawFn) -> PoolMap:
    """Any pooling: rectangular inputs and windows, overlaps, gaps, padding on each side, three roundings."""
    size, stride = (Pair(draw(st.integers(1, 3)), draw(st.integers(1, 3))) for _ in range(2))
    left, right = (draw(st.integers(0, size.across - 1)) for _ in range(2))
    top, bottom = (draw(st.integers(0, size.down - 1)) for _ in range(2))
    width, height = draw(st.integers(size.across, 6)), draw(st.integers(size.down, 6))
    row = st.lists(st.integers(-9, 9) | st.fractions(-2, 2, max_denominator=3), min_size=width, max_size=width)
    channels = draw(st.lists(st.lists(row, min_size=height, max_size=height), min_size=1, max_size=2))
    how = {"size": size, "stride": stride, "padding": Sides(left, right, top, bottom)}
    layer: Pool = draw(st.sampled_from((MaxPool, AveragePool, L2Pool)))(**how)  # type: ignore[arg-type]
    if isinstance(layer, AveragePool):
        layer = AveragePool(**how, count_padding=draw(st.booleans()))  # type: ignore[arg-type]
    return PoolMap(layer, Grid.of(*channels), draw(st.sampled_from(Rounding)))


def of_window(layer: Pool, cells: list[Fraction], places: int) -> Value:
    """What becomes of the cells of a window that lies on so many places of the padded input."""
    if isinstance(layer, MaxPool):
        return max(cells)
    if isinstance(layer, AveragePool):
        return Fraction(sum(cells)) / (places if layer.count_padding else len(cells))
    square = Fraction(sum(cell * cell for cell in cells))
    top, bottom = isqrt(square.numerator), isqrt(square.denominator)
    return Fraction(top, bottom) if Fraction(top, bottom) ** 2 == square else Root(square)


@settings(deadline=None)
@given(poolings())
def test_each_cell_is_made_of_what_its_window_sees(part: PoolMap) -> None:
    """Whatever the givens."""
    assume(part.answer() is not DOES_NOT_FIT)
    layer = part.layer
    (left, right, top, bottom), size, stride = layer.padding, layer.size, layer.stride
    expected = []
    for rows in part.x.channels:
        height, width = len(rows), len(rows[0])
        lines = seen(height, size.down, stride.down, top, bottom, part.rounding)
        columns = seen(width, size.across, stride.across, left, right, part.rounding)
        cells = [
            [[rows[y][x] for y in ys for x in xs if 0 <= y < height and 0 <= x < width] for xs in columns]
            for ys in lines
        ]
        expected.append(
            [
                [of_window(layer, window, len(ys) * len(xs)) for window, xs in zip(line, columns, strict=True)]
                for line, ys in zip(cells, lines, strict=True)
            ]
        )
    assert Grid.of(*expected) == part.answer()  # type: ignore[arg-type]


ROWS = st.lists(st.lists(st.integers(-9, 9), min_size=3, max_size=3), min_size=2, max_size=2)


@settings(deadline=None)
@given(ROWS, st.tuples(*[st.integers(0, 3)] * 4))
def test_each_cell_of_a_padded_input_is_looked_up(rows: list[list[int]], sides: tuple[int, int, int, int]) -> None:
    """It is the input's at that place, or 0 where the input has none."""
    left, right, top, bottom = sides
    expected = [
        [rows[y - top][x - left] if 0 <= y - top < 2 and 0 <= x - left < 3 else 0 for x in range(3 + left + right)]
        for y in range(2 + top + bottom)
    ]
    assert Grid.of(expected) == PaddedMap(Pad(padding=Sides(*sides)), Grid.of(rows)).answer()


# ---- mistakes that cannot be made -----------------------------------------------------------------------------------

CORNERS = grid("-4 -2 5; -6 -3 -7; 1 -8 -9")
TWO, THREE = Pair(2, 2), Pair(3, 3)


@pytest.mark.parametrize(
    ("part", "never"),
    [
        (PoolMap(MaxPool(size=TWO, stride=Pair(1, 1)), CORNERS), "stride-one padding-ignored over-channels"),
        (PoolMap(MaxPool(size=THREE), CORNERS), "stride-of-window one-for-all"),
        (PoolMap(MaxPool(size=TWO, padding=Sides.around(1)), grid("1 2; 3 4")), "padding-competes largest-magnitude"),
        (PoolMap(AveragePool(size=TWO), grid("1 2; 3 2")), "rounded rounded-down signs-lost padding-counted"),
        (PoolMap(AveragePool(size=Pair(1, 1)), grid("1 2; 3 4")), "not-divided divided-by-f"),
        (PoolMap(L2Pool(size=Pair(1, 1)), grid("1 2; 3 4")), "root-mean-square corner sum-for-l2 max-for-l2"),
        (PoolMap(L2Pool(size=TWO), grid("1 2; 3 4")), "sum-of-magnitudes largest-magnitude"),
        (PointMap(Relu(), grid("3 1")), "relu-forgotten absolute-value"),
        (PaddedMap(Pad(padding=Sides.around(1)), grid("1 2")), "opposite-sides left-for-right sides-swapped"),
        (SoftmaxMap(Softmax(), grid("1 -1")), "exponential-forgotten"),  # nothing is divided by 1 − 1
    ],
)
def test_what_changes_nothing_is_no_mistake(part: Part, never: str) -> None:
    """Positive numbers hide what padding does, one channel cannot be merged with another."""
    assert set() == ids(part) & set(never.split())


# ---- chains ---------------------------------------------------------------------------------------------------------


def test_of_a_chain_whose_last_number_is_asked_the_working_shows_every_layer() -> None:
    """The maps in front at once, the last layer step by step."""
    steps = part_of(CHAIN).working().steps
    assert ["layer 1: map", "layer 2: row 1"] == [step.label for step in steps[:2]]
    assert ("with the bias", 10) == (steps[-1].label, steps[-1].value)


def test_a_mistake_that_two_layers_share_says_in_which_it_was_made() -> None:
    """Without −1 the convolution gives 0 4; −2 −2, and 2·4 + 4 = 12; without its 4 the neuron gives 6."""
    part = part_of(CHAIN)
    for typed, sentence in ((12, "without the bias −1 in layer 1"), (6, "without the bias 4 in layer 4")):
        assert sentence in [finding.sentence for finding in diagnose(part, typed)]


def test_two_common_mistakes_in_two_layers_are_both_named() -> None:
    """Without a ReLU and without the bias 3, −2 − 4 = −6 comes out."""
    part = part_of("input: [1, 2]\nlayers: [{fc: {weights: [[-2, -2]], bias: 3}}, relu]\nask: map\n")
    assert {"bias-forgotten", "relu-forgotten"} == {id for finding in diagnose(part, -6) for id in finding.ids}


def test_what_has_been_asked_before_is_no_part_of_a_chain() -> None:
    """The pool reads the ReLU's map, of which nothing was asked, and that reads the map that was."""
    first, second = problem(CHAIN.replace("ask: map", "ask: [map of 1, map of 3]")).exact_parts()
    assert "relu-forgotten" in {mistake.id for mistake in second.mistakes}
    assert "kernel-flipped" in {mistake.id for mistake in first.mistakes}
    assert "kernel-flipped" not in {mistake.id for mistake in second.mistakes}


def test_every_part_follows_from_ones_own_answers() -> None:
    """Who has 5 7; 0 −2 for the map has 5 7; 0 0 after the ReLU, 7 after the pool, and 2·7 + 4 after the neuron."""
    chain = problem(CHAIN + "of: each\n")
    exact = [part.answer() for part in chain.exact_parts()]
    own: list[Value] = [grid("5 7; 0 -2")]
    for number, typed in enumerate((grid("5 7; 0 0"), grid("7"), 18), 1):
        verdict = mark_part(chain, number, exact[:number], own, typed)
        assert (True, True) == (verdict.correct, verdict.followed)
        own.append(typed)


def test_a_vector_is_typed_as_a_row_and_follows_as_one() -> None:
    """1 2 0 3, read column by column, gives 1 + 4 + 0 + 3 + 1 = 9; class 2 has 2 + 2 + 0 − 3 + 2 = 3."""
    text = """
input: [[1, 0], [2, 3]]
layers: [flatten, {fc: {weights: [[1, 2, -1, 1], [2, 1, 0, -1]], biases: [1, 2]}}, relu]
ask: [map of each, class]
"""
    classifier = problem(text)
    exact = [part.answer() for part in classifier.exact_parts()]
    assert ["1 0 2 3", "3 1", "3 1", "1"] == [str(answer) for answer in exact]
    own = [grid("1 2 0 3")]
    assert mark_part(classifier, 1, exact[:1], own, grid("9 3")).followed


def test_maps_of_one_cell_stay_maps() -> None:
    """Global pooling makes a map a channel, and so does the ReLU of these: 5/2 and −1."""
    text = "input: [[[1, 2], [3, 4]], [[-1, -1], [-1, -1]]]\nlayers: global-avgpool relu\nask: map\nof: each\n"
    assert ["5/2 | -1", "5/2 | 0"] == [str(part.answer()) for part in problem(text).exact_parts()]


def test_joins_of_vectors_are_rows() -> None:
    """1 2 and −1 −2 stacked are 1 2 −1 −2."""
    text = "input: [[1], [2]]\nlayers: [flatten, {concat: [identity, {fc: {weights: [[-1, 0], [0, -1]]}}]}]\nask: map\n"
    assert "1 2 -1 -2" == str(part_of(text).answer())


# ---- what does not fit ----------------------------------------------------------------------------------------------

LOOSE = "input: [[1, 2, 3], [4, 5, 6], [7, 8, 9]]\nlayers: {}\nask: map\n"


@pytest.mark.parametrize("layers", ["maxpool2", "avgpool5", "[maxpool2]"])
def test_a_map_that_does_not_fit_is_an_answer(layers: str) -> None:
    """Whether the stride does not divide or the window is too large."""
    part = part_of(LOOSE.format(layers))
    assert DOES_NOT_FIT is part.answer() is part.working().steps[-1].value
    assert mark(part, answers.read("does not fit", Expected.of(part))).correct


def test_behind_a_layer_that_does_not_fit_nothing_is_known() -> None:
    """Whoever says that it does not fit is right."""
    *_, last = problem(LOOSE.format("maxpool2 relu") + "of: each\n").exact_parts()
    assert last.also_right(DOES_NOT_FIT)


def test_who_rounded_down_pools_on() -> None:
    """5 for what does not fit, and 5 after the ReLU."""
    chain = problem(LOOSE.format("maxpool2 relu") + "of: each\n")
    exact = [part.answer() for part in chain.exact_parts()]
    assert mark_part(chain, 1, exact[:1], [grid("5")], 5).followed


# ---- what is asked, and what must be given --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ("[{avgpool: {size: 2, padding: 1, stride: 1, count-padding: true}}]", "are counted in the divisor"),
        ("[{avgpool: {size: 2, padding: 1, stride: 1}}]", "left out of the divisor"),
        ("maxpool2/1p1", "A padding cell never wins."),
        ("l2pool3", "the root of the sum of the squares"),
        ("flatten relu", "channel by channel, row by row"),
        ("[{pad: {padding: same, size: 2}}]", "one more is on the right, and below"),
    ],
)
def test_the_question_says_what_the_answer_depends_on(layers: str, said: str) -> None:
    """And not where nothing depends on it."""
    assert said in " ".join(plain.text(problem(LOOSE.format(layers)).question()).split())
    assert said not in " ".join(plain.text(problem(LOOSE.format("maxpool3")).question()).split())


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ("layers: fc-3\nask: map", "the numbers of layer 1 are not given, and this question needs them"),
        ("layers: conv1-2 relu\nask: map", "the numbers of layer 1 are not given, and this question needs them"),
        ("layers: l2pool1x2 relu\nask: map", "layer 1: nothing is computed here with the roots"),
        ("layers: [{fc: {weights: [[1, 2]]}}]\nask: map", "each row must have 4 weights, one an input, not 2"),
        ("layers: elu\nask: map", "the numbers that elu makes are not computed here"),
        ("layers: sigmoid relu\nask: map of 2", "nothing is computed here with the rounded numbers that sigmoid makes"),
        ("layers: subsample2\nask: map", "are not computed here"),
        ("layers: relu\nask: class", "there are no classes"),
        ("layers: relu\nask: loss", "is missing: the loss compares the output with a `target`"),
        ("layers: relu\nask: loss\ntarget: [1, 2]", "has 2 numbers where 4 come out"),
        ("layers: [{bias: 2000}]\nask: softmax", "softmax takes numbers from -1000 to 1000, not 2004"),
        ("layers: [{pad: {padding: same}}]\nask: map", "`same` padding is for a filter; say its size"),
    ],
)
def test_what_is_missing_is_said_in_a_line(rest: str, message: str) -> None:
    """With what would be right."""
    with pytest.raises(ProblemFileError) as error:
        problem(f"input: [[1, 2], [3, 4]]\n{rest}\n")
    assert message in str(error.value)


# ---- classes and softmax --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("0.876 0.118 0.006", True),
        ("0.8756 0.1185 0.0059", True),
        ("0.876 0.1185 0.006", True),
        ("0.88 0.12 0.01", False),  # three decimals are wanted
        ("0.8760 0.1180 0.0060", True),  # the same numbers
        ("0.8757 0.1180 0.0060", False),  # four are typed, and they are not those
        ("0.875 0.118 0.006", False),  # cut off, not rounded
    ],
)
def test_decimals_of_a_softmax(typed: str, right: bool) -> None:
    """Three or more, each rounded right."""
    part = SoftmaxMap(Softmax(), grid("3 1 -2"))
    assert right is mark(part, answers.read(typed, Expected.of(part))).correct


def test_scores_far_from_0_lose_their_largest_before_they_are_powers() -> None:
    """Nobody divides 4.2E−18 by 1.6E−17; the shares are the same."""
    less, powers, *_ = SoftmaxMap(Softmax(), grid("-40 -42 -39")).working().steps
    assert "−40−(−39) −42−(−39) −39−(−39)" == less.expression
    assert "-1 -3 0" == str(less.value)
    assert "0.36788 0.04979 1.00000" == str(powers.value)


def test_either_of_two_best_classes() -> None:
    """Where two have the largest score, both are right, and the first is shown."""
    tied = BestClass((3, 1, 3), ("cat", "dog", "bird"))
    assert "cat" == tied.answer()
    assert [True, False, True] == [mark(tied, name).correct for name in tied.names]


def test_nothing_follows_from_scores_that_are_too_many() -> None:
    """The fourth of four scores belongs to none of three classes."""
    with pytest.raises(GivenError, match="a score for each of the 3 classes"):
        BestClass((3, 1, -2, 4), ("cat", "dog", "bird"))


# ---- workings -------------------------------------------------------------------------------------------------------


def test_a_padding_cell_is_not_written_down() -> None:
    """Rounded up, a window that would start in the padding is left out."""
    part = PoolMap(MaxPool(size=TWO, padding=Sides.around(1)), CORNERS, Rounding.CEIL)
    *steps, last = part.working().steps
    assert ["max(−4)", "max(−2, 5)", "max(−6, 1)", "max(−3, −7, −8, −9)"] == [step.expression for step in steps]
    assert "−4 5; 1 −3" == last.expression


def test_a_row_has_one_step() -> None:
    """So that no hint shows the whole of it."""
    assert ["numbers"] == [step.label for step in PointMap(Relu(), grid("3 -1")).working().steps]


@pytest.mark.parametrize("sides", [Sides(1, 2), Sides(0, 0, 2, 1), Sides(1, 0, 0, 2), Sides()])
def test_no_hint_is_the_padded_input(sides: Sides) -> None:
    """Its steps are its columns and its rows."""
    part = PaddedMap(Pad(padding=sides), grid("1 1 1; 1 0 0"))
    *steps, last = part.working().steps
    assert last.value == part.answer()
    assert all(step.value != part.answer() for step in steps)


def test_the_filled_formula_of_same_padding_comes_to_its_zeros() -> None:
    """A filter of 4×2 at stride 2 on 3×3: (2 − 1)·2 + 4 − 3 = 3 columns, (2 − 1)·2 + 2 − 3 = 1 row."""
    part = PaddedMap(Pad(padding="same", size=Pair(4, 2), stride=TWO), CORNERS)
    across, down = part.working().filled.removeprefix("T = ").split(", ")
    assert (3, 1) == (evaluate(across.removesuffix(" columns")), evaluate(down.removesuffix(" rows")))
