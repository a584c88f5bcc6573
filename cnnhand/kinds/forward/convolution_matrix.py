"""A convolution as a matrix: the matrix itself, and its product with the flattened input."""

from cnnhand.exact.cells import rotated
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Filter
from cnnhand.kinds.convolutions import Shape
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, draw_grid

SUMMARY = "a convolution as a matrix, and the matrix times the flattened input"

SHAPES = {
    "easy": (Shape(Pair(4, 1), Pair(2, 1)), Shape(Pair(5, 1), Pair(3, 1)), Shape(Pair(5, 1), Pair(2, 1))),
    "medium": (Shape(Pair(3, 3), Pair(2, 2)), Shape(Pair(3, 2), Pair(2, 2)), Shape(Pair(4, 2), Pair(2, 2))),
    "hard": (
        Shape(Pair(4, 3), Pair(2, 2)),
        Shape(Pair(3, 2), Pair(3, 2), padding=Sides(1, 1)),
        Shape(Pair(4, 4), Pair(2, 2), Pair(2, 2)),
    ),
}


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a row of numbers. Medium: an image, a kernel of 2×2. Hard: padding, a stride or a larger image."""
    shape = dice.choice(SHAPES[level])
    x = draw_grid(dice, *shape.input, 0 if level == "easy" else -3, 5)
    kernel = draw_grid(dice, *shape.kernel, -3, 4, zero=False)
    if rotated(kernel.rows) == kernel.rows or min(kernel.cells()) > 0:
        return None
    problem = ask(x, shape.layer((Filter(kernel),)), "matrix", "product")
    matrix, product = (part.answer() for part in problem.exact_parts())
    return problem if len(str(matrix).split(";")) > 1 and len(set(str(product).split())) > 1 else None
