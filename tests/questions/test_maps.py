"""Maps, pieces and cells of convolutions against nested loops, and what is refused."""

import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.cells import product, reading_order
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import DOES_NOT_FIT, Filter, Form, Grid, Value, Volume
from cnnhand.layers.conv import Conv
from cnnhand.layers.network import Network
from cnnhand.layers.pool import Pool
from cnnhand.page import Beside, GridView
from cnnhand.questions.asking import Ask, Cells
from cnnhand.questions.maps.conv import ConvMap
from cnnhand.questions.maps.matrix import MatrixOfConvolution, MatrixProduct
from cnnhand.questions.network import NetworkProblem
from cnnhand.questions.slips import of_grid
from tests import oracles
from tests.board import evaluate
from tests.problem_files import part_of

small = st.integers(-5, 5) | st.fractions(-3, 3, max_denominator=4)
PLAIN = Grid.of([[1, 2, 0], [3, 1, 2], [0, 1, 4]])


def conv(*weights: list[list[int]], bias: int = 0, **options: Any) -> Conv:
    """A convolution with one filter, a channel of weights each."""
    size = Pair(len(weights[0][0]), len(weights[0]))
    return Conv(size=size, filters=1, weights=(Filter(Grid.of(*weights), bias),), **options)


@st.composite
def grids(draw: st.DrawFn, width: int, height: int, depth: int) -> Grid:
    return Grid.from_cells([draw(small) for _ in range(width * height * depth)], Volume(width, height, depth))


@st.composite
def maps(draw: st.DrawFn) -> ConvMap:
    """Any convolution: rectangular inputs and kernels, groups, dilation, padding on each side, fractions."""
    across, down, deep, groups = (draw(st.integers(1, most)) for most in (3, 3, 2, 2))
    stride, dilation = (Pair(draw(st.integers(1, 3)), draw(st.integers(1, 2))) for _ in range(2))
    padding = Sides(*(draw(st.integers(0, 2)) for _ in range(4)))
    least = (
        max(1, dilation.across * (across - 1) + 1 - padding.left - padding.right),
        max(1, dilation.down * (down - 1) + 1 - padding.top - padding.bottom),
    )
    width, height = (draw(st.integers(side, side + 3)) for side in least)
    filters = tuple(
        Filter(draw(grids(across, down, deep)), draw(small)) for _ in range(groups * draw(st.integers(1, 2)))
    )
    layer = Conv(
        size=Pair(across, down),
        filters=len(filters),
        weights=filters,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        flip=draw(st.booleans()),
    )
    return ConvMap(layer, draw(grids(width, height, deep * groups)), Rounding.FLOOR)


def by_loops(part: ConvMap) -> Grid:
    """The maps by definition, group by group."""
    layer, x = part.layer, part.x
    deep, many = x.depth // layer.groups, len(layer.weights) // layer.groups
    left, right, top, bottom = layer.padding
    found: list[Any] = []
    for group in range(layer.groups):
        filters = layer.weights[group * many : (group + 1) * many]
        found += oracles.convolve(
            [list(map(list, rows)) for rows in x.channels[group * deep : (group + 1) * deep]],
            [[list(map(list, rows)) for rows in filter.weights.channels] for filter in filters],
            [filter.bias for filter in filters],
            stride=(layer.stride.down, layer.stride.across),
            padding=((top, bottom), (left, right)),
            dilation=(layer.dilation.down, layer.dilation.across),
            flip=layer.flip,
        )
    return Grid.of(*found)


