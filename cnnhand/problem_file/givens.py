"""Each given of a problem, read from its YAML node by the type of the kind's field, and written back."""

import re
from collections.abc import Callable
from difflib import get_close_matches
from enum import Enum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

from cnnhand import notation
from cnnhand.errors import GivenError, shown
from cnnhand.exact.cells import Target
from cnnhand.exact.kernels import KERNELS
from cnnhand.exact.other_layers import SamePadding
from cnnhand.exact.shapes import Conv, Layer, Pair, Pool, Sides, Windowed
from cnnhand.exact.shifts import Shift
from cnnhand.exact.values import Filter, Grid, Rational, Volume, plain
from cnnhand.kinds._layers import Counted
from cnnhand.yaml_layers import NO_LAYERS, named_wholes, read_bool, read_layer, read_sides, read_volume, words_of
from cnnhand.yaml_tree import Fault, Node, Scalar, Sequence, entries_of, line_of, text_of

MAX_DIGITS = 100
MAX_CELLS = 10**6
MAX_ENTRIES = 300  # filters of a layer, or layers of a stack that is worked through one by one

_INTEGER = re.compile(rf"-?[0-9]{{1,{MAX_DIGITS}}}")  # nearly all numbers are; the rest takes ten times as long
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?|[+-]?[0-9]+/[0-9]+")


class Given(NamedTuple):
    """What may stand for a given in a file: in words for `cnnhand kinds`, examples of it, and what reads it."""

    takes: str
    examples: tuple[str, ...]
    read: Callable[[Node, str], Any]


def read_given(hint: Any, node: Node, key: str) -> Any:
    """The value of one given, read by its type."""
    return given(hint).read(node, key)


