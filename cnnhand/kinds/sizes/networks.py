"""Small convolutional networks in which every stride divides: their volumes, lengths, parameters, and tables."""

from collections.abc import Iterator
from typing import Any

from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import Ask, Dice, Level, Network, NetworkProblem, Row, ask, input_of, layer, levels
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.network import Join
from cnnhand.layers.pointwise import Relu
from cnnhand.layers.rows import rows
from cnnhand.questions.counts.count_rules import counts_any

MOST_CELLS = 999


@levels("""
    first   | conv3, conv5 | 2*conv3p1, 2*conv3/2p1, conv5p1, conv5p2, conv5/2p1, conv5/2p2, conv7p1, conv7/2p2
    pool    | 2*maxpool2, avgpool2
    second  |              | conv3, conv3p1, conv5p1, conv5p2
    last    |              |      | 2*maxpool2, avgpool2
    filters | 2..16
    more    | 2..16
    width   | 3..8         | 3..6
    height  |              |      | 3..6
    depth   | 1, 3
""")
def draw_stack(row: Row, _: Dice) -> tuple[Volume, list[Sliding]] | None:
    """An image and its layers, built from the last volume, which has 999 numbers at most, back to the image.

    Easy: a convolution and a pool. Medium: padding or a stride, and a second convolution. Hard: two of each.
    """
    layers = [layer(text) for text in (row.first, row.pool, row.second, row.last) if text]
    filters = iter((row.filters, row.more))
    stack: list[Any] = [one.with_(filters=next(filters)) if isinstance(one, Conv) else one for one in layers]
    sides = row.width, row.height or row.width
    if sides[0] * sides[1] * (row.more if row.second else row.filters) > MOST_CELLS:
        return None
    for one in reversed(stack):
        sides = input_of(one, sides)
    return Volume(*sides, row.depth), stack


MOST_PARAMETERS = {"easy": 1500, "medium": 9999, "hard": 9999}


def draw_network(level: Level, dice: Dice) -> Network | None:
    """Convolutions and pools, then a fully connected layer, from medium on with activations; not too many weights."""
    drawn = draw_stack(level, dice)
    if drawn is None:
        return None
    image, stack = drawn
    layers: list[Layer] = []
    for one in stack:
        layers += [one, Relu()] if level != "easy" and isinstance(one, Conv) else [one]
    network = Network.of(image, [*layers, Flatten(), Dense(neurons=dice.integer(3, 10))])
    total = sum(row.parameters.total for row in rows(network) if row.parameters)
    return network if total <= MOST_PARAMETERS[level] else None


def size_chain(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a convolution and 2×2 pooling. Medium: padding and a stride, three layers, flattened. Hard: four
    layers, two different sides."""
    stack, flat = draw_stack(level, dice), [Flatten()] if level != "easy" else []
    return ask(stack[0], [*stack[1], *flat], "volume", each=True) if stack else None


def flattened_length(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a convolution and 2×2 pooling. Medium: padding or a stride, three layers. Hard: four layers, two
    different sides."""
    stack = draw_stack(level, dice)
    return ask(stack[0], [*stack[1], Flatten()], "length") if stack else None


def parameter_stack(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a convolution, a pool and a fully connected layer. Medium: two convolutions. Hard: two pools too, and
    an image with two different sides."""
    network = draw_network(level, dice)
    if network is None:
        return None
    places = range(1, len(network.nodes) + 1)
    counting = [(place,) for place in places if counts_any(network.nodes[place - 1].layer, "parameters")]  # type: ignore[arg-type]
    return NetworkProblem(network, tuple(Ask("parameters", at) for at in (*counting, tuple(places))))


def network_table(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a convolution, a pool and a fully connected layer. Medium: two convolutions. Hard: two pools too, and
    an image with two different sides."""
    network = draw_network(level, dice)
    if network is None:
        return None
    counts = [row.parameters for row in rows(network) if row.parameters and row.parameters.total]
    if any(len({getattr(count, name) for count in counts}) < len(counts) for name in ("weights", "biases")):
        return None  # with the same number twice nobody can tell which one was left out
    return NetworkProblem(network, cells_and_totals(network))


def cells_and_totals(network: Network) -> tuple[Ask, ...]:
    """What is asked of a whole network: layer by layer what there is of it, and the totals."""
    everything = tuple(range(1, len(network.nodes) + 1))
    totals = [Ask(what, everything) for what in ("weights", "biases", "parameters")]
    cells = (Ask(what, (place,)) for place in everything for what in _cells(network.nodes[place - 1].layer))
    return (*cells, *totals)


def _cells(layer: Layer | Join) -> Iterator[str]:
    """What there is to be asked of a layer: a volume where it changes, weights and biases where it has any."""
    if isinstance(layer, Join):
        yield "volume"
        return
    if layer.resizes and not isinstance(layer, Dense):
        yield "volume"
    yield from (what for what in ("weights", "biases") if counts_any(layer, what))
