"""The loop: ask, mark, explain, and count up what was answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from secrets import randbelow
from time import monotonic
from typing import Any

from cnnhand import answers
from cnnhand.answers import EXAMPLES
from cnnhand.errors import AnswerFormatError
from cnnhand.exact.values import Form, Value
from cnnhand.formats import Screen
from cnnhand.formats.json_text import plain_json
from cnnhand.generate import series, wanted_kinds
from cnnhand.kinds import Exercise, Level, OnePart
from cnnhand.marking import feedback, mark
from cnnhand.page import Page, Table, Text, Tone, say
from cnnhand.problem_file import find

HELP = (
    Text("Type the answer and press Enter. Numbers are exact: 6, -3, 9/4, 2.25 or a sum such as 4+0+1+1."),
    Text("?      the next hint (the credit is then half)"),
    Text("skip   show the working and go on"),
    Text("quit   end here, with the summary"),
    Text("help   this text"),
)


class _Ended(Exception):
    """The learner has quit, or the input has ended."""


class _Skipped(Exception):
    """The learner wants to see the working."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The exercises of a quiz, how many they are, and the command that asks the same again."""

    exercises: Iterable[Exercise]
    count: int
    again: str


def choose(
    source: str | None, words: Sequence[str] | None, level: Level, count: int | None, seed: int | None
) -> Chosen:
    """The exercises of a file or bundled name, or drawn ones of some kinds; a seed is made up where none is given."""
    if source is not None:
        exercises = find(source)[:count]
        limit = f" -n {count}" if count else ""
        return Chosen(exercises, len(exercises), f"cnnhand quiz {source}{limit}")
    names = wanted_kinds(words)
    seed = randbelow(1_000_000) if seed is None else seed
    count = count or 5
    options = "".join(f" --kind {word}" for word in words or ())
    again = f"cnnhand quiz{options} --level {level} -n {count} --seed {seed}"
    return Chosen(islice(series(names, level, seed), count), count, again)


@dataclass(slots=True)
class Result:
    """What came of one question: what was typed last, the credit from 0 to 1, and the mistakes met."""

    exercise: Exercise
    typed: str | None = None
    credit: Fraction = Fraction(0)
    correct: bool = False
    mistakes: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(slots=True)
