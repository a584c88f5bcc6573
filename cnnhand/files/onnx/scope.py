"""The names of an ONNX graph: which stand for constants, and which for what is computed of the network's input."""

from collections.abc import Iterator, Mapping
from itertools import count
from math import prod
from typing import Any, NamedTuple

from cnnhand.files.onnx.inferring import MOST_NUMBERS
from cnnhand.files.onnx.tensors import Shape, cells, made_by, nodes, subgraphs, tensors

SIZE_ONLY = ("Shape", "Size")
"""What reads no more of a tensor than its sizes, and so makes a constant."""

Shapes = Mapping[str, Shape | None]


class Constant(NamedTuple):
    """A tensor whose numbers stand in the file, or are said by its size and one value."""

    name: str
    numbers: int
    type: int
    holder: Any = None
    """The tensor or attribute with its numbers; None where only their count is known."""

    def values(self) -> list[float] | None:
        """Its numbers, where they are few enough to say a shape, axes or bounds."""
        from onnx import TensorProto, numpy_helper

        if self.holder is None or self.numbers > MOST_NUMBERS:
            return None
        if not isinstance(self.holder, TensorProto):
            return [*self.holder.ints, *self.holder.floats] or [self.holder.i or self.holder.f]
        try:
            return [float(number) for number in numpy_helper.to_array(self.holder).flatten()]
        except Exception:  # fewer bytes than its sizes say, an unknown type: the library raises what it likes
            return None


class Scope:
    """The names of one graph, and those of the graphs around it."""

    def __init__(self, graph: Any, shapes: Shapes, outer: "Scope | None" = None) -> None:
        self.graph, self.outer, self.shapes = graph, outer, shapes
        self._counter: Iterator[int] = outer._counter if outer else count()
        self.number = next(self._counter)
        self.constants = {tensor.name: _of_tensor(tensor.name, tensor) for tensor in tensors(graph)}
        self.makers: dict[str, Any] = {}
        """The nodes that make constants of constants, by what they make."""
        self.data: set[str] = set()

    def sort(self) -> None:
        """Tell data from constants, node by node in the order of their work."""
        self.data |= {given.name for given in self.graph.input if given.name not in self.constants}
        for node in self.graph.node:
            outputs = made_by(node)
            if self.reads(node):
                self.data.update(outputs)
            elif node.op_type in ("Constant", "ConstantOfShape") and outputs:
                self.constants[outputs[0]] = self._made(node)
            else:
                self.makers.update(dict.fromkeys(outputs, node))

    def inner(self, graph: Any) -> "Scope":
        """The names of a graph inside this one."""
        scope = Scope(graph, {}, self)
        scope.sort()
        return scope

    def reads(self, node: Any) -> list[str]:
        """The data that a node reads, also in the graphs inside it."""
        if node.op_type in SIZE_ONLY:
            return []
        names = list(node.input)
        for graph in subgraphs(node):
            names += [name for inner in nodes(graph) for name in inner.input]
            names += [value.name for value in graph.output]
        return [name for name in names if self.is_data(name)]

    def is_data(self, name: str) -> bool:
        """Whether a name stands for something that is computed of the network's input."""
        home = self.home(name)
        return home is not None and name in home.data

    def home(self, name: str) -> "Scope | None":
        """The graph that a name stands in, from here outwards."""
        scope: Scope | None = self
        while scope and not (name in scope.data or name in scope.constants or name in scope.makers):
            scope = scope.outer
        return scope

    def constant(self, name: str) -> Constant | None:
        """The constant of a name, where it is one as it stands in the file."""
        home = self.home(name)
        return home.constants.get(name) if home else None

    def _made(self, node: Any) -> Constant:
        """What a `Constant` holds, or a `ConstantOfShape` fills with one value."""
        from onnx import TensorProto

        name = node.output[0]
        if node.op_type == "ConstantOfShape":
            kind = node.attribute[0].t.data_type if node.attribute else TensorProto.FLOAT
            shape = self.constant(node.input[0]) if node.input else None  # it stands in front
            many = cells(self.shapes.get(name)) or (int(prod(shape.values() or [0])) if shape else 0)
            return Constant(name, many, kind)
        for attribute in node.attribute:
            if attribute.HasField("t"):
                return _of_tensor(name, attribute.t)
            if attribute.HasField("sparse_tensor"):
                return _of_tensor(name, attribute.sparse_tensor.values)
            real = attribute.HasField("f") or attribute.floats
            many = max(1, len(attribute.floats) + len(attribute.ints))
            return Constant(name, many, TensorProto.FLOAT if real else TensorProto.INT64, attribute)
        return Constant(name, 0, TensorProto.FLOAT)


def _of_tensor(name: str, tensor: Any) -> Constant:
    many = prod(tensor.dims) if all(side > 0 for side in tensor.dims) else 0
    return Constant(name, many, tensor.data_type, tensor)
