"""The weight multiply-accumulates of ONNX operators that are no layer here, as far as they are known.

The conventions are those of the layers: each weight once at each place where it is used; additions, normalisation and
scales are not counted; what has no weights has no such work.
"""

from math import prod
from typing import Any

from cnnhand.exact.shapes import Parameters
from cnnhand.onnx_model.graphs import DEFAULT
from cnnhand.onnx_model.layers import Call

SCALING = {
    "Add",
    "Sub",
    "Sum",
    "Mul",
    "Div",
    "Pow",
    "Max",
    "Min",
    "PRelu",
    "Gather",
    "QuantizeLinear",
    "DequantizeLinear",
}
SCALING |= {"BatchNormalization", "LayerNormalization", "InstanceNormalization", "GroupNormalization"}
SCALING |= {"RMSNormalization", "Concat", "Where", "Expand", "Reshape", "Mod"}
"""Their numbers are added, scale what is there, are looked up or set beside it: nothing that is counted."""

UNKNOWN = {"MatMul", "Einsum", "LSTM", "GRU", "RNN", "If", "Loop", "Scan", "Attention", "Conv", "ConvTranspose", "Gemm"}
UNKNOWN |= {"DeformConv", "QLinearConv", "ConvInteger", "QLinearMatMul", "MatMulInteger"}
"""Their work is more than the weights in the file say."""

POINTWISE = {
    "Abs",
    "Cast",
    "Ceil",
    "Clip",
    "CastLike",
    "Celu",
    "Erf",
    "Exp",
    "Floor",
    "Log",
    "Mish",
    "Neg",
    "Not",
    "PRelu",
}
POINTWISE |= {"Reciprocal", "Round", "Sign", "Softsign", "Sqrt", "Swish", "ThresholdedRelu", "Sin", "Cos", "Shrink"}
POINTWISE |= {"QuantizeLinear", "DequantizeLinear", "Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "LogSoftmax"}


def macs(node: Any, call: Call, counted: Parameters) -> int | None:
    """The weight multiply-accumulates of one example; None where they are not known."""
    weights = call.weights
    if call.output is not None and weights:
        match call.op:
            case "Conv" | "QLinearConv" | "ConvInteger":
                return (
                    prod(weights) * (call.output.cells // weights[0]) if call.output.cells % weights[0] == 0 else None
                )
            case "ConvTranspose" if call.volumes[:1] and call.volumes[0] and call.volumes[0].cells % weights[0] == 0:
                return prod(weights) * (call.volumes[0].cells // weights[0])
            case "MatMul" | "QLinearMatMul" | "MatMulInteger" if len(weights) >= 2:
                return call.output.cells * weights[-2]
            case "Gemm" if len(weights) == 2:
                return call.output.cells * weights[1 if call.attributes.get("transB") else 0]
    if node.domain not in DEFAULT or call.op in UNKNOWN:
        return None
    return 0 if call.op in SCALING or not counted.total + counted.untrained else None


def pointwise(node: Any) -> bool:
    """Whether an operator changes each number by itself, so that its cells see what the cells of its input see."""
    return node.op_type in POINTWISE and node.domain in DEFAULT
