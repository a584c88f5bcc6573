"""The gradient of a convolution's weights: for each the sum, over all places, of dY times the input met there."""

from typing import Any

from cnnhand.exact.cells import rotated
from cnnhand.exact.shapes import Axis, Pair, Sides
from cnnhand.kinds.dice import Dice
from cnnhand.kinds.drawing import draw_grid
from cnnhand.layers.conv import Conv
from cnnhand.layers.network import Network
from cnnhand.questions.asking import Ask, Cells
from cnnhand.questions.contract import Level
from cnnhand.questions.network import NetworkProblem

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
    layer = Conv(size=Pair(size, size), stride=Pair(stride, stride), padding=Sides.around(padding), filters=filters)
    at = Cells(range(1, size + 1), range(1, size + 1), asked) if filters > 1 else None
    problem = NetworkProblem(Network.of(x.volume, [layer]), (Ask("weight-gradient", (1,), at),), x, dy)
    answer: Any = problem.exact_parts()[0].answer()
    turns = rotated(dy.channels[asked - 1]) != dy.channels[asked - 1]
    return problem if turns and len(set(answer.cells())) > 1 else None
