"""Convolution, exact on NumPy arrays whose axes are channel, row, column.

    W, H, D   width, height and depth of the input; W2, H2, K those of the output (K filters, one output channel each)
    FW, FH    width and height of a filter; S its stride, P the padding, d the dilation

Numbers are integers of any size and fractions: an array is int64 where every value fits and otherwise of dtype object,
with Python integers and `Fraction`s. Nothing wraps or rounds, and no function changes its arguments.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Window, check_window
from cnnhand.exact.values import Grid, InDecimals, Rational, Volume, plain

Array: TypeAlias = npt.NDArray[Any]

MAX_CELLS = 10**8  # of a padded input or an output: 800 MB; more is a slip in a size, not an exercise
PATCH_CELLS = 2**18  # that are multiplied at a time: 2 MB, which stays in a processor's cache


def array(grids: Sequence[Grid], key: str) -> Array:
    """Grids of one size as an array (N, D, H, W); `GivenError` where a cell is no integer or fraction.

    >>> array([Grid.of([[1, 2], [3, 4]])], "input")
    array([[[[1, 2],
             [3, 4]]]])
    """
    chosen = np.array([grid.channels for grid in grids])
    if chosen.dtype == np.int64:  # NumPy makes floats of [-1, 2**63]
        return chosen
    cells = [cell for grid in grids for cell in grid.cells()]
    for cell in cells:
        if not isinstance(cell, int | Fraction):
            raise GivenError(key, f"the numbers must be integers or fractions, not {cell} ({type(cell).__name__})")
    return narrow(cells, chosen.shape)


def convolve(x: Array, weights: Array, bias: Array, window: Window, flip: bool = False) -> Array:
    """Slide K filters (K, D, FH, FW) over the input (D, H, W), add a bias (K,) to each: (K, H2, W2).

    The filters are not flipped (cross-correlation) unless `flip` turns each of them by 180°. Raises `GivenError`
    (input, filters, size, stride, padding, dilation) before any arithmetic.

    >>> x, filters = np.array([[[1, 2, 3], [4, 5, 6]]]), np.array([[[[1, 10]]]])
    >>> from cnnhand.exact.shapes import Pair
    >>> convolve(x, filters, np.array([0]), Window.of(Pair(2, 1))).tolist()  # 1·1 + 10·2 = 21
    [[[21, 32], [54, 65]]]
    """
    output, depth = _output(x, len(weights), window), weights.shape[1]
    if depth != len(x):
        raise GivenError("filters", f"this input needs filters of depth {len(x)}, not {depth}")
    decimal = any(isinstance(cell, InDecimals) for of in (x, weights, bias) if of.dtype == object for cell in of.flat)
    made = InDecimals if decimal else Fraction
    # fractions become integers over one denominator: x·dx and w·(scale/dx) give products over scale
    dx = common_denominator(x)
    scale = lcm(dx * common_denominator(weights), common_denominator(bias))
    x, weights, bias = times(x, dx), times(weights, scale // dx), times(bias, scale)
    if flip:
        weights = weights[:, :, ::-1, ::-1]
    sums = _contract(x, weights, bias, window, output, _arithmetic(x, weights, bias))
    return sums if scale == 1 else narrow([made(cell, scale) for cell in sums.ravel().tolist()], sums.shape)


# ---- sizes and numbers -----------------------------------------------------------------------------------------------


def narrow(cells: list[Rational], shape: tuple[int, ...]) -> Array:
    """An array of these numbers: int64 if every one fits, else objects, the whole ones as integers."""
    cells = [plain(cell) for cell in cells]
    fits = all(isinstance(cell, int) and -(2**63) <= cell < 2**63 for cell in cells)
    return np.array(cells, dtype=np.int64 if fits else object).reshape(shape)


def common_denominator(values: Array) -> int:
    """The least common denominator of all numbers."""
    return 1 if values.dtype != object else lcm(*{cell.denominator for cell in values.flat})


def times(values: Array, factor: int) -> Array:
    """Every number times an integer, without wrapping."""
    return values if factor == 1 else narrow([cell * factor for cell in values.ravel().tolist()], values.shape)


def largest_magnitude(values: Array) -> int:
    """The largest magnitude, as a Python integer: NumPy's abs wraps for the most negative int64."""
    return max(int(values.max()), -int(values.min()))


def _padded(x: Array, window: Window, dtype: npt.DTypeLike) -> Array:
    """A new array of this dtype: the input with zeros around it."""
    D, H, W = x.shape
    across, down = window
    padded: Array = np.zeros((D, H + down.before + down.after, W + across.before + across.after), dtype=dtype)
    padded[:, down.before : down.before + H, across.before : across.before + W] = x
    return padded


def _output(x: Array, filters: int, window: Window) -> Volume:
    """The size of the output, once everything about sizes is checked and small enough."""
    D, H, W = x.shape
    check_window(W, H, window)
    across, down = window
    output = Volume(across.outputs(W), down.outputs(H), filters)
    padded = Volume(W + across.before + across.after, H + down.before + down.after, D)
    if padded.cells > MAX_CELLS:
        key = "padding" if window.padded else "input"
        raise GivenError(key, f"the padded input {padded} is too large; the limit is {MAX_CELLS} numbers")
    if output.cells > MAX_CELLS:
        raise GivenError("filters", f"the output {output} has {output.cells} numbers; the limit is {MAX_CELLS}")
    return output


# ---- the arithmetic --------------------------------------------------------------------------------------------------


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


def _contract(x: Array, weights: Array, bias: Array, window: Window, output: Volume, dtype: npt.DTypeLike) -> Array:
    """The convolution of integers in a dtype that holds every sum: filters · patches, some rows at a time."""
    K, H2, W2 = output.depth, output.height, output.width
    across, down = window
    padded = _padded(x, window, dtype)  # converted here, where a number stands once, not in every patch
    reached = sliding_window_view(padded, (down.reach, across.reach), axis=(1, 2))
    reached = reached[:, :: down.stride, :: across.stride, :: down.dilation, :: across.dilation]
    # channel, filter row, filter column, row, column: the copy then runs along rows of the input
    patches = reached.transpose(0, 3, 4, 1, 2)
    filters = weights.astype(dtype).reshape(K, -1)
    biases = bias.astype(dtype).reshape(-1, 1)

    sums: Array = np.empty((K, H2, W2), dtype=object if dtype is object else np.int64)
    terms = filters.shape[1]
    cells = max(K, terms)  # of the products or of the patches, for each place
    columns = min(W2, max(1, PATCH_CELLS // cells))
    rows = min(H2, max(1, PATCH_CELLS // (cells * columns)))
    for top in range(0, H2, rows):
        for left in range(0, W2, columns):
            part = patches[..., top : top + rows, left : left + columns]
            products = filters @ part.reshape(terms, -1) + biases
            sums[:, top : top + rows, left : left + columns] = products.reshape(K, *part.shape[-2:])
    return sums if sums.dtype != object else narrow(sums.ravel().tolist(), sums.shape)