@settings(deadline=None)
@given(maps(), st.data())
def test_each_cell_is_the_sum_of_products_that_it_is_by_definition(part: ConvMap, data: st.DataObject) -> None:
    expected = by_loops(part)
    assert expected == part.answer()
    number, row, column = (
        data.draw(st.integers(1, side)) for side in (expected.depth, expected.height, expected.width)
    )
    cell = replace(part, at=Cells(range(row, row + 1), range(column, column + 1), number))
    assert expected.channels[number - 1][row - 1][column - 1] == cell.answer()
    piece = replace(part, at=Cells(range(row, expected.height + 1), range(1, column + 1)))
    cut = Grid(tuple(tuple(line[:column] for line in rows[row - 1 :]) for rows in expected.channels))
    assert (cut if cut.volume.cells > 1 else next(cut.cells())) == piece.answer()


@settings(deadline=None)
@given(maps())
def test_the_board_comes_to_the_map(part: ConvMap) -> None:
    """Every step of the working evaluates to its value, and the values are those of the map."""
    *steps, last = part.working().steps
    expected = [evaluate(step.expression) for step in steps]
    assert expected == [step.value for step in steps] == list(part.made.cells())
    assert last.value == part.answer()


@settings(deadline=None)
@given(maps())
def test_the_matrix_times_the_input_is_the_map(part: ConvMap) -> None:
    bare = part.with_filters(lambda filter: Filter(filter.weights))
    matrix = MatrixOfConvolution(bare.layer, bare.x.volume, None, Rounding.FLOOR).answer()
    assert tuple(bare.made.cells()) == product(matrix.rows, tuple(bare.x.cells()))


# ---- sizes -----------------------------------------------------------------------------------------------------------


def test_a_stride_that_does_not_divide_does_not_fit() -> None:
    """(4 − 3)/2 is no whole number; who rounds it down is told so."""
    part = ConvMap(conv([[1, 0, 1]], stride=Pair(2, 1)), Grid.of([[1, 2, 3, 4]]))
    assert part.answer() is DOES_NOT_FIT
    assert [("rounded-down", "4")] == [(mistake.id, str(value)) for mistake, value in part.wrong_answers()]
    assert part.working().steps[-1].value is DOES_NOT_FIT


def test_a_wrong_size_is_explained_by_the_question_for_the_size() -> None:
    sizes = ConvMap(conv([[1, -2], [3, -1]]), PLAIN).size_problem()
    assert sizes is not None
    assert Volume(2, 2, 1) == sizes.answer()


@pytest.mark.parametrize(
    ("at", "message"),
    [
        (Cells(range(3, 4), range(1, 2)), "there is no row 3; the rows go from 1 to 2"),
        (Cells(range(1, 2), range(2, 4)), "there is no column 3; the columns go from 1 to 2"),
        (Cells(range(1, 2), range(1, 2), 2), "there is no map 2; the maps go from 1 to 1"),
    ],
)
def test_a_cell_that_is_not_there_is_refused(at: Cells, message: str) -> None:
    with pytest.raises(GivenError, match=message):
        ConvMap(conv([[1, -2], [3, -1]]), PLAIN, at=at).answer()


def asked(x: Grid, layer: Conv, *asks: Ask) -> NetworkProblem:
    return NetworkProblem(Network.of(x.volume, [layer]), asks, x)


def test_more_than_ten_thousand_cells_are_not_asked_at_once() -> None:
    x = Grid((((1,) * 102,) * 102,))
    with pytest.raises(GivenError, match="10404 numbers are asked, and at most 10000 can be") as error:
        asked(x, conv([[1]]), Ask("map", (1,)))
    assert "at" == error.value.key
    problem = asked(x, conv([[1]]), Ask("map", (1,), Cells(range(1, 3), range(101, 103))))
    assert "1 1; 1 1" == str(problem.exact_parts()[0].answer())


def test_a_cell_needs_a_place() -> None:
    with pytest.raises(GivenError, match="is missing: which cell is asked"):
        asked(PLAIN, conv([[1]]), Ask("cell", (1,)))


# ---- large maps ------------------------------------------------------------------------------------------------------


