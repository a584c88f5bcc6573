"""The kinds of exercise: one file each, found by its name, and the contract that they keep.

`conv_cell.py` in this folder is the kind `conv-cell`: a frozen record of givens (a `Problem`) that can be drawn, asked,
answered and worked through, with the usual mistakes beside it. Files that begin with `_` hold what kinds
share, or the parts of one kind.
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

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """None of its own: they are those of what it asks."""
        return ()

    def draw(self, level: Level, dice: Dice) -> Problem | None:
        """A random problem of a level, which knows its kind; None where another attempt is wanted."""
        problem = self.drawn(level, dice)
        return replace(problem, named=self.name) if hasattr(problem, "named") else problem


def names() -> list[str]:
    """The names of all kinds, without importing them."""
    return sorted(module.name.replace("_", "-") for module in iter_modules(__path__) if module.name[0] != "_")


@cache
def load(name: str) -> Any:
    """The kind of this name; an `UnknownNameError` suggests the nearest where there is none."""
    if name not in names():
        near = get_close_matches(name, names(), 1)
        raise UnknownNameError(
            f"there is no kind {name!r}; " + (f"did you mean {near[0]}?" if near else "`cnnhand kinds` lists them")
        )
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    if hasattr(module, "SUMMARY"):
        return Kind(name, module.SUMMARY, module.GROUP, getattr(module, "VERSION", 1), module.draw)
    (kind,) = (
        found
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Problem) and found.__module__ == module.__name__
    )
    return kind
