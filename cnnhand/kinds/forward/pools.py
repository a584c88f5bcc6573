"""Maps of pooling, and of ReLU."""

from fractions import Fraction
from typing import Any

from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Grid, Rational, Root, plain
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, draw_grid, numbers_of
from cnnhand.layers.base import Layer
from cnnhand.layers.pointwise import Bias, Relu
from cnnhand.layers.pool import AveragePool, GlobalAveragePool, L2Pool, MaxPool

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


def max_pool(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: windows of 2×2 on 4×4 or 6×4. Medium: negative numbers, overlaps, 3×3. Hard: padding, or a rest."""
    x, window, rounding = windows(level, dice, 9 if level == "easy" else 30)
    problem = ask(x, MaxPool(**window), "map", rounding=rounding)
    numbers = numbers_of(problem)
    return problem if 2 * max(map(numbers.count, numbers)) <= len(numbers) else None


def l2_pool(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: windows of 2×2. Medium: negative numbers, overlaps, 3×3. Hard: padding, a rest."""
    x, window, rounding = windows(level, dice, 5)
    problem = ask(x, L2Pool(**window), "map", rounding=rounding)
    numbers = set(numbers_of(problem))
    return problem if len(numbers) > 1 and any(isinstance(number, Root) for number in numbers) else None


def average_pool(level: Level, dice: Dice) -> NetworkProblem | None:
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


def relu_map(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a map of 3×3. Medium: 4×4, with a bias before the ReLU. Hard: two channels of fractions, and a bias."""
    side, depth = (4, 1) if level == "medium" else (3, 2 if level == "hard" else 1)
    below = dice.integer(2, 4) if level == "hard" else 1

    def number() -> Rational:
        return plain(Fraction(dice.integer(-9, 9), below))

    before = () if level == "easy" else (Bias(value=plain(Fraction(dice.choice((-4, -3, -2, 2, 3, 4)), below))),)
    x = Grid.of(*([[number() for _ in range(side)] for _ in range(side)] for _ in range(depth)))
    problem = ask(x, (*before, Relu()), "map")
    numbers = numbers_of(problem)
    return problem if len(numbers) < 4 * numbers.count(0) and 3 * numbers.count(0) < 2 * len(numbers) else None
