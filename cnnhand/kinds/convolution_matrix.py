"""A convolution as a matrix: the matrix itself, and its product with the flattened input."""

from dataclasses import dataclass
from typing import Self

from cnnhand.dice import Dice
from cnnhand.exact.cells import rotated
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Grid, Value
from cnnhand.kinds import Level, OnePart, Problem
from cnnhand.kinds._convolution_matrix_parts import MatrixOfConvolution, MatrixProduct
from cnnhand.kinds._grids import channel_views, draw_grid
from cnnhand.kinds._layers import moves_text
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
        self._matrix().answer()  # refuses givens without a map, and a matrix that is far too large

    def _matrix(self) -> MatrixOfConvolution:
        """The first part."""
        return MatrixOfConvolution(self.input, self.kernel, self.stride, self.padding)

    def question(self) -> Page:
        part = self._matrix()
        views = (*channel_views(self.input, "input"), *channel_views(self.kernel, "kernel", numbered=False))
        return (
            Text(f"The kernel slides over the input as it is, without flipping, {moves_text(part.window)}."),
            Beside(views),
            Text(
                f"Flattened in reading order, row after row, the input is a column x of {self.input.volume.cells} "
                f"numbers and the map a column y of {part.output.cells}. "
                "The convolution is a matrix with y = M·x."
            ),
        )

    def parts(self) -> tuple[str, ...]:
        """The matrix, then the product."""
        return ("the matrix M (type its rows, as in 6 0; 3 4)", "M·x (type its numbers in one row, as in 6 0 3)")

    def part(self, number: int, earlier: tuple[Value, ...]) -> OnePart:
        """The matrix, or the product of one's own matrix with the input."""
        if number == 0:
            return self._matrix()
        (matrix,) = earlier
        assert isinstance(matrix, Grid)  # what the part before asks for
        return MatrixProduct(matrix, self.input)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: a row of numbers. Medium: an image, a kernel of 2×2. Hard: padding, a stride or a larger image."""
        (width, height), (across, down), stride, padding = {
            "easy": dice.choice((((4, 1), (2, 1), 1, 0), ((5, 1), (3, 1), 1, 0), ((5, 1), (2, 1), 1, 0))),
            "medium": dice.choice((((3, 3), (2, 2), 1, 0), ((3, 2), (2, 2), 1, 0), ((4, 2), (2, 2), 1, 0))),
            "hard": dice.choice((((4, 3), (2, 2), 1, 0), ((3, 2), (3, 2), 1, 1), ((4, 4), (2, 2), 2, 0))),
        }[level]
        least = 0 if level == "easy" else -3
        problem = cls(
            draw_grid(dice, width, height, least, 5),
            draw_grid(dice, across, down, -3, 4, zero=False),
            Pair(stride, stride),
            Sides(left=padding, right=padding),
        )
        kernel = problem.kernel.channels[0]
        if rotated(kernel) == kernel or min(problem.kernel.cells()) > 0:
            return None
        matrix = problem._matrix().answer()
        product = MatrixProduct(matrix, problem.input).answer()
        return problem if matrix.height > 1 and len(set(product.cells())) > 1 else None
