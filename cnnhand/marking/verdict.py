"""Problem + typed value -> verdict: what is right in it, and why the rest is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import chain

from cnnhand.answers import same
from cnnhand.errors import GivenError, shown
from cnnhand.exact.values import Fit, Grid, Root, Size, Value, Volume, exactly
from cnnhand.kinds import Part, Problem
from cnnhand.marking.diagnosis import Finding, agreeing, begins, diagnose, numbers
from cnnhand.marking.terms import slip
from cnnhand.marking.wrong_map import is_a_corner
from cnnhand.page import Judged, Page, Step, Text, Working, say
from cnnhand.questions.grids import cell_names, cell_steps
from cnnhand.questions.reasons import reason_of

MOST_CAUSES = 2
"""So many mistakes are named that give the same."""
MOST_CELLS = 6
"""So many wrong cells are named one by one."""


@dataclass(frozen=True)
class Verdict:
    """What a typed answer is worth: the share of it that is right, from 0 to 1, and why the rest is wrong.

    `part` is the problem that it is marked on. `followed` says that this is the one that the learner's own earlier
    answers make, which are wrong. `remark` says how a source's answer is right where it is not the exact one: rounded,
    or by another convention.
    """

    part: Part
    typed: Value
    correct: bool
    share: Fraction
    findings: tuple[Finding, ...] = ()
    followed: bool = False
    remark: str = ""

    @cached_property
    def working(self) -> Working:
        """That of the part, for what is said of a map's cells."""
        return self.part.working()

    @property
    def right(self) -> bool:
        """Whether it is the right answer, and does not only follow from a wrong one."""
        return self.correct and not self.followed

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The ids of the mistakes found, each once; hints are none."""
        return tuple(dict.fromkeys(id for one in self.findings if not one.hint for id in one.ids))

    def found(self, sure: bool = False) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """The alternatives for each thing that is wrong, each with the mistakes in it; where `sure` none by chance."""
        by_side: dict[str, list[tuple[str, ...]]] = {}
        for finding in self.findings:
            if not (finding.hint or (sure and finding.by_chance)):
                by_side.setdefault(finding.about, []).append(finding.ids)
        return tuple(map(tuple, by_side.values()))

    @property
    def explained(self) -> bool:
        """Whether a mistake surely gives it, or the wrong term of a sum or the misplaced cells of a map are known."""
        placed = ("term", "slip") if isinstance(self.typed, Grid) else ("term",)
        return any(one.id in placed or not (one.hint or one.by_chance) for one in self.findings)

    @property
    def alternatives(self) -> list[list[str]]:
        """Of each wrong side, or of all of it, the ids of the mistakes that give it, and hardly by chance."""
        return [list(dict.fromkeys(chain.from_iterable(side))) for side in self.found(sure=True)]


def mark(part: Part, typed: Value, text: str = "") -> Verdict:
    """The verdict on a typed answer; its text, where it is at hand, is marked term by term."""
    if same(typed, part.answer()) or part.also_right(typed):
        return Verdict(part, typed, True, Fraction(1))
    findings = diagnose(part, typed)
    found = slip(part, typed, text)
    whole = [finding for finding in findings if finding.mistake and not finding.about]
    if found.said and not (found.many > 1 and whole):  # several terms are changed by a mistake, one by a slip
        findings = (Finding("term", found.said, hint=True), *(() if found.product else whole))
    return Verdict(part, typed, False, _share(part, typed), findings)


def _share(part: Part, typed: Value) -> Fraction:
    """How much of a volume or a grid is right; of several maps, also where the last ones were left out."""
    answer, right = part.answer(), [agrees for _, agrees in counted(part, typed)]
    if begins(typed, answer):
        return Fraction(len(numbers(typed)), len(numbers(answer)))
    return Fraction(sum(right), len(right)) if right else Fraction(0)


def counted(part: Part, typed: Value) -> list[tuple[int, bool]]:
    """The numbers of a volume or a grid that count for credit, by index, and whether each is right.

    In a map that is mostly zeros those count for nothing that are 0 in both.
    """
    answer, own = numbers(part.answer()), numbers(typed)
    right = enumerate(agreeing(typed, part.answer()))
    return [(at, agrees) for at, agrees in right if not part.mostly_zeros or answer[at] or own[at]]


def mark_part(
    problem: Problem, number: int, exact: Sequence[Value], own: Sequence[Value], typed: Value, text: str = ""
) -> Verdict:
    """The verdict on one part, given the exact answers and the learner's own to the parts before it.

    A part that is right for the learner's own wrong answers earns its credit; for one of them that makes it trivial the
    exact one is taken. One that is wrong for them too is explained from them where that explains it as well.
    """
    verdict = mark(problem.part(number, tuple(exact)), typed, text)
    own = [right if _unfit(value) else value for right, value in zip(exact, own, strict=True)]
    if verdict.correct or own == list(exact):
        return verdict
    try:
        follows = mark(problem.part(number, tuple(own)), typed, text)
    except GivenError:  # with these answers the part cannot be asked at all
        return verdict
    if follows.part.answer() == verdict.part.answer():  # it does not build on them
        return verdict
    as_well = follows.correct or _explained(follows) >= _explained(verdict)
    return replace(follows, followed=True) if as_well else verdict


def _explained(verdict: Verdict) -> tuple[int, Fraction]:
    """How well a wrong answer is explained: by a single mistake best of all, else by how much of it is right."""
    whole = [finding for finding in verdict.findings if not finding.about and not finding.hint]
    named = any(finding.mistake for finding in whole)
    return (2 if named else 1 if whole else 0, verdict.share)


def built_on(part: Part, typed: Value | None) -> Value:
    """The right answer that the next parts build on: what was typed, where several are right."""
    own = None if typed is None else exactly(typed)
    return own if own is not None and part.also_right(own) else part.answer()


def _unfit(value: Value) -> bool:
    """Whether an earlier answer leaves no work to do, as no volume or a map of zeros, or has a root in it."""
    empty = isinstance(value, Fit) or (isinstance(value, Grid) and not any(value.cells()))
    return empty or any(isinstance(number, Root) for number in (value, *numbers(value)))


def feedback(verdict: Verdict, reveal: bool = False) -> Page:
    """What the learner is told about an answer; the right one only where it may be revealed."""
    typed = shown(say(verdict.typed))
    if verdict.correct:
        follows = "It follows from your earlier answers, and earns its credit." if verdict.followed else ""
        return (Judged(True, typed, follows),)
    nor = ["It is not right for your own earlier answers either."] if verdict.followed else []
    first, *others = [*nor, *_because(verdict, reveal)]
    return (Judged(False, typed, first), *map(Text, others), *(_first_wrong_cell(verdict) if reveal else ()))


def grounds(verdict: Verdict) -> Page:
    """Why an answer is wrong, and where, with the right numbers."""
    return (*map(Text, _because(verdict, reveal=True)), *_first_wrong_cell(verdict))


def _because(verdict: Verdict, reveal: bool) -> tuple[str, ...]:
    said = (*_right_part(verdict, reveal), *_reasons(verdict))
    return said or ("None of the usual mistakes gives this.",)


def why(verdict: Verdict) -> Page:
    """Why the mistakes that were named are mistakes, or how to see it."""
    mistakes = [finding.mistake for finding in verdict.findings if finding.mistake and not finding.hint]
    return tuple(map(Text, dict.fromkeys(filter(None, map(reason_of, mistakes[:MOST_CAUSES])))))


def further(verdict: Verdict) -> Page:
    """What else gives the same number."""
    said = _reasons(verdict)
    return tuple(Text(line) for line in _reasons(verdict, most=len(verdict.findings)) if line not in said)


def _right_part(verdict: Verdict, reveal: bool) -> tuple[str, ...]:
    """What is right in a wrong answer, and where the rest is; the right numbers only where they may be revealed."""
    typed, answer = verdict.typed, verdict.part.answer()
    right = agreeing(typed, answer)
    if isinstance(typed, Grid) and isinstance(answer, Grid):
        if right:
            return _right_cells(verdict, reveal)
        if begins(typed, answer):
            return (f"What there is of it is right; {answer.depth} maps are asked, with | between them.",)
        within = " All of it is there, and more." if is_a_corner(answer, typed) else ""
        more = " What there is of it is right." if is_a_corner(typed, answer) else within
        size = f"is {answer.width} wide and {answer.height} high" if reveal else "has another size"
        return (f"The right answer {size}.{more}",)
    if isinstance(typed, Fit) and not isinstance(answer, Fit):
        return ("It does fit.",)
    if not isinstance(typed, Volume | Size) or not right:
        return ()
    good, bad = (_sides(verdict.part.labels, right, which) for which in (True, False))
    if any(right):
        return (f"{good[0].upper()}{good[1:]} right; {bad} not.",)
    return () if verdict.findings else (f"{bad[0].upper()}{bad[1:]} not right.",)


def _sides(names: Sequence[str], right: Sequence[bool], which: bool) -> str:
    """The right sides, or the wrong ones, as the start of a sentence: `the width and the depth are`."""
    *first, last = [f"the {side}" for side, agrees in zip(names, right, strict=True) if agrees is which] or [""]
    return f"{', '.join(first)} and {last} are" if first else f"{last} is"


def _right_cells(verdict: Verdict, reveal: bool) -> tuple[str, ...]:
    """How many cells of a map are right, and which are not."""
    assert isinstance(verdict.typed, Grid)
    count = counted(verdict.part, verdict.typed)
    right = sum(agrees for _, agrees in count)
    if not right and not reveal:
        return ()
    answer = verdict.part.answer()
    assert isinstance(answer, Grid)
    cell = "number" if answer.height == answer.depth == 1 else "cell"
    which = " that are not 0" if len(count) < answer.volume.cells else ""
    good = f"{right or 'None'} of the {len(count)} {cell}s{which} {'is' if right < 2 else 'are'} right"
    if not right or (not reveal and verdict.typed.height > 1):  # all of them, or a picture marks the others
        return (f"{good}.",)
    cells = list(zip(cell_names(verdict.working, answer), numbers(verdict.typed), numbers(answer), strict=True))
    wrong = [
        f"{place}: {say(a)}, should be {say(b)}" if reveal else place
        for place, a, b in (cells[at] for at, agrees in count if not agrees)
    ]
    look, more = "" if reveal else "look again at ", " …" if len(wrong) > MOST_CELLS else "."
    text = f"{f'{good}; ' if len(count) > 1 else ''}{look}{'; '.join(wrong[:MOST_CELLS])}{more}"
    return (text[0].upper() + text[1:],)


def _first_wrong_cell(verdict: Verdict) -> Page:
    """The arithmetic of a map's first wrong cell, and below it the one that gives the number typed, if it is known."""
    part, right = verdict.part, agreeing(verdict.typed, verdict.part.answer())
    if not isinstance(verdict.typed, Grid) or not right:
        return ()
    index, steps = right.index(False), cell_steps(verdict.working)
    if not steps:
        return ()
    for finding in verdict.findings:
        if finding.mistake and finding.mistake.change:
            wrong = cell_steps(finding.mistake.change(part).working())[index : index + 1]
            if wrong and same(numbers(verdict.typed)[index], wrong[0].value):
                return (steps[index], Step("what you wrote", wrong[0].expression, wrong[0].value))
    return (steps[index],)


def _reasons(verdict: Verdict, most: int = MOST_CAUSES) -> list[str]:
    """The findings as sentences, of those about the same thing the first ones, and the same formula once."""
    lines: list[str] = []
    said: dict[str, set[str]] = {}
    for finding in verdict.findings:
        formulas, formula = said.setdefault(finding.about, set()), finding.sentence.rpartition(": ")[2]
        if finding.hint:
            lines.append(f"{finding.sentence[0].upper()}{finding.sentence[1:]}.")
        elif formula not in formulas and len(formulas) < most:
            subject = finding.about or "that"
            verb = "may be" if finding.by_chance else "are" if " and " in subject else "is"
            start = f"{subject[0].upper()}{subject[1:]} {verb} what you get" if not formulas else "… or"
            lines.append(f"{start} {finding.sentence}.")
            formulas.add(formula)
    return lines
