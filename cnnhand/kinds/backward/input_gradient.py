"""The gradient of a convolution's input: every dY lays the kernel, times itself, on the window that it came from."""

from cnnhand.exact.cells import rotated
from cnnhand.exact.shapes import Axis, Pair, Sides
from cnnhand.exact.values import Filter, Volume
from cnnhand.kinds.dice import Dice
from cnnhand.kinds.drawing import draw_grid
from cnnhand.layers.conv import Conv
from cnnhand.layers.network import Network
from cnnhand.questions.asking import Ask
from cnnhand.questions.contract import Level
from cnnhand.questions.network import NetworkProblem

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
    layer = Conv(
        size=Pair(size, size),
        stride=Pair(stride, stride),
        padding=Sides.around(padding),
        filters=many,
        weights=filters,
    )
    turns = all(any(rotated(rows) != rows for rows in grid.channels) for grid in (dy, *(f.weights for f in filters)))
    network = Network.of(Volume(side, side, depth), [layer])
    return NetworkProblem(network, (Ask("input-gradient", (1,)),), gradient=dy) if turns else None
