"""A layer pasted from PyTorch or Keras: `nn.Conv2d(3, 64, kernel_size=3)`, `Conv2D(64, (3, 3))`, `Dense(10)`.

Tuples are in the order of both, (height, width). What changes no size and no number that is asked here, such as
`inplace` or an activation of Keras, is read and left out; an argument that would change something and is not known is
refused by its name.
"""

import ast
import inspect
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from cnnhand.errors import GivenError, meant, shown
from cnnhand.layers.elsewhere import OPTION_NAMES_ELSEWHERE

STRAIGHT = str.maketrans("‘’“”", "''\"\"")
"""The quotes of a word processor, as they are typed in code."""
PADDING_WORDS = ("same", "valid")


class Signature(NamedTuple):
    """What a layer of a framework is called here, its arguments in order, and whether it slides along a sequence.

    What stands behind `-` is read and left out.
    """

    name: str
    arguments: list[str]
    along: bool


_KERAS = "strides padding -data_format dilation_rate groups -activation use_bias -input_shape -name"
_KERAS += " -kernel_initializer -kernel_regularizer -bias_initializer"
_KERAS_POOL = "pool_size strides padding -data_format -input_shape -name"
_KNOWN = {
    "Conv2d Conv1d": "conv in_channels out_channels kernel_size stride padding dilation groups bias padding_mode",
    "ConvTranspose2d": "tconv in_channels out_channels kernel_size stride padding output_padding groups bias dilation",
    "MaxPool2d MaxPool1d": "maxpool kernel_size stride padding dilation -return_indices ceil_mode",
    "AvgPool2d AvgPool1d": "avgpool kernel_size stride padding ceil_mode count_include_pad",
    "AdaptiveAvgPool2d AdaptiveAvgPool1d": "global-avgpool output_size",
    "AdaptiveMaxPool2d": "global-maxpool output_size",
    "Linear": "fc in_features out_features bias",
    "Flatten": "flatten start_dim end_dim",
    "BatchNorm2d BatchNorm1d": "bn -num_features -eps -momentum affine -track_running_stats",
    "Dropout Dropout2d": "dropout p -inplace",
    "LocalResponseNorm": "lrn size -alpha -beta -k",
    "LeakyReLU": "leaky-relu negative_slope -inplace",
    "Softmax": "softmax -dim",
    "LogSoftmax": "log-softmax -dim",
    "ELU": "elu -alpha -inplace",
    "Hardsigmoid": "hard-sigmoid -inplace",
    "Upsample": "upsample -size scale_factor -mode -align_corners",
    "ReLU": "relu -inplace",
    "ReLU6": "relu6 -inplace",
    "SiLU": "silu -inplace",
    "SELU": "selu -inplace",
    "Hardswish": "hard-swish -inplace",
    **{name: name.lower() for name in ("Sigmoid", "Tanh", "GELU", "Softplus")},
    "Conv2D Conv1D": f"conv filters kernel_size {_KERAS}",
    "Conv2DTranspose": "tconv filters kernel_size strides padding -activation use_bias -input_shape -name",
    "UpSampling2D": "upsample size -data_format -interpolation",
    "DepthwiseConv2D": "dwconv kernel_size strides padding multiplier -data_format -activation use_bias",
    "MaxPooling2D MaxPooling1D": f"maxpool {_KERAS_POOL}",
    "AveragePooling2D AveragePooling1D": f"avgpool {_KERAS_POOL}",
    "GlobalAveragePooling2D": "global-avgpool -data_format -name",
    "GlobalMaxPooling2D": "global-maxpool -data_format -name",
    "Dense": "fc units -activation use_bias -input_shape -input_dim -name",
    "BatchNormalization": "bn -axis -momentum -epsilon center scale -name",
    "ZeroPad2d ZeroPadding2D": "pad padding",
}
SIGNATURES = {
    name: Signature(here, arguments, here in ("conv", "maxpool", "avgpool") and name.lower().endswith("1d"))
    for names, (here, *arguments) in ((names, said.split()) for names, said in _KNOWN.items())
    for name in names.split()
}
"""The layers of PyTorch and of Keras that are read, by their names there."""


def pasted(text: str) -> tuple[str, dict[str, Any], bool]:
    """The name of a pasted layer, its options as the short form says them, and whether it slides along a sequence.

    >>> pasted("nn.MaxPool2d((3, 5), stride=2)")
    ('maxpool', {'size': '5x3', 'stride': '2'}, False)
    """
    name, given, named = _call(text)
    signature = SIGNATURES[name]
    options: dict[str, Any] = {}
    for argument, value in _named(name, given, named).items():
        if f"-{argument}" in signature.arguments or (value is None and argument.startswith("stride")):
            continue
        read = (_READ.get(argument) or _said)(value, argument, signature)
        if read is not None:
            options[OPTION_NAMES_ELSEWHERE.get(argument, argument)] = read
    if signature.name == "lrn":
        options = {"channels": options["size"]}
    if signature.name.endswith("pool") and "pool_size" in signature.arguments:
        options.setdefault("size", "2")  # as Keras takes it
    if signature.name == "avgpool" and name.startswith("Avg") and options.get("padding", "0").strip("0x"):
        options.setdefault("count_padding", True)  # PyTorch counts the zeros in unless it is told not to
    return signature.name, options, signature.along


