"""Problem + typed value -> verdict: what is right in it, and why the rest is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cnnhand.answers import same
from cnnhand.diagnosis import Finding, agreeing, begins, diagnose, numbers
from cnnhand.errors import GivenError, shown
from cnnhand.exact.cells import reading_order
from cnnhand.exact.values import Fit, Grid, Root, Value, Volume, plain
from cnnhand.kinds import OnePart, Problem
from cnnhand.page import Page, Step, Text, Tone, say

MOST_CELLS = 6
"""So many wrong cells are named one by one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a typed answer is worth: the share of it that is right, from 0 to 1, and why the rest is wrong.

    `followed` says that it is right for the learner's own earlier answers, which are wrong.
    """

    typed: Value
    correct: bool
    share: Fraction
    findings: tuple[Finding, ...] = ()
    followed: bool = False

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The ids of the mistakes found, each once; hints are none."""
        return tuple(dict.fromkeys(finding.id for finding in self.findings if not finding.hint))

    @property
    def causes(self) -> tuple[str, ...]:
        """For people: what each wrong side, or all of it, comes from; where several mistakes give it, two of them."""
        by_side: dict[str, dict[str, None]] = {}
        for finding in self.findings:
            if not finding.hint:
                by_side.setdefault(finding.about, {})[finding.id] = None
        return tuple(" or ".join(list(ids)[:2]) for ids in by_side.values())


def mark(part: OnePart, typed: Value) -> Verdict:
    """The verdict on a typed answer."""
    if same(typed, part.answer()) or part.also_right(typed):
        return Verdict(typed, True, Fraction(1))
    return Verdict(typed, False, _share(typed, part.answer()), diagnose(part, typed))


def _share(typed: Value, answer: Value) -> Fraction:
    """How much of a volume or a grid is right; of several maps, also where the last ones were left out."""
    right = agreeing(typed, answer)
    if begins(typed, answer):
        return Fraction(len(numbers(typed)), len(numbers(answer)))
    return Fraction(sum(right), len(right)) if right else Fraction(0)


def mark_part(problem: Problem, number: int, exact: Sequence[Value], own: Sequence[Value], typed: Value) -> Verdict:
    """The verdict on one part, given the exact answers and the learner's own to the parts before it.

    A part that is right for the learner's own wrong answers earns its credit, unless these have made it trivial.
    """
    verdict = mark(problem.part(number, tuple(exact)), typed)
    if verdict.correct or list(own) == list(exact) or any(_trivial(value) or _has_root(value) for value in own):
        return verdict
    try:
        follows = mark(problem.part(number, tuple(own)), typed)
    except GivenError:  # with these answers the part cannot be asked at all
        return verdict
    return Verdict(typed, True, Fraction(1), followed=True) if follows.correct else verdict


def _trivial(value: Value) -> bool:
    """Whether an earlier answer takes the work out of what follows: a map of zeros, or no volume."""
    return isinstance(value, Fit) or (isinstance(value, Grid) and not any(value.cells()))


def _has_root(value: Value) -> bool:
    """Whether there is a root in an earlier answer: no part that computes with one is asked."""
    return any(isinstance(number, Root) for number in (value, *numbers(value)))


def exactly(value: Value) -> Value:
    """A typed value with its decimals as fractions, so that it can be computed with."""

    def number(one: Any) -> Any:
        return plain(Fraction(one)) if isinstance(one, Decimal) else one

    if isinstance(value, Volume):
        return Volume._make(map(number, value))
    if isinstance(value, Grid):
        return Grid.of(*([map(number, row) for row in rows] for rows in value.channels))
    return number(value)  # type: ignore[no-any-return]


def feedback(part: OnePart, verdict: Verdict, reveal: bool = False) -> Page:
    """What the learner is told about an answer; the right one only where it may be revealed."""
    typed = shown(say(verdict.typed))
    if verdict.correct:
        follow = " It follows from your earlier answers, and earns its credit." if verdict.followed else ""
        return (Text(f"Right: {typed}.{follow}", Tone.RIGHT),)
    remarks, reasons = _right_part(part, verdict, reveal), _reasons(verdict)
    if not remarks and not reasons:
        remarks = ("None of the usual mistakes gives this.",)
    cell = _first_wrong_cell(part, verdict) if reveal else ()
    return (Text(f"Not right: {typed}.", Tone.WRONG), *map(Text, (*remarks, *reasons)), *cell)


