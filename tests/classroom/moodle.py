"""What Moodle 4.5 does with a typed answer, as far as it was tried there: numbers, short answers, embedded answers."""

import html
import re
from decimal import Decimal
from typing import NamedTuple
from xml.etree import ElementTree


class Graded(NamedTuple):
    """The share in percent and the feedback of the first answer that matches; None where the text is invalid."""

    percent: float | None
    feedback: str


def numerical(alternatives: list[tuple[str, float, str, str]], typed: str) -> Graded:
    """`-18`, `-18.0`, ` - 18 ` and `-1.8e1` are numbers; a fraction, a unit or another minus sign is none."""
    bare = typed.replace(" ", "")
    if not re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", bare):
        return Graded(None, "You must enter a valid number")
    for text, percent, feedback, tolerance in alternatives:
        if text == "*" or abs(Decimal(bare) - Decimal(text)) <= Decimal(tolerance or "0"):
            return Graded(percent, feedback)
    return Graded(0, "")


def short_answer(alternatives: list[tuple[str, float, str, str]], typed: str) -> Graded:
    """Every sign counts, only capitals do not."""
    for text, percent, feedback, _ in alternatives:
        if text == "*" or text.lower() == typed.strip().lower():
            return Graded(percent, feedback)
    return Graded(0, "")


def questions(file: str) -> list[ElementTree.Element]:
    """The questions of a file without its categories."""
    return [question for question in ElementTree.fromstring(file) if question.get("type") != "category"]


def graded(question: ElementTree.Element, *typed: str) -> list[Graded]:
    """What Moodle says of a typed answer, or of one for each place of a question with embedded answers."""
    sort = question.get("type")
    if sort == "cloze":
        cells = re.findall(
            r"\{\d+:(NUMERICAL|SHORTANSWER):(.*?)\}", question.findtext("questiontext/text", ""), re.DOTALL
        )
        return [_of(name)(_embedded(text), one) for (name, text), one in zip(cells, typed, strict=True)]
    answers = [
        (
            answer.findtext("text", ""),
            float(answer.get("fraction", "0")),
            html.unescape(answer.findtext("feedback/text", "")),
            answer.findtext("tolerance", ""),
        )
        for answer in question.iter("answer")
    ]
    return [_of("NUMERICAL" if sort == "numerical" else "SHORTANSWER")(answers, *typed)]


def _of(name: str):  # type: ignore[no-untyped-def]
    return numerical if name == "NUMERICAL" else short_answer


def _embedded(text: str) -> list[tuple[str, float, str, str]]:
    found = []
    for alternative in text.split("~"):
        match = re.fullmatch(r"(=|%(\d+)%)?(.*?)(?:#(.*))?", alternative, re.DOTALL)
        assert match
        answer = re.sub(r"&#(\d+);", lambda sign: chr(int(sign[1])), match[3])
        value, _, tolerance = answer.partition(":")
        percent = 100.0 if match[1] == "=" else float(match[2] or 0)
        found.append((value, percent, html.unescape(match[4] or ""), tolerance))
    return found
