"""`feature-map`: the course's maps, maps added up by nested loops, and every usual mistake worked out by hand."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Filter, Grid
from cnnhand.kinds.feature_map import FeatureMap
from tests import oracles
from tests.board import grid
from tests.procedures import found, left_out

TWO, AROUND = Pair(2, 2), Sides(1, 1, 1, 1)


def filters(*weights_and_biases: tuple[str, int]) -> tuple[Filter, ...]:
    """Filters from their weights as text, and their biases."""
    return tuple(Filter(grid(weights), bias) for weights, bias in weights_and_biases)


# ---- the course's worked examples (worked_examples.yaml) -----------------------------------------------------------

VOLUME_DEMO = FeatureMap(
    grid(
        "0 2 1 1 0; 0 2 2 0 1; 0 1 1 1 2; 2 0 0 1 2; 1 0 1 2 1 |"
        "1 2 2 0 0; 0 2 0 2 1; 1 0 0 2 1; 0 2 0 1 2; 1 0 0 1 2 |"
        "1 2 2 1 0; 0 2 1 0 1; 1 0 1 0 1; 0 1 1 2 1; 1 2 2 2 1"
    ),
    filters(
        ("1 -1 1; -1 0 1; 0 -1 1 | -1 0 1; 1 0 1; 1 -1 -1 | 0 -1 0; -1 1 -1; 1 -1 1", 1),
        ("0 1 -1; -1 0 1; 1 -1 -1 | 1 -1 0; -1 0 0; -1 0 0 | 0 1 -1; 1 -1 1; 1 0 -1", 0),
    ),
    stride=TWO,
    padding=AROUND,
)
SMALL_PADDED = FeatureMap(grid("1 1 1; 1 0 0; 1 1 0"), filters(("1 1 1; -1 -1 -1; 0 0 0", 0)), padding=AROUND)
IMPULSE = FeatureMap(
    grid("0 0 0 0 0; 0 0 0 0 0; 0 0 1 0 0; 0 0 0 0 0; 0 0 0 0 0"),
    filters(("1 2 3; 4 5 6; 7 8 9", 0)),
    padding=AROUND,
)


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        pytest.param(VOLUME_DEMO, "6 0 -2; 4 7 -3; 0 1 -4 | -1 -2 -3; -7 0 -1; 2 4 0", id="volume-demo"),
        pytest.param(
            FeatureMap(
                grid(
                    "1 0 0 1 1 0 0 1; 0 1 0 1 1 0 0 1; 0 0 1 1 1 0 0 1; 1 1 1 1 1 1 1 1; 1 1 1 1 1 1 1 1;"
                    "0 0 1 1 1 1 0 1; 0 1 0 1 1 0 1 1; 1 0 0 1 1 0 0 1"
                ),
                filters(("1 0 0; 0 2 0; 0 0 3", -2)),
            ),
            "4 1 3 1 -1 1; 1 4 3 4 2 1; 3 3 4 4 4 3; 4 4 4 4 1 4; -1 4 4 1 4 2; 0 1 4 1 -1 4",
            id="diagonal-kernel",
        ),
        pytest.param(
            FeatureMap(
                grid("1 1 1 0 0; 0 1 1 1 0; 0 0 1 1 1; 0 0 1 1 0; 0 1 1 0 0"), filters(("1 0 1; 0 1 0; 1 0 1", 0))
            ),
            "4 3 4; 2 4 3; 2 3 4",
            id="cross-kernel",
        ),
        pytest.param(
            FeatureMap(
                grid("3 3 2 1 0; 0 0 1 3 1; 3 1 2 2 3; 2 0 0 2 2; 2 0 0 0 1"), filters(("0 1 2; 2 2 0; 0 1 2", 0))
            ),
            "12 12 17; 10 17 19; 9 6 14",
            id="activation-map",
        ),
        pytest.param(
            FeatureMap(grid("1 1 1; 1 0 0; 1 1 0"), filters(("1 1; -1 -1", 0))), "1 2; -1 -1", id="small-conv"
        ),
        pytest.param(SMALL_PADDED, "-2 -3 -2; 1 2 2; -1 -1 -1", id="small-conv-padded stride 1"),
        pytest.param(replace(SMALL_PADDED, stride=TWO), "-2 -2; -1 -1", id="small-conv-padded stride 2"),
        pytest.param(IMPULSE, "0 0 0 0 0; 0 9 8 7 0; 0 6 5 4 0; 0 3 2 1 0; 0 0 0 0 0", id="flip-impulse"),
    ],
)
def test_course(problem: FeatureMap, expected: str) -> None:
    """The course's maps."""
    assert expected == str(problem.answer())