def _call(text: str) -> tuple[str, list[Any], dict[str, Any]]:
    """The name of a layer, and its arguments by position and by name."""
    bare = re.sub(r"^(torch\.|nn\.|tf\.|keras\.|layers\.)*", "", text.strip().translate(STRAIGHT))
    name = bare.partition("(")[0]
    if name not in SIGNATURES and name.lower().endswith("3d"):
        raise GivenError("layer", f"{name} slides over three directions; cnnhand knows images and sequences only")
    if name not in SIGNATURES:
        right = meant(name, SIGNATURES, "write it in short, such as conv3-64p1")
        raise GivenError("layer", f"{shown(text)!r} is no layer that can be pasted; {right}")
    try:
        read = ast.parse(bare, mode="eval").body
        assert isinstance(read, ast.Call) and isinstance(read.func, ast.Name)
        given = [_value(argument) for argument in read.args]
        named = {keyword.arg or "**": _value(keyword.value) for keyword in read.keywords}
    except (ValueError, SyntaxError, AssertionError, MemoryError, RecursionError):
        what = "must have numbers, products, tuples and names in its brackets, as in Conv2d(3, 64, kernel_size=3)"
        raise GivenError("layer", f"{shown(text)!r} {what}") from None
    return name, given, named


def _value(node: ast.expr) -> Any:
    """What is written for an argument: also a product, `16 * 5 * 5`, and a word, as in a printed `padding=same`."""
    match node:
        case ast.Name(word):
            return word
        case ast.BinOp(left, ast.Mult(), right):
            sides = _value(left), _value(right)
            if all(isinstance(side, int) for side in sides):
                return sides[0] * sides[1]
    return ast.literal_eval(node)


def _named(name: str, given: list[Any], named: dict[str, Any]) -> dict[str, Any]:
    """Every argument by its name, as Python would bind it."""
    known = [argument.lstrip("-") for argument in SIGNATURES[name].arguments]
    takes = inspect.Signature([inspect.Parameter(one, inspect.Parameter.POSITIONAL_OR_KEYWORD) for one in known])
    try:
        return takes.bind_partial(*given, **named).arguments
    except TypeError as error:
        raise GivenError("layer", f"{name}: {error}; what is read is {', '.join(known) or 'nothing'}") from None


# ---- what an argument says -------------------------------------------------------------------------------------------


def _said(value: Any, argument: str, signature: Signature) -> str:
    """A number as the short form says it, or two of (height, width), or the four sides of a layer that pads."""
    if argument == "padding" and str(value).lower() in PADDING_WORDS:
        return str(value).lower()
    numbers = value if isinstance(value, tuple | list) else (value,)
    if any(isinstance(number, bool) or not isinstance(number, int | float) for number in numbers):
        raise GivenError("layer", f"{argument} must be a number, or (height, width), not {shown(str(value))!r}")
    numbers = [int(one) if isinstance(one, float) and one.is_integer() else one for one in numbers]  # a printed 2.0
    if signature.name == "pad" and len(numbers) == 4:
        return ":".join(map(str, numbers))  # left, right, top, bottom
    if not 1 <= len(numbers) <= (1 if signature.along else 2):
        raise GivenError("layer", f"{argument} must be one number or (height, width), not {shown(str(value))}")
    return "x".join(map(str, reversed(numbers)))


def _as_it_is(value: Any, argument: str, _: Signature) -> Any:
    if not isinstance(value, bool):
        raise GivenError("layer", f"{argument} must be True or False, not {shown(str(value))!r}")
    return value


def _only(*right: Any) -> Callable[[Any, str, Signature], None]:
    """For an argument that must stay as it usually is."""

    def read(value: Any, argument: str, _: Signature) -> None:
        if value not in right:
            raise GivenError("layer", f"{argument}={shown(str(value))} is not read here; only {right[0]} is")

    return read


def _border(value: Any, argument: str, _: Signature) -> str | None:
    borders = {"zeros": None, "replicate": "copy", "reflect": "mirror"}
    if not isinstance(value, str) or value not in borders:
        raise GivenError("layer", f"{argument} must be {', '.join(borders)}, not {shown(str(value))!r}")
    return borders[value]


_READ: dict[str, Callable[[Any, str, Signature], Any]] = {
    **dict.fromkeys(("bias", "use_bias", "ceil_mode"), _as_it_is),
    **dict.fromkeys(("affine", "center", "scale"), _only(True)),
    "padding_mode": _border,
    "output_size": _only(1, (1, 1)),
    "start_dim": _only(1),
    "end_dim": _only(-1),
    "count_include_pad": lambda value, argument, signature: None if _as_it_is(value, argument, signature) else False,
}
"""How an argument is read that is no number."""
