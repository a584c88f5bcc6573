"""Counts of one layer: parameters, work, memory, and what sharing weights saves."""

from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing_once import Ask, Dice, Level, Network, NetworkProblem, ask, square
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.conv_variants import Depthwise
from cnnhand.layers.dense import Dense
from cnnhand.layers.pointwise import BatchNorm
from cnnhand.layers.pool import AveragePool, L2Pool, MaxPool, Pool

MOST = 999


def parameter_count(level: Level, dice: Dice) -> NetworkProblem | None:
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


def _asks(*quantities: str) -> tuple[Ask, ...]:
    """Quantities of the convolution; `against …` of the fully connected layer beside it."""
    found = []
    for name in quantities:
        quantity, _, how = name.removeprefix("against ").partition(" ")
        found.append(Ask(quantity, (1,), None, how, name.startswith("against ")))
    return tuple(found)


LECTURE = _asks("depth", "seen", "inputs", "neurons", "parameters", "parameters without sharing")
"""What the course asks of AlexNet's first layer."""


COMPARED = (
    _asks("inputs", "neurons", "connections", "weights", "against weights"),
    _asks("inputs", "neurons", "connections", "parameters", "parameters without sharing", "against parameters"),
)
"""A convolution set against a fully connected layer."""


def parameter_sharing(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: what a neuron sees, and how many there are. Medium: the course's six questions. Hard: stride and
    padding, connections, and a fully connected layer for comparison."""
    hard = level == "hard"
    filter = 3 if hard else dice.choice((2, 3))
    stride, padding = (2, 1) if hard else (1, 0)
    across = dice.integer(3, 9 if level == "easy" else 6)
    down = across if level == "easy" else dice.integer(3, 6)
    width, height = ((side - 1) * stride + filter - 2 * padding for side in (across, down))
    filters, depth = dice.integer(2, 12), dice.integer(2, 5)
    if across * down * filters * (filter * filter * depth + 1) > 9999:
        return None  # the largest answer, the parameters without sharing
    layer = square(Conv, filter, stride, padding, filters=filters)
    network = Network.of(Volume(width, height, depth), [layer])
    asks = LECTURE[:4] if level == "easy" else LECTURE if level == "medium" else dice.choice(COMPARED)
    beside = Network.of(network.input, [Dense(neurons=dice.integer(11, 20))]) if hard else None
    return NetworkProblem(network, asks, against=beside)


def mac_count(level: Level, dice: Dice) -> NetworkProblem | None:
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


def memory(level: Level, dice: Dice) -> NetworkProblem | None:
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
