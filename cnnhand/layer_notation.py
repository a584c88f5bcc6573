"""A layer in short, as the VGG paper and exam papers write it: `conv11-96/4`, `maxpool3/2`, `CONV5-10`, `FC-10`.

One reader for the command line and for problem files; the names and what each layer takes are in `layer_table.py`.
"""

import re
from collections.abc import Callable
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Layer, Pair, Sides
from cnnhand.layer_table import SPECS, SPELLINGS, Options, build
from cnnhand.notation import pair, sides, whole


def padding(text: str) -> Sides | str:
    """The zeros on each side, as `sides` reads them, or one of the two words for them."""
    return text if text == "same" else Sides() if text == "valid" else sides(text)


def rate(text: str) -> Fraction:
    """The share that dropout sets to zero."""
    if not re.fullmatch(r"0?\.[0-9]{1,20}|0", text):
        raise GivenError("rate", f"{text!r} is not a share from 0 to less than 1, such as 0.5")
    return Fraction(text)


OPTIONS: dict[str, Callable[[str], Any]] = {
    "size": lambda text: pair(text, "size"),
    "stride": lambda text: pair(text, "stride"),
    "padding": padding,
    "dilation": lambda text: pair(text, "dilation"),
    "extra": lambda text: pair(text, "extra", 0),
    **{
        name: lambda text, name=name: whole(text, name, 1)  # type: ignore[misc]  # mypy infers no lambda with defaults
        for name in ("filters", "neurons", "groups", "multiplier", "channels")
    },
    "rate": rate,
}
"""The options of layers that one number or word can say, each with how it is read."""

_SIGNS = {
    "/": "stride",
    "p": "padding",
    "d": "dilation",
    "g": "groups",
    "m": "multiplier",
    "o": "extra",
    "s": "stride",
}
_WORDS: dict[str, tuple[str, Any]] = {
    "same": ("padding", "same"),
    "valid": ("padding", Sides()),
    "nobias": ("bias", False),
    "fixed": ("trained", False),
}
LONGEST = 80
"""Characters of a layer in short; a long one says a number of many digits, or is none."""

_NUMBER = r"\d+(?:x\d+|\.\d+|(?::\d+){3})?"
_REST = re.compile(
    rf"(?P<first>{_NUMBER})?(?:-(?P<second>{_NUMBER}))?"
    rf"(?P<rest>(?:-?(?:{'|'.join(_WORDS)})|[{''.join(_SIGNS)}]\d+(?:x\d+|(?::\d+){{3}})?)*)",
    re.ASCII,
)
_OPTION = re.compile(rf"({'|'.join(_WORDS)}|[{''.join(_SIGNS)}])(\d+(?:x\d+|(?::\d+){{3}})?)?", re.ASCII)
_LONGEST_FIRST = sorted(SPELLINGS, key=len, reverse=True)


def words(text: str) -> list[str]:
    """The layers of a line, which stand apart by spaces, commas or arrows; what is behind a # is left out.

    >>> words("CONV5-10 → ReLU → POOL-2  # as in the paper")
    ['CONV5-10', 'ReLU', 'POOL-2']
    """
    return [word for word in re.split(r"[\s,;→]+|->", text.partition("#")[0]) if word]


