"""Backward through convolution, ReLU and pooling, part by part: from dY to dA, dZ, dW, db and dX."""

from cnnhand.exact.cells import relu
from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Filter, Grid
from cnnhand.kinds.drawing import Ask, Dice, Level, Network, NetworkProblem, draw_grid, square
from cnnhand.layers.conv import Conv
from cnnhand.layers.pointwise import Relu
from cnnhand.layers.pool import AveragePool, MaxPool

SUMMARY = "the gradients of a convolution, its ReLU and its pooling, part by part"

PARTS = (
    Ask("input-gradient", (3,)),
    Ask("input-gradient", (2,)),
    Ask("weight-gradient", (1,)),
    Ask("bias-gradient", (1,)),
    Ask("input-gradient", (1,)),
)


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
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
