"""How many bytes does a volume take, an image or what a layer makes of it?"""

from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, square
from cnnhand.layers.conv import Conv

SUMMARY = "the bytes that an image, or the output of a layer, takes"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: an image. Medium: the output of a convolution. Hard: that of a batch, with a stride and padding."""
    size, hard = dice.choice((1, 2, 4)), level == "hard"
    if level == "easy":
        width, height = dice.integer(5, 20), dice.integer(5, 20)
        return ask(Volume(width, height, 3), (), "bytes", bytes=size) if width * height * 3 * size <= 2000 else None
    stride, padding = (2, 1) if hard else (1, 0)
    outputs = dice.integer(4, 9), dice.integer(4, 9)
    down, across = outputs if hard else outputs[:1] * 2
    width, height = ((side - 1) * stride + 3 - 2 * padding for side in (down, across))
    layer = square(Conv, 3, stride, padding, filters=dice.integer(2, 10))
    volume = Volume(width, height, dice.choice((1, 3)))
    problem = ask(volume, layer, "bytes", bytes=size, batch=dice.integer(2, 8) if hard else 1)
    return problem if problem.part(0, ()).answer() <= 9999 else None  # type: ignore[operator]  # a count