@cache
def layer(text: str) -> Layer:
    """A layer in short: its name, size, a hyphen and filters, `/` stride, `p` padding, `d` dilation, `g` groups.

    >>> layer("conv11-96/4").filters
    96
    >>> layer("POOL-2").window.stride
    Pair(across=2, down=2)
    >>> layer("FC-10")
    Dense(neurons=10, bias=True, trained=True)
    """
    if len(text) > LONGEST:
        raise GivenError("layer", f"{text[:LONGEST]!r}… is too long for a layer")
    name, parts = _split(text)
    spec = SPECS[name]
    options: Options = {}

    def say(option: str, value: Any, sign: str) -> None:
        if option not in spec.options:
            raise GivenError("layer", f"{text!r}: {_not_said(name, option, sign)}")
        if option in options:
            raise GivenError("layer", f"{text!r} says the same thing twice")
        options[option] = value

    numbers = dict(zip(("first", "second"), spec.numbers, strict=True))
    for place, other in (("first", "second"), ("second", "first")):
        if number := parts[place]:
            option = numbers[place] or ("" if parts[other] else numbers[other])  # fc4096 and pool-2 are read too
            say(option, OPTIONS[option](number) if option else None, number)
    for sign, value in _OPTION.findall(parts["rest"]):
        option = _SIGNS.get(sign, "")
        say(*(option, OPTIONS[option](value)) if option else _WORDS[sign], sign + value)
    for option, needed in spec.options.items():
        if needed and option not in options:
            raise GivenError("layer", f"{text!r} {_missing(name, option, options)}")
    return build(name, options)


def _split(text: str) -> tuple[str, re.Match[str]]:
    """A layer's name, and its numbers and options."""
    plain = _plain(text)
    for spelling in _LONGEST_FIRST:
        if plain.startswith(spelling) and (match := _REST.fullmatch(plain, len(spelling))):
            return SPELLINGS[spelling], match
    near, looks = nearest(text), "one looks like conv11-96/4, conv3-64p1 or maxpool3/2"
    right = f"did you mean {near}?" if near and not plain.startswith(near) else looks
    raise GivenError("layer", f"{text!r} is not a layer; {right}")


def _plain(text: str) -> str:
    return text.replace("×", "x").lower().replace("_", "-").replace("no-bias", "nobias")


def nearest(text: str) -> str | None:
    """The name of a layer, as it is spelled somewhere, that what was typed is probably meant for.

    >>> nearest("conf3-64"), nearest("CONV3"), nearest("stem")
    ('conv', 'conv', None)
    """
    word = re.match(r"[a-z]+(-[a-z]+)*", _plain(text))
    near = get_close_matches(word[0], SPELLINGS, 1) if word else []
    return near[0] if near else None


def _not_said(name: str, option: str, sign: str) -> str:
    """Why a layer does not take what was said of it."""
    known = list(SPECS[name].options)
    if "pool" in name and option in ("", "filters", "groups"):
        return "a pooling layer has no filters; it keeps the depth"
    if name == "dwconv" and option in ("", "groups"):
        return "a depthwise convolution has a filter for each channel of its input; leave out " + sign
    takes = f"{name} takes {', '.join(known)}" if known else f"{name} takes none"
    return f"there is no {option or 'place for'} {sign} here; {takes}" if not option else f"it has no {option}; {takes}"


def _missing(name: str, option: str, options: Options) -> str:
    """What a layer does not say, with an example that does."""
    if not SPECS[name].example:
        return f"needs the mapping form, with its {option}, as in {{{name}: {{{option}: …}}}}"
    if option == "filters":
        return f"does not say how many filters: {name}{short_option(options.get('size', Pair(3, 3)))}-96 has 96"
    what = {"size": "its size", "neurons": "how many neurons", "padding": "how many rows and columns"}[option]
    return f"does not say {what}; write {SPECS[name].example}, for one"


def short_option(value: Any) -> str:
    """The value of an option as the short form says it, as far as it can.

    >>> short_option(Pair(3, 5)), short_option(Sides(1, 1, 2, 2)), short_option(Sides(0, 1, 0, 1))
    ('3x5', '1x2', '0:1:0:1')
    """
    match value:
        case Sides(left, right, top, bottom):
            pair = short_option(Pair(left, top))
            return pair if (left, top) == (right, bottom) else ":".join(map(str, value))
        case Pair(across, down):
            return str(across) if across == down else f"{across}x{down}"
        case tuple():
            return ", ".join(map(str, value))
        case Fraction():
            return f"{float(value):g}"
    return str(value)
