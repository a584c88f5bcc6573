"""Correlation and true convolution of the same input and kernel, in the sizes `valid`, `same` and `full`."""

from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Filter, Grid
from cnnhand.kinds.convolutions import Shape
from cnnhand.kinds.drawing import Ask, Dice, Level, Network, NetworkProblem
from cnnhand.layers.base import Padding

SUMMARY = "correlation and true convolution: valid, same and full size, also of an impulse"

IMPULSES: tuple[tuple[int, Padding], ...] = ((3, "same"), (5, Sides()))
"""The sides of an input with a 1 in its middle, and the padding for a 3×3 kernel on it."""

SHAPES: dict[Level, tuple[Shape, ...]] = {
    "medium": (
        Shape(Pair(3, 3), Pair(2, 2)),
        Shape(Pair(4, 4), Pair(3, 3)),
        Shape(Pair(2, 2), Pair(2, 2), padding="full"),
        Shape(Pair(4, 1), Pair(3, 1), padding="full"),
        Shape(Pair(5, 1), Pair(3, 1), padding="same"),
    ),
    "hard": (
        Shape(Pair(3, 3), Pair(3, 3), padding="same"),
        Shape(Pair(3, 2), Pair(2, 2), padding="full"),
        Shape(Pair(4, 3), Pair(3, 1), padding="same"),
        Shape(Pair(2, 2), Pair(3, 2), padding="full"),
        Shape(Pair(6, 1), Pair(4, 1), padding="full"),
    ),
}


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: an impulse, which shows the kernel. Medium: valid and full maps, 1-D too. Hard: same and full maps."""
    if level == "easy":
        side, padding = dice.choice(IMPULSES)
        drawn = Shape(Pair(1, 1), Pair(3, 3), padding=padding).draw(dice, 1, 5)
        x = Grid.of([[int(row == column == side // 2) for column in range(side)] for row in range(side)])
    else:
        drawn = dice.choice(SHAPES[level]).draw(dice, 3 if level == "medium" else 4, 3)
        x = drawn[0] if drawn else Grid.of([[0]])
    if drawn is None or not any(x.cells()):
        return None
    layer = drawn[1].with_(weights=tuple(Filter(filter.weights) for filter in drawn[1].weights or ()))
    first, second = (Network.of(x.volume, [layer.with_(flip=flip)]) for flip in (False, True))
    return NetworkProblem(first, (Ask("map", (1,)), Ask("map", (1,), against=True)), x, against=second)
