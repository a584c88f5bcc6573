"""The layer that an ONNX node is, where it is one of those here.

ONNX writes channels, rows, columns; pads are rows and columns before, then after. A sequence is a map of one row.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any, NamedTuple, TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import (
    Activation,
    BatchNorm,
    Crop,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    LocalResponseNorm,
    Pad,
    SamePadding,
    TransposedConv,
    Upsample,
)
from cnnhand.exact.shapes import Axis, Conv, Layer, Pair, Pool, Rounding, Sides, Window
from cnnhand.exact.stack import Join
from cnnhand.exact.values import Volume
from cnnhand.onnx_model.sizes import Folded, Shape, cells

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
}
JOINS = {"Add": Join.ADD, "Sum": Join.ADD, "Mul": Join.MULTIPLY, "Concat": Join.CONCAT}
WEIGHTS = {"Conv": 1, "ConvTranspose": 1, "Gemm": 1, "MatMul": 1, "QLinearConv": 3, "ConvInteger": 1}
WEIGHTS |= {"QLinearMatMul": 3, "MatMulInteger": 1}
"""Where the weights of a convolution or a product stand among its inputs."""


class Call(NamedTuple):
    """A node with the sizes of what it reads and makes, as far as they are known."""

    op: str
    attributes: dict[str, Any]
    data: tuple[bool, ...]
    """Which of its inputs are computed of the network's input; the others are constants."""
    shapes: tuple[Shape | None, ...]
    volumes: tuple[Volume | None, ...]
    """Those of the inputs that are data."""
    batched: bool
    """Whether the first axis of its first input is the network's batch, so that its volume is that of one example."""
    output: Volume | None
    output_shape: Shape | None
    values: Callable[[int], list[float] | None]
    """The numbers of a small constant input, by its place."""

    @property
    def weights(self) -> Sequence[int] | None:
        """The sizes of its constant weights."""
        place = WEIGHTS.get(self.op, len(self.data))
        if place >= len(self.data) or self.data[place] or cells(self.shapes[place]) is None:
            return None
        return [side for side in self.shapes[place] or () if side]

    def whole(self, name: str, usual: int) -> int:
        """An attribute that is one whole number."""
        value = self.attributes.get(name, usual)
        if not isinstance(value, int):
            raise GivenError(name, f"{name} is not a whole number")
        return value

    def wholes(self, name: str, usual: Sequence[int]) -> Sequence[int]:
        """An attribute that is some whole numbers, as many as are usual."""
        value = self.attributes.get(name) or usual
        if len(value) != len(usual) or not all(isinstance(number, int) for number in value):
            raise GivenError(name, f"{name} is not {len(usual)} whole numbers")
        return list(value)

    def has(self, place: int) -> bool:
        """Whether an input that may be left out is there."""
        return place < len(self.shapes) and self.shapes[place] is not None


Made: TypeAlias = tuple[Layer | Join, Rounding] | None


def counterpart(call: Call) -> Made:
    """The layer or join that a node is, with its rounding; None where it is none of those here."""
    try:
        layer = _layer(call)
    except GivenError:  # it says something that no layer here can
        return None
    ceil = call.op.endswith("Pool") and call.attributes.get("ceil_mode") == 1
    return None if layer is None else (layer, Rounding.CEIL if ceil else Rounding.FLOOR)


def _layer(call: Call) -> Layer | Join | None:
    if call.op in JOINS and len(call.data) > 1 and all(call.data):
        return _join(call)
    if sum(call.data) != 1 or not call.data[0] or not call.volumes or call.volumes[0] is None:
        return None
    if call.op in ACTIVATIONS:
        return Activation(ACTIVATIONS[call.op])
    if call.op not in ("Dropout", "Flatten", "Reshape") and (isinstance(call.volumes[0], Folded) or not call.batched):
        return None
    return _MAKERS[call.op](call, call.volumes[0]) if call.op in _MAKERS else None


