"""`conv-cell`: the course's cells, cells added up on a padded list, and every usual mistake worked out by hand."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Target
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Filter, Grid, Rational
from cnnhand.kinds.conv_cell import ConvCell
from cnnhand.page import Beside, Frame, Text
from tests.board import grid

ONE = Sides(1, 1, 1, 1)


def filters(*weights_and_biases: tuple[str, int]) -> tuple[Filter, ...]:
    """Filters from their weights as text, and their biases."""
    return tuple(Filter(grid(weights), bias) for weights, bias in weights_and_biases)


def output_map(problem: ConvCell, filter: int, width: int, height: int) -> str:
    """Every cell of an output map, asked one by one."""
    targets = [[Target(row, column, filter) for column in range(1, width + 1)] for row in range(1, height + 1)]
    return str(Grid.of([[replace(problem, at=target).answer() for target in line] for line in targets]))


# ---- the course's worked examples (worked_examples.yaml) -----------------------------------------------------------

VOLUME_DEMO = ConvCell(
    grid(
        "0 2 1 1 0; 0 2 2 0 1; 0 1 1 1 2; 2 0 0 1 2; 1 0 1 2 1 |"
        "1 2 2 0 0; 0 2 0 2 1; 1 0 0 2 1; 0 2 0 1 2; 1 0 0 1 2 |"
        "1 2 2 1 0; 0 2 1 0 1; 1 0 1 0 1; 0 1 1 2 1; 1 2 2 2 1"
    ),
    filters(
        ("1 -1 1; -1 0 1; 0 -1 1 | -1 0 1; 1 0 1; 1 -1 -1 | 0 -1 0; -1 1 -1; 1 -1 1", 1),
        ("0 1 -1; -1 0 1; 1 -1 -1 | 1 -1 0; -1 0 0; -1 0 0 | 0 1 -1; 1 -1 1; 1 0 -1", 0),
    ),
    Target(1, 1),
    stride=Pair(2, 2),
    padding=ONE,
)
DIAGONAL = ConvCell(
    grid(
        "1 0 0 1 1 0 0 1; 0 1 0 1 1 0 0 1; 0 0 1 1 1 0 0 1; 1 1 1 1 1 1 1 1; 1 1 1 1 1 1 1 1;"
        "0 0 1 1 1 1 0 1; 0 1 0 1 1 0 1 1; 1 0 0 1 1 0 0 1"
    ),
    filters(("1 0 0; 0 2 0; 0 0 3", -2)),
    Target(4, 5),
)
CROSS = ConvCell(
    grid("1 1 1 0 0; 0 1 1 1 0; 0 0 1 1 1; 0 0 1 1 0; 0 1 1 0 0"), filters(("1 0 1; 0 1 0; 1 0 1", 0)), Target(1, 1)
)
ACTIVATION = ConvCell(
    grid("3 3 2 1 0; 0 0 1 3 1; 3 1 2 2 3; 2 0 0 2 2; 2 0 0 0 1"), filters(("0 1 2; 2 2 0; 0 1 2", 0)), Target(1, 1)
)
SMALL = ConvCell(grid("1 1 1; 1 0 0; 1 1 0"), filters(("1 1; -1 -1", 0)), Target(1, 1))
SMALL_PADDED = ConvCell(grid("1 1 1; 1 0 0; 1 1 0"), filters(("1 1 1; -1 -1 -1; 0 0 0", 0)), Target(1, 1), padding=ONE)
IMPULSE = ConvCell(
    grid("0 0 0 0 0; 0 0 0 0 0; 0 0 1 0 0; 0 0 0 0 0; 0 0 0 0 0"),
    filters(("1 2 3; 4 5 6; 7 8 9", 0)),
    Target(1, 1),
    padding=ONE,
)


@pytest.mark.parametrize(
    ("problem", "filter", "expected"),
    [
        pytest.param(VOLUME_DEMO, 1, "6 0 -2; 4 7 -3; 0 1 -4", id="volume-demo filter 1"),
        pytest.param(VOLUME_DEMO, 2, "-1 -2 -3; -7 0 -1; 2 4 0", id="volume-demo filter 2"),
        pytest.param(
            DIAGONAL,
            1,
            "4 1 3 1 -1 1; 1 4 3 4 2 1; 3 3 4 4 4 3; 4 4 4 4 1 4; -1 4 4 1 4 2; 0 1 4 1 -1 4",
            id="diagonal-kernel",
        ),
        pytest.param(CROSS, 1, "4 3 4; 2 4 3; 2 3 4", id="cross-kernel"),
        pytest.param(ACTIVATION, 1, "12 12 17; 10 17 19; 9 6 14", id="activation-map"),
        pytest.param(SMALL, 1, "1 2; -1 -1", id="small-conv"),
        pytest.param(SMALL_PADDED, 1, "-2 -3 -2; 1 2 2; -1 -1 -1", id="small-conv-padded stride 1"),
        pytest.param(replace(SMALL_PADDED, stride=Pair(2, 2)), 1, "-2 -2; -1 -1", id="small-conv-padded stride 2"),
        pytest.param(IMPULSE, 1, "0 0 0 0 0; 0 9 8 7 0; 0 6 5 4 0; 0 3 2 1 0; 0 0 0 0 0", id="flip-impulse"),
        pytest.param(
            replace(IMPULSE, flip=True),
            1,
            "0 0 0 0 0; 0 1 2 3 0; 0 4 5 6 0; 0 7 8 9 0; 0 0 0 0 0",
            id="flip-impulse flipped",
        ),
    ],
)
def test_course(problem: ConvCell, filter: int, expected: str) -> None:
    """The course's maps, cell by cell."""
    rows = grid(expected).channels[0]
    assert expected == output_map(problem, filter, len(rows[0]), len(rows))


