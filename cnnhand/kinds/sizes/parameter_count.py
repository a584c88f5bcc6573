"""How many weights, biases or parameters does a layer have?"""

from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, square
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.conv_variants import Depthwise
from cnnhand.layers.dense import Dense
from cnnhand.layers.pointwise import BatchNorm
from cnnhand.layers.pool import AveragePool, L2Pool, MaxPool, Pool

SUMMARY = "the weights, biases or parameters of a layer"

MOST = 999


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: the total for small filters, or for a fully connected layer. Medium: stride and padding that do not
    matter, weights or biases alone, pooling, batch norm. Hard: filters with two sides, groups, 1×1, depthwise."""
    volume, layer, what = (_other if dice.integer(1, 4) == 1 else _convolution)(level, dice)
    total = ask(volume, layer, "all").part(0, ()).answer()
    return ask(volume, layer, what) if total <= MOST else None  # type: ignore[operator]  # a count


def _convolution(level: Level, dice: Dice) -> tuple[Volume, Layer, str]:
    """A convolution; at hard a third of them are in groups, and some of these depthwise, or have filters of 1×1."""
    easy, hard = level == "easy", level == "hard"
    across = dice.choice((2, 3)) if easy else dice.choice((3, 5))
    down = dice.choice([side for side in (1, 2, 3, 4, 5) if side != across]) if hard else across
    stride = 1 if easy else dice.integer(2, 3)
    padding = 0 if easy else dice.integer(1, 2)
    depth, filters = dice.integer(2, 4 if easy else 8), dice.integer(2, 6 if easy else 16)
    what = "parameters" if easy else dice.choice(("parameters", "parameters", "weights"))
    if level == "medium" and dice.integer(1, 6) == 1:
        what = "biases"
    out = dice.integer(4, 12)
    width, height = (
        (side - 1) * stride + filter - 2 * padding
        for side, filter in ((out, across), (dice.integer(4, 12) if hard else out, down))
    )
    special = dice.integer(1, 9) if hard else 9
    if special == 1:  # a bottleneck
        across, down, stride, padding, filters, depth = 1, 1, 1, 0, dice.integer(4, 16), dice.integer(10, 48)
    groups = dice.choice((2, 3, 4)) if special in (2, 3) else 1
    moves = {"stride": Pair(stride, stride), "padding": Sides.around(padding)}
    if special == 4:
        side = (out - 1) * stride + 1
        return Volume(side, side, dice.integer(8, 32)), square(Depthwise, 3, stride, 1), what
    layer = Conv(filters=filters * groups, size=Pair(across, down), groups=groups, **moves)  # type: ignore[arg-type]
    return Volume(width, height, depth * groups), layer, what


def _other(level: Level, dice: Dice) -> tuple[Volume, Layer, str]:
    """A fully connected layer; from medium on also pooling and batch norm."""
    sort = dice.choice(("dense",) if level == "easy" else ("dense", "dense", "pool", "norm", "norm"))
    if sort == "pool":
        size, out = dice.integer(2, 3), dice.integer(4, 15)
        width = (out - 1) * 2 + size
        sort_of_pool: type[Pool] = dice.choice((MaxPool, AveragePool, L2Pool))
        return Volume(width, width, dice.integer(2, 32)), square(sort_of_pool, size, 2), "parameters"
    if sort == "norm":
        what = "parameters" if level == "medium" else dice.choice(("parameters", "untrained", "all"))
        width = dice.integer(4, 16)
        return Volume(width, width, dice.integer(3, 64)), BatchNorm(), what
    neurons = dice.integer(3, 10)
    if level == "easy":
        return Volume(1, 1, dice.integer(11, 80)), Dense(neurons=neurons), "parameters"
    width = dice.integer(2, 4)
    volume = Volume(width, dice.integer(2, 4) if level == "hard" else width, dice.integer(5, 16))
    return volume, Dense(neurons=neurons), dice.choice(("parameters", "parameters", "weights", "biases"))
