"""An ONNX model -> a network, read with the format's own library: the optional extra `onnx`.

ONNX writes channels, rows, columns; pads are rows and columns before, then after.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

from cnnhand.errors import CnnhandError, ProblemFileError, reason
from cnnhand.exact.other_layers import (
    Activation,
    BatchNorm,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    LocalResponseNorm,
    SamePadding,
    TransposedConv,
)
from cnnhand.exact.shapes import Conv, Layer, Pair, Pool, Rounding, Sides, Window
from cnnhand.exact.stack import Join
from cnnhand.exact.values import Volume
from cnnhand.graph import Graph
from cnnhand.network import Described

INSTALL = "reading an ONNX model needs the library of that format: pip install 'cnnhand[onnx]'"

MOST_AXES = 8
UNCHANGED = ("Identity", "Cast", "Add", "Mul", "Sub", "Div")

Shapes: TypeAlias = dict[str, tuple[int, ...]]
"""The sizes of the weights, by name."""

ACTIVATIONS = {
    "Relu": "relu",
    "LeakyRelu": "leaky-relu",
    "Elu": "elu",
    "Selu": "selu",
    "Gelu": "gelu",
    "Sigmoid": "sigmoid",
    "HardSigmoid": "hard-sigmoid",
    "HardSwish": "hard-swish",
    "Softplus": "softplus",
    "Tanh": "tanh",
    "Softmax": "softmax",
    "LogSoftmax": "softmax",
}
JOINS = {"Add": Join.ADD, "Sum": Join.ADD, "Mul": Join.MULTIPLY, "Concat": Join.CONCAT}


def read(path: Path, rounding: Rounding | None = None) -> Described:
    """The network in a file; `ProblemFileError` where it cannot be used or the library is not there."""
    try:
        import onnx
    except ImportError:
        raise ProblemFileError(f"{path}: {INSTALL}") from None
    try:
        # the weights may stand in another file, and only their sizes are wanted
        graph: Any = onnx.load(str(path), load_external_data=False).graph
    except OSError as error:
        raise ProblemFileError(f"{path}: cannot be read: {reason(error)}") from None
    except Exception:  # the library's decoder raises errors of its own that share no base
        raise ProblemFileError(f"{path}: not an ONNX model") from None
    try:
        return _Reader(str(path), graph).described(graph.name or path.stem, rounding or Rounding.FLOOR)
    except ProblemFileError:
        raise
    except CnnhandError as error:
        raise ProblemFileError(f"{path}: {error}") from None


class _Reader:
    """Goes through the nodes of an ONNX graph, which stand in the order of their work."""

    def __init__(self, file: str, onnx: Any) -> None:
        self.graph = Graph(file)
        self.onnx = onnx
        self.shapes: Shapes = {}
        self.values: dict[str, list[int]] = {}
        for tensor in onnx.initializer:
            self._constant(tensor.name, tensor)

    def described(self, title: str, rounding: Rounding) -> Described:
        """The network with its rows."""
        for given in self.onnx.input:
            if given.name not in self.shapes:
                self.graph.start(given.name, self._volume(given))
        for node in self.onnx.node:
            self._node(node)
        return self.graph.described(title, rounding)

    def _constant(self, name: str, tensor: Any) -> None:
        """Keep a constant's size, and its numbers where they are the few whole ones of a shape or of axes."""
        from onnx import TensorProto, numpy_helper

        self.shapes[name] = tuple(tensor.dims)
        if tensor.data_type == TensorProto.INT64 and _cells(self.shapes[name]) <= MOST_AXES:
            self.values[name] = [int(number) for number in numpy_helper.to_array(tensor).flatten()]

    def _volume(self, given: Any) -> Volume:
        sides = [side.dim_value for side in given.type.tensor_type.shape.dim][1:]
        if len(sides) not in (1, 3) or min(sides) < 1:
            raise self.graph.fail(f"the input {given.name!r} has no fixed size of channels, rows and columns")
        return Volume(sides[2], sides[1], sides[0]) if len(sides) == 3 else Volume(1, 1, sides[0])

    def _node(self, node: Any) -> None:
        """Put one node into the graph; what has only constants behind it is a constant."""
        sources = [name for name in node.input if name in self.graph.numbers]
        output = node.output[0]
        if not sources:
            if "value" in _attributes(node):
                self._constant(output, _attributes(node)["value"])
        elif node.op_type in JOINS and len(sources) > 1:
            if node.op_type == "Concat" and _attributes(node)["axis"] not in (1, -3):
                raise self.graph.fail(f"{_name(node)} does not stack channels")
            self.graph.add(output, JOINS[node.op_type], sources)
        elif node.op_type in UNCHANGED:
            self._with_constant(node, sources[0])
        elif node.op_type in _MAKERS:
            weights = [self.shapes.get(name, ()) for name in node.input[1:]]
            self.graph.add(output, _MAKERS[node.op_type](self, node, weights), sources[:1])
        elif node.op_type in ACTIVATIONS:
            self.graph.add(output, Activation(ACTIVATIONS[node.op_type]), sources[:1])
        else:
            raise self.graph.fail(f"{_name(node)} is a {node.op_type}, which has no counterpart here")

    def _with_constant(self, node: Any, source: str) -> None:
        """A sum or product with one number changes no size; one number a neuron after a dense layer is its biases."""
        cells = max((_cells(self.shapes[name]) for name in node.input if name in self.shapes), default=1)
        if cells > 1:
            number = self.graph.number(source)
            made = self.graph.nodes[number - 1].layer if number else None
            if node.op_type != "Add" or not isinstance(made, Dense) or made.bias or made.neurons != cells:
                raise self.graph.fail(f"{_name(node)} has {cells} trained numbers that no layer here has")
            self.graph.nodes[number - 1] = self.graph.nodes[number - 1]._replace(layer=Dense(cells))
        self.graph.same(node.output[0], source)

    # ---- the layers: each takes the node and the sizes of its weights

    def window(self, node: Any, size: Sequence[int]) -> Window:
        """How the window of a node moves."""
        values = _attributes(node)
        top, left, bottom, right = values.get("pads", (0, 0, 0, 0))
        return Window.of(
            _pair(size),
            _pair(values.get("strides", (1, 1))),
            Sides(left, right, top, bottom),
            _pair(values.get("dilations", (1, 1))),
        )

    def conv(self, node: Any, weights: Sequence[tuple[int, ...]]) -> Layer:
        """Weights of K×D/groups×rows×columns, and the biases."""
        filters, _, *size = self._kernel(node, weights)
        made = Conv(filters, self.window(node, size), _attributes(node).get("group", 1), len(weights) > 1)
        return self._padded(node, made)

    def transposed(self, node: Any, weights: Sequence[tuple[int, ...]]) -> Layer:
        """Weights of D×K/groups×rows×columns."""
        values = _attributes(node)
        _, filters, *size = self._kernel(node, weights)
        groups = values.get("group", 1)
        extra = _pair(values.get("output_padding", (0, 0)))
        if values.get("auto_pad", b"NOTSET") not in (b"NOTSET", b"VALID") or "output_shape" in values:
            raise self.graph.fail(f"{_name(node)} says its size in a way that has no counterpart here")
        return TransposedConv(filters * groups, self.window(node, size), groups, len(weights) > 1, extra)

    def _kernel(self, node: Any, weights: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        if not weights or len(weights[0]) != 4:
            raise self.graph.fail(f"{_name(node)} is not a convolution of rows and columns with weights in the file")
        return weights[0]

    def pool(self, node: Any, _: Sequence[tuple[int, ...]]) -> Layer:
        """The rounding of a pool is its own; rounding up is not kept here."""
        values = _attributes(node)
        how = {"MaxPool": "max", "AveragePool": "average", "LpPool": "l2"}[node.op_type]
        if values.get("ceil_mode"):
            raise self.graph.fail(f"{_name(node)} rounds up; write a network file with `rounding: ceil`")
        return self._padded(node, Pool(how, self.window(node, values["kernel_shape"])))

    def _padded(self, node: Any, layer: Conv | Pool) -> Layer:
        """`SAME_UPPER` is the usual `same`; `SAME_LOWER` has the odd zero first."""
        how = _attributes(node).get("auto_pad", b"NOTSET")
        if how == b"SAME_LOWER":
            raise self.graph.fail(f"{_name(node)} pads SAME_LOWER, which has no counterpart here")
        return SamePadding(layer) if how == b"SAME_UPPER" else layer

    def dense(self, node: Any, weights: Sequence[tuple[int, ...]]) -> Layer:
        """Weights of inputs×neurons, or neurons×inputs where they are turned."""
        if not weights or len(weights[0]) != 2:
            raise self.graph.fail(f"{_name(node)} has no weights in the file")
        turned = _attributes(node).get("transB", 0)
        return Dense(weights[0][0 if turned else 1], len(weights) > 1)

    def dropout(self, node: Any, _: Sequence[tuple[int, ...]]) -> Layer:
        """The share is a constant input in newer versions, and not read."""
        rate = _attributes(node).get("ratio")
        return Dropout(None if rate is None else Fraction(str(round(rate, 6))))

    def reshape(self, node: Any, weights: Sequence[tuple[int, ...]]) -> Layer:
        """Into a vector, as before a classifier: a shape of two numbers, the batch and the rest."""
        if weights[:1] != [(2,)]:
            raise self.graph.fail(f"{_name(node)} makes something else than a vector, which has no counterpart here")
        return Flatten()

    def mean(self, node: Any, _: Sequence[tuple[int, ...]]) -> Layer:
        """The mean over rows and columns, as some exporters write global average pooling."""
        axes = _attributes(node).get("axes") or self.values.get("".join(node.input[1:2]), [])
        if sorted(axis % 4 for axis in axes) != [2, 3]:
            raise self.graph.fail(f"{_name(node)} takes the mean over other axes than rows and columns")
        return GlobalPool("average")


_MAKERS: dict[str, Callable[[_Reader, Any, Sequence[tuple[int, ...]]], Layer]] = {
    "Conv": _Reader.conv,
    "ConvTranspose": _Reader.transposed,
    "MaxPool": _Reader.pool,
    "AveragePool": _Reader.pool,
    "LpPool": _Reader.pool,
    "GlobalMaxPool": lambda reader, node, _: GlobalPool("max"),
    "GlobalAveragePool": lambda reader, node, _: GlobalPool("average"),
    "ReduceMean": _Reader.mean,
    "Flatten": lambda reader, node, _: Flatten(),
    "Reshape": _Reader.reshape,
    "Squeeze": lambda reader, node, _: Flatten(),
    "Gemm": _Reader.dense,
    "MatMul": _Reader.dense,
    "BatchNormalization": lambda reader, node, _: BatchNorm(),
    "LRN": lambda reader, node, _: LocalResponseNorm(_attributes(node)["size"]),
    "Dropout": _Reader.dropout,
    "Clip": lambda reader, node, _: Activation("relu6"),  # what clipping is for in the networks of today
}


def _attributes(node: Any) -> dict[str, Any]:
    """The attributes of a node by name."""
    from onnx import helper

    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}


def _name(node: Any) -> str:
    return repr(node.name or node.output[0])


def _pair(value: Sequence[int]) -> Pair:
    """ONNX says rows before columns."""
    return Pair(value[1], value[0])


def _cells(shape: tuple[int, ...]) -> int:
    cells = 1
    for side in shape:
        cells *= side
    return cells
