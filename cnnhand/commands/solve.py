"""The working of given problems, and what a published answer is worth."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cnnhand.exact.values import DOES_NOT_FIT, Grid, Value, exactly
from cnnhand.formats import spoken
from cnnhand.formats.json_text import by_part, plain_json
from cnnhand.formats.workings import at_a_glance, below
from cnnhand.kinds import Exercise, Part, Problem
from cnnhand.marking.diagnosis import agreeing
from cnnhand.marking.distractors import by_value, distractors
from cnnhand.marking.published import mark_published
from cnnhand.marking.verdict import Verdict, built_on, grounds
from cnnhand.marking.wrong_map import wrong_map
from cnnhand.page import Page, Step, Table, Text, Tone, say, view_of


@dataclass(frozen=True, slots=True)
class Solved:
    """An exercise with its parts worked out and, where it has published answers, a verdict on each part's."""

    exercise: Exercise
    parts: tuple[Part, ...]
    verdicts: tuple[Verdict | None, ...]
    """One a part; None for a part that the source does not print. None at all where nothing is published."""

    @property
    def published_wrong(self) -> bool:
        """Whether the source prints something else than the exact answer."""
        return not all(verdict.right for verdict in self.marked)

    @property
    def marked(self) -> list[Verdict]:
        """The verdicts on what the source prints."""
        return [verdict for verdict in self.verdicts if verdict]


def solve(exercise: Exercise) -> Solved:
    """Work an exercise out and mark its published answers; where several are right, what is published is built on."""
    problem, published = exercise.problem, exercise.published
    parts: list[Part] = []
    verdicts: list[Verdict | None] = []
    exact: list[Value] = []
    own: list[Value] = []
    for number in range(len(problem.parts())):
        parts.append(problem.part(number, tuple(exact)))
        printed = published[number] if published else None
        if published:
            text = exercise.working[number] if exercise.working else ""
            verdicts.append(None if printed is None else mark_published(problem, number, exact, own, printed, text))
        remark = getattr(verdicts[-1], "remark", "") if verdicts else ""
        otherwise = remark and not remark.startswith("rounded")  # by another convention, in what follows too
        exact.append(exactly(printed) if otherwise and printed is not None else built_on(parts[-1], printed))
        parts[-1] = parts[-1].settled_on(exact[-1])
        right = printed is None or getattr(verdicts[-1], "right", False)  # also one that is rounded
        own.append(exact[-1] if right or printed is None else exactly(printed))
    return Solved(exercise, tuple(parts), tuple(verdicts))


def heading(exercise: Exercise, number: int, of: int) -> Page:
    """The title, code, source and note of a problem, whatever there is of them."""
    count = f"{number} of {of}" if of > 1 else ""
    title = " · ".join(filter(None, (count, exercise.title, exercise.code or exercise.problem.kind())))
    about = [Text(text, Tone.NOTE) for text in (exercise.source, exercise.note) if text]
    return (*((Text(title, Tone.HEADING),) if title else ()), *about)


def part_heading(problem: Problem, index: int) -> Page:
    """The title of a part, where there are several."""
    title = problem.part_title(index)
    return (Text(title, Tone.HEADING),) if title else ()


def solution(
    solved: Solved, number: int, of: int, with_mistakes: bool = False, whole: bool = False, with_working: bool = True
) -> Page:
    """Question, working and answer of one problem, and if wanted what each usual mistake gives.

    Of the many like steps of a long working only the first is shown, unless it is wanted `whole`.
    """
    question = solved.exercise.problem.question()
    blocks: Page = (*heading(solved.exercise, number, of), *question)
    formulas = ""
    for index, part in enumerate(solved.parts):
        blocks += part_heading(solved.exercise.problem, index)
        if with_working:
            working = below(part.working(), question, formulas)
            formulas += f" {working.formula}"
            blocks += working.whole if whole else at_a_glance(working)
        blocks += _answer(solved, index, with_mistakes)[1 if with_working and is_drawn(part.answer()) else 0 :]
    return blocks


def is_drawn(answer: Value) -> bool:
    """Whether it is a map of several rows, with which its working ends."""
    return isinstance(answer, Grid) and answer.height > 1


def _answer(solved: Solved, index: int, with_mistakes: bool) -> Page:
    """The answer to a part, what the published one is worth, and if wanted what each usual mistake gives."""
    part = solved.parts[index]
    answer = part.answer()
    verdict = solved.verdicts[index] if solved.verdicts else None
    published = _published(verdict) if verdict else ()
    mistakes = (_mistakes(part),) if with_mistakes else ()
    said = Step("answer", say(answer), answer) if is_drawn(answer) else Text(f"Answer: {say(answer)}", Tone.RIGHT)
    return (said, *published, *mistakes)


