"""What layers make of numbers, and of the gradient that comes back: by hand, and by the definition of a gradient.

A convolution is linear, a maximum linear between its kinks: there (L(x + h) − L(x))/h with a small rational h is not
near the gradient, it is the gradient. L is the sum of dY·Y over all cells.
"""

from fractions import Fraction
from typing import Any

import pytest

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Filter, Grid, Volume
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv, convolution_weight_gradient
from cnnhand.layers.dense import Dense, dense_weight_gradient
from cnnhand.layers.notation import layer
from cnnhand.layers.pool import pooled
from cnnhand.layers.transposed import TransposedConv

H = Fraction(1, 7)
"""A step that is smaller than the distance of any two whole numbers."""
KERNEL = [[1, 0, 2], [0, 1, 0], [3, 0, 1]]


def filled(text: str, *kernels: Any, biases: tuple[int, ...] = ()) -> Any:
    """A layer in short with the numbers of its filters, each a list of rows, or several of them for its channels."""
    deep = [kernel if isinstance(kernel[0][0], list) else [kernel] for kernel in kernels]
    bias = biases or (0,) * len(kernels)
    filters = tuple(Filter(Grid.of(*channels), b) for channels, b in zip(deep, bias, strict=True))
    return layer(text).with_(filters=len(filters), weights=filters)


# ---- forward ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 1·k at column 1, 2·k at column 2, 3·k and 4·k one row below
        ("tconv3-1", "1 2 2 4; 3 5 8 8; 3 9 5 2; 9 12 3 4"),
        # copies two apart: they meet in the middle row and column only
        ("tconv3-1/2", "1 0 4 0 4; 0 1 0 2 0; 6 0 17 0 10; 0 3 0 4 0; 9 0 15 0 4"),
        ("tconv3-1/2p1", "1 0 2; 0 17 0; 3 0 4"),  # a ring of the map above cut off
        ("tconv3-1/2p1o1", "1 0 2 0; 0 17 0 10; 3 0 4 0; 0 15 0 4"),  # a row less cut off
        ("tconv3-1/2same", "1 0 4 0; 0 1 0 2; 6 0 17 0; 0 3 0 4"),  # 2·2 of 5: the odd one behind
    ],
)
def test_transposed_convolution(text: str, expected: str) -> None:
    """Four copies of a 3×3 kernel: one and two cells apart, cut and not."""
    assert expected == str(filled(text, KERNEL).forward(Grid.of([[1, 2], [3, 4]])))


X = Grid.of([[1, 2, 0], [3, 1, 4], [0, 2, 5]])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 1·1 + 2·2 + 3·3 + 4·1 = 18, 1·2 + 2·0 + 3·1 + 4·4 = 21; 1·3 + 2·1 + 3·0 + 4·2, 1·1 + 2·4 + 3·2 + 4·5
        ("conv2-1", "18 21; 13 35"),
        ("conv2-1/2", "18"),
        # turned: 4·1 + 3·2 + 2·3 + 1·1 = 17
        ("conv2-1flip", "17 14; 17 25"),
        ("conv2-1/3p1", "4 0; 0 5"),  # in each corner one cell: 1·4, 0·3, 0·2, 5·1
        ("conv2-1/3p1-copy", "10 0; 0 50"),  # the corners copied: 1·(1 + 2 + 3 + 4), 5·10
    ],
)
def test_convolution(text: str, expected: str) -> None:
    """A 3×3 input under a 2×2 kernel, as far as windows fit."""
    assert expected == str(filled(text, [[1, 2], [3, 4]]).forward(X))