def _join(call: Call) -> Join | None:
    """Branches that come together; stacking is along the channels, the axis behind the batch."""
    rank = len(call.output_shape or ())
    if call.op == "Concat" and (not rank or call.whole("axis", 1) % rank != 1):
        return None
    return JOINS[call.op]


# ---- windows ---------------------------------------------------------------------------------------------------------


def _window(call: Call, size: Sequence[int], volume: Volume) -> Window:
    """How the window of a node moves: along the length of a sequence, or along rows and columns."""
    axes = len(size)
    if axes not in (1, 2) or len(call.shapes[0] or ()) != axes + 2:
        raise GivenError("size", "only windows over sequences and over rows and columns are layers here")
    ones, pads = [1] * axes, call.wholes("pads", [0] * (2 * axes))
    strides, dilations = call.wholes("strides", ones), call.wholes("dilations", ones)
    if min(*size, *strides, *dilations) < 1 or min(pads) < 0:
        raise GivenError("size", "a window has a side, a stride and a dilation of 1 or more")
    sides = zip(size, strides, pads[:axes], pads[axes:], dilations, strict=True)
    *down, across = [Axis(*numbers) for numbers in sides]
    window = Window(across, down[0] if down else Axis(1))
    return _lower(window, volume) if call.attributes.get("auto_pad") == b"SAME_LOWER" else window


