"""The map that L2 pooling makes: the root of the sum of the squares under each window."""

from cnnhand.exact.values import Root
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask
from cnnhand.kinds.pools import numbers_of, windows
from cnnhand.layers.pool import L2Pool

SUMMARY = "the map that L2 pooling makes, with roots"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: windows of 2×2. Medium: negative numbers, overlaps, 3×3. Hard: padding, a rest."""
    x, window, rounding = windows(level, dice, 5)
    problem = ask(x, L2Pool(**window), "map", rounding=rounding)
    numbers = set(numbers_of(problem))
    return problem if len(numbers) > 1 and any(isinstance(number, Root) for number in numbers) else None
