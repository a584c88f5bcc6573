"""The parts of `convolution-matrix`: the matrix, and its product with the flattened input.

x are the cells of the input and w the weights of the kernel; W and H are the input's width and height, S is the stride,
P the padding on one side.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, exchanged, magnitude, reading_order, rotated, window_at
from cnnhand.exact.matrices import convolution_matrix, product
from cnnhand.exact.shapes import Pair, Rounding, Sides, Window, check_window, windowed_volume
from cnnhand.exact.values import Form, Grid, Rational, Rows, Value, Volume
from cnnhand.kinds import Mistake, always
from cnnhand.kinds._grids import channel_views, check_one_channel, region
from cnnhand.kinds._layers import plural
from cnnhand.kinds._parts import Part
from cnnhand.page import Beside, Page, Step, Text, Working, factor, say


@dataclass(frozen=True, slots=True)
class MatrixOfConvolution(Part):
    """The first part: which matrix does what the convolution does."""

    form = Form.GRID
    mostly_zeros = True

    input: Grid
    kernel: Grid
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()

    def __post_init__(self) -> None:
        check_one_channel(input=self.input, kernel=self.kernel)
        check_window(self.input.width, self.input.height, self.window)

    @property
    def window(self) -> Window:
        """How the kernel slides."""
        return Window.of(Pair(self.kernel.width, self.kernel.height), self.stride, self.padding)

    @property
    def weights(self) -> Rows:
        """The kernel's only channel."""
        return self.kernel.channels[0]

    @property
    def output(self) -> Volume:
        """The size of the map."""
        output = windowed_volume(self.input.volume, self.window, 1, Rounding.FLOOR)
        assert output is not None  # rounding down always gives a volume
        return output

    def places(self) -> list[Place]:
        """The cells of the map in reading order."""
        return reading_order(self.output.width, self.output.height)

    def answer(self) -> Grid:
        return Grid((convolution_matrix(self.input.width, self.input.height, self.weights, self.window),))

    def question(self) -> Page:
        return (Text("Which matrix is it? Type its rows, as in 6 0; 3 4."),)

    def letters(self) -> dict[str, object]:
        columns = plural(self.stride.across, "column")
        return {"W": self.input.width, "S": self.stride.across, "columns": columns, "P": self.padding.left}

    def working(self) -> Working:
        answer, input, output = self.answer(), self.input.volume, self.output
        (view,) = channel_views(self.input, "input", self.padding)
        steps = []
        for number, (place, cells) in enumerate(zip(self.places(), answer.channels[0], strict=True), 1):
            row, marked = Grid.of([cells]), view._replace(window=region(place, self.window))
            steps.append(Step(f"row {number}", say(row), row, f"{place} of the map", (Beside((marked,)),)))
        return Working(
            "row by row: each weight w stands in the column of the input cell that it lies on, and 0 elsewhere",
            f"{output.width}·{output.height} = {output.cells} rows, one a cell of the map; "
            f"{input.width}·{input.height} = {input.cells} columns, one a cell of the input",
            (*steps, Step("matrix", say(answer), answer)),
            (Beside((view, *channel_views(self.kernel, "kernel", numbered=False))),),
        )


@dataclass(frozen=True, slots=True)
class MatrixProduct(Part):
    """The second part: a matrix times the input, which is flattened row after row."""

    form = Form.GRID

    matrix: Grid
    input: Grid

    def __post_init__(self) -> None:
        check_one_channel(matrix=self.matrix, input=self.input)
        if self.matrix.width != self.input.volume.cells:
            columns = plural(self.input.volume.cells, "column")
            what = f"the matrix must have {columns}, one a cell of the input, not {self.matrix.width}"
            raise GivenError("matrix", what)

    @property
    def rows(self) -> Rows:
        """The rows of the matrix."""
        return self.matrix.channels[0]

    @property
    def vector(self) -> tuple[Rational, ...]:
        """The flattened input x."""
        return tuple(self.input.cells())

    def answer(self) -> Grid:
        return Grid.of([product(self.rows, self.vector)])

    def also_right(self, value: Value) -> bool:
        """The same numbers as a column."""
        return value == Grid((exchanged(self.answer().channels[0]),))

    def question(self) -> Page:
        return (Text("What is the matrix times the flattened input? Type the numbers in one row, as in 6 0 3."),)

    def letters(self) -> dict[str, object]:
        return {"n": len(self.vector)}

    def working(self) -> Working:
        answer = self.answer()
        steps = [
            Step(
                f"row {number}",
                " + ".join(f"{factor(w)}·{factor(x)}" for w, x in zip(row, self.vector, strict=True) if w) or "0",
                y,
            )
            for number, (row, y) in enumerate(zip(self.rows, answer.cells(), strict=True), 1)
        ]
        return Working(
            "y = M·x: each row of the matrix times x, cell by cell, added up",
            f"x = {say(Grid.of([self.vector]))}; products with a 0 of the matrix are left out",
            (*steps, Step("product", say(answer), answer)),
        )


# ---- mistakes of the matrix -----------------------------------------------------------------------------------------


def _with_kernel(problem: MatrixOfConvolution, weights: Rows) -> Grid:
    """The matrix of another kernel."""
    return replace(problem, kernel=Grid((weights,))).answer()


def _moved_rows(problem: MatrixOfConvolution, numbers: Sequence[Rational], starts: Iterable[int]) -> Grid:
    """The same numbers in every row, from another column on in each; what leaves the matrix is lost."""
    columns = problem.input.volume.cells
    return Grid.of([([0] * start + [*numbers] + [0] * columns)[:columns] for start in starts])


