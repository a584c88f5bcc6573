"""The loop: ask, mark, explain, and choose the next question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from time import monotonic

from cnnhand import answers
from cnnhand.answers import EXAMPLES
from cnnhand.choosing import follow_up
from cnnhand.errors import AnswerFormatError
from cnnhand.exact.values import Form, Value
from cnnhand.formats import Screen
from cnnhand.kinds import Exercise, OnePart, Problem
from cnnhand.marking import exactly, feedback, mark_part
from cnnhand.page import Page, Text, Tone, say
from cnnhand.results import Ending, Outcome, PartResult, Result

COMMANDS = {"?", "hint", "skip", "s", "quit", "q", "exit", "help", "h", "show"}

TYPING = Text("Type the answer and press Enter. Numbers are exact: 6, -3, 9/4, 2.25 or a sum such as 4+0+1+1.")
HELP = (
    TYPING,
    Text("?      the next hint (the credit is then half)"),
    Text("skip   show the working and go on"),
    Text("show   the question once more"),
    Text("quit   end here, with the summary"),
    Text("help   this text"),
)
EXAM_HELP = (
    TYPING,
    Text("There is one attempt, there are no hints, and what was wrong is explained at the end."),
    Text("skip   go on without an answer; the working comes at the end"),
    Text("show   the question once more"),
    Text("quit   end here, with the explanations and the summary"),
    Text("help   this text"),
)


class _Ended(Exception):
    """The learner has quit, the input has ended, or the time is up."""

    def __init__(self, how: Ending) -> None:
        self.how = how


class _Skipped(Exception):
    """The learner wants to see the working, or in an exam to go on."""


@dataclass(slots=True)
class Quiz:
    """A quiz on a screen: it asks exercises one by one and keeps the outcome, so that nothing answered is lost.

    An exam gives one attempt, no hints, and no feedback before the end; it may last some minutes at the most.
    """

    screen: Screen
    attempts: int = 2
    follows_up: bool = True
    exam: bool = False
    minutes: int | None = None
    outcome: Outcome = field(default_factory=Outcome)
    _ends: float | None = None
    _rows: list[str] = field(default_factory=list)

    def run(self, exercises: Iterable[Exercise], of: int) -> None:
        """Ask the exercises in turn until they, the input, the time or the learner's patience end."""
        hint = "" if self.exam else "? for a hint, "
        self.screen.show((Text(f"Type the answer; {hint}skip, show, quit or help.", Tone.NOTE),))
        self._ends = monotonic() + 60 * self.minutes if self.minutes else None
        asked, left = 0, iter(exercises)
        try:
            for asked, exercise in enumerate(left, 1):
                result = self._ask(exercise, f"Question {asked} of {of}")
                if result.mistakes and self.follows_up and not self.exam:
                    result = self._follow_up(result, asked)
                if asked < of:
                    self._let_read(result)
            self.outcome.ended = Ending.ALL_ASKED
        except _Ended as end:
            self.outcome.ended = end.how
        finally:
            self.outcome.not_drawn = of - asked
            self._keep_not_reached(left, at_hand=isinstance(exercises, Sequence))
        if self.exam:
            self._review()

    def _keep_not_reached(self, exercises: Iterable[Exercise], at_hand: bool) -> None:
        """Give what was not reached its results; what is still to be drawn only where an exam ended by itself."""
        if at_hand or (self.exam and self.outcome.ended in (Ending.END_OF_INPUT, Ending.TIME_UP)):
            for exercise in exercises:
                self.outcome.results.append(Result(exercise, reached=False))
                self.outcome.not_drawn -= 1

    def _follow_up(self, before: Result, number: int) -> Result:
        """After a diagnosed mistake a fresh problem of the same kind, on which it would show again."""
        fresh = follow_up(before.exercise, number, before.mistakes)
        if fresh is None:
            return before
        self._let_read(before)
        self.screen.show((Text("Once more, on a problem where that mistake would show again.", Tone.NOTE),))
        result = self._ask(fresh, f"Follow-up to question {number}")
        if set(result.mistakes) & set(before.mistakes):
            self.screen.show((Text("The same mistake again: worth a practice of its own.", Tone.NOTE),))
        elif result.correct:
            self.screen.show((Text("Not made again: done with that one.", Tone.RIGHT),))
        return result

    def _ask(self, exercise: Exercise, title: str) -> Result:
        """One question, from its text to its credit."""
        problem = exercise.problem
        about = exercise.code or " · ".join(filter(None, (problem.kind(), exercise.title)))
        left = f" · {max(0, round((self._ends - monotonic()) / 60))} min left" if self._ends else ""
        result, started = Result(exercise), monotonic()
        try:
            self.screen.show((Text(f"{title} · {about}{left}", Tone.HEADING), *problem.question()))
            for number in range(len(problem.parts())):
                if part_title := problem.part_title(number):
                    self.screen.show((Text(part_title, Tone.HEADING),))
                self._ask_part(result, number)
        finally:
            result.seconds = monotonic() - started
            self.outcome.results.append(result)
        return result

    def _let_read(self, result: Result) -> None:
        """Leave the working, which is shown after a wrong answer, on the screen until it has been read."""
        if result.correct or self.exam or not self.screen.interactive:
            return
        line = self.screen.ask("Press Enter for the next question. ")
        if line is None:
            raise _Ended(Ending.END_OF_INPUT)
        if line.strip().lower() in ("quit", "q"):
            raise _Ended(Ending.QUIT)

    def _ask_part(self, result: Result, number: int) -> None:
        """One part: all credit at the first attempt, half at a later one or after a hint."""
        problem = result.exercise.problem
        exact = [earlier.right for earlier in result.parts]
        own = [exactly(earlier.verdict.typed) if earlier.verdict else earlier.part.answer() for earlier in result.parts]
        answered = PartResult(problem.part(number, tuple(exact)))
        part, worth = answered.part, Fraction(1)
        hints = [] if self.exam else list(part.working().hints)
        attempts = 1 if self.exam else self.attempts
        try:
            for attempt in range(1, attempts + 1):
                typed, value, hinted = self._typed(problem, number, part, hints)
                worth = Fraction(1, 2) if hinted or attempt > 1 else worth
                verdict = mark_part(problem, number, exact, own, value)
                if attempt == 1:
                    result.parts.append(answered)
                answered.typed, answered.verdict = typed, verdict
                answered.credit = max(answered.credit, worth * verdict.share)
                result.mistakes += [id for id in verdict.mistakes if id not in result.mistakes]
                result.met += verdict.causes
                if self.exam:
                    self.screen.show(())
                    return
                self.screen.show(feedback(verdict, reveal=attempt == attempts))
                if verdict.correct:
                    return
        except _Skipped:
            self._rows = []
            if answered.verdict is None:
                result.parts.append(answered)
            if self.exam:
                return
        self._show_working(part)

    def _show_working(self, part: OnePart) -> None:
        self.screen.show((*part.working().page, Text(f"The answer is {say(part.answer())}.", Tone.HEADING)))

    def _typed(self, problem: Problem, number: int, part: OnePart, hints: list[Page]) -> tuple[str, Value, bool]:
        """The next answer that can be read, as typed and as a value, and whether a hint was taken before it."""
        hinted = False
        while True:
            line = self._line(part.form)
            word = line.strip().lower()
            match None if word in part.choices else word:  # a choice may be called like a command
                case "":
                    continue
                case "?" | "hint":
                    hinted |= bool(hints)
                    no_more = "There are no hints in an exam." if self.exam else "There is no further hint."
                    self.screen.show(hints.pop(0) if hints else (Text(no_more),))
                case "skip" | "s":
                    raise _Skipped
                case "quit" | "q" | "exit":
                    raise _Ended(Ending.QUIT)
                case "show":
                    title = problem.part_title(number)
                    self.screen.show((*problem.question(), *((Text(title, Tone.HEADING),) if title else ())))
                case "help" | "h":
                    self.screen.show((*(EXAM_HELP if self.exam else HELP), Text(f"Here: {EXAMPLES[part.form]}.")))
                case _:
                    try:
                        value = answers.read(line, part.form, part.choices)
                    except AnswerFormatError as error:
                        self._unreadable(str(error))
                        continue
                    inexact = answers.imprecise(value, part.answer())
                    if not inexact:
                        return line.strip(), value, hinted
                    self.screen.show((Text(f"A decimal is {inexact}. That costs nothing."),))

    def _unreadable(self, what: str) -> None:
        self.screen.show((Text(f"That cannot be read, and costs nothing: {what}."),))

    def _line(self, form: Form) -> str:
        """A typed answer: one line, or at a terminal the rows of a grid up to an empty line.

        Each row is checked at once, and a command between them loses none.
        """
        if form is not Form.GRID or not self.screen.interactive:
            return self._asked("> ")
        while True:
            first = not self._rows
            row = self._asked("rows, then an empty line> " if first else f"row {len(self._rows) + 1}> ")
            word = row.strip().lower()
            if word in COMMANDS or (first and (not word or any(mark in word.rstrip("|") for mark in ";|["))):
                return row
            if not word:
                line, self._rows = "\n".join(self._rows), []
                return line
            try:
                for part in filter(str.strip, row.split("|")):  # a bar between two maps, in a row or alone
                    answers.read(part, Form.GRID)
                self._rows.append(row)
            except AnswerFormatError as error:
                self._unreadable(str(error).removeprefix("row 1: "))

    def _asked(self, prompt: str) -> str:
        line = self.screen.ask(prompt)
        if self._ends and monotonic() > self._ends:
            late = " What was typed last came too late and does not count." if line else ""
            self.screen.show((Text(f"The time is up.{late}"),))
            raise _Ended(Ending.TIME_UP)
        if line is None:
            raise _Ended(Ending.END_OF_INPUT)
        return line

    def _review(self) -> None:
        """After an exam: what was wrong, why, and the working, also of what was not reached."""
        for number, result in enumerate(self.outcome.results, 1):
            if result.correct:
                continue
            problem = result.exercise.problem
            about = result.exercise.code or result.exercise.title or problem.kind()
            reached = "" if result.reached else " · not reached"
            self.screen.show((Text(f"Question {number} · {about}{reached}", Tone.HEADING), *problem.question()))
            for index, answered in enumerate(result.all_parts):
                if part_title := problem.part_title(index):
                    self.screen.show((Text(part_title, Tone.HEADING),))
                if answered.verdict:
                    self.screen.show(feedback(answered.verdict, reveal=True))
                if not answered.correct:
                    self._show_working(answered.part)
        if many := self.outcome.not_drawn:
            were = ("1 question was", "is") if many == 1 else (f"{many} questions were", "are")
            self.screen.show((Text(f"{were[0]} not reached, and {were[1]} not reviewed."),))
