"""A file as a tree of YAML nodes, each with its line; numbers stay as they are written, faults say where."""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from unicodedata import category

import yaml

from cnnhand.errors import GivenError, ProblemFileError, meant, reason, shown

MAX_BYTES = 4 * 2**20
MAX_MESSAGE = 400
MAX_FAULTS = 20
MAX_NESTING = 12
MAX_NODES = 500_000
CHARACTERS = 16  # of text that weigh as much as a node, so that aliases of a long text cannot add up either
MAX_PATIENCE = 2**19
QUESTION_MARK = "\ue000"
"""Stands for it while YAML is read, which takes a ? with a blank behind it for the sign of a key: `input: ?`."""
NOT_MARKED = "nothing above is marked & with this name; a text that begins with * stands in quotes"

Tree: TypeAlias = yaml.nodes.Node
Scalar: TypeAlias = yaml.nodes.ScalarNode
Sequence: TypeAlias = yaml.nodes.SequenceNode
Mapping: TypeAlias = yaml.nodes.MappingNode
Used = TypeVar("Used")
Read = TypeVar("Read")
Otherwise = TypeVar("Otherwise")


class Entries(dict[str, tuple[Tree, Tree]]):
    """A mapping's keys, each with its own node and that of its value."""

    def read(self, key: str, how: Callable[[Tree, str], Read], otherwise: Otherwise = None) -> Read | Otherwise:  # type: ignore[assignment]  # mypy knows no default of a type variable
        """What stands behind a key, such as `number-bytes`, or what holds where the key is left out."""
        entry = self.get(key.replace("-", "_"))
        return how(entry[1], key) if entry else otherwise

    def only(self, known: Collection[str], fault: "Callable[[Tree, Collection[str]], Fault] | None" = None) -> None:
        """Refuse every key that is none of the known ones, with what would be right."""
        for name, (key_node, _) in self.items():
            if name not in known:
                raise (fault or unknown_key)(key_node, known)

    def texts(self, *keys: str) -> dict[str, str]:
        """The texts behind those of some keys that are there."""
        return {key: text_of(self[key][1], key) for key in keys if key in self}


class Fault(Exception):
    """Something wrong at a node or a line of the file, counted from 1; the file's name is added on the way out."""

    def __init__(self, at: Tree | int, key: str, what: str) -> None:
        super().__init__(what)
        self.line, self.key = at if isinstance(at, int) else line_of(at), key


