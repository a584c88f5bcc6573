"""The whole map (or maps) that a convolution makes; an input of one row is a 1-D convolution."""

from cnnhand.exact.shapes import Pair, Sides
from cnnhand.kinds.convolutions import Shape, shows
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask
from cnnhand.questions.maps.conv import ConvMap

SUMMARY = "the whole map or maps that a convolution makes, also 1-D"

MUST_SHOW = "kernel-flipped row-column-swapped"

TWO, THREE, AROUND = Pair(2, 2), Pair(3, 3), Sides.around(1)

SHAPES: dict[Level, tuple[Shape, ...]] = {
    "easy": (Shape(THREE, TWO), Shape(Pair(4, 3), TWO), Shape(Pair(3, 4), TWO)),
    "medium": (
        Shape(Pair(4, 4), THREE),
        Shape(Pair(5, 5), THREE, TWO),
        Shape(THREE, THREE, padding=AROUND),
        Shape(Pair(5, 5), THREE, TWO, AROUND),
        Shape(Pair(4, 4), TWO, TWO, AROUND),
        Shape(Pair(7, 1), Pair(3, 1)),
        Shape(Pair(6, 1), Pair(3, 1), padding=Sides(1, 1)),
        Shape(Pair(7, 1), Pair(3, 1), Pair(2, 1), Sides(1, 1)),
    ),
    "hard": (
        Shape(THREE, THREE, TWO, AROUND, depth=2, filters=2),
        Shape(Pair(5, 5), THREE, TWO, depth=2, filters=2),
        Shape(Pair(4, 4), THREE, padding=Sides(left=1, top=1), depth=2),
        Shape(Pair(5, 4), Pair(2, 3), Pair(2, 1), Sides(right=1), depth=2),
        Shape(Pair(3, 4), Pair(3, 2), Pair(1, 2), Sides(left=1, right=1), depth=2, filters=2),
        Shape(Pair(6, 6), THREE, dilation=TWO, depth=2),
        Shape(Pair(5, 5), TWO, dilation=TWO, depth=2),
        Shape(Pair(7, 1), Pair(3, 1), Pair(2, 1), Sides(1, 1), depth=2, filters=2),
    ),
}
"""Of each level the sizes that are drawn: at most some twenty products at easy, some 150 at hard."""


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a 2×2 kernel. Medium: 3×3, or with stride or padding, or 1-D. Hard: two channels, and filters, dilation
    or padding with them."""
    shape = dice.choice(SHAPES[level])
    few = level == "easy" or shape.depth * shape.filters > 1
    drawn = shape.draw(dice, 3 if few else 5, 2 if few else 3)
    if drawn is None:
        return None
    x, layer = drawn
    return ask(x, layer, "map") if shows(ConvMap(layer, x), MUST_SHOW) else None
