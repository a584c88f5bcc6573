"""A layer in short, as the VGG paper and exam papers write it: `conv11-96/4`, `maxpool3/2`, `CONV5-10`, `fc-10in256`.

One reader for the command line and for files. A `?` in the place of a number is left open: it is what is asked.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeAlias

from cnnhand.errors import GivenError, shown
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import InDecimals
from cnnhand.layers import conv, conv_variants, dense, pointwise, pool, resize, transposed
from cnnhand.layers.base import Layer
from cnnhand.layers.volume_notation import NO_LETTERS, pair, sides, whole

Options: TypeAlias = dict[str, Any]
"""What is said of a layer by the words of the mapping form: `{"filters": 96, "size": Pair(11, 11), "stride": …}`."""

LAYERS: dict[str, type[Layer]] = {
    layer.name: layer
    for module in (conv, conv_variants, transposed, pool, dense, pointwise, resize)
    for layer in module.LAYERS
}
"""Every layer by its name; a file of this folder lists its own."""
SPELLINGS: dict[str, str] = {spelling: name for name, layer in LAYERS.items() for spelling in (name, *layer.also)}
"""The name in `LAYERS` that each spelling stands for."""
ONE_WAY = {"conv1d": "conv", "maxpool1d": "maxpool", "avgpool1d": "avgpool", "maxpooling1d": "maxpool"}
"""Layers of sequences, which slide along the length alone."""


class Open(NamedTuple):
    """A layer some of whose options are left open: what stands there is what is asked."""

    name: str
    options: Options
    asked: tuple[str, ...]

    def filled(self, values: Mapping[str, Any]) -> Layer:
        """The layer with values in the places left open."""
        return build(self.name, {**self.options, **values})


def _padding(text: str) -> Sides | str:
    """The zeros on each side, or one of the words for them."""
    return text if text in ("same", "full") else Sides() if text == "valid" else sides(text)


def _rate(text: str) -> Fraction:
    """The share that dropout sets to zero."""
    if not re.fullmatch(r"0?\.[0-9]{1,20}|0", text):
        raise GivenError("rate", f"{text!r} is not a share from 0 to less than 1, such as 0.5")
    return InDecimals(text)


MOST_SEEING = 10_000
"""Filters of which each says what it sees."""


def _sees(text: str) -> tuple[int, ...]:
    """How many channels each of some filters sees: `6x3+9x4` are six that see 3, then nine that see 4."""
    if not all("x" in run for run in text.split("+")):
        raise GivenError(
            "sees", f"{text!r} does not say what each filter sees, as 6x3+9x4 does: 6 see 3 channels, 9 see 4"
        )
    runs = [pair(run, "sees") for run in text.split("+")]
    if sum(many for many, _ in runs) > MOST_SEEING:
        raise GivenError("sees", f"{text!r} has more than {MOST_SEEING:,} filters")
    return tuple(sees for many, each in runs for sees in [each] * many)


WHOLE = ("filters", "neurons", "groups", "multiplier", "channels", "depth", "slopes")
OPTIONS: dict[str, Callable[[str], Any]] = {
    **{name: partial(pair, key=name) for name in ("size", "stride", "dilation", "places")},
    **{name: partial(whole, key=name, least=1) for name in WHOLE},
    "extra": partial(pair, key="extra", least=0),
    "padding": _padding,
    "rate": _rate,
    "share": _rate,
    "sees": _sees,
}
"""The options of layers that one number or word can say, each with how it is read."""

OPTION_SIGNS = {
    "/": "stride",
    "p": "padding",
    "d": "dilation",
    "g": "groups",
    "m": "multiplier",
    "o": "extra",
    "in": "depth",
    "s": "stride",
    **{word: word for word in ("stride", "padding", "dilation", "groups")},
    "pad": "padding",
}
OPTION_WORDS: dict[str, tuple[str, Any]] = {
    "same": ("padding", "same"),
    "full": ("padding", "full"),
    "valid": ("padding", Sides()),
    "nobias": ("bias", False),
    "fixed": ("trained", False),
    "flip": ("flip", True),
    "copy": ("border", "copy"),
    "mirror": ("border", "mirror"),
    "count-padding": ("count_padding", True),
    "ceil": ("ceil", True),
}
LONGEST, LONGEST_PASTED = 80, 300
"""Characters of a layer in short, and of a pasted one; a long one says a number of many digits, or is none."""

_NUMBER = r"(?:\d+(?:x\d+|\.\d+|(?::\d+){3})?|\?)"
_SIGN = "|".join(sorted(map(re.escape, OPTION_SIGNS), key=len, reverse=True))
_NAME = "|".join(sorted([*SPELLINGS, *ONE_WAY], key=len, reverse=True))
_LAYER = re.compile(  # CONV-9-32: side, then filters
    rf"(?P<name>{_NAME})(?:-(?={_NUMBER}-{_NUMBER}))?(?P<first>{_NUMBER})?(?:-(?P<second>{_NUMBER}(?:\+{_NUMBER})*))?"
    rf"(?P<rest>(?:-?(?:{'|'.join(OPTION_WORDS)})|(?:{_SIGN}){_NUMBER})*)",
    re.ASCII,
)
_OPTION = re.compile(rf"({'|'.join(OPTION_WORDS)}|{_SIGN})({_NUMBER})?", re.ASCII)


def layer(text: str) -> Layer:
    """A layer in short: its name, size, a hyphen and filters, `/` stride, `p` padding, `d` dilation, `g` groups.

    >>> layer("conv11-96/4").filters
    96
    >>> layer("POOL-2").window.stride
    Pair(across=2, down=2)
    """
    read = read_layer(text)
    if isinstance(read, Open):
        raise GivenError("layer", f"{text!r}: a ? is for what is asked in a problem; here everything must be said")
    return read


@lru_cache(maxsize=1024)
def read_layer(text: str) -> "Layer | Open":
    """A layer in short, or one with a `?` in it.

    >>> read_layer("conv?/2").asked
    ('size',)
    """
    if len(text) > (LONGEST_PASTED if "(" in text else LONGEST):
        raise GivenError("layer", f"{shown(text[:LONGEST])!r}… is too long for a layer")
    if "(" in text:
        from cnnhand.layers.pasted import pasted

        name, options, along = pasted(text)
    else:
        name, parts, along = _split(text)
        options = _options(name, parts, text)
    asked = tuple(option for option, value in options.items() if value == "?")
    known = {
        option: OPTIONS[option](value) if isinstance(value, str) and option in OPTIONS else value
        for option, value in options.items()
        if value != "?"
    }
    if along:
        known = along_a_sequence(known)
    if asked:
        return Open(name, known, asked)
    return build(name, known, text)


def slides_along(text: str) -> bool:
    """Whether layers are those of a sequence, because one of them is written so: then `128x9` is length × channels.

    >>> slides_along("conv1d3-64 relu"), slides_along("conv3-64")
    (True, False)
    """
    moves, norm = "(conv|pool|pooling|transpose|pad|padding|sampling)1d", "norm1d(?!.*(linear|flatten|2d))"
    return bool(re.search(f"{moves}|^((?!linear|flatten|2d).)*{norm}", text.lower(), re.DOTALL))


def order_of(text: str) -> str:
    """The order of tuples beside layers as Keras writes them, or none that is known.

    >>> order_of("Conv1D(16, 5)"), order_of("Conv1d(1, 16, 5)")
    ('channels-last', '')
    """
    if "channels_first" in text:
        return "channels-first"
    return "channels-last" if re.search(r"[a-z][12]D(Transpose)?\(", text) else ""


def along_a_sequence(options: Options) -> Options:
    """The options of a layer that slides along the length alone."""
    along = dict(options)
    for option, value in options.items():
        if isinstance(value, Pair):
            along[option] = Pair(value.across, 0 if option == "extra" else 1)
        elif isinstance(value, Sides):
            along[option] = Sides(value.left, value.right, 0, 0)
    return along


def _options(name: str, parts: "re.Match[str]", text: str) -> Options:
    """What is said of a layer, as text, by its option."""
    kind, options = LAYERS[name], Options()
    known = kind.options()

    def say(option: str, value: Any, sign: str) -> None:
        if option not in known:
            raise GivenError("layer", f"{text!r}: {_not_said(kind, option, sign)}")
        if option in options:
            raise GivenError("layer", f"{text!r} says the same thing twice")
        options[option] = value

    first, second = parts["first"], parts["second"]
    said = {"first": first, "second": second}
    numbers = dict(zip(("first", "second"), kind.numbers, strict=True))
    for place, other in (("first", "second"), ("second", "first")):
        if number := said[place]:
            option = numbers[place] or ("" if said[other] else numbers[other])  # fc4096 and pool-2 are read too
            say(option, number, number)
    for sign, value in _OPTION.findall(parts["rest"]):
        say(*(OPTION_SIGNS[sign], value) if sign in OPTION_SIGNS else OPTION_WORDS[sign], sign + value)
    return options


def build(name: str, options: Options, text: str = "") -> Layer:
    """A layer by its name and its options; `GivenError` where one is missing that must be said."""
    kind = LAYERS[name]
    for option, default in kind.options().items():
        if option not in options and default is MISSING:
            raise GivenError(option, f"{text!r} {_missing(kind, option)}" if text else f"{name} needs its {option}")
    if options.get("padding") in ("same", "full") and not (kind.same or name == "pad"):
        raise GivenError("padding", f"{name} cannot be padded by a word; say its padding as a number")
    return kind(**options)


def named(word: str) -> str | None:
    """The name in `LAYERS` that a word stands for, however it is spelled, or None.

    >>> named("MaxPooling2D")
    'maxpool'
    """
    return SPELLINGS.get(word.lower().replace("_", "-"))


def _split(text: str) -> "tuple[str, re.Match[str], bool]":
    """A layer's name, its numbers and options, and whether it slides along a sequence."""
    plain = _plain(text)
    if match := _LAYER.fullmatch(plain):
        return {**SPELLINGS, **ONE_WAY}[match["name"]], match, match["name"] in ONE_WAY
    if re.match(r"(conv|maxpool|avgpool)(ing)?3d", plain):
        raise GivenError("layer", f"{text!r} slides over three directions; cnnhand knows images and sequences only")
    if re.fullmatch("[a-z]+[0-9]*-?[A-Z]([-/p].*)?", text):
        raise GivenError("layer", f"{text!r}: {NO_LETTERS}")
    near, looks = nearest(text), "one looks like conv11-96/4, conv3-64p1 or maxpool3/2"
    right = f"did you mean {near}?" if near and not plain.startswith(near) else looks
    raise GivenError("layer", f"{text!r} is not a layer; {right}")