def test_slip_of_the_lecture() -> None:
    """Cell (4, 5) of the diagonal kernel's map is 1; the lecture prints 3."""
    assert DIAGONAL.answer() == 1


def test_edge_response() -> None:
    """The vertical edge kernel across a step from 255 to 114 gives 141."""
    edge = ConvCell(grid("255 255 114; 255 255 114; 255 255 114"), filters(("0 0 0; 1 0 -1; 0 0 0", 0)), Target(1, 1))
    assert edge.answer() == 141


def test_working_of_the_course() -> None:
    """The lecture's sums: 4 + 0 + 1 + bias 1 = 6 in cell (1, 1) and −3 + 2 + 0 + 1 = 0 in cell (1, 2)."""
    first = VOLUME_DEMO.working().steps
    assert [step.value for step in first] == [4, 0, 1, 5, 6]
    assert [step.expression for step in first[-2:]] == ["4 + 0 + 1", "5 + 1"]
    second = replace(VOLUME_DEMO, at=Target(1, 2)).working().steps
    assert [step.value for step in second] == [-3, 2, 0, -1, 0]
    assert [step.expression for step in second[-2:]] == ["−3 + 2 + 0", "−1 + 1"]


# ---- an oracle: products added up on a list with zeros around it ----------------------------------------------------

small = st.integers(-5, 5) | st.fractions(-3, 3, max_denominator=4)


@st.composite
def cells(draw: st.DrawFn) -> ConvCell:
    """Any cell: rectangular inputs and kernels, dilation, padding on each side, several filters, fractions."""
    across, down, depth = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    stride, dilation = (Pair(draw(st.integers(1, 3)), draw(st.integers(1, 3))) for _ in range(2))
    padding = Sides(*(draw(st.integers(0, 2)) for _ in range(4)))
    least = (
        max(1, dilation.across * (across - 1) + 1 - padding.left - padding.right),
        max(1, dilation.down * (down - 1) + 1 - padding.top - padding.bottom),
    )
    width, height = (draw(st.integers(side, side + 4)) for side in least)

    def volume(width: int, height: int) -> Grid:
        row = st.lists(small, min_size=width, max_size=width)
        rows = st.lists(row, min_size=height, max_size=height)
        return Grid.of(*draw(st.lists(rows, min_size=depth, max_size=depth)))

    kernels = tuple(Filter(volume(across, down), draw(small)) for _ in range(draw(st.integers(1, 3))))
    columns = (width + padding.left + padding.right - dilation.across * (across - 1) - 1) // stride.across + 1
    rows = (height + padding.top + padding.bottom - dilation.down * (down - 1) - 1) // stride.down + 1
    at = Target(draw(st.integers(1, rows)), draw(st.integers(1, columns)), draw(st.integers(1, len(kernels))))
    return ConvCell(
        volume(width, height), kernels, at, stride=stride, padding=padding, dilation=dilation, flip=draw(st.booleans())
    )


