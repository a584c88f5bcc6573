"""The gradient through ReLU: dY passes where the input was positive, and is stopped where it was not."""

from cnnhand.kinds.dice import Dice
from cnnhand.kinds.drawing import draw_grid
from cnnhand.layers.network import Network
from cnnhand.layers.pointwise import Relu
from cnnhand.questions.asking import Ask
from cnnhand.questions.contract import Level
from cnnhand.questions.network import NetworkProblem

SUMMARY = "the gradient that ReLU sends back to its input"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: 3×3. Medium: 4×4, with zeros in X. Hard: two channels."""
    side, depth = 3 if level == "easy" else 4, 2 if level == "hard" else 1
    x = draw_grid(dice, side, side, -9, 9, depth, zero=level != "easy")
    dy = draw_grid(dice, side, side, -9, 9, depth, zero=False)
    signs = {(number > 0, slope > 0) for number, slope in zip(x.cells(), dy.cells(), strict=True)}
    if len(signs) < 4 or (level != "easy" and 0 not in x.cells()):
        return None
    return NetworkProblem(Network.of(x.volume, [Relu()]), (Ask("input-gradient", (1,)),), x, dy)
