"""What is wrong with a file that is no YAML, and what would be right, for the faults that people make most.

PyYAML says what it expected at the place where it gave up; people need the line that they got wrong.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import yaml

from cnnhand.errors import shown


class _Place(NamedTuple):
    """Where PyYAML gave up, and where what it was reading there began; both are marks that count from 0."""

    lines: list[str]
    at: Any
    began: Any

    def line(self, number: int) -> str:
        """A line by its number from 0; nothing stands beyond the end of the file."""
        return self.lines[number] if number < len(self.lines) else ""

    def before(self) -> str:
        """What stands on the line before the place."""
        return self.line(self.at.line)[: self.at.column]

    def sign(self, mark: Any) -> str:
        """The character at a mark."""
        return self.line(mark.line)[mark.column : mark.column + 1]


Advice = tuple[int, str]
"""The line at fault, counted from 1, and what is wrong there and would be right."""


def advice(error: yaml.MarkedYAMLError, text: str) -> Advice:
    """What to say of a fault: what is in the table, or else what PyYAML says."""
    at = error.problem_mark or error.context_mark
    said = f"{error.context}: {error.problem}"
    for words, say in _TABLE.items():
        if at and any(word in said for word in words.split("|")):
            return say(_Place(text.splitlines(), at, error.context_mark or at))
    return at.line + 1 if at else 1, f"not YAML: {error.problem or error.context}"


def _entry(line: str) -> tuple[str, str] | None:
    """The key of a line and what stands behind its colon."""
    before, colon, value = line.partition(":")
    *hyphens, key = before.split() or [""]
    word = key[:1] != "-" and key.replace("-", "").replace("_", "").isalnum()
    return (key, value) if colon and word and set(hyphens) <= {"-"} else None


def _is_entry(line: str) -> bool:
    """Whether a line is `key: value`."""
    entry = _entry(line)
    return entry is not None and entry[1][:1] in ("", " ")


def _second_colon(place: _Place) -> Advice:
    """A colon in a text, or that of a key which YAML takes for more of the text above it."""
    number = place.at.line
    line, entry = place.line(number), _entry(place.line(number))
    if ": " in place.before() and entry:
        key, value = entry[0], entry[1].strip()
        quote = "'" if '"' in value else '"'
        right = f"as in {key}: {quote}{shown(value)}{quote}"
        what = f"a second colon; a text with a colon stands in quotes, {right}, and every key on a line of its own"
        return number + 1, what
    above = next((above for above in range(number - 1, -1, -1) if place.line(above).strip()), number)
    if _is_entry(line) and _is_entry(place.line(above)) and _indent(line) > _indent(place.line(above)):
        return number + 1, "further in than the key above it; keys that belong together begin in the same column"
    return _no_entry(place, above)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _no_entry(place: _Place, number: int) -> Advice:
    """A line that YAML takes for words: one without the space that it needs, a row of a grid, or a text."""
    line = place.line(number).strip()
    entry = _entry(line)
    if line.startswith("-") and line[1:2].isalpha():
        what = f"a space is missing after the hyphen; write - {shown(line[1:])}"
    elif entry and entry[1][:1] not in ("", " ", ":"):
        what = f"a space is missing after the colon; write {shown(f'{entry[0]}: {entry[1]}')}"
    elif line.lstrip("-−+.")[:1].isdecimal() and set(line) <= set("-−+0123456789eE./, "):
        what = "a row that belongs to no grid; set it further in than the key of its grid"
    else:
        what = "no colon; write `key: value`, or set what goes on with a text further in than its key"
    return number + 1, what


def _not_in_line(place: _Place) -> Advice:
    """A bracket too many, more behind a value, or an entry in a column of its own."""
    sign = place.sign(place.at)
    if sign and sign in "]}":
        what = f"a {sign} too many; take it out, or open a bracket for it"
    elif place.before().strip(" -"):
        what = "something stands behind the end of the value; a text stands in quotes as a whole"
    else:
        what = "not in line with what is above; keys that belong together begin in the same column, or their hyphens do"
    return place.at.line + 1, what


def _first_sign(place: _Place) -> Advice:
    """A tab, or a text that begins with a sign that means something in YAML."""
    if place.sign(place.at) == "\t":
        return _tab(place)
    return place.began.line + 1, f"a text that begins with {place.sign(place.began)} stands in quotes"


def _tab(place: _Place) -> Advice:
    return place.at.line + 1, "a tab; use spaces in its place"


def _where_it_began(what: str) -> Callable[[_Place], Advice]:
    """Words about the sign with which it began, {0}, and the one that goes with it, {1}."""

    def say(place: _Place) -> Advice:
        sign = place.sign(place.began)
        return place.began.line + 1, what.format(sign, {"{": "}", "[": "]"}.get(sign, sign))

    return say


_TABLE: dict[str, Callable[[_Place], Advice]] = {
    "mapping values are not allowed": _second_colon,
    "could not find expected ':'": lambda place: _no_entry(place, place.began.line),
    "expected ',' or": _where_it_began("the {0} is not closed; a {1} is missing, or a comma between its entries"),
    "tab character": _tab,
    "cannot start any token|scanning an alias|scanning an anchor|sequence entries are not allowed": _first_sign,
    "end of stream": _where_it_began("the {0} is not closed; end the text with another {0}"),
    "block scalar": _where_it_began(
        "nothing may stand behind {0}; rows begin on the next line, other texts stand in quotes"
    ),
    "expected key|expected '-' indicator|expected <document start>|expected <block end>|expected '<document start>'": (
        _not_in_line
    ),
}
"""What PyYAML says, with libyaml and without, and what makes advice of it."""