def test_a_large_map_is_worked_out_in_one_cell_and_takes_little_room() -> None:
    """62·62 cells of nine products, each with a picture of 64·64 numbers, would be a gigabyte."""
    x = Grid.of([[(i * j) % 7 for j in range(64)] for i in range(64)])
    part = ConvMap(conv([[1, 0, -1], [2, 0, -2], [1, 0, -1]]), x)
    tracemalloc.start()
    steps = part.working().steps
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (["products", "with the bias", "map"], True) == ([step.label for step in steps], peak < 20e6)
    assert by_loops(part) == part.answer()


def test_the_steps_share_the_numbers_of_their_pictures() -> None:
    steps = ConvMap(conv([[1, -2], [3, -1]]), PLAIN).working().steps[:-1]
    views = [view for step in steps for block in step.picture if isinstance(block, Beside) for view in block.grids]
    rows = {id(view.rows) for view in views if isinstance(view, GridView) and view.caption == "input"}
    assert 1 == len(rows)


def test_a_question_with_a_large_image_shows_what_a_person_looks_at() -> None:
    x = Grid((((1,) * 200,) * 200,))
    page = asked(x, conv([[1, 2]]), Ask("cell", (1,), Cells(range(1, 2), range(1, 2)))).question()
    assert "The input has 40,000 numbers, which are not shown here." in str(page)


# ---- slips and follow-through ----------------------------------------------------------------------------------------


def slips(part: ConvMap) -> dict[str, Value]:
    return dict(part.slips())


def test_two_cells_exchanged_and_a_row_written_twice_are_slips() -> None:
    """The map is 6 4; 1 −3."""
    found = slips(ConvMap(conv([[1, -2], [3, -1]], bias=1), PLAIN))
    assert "6 4; 6 4" == str(found["row 2 is row 1 once more: look at it again"])
    assert "6 1; 4 -3" == str(found["row 1, column 2 and row 2, column 1 are exchanged: look at their places"])


def test_a_row_of_zeros_is_no_row_written_twice() -> None:
    said = [slip for slip, _ in of_grid(Grid.of([[0, 0], [6, 4]]), reading_order(2, 2))]
    assert ["row 1 is row 2 once more: look at it again"] == [one for one in said if "once more" in one]


def test_a_product_left_out_of_a_cell_is_a_slip() -> None:
    """3·3 is left out of 1 − 4 + 9 − 1 + 1 = 6."""
    part = ConvMap(conv([[1, -2], [3, -1]], bias=1), PLAIN, at=Cells(range(1, 2), range(1, 2)))
    expected = "a single product left out may give this; type the products as a sum, and it is named"
    assert (expected, -3) in part.slips()


def test_the_window_that_is_shown_leaves_no_place_to_miss() -> None:
    part = ConvMap(conv([[1, -2], [3, -1]]), PLAIN, at=Cells(range(1, 2), range(2, 3)))
    misplaced = {"off-by-one", "row-column-swapped"}
    made = {mistake.id for mistake, _ in part.wrong_answers()}
    assert misplaced & made
    assert not misplaced & {mistake.id for mistake, _ in replace(part, window_shown=True).wrong_answers()}


def matrix_and_product() -> NetworkProblem:
    """The windows are 0 1 2 and 2 3 0."""
    layer = conv([[2, -1, 1]], stride=Pair(2, 1), padding=Sides(left=1, right=1))
    return asked(Grid.of([[1, 2, 3]]), layer, Ask("matrix", (1,)), Ask("product", (1,)))


def test_the_product_of_one_s_own_matrix_is_right() -> None:
    """1/2·1 + 1·2, 2·2 − 3."""
    own = Grid.of([[Fraction(1, 2), 1, 0], [0, 2, -1]])
    assert "5/2 1" == str(matrix_and_product().part(1, (own,)).answer())


@pytest.mark.parametrize("own", [Grid.of([[1, 2]]), Grid.of([[1, 2, 3]], [[1, 2, 3]])])
def test_nothing_follows_from_a_matrix_that_cannot_be_multiplied(own: Grid) -> None:
    with pytest.raises(GivenError) as error:
        matrix_and_product().part(1, (own,))
    assert "matrix" == error.value.key


