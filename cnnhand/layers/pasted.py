"""A layer pasted from PyTorch or Keras: `nn.Conv2d(3, 64, kernel_size=3)`, `Conv2D(64, (3, 3))`, `Dense(10)`.

Tuples are in the order of both, (height, width). What changes no size and no number that is asked here, such as
`inplace` or an activation of Keras, is read and left out; an argument that would change something and is not known is
refused by its name.
"""

import ast
import inspect
import re
from collections.abc import Callable
from math import prod
from operator import add, floordiv, mul, sub
from typing import Any

from cnnhand.errors import GivenError, meant, shown
from cnnhand.layers.elsewhere import OPTION_NAMES_ELSEWHERE
from cnnhand.layers.signatures import SIGNATURES, Signature
from cnnhand.layers.volume_notation import pair, whole

STRAIGHT = str.maketrans("‘’“”\xa0", "''\"\" ")
"""The quotes of a word processor and the blanks of a web page, as they are typed in code."""
PADDING_WORDS = ("same", "valid")
_LEFT_OUT = r"name|dtype|device|trainable|(batch_)?input_(shape|dim)|\w+_(initializer|regularizer|constraint)"
"""What any layer may say, and no size or count depends on."""


def pasted(text: str) -> tuple[str, dict[str, Any], bool]:
    """The name of a pasted layer, its options as the short form says them, and whether it slides along a sequence.

    >>> pasted("nn.MaxPool2d((3, 5), stride=2)")
    ('maxpool', {'size': '5x3', 'stride': '2'}, False)
    """
    name, given, named = _call(text)
    signature = SIGNATURES[name]
    here, options = signature.name, _fixed(signature)
    for argument, value in _named(name, given, named).items():
        if value is None and argument.startswith(("stride", "max_value")):
            continue
        read = (_READ.get(argument) or _said)(value, argument, signature)
        for option in _SEVERAL.get(argument, (OPTION_NAMES_ELSEWHERE.get(argument, argument),)):
            options |= {} if read is None else {option: read}
    if options.get("places") in ("1", "1x1"):
        here, options = here.replace("adaptive", "global"), {}
    if here == "relu" and options:
        here, options = "relu6", {}
    if re.match("Conv.DT", name) and options.get("padding") != "same":  # Keras leaves no cell without a place
        size, stride = (pair(options.get(option, "1"), option) for option in ("size", "stride"))
        options["extra"] = "x".join(str(max(s - f, 0)) for s, f in zip(stride, size, strict=True))
    if name.startswith("AvgPool") and name.endswith("d") and options.get("padding", "0").strip("0x"):
        options.setdefault("count_padding", True)  # PyTorch counts the zeros in unless it is told not to
    _refuse_what_they_refuse(name, options)
    return here, options, signature.along


def _fixed(signature: Signature) -> dict[str, Any]:
    """The options that the name of a layer says."""
    said = (one[1:].split("=") for one in signature.arguments if one.startswith("+"))
    return {option: value == "True" or value for option, value in said}


def _refuse_what_they_refuse(name: str, options: dict[str, Any]) -> None:
    """Raise a `GivenError` for what the framework itself does not take, although it could be calculated."""
    padding, stride, size = (options.get(option, "") for option in ("padding", "stride", "size"))
    if re.search("(Conv|Pool).*D", name) and padding not in ("", *PADDING_WORDS):
        raise GivenError("padding", f"{name} of Keras takes padding='same' or 'valid', not {padding}")
    if re.search("Conv.*D", name) and stride.strip("1x") and options.get("dilation", "").strip("1x"):
        raise GivenError("dilation", f"{name} of Keras takes strides or dilation_rate, not both of them")
    if not name.endswith("d"):
        return
    if padding in PADDING_WORDS and name not in ("Conv2d", "Conv1d"):
        raise GivenError("padding", f"{name} of PyTorch takes a number as its padding, not {padding!r}")
    if padding == "same" and stride.strip("1x"):
        raise GivenError("padding", f"PyTorch takes padding='same' with stride 1 alone, not {stride}; say a number")
    if (
        "Pool" in name
        and padding
        and size
        and any(2 * p > f for p, f in zip(pair(padding, "", 0), pair(size, ""), strict=True))
    ):
        raise GivenError("padding", f"PyTorch takes at most half of the window {size} as its padding, not {padding}")


def _call(text: str) -> tuple[str, list[Any], dict[str, Any]]:
    """The name of a layer, and its arguments by position and by name."""
    bare = re.sub(r"^(torch\.|nn\.|tf\.|keras\.|layers\.)*", "", text.strip().translate(STRAIGHT))
    name = bare.partition("(")[0]
    if name not in SIGNATURES and name.lower().endswith("3d"):
        raise GivenError("layer", f"{name} slides over three directions; cnnhand knows images and sequences only")
    if name not in SIGNATURES:
        known = "convolutions, pools, fully connected layers, normalisation, activations, padding, upsampling"
        right = meant(name, SIGNATURES, f"known are {known}")
        raise GivenError("layer", f"{shown(text)!r} is no layer that can be pasted; {right}")
    try:
        read = ast.parse(bare, mode="eval").body
        if not isinstance(read, ast.Call) or not isinstance(read.func, ast.Name):
            raise GivenError("layer", f"{shown(text)!r}: nothing can stand behind the brackets of a layer")
        given = [_value(argument) for argument in read.args]
        return name, given, {keyword.arg or "**": _value(keyword.value) for keyword in read.keywords}
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise GivenError("layer", f"{shown(text)!r}: {getattr(error, 'msg', 'it cannot be read')}") from None