def test_filters_have_a_map_each_and_a_bias() -> None:
    """Two filters on two channels: 1·1 + 2·5 − 1 and 3·1 + 4·5 + 2."""
    conv = filled("conv1", [[[1]], [[2]]], [[[3]], [[4]]], biases=(-1, 2))
    assert [10, 25] == list(conv.forward(Grid.of([[1]], [[5]])).cells())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("maxpool2", "6 8; 3 4"),
        ("avgpool2", "13/4 21/4; 2 2"),
        ("maxpool3/1", "7 8; 7 8"),
        ("maxpool2/2p1", "1 2 4; 5 7 8; 1 3 4"),  # a padding zero never is the maximum
        ("global-maxpool", "8"),
        ("global-avgpool", "25/8"),
        ("relu", "1 1 2 4; 5 6 7 8; 3 2 1 0; 1 2 3 4"),
        ("upsample1", "1 1 2 4; 5 6 7 8; 3 2 1 0; 1 2 3 4"),
    ],
)
def test_pooling(text: str, expected: str) -> None:
    """The lecture's example."""
    assert expected == str(layer(text).forward(Grid.of([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]])))


def test_a_last_window_that_is_partly_filled() -> None:
    """Five columns in steps of two: rounded up, the fifth is a window of its own."""
    pool = layer("maxpool2x1/2x1")
    made = [str(pooled(pool, Grid.of([[1, 2, 3, 4, 9]]), how)) for how in (Rounding.FLOOR, Rounding.CEIL)]  # type: ignore[arg-type]  # a pool
    assert ["2 4", "2 4 9"] == made


def test_dense() -> None:
    """1·1 + 2·2 − 1 and 3·1 + 4·2, out of a vector."""
    fc = Dense(neurons=2, weights=((1, 2), (3, 4)), biases=(-1, 0))
    assert [4, 11] == list(fc.forward(Grid.of([[1, 2]])).cells())


def test_what_is_not_computed_says_so() -> None:
    """In a sentence with the layer."""
    with pytest.raises(GivenError, match="nothing is computed here with the rounded numbers that tanh makes"):
        layer("tanh").forward(X)


# ---- backward --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "x", "dy", "expected"),
    [
        # each number of dY goes to the place of its maximum: 6, 8, 3 and 4
        (
            "maxpool2",
            [[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]],
            [[11, 12], [21, 22]],
            "0 0 0 0; 0 11 0 12; 21 0 0 0; 0 0 0 22",
        ),
        # ties: of four the one above and left, of two in the last row the left one
        ("maxpool2", [[3, 3, 1, 2], [3, 3, 4, 4]], [[5, 7]], "5 0 0 0; 0 0 7 0"),
        # four windows that share the 9 in the middle
        ("maxpool2/1", [[1, 2, 3], [4, 9, 5], [6, 7, 8]], [[1, 2], [3, 4]], "0 0 0; 0 10 0; 0 0 0"),
        # from the top left: (−1) 1, (−1 −2) 2, (−2) 3; (−1 −3) 1, all 2, (−2 −4) 3; (−3) 1, (−3 −4) 2, (−4) 3
        ("maxpool2/1p1", [[-1, -2], [-3, -4]], [[1, 2, 3]] * 3, "6 6; 3 3"),
        ("maxpool2x1/2x1", [[1, 2, 3, 4, 9]], [[5, 6]], "0 5 0 6 0"),
        ("maxpool2x1/2x1", [[1, 2, 3, 4, 9]], [[5, 6, 7]], "0 5 0 6 7"),
        ("avgpool2", [[1, 2, 3, 4]] * 2, [[4, 8]], "1 1 2 2; 1 1 2 2"),
        ("relu", [[1, -1, 0, 2]], [[5, 6, 7, 8]], "5 0 0 8"),  # the slope at 0 is 0
    ],
)
def test_gradients_of_layers_without_weights(text: str, x: Any, dy: Any, expected: str) -> None:
    """By hand."""
    assert expected == str(layer(text).backward(Grid.of(x), Grid.of(dy)))


