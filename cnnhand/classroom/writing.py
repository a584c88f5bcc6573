"""A student's sheet as Markdown or HTML, and the key with what the usual mistakes give."""

from collections.abc import Iterator
from fractions import Fraction
from html import escape
from typing import NamedTuple

from cnnhand.classroom import practice
from cnnhand.classroom.sheet import said
from cnnhand.classroom.variants import Lock, Variant
from cnnhand.errors import CnnhandError
from cnnhand.formats import html, markdown, typst
from cnnhand.kinds import Part
from cnnhand.marking.distractors import by_value
from cnnhand.page import Page, Text, Tone, say

FONT = '("Libertinus Serif", "DejaVu Sans Mono")'
NUMBERING = '"1 / 1"'
MOST_MISTAKES = 6
"""So many wrong values a question stand in the key."""


def sheet(lock: Lock, variant: Variant, format: str) -> str:
    """The sheet of one student: questions and room for the answers, and nothing that gives an answer away."""
    return {"md": _markdown, "html": _html, "practice": _practice, "typ": _typst}[format](lock, variant)


def pdf(source: str) -> bytes:
    """What is written in Typst as a PDF, the same each time; `CnnhandError` where its compiler is not installed."""
    try:
        import typst as compiler
    except ImportError:
        what = "for a PDF install the extra: pip install 'cnnhand[pdf]'; --format typ writes the source for it"
        raise CnnhandError(what) from None
    return bytes(compiler.compile(source.encode()))


def _heading(lock: Lock, variant: Variant) -> tuple[str, str]:
    student = " · ".join(filter(None, (variant.student.name, variant.student.id)))
    return lock.title, f"{student} · sheet {variant.code}"


def _note(lock: Lock) -> Page:
    return (Text(lock.note),) if lock.note else ()


def _by_text(variant: Variant, itself: str) -> Text:
    name = variant.file.rpartition("-")[0]
    return Text(f"To hand in: {itself}; or a text file {name}.txt with a line for each answer, such as “2: 7x7x6”.")


class AnswerPlace(NamedTuple):
    """What is handed in for one part: its number, `2` or `2b`, and what it asks."""

    number: str
    name: str
    part: Part

    @property
    def label(self) -> str:
        """`2b, the volume`."""
        return ", ".join(filter(None, (self.number, self.name)))


def asked(lock: Lock, variant: Variant) -> Iterator[tuple[Page, list[AnswerPlace]]]:
    """Each question of a sheet below its number and points, with the places for its answers."""
    for number, exercise in enumerate(variant.exercises, 1):
        names, parts = exercise.problem.parts(), exercise.problem.exact_parts()
        marks = map(letters, range(len(names))) if len(names) > 1 else [""]
        numbers = (f"{number}{mark}" for mark in marks)
        places = list(map(AnswerPlace, numbers, names, parts))
        called = f": {exercise.title}" if exercise.title else ""
        title = f"Question {number}{called} ({_points(lock.points[number - 1])})"
        yield (Text(title, Tone.HEADING), *exercise.problem.question()), places


def letters(number: int) -> str:
    """a, b, … z, aa, ab …"""
    return (letters(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)


def _points(points: Fraction) -> str:
    return f"{said(points)} {'point' if points == 1 else 'points'}"


def _markdown(lock: Lock, variant: Variant) -> str:
    title, student = _heading(lock, variant)
    lines = [markdown.document(title, (Text(student), *_note(lock), _by_text(variant, "this file, filled in")))]
    for page, places in asked(lock, variant):
        blanks = (f"{markdown.escaped(place.label)}: ________\n\n" for place in places)
        lines.append(markdown.text(page) + "".join(blanks))
    return "".join(lines)


_SCRIPT = """<script>
function line() {
  let said = [...document.querySelectorAll("[data-place]")].map(one => {
    let typed = one.value.trim().replace(/\\s*\\n\\s*/g, "; ")
    return typed ? one.dataset.place + "={" + typed.replace(/[{}]/g, "") + "}" : ""
  }).filter(Boolean)
  document.getElementById("line").value = ["cnnhand", document.body.dataset.code, ...said].join(" ")
}
document.addEventListener("input", event => { if (event.target.id !== "line") line() })
</script>
"""


def _html(lock: Lock, variant: Variant) -> str:
    """The page works without a network; what is typed becomes one line to hand in."""
    line = (
        '<section class="screen"><label>To hand in: copy this line '
        f'<textarea id="line" rows="3" readonly>cnnhand {variant.code}</textarea></label></section>\n{_SCRIPT}'
    )
    return _page(lock, variant, line)


def _practice(lock: Lock, variant: Variant) -> str:
    """The page says of each answer whether it is right, or which mistake gives it."""
    known = {place.number: practice.data(place.part) for _, places in asked(lock, variant) for place in places}
    return _page(lock, variant, practice.embedded(known), _CHECK)


_CHECK = (
    '<button class="screen" type="button" data-check="{0}" aria-label="Check answer {0}">Check</button>\n'
    '<p class="told screen" id="told-{0}" aria-live="polite"></p>\n'
)


def _page(lock: Lock, variant: Variant, end: str, after_each: str = "") -> str:
    title, student = _heading(lock, variant)
    lines = [html.text((Text(student), *_note(lock)))]
    for page, places in asked(lock, variant):
        fields = (f"<label>Answer {escape(place.label)} {_field(place)}</label>\n" for place in places)
        blanks = (field + after_each.format(place.number) for field, place in zip(fields, places, strict=True))
        lines.append(f"<section>{html.text(page)}{''.join(blanks)}</section>\n")
    return html.document(title, "".join([*lines, end])).replace("<body>", f'<body data-code="{variant.code}">', 1)


def _field(place: AnswerPlace) -> str:
    if place.part.form.value == "grid":
        return f'<textarea data-place="{place.number}" rows="3" inputmode="text" autocomplete="off"></textarea>'
    return f'<input data-place="{place.number}" type="text" inputmode="text" autocomplete="off">'


def _typst(lock: Lock, variant: Variant) -> str:
    title, student = _heading(lock, variant)
    lines = [
        f"#set document(title: {typst.string(title)}, date: none)\n#set text(font: {FONT})\n"
        f"#set page(header: [#{typst.string(student)} #h(1fr) #{typst.string(title)}], numbering: {NUMBERING})\n\n",
        typst.text((*_note(lock), _by_text(variant, "this paper"))),
    ]
    for page, places in asked(lock, variant):
        lines.append(typst.text(page))
        for place in places:
            room = f"rect(width: 100%, height: {3 if place.part.form.value == 'grid' else 1}cm, stroke: gray)"
            lines.append(f"#block(breakable: false)[#{typst.string(place.label)} #{room}]\n\n")
    return "".join(lines)


def key(lock: Lock) -> str:
    """The key to all variants as Markdown: the answers with their points, and what the usual mistakes give."""
    lines = [markdown.document(f"{lock.title}: key", ())]
    for variant in lock.variants:
        lines.append(f"## {markdown.escaped(_heading(lock, variant)[1])}\n\n")
        for points, (_, places) in zip(lock.points, asked(lock, variant), strict=True):
            for place in places:
                worth = _points(points / len(places))
                lines.append(f"- **{place.number}: {say(place.part.answer())}** ({worth})\n")
                wrong = list(by_value(place.part).items())[:MOST_MISTAKES]
                lines += [f"  - {say(value)}: {markdown.escaped(' or '.join(found))}\n" for value, found in wrong]
        lines.append("\n")
    return "".join(lines)
