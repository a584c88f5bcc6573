"""A convolution as a matrix, with y = M·x for the flattened input and map, and the product of the two.

A row for every cell of the output, a column for every cell of the input, both numbered in reading order, channel by
channel. Source: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4.1.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import exchanged, pairs, reading_order, window_at
from cnnhand.exact.matrices import product
from cnnhand.exact.shapes import Pair, Rounding
from cnnhand.exact.values import Filter, Form, Grid, Rows, Value, Volume
from cnnhand.layers.conv import Conv, on_window, seen_channels, written_out
from cnnhand.layers.words import plural
from cnnhand.page import Beside, Step, Working, say
from cnnhand.questions import wording
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.contract import Part
from cnnhand.questions.grids import region
from cnnhand.questions.maps.matrix_mistakes import OF_MATRIX, OF_PRODUCT
from cnnhand.questions.traced import sum_text, traced_grid, value_of
from cnnhand.questions.wording import channel_views

MOST_CELLS = 10**4
"""Of a matrix: more is a slip in a size, not an exercise."""


@dataclass(frozen=True)
class MatrixOfConvolution(Part):
    """A convolution, what it reads, and the numbers of that where they are given."""

    form = Form.GRID
    mostly_zeros = True
    usual = OF_MATRIX

    layer: Conv
    input: Volume
    x: Grid | None = None
    rounding: Rounding = Rounding.EXACT

    def __post_init__(self) -> None:
        output, volume = self.output, self.input
        if output and output.cells * volume.cells > MOST_CELLS:
            what = (
                f"the matrix has {output.cells} rows and {volume.cells} columns; at most {MOST_CELLS} numbers are asked"
            )
            raise GivenError("input", what)

    @cached_property
    def output(self) -> Volume:
        """The size of the maps."""
        output = self.layer.output(self.input, self.rounding)
        if output is None:
            raise GivenError("stride", "the stride does not divide, so that there is no matrix; say `rounding: floor`")
        if min(output) < 1:
            raise GivenError("size", "nothing comes out")
        return output

    @cached_property
    def made(self) -> Grid:
        """Every weight in the column of the cell that it lies on."""
        many, layer = self.input.cells, self.layer.on(self.input)
        layer, columns = written_out(layer, Grid.from_cells(range(many), self.input))
        rows: list[list[Any]] = []
        for number, filter in enumerate(layer.weights or (), 1):
            seen = [columns.channels[at] for at in seen_channels(layer, number, self.input.depth)]
            for place in reading_order(self.output.width, self.output.height):
                rows.append([0] * many)
                for channel, kernel in zip(seen, on_window(layer, filter), strict=True):
                    for column, w in pairs(window_at(channel, place, layer.window, None), kernel):
                        if isinstance(column, int):  # a copied border has columns twice
                            rows[-1][column] += w
        return Grid.of(rows)

    def answer(self) -> Grid:
        return self.made

    def letters(self) -> dict[str, object]:
        layer = self.layer.on(self.input)
        stride = layer.stride.across
        return {
            "W": self.input.width,
            "S": max(layer.stride),
            "columns": plural(stride, "column"),
            "P": max(layer.padding),
        }

    @property
    def givens(self) -> tuple[dict[str, int], ...]:
        return tuple({"S": axis.stride, "T": axis.before + axis.after} for axis in self.layer.on(self.input).window)

    @property
    def flat(self) -> bool:
        """Whether there is one channel and one filter."""
        return self.input.depth == 1 == len(self.layer.weights or ())

    def changed(self, **options: Any) -> "MatrixOfConvolution":
        """The same of a kernel that slides in another way."""
        return replace(self, layer=self.layer.with_(**options), rounding=Rounding.FLOOR)

    def with_kernels(self, change: Callable[[Rows], Rows]) -> "MatrixOfConvolution":
        """The same with each channel's kernel changed, as it lies on the window."""
        weights = tuple(Filter(Grid(tuple(map(change, on_window(self.layer, f))))) for f in self.layer.weights or ())
        size = Pair(weights[0].weights.width, weights[0].weights.height)
        return self.changed(weights=weights, size=size, flip=False)

    def working(self) -> Working:
        answer, (width, height, depth), output = self.answer(), self.input, self.output
        shown = self.x or Grid((((0,) * width,) * height,) * depth)
        window = self.layer.on(self.input).window
        views = [view._replace(padding=window.padding) for view in channel_views(shown, "input")] if self.x else []
        kernel = channel_views(Grid(on_window(self.layer, (self.layer.weights or ())[0])), "kernel", numbered=False)
        places = reading_order(output.width, output.height) * output.depth
        steps = []
        for number, (place, cells) in enumerate(zip(places, answer.rows, strict=True), 1):
            row = Grid.of([cells])
            marked = Beside(tuple(view._replace(window=region(place, window)) for view in views))
            picture = (marked,) if views else ()
            steps.append(Step(f"row {number}", say(row), row, f"{place} of the map", picture))
        deep = f"·{depth}" if depth > 1 else ""
        maps = f"·{output.depth}" if output.depth > 1 else ""
        return Working(
            "row by row: each weight w stands in the column of the input cell that it lies on, and 0 elsewhere",
            f"{output.width}·{output.height}{maps} = {output.cells} rows, one a cell of the map; "
            f"{width}·{height}{deep} = {self.input.cells} columns, one a cell of the input",
            (*steps, Step("matrix", say(answer), answer)),
            (Beside((*views, *kernel)),),
        )


