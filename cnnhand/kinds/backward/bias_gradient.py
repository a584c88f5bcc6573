"""The gradient of a filter's bias: the bias is added at every place, so db is the sum of its map of dY."""

from cnnhand.kinds.drawing import NOT_GIVEN, Dice, Level, NetworkProblem, ask, cell_at, draw_grid, square
from cnnhand.layers.conv import Conv

SUMMARY = "the gradient db of a convolution's bias"

MAPS: dict[Level, tuple[int, int, int]] = {"easy": (3, 1, 5), "medium": (3, 2, 9), "hard": (4, 3, 9)}
"""The side of a map of dY, the number of filters, and the largest number."""


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: one map of 3×3. Medium: two filters, of which one is asked. Hard: three filters with 4×4 maps."""
    side, filters, most = MAPS[level]
    dy = draw_grid(dice, side, side, -most, most, filters, zero=False)
    number = dice.integer(1, filters)
    at = cell_at(1, 1, number) if filters > 1 else None
    return ask(NOT_GIVEN, square(Conv, 3, filters=filters), "bias-gradient", at=at, gradient=dy)
