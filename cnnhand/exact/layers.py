"""Forward arithmetic of the layers, exact on NumPy arrays whose axes are channel, row, column.

    W, H, D   width, height and depth of the input; W2, H2, K those of the output (K filters, one output channel each)
    FW, FH    width and height of a filter or of a pooling window; S its stride, P the padding, d the dilation

Numbers are integers of any size and fractions: an array is int64 where every value fits and otherwise of dtype object,
with Python integers and `Fraction`s. Integers of any other dtype and booleans (0 and 1) are taken as well; floats are
refused, since 0.1 as a float is not one tenth. Nothing wraps or rounds, and no function changes its arguments.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from cnnhand.errors import GivenError
from cnnhand.exact.arrays import (
    BIAS,
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
from cnnhand.exact.shapes import (
    Axis,
    Conv,
    Pool,
    Rounding,
    Window,
    Windowed,
    check_window,
    output_volume,
    unrounded_side,
)
from cnnhand.exact.values import Filter, Grid, Rational, Volume

PATCH_CELLS = 2**18  # that are multiplied at a time: 2 MB, which stays in a processor's cache
ROOM_CELLS = 2**20  # that are asked for where the patches need more than one turn: see `_contract`


def array(grid: Grid) -> Array:
    """A grid as an array (D, H, W); raises `GivenError` (input) where a cell is no integer or fraction.

    >>> array(Grid.of([[1, 2], [3, 4]]))
    array([[[1, 2],
            [3, 4]]])
    """
    return exact_array(grid.channels, "input", VOLUME)


def grid(array: Array) -> Grid:
    """An array (D, H, W) as a grid of plain integers and fractions; raises `GivenError` for any other array.

    >>> print(grid(np.array([[[1, -2], [3, 4]]], dtype=np.int8)))
    1 -2; 3 4
    """
    return Grid.of(*exact_array(array, "input", VOLUME).tolist())


def filters(filters: Sequence[Filter]) -> tuple[Array, Array]:
    """Filters as arrays: their weights (K, D, FH, FW) and their biases (K,); raises `GivenError` (filters, bias).

    >>> weights, bias = filters([Filter(Grid.of([[1, 2]]), 3)])
    >>> weights.shape, bias
    ((1, 1, 1, 2), array([3]))
    """
    weights = exact_array([filter.weights.channels for filter in filters], "filters", FILTERS)
    return weights, exact_array([filter.bias for filter in filters], "bias", BIAS)


def pad(x: Array, window: Window, fill: Rational = 0) -> Array:
    """The input (D, H, W) with the window's padding around it, zeros unless given; its filter and stride do not matter.

    Raises `GivenError` (input, padding).

    >>> print(grid(pad(np.array([[[1, 2]]]), Window(Axis(1, before=1), Axis(1, after=1)))))
    0 1 2; 0 0 0
    """
    x = exact_array(x, "input", VOLUME)
    _, H, W = x.shape
    check_window(W, H, window.with_(filter=1, stride=1, dilation=1))
    _limit_input(x, window)
    border = exact_array([fill], "padding", ("value",))
    return with_padding(x, window, border[0], np.result_type(x, border))


def convolve(
    x: Array,
    weights: Array,
    bias: Array | None = None,
    *,
    window: Window,
    groups: int = 1,
    flip: bool = False,
    rounding: Rounding = Rounding.FLOOR,
) -> Array:
    """Slide K filters (K, D/groups, FH, FW) over the input (D, H, W), add a bias (K,) to each: (K, H2, W2).

    The filters are not flipped (cross-correlation) unless `flip` turns each of them by 180°. Raises `GivenError`
    (input, filters, bias, stride, padding, dilation, groups, rounding) before any arithmetic.

    >>> x, filters = np.array([[[1, 2, 3], [4, 5, 6]]]), np.array([[[[1, 10]]]])
    >>> window = Window(Axis(2), Axis(1))
    >>> print(grid(convolve(x, filters, window=window)))  # 1·1 + 10·2 = 21
    21 32; 54 65
    >>> print(grid(convolve(x, filters, window=window, flip=True)))  # 10·1 + 1·2 = 12
    12 23; 45 56
    """
    if rounding is Rounding.CEIL:
        raise GivenError("rounding", "a convolution is rounded down (floor) or must fit (exact); ceil is for pooling")
    x = exact_array(x, "input", VOLUME)
    weights = exact_array(weights, "filters", FILTERS)
    K, depth, FH, FW = weights.shape
    across, down = window
    if across.filter != FW or down.filter != FH:
        what = f"the weights are {FW} wide and {FH} high, but the window {across.filter} and {down.filter}"
        raise GivenError("filters", what + "; they must be the same")
    output = _output(x, Conv(K, window, groups), rounding)
    if depth * groups != len(x):
        what = f"a filter of depth {len(x) // groups}" + (f" ({len(x)} channels in {groups} groups)" * (groups > 1))
        raise GivenError("filters", f"this input needs {what}, not {depth}")
    bias = np.zeros(K, dtype=np.int64) if bias is None else exact_array(bias, "bias", BIAS)
    if len(bias) != K:
        raise GivenError("bias", f"there must be one bias for each of the {K} filters, not {len(bias)}")

    # fractions become integers over one denominator: x·dx and w·(scale/dx) give products over scale
    dx = common_denominator(x)
    scale = lcm(dx * common_denominator(weights), common_denominator(bias))
    x, weights, bias = times(x, dx), times(weights, scale // dx), times(bias, scale)
    if flip:
        weights = weights[:, :, ::-1, ::-1]
    sums = _contract(x, weights, bias, window, groups, output, _arithmetic(x, weights, bias))
    return sums if scale == 1 else narrow([Fraction(cell, scale) for cell in sums.ravel().tolist()], sums.shape)


def max_pool(x: Array, *, window: Window, rounding: Rounding = Rounding.FLOOR) -> Array:
    """The maximum of each window of the input (D, H, W), channel by channel: (D, H2, W2).

    Padding never wins, and with `ceil` a last window that is partly outside is kept. Raises `GivenError` (input,
    size, stride, padding, dilation), also where a window would see nothing but padding.

    >>> x = np.array([[[1, 1, -2], [5, 6, -7]]])
    >>> print(grid(max_pool(x, window=Window.square(2, stride=2), rounding=Rounding.CEIL)))  # last: -2, -7
    6 -2
    """
    x = exact_array(x, "input", VOLUME)
    _, H, W = x.shape
    output = _output(x, Pool("max", window), rounding)
    across = reaching(W, output.width, window.across)
    down = reaching(H, output.height, window.down)
    _limit_input(x, Window(across, down))
    best = with_padding(x, Window(across, down), x.min(), x.dtype)
    # the maximum of a window is that of its rows' maxima: FH + FW comparisons a cell, not FH·FW
    best = _slide_max(best, down, output.height).swapaxes(1, 2)
    best = _slide_max(best, across, output.width).swapaxes(1, 2)
    return narrow_array(np.ascontiguousarray(best))


def relu(x: Array) -> Array:
    """Each number of the input (D, H, W), or 0 where it is negative; raises `GivenError` (input).

    >>> print(grid(relu(np.array([[[3, -1]]]))))
    3 0
    """
    return narrow_array(np.maximum(exact_array(x, "input", VOLUME), 0))


# ---- what comes in, and what goes out ------------------------------------------------------------------------------


def _output(x: Array, layer: Windowed, rounding: Rounding) -> Volume:
    """The size of a layer's output, once everything about sizes is checked and small enough."""
    D, H, W = x.shape
    try:
        output = output_volume(Volume(W, H, D), layer, rounding)
    except GivenError as error:
        # the size of a convolution's window is that of the filters given; only a pool's window is a given by itself
        if error.key == "size" and isinstance(layer, Conv):
            raise GivenError("filters", str(error)) from None
        raise
    if output is None:
        for side, axis, way in ((W, layer.window.across, "across"), (H, layer.window.down, "down")):
            steps = unrounded_side(side, axis)
            if steps.denominator != 1:
                raise GivenError("stride", f"a stride of {axis.stride} does not fit: it gives {steps} places {way}")
    assert output is not None  # one of the two axes did not divide
    _limit_input(x, layer.window)
    cells = output.width * output.height * output.depth
    if cells > MAX_CELLS:
        raise GivenError("filters", f"the output {output} has {cells} numbers; the limit is {MAX_CELLS}")
    return output