@cache
def given(hint: Any) -> Given:
    """How a given is written and read, by the type of the kind's field."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType) and NoneType in arguments:
        (hint,) = (argument for argument in arguments if argument is not NoneType)
        return given(hint)
    if origin is Union and get_origin(arguments[-1]) is Literal:  # a word may stand in the place of a value
        return _or_word(given(arguments[0]), get_args(arguments[1]))
    if origin is Literal:
        return _one_word({word: word for word in arguments})
    if origin is tuple:
        return _layers(given(arguments[0])) if _is_layer(arguments[0]) else _list(given(arguments[0]))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _one_word({str(member.value): member for member in hint})
    return _GIVENS[hint]


def _or_word(value: Given, words: tuple[str, ...]) -> Given:
    def read(node: Node, key: str) -> Any:
        return node.value if isinstance(node, Scalar) and node.value in words else value.read(node, key)

    return Given(f"{value.takes}, or the word {' or '.join(words)}", (*value.examples, *words), read)


def _one_word(choices: dict[str, Any]) -> Given:
    def read(node: Node, key: str) -> Any:
        word = text_of(node, key)
        if word not in choices:
            raise Fault(line_of(node), key, f"must be {' or '.join(choices)}, not {shown(word)!r}")
        return choices[word]

    return Given(f"one of: {', '.join(choices)}", tuple(choices), read)


def _list(entry: Given) -> Given:
    def read(node: Node, key: str) -> Any:
        if not isinstance(node, Sequence) or not node.value:
            raise Fault(line_of(node), key, "must be a list with at least one entry, each on a line with a hyphen")
        return _entries(entry, node, node.value, key)

    return Given(f"a list, each entry {entry.takes}", (f"[{', '.join(entry.examples)}]",), read)


def _layers(entry: Given) -> Given:
    """Layers as network files have them: a list, a text, or a list of texts."""

    def read(node: Node, key: str) -> Any:
        listed = node.value if isinstance(node, Sequence) else [node]
        nodes = [word for child in listed for word in (words_of(child) if isinstance(child, Scalar) else [child])]
        if not nodes:
            raise Fault(line_of(node), key, NO_LAYERS)
        return _entries(entry, node, nodes, key)

    examples = (f"[{', '.join(entry.examples)}]", " ".join(entry.examples))
    return Given(f"a list or a text of layers, each {entry.takes}", examples, read)


def _is_layer(hint: Any) -> bool:
    return all(isinstance(sort, type) and issubclass(sort, Layer) for sort in get_args(hint) or (hint,))


def _entries(entry: Given, node: Node, nodes: list[Node], key: str) -> tuple[Any, ...]:
    if len(nodes) > MAX_ENTRIES:
        raise Fault(line_of(node), key, f"has more than {MAX_ENTRIES} entries")
    values: list[Any] = []
    for child in nodes:
        value = entry.read(child, key)
        if isinstance(value, str) and value in values:
            raise Fault(line_of(child), key, f"{value!r} stands twice; leave one of them out")
        values.append(value)
    return tuple(values)


def _whole(node: Node, key: str) -> int:
    return notation.whole(text_of(node, key), key)


def read_number(text: str, line: int, key: str) -> Rational:
    """A number exactly as it is written: 0.1 is one tenth."""
    text = text.replace("−", "-")
    if _INTEGER.fullmatch(text):
        return int(text)
    if not _NUMBER.fullmatch(text) or sum(map(str.isdigit, text)) > MAX_DIGITS or re.search(r"/0+$", text):
        what = f"is not an exact number of at most {MAX_DIGITS} digits, such as 6, -3, 0.25, 9/4 or 1e3"
        raise Fault(line, key, f"{shown(text)!r} {what}")
    return plain(Fraction(text))


def _number(node: Node, key: str) -> Rational:
    return read_number(text_of(node, key), line_of(node), key)


def _word(node: Node, key: str) -> str:
    word = text_of(node, key)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word):
        raise Fault(line_of(node), key, f"must be a word in small letters, such as cat or hot-dog, not {shown(word)!r}")
    return word


def _pair(node: Node, key: str) -> Pair:
    return notation.pair(text_of(node, key), key)


def _target(node: Node, key: str) -> Target:
    named = named_wholes(node, key, Target._fields)
    for name in ("row", "column"):
        if name not in named:
            raise Fault(line_of(node), key, f"needs a {name}, as in {{filter: 1, row: 1, column: 2}}")
    return Target(**named)


def _shift(node: Node, key: str) -> Shift:
    """A mapping of `right` and `down` to whole numbers, negative ones for left and up."""
    entries = entries_of(node, key, Shift._fields)
    return Shift(
        **{name: notation.whole(text_of(value, name), name, -MAX_CELLS) for name, (_, value) in entries.items()}
    )


Number: TypeAlias = Callable[[str, int, str], Any]
"""Reads a word of a grid, given its line and the key that it belongs to."""

Words: TypeAlias = list[tuple[int, list[str]]]
"""The rows of a channel as they are written, each with its line in the file."""


def _grid(node: Node, key: str) -> Grid:
    return read_grid(node, key, read_number)


def read_grid(node: Node, key: str, number: Number) -> Grid:
    """A text block, a list of rows, or a list of channels, each of them a list of rows or a text block."""
    channels = _channels(node, key)
    _check_shape(channels, node, key)
    return Grid.of(*([[number(word, line, key) for word in row] for line, row in rows] for rows in channels))


def _check_shape(channels: list[Words], node: Node, key: str) -> None:
    """Refuse rows and channels of different lengths, with the line of the first that differs, and huge grids."""
    width, height = len(channels[0][0][1]), len(channels[0])
    for number, rows in enumerate(channels, 1):
        channel = f" of channel {number}" if len(channels) > 1 else ""
        for index, (line, row) in enumerate(rows, 1):
            if len(row) != width:
                what = f"row {index}{channel} has {_count(row, 'number')} where the first row has {width}"
                raise Fault(line, key, f"{what}; every row must be as long")
        if len(rows) != height:
            what = f"channel {number} has {_count(rows, 'row')} where channel 1 has {height}"
            raise Fault(rows[-1][0], key, f"{what}; every channel must be as high")
    if width * height * len(channels) > MAX_CELLS:
        raise Fault(line_of(node), key, f"has more than {MAX_CELLS} cells")


def _count(things: list[Any], noun: str) -> str:
    return f"{len(things)} {noun}" if len(things) == 1 else f"{len(things)} {noun}s"


def _channels(node: Node, key: str) -> list[Words]:
    """What is written, as channels of rows of words."""
    if isinstance(node, Scalar):
        return _block(node, key)
    if not isinstance(node, Sequence) or not node.value:
        raise Fault(line_of(node), key, "must be a grid: a list of rows, or a text block with a row a line")
    if any(map(_is_channel, node.value)):
        return [channel for child in node.value for channel in _one_channel(child, key)]
    if len(node.value) > 1 and all(isinstance(child, Scalar) and len(_row(child, key)) == 1 for child in node.value):
        raise Fault(line_of(node), key, "must be a list of rows: one row is [[1, 2, 3]], one column [[1], [2], [3]]")
    return [[(line_of(child), _row(child, key)) for child in node.value]]


def _is_channel(node: Node) -> bool:
    """Whether an entry of a list is a whole channel: a list of rows, a text block or a kernel's name."""
    if isinstance(node, Sequence):
        return any(isinstance(row, Sequence) for row in node.value)
    return isinstance(node, Scalar) and ("\n" in node.value or node.value[:1].isalpha())


def _one_channel(node: Node, key: str) -> list[Words]:
    channels = _channels(node, key)
    if isinstance(node, Sequence) and any(map(_is_channel, node.value)):
        raise Fault(line_of(node), key, "a grid has channels, rows and numbers, and nothing below them")
    return channels


