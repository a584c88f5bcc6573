"""Which constants a node computes with, each counted once by its numbers, and which only steer it."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from cnnhand.exact.shapes import Parameters
from cnnhand.onnx_model.graphs import subgraphs
from cnnhand.onnx_model.names import clean
from cnnhand.onnx_model.scope import Constant, Scope


class Role(StrEnum):
    """What a number is counted as; not trained are running statistics, first states, and the scales of quantisation."""

    WEIGHTS = "weights"
    BIASES = "biases"
    UNTRAINED = "untrained"


_B, _U = Role.BIASES, Role.UNTRAINED

ROLES: dict[str, dict[int, Role]] = {
    **{key: {2: _B} for key in ("Conv", "ConvTranspose", "Gemm")},
    **{key: {2: _B} for key in ("LayerNormalization", "InstanceNormalization", "GroupNormalization")},
    "BatchNormalization": {2: _B, 3: _U, 4: _U},
    **{key: {0: _B, 1: _B} for key in ("Add", "Sub", "Sum")},
    **{key: {3: _B, 5: _U, 6: _U} for key in ("LSTM", "GRU", "RNN")},
    **{key: {1: _U, 2: _U} for key in ("QuantizeLinear", "DequantizeLinear")},
    "QLinearConv": {1: _U, 2: _U, 4: _U, 5: _U, 6: _U, 7: _U, 8: _B},
    "QLinearMatMul": {1: _U, 2: _U, 4: _U, 5: _U, 6: _U, 7: _U},
    **{key: {2: _U, 3: _U} for key in ("ConvInteger", "MatMulInteger")},
}
"""What the inputs of an operator are, by their place; weights where nothing is said."""

STEERING: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("Reshape", "Squeeze", "Unsqueeze", "Expand", "Split", "Upsample", "CenterCropPad"), (1,)),
    **dict.fromkeys(("Gather", "GatherElements", "GatherND", "ScatterND", "ScatterElements", "Scatter"), (1,)),
    **dict.fromkeys(("TopK", "CumSum", "ReverseSequence", "AffineGrid", "Trilu", "SplitToSequence"), (1,)),
    **dict.fromkeys(("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Loop"), (0, 1)),
    **dict.fromkeys(("And", "Or", "Xor"), (0, 1)),
    **dict.fromkeys(("Not", "If", "Where", "Compress", "Shape", "Size", "ConstantOfShape"), (0,)),
    **dict.fromkeys(("Clip", "Dropout", "Tile", "DFT", "MaxUnpool", "OneHot"), (1, 2)),
    **dict.fromkeys(("Pad", "Resize"), (1, 2, 3)),
    **dict.fromkeys(("LSTM", "GRU", "RNN"), (4,)),
    "Range": (0, 1, 2),
    "NonMaxSuppression": (2, 3, 4),
    "Slice": (1, 2, 3, 4),
    "STFT": (1, 3),
}
"""The inputs that say shapes, axes, amounts and bounds."""


def steers(node: Any, place: int) -> bool:
    """Whether an input of a node only says how it is to work."""
    return place in STEERING.get(node.op_type, ()) or (node.op_type.startswith("Reduce") and place == 1)


class Counted(NamedTuple):
    """The numbers that a node computes with, and the rows that use some of them before it."""

    numbers: Counter[Role]
    names: dict[Role, list[str]]
    shared: set[int]

    @property
    def parameters(self) -> Parameters:
        """What is counted of them for this row."""
        return Parameters(*(self.numbers[role] for role in Role))


class Count:
    """Counts the constants of a model, row by row."""

    def __init__(self) -> None:
        self.owners: dict[tuple[int, str], int] = {}
        self.steered: set[tuple[int, str]] = set()
        self.steering: Counter[str] = Counter()
        """How many numbers only steer, by the operator that they steer."""

    def of(self, scope: Scope, node: Any, row: int) -> Counted:
        """What a node computes with, also in the graphs inside it."""
        counted = Counted(Counter(), {role: [] for role in Role}, set())
        self._node(scope, node, row, counted)
        return counted

    def _node(self, scope: Scope, node: Any, row: int, counted: Counted) -> None:
        for place, name in enumerate(node.input):
            if name and not scope.is_data(name):
                if steers(node, place):
                    self._steer(scope, name, node.op_type)
                else:
                    role = ROLES.get(node.op_type, {}).get(place, Role.WEIGHTS)
                    self._add(scope, name, role, node.op_type, row, counted)
        for graph in subgraphs(node):
            inner = scope.inner(graph)
            for one in graph.node:
                if inner.reads(one):
                    self._node(inner, one, row, counted)

    def _add(self, scope: Scope, name: str, role: Role, op: str, row: int, counted: Counted) -> None:
        """Count a constant, or those that it is made of."""
        waiting = [(scope, name, role, op)]
        while waiting:
            scope, name, role, op = waiting.pop()
            home = scope.home(name)
            if home is None:
                continue
            key = home.number, name
            if key in self.owners:
                counted.shared.update({self.owners[key]} - {row})
                continue
            self.owners[key] = row
            if constant := home.constants.get(name):
                if _counts(constant, op):
                    counted.numbers[role] += constant.numbers
                    counted.names[role].append(clean(name, 24))
                elif key not in self.steered:
                    self.steered.add(key)
                    self.steering[op] += constant.numbers
            elif maker := home.makers.get(name):
                waiting += self._parts(home, maker, role)

    def _parts(self, scope: Scope, maker: Any, role: Role) -> Iterator[tuple[Scope, str, Role, str]]:
        """What a constant is made of, but for what steers that."""
        for place, name in enumerate(maker.input):
            if steers(maker, place):
                self._steer(scope, name, maker.op_type)
            elif name:
                own = ROLES.get(maker.op_type, {}).get(place)
                yield scope, name, _U if own is _U else role, maker.op_type

    def _steer(self, scope: Scope, name: str, op: str) -> None:
        """List what only steers, once."""
        waiting = [(scope, name)]
        while waiting:
            scope, name = waiting.pop()
            home = scope.home(name)
            key = (home.number, name) if home else (-1, name)
            if home is None or key in self.steered or key in self.owners:
                continue
            self.steered.add(key)
            if constant := home.constants.get(name):
                self.steering[op] += constant.numbers
            elif maker := home.makers.get(name):
                waiting += [(home, name) for name in maker.input if name]


def _counts(constant: Constant, op: str) -> bool:
    """Whether a constant's type is one of numbers that are computed with: real ones, or those of quantisation."""
    from onnx import TensorProto

    kinds = TensorProto.DataType
    if constant.type in (kinds.INT64, kinds.UINT64, kinds.UINT32, kinds.BOOL, kinds.STRING):
        return False
    return constant.type != kinds.INT32 or op.startswith("QLinear") or op.endswith(("Integer", "DequantizeLinear"))