_ARITHMETIC: dict[type, Callable[[int, int], int]] = {ast.Mult: mul, ast.Add: add, ast.Sub: sub, ast.FloorDiv: floordiv}


def _value(node: ast.expr) -> Any:
    """What is written for an argument: also a product, `16 * 5 * 5`; as its text what is no number, `l2(0.01)`."""
    match node:
        case ast.Name(word):
            return word
        case ast.BinOp(left, operator, right) if type(operator) in _ARITHMETIC:
            sides = _value(left), _value(right)
            if all(isinstance(side, int) for side in sides) and (sides[1] or not isinstance(operator, ast.FloorDiv)):
                return _ARITHMETIC[type(operator)](*sides)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return ast.unparse(node)


def _named(name: str, given: list[Any], named: dict[str, Any]) -> dict[str, Any]:
    """Every argument that matters by its name, as Python would bind it."""
    said = [one.partition("=") for one in SIGNATURES[name].arguments if not one.startswith("+")]
    known = {names.lstrip("-").partition("|")[0]: (names, usual) for names, _, usual in said}
    other = {names.partition("|")[2]: argument for argument, (names, _) in known.items()}
    named = {other.get(key, key): value for key, value in named.items() if not re.fullmatch(_LEFT_OUT, key)}
    takes = inspect.Signature([inspect.Parameter(one, inspect.Parameter.POSITIONAL_OR_KEYWORD) for one in known])
    try:
        bound = takes.bind_partial(*given, **named).arguments
    except TypeError as error:
        raise GivenError("layer", f"{name}: {error}; what is read is {', '.join(known) or 'nothing'}") from None
    usual = {argument: int(number) for argument, (_, number) in known.items() if number}
    return {key: value for key, value in (usual | bound).items() if not known[key][0].startswith("-")}


# ---- what an argument says -------------------------------------------------------------------------------------------


def _said(value: Any, argument: str, signature: Signature) -> str:
    """A number as the short form says it, or two of (height, width), or the four sides of a layer that pads."""
    if argument == "padding" and str(value).lower() in PADDING_WORDS:
        return str(value).lower()
    numbers = value if isinstance(value, tuple | list) else (value,)
    pads = signature.name in ("pad", "crop")
    if pads and len(numbers) == 2 and all(isinstance(one, tuple | list) and len(one) == 2 for one in numbers):
        numbers = (*numbers[1], *numbers[0])  # Keras: (top, bottom), (left, right)
    if any(isinstance(number, bool) or not isinstance(number, int | float) for number in numbers):
        raise GivenError("layer", f"{argument} must be a number, or (height, width), not {shown(str(value))!r}")
    if argument == "scale_factor":
        numbers = [int(one) if isinstance(one, float) and one.is_integer() else one for one in numbers]  # a printed 2.0
    if pads and len(numbers) == (2 if signature.along else 4):
        return ":".join(map(str, (*numbers, 0, 0)[:4]))  # left, right, top, bottom
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


def _factors(value: Any, argument: str, signature: Signature) -> str:
    """The numbers of a shape that is normalised as a whole."""
    sides = value if isinstance(value, list | tuple) else [value]
    return str(prod(whole(_said(side, argument, signature), argument, 1) for side in sides))


def _highest(value: Any, argument: str, signature: Signature) -> Any:
    """The bound of a ReLU of Keras, which is 6 or none; where PyTorch says whether it works in place."""
    return None if isinstance(value, bool) else _only(6)(value, argument, signature) or True


def _shared(value: Any, *_: Any) -> None:
    if not value:
        raise GivenError("layer", "PReLU of Keras learns a slope a number; only shared_axes=[1, 2], a channel, is read")


def _not_the_size(value: Any, *_: Any) -> None:
    if value is not None:
        raise GivenError("layer", "size= says what comes out; say how many times each cell is taken: scale_factor=2")


_SEVERAL = {"affine": ("scale", "shift")}
"""The arguments that say more than one option."""
_READ: dict[str, Callable[[Any, str, Signature], Any]] = {
    **dict.fromkeys(("bias", "use_bias", "ceil_mode", "affine", "center", "scale", "track_running_stats"), _as_it_is),
    "elementwise_affine": _only(True),
    "elementwise_bias": _only(True),
    "norm_type": _only(2),
    "axis": _only(-1, 3),
    "padding_mode": _border,
    "start_dim": _only(1),
    "value": _only(0),
    "end_dim": _only(-1),
    "normalized_shape": _factors,
    "max_value": _highest,
    "size": _not_the_size,
    "shared_axes": _shared,
    "count_include_pad": lambda value, argument, signature: None if _as_it_is(value, argument, signature) else False,
}
"""How an argument is read that is no number."""
