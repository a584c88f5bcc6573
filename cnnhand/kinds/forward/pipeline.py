"""A convolution, the ReLU of its maps, and pooling, part by part."""

from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.kinds.convolutions import Shape
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask
from cnnhand.kinds.pools import numbers_of
from cnnhand.layers.pointwise import Relu
from cnnhand.layers.pool import AveragePool, MaxPool

SUMMARY = "a convolution, its ReLU and pooling, part by part"

TWO, THREE, AROUND = Pair(2, 2), Pair(3, 3), Sides.around(1)

SHAPES: dict[Level, tuple[tuple[Shape, int, int], ...]] = {
    "easy": (
        (Shape(Pair(7, 1), Pair(2, 1)), 2, 2),
        (Shape(Pair(8, 1), Pair(3, 1)), 2, 2),
        (Shape(Pair(5, 3), TWO), 2, 2),
    ),
    "medium": (
        (Shape(Pair(5, 5), TWO), 2, 2),
        (Shape(Pair(6, 4), THREE), 2, 2),
        (Shape(Pair(4, 4), TWO, padding=Sides(right=1, bottom=1)), 2, 2),
        (Shape(Pair(10, 1), Pair(3, 1)), 2, 2),
        (Shape(Pair(11, 1), Pair(3, 1), Pair(2, 1)), 2, 1),
    ),
    "hard": (
        (Shape(Pair(6, 4), THREE, depth=2), 2, 2),
        (Shape(Pair(5, 5), TWO, depth=2), 2, 2),
        (Shape(Pair(5, 3), TWO, depth=2, filters=2), 2, 2),
        (Shape(Pair(7, 7), THREE, TWO, depth=2), 2, 1),
        (Shape(THREE, THREE, padding=AROUND, depth=2), 2, 1),
    ),
}
"""Of each level the sizes of the convolution, and the side and stride of the pooling window."""


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: 1-D, or a 2×2 kernel. Medium: larger maps. Hard: two channels, filters, average pooling."""
    shape, side, stride = dice.choice(SHAPES[level])
    drawn = shape.draw(dice, 3, 2)
    if drawn is None:
        return None
    x, conv = drawn
    down = 1 if shape.input.down == 1 else side
    pool = dice.choice((MaxPool, AveragePool)) if level == "hard" else MaxPool
    numbers = list(conv.forward(x).cells())
    if min(numbers) >= 0 or max(numbers) <= 0:  # ReLU must change something, and leave something
        return None
    layers = (conv, Relu(), pool(size=Pair(side, down), stride=Pair(stride, min(stride, down))))
    problem = ask(x, layers, "map", each=True, rounding=Rounding.FLOOR)
    return problem if len(set(numbers_of(problem))) > 1 else None
