"""Maps of convolutions with numbers on which mistakes show, also transposed, as a matrix, and in a pipeline."""

from dataclasses import replace
from typing import Any

from cnnhand.exact.cells import pairs
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Grid
from cnnhand.kinds.drawing import (
    Ask,
    Dice,
    Network,
    NetworkProblem,
    Row,
    ask,
    both_signs,
    cell_at,
    draw_filters,
    draw_grid,
    levels,
    numbers_of,
    turns,
)
from cnnhand.layers.pool import AveragePool
from cnnhand.questions.contract import Part
from cnnhand.questions.maps.conv import ConvMap
from cnnhand.questions.maps.transposed import TransposedMap


def with_numbers(row: Row, dice: Dice) -> tuple[Grid, Any, bool]:
    """An input, the first layer of a row with its weights, and whether all of its kernels turn into others."""
    layer = draw_filters(dice, row.stack.layer, row.stack.volume.depth, row.weights, row.biases)
    return draw_grid(dice, row.x, *row.stack.volume), layer, turns(*(filter.weights for filter in layer.weights))


def shows(part: Part, ids: str = "") -> bool:
    """Whether the mistakes of these ids, or all of them, change the answer as far as they can be made."""
    answer = part.answer()
    return all(value != answer for mistake, value in part.procedures if not ids or mistake.id in ids.split())


HIDDEN = "kernel-flipped kernel-transposed row-column-swapped padding-ignored stride-ignored"
"""The mistakes that have to show in a cell whose window has to be found."""


