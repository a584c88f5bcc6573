"""Each given of a problem, read from its YAML node by the type of the kind's field, and written back."""

import re
from collections.abc import Callable
from difflib import get_close_matches
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin

from cnnhand import layer_notation, notation
from cnnhand.answers import shown
from cnnhand.errors import GivenError
from cnnhand.exact.cells import Target
from cnnhand.exact.other_layers import SamePadding
from cnnhand.exact.shapes import Conv, Layer, Pair, Sides, Windowed
from cnnhand.exact.values import Filter, Grid, Rational, Volume, plain
from cnnhand.kinds._layers import Counted
from cnnhand.layer_table import SPECS, SPELLINGS, build, named
from cnnhand.problem_file.tree import Fault, Node, Scalar, Sequence, entries_of, line_of, text_of, unknown_key

MAX_DIGITS = 100
MAX_CELLS = 10**6

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?|[+-]?[0-9]+/[0-9]+")


def read_given(hint: Any, node: Node, key: str) -> Any:
    """The value of one given, read by its type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType) and NoneType in arguments:
        (hint,) = (argument for argument in arguments if argument is not NoneType)
        return read_given(hint, node, key)
    if origin is Literal:
        return _choice(node, key, {word: word for word in arguments})
    if origin is tuple:
        if not isinstance(node, Sequence) or not node.value:
            raise Fault(line_of(node), key, "must be a list with at least one entry, each on a line with a hyphen")
        return tuple(read_given(arguments[0], child, key) for child in node.value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _choice(node, key, {str(member.value): member for member in hint})
    try:
        return _READERS[hint](node, key)
    except GivenError as error:
        raise Fault(line_of(node), key, str(error)) from None


def _choice(node: Node, key: str, choices: dict[str, Any]) -> Any:
    word = text_of(node, key)
    if word not in choices:
        raise Fault(line_of(node), key, f"must be {' or '.join(choices)}, not {shown(word)!r}")
    return choices[word]


def _bool(node: Node, key: str) -> bool:
    return bool(_choice(node, key, {"true": True, "false": False}))


def _whole(node: Node, key: str) -> int:
    return notation.whole(text_of(node, key), key)


def _rational(text: str, line: int, key: str) -> Rational:
    """A number exactly as it is written: 0.1 is one tenth."""
    text = text.replace("−", "-")
    if not _NUMBER.fullmatch(text) or sum(map(str.isdigit, text)) > MAX_DIGITS or re.search(r"/0+$", text):
        what = f"is not an exact number of at most {MAX_DIGITS} digits, such as 6, -3, 0.25, 9/4 or 1e3"
        raise Fault(line, key, f"{shown(text)!r} {what}")
    return plain(Fraction(text))


def _number(node: Node, key: str) -> Rational:
    return _rational(text_of(node, key), line_of(node), key)


def _pair(node: Node, key: str) -> Pair:
    return notation.pair(text_of(node, key), key)


def _sides(node: Node, key: str) -> Sides:
    """One number for all sides, `1x2`, or a mapping of the sides that have any."""
    if isinstance(node, Scalar):
        return notation.sides(node.value)
    return Sides(**_named(node, key, Sides._fields))


def _named(node: Node, key: str, names: tuple[str, ...]) -> dict[str, int]:
    """A mapping of some of these names to whole numbers."""
    entries = entries_of(node, key)
    for name, (key_node, _) in entries.items():
        if name not in names:
            raise unknown_key(key_node, list(names))
    return {name: _whole(value, name) for name, (_, value) in entries.items()}


def _target(node: Node, key: str) -> Target:
    named = _named(node, key, Target._fields)
    for name in ("row", "column"):
        if name not in named:
            raise Fault(line_of(node), key, f"needs a {name}, as in {{filter: 1, row: 1, column: 2}}")
    return Target(**named)


def _volume(node: Node, key: str) -> Volume:
    if isinstance(node, Sequence):
        return notation.volume("x".join(text_of(child, key) for child in node.value), key)
    return notation.volume(text_of(node, key), key)


def _grid(node: Node, key: str) -> Grid:
    """A text block, a list of rows, or a list of channels, each of them a list of rows or a text block."""
    channels = _channels(node, key)
    width, height = len(channels[0][0][1]), len(channels[0])
    for number, rows in enumerate(channels, 1):
        channel = f" of channel {number}" if len(channels) > 1 else ""
        for index, (line, row) in enumerate(rows, 1):
            if len(row) != width:
                what = f"row {index}{channel} has {len(row)} numbers where the first row has {width}"
                raise Fault(line, key, f"{what}; every row must be as long")
        if len(rows) != height:
            what = f"channel {number} has {len(rows)} rows where channel 1 has {height}"
            raise Fault(rows[-1][0], key, f"{what}; every channel must be as high")
    if width * height * len(channels) > MAX_CELLS:
        raise Fault(line_of(node), key, f"has more than {MAX_CELLS} cells")
    return Grid.of(*([row for _, row in rows] for rows in channels))


Lines: TypeAlias = list[tuple[int, list[Rational]]]
"""Rows of a grid, each with its line in the file."""


def _channels(node: Node, key: str) -> list[Lines]:
    if isinstance(node, Scalar):
        return _block(node, key)
    if isinstance(node, Sequence) and node.value:
        deep = [isinstance(child, Sequence) and _holds_lists(child) for child in node.value]
        blocks = [isinstance(child, Scalar) and "\n" in child.value for child in node.value]
        if any(deep) or any(blocks):
            return [channel for child in node.value for channel in _channels(child, key)]
        return [[(line_of(child), _row(child, key)) for child in node.value]]
    raise Fault(line_of(node), key, "must be a grid: a list of rows, or a text block with a row a line")


def _holds_lists(node: Sequence) -> bool:
    return any(isinstance(child, Sequence) for child in node.value)


def _row(node: Node, key: str) -> list[Rational]:
    if isinstance(node, Scalar):
        return [_rational(word, line_of(node), key) for word in re.split(r"[\s,]+", node.value.strip())]
    if not isinstance(node, Sequence) or not node.value:
        raise Fault(line_of(node), key, "a row is a list of numbers, such as [0, 2, 1]")
    return [_number(child, key) for child in node.value]


def _block(node: Scalar, key: str) -> list[Lines]:
    """The channels of a text block: a row a line, a blank line before the next channel; or a kernel's name."""
    if node.value in notation.KERNELS:
        return [[(line_of(node), list(row)) for row in notation.KERNELS[node.value]]]
    if node.style is None and node.end_mark.line > node.start_mark.line and "\n" not in node.value.strip():
        raise Fault(line_of(node), key, f"a grid as text needs a | after `{key}:`, so that its lines stay apart")
    first = line_of(node) + (1 if node.style in ("|", ">") else 0)
    channels: list[Lines] = [[]]
    for line, text in enumerate(node.value.split("\n"), first):
        if not text.strip():
            channels.append([])
            continue
        words = re.split(r"[\s,]+", text.strip(" \t,"))
        if len(words) == 1 and words[0][:1].isalpha():
            near = get_close_matches(words[0], notation.KERNELS, 1)
            right = f"did you mean {near[0]}?" if near else f"the named ones are {', '.join(notation.KERNELS)}"
            raise Fault(line, key, f"there is no kernel {shown(words[0])!r}; {right}")
        channels[-1].append((line, [_rational(word, line, key) for word in words]))
    found = [channel for channel in channels if channel]
    if not found:
        raise Fault(line_of(node), key, "an empty grid; give at least one row with one number")
    return found