def _row(node: Node, key: str) -> list[str]:
    if isinstance(node, Scalar):
        return re.split(r"[\s,]+", node.value.strip(" ,"))
    if not isinstance(node, Sequence) or not node.value:
        raise Fault(line_of(node), key, "a row is a list of numbers, such as [0, 2, 1]")
    return [text_of(child, key) for child in node.value]


def _block(node: Scalar, key: str) -> list[Words]:
    """The channels of a text block: a row a line, a blank line before the next channel; or a kernel's name."""
    if node.value in KERNELS:
        return [[(line_of(node), list(map(str, row))) for row in KERNELS[node.value]]]
    if node.style != "|" and node.end_mark.line > node.start_mark.line:
        raise Fault(line_of(node), key, f"a grid as text needs a | after `{key}:`, so that its lines stay apart")
    first = line_of(node) + (1 if node.style == "|" else 0)
    channels: list[Words] = [[]]
    for line, text in enumerate(node.value.split("\n"), first):
        if not text.strip():
            channels.append([])
            continue
        words = re.split(r"[\s,]+", text.strip(" \t,"))
        if len(words) == 1 and words[0][:1].isalpha():
            near = get_close_matches(words[0], KERNELS, 1)
            right = f"did you mean {near[0]}?" if near else f"the named ones are {', '.join(KERNELS)}"
            raise Fault(line, key, f"there is no kernel {shown(words[0])!r}; {right}")
        channels[-1].append((line, words))
    found = [channel for channel in channels if channel]
    if not found:
        raise Fault(line_of(node), key, "an empty grid; give at least one row with one number")
    return found


def _filter(node: Node, key: str) -> Filter:
    """`{weights: …, bias: …}`; the bias is 0 where it is left out."""
    if isinstance(node, Sequence):
        raise Fault(line_of(node), key, "each filter has the form {weights: [[1, 0], [0, 1]], bias: 2}")
    entries = entries_of(node, key, ("weights", "bias"))
    if "weights" not in entries:
        raise Fault(line_of(node), key, "a filter needs weights")
    bias = _number(entries["bias"][1], "bias") if "bias" in entries else 0
    return Filter(_grid(entries["weights"][1], "weights"), bias)


def _of(takes: str, read: Callable[[Node, str], Any], *examples: str) -> Given:
    """A type of given with examples of it; what its reader refuses is a fault at the node's own line."""

    def at_line(node: Node, key: str) -> Any:
        try:
            return read(node, key)
        except GivenError as error:
            raise Fault(line_of(node), key, str(error).removeprefix(f"{key} ")) from None

    return Given(_such_as(takes, examples), examples, at_line)


def _such_as(takes: str, examples: tuple[str, ...]) -> str:
    *first, last = examples
    return f"{takes}, such as {', '.join(first)} or {last}" if first else f"{takes}, such as {last}"


def _layer(takes: str, layers: type[Layer] | UnionType, *examples: str) -> Given:
    """A layer of these sorts and of no others."""

    def read(node: Node, key: str) -> Layer:
        layer = read_layer(node, key)
        if not isinstance(layer, layers):
            raise Fault(line_of(node), key, f"must be {_such_as(takes, examples)}")
        return layer

    return _of(takes, read, *examples)


_GIVENS: dict[Any, Given] = {
    bool: Given("true or false", ("true", "false"), read_bool),
    int: _of("a whole number", _whole, "2"),
    Rational: _of("a number", _number, "3", "0.25", "9/4"),
    str: _of("a word in small letters", _word, "cat", "hot-dog"),
    Pair: _of("one number for both directions or two, across and down", _pair, "2", "3x5"),
    Sides: _of(
        "the zeros of all sides, of two directions or of each side", read_sides, "1", "1x2", "{left: 1, top: 2}"
    ),
    Target: _of("a cell", _target, "{filter: 1, row: 1, column: 2}"),
    Shift: _of("a distance", _shift, "{right: 1, down: -2}"),
    Volume: _of("a volume", read_volume, "227x227x3"),
    Grid: _of("a grid: a text block, a list of rows, or a kernel's name", _grid, "[[1, 0], [0, 1]]", "sobel-x"),
    Filter: _of("a filter", _filter, "{weights: [[1, 0], [0, 1]], bias: 2}"),
    Layer: _layer("a layer", Layer, "conv3-64p1", "relu", "fc-10"),
    Windowed: _layer("a convolution or pooling layer", Windowed, "conv3-64p1", "maxpool2"),
    Windowed | SamePadding: _layer(
        "a convolution or pooling layer", Windowed | SamePadding, "conv3-64-same", "maxpool2"
    ),
    Counted: _layer(
        "a convolution, a pooling, fully connected or batch norm layer", Counted, "fc-10", "conv3-64p1", "bn"
    ),
    Conv: _layer("a convolution", Conv, "conv3-64p1"),
    Pool: _layer("a pooling layer", Pool, "maxpool2", "avgpool3/2"),
}
"""Every type that a kind's field may have beside words, lists of these, and None for a given that is left out."""
