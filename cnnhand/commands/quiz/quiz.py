"""The quiz: ask, mark, explain, and choose the next question."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic

from cnnhand.commands import solve
from cnnhand.commands.quiz.attempts import ask_part
from cnnhand.commands.quiz.choosing import follow_up
from cnnhand.commands.quiz.deadline import Deadline
from cnnhand.commands.quiz.filling import filled_in
from cnnhand.commands.quiz.prompting import Prompt
from cnnhand.commands.quiz.results import Ending, Outcome, PartResult, Result
from cnnhand.commands.quiz.review import review, working_page
from cnnhand.commands.quiz.summary import avoided_in
from cnnhand.errors import CnnhandError
from cnnhand.files.whole import write_whole
from cnnhand.formats import Screen
from cnnhand.formats.plain import text
from cnnhand.kinds import Exercise
from cnnhand.kinds.codes import Code, draw
from cnnhand.memory.log import Answered
from cnnhand.page import Divider, Heading, Listing, Text, Tone

EXAM_DECIMALS = " Decimals are rounded, to two places at the least; whether they are is not asked back."


@dataclass(slots=True)
class Quiz:
    """A quiz on a screen: it asks exercises one by one and keeps the outcome, so that nothing answered is lost.

    An exam gives one attempt, no hints, and no feedback before the end; it may last some minutes at the most. What was
    wrong in it is reviewed at the end, on the screen or in a file. `keep` is given every answer.
    """

    screen: Screen
    attempts: int = 2
    follows_up: bool = True
    exam: bool = False
    minutes: float | None = None
    review_file: Path | None = None
    keep: Callable[[Answered], None] = lambda answered: None
    asked_before: Collection[str] | None = None
    """In practice the questions that were asked ever, none of which may come again."""
    first: bool = False
    """Whether it is the learner's very first one: a question that is worked out comes before it."""
    outcome: Outcome = field(default_factory=Outcome)
    _prompt: Prompt = field(init=False)
    _marks: list[bool | None] = field(default_factory=list)
    """Of each question of the series whether it was right, None as long as it was not asked."""
    _endless: bool = False

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
        self._marks, self._endless = [None] * (of or 0), of is None
        left, asked = iter(exercises), 0
        try:
            while not self._time_is_up() and (exercise := next(left, None)):
                asked += 1
                self._marks += [None] if self._endless else []
                self._ask_and_follow_up(exercise, asked)
            if self._prompt.done:
                self._prompt.let_read("the summary")
            self.outcome.ended = self._prompt.ended or Ending.ALL_ASKED
        finally:
            self.outcome.not_drawn = len(self._marks) - asked
        self._keep_not_reached(left, at_hand=isinstance(exercises, Sequence))
        if self.exam or self.review_file:
            self._review()

    def _time_is_up(self) -> bool:
        """Whether the talk has ended; a time limit may also have run out between two questions."""
        if not self._prompt.ended and self._prompt.deadline and self._prompt.deadline.left <= 0:
            self._prompt.ended = Ending.TIME_UP
        return self._prompt.ended is not None

    def _keep_not_reached(self, exercises: Iterable[Exercise], at_hand: bool) -> None:
        """Give what was not reached its results; what is still to be drawn only where an exam ended by itself."""
        if at_hand or (self.exam and self.outcome.ended in (Ending.END_OF_INPUT, Ending.TIME_UP)):
            for exercise in exercises:
                self.outcome.results.append(Result(exercise, reached=False))
                self.outcome.not_drawn -= 1

    def _ask_and_follow_up(self, exercise: Exercise, number: int) -> None:
        """A question of the series, and after one that went wrong a fresh one on the step that did."""
        if self.first and number == 1 and self.screen.interactive:
            self._show_how(exercise.problem.kind())
        result = self._ask(exercise, f"Question {number}" + ("" if self._endless else f" of {len(self._marks)}"))
        self._marks[number - 1] = result.correct
        if self.exam:
            return
        if fresh := self._follow_up(result, number):
            self._let_read(result, "a fresh one of this kind")
            again = self._ask(fresh, f"Follow-up to question {number}")
            self._compare(result, again)
            result = again
        if self._endless or number < len(self._marks):
            self._let_read(result, "the next question")

    def _follow_up(self, result: Result, number: int) -> Exercise | None:
        """What follows a question in which something went wrong; in practice a skipped one is not followed."""
        at = result.went_wrong
        if not self.follows_up or self._prompt.ended or at is None:
            return None
        if self.asked_before is not None and not result.parts[at].verdict:
            return None
        return follow_up(result.exercise, number, result.parts[at].mistakes, at, self.asked_before or ())

    def _show_how(self, kind: str) -> None:
        """A question of a kind with its working, to be read before the first one."""
        problem = draw(Code(kind, "easy", 0, 1)).problem
        self._prompt.show((Text("Before you begin, one that is worked out:", Tone.NOTE), *problem.question()))
        for number, part in enumerate(problem.exact_parts()):
            working = working_page(part, problem.question())
            self._prompt.show((*solve.part_heading(problem, number), *working))
        self._prompt.let_read("the first question")

    def _compare(self, before: Result, after: Result) -> None:
        """Say whether a mistake was made again."""
        if set(after.mistakes) & set(before.mistakes):
            self._prompt.show((Text("The same mistake again: worth a practice of its own.", Tone.NOTE),))
        elif after.correct and (avoided := avoided_in(after, before.mistakes)):
            self._prompt.show((Text(f"This time it is right, and not what you get {avoided}.", Tone.RIGHT),))

    def _ask(self, exercise: Exercise, title: str) -> Result:
        """One question, from its text to its credit."""
        problem, result, started = exercise.problem, Result(exercise), monotonic()
        rule = (Divider(),) if self.outcome.results else ()
        self.outcome.results.append(result)  # before anything is answered, so that nothing can be lost
        try:
            why = (Text(exercise.why, Tone.NOTE),) if exercise.why else ()
            self._prompt.ahead = []
            self._prompt.show((*rule, self._heading(exercise, title), *why, *problem.question()))
            for number in range(len(problem.parts())):
                typed = [part.verdict.typed if part.verdict else None for part in result.parts]
                filled = filled_in(problem, typed) if self.exam else filled_in(problem, *result.filled)
                if filled:
                    looked_at = self.screen.interactive and self.screen.lines(filled)
                    self._prompt.show(filled if number and looked_at else filled[-1:])
                question = (*problem.question(), *filled)
                self._prompt.rest = problem.exact_parts()[number:]
                attempts = 1 if self.exam else self.attempts
                ask_part(
                    self._prompt, problem, tuple(result.parts), question, attempts, partial(self._keep, result, number)
                )
                if self._prompt.ended:
                    break
        finally:
            result.seconds = monotonic() - started
        return result

    def _keep(self, result: Result, number: int, part: PartResult) -> None:
        """Enter an answer, or that the part was skipped."""
        if len(result.parts) == number:
            result.parts.append(part)
        self.keep(result.answered(number))

    def _heading(self, exercise: Exercise, title: str) -> Heading:
        """Which question it is, of which kind and level, and its code; in an exam not how the others went."""
        level = exercise.code.split("/")[1] if exercise.code else ""
        kind = exercise.problem.kind().replace("-", " ")
        about = exercise.title if exercise.title and not exercise.code else ""
        words = " · ".join(filter(None, (title, kind, level, about)))
        clock = str(self._prompt.deadline or "")
        if self.exam:
            return Heading(words, clock=clock)
        return Heading(words, exercise.code or "", tuple(self._marks) if len(self._marks) > 1 else (), clock)

    def _let_read(self, result: Result, before: str) -> None:
        """Leave the working, which is shown after a wrong answer, on the screen until it has been read."""
        if not result.correct:
            self._prompt.let_read(before)

    def _review(self) -> None:
        """After an exam: what was wrong, why, and the working, into a file or a question at a time."""
        if self.write_review():
            return
        questions = list(review(self.outcome))
        reader = Prompt(self.screen)  # without a deadline: the exam is over
        for number, pages in enumerate(questions, 1):
            if reader.ended:
                return
            for page in pages:
                self.screen.show(page)
            if number < len(questions):
                reader.let_read("the next question")

    def write_review(self) -> bool:
        """Write the review into its file; False where there is none, or where it cannot be written, which is said."""
        if self.review_file is None:
            return False
        try:
            write_whole(self.review_file, "\n".join(text(page) for pages in review(self.outcome) for page in pages))
        except CnnhandError as error:
            self.screen.show((Text(f"{error}", Tone.WRONG),))
            return False
        self.screen.show((Text("The review is in:"), Listing(str(self.review_file))))
        return True
