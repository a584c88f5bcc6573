"""What every part of the reading needs of an ONNX graph: its nodes, its names, the sizes of its tensors.

ONNX writes batch, channels, rows, columns; a volume is width, height and depth of one example.
"""

from collections.abc import Iterator
from math import prod
from typing import Any, TypeAlias

from cnnhand.errors import printable, shown
from cnnhand.exact.values import Volume
from cnnhand.layers.network import MAX_SIDE

DEFAULT = ("", "ai.onnx")
"""How ONNX' own operators say whose they are."""
MOST_SIGNS = 60
MOST_NUMBERS = 1024
"""Shapes, axes and factors are no longer than this; nothing larger is computed."""

Shape: TypeAlias = tuple[int | None, ...]
"""The sides of a tensor in ONNX' order; None where one is not known."""


def operators(names: str) -> frozenset[str]:
    """The names of operators in a line, with blanks between them."""
    return frozenset(names.split())


def nodes(graph: Any) -> Iterator[Any]:
    """The nodes of a graph, and those of the graphs inside them."""
    for node in graph.node:
        yield node
        for inner in subgraphs(node):
            yield from nodes(inner)


def subgraphs(node: Any) -> Iterator[Any]:
    """The graphs that a node holds, such as the two of an `If`."""
    for attribute in node.attribute:
        if attribute.HasField("g"):
            yield attribute.g
        yield from attribute.graphs


def made_by(node: Any) -> list[str]:
    """The names of what a node makes; one that is not wanted is empty."""
    return [name for name in node.output if name]


def tensors(graph: Any) -> Iterator[tuple[str, Any]]:
    """The tensors with numbers that stand in a graph, also in a `Constant`, by name; of a sparse one, those not 0."""
    yield from ((tensor.name, tensor) for tensor in graph.initializer)
    yield from ((sparse.values.name, sparse.values) for sparse in graph.sparse_initializer)
    for node in graph.node:
        if node.op_type == "Constant" and node.attribute and node.output:
            yield node.output[0], _held(node.attribute[0], node.output[0])


def _held(attribute: Any, name: str) -> Any:
    """The tensor in an attribute, or of the numbers in it."""
    from onnx import TensorProto, helper

    if attribute.HasField("t") or attribute.HasField("sparse_tensor"):
        tensor = attribute.t if attribute.HasField("t") else attribute.sparse_tensor.values
        tensor.name = name
        return tensor
    real, alone = attribute.floats or attribute.HasField("f"), attribute.HasField("f") or attribute.HasField("i")
    numbers = [attribute.f if real else attribute.i] if alone else attribute.floats or attribute.ints
    kind = TensorProto.FLOAT if real else TensorProto.INT64
    return helper.make_tensor(name, kind, [] if alone else [len(numbers)], numbers)


def numbers(tensor: Any) -> list[float] | None:
    """The numbers of a small tensor, where it is there and they are as many as its sizes say."""
    from onnx import numpy_helper

    try:
        return None if tensor is None else [float(number) for number in numpy_helper.to_array(tensor).flatten()]
    except Exception:  # too few bytes, an unknown type: the library raises what it likes
        return None


def clean(name: str, most: int = MOST_SIGNS) -> str:
    r"""A name, text of a stranger, as one short line without signs that a terminal acts on.

    >>> clean("a\tb\x1b[31m")
    'a b\ufffd[31m'
    """
    return shown(printable(" ".join(name[: 4 * most].split())), most)


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
    if len(axes) < 3:  # a vector, or a sequence of some channels
        depth, length = [*axes, 1, 1][:2]
        return Volume(length, 1, depth)
    *before, height, width = axes
    if len(axes) == 3:
        return Volume(width, height, *before)
    folded = Folded(width, height, prod(before))
    folded.axes = tuple(axes)
    return folded
