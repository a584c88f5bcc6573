"""The layer that an ONNX node is, where it is one of those here.

ONNX writes channels, rows, columns; pads are rows and columns before, then after. A sequence is a map of one row.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import isfinite
from typing import Any, NamedTuple, TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Volume
from cnnhand.files.onnx.tensors import Folded, Shape, cells, operators
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.network import Join
from cnnhand.layers.notation import build, named
from cnnhand.layers.pointwise import BatchNorm, Dropout, LayerNorm, LeakyRelu, LocalResponseNorm, Prelu, Relu6
from cnnhand.layers.pool import AveragePool, GlobalAveragePool, GlobalMaxPool, L2Pool, MaxPool, Pool
from cnnhand.layers.resize import Pad, Upsample
from cnnhand.layers.transposed import TransposedConv

ACTIVATIONS = operators("Relu Elu Selu Gelu Sigmoid HardSigmoid HardSwish Softplus Tanh Softmax")
"""The operators whose names are spellings of a layer's."""
POOLS: dict[str, type[Pool]] = {"MaxPool": MaxPool, "AveragePool": AveragePool, "LpPool": L2Pool}
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
    constants: tuple[list[float] | None, ...]
    """The numbers of those of the inputs that are small constants."""

    @property
    def weights(self) -> Sequence[int] | None:
        """The sizes of its constant weights."""
        place = WEIGHTS.get(self.op, len(self.data))
        if place >= len(self.data) or self.data[place] or cells(self.shapes[place]) is None:
            return None
        return [side for side in self.shapes[place] or () if side]

    @property
    def rank(self) -> int:
        """How many axes its first input has."""
        return len(self.shapes[0] or ())

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

    def said(self, name: str, place: int) -> list[float] | None:
        """What an attribute says in old versions of the format, and a constant input in new ones."""
        value = self.attributes.get(name)
        found = self.constants[place] if place < len(self.data) else None
        return found or (value if isinstance(value, list) else None if value is None else [value])


def counterpart(call: Call) -> Layer | Join | None:
    """The layer or join that a node is; None where it is none of those here."""
    try:
        return _layer(call)
    except GivenError:  # it says something that no layer here can
        return None


def _layer(call: Call) -> Layer | Join | None:
    if call.op in JOINS and len(call.data) > 1 and all(call.data):
        along = not call.output_shape or call.whole("axis", 1) % len(call.output_shape)  # the axis behind the batch
        return None if call.op == "Concat" and along != 1 else JOINS[call.op]
    if sum(call.data) != 1 or not call.data[0] or not call.volumes or call.volumes[0] is None:
        return None
    if call.op in ACTIVATIONS:
        return build(named(call.op) or "", {})
    if call.op == "LeakyRelu":
        share = _share(call.attributes.get("alpha"))
        return LeakyRelu() if share is None else LeakyRelu(share=share)
    if call.op not in ("Dropout", "Flatten", "Reshape") and (isinstance(call.volumes[0], Folded) or not call.batched):
        return None
    return _MAKERS[call.op](call, call.volumes[0]) if call.op in _MAKERS else None


# ---- windows ---------------------------------------------------------------------------------------------------------

Options: TypeAlias = dict[str, Any]


def _window(call: Call, size: Sequence[int], volume: Volume) -> Options:
    """How the window of a node moves: along the length of a sequence, or along rows and columns."""
    axes = len(size)
    if axes not in (1, 2) or call.rank != axes + 2:
        raise GivenError("size", "only windows over sequences and over rows and columns are layers here")
    ones, pads = [1] * axes, call.wholes("pads", [0] * (2 * axes))
    strides, dilations = call.wholes("strides", ones), call.wholes("dilations", ones)
    if min(*size, *strides, *dilations) < 1 or min(pads) < 0:
        raise GivenError("size", "a window has a side, a stride and a dilation of 1 or more")
    window: Options = {"size": _pair(size), "stride": _pair(strides), "dilation": _pair(dilations)}
    match call.attributes.get("auto_pad"):
        case b"SAME_UPPER":
            return {**window, "padding": "same"}
        case b"SAME_LOWER":  # an odd zero comes first
            left, right, top, bottom = MaxPool(**window, padding="same").on(volume).padding
            return {**window, "padding": Sides(int(right), int(left), int(bottom), int(top))}
    before, after = _pair(pads[:axes], 0), _pair(pads[axes:], 0)
    return {**window, "padding": Sides(before.across, after.across, before.down, after.down)}


def _pair(numbers: Sequence[int], down: int = 1) -> Pair:
    """Numbers for rows and columns, or for a length alone, which has one row."""
    return Pair(numbers[-1], numbers[0] if len(numbers) > 1 else down)


def _conv(call: Call, volume: Volume) -> Layer | None:
    """Weights of K×D/groups×rows×columns, and the biases."""
    if call.weights is None or len(call.weights) < 3:
        return None
    filters, _, *size = call.weights
    bias = call.has(8 if call.op == "QLinearConv" else 2) and call.op != "ConvInteger"
    return Conv(filters=filters, groups=call.whole("group", 1), bias=bias, **_window(call, size, volume))


