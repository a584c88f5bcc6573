"""The map that max pooling makes: the largest number under each window."""

from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask
from cnnhand.kinds.pools import numbers_of, windows
from cnnhand.layers.pool import MaxPool

SUMMARY = "the map that max pooling makes"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: windows of 2×2 on 4×4 or 6×4. Medium: negative numbers, overlaps, 3×3. Hard: padding, or a rest."""
    x, window, rounding = windows(level, dice, 9 if level == "easy" else 30)
    problem = ask(x, MaxPool(**window), "map", rounding=rounding)
    numbers = numbers_of(problem)
    return problem if 2 * max(map(numbers.count, numbers)) <= len(numbers) else None
