"""What came of a quiz: a result a question, how it ended, and the summary."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Any

from cnnhand.exact.values import Value
from cnnhand.formats.json_text import by_part, plain_json
from cnnhand.kinds import Exercise, OnePart
from cnnhand.marking import Verdict, built_on
from cnnhand.page import Listing, Page, Table, Text, Tone


@dataclass(slots=True)
class PartResult:
    """One part: what was typed last, the verdict on it, and the best credit of all attempts; None where unanswered."""

    part: OnePart
    typed: str | None = None
    verdict: Verdict | None = None
    credit: Fraction = Fraction(0)

    @property
    def correct(self) -> bool:
        """Whether the last attempt was right."""
        return self.verdict is not None and self.verdict.correct

    @property
    def right(self) -> Value:
        """The right answer that the next parts build on."""
        return built_on(self.part, self.verdict.typed if self.verdict else None)


@dataclass(slots=True)
class Result:
    """One question: its parts as far as they were asked, the mistakes met, and how long it took."""

    exercise: Exercise
    parts: list[PartResult] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    """What each wrong answer came from, for people: where several mistakes give it, the first two of them."""
    seconds: float = 0.0
    reached: bool = True

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

    def record(self) -> dict[str, Any]:
        """The result for `--json`; `typed` is a list where the problem has several parts."""
        names, parts = self.exercise.problem.parts(), self.all_parts
        typed = [part.typed for part in parts]
        return {
            "kind": self.exercise.problem.kind(),
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

    def summary(self, again: str) -> Page:
        """A row a kind, one for what was not reached, and the command that asks the same questions again."""
        answered = any(part.verdict for result in self.results for part in result.parts)
        credit = f"Credit: {mixed(score(self.results))} of {self.of}" if answered else "Nothing was answered."
        return (
            Text(credit, Tone.HEADING),
            Table(("kind", "credit", "time", "mistakes met"), tuple(self._rows())),
            Text("The same questions again:", Tone.NOTE),
            Listing(again),  # a command is not wrapped, so that it can be copied
        )

    def _rows(self) -> Iterator[tuple[str, ...]]:
        """The rows of the summary, whose credits add up to the whole."""
        asked = [result for result in self.results if result.reached]
        for kind in dict.fromkeys(result.exercise.problem.kind() for result in asked):
            of_kind = [result for result in asked if result.exercise.problem.kind() == kind]
            met = dict.fromkeys(mistake for result in of_kind for mistake in result.met)
            seconds = round(sum(result.seconds for result in of_kind))
            time = f"{seconds // 60}:{seconds % 60:02}"
            yield (kind, f"{mixed(score(of_kind))} of {len(of_kind)}", time, ", ".join(met))
        if self.not_reached:
            yield ("not reached", f"0 of {self.not_reached}", "", "")


def mixed(number: Fraction) -> str:
    """A credit as people say it.

    >>> mixed(Fraction(5, 2)), mixed(Fraction(1, 2)), mixed(Fraction(8, 9))
    ('2½', '½', '0.89')
    """
    whole, rest = divmod(number, 1)
    signs = {Fraction(1, 4): "¼", Fraction(1, 2): "½", Fraction(3, 4): "¾"}
    if not rest:
        return str(whole)
    return f"{whole or ''}{signs[rest]}" if rest in signs else f"{float(number):.2f}"
