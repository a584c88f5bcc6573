"""A file as a tree of YAML nodes, each with its line; numbers stay as they are written, faults say where."""

import re
import sys
from collections.abc import Callable, Collection, Iterable
from difflib import get_close_matches
from itertools import takewhile
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from unicodedata import category

import yaml

from cnnhand.errors import ProblemFileError, reason, shown

MAX_BYTES = 4 * 2**20
MAX_MESSAGE = 400
MAX_FAULTS = 20

MAX_NESTING = 12
MAX_NODES = 500_000
CHARACTERS = 16  # of text that weigh as much as a node, so that aliases of a long text cannot add up either

_BLOCK = re.compile(
    r"^(?P<dashes> *(?:- +)*)(?P<key>[a-z-]+ *: *)?\|(?P<rows> *\r?\n(?:[-−+0-9eE./, ]*\r?\n)+)", re.MULTILINE
)
"""A text block of rows of numbers, with its key or as an entry of a list."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Node: TypeAlias = yaml.nodes.Node
Scalar: TypeAlias = yaml.nodes.ScalarNode
Sequence: TypeAlias = yaml.nodes.SequenceNode
Mapping: TypeAlias = yaml.nodes.MappingNode
Entries: TypeAlias = dict[str, tuple[Node, Node]]
"""A mapping's keys, each with its own node and that of its value."""


Used = TypeVar("Used")


class Fault(Exception):
    """Something wrong at a line of the file, counted from 1; the file's name is added on the way out."""

    def __init__(self, line: int, key: str, what: str) -> None:
        super().__init__(what)
        self.line, self.key = line, key


class Faults(Exception):
    """Several things wrong in a file, and what of it can be used all the same."""

    def __init__(self, faults: list[Fault], usable: list[Any]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults, self.usable = faults, usable


def load(path: Path, use: Callable[[Node], Used]) -> Used:
    """What is made of the tree of a file; `ProblemFileError` where it cannot be read or used."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ProblemFileError(f"{path}: cannot be read: {reason(error)}") from None
    return made_of(content, str(path), use)


def piped() -> bytes:
    """What comes in on standard input, as far as a file may be long."""
    return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""


def made_of(content: bytes, name: str, use: Callable[[Node], Used]) -> Used:
    """What is made of the tree in the bytes of a file, which is called `name` in the messages."""
    if len(content) > MAX_BYTES:
        raise ProblemFileError(f"{name}: larger than {MAX_BYTES // 2**20} MiB, which no exercise on paper is")
    try:
        return use(compose(content))
    except Fault as fault:
        raise ProblemFileError(_said(fault, name)) from None
    except Faults as several:
        said = "\n".join(_said(fault, name) for fault in several.faults[:MAX_FAULTS])
        raise ProblemFileError(said, several.usable) from None


def _said(fault: Fault, name: str) -> str:
    """A fault on a line."""
    key = f"{shown(fault.key)}: " if fault.key else ""
    what = "".join(character if character.isprintable() else "\ufffd" for character in f"{key}{fault}")
    return f"{name}:{fault.line}: {shown(what, MAX_MESSAGE)}"


def compose(content: bytes) -> Node:
    """The tree of a file, with the line of every node; no value is built, so that numbers stay as they are written."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Fault(line, "", "not a text file in UTF-8; save it as UTF-8") from None
    try:
        text = _BLOCK.sub(_measured, text if text.endswith("\n") else f"{text}\n")
        _check_size(text)
        node = yaml.compose(text, _LOADER)
    except yaml.composer.ComposerError as error:
        if not (error.problem or "").startswith("but found another document"):
            raise _not_yaml(error, text) from None
        what = "only one YAML document fits in a file; list the problems below `problems:`"
        raise Fault(_not_yaml(error, text).line, "", what) from None
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, text) from None
    except yaml.YAMLError as error:
        reason = getattr(error, "reason", "it cannot be read")
        line = text.encode()[: getattr(error, "position", 0)].count(b"\n") + 1
        raise Fault(line, "", f"not YAML: {reason}") from None
    if node is None:
        raise Fault(1, "", "the file is empty; `cnnhand kinds conv-cell` shows what one looks like")
    if "(" in text:
        _join_tuples(node)
    return node


def _join_tuples(node: Node) -> None:
    """Put together again what YAML took apart at its commas, in lists such as `[(62, 62, 16), MaxPool2d(2, 2)]`."""
    if isinstance(node, Mapping):
        for _, value in node.value:
            _join_tuples(value)
    if not isinstance(node, Sequence):
        return
    joined: list[Node] = []
    for child in node.value:
        last = joined[-1] if joined else None
        if node.flow_style and isinstance(last, Scalar) and isinstance(child, Scalar) and _is_open(last.value):
            joined[-1] = Scalar(last.tag, f"{last.value}, {child.value}", last.start_mark, child.end_mark)
        else:
            joined.append(child)
            _join_tuples(child)
    node.value = joined