def test_one_dimension() -> None:
    """A row of numbers and a kernel of one row: 1·1 − 3·2 = −5, 2 − 3·4 = −10; with zeros at the ends −3·1 and 4."""
    row = FeatureMap(grid("1 2 4"), filters(("1 -3", 0)))
    assert str(row.answer()) == "-5 -10"
    assert str(replace(row, padding=Sides(left=1, right=1)).answer()) == "-3 -5 -10 4"


def test_working_of_the_course() -> None:
    """The lecture's sums of filter 1: 4 + 0 + 1 and the bias 1 in cell (1, 1), −3 + 2 + 0 and 1 in cell (1, 2)."""
    first, second = VOLUME_DEMO.working().steps[:2]
    assert [(step.value, step.note) for step in (first, second)] == [
        (6, "4 + 0 + 1 from the channels"),
        (0, "−3 + 2 + 0 from the channels"),
    ]


def test_left_over_columns_are_said() -> None:
    """A window of 2 with stride 2 on three columns never reads the last: the question says so."""
    odd = FeatureMap(grid("1 2 3; 4 5 6"), filters(("1 2; 3 4", 0)), stride=TWO)
    assert "left over" in str(odd.question())
    assert "left over" not in str(replace(odd, stride=Pair(1, 1)).question())


# ---- an oracle: nested loops ----------------------------------------------------------------------------------------

small = st.integers(-5, 5) | st.fractions(-3, 3, max_denominator=4)


@st.composite
def maps(draw: st.DrawFn) -> FeatureMap:
    """Any convolution: rectangular inputs and kernels, dilation, padding on each side, several filters, fractions."""
    across, down, depth = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
    stride, dilation = (Pair(draw(st.integers(1, 3)), draw(st.integers(1, 2))) for _ in range(2))
    padding = Sides(*(draw(st.integers(0, 2)) for _ in range(4)))
    least = (
        max(1, dilation.across * (across - 1) + 1 - padding.left - padding.right),
        max(1, dilation.down * (down - 1) + 1 - padding.top - padding.bottom),
    )
    width, height = (draw(st.integers(side, side + 3)) for side in least)

    def volume(width: int, height: int) -> Grid:
        row = st.lists(small, min_size=width, max_size=width)
        rows = st.lists(row, min_size=height, max_size=height)
        return Grid.of(*draw(st.lists(rows, min_size=depth, max_size=depth)))

    kernels = tuple(Filter(volume(across, down), draw(small)) for _ in range(draw(st.integers(1, 2))))
    return FeatureMap(
        volume(width, height), kernels, stride=stride, padding=padding, dilation=dilation, flip=draw(st.booleans())
    )


@settings(deadline=None)
@given(maps())
def test_nested_loops(problem: FeatureMap) -> None:
    """Whatever the givens, each cell is the sum of products that it is by definition."""
    left, right, top, bottom = problem.padding
    expected = oracles.convolve(
        [list(map(list, rows)) for rows in problem.input.channels],
        [[list(map(list, rows)) for rows in filter.weights.channels] for filter in problem.filters],
        [filter.bias for filter in problem.filters],
        stride=(problem.stride.down, problem.stride.across),
        padding=((top, bottom), (left, right)),
        dilation=(problem.dilation.down, problem.dilation.across),
        flip=problem.flip,
    )
    assert Grid.of(*expected) == problem.answer()


# ---- mistakes, worked out by hand from the catalogue ----------------------------------------------------------------

