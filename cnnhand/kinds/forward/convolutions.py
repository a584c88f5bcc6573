"""Maps of convolutions with numbers on which mistakes show, also transposed, as a matrix, and in a pipeline."""

from dataclasses import dataclass, replace
from math import prod

from cnnhand.exact.cells import pairs, rotated
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Filter, Grid
from cnnhand.kinds.drawing import Ask, Dice, Level, Network, NetworkProblem, ask, cell_at, draw_grid, numbers_of, square
from cnnhand.layers.base import Padding
from cnnhand.layers.conv import Conv
from cnnhand.layers.pointwise import Relu
from cnnhand.layers.pool import AveragePool, MaxPool
from cnnhand.layers.transposed import TransposedConv
from cnnhand.questions.contract import Part
from cnnhand.questions.maps.conv import ConvMap
from cnnhand.questions.maps.transposed import TransposedMap

OF_CELL = "kernel-flipped kernel-transposed row-column-swapped padding-ignored stride-ignored"
OF_MAP = "kernel-flipped row-column-swapped"
"""The mistakes that have to show in a cell, and in a map."""
TWO, THREE, AROUND = Pair(2, 2), Pair(3, 3), Sides.around(1)


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a convolution that is to be drawn."""

    input: Pair
    kernel: Pair
    stride: Pair = Pair(1, 1)
    padding: Padding = Sides()
    dilation: Pair = Pair(1, 1)
    depth: int = 1
    filters: int = 1

    def draw(self, dice: Dice, most: int, weight: int) -> tuple[Grid, Conv] | None:
        """An input of numbers up to `most`, and filters of weights up to `weight` on both sides of 0, with biases.

        None where a kernel is the same when it is turned, or more than a third of it is 0.
        """
        filters = tuple(
            Filter(draw_grid(dice, *self.kernel, -weight, weight, self.depth), dice.choice((-3, -2, -1, 1, 2, 3)))
            for _ in range(self.filters)
        )
        kernels = [kernel for filter in filters for kernel in filter.weights.channels]
        zeros = max(sum(row.count(0) for row in kernel) for kernel in kernels)
        if 3 * zeros > prod(self.kernel) or any(rotated(kernel) == kernel for kernel in kernels):
            return None
        return draw_grid(dice, *self.input, 0, most, self.depth), self.layer(filters)

    def layer(self, filters: tuple[Filter, ...]) -> Conv:
        """The convolution with these filters."""
        moves = {"stride": self.stride, "padding": self.padding, "dilation": self.dilation}
        return Conv(size=self.kernel, filters=len(filters), weights=filters, **moves)  # type: ignore[arg-type]


def shows(part: Part, ids: str = "") -> bool:
    """Whether the mistakes of these ids, or all of them, change the answer as far as they can be made."""
    answer = part.answer()
    return all(value != answer for mistake, value in part.procedures if not ids or mistake.id in ids.split())


def conv_cell(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: one channel, the window shown. Medium: two channels, stride or padding. Hard: all, and two filters."""
    side = dice.choice((2, 3)) if level == "medium" else 3
    depth = {"easy": 1, "medium": dice.integer(1, 2), "hard": dice.integer(2, 3)}[level]
    padding = 1 if level == "hard" else dice.integer(0, 1) if level == "medium" else 0
    stride = 2 if level == "hard" or (level == "medium" and not padding) else 1
    outputs = 3 if level != "easy" else dice.integer(2, 3)
    width, filters = (outputs - 1) * stride + side - 2 * padding, 2 if level == "hard" else 1
    x_most, w_most = (4, 2) if level == "easy" else (5, 3)
    shape = Shape(Pair(width, width), Pair(side, side), Pair(stride, stride), Sides.around(padding))
    weights = [draw_grid(dice, side, side, -w_most, w_most, depth) for _ in range(filters)]
    layer = shape.layer(tuple(Filter(grid, dice.choice((-3, -2, -1, 1, 2, 3))) for grid in weights))
    x = draw_grid(dice, width, width, 0, x_most, depth)
    row, column = (dice.integer(1, outputs) for _ in range(2))
    at = cell_at(row, column, dice.integer(1, filters) if filters > 1 else None)
    if not _worth_asking(ConvMap(layer, x, Rounding.EXACT, at=at), level):
        return None
    return ask(x, layer, "cell", at=at, how="with window" if level == "easy" else "")


def _worth_asking(part: ConvMap, level: Level) -> bool:
    """Not degenerate, not too long, and (but for the easy ones) no symmetry or place that hides mistakes."""
    windows = part.windows(part.numbers[0], part.places[0])
    terms = [sum(bool(x and w) for x, w in pairs(*channel)) for channel in windows]
    if min(terms) < 2 or sum(terms) > 30:
        return False
    if level == "easy":
        return shows(replace(part, window_shown=True))
    (place,) = part.places
    return place.row != place.column and shows(part, OF_CELL)


