"""`exact.gradients`: numbers worked out by hand, plain loops, and the definition of a gradient by finite differences.

A convolution is linear, a maximum linear between its kinks: there (L(x + h) − L(x))/h with a small rational h is not
near the gradient, it is the gradient. L is the sum of dY·Y over all cells.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand.exact.gradients import pool_gradient, sliding_window, to_first, weight_gradient
from cnnhand.exact.shapes import Axis, Pair, Sides, Window
from cnnhand.exact.values import Filter, Grid, Volume
from cnnhand.layers.conv import Conv, convolution_input_gradient
from tests import oracles
from tests.exact.test_convolution import convolutions, kinds, plainly, settings_of_an_axis, volumes

H = Fraction(1, 7)
"""A step that is smaller than the distance of any two whole numbers."""


def weight_gradients(x: Grid, gradient: Grid, window: Window) -> list[Any]:
    """dW of every filter, as nested lists."""
    sliding = sliding_window(window, gradient)
    return [nested(weight_gradient(x, dy, sliding, window.size)) for dy in gradient.channels]


def input_gradient(gradient: Grid, kernels: list[Grid], volume: Volume, window: Window) -> Grid:
    """dX of a convolution with these kernels."""
    across, down = window
    layer = Conv(
        size=window.size,
        stride=Pair(across.stride, down.stride),
        padding=Sides(across.before, across.after, down.before, down.after),
        dilation=Pair(across.dilation, down.dilation),
        filters=len(kernels),
        weights=tuple(map(Filter, kernels)),
    )
    return convolution_input_gradient(layer, volume, gradient)


def nested(grid: Grid) -> Any:
    """A grid as lists."""
    return [[list(row) for row in rows] for rows in grid.channels]


# ---- by hand --------------------------------------------------------------------------------------------------------


def max_pool_gradient(x: Any, dy: Any, window: Window) -> str:
    """dX of max pooling as a learner would type it."""
    return str(pool_gradient(Grid.of(x), Grid.of(dy), window, to_first(max)))


def test_course_max_pool_gradient() -> None:
    """The lecture's example: each number of dY goes to the place of its maximum, 6, 8, 3 and 4."""
    x = [[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]
    actual = max_pool_gradient(x, [[11, 12], [21, 22]], Window.square(2, 2))
    assert actual == "0 0 0 0; 0 11 0 12; 21 0 0 0; 0 0 0 22"


def test_ties_go_to_the_first_in_reading_order() -> None:
    """Of four equal numbers the one above and left gets it, of two in the last row the left one."""
    assert max_pool_gradient([[3, 3, 1, 2], [3, 3, 4, 4]], [[5, 7]], Window.square(2, 2)) == "5 0 0 0; 0 0 7 0"


def test_overlapping_windows_add_up() -> None:
    """Four 2×2 windows at stride 1 that share the 9 in the middle send it 1 + 2 + 3 + 4."""
    x = [[1, 2, 3], [4, 9, 5], [6, 7, 8]]
    assert max_pool_gradient(x, [[1, 2], [3, 4]], Window.square(2)) == "0 0 0; 0 10 0; 0 0 0"


def test_padding_never_gets_the_gradient() -> None:
    """Negative numbers win against the padding, also where a window sees but one of them."""
    actual = max_pool_gradient([[-1, -2], [-3, -4]], [[1, 2, 3]] * 3, Window.square(2, 1, 1))
    # windows from the top left: (−1) 1, (−1 −2) 2, (−2) 3; (−1 −3) 1, all 2, (−2 −4) 3; (−3) 1, (−3 −4) 2, (−4) 3
    assert actual == "6 6; 3 3"


@pytest.mark.parametrize(("dy", "expected"), [([[5, 6]], "0 5 0 6 0"), ([[5, 6, 7]], "0 5 0 6 7")])
def test_roundings_of_max_pooling(dy: Any, expected: str) -> None:
    """Five columns in steps of two: rounded down the fifth gets nothing, rounded up it is a window of its own."""
    assert expected == max_pool_gradient([[1, 2, 3, 4, 9]], dy, Window(Axis(2, stride=2), Axis(1)))


SHARED = (Grid.of([[0] * 5] * 3), Grid.of([[1, 2]]), Window.square(3, 2), lambda under: [under.dy] * len(under.cells))
"""3×3 windows at stride 2 on 5×3, which share a column."""


def test_shares_add_up_where_windows_overlap() -> None:
    """The shared column gets 1 + 2."""
    assert str(pool_gradient(*SHARED)) == "1 1 3 2 2; 1 1 3 2 2; 1 1 3 2 2"


def test_the_last_one_stays_where_windows_overwrite() -> None:
    """The shared column has the 2 of the second window alone."""
    assert str(pool_gradient(*SHARED, overwrite=True)) == "1 1 2 2 2; 1 1 2 2 2; 1 1 2 2 2"


def test_convolution_by_hand() -> None:
    """X of 3×3, W and dY of 2×2: dW slides dY over X, dX lays dY·W on each window."""
    x, weights = Grid.of([[1, 2, 0], [3, 1, 4], [0, 2, 5]]), Grid.of([[1, 2], [3, 4]])
    dy, window = Grid.of([[1, -1], [2, 0]]), Window.square(2)
    # 1·1 − 1·2 + 2·3 = 5, 1·2 − 1·0 + 2·1 = 4; 1·3 − 1·1 + 2·0 = 2, 1·1 − 1·4 + 2·2 = 1
    assert weight_gradients(x, dy, window) == [[[[5, 4], [2, 1]]]]
    # 1·W above left, −1·W above right, 2·W below left
    assert str(input_gradient(dy, [weights], Volume(3, 3, 1), window)) == "1 1 -2; 5 5 -4; 6 8 0"


def test_stride_and_padding_by_hand() -> None:
    """A 3×3 input, 3×3 kernel, stride 2 and padding 1: four windows, each around a corner of the input."""
    x = Grid.of([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    dy, window = Grid.of([[1, 10], [100, 1000]]), Window.square(3, 2, 1)
    # the middle weight meets the corners: 1·1 + 10·3 + 100·7 + 1000·9; the first one padding but for 1000·5
    assert weight_gradients(x, dy, window) == [[[[5000, 6400, 500], [8020, 9731, 802], [50, 64, 5]]]]
    # the first corner is only in the first window, under its middle; the 5 is in all four, under their corners
    dx = input_gradient(dy, [x], Volume(3, 3, 1), window).rows
    assert [dx[0][0], dx[1][1]] == [5 * 1, 9 * 1 + 7 * 10 + 3 * 100 + 1 * 1000]


# ---- against plain loops -------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(convolutions(), st.data())
def test_convolution_gradients_are_the_loops(layer: Any, data: Any) -> None:
    """dX and dW of any convolution are the nested loops' ones, however large the numbers."""
    x, weights, _, window, _ = layer
    output = oracles.convolve(x, weights, **plainly(window))
    dy = volumes(data.draw, data.draw(kinds), len(output), len(output[0]), len(output[0][0]))
    dx, dw, _ = oracles.convolution_gradients(x, weights, dy, **plainly(window))
    volume = Volume(len(x[0][0]), len(x[0]), len(x))
    assert dx == nested(input_gradient(Grid.of(*dy), [Grid.of(*kernel) for kernel in weights], volume, window))
    assert dw == weight_gradients(Grid.of(*x), Grid.of(*dy), window)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.booleans())
def test_max_pooling_gradients_are_the_loops(data: Any, ceil: bool) -> None:
    """Both roundings, padding, dilation, ties and overlaps."""
    height, width = data.draw(st.sampled_from([(5, 7), (7, 3), (3, 8), (1, 7), (5, 2), (2, 2)]))
    window = Window(data.draw(settings_of_an_axis(width)), data.draw(settings_of_an_axis(height)))
    assume(all(max(axis.before, axis.after) < axis.reach for axis in window))
    x = volumes(data.draw, data.draw(kinds | st.just(st.integers(0, 2))), 2, height, width)
    filter = (window.down.filter, window.across.filter)
    try:
        output = oracles.max_pool(x, filter, **plainly(window), ceil_mode=ceil)
    except ValueError:
        assume(False)
    dy = volumes(data.draw, data.draw(kinds), 2, len(output[0]), len(output[0][0]))
    expected = oracles.pool_gradient(x, dy, filter, "max", **plainly(window))
    assert expected == nested(pool_gradient(Grid.of(*x), Grid.of(*dy), window, to_first(max)))


# ---- against the definition ----------------------------------------------------------------------------------------


def differences(x: list[Any], loss: Callable[[list[Any]], Fraction]) -> list[Any]:
    """(L(x + h) − L(x))/h for every number of nested lists."""

    def changed(nested: Any, path: tuple[int, ...]) -> Any:
        if not path:
            return nested + H
        return [changed(inner, path[1:]) if index == path[0] else inner for index, inner in enumerate(nested)]

    def slopes(nested: Any, path: tuple[int, ...]) -> Any:
        if isinstance(nested, list):
            return [slopes(inner, (*path, index)) for index, inner in enumerate(nested)]
        return (loss(changed(x, path)) - before) / H

    before = loss(x)
    return list(slopes(x, ()))


def loss_of(y: list[Any], dy: list[Any]) -> Fraction:
    """The sum of dY·Y."""
    pairs = zip(np.array(y, dtype=object).flat, np.array(dy, dtype=object).flat, strict=True)
    return sum((Fraction(a) * b for a, b in pairs), Fraction(0))


WINDOWS = [
    pytest.param(Window.square(2), id="plain"),
    pytest.param(Window.square(3, 2, 1), id="stride-and-padding"),
    pytest.param(Window(Axis(2, 2, 1, 0), Axis(3, 1, 0, 2)), id="sides"),
    pytest.param(Window.square(2, 2, 1, 2), id="dilation"),
    pytest.param(Window.square(2, 3), id="rest"),
]


@pytest.mark.parametrize("window", WINDOWS)
def test_convolution_gradients_are_differences(window: Window) -> None:
    """dX and dW are by how much the loss changes with each number of X and W."""
    x = _rows(2, 4, 5)
    weights = [_rows(2, window.down.filter, window.across.filter, shift) for shift in range(2)]
    how = plainly(window)
    output = oracles.convolve(x, weights, **how)
    dy = _rows(len(output), len(output[0]), len(output[0][0]), 3)
    dx = input_gradient(Grid.of(*dy), [Grid.of(*kernel) for kernel in weights], Volume(5, 4, 2), window)
    assert differences(x, lambda x: loss_of(oracles.convolve(x, weights, **how), dy)) == nested(dx)
    dw = weight_gradients(Grid.of(*x), Grid.of(*dy), window)
    assert differences(weights, lambda w: loss_of(oracles.convolve(x, w, **how), dy)) == dw


@pytest.mark.parametrize("ceil", [False, True])
@pytest.mark.parametrize("window", [Window.square(2, 2), Window.square(3, 2, 1), Window(Axis(3), Axis(2, 2, 1, 0))])
def test_pooling_gradients_are_differences(window: Window, ceil: bool) -> None:
    """Away from ties, the gradients of a maximum are differences too."""
    numbers = np.random.default_rng(5).permutation(np.concatenate([np.arange(-15, 0), np.arange(1, 16)]))
    x = numbers.reshape(1, 5, 6).tolist()
    filter, how = (window.down.filter, window.across.filter), {**plainly(window), "ceil_mode": ceil}
    output = oracles.max_pool(x, filter, **how)
    dy = _rows(1, len(output[0]), len(output[0][0]), 3)
    dx = pool_gradient(Grid.of(*x), Grid.of(*dy), window, to_first(max))
    assert differences(x, lambda x: loss_of(oracles.max_pool(x, filter, **how), dy)) == nested(dx)


def _rows(depth: int, height: int, width: int, shift: int = 0) -> list[Any]:
    """Small whole numbers without a pattern, none of them alike in a row."""
    return [
        [
            [(7 * (c + shift) + 5 * i + 3 * j + i * j * j + shift * j) % 11 - 5 for j in range(width)]
            for i in range(height)
        ]
        for c in range(depth)
    ]