def _filter(node: Node, key: str) -> Filter:
    """`{weights: …, bias: …}`; the bias is 0 where it is left out."""
    entries = entries_of(node, key)
    for name, (key_node, _) in entries.items():
        if name not in ("weights", "bias"):
            raise unknown_key(key_node, ["weights", "bias"])
    if "weights" not in entries:
        raise Fault(line_of(node), key, "a filter needs weights")
    bias = _number(entries["bias"][1], "bias") if "bias" in entries else 0
    return Filter(_grid(entries["weights"][1], "weights"), bias)


def read_layer(node: Node, key: str) -> Layer:
    """The short form, `conv11-96/4`, or a mapping, `{conv: {filters: 96, size: 11, stride: 4}}`."""
    if isinstance(node, Scalar):
        return layer_notation.layer(node.value)
    entries = entries_of(node, key)
    if len(entries) != 1:
        raise Fault(line_of(node), key, f"must name one layer: {', '.join(SPECS)}")
    ((word, (key_node, value)),) = entries.items()
    name = named(word)
    if name is None:
        raise unknown_key(key_node, list(SPELLINGS))
    known = SPECS[name].options
    inner = {} if isinstance(value, Scalar) and value.value == "" else entries_of(value, word)
    for option, (option_node, _) in inner.items():
        if option not in known:
            raise unknown_key(option_node, list(known))
    for option, needed in known.items():
        if needed and option not in inner:
            raise Fault(line_of(value), word, f"needs its {option}")
    return build(name, {option: _option(entry[1], option) for option, entry in inner.items()})


def _windowed(node: Node, key: str) -> Windowed:
    layer = read_layer(node, key)
    if not isinstance(layer, Windowed):
        raise Fault(line_of(node), key, "must be a convolution or pooling layer, such as conv3-64p1 or maxpool2")
    return layer


def _one_of(layers: UnionType, what: str) -> Callable[[Node, str], Layer]:
    """A reader of these layers and of no others."""

    def read(node: Node, key: str) -> Layer:
        if isinstance(layer := read_layer(node, key), layers):
            return layer
        raise Fault(line_of(node), key, f"must be {what}")

    return read


def _conv(node: Node, key: str) -> Conv:
    layer = read_layer(node, key)
    if not isinstance(layer, Conv):
        raise Fault(line_of(node), key, "must be a convolution, such as conv3-64p1")
    return layer


def _option(node: Node, key: str) -> Any:
    """One option of a layer in the mapping form."""
    if key == "padding" and not isinstance(node, Scalar):
        return _sides(node, key)
    if key == "sees":
        return read_given(tuple[int, ...], node, key)
    if key in layer_notation.OPTIONS:
        return _at(node, key, layer_notation.OPTIONS[key])
    return _bool(node, key)


def _at(node: Node, key: str, read: Callable[[str], Any]) -> Any:
    """What a text says, with the line where it says it wrongly."""
    try:
        return read(text_of(node, key))
    except GivenError as error:
        raise Fault(line_of(node), key, str(error)) from None


_READERS: dict[Any, Callable[[Node, str], Any]] = {
    bool: _bool,
    int: _whole,
    str: text_of,
    Pair: _pair,
    Sides: _sides,
    Target: _target,
    Volume: _volume,
    Grid: _grid,
    Filter: _filter,
    Layer: read_layer,
    Windowed: _windowed,
    Windowed | SamePadding: _one_of(Windowed | SamePadding, "a convolution or pooling layer, such as conv3-64-same"),
    Counted: _one_of(Counted, "a convolution, a pooling, fully connected or batch norm layer, such as fc-10"),
    Conv: _conv,
}
