"""What the lists of mistakes share: mistakes of some givens or some questions only, and of a problem's parts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cnnhand.kinds import Mistake, OnePart


def where(condition: Callable[[Any], bool], *mistakes: Mistake) -> tuple[Mistake, ...]:
    """The same mistakes, which apply only on givens that also meet a condition."""

    def narrowed(mistake: Mistake) -> Callable[[Any], bool]:
        return lambda problem: condition(problem) and mistake.applies(problem)

    return tuple(replace(mistake, applies=narrowed(mistake)) for mistake in mistakes)


def belonging(question: Callable[[Any], bool], *mistakes: Mistake) -> tuple[Mistake, ...]:
    """The same mistakes, which belong to some of the kind's questions only: to those of a pooling layer, say."""

    def both(mistake: Mistake) -> Callable[[Any], bool]:
        return lambda problem: question(problem) and mistake.belongs(problem)

    return tuple(replace(mistake, belongs=both(mistake)) for mistake in where(question, *mistakes))


def of_parts(*parts: type[OnePart], never: str) -> tuple[Mistake, ...]:
    """The mistakes of the kinds that a problem's parts are of, but for the ids that its questions leave no room for."""
    every = dict.fromkeys(mistake for part in parts for mistake in part.mistakes)
    return tuple(mistake for mistake in every if mistake.id not in never.split())
