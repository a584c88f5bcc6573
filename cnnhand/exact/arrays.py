"""What the exact array arithmetic rests on: numbers checked and kept exact, common denominators, padding.

Arrays have the axes channel, row, column: int64 where every value fits and otherwise of dtype object, with Python
integers and `Fraction`s.
"""

from fractions import Fraction
from math import lcm
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Axis, Window
from cnnhand.exact.values import Rational, plain

Array: TypeAlias = npt.NDArray[Any]

MAX_CELLS = 10**8  # of a padded input or an output: 800 MB; more is a slip in a size, not an exercise

VOLUME = ("channel", "row", "column")
FILTERS = ("filter", "channel", "row", "column")
BIAS = ("filter",)


def exact_array(values: Any, key: str, axes: tuple[str, ...]) -> Array:
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
    return narrow([_python(cell) for cell in raw.flat], raw.shape)


def _python(cell: Any) -> Rational:
    """The same number without NumPy's integers, which wrap, not even inside a fraction."""
    return Fraction(int(cell.numerator), int(cell.denominator)) if isinstance(cell, Fraction) else int(cell)


def narrow(cells: list[Rational], shape: tuple[int, ...]) -> Array:
    """An array of these numbers: int64 if every one fits, else objects, the whole ones as integers."""
    cells = [plain(cell) for cell in cells]
    fits = all(isinstance(cell, int) and -(2**63) <= cell < 2**63 for cell in cells)
    return np.array(cells, dtype=np.int64 if fits else object).reshape(shape)


def narrow_array(values: Array) -> Array:
    """The same array, as int64 if every number of it fits."""
    return values if values.dtype != object else narrow(values.ravel().tolist(), values.shape)


def common_denominator(values: Array) -> int:
    """The least common denominator of all numbers."""
    return 1 if values.dtype != object else lcm(*{cell.denominator for cell in values.flat})


def times(values: Array, factor: int) -> Array:
    """Every number times an integer, without wrapping."""
    return values if factor == 1 else narrow([cell * factor for cell in values.ravel().tolist()], values.shape)


def largest_magnitude(values: Array) -> int:
    """The largest magnitude, as a Python integer: NumPy's abs wraps for the most negative int64."""
    return max(int(values.max()), -int(values.min()))


def with_padding(x: Array, window: Window, fill: Any, dtype: npt.DTypeLike) -> Array:
    """A new array of this dtype: the input with the window's padding around it."""
    D, H, W = x.shape
    across, down = window
    padded: Array = np.full((D, H + down.before + down.after, W + across.before + across.after), fill, dtype=dtype)
    padded[:, down.before : down.before + H, across.before : across.before + W] = x
    return padded


def reaching(side: int, outputs: int, axis: Axis) -> Axis:
    """The axis with enough padding after the input for its last window; refused if some window sees only padding."""
    # a dilated window can step over an input that is narrower than its dilation
    starts = range(0, min(axis.before, outputs * axis.stride), axis.stride)
    if axis.dilation > side and any((start - axis.before) % axis.dilation >= side for start in starts):
        what = f"a dilation of {axis.dilation} lets a pooling window step over the whole input, of side {side}"
        raise GivenError("dilation", what + "; use a smaller dilation or no padding")
    last = (outputs - 1) * axis.stride + axis.reach
    return axis._replace(after=max(axis.after, last - axis.before - side))
