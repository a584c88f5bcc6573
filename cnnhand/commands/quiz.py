"""The loop: ask, mark, explain, and choose the next question."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from pathlib import Path
from time import monotonic

from cnnhand.commands.choosing import follow_up
from cnnhand.commands.deadline import Deadline
from cnnhand.commands.prompting import Ended, Prompt, Skipped
from cnnhand.commands.results import Ending, Outcome, PartResult, Result
from cnnhand.commands.review import review, working_page
from cnnhand.errors import CnnhandError, reason
from cnnhand.exact.values import Value
from cnnhand.formats import Screen
from cnnhand.formats.plain import text
from cnnhand.kinds import Exercise
from cnnhand.marking.verdict import exactly, feedback, mark_part
from cnnhand.memory.log import Answered
from cnnhand.page import Listing, Page, Text, Tone

EXAM_DECIMALS = " Decimals are rounded, to two places at the least; nothing is asked back about them."


@dataclass(slots=True)
class Quiz:
    """A quiz on a screen: it asks exercises one by one and keeps the outcome, so that nothing answered is lost.

    An exam gives one attempt, no hints, and no feedback before the end; it may last some minutes at the most. What was
    wrong in it is reviewed at the end, on the screen or in a file.
    """

    screen: Screen
    attempts: int = 2
    follows_up: bool = True
    exam: bool = False
    minutes: float | None = None
    review_file: Path | None = None
    keep: Callable[[Answered], None] = lambda answered: None
    outcome: Outcome = field(default_factory=Outcome)
    _prompt: Prompt = field(init=False)

    def __post_init__(self) -> None:
        self._prompt = Prompt(self.screen, self.exam)

    def run(self, exercises: Iterable[Exercise], of: int | None) -> None:
        """Ask the exercises in turn until they, the input, the time or the learner's patience end.

        `of` says how many they are, where that is known.
        """
        hint = "" if self.exam else "? for a hint, "
        decimals = EXAM_DECIMALS if self.exam else ""
        self.screen.show((Text(f"Type the answer; {hint}skip, show, quit or help.{decimals}", Tone.NOTE),))
        self._prompt.deadline = Deadline(60 * self.minutes) if self.minutes else None
        asked = 0
        left: Iterator[Exercise] = iter(exercises)
        try:
            for exercise in left:
                if self._prompt.over:
                    left = chain((exercise,), left)
                    raise Ended(Ending.TIME_UP)
                asked += 1
                result = self._ask(exercise, f"Question {asked} of {of}" if of else f"Question {asked}")
                if result.mistakes and self.follows_up and not self.exam:
                    result = self._follow_up(result, asked)
                if of is None or asked < of:
                    self._let_read(result)
            self.outcome.ended = Ending.TIME_UP if self._prompt.over else Ending.ALL_ASKED
        except Ended as end:
            self.outcome.ended = end.how
        finally:
            self.outcome.not_drawn = (of or asked) - asked
            self._keep_not_reached(left, at_hand=isinstance(exercises, Sequence))
        if self.exam or self.review_file:
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
        left = str(self._prompt.deadline) if self._prompt.deadline else ""
        heading = " · ".join(filter(None, (title, about, left)))
        result, started = Result(exercise), monotonic()
        try:
            self.screen.show((Text(heading, Tone.HEADING), *problem.question()))
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
        if not result.correct and not self.exam:
            self._prompt.let_read("the next question")

    def _ask_part(self, result: Result, number: int) -> None:
        """One part: all credit at the first attempt, half at a later one or after a hint."""
        problem = result.exercise.problem
        exact = [earlier.right for earlier in result.parts]
        own = [exactly(earlier.verdict.typed) if earlier.verdict else earlier.part.answer() for earlier in result.parts]
        answered = PartResult(problem.part(number, tuple(exact)))
        part, worth, wrong = answered.part, Fraction(1), list[Value]()
        hints = [] if self.exam else list(part.working().hints)
        attempts, rungs, began = 1 if self.exam else self.attempts, len(hints), monotonic()
        attempt = 1
        try:
            for attempt in range(1, attempts + 1):
                typed, value, hinted = self._prompt.answer(part, self._question(result, number), hints, wrong)
                worth = Fraction(1, 2) if hinted or attempt > 1 else worth
                verdict = mark_part(problem, number, exact, own, value, typed)
                if attempt == 1:
                    result.parts.append(answered)
                answered.typed, answered.verdict = typed, verdict
                answered.credit = max(answered.credit, worth * verdict.share)
                self.keep(result.answered(number, attempt, rungs - len(hints), monotonic() - began))
                began = monotonic()
                result.mistakes += [id for id in verdict.mistakes if id not in result.mistakes]
                result.met += verdict.causes
                if self.exam:
                    self.screen.show(())
                    return
                self.screen.show(feedback(verdict, reveal=attempt == attempts))
                if verdict.correct:
                    return
                wrong.append(value)
        except Skipped:
            if answered.verdict is None:
                result.parts.append(answered)
            self.keep(result.answered(number, attempt, rungs - len(hints), monotonic() - began, skipped=True))
            if self.exam:
                return
        self.screen.show(working_page(part))

    def _question(self, result: Result, number: int) -> Page:
        """The question once more, with the title of the part that is asked."""
        problem = result.exercise.problem
        title = problem.part_title(number)
        return (*problem.question(), *((Text(title, Tone.HEADING),) if title else ()))

    def _review(self) -> None:
        """After an exam: what was wrong, why, and the working, into a file or a question at a time."""
        questions = list(review(self.outcome))
        if self.review_file is not None:
            written = "\n".join(text(page) for pages in questions for page in pages)
            try:
                self.review_file.write_text(written, encoding="utf-8")
            except OSError as error:
                raise CnnhandError(f"{self.review_file}: cannot be written: {reason(error)}") from None
            self.screen.show((Text("The review is in:"), Listing(str(self.review_file))))
            return
        reader = Prompt(self.screen)  # without a deadline: the exam is over
        for number, pages in enumerate(questions, 1):
            for page in pages:
                self.screen.show(page)
            if number < len(questions):
                try:
                    reader.let_read("the next question")
                except Ended:
                    return