def _right_part(part: OnePart, verdict: Verdict, reveal: bool) -> tuple[str, ...]:
    """What is right in a wrong answer, and where the rest is; the right numbers only where they may be revealed."""
    typed, answer = verdict.typed, part.answer()
    right = agreeing(typed, answer)
    if isinstance(typed, Grid) and isinstance(answer, Grid) and not right:
        if begins(typed, answer):
            return (f"What there is of it is right; {answer.depth} maps are asked, with | between them.",)
        return ("The right answer has another size.",)
    if not any(right) and not (reveal and right):
        return ()
    if isinstance(typed, Volume):
        if not any(right):
            return ()
        good = [side for side, agrees in zip(Volume._fields, right, strict=True) if agrees]
        return (f"The {' and the '.join(good)} {'is' if len(good) == 1 else 'are'} right.",)
    cells = zip(_places(part), numbers(typed), numbers(answer), right, strict=True)
    wrong = [
        f"{place}: {say(a)}, should be {say(b)}" if reveal else place for place, a, b, agrees in cells if not agrees
    ]
    more = " …" if len(wrong) > MOST_CELLS else "."
    look = "" if reveal else "look again at "
    count = f"{sum(right) or 'None'} of the {len(right)} cells {'is' if sum(right) < 2 else 'are'} right"
    return (f"{count}; {look}{'; '.join(wrong[:MOST_CELLS])}{more}",)


def _first_wrong_cell(part: OnePart, verdict: Verdict) -> Page:
    """The arithmetic of a map's first wrong cell, and below it the one that gives the number typed, if it is known."""
    right = agreeing(verdict.typed, part.answer())
    if not isinstance(verdict.typed, Grid) or not right:
        return ()
    index, steps = right.index(False), _cell_steps(part)
    if not steps:
        return ()
    for finding in verdict.findings:
        if finding.mistake and finding.mistake.change:
            wrong = _cell_steps(finding.mistake.change(part))[index : index + 1]
            if wrong and same(numbers(verdict.typed)[index], wrong[0].value):
                return (steps[index], Step("what you wrote", wrong[0].expression, wrong[0].value))
    return (steps[index],)


def _cell_steps(part: OnePart) -> tuple[Step, ...]:
    """The steps of a working that compute the cells of the map, in reading order, where every cell has one."""
    cells, steps = numbers(part.answer()), part.working().steps[:-1]
    own = steps[max(0, len(steps) - len(cells)) :]  # before them may be others
    return own if cells == tuple(step.value for step in own) else ()


def _places(part: OnePart) -> list[str]:
    """The cells of a map in reading order, each as the working calls it: `filter 2, row 1, column 3`."""
    if steps := _cell_steps(part):
        return [step.label for step in steps]
    answer = part.answer()
    assert isinstance(answer, Grid)
    places = reading_order(answer.width, answer.height)
    channels = [f"channel {number}, " for number in range(1, answer.depth + 1)] if answer.depth > 1 else [""]
    return [f"{channel}{place}" for channel in channels for place in places]


def _subject(typed: Value) -> str:
    """What was typed as the subject of a sentence; a word is quoted, since it may be a single letter."""
    return "this" if isinstance(typed, Grid) else f"“{typed}”" if isinstance(typed, str) else shown(say(typed))


def _reasons(verdict: Verdict) -> list[str]:
    """The findings as sentences, those about the same thing one after the other."""
    lines, about = [], None
    for finding in verdict.findings:
        if finding.hint:
            lines.append(f"{finding.sentence[0].upper()}{finding.sentence[1:]}.")
        elif finding.sentence and finding.about == about:
            lines.append(f"… or {finding.sentence}.")
        elif finding.sentence:
            subject = finding.about or _subject(verdict.typed)
            verb = "are" if " and " in subject else "is"
            lines.append(f"{subject[0].upper()}{subject[1:]} {verb} what you get {finding.sentence}.")
            about = finding.about
    return lines
