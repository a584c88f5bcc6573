"""Seed, kind and level -> a problem on which mistakes show.

A drawn problem has a code such as `conv-cell/hard/7.3` (kind/level/seed.number). Its numbers come from a hash of the
code and of the attempt: at hard a draw is thrown away on which too many of the mistakes that can be made give the right
answer. Of the next few the one is taken that tells the mistakes apart best.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, islice
from math import comb
from typing import NamedTuple

from cnnhand import kinds
from cnnhand.errors import UnknownNameError, shown
from cnnhand.exact.values import Value
from cnnhand.kinds import LEVELS, Exercise, Level, Problem
from cnnhand.kinds.dice import Dice

MAX_SEED = 10**9
MAX_NUMBER = 10**6
FOLLOW_UPS = 500_000
"""Follow-up questions have numbers from here on, so that they never are questions of the series itself."""


@dataclass(frozen=True, slots=True)
class Code:
    """The name of one drawn problem for ever."""

    kind: str
    level: Level
    seed: int
    number: int

    def __str__(self) -> str:
        version = kinds.load(self.kind).version
        mark = f"@{version}" if version > 1 else ""
        return f"{self.kind}{mark}/{self.level}/{self.seed}.{self.number}"

    @classmethod
    def parse(cls, text: str) -> "Code":
        """A code as it is printed; `UnknownNameError` says what is wrong with another text."""
        match = re.fullmatch(r"([a-z0-9-]+)(?:@([0-9]{1,3}))?/([a-z]+)/([0-9]{1,10})\.([0-9]{1,7})", text)
        if not match:
            raise UnknownNameError(f"{shown(text)!r} is not a problem's code; one looks like conv-cell/hard/7.3")
        kind, version, level, seed, number = match.groups()
        drawn = kinds.load(kind).version
        if int(version or 1) != drawn:
            raise UnknownNameError(
                f"{shown(text)} was drawn by version {version or 1} of {kind}; this cnnhand draws version {drawn}"
            )
        if level not in LEVELS:
            raise UnknownNameError(
                f"{shown(text)}: there is no level {shown(level)!r}; the levels are {', '.join(LEVELS)}"
            )
        if int(seed) > MAX_SEED or not 1 <= int(number) <= MAX_NUMBER:
            raise UnknownNameError(
                f"{shown(text)}: the seed goes up to {MAX_SEED} and the number from 1 to {MAX_NUMBER}"
            )
        return cls(kind, level, int(seed), int(number))


LEAST: dict[Level, Fraction] = {"easy": Fraction(0), "medium": Fraction(0), "hard": Fraction(2, 3)}
"""The share of the mistakes that can be made on a problem which give a wrong answer at the least, by level."""
MOST_MISSED = 10_000
"""So many draws of a code in a row may be of no use."""
ENOUGH, OTHERS = Fraction(19, 20), 5
"""A problem that tells fewer pairs of mistakes apart gives way to the best of so many others."""


def draw(code: Code) -> Exercise:
    """The problem of a code: the first attempt on which mistakes show, or one of its sort that tells them apart better.

    Of its sort is a problem on which the same mistakes can be made, so that no sort is asked more often than another.
    """
    found = _on_which_mistakes_show(code)
    problem, shown = next(found)
    for other, better in islice(found, OTHERS if shown.apart < ENOUGH else 0):
        if better.made == shown.made and better.apart > shown.apart:
            problem, shown = other, better
    return Exercise(problem, str(code))


def _on_which_mistakes_show(code: Code) -> Iterator[tuple[Problem, "MistakesShown"]]:
    """The problems that may be asked for a code, attempt by attempt, without end; an error if none is for long."""
    missed = 0
    for problem in kinds.load(code.kind).attempts(code.level, str(code), 1):
        shown = mistakes_shown(problem, LEAST[code.level]) if problem else None
        missed += 1
        if problem and shown:
            missed = 0
            yield problem, shown
        elif missed == MOST_MISSED:
            what = "draw otherwise, or, if it has too few mistakes to choose from, name the kind in WITHOUT_MISTAKES"
            raise UnknownNameError(f"{code}: {missed} draws in a row show no mistake; {what}")


class MistakesShown(NamedTuple):
    """The mistakes that can be made on a problem by their ids, and the share of their pairs that it tells apart."""

    made: frozenset[str]
    apart: Fraction


def mistakes_shown(problem: Problem, least: Fraction = Fraction(0)) -> MistakesShown | None:
    """How a problem shows mistakes; None where a smaller share than `least` of those that can be made do."""
    made: set[str] = set()
    hidden: set[str] = set()
    pairs = alike = 0
    for part in reversed(problem.exact_parts()):  # the last parts are the smallest, so they refuse a draw soonest
        answer, values = part.answer(), Counter[Value]()
        for mistake, value in part.procedures:
            if value == answer or part.also_right(value):
                hidden.add(mistake.id)
                continue
            made.add(mistake.id)
            values[value] += 1
        pairs += comb(values.total(), 2)
        alike += sum(comb(same, 2) for same in values.values())
    if len(made) < least * len(made | hidden):
        return None
    return MistakesShown(frozenset(made), Fraction(pairs - alike, pairs) if pairs else Fraction(1))


def wanted_kinds(words: Sequence[str] | None) -> list[str]:
    """The kinds asked for by name or by group, each once; those of a first course where nothing is asked for."""
    if not words:
        return sorted(kinds.FIRST_COURSE)
    return list(dict.fromkeys(name for word in words for name in _kinds_of(word)))


def _kinds_of(word: str) -> list[str]:
    """The kind of this name, or the kinds of this group."""
    if word == kinds.MISTAKES:
        return kinds.mistake_names()
    return [name for name, group in kinds.groups().items() if word in (name, group)] or [kinds.load(word).name]


def series(names: Sequence[str], level: Level, seed: int) -> Iterator[Exercise]:
    """Problems without end, the kinds in turn in an order that the seed decides: the same seed, the same series."""
    dice, left, order = Dice(f"order {seed}"), list(names), []
    while left:
        order.append(left.pop(dice.integer(0, len(left) - 1)))
    for number in count(1):
        yield draw(Code(order[(number - 1) % len(order)], level, seed, number))
