"""The map that average pooling makes, also global, also after a ReLU, which is asked first."""

from cnnhand.exact.shapes import Rounding
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, draw_grid
from cnnhand.kinds.pools import numbers_of, windows
from cnnhand.layers.base import Layer
from cnnhand.layers.pointwise import Relu
from cnnhand.layers.pool import AveragePool, GlobalAveragePool

SUMMARY = "the map that average pooling makes, also global, also after a ReLU"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: windows of 2×2. Medium: negative numbers, overlaps, a ReLU first. Hard: padding or a rest, with a ReLU or
    two channels; global."""
    before = (Relu(),) if level != "easy" and dice.integer(0, 1) == 1 else ()
    pool: Layer = GlobalAveragePool()
    if level == "hard" and dice.integer(1, 4) == 1:
        depth, width, height = dice.integer(2, 3), dice.integer(2, 3), dice.integer(2, 3)
        x, rounding = draw_grid(dice, width, height, -9, 9, depth), Rounding.EXACT
    else:
        x, window, rounding = windows(level, dice, 9, 2 if level == "hard" and not before else 1)
        pool = AveragePool(**window, count_padding=any(window["padding"]) and dice.integer(0, 1) == 1)
    problem = ask(x, (*before, pool), "map", each=True, rounding=rounding)
    numbers = numbers_of(problem)
    return problem if len(numbers) <= 16 and len(set(numbers)) > 1 and len(set(numbers_of(problem, 0))) > 1 else None
