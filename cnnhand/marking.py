"""Problem + typed value -> verdict: what is right in it, and the mistakes that give this value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from cnnhand.answers import same, same_number, shown
from cnnhand.exact.cells import Place
from cnnhand.exact.values import Grid, Value, Volume
from cnnhand.kinds import OnePart
from cnnhand.page import Page, Text, Tone, say


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake that gives what was typed, or one side of it; `sentence` completes "… is what you get"."""

    id: str
    about: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a typed answer is worth: the share of it that is right, from 0 to 1, and why the rest is wrong."""

    typed: str
    correct: bool
    share: Fraction
    findings: tuple[Finding, ...] = ()
    remark: str = ""

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The ids of the mistakes found, each once."""
        return tuple(dict.fromkeys(finding.id for finding in self.findings))


def mark(part: OnePart, typed: Value) -> Verdict:
    """The verdict on a typed answer."""
    answer = part.answer()
    text = shown(say(typed))
    if same(typed, answer) or part.also_right(typed):
        return Verdict(text, True, Fraction(1))
    agreeing = _agreeing(typed, answer)
    share = Fraction(sum(agreeing), len(agreeing)) if agreeing else Fraction(0)
    findings = tuple(_diagnose(part, typed, answer, agreeing))
    return Verdict(text, False, share, findings, _remark(typed, answer, agreeing, bool(findings)))


def _numbers(value: Value) -> tuple[Any, ...]:
    """The numbers of a volume or a grid, in reading order; none for a single number."""
    return tuple(value) if isinstance(value, Volume) else tuple(value.cells()) if isinstance(value, Grid) else ()


def _agreeing(typed: Value, value: Value) -> list[bool]:
    """Which numbers of a volume or a grid agree; nothing where the shapes differ or there is only one number."""
    if type(typed) is not type(value) or (isinstance(value, Grid) and cast(Grid, typed).volume != value.volume):
        return []
    return list(map(same_number, _numbers(typed), _numbers(value)))


def _diagnose(part: OnePart, typed: Value, answer: Value, agreeing: Sequence[bool]) -> Iterator[Finding]:
    """The mistakes that give all that was typed; else those that explain all that is wrong in it; else side by side."""
    wrong = [(mistake, value) for mistake, value in part.wrong_answers() if value != answer]
    letters = part.letters()
    found = [(mistake, "") for mistake, value in wrong if same(typed, value)]
    if not found and agreeing:
        explained = [(mistake, _agreeing(typed, value)) for mistake, value in wrong]
        found = [
            (mistake, "what is wrong in it")
            for mistake, agrees in explained
            if agrees and all(right or a for right, a in zip(agreeing, agrees, strict=True))
        ]
        if not found and isinstance(typed, Volume):
            found = [
                (mistake, f"the {side} {say(number)}")
                for index, (side, number) in enumerate(zip(Volume._fields, typed, strict=True))
                for mistake, agrees in explained
                if agrees and not agreeing[index] and agrees[index]
            ]
    for mistake, about in found:
        yield Finding(mistake.id, about, mistake.explain(letters))


def _remark(typed: Value, answer: Value, agreeing: Sequence[bool], explained: bool) -> str:
    """What can be said of a wrong answer without giving the right one away."""
    if isinstance(typed, Grid) and isinstance(answer, Grid) and not agreeing:
        return "The map that comes out has another size."
    if isinstance(typed, Grid) and any(agreeing):
        first = agreeing.index(False)
        rows, width = len(typed.channels[0]), len(typed.channels[0][0])
        place = Place(first % (rows * width) // width + 1, first % width + 1)
        return f"{sum(agreeing)} of the {len(agreeing)} cells are right; the first wrong one is {place}."
    if isinstance(typed, Volume) and any(agreeing):
        right = [side for side, agrees in zip(Volume._fields, agreeing, strict=True) if agrees]
        return f"The {' and the '.join(right)} {'is' if len(right) == 1 else 'are'} right."
    return "" if explained else "None of the usual mistakes gives this."


def feedback(verdict: Verdict) -> Page:
    """What the learner is told about an answer; never the right one."""
    if verdict.correct:
        return (Text(f"Right: {verdict.typed}.", Tone.RIGHT),)
    lines = [Text(f"Not right: {verdict.typed}.", Tone.WRONG)]
    if verdict.remark:
        lines.append(Text(verdict.remark))
    about = None
    for finding in verdict.findings:
        if finding.about == about:
            lines.append(Text(f"… or {finding.sentence}."))
        else:
            subject = finding.about or verdict.typed
            lines.append(Text(f"{subject[0].upper()}{subject[1:]} is what you get {finding.sentence}."))
        about = finding.about
    return tuple(lines)
