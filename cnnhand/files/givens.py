"""Numbers, grids and inputs out of YAML nodes, and out of the files that a node names."""

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

from cnnhand.errors import meant, reason, shown
from cnnhand.exact.kernels import KERNELS
from cnnhand.exact.values import Grid, Rational, Volume, Written, plain
from cnnhand.files.yaml_tree import Fault, Mapping, Scalar, Sequence, Tree, entries_of, line_of, read_at, text_of
from cnnhand.layers.volume_notation import given, whole
from cnnhand.layers.words import plural

MAX_DIGITS = 100
MAX_CELLS = 10**6
MAX_FILE = 64 * 2**20

_INTEGER = re.compile(rf"-?[0-9]{{1,{MAX_DIGITS}}}")  # nearly all numbers are; the rest takes ten times as long
_NUMBER = r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]{1,2})?|[+-]?[0-9]+/[0-9]+"
_MINUS = str.maketrans("−–—‑﹣－", "------")

ReadNumber: TypeAlias = Callable[[str, int, str], Any]
"""Reads a word of a grid, given its line and the key that it belongs to."""
Words: TypeAlias = list[tuple[int, list[str]]]
"""The rows of a channel as they are written, each with its line in the file."""


def read_number(text: str, line: int, key: str) -> Rational:
    """A number exactly as it is written: 0.1 is one tenth, and is shown as 0.1."""
    text = text.translate(_MINUS)
    if _INTEGER.fullmatch(text):
        return int(text)
    if not re.fullmatch(_NUMBER, text) or sum(map(str.isdigit, text)) > MAX_DIGITS or re.search(r"/0+$", text):
        what = f"is not an exact number of at most {MAX_DIGITS} digits, such as 6, -3, 0.25, 9/4 or 1e3"
        raise Fault(line, key, f"{shown(text)!r} {what}")
    if re.search("[.,]", text) and not re.search("[eE]", text):
        return Written(text)
    return plain(Fraction(text))


def number_of(node: Tree, key: str) -> Rational:
    """A node that is a number."""
    return read_number(text_of(node, key), line_of(node), key)


def whole_of(node: Tree, key: str, least: int = 0) -> int:
    """A node that is a whole number from `least` on."""
    with read_at(node, key):
        return whole(text_of(node, key), key, least)


def read_grid(node: Tree, key: str, number: ReadNumber = read_number, folder: Path | None = None) -> Grid:
    """A text block, a list of rows, a list of channels, the name of a kernel, or `{file: digit.csv}`."""
    if isinstance(node, Mapping):
        return _from_file(node, key, folder)
    channels = _channels(node, key)
    _check_shape(channels, node, key)
    _check_commas(channels, key)
    return Grid.of(*([[number(word, line, key) for word in row] for line, row in rows] for rows in channels))


def _check_shape(channels: list[Words], node: Tree, key: str) -> None:
    """Refuse rows and channels of different lengths, with the line of the first that differs, and huge grids."""
    width, height = len(channels[0][0][1]), len(channels[0])
    for number, rows in enumerate(channels, 1):
        channel = f" of channel {number}" if len(channels) > 1 else ""
        for index, (line, row) in enumerate(rows, 1):
            if len(row) != width:
                what = f"row {index}{channel} has {plural(len(row), 'number')} where the first row has {width}"
                raise Fault(line, key, f"{what}; every row must be as long")
        if len(rows) != height:
            what = f"channel {number} has {plural(len(rows), 'row')} where channel 1 has {height}"
            raise Fault(rows[-1][0], key, f"{what}; every channel must be as high")
    if width * height * len(channels) > MAX_CELLS:
        raise Fault(node, key, f"has more than {MAX_CELLS} cells")


