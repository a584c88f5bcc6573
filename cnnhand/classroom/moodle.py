"""The variants of a sheet as questions of Moodle: a category a question, so that a quiz draws a variant a student.

What Moodle does with them was tried on Moodle 4.5. The first answer that matches counts, so the right one stands first.
A minus is the hyphen of the keyboard: what students copy out of a question must be what they can type. An answer never
is a fraction, which Moodle reads up to its stroke: one that has no end as a decimal is rounded, with a tolerance.
"""

from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import NamedTuple
from xml.etree import ElementTree

from cnnhand.classroom.sheet import said
from cnnhand.classroom.variants import Lock, Variant
from cnnhand.exact.values import Fit, Grid, Root, Size, TypedNumber, Value, Volume
from cnnhand.formats import html, plain
from cnnhand.formats.workings import at_a_glance
from cnnhand.kinds import Part
from cnnhand.marking.distractors import by_value
from cnnhand.page import say

RIGHT, OTHER = "Right.", "Not right. None of the usual mistakes gives this: look at the working."
ROUNDED = Fraction(1, 200)
"""How far a typed number may be from one that does not end as a decimal, two places of which are asked."""


class Credited(NamedTuple):
    """One answer that Moodle knows: its text, what it is worth in percent, how far off it may be, and what is said."""

    text: str
    percent: int
    feedback: str
    tolerance: str = "0"


def export(lock: Lock) -> str:
    """A file that Moodle imports; each time it is imported, the questions are there once more."""
    quiz = ElementTree.Element("quiz")
    for number, title in enumerate(lock.titles):
        category = ElementTree.SubElement(quiz, "question", type="category")
        sheet, asks = (" ".join(_ascii(text).replace("/", ",").split()) for text in (lock.title, title))
        points = f"{said(lock.points[number])} points"
        name = f"$course$/top/cnnhand/{sheet} {lock.key[:6]}/Q{number + 1} {asks}, {points}"
        _text(ElementTree.SubElement(category, "category"), name)
        for variant in lock.variants:
            quiz.append(_question(lock, variant, number))
    ElementTree.indent(quiz, "")
    return ElementTree.tostring(quiz, "unicode", xml_declaration=True) + "\n"


def _question(lock: Lock, variant: Variant, number: int) -> ElementTree.Element:
    exercise = variant.exercises[number]
    parts = exercise.problem.exact_parts()
    sort = "cloze" if len(parts) > 1 else "numerical" if _is_number(parts[0]) else "shortanswer"
    question = ElementTree.Element("question", type=sort)
    _text(ElementTree.SubElement(question, "name"), f"Q{number + 1} {variant.code}")
    body = html.text(exercise.problem.question())
    if sort == "cloze":
        cells, each = zip(exercise.problem.parts(), parts, strict=True), lock.points[number] / len(parts)
        worth = int(each) if each >= 1 and each.denominator == 1 else 1  # a quiz scales what is not whole
        body += "".join(f"<p>{escape(name)}: {_cell(part, worth)}</p>\n" for name, part in cells)
    _text(ElementTree.SubElement(question, "questiontext", format="html"), _ascii(body))
    steps = "\n".join(plain.text(at_a_glance(part.working())) for part in parts)
    working = f"<pre>{escape(steps)}</pre>"
    _text(ElementTree.SubElement(question, "generalfeedback", format="html"), _ascii(working))
    ElementTree.SubElement(question, "idnumber").text = f"{lock.key[:6]}-{number + 1}-{variant.code}"
    if sort != "cloze":
        ElementTree.SubElement(question, "defaultgrade").text = f"{float(lock.points[number]):g}"
        for choice in choices(parts[0]):
            answer = ElementTree.SubElement(question, "answer", fraction=str(choice.percent), format="plain_text")
            _text(answer, choice.text)
            _text(ElementTree.SubElement(answer, "feedback", format="html"), escape(choice.feedback))
            if sort == "numerical":
                ElementTree.SubElement(answer, "tolerance").text = choice.tolerance
    return question


def _text(parent: ElementTree.Element, text: str) -> None:
    ElementTree.SubElement(parent, "text").text = text


def _ascii(text: str) -> str:
    return text.replace("−", "-")


def _is_number(part: Part) -> bool:
    return isinstance(part.answer(), int | Fraction | Root | Decimal)


def choices(part: Part) -> list[Credited]:
    """What Moodle compares a typed answer with: the right one, each usual mistake, and anything else."""
    number = _is_number(part)
    answer = part.answer()
    found = [Credited(text, 100, RIGHT, _tolerance(answer)) for text in spellings(answer)]
    for value, sentences in by_value(part).items():
        if number and (isinstance(value, Fit | str) or _near(value, answer)):
            continue  # a number is typed, and one so near counts as right
        because = f"{_ascii(say(value))} is what you get {_ascii(' or '.join(sentences[:2]))}."
        found += [Credited(text, 0, because, _tolerance(value)) for text in spellings(value)]
    first = {choice.text: choice for choice in reversed(found)}  # of two that are typed alike the first one counts
    return [*reversed(first.values()), Credited("*", 0, OTHER)]


def spellings(value: Value) -> list[str]:
    """The usual ways to type a value: Moodle compares the signs of all but numbers one by one."""
    match value:
        case Volume() | Size():
            sides = [_decimal(side) for side in value]
            return [sign.join(sides) for sign in ("x", " x ", "×", ", ")]
        case Grid():
            channels = [[" ".join(map(_decimal, row)) for row in rows] for rows in value.channels]
            return [" | ".join(sign.join(rows) for rows in channels) for sign in ("; ", ";")]
        case Fit() | str():
            return [str(value)]
    return [_decimal(value)]


def _decimal(number: TypedNumber) -> str:
    """A number as Moodle reads it, rounded to two places where it has no end."""
    if isinstance(number, Root | Decimal):
        return str(number) if isinstance(number, Decimal) else f"{float(number.square) ** 0.5:.2f}"
    exact = Fraction(number)
    places = next((places for places in range(12) if (exact * 10**places).denominator == 1), 2)
    return f"{Decimal(round(exact * 10**places)).scaleb(-places):f}"


def _tolerance(value: Value) -> str:
    ends = isinstance(value, Fraction) and (value * 10**11).denominator == 1
    return str(float(ROUNDED)) if isinstance(value, Fraction | Root) and not ends else "0"


def _near(value: Value, answer: Value) -> bool:
    """Whether a wrong value lies so near the right one that Moodle takes it for that."""
    if isinstance(value, int | Fraction) and isinstance(answer, int | Fraction):
        return abs(Fraction(value) - Fraction(answer)) <= (0 if _tolerance(answer) == "0" else 2 * ROUNDED)
    return spellings(value) == spellings(answer)


# ---- several parts in one question -----------------------------------------------------------------------------------


def _cell(part: Part, worth: int) -> str:
    """A place to type in, in the notation of Moodle's embedded answers."""
    sort, found = "NUMERICAL" if _is_number(part) else "SHORTANSWER", []
    *known, other = choices(part)
    for choice in known:
        tolerance = f":{choice.tolerance}" if sort == "NUMERICAL" else ""
        share = "=" if choice.percent else "%0%"
        found.append(f"{share}{_cloze(choice.text)}{tolerance}#{_cloze(choice.feedback)}")
    return f"{{{worth}:{sort}:{'~'.join([*found, f'*#{other.feedback}'])}}}"


def _cloze(text: str) -> str:
    """A text in which no sign means anything to Moodle's embedded answers."""
    return "".join(f"&#{ord(sign)};" if sign in '~}#/"' else sign for sign in text)
