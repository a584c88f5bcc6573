"""The kinds of exercise: one file each, found by its name, that draws a question.

`conv_cell.py` in `forward/` is the kind `conv-cell` of the group `forward`. What is asked, with its working and its
usual mistakes, is in `questions/`; a kind only makes up numbers for it. What kinds share is beside the groups.
After most kinds there is another one, such as `mistake-in-conv-cell`, which asks for the mistake in an answer.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import cache, wraps
from importlib import import_module
from itertools import count
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NamedTuple

from cnnhand.errors import UnknownNameError
from cnnhand.kinds.dice import Dice
from cnnhand.questions.contract import LEVELS, Exercise, Level, Mistake, Part, Problem, always
from cnnhand.questions.wrong_step import PREFIX, with_a_mistake

__all__ = ["FIRST_COURSE", "LEVELS", "Exercise", "Level", "Mistake", "Part", "Problem", "always", "load", "names"]

FIRST_COURSE = (
    "conv-cell",
    "feature-map",
    "relu-map",
    "max-pool",
    "average-pool",
    "output-size",
    "parameter-count",
    "same-padding",
    "size-chain",
    "receptive-field",
    "pipeline",
)
"""What a first course asks most, in the order in which it is met, and a quiz where no kind is chosen."""


class Kind(NamedTuple):
    """A name for a sort of question about a network, and how one is drawn.

    Its file has `SUMMARY` and `draw(level, dice)`, whose docstring says what the levels are; `VERSION` goes up when
    `draw` changes, since a problem's code stands for one problem for ever.
    """

    name: str
    summary: str
    group: str
    version: int
    drawn: Callable[[Level, Dice], Problem | None]

    def draw(self, level: Level, dice: Dice) -> Problem | None:
        """A random problem of a level, which knows its kind; None where another attempt is wanted."""
        problem: Any = self.drawn(level, dice)
        return replace(problem, named=self.name) if hasattr(problem, "named") else problem  # type: ignore[no-any-return]

    def attempts(self, level: Level, key: str, first: int) -> Iterator[Problem | None]:
        """Draws without end, from an attempt on, whose numbers come from a hash of the key and of the attempt."""
        return (self.draw(level, Dice(f"{key} {attempt}")) for attempt in count(first))


GROUPS = ("sizes", "forward", "backward")


@cache
def groups() -> dict[str, str]:
    """The name of every kind with its group, in the order of the names, without importing the kinds."""
    folders = {group: [str(Path(__file__).parent / group)] for group in GROUPS}
    found = {module.name.replace("_", "-"): group for group in GROUPS for module in iter_modules(folders[group])}
    return dict(sorted(found.items()))


def names() -> list[str]:
    """The names of all kinds, without importing them."""
    return list(groups())


MISTAKES = "mistakes"
"""The group of the kinds that ask for the mistake in an answer."""
WITHOUT_MISTAKES = ("backward-pipeline", "classifier", "kernel-choice", "kernel-name")
"""Kinds in whose answers none is looked for: of a chain that fills a screen, or where there are fewer than four."""


def mistake_names() -> list[str]:
    """The names of the kinds that ask for the mistake in an answer, each after the kind that was answered."""
    return [PREFIX + name for name in names() if name not in WITHOUT_MISTAKES]


def _mistake_in(name: str) -> Kind:
    """The kind that asks for the mistake in an answer to another."""
    of = load(name)

    @wraps(of.drawn)
    def drawn(level: Level, dice: Dice) -> Problem | None:
        problem = of.draw(level, dice)
        return with_a_mistake(problem, dice.choice) if problem else None

    return Kind(PREFIX + name, f"which step of a working is wrong: {of.summary}", MISTAKES, of.version, drawn)


@cache
def load(name: str) -> Kind:
    """The kind of this name; an `UnknownNameError` suggests the nearest where there is none."""
    if name in mistake_names():
        return _mistake_in(name.removeprefix(PREFIX))
    if name not in names():
        near = get_close_matches(name, [*names(), *mistake_names()], 1)
        raise UnknownNameError(
            f"there is no kind {name!r}; " + (f"did you mean {near[0]}?" if near else "`cnnhand kinds` lists them")
        )
    group = groups()[name]
    module = import_module(f"{__name__}.{group}.{name.replace('-', '_')}")
    return Kind(name, module.SUMMARY, group, getattr(module, "VERSION", 1), module.draw)
