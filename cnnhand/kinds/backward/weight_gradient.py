"""The gradient of a convolution's weights: for each the sum, over all places, of dY times the input met there."""

from typing import Any

from cnnhand.exact.cells import rotated
from cnnhand.exact.shapes import Axis
from cnnhand.kinds.drawing import Cells, Dice, Level, NetworkProblem, ask, draw_grid, square
from cnnhand.layers.conv import Conv

SUMMARY = "the gradient dW of a convolution's weights"

SIZES: dict[Level, tuple[tuple[int, int, int, int, int], ...]] = {
    "easy": ((3, 2, 1, 0, 1),),
    "medium": ((4, 3, 1, 0, 1), (4, 2, 2, 0, 1), (4, 2, 1, 0, 1)),
    "hard": ((3, 3, 2, 1, 2), (4, 2, 2, 0, 2), (4, 2, 2, 1, 1)),
}
"""The sides of the input and of the filter, the stride, the padding and the channels."""


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a 3×3 input and a 2×2 kernel. Medium: 4×4, stride 2. Hard: filters, channels, padding."""
    side, size, stride, padding, depth = dice.choice(SIZES[level])
    outputs = Axis(size, stride, padding, padding).outputs(side)
    filters, most = 2 if level == "hard" else 1, 2 if level == "easy" else 3
    x = draw_grid(dice, side, side, 0, most + 2, depth)
    dy = draw_grid(dice, outputs, outputs, -most, most, filters, zero=False)
    asked = dice.integer(1, filters)
    layer = square(Conv, size, stride, padding, filters=filters)
    at = Cells(range(1, size + 1), range(1, size + 1), asked) if filters > 1 else None
    problem = ask(x, layer, "weight-gradient", at=at, gradient=dy)
    answer: Any = problem.exact_parts()[0].answer()
    turns = rotated(dy.channels[asked - 1]) != dy.channels[asked - 1]
    return problem if turns and len(set(answer.cells())) > 1 else None