@levels("""
    x       | [0..4], [0..5]     | [0..5]  | [0..5]
    weights | [-2..2], [-2..3]   | [-3..3] | [-3..3]
    stack   | 4x4 conv3, 5x5 conv3 | 2x2 conv2p1, 3x3 conv3p1, 6x6 conv2/2, 7x7 conv3/2         | 5x5x2 conv3-2/2p1
            |                      | 2x2x2 conv2p1, 3x3x2 conv3p1, 6x6x2 conv2/2, 7x7x2 conv3/2 | 5x5x3 conv3-2/2p1
    biases  | [±1..3]
    how     | with window        |         |
""")
def conv_cell(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: one channel, the window shown. Medium: two channels, stride or padding. Hard: all, and two filters."""
    x, layer, _ = with_numbers(row, dice)
    i, j = (dice.integer(1, axis.outputs(x.width)) for axis in layer.window)
    at = cell_at(i, j, dice.integer(1, layer.filters) if layer.filters > 1 else None)
    part = ConvMap(layer, x, Rounding.EXACT, at=at)
    windows = part.windows(part.numbers[0], part.places[0])
    terms = [sum(bool(x and w) for x, w in pairs(*channel)) for channel in windows]
    if min(terms) < 2 or sum(terms) > 30:  # degenerate, or too long
        return None
    worth = shows(replace(part, window_shown=True)) if row.how else i != j and shows(part, HIDDEN)
    return ask(x, layer, "cell", at=at, how=row.how or "") if worth else None


@levels("""
    stack   | 3x3 conv2 | 4x4 conv3, 5x5 conv3/2, 3x3 conv3p1       | 3x3x2 conv3-2/2p1, 5x5x2 conv3-2/2
            | 4x3 conv2 | 5x5 conv3/2p1, 4x4 conv2/2p1              | 4x4x2 conv3p1:0:1:0, 5x4x2 conv2x3/2x1p0:1:0:0
            | 3x4 conv2 | 7x1 conv1d3, 6x1 conv1d3p1                | 3x4x2 conv3x2-2/1x2p1:1:0:0, 6x6x2 conv3d2
            |           | 7x1 conv1d3/2p1                           | 5x5x2 conv2/1d2, 7x1x2 conv1d3-2/2p1
    x       | [0..3]    | [0..5]  | [0..3]
    weights | [-2..2]   | [-3..3] | [-2..2]
    biases  | [±1..3]
""")
def feature_map(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: a 2×2 kernel. Medium: 3×3, or with stride or padding, or 1-D. Hard: two channels, and filters, dilation
    or padding with them."""
    x, layer, turned = with_numbers(row, dice)
    return ask(x, layer, "map") if turned and shows(ConvMap(layer, x), "kernel-flipped row-column-swapped") else None


@levels("""
    stack   | 3x3 conv3same | 3x3 conv2, 4x4 conv3, 2x2 conv2full | 3x3 conv3same, 3x2 conv2full, 4x3 conv3x1same
            | 5x5 conv3     | 4x1 conv1d3full, 5x1 conv1d3same    | 2x2 conv3x2full, 6x1 conv1d4full
    x       | [0, 1]        | [0..3]  | [0..4]
    weights | [-5..5]       | [-3..3] | [-3..3]
    biases  | [0]
    impulse | yes           |         |
""")
def true_convolution(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: an impulse, which shows the kernel. Medium: valid and full maps, 1-D too. Hard: same and full maps."""
    x, layer, turned = with_numbers(row, dice)
    if row.impulse:
        x = Grid.of([[int(i == j == x.width // 2) for j in range(x.width)] for i in range(x.height)])
    if not turned or not any(x.cells()):
        return None
    first, second = (Network.of(x.volume, [layer.with_(flip=flip)]) for flip in (False, True))
    return NetworkProblem(first, (Ask("map", (1,)), Ask("map", (1,), against=True)), x, against=second)


@levels("""
    stack   | 2x2 tconv2, 3x2 tconv2   | 2x2 tconv3, 2x2 tconv3/2         | 2x2 tconv3/2p1o1, 3x2 tconv3/2p1o1
            | 2x2 tconv2/2             | 3x2 tconv3/2p1                   | 2x2 tconv4/2p1
    x       | [1..3]                   | [-2..-1, 1..4]                   | [-2..-1, 1..4]
    weights | [-2..3]
    biases  | [0]
""")
def transposed_convolution(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: 2×2 kernel, no padding. Medium: 3×3 kernel, stride or padding. Hard: both, output padding, larger."""
    x, layer, turned = with_numbers(row, dice)
    shown = turned and shows(TransposedMap(layer, x), "kernel-flipped kernel-transposed")
    return ask(x, layer, "map") if shown else None


@levels("""
    stack   | 4x1 conv1d2, 5x1 conv1d3 | 3x3 conv2, 3x2 conv2, 4x2 conv2 | 4x3 conv2, 3x2 conv3x2p1:1:0:0
            | 5x1 conv1d2              |                                 | 4x4 conv2/2
    x       | [0..5] | [-3..5] | [-3..5]
    weights | [-3..-1, 1..4]
    biases  | [0]
""")
def convolution_matrix(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: a row of numbers. Medium: an image, a kernel of 2×2. Hard: padding, a stride or a larger image."""
    x, layer, turned = with_numbers(row, dice)
    if not turned or not both_signs(layer.weights[0].weights):
        return None
    problem = ask(x, layer, "matrix", "product")
    return problem if len(set(numbers_of(problem))) > 1 else None


@levels("""
    stack   | 7x1 conv1d2 relu maxpool1d2 | 5x5 conv2 relu maxpool2          | 6x4x2 conv3 relu maxpool2
            | 8x1 conv1d3 relu maxpool1d2 | 6x4 conv3 relu maxpool2          | 5x5x2 conv2 relu maxpool2
            | 5x3 conv2 relu maxpool2     | 4x4 conv2p0:1:0:1 relu maxpool2  | 5x3x2 conv2-2 relu maxpool2
            |                             | 10x1 conv1d3 relu maxpool1d2     | 7x7x2 conv3/2 relu maxpool2/1
            |                             | 11x1 conv1d3/2 relu maxpool1d2/1 | 3x3x2 conv3p1 relu maxpool2/1
    pool    | max | max | max, average
    x       | [0..3]
    weights | [-2..2]
    biases  | [±1..3]
""")
def pipeline(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: 1-D, or a 2×2 kernel. Medium: larger maps. Hard: two channels, filters, average pooling."""
    _, relu, pool = row.stack.layers
    x, conv, turned = with_numbers(row, dice)
    if not turned or not both_signs(conv.forward(x)):  # ReLU must change something, and leave something
        return None
    if row.pool == "average":
        pool = AveragePool(size=pool.size, stride=pool.stride)
    problem = ask(x, (conv, relu, pool), "map", each=True, rounding=Rounding.FLOOR)
    return problem if len(set(numbers_of(problem))) > 1 else None
