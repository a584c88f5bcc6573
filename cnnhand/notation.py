"""Sizes, strides, paddings and kernels as people write them: `227x227x3`, `3x5`, `sobel-x`.

One reader for the command line and for problem files. Width comes before height, as in the volumes of the course.
The layers of a network are in `layer_notation.py`.
"""

import re

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Volume

MAX_WHOLE = 10**12


def whole(text: str, key: str, least: int = 0) -> int:
    """A whole number as typed, from `least` to 10^12; `GivenError` otherwise."""
    if not re.fullmatch(r"-?[0-9]{1,40}", text):
        raise GivenError(key, f"{key} must be a whole number, not {text!r}")
    if not least <= int(text) <= MAX_WHOLE:
        raise GivenError(key, f"{key} must be from {least} to 10^12, not {text}")
    return int(text)


def pair(text: str, key: str, least: int = 1) -> Pair:
    """`3` for both directions, or `3x5` for 3 along the width and 5 along the height."""
    across, x, down = text.lower().replace("×", "x").partition("x")
    if not across or (x and not down):
        raise GivenError(key, f"{text!r} is neither one number nor two, such as 3 or 3x5")
    return Pair(whole(across, key, least), whole(down if x else across, key, least))


def sides(text: str) -> Sides:
    """`1` for all four sides, `1x2` for 1 left and right and 2 above and below, `0:1:0:1` for left:right:top:bottom."""
    if text.count(":") == 3:
        return Sides(*(whole(side, "padding") for side in text.split(":")))
    return Sides.around(*pair(text, "padding", 0))


def volume(text: str, key: str = "input") -> Volume:
    """`227x227x3`; a depth left out is 1."""
    parts = text.lower().replace("×", "x").split("x")
    if len(parts) not in (2, 3):
        raise GivenError(key, f"{text!r} is not a volume; write width x height x depth, such as 227x227x3")
    numbers = [whole(part.strip(), key, 1) for part in parts]
    return Volume(*numbers, *([1] if len(numbers) == 2 else []))