def _lower(window: Window, volume: Volume) -> Window:
    """`SAME_LOWER`: the padding that gives ⌈W/S⌉ columns, of which an odd one comes first."""

    def padded(axis: Axis, side: int) -> Axis:
        total = max(0, (-(-side // axis.stride) - 1) * axis.stride + axis.reach - side)
        return axis._replace(before=total - total // 2, after=total // 2)

    return Window(padded(window.across, volume.width), padded(window.down, volume.height))


def _padded(call: Call, layer: Conv | Pool) -> Layer:
    return SamePadding(layer) if call.attributes.get("auto_pad") == b"SAME_UPPER" else layer


def _conv(call: Call, volume: Volume) -> Layer | None:
    """Weights of K×D/groups×rows×columns, and the biases."""
    if call.weights is None or len(call.weights) < 3:
        return None
    filters, _, *size = call.weights
    bias = call.has(8 if call.op == "QLinearConv" else 2) and call.op != "ConvInteger"
    return _padded(call, Conv(filters, _window(call, size, volume), call.whole("group", 1), bias))


def _transposed(call: Call, volume: Volume) -> Layer | None:
    """Weights of D×K/groups×rows×columns; where the output's size is said, the padding is what gives it."""
    if call.weights is None or len(call.weights) < 3:
        return None
    _, filters, *size = call.weights
    window, groups = _window(call, size, volume), call.whole("group", 1)
    *down, across = call.wholes("output_padding", [0] * len(size))
    extra = Pair(across, down[0] if down else 0)
    upper = call.attributes.get("auto_pad") == b"SAME_UPPER"
    if call.attributes.get("auto_pad", b"NOTSET") not in (b"NOTSET", b"VALID") or "output_shape" in call.attributes:
        if call.output is None:
            return None
        axes = []
        for axis, side, more, out in zip(window, volume[:2], extra, call.output[:2], strict=True):
            total = (side - 1) * axis.stride + axis.reach + more - out
            less, rest = total // 2, total - total // 2
            axes.append(axis._replace(before=less if upper else rest, after=rest if upper else less))
        window = Window(*axes)
    return TransposedConv(filters * groups, window, groups, call.has(2), extra)


def _pool(call: Call, volume: Volume) -> Layer:
    how = {"MaxPool": "max", "AveragePool": "average", "LpPool": "l2"}[call.op]
    size = call.attributes.get("kernel_shape") or ()
    if call.op == "LpPool" and call.attributes.get("p", 2) != 2:
        raise GivenError("p", "only the norm of squares is a pool here")
    return _padded(call, Pool(how, _window(call, call.wholes("kernel_shape", [1] * len(size)), volume)))


def _mean(call: Call, _: Volume) -> Layer | None:
    """The mean or maximum over all places, as some exporters write global pooling."""
    rank = len(call.shapes[0] or ())
    axes = call.attributes.get("axes") or (call.values(1) if len(call.data) > 1 else None)
    if rank < 3 or not axes or sorted(int(axis) % rank for axis in axes) != list(range(2, rank)):
        return None
    return GlobalPool("max" if call.op == "ReduceMax" else "average")


# ---- the others ------------------------------------------------------------------------------------------------------


def _dense(call: Call, _: Volume) -> Layer | None:
    """Weights of inputs×neurons, or neurons×inputs where they are turned, on one vector an example."""
    if call.weights is None or len(call.weights) != 2 or len(call.shapes[0] or ()) != 2 or call.whole("transA", 0):
        return None
    bias = call.op == "Gemm" and call.has(2)
    return Dense(call.weights[0 if call.op == "Gemm" and call.whole("transB", 0) else 1], bias)


def _flatten(call: Call, volume: Volume) -> Layer | None:
    vector = len(call.output_shape or ()) == 2 and call.output == Volume(1, 1, volume.cells)
    return Flatten() if vector else None


def _dropout(call: Call, _: Volume) -> Layer:
    rate = call.attributes.get("ratio")
    values = call.values(1) if len(call.data) > 1 else None
    rate = values[0] if values else rate
    said = isinstance(rate, float) and isfinite(rate) and 0 <= rate < 1
    return Dropout(Fraction(str(round(rate, 6))) if said else None)  # type: ignore[arg-type]


def _clip(call: Call, _: Volume) -> Layer | None:
    """Clipping to 0 … 6 is the activation of that name."""
    low = call.values(1) if len(call.data) > 1 else [call.attributes.get("min")]
    high = call.values(2) if len(call.data) > 2 else [call.attributes.get("max")]
    return Activation("relu6") if (low, high) == ([0], [6]) else None


def _pad(call: Call, _: Volume) -> Layer | None:
    """Zeros around rows and columns, or these cut off."""
    pads = call.attributes.get("pads") or (call.values(1) if len(call.data) > 1 else None)
    zeros = (call.values(2) if call.has(2) else [call.attributes.get("value", 0)]) in ([0], None)
    plain = call.attributes.get("mode", b"constant") == b"constant" and zeros and not call.has(3)
    if not pads or not plain or len(call.shapes[0] or ()) != 4 or len(pads) != 8 or any((*pads[:2], *pads[4:6])):
        return None
    top, left, bottom, right = (int(pads[place]) for place in (2, 3, 6, 7))
    if min(top, left, bottom, right) >= 0:
        return Pad(Sides(left, right, top, bottom))
    return Crop(Sides(-left, -right, -top, -bottom)) if max(top, left, bottom, right) <= 0 else None


def _resize(call: Call, volume: Volume) -> Layer | None:
    """Every cell so many times, where the factors are whole."""
    if call.output is None or call.output.width % volume.width or call.output.height % volume.height:
        return None
    return Upsample(Pair(call.output.width // volume.width, call.output.height // volume.height))


_MAKERS: dict[str, Callable[[Call, Volume], Layer | None]] = {
    **dict.fromkeys(("Conv", "QLinearConv", "ConvInteger"), _conv),
    "ConvTranspose": _transposed,
    **dict.fromkeys(("MaxPool", "AveragePool", "LpPool"), _pool),
    "GlobalMaxPool": lambda call, volume: GlobalPool("max"),
    "GlobalAveragePool": lambda call, volume: GlobalPool("average"),
    **dict.fromkeys(("ReduceMean", "ReduceMax"), _mean),
    **dict.fromkeys(("Gemm", "MatMul", "QLinearMatMul", "MatMulInteger"), _dense),
    **dict.fromkeys(("Flatten", "Reshape", "Squeeze"), _flatten),
    "BatchNormalization": lambda call, volume: BatchNorm(),
    "LRN": lambda call, volume: LocalResponseNorm(call.whole("size", 1)),
    "Dropout": _dropout,
    "Clip": _clip,
    "Pad": _pad,
    **dict.fromkeys(("Resize", "Upsample"), _resize),
}
