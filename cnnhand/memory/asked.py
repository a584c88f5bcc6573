"""Lines of the log -> the questions that were asked, each with what came of it."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from cnnhand import kinds
from cnnhand.kinds import LEVELS, Level
from cnnhand.kinds.codes import FOLLOW_UPS
from cnnhand.memory.log import Answered
from cnnhand.questions.find_the_mistake import PREFIX

COUNTS_FOR = {
    "pipeline": {
        "convolution": "feature-map",
        "ReLU": "relu-map",
        "max pooling": "max-pool",
        "average pooling": "average-pool",
    },
    "size-chain": {"convolution": "output-size", "pooling": "output-size"},
}
"""Kinds whose parts are questions of other kinds, by a word in the name of the part."""


class Asked(NamedTuple):
    """A question, and what came of it; one for the mistake in an answer is of the kind that was answered."""

    kind: str
    level: Level
    answers: list[Answered]
    day: date
    """On which it was answered, here."""
    wrong: bool
    """Whether a part was not right in the end."""
    at_once: bool
    """Whether all of it was right at the first attempt and without a hint."""
    mistakes: list[frozenset[str]]
    """What was wrong: of each thing the mistakes of which one gave it; alone where the mistake is known."""

    follows: bool
    """Whether it was asked right after another that went wrong; then one part alone is asked."""
    counts: bool
    """Whether something can be said of it: one that was left with all right so far says nothing."""

    @property
    def finds(self) -> bool:
        """Whether the mistake in somebody's answer was asked for."""
        return self.answers[0].code.startswith(PREFIX)

    @property
    def other_kinds(self) -> set[str]:
        """The kinds that its parts are of; answered right it counts for them too."""
        words = COUNTS_FOR.get(self.kind, {})
        return {kind for word, kind in words.items() if any(word in one.name for one in self.answers)}


def _mistakes(found: Iterable[tuple[tuple[str, ...], ...]]) -> list[frozenset[str]]:
    mistakes: list[frozenset[str]] = []
    for either in found:
        every = frozenset(either[0]).intersection(*either[1:])
        mistakes += [frozenset([id]) for id in every] or [frozenset(id for ids in either for id in ids)]
    return mistakes


def asked(answers: Iterable[Answered]) -> Iterator[Asked]:
    """The drawn questions that were answered, in the order in which they were begun."""
    found: list[list[Answered]] = []
    open: dict[str, list[Answered]] = {}
    for one in answers:
        group = open.get(one.code, [])
        if not group or (one.part, one.attempt) <= (group[-1].part, group[-1].attempt):
            group = open[one.code] = []
            found.append(group)
        group.append(one)
    for group in found:
        if drawn := _drawn(group[0].code.rpartition("/")[0]):
            last = group[-1]
            right = {one.part for one in group if one.right}
            wrong = not all(one.part in right for one in group)
            number = last.code.rpartition(".")[2]
            follows = number.isdecimal() and int(number[:9]) >= FOLLOW_UPS
            ended = follows or last.part == last.of
            at_once = ended and all(one.right and one.attempt == 1 and not one.hints for one in group)
            found_in = [either for one in group for either in one.mistakes]
            day = date.fromtimestamp(last.time.timestamp())
            yield Asked(*drawn, group, day, wrong, at_once, _mistakes(found_in), follows, wrong or ended)


@cache
def _drawn(words: str) -> tuple[str, Level] | None:
    """The kind and the level of a code; None of one of a file, and of a kind that there is no more."""
    kind, _, level = words.partition("/")
    kind = kind.partition("@")[0].removeprefix(PREFIX)  # its version does not matter here
    return (kind, level) if kind in kinds.names() and level in LEVELS else None
