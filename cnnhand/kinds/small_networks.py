"""Small convolutional networks in which every stride divides, for the kinds that ask about several layers."""

from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import Dice, Level, Network, square
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.pointwise import Relu
from cnnhand.layers.pool import AveragePool, MaxPool
from cnnhand.layers.rows import rows

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
