"""What is wrong with a file that is no YAML, and what would be right, for the faults that people make most.

PyYAML says what it expected at the place where it gave up; people need the line that they got wrong.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import yaml

from cnnhand.errors import shown

_ENTRY = re.compile(r"\s*(?:- +)*(?P<key>\w[\w-]*):(?: +(?P<value>\S.*)|\s*$)")
_NO_SPACE = re.compile(r"\s*(?:- +)*(?P<key>\w[\w-]*):(?=[^\s:])")
_HYPHEN = re.compile(r"\s*-(?=\w)")
_NUMBERS = re.compile(r"\s*[-−+.]?[0-9][-−+0-9eE./, ]*")
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class Advice(NamedTuple):
    """The line at fault, counted from 1, and what is wrong there and would be right."""

    line: int
    what: str


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


def advice(error: yaml.MarkedYAMLError, text: str) -> Advice | None:
    """What to say of a fault that is in the table; of others nothing."""
    at = error.problem_mark or error.context_mark
    if at is None:
        return None
    place = _Place(_BREAK.split(text), at, error.context_mark or at)
    return next((say(place) for said, say in _TABLE if re.search(said, f"{error.context}: {error.problem}")), None)


def _second_colon(place: _Place) -> Advice:
    """A colon in a text, or that of a key which YAML takes for more of the text above it."""
    number = place.at.line
    line = place.line(number)
    entry = _ENTRY.match(line)
    if ": " in place.before() and entry:
        quote = "'" if '"' in entry["value"] else '"'
        right = f"as in {entry['key']}: {quote}{shown(entry['value'])}{quote}"
        what = f"a second colon; a text with a colon stands in quotes, {right}, and every key on a line of its own"
        return Advice(number + 1, what)
    above = next((above for above in range(number - 1, -1, -1) if place.line(above).strip()), number)
    if entry and _ENTRY.match(place.line(above)) and _indent(line) > _indent(place.line(above)):
        return Advice(
            number + 1, "further in than the key above it; keys that belong together begin in the same column"
        )
    return _no_entry(place, above)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _no_colon(place: _Place) -> Advice:
    return _no_entry(place, place.began.line)


def _no_entry(place: _Place, number: int) -> Advice:
    """A line that YAML takes for words: one without the space that it needs, a row of a grid, or a text."""
    line = place.line(number).rstrip()
    if found := _NO_SPACE.match(line):
        right = shown(f"{found['key']}: {line[found.end() :]}")
        return Advice(number + 1, f"a space is missing after the colon; write {right}")
    if found := _HYPHEN.match(line):
        return Advice(number + 1, f"a space is missing after the hyphen; write - {shown(line[found.end() :])}")
    if _NUMBERS.fullmatch(line):
        return Advice(number + 1, "a row that belongs to no grid; set it further in than the key of its grid")
    return Advice(number + 1, "no colon; write `key: value`, or set what goes on with a text further in than its key")


def _not_in_line(place: _Place) -> Advice:
    """A bracket too many, more behind a value, or an entry in a column of its own."""
    sign = place.sign(place.at)
    if sign and sign in "]}":
        what = f"a {sign} too many; take it out, or open a bracket for it"
    elif place.before().strip(" -"):
        what = "something stands behind the end of the value; a text stands in quotes as a whole"
    else:
        what = "not in line with what is above; keys that belong together begin in the same column, or their hyphens do"
    return Advice(place.at.line + 1, what)


def _bracket(place: _Place) -> Advice:
    """A bracket that nothing closes, or a comma that is missing in it."""
    opens = place.sign(place.began)
    closes = "}" if opens == "{" else "]"
    what = f"the {opens} is not closed; a {closes} is missing, or a comma between its entries"
    return Advice(place.began.line + 1, what)


def _first_sign(place: _Place) -> Advice:
    """A tab, or a text that begins with a sign that means something in YAML."""
    if place.sign(place.at) == "\t":
        return _tab(place)
    return Advice(place.began.line + 1, f"a text that begins with {place.sign(place.began)} stands in quotes")


def _alias(place: _Place) -> Advice:
    return Advice(
        place.at.line + 1, "nothing above is marked & with this name; a text that begins with * stands in quotes"
    )


def _tab(place: _Place) -> Advice:
    return Advice(place.at.line + 1, "a tab; use spaces in its place")


def _open_quote(place: _Place) -> Advice:
    mark = place.sign(place.began)
    return Advice(place.began.line + 1, f"the {mark} is not closed; end the text with another {mark}")


def _behind_bar(place: _Place) -> Advice:
    """What stands behind the | of a text block, or a text that begins with such a sign."""
    what = (
        f"nothing may stand behind {place.sign(place.began)}; rows begin on the next line, other texts stand in quotes"
    )
    return Advice(place.began.line + 1, what)


_TABLE: tuple[tuple[str, Callable[[_Place], Advice]], ...] = (
    ("mapping values are not allowed", _second_colon),
    ("could not find expected ':'", _no_colon),
    ("expected ',' or", _bracket),
    ("tab character", _tab),
    ("cannot start any token|scanning an (alias|anchor)|sequence entries are not allowed", _first_sign),
    ("undefined alias", _alias),
    ("end of stream", _open_quote),
    ("block scalar", _behind_bar),
    ("expected (key|'-' indicator|<document start>|<block end>|'<document start>')", _not_in_line),
)
"""What PyYAML says, with libyaml and without, and what makes advice of it."""
