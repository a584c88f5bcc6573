"""The gradient through average pooling: each number of dY is shared out evenly over its window."""

from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, draw_grid, square
from cnnhand.layers.pool import AveragePool

SUMMARY = "the gradient that average pooling sends back to its input"

WINDOWS: dict[Level, tuple[tuple[int, int, int, int], ...]] = {
    "easy": ((2, 2, 0, 0),),
    "medium": ((3, 3, 0, 0), (2, 1, 0, 0), (3, 2, 0, 0)),
    "hard": ((3, 2, 1, 0), (2, 1, 0, 0), (2, 2, 0, 1), (2, 2, 1, 0)),
}
"""The side of the window, its stride, the padding, and the rows and columns left over."""


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: windows of 2×2 that do not overlap. Medium: 3×3 windows, or overlaps. Hard: padding, a rest."""
    side, stride, padding, rest = dice.choice(WINDOWS[level])
    outputs = (3, 2) if level == "hard" else (2, 2)
    counted = bool(padding) and dice.choice((True, False))
    layer = square(AveragePool, side, stride, padding, count_padding=counted)
    width, height = ((count - (rest > 0) - 1) * stride + side + rest - 2 * padding for count in outputs)
    unit = side * side * (4 if padding and not counted and side > 2 else 1)  # what the count of every window divides
    dy = draw_grid(dice, *outputs, *((1, 9) if level == "easy" else (-5, 5)), zero=False).map(lambda dy: unit * dy)
    rounding = Rounding.CEIL if rest else Rounding.EXACT
    problem = ask(Volume(width, height, 1), layer, "input-gradient", rounding=rounding, gradient=dy)
    return problem if len(set(dy.cells())) > 1 else None