# [1 2; 3 1]: 1 − 4 + 9 − 1 = 5; [2 0; 1 2]: 2 + 3 − 2 = 3; [3 1; 0 1]: 3 − 2 − 1 = 0; [1 2; 1 4]: 1 − 4 + 3 − 4 = −4
PLAIN = FeatureMap(grid("1 2 0; 3 1 2; 0 1 4"), filters(("1 -2; 3 -1", 1)))
PROBLEMS = {
    "plain": PLAIN,
    "flipped": replace(PLAIN, flip=True),
    # filter 1: (1 − 2) + (4 − 3) + 1, (3 − 4) + 3 + 1; filter 2: 4 + (−2 − 1) − 2, 8 + 1 − 2
    "deep": FeatureMap(grid("1 2; 3 4 | 2 -1; 0 1"), filters(("1 -1 | 2 3", 1), ("0 2 | -1 1", -2))),
    # each window sees one number: 1·1, 2·(−1), 3·2, 4·1
    "padded": FeatureMap(grid("1 2; 3 4"), filters(("1 2; -1 1", 0)), stride=TWO, padding=AROUND),
    "dilated": FeatureMap(grid("1 2 4 7"), filters(("1 -2", 0)), dilation=TWO),  # 1 − 2·4, 2 − 2·7
}

BY_HAND = [
    ("plain", "bias-forgotten", "", "5 3; 0 -4"),
    ("deep", "bias-per-channel", "", "2; 4 | -3; 5"),  # 0 + 2, 2 + 2; 1 − 4, 9 − 4
    ("plain", "bias-per-product", "", "9 7; 4 0"),  # 5 + 4, 3 + 4, 0 + 4, −4 + 4
    ("plain", "bias-subtracted", "", "4 2; -1 -5"),
    ("deep", "first-channel-only", "", "0; 0 | 2; 6"),  # −1 + 1, −1 + 1; 4 − 2, 8 − 2
    ("deep", "channels-averaged", "", "1; 2 | -3/2; 5/2"),  # 0/2 + 1, 2/2 + 1; 1/2 − 2, 9/2 − 2
    # [−1 3; −2 1]: −1 + 6 − 6 + 1 = 0, −2 − 2 + 2 = −2, −3 + 3 + 1 = 1, −1 + 6 − 2 + 4 = 7
    ("plain", "kernel-flipped", "", "1 -1; 2 8"),
    ("flipped", "kernel-not-flipped", "", "6 4; 1 -3"),
    # [1 3; −2 −1]: 1 + 6 − 6 − 1 = 0, 2 − 2 − 2 = −2, 3 + 3 − 1 = 5, 1 + 6 − 2 − 4 = 1
    ("plain", "kernel-transposed", "", "1 -1; 6 2"),
    # [−2 1; −1 3]: −2 + 2 − 3 + 3 = 0, −4 − 1 + 6 = 1, −6 + 1 + 3 = −2, −2 + 2 − 1 + 12 = 11
    ("plain", "kernel-mirrored", "left to right", "1 2; -1 12"),
    # [3 −1; 1 −2]: 3 − 2 + 3 − 2 = 2, 6 + 1 − 4 = 3, 9 − 1 − 2 = 6, 3 − 2 + 1 − 8 = −6
    ("plain", "kernel-mirrored", "upside down", "3 4; 7 -5"),
    # at stride 1: 1, −1 + 2, −2; 2 + 3, 1 + 4 − 3 + 4, 2 − 4; 6, 3 + 8, 4
    ("padded", "stride-ignored", "", "1 1 -2; 5 6 -2; 6 11 4"),
    ("dilated", "dilation-ignored", "", "-3 -6 -10"),  # 1 − 4, 2 − 8, 4 − 14
    ("padded", "padding-ignored", "", "6"),  # 1 + 4 − 3 + 4
    ("padded", "padding-once", "", "1"),  # a padded input of 3×3 has room for one window
    ("padded", "edge-padding", "", "3 6; 9 12"),  # each window sees one number four times: 3·1, 3·2, 3·3, 3·4
    ("plain", "signs-lost", "", "16 8; 7 13"),  # 1 + 4 + 9 + 1, 2 + 3 + 2, 3 + 2 + 1, 1 + 4 + 3 + 4
    ("plain", "kernel-ignored", "", "8 6; 6 9"),  # 1 + 2 + 3 + 1, 2 + 1 + 2, 3 + 1 + 1, 1 + 2 + 1 + 4
    # columns of the window times the rows' sums −1 and 2: −4 + 6 = 2, −3 + 4 = 1, −3 + 4 = 1, −2 + 12 = 10
    ("plain", "matrix-product", "", "3 2; 2 11"),
    ("plain", "averaged", "", "9/4 7/4; 1 0"),  # 5/4 + 1, 3/4 + 1, 0 + 1, −1 + 1
    ("deep", "channels-crossed", "", "12; 18 | -3; 1"),  # 8 + 3 + 1, 18 − 1 + 1; 1 − 2 − 2, 1 + 2 − 2
    ("deep", "other-bias", "", "-2; 0 | 2; 10"),  # 0 − 2, 2 − 2; 1 + 1, 9 + 1
    ("plain", "largest-product", "", "10 4; 4 4"),  # 9 + 1, 3 + 1, 3 + 1, 3 + 1
    ("plain", "relu-applied", "", "6 4; 1 0"),
    ("plain", "relu-before-bias", "", "6 4; 1 1"),  # max(0, −4) + 1
    ("deep", "relu-per-channel", "", "2; 4 | 2; 7"),  # 0 + 1 + 1, 0 + 3 + 1; 4 + 0 − 2, 8 + 1 − 2
    ("plain", "row-column-swapped", "", "6 1; 4 -3"),
    ("deep", "other-filter", "", "-1; 7 | 1; 3"),
    ("deep", "depth-dropped", "", "0; 10"),  # 1 − 1, 3 + 7
    ("deep", "depth-multiplied", "", "0; 0 | 2; 4 | 2; 6 | -5; -1"),  # −1 + 1 | 1 + 1, 3 + 1 | 4 − 2, … | −3 − 2, …
]