def _plain(text: str) -> str:
    return text.replace("×", "x").lower().replace("_", "-").replace("no-bias", "nobias").removeprefix("nn.")


def nearest(text: str) -> str | None:
    """The name of a layer, as it is spelled somewhere, that what was typed is probably meant for.

    >>> nearest("conf3-64"), nearest("CONV3"), nearest("stem")
    ('conv', 'conv', None)
    """
    word = re.match(r"[a-z]+(-[a-z]+)*", _plain(text))
    near = get_close_matches(word[0], SPELLINGS, 1) if word else []
    return near[0] if near else None


def _not_said(kind: type[Layer], option: str, sign: str) -> str:
    """Why a layer does not take what was said of it."""
    known = list(kind.options())
    if "pool" in kind.name and option in ("", "filters", "groups"):
        return "a pooling layer has no filters; it keeps the depth"
    if kind.name == "dwconv" and option in ("", "groups"):
        return "a depthwise convolution has a filter for each channel of its input; leave out " + sign
    takes = f"{kind.name} takes {', '.join(known)}" if known else f"{kind.name} takes none"
    return f"there is no {option or 'place for'} {sign} here; {takes}" if not option else f"it has no {option}; {takes}"


def _missing(kind: type[Layer], option: str) -> str:
    """What a layer does not say, with an example that does."""
    what = {
        "size": "its size",
        "neurons": "how many neurons",
        "padding": "how many rows and columns",
        "places": "into how many",
    }
    return f"does not say {what.get(option, f'its {option}')}; write {kind.example}, for one"