def _no_gaps(problem: MatrixOfConvolution) -> Grid:
    """The weights one after the other from where the window begins."""
    across, down = problem.stride
    starts = [(place.row - 1) * down * problem.input.width + (place.column - 1) * across for place in problem.places()]
    return _moved_rows(problem, list(problem.kernel.cells()), starts)


def _line_ends(problem: MatrixOfConvolution) -> Grid:
    """The first row moved on by the stride, also where the window goes on to the next row of the image."""
    first, *_ = problem.answer().channels[0]
    return _moved_rows(problem, first, [index * problem.stride.across for index in range(problem.output.cells)])


def _unrolled(problem: MatrixOfConvolution) -> Grid:
    """The windows of the input, one a row."""
    windows = [window_at(problem.input.channels[0], place, problem.window) for place in problem.places()]
    return Grid.of([Grid((window,)).cells() for window in windows])


def _column_by_column(problem: MatrixOfConvolution) -> Grid:
    """The matrix for images that are flattened column by column."""
    left, right, top, bottom = problem.padding
    turned = MatrixOfConvolution(
        Grid((exchanged(problem.input.channels[0]),)),
        Grid((exchanged(problem.weights),)),
        Pair(problem.stride.down, problem.stride.across),
        Sides(top, bottom, left, right),
    )
    return turned.answer()


def _padded_columns(problem: MatrixOfConvolution) -> Grid:
    """The matrix for the padded input, with columns for the zeros."""
    left, right, top, bottom = problem.padding
    width, height = problem.input.width + left + right, problem.input.height + top + bottom
    return Grid((convolution_matrix(width, height, problem.weights, problem.window.unpadded()),))


MatrixOfConvolution.mistakes = (
    Mistake(
        "transposed",
        "with rows and columns of the matrix exchanged: that is the transposed convolution",
        always,
        lambda p: Grid((exchanged(p.answer().channels[0]),)),
    ),
    Mistake(
        "kernel-flipped",
        "with the kernel turned by 180°",
        lambda p: rotated(p.weights) != p.weights,
        lambda p: _with_kernel(p, rotated(p.weights)),
    ),
    Mistake(
        "kernel-transposed",
        "with rows and columns of the kernel exchanged",
        lambda p: p.kernel.width == p.kernel.height and exchanged(p.weights) != p.weights,
        lambda p: _with_kernel(p, exchanged(p.weights)),
    ),
    Mistake(
        "no-gaps",
        "with the rows of the kernel right after each other: a row of the image has {W} cells",
        lambda p: p.kernel.height > 1 and p.kernel.width < p.input.width,
        _no_gaps,
    ),
    Mistake(
        "line-end-ignored",
        "with each row moved on by {columns}, also where the window goes to the next row of the image",
        lambda p: p.output.height > 1,
        _line_ends,
    ),
    Mistake("input-unrolled", "for the windows of the input as rows: the weights were asked", always, _unrolled),
    Mistake(
        "column-by-column",
        "with image and map flattened column by column",
        lambda p: p.input.width > 1 and p.input.height > 1,
        _column_by_column,
    ),
    Mistake(
        "stride-ignored",
        "with a kernel that moves by 1 in place of {S}",
        lambda p: max(p.stride) > 1,
        lambda p: replace(p, stride=Pair(1, 1)).answer(),
    ),
    Mistake(
        "padding-ignored",
        "without the padding {P}",
        lambda p: p.window.padded,
        lambda p: replace(p, padding=Sides()).answer(),
    ),
    Mistake(
        "padding-counted",
        "with columns for the zeros of the padding: the input has none of them",
        lambda p: p.window.padded,
        _padded_columns,
    ),
)


# ---- mistakes of the product ----------------------------------------------------------------------------------------


def _input_in_other_order(id: str, sentence: str, change: Callable[[Rows], Rows]) -> Mistake:
    """The product with the cells of the input in another order."""

    def changed(problem: MatrixProduct) -> MatrixProduct:
        return replace(problem, input=Grid((change(problem.input.channels[0]),)))

    return Mistake(id, sentence, lambda p: changed(p).vector != p.vector, lambda p: changed(p).answer())


def _largest_products(problem: MatrixProduct) -> Grid:
    """Of each row the largest product with a number of it that is not 0; 0 where there is none."""
    pairs = (zip(row, problem.vector, strict=True) for row in problem.rows)
    return Grid.of([[max((w * x for w, x in row if w), default=0) for row in pairs]])


MatrixProduct.mistakes = (
    _input_in_other_order("column-by-column", "with the input flattened column by column", exchanged),
    _input_in_other_order("input-reversed", "with the input from its last cell to its first", rotated),
    Mistake(
        "input-ignored",
        "by adding up the rows of the matrix, without the input",
        lambda p: any(x != 1 for x in p.vector),
        lambda p: replace(p, input=p.input.map(lambda x: 1)).answer(),
    ),
    Mistake(
        "signs-lost",
        "without the minus signs of the matrix",
        lambda p: any(w < 0 for w in p.matrix.cells()),
        lambda p: replace(p, matrix=p.matrix.map(magnitude)).answer(),
    ),
    Mistake(
        "largest-product",
        "with the largest product of each row in place of the sum",
        lambda p: any(sum(bool(w) for w in row) > 1 for row in p.rows),
        _largest_products,
    ),
)
