"""The rows of a long network folded to a screen or two: what works in place or flattens, and blocks that repeat."""

from collections.abc import Sequence
from typing import NamedTuple

from cnnhand.layers.dense import Flatten
from cnnhand.layers.pointwise import Activation, BatchNorm, Dropout, LocalResponseNorm
from cnnhand.layers.rows import Row

LONG = 40
"""A network of more rows than this is folded."""

_IN_PLACE = (Activation, BatchNorm, Dropout, LocalResponseNorm, Flatten)
_MOST = 30
"""Blocks of more units than this are not looked for."""


class Fold(NamedTuple):
    """Rows that are shown as one, and how many equal blocks they are."""

    rows: tuple[Row, ...]
    times: int = 1

    def label(self, first: str) -> str:
        """What is shown for its layers, in little room; `first` is that of the first row, with what it reads."""
        if len(self.rows) == 1:
            return first
        name, arrow, reads = first.replace("-nobias", "").partition(" ← ")
        if self.times > 1:
            return f"{self.times} × ({name} … {self.rows[-1].node.title})"
        return " ".join([name, *(row.node.title.replace("-nobias", "") for row in self.rows[1:])]) + arrow + reads


def folded(rows: Sequence[Row]) -> list[Fold]:
    """All rows of a network: each with what follows it in place, and equal blocks in a row as one."""
    units: list[tuple[Row, ...]] = []
    for row in rows:
        if units and isinstance(row.layer, _IN_PLACE) and row.node.inputs == (row.number - 1,):
            units[-1] += (row,)
        else:
            units.append((row,))
    keys = [tuple(map(_key, unit)) for unit in units]
    folds: list[Fold] = []
    at = 0
    while at < len(units):
        size, times = _repeated(keys, at)
        end = at + size * times
        folds.append(Fold(tuple(row for unit in units[at:end] for row in unit), times))
        at = end
    return folds


def _key(row: Row) -> tuple[object, ...]:
    """What makes two rows of two blocks the same: the rows they read are counted back from them."""
    return row.node.title, tuple(row.number - read for read in row.node.inputs), row.output, row.parameters, row.macs


def _repeated(keys: Sequence[object], at: int) -> tuple[int, int]:
    """The size of a block of several units that begins here and is repeated, and how often it stands there."""
    best = (1, 1)
    for size in range(2, min(_MOST, (len(keys) - at) // 2) + 1):
        block, times = keys[at : at + size], 1
        while keys[at + size * times : at + size * (times + 1)] == block:
            times += 1
        if times > 1 and size * times > best[0] * best[1]:
            best = (size, times)
    return best
