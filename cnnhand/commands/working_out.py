"""What `cnnhand solve` does: find the problems, work them out, and show that in the way that is wanted."""

import sys
from typing import NamedTuple

from cnnhand.commands import solve
from cnnhand.commands.asking import Words
from cnnhand.commands.stepping import step_through
from cnnhand.commands.walking import ask_through
from cnnhand.errors import CnnhandError, MisuseError
from cnnhand.files.library import names
from cnnhand.files.problems import usable
from cnnhand.formats import screen
from cnnhand.formats.json_text import document
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


def work_out(source: str | None, words: Words, how: Showing) -> tuple[bool, str]:
    """Show the problems worked out; given are whether a published answer is wrong, and what could not be read."""
    exercises, faults = words.exercises(source), ""
    if source is None and not exercises:
        bundled = names()
        sys.stdout.write(
            document("solve", bundled=bundled) if how.as_json else "".join(f"{name}\n" for name in bundled)
        )
        return False, ""
    if source is not None:
        exercises, faults = usable(source)
    if how.step and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CnnhandError("--step needs a terminal; leave it out to print the whole working")
    if how.walk and (how.step or how.as_json):
        raise MisuseError("--ask asks for the steps; leave --step and --json out")
    if not (how.as_json or how.walk or how.step):
        return _shown(exercises, how), faults
    worked = [solve.solve(exercise) for exercise in exercises]
    if how.as_json:
        records = [solve.record(one, how.mistakes, how.working) for one in worked]
        sys.stdout.write(document("solve", problems=records))
    elif how.walk:
        ask_through(worked, screen(plain=how.plain))
    else:
        step_through(worked, screen(plain=how.plain), how.mistakes)
    return any(one.published_wrong for one in worked), faults


def _shown(exercises: list[Exercise], how: Showing) -> bool:
    """Show each problem as soon as it is worked out; given is whether a published answer is wrong."""
    shown, wrong = screen(plain=how.plain), False
    for number, exercise in enumerate(exercises, 1):
        solved = solve.solve(exercise)
        wrong |= solved.published_wrong
        shown.show(solve.solution(solved, number, len(exercises), how.mistakes, how.every, how.working))
    return wrong