class Quiz:
    """A quiz on a screen: it asks exercises one by one and keeps the results, so that nothing answered is lost."""

    screen: Screen
    attempts: int = 2
    results: list[Result] = field(default_factory=list)

    def run(self, exercises: Iterable[Exercise], of: int) -> None:
        """Ask the exercises in turn until they, the input or the learner's patience end."""
        self.screen.show((Text("Type the answer; ? for a hint, skip, quit or help.", Tone.NOTE),))
        try:
            for number, exercise in enumerate(exercises, 1):
                self._ask(exercise, number, of)
        except _Ended:
            pass

    def _ask(self, exercise: Exercise, number: int, of: int) -> None:
        """One question, from its text to its credit."""
        problem = exercise.problem
        code = exercise.code or " · ".join(filter(None, (problem.kind(), exercise.title)))
        self.screen.show((Text(f"Question {number} of {of} · {code}", Tone.HEADING), *problem.question()))
        result, started = Result(exercise), monotonic()
        names = problem.parts()
        earlier: tuple[Value, ...] = ()
        shown_working = False
        try:
            for index, name in enumerate(names):
                if name:
                    self.screen.show((Text(f"Part {index + 1} of {len(names)}: {name}", Tone.HEADING),))
                part = problem.part(index, earlier)
                credit = self._ask_part(part, result)
                result.credit += credit / len(names)
                shown_working |= credit == 0
                earlier += (part.answer(),)
            result.correct = result.typed is not None and not shown_working
        finally:
            result.seconds = monotonic() - started
            if result.typed is not None or shown_working:
                self.results.append(result)
        if shown_working and number < of and self.screen.interactive:
            line = self.screen.ask("Press Enter for the next question. ")
            if line is None or line.strip().lower() == "quit":
                raise _Ended

    def _ask_part(self, part: OnePart, result: Result) -> Fraction:
        """The credit for one part: all at the first attempt, half at a later one or after a hint."""
        hints = list(part.working().hints)
        full = Fraction(1)
        try:
            for attempt in range(1, self.attempts + 1):
                typed, hinted = self._typed(part, hints, result)
                full = Fraction(1, 2) if hinted or attempt > 1 else full
                verdict = mark(part, typed)
                result.mistakes += [id for id in verdict.mistakes if id not in result.mistakes]
                self.screen.show(feedback(verdict))
                if verdict.correct:
                    return full
        except _Skipped:
            pass
        answer = Text(f"The answer is {say(part.answer())}.", Tone.HEADING)
        self.screen.show((*part.working().page, answer))
        return Fraction(0)

    def _typed(self, part: OnePart, hints: list[Page], result: Result) -> tuple[Value, bool]:
        """The next answer that can be read, and whether a hint was taken before it."""
        hinted = False
        while True:
            line = self._line(part.form)
            match line.strip().lower():
                case "":
                    continue
                case "?" | "hint":
                    hinted = True
                    self.screen.show(hints.pop(0) if hints else (Text("There is no further hint."),))
                case "skip" | "s":
                    raise _Skipped
                case "quit" | "q" | "exit":
                    raise _Ended
                case "help" | "h":
                    self.screen.show((*HELP, Text(f"Here: {EXAMPLES[part.form]}.")))
                case _:
                    try:
                        typed = answers.read(line, part.form, part.choices)
                    except AnswerFormatError as error:
                        self.screen.show((Text(f"That cannot be read, and costs nothing: {error}."),))
                        continue
                    result.typed = line.strip()
                    return typed, hinted

    def _line(self, form: Form) -> str:
        """A typed answer: one line, or at a terminal the rows of a grid up to an empty line."""
        rows = form is Form.GRID and self.screen.interactive
        line = self.screen.ask("rows, then an empty line> " if rows else "> ")
        if line is None:
            raise _Ended
        if not rows or not line[:1].strip(" -−.√") or any(mark in line for mark in ";|["):
            return line
        while (row := self.screen.ask("... ")) and row.strip():
            line += f"\n{row}"
        return line

    @property
    def score(self) -> Fraction:
        """The credit of all questions together."""
        return sum((result.credit for result in self.results), Fraction(0))

    def summary(self, again: str) -> Page:
        """A row a kind, and the command that asks the same questions again."""
        if not self.results:
            return (Text("Nothing was answered."),)
        rows = []
        for kind in dict.fromkeys(result.exercise.problem.kind() for result in self.results):
            of_kind = [result for result in self.results if result.exercise.problem.kind() == kind]
            met = dict.fromkeys(mistake for result in of_kind for mistake in result.mistakes)
            seconds = round(sum(result.seconds for result in of_kind))
            credit = sum((result.credit for result in of_kind), Fraction(0))
            rows.append(
                (kind, f"{_mixed(credit)} of {len(of_kind)}", f"{seconds // 60}:{seconds % 60:02}", ", ".join(met))
            )
        return (
            Text(f"Credit: {_mixed(self.score)} of {len(self.results)}", Tone.HEADING),
            Table(("kind", "credit", "time", "mistakes met"), tuple(rows)),
            Text(f"The same questions again: {again}", Tone.NOTE),
        )

    def record(self) -> dict[str, Any]:
        """The results for `--json`."""
        return {
            "score": plain_json(self.score),
            "of": len(self.results),
            "questions": [
                {
                    "kind": result.exercise.problem.kind(),
                    "code": result.exercise.code,
                    "typed": result.typed,
                    "correct": result.correct,
                    "credit": plain_json(result.credit),
                    "mistakes": result.mistakes,
                }
                for result in self.results
            ],
        }


def _mixed(number: Fraction) -> str:
    """A credit as people say it: `2½`."""
    whole, rest = divmod(number, 1)
    halves = {Fraction(0): "", Fraction(1, 2): "½", Fraction(1, 4): "¼", Fraction(3, 4): "¾"}
    return (
        f"{whole or (0 if rest not in halves or not rest else '')}{halves[rest]}"
        if rest in halves
        else f"{float(number):.2f}"
    )
