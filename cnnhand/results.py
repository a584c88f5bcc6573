"""What came of a quiz: a result a question, and the summary of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from cnnhand.exact.values import Value
from cnnhand.formats.json_text import plain_json
from cnnhand.kinds import Exercise, OnePart
from cnnhand.marking import Verdict, built_on
from cnnhand.page import Listing, Page, Table, Text, Tone


@dataclass(slots=True)
class PartResult:
    """One part: what was typed last, the verdict on it, and the best credit of all attempts; None where skipped."""

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
        typed = [part.typed for part in self.parts]
        return {
            "kind": self.exercise.problem.kind(),
            "code": self.exercise.code,
            "typed": typed[0] if len(self.exercise.problem.parts()) == 1 else typed,
            "correct": self.correct,
            "credit": plain_json(self.credit),
            "mistakes": self.mistakes,
        }


def score(results: Sequence[Result]) -> Fraction:
    """The credit of several questions together."""
    return sum((result.credit for result in results), Fraction(0))


def record(results: Sequence[Result], of: int | None = None) -> dict[str, Any]:
    """All results for `--json`."""
    return {
        "score": plain_json(score(results)),
        "of": of or len(results),
        "questions": [result.record() for result in results],
    }


def summary(results: Sequence[Result], again: str, of: int | None = None) -> Page:
    """A row a kind, and the command that asks the same questions again; an exam counts what was not reached too."""
    if not results:
        return (Text("Nothing was answered."), *_again(again))
    rows = []
    for kind in dict.fromkeys(result.exercise.problem.kind() for result in results):
        of_kind = [result for result in results if result.exercise.problem.kind() == kind]
        met = dict.fromkeys(mistake for result in of_kind for mistake in result.met)
        seconds = round(sum(result.seconds for result in of_kind))
        time = f"{seconds // 60}:{seconds % 60:02}"
        rows.append((kind, f"{mixed(score(of_kind))} of {len(of_kind)}", time, ", ".join(met)))
    return (
        Text(f"Credit: {mixed(score(results))} of {of or len(results)}", Tone.HEADING),
        Table(("kind", "credit", "time", "mistakes met"), tuple(rows)),
        *_again(again),
    )


def _again(again: str) -> Page:
    """A command is not wrapped, so that it can be copied."""
    return (Text("The same questions again:", Tone.NOTE), Listing(again))


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
