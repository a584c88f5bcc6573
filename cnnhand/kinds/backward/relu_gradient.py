"""The gradient through ReLU: dY passes where the input was positive, and is stopped where it was not."""

from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, draw_grid
from cnnhand.layers.pointwise import Relu

SUMMARY = "the gradient that ReLU sends back to its input"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: 3×3. Medium: 4×4, with zeros in X. Hard: two channels."""
    side, depth = 3 if level == "easy" else 4, 2 if level == "hard" else 1
    x = draw_grid(dice, side, side, -9, 9, depth, zero=level != "easy")
    dy = draw_grid(dice, side, side, -9, 9, depth, zero=False)
    signs = {(number > 0, slope > 0) for number, slope in zip(x.cells(), dy.cells(), strict=True)}
    if len(signs) < 4 or (level != "easy" and 0 not in x.cells()):
        return None
    return ask(x, Relu(), "input-gradient", gradient=dy)
