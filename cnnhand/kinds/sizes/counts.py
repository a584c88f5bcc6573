"""Counts of one layer: parameters, work, memory, and what sharing weights saves."""

from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import (
    Ask,
    Dice,
    Level,
    Network,
    NetworkProblem,
    Row,
    ask,
    input_of,
    layer,
    levels,
    numbers_of,
)
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.pointwise import BatchNorm
from cnnhand.layers.pool import Pool


def parameter_count(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: the total for small filters, or for a fully connected layer. Medium: stride and padding that do not
    matter, weights or biases alone, pooling, batch norm. Hard: filters with two sides, groups, 1×1, depthwise."""
    volume, layer, what = dice.choice(SORTS[level])(level, dice)
    return ask(volume, layer, what) if numbers_of(ask(volume, layer, "all"))[0] <= 999 else None


@levels("""
    across  | 2, 3       | 3, 5  | 3, 5
    down    |            |       | 1, 2, 4
    stride  | 1          | 2, 3  | 2, 3
    padding | 0          | 1, 2  | 1, 2
    groups  | 1          | 1     | 6*1, 2, 3, 4
    depth   | 2..4       | 2..8  | 2..8
    filters | 2..6       | 2..16 | 2..16
    asked   | parameters | 10*parameters, 5*weights, 3*biases | 2*parameters, weights
    width   | 4..12
    height  |            |       | 4..12
""")
def _convolution(row: Row, _: Dice) -> tuple[Volume, Layer, str]:
    size = f"{row.across}x{row.down or row.across}"
    conv = layer(f"conv{size}-{row.filters * row.groups}/{row.stride}p{row.padding}g{row.groups}")
    sides = input_of(conv, (row.width, row.height or row.width))
    return Volume(*sides, row.depth * row.groups), conv, row.asked


@levels("""
    neurons | 3..10
    depth   | 11..80     | 5..16 | 5..16
    width   | 1          | 2..4  | 2..4
    height  |            |       | 2..4
    asked   | parameters | 2*parameters, weights, biases | 2*parameters, weights, biases
""")
def _dense(row: Row, _: Dice) -> tuple[Volume, Layer, str]:
    return Volume(row.width, row.height or row.width, row.depth), layer(f"fc-{row.neurons}"), row.asked


@levels("""
    layer   | | maxpool2, avgpool3/2, l2pool3/2, 6*batchnorm | maxpool3/2, avgpool2, l2pool2, 6*batchnorm
            | |                                              | 6*depthwise3/2p1, 6*conv1
    depth   | | 3..64      | 8..48
    outputs | | 4..15      | 4..15
    filters | | 4..16      | 4..16
    norm    | | parameters | parameters, untrained, all
    asked   | | parameters | 2*parameters, weights
""")
def _other(row: Row, _: Dice) -> tuple[Volume, Layer, str]:
    one = layer(f"conv1-{row.filters}" if row.layer == "conv1" else row.layer)
    side = input_of(one, [row.outputs] * 2)[0] if isinstance(one, Sliding) else row.outputs
    asked = row.norm if isinstance(one, BatchNorm) else "parameters" if isinstance(one, Pool) else row.asked
    return Volume(side, side, row.depth), one, asked


SORTS = {
    "easy": [_dense] + 3 * [_convolution],
    "medium": 2 * [_dense] + 3 * [_other] + 15 * [_convolution],
    "hard": 2 * [_dense] + 7 * [_other] + 12 * [_convolution],
}


def _asks(*quantities: str) -> tuple[Ask, ...]:
    """Quantities of the convolution; `against …` of the fully connected layer beside it."""
    found = []
    for name in quantities:
        quantity, _, how = name.removeprefix("against ").partition(" ")
        found.append(Ask(quantity, (1,), None, how, name.startswith("against ")))
    return tuple(found)


LECTURE = _asks("depth", "seen", "inputs", "neurons", "parameters", "parameters without sharing")
"""What the course asks of AlexNet's first layer."""
SHARING = {
    "neurons": LECTURE[:4],
    "lecture": LECTURE,
    "connections": _asks("inputs", "neurons", "connections", "weights", "against weights"),
    "sharing": _asks(
        "inputs", "neurons", "connections", "parameters", "parameters without sharing", "against parameters"
    ),
}


@levels("""
    layer   | conv2, conv3 | conv2, conv3 | conv3/2p1
    width   | 3..9         | 3..6         | 3..6
    height  |              | 3..6         | 3..6
    filters | 2..12
    depth   | 2..5
    asked   | neurons      | lecture      | connections, sharing
    beside  |              |              | 11..20
""")
def parameter_sharing(row: Row, _: Dice) -> NetworkProblem | None:
    """Easy: what a neuron sees, and how many there are. Medium: the course's six questions. Hard: stride and
    padding, connections, and a fully connected layer for comparison."""
    conv = layer(row.layer).with_(filters=row.filters)
    outputs = row.width, row.height or row.width
    if outputs[0] * outputs[1] * row.filters * (conv.window.area * row.depth + 1) > 9999:
        return None  # the largest answer, the parameters without sharing
    network = Network.of(Volume(*input_of(conv, outputs), row.depth), [conv])
    beside = Network.of(network.input, [layer(f"fc-{row.beside}")]) if row.beside else None
    return NetworkProblem(network, SHARING[row.asked], against=beside)


@levels("""
    layer   | conv2, conv3 | conv3p1, conv3/2 | conv3/2p1
    width   | 2..7         | 4..9             | 4..9
    height  | 2..7         | 4..9             | 4..9
    depth   | 2..6
    filters | 2..10
    asked   | macs         | macs             | macs, flops
    most    | 999          | 9999             | 9999
""")
def mac_count(row: Row, _: Dice) -> NetworkProblem | None:
    """Easy: MACs of a small layer without stride or padding. Medium: a stride or padding. Hard: both, and FLOPs
    too."""
    conv = layer(row.layer).with_(filters=row.filters)
    problem = ask(Volume(*input_of(conv, (row.width, row.height)), row.depth), conv, row.asked)
    return problem if numbers_of(problem)[0] <= row.most else None


@levels("""
    layer   |         | conv3 | conv3/2p1
    width   | 5..20   | 4..9  | 4..9
    height  | 5..20   |       | 4..9
    depth   | 3       | 1, 3  | 1, 3
    filters |         | 2..10 | 2..10
    bytes   | 1, 2, 4
    batch   | 1       | 1     | 2..8
    most    | 2000    | 9999  | 9999
""")
def memory(row: Row, _: Dice) -> NetworkProblem | None:
    """Easy: an image. Medium: the output of a convolution. Hard: that of a batch, with a stride and padding."""
    layers = [layer(row.layer).with_(filters=row.filters)] if row.layer else []
    sides = (row.width, row.height or row.width)
    width, height = input_of(layers[0], sides) if layers else sides
    problem = ask(Volume(width, height, row.depth), layers, "bytes", bytes=row.bytes, batch=row.batch)
    return problem if numbers_of(problem)[0] <= row.most else None
