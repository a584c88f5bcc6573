"""After an exam: what was wrong, why, and the working, a page a question."""

from collections.abc import Iterator

from cnnhand.commands.quiz.results import Outcome, Result
from cnnhand.commands.solve import is_drawn, part_heading
from cnnhand.formats.workings import at_a_glance, below
from cnnhand.kinds import Part
from cnnhand.marking.verdict import feedback
from cnnhand.page import Page, Text, Tone, say


def working_page(part: Part, question: Page, before: str = "") -> Page:
    """The working of a part below its question, and its answer; letters of the formulas `before` are known."""
    working = at_a_glance(below(part.working(), question, before))
    return working if is_drawn(part.answer()) else (*working, answer_of(part))


def answer_of(part: Part) -> Text:
    """The answer by itself."""
    return Text(f"Answer: {say(part.answer())}", Tone.HEADING)


def review(outcome: Outcome) -> Iterator[tuple[Page, ...]]:
    """The pages of each question that was not wholly right, also of those not reached."""
    for number, result in enumerate(outcome.results, 1):
        if not result.correct:
            yield tuple(_of_question(number, result))
    if many := outcome.not_drawn:
        were = ("1 question was", "is") if many == 1 else (f"{many} questions were", "are")
        yield ((Text(f"{were[0]} not reached, and {were[1]} not reviewed."),),)


def _of_question(number: int, result: Result) -> Iterator[Page]:
    problem = result.exercise.problem
    about = result.exercise.code or result.exercise.title or problem.kind()
    heading = (f"Question {number}", about, "" if result.reached else "not reached")
    yield (Text(" · ".join(filter(None, heading)), Tone.HEADING), *problem.question())
    before = ""
    for index, answered in enumerate(result.all_parts):
        yield part_heading(problem, index)
        if answered.verdict:
            yield feedback(answered.verdict, reveal=True)
        if not answered.correct:
            yield working_page(answered.part, problem.question(), before)
            before += f"; {answered.part.working().formula}"
