"""How long is the vector that the last volume of a stack is flattened into, the inputs of a dense layer after it?"""

from cnnhand.kinds.dice import Dice
from cnnhand.kinds.small_networks import draw_stack
from cnnhand.layers.dense import Flatten
from cnnhand.layers.network import Network
from cnnhand.questions.asking import Ask
from cnnhand.questions.contract import Level
from cnnhand.questions.network import NetworkProblem

SUMMARY = "the number of inputs of a dense layer after a stack of layers"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a convolution and 2×2 pooling. Medium: padding or a stride, three layers. Hard: four layers, two
    different sides."""
    stack = draw_stack(level, dice)
    if stack is None:
        return None
    image, layers = stack
    return NetworkProblem(Network.of(image, [*layers, Flatten()]), (Ask("length", (len(layers) + 1,)),))
