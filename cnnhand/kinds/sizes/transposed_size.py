"""Which volume comes out of a transposed convolution?"""

from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, square
from cnnhand.layers.transposed import TransposedConv

SUMMARY = "the volume that a transposed convolution makes of a volume"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a stride, no padding. Medium: padding too. Hard: output padding, two different sides."""
    stride = dice.integer(2, 4)
    side = dice.choice((2, 3, 4, 5)) if level == "easy" else dice.choice((3, 4, 5, 7))
    padding = 0 if level == "easy" else dice.integer(1, (side - 1) // 2)
    extra = dice.integer(1, stride - 1) if level == "hard" else 0
    width = dice.integer(3, 16)
    height = dice.integer(3, 16) if level == "hard" else width
    down = dice.choice((2, 3, 5)) if level == "hard" and dice.integer(1, 3) == 1 else side
    if level == "hard" and width == height:
        return None
    depth = dice.integer(1, 4) if level == "easy" else 2 * dice.integer(2, 32)
    layer = square(TransposedConv, side, stride, padding, filters=dice.integer(1, 32), extra=Pair(extra, extra))
    return ask(Volume(width, height, depth), layer.with_(size=Pair(side, down)), "volume")
