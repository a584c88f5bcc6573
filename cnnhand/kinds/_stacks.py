"""What the kinds that ask about several layers share: how a stack is written down, and what may be carried on from."""

from collections.abc import Sequence

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Conv, Pool, Rounding, Window, Windowed
from cnnhand.exact.values import Value, Volume
from cnnhand.kinds import Level
from cnnhand.kinds._layers import POOLING, ROUNDING, beyond_text, layer_text, size_text
from cnnhand.page import Page, Text


def stack_text(layers: Sequence[Windowed]) -> Page:
    """The layers in words, a numbered line each."""
    return tuple(Text(f"  {number}. {layer_text(layer)}") for number, layer in enumerate(layers, 1))


def short_name(layer: Windowed) -> str:
    """A layer in a few words, for a label: `convolution 5×5`."""
    name = "convolution" if isinstance(layer, Conv) else POOLING[layer.how]
    return f"{name} {size_text(layer.window.size)}"


def rounding_text(layers: Sequence[Windowed], rounding: Rounding) -> str:
    """What becomes of a stride that does not divide, for a stack."""
    if rounding is Rounding.EXACT:
        return "Every stride divides."
    mixed = rounding is Rounding.CEIL and any(isinstance(layer, Conv) for layer in layers)
    beyond = beyond_text((layer.window for layer in layers if isinstance(layer, Pool)), rounding)
    return f"{ROUNDING[rounding]}{beyond}{' Convolutions round down.' if mixed else ''}"


def whole_volume(value: Value) -> Volume:
    """An answer to an earlier part as a volume that a layer can read; `GivenError` where it is none."""
    if not isinstance(value, Volume) or not all(isinstance(side, int) and side > 0 for side in value):
        raise GivenError("input", f"{value} is no volume that the next layer could read")
    return value


def whole_number(value: Value) -> int:
    """An answer to an earlier part as a count; `GivenError` where it is none."""
    if not isinstance(value, int) or value < 0:
        raise GivenError("input", f"{value} is no whole number that the next part could use")
    return value


def draw_stack(level: Level, dice: Dice) -> tuple[Volume, tuple[Windowed, ...]]:
    """A small convolutional network in which every stride divides, built from its last volume back to the image.

    Easy: a convolution and a pool. Medium: padding or a stride, and a second convolution. Hard: two of each.
    """
    layers: list[Windowed] = []
    for number in range({"easy": 2, "medium": 3, "hard": 4}[level]):
        if number % 2:
            layers.append(Pool(dice.choice(("max", "max", "average")), Window.square(2, 2)))
        else:
            filter = dice.choice((3, 5) if number or level == "easy" else (3, 5, 7))
            padding = 0 if level == "easy" else dice.integer(0 if number else 1, (filter - 1) // 2)
            stride = dice.integer(1, 2) if level != "easy" and not number else 1
            layers.append(Conv(dice.integer(2, 16), Window.square(filter, stride, padding)))
    width = dice.integer(3, 8 if level == "easy" else 6)
    height = width if level != "hard" else dice.integer(3, 6)
    for layer in reversed(layers):
        axis = layer.window.across
        width, height = ((side - 1) * axis.stride + axis.reach - 2 * axis.before for side in (width, height))
    return Volume(width, height, dice.choice((1, 3))), tuple(layers)
