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
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Axis, Conv, Layer, Pool, Rounding, Window, check_window, output_volume, unrounded_side
from cnnhand.exact.values import Filter, Grid, Rational, Volume, plain

Array: TypeAlias = npt.NDArray[Any]

MAX_CELLS = 10**8  # of a padded input or an output: 800 MB; more is a slip in a size, not an exercise
PATCH_CELLS = 2**18  # that are multiplied at a time: 2 MB, which stays in a processor's cache
ROOM_CELLS = 2**20  # that are asked for where the patches need more than one turn: see `_contract`

VOLUME = ("channel", "row", "column")
FILTERS = ("filter", "channel", "row", "column")
BIAS = ("filter",)


def array(grid: Grid) -> Array:
    """A grid as an array (D, H, W); raises `GivenError` (input) where a cell is no integer or fraction.

    >>> array(Grid.of([[1, 2], [3, 4]]))
    array([[[1, 2],
            [3, 4]]])
    """
    return _exact(grid.channels, "input", VOLUME)


def grid(array: Array) -> Grid:
    """An array (D, H, W) as a grid of plain integers and fractions; raises `GivenError` for any other array.

    >>> print(grid(np.array([[[1, -2], [3, 4]]], dtype=np.int8)))
    1 -2; 3 4
    """
    return Grid.of(*_exact(array, "input", VOLUME).tolist())


def filters(filters: Sequence[Filter]) -> tuple[Array, Array]:
    """Filters as arrays: their weights (K, D, FH, FW) and their biases (K,); raises `GivenError` (filters, bias).

    >>> weights, bias = filters([Filter(Grid.of([[1, 2]]), 3)])
    >>> weights.shape, bias
    ((1, 1, 1, 2), array([3]))
    """
    weights = _exact([filter.weights.channels for filter in filters], "filters", FILTERS)
    return weights, _exact([filter.bias for filter in filters], "bias", BIAS)


