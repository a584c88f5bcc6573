"""What do the neurons of a convolution layer see, and what does it save that those of a map share their weights?

A neuron is one cell of the output; a depth column is all neurons at one place, one of each map.
"""

from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import Ask, Dice, Level, Network, NetworkProblem, square
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense

SUMMARY = "neurons, what they see, and parameters with and without sharing"


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


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
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
