"""A student's sheet as Markdown or HTML, and the key with what the usual mistakes give."""

from fractions import Fraction
from html import escape

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


def places(variant: Variant) -> list[list[tuple[str, str]]]:
    """What is handed in, a list a question: the number of each part, `2` or `2b`, and what it asks."""
    found = []
    for number, exercise in enumerate(variant.exercises, 1):
        names = exercise.problem.parts()
        many = len(names) > 1
        found.append([(f"{number}{letters(at) if many else ''}", name) for at, name in enumerate(names)])
    return found


def letters(number: int) -> str:
    """a, b, … z, aa, ab …"""
    return (letters(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)


def _title(lock: Lock, number: int) -> str:
    return f"Question {number + 1} ({_points(lock.points[number])})"


def _points(points: Fraction) -> str:
    return f"{said(points)} {'point' if points == 1 else 'points'}"


def _markdown(lock: Lock, variant: Variant) -> str:
    title, student = _heading(lock, variant)
    lines = [markdown.document(title, (Text(student), *_note(lock)))]
    for number, (exercise, parts) in enumerate(zip(variant.exercises, places(variant), strict=True)):
        page: Page = (Text(_title(lock, number), Tone.HEADING), *exercise.problem.question())
        asked = (", ".join(filter(None, (place, markdown.escaped(name)))) for place, name in parts)
        lines.append(markdown.text(page) + "".join(f"{place}: ________\n\n" for place in asked))
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
    known = {
        place: practice.data(part)
        for exercise, asked in zip(variant.exercises, places(variant), strict=True)
        for (place, _), part in zip(asked, exercise.problem.exact_parts(), strict=True)
    }
    return _page(lock, variant, practice.embedded(known), _CHECK)


_CHECK = (
    '<button class="screen" type="button" data-check="{0}" aria-label="Check answer {0}">Check</button>\n'
    '<p class="told screen" id="told-{0}" aria-live="polite"></p>\n'
)


def _page(lock: Lock, variant: Variant, end: str, after_each: str = "") -> str:
    title, student = _heading(lock, variant)
    parts = [html.text((Text(student), *_note(lock)))]
    for number, (exercise, asked) in enumerate(zip(variant.exercises, places(variant), strict=True)):
        parts.append(f"<section><h2>{_title(lock, number)}</h2>\n{html.text(exercise.problem.question())}")
        for (place, name), part in zip(asked, exercise.problem.exact_parts(), strict=True):
            label = f"Answer {place}{f', {escape(name)}' if name else ''}"
            parts.append(f"<label>{label} {_field(place, part)}</label>\n{after_each.format(place)}")
        parts.append("</section>\n")
    parts.append(end)
    return html.document(title, "".join(parts)).replace("<body>", f'<body data-code="{variant.code}">', 1)


def _field(place: str, part: Part) -> str:
    if part.form.value == "grid":
        return f'<textarea data-place="{place}" rows="3" inputmode="text" autocomplete="off"></textarea>'
    return f'<input data-place="{place}" type="text" inputmode="text" autocomplete="off">'


def _typst(lock: Lock, variant: Variant) -> str:
    title, student = _heading(lock, variant)
    lines = [
        f"#set document(title: {typst.string(title)}, date: none)\n#set text(font: {FONT})\n"
        f"#set page(header: [#{typst.string(student)} #h(1fr) #{typst.string(title)}], numbering: {NUMBERING})\n\n"
    ]
    lines.append(typst.text(_note(lock)))
    for number, (exercise, asked) in enumerate(zip(variant.exercises, places(variant), strict=True)):
        page: Page = (Text(_title(lock, number), Tone.HEADING), *exercise.problem.question())
        lines.append(typst.text(page))
        for (place, name), part in zip(asked, exercise.problem.exact_parts(), strict=True):
            height = "3cm" if part.form.value == "grid" else "1cm"
            label = typst.string(", ".join(filter(None, (place, name))))
            lines.append(f"#block(breakable: false)[#{label} #rect(width: 100%, height: {height}, stroke: gray)]\n\n")
    return "".join(lines)


def key(lock: Lock) -> str:
    """The key to all variants as Markdown: the answers with their points, and what the usual mistakes give."""
    lines = [markdown.document(f"{lock.title}: key", ())]
    for variant in lock.variants:
        lines.append(f"## {markdown.escaped(_heading(lock, variant)[1])}\n\n")
        for number, (exercise, asked) in enumerate(zip(variant.exercises, places(variant), strict=True)):
            parts = exercise.problem.exact_parts()
            for (place, _), part in zip(asked, parts, strict=True):
                lines.append(f"- **{place}: {say(part.answer())}** ({_points(lock.points[number] / len(parts))})\n")
                wrong = list(by_value(part).items())[:MOST_MISTAKES]
                lines += [f"  - {say(value)}: {markdown.escaped(' or '.join(found))}\n" for value, found in wrong]
        lines.append("\n")
    return "".join(lines)
