"""Backward arithmetic of the layers: the gradient of a layer's output taken back to its input, weights and biases.

A layer makes Y of an input X; `gradient` is dY, the gradient of the loss with respect to Y, as large as Y. What comes
out is dX, dW or db. Arrays have the axes channel, row, column and are as exact as those of `layers`, whose letters and
arithmetic are used here: integers of any size and fractions, nothing wraps or rounds, no argument is changed.

Source: CS231n, "Backpropagation"; NTNU lecture, part 2 (the maximum's place; dE/dw as a correlation).
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import lcm

import numpy as np

from cnnhand.errors import GivenError
from cnnhand.exact import layers
from cnnhand.exact.arrays import (
    FILTERS,
    MAX_CELLS,
    VOLUME,
    Array,
    common_denominator,
    exact_array,
    largest_magnitude,
    narrow,
    narrow_array,
    reaching,
    times,
    with_padding,
)
from cnnhand.exact.shapes import Axis, Conv, Pool, Rounding, Window, Windowed, output_volume
from cnnhand.exact.values import Volume


def max_pool_gradient(x: Array, gradient: Array, *, window: Window, rounding: Rounding = Rounding.FLOOR) -> Array:
    """dX of max pooling: each number of dY (D, H2, W2) goes to the place of its window's maximum in X (D, H, W).

    Ties go to the first maximum in reading order, padding never wins, and what several windows send to one cell adds
    up. Raises `GivenError` (input, gradient, size, stride, padding, dilation).

    >>> x, dy = np.array([[[1, 7, 2], [3, 4, 7]]]), np.array([[[10, 5]]])
    >>> print(layers.grid(max_pool_gradient(x, dy, window=Window.square(2))))  # both windows have the 7 above: 10 + 5
    0 15 0; 0 0 0
    """
    x = exact_array(x, "input", VOLUME)
    volume = _volume(x)
    gradient = _checked(gradient, volume, Pool("max", window), rounding)
    window = _reached(volume, gradient, window)
    cells = _under(with_padding(x, window, x.min(), x.dtype), window, gradient)
    real = _under(with_padding(np.ones(x.shape, bool), window, False, bool), window, gradient)
    best, winner = np.full(gradient.shape, x.min(), dtype=x.dtype), np.full(gradient.shape, -1)
    for number, (cell, inside) in enumerate(zip(cells, real, strict=True)):
        better = inside & ((winner < 0) | (cell > best))
        best, winner = np.where(better, cell, best), np.where(better, number, winner)
    count = window.across.filter * window.down.filter
    gradient = gradient.astype(_summing(gradient, count))
    shares = (np.where(winner == number, gradient, 0) for number in range(count))
    return narrow_array(_collected(shares, gradient, volume, window))


def average_pool_gradient(
    gradient: Array,
    volume: Volume,
    *,
    window: Window,
    rounding: Rounding = Rounding.FLOOR,
    count_padding: bool = True,
) -> Array:
    """dX of average pooling on an input of a size: each cell of a window gets dY divided by the cells of the window.

    The input's numbers do not matter. With `count_padding` the padding counts in the divisor, else only the cells of
    the input do; what a last window (`ceil`) has beyond the padding never counts. Raises `GivenError` (gradient, size,
    stride, padding, dilation).

    >>> dy = np.array([[[8, 4]]])
    >>> print(layers.grid(average_pool_gradient(dy, Volume(3, 2, 1), window=Window.square(2))))  # 8/4, 8/4 + 4/4, 4/4
    2 3 1; 2 3 1
    """
    gradient = _checked(gradient, volume, Pool("average", window), rounding)
    counted = window if count_padding else window.unpadded()
    window = _reached(volume, gradient, window)
    # the counted cells as 1, in the middle of what the windows reach
    ones = np.ones((1, volume.height, volume.width), dtype=np.int64)
    ones = with_padding(ones, counted, 1, np.int64)
    around = Window(*(_less(whole, part) for whole, part in zip(window, counted, strict=True)))
    counts: Array = sum(
        _under(with_padding(ones, around, 0, np.int64), window, gradient), np.zeros((1, 1, 1), np.int64)
    )

    # fractions become integers over one denominator
    denominator, divisor = common_denominator(gradient), lcm(*set(counts.ravel().tolist()))
    gradient = times(gradient, denominator * divisor)
    count = window.across.filter * window.down.filter
    gradient = gradient.astype(_summing(gradient, count)) // counts
    sums = _collected([gradient] * count, gradient, volume, window)
    scale = denominator * divisor
    return narrow([Fraction(cell, scale) for cell in sums.ravel().tolist()], sums.shape)


def relu_gradient(x: Array, gradient: Array) -> Array:
    """dX of ReLU: dY where X is positive, 0 elsewhere (at 0 too); raises `GivenError` (input, gradient).

    >>> print(layers.grid(relu_gradient(np.array([[[3, 0, -1]]]), np.array([[[5, 6, 7]]]))))
    5 0 0
    """
    x, gradient = exact_array(x, "input", VOLUME), exact_array(gradient, "gradient", VOLUME)
    _same_size(gradient, _volume(x))
    return narrow_array(np.where(x > 0, gradient, 0))


def weight_gradient(x: Array, gradient: Array, *, window: Window, groups: int = 1) -> Array:
    """dW of a convolution of X (D, H, W) with dY (K, H2, W2): one filter each, (K, D/groups, FH, FW).

    dw(m, n) is the sum over all places of dy(i, j)·x(i·S + m·d, j·S + n·d) in the padded input: X correlated with dY,
    where stride and dilation change places. Raises `GivenError` (input, gradient, size, stride, padding, dilation,
    groups).

    >>> x, dy = np.array([[[1, 2, 3]]]), np.array([[[1, 10]]])
    >>> print(layers.grid(weight_gradient(x, dy, window=Window(Axis(2), Axis(1)))[0]))  # 1·1 + 10·2 and 1·2 + 10·3
    21 32
    """
    x = exact_array(x, "input", VOLUME)
    gradient = exact_array(gradient, "gradient", VOLUME)
    gradient = _checked(gradient, _volume(x), Conv(len(gradient), window, groups))
    K, H2, W2 = gradient.shape
    across, down = window
    sliding = Window(_exchanged(across, W2), _exchanged(down, H2))
    filters = gradient.reshape(groups, K // groups, 1, H2, W2)
    size = len(x) // groups
    # beyond the filter's size lie the rows and columns that the stride never reaches
    slices = [
        layers.convolve(x[channel : channel + 1], filters[channel // size], window=sliding)[
            :, : down.filter, : across.filter
        ]
        for channel in range(len(x))
    ]
    by_group = np.stack(slices).reshape(groups, size, K // groups, down.filter, across.filter)
    return narrow_array(by_group.swapaxes(1, 2).reshape(K, size, down.filter, across.filter))


def bias_gradient(gradient: Array) -> Array:
    """db of a convolution: the sum of each filter's map of dY (K, H2, W2), as (K,); raises `GivenError` (gradient).

    >>> print(bias_gradient(np.array([[[1, 2]], [[3, -5]]])))
    [ 3 -2]
    """
    gradient = exact_array(gradient, "gradient", VOLUME)
    return narrow([sum(plane.ravel().tolist()) for plane in gradient], gradient.shape[:1])


def input_gradient(gradient: Array, weights: Array, volume: Volume, *, window: Window, groups: int = 1) -> Array:
    """dX (D, H, W) of a convolution by filters (K, D/groups, FH, FW) with dY (K, H2, W2).

    The full correlation of dY, its numbers S apart, with the filters turned by 180°; the padding's part of it is cut
    off. Raises `GivenError` (filters, gradient, size, stride, padding, dilation, groups).

    >>> dy, filters = np.array([[[1, 10]]]), np.array([[[[2, 3]]]])
    >>> print(layers.grid(input_gradient(dy, filters, Volume(3, 1, 1), window=Window(Axis(2), Axis(1)))))  # 2, 3 + 20
    2 23 30
    """
    weights = exact_array(weights, "filters", FILTERS)
    K, depth, FH, FW = weights.shape
    across, down = window
    if (across.filter, down.filter) != (FW, FH):
        what = f"the weights are {FW} wide and {FH} high, but the window {across.filter} and {down.filter}"
        raise GivenError("filters", what + "; they must be the same")
    gradient = _checked(gradient, volume, Conv(K, window, groups))
    if depth * groups != volume.depth:
        what = f"the filters are {depth} deep in {groups} groups, but the input is {volume.depth} deep"
        raise GivenError("filters", what + "; both must agree")
    _, H2, W2 = gradient.shape
    apart: Array = np.zeros((K, (H2 - 1) * down.stride + 1, (W2 - 1) * across.stride + 1), dtype=gradient.dtype)
    apart[:, :: down.stride, :: across.stride] = gradient
    turned = weights.reshape(groups, K // groups, depth, FH, FW).swapaxes(1, 2).reshape(-1, K // groups, FH, FW)
    full = Window(_full(across), _full(down))
    padded = layers.convolve(apart, turned, window=full, groups=groups, flip=True)
    dx: Array = np.zeros((volume.depth, volume.height, volume.width), dtype=padded.dtype)
    # the last rows and columns may lie beyond the last window, which then gives them nothing
    inside = padded[:, down.before : down.before + volume.height, across.before : across.before + volume.width]
    dx[:, : inside.shape[1], : inside.shape[2]] = inside
    return narrow_array(dx)


# ---- what comes in -------------------------------------------------------------------------------------------------


def _volume(x: Array) -> Volume:
    """The size of an array (D, H, W)."""
    D, H, W = x.shape
    return Volume(W, H, D)


def _same_size(gradient: Array, output: Volume) -> None:
    if _volume(gradient) != output:
        what = f"the gradient is {_volume(gradient)} (width × height × depth), but the output is {output}"
        raise GivenError("gradient", what + "; it has one number for each of the output's")


def _checked(gradient: Array, volume: Volume, layer: Windowed, rounding: Rounding = Rounding.FLOOR) -> Array:
    """The gradient as exact numbers, once it is as large as the layer's output on a volume that is not too large."""
    gradient = exact_array(gradient, "gradient", VOLUME)
    output = output_volume(volume, layer, rounding)
    if output is None:
        raise GivenError("stride", f"the stride {layer.window.stride} does not fit; nothing comes out")
    _same_size(gradient, output)
    across, down = layer.window
    wide, high = volume.width + across.before + across.after, volume.height + down.before + down.after
    if wide * high * volume.depth > MAX_CELLS:
        raise GivenError("input", f"the padded input is {wide}×{high}×{volume.depth}; the limit is {MAX_CELLS} numbers")
    return gradient


