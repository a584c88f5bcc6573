"""The gradient of a filter's bias: the bias is added at every place, so db is the sum of its map of dY."""

from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Volume
from cnnhand.kinds.dice import Dice
from cnnhand.kinds.drawing import draw_grid
from cnnhand.layers.conv import Conv
from cnnhand.layers.network import Network
from cnnhand.questions.asking import Ask, Cells
from cnnhand.questions.contract import Level
from cnnhand.questions.network import NetworkProblem

SUMMARY = "the gradient db of a convolution's bias"

MAPS: dict[Level, tuple[int, int, int]] = {"easy": (3, 1, 5), "medium": (3, 2, 9), "hard": (4, 3, 9)}
"""The side of a map of dY, the number of filters, and the largest number."""
UNKNOWN = Volume(None, None, None)  # type: ignore[arg-type]  # the input does not matter


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: one map of 3×3. Medium: two filters, of which one is asked. Hard: three filters with 4×4 maps."""
    side, filters, most = MAPS[level]
    dy = draw_grid(dice, side, side, -most, most, filters, zero=False)
    one, number = range(1, 2), dice.integer(1, filters)
    at = Cells(one, one, number) if filters > 1 else None
    network = Network.of(UNKNOWN, [Conv(size=Pair(3, 3), filters=filters)])
    return NetworkProblem(network, (Ask("bias-gradient", (1,), at),), gradient=dy)
