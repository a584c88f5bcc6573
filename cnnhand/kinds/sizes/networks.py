"""Small convolutional networks in which every stride divides: their volumes, lengths, parameters, and tables."""

from collections.abc import Iterator

from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing_once import Ask, Dice, Level, Network, NetworkProblem, ask, square
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.network import Join
from cnnhand.layers.pointwise import Relu
from cnnhand.layers.pool import AveragePool, MaxPool
from cnnhand.layers.rows import rows
from cnnhand.questions.counts.counting import counts_any

MOST_CELLS = 999


def draw_stack(level: Level, dice: Dice) -> tuple[Volume, list[Sliding]] | None:
    """An image and its layers, built from the last volume, which has 999 numbers at most, back to the image.

    Easy: a convolution and a pool. Medium: padding or a stride, and a second convolution. Hard: two of each.
    """
    layers: list[Sliding] = []
    depth = 0
    for number in range({"easy": 2, "medium": 3, "hard": 4}[level]):
        if number % 2:
            layers.append(dice.choice((MaxPool, MaxPool, AveragePool))(size=Pair(2, 2)))
        else:
            filter = dice.choice((3, 5) if number or level == "easy" else (3, 5, 7))
            padding = 0 if level == "easy" else dice.integer(0 if number else 1, (filter - 1) // 2)
            stride = dice.integer(1, 2) if level != "easy" and not number else 1
            depth = dice.integer(2, 16)
            layers.append(square(Conv, filter, stride, padding, filters=depth))
    width = dice.integer(3, 8 if level == "easy" else 6)
    height = width if level != "hard" else dice.integer(3, 6)
    if width * height * depth > MOST_CELLS:
        return None
    for layer in reversed(layers):
        axis = layer.window.across
        width, height = ((side - 1) * axis.stride + axis.reach - 2 * axis.before for side in (width, height))
    return Volume(width, height, dice.choice((1, 3))), layers


def draw_network(level: Level, dice: Dice) -> Network | None:
    """Convolutions and pools, then a fully connected layer, from medium on with activations; not too many weights."""
    drawn = draw_stack(level, dice)
    if drawn is None:
        return None
    image, stack = drawn
    layers: list[Layer] = []
    for layer in stack:
        layers += [layer, *([Relu()] if level != "easy" and isinstance(layer, Conv) else [])]
    network = Network.of(image, [*layers, Flatten(), Dense(neurons=dice.integer(3, 10))])
    total = sum(row.parameters.total for row in rows(network) if row.parameters)
    return network if total <= (1500 if level == "easy" else 9999) else None


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
    if type(layer).sides is not Layer.sides and not isinstance(layer, Dense):
        yield "volume"
    yield from (what for what in ("weights", "biases") if counts_any(layer, what))
