"""The blocks of a page as text of Rich: paragraphs, headings, verdicts, formulas and steps."""

import re
from collections.abc import Iterator, Sequence

from rich.text import Text as RichText

from cnnhand.exact.values import Grid
from cnnhand.formats.styles import Pen, channel_style
from cnnhand.page import Beside, Block, Divider, Equation, Heading, Judged, Listing, Step, Text, Tone, say, view_of

GLUE = "\ue000"
"""Stands for a space at which no line is broken."""

_UNBROKEN = re.compile(r"as in [-−0-9;|/√ ]*[0-9]|\([-−+·/0-9 ]+\)")
"""An example of what to type, and what is calculated in brackets."""

MOST_DOTS = 25


def close(before: Block, block: Block) -> bool:
    """Whether a block stands right below the one before it: a heading stands off what it ends."""
    match before, block:
        case (Heading() | Divider(), _) | (Judged() | Text(), Judged()) | (Judged(), Text()):
            return True
        case (Text(), Text(_, tone)):
            return tone is not Tone.HEADING
        case (Text(), Step()) | (Step(), Text(_, Tone.NOTE)):
            return True
        case (Text() | Beside() | Heading(), Beside()) | (Beside(), Text()):
            return True
        case (Beside(), Step()):
            return block.board is not None
    return type(before) is type(block) and isinstance(block, Step | Equation)


def block_text(block: Block, pen: Pen) -> Iterator[RichText]:
    """The lines of a block of words."""
    width = min(pen.width, pen.most)
    match block:
        case Text(text, tone, phrases):
            for paragraph in text.split("\n"):
                yield from _paragraph(paragraph, tone.value, [(words, of.value) for words, of in phrases], width, pen)
        case Heading():
            yield from _heading(block, pen)
        case Divider():
            yield RichText(pen.signs.text("─") * width, "note")
        case Judged(right, typed, because):
            start = f"{pen.signs.verdicts[0 if right else 1]} {typed}"
            style = (Tone.RIGHT if right else Tone.WRONG).value
            yield from _paragraph(f"{start}  {because}".rstrip(), "", [(start, style)], width, pen)
        case Equation(text):
            glued = re.sub(r" ([+−=/·]) ", rf"{GLUE}\1{GLUE}", text)
            breaks = max(map(len, glued.split())) > width - 4
            for number, line in enumerate(wrapped(RichText(text if breaks else glued, "formula"), width - 4, pen)):
                line.plain = line.plain.replace(GLUE, " ")  # all lines but the first stand further in
                yield RichText("    " if number else "  ").append_text(line)
        case Listing(text):
            yield from (RichText(f"    {line}", "formula") for line in text.split("\n"))


def wrapped(text: RichText, width: int, pen: Pen) -> list[RichText]:
    """A text in lines of a width; Rich is not asked where one is enough."""
    if text.cell_len <= width and "\n" not in text.plain:
        return [text]
    return list(text.wrap(pen.console, max(width, 8)))


def _paragraph(text: str, style: str, phrases: Sequence[tuple[str, str]], width: int, pen: Pen) -> Iterator[RichText]:
    """The lines of a paragraph; a phrase, an example of what to type and what stands in brackets are never broken."""
    glued = text
    for phrase in (*(found[0] for found in _UNBROKEN.finditer(text)), *(phrase for phrase, _ in phrases)):
        if len(phrase) < width // 2:
            glued = glued.replace(phrase, phrase.replace(" ", GLUE))
    paragraph = RichText(glued, style)
    for phrase, own in phrases:
        at = text.find(phrase)
        if at >= 0:
            paragraph.stylize(own, at, at + len(phrase))
    for line in wrapped(paragraph, width, pen) or [RichText()]:
        line.plain = line.plain.replace(GLUE, " ")
        yield line


def _heading(heading: Heading, pen: Pen) -> Iterator[RichText]:
    """Title and code on the left, progress and clock on the right; what has no room there stands below."""
    title, about = RichText(heading.title, "heading"), RichText(heading.about, "note")
    right = _progress(heading.marks, pen).append(f"  {heading.clock}" if heading.clock else "", "note")
    together = RichText("  ").join([title, about]) if about else title
    for left in (together, title):
        rest = min(pen.width, pen.most) - left.cell_len - right.cell_len
        if rest >= 1:
            yield left + RichText(" " * rest) + right if right else left
            yield from wrapped(about, pen.width, pen) if left is not together else ()
            return
    for text in filter(None, (title, about, right)):
        yield from wrapped(text, pen.width, pen)


def _progress(marks: Sequence[bool | None], pen: Pen) -> RichText:
    """A dot a question in its colour, a tick where there is none; of very many questions, how many there are."""
    right, wrong = pen.signs.ticks if pen.signs.has("✓✗") else ("+", "x")
    styles = {True: "right", False: "wrong", None: "note"}
    dots = {True: right, False: wrong, None: "."}
    if pen.coloured and pen.signs.has("●○"):
        dots = {True: "●", False: "●", None: "○"}
    if len(marks) <= MOST_DOTS:
        return RichText.assemble(*((dots[mark], styles[mark]) for mark in marks))
    return RichText(f"{marks.count(True)} right, {marks.count(False)} wrong of {len(marks)}", "note")


# ---- steps -----------------------------------------------------------------------------------------------------------


def step_picture(step: Step, pen: Pen) -> Beside | None:
    """What is drawn of a step: its board if it has one, and a grid that it only states."""
    if step.board or not isinstance(step.value, Grid) or not _stated(step, pen):
        return step.board
    if step.value.depth == 1 and step.value.height == 1:
        return None
    name = "" if step.value.depth == 1 else "map" if step.label == "maps" else "channel"
    return Beside((f"  {step.label} =", *pen.signs.clean(view_of(step.value, name)).grids))


def notes(step: Step, indent: str, pen: Pen) -> Iterator[RichText]:
    """The remark on a step, below it."""
    for line in wrapped(RichText(f"({step.note})", "note"), pen.width - len(indent), pen) if step.note else ():
        yield RichText(indent).append_text(line)


def _stated(step: Step, pen: Pen) -> bool:
    """Whether the expression is the value already."""
    return pen.signs.text(say(step.value)).replace(" ", "") == step.expression.replace(" ", "")


def step_text(step: Step, label_width: int, pen: Pen) -> Iterator[RichText]:
    """On one line where it fits, a row of the kernel a line elsewhere; a long label stands above it."""
    width = min(pen.width, pen.most)
    label = f"  {step.label.ljust(label_width)}  "
    if len(label) > width // 2:
        yield from wrapped(RichText(f"  {step.label}", "note"), width, pen)
        label = "    "
    result = "" if _stated(step, pen) else f" = {pen.signs.text(say(step.value))}"
    indent = " " * len(label)
    room = width - len(indent)
    together = " ".join(step.expression.split())
    texts = [together] if len(together + result) <= room else step.expression.split("\n")
    lines = [line for text in texts for line in wrapped(RichText(text, "formula"), room - len(result), pen)]
    if len(lines) == 1:
        at = 0
        for number, term in enumerate(lines[0].plain.split(" + ")[: step.channels], 1):
            lines[0].stylize(channel_style(number), at, at + len(term))
            at += len(f"{term} + ")
    note = f"  ({step.note})" if step.note else ""
    fits = lines[-1].cell_len + len(result + note) <= room
    lines[-1].append(result, "result").append(note if fits else "", "note")
    for number, line in enumerate(lines):
        yield RichText().append(indent if number else label, "note").append_text(line)
    if not fits:
        yield from notes(step, indent, pen)
