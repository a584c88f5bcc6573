"""Pooling layers to be drawn: their inputs, windows and roundings."""

from typing import Any

from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Grid
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, draw_grid

HARD = (
    (2, 2, 1, Rounding.EXACT, (4, 6)),
    (3, 2, 1, Rounding.EXACT, (3, 5)),
    (2, 2, 0, Rounding.FLOOR, (5, 7)),
    (3, 2, 0, Rounding.FLOOR, (6, 8)),
    (2, 2, 0, Rounding.CEIL, (3, 5)),
    (3, 2, 0, Rounding.CEIL, (4, 6)),
)
"""Of the hard windows the side, the stride, the padding, the rounding, and the sides of the input."""


def windows(level: Level, dice: Dice, most: int, depth: int = 1) -> tuple[Grid, dict[str, Any], Rounding]:
    """An input of numbers up to `most`, the options of a pooling layer, and the rounding.

    Easy: windows of 2×2 on 4×4 or 6×4. Medium: negative numbers, overlaps, 3×3. Hard: padding, or a rest.
    """
    padding, rounding = 0, Rounding.EXACT
    if level == "easy":
        side, stride, width, height = 2, 2, 2 * dice.integer(2, 3), 4
    elif level == "medium":
        side, stride = dice.choice(((2, 2), (2, 1), (3, 3), (3, 2)))
        width, height = ((dice.integer(2, 3 if side == 2 else 2) - 1) * stride + side for _ in range(2))
    else:
        side, stride, padding, rounding, sides = dice.choice(HARD)
        width, height = dice.choice(sides), dice.choice(sides)
    x = draw_grid(dice, width, height, 0 if level == "easy" else -most, most, depth)
    options = {"size": Pair(side, side), "stride": Pair(stride, stride), "padding": Sides.around(padding)}
    return x, options, rounding


def numbers_of(problem: NetworkProblem, number: int = -1) -> list[Any]:
    """The numbers of the exact answer to a part."""
    answer = problem.exact_parts()[number].answer()
    return list(answer.cells()) if isinstance(answer, Grid) else [answer]
