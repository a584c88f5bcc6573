"""What the lists of mistakes share: mistakes that can only be made where something else is the case."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cnnhand.kinds import Mistake


def where(condition: Callable[[Any], bool], *mistakes: Mistake) -> tuple[Mistake, ...]:
    """The same mistakes, which apply only on givens that also meet a condition."""

    def narrowed(mistake: Mistake) -> Callable[[Any], bool]:
        return lambda problem: condition(problem) and mistake.applies(problem)

    return tuple(replace(mistake, applies=narrowed(mistake)) for mistake in mistakes)
