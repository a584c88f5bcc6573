"""The output of one neuron, b + Σ w·x, with and without a ReLU."""

from fractions import Fraction

from cnnhand.exact.values import Grid, Rational, plain
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask
from cnnhand.layers.dense import Dense
from cnnhand.layers.pointwise import Relu

SUMMARY = "the output of one neuron, b + Σ w·x, with and without ReLU"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: three inputs. Medium: four or five, with a ReLU or without. Hard: halves and quarters, with a ReLU."""
    count = {"easy": 3, "medium": dice.integer(4, 5), "hard": dice.integer(3, 4)}[level]
    below = dice.choice((2, 4)) if level == "hard" else 1
    most = 4 if level == "easy" else 9

    def number(low: int) -> Rational:
        return dice.choice([n for n in range(low, most + 1) if n])

    x = Grid.of([[number(-most if level == "hard" else 1) for _ in range(count)]])
    weights = tuple(plain(Fraction(number(-most), below)) for _ in range(count))
    neuron = Dense(neurons=1, weights=(weights,), biases=(dice.choice((-3, -2, -1, 1, 2, 3)),))
    if level == "easy" or (level == "medium" and dice.integer(0, 1) == 1):
        return ask(x, neuron, "map")
    # a ReLU makes 0 of every second sum: so often, 0 would be worth a guess, and it hides most of the mistakes
    often = dice.integer(1, 3) > 1
    return None if often and next(neuron.forward(x).cells()) <= 0 else ask(x, (neuron, Relu()), "map")
