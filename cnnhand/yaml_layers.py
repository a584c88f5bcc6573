"""One layer out of a YAML node, in the short form or as a mapping."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any, TypeVar

from yaml import Mark

from cnnhand import layer_notation, notation
from cnnhand.errors import GivenError, shown
from cnnhand.exact.shapes import Layer, Sides
from cnnhand.exact.values import Volume
from cnnhand.layer_table import SPECS, SPELLINGS, build, named
from cnnhand.yaml_tree import Fault, Node, Scalar, Sequence, entries_of, line_of, text_of, unknown_key

Read = TypeVar("Read")

NO_LAYERS = "must be layers: a list, or a text such as conv3-64p1 relu maxpool2"


def words_of(node: Scalar) -> list[Scalar]:
    """The layers of a text, some on a line, each as a node of its own at the line where it stands."""
    mark = node.start_mark
    first = mark.line + (1 if node.style == "|" else 0)
    return [
        Scalar(node.tag, word, Mark(mark.name, mark.index, line, mark.column, None, 0))
        for line, text in enumerate(node.value.split("\n"), first)
        for word in layer_notation.words(text)
    ]


def read_layer(node: Node, key: str, beside: Collection[str] = ()) -> Layer:
    """The short form, `conv11-96/4`, or a mapping, `{conv: {filters: 96, size: 11, stride: 4}}`.

    The keys that may stand beside the layer's name are left to the caller.
    """
    if isinstance(node, Scalar):
        return said(node, key, layer_notation.layer)
    entries = {name: entry for name, entry in entries_of(node, key).items() if name not in beside}
    if len(entries) != 1:
        raise Fault(line_of(node), key, f"must name one layer: {', '.join(SPECS)}")
    ((word, (key_node, value)),) = entries.items()
    name = named(word)
    if name is None:
        raise unknown_key(key_node, [*SPELLINGS, *beside])
    known = SPECS[name].options
    inner = {} if isinstance(value, Scalar) and value.value == "" else entries_of(value, word, known)
    for option, needed in known.items():
        if needed and option not in inner:
            raise Fault(line_of(value), word, f"needs its {option}")
    options = {option: _option(entry[1], option) for option, entry in inner.items()}
    try:
        return build(name, options)
    except GivenError as error:
        raise Fault(line_of(inner[error.key][1] if error.key in inner else value), error.key, str(error)) from None


def _option(node: Node, key: str) -> Any:
    """One option of a layer in the mapping form."""
    if key == "padding" and not isinstance(node, Scalar):
        return read_sides(node, key)
    if key == "sees":
        return _wholes(node, key)
    if key in layer_notation.OPTIONS:
        return said(node, key, layer_notation.OPTIONS[key])
    return read_bool(node, key)


def said(node: Node, key: str, read: Callable[[str], Read]) -> Read:
    """What a text says, with the line where it says it wrongly."""
    try:
        return read(text_of(node, key))
    except GivenError as error:
        raise Fault(line_of(node), key, str(error).removeprefix(f"{key} ")) from None


def read_sides(node: Node, key: str) -> Sides:
    """One number for all sides, `1x2`, or a mapping of the sides that have any."""
    if isinstance(node, Scalar):
        return said(node, key, notation.sides)
    return Sides(**named_wholes(node, key, Sides._fields))


def named_wholes(node: Node, key: str, names: tuple[str, ...]) -> dict[str, int]:
    """A mapping of some of these names to whole numbers."""
    entries = entries_of(node, key, names)
    return {name: said(value, name, partial(notation.whole, key=name)) for name, (_, value) in entries.items()}


def read_bool(node: Node, key: str) -> bool:
    """`true` or `false`."""
    word = text_of(node, key)
    if word not in ("true", "false"):
        raise Fault(line_of(node), key, f"must be true or false, not {shown(word)!r}")
    return word == "true"


def _wholes(node: Node, key: str) -> tuple[int, ...]:
    if not isinstance(node, Sequence) or not node.value:
        raise Fault(line_of(node), key, "must be a list of numbers, such as [3, 3, 4]")
    return tuple(said(child, key, partial(notation.whole, key=key, least=1)) for child in node.value)


def read_volume(node: Node, key: str) -> Volume:
    """`227x227x3`, or a list of its sides."""
    if isinstance(node, Sequence):
        return notation.volume("x".join(text_of(child, key) for child in node.value), key)
    return notation.volume(text_of(node, key), key)