def added_up(cell: ConvCell) -> Rational:
    """Zeros are written around each channel; then the products are added to the bias, one after the other."""
    left, right, top, bottom = cell.padding
    chosen = cell.filters[cell.at.filter - 1]
    total: Rational = chosen.bias
    for rows, kernel in zip(cell.input.channels, chosen.weights.channels, strict=True):
        side = [0] * (left + len(rows[0]) + right)
        padded = [side] * top + [[0] * left + list(row) + [0] * right for row in rows] + [side] * bottom
        height, width = len(kernel), len(kernel[0])
        for m in range(height):
            for n in range(width):
                weight = kernel[height - 1 - m][width - 1 - n] if cell.flip else kernel[m][n]
                row = (cell.at.row - 1) * cell.stride.down + m * cell.dilation.down
                column = (cell.at.column - 1) * cell.stride.across + n * cell.dilation.across
                total += padded[row][column] * weight
    return total


@settings(deadline=None)
@given(cells())
def test_products_added_up(cell: ConvCell) -> None:
    """Whatever the givens, the cell is the sum of its products and the bias, exactly."""
    assert added_up(cell) == cell.answer()


# ---- mistakes, worked out by hand from the catalogue ----------------------------------------------------------------

# The window of row 1, column 2 starts at row (1 − 1)·2 + 1 = 1, column (2 − 1)·2 + 1 = 3 of the padded input: a row of
# padding above columns 2 and 3 of row 1. Channel 1: [0 0; 2 3] with [1 −2; 3 −1], 2·3 − 3·1 = 3. Channel 2: [0 0; 1 0]
# with [2 1; −4 2], 1·(−4) = −4. Σ = −1, y = −1 + 2 = 1.
BASE = ConvCell(
    grid("1 2 3 4; 5 1 2 0; 2 3 1 4; 0 1 5 2 | 2 1 0 3; 4 2 1 5; 1 0 2 3; 3 1 4 0"),
    filters(("1 -2; 3 -1 | 2 1; -4 2", 2), ("-1 2; 1 3 | 1 0; 2 -3", -1)),
    Target(1, 2),
    stride=Pair(2, 2),
    padding=ONE,
)
PROBLEMS = {
    "base": BASE,
    "last": replace(BASE, at=Target(2, 3)),  # [0 0; 4 0] and [5 0; 3 0]: 4·3 + 5·2 + 3·(−4) + 2 = 12
    "negative": replace(BASE, at=Target(2, 1)),  # [0 5; 0 2] and [0 4; 0 1]: −10 − 2 + 4 + 2 = −6, and 2: −4
    "flipped": replace(BASE, flip=True),  # with [−1 3; −2 1] and [2 −4; 1 2]: 2·(−2) + 3·1 + 1·1 + 2 = 2
    "dilated": replace(
        BASE, dilation=Pair(2, 2)
    ),  # columns 3 and 5, rows 1 and 3: [0 0; 1 0], [0 0; 2 5]: 3 − 8 + 10 + 2
}