def _transposed(call: Call, volume: Volume) -> Layer | None:
    """Weights of D×K/groups×rows×columns; where the output's size is said, the padding is what gives it."""
    if call.weights is None or len(call.weights) < 3:
        return None
    _, filters, *size = call.weights
    groups, extra = call.whole("group", 1), _pair(call.wholes("output_padding", [0] * len(size)), 0)
    window, said = _window(call, size, volume), call.attributes.get("auto_pad", b"NOTSET")
    if said not in (b"NOTSET", b"VALID") or "output_shape" in call.attributes:
        if call.output is None:
            return None
        full = TransposedConv(**{**window, "padding": Sides()}, extra=extra, filters=1).output(volume)
        cut = [side - out for side, out in zip(full or (), call.output[:2], strict=False)]
        halves = [(total // 2, total - total // 2) for total in (max(0, more) for more in cut)]
        extra = Pair(*(own + max(0, -more) for own, more in zip(extra, cut, strict=True)))  # no copy reaches these
        across, down = halves if said == b"SAME_UPPER" else [pair[::-1] for pair in halves]
        window["padding"] = Sides(*across, *down)
    return TransposedConv(filters=filters * groups, groups=groups, bias=call.has(2), extra=extra, **window)


def _pool(call: Call, volume: Volume) -> Layer:
    if call.op == "LpPool" and call.attributes.get("p", 2) != 2:
        raise GivenError("p", "only the norm of squares is a pool here")
    size = call.attributes.get("kernel_shape") or ()
    options = _window(call, call.wholes("kernel_shape", [1] * len(size)), volume)
    options["ceil"] = call.whole("ceil_mode", 0) == 1
    if call.op == "AveragePool" and call.whole("count_include_pad", 0) and options["padding"] != Sides():
        options["count_padding"] = True
    return POOLS[call.op](**options)


def _mean(call: Call, _: Volume) -> Layer | None:
    """The mean or maximum over all places, as some exporters write global pooling."""
    axes, rank = call.said("axes", 1), call.rank
    if rank < 3 or not axes or sorted(int(axis) % rank for axis in axes) != list(range(2, rank)):
        return None
    return GlobalMaxPool() if call.op == "ReduceMax" else GlobalAveragePool()


# ---- the others ------------------------------------------------------------------------------------------------------


def _dense(call: Call, _: Volume) -> Layer | None:
    """Weights of inputs×neurons, or neurons×inputs where they are turned, on one vector an example."""
    if call.weights is None or len(call.weights) != 2 or call.rank != 2 or call.whole("transA", 0):
        return None
    turned = call.op == "Gemm" and call.whole("transB", 0)
    return Dense(neurons=call.weights[0 if turned else 1], bias=call.op == "Gemm" and call.has(2))


def _flatten(call: Call, volume: Volume) -> Layer | None:
    vector = len(call.output_shape or ()) == 2 and call.output == Volume(1, 1, volume.cells)
    return Flatten() if vector else None


def _layer_norm(call: Call, volume: Volume) -> Layer | None:
    """A scale and a shift for every number of an example."""
    whole = all(call.has(place) and cells(call.shapes[place]) == volume.cells for place in (1, 2))
    return LayerNorm() if whole else None


def _prelu(call: Call, volume: Volume) -> Layer | None:
    """A slope a channel."""
    return Prelu() if call.shapes[1] == (volume.depth, *[1] * (call.rank - 2)) else None


def _share(value: Any) -> Fraction | None:
    """A share that is said in binary, as it was meant; None where it is none."""
    return Fraction(str(round(value, 6))) if isinstance(value, float) and isfinite(value) and 0 <= value < 1 else None


def _clip(call: Call, _: Volume) -> Layer | None:
    """Clipping to 0 … 6 is the activation of that name."""
    return Relu6() if (call.said("min", 1), call.said("max", 2)) == ([0], [6]) else None


def _pad(call: Call, _: Volume) -> Layer | None:
    """Zeros around rows and columns."""
    pads, zeros = call.said("pads", 1), call.said("value", 2) in (None, [0])
    plain = call.attributes.get("mode", b"constant") == b"constant" and zeros and not call.has(3)
    if not pads or not plain or call.rank != 4 or len(pads) != 8 or any((*pads[:2], *pads[4:6])):
        return None
    top, left, bottom, right = (int(pads[place]) for place in (2, 3, 6, 7))
    return Pad(padding=Sides(left, right, top, bottom)) if min(top, left, bottom, right) >= 0 else None


def _resize(call: Call, volume: Volume) -> Layer | None:
    """Every cell so many times, where the factors are whole."""
    if call.output is None or call.output.width % volume.width or call.output.height % volume.height:
        return None
    return Upsample(size=Pair(call.output.width // volume.width, call.output.height // volume.height))


_MAKERS: dict[str, Callable[[Call, Volume], Layer | None]] = {
    **dict.fromkeys(("Conv", "QLinearConv", "ConvInteger"), _conv),
    "ConvTranspose": _transposed,
    **dict.fromkeys(POOLS, _pool),
    "GlobalMaxPool": lambda call, volume: GlobalMaxPool(),
    "GlobalAveragePool": lambda call, volume: GlobalAveragePool(),
    **dict.fromkeys(("ReduceMean", "ReduceMax"), _mean),
    **dict.fromkeys(("Gemm", "MatMul", "QLinearMatMul", "MatMulInteger"), _dense),
    **dict.fromkeys(("Flatten", "Reshape", "Squeeze"), _flatten),
    "BatchNormalization": lambda call, volume: BatchNorm(),
    "LayerNormalization": _layer_norm,
    "PRelu": _prelu,
    "LRN": lambda call, volume: LocalResponseNorm(channels=call.whole("size", 1)),
    "Dropout": lambda call, volume: Dropout(rate=_share(*(call.said("ratio", 1) or [-1.0])[:1])),
    "Clip": _clip,
    "Pad": _pad,
    **dict.fromkeys(("Resize", "Upsample"), _resize),
}