def pad(x: Array, window: Window, fill: Rational = 0) -> Array:
    """The input (D, H, W) with the window's padding around it, zeros unless given; its filter and stride do not matter.

    Raises `GivenError` (input, padding).

    >>> print(grid(pad(np.array([[[1, 2]]]), Window(Axis(1, before=1), Axis(1, after=1)))))
    0 1 2; 0 0 0
    """
    x = _exact(x, "input", VOLUME)
    _, H, W = x.shape
    check_window(W, H, window.with_(filter=1, stride=1, dilation=1))
    _limit_input(x, window)
    border = _exact([fill], "padding", ("value",))
    return _padded(x, window, border[0], np.result_type(x, border))


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
    x = _exact(x, "input", VOLUME)
    weights = _exact(weights, "filters", FILTERS)
    K, depth, FH, FW = weights.shape
    across, down = window
    if across.filter != FW or down.filter != FH:
        what = f"the weights are {FW} wide and {FH} high, but the window {across.filter} and {down.filter}"
        raise GivenError("filters", what + "; they must be the same")
    output = _output(x, Conv(K, window, groups), rounding)
    if depth * groups != len(x):
        what = f"a filter of depth {len(x) // groups}" + (f" ({len(x)} channels in {groups} groups)" * (groups > 1))
        raise GivenError("filters", f"this input needs {what}, not {depth}")
    bias = np.zeros(K, dtype=np.int64) if bias is None else _exact(bias, "bias", BIAS)
    if len(bias) != K:
        raise GivenError("bias", f"there must be one bias for each of the {K} filters, not {len(bias)}")

    # fractions become integers over one denominator: x·dx and w·(scale/dx) give products over scale
    dx = _denominator(x)
    scale = lcm(dx * _denominator(weights), _denominator(bias))
    x, weights, bias = _times(x, dx), _times(weights, scale // dx), _times(bias, scale)
    if flip:
        weights = weights[:, :, ::-1, ::-1]
    sums = _contract(x, weights, bias, window, groups, output, _arithmetic(x, weights, bias))
    return sums if scale == 1 else _narrow([Fraction(cell, scale) for cell in sums.ravel().tolist()], sums.shape)


def max_pool(x: Array, *, window: Window, rounding: Rounding = Rounding.FLOOR) -> Array:
    """The maximum of each window of the input (D, H, W), channel by channel: (D, H2, W2).

    Padding never wins, and with `ceil` a last window that is partly outside is kept. Raises `GivenError` (input,
    size, stride, padding, dilation), also where a window would see nothing but padding.

    >>> x = np.array([[[1, 1, -2], [5, 6, -7]]])
    >>> print(grid(max_pool(x, window=Window.square(2, stride=2), rounding=Rounding.CEIL)))  # last: -2, -7
    6 -2
    """
    x = _exact(x, "input", VOLUME)
    _, H, W = x.shape
    output = _output(x, Pool("max", window), rounding)
    across = _reaching(W, output.width, window.across)
    down = _reaching(H, output.height, window.down)
    _limit_input(x, Window(across, down))
    best = _padded(x, Window(across, down), x.min(), x.dtype)
    # the maximum of a window is that of its rows' maxima: FH + FW comparisons a cell, not FH·FW
    best = _slide_max(best, down, output.height).swapaxes(1, 2)
    best = _slide_max(best, across, output.width).swapaxes(1, 2)
    return _narrow_array(np.ascontiguousarray(best))


def relu(x: Array) -> Array:
    """Each number of the input (D, H, W), or 0 where it is negative; raises `GivenError` (input).

    >>> print(grid(relu(np.array([[[3, -1]]]))))
    3 0
    """
    return _narrow_array(np.maximum(_exact(x, "input", VOLUME), 0))


# ---- what comes in, and what goes out ------------------------------------------------------------------------------


def _exact(values: Any, key: str, axes: tuple[str, ...]) -> Array:
    """The values as int64 or exact objects, with the axes that are expected and at least one value."""
    # never let NumPy choose a dtype: it makes floats of [-1, 2**63]
    raw = np.asarray(values) if isinstance(values, np.ndarray) else np.array(values, dtype=object)
    if raw.dtype.kind not in "biuO":
        raise GivenError(key, f"the numbers must be integers or fractions, not {raw.dtype}")
    if raw.ndim != len(axes):
        raise GivenError(key, f"the numbers must be arranged by {', '.join(axes)}, not in {raw.ndim} dimensions")
    if not raw.size:
        raise GivenError(key, f"there are no numbers; {', '.join(axes)} must each be at least 1")
    if raw.dtype.kind in "bi" or (raw.dtype.kind == "u" and int(raw.max()) < 2**63):
        return raw.astype(np.int64, copy=False)
    for cell in raw.flat:
        if not isinstance(cell, int | Fraction | np.integer | np.bool_):
            raise GivenError(key, f"the numbers must be integers or fractions, not {cell} ({type(cell).__name__})")
    return _narrow([_python(cell) for cell in raw.flat], raw.shape)


def _python(cell: Any) -> Rational:
    """The same number without NumPy's integers, which wrap, not even inside a fraction."""
    return Fraction(int(cell.numerator), int(cell.denominator)) if isinstance(cell, Fraction) else int(cell)


def _narrow(cells: list[Rational], shape: tuple[int, ...]) -> Array:
    """An array of these numbers: int64 if every one fits, else objects, the whole ones as integers."""
    cells = [plain(cell) for cell in cells]
    fits = all(isinstance(cell, int) and -(2**63) <= cell < 2**63 for cell in cells)
    return np.array(cells, dtype=np.int64 if fits else object).reshape(shape)


def _narrow_array(values: Array) -> Array:
    """The same array, as int64 if every number of it fits."""
    return values if values.dtype != object else _narrow(values.ravel().tolist(), values.shape)


def _output(x: Array, layer: Layer, rounding: Rounding) -> Volume:
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


def _denominator(values: Array) -> int:
    """The least common denominator of all numbers."""
    return 1 if values.dtype != object else lcm(*{cell.denominator for cell in values.flat})


def _times(values: Array, factor: int) -> Array:
    """Every number times an integer, without wrapping."""
    return values if factor == 1 else _narrow([cell * factor for cell in values.ravel().tolist()], values.shape)


def _largest(values: Array) -> int:
    """The largest magnitude, as a Python integer: NumPy's abs wraps for the most negative int64."""
    return max(int(values.max()), -int(values.min()))


def _arithmetic(x: Array, weights: Array, bias: Array) -> npt.DTypeLike:
    """The fastest dtype in which this convolution is exact.

    B = max|x| · max over filters of Σ|w| + max|b| bounds every product and, in whatever order BLAS adds, every partial
    sum. A float64 holds each integer up to 2⁵³.
    """
    largest = _largest(weights)
    if largest * weights[0].size >= 2**63:
        weights = weights.astype(object)
    sums = np.abs(weights).reshape(len(weights), -1).sum(axis=1)
    # the numbers themselves must fit too: with weights of 0 the products say nothing about x
    bound = max(_largest(x) * int(sums.max()) + _largest(bias), _largest(x), largest)
    return np.float64 if bound < 2**53 else np.int64 if bound < 2**63 else object


def _contract(
    x: Array, weights: Array, bias: Array, window: Window, groups: int, output: Volume, dtype: npt.DTypeLike
) -> Array:
    """The convolution of integers in a dtype that holds every sum: filters · patches, some rows at a time."""
    K, H2, W2 = output.depth, output.height, output.width
    across, down = window
    padded = _padded(x, window, 0, dtype)  # converted here, where a number stands once, not in every patch
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
    return _narrow_array(sums)


def _padded(x: Array, window: Window, fill: Any, dtype: npt.DTypeLike) -> Array:
    """A new array of this dtype: the input with the window's padding around it."""
    D, H, W = x.shape
    across, down = window
    padded: Array = np.full((D, H + down.before + down.after, W + across.before + across.after), fill, dtype=dtype)
    padded[:, down.before : down.before + H, across.before : across.before + W] = x
    return padded


# ---- pooling -------------------------------------------------------------------------------------------------------


def _reaching(side: int, outputs: int, axis: Axis) -> Axis:
    """The axis with enough padding after the input for its last window; refused if some window sees only padding."""
    # a dilated window can step over an input that is narrower than its dilation
    starts = range(0, min(axis.before, outputs * axis.stride), axis.stride)
    if axis.dilation > side and any((start - axis.before) % axis.dilation >= side for start in starts):
        what = f"a dilation of {axis.dilation} lets a pooling window step over the whole input, of side {side}"
        raise GivenError("dilation", what + "; use a smaller dilation or no padding")
    last = (outputs - 1) * axis.stride + axis.reach
    return axis._replace(after=max(axis.after, last - axis.before - side))


def _slide_max(x: Array, axis: Axis, outputs: int) -> Array:
    """The maximum under a window that slides along the middle axis only."""
    stop = (outputs - 1) * axis.stride + 1
    best: Array = x[:, 0 : stop : axis.stride].copy()
    for start in range(axis.dilation, axis.reach, axis.dilation):
        np.maximum(best, x[:, start : start + stop : axis.stride], out=best)
    return best