BY_HAND = [
    ("base", "bias-forgotten", "", "-1"),
    ("base", "bias-per-channel", "", "3"),  # −1 + 2·2
    ("base", "bias-per-product", "", "15"),  # −1 + 2·2·2·2
    ("base", "bias-subtracted", "", "-3"),  # −1 − 2
    ("base", "first-channel-only", "", "5"),  # 3 + 2
    ("base", "channels-averaged", "", "3/2"),  # −1/2 + 2
    ("base", "kernel-flipped", "", "2"),  # [−1 3; −2 1], [2 −4; 1 2]: 2·(−2) + 3·1 + 1·1 + 2
    ("base", "kernel-transposed", "", "-4"),  # [1 3; −2 −1], [2 −4; 1 2]: 2·(−2) + 3·(−1) + 1·1 + 2
    ("base", "kernel-mirrored", "left to right", "11"),  # [−2 1; −1 3], [1 2; 2 −4]: 2·(−1) + 3·3 + 1·2 + 2
    ("base", "kernel-mirrored", "upside down", "0"),  # [3 −1; 1 −2], [−4 2; 2 1]: 2·1 + 3·(−2) + 1·2 + 2
    ("base", "stride-ignored", "", "-3"),  # columns 1 and 2: [0 0; 1 2], [0 0; 2 1]: 3 − 2 − 8 + 2 + 2
    ("base", "off-by-one", "further on", "12"),  # row 2, column 3, as above
    ("last", "off-by-one", "before", "1"),  # row 1, column 2
    ("base", "row-column-swapped", "", "-4"),  # row 2, column 1, as above
    ("base", "padding-ignored", "", "12"),  # columns 3 and 4: [3 4; 2 0], [0 3; 1 5]: 3 − 8 + 6 + 3 − 4 + 10 + 2
    ("base", "edge-padding", "", "-1"),  # [2 3; 2 3], [1 0; 1 0]: 2 − 6 + 6 − 3 + 2 − 4 + 2
    ("base", "signs-lost", "", "15"),  # 2·3 + 3·1 + 1·4 + 2
    ("base", "kernel-ignored", "", "8"),  # 2 + 3 + 1 + 2
    ("base", "matrix-product", "", "9"),  # [0 0; 11 −7] and [0 0; 2 1]: 11 − 7 + 2 + 1 + 2
    ("base", "averaged", "", "7/4"),  # −1/4 + 2
    ("base", "largest-product", "", "8"),  # 2·3 = 6, and 2
    ("negative", "relu-applied", "", "0"),  # max(0, −4)
    ("base", "relu-before-bias", "", "2"),  # max(0, −1) + 2
    ("base", "relu-per-channel", "", "5"),  # max(0, 3) + max(0, −4) + 2
    ("base", "channels-crossed", "", "3"),  # 2·(−4) + 3·2 with [2 1; −4 2], 1·3 with [1 −2; 3 −1]: −2 + 3 + 2
    ("base", "other-filter", "", "12"),  # 2·1 + 3·3 + 1·2 − 1
    ("base", "other-bias", "", "-2"),  # −1 − 1
    ("flipped", "kernel-not-flipped", "", "1"),  # the answer to the unflipped problem
    ("dilated", "dilation-ignored", "", "1"),  # the answer to the undilated problem
]


def found(problem: ConvCell, id: str, fragment: str) -> list[str]:
    """What the applicable mistakes of an id (and with a fragment of the sentence) give."""
    return [
        str(value)
        for mistake, value in problem.wrong_answers()
        if mistake.id == id and re.search(fragment, mistake.sentence)
    ]


def test_right_answers_by_hand() -> None:
    """The five problems below, worked out by hand."""
    assert {name: problem.answer() for name, problem in PROBLEMS.items()} == {
        "base": 1,
        "last": 12,
        "negative": -4,
        "flipped": 2,
        "dilated": 7,
    }


@pytest.mark.parametrize(("problem", "id", "fragment", "value"), BY_HAND)
def test_mistake_by_hand(problem: str, id: str, fragment: str, value: str) -> None:
    """Each wrong procedure gives the number that one gets by following it by hand."""
    assert [value] == found(PROBLEMS[problem], id, fragment)


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    covered = {
        mistake
        for _, id, fragment, _ in BY_HAND
        for mistake in ConvCell.mistakes
        if mistake.id == id and re.search(fragment, mistake.sentence)
    }
    assert set(ConvCell.mistakes) == covered


