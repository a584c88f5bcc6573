"""The kinds of exercise: one file each, found by its name, and the contract that they keep.

`conv_cell.py` in this folder is the kind `conv-cell`: a frozen record of givens (a `Problem`) that can be drawn, asked,
answered and worked through, with the usual mistakes beside it. Files that begin with `_` hold what kinds
share, or the parts of one kind.
"""

from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

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


def names() -> list[str]:
    """The names of all kinds, without importing them."""
    return sorted(module.name.replace("_", "-") for module in iter_modules(__path__) if module.name[0] != "_")


@cache
def load(name: str) -> type[Problem]:
    """The kind of this name; an `UnknownNameError` suggests the nearest where there is none."""
    if name not in names():
        near = get_close_matches(name, names(), 1)
        raise UnknownNameError(
            f"there is no kind {name!r}; " + (f"did you mean {near[0]}?" if near else "`cnnhand kinds` lists them")
        )
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    (kind,) = (
        found
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Problem) and found.__module__ == module.__name__
    )
    return kind
