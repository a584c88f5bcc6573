"""One cell of the output of a convolution: the products under the window, channel by channel, and the bias."""

from dataclasses import replace

from cnnhand.exact.cells import pairs
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Filter
from cnnhand.kinds.convolutions import Shape, shows
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, cell_at, draw_grid
from cnnhand.questions.maps.conv import ConvMap

SUMMARY = "one output cell of a convolution, with channels, bias, stride and padding"

MUST_SHOW = "kernel-flipped kernel-transposed row-column-swapped padding-ignored stride-ignored"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: one channel, the window shown. Medium: two channels, stride or padding. Hard: all, and two filters."""
    side = dice.choice((2, 3)) if level == "medium" else 3
    depth = {"easy": 1, "medium": dice.integer(1, 2), "hard": dice.integer(2, 3)}[level]
    padding = 1 if level == "hard" else dice.integer(0, 1) if level == "medium" else 0
    stride = 2 if level == "hard" or (level == "medium" and not padding) else 1
    outputs = 3 if level != "easy" else dice.integer(2, 3)
    width, filters = (outputs - 1) * stride + side - 2 * padding, 2 if level == "hard" else 1
    x_most, w_most = (4, 2) if level == "easy" else (5, 3)
    shape = Shape(Pair(width, width), Pair(side, side), Pair(stride, stride), Sides.around(padding))
    weights = [draw_grid(dice, side, side, -w_most, w_most, depth) for _ in range(filters)]
    layer = shape.layer(tuple(Filter(grid, dice.choice((-3, -2, -1, 1, 2, 3))) for grid in weights))
    x = draw_grid(dice, width, width, 0, x_most, depth)
    row, column = (dice.integer(1, outputs) for _ in range(2))
    at = cell_at(row, column, dice.integer(1, filters) if filters > 1 else None)
    if not _worth_asking(ConvMap(layer, x, Rounding.EXACT, at=at), level):
        return None
    return ask(x, layer, "cell", at=at, how="with window" if level == "easy" else "")


def _worth_asking(part: ConvMap, level: Level) -> bool:
    """Not degenerate, not too long, and (but for the easy ones) no symmetry or place that hides mistakes."""
    windows = part.windows(part.numbers[0], part.places[0])
    terms = [sum(bool(x and w) for x, w in pairs(*channel)) for channel in windows]
    if min(terms) < 2 or sum(terms) > 30:
        return False
    if level == "easy":
        return shows(replace(part, window_shown=True))
    (place,) = part.places
    return place.row != place.column and shows(part, MUST_SHOW)
