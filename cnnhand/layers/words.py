"""Sizes, strides, paddings and counts in words, said once for all layers."""

import re
from collections.abc import Iterable

from cnnhand.exact.shapes import Pair
from cnnhand.layers.base import Padding, Sliding
from cnnhand.page import say


def plural(count: int, noun: str) -> str:
    """A count with its noun: `1 filter`, `6 filters`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(words: Iterable[object]) -> str:
    """Words or numbers one after the other in a sentence: `−1, 2 and 3`."""
    *first, last = map(say, words)
    return f"{', '.join(first)} and {last}" if first else last


def size_text(size: Pair) -> str:
    """Width and height of a filter, and which is which where it matters: `3×3`, `3×2 (width × height)`."""
    return f"{size.across}×{size.down}" + (" (width × height)" if size.across != size.down else "")


ALONG = {
    r"(dilation \d+)×1": r"\1",
    r"(?: of)? (\d+)×1(?: \(width × height\)|(?!×))": r" of length \1",
    r" across and 1 down| left and right, 0 above and below|, 0 above, 0 below| a side(?= does it see)": "",
    r" Type the side, such as 7 for 7×7\.": "",
    r"is the output(.*), as width × height\?.*": r"is the output\1: how many steps?",
    "width × height × depth": "length × channels",
    "width and height": "the length",
    r"square, and (?=no )": "",
    "on every side": "at each end",
    "In which column": "At which step",
    "Columns count": "Steps count",
    "columns of zeros": "zeros",
    "How wide": "How long",
}
"""What is said of windows over images, and of those that slide along a sequence."""


def along_text(text: str) -> str:
    """What is said of an image for a sequence, without the direction in which nothing happens.

    >>> along_text("windows of 2×1 (width × height), stride 2 across and 1 down")
    'windows of length 2, stride 2'
    """
    for image, sequence in ALONG.items():
        text = re.sub(image, sequence, text)
    return text


def on_channels(depth: int | None) -> str:
    """How many channels a layer reads, where it says so."""
    return f" on {plural(depth, 'channel')}" if depth else ""


def stride_text(stride: Pair) -> str:
    """The stride, or both of them."""
    if stride.across == stride.down:
        return f"stride {stride.across}"
    return f"stride {stride.across} across and {stride.down} down"


def padding_text(padding: Padding) -> str:
    """The padding, or the word for it."""
    if isinstance(padding, str):
        return f"“{padding}” padding"
    left, right, top, bottom = padding
    if left == right == top == bottom:
        return f"padding {left}" if left else "no padding"
    if left == right and top == bottom:
        return f"padding {left} left and right, {top} above and below"
    return f"padding {left} left, {right} right, {top} above, {bottom} below"


def moves_text(layer: Sliding, padded: bool = True) -> str:
    """How a window moves: its stride, padding and dilation."""
    words = [stride_text(layer.stride)]
    words += [padding_text(layer.padding)] if padded or isinstance(layer.padding, str) or any(layer.padding) else []
    words += [f"dilation {layer.dilation}"] if layer.dilation != (1, 1) else []
    return ", ".join(words)
