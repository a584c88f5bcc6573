"""A convolution as a matrix: the matrix itself, and its product with the flattened input."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self

from cnnhand.dice import Dice
from cnnhand.exact.cells import rotated
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Grid, Value, plain
from cnnhand.kinds import Level, OnePart, Problem
from cnnhand.kinds._grids import channel_views
from cnnhand.kinds._layers import moves_text
from cnnhand.kinds._matrices import MatrixOfConvolution, MatrixProduct
from cnnhand.page import Beside, Page, Text


@dataclass(frozen=True, slots=True)
class ConvolutionMatrix(Problem):
    """An input and a kernel of one channel each, and how the kernel slides."""

    summary = "a convolution as a matrix, and the matrix times the flattened input"
    group = "forward"

    input: Grid
    kernel: Grid
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()

    def __post_init__(self) -> None:
        self._matrix()

    def _matrix(self) -> MatrixOfConvolution:
        """The first part; it refuses givens without a map."""
        return MatrixOfConvolution(self.input, self.kernel, self.stride, self.padding)

    def question(self) -> Page:
        part = self._matrix()
        width, height = part.output
        views = (*channel_views(self.input, "input"), *channel_views(self.kernel, "kernel", numbered=False))
        return (
            Text(f"The kernel slides over the input as it is, without flipping, {moves_text(part.window)}."),
            Beside(views),
            Text(
                f"Flattened in reading order, row after row, the input is a column x of "
                f"{self.input.width * self.input.height} numbers and the map a column y of {width * height}. "
                "The convolution is a matrix with y = M·x."
            ),
        )

    def parts(self) -> tuple[str, ...]:
        """The matrix, then the product."""
        return ("the matrix M (type its rows, as in 6 0; 3 4)", "M·x (type its numbers in one row, as in 6 0 3)")

    def part(self, number: int, earlier: tuple[Value, ...]) -> OnePart:
        """The matrix, or the product of the matrix so far with the input: the right one where sizes disagree."""
        if number == 0:
            return self._matrix()
        cells = tuple(self.input.cells())
        matrix = _exact_grid(earlier[0]) if earlier else None
        if matrix is None or matrix.depth > 1 or matrix.width != len(cells):
            matrix = self._matrix().answer()
        return MatrixProduct(matrix, cells, self.input.width)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: a row of numbers. Medium: an image, a kernel of 2×2. Hard: padding, a stride or a larger image."""
        (width, height), (across, down), stride, padding = {
            "easy": dice.choice((((4, 1), (2, 1), 1, 0), ((5, 1), (3, 1), 1, 0), ((5, 1), (2, 1), 1, 0))),
            "medium": dice.choice((((3, 3), (2, 2), 1, 0), ((3, 2), (2, 2), 1, 0), ((4, 2), (2, 2), 1, 0))),
            "hard": dice.choice((((4, 3), (2, 2), 1, 0), ((3, 2), (3, 2), 1, 1), ((4, 4), (2, 2), 2, 0))),
        }[level]
        frame = Sides(padding, padding, 0, 0)
        least = 0 if level == "easy" else -3
        problem = cls(
            Grid.of([[dice.integer(least, 5) for _ in range(width)] for _ in range(height)]),
            Grid.of([[dice.choice((-3, -2, -1, 1, 2, 3, 4)) for _ in range(across)] for _ in range(down)]),
            Pair(stride, stride),
            frame,
        )
        kernel = problem.kernel.channels[0]
        if rotated(kernel) == kernel or min(problem.kernel.cells()) > 0:
            return None
        y = problem._matrix().answer()
        return problem if y.height > 1 and len(set(_products(problem))) > 1 else None


def _products(problem: ConvolutionMatrix) -> Sequence[Any]:
    """The numbers of the product."""
    answer = problem.exact_parts()[1].answer()
    return list(answer.cells()) if isinstance(answer, Grid) else []


def _exact_grid(value: Value) -> Grid | None:
    """A typed grid with its decimals made exact, or None where it is none or has roots in it."""
    if not isinstance(value, Grid) or not all(isinstance(cell, int | Fraction | Decimal) for cell in value.cells()):
        return None
    return Grid(tuple(tuple(tuple(plain(Fraction(cell)) for cell in row) for row in rows) for rows in value.channels))
