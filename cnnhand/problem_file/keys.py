"""The keys of a problem of a kind, each with what may stand there, from the kind's fields and their types."""

from dataclasses import MISSING, fields
from typing import Any, NamedTuple, get_type_hints

from cnnhand.kinds import Problem
from cnnhand.problem_file.givens import given
from cnnhand.problem_file.writing import plain_yaml


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
        match self.default:
            case None | []:
                return f"{self.takes}; may be left out"
            case bool():
                without = str(self.default).lower()
            case list():
                without = ", ".join(map(str, self.default))
            case _:
                without = str(self.default)
        return f"{self.takes}; {without} unless given"


def keys(kind: type[Problem]) -> tuple[Key, ...]:
    """The keys of a kind's givens in their order, those that are needed first."""
    hints = get_type_hints(kind)
    found = [
        Key(
            field.name.replace("_", "-"),
            given(hints[field.name]).takes,
            field.default is MISSING,
            None if field.default is MISSING else plain_yaml(field.default),
        )
        for field in fields(kind)  # type: ignore[arg-type]  # every kind is a dataclass
    ]
    return tuple(sorted(found, key=lambda key: not key.needed))
