"""The parts of `convolution-matrix`: the matrix, and its product with the flattened input.

x are the cells of the input and w the weights of the kernel; W and H are the input's width and height, S is the stride,
P the padding on one side.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from cnnhand.exact.cells import Place, rotated, window_at
from cnnhand.exact.matrices import convolution_matrix, product
from cnnhand.exact.shapes import Pair, Rounding, Sides, Window, check_window, output_side
from cnnhand.exact.values import Form, Grid, Rational, Rows, Value
from cnnhand.kinds import Mistake, always
from cnnhand.kinds._grids import channel_views, check_one_channel, region
from cnnhand.kinds._layers import plural
from cnnhand.kinds._parts import Part
from cnnhand.page import Beside, GridView, Page, Step, Text, Working, factor, say


@dataclass(frozen=True, slots=True)
class MatrixOfConvolution(Part):
    """The first part: which matrix does what the convolution does."""

    form = Form.GRID

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
    def output(self) -> tuple[int, int]:
        """Width and height of the map."""
        sides = zip((self.input.width, self.input.height), self.window, strict=True)
        width, height = (output_side(side, axis, Rounding.FLOOR) or 0 for side, axis in sides)
        return width, height

    def places(self) -> list[Place]:
        """The cells of the map in reading order."""
        width, height = self.output
        return [Place(row, column) for row in range(1, height + 1) for column in range(1, width + 1)]

    def answer(self) -> Grid:
        return self.matrix()

    def matrix(self, **changes: Rows) -> Grid:
        """The matrix, or that of another kernel."""
        kernel = changes.get("kernel", self.weights)
        return Grid((convolution_matrix(self.input.width, self.input.height, kernel, self.window),))

    def question(self) -> Page:
        return (Text("Which matrix is it? Type its rows, as in 6 0; 3 4."),)

    def letters(self) -> dict[str, object]:
        columns = plural(self.stride.across, "column")
        return {"W": self.input.width, "S": self.stride.across, "columns": columns, "P": self.padding.left}

    def working(self) -> Working:
        answer = self.answer()
        (view,) = channel_views(self.input, "input", self.padding)
        width, height = self.output
        steps = tuple(
            Step(
                f"row {number}",
                say(Grid(((row,),))),
                Grid((((row),),)),
                f"{place} of the map",
                (Beside((GridView(view.caption, view.rows, view.padding, region(place, self.window), True),)),),
            )
            for number, (place, row) in enumerate(zip(self.places(), answer.channels[0], strict=True), 1)
        )
        return Working(
            "row by row: each weight w stands in the column of the input cell that it lies on, and 0 elsewhere",
            f"{width}·{height} = {width * height} rows, one a cell of the map; "
            f"{self.input.width}·{self.input.height} = {answer.width} columns, one a cell of the input",
            (*steps, Step("matrix", say(answer), answer)),
            (Beside((view, *channel_views(self.kernel, "kernel", numbered=False))),),
        )


@dataclass(frozen=True, slots=True)
class MatrixProduct(Part):
    """The second part: a matrix times the flattened input, whose rows have the given width."""

    form = Form.GRID

    matrix: Grid
    vector: tuple[Rational, ...]
    width: int

    @property
    def rows(self) -> Rows:
        """The rows of the matrix."""
        return self.matrix.channels[0]

    def answer(self) -> Grid:
        return self.times()

    def times(self, vector: tuple[Rational, ...] | None = None, rows: Rows | None = None) -> Grid:
        """The product, of another vector or another matrix where one is given, as a single row."""
        return Grid(((product(rows or self.rows, vector or self.vector),),))

    def also_right(self, value: Value) -> bool:
        """The same numbers as a column."""
        return isinstance(value, Grid) and value == Grid((tuple((y,) for y in self.answer().cells()),))

    def question(self) -> Page:
        return (Text("What is the matrix times the flattened input? Type the numbers in one row, as in 6 0 3."),)

    def letters(self) -> dict[str, object]:
        return {"n": len(self.vector)}

    def working(self) -> Working:
        answer = self.answer()
        steps = tuple(
            Step(
                f"row {number}",
                " + ".join(f"{factor(w)}·{factor(x)}" for w, x in zip(row, self.vector, strict=True) if w) or "0",
                y,
            )
            for number, (row, y) in enumerate(zip(self.rows, answer.cells(), strict=True), 1)
        )
        return Working(
            "y = M·x: each row of the matrix times x, cell by cell, added up",
            f"x = {say(Grid(((self.vector,),)))}; products with a 0 of the matrix are left out",
            (*steps, Step("product", say(answer), answer)),
        )


# ---- mistakes of the matrix -----------------------------------------------------------------------------------------


def _transposed(rows: Rows) -> Rows:
    return tuple(zip(*rows, strict=True))


def _flat(rows: Rows) -> tuple[Rational, ...]:
    """All cells in reading order."""
    return tuple(cell for row in rows for cell in row)


def _two_dimensional(problem: MatrixOfConvolution) -> bool:
    return min(problem.input.width, problem.input.height) > 1


def _gaps(problem: MatrixOfConvolution) -> bool:
    """Whether the rows of the kernel stand apart in a row of the matrix."""
    return problem.kernel.height > 1 and problem.kernel.width < problem.input.width


def _moved_rows(problem: MatrixOfConvolution, starts: Iterator[int], first: tuple[Rational, ...]) -> Grid:
    """The same numbers in every row, moved so many columns to the right; what leaves the matrix is lost."""
    columns = problem.input.width * problem.input.height
    rows = []
    for start in starts:
        row = [0] * start + list(first)
        rows.append((row + [0] * columns)[:columns])
    return Grid.of(rows)


def _no_gaps(problem: MatrixOfConvolution) -> Grid:
    """The weights one after the other from where the window begins."""
    starts = (
        (place.row - 1) * problem.stride.down * problem.input.width + (place.column - 1) * problem.stride.across
        for place in problem.places()
    )
    return _moved_rows(problem, starts, _flat(problem.weights))


def _line_ends(problem: MatrixOfConvolution) -> Grid:
    """The first row moved on by the stride, also where the window goes on to the next row of the image."""
    starts = (index * problem.stride.across for index, _ in enumerate(problem.places()))
    return _moved_rows(problem, starts, problem.answer().channels[0][0])


def _unrolled(problem: MatrixOfConvolution) -> Grid:
    """The windows of the input, one a row."""
    return Grid.of([_flat(window_at(problem.input.channels[0], place, problem.window)) for place in problem.places()])


def _column_by_column(problem: MatrixOfConvolution) -> Grid:
    """The matrix for images that are flattened column by column."""
    turned = MatrixOfConvolution(
        Grid((_transposed(problem.input.channels[0]),)),
        Grid((_transposed(problem.weights),)),
        Pair(problem.stride.down, problem.stride.across),
        Sides(problem.padding.top, problem.padding.bottom, problem.padding.left, problem.padding.right),
    )
    return turned.answer()


def _padded_columns(problem: MatrixOfConvolution) -> Grid:
    """The matrix for the padded input, with columns for the zeros."""
    left, right, top, bottom = problem.padding
    width, height = problem.input.width + left + right, problem.input.height + top + bottom
    return Grid((convolution_matrix(width, height, problem.weights, problem.window.unpadded()),))


def _changes(change: Callable[[Rows], Rows]) -> Callable[[MatrixOfConvolution], bool]:
    """Whether the change makes another kernel at all."""
    return lambda p: change(p.weights) != p.weights


MatrixOfConvolution.mistakes = (
    Mistake(
        "transposed",
        "with rows and columns of the matrix exchanged: that is the transposed convolution",
        always,
        lambda p: Grid((_transposed(p.answer().channels[0]),)),
    ),
    Mistake(
        "kernel-flipped",
        "with the kernel turned by 180°",
        _changes(rotated),
        lambda p: p.matrix(kernel=rotated(p.weights)),
    ),
    Mistake(
        "kernel-transposed",
        "with rows and columns of the kernel exchanged",
        lambda p: p.kernel.width == p.kernel.height and _changes(_transposed)(p),
        lambda p: p.matrix(kernel=_transposed(p.weights)),
    ),
    Mistake(
        "no-gaps",
        "with the rows of the kernel right after each other: a row of the image has {W} cells",
        _gaps,
        _no_gaps,
    ),
    Mistake(
        "line-end-ignored",
        "with each row moved on by {columns}, also where the window goes to the next row of the image",
        lambda p: p.output[1] > 1,
        _line_ends,
    ),
    Mistake("input-unrolled", "for the windows of the input as rows: the weights were asked", always, _unrolled),
    Mistake(
        "column-by-column",
        "with image and map flattened column by column",
        _two_dimensional,
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


def _unsigned(rows: Rows) -> Rows:
    return tuple(tuple(abs(w) for w in row) for row in rows)


def _by_columns(problem: MatrixProduct) -> tuple[Rational, ...]:
    """The input, flattened column by column."""
    return tuple(x for column in range(problem.width) for x in problem.vector[column :: problem.width])


def _largest_products(problem: MatrixProduct) -> Grid:
    """Of each row the largest product with a number of it that is not 0; 0 where there is none."""
    pairs = (zip(row, problem.vector, strict=True) for row in problem.rows)
    return Grid.of([[max((w * x for w, x in row if w), default=0) for row in pairs]])


MatrixProduct.mistakes = (
    Mistake(
        "column-by-column",
        "with the input flattened column by column",
        lambda p: _by_columns(p) != p.vector,
        lambda p: p.times(_by_columns(p)),
    ),
    Mistake(
        "input-reversed",
        "with the input from its last cell to its first",
        lambda p: p.vector[::-1] != p.vector,
        lambda p: p.times(p.vector[::-1]),
    ),
    Mistake(
        "input-ignored",
        "by adding up the rows of the matrix, without the input",
        lambda p: any(x != 1 for x in p.vector),
        lambda p: p.times((1,) * len(p.vector)),
    ),
    Mistake(
        "signs-lost",
        "without the minus signs of the matrix",
        lambda p: any(w < 0 for w in p.matrix.cells()),
        lambda p: p.times(rows=_unsigned(p.rows)),
    ),
    Mistake(
        "largest-product",
        "with the largest product of each row in place of the sum",
        lambda p: any(sum(bool(w) for w in row) > 1 for row in p.rows),
        _largest_products,
    ),
)
