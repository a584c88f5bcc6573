"""One step of gradient descent for one weight of a convolution: w − η·dw."""

from fractions import Fraction

from cnnhand.exact.cells import Place
from cnnhand.exact.shapes import Axis
from cnnhand.exact.values import Filter
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, cell_at, draw_grid, square
from cnnhand.layers.conv import Conv

SUMMARY = "one weight of a convolution after one step of gradient descent"

SIZES: dict[Level, tuple[tuple[int, int, int, int], ...]] = {
    "easy": ((3, 2, 1, 0),),
    "medium": ((4, 2, 2, 0), (4, 2, 1, 0), (5, 3, 2, 0)),
    "hard": ((4, 2, 2, 1), (5, 3, 2, 1), (3, 3, 1, 1)),
}
"""The sides of the input and of the filter, the stride and the padding."""


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a 3×3 input and a 2×2 kernel. Medium: stride 2 or more places. Hard: stride and padding."""
    side, size, stride, padding = dice.choice(SIZES[level])
    outputs, most = Axis(size, stride, padding, padding).outputs(side), 2 if level == "easy" else 3
    x = draw_grid(dice, side, side, 0, most + 2)
    dy = draw_grid(dice, outputs, outputs, -most, most, zero=False)
    filter = Filter(draw_grid(dice, size, size, -3, 3))
    rate = Fraction(1, dice.choice((2, 10) if level == "easy" else (2, 4, 5, 10, 100)))
    row, column = dice.integer(1, size), dice.integer(1, size)
    if level != "easy" and row == column:  # row and column exchanged would not show
        return None
    layer = square(Conv, size, stride, padding, filters=1, weights=(filter,))
    problem = ask(x, layer, "updated-weight", at=cell_at(row, column), gradient=dy, rate=rate)
    terms = problem.exact_parts()[0].of.terms(1, 0, Place(row, column))  # type: ignore[attr-defined]
    several = sum(number != 0 for number, _ in terms) > 1
    return problem if several and abs(sum(number * slope for number, slope in terms)) > 1 else None
