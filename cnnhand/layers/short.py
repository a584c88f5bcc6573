"""Layers written in short, as `layers/notation.py` reads them."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from itertools import groupby
from typing import Any

from cnnhand.exact.shapes import Pair, Sides
from cnnhand.layers import pool
from cnnhand.layers.base import Layer
from cnnhand.layers.notation import LAYERS, ONE_WAY, OPTION_SIGNS, OPTION_WORDS, SPELLINGS


@cache
def short(layer: Layer) -> str:
    """A layer in short, as `layer` reads it; what the short form cannot say stands in brackets.

    >>> from cnnhand.layers.notation import layer
    >>> short(layer("Conv3-64p1"))
    'conv3-64p1'
    """
    said = [option for option in type(layer).options() if option not in (*NUMBERS, *layer.unsaid)]
    options = {option: getattr(layer, option) for option in said}
    return in_short(layer.name, {option: value for option, value in options.items() if not usual(layer, option)})


def in_short(name: str, options: Mapping[str, Any]) -> str:
    """What is said of a layer in short; an option that is asked is a ?.

    >>> in_short("conv", {"stride": Pair(2, 2), "size": "?", "filters": "?"})
    'conv?-?/2'
    """
    said = {option: short_option(value) for option, value in options.items()}
    first, second = (said.pop(option, "") for option in LAYERS[name].numbers)
    text = name + first + (f"-{second}" if second else "")
    brackets = ""
    for option, value in said.items():
        word = next((word for word, means in OPTION_WORDS.items() if means == (option, options[option])), None)
        sign = next((sign for sign, means in OPTION_SIGNS.items() if means == option), None)
        if word:
            text += f"-{word}"
        elif sign and "," not in value:
            if sign == "d" and (f"{text}d" in SPELLINGS or f"{text}d" in ONE_WAY):
                text += f"/{first}"  # maxpool2d5 is a MaxPool2d of 5, conv1d2 of sequences
            text += sign + value
        else:
            brackets += f" ({option} {value})"
    return text + brackets


NUMBERS = ("weights", "biases", "classes", "value")
"""The options that are the numbers of a layer, which its name leaves out."""


def usual(layer: Layer, option: str) -> bool:
    """Whether an option says what holds without it."""
    default = type(layer).options()[option]
    value = getattr(layer, option)
    return value == default or (option == "stride" and isinstance(layer, pool.Pool) and value == layer.size)


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
            return "+".join(f"{len(list(run))}x{sees}" for sees, run in groupby(value))
        case Fraction():
            return f"{float(value):g}"
    return str(value)