MAPS: dict[Level, tuple[Shape, ...]] = {
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


def feature_map(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a 2×2 kernel. Medium: 3×3, or with stride or padding, or 1-D. Hard: two channels, and filters, dilation
    or padding with them."""
    shape = dice.choice(MAPS[level])
    few = level == "easy" or shape.depth * shape.filters > 1
    drawn = shape.draw(dice, 3 if few else 5, 2 if few else 3)
    if drawn is None:
        return None
    x, layer = drawn
    return ask(x, layer, "map") if shows(ConvMap(layer, x), OF_MAP) else None


IMPULSES: tuple[tuple[int, Padding], ...] = ((3, "same"), (5, Sides()))
"""The sides of an input with a 1 in its middle, and the padding for a 3×3 kernel on it."""


CORRELATED: dict[Level, tuple[Shape, ...]] = {
    "medium": (
        Shape(THREE, TWO),
        Shape(Pair(4, 4), THREE),
        Shape(TWO, TWO, padding="full"),
        Shape(Pair(4, 1), Pair(3, 1), padding="full"),
        Shape(Pair(5, 1), Pair(3, 1), padding="same"),
    ),
    "hard": (
        Shape(THREE, THREE, padding="same"),
        Shape(Pair(3, 2), TWO, padding="full"),
        Shape(Pair(4, 3), Pair(3, 1), padding="same"),
        Shape(TWO, Pair(3, 2), padding="full"),
        Shape(Pair(6, 1), Pair(4, 1), padding="full"),
    ),
}


def true_convolution(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: an impulse, which shows the kernel. Medium: valid and full maps, 1-D too. Hard: same and full maps."""
    if level == "easy":
        side, padding = dice.choice(IMPULSES)
        drawn = Shape(Pair(1, 1), THREE, padding=padding).draw(dice, 1, 5)
        x = Grid.of([[int(row == column == side // 2) for column in range(side)] for row in range(side)])
    else:
        drawn = dice.choice(CORRELATED[level]).draw(dice, 3 if level == "medium" else 4, 3)
        x = drawn[0] if drawn else Grid.of([[0]])
    if drawn is None or not any(x.cells()):
        return None
    layer = drawn[1].with_(weights=tuple(Filter(filter.weights) for filter in drawn[1].weights or ()))
    first, second = (Network.of(x.volume, [layer.with_(flip=flip)]) for flip in (False, True))
    return NetworkProblem(first, (Ask("map", (1,)), Ask("map", (1,), against=True)), x, against=second)


def transposed_convolution(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: 2×2 kernel, no padding. Medium: 3×3 kernel, stride or padding. Hard: both, output padding, larger."""
    width, height, extra = 2, 2, 0
    if level == "easy":
        side, stride, padding = 2, dice.integer(1, 2), 0
        width = dice.integer(2, 3) if stride == 1 else 2
    elif level == "medium":
        side, stride, padding = dice.choice(((3, 1, 0), (3, 2, 0), (3, 2, 1), (3, 2, 1)))
        width = 3 if padding else 2
    else:
        side, stride, padding, extra = dice.choice(((3, 2, 1, 1), (4, 2, 1, 0)))
        width = dice.integer(2, 3) if extra else 2
    x = draw_grid(dice, width, height, 1 if level == "easy" else -2, 3 if level == "easy" else 4)
    kernel = draw_grid(dice, side, side, -2, 3)
    if 0 in x.cells() or sum(not w for w in kernel.cells()) > side - 1:
        return None
    more = {"extra": Pair(extra, extra), "filters": 1, "weights": (Filter(kernel),)}
    layer = square(TransposedConv, side, stride, padding, **more)
    return ask(x, layer, "map") if shows(TransposedMap(layer, x), "kernel-flipped kernel-transposed") else None


MATRICES = {
    "easy": (Shape(Pair(4, 1), Pair(2, 1)), Shape(Pair(5, 1), Pair(3, 1)), Shape(Pair(5, 1), Pair(2, 1))),
    "medium": (Shape(THREE, TWO), Shape(Pair(3, 2), TWO), Shape(Pair(4, 2), TWO)),
    "hard": (
        Shape(Pair(4, 3), TWO),
        Shape(Pair(3, 2), Pair(3, 2), padding=Sides(1, 1)),
        Shape(Pair(4, 4), TWO, TWO),
    ),
}


def convolution_matrix(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a row of numbers. Medium: an image, a kernel of 2×2. Hard: padding, a stride or a larger image."""
    shape = dice.choice(MATRICES[level])
    x = draw_grid(dice, *shape.input, 0 if level == "easy" else -3, 5)
    kernel = draw_grid(dice, *shape.kernel, -3, 4, zero=False)
    if rotated(kernel.rows) == kernel.rows or min(kernel.cells()) > 0:
        return None
    problem = ask(x, shape.layer((Filter(kernel),)), "matrix", "product")
    matrix, product = (part.answer() for part in problem.exact_parts())
    return problem if len(str(matrix).split(";")) > 1 and len(set(str(product).split())) > 1 else None


POOLED: dict[Level, tuple[tuple[Shape, int, int], ...]] = {
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


def pipeline(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: 1-D, or a 2×2 kernel. Medium: larger maps. Hard: two channels, filters, average pooling."""
    shape, side, stride = dice.choice(POOLED[level])
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