def test_right_answers_by_hand() -> None:
    """The five problems above, worked out by hand."""
    assert {name: str(problem.answer()) for name, problem in PROBLEMS.items()} == {
        "plain": "6 4; 1 -3",
        "flipped": "1 -1; 2 8",
        "deep": "1; 3 | -1; 7",
        "padded": "1 -2; 6 4",
        "dilated": "-7 -12",
    }


@pytest.mark.parametrize(("problem", "id", "fragment", "value"), BY_HAND)
def test_mistake_by_hand(problem: str, id: str, fragment: str, value: str) -> None:
    """Each wrong procedure gives the map that one gets by following it by hand."""
    assert [value] == found(PROBLEMS[problem], id, fragment)


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    assert set() == left_out(FeatureMap, [(id, fragment) for _, id, fragment, _ in BY_HAND])


@pytest.mark.parametrize(
    "id",
    [
        "bias-forgotten",
        "bias-per-channel",
        "kernel-flipped",
        "kernel-transposed",
        "stride-ignored",
        "dilation-ignored",
        "padding-ignored",
        "padding-once",
        "edge-padding",
        "signs-lost",
        "relu-applied",
        "relu-per-channel",
        "channels-crossed",
        "other-bias",
        "other-filter",
        "depth-dropped",
        "depth-multiplied",
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str) -> None:
    """One symmetric kernel without a bias, no stride or padding, nothing negative: most mistakes change nothing."""
    assert found(FeatureMap(grid("1 2 3; 4 5 6; 7 8 9"), filters(("1 2; 2 1", 0))), id) == []


def test_map_of_one_row_is_no_column() -> None:
    """Nobody exchanges rows and columns of a 1-D map."""
    assert found(PROBLEMS["dilated"], "row-column-swapped") == []


# ---- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("filters", {"filters": ()}),
        ("filters", {"filters": filters(("1 2 | 3 4", 0))}),
        ("size", {"filters": filters(("1 2 3 4", 0))}),
        ("size", {"dilation": Pair(3, 3)}),
        ("stride", {"stride": Pair(0, 1)}),
        ("padding", {"padding": Sides(-1, 0, 0, 0)}),
    ],
)
def test_refusals(key: str, changes: dict[str, object]) -> None:
    """Givens that make no map are refused, with the name of the given at fault."""
    with pytest.raises(GivenError) as error:
        replace(PLAIN, **changes)
    assert key == error.value.key
