"""The map of a transposed convolution: a copy of the kernel for every input cell, and the copies added up."""

from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Filter
from cnnhand.kinds.convolutions import shows
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, draw_grid, square
from cnnhand.layers.transposed import TransposedConv
from cnnhand.questions.maps.transposed import TransposedMap

SUMMARY = "the map of a transposed convolution, which makes an input larger"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: 2×2 kernel, no padding. Medium: 3×3 kernel, stride or padding. Hard: both, output padding, larger."""
    width, height, extra = 2, 2, 0
    if level == "easy":
        side, stride, padding = 2, dice.integer(1, 2), 0
        width = dice.integer(2, 3) if stride == 1 else 2
    elif level == "medium":
        side, stride, padding = dice.choice(((3, 1, 0), (3, 2, 0), (3, 2, 1), (3, 2, 1)))
        width = 3 if padding else 2
    else:
        side, stride, padding, extra = dice.choice(((3, 2, 1, 1), (4, 2, 1, 0)))
        width = dice.integer(2, 3) if extra else 2
    x = draw_grid(dice, width, height, 1 if level == "easy" else -2, 3 if level == "easy" else 4)
    kernel = draw_grid(dice, side, side, -2, 3)
    if 0 in x.cells() or sum(not w for w in kernel.cells()) > side - 1:
        return None
    more = {"extra": Pair(extra, extra), "filters": 1, "weights": (Filter(kernel),)}
    layer = square(TransposedConv, side, stride, padding, **more)
    return ask(x, layer, "map") if shows(TransposedMap(layer, x), "kernel-flipped kernel-transposed") else None