@pytest.mark.parametrize(
    "id",
    [
        "bias-forgotten",
        "bias-per-channel",
        "first-channel-only",
        "kernel-flipped",
        "kernel-transposed",
        "kernel-mirrored",
        "stride-ignored",
        "row-column-swapped",
        "padding-ignored",
        "edge-padding",
        "signs-lost",
        "relu-applied",
        "channels-crossed",
        "other-filter",
        "other-bias",
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str) -> None:
    """One symmetric kernel without a bias, no stride, no padding, on the diagonal: most mistakes make no difference."""
    plain = ConvCell(grid("1 2 3; 4 5 6; 7 8 9"), filters(("1 2 1; 2 4 2; 1 2 1", 0)), Target(1, 1))
    assert found(plain, id, "") == []


def test_padding_behind_the_window_makes_no_difference() -> None:
    """Padding on the right and below does not move a window that lies at the top left."""
    behind = ConvCell(
        grid("1 2 3; 4 5 6; 7 8 9"), filters(("1 2; 3 4", 1)), Target(1, 2), padding=Sides(right=1, bottom=1)
    )
    assert found(behind, "padding-ignored", "") == []


def test_shown_window_leaves_no_place_to_miss() -> None:
    """Where the question marks the window, nobody can take the wrong cell."""
    shown = replace(BASE, show_window=True)
    assert found(shown, "off-by-one", "") + found(shown, "row-column-swapped", "") == []


def test_cell_that_is_not_there() -> None:
    """A wrong procedure that leads outside of the map gives nothing: there is no cell before row 1."""
    assert found(BASE, "off-by-one", "before") == []


def test_fractions_stay_exact() -> None:
    """A tenth three times is three tenths."""
    tenth = Fraction(1, 10)
    cell = ConvCell(Grid.of([[tenth, tenth, tenth]]), (Filter(Grid.of([[1, 1, 1]])),), Target(1, 1))
    assert Fraction(3, 10) == cell.answer()


# ---- refusals -------------------------------------------------------------------------------------------------------

INPUT = grid("1 2 3; 4 5 6; 7 8 9")


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("filters", {"filters": ()}),
        ("filters", {"filters": filters(("1 2; 3 4", 0), ("1 2 3; 4 5 6", 0))}),
        ("filters", {"filters": filters(("1 2; 3 4 | 1 2; 3 4", 0))}),
        ("size", {"filters": filters(("1 2 3 4", 0))}),
        ("size", {"dilation": Pair(3, 3)}),
        ("stride", {"stride": Pair(0, 1)}),
        ("padding", {"padding": Sides(-1, 0, 0, 0)}),
        ("dilation", {"dilation": Pair(1, 0)}),
        ("at", {"at": Target(3, 1)}),
        ("at", {"at": Target(1, 3)}),
        ("at", {"at": Target(0, 1)}),
        ("at", {"at": Target(1, 1, 2)}),
    ],
)
def test_refusals(key: str, changes: dict[str, object]) -> None:
    """Givens that make no cell are refused, with the name of the given at fault."""
    cell = ConvCell(INPUT, filters(("1 2; 3 4", 0)), Target(1, 1))
    with pytest.raises(GivenError) as error:
        replace(cell, **changes)
    assert key == error.value.key


def test_refusal_says_how_far_rows_go() -> None:
    """Who asks for row 3 of a map with two learns how many there are."""
    with pytest.raises(GivenError, match="there is no row 3; the rows go from 1 to 2"):
        ConvCell(INPUT, filters(("1 2; 3 4", 0)), Target(3, 1))


def test_question_reads_as_one() -> None:
    """The convolution in a sentence, its biases one by one, and each filter's channels in a frame with its bias."""
    two = (Grid.of([[1]], [[2]]), Grid.of([[3]], [[4]]))
    cell = ConvCell(Grid.of([[5]], [[6]]), (Filter(two[0], -1), Filter(two[1], 1)), Target(1, 1))
    text, _, kernels, _ = cell.question()
    assert isinstance(text, Text) and isinstance(kernels, Beside)
    expected = "A convolution: 2 filters of 1×1 over 2 channels, stride 1, no padding, biases −1 and 1."
    assert f"{expected} The kernel is not flipped." == text.text
    frames = [(item.caption, item.note, len(item.grids)) for item in kernels.grids if isinstance(item, Frame)]
    assert [("filter 1", "bias −1", 2), ("filter 2", "bias 1", 2)] == frames


def test_kernel_of_one_row_is_not_mirrored_as_well() -> None:
    """Left and right exchanged is the turn by 180° there, which is named already."""
    row = ConvCell(Grid.of([[5, 6]]), (Filter(Grid.of([[1, 2]])),), Target(1, 1))
    assert ["kernel-flipped"] == [mistake.id for mistake, _ in row.wrong_answers() if mistake.id.startswith("kernel-f")]
    assert "kernel-mirrored" not in [mistake.id for mistake, _ in row.wrong_answers()]
