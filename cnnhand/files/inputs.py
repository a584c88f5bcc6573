"""The input of a network: a volume as courses write it, a tuple in the order of the frameworks, or its numbers."""

import re
from pathlib import Path
from typing import NamedTuple

from cnnhand.errors import GivenError, shown
from cnnhand.exact.values import Grid, Volume
from cnnhand.files.grids import read_grid
from cnnhand.notation import whole
from cnnhand.yaml_tree import Fault, Node, Scalar, line_of, text_of

UNKNOWN = Volume(None, None, None)  # type: ignore[arg-type]  # a side that is not given is None
ORDERS = ("channels-first", "channels-last")


class Input(NamedTuple):
    """What goes in: its size as far as it is given, its numbers if there are any, and the order it is written in."""

    volume: Volume
    x: Grid | None = None
    order: str = ""


def read_input(node: Node, order: str = "", along: bool = False, folder: Path | None = None) -> Input:
    """The input of a problem; `along` where its layers slide along a sequence, so that `128x9` is length × channels."""
    if isinstance(node, Scalar) and "\n" not in node.value and re.search(r"[x×()]|^\s*\d+\s*$", node.value):
        try:
            return volume(text_of(node, "input"), order, along)
        except GivenError as error:
            raise Fault(line_of(node), "input", str(error)) from None
    x = read_grid(node, "input", folder=folder)
    if along and x.depth == 1 and x.height > 1:  # a row a channel
        x = Grid(tuple((row,) for row in x.rows))
    return Input(x.volume, x)


def volume(text: str, order: str = "", along: bool = False) -> Input:
    """`227x227x3`, `7x7`, `45`, `128x9` of a sequence, or a tuple such as `(3, 227, 227)`, also with a batch in front.

    >>> print(volume("(16, 3, 32, 32)").volume, volume("227x227x3").volume)
    32×32×3 227×227×3
    """
    text = text.strip()
    if text.startswith(("(", "[", "torch.Size")):
        return _tuple(text, order, along)
    parts = [part.strip() for part in text.lower().replace("×", "x").split("x")]
    if len(parts) > 3:
        raise GivenError("input", f"{text} has {len(parts)} sides; cnnhand knows images and sequences, and nothing 3-D")
    numbers = [whole(part, "input", 1) for part in parts]
    if along:
        if len(numbers) > 2:
            raise GivenError("input", f"{text!r}: a sequence has a length and channels, such as 128x9")
        return Input(Volume(numbers[0], 1, numbers[1] if len(numbers) == 2 else None))  # type: ignore[arg-type]
    return Input(Volume(*numbers, *(None,) * (3 - len(numbers))))


def _tuple(text: str, order: str, along: bool) -> Input:
    """Channels first, as PyTorch writes it, unless it is said or asked; a batch in front is left out."""
    inside = re.sub(r"[^0-9,None-]", "", text.replace("torch.Size", ""))
    words = [word for word in inside.split(",") if word]
    if len(words) == (3 if along else 4):
        words = words[1:]
    if len(words) != (2 if along else 3):
        raise GivenError("input", f"{text!r}: a tuple is (channels, height, width), with a batch in front or without")
    numbers = [whole(word, "input", 1) for word in words]
    if along:
        length, channels = numbers if order == "channels-last" else numbers[::-1]
        return Input(Volume(length, 1, channels), None, order or "channels-first")
    if not order and numbers[-1] in (1, 3) and numbers[0] not in (1, 3):
        what = "may be (height, width, channels); say `order: channels-last` or `order: channels-first`"
        raise GivenError("input", f"{text} {what}")
    if order == "channels-last":
        height, width, depth = numbers
    else:
        depth, height, width = numbers
    return Input(Volume(width, height, depth), None, order or "channels-first")


def read_order(node: Node) -> str:
    """`channels-first` or `channels-last`."""
    word = text_of(node, "order")
    if word not in ORDERS:
        raise Fault(line_of(node), "order", f"must be {' or '.join(ORDERS)}, not {shown(word)!r}")
    return word
