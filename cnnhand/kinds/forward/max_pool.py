"""The map that max pooling makes: the largest number under each window."""

from cnnhand.kinds.dice import Dice
from cnnhand.kinds.pools import maps_of, numbers_of, windows
from cnnhand.layers.pool import MaxPool
from cnnhand.questions.contract import Level
from cnnhand.questions.network import NetworkProblem

SUMMARY = "the map that max pooling makes"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: windows of 2×2 on 4×4 or 6×4. Medium: negative numbers, overlaps, 3×3. Hard: padding, or a rest."""
    x, window, rounding = windows(level, dice, 9 if level == "easy" else 30)
    problem = maps_of(x, MaxPool(**window), rounding=rounding)
    numbers = numbers_of(problem)
    return problem if 2 * max(map(numbers.count, numbers)) <= len(numbers) else None
