"""What the log says is due, what is weak, and what is new.

There is a card for every kind at a level and for every mistake of a kind; the library `fsrs` says on which day it is
due again, out of the first answer of each day. Everything is computed in days, as they are here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import NamedTuple

import fsrs

from cnnhand.kinds import FIRST_COURSE, LEVELS, WITHOUT_MISTAKES, Level
from cnnhand.memory.asked import Asked

IN_A_ROW = 3
"""So many right at once close a kind at its level; so many days on which a mistake is not made, the mistake."""
TOGETHER = 3
"""So many questions of a new kind come one after the other."""
WRONG_IN_A_ROW = 2
"""After so many the level goes down."""
FIND = 2
"""After so many questions of a kind one asks for the mistake in somebody's answer, from the second day on."""
LATEST = 5
"""So many of the latest questions say how it goes, and are searched for a mistake that they have in common."""

AGAIN, HARD, GOOD = fsrs.Rating.Again, fsrs.Rating.Hard, fsrs.Rating.Good
SCHEDULER = fsrs.Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=60, enable_fuzzing=False)


@dataclass(slots=True)
class Card:
    """Something that is to be remembered: when it was last asked, and when it is due."""

    last: date | None = None
    due: date = date.max
    _rating: fsrs.Rating = GOOD
    _card: fsrs.Card = field(default_factory=lambda: fsrs.Card(card_id=0))

    def review(self, rating: fsrs.Rating, day: date) -> None:
        """What an answer does: of a day the first counts, and the first that shows it is not known."""
        if day == self.last and not (rating is AGAIN and self._rating is not AGAIN):
            return
        noon = datetime.combine(day, time(12), UTC)
        self._card, _ = SCHEDULER.review_card(self._card, rating, noon)
        self.last, self.due, self._rating = day, self._card.due.date(), rating


@dataclass(slots=True)
class Standing:
    """How it stands with a kind: the level it is asked at, and whether it is closed until it is due."""

    first: date = date.max
    level: Level = "easy"
    closed: bool = False
    met: int = 0
    since_find: int = 0
    turn: int = 0
    wrong: int = 0
    runs: defaultdict[Level, int] = field(default_factory=lambda: defaultdict(int))
    latest: defaultdict[Level, list[bool]] = field(default_factory=lambda: defaultdict(list))
    cards: defaultdict[Level, Card] = field(default_factory=lambda: defaultdict(Card))

    def note(self, asked: Asked, turn: int) -> None:
        """What a question of the kind does to its level, and to whether it is closed."""
        level, at_once = asked.level, asked.at_once
        self.first, self.met, self.turn = min(self.first, asked.day), self.met + 1, turn
        self.since_find = 0 if asked.finds else self.since_find + 1
        self.latest[level] = [*self.latest[level], at_once][-LATEST:]
        self.cards[level].review(GOOD if at_once else AGAIN if asked.wrong else HARD, asked.day)
        for easier in LEVELS[: LEVELS.index(level)]:
            if easier in self.cards:
                self.cards[easier].review(GOOD if at_once else HARD, asked.day)
        self.runs[level] = 0 if asked.wrong else self.runs[level] + at_once
        self.wrong = self.wrong + 1 if asked.wrong else 0
        if LEVELS.index(level) < LEVELS.index(self.level) and not asked.wrong:
            return
        self.closed = at_once and self.runs[level] >= IN_A_ROW
        if self.closed:
            self.level = LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]
        elif self.wrong == WRONG_IN_A_ROW and level == self.level:
            self.level = LEVELS[max(LEVELS.index(level) - 1, 0)]
            self.runs[self.level] = self.wrong = 0

    @property
    def left(self) -> int:
        """How many questions must at least be right until it is closed at every level."""
        return sum(max(0, IN_A_ROW - self.runs[level]) for level in LEVELS[LEVELS.index(self.level) :])


@dataclass(slots=True)
class Habit:
    """A mistake that was made: how often, when last, and on how many days since then it was not made."""

    kind: str
    id: str
    level: Level
    made: int = 0
    last: date = date.min
    passed: int = 0
    card: Card = field(default_factory=Card)

    @property
    def open(self) -> bool:
        """Whether it still comes back."""
        return self.passed < IN_A_ROW


class Want(NamedTuple):
    """What is to be asked next, and why: `due`, `weak`, `new` or `more`; a mistake, where it is asked for its sake."""

    kind: str
    level: Level
    why: str
    mistake: str = ""
    find: bool = False
    """Whether the mistake in somebody's answer is asked for."""


