"""Neurons: one by itself, and the classes at the end of a network."""

from cnnhand.kinds.drawing import Ask, Dice, Network, NetworkProblem, Row, ask, draw_grid, levels, numbers_of, over
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.pointwise import Relu


@levels("""
    inputs  | 3       | 4, 5    | 3, 4
    x       | [1..4]  | [1..9]  | [±1..9]
    weights | [±1..4] | [±1..9] | [±1..9]
    below   | 1       | 1       | 2, 4
    bias    | ±1..3
    relu    | no      | no, yes | yes
""")
def neuron(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: three inputs. Medium: four or five, with a ReLU or without. Hard: halves and quarters, with a ReLU."""
    x = draw_grid(dice, row.x, row.inputs, 1)
    (weights,) = draw_grid(dice, over(row.weights, row.below), row.inputs, 1).channels
    neuron = Dense(neurons=1, weights=weights, biases=(row.bias,))
    if not row.relu:
        return ask(x, neuron, "map")
    # a ReLU makes 0 of every second sum: so often, 0 would be worth a guess, and it hides most of the mistakes
    often = dice.integer(1, 3) > 1
    return None if often and next(neuron.forward(x).cells()) <= 0 else ask(x, (neuron, Relu()), "map")


NAMES = ("cat", "dog", "bird", "fish", "frog", "horse", "sheep", "car", "ship", "truck")
"""Names of classes that are drawn, some that follow one another."""


# Among others how far the scores are apart at most.
@levels("""
    volume  | 2x2x1   | 2x1x2   | 2x2x2
    classes | 2       | 3       | 3
    weights | [-2..2] | [-2..2] | [-1..1]
    apart   | 20      | 20      | 4
    softmax | no      | no      | yes
""")
def classifier(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: one map, two classes. Medium: two channels, three classes. Hard: eight numbers, and softmax."""
    x = draw_grid(dice, range(4), *row.volume)
    weights = draw_grid(dice, row.weights, row.volume.cells, row.classes).rows
    first = dice.integer(0, len(NAMES) - row.classes)
    biases = tuple(dice.choice((-2, -1, 1, 2)) for _ in range(row.classes))
    scores = Dense(neurons=row.classes, weights=weights, biases=biases, classes=NAMES[first : first + row.classes])
    asks = [Ask("map", (1,)), Ask("map", (2,)), Ask("class", (2,)), *[Ask("softmax", (2,))] * row.softmax]
    problem = NetworkProblem(Network.of(x.volume, [Flatten(), scores]), tuple(asks), x)
    numbers = numbers_of(problem, 1)
    differ = len(set(x.cells())) > 1 and len(set(numbers)) == row.classes
    return problem if differ and max(numbers) - min(numbers) <= row.apart else None
