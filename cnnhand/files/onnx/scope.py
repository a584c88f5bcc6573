"""The names of an ONNX graph: which stand for constants, and which for what is computed of the network's input."""

from collections import ChainMap
from collections.abc import Mapping
from math import prod
from typing import Any

from cnnhand.files.onnx.tensors import Shape, cells, made_by, nodes, subgraphs, tensors

SIZE_ONLY = ("Shape", "Size")
"""What reads no more of a tensor than its sizes, and so makes a constant."""


class Constant:
    """A tensor whose numbers stand in the file, or are said by its size and one value; each is one of its own."""

    def __init__(self, name: str, numbers: int, kind: int, axes: int = 1) -> None:
        self.name, self.numbers, self.kind, self.axes = name, numbers, kind, axes


class Maker:
    """A node that makes constants of constants, where it is one of its outputs."""

    def __init__(self, node: Any, names: "Scope") -> None:
        self.node, self.names = node, names


class Scope(ChainMap[str, Constant | Maker | None]):
    """What each name of a graph, and of those around it, stands for; None is for what is computed of the input."""

    def inner(self, graph: Any, shapes: Mapping[str, Shape | None] | None = None) -> "Scope":
        """The names of a graph inside this one, whose nodes stand in the order of their work."""
        names = self.new_child()
        for name, tensor in tensors(graph):
            many = prod(tensor.dims) if all(side > 0 for side in tensor.dims) else 0
            names[name] = Constant(name, many, tensor.data_type, len(tensor.dims))
        own = names.maps[0]
        for given in graph.input:
            own.setdefault(given.name, None)
        for node in graph.node:
            is_data = bool(names.reads(node))
            for name in made_by(node):
                if node.op_type == "ConstantOfShape" and not is_data:
                    kind = node.attribute[0].t.data_type if node.attribute else 1  # reals
                    own[name] = Constant(name, cells((shapes or {}).get(name)) or 0, kind)
                elif is_data or name not in own:
                    own[name] = None if is_data else Maker(node, names)
        return names

    def reads(self, node: Any) -> list[str]:
        """The data that a node reads, also in the graphs inside it."""
        if node.op_type in SIZE_ONLY:
            return []
        read = list(node.input)
        for graph in subgraphs(node):
            read += [name for inner in nodes(graph) for name in inner.input]
            read += [value.name for value in graph.output]
        return [name for name in read if self.is_data(name)]

    def is_data(self, name: str) -> bool:
        """Whether a name stands for something that is computed of the network's input."""
        return self.get(name, False) is None
