"""Sizes, strides, paddings and layers as people write them: `227x227x3`, `3x5`, `conv11-96/4`, `sobel-x`.

One reader for the command line and for problem files. Width comes before height, as in the volumes of the course.
"""

import re

from cnnhand.errors import GivenError
from cnnhand.exact.kernels import KERNELS as KERNELS
from cnnhand.exact.shapes import Conv, Layer, Pair, Pool, Sides, Window
from cnnhand.exact.values import Volume

MAX_WHOLE = 10**12

POOLS = {"maxpool": "max", "avgpool": "average", "l2pool": "l2"}

_LAYER = re.compile(
    r"(?P<name>conv|maxpool|avgpool|l2pool)(?P<size>\d+(?:x\d+)?)(?:-(?P<filters>\d+))?"
    r"(?P<rest>(?:/\d+(?:x\d+)?|p\d+(?:x\d+)?|d\d+(?:x\d+)?|g\d+)*)",
    re.ASCII,
)
_OPTION = re.compile(r"([/pdg])(\d+(?:x\d+)?)", re.ASCII)


def whole(text: str, key: str, least: int = 0) -> int:
    """A whole number as typed, from `least` to 10^12; `GivenError` otherwise."""
    if not re.fullmatch(r"-?[0-9]{1,40}", text):
        raise GivenError(key, f"{text!r} is not a whole number")
    if not least <= int(text) <= MAX_WHOLE:
        raise GivenError(key, f"{key} must be from {least} to 10^12, not {text}")
    return int(text)


def pair(text: str, key: str, least: int = 1) -> Pair:
    """`3` for both directions, or `3x5` for 3 along the width and 5 along the height."""
    across, _, down = text.replace("×", "x").partition("x")
    return Pair(whole(across, key, least), whole(down or across, key, least))


def sides(text: str) -> Sides:
    """`1` for all four sides, or `1x2` for 1 left and right and 2 above and below."""
    across, down = pair(text, "padding", 0)
    return Sides(across, across, down, down)


def volume(text: str, key: str = "input") -> Volume:
    """`227x227x3`; a depth left out is 1."""
    numbers = [whole(part.strip(), key, 1) for part in text.replace("×", "x").split("x")]
    if len(numbers) not in (2, 3):
        raise GivenError(key, f"{text!r} is not a volume; write width x height x depth, such as 227x227x3")
    return Volume(*numbers, *([1] if len(numbers) == 2 else []))


def layer(text: str) -> Layer:
    """A convolution or pooling layer in short: kind, filter side, filters, `/` stride, `p` padding, `d` dilation.

    >>> layer("conv11-96/4").filters
    96
    >>> layer("maxpool3/2").window.stride
    Pair(across=2, down=2)
    """
    match = _LAYER.fullmatch(text.replace("×", "x").lower())
    if not match:
        raise GivenError("layer", f"{text!r} is not a layer; one looks like conv11-96/4, conv3-64p1 or maxpool3/2")
    found = _OPTION.findall(match["rest"])
    options: dict[str, str] = dict(found)
    if len(options) < len(found):
        raise GivenError("layer", f"{text!r} says the same thing twice")
    size = pair(side := str(match["size"]), "size")
    pooling = match["name"] in POOLS
    window = Window.of(
        size,
        pair(options.get("/", side if pooling else "1"), "stride"),
        sides(options.get("p", "0")),
        pair(options.get("d", "1"), "dilation"),
    )
    if pooling:
        if match["filters"] or "g" in options:
            raise GivenError("layer", f"{text!r}: a pooling layer has no filters; it keeps the depth")
        return Pool(POOLS[match["name"]], window)
    if not match["filters"]:
        raise GivenError("layer", f"{text!r} does not say how many filters: conv{side}-96 has 96")
    return Conv(whole(match["filters"], "filters", 1), window, whole(options.get("g", "1"), "groups", 1))
