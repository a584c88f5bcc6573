"""The gradient of a convolution's input: every dY lays the kernel, times itself, on the window that it came from."""

from cnnhand.exact.cells import rotated
from cnnhand.exact.shapes import Axis
from cnnhand.exact.values import Filter, Volume
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, draw_grid, square
from cnnhand.layers.conv import Conv

SUMMARY = "the gradient dX of a convolution's input"

SIZES: dict[Level, tuple[tuple[int, int, int, int, int, int], ...]] = {
    "easy": ((3, 2, 1, 0, 1, 1),),
    "medium": ((4, 3, 1, 0, 1, 1), (4, 2, 2, 0, 1, 1), (4, 2, 1, 0, 1, 1), (5, 3, 2, 0, 1, 1)),
    "hard": ((3, 3, 2, 1, 1, 2), (3, 3, 2, 1, 2, 1), (4, 2, 2, 1, 1, 2), (3, 3, 1, 1, 1, 1)),
}
"""The sides of the input and of the filter, the stride, the padding, the channels and the filters."""


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: dY and kernel of 2×2. Medium: a 3×3 kernel, or stride 2. Hard: stride 2, padding, two filters or
    channels."""
    side, size, stride, padding, depth, many = dice.choice(SIZES[level])
    outputs, most = Axis(size, stride, padding, padding).outputs(side), 2 if level == "easy" else 3
    dy = draw_grid(dice, outputs, outputs, -most, most, many, zero=False)
    filters = tuple(Filter(draw_grid(dice, size, size, -most, most, depth)) for _ in range(many))
    layer = square(Conv, size, stride, padding, filters=many, weights=filters)
    turns = all(any(rotated(rows) != rows for rows in grid.channels) for grid in (dy, *(f.weights for f in filters)))
    return ask(Volume(side, side, depth), layer, "input-gradient", gradient=dy) if turns else None
