"""Sizes, strides, paddings and kernels as people write them: `227x227x3`, `3x5`, `sobel-x`.

One reader for the command line and for problem files. Width comes before height, as in the volumes of the course.
The layers of a network are in `layers/notation.py`.
"""

import re
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Volume

MAX_WHOLE = 10**12
NO_LETTERS = "a letter stands where a number must; formulas in letters are not asked here"


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


def given(text: str, order: str = "", along: bool = False) -> tuple[Volume, str, int]:
    """What goes in, as far as it is given, the order of a tuple, and how many images: `227x227x3`, `45`, `(3, 7, 7)`.

    A tuple may have a batch in front. A sequence (`along`) has a length and channels, `128x9`. A `?` is a side that is
    not given.

    >>> print(given("(16, 3, 32, 32)")[0], given("227x227x3")[0])
    32×32×3 227×227×3
    """
    text = text.strip()
    if text.startswith(("(", "[", "torch.Size")):
        return _tuple(text, order, along)
    parts = [part.strip() for part in re.split("[x×*]", text.lower())]
    if len(parts) > 3:
        raise GivenError("input", f"{text} has {len(parts)} sides; cnnhand knows images and sequences, and nothing 3-D")
    if any(re.fullmatch("[a-z]", part) for part in parts):
        raise GivenError("input", f"{text!r}: {NO_LETTERS}")
    if not any(part == "?" or part.lstrip("-").isdecimal() for part in parts):
        raise GivenError("input", f"{text!r} is not a volume; write width x height x depth, such as 227x227x3")
    numbers = [_side(part) for part in parts]
    if along:
        if len(numbers) == 3 and numbers[1] == 1:  # as it is shown
            return Volume(*numbers), "", 1
        if len(numbers) > 2:
            raise GivenError("input", f"{text!r}: a sequence has a length and channels, such as 128x9")
        return Volume(numbers[0], 1, numbers[1] if len(numbers) == 2 else None), "", 1  # type: ignore[arg-type]
    if len(numbers) == 3 and numbers[0] in (1, 3) and (numbers[0] or 0) < (numbers[1] or 0) == numbers[2]:
        what = f"is width × height × depth, {numbers[0]} wide; channels first are written ({', '.join(parts)})"
        raise GivenError("input", f"{text} {what}")
    return Volume(*numbers, *(None,) * (3 - len(numbers))), "", 1


def _side(text: str) -> Any:
    """A side, or None for one that is asked."""
    return None if text == "?" else whole(text, "input", 1)


def _tuple(text: str, order: str, along: bool) -> tuple[Volume, str, int]:
    """Channels first, as PyTorch writes it, unless it is said or asked; a batch may stand in front, None for any."""
    inside = re.sub(r"[^0-9,None?-]", "", text.replace("torch.Size", ""))
    words = [word for word in inside.split(",") if word]
    batch = 1
    if len(words) == (3 if along else 4):
        first, *words = words
        batch = whole(first, "batch", 1) if first.isdecimal() else 1
    if len(words) != (2 if along else 3):
        raise GivenError("input", f"{text!r}: a tuple is (channels, height, width), with a batch in front or without")
    numbers = [_side(word) for word in words]
    if along:
        length, channels = numbers if order == "channels-last" else numbers[::-1]
        return Volume(length, 1, channels), order or "channels-first", batch
    if not order and numbers[-1] in (1, 3) and numbers[0] not in (1, 3):
        what = "may be (height, width, channels); say `order: channels-last` or `order: channels-first`"
        raise GivenError("input", f"{text} {what}")
    if order == "channels-last":
        height, width, depth = numbers
    else:
        depth, height, width = numbers
    return Volume(width, height, depth), order or "channels-first", batch
