"""How long is the vector that the last volume of a stack is flattened into, the inputs of a dense layer after it?"""

from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask
from cnnhand.kinds.small_networks import draw_stack
from cnnhand.layers.dense import Flatten

SUMMARY = "the number of inputs of a dense layer after a stack of layers"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a convolution and 2×2 pooling. Medium: padding or a stride, three layers. Hard: four layers, two
    different sides."""
    stack = draw_stack(level, dice)
    if stack is None:
        return None
    image, layers = stack
    return ask(image, [*layers, Flatten()], "length")