@dataclass(frozen=True)
class MatrixProduct(Part):
    """A matrix times the input, which is flattened row after row."""

    form = Form.GRID
    usual = OF_PRODUCT

    matrix: Grid
    x: Grid

    def __post_init__(self) -> None:
        if self.matrix.depth != 1 or self.matrix.width != self.x.volume.cells:
            columns = plural(self.x.volume.cells, "column")
            what = f"the matrix must have {columns}, one a cell of the input, not {self.matrix.width}"
            raise GivenError("matrix", what)

    def answer(self) -> Grid:
        return Grid.of([product(self.matrix.rows, tuple(self.x.cells()))])

    def also_right(self, value: Value) -> bool:
        """The same numbers as a column."""
        return value == Grid((exchanged(self.answer().rows),))

    def working(self) -> Working:
        answer, x = self.answer(), tuple(self.x.cells())
        sums = product(traced_grid(self.matrix).rows, x)
        steps = [Step(f"row {number}", sum_text(row), value_of(row)) for number, row in enumerate(sums, 1)]
        return Working(
            "y = M·x: each row of the matrix times x, cell by cell, added up",
            f"x = {say(Grid.of([x]))}; products that are 0 are left out",
            (*steps, Step("product", say(answer), answer)),
        )


# ---- what can be asked -----------------------------------------------------------------------------------------------


def _matrix(ask: Ask, problem: Any, known: Any) -> Part:  # noqa: ARG001 - what every quantity is given
    layer = known.layer(ask.place)
    if not isinstance(layer, Conv) or not layer.weights:
        raise GivenError("ask", "a matrix is asked of a convolution whose weights are given")
    known.volume(ask.place)  # it says what does not fit
    reads = known.reads(ask.place)
    if reads.depth is None:
        reads = reads._replace(depth=layer.weights[0].weights.depth)
    x = known.map(known.sources(ask.place)[0]) if known.x is not None else None
    return MatrixOfConvolution(layer, reads._replace(height=reads.height or 1), x, known.rounding(ask.place))


def _product(ask: Ask, problem: Any, known: Any) -> Part:
    own = known.answer("matrix", ask.place)
    matrix = own if isinstance(own, Grid) else _matrix(ask, problem, known).answer()
    assert isinstance(matrix, Grid)
    return MatrixProduct(matrix, known.map(known.sources(ask.place)[0]))


def _title(ask: Ask, problem: Any) -> str:
    of = f" of {wording.place_name(problem, ask.place)}" if len(problem.layers) > 1 else ""
    return f"the matrix M{of} (its rows, as in 6 0; 3 4), with y = M·x for input x and map y, flattened row by row"


MATRIX = (
    "Flattened in reading order, the input is a column x and the map a column y with y = M·x. Which matrix is M? "
    "Type its rows, as in 6 0; 3 4."
)
PRODUCT = "What is the matrix times the flattened input, M·x? Type its numbers in one row, as in 6 0 3."

QUANTITIES = (
    Quantity("matrix", _matrix, lambda *_: MATRIX, _title, of_numbers=True),
    Quantity(
        "product", _product, lambda *_: PRODUCT, lambda *_: "M·x (its numbers in one row, as in 6 0 3)", of_numbers=True
    ),
)
