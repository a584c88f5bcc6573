"""How much work is a convolution layer, in multiply-accumulates or in floating-point operations?"""

from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, square
from cnnhand.layers.conv import Conv

SUMMARY = "the multiply-accumulates (MACs) or FLOPs of a convolution layer"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: MACs of a small layer without stride or padding. Medium: a stride or padding. Hard: both, and FLOPs
    too."""
    easy, hard = level == "easy", level == "hard"
    filter = dice.choice((2, 3)) if easy else 3
    padded = level == "medium" and dice.integer(1, 2) == 1
    stride = 1 if easy or padded else 2
    padding = 1 if padded or hard else 0
    outputs = [dice.integer(2, 7) if easy else dice.integer(4, 9) for _ in "WH"]
    width, height = ((side - 1) * stride + filter - 2 * padding for side in outputs)
    depth, filters = dice.integer(2, 6), dice.integer(2, 10)
    what = "flops" if hard and dice.integer(1, 2) == 1 else "macs"
    layer = square(Conv, filter, stride, padding, filters=filters)
    work = outputs[0] * outputs[1] * filters * filter * filter * depth * (2 if what == "flops" else 1)
    if work > (999 if easy else 9999):
        return None
    return ask(Volume(width, height, depth), layer, what)
