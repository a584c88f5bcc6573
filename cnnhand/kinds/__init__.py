"""The kinds of exercise: one file each, found by its name, that draws a question.

`conv_cell.py` in this folder is the kind `conv-cell`. What is asked, with its working and its usual mistakes, is in
`questions/`; a kind only makes up numbers for it. Files that begin with `_` hold what kinds share.
"""

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple

from cnnhand.dice import Dice
from cnnhand.errors import UnknownNameError
from cnnhand.questions.contract import LEVELS, Exercise, Level, Mistake, OnePart, Problem, always

__all__ = ["FIRST_COURSE", "LEVELS", "Exercise", "Level", "Mistake", "OnePart", "Problem", "always", "load", "names"]

FIRST_COURSE = (
    "average-pool",
    "conv-cell",
    "feature-map",
    "max-pool",
    "output-size",
    "parameter-count",
    "pipeline",
    "receptive-field",
    "relu-map",
    "same-padding",
    "size-chain",
)
"""What a first course asks most, and a quiz where no kind is chosen."""


class Kind(NamedTuple):
    """A name for a sort of question about a network, and how one is drawn.

    Its file has `SUMMARY`, `GROUP`, and `draw(level, dice)`, whose docstring says what the levels are; `VERSION` goes
    up when `draw` changes, since a problem's code stands for one problem for ever.
    """

    name: str
    summary: str
    group: str
    version: int
    drawn: Callable[[Level, Dice], Problem | None]

    def kind(self) -> str:
        """Its name."""
        return self.name

    def draw(self, level: Level, dice: Dice) -> Problem | None:
        """A random problem of a level, which knows its kind; None where another attempt is wanted."""
        problem: Any = self.drawn(level, dice)
        return replace(problem, named=self.name) if hasattr(problem, "named") else problem  # type: ignore[no-any-return]


def names() -> list[str]:
    """The names of all kinds, without importing them."""
    return sorted(module.name.replace("_", "-") for module in iter_modules(__path__) if module.name[0] != "_")


@cache
def load(name: str) -> Kind:
    """The kind of this name; an `UnknownNameError` suggests the nearest where there is none."""
    if name not in names():
        near = get_close_matches(name, names(), 1)
        raise UnknownNameError(
            f"there is no kind {name!r}; " + (f"did you mean {near[0]}?" if near else "`cnnhand kinds` lists them")
        )
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    return Kind(name, module.SUMMARY, module.GROUP, getattr(module, "VERSION", 1), module.draw)
