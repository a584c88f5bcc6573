"""The sizes of ONNX' tensors, as ONNX infers them -> volumes.

ONNX writes batch, channels, rows, columns; a volume is width, height and depth of one example.
"""

from math import prod
from typing import Any, TypeAlias

from cnnhand.exact.stack import MAX_SIDE
from cnnhand.exact.values import Volume

Shape: TypeAlias = tuple[int | None, ...]
"""The sides of a tensor in ONNX' order; None where one is not known."""


class Folded(Volume):
    """A volume of more than three axes: what lies before rows and columns counts as its depth, and all are printed."""

    axes: tuple[int, ...] = ()

    def __str__(self) -> str:
        return "×".join(map(str, reversed(self.axes or tuple(reversed(self)))))


def shape_of(kind: Any) -> Shape | None:
    """The sides in a type of ONNX; None where it is no tensor's, or not even their number is known."""
    if not kind.HasField("tensor_type") or not kind.tensor_type.HasField("shape"):
        return None
    return tuple(side.dim_value if side.dim_value > 0 else None for side in kind.tensor_type.shape.dim)


def cells(shape: Shape | None) -> int | None:
    """How many numbers a tensor holds."""
    known = [side for side in shape or () if side is not None]
    return None if shape is None or len(known) < len(shape) else prod(known)


def volume(shape: Shape | None, batch: int) -> Volume | None:
    """The volume of one example; None where a side is not known.

    >>> print(volume((1, 64, 56, 28), 1), volume((1, 9, 128), 1), volume((1, 10), 1), volume((1, 2, 8, 7, 6), 1))
    28×56×64 128×1×9 1×1×10 6×7×8×2
    """
    if shape is None or cells(shape) is None:
        return None
    axes = [side for side in shape if side]
    axes = axes[1:] if axes[:1] == [batch] else axes if len(axes) < 4 else [side for side in axes if side > 1]
    if max(axes, default=1) > MAX_SIDE:
        return None
    match axes:
        case []:
            return Volume(1, 1, 1)
        case [depth]:
            return Volume(1, 1, depth)
        case [depth, length]:
            return Volume(length, 1, depth)
        case [depth, height, width]:
            return Volume(width, height, depth)
    *before, height, width = axes
    folded = Folded(width, height, prod(before))
    folded.axes = tuple(axes)
    return folded
