"""What a node computes with and how much: its constants, each counted once, and its multiply-accumulates.

The conventions are those of the layers: each weight once at each place where it is used; additions, normalisation and
scales are no such work; what has no weights has none.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from math import prod
from typing import Any

from cnnhand.files.onnx.counterparts import Call
from cnnhand.files.onnx.scope import Constant, Maker, Scope
from cnnhand.files.onnx.tensors import DEFAULT, clean, operators, subgraphs
from cnnhand.layers.rows import Parameters


class Role(StrEnum):
    """What a number is counted as; not trained are running statistics, first states, and the scales of quantisation."""

    WEIGHTS = "weights"
    BIASES = "biases"
    UNTRAINED = "untrained"


_B, _U = Role.BIASES, Role.UNTRAINED


def _each(names: str, value: Any) -> dict[str, Any]:
    return dict.fromkeys(operators(names), value)


ROLES: dict[str, dict[int, Role]] = {
    **_each("Conv ConvTranspose Gemm LayerNormalization InstanceNormalization GroupNormalization", {2: _B}),
    **_each("BatchNormalization", {2: _B, 3: _U, 4: _U}),
    **_each("Add Sub Sum", {0: _B, 1: _B}),
    **_each("LSTM GRU RNN", {3: _B, 5: _U, 6: _U}),
    **_each("QuantizeLinear DequantizeLinear", {1: _U, 2: _U}),
    **_each("QLinearConv", {1: _U, 2: _U, 4: _U, 5: _U, 6: _U, 7: _U, 8: _B}),
    **_each("QLinearMatMul", {1: _U, 2: _U, 4: _U, 5: _U, 6: _U, 7: _U}),
    **_each("ConvInteger MatMulInteger", {2: _U, 3: _U}),
}
"""What the inputs of an operator are, by their place; weights where nothing is said."""

STEERING: dict[str, tuple[int, ...]] = {
    **_each("Reshape Squeeze Unsqueeze Expand Split Upsample CenterCropPad Gather GatherElements GatherND", (1,)),
    **_each("ScatterND ScatterElements Scatter TopK CumSum ReverseSequence AffineGrid Trilu SplitToSequence", (1,)),
    **_each("Equal Greater GreaterOrEqual Less LessOrEqual Loop And Or Xor", (0, 1)),
    **_each("Not If Where Compress Shape Size ConstantOfShape", (0,)),
    **_each("Clip Dropout Tile DFT MaxUnpool OneHot", (1, 2)),
    **_each("Pad Resize", (1, 2, 3)),
    **_each("LSTM GRU RNN", (4,)),
    **_each("Range", (0, 1, 2)),
    **_each("NonMaxSuppression", (2, 3, 4)),
    **_each("Slice", (1, 2, 3, 4)),
    **_each("STFT", (1, 3)),
}
"""The inputs that say shapes, axes, amounts and bounds."""

SCALING = operators(
    "Add Sub Sum Mul Div Pow Max Min PRelu Gather QuantizeLinear DequantizeLinear BatchNormalization Concat Where "
    "Mod LayerNormalization InstanceNormalization GroupNormalization RMSNormalization Expand Reshape"
)
"""Their numbers are added, scale what is there, are looked up or set beside it: nothing that is counted."""

FORMULAS = operators("Add Sub Sum Mul Div Pow Mod Where")
"""A number without axes among their inputs is one of a formula, as the 3 and the 6 of a hard swish; what is learned has
axes, also where it is one number."""

UNKNOWN = operators(
    "MatMul Einsum LSTM GRU RNN If Loop Scan Attention Conv ConvTranspose Gemm DeformConv QLinearConv ConvInteger "
    "QLinearMatMul MatMulInteger"
)
"""Their work is more than the weights in the file say."""


def _role(node: Any, place: int) -> Role | None:
    """What an input of a node is counted as; None where it only says how the node is to work."""
    if place in STEERING.get(node.op_type, ()) or (node.op_type.startswith("Reduce") and place == 1):
        return None
    return ROLES.get(node.op_type, {}).get(place, Role.WEIGHTS)


@dataclass(slots=True)
class Counted:
    """The numbers that a node computes with, and the rows that use some of them before it."""

    numbers: Counter[Role] = field(default_factory=Counter)
    names: defaultdict[Role, list[str]] = field(default_factory=lambda: defaultdict(list))
    shared: set[int] = field(default_factory=set)

    @property
    def parameters(self) -> Parameters:
        """What is counted of them for this row."""
        return Parameters(*(self.numbers[role] for role in Role))


class Tally:
    """Counts the constants of a model, row by row."""

    def __init__(self) -> None:
        self.owners: dict[Constant | Maker, int] = {}
        self.steered: set[Constant | Maker] = set()
        self.steering: Counter[str] = Counter()
        """How many numbers only steer, by the operator that they steer."""

    def of(self, names: Scope, node: Any, row: int) -> Counted:
        """What a node computes with, also in the graphs inside it."""
        counted = Counted()
        self._node(names, node, row, counted)
        return counted

    def _node(self, names: Scope, node: Any, row: int, counted: Counted) -> None:
        for place, name in enumerate(node.input):
            self._add(names.get(name), _role(node, place), node.op_type, row, counted)
        for graph in subgraphs(node):
            inner = names.inner(graph)
            for one in graph.node:
                if inner.reads(one):
                    self._node(inner, one, row, counted)

    def _add(self, one: Constant | Maker | None, role: Role | None, op: str, row: int, counted: Counted) -> None:
        """Count a constant, or those that it is made of; what only steers is listed, once."""
        waiting = [(one, role, op)]
        while waiting:
            one, role, op = waiting.pop()
            role = role if not isinstance(one, Constant) or _counts(one, op) else None
            if one is None or (one in self.steered and not role):
                continue
            if one in self.owners:
                counted.shared.update({self.owners[one]} - {row} if role else ())
                continue
            if role:
                self.owners[one] = row
            if isinstance(one, Constant) and role:
                counted.numbers[role] += one.numbers
                counted.names[role].append(clean(one.name, 24))
                continue
            if isinstance(one, Constant) and one not in self.steered:
                self.steering[op] += one.numbers
            self.steered.update([one] if isinstance(one, Constant) or not role else [])
            if isinstance(one, Maker):
                for place, part in enumerate(one.node.input):
                    own = role and _role(one.node, place)  # what is made of statistics is not trained
                    steers = one.node.op_type if role and one.node.op_type not in ("Cast", "Identity") else op
                    waiting.append((one.names.get(part), own and (_U if own is _U else role), steers))


def _counts(constant: Constant, op: str) -> bool:
    """Whether a constant is no number of a formula, and its type one of numbers that are computed with.

    These are real ones, or those of quantisation.
    """
    from onnx import TensorProto

    kinds = TensorProto.DataType
    if (constant.axes == 0 and op in FORMULAS) or (constant.numbers == 1 and op in ("Max", "Min")):
        return False
    if constant.kind in (kinds.INT64, kinds.UINT64, kinds.UINT32, kinds.BOOL, kinds.STRING):
        return False
    return constant.kind != kinds.INT32 or op.startswith("QLinear") or op.endswith(("Integer", "DequantizeLinear"))


def macs(node: Any, call: Call, counted: Parameters) -> int | None:
    """The weight multiply-accumulates of one example of an operator that is no layer here; None where not known."""
    weights = call.weights
    made = call.output.cells if call.output else None
    if made is not None and weights:
        match call.op:
            case "Conv" | "QLinearConv" | "ConvInteger":
                return prod(weights) * (made // weights[0]) if made % weights[0] == 0 else None
            case "ConvTranspose" if call.volumes[0] and call.volumes[0].cells % weights[0] == 0:
                return prod(weights) * (call.volumes[0].cells // weights[0])
            case "MatMul" | "QLinearMatMul" | "MatMulInteger" if len(weights) >= 2:
                return made * weights[-2]
            case "Gemm" if len(weights) == 2:
                return made * weights[1 if call.attributes.get("transB") else 0]
    if node.domain not in DEFAULT or call.op in UNKNOWN:
        return None
    return 0 if call.op in SCALING or not counted.total + counted.untrained else None
