"""The end of a network: flatten the maps, score each class, take the best one, and the softmax where it is asked."""

from cnnhand.kinds.drawing import Ask, Dice, Level, Network, NetworkProblem, draw_grid
from cnnhand.kinds.pools import numbers_of
from cnnhand.layers.dense import Dense, Flatten

SUMMARY = "flatten, a dense layer, the class with the largest score, and softmax"

CLASSES = ("cat", "dog", "bird", "fish", "frog", "horse", "sheep", "car", "ship", "truck")
"""Names of classes that are drawn, some that follow one another."""


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
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