def _check_commas(channels: list[Words], key: str) -> None:
    """Refuse rows in which a comma may stand between two numbers or before thousands, or be a decimal comma."""
    rows = [(line, row) for channel in channels for line, row in channel]
    for line, row in rows:
        for word in row:
            if "," in word and re.fullmatch(r"[-−]?[1-9]\d{0,2},\d{3}", word, re.ASCII):
                what = (
                    f"{word!r} may be {word.replace(',', '')} or {word.replace(',', '.')}; write the one that is meant"
                )
                raise Fault(line, key, what)
    if all(len(row) == 1 for _, row in rows):
        for line, (word,) in rows:
            if "," in word:
                apart = word.replace(",", " ")
                what = f"{shown(word)!r} may be two numbers or a decimal; write {apart} or {word.replace(',', '.')}"
                raise Fault(line, key, what)


def _channels(node: Tree, key: str) -> list[Words]:
    """What is written, as channels of rows of words."""
    if isinstance(node, Scalar):
        return _block(node, key)
    if not isinstance(node, Sequence) or not node.value:
        raise Fault(node, key, "must be a grid: a list of rows, or a text block with a row a line")
    if any(isinstance(child, Scalar) and ";" in child.value for child in node.value):  # [1 2; 3 4]
        rows = ", ".join(text_of(child, key) for child in node.value).split(";")
        return [[(line_of(node), words_of_row(row)) for row in filter(str.strip, rows)]]
    if any(map(_is_channel, node.value)):
        return [channel for child in node.value for channel in _one_channel(child, key)]
    if all(isinstance(child, Scalar) and len(words_of_row(child.value)) == 1 for child in node.value):
        return [[(line_of(node), [text_of(child, key) for child in node.value])]]  # one row: a sequence
    return [[(line_of(child), _row(child, key)) for child in node.value]]


def _is_channel(node: Tree) -> bool:
    """Whether an entry of a list is a whole channel: a list of rows, a text block or a kernel's name."""
    if isinstance(node, Sequence):
        return any(isinstance(row, Sequence) for row in node.value)
    return isinstance(node, Scalar) and ("\n" in node.value or node.value[:1].isalpha())


def _one_channel(node: Tree, key: str) -> list[Words]:
    channels = _channels(node, key)
    if isinstance(node, Sequence) and any(map(_is_channel, node.value)):
        raise Fault(node, key, "a grid has channels, rows and numbers, and nothing below them")
    return channels


def words_of_row(text: str) -> list[str]:
    """The numbers of a row: blanks separate them, or commas where a blank follows or where there is more than one.

    >>> words_of_row("0,5 1,25"), words_of_row("1,2,3"), words_of_row("1, 2")
    (['0,5', '1,25'], ['1', '2', '3'], ['1', '2'])
    """
    return [
        part
        for word in text.split()
        for part in ([word] if word.count(",") == 1 and word[-1] != "," else word.split(","))
        if part
    ]


def _row(node: Tree, key: str) -> list[str]:
    if isinstance(node, Scalar):
        return words_of_row(node.value)
    if not isinstance(node, Sequence) or not node.value:
        raise Fault(node, key, "a row is a list of numbers, such as [0, 2, 1]")
    return [text_of(child, key) for child in node.value]


def _block(node: Scalar, key: str) -> list[Words]:
    """The channels of a text block: a row a line or `;`, a blank line before the next channel; or a kernel's name."""
    if node.value in KERNELS:
        return [[(line_of(node), list(map(str, row))) for row in KERNELS[node.value]]]
    if node.style != "|" and node.end_mark.line > node.start_mark.line:
        raise Fault(node, key, f"a grid as text needs a | after `{key}:`, so that its lines stay apart")
    first = line_of(node) + (1 if node.style == "|" else 0)
    channels: list[Words] = [[]]
    for line, text in enumerate(node.value.split("\n"), first):
        if not text.strip():
            channels.append([])
        for row in filter(str.strip, text.split(";")):
            words = words_of_row(row)
            if len(words) == 1 and words[0][:1].isalpha():
                right = meant(words[0], KERNELS, f"the named ones are {', '.join(KERNELS)}")
                raise Fault(line, key, f"there is no kernel {shown(words[0])!r}; {right}")
            channels[-1].append((line, words))
    found = [channel for channel in channels if channel]
    if not found:
        raise Fault(node, key, "an empty grid; give at least one row with one number")
    return found