def test_gradients_of_a_convolution() -> None:
    """X of 3×3, W and dY of 2×2: dW slides dY over X, dX lays dY·W on each window."""
    conv, dy = filled("conv2", [[1, 2], [3, 4]]), Grid.of([[1, -1], [2, 0]])
    # 1·1 − 1·2 + 2·3 = 5, 1·2 − 1·0 + 2·1 = 4; 1·3 − 1·1 + 2·0 = 2, 1·1 − 1·4 + 2·2 = 1
    assert "5 4; 2 1" == str(convolution_weight_gradient(conv, X, dy, 1))
    # 1·W above left, −1·W above right, 2·W below left
    assert "1 1 -2; 5 5 -4; 6 8 0" == str(conv.backward(X, dy))


def test_gradients_with_stride_and_padding() -> None:
    """A 3×3 input, 3×3 kernel, stride 2 and padding 1: four windows, each around a corner of the input."""
    x, dy = Grid.of([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), Grid.of([[1, 10], [100, 1000]])
    conv = filled("conv3/2p1", [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    # the middle weight meets the corners: 1·1 + 10·3 + 100·7 + 1000·9; the first one padding but for 1000·5
    assert "5000 6400 500; 8020 9731 802; 50 64 5" == str(convolution_weight_gradient(conv, x, dy, 1))
    # the first corner is only in the first window, under its middle; the 5 is in all four, under their corners
    dx = conv.backward(x, dy).rows
    assert [5 * 1, 9 * 1 + 7 * 10 + 3 * 100 + 1 * 1000] == [dx[0][0], dx[1][1]]


def test_gradients_of_a_dense_layer() -> None:
    """dX = 5·(1, 2) − 1·(3, 4), dW a row a neuron."""
    fc, x, dy = Dense(neurons=2, weights=((1, 2), (3, 4))), Grid.of([[7, 8]]), Grid.from_cells((5, -1), Volume(1, 1, 2))
    assert ("2 6", "35 40; -7 -8") == (str(fc.backward(x, dy)), str(dense_weight_gradient(x, dy)))


def _rows(depth: int, height: int, width: int, shift: int = 0) -> list[Any]:
    """Small whole numbers without a pattern, none of them alike in a window."""

    def number(c: int, i: int, j: int) -> Fraction:
        return (7 * (c + shift) + 5 * i + 3 * j + i * j * j) % 11 - 5 + Fraction(i * width + j, 1000)

    return [[[number(c, i, j) for j in range(width)] for i in range(height)] for c in range(depth)]


LAYERS: list[Conv | TransposedConv | Layer] = [
    filled("conv2", _rows(2, 2, 2), _rows(2, 2, 2, 1), biases=(1, 2)),
    filled("conv3/2p1", _rows(2, 3, 3)),
    filled("conv3x2/1x2p0:2:1:0", _rows(2, 2, 3)),
    filled("conv2/2p1d2flip", _rows(2, 2, 2)),
    filled("conv2/3", _rows(2, 2, 2)),
    *map(layer, ("maxpool2", "maxpool3/2p1", "avgpool2", "avgpool3/1", "relu", "relu6", "leaky-relu", "flatten")),
]


@pytest.mark.parametrize("record", LAYERS, ids=str)
def test_gradients_are_differences(record: Layer) -> None:
    """dX is by how much the loss changes with each number of X, for every layer that has one."""
    x = Grid.of(*_rows(2, 4, 5, 2))
    volume = record.forward(x).volume
    dy = Grid.from_cells((number % 7 - 3 for number in range(volume.cells)), volume)

    def loss(cells: list[Any]) -> Any:
        made = record.forward(Grid.from_cells(cells, x.volume))
        return sum(a * b for a, b in zip(made.cells(), dy.cells(), strict=True))

    cells, h = list(x.cells()), H / 100_000
    moved = [loss([*cells[:at], cells[at] + h, *cells[at + 1 :]]) for at in range(len(cells))]
    assert [(after - loss(cells)) / h for after in moved] == list(record.backward(x, dy).cells())
