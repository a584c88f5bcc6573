"""`exact.gradients` against plain loops; by hand, and by the definition, in `tests/layers` and the chains."""

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand.exact.gradients import pool_gradient, sliding_window, to_first, weight_gradient
from cnnhand.exact.shapes import Window
from cnnhand.exact.values import Filter, Grid, Volume
from cnnhand.layers.conv import Conv, convolution_input_gradient
from tests import oracles
from tests.exact.test_convolution import convolutions, kinds, plainly, settings_of_an_axis, volumes


def weight_gradients(x: Grid, gradient: Grid, window: Window) -> list[Any]:
    """dW of every filter, as nested lists."""
    sliding = sliding_window(window, gradient)
    return [nested(weight_gradient(x, dy, sliding, window.size)) for dy in gradient.channels]


def input_gradient(gradient: Grid, kernels: list[Grid], volume: Volume, window: Window) -> Grid:
    """dX of a convolution with these kernels."""
    moves = {"size": window.size, "stride": window.stride, "padding": window.padding, "dilation": window.dilation}
    layer = Conv(**moves, filters=len(kernels), weights=tuple(map(Filter, kernels)))
    return convolution_input_gradient(layer, volume, gradient)


def nested(grid: Grid) -> Any:
    """A grid as lists."""
    return [[list(row) for row in rows] for rows in grid.channels]


SHARED = (Grid.of([[0] * 5] * 3), Grid.of([[1, 2]]), Window.square(3, 2), lambda under: [under.dy] * len(under.cells))
"""3×3 windows at stride 2 on 5×3, which share a column."""


def test_shares_add_up_where_windows_overlap() -> None:
    """The shared column gets 1 + 2."""
    assert str(pool_gradient(*SHARED)) == "1 1 3 2 2; 1 1 3 2 2; 1 1 3 2 2"


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
