"""The keys of the few questions that are not about a network, read by the types of their record's fields."""

from dataclasses import MISSING, fields
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.shifts import Shift
from cnnhand.exact.values import Filter, Grid
from cnnhand.files.givens import MAX_CELLS, read_grid, whole_of
from cnnhand.files.layer_options import read_filter, read_option
from cnnhand.files.writing import as_yaml
from cnnhand.files.yaml_tree import Entries, Fault, Sequence, Tree, entries_of, read_at, text_of
from cnnhand.questions.contract import Question
from cnnhand.questions.grids import MOST_CELLS

MAX_ENTRIES = 300


class Key(NamedTuple):
    """A key as it is written in a file, what may stand there, and what holds without it, if that is a value."""

    key: str
    takes: str
    needed: bool
    default: Any

    @property
    def said(self) -> str:
        """What may stand there, and what holds without it."""
        if self.needed:
            return f"{self.takes}; needed"
        if self.default in (None, []):
            return f"{self.takes}; may be left out"
        without = str(self.default).lower() if isinstance(self.default, bool) else str(self.default)
        return f"{self.takes}; {without} unless given"


def keys_of(question: type[Question]) -> tuple[Key, ...]:
    """The keys of a question's givens in their order, those that are needed first."""
    hints = get_type_hints(question)
    found = [
        Key(
            field.name.replace("_", "-"),
            _takes(hints[field.name]),
            field.default is MISSING,
            None if field.default is MISSING else as_yaml(field.default),
        )
        for field in fields(question)  # type: ignore[arg-type]  # every one is a dataclass
    ]
    return tuple(sorted(found, key=lambda key: not key.needed))


def read_own(question: type[Question], entries: Entries, about: tuple[str, ...], node: Tree) -> Question:
    """The question that some entries make; a `Fault` says what is wrong with them, and in which line."""
    hints, known = get_type_hints(question), [field.name for field in fields(question)]  # type: ignore[arg-type]
    entries.only([*known, *about])
    givens = {}
    for field in fields(question):  # type: ignore[arg-type]  # every one is a dataclass
        key = field.name.replace("_", "-")
        if field.name in entries:
            givens[field.name] = _read(hints[field.name], entries[field.name][1], key)
        elif field.default is MISSING:
            raise Fault(node, key, f"is missing; {question.kind()} needs it")
    try:
        return question(**givens)
    except GivenError as error:
        at = entries.get(error.key)
        raise Fault(at[1] if at else node, error.key, str(error)) from None


def _read(hint: Any, node: Tree, key: str) -> Any:
    """One given, read by its type."""
    if get_origin(hint) is tuple:
        if not isinstance(node, Sequence) or not 1 <= len(node.value) <= MAX_ENTRIES:
            what = f"must be a list of 1 to {MAX_ENTRIES} entries, each on a line with a hyphen"
            raise Fault(node, key, what)
        return tuple(_read(get_args(hint)[0], child, key) for child in node.value)
    with read_at(node, key):
        return _GIVENS[_type(hint)][1](node, key)


def _takes(hint: Any) -> str:
    return f"a list, each entry {_takes(get_args(hint)[0])}" if get_origin(hint) is tuple else _GIVENS[_type(hint)][0]


def _type(hint: Any) -> Any:
    """The type of a given; of one that may be left out, that which it has otherwise."""
    return next(iter(given for given in get_args(hint) if given is not type(None)), hint)


def _grid(node: Tree, key: str) -> Grid:
    grid = read_grid(node, key)
    if (cells := grid.volume.cells) > MOST_CELLS:
        raise Fault(node, key, f"has {cells} cells; this is asked of {MOST_CELLS} at the most, such as 50×50")
    return grid


def _sides(node: Tree, key: str) -> Sides:
    sides = read_option(node, key)
    if not isinstance(sides, Sides):
        raise Fault(node, key, f"must be numbers here, such as 1, not {sides}")
    return sides


def _shift(node: Tree, key: str) -> Shift:
    """A mapping of `right` and `down` to whole numbers, negative ones for left and up."""
    named = entries_of(node, key, Shift._fields)
    return Shift(**{name: whole_of(to, name, -MAX_CELLS) for name, (_, to) in named.items()})


_GIVENS = {
    bool: ("true or false", read_option),
    int: ("a whole number, such as 2", whole_of),
    str: ("a word in small letters, such as sobel-x", text_of),
    Pair: ("one number for both directions or two, across and down, such as 2 or 3x5", read_option),
    Sides: ("the zeros of all sides, of two directions or of each side, such as 1, 1x2 or {left: 1, top: 2}", _sides),
    Shift: ("a distance, such as {right: 1, down: -2}", _shift),
    Grid: ("a grid: a text block, a list of rows, or a kernel's name, such as [[1, 0], [0, 1]] or sobel-x", _grid),
    Filter: ("a filter, such as {weights: [[1, 0], [0, 1]], bias: 2}", lambda node, key: read_filter(node, key, _grid)),
}
"""Every type that a field may have beside lists of these, in words, and what reads it."""