def _reached(volume: Volume, gradient: Array, window: Window) -> Window:
    """The window with enough padding at the end for the last, partly filled windows."""
    _, H2, W2 = gradient.shape
    return Window(reaching(volume.width, W2, window.across), reaching(volume.height, H2, window.down))


# ---- windows -------------------------------------------------------------------------------------------------------


def _under(padded: Array, window: Window, gradient: Array) -> Iterator[Array]:
    """For each cell of the window, in reading order, what it lies on at every place of the gradient, as a view."""
    _, H2, W2 = gradient.shape
    across, down = window
    stop, end = (H2 - 1) * down.stride + 1, (W2 - 1) * across.stride + 1
    for row in range(0, down.reach, down.dilation):
        for column in range(0, across.reach, across.dilation):
            yield padded[:, row : row + stop : down.stride, column : column + end : across.stride]


def _summing(gradient: Array, terms: int) -> type:
    """The dtype that holds every sum of so many numbers of the gradient."""
    return np.int64 if gradient.dtype != object and largest_magnitude(gradient) * terms < 2**63 else object


def _collected(shares: Iterable[Array], gradient: Array, volume: Volume, window: Window) -> Array:
    """The input's cells (D, H, W): what each cell of each window gets, added up where windows overlap."""
    across, down = window
    total = with_padding(np.zeros((volume.depth, volume.height, volume.width), np.int64), window, 0, gradient.dtype)
    for cells, share in zip(_under(total, window, gradient), shares, strict=True):
        cells += share
    return total[:, down.before : down.before + volume.height, across.before : across.before + volume.width]


def _less(whole: Axis, part: Axis) -> Axis:
    """The padding that is left of an axis once a part of it is there."""
    return whole._replace(before=whole.before - part.before, after=whole.after - part.after)


def _exchanged(axis: Axis, outputs: int) -> Axis:
    """How dY slides over the padded input: a filter of the output's side, stride and dilation exchanged."""
    return Axis(outputs, axis.dilation, axis.before, axis.after, axis.stride)


def _full(axis: Axis) -> Axis:
    """How a filter slides over all that it touches at all."""
    return Axis(axis.filter, 1, axis.reach - 1, axis.reach - 1, axis.dilation)
