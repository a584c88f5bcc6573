"""What is wrong with a file that is no YAML, and what would be right, for the faults that people make most.

PyYAML says what it expected at the place where it gave up; people need the line that they got wrong.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import yaml

from cnnhand.errors import shown
from cnnhand.files.yaml_tree import NOT_MARKED

Advice: TypeAlias = tuple[int, str]
"""The line at fault, counted from 1, and what is wrong there and would be right."""


def advice(error: yaml.MarkedYAMLError, text: str) -> Advice:
    """What to say of a fault: what is in the table, or else what PyYAML says."""
    at, said = error.problem_mark or error.context_mark, f"{error.context}: {error.problem}"
    what = next((what for words, what in _TABLE.items() if any(word in said for word in words.split("|"))), None)
    if at is None or what is None:
        return at.line + 1 if at else 1, f"not YAML: {error.problem or error.context}"
    lines, began = [*text.splitlines(), "", ""], error.context_mark or at  # nothing stands beyond the end
    if lines[at.line][at.column :].startswith("\t"):
        return at.line + 1, "a tab; use spaces in its place"
    if not isinstance(what, str):
        return what(lines, at, began)
    sign = lines[began.line][began.column :][:1]
    return began.line + 1, what.format(sign, {"{": "}", "[": "]"}.get(sign, sign))


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


def _second_colon(lines: list[str], at: Any, _: Any) -> Advice:
    """A colon in a text, or that of a key which YAML takes for more of the text above it."""
    number, line = at.line, lines[at.line]
    if ": " in line[: at.column] and (entry := _entry(line)):
        key, value = entry[0], entry[1].strip()
        quote = "'" if '"' in value else '"'
        right = f"as in {key}: {quote}{shown(value)}{quote}"
        what = f"a second colon; a text with a colon stands in quotes, {right}, and every key on a line of its own"
        return number + 1, what
    above = next((above for above in range(number - 1, -1, -1) if lines[above].strip()), number)
    if _is_entry(line) and _is_entry(lines[above]) and _indent(line) > _indent(lines[above]):
        return number + 1, "further in than the key above it; keys that belong together begin in the same column"
    return above + 1, _no_entry(lines[above].strip())


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _no_entry(line: str) -> str:
    """A line that YAML takes for words: one without the space that it needs, a row of a grid, or a text."""
    entry = _entry(line)
    if line.startswith("-") and line[1:2].isalpha():
        return f"a space is missing after the hyphen; write - {shown(line[1:])}"
    if entry and entry[1][:1] not in ("", " ", ":"):
        return f"a space is missing after the colon; write {shown(f'{entry[0]}: {entry[1]}')}"
    if line.lstrip("-−+.")[:1].isdecimal() and set(line) <= set("-−+0123456789eE./, "):
        return "a row that belongs to no grid; set it further in than the key of its grid"
    return "no colon; write `key: value`, or set what goes on with a text further in than its key"


def _not_in_line(lines: list[str], at: Any, _: Any) -> Advice:
    """A bracket too many, more behind a value, or an entry in a column of its own."""
    before, sign = lines[at.line][: at.column], lines[at.line][at.column :][:1]
    what = "not in line with what is above; keys that belong together begin in the same column, or their hyphens do"
    if sign and sign in "]}":
        what = f"a {sign} too many; take it out, or open a bracket for it"
    elif before.strip(" -"):
        what = "something stands behind the end of the value; a text stands in quotes as a whole"
    return at.line + 1, what


_TABLE: dict[str, str | Callable[[list[str], Any, Any], Advice]] = {
    "mapping values are not allowed": _second_colon,
    "could not find expected ':'": lambda lines, at, began: (began.line + 1, _no_entry(lines[began.line].strip())),
    "undefined alias": lambda lines, at, began: (at.line + 1, NOT_MARKED),
    "a single document": lambda lines, at, began: (
        at.line + 1,
        "only one YAML document fits in a file; list the problems below `problems:`",
    ),
    "expected ',' or": "the {0} is not closed; a {1} is missing, or a comma between its entries",
    "tab character": "a tab; use spaces in its place",
    "cannot start any token|scanning an alias|scanning an anchor|sequence entries are not allowed": (
        "a text that begins with {0} stands in quotes"
    ),
    "end of stream": "the {0} is not closed; end the text with another {0}",
    "block scalar": "nothing may stand behind {0}; rows begin on the next line, other texts stand in quotes",
    "expected key|expected '-' indicator|expected <document start>|expected <block end>|expected '<document start>'": (
        _not_in_line
    ),
}
"""What PyYAML says, with libyaml and without, and what makes advice of it: {0} is the sign with which it began."""
