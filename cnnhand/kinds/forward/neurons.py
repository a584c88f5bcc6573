"""Neurons: one by itself, and the classes at the end of a network."""

from fractions import Fraction

from cnnhand.exact.values import Grid, Rational, plain
from cnnhand.kinds.drawing import Ask, Dice, Level, Network, NetworkProblem, ask, draw_grid, numbers_of
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.pointwise import Relu


def neuron(level: Level, dice: Dice) -> NetworkProblem | None:
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


CLASSES = ("cat", "dog", "bird", "fish", "frog", "horse", "sheep", "car", "ship", "truck")
"""Names of classes that are drawn, some that follow one another."""


def classifier(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: one map, two classes. Medium: two channels, three classes. Hard: eight numbers, and softmax."""
    depth, width, height = {"easy": (1, 2, 2), "medium": (2, 2, 1), "hard": (2, 2, 2)}[level]
    count, most = 2 if level == "easy" else 3, 1 if level == "hard" else 2
    x = draw_grid(dice, width, height, 0, 3, depth)
    weights = draw_grid(dice, depth * width * height, count, -most, most).rows
    first = dice.integer(0, len(CLASSES) - count)
    biases = tuple(dice.choice((-2, -1, 1, 2)) for _ in range(count))
    scores = Dense(neurons=count, weights=weights, biases=biases, classes=CLASSES[first : first + count])
    asks = [Ask("map", (1,)), Ask("map", (2,)), Ask("class", (2,)), *[Ask("softmax", (2,))] * (level == "hard")]
    problem = NetworkProblem(Network.of(x.volume, [Flatten(), scores]), tuple(asks), x)
    numbers = numbers_of(problem, 1)
    apart = (
        len(set(x.cells())) > 1
        and len(set(numbers)) == count
        and max(numbers) - min(numbers) <= (4 if level == "hard" else 20)
    )
    return problem if apart else None