def test_the_product_may_be_typed_as_a_row_or_as_a_column() -> None:
    part = matrix_and_product().exact_parts()[1]
    assert (Form.GRID, "1 1", True) == (part.form, str(part.answer()), part.also_right(Grid.of([[1], [1]])))


def test_the_zeros_of_a_matrix_make_no_products() -> None:
    """Of −1·2 and −3·1 the first is larger, not 0."""
    part = MatrixProduct(Grid.of([[-1, 0, -3], [0, 0, 0]]), Grid.of([[2, 5, 1]]))
    found = [value for mistake, value in part.wrong_answers() if mistake.id == "largest-product"]
    assert [Grid.of([[-2, 0]])] == found


def test_a_matrix_of_more_than_ten_thousand_cells_is_refused() -> None:
    """40·40 cells of the input and of the map make 1600·1600."""
    with pytest.raises(GivenError, match="the matrix has 1600 rows and 1600 columns; at most 10000 numbers"):
        MatrixOfConvolution(conv([[1]]), Volume(40, 40, 1))


def test_one_s_own_map_that_the_next_layer_cannot_read_is_said_to_be_that() -> None:
    """A map of one channel, where the filters of the second layer are two channels deep."""
    first = Conv(size=Pair(1, 1), filters=2, weights=(Filter(Grid.of([[1]])), Filter(Grid.of([[2]]))))
    problem = NetworkProblem(
        Network.of(PLAIN.volume, [first, conv([[1]], [[1]])]), (Ask("map", (1,)), Ask("map", (2,))), PLAIN
    )
    with pytest.raises(GivenError, match="layer 2: the filters are 2 channels deep and the input 1 channel"):
        problem.part(1, (PLAIN,))


class MinPool(Pool):
    """A pool as CONTRIBUTING.md says that one is made."""

    title = "min pooling"

    def statistic(self, cells: Sequence[Any]) -> Any:
        return min(cells)


def test_a_new_pool_needs_nothing_but_what_it_makes_of_a_window() -> None:
    """Its map is asked, with the mistakes of every window; no gradient is taken back through it."""
    x = Grid.of([[3, -4, 1, 0], [2, 5, 7, 9]])
    (part,) = NetworkProblem(Network.of(x.volume, [MinPool(size=Pair(2, 2))]), (Ask("map", (1,)),), x).exact_parts()
    assert Grid.of([[-4, 0]]) == part.answer()
    assert ("stride-one", Grid.of([[-4, -4, 0]])) in [(mistake.id, value) for mistake, value in part.wrong_answers()]
    assert "y = the min pooling of the x under the window; the window moves on by S" == part.working().formula
    with pytest.raises(GivenError, match="no gradient is taken back through min pooling here"):
        MinPool(size=Pair(2, 2)).backward(x, part.answer())


@pytest.mark.parametrize(
    ("pool", "about"),
    [
        ("maxpool3/2", "column and every 2nd row: W2 = ⌈(4 − 3 + 2·0)/2⌉ + 1, H2 = (5 − 3 + 2·0)/2 + 1: a map of 2×2"),
        (
            "maxpool2/2p1",
            "row of the padded input: W2 = (4 − 2 + 2·1)/2 + 1, H2 = ⌈(5 − 2 + 2·1)/2⌉ + 1 − 1: a map of 3×3",
        ),
        ("gmp", "windows of 4×5: a map of 1×1"),
    ],
)
def test_the_size_of_a_pooled_map_is_worked_out(pool: str, about: str) -> None:
    text = f"input: [{', '.join(['[1, 2, 3, 4]'] * 5)}]\nlayers: {pool}\nask: map\nrounding: ceil\n"
    assert part_of(text).working().filled.endswith(about)
