"""What `cnnhand solve` does: find the problems, work them out, and show that in the way that is wanted."""

import sys
from typing import NamedTuple

from cnnhand.commands import solve
from cnnhand.commands.asking import Words
from cnnhand.commands.solve import Solved
from cnnhand.commands.walking import ask_through
from cnnhand.errors import CnnhandError, MisuseError, ProblemFileError
from cnnhand.files.library import names
from cnnhand.files.problems import find
from cnnhand.formats import screen
from cnnhand.formats.json_text import document
from cnnhand.formats.streams import keys
from cnnhand.kinds import Exercise


class Showing(NamedTuple):
    """How worked problems are shown, as it was typed."""

    step: bool
    walk: bool
    mistakes: bool
    every: bool
    working: bool
    as_json: bool
    plain: bool


def work_out(source: str | None, words: Words, how: Showing) -> tuple[list[Solved], str]:
    """Show the problems worked out; given are these, and what is wrong with the others of their file."""
    exercises, faults = words.exercises(source), ""
    if source is None and not exercises:
        bundled = names()
        sys.stdout.write(
            document("solve", bundled=bundled) if how.as_json else "".join(f"{name}\n" for name in bundled)
        )
        return [], ""
    if source is not None:
        exercises, faults = _usable(source)
    if how.step and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CnnhandError("--step needs a terminal; leave it out to print the whole working")
    if how.walk and (how.step or how.as_json):
        raise MisuseError("--try asks for the steps; leave --step and --json out")
    worked = [solve.solve(exercise) for exercise in exercises]
    if how.as_json:
        records = [solve.record(one, how.mistakes, how.working) for one in worked]
        sys.stdout.write(document("solve", problems=records))
        return worked, faults
    shown = screen(plain=how.plain)
    if how.walk:
        ask_through(worked, shown)
    elif how.step:
        solve.step_through(worked, shown, keys, how.mistakes)
    else:
        for number, one in enumerate(worked, 1):
            shown.show(solve.solution(one, number, len(worked), how.mistakes, how.every, how.working))
    return worked, faults


def _usable(source: str) -> tuple[list[Exercise], str]:
    """The problems that a word stands for, and what is wrong with the others there."""
    try:
        return find(source), ""
    except ProblemFileError as error:
        if not error.usable:
            raise
        return list(error.usable), str(error)
