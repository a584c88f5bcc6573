"""Layers written in short, as `layers/notation.py` reads them."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
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
    kind = type(layer)
    options = {name: getattr(layer, name) for name in kind.options()}
    text, brackets = layer.name, ""
    for option, before in zip(kind.numbers, ("", "-"), strict=True):
        if option and not usual(layer, option) and "," not in short_option(options[option]):
            text += before + short_option(options[option])
    for option, value in options.items():
        if option in kind.numbers or option in NUMBERS or usual(layer, option):
            continue
        word = next((word for word, said in OPTION_WORDS.items() if said == (option, value)), None)
        sign = next((sign for sign, said in OPTION_SIGNS.items() if said == option), None)
        if word:
            text += f"-{word}"
        elif sign and "," not in short_option(value):
            if sign == "d" and (f"{text}d" in SPELLINGS or f"{text}d" in ONE_WAY):
                text += f"/{short_option(options['stride'])}"  # maxpool2d5 is a MaxPool2d of 5, conv1d2 of sequences
            text += sign + short_option(value)
        else:
            brackets += f" ({option} {short_option(value)})"
    return text + brackets


def short_open(name: str, options: Mapping[str, Any], asked: tuple[str, ...]) -> str:
    """A layer in short with a ? for each option that is asked.

    >>> short_open("conv", {"stride": Pair(2, 2)}, ("size", "filters"))
    'conv?-?/2'
    """
    words = {said: f"-{word}" for word, said in OPTION_WORDS.items()}
    signs = {option: sign for sign, option in reversed(OPTION_SIGNS.items())}
    said = {option: short_option(value) for option, value in options.items()} | dict.fromkeys(asked, "?")
    first, second = LAYERS[name].numbers
    text = name + said.pop(first, "") + (f"-{said.pop(second)}" if second in said else "")
    return text + "".join(
        words.get((option, options.get(option))) or signs[option] + value for option, value in said.items()
    )


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
            return ", ".join(map(str, value))
        case Fraction():
            return f"{float(value):g}"
    return str(value)
