"""One part of a question: its attempts, and what follows the last of them."""

from collections.abc import Callable, Sequence
from time import monotonic

from cnnhand.answers import read, same
from cnnhand.commands.quiz.prompting import Prompt
from cnnhand.commands.quiz.results import PartResult
from cnnhand.commands.quiz.review import answer_of, working_page
from cnnhand.exact.values import Grid, Value
from cnnhand.kinds import Problem
from cnnhand.marking.diagnosis import agreeing
from cnnhand.marking.steps import SubStep, concluded, sub_steps
from cnnhand.marking.verdict import Verdict, feedback, further, mark_part, why
from cnnhand.marking.wrong_map import wrong_map
from cnnhand.page import Beside, GridView, Judged, Page, Text, Tone, Working, say

TELLING = 20
"""From here on a number of a working that is asked later is hardly there by chance."""


def ask_part(
    prompt: Prompt,
    problem: Problem,
    earlier: Sequence[PartResult],
    question: Page,
    attempts: int,
    keep: Callable[[PartResult], None],
) -> None:
    """Ask the part behind the earlier ones: all credit at the first attempt, half at a later one or after a hint.

    In an exam nothing is told of it. After the last wrong attempt comes the working; where no mistake explains it, its
    steps are asked one by one before. `keep` is given the part after every attempt, and where it is skipped. A working
    that shows what a later part asks is not shown.
    """
    exact, own = [one.right for one in earlier], [one.own for one in earlier]
    answered = PartResult(problem.part(len(earlier), tuple(exact)))
    known = "; ".join(one.part.working().formula for one in earlier if one.hints or not one.correct)
    working = answered.part.working()._replace(before=known)
    told = not _shows(working, [one.answer() for one in problem.exact_parts()[len(earlier) + 1 :]])
    prompt.tells = told and not prompt.exam
    hints = [] if prompt.exam else list(working.hints if told else working.hints[:1])
    wrong: list[Value] = []
    more: Page = ()
    while len(wrong) < attempts and not answered.correct:
        rungs, began = len(hints), monotonic()
        answered.attempt += 1
        given = prompt.answer(answered.part, question, hints, wrong, more)
        answered.hints += rungs - len(hints)
        answered.seconds = monotonic() - began
        if given is None:
            break
        verdict = mark_part(problem, len(earlier), exact, own, given.value, given.text)
        answered.judge(given.text, verdict)
        wrong.append(given.value)
        keep(answered)
        if not prompt.exam:
            prompt.done = answered.part if prompt.tells and (answered.correct or len(wrong) == attempts) else None
            more = (*why(verdict), *further(verdict))
            _tell(prompt, verdict, last=len(wrong) == attempts, told=told)
    answered.skipped = len(wrong) < attempts and not answered.correct and not prompt.ended
    if answered.skipped:
        keep(answered)
        prompt.done = answered.part if prompt.tells else None
    if prompt.exam:
        prompt.show(())
    elif answered.skipped or (len(wrong) == attempts and not answered.correct):
        prompt.show(_given_away(answered, question, known, told))


def _given_away(answered: PartResult, question: Page, known: str, told: bool) -> Page:
    """The working, with the formulas that are known by now, or the answer alone where it would show a later one."""
    if told:
        known += answered.part.working().formula if answered.hints else ""
        return working_page(answered.part, question, known)
    return (Text("The working shows what is asked next, and is left out.", Tone.NOTE), answer_of(answered.part))


def _shows(working: Working, later: Sequence[Value]) -> bool:
    """Whether a working has an answer to a later part in its steps or its grids; a small number may stand anywhere."""
    values = [step.value for step in working.steps[:-1]]
    grids = (grid for block in working.picture if isinstance(block, Beside) for grid in block.grids)
    drawn = [grid.rows for grid in grids if isinstance(grid, GridView)]
    return any(
        ((not isinstance(answer, int) or abs(answer) >= TELLING) and answer in values)
        or (isinstance(answer, Grid) and tuple(tuple(map(say, row)) for row in answer.channels[0]) in drawn)
        for answer in later
    )


def _tell(prompt: Prompt, verdict: Verdict, last: bool, told: bool) -> None:
    """Say what an answer is worth and why; after the last attempt, if no mistake surely gives it, look for the slip."""
    asks_on = last and told and prompt.screen.interactive and not verdict.correct and not verdict.explained
    steps = sub_steps(verdict.part, verdict.typed) if asks_on else ()
    reveal = last and not steps
    hint = (Text("? gives a hint.", Tone.NOTE),) if not (last or verdict.correct or verdict.findings) else ()
    look = _where_wrong(verdict) if told and not reveal else ()
    prompt.show((*feedback(verdict, reveal), *(why(verdict) if last else ()), *look, *hint))
    if steps:
        _find_the_slip(prompt, verdict, steps)


def _where_wrong(verdict: Verdict) -> Page:
    """A map with its right and wrong cells marked, and the window of the first wrong one."""
    if not isinstance(verdict.typed, Grid) or verdict.typed.height == 1:
        return ()
    right = agreeing(verdict.typed, verdict.part.answer())
    return () if all(right) else wrong_map(verdict.part, verdict.typed, right)


def _find_the_slip(prompt: Prompt, verdict: Verdict, steps: Sequence[SubStep]) -> None:
    """Ask the steps of the working one by one, until one goes wrong; they earn nothing, and Enter leaves them."""
    prompt.show((Text("Where is the slip? A step at a time, for no credit; Enter leaves them.", Tone.NOTE),))
    for step in steps:
        prompt.show((Text(step.question),))
        typed = prompt.step(step)
        if not typed:
            return
        value = read(typed, step.asked)
        if not same(value, step.step.value):
            prompt.show(step.told(typed))
            return
        prompt.show((Judged(right=True, typed=say(value)),))
    prompt.show(concluded(verdict.part, verdict.typed, steps))
