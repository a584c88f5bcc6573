"""A student who is simulated: makes three mistakes of habit, learns from what is said, and forgets over the days."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cnnhand.commands.fresh import fresh
from cnnhand.exact.values import Value
from cnnhand.kinds import Exercise, Part
from cnnhand.marking.verdict import mark
from cnnhand.memory.asked import asked
from cnnhand.memory.log import Answered, fingerprint
from cnnhand.memory.schedule import Study
from cnnhand.questions.find_the_mistake import PREFIX

HABITS = {("conv-cell", "bias-forgotten"), ("output-size", "no-plus-one"), ("parameter-count", "depth-forgotten")}
FIRST = datetime(2026, 1, 5, 12, tzinfo=UTC)
SECONDS = 45.0
"""So long an answer takes."""


@dataclass
class Student:
    """Somebody who practises some minutes a day; `told` counts how often a habit was named.

    `due` and `aimed` are the days on which it was due, and on which it was asked for; `gone` are those that went.
    """

    dice: random.Random = field(default_factory=lambda: random.Random(7))
    answers: list[Answered] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)
    last_told: dict[str, int] = field(default_factory=dict)
    due: set[tuple[int, str]] = field(default_factory=set)
    aimed: set[tuple[int, str]] = field(default_factory=set)
    gone: set[tuple[str, str]] = field(default_factory=set)

    def typed(self, kind: str, part: Part, day: int) -> Value:
        """The right answer, or now and then a slip; a habit until it was named four times, later where forgotten."""
        for mistake, value in part.wrong_answers():
            if (kind, mistake.id) in HABITS:
                known = self.told.get(mistake.id, 0) >= 4
                if not known or (day - self.last_told[mistake.id] > 6 and self.dice.random() < 0.2):
                    return value
        others = [value for _, value in part.wrong_answers()]
        return self.dice.choice(others) if others and self.dice.random() < 0.1 else part.answer()

    def answer(self, exercise: Exercise, time: datetime, day: int) -> list[Answered]:
        """One attempt at every part."""
        problem, said = exercise.problem, []
        kind = (exercise.code or "").split("/")[0].removeprefix(PREFIX)
        for number, part in enumerate(problem.exact_parts()):
            verdict = mark(part, self.typed(kind, part, day))
            for id in verdict.mistakes:
                if (kind, id) in HABITS:
                    self.told[id], self.last_told[id] = self.told.get(id, 0) + 1, day
            said.append(
                Answered(
                    time + timedelta(seconds=number), exercise.code or "", number + 1, len(problem.parts()),
                    problem.parts()[number], 1, "", "right" if verdict.correct else "wrong", str(verdict.share),
                    verdict.found(), 0, SECONDS, exercise.aims, fingerprint(problem.question()),
                )
            )  # fmt: skip
        return said

    def practise(self, day: int, minutes: float) -> Study:
        """A day's practice, and what follows from all so far."""
        time, before, first = FIRST + timedelta(days=day), "", len(self.answers)
        study = Study.of(asked(self.answers))
        self.due |= {(day, habit.id) for habit in study.due_habits(time.date()) if (habit.kind, habit.id) in HABITS}
        while sum(one.seconds for one in self.answers[first:]) < 60 * minutes:
            want = study.next(time.date(), before)
            if want is None:
                break
            self.aimed.add((day, want.mistake))
            said = self.answer(fresh(want, study.questions, 1, 1000 * day + len(self.answers) - first + 1), time, day)
            self.answers += said
            for question in asked(said):
                study.note(question)
            time, before = time + timedelta(minutes=1), want.kind
        self.gone |= {known for known, habit in study.habits.items() if not habit.open}
        return study
