"""What came of a quiz: a result a question, how it ended, and the summary."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Any

from cnnhand.commands.quiz.filling import OneStep
from cnnhand.exact.values import Value, exactly
from cnnhand.formats.json_text import by_part, plain_json
from cnnhand.kinds import Exercise, Part
from cnnhand.marking.verdict import Verdict, built_on
from cnnhand.memory.log import Answered, fingerprint, now
from cnnhand.page import Tone


@dataclass(slots=True)
class PartResult:
    """One part: what was typed last, the verdict on it, and the best credit of all attempts; None where unanswered.

    `mistakes` are the ids of those found in any attempt, `met` what each wrong answer came from, for people: where
    several mistakes give it, the first two of them. `attempt` counts them, `hints` how many were taken, and `seconds`
    are those of the last attempt, which may have been given up: `skipped`.
    """

    part: Part
    typed: str | None = None
    verdict: Verdict | None = None
    credit: Fraction = Fraction(0)
    attempt: int = 0
    hints: int = 0
    seconds: float = 0.0
    skipped: bool = False
    mistakes: list[str] = field(default_factory=list)
    met: list[str] = field(default_factory=list)

    @property
    def correct(self) -> bool:
        """Whether the last attempt was right."""
        return self.verdict is not None and self.verdict.correct

    def judge(self, typed: str, verdict: Verdict) -> None:
        """Enter an attempt: a later one, or one after a hint, is worth half."""
        worth = Fraction(1, 2) if self.hints or self.attempt > 1 else Fraction(1)
        self.typed, self.verdict = typed, verdict
        self.credit = max(self.credit, worth * verdict.share)
        self.mistakes += [id for id in verdict.mistakes if id not in self.mistakes]
        self.met += [" or ".join(ids[:2]) for ids in verdict.alternatives]

    @property
    def right(self) -> Value:
        """The right answer that the next parts build on."""
        return built_on(self.part, self.verdict.typed if self.verdict else None)

    @property
    def own(self) -> Value:
        """The answer that the learner builds on."""
        return exactly(self.verdict.typed) if self.verdict else self.part.answer()


@dataclass(slots=True)
class Result:
    """One question: its parts as far as they were asked, and how long it took."""

    exercise: Exercise
    parts: list[PartResult] = field(default_factory=list)
    seconds: float = 0.0
    reached: bool = True

    @property
    def mistakes(self) -> list[str]:
        """The mistakes found in its parts, each once."""
        return list(dict.fromkeys(id for part in self.parts for id in part.mistakes))

    @property
    def met(self) -> list[str]:
        """What its wrong answers came from."""
        return [cause for part in self.parts for cause in part.met]

    @property
    def possible(self) -> set[str]:
        """The mistakes that can be made in it."""
        return {mistake.id for part in self.parts for mistake, _ in part.part.wrong_answers()}

    @property
    def all_parts(self) -> list[PartResult]:
        """The parts, and those that were not asked any more, each on the right answers to the parts before it."""
        problem, parts = self.exercise.problem, list(self.parts)
        for number in range(len(parts), len(problem.parts())):
            parts.append(PartResult(problem.part(number, tuple(part.right for part in parts))))
        return parts

    @property
    def credit(self) -> Fraction:
        """From 0 to 1, every part as good as the others."""
        return sum((part.credit for part in self.parts), Fraction(0)) / len(self.exercise.problem.parts())

    @property
    def correct(self) -> bool:
        """Whether every part was answered right in the end."""
        return len(self.parts) == len(self.exercise.problem.parts()) and all(part.correct for part in self.parts)

    @property
    def went_wrong(self) -> int | None:
        """The first part in which a mistake was made or that was not right in the end, if there is one."""
        return next((at for at, part in enumerate(self.parts) if part.mistakes or not part.correct), None)

    def answered(self, number: int) -> Answered:
        """The last answer to a part, for the log."""
        problem, part = self.exercise.problem, self.parts[number]
        if isinstance(problem, OneStep):
            number, problem = problem.number, problem.of
        return Answered(
            time=now(),
            code=self.exercise.code or self.exercise.title or problem.kind(),
            part=number + 1,
            of=len(problem.parts()),
            name=problem.parts()[number],
            attempt=part.attempt,
            typed=None if part.skipped else part.typed,
            outcome="skipped" if part.skipped else "right" if part.correct else "wrong",
            credit=str(part.credit),
            mistakes=part.verdict.found() if part.verdict and not part.skipped else (),
            hints=part.hints,
            seconds=round(part.seconds, 1),
            aims=self.exercise.aims,
            question=fingerprint(problem.question()),
        )

    @property
    def filled(self) -> tuple[list[Value], list[Tone]]:
        """What the parts come to, and which of them were right."""
        return [part.right for part in self.parts], [Tone.RIGHT if one.correct else Tone.PLAIN for one in self.parts]

    def record(self) -> dict[str, Any]:
        """The result for `--json`; `typed` is a list where the problem has several parts."""
        names, parts = self.exercise.problem.parts(), self.all_parts
        typed = [part.typed for part in parts]
        return {
            "kind": self.exercise.problem.kind() or None,
            "code": self.exercise.code,
            "title": self.exercise.title,
            "reached": self.reached,
            "typed": typed[0] if len(typed) == 1 else typed,
            "answer": by_part(names, [part.part.answer() for part in parts]),
            "correct": self.correct,
            "credit": plain_json(self.credit),
            "mistakes": self.mistakes,
            "seconds": round(self.seconds, 1),
        }


def score(results: Sequence[Result]) -> Fraction:
    """The credit of several questions together."""
    return sum((result.credit for result in results), Fraction(0))


class Ending(Enum):
    """How a quiz ended."""

    ALL_ASKED = "all-asked"
    QUIT = "quit"
    END_OF_INPUT = "end-of-input"
    TIME_UP = "time-up"
    INTERRUPTED = "interrupted"


@dataclass(slots=True)
class Outcome:
    """The results of a quiz in the order of its questions, those not reached at the end, and how it ended.

    `not_drawn` of the questions not reached have no result: nobody needs them, and drawing them takes time.
    """

    results: list[Result] = field(default_factory=list)
    not_drawn: int = 0
    ended: Ending = Ending.INTERRUPTED  # until it ends in another way

    @property
    def of(self) -> int:
        """How many questions there were: those asked, follow-ups too, and those not reached."""
        return len(self.results) + self.not_drawn

    @property
    def not_reached(self) -> int:
        """How many questions were not asked any more."""
        return self.not_drawn + sum(not result.reached for result in self.results)

    def record(self) -> dict[str, Any]:
        """All of it for `--json`."""
        return {
            "ended": plain_json(self.ended),
            "score": plain_json(score(self.results)),
            "of": self.of,
            "not_reached": self.not_reached,
            "questions": [result.record() for result in self.results],
        }

    @property
    def asked(self) -> list[Result]:
        """The results of the questions that were asked, answered or not."""
        return [result for result in self.results if result.reached]
