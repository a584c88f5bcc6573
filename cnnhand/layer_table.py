"""The one table of layers: their names and spellings, and the options by which each is said.

The short form of `notation.py`, the mapping form of problem files and what is written to files all come from it. A
layer is added here by one entry: what makes it, whose parameters are its options.
"""

from collections.abc import Callable
from functools import cache
from inspect import Parameter, signature
from typing import Any, Literal, NamedTuple, TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import (
    Activation,
    BatchNorm,
    Crop,
    Dense,
    Depthwise,
    Dropout,
    Flatten,
    GlobalPool,
    LocalResponseNorm,
    Pad,
    PartialConv,
    SamePadding,
    Subsample,
    TransposedConv,
    Upsample,
)
from cnnhand.exact.shapes import Conv, Layer, Pair, Pool, Sides, Window

Options: TypeAlias = dict[str, Any]
"""What is said of a layer by the words of the mapping form: `{"filters": 96, "size": Pair(11, 11), "stride": …}`."""

Padding: TypeAlias = Sides | Literal["same"]
ONE, NONE = Pair(1, 1), Sides()


def _window(size: Pair, stride: Pair, padding: Padding, dilation: Pair) -> Window:
    return Window.of(size, stride, NONE if padding == "same" else padding, dilation)


def _padded(layer: Conv | Pool | Depthwise, padding: Padding) -> Layer:
    return SamePadding(layer) if padding == "same" else layer


def _conv(
    filters: int,
    size: Pair,
    stride: Pair = ONE,
    padding: Padding = NONE,
    dilation: Pair = ONE,
    groups: int = 1,
    bias: bool = True,
) -> Layer:
    return _padded(Conv(filters, _window(size, stride, padding, dilation), groups, bias), padding)


def _depthwise(
    size: Pair,
    stride: Pair = ONE,
    padding: Padding = NONE,
    dilation: Pair = ONE,
    multiplier: int = 1,
    bias: bool = True,
) -> Layer:
    return _padded(Depthwise(_window(size, stride, padding, dilation), multiplier, bias), padding)


def _transposed(
    filters: int,
    size: Pair,
    stride: Pair = ONE,
    padding: Sides = NONE,
    dilation: Pair = ONE,
    groups: int = 1,
    bias: bool = True,
    extra: Pair = Pair(0, 0),
) -> Layer:
    return TransposedConv(filters, _window(size, stride, padding, dilation), groups, bias, extra)


def _partial(
    sees: tuple[int, ...],
    size: Pair,
    stride: Pair = ONE,
    padding: Sides = NONE,
    dilation: Pair = ONE,
    bias: bool = True,
) -> Layer:
    return PartialConv(sees, _window(size, stride, padding, dilation), bias)


def _subsample(size: Pair, stride: Pair | None = None, padding: Sides = NONE, dilation: Pair = ONE) -> Layer:
    return Subsample(_window(size, stride or size, padding, dilation))


def _pool(how: str) -> Callable[..., Layer]:
    def make(size: Pair, stride: Pair | None = None, padding: Padding = NONE, dilation: Pair = ONE) -> Layer:
        return _padded(Pool(how, _window(size, stride or size, padding, dilation)), padding)

    return make


def _always(layer: Layer) -> Callable[[], Layer]:
    return lambda: layer


class Spec(NamedTuple):
    """A layer of the notation: what makes it out of its options, and how it is written in short."""

    make: Callable[..., Layer]
    also: tuple[str, ...] = ()
    """Other spellings of its name, of exam papers and frameworks."""
    numbers: tuple[str, str] = ("", "")
    """What the number right after the name says in the short form, and what the one after a hyphen says."""
    example: str = ""
    same: bool = False
    """Whether its padding can be the one that keeps ⌈W/S⌉ columns."""

    @property
    def options(self) -> dict[str, bool]:
        """Its options in order, each with whether it must be said."""
        return _options(self.make)


@cache
def _options(make: Callable[..., Layer]) -> dict[str, bool]:
    return {name: parameter.default is Parameter.empty for name, parameter in signature(make).parameters.items()}


