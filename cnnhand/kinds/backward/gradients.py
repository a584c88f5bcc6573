"""Gradients of single layers, one step of descent, and the way back through a convolution, its ReLU and its pooling."""

from fractions import Fraction
from typing import Any, NamedTuple

from cnnhand.exact.cells import Place, relu, rotated
from cnnhand.exact.shapes import Axis, Pair, Rounding
from cnnhand.exact.values import Filter, Grid, Rows, Volume
from cnnhand.kinds.drawing_once import (
    NOT_GIVEN,
    Ask,
    Cells,
    Dice,
    Level,
    Network,
    NetworkProblem,
    ask,
    cell_at,
    draw_grid,
    square,
)
from cnnhand.layers.conv import Conv
from cnnhand.layers.pointwise import Relu
from cnnhand.layers.pool import AveragePool, MaxPool


def relu_gradient(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: 3×3. Medium: 4×4, with zeros in X. Hard: two channels."""
    side, depth = 3 if level == "easy" else 4, 2 if level == "hard" else 1
    x = draw_grid(dice, side, side, -9, 9, depth, zero=level != "easy")
    dy = draw_grid(dice, side, side, -9, 9, depth, zero=False)
    signs = {(number > 0, slope > 0) for number, slope in zip(x.cells(), dy.cells(), strict=True)}
    if len(signs) < 4 or (level != "easy" and 0 not in x.cells()):
        return None
    return ask(x, Relu(), "input-gradient", gradient=dy)


# ---- of pooling: the side of the window, its stride, the padding, and the rows and columns left over -----------------

EASY, OVERLAPS = (2, 2, 0, 0), ((3, 3, 0, 0), (2, 1, 0, 0), (3, 2, 0, 0))
MAXIMA = {"easy": (EASY,), "medium": OVERLAPS, "hard": ((3, 2, 1, 0), (3, 2, 0, 1), (3, 1, 0, 0))}
AVERAGES = {"easy": (EASY,), "medium": OVERLAPS, "hard": ((3, 2, 1, 0), (2, 1, 0, 0), (2, 2, 0, 1), (2, 2, 1, 0))}
NUMBERS = {"easy": (0, 9), "medium": (-5, 9), "hard": (-9, 5)}
SLOPES = {"easy": (1, 9), "medium": (-5, 5), "hard": (-5, 5)}


def max_pool_gradient(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: 4×4, windows of 2×2. Medium: 3×3 windows or overlapping ones. Hard: overlaps, padding, a rest."""
    side, stride, padding, rest = dice.choice(MAXIMA[level])
    outputs = (3 if level == "hard" else 2, dice.integer(2, 3) if level == "hard" or (side, stride) == (2, 1) else 2)
    rounding = dice.choice((Rounding.FLOOR, Rounding.CEIL)) if rest else Rounding.EXACT
    partly = rounding is Rounding.CEIL  # the last window has the rest of the cells only
    width, height = ((count - 1 - partly) * stride + side + rest - 2 * padding for count in outputs)
    x = draw_grid(dice, width, height, *NUMBERS[level])
    dy = draw_grid(dice, *outputs, *SLOPES[level], zero=False)
    problem = ask(x, square(MaxPool, side, stride, padding), "input-gradient", rounding=rounding, gradient=dy)
    part: Any = problem.exact_parts()[0]
    shared = any(len(got) > 1 for channel in part.received for got in channel.values())
    return problem if shared or stride >= side else None


def average_pool_gradient(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: windows of 2×2 that do not overlap. Medium: 3×3 windows, or overlaps. Hard: padding, a rest."""
    side, stride, padding, rest = dice.choice(AVERAGES[level])
    outputs = (3, 2) if level == "hard" else (2, 2)
    counted = bool(padding) and dice.choice((True, False))
    width, height = ((count - (rest > 0) - 1) * stride + side + rest - 2 * padding for count in outputs)
    unit = side * side * (4 if padding and not counted and side > 2 else 1)  # what the count of every window divides
    dy = draw_grid(dice, *outputs, *SLOPES[level], zero=False).map(lambda dy: unit * dy)
    layer = square(AveragePool, side, stride, padding, count_padding=counted)
    rounding = Rounding.CEIL if rest else Rounding.EXACT
    problem = ask(Volume(width, height, 1), layer, "input-gradient", rounding=rounding, gradient=dy)
    return problem if len(set(dy.cells())) > 1 else None


# ---- of a convolution ------------------------------------------------------------------------------------------------


class Sizes(NamedTuple):
    """The sides of the input and of the filter, the stride, the padding, the channels and the filters."""

    side: int
    size: int
    stride: int = 1
    padding: int = 0
    depth: int = 1
    filters: int = 1

    def draw_x(self, dice: Dice, most: int) -> Grid:
        """Numbers that go in, up to the largest."""
        return draw_grid(dice, self.side, self.side, 0, most, self.depth)

    def draw_dy(self, dice: Dice, most: int) -> Grid:
        """The gradient that comes back, of numbers up to the largest on both sides of 0."""
        outputs = Axis(self.size, self.stride, self.padding, self.padding).outputs(self.side)
        return draw_grid(dice, outputs, outputs, -most, most, self.filters, zero=False)

    def layer(self, *weights: Grid) -> Conv:
        """The convolution, with or without its weights."""
        filters = tuple(map(Filter, weights)) or None
        return square(Conv, self.size, self.stride, self.padding, filters=self.filters, weights=filters)


OF_WEIGHTS = {
    "easy": (Sizes(3, 2),),
    "medium": (Sizes(4, 3), Sizes(4, 2, 2), Sizes(4, 2)),
    "hard": (Sizes(3, 3, 2, 1, 2, 2), Sizes(4, 2, 2, 0, 2, 2), Sizes(4, 2, 2, 1, 1, 2)),
}
OF_INPUT = {
    "easy": (Sizes(3, 2),),
    "medium": (Sizes(4, 3), Sizes(4, 2, 2), Sizes(4, 2), Sizes(5, 3, 2)),
    "hard": (Sizes(3, 3, 2, 1, 1, 2), Sizes(3, 3, 2, 1, 2, 1), Sizes(4, 2, 2, 1, 1, 2), Sizes(3, 3, 1, 1)),
}
OF_BIAS = {"easy": (3, 1, 5), "medium": (3, 2, 9), "hard": (4, 3, 9)}
"""The side of a map of dY, the number of filters, and the largest number."""
UPDATED = {
    "easy": (Sizes(3, 2),),
    "medium": (Sizes(4, 2, 2), Sizes(4, 2), Sizes(5, 3, 2)),
    "hard": (Sizes(4, 2, 2, 1), Sizes(5, 3, 2, 1), Sizes(3, 3, 1, 1)),
}


def weight_gradient(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a 3×3 input and a 2×2 kernel. Medium: 4×4, stride 2. Hard: filters, channels, padding."""
    sizes, most = dice.choice(OF_WEIGHTS[level]), 2 if level == "easy" else 3
    x, dy, asked = sizes.draw_x(dice, most + 2), sizes.draw_dy(dice, most), dice.integer(1, sizes.filters)
    cells = range(1, sizes.size + 1)
    at = Cells(cells, cells, asked) if sizes.filters > 1 else None
    problem = ask(x, sizes.layer(), "weight-gradient", at=at, gradient=dy)
    answer: Any = problem.exact_parts()[0].answer()
    return problem if _turns(dy.channels[asked - 1]) and len(set(answer.cells())) > 1 else None


def _turns(rows: Rows) -> bool:
    """Whether it is another one when it is turned by 180°."""
    return rotated(rows) != rows


def input_gradient(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: dY and kernel of 2×2. Medium: a 3×3 kernel, or stride 2. Hard: stride 2, padding, filters or channels."""
    sizes, most = dice.choice(OF_INPUT[level]), 2 if level == "easy" else 3
    dy = sizes.draw_dy(dice, most)
    weights = [draw_grid(dice, sizes.size, sizes.size, -most, most, sizes.depth) for _ in range(sizes.filters)]
    volume = Volume(sizes.side, sizes.side, sizes.depth)
    turns = all(any(map(_turns, grid.channels)) for grid in (dy, *weights))
    return ask(volume, sizes.layer(*weights), "input-gradient", gradient=dy) if turns else None


def bias_gradient(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: one map of 3×3. Medium: two filters, of which one is asked. Hard: three filters with 4×4 maps."""
    side, filters, most = OF_BIAS[level]
    dy = draw_grid(dice, side, side, -most, most, filters, zero=False)
    number = dice.integer(1, filters)
    at = cell_at(1, 1, number) if filters > 1 else None
    return ask(NOT_GIVEN, square(Conv, 3, filters=filters), "bias-gradient", at=at, gradient=dy)


def weight_update(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a 3×3 input and a 2×2 kernel. Medium: stride 2 or more places. Hard: stride and padding."""
    sizes, most = dice.choice(UPDATED[level]), 2 if level == "easy" else 3
    x, dy = sizes.draw_x(dice, most + 2), sizes.draw_dy(dice, most)
    weights = draw_grid(dice, sizes.size, sizes.size, -3, 3)
    rate = Fraction(1, dice.choice((2, 10) if level == "easy" else (2, 4, 5, 10, 100)))
    row, column = dice.integer(1, sizes.size), dice.integer(1, sizes.size)
    if level != "easy" and row == column:  # row and column exchanged would not show
        return None
    at = cell_at(row, column)
    problem = ask(x, sizes.layer(weights), "updated-weight", at=at, gradient=dy, rate=rate)
    part: Any = problem.exact_parts()[0]
    terms = part.of.terms(1, 0, Place(row, column))
    several = sum(number != 0 for number, _ in terms) > 1
    return problem if several and abs(sum(number * slope for number, slope in terms)) > 1 else None


# ---- of all three ----------------------------------------------------------------------------------------------------

PARTS = (
    Ask("input-gradient", (3,)),
    Ask("input-gradient", (2,)),
    Ask("weight-gradient", (1,)),
    Ask("bias-gradient", (1,)),
    Ask("input-gradient", (1,)),
)


def backward_pipeline(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: max pooling of three windows. Medium: of four. Hard: a 3×3 kernel with padding, or average pooling."""
    average = level == "hard" and dice.choice((True, False))
    width, height, side, padding = (5, 5, 2, 0) if level == "medium" else (7, 3, 2, 0)
    if level == "hard" and not average:
        width, height, side, padding = 4, 4, 3, 1
    outputs = ((width - side + 1 + 2 * padding) // 2, (height - side + 1 + 2 * padding) // 2)
    dy = draw_grid(dice, *outputs, -4, 4, zero=False).map(lambda number: 4 * number if average else number)
    x, weights = draw_grid(dice, width, height, 0, 3), draw_grid(dice, side, side, -2, 2)
    conv = square(Conv, side, 1, padding, filters=1, weights=(Filter(weights),))
    pool = (AveragePool if average else MaxPool)(size=Pair(2, 2))
    # a bias that lets the ReLU close one window altogether, and no more
    largest = list(MaxPool(size=Pair(2, 2)).forward(conv.forward(x).map(relu)).cells())
    first, second, *_ = sorted(largest)
    low, high = max(-9, 1 - second), min(9, -first)
    passing = [number for number, most in zip(dy.cells(), largest, strict=True) if most > first]
    if low > high or not min(passing) < 0 < max(passing) or len(set(weights.cells())) < 3:
        return None
    conv = conv.with_(weights=(Filter(weights, dice.integer(low, high)),))
    network = Network.of(x.volume, [conv, Relu(), pool])
    problem = NetworkProblem(network, PARTS, x, dy, shown=(1,))
    return problem if conv.weights and conv.weights[0].bias and _worth_asking(problem) else None


def _worth_asking(problem: NetworkProblem) -> bool:
    """Something is stopped by the ReLU, numbers of both signs pass it, and no map is one number everywhere."""
    da, dz, dx = (problem.exact.gradient(place) for place in (2, 1, 0))
    # numbers of both signs pass, so that their sum, mean, largest one and magnitudes differ
    if da == dz or not min(dz.cells()) < 0 < max(dz.cells()) or not sum(dz.cells()):
        return False
    dw = problem.exact_parts()[2].answer()
    return all(isinstance(map_, Grid) and len(set(map_.cells())) > 1 for map_ in (da, dw, dx))