# ---- the input of a network ------------------------------------------------------------------------------------------

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
    """A volume as courses write it, a tuple in the order of the frameworks, or numbers.

    `along` says that layers slide along a sequence, so that `128x9` is length × channels.
    """
    if isinstance(node, Scalar) and "\n" not in node.value and re.search(r"[xX×*()?]|^\s*\d+\s*$", node.value):
        with read_at(node, key):
            return Input(*given(text_of(node, key), order, along))
    if isinstance(node, Scalar) and re.fullmatch(r"\d+,\d+(,\d+)?", node.value):
        what = f"{node.value} may be sides or a row of numbers; write {node.value.replace(',', 'x')}, or blanks between"
        raise Fault(node, key, what)
    x = _READ.get(node) or read_grid(node, key, folder=folder)
    _READ[node] = x
    if along and x.depth == 1 and x.height > 1:  # a row a channel
        x = Grid(tuple((row,) for row in x.rows))
    return Input(x.volume, x=x)


# ---- numbers out of other files --------------------------------------------------------------------------------------


def _from_file(node: Tree, key: str, folder: Path | None) -> Grid:
    """The grid in a CSV file, or in a NumPy file of (H, W) or (D, H, W)."""
    entries = entries_of(node, key, ("file",))
    if "file" not in entries:
        raise Fault(node, key, "must be a grid, or name a file with one, as in {file: digit.csv}")
    name = text_of(entries["file"][1], "file")
    path = Path(name) if folder is None else folder / name
    try:
        if path.stat().st_size > MAX_FILE:
            raise Fault(node, "file", f"{shown(name)!r} is larger than {MAX_FILE // 2**20} MiB")
        if path.suffix == ".npy":
            return _array(path, line_of(node))
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "it is no text file in UTF-8"
        raise Fault(node, "file", f"{shown(name)!r} cannot be read: {why}") from None
    between = r"[;\t]" if re.search(r"[;\t]", text) else ",| +"  # beside ; a comma is decimal
    rows = [re.split(between, line.strip()) for line in text.splitlines() if line.strip()]
    channels = [[(line_of(node), [word.strip() for word in row if word.strip()]) for row in rows]]
    if not rows:
        raise Fault(node, "file", f"{shown(name)!r} is empty")
    _check_shape(channels, node, "file")
    return Grid.of([[read_number(word, line, "file") for word in row] for line, row in channels[0]])


def _array(path: Path, line: int) -> Grid:
    """A NumPy array as exact numbers: integers, or floats taken as the binary fractions they are."""
    import numpy as np

    try:
        array = np.load(path, allow_pickle=False)
    except ValueError as error:
        raise Fault(line, "file", f"{path.name} is no array of numbers: {shown(str(error), 80)}") from None
    if array.ndim not in (2, 3) or not array.size or array.dtype.kind not in "biuf":
        what = f"has the shape {array.shape} of {array.dtype}; it must be (H, W) or (D, H, W), of numbers"
        raise Fault(line, "file", f"{path.name} {what}")
    if array.size > MAX_CELLS * 16 or (array.dtype.kind == "f" and not np.isfinite(array).all()):
        raise Fault(line, "file", f"{path.name} has too many numbers, or some that are infinite or none")
    channels = array if array.ndim == 3 else array[None]
    return Grid.of(*([[_exact(number) for number in row] for row in rows] for rows in channels.tolist()))


def _exact(number: float) -> Rational:
    """A number of NumPy as the fraction that it is; one that is short in decimals too is shown in them."""
    exact, text = plain(Fraction(number)), str(number)
    return Written(text) if exact.denominator > 1 and "e" not in text and Fraction(text) == exact else exact
