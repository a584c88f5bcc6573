"""The blocks of a page as lines of spans: paragraphs, headings, verdicts, formulas and steps."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from textwrap import wrap as wrap_text

from cnnhand.exact.values import Grid
from cnnhand.formats.frames import LEAST, Line, Pen, Span, line_width
from cnnhand.formats.grids import beside
from cnnhand.page import Beside, Block, Formula, Heading, Judged, Listing, Rule, Step, Text, Tone, say, view_of

wrap = partial(wrap_text, break_on_hyphens=False)  # a name such as stronger-attention is typed as one word

GLUE = "\N{NO-BREAK SPACE}"
"""Stands for a space at which no line is broken."""

MOST_DOTS = 25


def close(before: Block, block: Block) -> bool:
    """Whether a block stands right below the one before it: a heading stands off what it ends."""
    match before, block:
        case (Heading() | Rule(), _) | (Judged() | Text(), Judged()) | (Judged(), Text()):
            return True
        case (Text(), Text(_, tone)):
            return tone is not Tone.HEADING
        case (Text(), Step()) | (Step(), Text(_, Tone.NOTE)):
            return True
        case (Text() | Beside() | Heading(), Beside()) | (Beside(), Text()):
            return True
        case (Beside(), Step()):
            return block.board is not None
    return type(before) is type(block) and isinstance(block, Step | Formula)


def block_lines(block: Block, pen: Pen) -> Iterator[Line]:
    """The lines of a block that is neither a table nor a step."""
    width = min(max(pen.width, LEAST), pen.most)
    match block:
        case Text(text, tone, phrases):
            for paragraph in text.split("\n"):
                yield from _paragraph(paragraph, tone.value, [(words, of.value) for words, of in phrases], width)
        case Heading():
            yield from _heading(block, pen)
        case Rule():
            yield (((pen.signs.frame[1] * width), "note"),)
        case Judged(right, typed, because):
            start = f"{pen.signs.verdicts[0 if right else 1]} {typed}"
            style = (Tone.RIGHT if right else Tone.WRONG).value
            yield from _paragraph(f"{start}  {because}".rstrip(), "", [(start, style)], width)
        case Formula(text):
            yield from ((("  " + line, "formula"),) for line in wrap(text, width - 2, subsequent_indent="  "))
        case Listing(text):
            yield from ((("    " + line, "formula"),) for line in text.split("\n"))
        case Beside():
            yield from beside(block, pen)


def _paragraph(text: str, style: str, phrases: Sequence[tuple[str, str]], width: int) -> Iterator[Line]:
    """The lines of a paragraph; a phrase and an example of what to type are never broken over two of them."""
    glued = re.sub(r"as in [-−0-9;|/√ ]*[0-9]", lambda example: example[0].replace(" ", GLUE), text)
    for phrase, _ in phrases:
        if len(phrase) < width // 2:
            glued = glued.replace(phrase, phrase.replace(" ", GLUE))
    for line in wrap(glued, width) or [""]:
        yield tuple(_phrased(line.replace(GLUE, " "), style, phrases))


def _phrased(line: str, style: str, phrases: Sequence[tuple[str, str]]) -> Iterator[Span]:
    """A line whose phrases have their own styles."""
    found = sorted((line.find(phrase), phrase, own) for phrase, own in phrases if phrase in line)
    at = 0
    for start, phrase, own in found:
        if start >= at:
            yield line[at:start], style
            yield phrase, own
            at = start + len(phrase)
    yield line[at:], style


def _heading(heading: Heading, pen: Pen) -> Iterator[Line]:
    """Title and kind on the left, progress and clock on the right; on lines of their own where there is no room."""
    left: list[Span] = [(heading.title, "heading"), (f"  {heading.about}" if heading.about else "", "note")]
    right = [*_progress(heading.marks, pen), (f"  {heading.clock}" if heading.clock else "", "note")]
    rest = min(pen.width, pen.most) - line_width(tuple(left)) - line_width(tuple(right))
    if rest >= 1:
        yield (*left, (" " * rest, ""), *right) if line_width(tuple(right)) else tuple(left)
        return
    width = max(pen.width, LEAST)
    yield from _paragraph(f"{heading.title}  {heading.about}".rstrip(), "note", [(heading.title, "heading")], width)
    if line_width(tuple(right)):
        yield tuple(right)


def _progress(marks: Sequence[bool | None], pen: Pen) -> Iterator[Span]:
    """A dot a question in its colour, a tick where there is none; of very many questions, how many there are."""
    right, wrong = pen.signs.ticks if pen.signs.has("✓✗") else ("+", "x")
    styles = {True: "right", False: "wrong", None: "note"}
    dots = {True: right, False: wrong, None: "."}
    if pen.coloured and pen.signs.has("●○"):
        dots = {True: "●", False: "●", None: "○"}
    if len(marks) <= MOST_DOTS:
        yield from ((dots[mark], styles[mark]) for mark in marks)
        return
    yield f"{marks.count(True)} right, {marks.count(False)} wrong of {len(marks)}", "note"


def step_lines(step: Step, label_width: int, pen: Pen) -> Iterator[Line]:
    """A step: its board if it has one, a grid as a grid, else label, arithmetic and what comes out."""
    said = pen.signs.text(say(step.value))
    if step.board:
        yield from beside(step.board, pen)
        yield from _notes(step.note, "  ", pen)
        return
    stated = said.replace(" ", "") == step.expression.replace(" ", "")
    if isinstance(step.value, Grid) and stated and (step.value.depth > 1 or len(step.value.channels[0]) > 1):
        name = "" if step.value.depth == 1 else "map" if step.label == "maps" else "channel"
        grids = pen.signs.clean(view_of(step.value, name))
        yield from beside(Beside((f"  {step.label} =", *grids.grids)), pen)
        yield from _notes(step.note, "  ", pen)
        return
    yield from _arithmetic(step, "" if stated else f" = {said}", label_width, pen)


def _notes(note: str, indent: str, pen: Pen) -> Iterator[Line]:
    """A remark below a step."""
    room = max(pen.width, LEAST) - len(indent)
    yield from (((indent + line, "note"),) for line in wrap(f"({note})" if note else "", room))


def _arithmetic(step: Step, result: str, label_width: int, pen: Pen) -> Iterator[Line]:
    """On one line where it fits, a row of the kernel a line elsewhere; a long label stands above it."""
    width = min(max(pen.width, LEAST), pen.most)
    label = "  " + step.label.ljust(label_width) + "  "
    if len(label) > width // 2:
        yield ((f"  {step.label}", "note"),)
        label = "    "
    indent = " " * len(label)
    room = width - len(indent)
    together = " ".join(step.expression.split())
    texts = [together] if len(together + result) <= room else step.expression.split("\n")
    texts = [line for text in texts for line in wrap(text, max(room - len(result), 8), break_long_words=False)]
    note = f"  ({step.note})" if step.note else ""
    for index, text in enumerate(texts):
        first: Line = ((label if not index else indent, "note"),)
        body = (*first, *(_in_colours(text, step.channels) if len(texts) == 1 else ((text, "formula"),)))
        if index < len(texts) - 1:
            yield body
        elif len(text + result + note) <= room:
            yield (*body, (result, "result"), (note, "note"))
        else:
            yield (*body, (result, "result"))
            yield from _notes(step.note, indent, pen)


def _in_colours(text: str, channels: int) -> Iterator[Span]:
    """A sum whose first terms have the colours of their channels."""
    for number, term in enumerate(text.split(" + "), 1):
        yield (" + " if number > 1 else "", "formula")
        yield (term, f"cell{(number - 1) % 4 + 1}" if number <= channels else "formula")
