"""How many bytes does a volume take, an image or what a layer makes of it?"""

from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Volume
from cnnhand.kinds.dice import Dice
from cnnhand.layers.conv import Conv
from cnnhand.layers.network import Network
from cnnhand.questions.asking import Ask
from cnnhand.questions.contract import Level
from cnnhand.questions.network import NetworkProblem

SUMMARY = "the bytes that an image, or the output of a layer, takes"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: an image. Medium: the output of a convolution. Hard: that of a batch, with a stride and padding."""
    size, hard = dice.choice((1, 2, 4)), level == "hard"
    if level == "easy":
        width, height = dice.integer(5, 20), dice.integer(5, 20)
        network = Network.of(Volume(width, height, 3), [])
        return NetworkProblem(network, (Ask("bytes", (0,)),), bytes=size) if width * height * 3 * size <= 2000 else None
    stride, padding = (2, 1) if hard else (1, 0)
    outputs = dice.integer(4, 9), dice.integer(4, 9)
    down, across = outputs if hard else outputs[:1] * 2
    width, height = ((side - 1) * stride + 3 - 2 * padding for side in (down, across))
    moves = {"stride": Pair(stride, stride), "padding": Sides.around(padding)}
    layer = Conv(filters=dice.integer(2, 10), size=Pair(3, 3), **moves)  # type: ignore[arg-type]
    network = Network.of(Volume(width, height, dice.choice((1, 3))), [layer])
    problem = NetworkProblem(network, (Ask("bytes", (1,)),), bytes=size, batch=dice.integer(2, 8) if hard else 1)
    return problem if problem.part(0, ()).answer() <= 9999 else None  # type: ignore[operator]  # a count