@dataclass(slots=True)
class Study:
    """All that follows from the questions of a log; `until` is the day that is practised for."""

    until: date | None = None
    only: Sequence[str] = ()
    """The kinds that are practised, closed ones too; none stands for those of the course and what was met."""
    standings: dict[str, Standing] = field(default_factory=dict)
    habits: dict[tuple[str, str], Habit] = field(default_factory=dict)
    questions: set[str] = field(default_factory=set)
    _turn: int = 0
    _suspected: defaultdict[str, list[frozenset[str]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, questions: Iterable[Asked], until: date | None = None, only: Sequence[str] = ()) -> "Study":
        """What follows from these."""
        study = cls(until, only)
        for asked in questions:
            study.note(asked)
        return study

    def note(self, asked: Asked) -> None:
        """One question more."""
        self.questions.add(asked.answers[0].question)
        if not asked.counts:
            return
        self._turn += 1
        standing = self.standings.get(asked.kind)
        if not standing or not asked.follows:  # what follows came right after the working of another
            standing = self.standings[asked.kind] = standing or Standing()
            standing.note(asked, self._turn)
        for kind in asked.other_kinds & self.standings.keys() if asked.at_once and not asked.follows else ():
            self.standings[kind].cards[asked.level].review(GOOD, asked.day)
        made = {id for ids in asked.mistakes for id in self._known(asked.kind, ids)}
        for id in made:
            self._made(asked, id)
        for id in asked.answers[0].aims:
            if id not in made and (habit := self.habits.get((asked.kind, id))):
                self._not_made(habit, asked)

    def _known(self, kind: str, ids: frozenset[str]) -> frozenset[str]:
        """The mistake that was made, if it is known which: one alone, one that comes back, one that two answers share.

        Nothing otherwise.
        """
        suspected = self._suspected[kind]
        if len(ids) == 1:
            suspected[:] = [*suspected, ids][-LATEST:]
            return ids
        back = frozenset(id for id in ids if (kind, id) in self.habits and self.habits[kind, id].open)
        shared = [ids & others for others in suspected]
        suspected[:] = [*suspected, ids][-LATEST:]
        return next((known for known in (back, *shared) if len(known) == 1), frozenset())

    def _made(self, asked: Asked, id: str) -> None:
        habit = self.habits.get((asked.kind, id)) or Habit(asked.kind, id, asked.level)
        self.habits[asked.kind, id] = habit
        habit.made, habit.last, habit.passed, habit.level = habit.made + 1, asked.day, 0, asked.level
        habit.card.review(AGAIN, asked.day)

    def _not_made(self, habit: Habit, asked: Asked) -> None:
        """It would have shown: a pass, unless nothing was typed at all; of a day one counts."""
        if all(one.typed is None for one in asked.answers):
            habit.card.review(AGAIN, asked.day)
        elif asked.day > max(habit.last, habit.card.last or date.min):
            habit.passed += 1
            habit.card.review(HARD if asked.wrong else GOOD, asked.day)

    def due(self, card: Card) -> date:
        """When a card is due, at the latest on the day that is practised for."""
        return min(card.due, self.until) if self.until and card.last and card.last < self.until else card.due

    def due_of(self, kind: str) -> date:
        """When a kind is due: as soon as one of its levels is."""
        return min(map(self.due, self.standings[kind].cards.values()), default=date.max)

    def due_habits(self, day: date) -> list[Habit]:
        """The mistakes that are due, the longest due first."""
        found = [habit for habit in self.habits.values() if habit.open and self.due(habit.card) <= day]
        return sorted(found, key=lambda habit: self.due(habit.card))

    def due_kinds(self, day: date) -> list[str]:
        """The kinds that are due, the longest due first."""
        return sorted((kind for kind in self.standings if self.due_of(kind) <= day), key=self.due_of)

    def weak(self) -> list[str]:
        """The kinds that were met and are not closed, the one that was asked longest ago first."""
        found = [kind for kind, standing in self.standings.items() if not standing.closed]
        return sorted(found, key=lambda kind: self.standings[kind].turn)

    def new(self) -> list[str]:
        """The kinds of the course that were not met yet."""
        return [kind for kind in self.only or FIRST_COURSE if kind not in self.standings]

    def wants(self, day: date) -> Iterator[Want]:
        """What may be asked, in the order of how much it is wanted: due, then weak, then new."""
        met = (Want(kind, self.standings[kind].level, "more") for kind in self.only if kind in self.standings)
        return (want for want in chain(self._wants(day), met) if not self.only or want.kind in self.only)

    def _wants(self, day: date) -> Iterator[Want]:
        for habit in self.due_habits(day):
            yield Want(habit.kind, self.standings[habit.kind].level, "due", habit.id)
        for why, kinds in (("due", self.due_kinds(day)), ("weak", self.weak())):
            for kind in kinds:
                standing = self.standings[kind]
                find = standing.first < day and standing.since_find >= FIND and kind not in WITHOUT_MISTAKES
                yield Want(kind, standing.level, why, find=find)
        for kind in self.new()[:1]:
            yield Want(kind, "easy", "new")

    def next(self, day: date, before: str = "") -> Want | None:
        """What is asked after a question of a kind: another one, but the first ones of a new kind come together."""
        if before in self.standings and self.standings[before].met < TOGETHER:
            return Want(before, self.standings[before].level, "new")
        wants = list(self.wants(day))
        return next((want for want in wants if want.kind != before), wants[0] if wants else None)

    def next_day(self) -> date:
        """The day on which something is due next."""
        habits = (self.due(habit.card) for habit in self.habits.values() if habit.open)
        return min((*map(self.due_of, self.standings), *habits), default=date.max)