SPECS: dict[str, Spec] = {
    "conv": Spec(_conv, ("conv2d", "convolution"), ("size", "filters"), "conv3-96", same=True),
    "dwconv": Spec(_depthwise, ("depthwise", "depthwise-conv", "depthwiseconv2d"), ("size", ""), "dwconv3", same=True),
    "tconv": Spec(
        _transposed,
        ("transposed-conv", "deconv", "upconv", "convtranspose", "convtranspose2d", "conv2dtranspose"),
        ("size", "filters"),
        "tconv2-64/2",
    ),
    "partial-conv": Spec(_partial, (), ("size", "")),
    "maxpool": Spec(
        _pool("max"), ("pool", "max-pool", "maxpool2d", "maxpooling2d"), ("size", ""), "maxpool2", same=True
    ),
    "avgpool": Spec(
        _pool("average"),
        ("avg-pool", "average-pool", "avgpool2d", "averagepooling2d"),
        ("size", ""),
        "avgpool2",
        same=True,
    ),
    "l2pool": Spec(_pool("l2"), ("l2-pool",), ("size", ""), "l2pool2", same=True),
    "subsample": Spec(_subsample, (), ("size", ""), "subsample2"),
    "global-maxpool": Spec(_always(GlobalPool("max")), ("gmp", "globalmaxpool", "globalmaxpooling2d")),
    "global-avgpool": Spec(
        _always(GlobalPool("average")), ("gap", "globalavgpool", "global-average-pool", "globalaveragepooling2d")
    ),
    "flatten": Spec(Flatten),
    "fc": Spec(Dense, ("dense", "linear", "fully-connected"), ("", "neurons"), "fc-4096"),
    "bn": Spec(BatchNorm, ("batchnorm", "batch-norm", "batchnorm2d", "batchnormalization")),
    "lrn": Spec(LocalResponseNorm, ("local-response-norm", "localresponsenorm"), ("channels", "")),
    "dropout": Spec(Dropout, (), ("", "rate")),
    "pad": Spec(Pad, ("zero-pad", "zeropad", "zeropad2d", "zeropadding2d"), ("padding", ""), "pad1"),
    "crop": Spec(Crop, ("cropping2d",), ("padding", ""), "crop1"),
    "upsample": Spec(Upsample, ("upsampling2d",), ("size", ""), "upsample2"),
    "leaky-relu": Spec(_always(Activation("leaky-relu")), ("leakyrelu", "lrelu")),
    "silu": Spec(_always(Activation("silu")), ("swish",)),
    "hard-swish": Spec(_always(Activation("hard-swish")), ("hardswish", "hswish", "h-swish")),
    "hard-sigmoid": Spec(_always(Activation("hard-sigmoid")), ("hardsigmoid",)),
    "softmax": Spec(_always(Activation("softmax")), ("soft-max",)),
    **{
        name: Spec(_always(Activation(name)))
        for name in ("relu", "relu6", "elu", "selu", "gelu", "sigmoid", "softplus", "tanh")
    },
}
"""Every layer by its name."""

SPELLINGS: dict[str, str] = {spelling: name for name, spec in SPECS.items() for spelling in (name, *spec.also)}
"""The name in `SPECS` that each spelling stands for."""


def named(word: str) -> str | None:
    """The name in `SPECS` that a word stands for, however it is spelled, or None.

    >>> named("MaxPooling2D")
    'maxpool'
    """
    return SPELLINGS.get(word.lower().replace("_", "-"))


def build(name: str, options: Options) -> Layer:
    """A layer by its name in `SPECS` and its options; `GivenError` where one is missing that must be said."""
    spec = SPECS[name]
    for option, needed in spec.options.items():
        if needed and option not in options:
            raise GivenError(option, f"{name} needs its {option}")
    if options.get("padding") == "same" and not spec.same:
        raise GivenError("padding", f"{name} cannot be padded to the `same` size; say its padding as a number")
    return spec.make(**options)


def spelled(layer: Layer) -> tuple[str, Options]:
    """A layer's name in `SPECS` and its options, from which `build` makes it again.

    Stride and padding are always among them, the other options where they are not as usual.
    """
    if isinstance(layer, SamePadding):
        name, options = spelled(layer.layer)
        return name, {**options, "padding": "same"}
    name = _name(layer)
    window = getattr(layer, "window", None)
    holder = layer if window is None else window
    options = {
        option: getattr(layer, option) if hasattr(layer, option) else getattr(holder, option)
        for option in SPECS[name].options
    }
    return name, {
        option: value
        for option, value in options.items()
        if option in ("stride", "padding") or not usual(name, options, option)
    }


def usual(name: str, options: Options, option: str) -> bool:
    """Whether an option says what holds without it."""
    rest = {word: value for word, value in options.items() if word != option}
    return not SPECS[name].options[option] and build(name, rest) == build(name, options)


def _name(layer: Layer) -> str:
    """The name of a layer's record in `SPECS`."""
    match layer:
        case Pool(how):
            return {"max": "maxpool", "average": "avgpool"}.get(how, "l2pool")
        case GlobalPool(how):
            return "global-maxpool" if how == "max" else "global-avgpool"
        case Activation(name):
            return name
    makers: dict[type[Layer], str] = {
        Conv: "conv",
        Depthwise: "dwconv",
        TransposedConv: "tconv",
        PartialConv: "partial-conv",
        Subsample: "subsample",
    }
    return makers.get(type(layer)) or next(name for name, spec in SPECS.items() if spec.make is type(layer))