def _limit_input(x: Array, window: Window) -> None:
    """Refuse a padded input of more than `MAX_CELLS`, before it takes any memory."""
    D, H, W = x.shape
    wide, high = W + window.across.before + window.across.after, H + window.down.before + window.down.after
    if wide * high * D > MAX_CELLS:
        key = "padding" if window.padded else "input"
        raise GivenError(
            key, f"the padded input {Volume(wide, high, D)} is too large; the limit is {MAX_CELLS} numbers"
        )


# ---- convolution ---------------------------------------------------------------------------------------------------


def _arithmetic(x: Array, weights: Array, bias: Array) -> npt.DTypeLike:
    """The fastest dtype in which this convolution is exact.

    B = max|x| · max over filters of Σ|w| + max|b| bounds every product and, in whatever order BLAS adds, every partial
    sum. A float64 holds each integer up to 2⁵³.
    """
    largest = largest_magnitude(weights)
    if largest * weights[0].size >= 2**63:
        weights = weights.astype(object)
    sums = np.abs(weights).reshape(len(weights), -1).sum(axis=1)
    # the numbers themselves must fit too: with weights of 0 the products say nothing about x
    bound = max(largest_magnitude(x) * int(sums.max()) + largest_magnitude(bias), largest_magnitude(x), largest)
    return np.float64 if bound < 2**53 else np.int64 if bound < 2**63 else object


