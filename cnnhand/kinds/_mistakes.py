"""What the lists of mistakes share: those of some givens or questions only, of a kernel, and of a problem's parts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cnnhand.exact.values import Rows, Value
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


def with_kernel(change: Callable[[Rows], Rows]) -> Callable[[Any], Value]:
    """The right procedure with the problem's `kernel` changed."""
    return lambda p: replace(p, kernel=p.kernel.by_channel(change)).answer()


def kernel_changes(change: Callable[[Rows], Rows]) -> Callable[[Any], bool]:
    """Whether the change makes another kernel at all."""
    return lambda p: p.kernel.by_channel(change) != p.kernel


def of_parts(*parts: type[OnePart], never: str) -> tuple[Mistake, ...]:
    """The mistakes of the kinds that a problem's parts are of, but for the ids that its questions leave no room for."""
    every = dict.fromkeys(mistake for part in parts for mistake in part.mistakes)
    return tuple(mistake for mistake in every if mistake.id not in never.split())