def _mistakes(part: Part) -> Table | Text:
    """What each applicable mistake gives; a map, which may be wide, on a line above the sentence."""
    found = [(mistake.id, say(value), f"… {sentence}") for mistake, value, sentence in distractors(part)]
    if not found:
        return Text("None of the usual mistakes gives another answer here.", Tone.NOTE)
    if not isinstance(part.answer(), Grid):
        return Table(("mistake", "gives", "which is what you get"), tuple(found))
    lines = (line for id, value, sentence in found for line in ((id, value), ("", sentence)))
    return Table(("mistake", "gives, which is what you get"), tuple(lines))


def _published(verdict: Verdict) -> Page:
    """What the published answer to a part is worth; of a map that is wrong, which of its cells are."""
    grid = verdict.typed if isinstance(verdict.typed, Grid) and is_drawn(verdict.typed) else None
    typed = "" if grid else f", {say(verdict.typed)},"
    if verdict.correct and verdict.followed:
        follows = "is not right; it only follows from a wrong one before it"
        return (Text(f"The published answer{typed} {follows}.", Tone.WRONG),)
    if verdict.correct:
        answer = verdict.part.answer()
        here = f"it {'' if answer is DOES_NOT_FIT else 'is '}{say(answer)}"
        rounded = verdict.remark.startswith("rounded")
        how = f", {verdict.remark}; exactly {here}" if rounded else f" {verdict.remark}; as it is asked here {here}"
        return (Text(f"The published answer{typed} is right{how if verdict.remark else ''}.", Tone.RIGHT),)
    nor = ", nor does it follow from those before it" if verdict.followed else ""
    reasons = grounds(verdict)
    wrong = Text(f"The published answer is wrong{nor}{'' if grid else f': it says {say(verdict.typed)}'}.", Tone.WRONG)
    if grid is None:
        return (wrong, *reasons)
    right = agreeing(grid, verdict.part.answer())
    return (
        wrong,
        *(wrong_map(verdict.part, grid, right, "it says") if right else (view_of(grid, "it says"),)),
        *reasons,
    )


def record(solved: Solved, with_mistakes: bool = False, with_working: bool = True) -> dict[str, Any]:
    """One problem for `--json`: its data, its parts worked out, and what the usual mistakes give if that is wanted."""
    from cnnhand.files.problems import ABOUT, written  # a quiz reads and writes no file

    problem, names = solved.exercise.problem, solved.exercise.problem.parts()
    entries = {
        "kind": problem.kind() or None,
        "code": solved.exercise.code,
        "title": solved.exercise.title,
        "question": spoken.text(problem.question()).rstrip(),
        "answer": by_part(names, [part.answer() for part in solved.parts]),
        "published": by_part(names, [verdict.typed if verdict else None for verdict in solved.verdicts])
        if solved.verdicts
        else None,
        "correct": not solved.published_wrong if solved.verdicts else None,
        "credit": plain_json(sum((verdict.share for verdict in solved.marked), Fraction(0)) / len(solved.marked))
        if solved.marked
        else None,
        "remarks": [verdict.remark for verdict in solved.marked if verdict.remark],
        "mistakes": list(dict.fromkeys(id for verdict in solved.marked for id in verdict.mistakes)),
    }
    entries["problem"] = {name: value for name, value in written(solved.exercise).items() if name not in ABOUT}
    if with_working:
        entries["working"] = [{"part": name, **_worked(part)} for name, part in zip(names, solved.parts, strict=True)]
    if with_mistakes:
        entries["wrong"] = [
            {"part": name, "value": plain_json(value), "sentences": sentences}
            for name, part in zip(names, solved.parts, strict=True)
            for value, sentences in by_value(part).items()
        ]
        entries["distractors"] = [
            {
                **({"part": name} if len(names) > 1 else {}),
                "id": made.id,
                "value": plain_json(value),
                "sentence": sentence,
            }
            for name, part in zip(names, solved.parts, strict=True)
            for made, value, sentence in distractors(part)
        ]
    return entries


def _worked(part: Part) -> dict[str, Any]:
    """The working of a part for `--json`: its formula, the numbers put in, and the steps."""
    working = part.working()
    steps = [
        {"label": step.label, "expression": step.expression, "value": plain_json(step.value), "note": step.note}
        for step in working.steps
    ]
    return {"formula": working.formula, "filled": working.filled, "steps": steps}


def answers(solved: Solved, number: int, of: int, with_mistakes: bool) -> Page:
    """The answers to a problem's parts without the working."""
    blocks = heading(solved.exercise, number, of)[:1]
    for index in range(len(solved.parts)):
        blocks += (*part_heading(solved.exercise.problem, index), *_answer(solved, index, with_mistakes))
    return blocks
