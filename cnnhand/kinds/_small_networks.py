"""Small convolutional networks in which every stride divides, for the kinds that ask about several layers."""

from cnnhand.dice import Dice
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Volume
from cnnhand.layers.base import Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.pool import AveragePool, MaxPool
from cnnhand.questions.contract import Level

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
            moves = {"stride": Pair(stride, stride), "padding": Sides.around(padding)}
            depth = dice.integer(2, 16)
            layers.append(Conv(filters=depth, size=Pair(filter, filter), **moves))  # type: ignore[arg-type]
    width = dice.integer(3, 8 if level == "easy" else 6)
    height = width if level != "hard" else dice.integer(3, 6)
    if width * height * depth > MOST_CELLS:
        return None
    for layer in reversed(layers):
        axis = layer.window.across
        width, height = ((side - 1) * axis.stride + axis.reach - 2 * axis.before for side in (width, height))
    return Volume(width, height, dice.choice((1, 3))), layers