class Faults(Exception):
    """Several things wrong in a file, and what of it can be used all the same."""

    def __init__(self, faults: list[Fault], usable: list[Any]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults, self.usable = faults, usable


@contextmanager
def read_at(at: Tree, key: str) -> Iterator[None]:
    """What is read inside stands at a node: a given that is refused there is a fault of its line."""
    try:
        yield
    except GivenError as error:
        raise Fault(at, key, str(error).removeprefix(f"{key} ")) from None


def load(path: Path, use: Callable[[Tree], Used], name: str = "") -> Used:
    """What is made of the tree of a file, which may have another name; `ProblemFileError` where it cannot be."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ProblemFileError(f"{path}: cannot be read: {reason(error)}") from None
    return made_of(content, name or str(path), use)


def piped() -> bytes:
    """What comes in on standard input, as far as a file may be long."""
    return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""


def made_of(content: bytes, name: str, use: Callable[[Tree], Used]) -> Used:
    """What is made of the tree in the bytes of a file, which is called `name` in the messages."""
    if len(content) > MAX_BYTES:
        raise ProblemFileError(f"{name}: larger than {MAX_BYTES // 2**20} MiB, which no exercise on paper is")
    try:
        return use(compose(content))
    except Fault as fault:
        raise ProblemFileError(_said(fault, name)) from None
    except Faults as several:
        said = (_said(fault, name) for fault in several.faults[:MAX_FAULTS])
        raise ProblemFileError(*said, usable=several.usable) from None


def _said(fault: Fault, name: str) -> str:
    """A fault on a line."""
    key = f"{shown(fault.key)}: " if fault.key else ""
    return f"{name}:{fault.line}: {shown(f'{key}{fault}', MAX_MESSAGE)}"


def compose(content: bytes) -> Tree:
    """The tree of a file, with the line of every node; no value is built, so that numbers stay as they are written."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Fault(line, "", "not a text file in UTF-8; save it as UTF-8") from None
    text = text if text.endswith("\n") else f"{text}\n"
    try:
        node = _composed(text)
    except yaml.MarkedYAMLError as error:
        from cnnhand.files.yaml_advice import advice  # most files need none

        line, what = advice(error, text)
        raise Fault(line, "", what) from None
    except yaml.YAMLError as error:
        line = text.encode()[: getattr(error, "position", 0)].count(b"\n") + 1
        raise Fault(line, "", f"not YAML: {getattr(error, 'reason', 'it cannot be read')}") from None
    if node is None:
        raise Fault(1, "", "the file is empty; `cnnhand kinds conv-cell` shows what one looks like")
    _checked(node)
    return node


class _Composer:
    """PyYAML's own making of nodes, but none knows a type, and they end where they are too many or too deep."""

    depth = many = 0

    def resolve(self, *_: Any) -> str:
        """No type, so that numbers stay as they are written."""
        return ""

    def descend_resolver(self, parent: Tree | None, _: Any) -> None:
        """Before a node below another one."""
        self.depth, self.many = self.depth + 1, self.many + 1
        if parent and (what := _too_much(self.depth, self.many)):
            raise Fault(parent, "", what)

    def ascend_resolver(self) -> None:
        """Behind a node and all below it."""
        self.depth -= 1


class _Loader(_Composer, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # which is not known to mypy
    """The fast one, where PyYAML has it."""


class _PatientLoader(_Composer, yaml.SafeLoader):
    """Takes the indentation of a block from its row that is furthest left: numbers of a grid are set to the right."""

    def scan_block_scalar_indentation(self) -> tuple[list[str], int, Any]:
        """The line breaks in front of a block, its indentation, and where it begins."""
        indent, at = 0, self.pointer
        while (end := self.buffer.find("\n", at)) >= 0:
            row, at = self.buffer[at:end].rstrip(), end + 1
            margin = len(row) - len(row.lstrip(" "))
            if row and margin <= self.indent:
                break
            indent = min(indent or margin, margin) if row else indent
        breaks, mark = self.scan_block_scalar_breaks(indent)
        return breaks, indent, mark


def _composed(text: str) -> Tree | None:
    """The nodes of a text, if there are any."""
    plain = text.replace("?", QUESTION_MARK)
    try:
        return yaml.compose(plain, _Loader)
    except yaml.MarkedYAMLError:
        if len(text) > MAX_PATIENCE:
            raise
        return yaml.compose(plain, _PatientLoader)


def _checked(node: Tree, above: tuple[Tree, ...] = (), many: int = 0) -> int:
    """How many entries there are down to a node, also of what is used again; tags and circles are refused."""
    many += 1 + (len(node.value) // CHARACTERS if isinstance(node, Scalar) else 0)
    what = _too_much(len(above), many)
    if node.tag:
        what = f"YAML's tags mean nothing here; leave {shown(node.tag.replace('tag:yaml.org,2002:', '!!'))} out"
    elif node in above:
        what = NOT_MARKED
    if what:
        raise Fault(node, "", what)
    if isinstance(node, Scalar):
        node.value = node.value.replace(QUESTION_MARK, "?")
    elif isinstance(node, Sequence):
        node.value = _joined(node)
    for child in parts_of(node):
        many = _checked(child, (*above, node), many)
    return many


def _too_much(depth: int, many: int) -> str:
    """What is too long or too deep; empty if nothing."""
    if depth > MAX_NESTING:
        return f"more than {MAX_NESTING} lists or mappings inside each other"
    return f"more than {MAX_NODES} entries; write a large grid as a text block" if many > MAX_NODES else ""


def _joined(node: Sequence) -> list[Tree]:
    """The entries of a list; what YAML took apart at a comma in brackets, as in `[(62, 62, 16), relu]`, in one."""
    joined: list[Tree] = []
    for child in node.value:
        last = joined[-1] if joined and node.flow_style else None
        if isinstance(last, Scalar) and isinstance(child, Scalar) and last.value.count("(") > last.value.count(")"):
            joined[-1] = Scalar("", f"{last.value}, {child.value}", last.start_mark, child.end_mark)
        else:
            joined.append(child)
    return joined


def line_of(node: Tree) -> int:
    """The line of the file, counted from 1, on which a node begins."""
    return int(node.start_mark.line) + 1


def entries_of(node: Tree, key: str, known: Collection[str] | None = None) -> Entries:
    """The entries of a mapping by key, each of which may stand once; hyphens are as good as underscores.

    Where the known keys are given, others are refused.
    """
    if not isinstance(node, Mapping):
        raise Fault(node, key, "must have the form `key: value`, one a line")
    entries = Entries()
    for key_node, value in node.value:
        if not isinstance(key_node, Scalar):
            raise Fault(key_node, key, "a key must be a word")
        name = key_node.value.replace("-", "_")
        if name in entries:
            raise Fault(key_node, key_node.value, "stands twice; leave one of them out")
        entries[name] = (key_node, value)
    if known is not None:
        entries.only(known)
    return entries


def unknown_key(key_node: Tree, known: Iterable[str]) -> Fault:
    """The fault of a key that means nothing, with the known one that is nearest."""
    name = shown(str(key_node.value))
    words = [word.replace("_", "-") for word in known]
    right = meant(name, words, f"the keys here are {', '.join(words)}")
    return Fault(key_node, name, f"unknown key; {right}")


def texts(node: Tree) -> list[str]:
    """Every text that stands somewhere in a node, keys too."""
    if isinstance(node, Scalar):
        return [str(node.value)]
    return [text for child in parts_of(node) for text in texts(child)]


def parts_of(node: Tree) -> list[Tree]:
    """What stands directly in a list, or in a mapping, keys too."""
    if isinstance(node, Mapping):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, Sequence) else []


def one_of(*words: str) -> Callable[[Tree, str], str]:
    """What reads one of some words."""
    listed = " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))

    def read(node: Tree, key: str) -> str:
        if (word := text_of(node, key)) not in words:
            raise Fault(node, key, f"must be {listed}, not {shown(word)!r}")
        return word

    return read


def children_of(node: Tree) -> list[Tree]:
    """The entries of a list, or what stands there by itself."""
    return list(node.value) if isinstance(node, Sequence) else [node]


def text_of(node: Tree, key: str) -> str:
    """A word, a number or a text as it is written, a space of any width as a space; nothing may steer a terminal."""
    if not isinstance(node, Scalar):
        raise Fault(node, key, "must be one word or number, not a list or a mapping")
    text = "".join(" " if category(character) == "Zs" else character for character in node.value)
    if not all(character.isprintable() or character in "\n\t" for character in text):
        raise Fault(node, key, f"{shown(text)!r} holds a character that cannot be shown")
    return text
