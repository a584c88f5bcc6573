"""Which volume comes out of each layer of a stack, and how long is the last one when it is flattened?"""

from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask
from cnnhand.kinds.small_networks import draw_stack
from cnnhand.layers.dense import Flatten

SUMMARY = "every volume of a stack of layers, and the flattened length"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a convolution and 2×2 pooling. Medium: padding and a stride, three layers, flattened. Hard: four
    layers, two different sides."""
    stack = draw_stack(level, dice)
    if stack is None:
        return None
    image, layers = stack
    return ask(image, [*layers, *([Flatten()] if level != "easy" else [])], "volume", each=True)
