"""The problem that practice asks: one that was not asked before and, for a mistake, one on which it shows alone."""

from collections.abc import Collection
from dataclasses import replace
from itertools import product

from cnnhand.kinds import LEVELS, Exercise, Problem
from cnnhand.kinds.codes import Code, draw
from cnnhand.memory.log import fingerprint
from cnnhand.memory.schedule import Want
from cnnhand.questions.find_the_mistake import PREFIX

CANDIDATES = 40
"""So many problems are looked at, at each level, for the best one."""


def fresh(want: Want, asked_before: Collection[str], seed: int, first: int) -> Exercise:
    """The problem for what is wanted; its number is `first` or a later one.

    A mistake that does not show at the level of the kind is looked for at the others too.
    """
    others = [level for level in LEVELS if level != want.level] if want.mistake else []
    best, most = None, (False, -1)
    for level, number in product((want.level, *others), range(first, first + CANDIDATES)):
        exercise = draw(Code(PREFIX + want.kind if want.find else want.kind, level, seed, number))
        new = fingerprint(exercise.problem.question()) not in asked_before
        found = (new, _shown(exercise.problem, want.mistake) if want.mistake else 2)
        if found > most:
            best, most = exercise, found
        if most == (True, 2) or (number == first + CANDIDATES - 1 and most == (True, 1)):
            break
    assert best
    return replace(best, aims=(want.mistake,)) if want.mistake else best


def _shown(problem: Problem, mistake: str) -> int:
    """How well a mistake shows on a problem: 2 where it alone gives its value, 1 where others do too, 0 not at all."""
    best = 0
    for part in problem.exact_parts():
        wrong = [(other.id, value) for other, value in part.wrong_answers()]
        for value in (value for id, value in wrong if id == mistake):
            best = max(best, 1 if any(other == value and id != mistake for id, other in wrong) else 2)
    return best
