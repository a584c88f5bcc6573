"""What the kinds that ask about a layer's sizes share: the layer in words, and its letters."""

from collections.abc import Iterable
from math import ceil

from cnnhand.exact.other_layers import BatchNorm, Dense, Depthwise, SamePadding
from cnnhand.exact.shapes import Axis, Conv, Pair, Pool, Rounding, Sides, Window, Windowed, output_side, unrounded_side
from cnnhand.exact.values import Volume
from cnnhand.page import say

Counted = Conv | Pool | SamePadding | Depthwise | Dense | BatchNorm
"""The layers whose parameters are asked for."""

POOLING = {"max": "max pooling", "average": "average pooling", "l2": "L2 pooling"}

ROUNDING = {
    Rounding.EXACT: "If the stride does not divide, the layer does not fit.",
    Rounding.FLOOR: "If the stride does not divide, round down.",
    Rounding.CEIL: "If the stride does not divide, round up: a last, partly filled window counts.",
}


def beyond_text(windows: Iterable[Window], rounding: Rounding) -> str:
    """Which window does not count, where rounding up could add one that finds nothing; it begins with a space."""
    could = any(window.padded or any(axis.stride > axis.reach for axis in window) for window in windows)
    return " A window that would start beyond the input does not count." if could and rounding is Rounding.CEIL else ""


def plural(count: int, noun: str) -> str:
    """A count with its noun: `1 filter`, `6 filters`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(words: Iterable[object]) -> str:
    """Words or numbers one after the other in a sentence: `−1, 2 and 3`."""
    *first, last = map(say, words)
    return f"{', '.join(first)} and {last}" if first else last


def size_text(size: Pair) -> str:
    """Width and height of a filter, always both: `3×3`."""
    return f"{size.across}×{size.down}"


def named_size(size: Pair) -> str:
    """The same, with which is which where it matters: `3×2 (width × height)`."""
    return size_text(size) + (" (width × height)" if size.across != size.down else "")


def padding_text(padding: Sides) -> str:
    """Zeros per side in words."""
    left, right, top, bottom = padding
    if left == right == top == bottom:
        return f"padding {left} on every side" if left else "no padding"
    if left == right and top == bottom:
        return f"padding {left} left and right, {top} above and below"
    return f"padding {left} left, {right} right, {top} above, {bottom} below"


def stride_text(stride: Pair) -> str:
    """The stride, or both of them in words."""
    if stride.across == stride.down:
        return f"stride {stride.across}"
    return f"stride {stride.across} across and {stride.down} down"


def moves_text(window: Window, same: bool = False) -> str:
    """Stride, padding (or that it is "same") and dilation in words."""
    words = f"{stride_text(window.stride)}, {'“same” padding' if same else padding_text(window.padding)}"
    if window.dilation != (1, 1):
        words += f", dilation {window.dilation}"
    return words


def layer_text(layer: Windowed, same: bool = False) -> str:
    """A layer in words, its filters or its window first; `same` says so of its padding."""
    window = layer.window
    size = named_size(window.size)
    if isinstance(layer, Conv):
        groups = f" in {layer.groups} groups" if layer.groups > 1 else ""
        name = f"a convolution with {plural(layer.filters, 'filter')} of {size}{groups}"
    else:
        name = f"{POOLING[layer.how]} with windows of {size}"
    return f"{name}, {moves_text(window, same)}"


def layer_letters(volume: Volume, layer: Windowed) -> dict[str, object]:
    """The layer's givens by the field's letters; where the two directions differ, those of the width."""
    axis = layer.window.across
    return {
        **dict(zip("WHD", volume, strict=True)),
        "F": axis.filter,
        "S": axis.stride,
        "P": axis.before,
        "d": axis.dilation,
        "K": layer.filters if isinstance(layer, Conv) else say(volume.depth),
    }


def side_text(side: int, axis: Axis, rounding: Rounding = Rounding.FLOOR) -> str:
    """The arithmetic of an output side on one line: `(7 − 3 + 2)/2 + 1`, rounded where it has to be.

    Where rounding up would add a window that starts beyond the input, this one is taken off again.
    """
    quotient = f"({side} − {axis.reach} + {axis.before + axis.after})/{axis.stride}"
    if axis.span(side) % axis.stride:
        quotient = f"⌊{quotient}⌋" if rounding is Rounding.FLOOR else f"⌈{quotient}⌉"
    left_out = rounding is Rounding.CEIL and output_side(side, axis, rounding) != ceil(unrounded_side(side, axis))
    return f"{quotient} + 1{' − 1' if left_out else ''}"


def input_text(volume: Volume) -> str:
    """The input in a sentence: a volume, or a vector where it has one row and one column."""
    if volume.width == volume.height == 1:
        return f"The input is a vector of {volume.depth} numbers."
    return f"The input is {volume} (width × height × depth)."


def counted_text(layer: Counted, same: bool = False) -> str:
    """A layer in words, with what is to be known of its parameters; `same` says so of its padding."""
    match layer:
        case SamePadding(padded):
            return counted_text(padded, same=True)
        case Depthwise(window, multiplier, bias):
            each = "one filter" if multiplier == 1 else f"{multiplier} filters"
            name = f"a depthwise convolution with {each} of {size_text(window.size)} a channel"
            return f"{name}, {moves_text(window, same)}, {_bias_text(bias, 'filter')}"
        case Dense(neurons, bias):
            name = f"a fully connected layer of {plural(neurons, 'neuron')}, each of which sees the whole input"
            return f"{name}, {_bias_text(bias, 'neuron')}"
        case BatchNorm():
            return "batch normalisation, which scales and shifts each channel"
        case Pool():
            return layer_text(layer, same)
    return f"{layer_text(layer, same)}, {_bias_text(layer.bias, 'filter')}"


def _bias_text(bias: bool, one: str) -> str:
    return f"with one bias a {one}" if bias else "without biases"
