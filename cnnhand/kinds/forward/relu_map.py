"""The ReLU of a map: every negative number becomes 0, the others stay; a bias may be added before."""

from fractions import Fraction

from cnnhand.exact.values import Grid, Rational, plain
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask
from cnnhand.kinds.pools import numbers_of
from cnnhand.layers.pointwise import Bias, Relu

SUMMARY = "the ReLU of a map, with a bias added before"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
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