def _is_open(text: str) -> bool:
    return text.count("(") > text.count(")")


def _measured(block: re.Match[str]) -> str:
    """The same block, but where its first row begins further in than others, with its indentation written out.

    YAML takes the indentation from the first row, and the numbers of a grid are set to the right.
    """
    parent = len(block["dashes"]) if block["key"] else block["dashes"].rfind("-")
    indents = [len(row) - len(row.lstrip(" ")) for row in block["rows"].split("\n") if row.strip()]
    inside = list(takewhile(lambda indent: indent > parent, indents))
    if not inside or min(inside) == inside[0] or min(inside) > parent + 9:
        return block[0]
    return f"{block['dashes']}{block['key'] or ''}|{min(inside) - parent}{block['rows']}"


def _not_yaml(error: yaml.MarkedYAMLError, text: str) -> Fault:
    from cnnhand.files.yaml_advice import advice  # most files need none

    if found := advice(error, text):
        return Fault(found.line, "", found.what)
    mark = error.problem_mark or error.context_mark
    return Fault(mark.line + 1 if mark else 1, "", f"not YAML: {error.problem or error.context}")


def _check_size(text: str) -> None:
    """Refuse tags, deep nesting and a file that grows too large through its aliases, before a tree is built."""
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    total = 0
    for event in yaml.parse(text, _LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.events.AliasEvent):
            total += sizes.get(str(event.anchor), 1)
        elif isinstance(event, yaml.events.NodeEvent):
            total += 1
            if tag := getattr(event, "tag", None):
                named = shown(tag.replace("tag:yaml.org,2002:", "!!"))
                raise Fault(line, "", f"YAML's tags mean nothing here; leave {named} out")
        if isinstance(event, yaml.events.ScalarEvent):
            total += len(event.value) // CHARACTERS
            if event.anchor:
                sizes[event.anchor] = 1 + len(event.value) // CHARACTERS
        elif isinstance(event, yaml.events.CollectionStartEvent):
            open_nodes.append((event.anchor, total))
        elif isinstance(event, yaml.events.CollectionEndEvent):
            anchor, before = open_nodes.pop()
            if anchor:
                sizes[anchor] = total - before + 1
        if len(open_nodes) > MAX_NESTING:
            raise Fault(line, "", f"more than {MAX_NESTING} lists or mappings inside each other")
        if total > MAX_NODES:
            raise Fault(line, "", f"more than {MAX_NODES} entries; write a large grid as a text block")
        if isinstance(event, yaml.events.AliasEvent) and event.anchor in {anchor for anchor, _ in open_nodes}:
            raise Fault(line, "", f"*{event.anchor} stands inside itself")


def line_of(node: Node) -> int:
    """The line of the file, counted from 1, on which a node begins."""
    return int(node.start_mark.line) + 1


def entries_of(node: Node, key: str, known: Collection[str] | None = None) -> Entries:
    """The entries of a mapping by key, each of which may stand once; hyphens are as good as underscores.

    Where the known keys are given, others are refused.
    """
    if not isinstance(node, Mapping):
        raise Fault(line_of(node), key, "must have the form `key: value`, one a line")
    entries: Entries = {}
    for key_node, value in node.value:
        if not isinstance(key_node, Scalar):
            raise Fault(line_of(key_node), key, "a key must be a word")
        if key_node.value == "<<":
            raise Fault(line_of(key_node), "<<", "entries are not merged here; write out those that it stands for")
        name = key_node.value.replace("-", "_")
        if name in entries:
            raise Fault(line_of(key_node), key_node.value, "stands twice; leave one of them out")
        entries[name] = (key_node, value)
    for name, (key_node, _) in entries.items():
        if known is not None and name not in known:
            raise unknown_key(key_node, known)
    return entries


def unknown_key(key_node: Node, known: Iterable[str]) -> Fault:
    """The fault of a key that means nothing, with the known one that is nearest."""
    name = shown(str(key_node.value))
    words = [word.replace("_", "-") for word in known]
    near = get_close_matches(name, words, 1)
    right = f"did you mean {near[0]}?" if near else f"the keys here are {', '.join(words)}"
    return Fault(line_of(key_node), name, f"unknown key; {right}")


def texts(node: Node) -> list[str]:
    """Every text that stands somewhere in a node, keys too."""
    if isinstance(node, Scalar):
        return [str(node.value)]
    children = node.value if isinstance(node, Sequence) else [part for pair in node.value for part in pair]
    return [text for child in children for text in texts(child)]


def text_of(node: Node, key: str) -> str:
    """A word, a number or a text as it is written, a space of any width as a space; nothing may steer a terminal."""
    if not isinstance(node, Scalar):
        raise Fault(line_of(node), key, "must be one word or number, not a list or a mapping")
    text = "".join(" " if category(character) == "Zs" else character for character in node.value)
    if not all(character.isprintable() or character in "\n\t" for character in text):
        raise Fault(line_of(node), key, f"{shown(text)!r} holds a character that cannot be shown")
    return text
