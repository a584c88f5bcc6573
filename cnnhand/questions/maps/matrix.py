"""A convolution as a matrix, with y = M·x for the flattened input and map, and the product of the two.

A row for every cell of the output, a column for every cell of the input, both numbered in reading order, channel by
channel. Source: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4.1.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import exchanged, pairs, product, reading_order, window_at
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Form, Grid, Rational, Rows, Value, Volume
from cnnhand.layers.conv import Conv, on_window, seen_channels, written_out
from cnnhand.layers.words import plural
from cnnhand.page import Beside, Step, Working, say
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Part
from cnnhand.questions.grids import region
from cnnhand.questions.maps.conv import laid_otherwise
from cnnhand.questions.traced import sum_text, traced_grid, value_of
from cnnhand.questions.wording import channel_views

MOST_CELLS = 10**4
"""Of a matrix: more is a slip in a size, not an exercise."""


@dataclass(frozen=True)
class MatrixOfConvolution(Part):
    """A convolution, what it reads, and the numbers of that where they are given."""

    form = Form.GRID
    mostly_zeros = True

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
        return replace(self, layer=laid_otherwise(self.layer, change))

    def working(self) -> Working:
        answer, (width, height, depth), output = self.answer(), self.input, self.output
        window = self.layer.on(self.input).window
        views = [view._replace(padding=window.padding) for view in channel_views(self.x, "input")] if self.x else []
        kernel = channel_views(Grid(on_window(self.layer, (self.layer.weights or ())[0])), "kernel", numbered=False)
        places = reading_order(output.width, output.height) * output.depth
        steps = []
        for number, (place, cells) in enumerate(zip(places, answer.rows, strict=True), 1):
            row = Grid.of([cells])
            picture = (Beside(tuple(view._replace(window=region(place, window)) for view in views)),) if views else ()
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


MATRIX = (
    "Flattened in reading order, the input is a column x and the map a column y with y = M·x. Which matrix is M? "
    "Type its rows, as in 6 0; 3 4."
)
AS_TYPED = "(its rows, as in 6 0; 3 4), with y = M·x for input x and map y, flattened row by row"
PRODUCT = "What is the matrix times the flattened input, M·x? Type its numbers in one row, as in 6 0 3."

QUANTITIES = (
    Quantity("matrix", _matrix, MATRIX, "the matrix M{of} " + AS_TYPED, of_numbers=True),
    Quantity("product", _product, PRODUCT, "M·x (its numbers in one row, as in 6 0 3)", of_numbers=True),
)


def _moved_rows(part: Any, numbers: Sequence[Rational], starts: Iterable[int]) -> Grid:
    """The same numbers in every row, from another column on in each; what leaves the matrix is lost."""
    columns = part.input.cells
    return Grid.of([([0] * start + [*numbers] + [0] * columns)[:columns] for start in starts])


def _no_gaps(part: Any) -> Grid:
    """The weights one after the other from where the window begins."""
    across, down = part.layer.stride
    places = reading_order(part.output.width, part.output.height)
    starts = [(place.row - 1) * down * part.input.width + (place.column - 1) * across for place in places]
    (kernel,) = on_window(part.layer, part.layer.weights[0])
    return _moved_rows(part, [w for row in kernel for w in row], starts)


def _line_ends(part: Any) -> Grid:
    """The first row moved on by the stride, also where the window goes on to the next row of the image."""
    first, *_ = part.answer().rows
    return _moved_rows(part, first, [at * part.layer.stride.across for at in range(part.output.cells)])


def _unrolled(part: Any) -> Grid:
    """The windows of the input, one a row."""
    window = part.layer.on(part.input).window
    places = reading_order(part.output.width, part.output.height)
    return Grid.of([[x for row in window_at(part.x.rows, place, window) for x in row] for place in places])


MatrixOfConvolution.usual = rules(
    """
    transposed: with rows and columns of the matrix exchanged: that is the transposed convolution := p.answer().by_channel(exchanged)
    kernel-flipped*: with the kernel turned by 180° [p.with_kernels(rotated)]
    kernel-transposed: with rows and columns of the kernel exchanged [p.with_kernels(exchanged)] | p.layer.size.across == p.layer.size.down > 1
    no-gaps: with the rows of the kernel right after each other: a row of the image has {W} cells := _no_gaps(p) | flat, p.layer.size.down > 1, p.layer.size.across < p.input.width
    line-end-ignored: with each row moved on by {columns}, also where the window goes to the next row of the image := _line_ends(p) | flat, p.output.height > 1
    input-unrolled: for the windows of the input as rows: the weights were asked := _unrolled(p) | flat, p.x is not None
    stride-ignored*: with a kernel that moves by 1 in place of {S} [stride=ONE] | S > 1
    padding-ignored*: without the padding {P} [padding=Sides()] | T > 0
    """
)


def _largest_products(part: Any) -> Grid:
    """Of each row the largest product with a number of it that is not 0; 0 where there is none."""
    rows = (zip(row, part.x.cells(), strict=True) for row in part.matrix.rows)
    return Grid.of([[max((w * x for w, x in row if w), default=0) for row in rows]])


MatrixProduct.usual = rules(
    """
    column-by-column: with the input flattened column by column [replace(p, x=p.x.by_channel(exchanged))]
    input-reversed: with the input from its last cell to its first [replace(p, x=Grid(p.x.by_channel(rotated).channels[::-1]))]
    input-ignored: by adding up the rows of the matrix, without the input [replace(p, x=p.x.map(lambda x: 1))]
    signs-lost: without the minus signs of the matrix [replace(p, matrix=p.matrix.map(magnitude))]
    largest-product: with the largest product of each row in place of the sum := _largest_products(p)
    """
)
