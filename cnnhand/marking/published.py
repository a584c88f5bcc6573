"""What a source prints as the answer, which may be rounded, or right by another convention."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from cnnhand.answers import rounded_as_printed, same
from cnnhand.exact.values import Value, Volume
from cnnhand.kinds import Problem
from cnnhand.marking.verdict import Verdict, mark, mark_part


def mark_published(
    problem: Problem, number: int, exact: Sequence[Value], own: Sequence[Value], typed: Value, text: str = ""
) -> Verdict:
    """The verdict on what a source prints, which is right as well by another convention, or as far as its digits go."""
    verdict = mark_part(problem, number, exact, own, typed, text)
    if verdict.right:
        return verdict
    part = problem.part(number, tuple(exact))
    answer, others = part.answer(), list(part.other_conventions())
    remark = next((words for words, value in others if same(typed, value)), "")
    if isinstance(answer, Volume) and typed in (answer[2:] + answer[:2], answer[::-1]):
        remark = "with the channels first"
    if not remark and not any(finding.mistake and not finding.about for finding in verdict.findings):
        alike = ((words, value) for words, value in (("rounded", answer), *others) if rounded_as_printed(typed, value))
        remark, _ = next(alike, ("", None))
        if not remark:  # it may be what a mistake gives, rounded
            made = (value for _, value in part.wrong_answers() if rounded_as_printed(typed, value))
            verdict = next((replace(mark(part, value), typed=typed) for value in made), verdict)
    return Verdict(part, typed, True, Fraction(1), remark=remark) if remark else verdict
