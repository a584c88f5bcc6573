"""Gradients of single layers, one step of descent, and the way back through a convolution, its ReLU and its pooling."""

from fractions import Fraction
from typing import Any

from cnnhand.exact.cells import Place, relu
from cnnhand.exact.values import Filter, Grid
from cnnhand.kinds.drawing import (
    NOT_GIVEN,
    Ask,
    Cells,
    Dice,
    Network,
    NetworkProblem,
    Row,
    ask,
    both_signs,
    cell_at,
    draw_filters,
    draw_grid,
    layer,
    levels,
    numbers_of,
    turns,
)
from cnnhand.layers.pointwise import Relu
from cnnhand.layers.pool import AveragePool, MaxPool


@levels("""
    volume | 3x3x1   | 4x4x1   | 4x4x2
    x      | [±1..9] | [-9..9] | [-9..9]
    dy     | [±1..9]
""")
def relu_gradient(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: 3×3. Medium: 4×4, with zeros in X. Hard: two channels."""
    x, dy = draw_grid(dice, row.x, *row.volume), draw_grid(dice, row.dy, *row.volume)
    signs = {(number > 0, slope > 0) for number, slope in zip(x.cells(), dy.cells(), strict=True)}
    if len(signs) < 4 or (0 in row.x and 0 not in x.cells()):
        return None
    return ask(x, Relu(), "input-gradient", gradient=dy)


def draw_dy(row: Row, dice: Dice) -> Grid:
    """The gradient that comes back to the last layer of a row."""
    volume = row.stack.volume
    for one in row.stack.layers:
        volume = one.output(volume, row.stack.rounding)
    return draw_grid(dice, row.dy, *volume)


@levels("""
    stack  | 4x4 maxpool2 | 6x6 maxpool3, 5x5 maxpool3/2   | 5x3 maxpool3/2p1, 5x5 maxpool3/2p1, 8x6 maxpool3/2 floor
           |              | 3x3 maxpool2/1, 3x4 maxpool2/1 | 6x4 maxpool3/2 ceil, 5x4 maxpool3/1, 5x5 maxpool3/1
    x      | [0..9]       | [-5..9]                        | [-9..5]
    dy     | [1..9]       | [±1..5]                        | [±1..5]
""")
def max_pool_gradient(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: 4×4, windows of 2×2. Medium: 3×3 windows or overlapping ones. Hard: overlaps, padding, a rest."""
    volume, (pool,), rounding = row.stack
    x = draw_grid(dice, row.x, *volume)
    problem = ask(x, pool, "input-gradient", rounding=rounding, gradient=draw_dy(row, dice))
    part: Any = problem.exact_parts()[0]
    shared = any(len(got) > 1 for channel in part.received for got in channel.values())
    return problem if shared or pool.stride.across >= pool.size.across else None


@levels("""
    stack  | 4x4 avgpool2 | 6x6 avgpool3, 5x5 avgpool3/2 | 5x3 avgpool3/2p1, 5x3 avgpool3/2p1count-padding
           |              | 3x3 avgpool2/1               | 4x2 avgpool2p1, 4x2 avgpool2p1count-padding
           |              |                              | 4x3 avgpool2/1, 5x3 avgpool2 ceil
    dy     | [1..9]       | [±1..5]                      | [±1..5]
""")
def average_pool_gradient(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: windows of 2×2 that do not overlap. Medium: 3×3 windows, or overlaps. Hard: padding, a rest."""
    volume, (pool,), rounding = row.stack
    side, partly = pool.size.across, any(pool.padding) and not pool.count_padding
    unit = side * side * (4 if partly and side > 2 else 1)  # what the count of every window divides
    dy = draw_dy(row, dice).map(lambda dy: unit * dy)
    problem = ask(volume, pool, "input-gradient", rounding=rounding, gradient=dy)
    return problem if len(set(dy.cells())) > 1 else None


@levels("""
    stack   | 3x3 conv2-1 | 4x4 conv3-1, 4x4 conv2-1/2 | 3x3x2 conv3-2/2p1, 4x4x2 conv2-2/2
            |             | 4x4 conv2-1                | 4x4 conv2-2/2p1
    x       | [0..4]      | [0..5]  | [0..5]
    dy      | [±1..2]     | [±1..3] | [±1..3]
""")
def weight_gradient(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: a 3×3 input and a 2×2 kernel. Medium: 4×4, stride 2. Hard: filters, channels, padding."""
    conv, x, dy = row.stack.layer, draw_grid(dice, row.x, *row.stack.volume), draw_dy(row, dice)
    asked, cells = dice.integer(1, conv.filters), range(1, conv.size.across + 1)
    at = Cells(cells, cells, asked) if conv.filters > 1 else None
    problem = ask(x, conv, "weight-gradient", at=at, gradient=dy)
    return problem if turns(Grid((dy.channels[asked - 1],))) and len(set(numbers_of(problem))) > 1 else None


@levels("""
    stack   | 3x3 conv2-1 | 4x4 conv3-1, 4x4 conv2-1/2 | 3x3 conv3-2/2p1, 3x3x2 conv3-1/2p1
            |             | 4x4 conv2-1, 5x5 conv3-1/2 | 4x4 conv2-2/2p1, 3x3 conv3-1p1
    dy      | [±1..2]     | [±1..3] | [±1..3]
    weights | [-2..2]     | [-3..3] | [-3..3]
""")
def input_gradient(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: dY and kernel of 2×2. Medium: a 3×3 kernel, or stride 2. Hard: stride 2, padding, filters or channels."""
    volume, dy = row.stack.volume, draw_dy(row, dice)
    conv = draw_filters(dice, row.stack.layer, volume.depth, row.weights)
    turned = turns(dy) and turns(*(filter.weights for filter in conv.weights))
    return ask(volume, conv, "input-gradient", gradient=dy) if turned else None


@levels("""
    volume | 3x3x1   | 3x3x2   | 4x4x3
    dy     | [±1..5] | [±1..9] | [±1..9]
""")
def bias_gradient(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: one map of 3×3. Medium: two filters, of which one is asked. Hard: three filters with 4×4 maps."""
    dy, filters = draw_grid(dice, row.dy, *row.volume), row.volume.depth
    at = cell_at(1, 1, dice.integer(1, filters)) if filters > 1 else None
    return ask(NOT_GIVEN, layer(f"conv3-{filters}"), "bias-gradient", at=at, gradient=dy)


@levels("""
    stack   | 3x3 conv2-1 | 4x4 conv2-1/2, 4x4 conv2-1, 5x5 conv3-1/2 | 4x4 conv2-1/2p1, 5x5 conv3-1/2p1, 3x3 conv3-1p1
    x       | [0..4]    | [0..5]            | [0..5]
    dy      | [±1..2]   | [±1..3]           | [±1..3]
    weights | [-3..3]
    below   | 2, 10     | 2, 4, 5, 10, 100  | 2, 4, 5, 10, 100
    place   | any       | off the diagonal  | off the diagonal
""")
def weight_update(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: a 3×3 input and a 2×2 kernel. Medium: stride 2 or more places. Hard: stride and padding."""
    x, dy = draw_grid(dice, row.x, *row.stack.volume), draw_dy(row, dice)
    conv = draw_filters(dice, row.stack.layer, 1, row.weights)
    i, j = (dice.integer(1, side) for side in conv.size)
    if row.place != "any" and i == j:  # row and column exchanged would not show
        return None
    problem = ask(x, conv, "updated-weight", at=cell_at(i, j), gradient=dy, rate=Fraction(1, row.below))
    part: Any = problem.exact_parts()[0]
    terms = [number * slope for number, slope in part.of.terms(1, 0, Place(i, j)) if number]
    return problem if len(terms) > 1 and abs(sum(terms)) > 1 else None


PARTS = (("input", 3), ("input", 2), ("weight", 1), ("bias", 1), ("input", 1))
"""The gradients that are asked for, and of which layer."""


@levels("""
    stack   | 7x3 conv2-1 relu maxpool2 | 5x5 conv2-1 relu maxpool2 | 4x4 conv3-1p1 relu maxpool2
            |                           |                           | 7x3 conv2-1 relu avgpool2
    x       | [0..3]
    dy      | [±1..4]
    weights | [-2..2]
""")
def backward_pipeline(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: max pooling of three windows. Medium: of four. Hard: a 3×3 kernel with padding, or average pooling."""
    volume, (conv, between, pool), _ = row.stack
    dy, x = draw_dy(row, dice), draw_grid(dice, row.x, *volume)
    if isinstance(pool, AveragePool):
        dy = dy.map(lambda number: 4 * number)
    weights = draw_grid(dice, row.weights, *conv.size)
    # a bias that lets the ReLU close one window altogether, and no more
    maps = conv.with_(weights=(Filter(weights),)).forward(x)
    largest = list(MaxPool(size=pool.size).forward(maps.map(relu)).cells())
    first, second, *_ = sorted(largest)
    low, high = max(-9, 1 - second), min(9, -first)
    passing = [number for number, most in zip(dy.cells(), largest, strict=True) if most > first]
    if low > high or not min(passing) < 0 < max(passing) or len(set(weights.cells())) < 3:
        return None
    filter = Filter(weights, dice.integer(low, high))
    network = Network.of(volume, (conv.with_(weights=(filter,)), between, pool))
    asks = tuple(Ask(f"{what}-gradient", (place,)) for what, place in PARTS)
    problem = NetworkProblem(network, asks, x, dy, shown=(1,))
    return problem if filter.bias and _worth_asking(problem) else None


def _worth_asking(problem: NetworkProblem) -> bool:
    """Something is stopped by the ReLU, numbers of both signs pass it, and no map is one number everywhere."""
    da, dz, dx = (problem.exact.gradient(place) for place in (2, 1, 0))
    # numbers of both signs pass, so that their sum, mean, largest one and magnitudes differ
    if da == dz or not both_signs(dz) or not sum(dz.cells()):
        return False
    dw = problem.exact_parts()[2].answer()
    return all(isinstance(map_, Grid) and len(set(map_.cells())) > 1 for map_ in (da, dw, dx))
