"""What is wrong with a file that is no YAML, and what would be right, for the faults that people make most."""

import yaml

from cnnhand.errors import shown
from cnnhand.files.yaml_tree import NOT_MARKED

_NO_ENTRY = (
    "here or in the line above is no `key: value`: a blank stands behind the colon and the hyphen, a text with a colon "
    "in quotes, the rows of a grid further in than their key, and the next key in the same column"
)
_NOT_IN_LINE = (
    "not in line with what is above: keys that belong together begin in the same column, as their hyphens do, and "
    "nothing stands behind what is closed"
)
_WHERE_IT_BEGAN = {
    "could not find expected ':'": _NO_ENTRY,
    "expected ',' or": "the {0} is not closed; a {1} is missing, or a comma between its entries",
    "end of stream": "the {0} is not closed; end the text with another {0}",
    "block scalar": "nothing may stand behind {0}; rows begin on the next line, other texts stand in quotes",
}
_WHERE_IT_ENDED = {
    "mapping values are not allowed": _NO_ENTRY,
    "undefined alias": NOT_MARKED,
    "a single document": "only one YAML document fits in a file; list the problems below `problems:`",
    "tab character": "a tab; use spaces in its place",
    **dict.fromkeys(
        ("cannot start any token", "scanning an alias", "scanning an anchor", "sequence entries are not allowed"),
        "a text that begins with {0} stands in quotes",
    ),
    **dict.fromkeys(
        ("expected key", "expected '-' indicator", "expected <document start>", "expected '<document start>'"),
        _NOT_IN_LINE,
    ),
    "expected <block end>": _NOT_IN_LINE,
}
"""What PyYAML says, with libyaml and without, by the place that people need, and advice: {0} is the sign there."""


def advice(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """The line at fault, counted from 1, and what to say of it: advice from the tables, or else what PyYAML says."""
    said, ended = f"{error.context}: {error.problem}", error.problem_mark or error.context_mark
    lines = [*text.splitlines(), "", ""]  # nothing stands beyond the end
    if ended and _at(lines, ended) == "\t":
        return ended.line + 1, _WHERE_IT_ENDED["tab character"]
    for table, mark in ((_WHERE_IT_BEGAN, error.context_mark or ended), (_WHERE_IT_ENDED, ended)):
        for words, what in table.items():
            if mark and words in said:
                sign = _at(lines, mark)
                return mark.line + 1, what.format(sign, {"{": "}", "[": "]"}.get(sign, sign))
    return ended.line + 1 if ended else 1, f"not YAML: {shown(error.problem or error.context or '', 80)}"


def _at(lines: list[str], mark: yaml.Mark) -> str:
    """The sign at a place, if there is one."""
    return lines[mark.line][mark.column :][:1]