def _contract(
    x: Array, weights: Array, bias: Array, window: Window, groups: int, output: Volume, dtype: npt.DTypeLike
) -> Array:
    """The convolution of integers in a dtype that holds every sum: filters · patches, some rows at a time."""
    K, H2, W2 = output.depth, output.height, output.width
    across, down = window
    padded = with_padding(x, window, 0, dtype)  # converted here, where a number stands once, not in every patch
    reached = sliding_window_view(padded, (down.reach, across.reach), axis=(1, 2))
    reached = reached[:, :: down.stride, :: across.stride, :: down.dilation, :: across.dilation]
    # group, channel, filter row, filter column, row, column: the copy then runs along rows of the input
    patches = reached.transpose(0, 3, 4, 1, 2).reshape(groups, -1, *reached.shape[3:], H2, W2)
    filters = weights.astype(dtype).reshape(groups, K // groups, -1)
    biases = bias.astype(dtype).reshape(groups, -1, 1)

    sums: Array = np.empty((K, H2, W2), dtype=object if dtype is object else np.int64)
    depth = filters.shape[2]
    cells = max(K, groups * depth)  # of the products or of the patches, for each place
    columns = min(W2, max(1, PATCH_CELLS // cells))
    rows = min(H2, max(1, PATCH_CELLS // (cells * columns)))
    # One piece of memory for every turn, and a larger one than is used: after a block of this size, glibc keeps freed
    # memory for the next call instead of giving it back. Fetching it anew would cost more than the copies themselves.
    needed = groups * depth * rows * columns
    room: Array = np.empty(needed if rows == H2 and columns == W2 else max(needed, ROOM_CELLS), dtype=dtype)
    for top in range(0, H2, rows):
        for left in range(0, W2, columns):
            part = patches[..., top : top + rows, left : left + columns]
            cut = room[: part.size].reshape(part.shape)
            cut[...] = part
            products = filters @ cut.reshape(groups, depth, -1)
            products += biases
            sums[:, top : top + rows, left : left + columns] = products.reshape(K, *part.shape[-2:])
    return narrow_array(sums)


# ---- pooling -------------------------------------------------------------------------------------------------------


def _slide_max(x: Array, axis: Axis, outputs: int) -> Array:
    """The maximum under a window that slides along the middle axis only."""
    stop = (outputs - 1) * axis.stride + 1
    best: Array = x[:, 0 : stop : axis.stride].copy()
    for start in range(axis.dilation, axis.reach, axis.dilation):
        np.maximum(best, x[:, start : start + stop : axis.stride], out=best)
    return best
