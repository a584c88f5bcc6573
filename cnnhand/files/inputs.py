"""The input of a network: a volume as courses write it, a tuple in the order of the frameworks, or its numbers."""

import re
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

from cnnhand.exact.values import Grid, Volume
from cnnhand.files.grids import read_grid
from cnnhand.files.yaml_tree import Scalar, Tree, read_at, text_of
from cnnhand.layers.volume_notation import given

UNKNOWN = Volume(None, None, None)  # type: ignore[arg-type]  # a side that is not given is None
ORDERS = ("channels-first", "channels-last")


_READ: WeakKeyDictionary[Tree, Grid] = WeakKeyDictionary()
"""The grids of nodes that are in use, for problems that share a large one."""


class Input(NamedTuple):
    """What goes in: its size as far as it is given, the order it is written in, how many, and its numbers if given."""

    volume: Volume
    order: str = ""
    batch: int = 1
    x: Grid | None = None


def read_input(
    node: Tree, order: str = "", along: bool = False, folder: Path | None = None, key: str = "input"
) -> Input:
    """The input of a problem; `along` where its layers slide along a sequence, so that `128x9` is length × channels."""
    if isinstance(node, Scalar) and "\n" not in node.value and re.search(r"[x×()?]|^\s*\d+\s*$", node.value):
        with read_at(node, key):
            return Input(*given(text_of(node, key), order, along))
    x = _READ.get(node) or read_grid(node, key, folder=folder)
    _READ[node] = x
    if along and x.depth == 1 and x.height > 1:  # a row a channel
        x = Grid(tuple((row,) for row in x.rows))
    return Input(x.volume, x=x)
