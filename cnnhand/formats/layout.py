"""A page as lines of text, each a row of spans with the style they are meant in; no colour yet, and no library."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import zip_longest
from textwrap import wrap as wrap_text
from typing import TypeAlias

from cnnhand.page import Beside, Block, Formula, GridView, Listing, Page, Step, Table, Text, Tone, say

Span: TypeAlias = tuple[str, str]
Line: TypeAlias = tuple[Span, ...]

wrap = partial(wrap_text, break_on_hyphens=False)  # a name such as stronger-attention is typed as one word

PADDING = "·"
GAP = 3
LEAST_ROOM = 20
"""With fewer columns for the words of a table they would be hard to read."""


def lines(page: Page, width: int) -> Iterator[Line]:
    """The lines of a page: paragraphs wrapped to a width, a blank line between things of different kinds.

    Kernels below kernels stand close, so that those of a question fit a screen, and a heading stands off what it ends.
    """
    before: Block | None = None
    label = max((len(block.label) for block in page if isinstance(block, Step)), default=0)
    for block in page:
        if before is not None and not _close(before, block):
            yield ()
        if isinstance(block, Step):
            yield from _step(block, label, width)
        else:
            yield from _block(block, width)
        before = block


def _close(before: Block, block: Block) -> bool:
    """Whether a block stands right below the one before it."""
    match before, block:
        case (Text(), Text(_, tone)):
            return tone is not Tone.HEADING
        case (Beside(above), Beside(below)):
            return not any(grid.numbered for grid in (*above, *below))
    return type(before) is type(block) and isinstance(block, Step | Formula)


def _block(block: Block, width: int) -> Iterator[Line]:
    match block:
        case Text(text, tone):
            style = "" if tone is Tone.PLAIN else tone.value
            yield from (((line, style),) for paragraph in text.split("\n") for line in _wrapped(paragraph, width))
        case Formula(text):
            yield from ((("    " + line, "formula"),) for line in wrap(text, width - 4, subsequent_indent="  "))
        case Listing(text):
            yield from ((("    " + line, "formula"),) for line in text.split("\n"))
        case Beside(grids):
            yield from _beside(grids, width)
        case Table(keys=0):
            yield from _wrapped_table(block, width)
        case Table():
            yield from _cut_table(block, width)


def _wrapped(text: str, width: int) -> list[str]:
    """The lines of a paragraph; an example of what to type is never broken over two of them."""
    glued = re.sub(r"as in [-−0-9;|/√ ]*[0-9]", lambda example: example[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in wrap(glued, width)] or [""]


def _step(step: Step, label_width: int, width: int) -> Iterator[Line]:
    """The label, the arithmetic and what comes out: on one line where it fits, a row of the kernel a line elsewhere."""
    result = f" = {say(step.value)}"
    note = f"  ({step.note})" if step.note else ""
    indent = " " * (label_width + 4)
    room = width - len(indent)
    together = " ".join(step.expression.split())
    if say(step.value).replace(" ", "") == together.replace(" ", ""):
        result = ""
    texts = [together] if len(together + result) <= room else step.expression.split("\n")
    texts = [line for text in texts for line in wrap(text, room - len(result), break_long_words=False)]
    for index, text in enumerate(texts):
        first: Line = (("  " + step.label.ljust(label_width) + "  ", "note"),) if not index else ((indent, ""),)
        if index < len(texts) - 1:
            yield (*first, (text, "formula"))
        elif len(text + result + note) <= room:
            yield (*first, (text, "formula"), (result, "result"), (note, "note"))
        else:
            yield (*first, (text, "formula"), (result, "result"))
            yield from (((indent + line, "note"),) for line in wrap(note.strip(), room))


def _beside(grids: Sequence[GridView], width: int) -> Iterator[Line]:
    """Grids one beside the other; a new row of grids where the next would not fit."""
    rows: list[list[tuple[list[Line], int]]] = [[]]
    for grid in grids:
        for piece in _pieces(grid, width):
            drawn = list(_grid(*piece))
            wide = max(map(line_width, drawn))
            if rows[-1] and sum(other + GAP for _, other in rows[-1]) + wide + 2 > width:
                rows.append([])
            rows[-1].append((drawn, wide))
    for index, row in enumerate(rows):
        if index:
            yield ()
        for parts in zip_longest(*(drawn for drawn, _ in row), fillvalue=()):
            spans: list[Span] = [("  ", "")]
            for part, (_, wide) in zip(parts, row, strict=True):
                spans += [*part, (" " * (wide - line_width(part) + GAP), "")]
            yield trimmed(tuple(spans))


def line_width(line: Line) -> int:
    """How many columns a line takes."""
    return sum(len(text) for text, _ in line)


def trimmed(line: Line) -> Line:
    """The line without spaces at its end."""
    spans = list(line)
    while spans and not spans[-1][0].strip():
        spans.pop()
    if spans:
        spans[-1] = (spans[-1][0].rstrip(), spans[-1][1])
    return tuple(spans)


def _pieces(grid: GridView, width: int) -> Iterator[tuple[GridView, int, int]]:
    """A grid, cut into runs of columns where it is wider than the screen: the grid, its first and last column."""
    columns = len(grid.rows[0]) + grid.padding.left + grid.padding.right
    cell = _cell_width(grid) + 1
    most = max(1, (width - 2 - _margin(grid)) // cell)
    for first in range(1, columns + 1, most):
        yield grid, first, min(columns, first + most - 1)


def _cell_width(grid: GridView) -> int:
    columns = len(grid.rows[0]) + grid.padding.left + grid.padding.right
    return max(*(len(cell) for row in grid.rows for cell in row), len(str(columns)) if grid.numbered else 1, 1)


def _margin(grid: GridView) -> int:
    """The columns left of a grid: its row numbers and room for a bracket."""
    rows = len(grid.rows) + grid.padding.top + grid.padding.bottom
    return len(str(rows)) + 3 if grid.numbered else 1


def _grid(grid: GridView, first: int, last: int) -> Iterator[Line]:
    """The columns from first to last of a grid, counted with its padding: a caption, column numbers, and the rows.

    The cells under the window stand in brackets, one by one where it has gaps; padding is drawn as dots.
    """
    size, margin = _cell_width(grid), _margin(grid)
    left, right, top, bottom = grid.padding
    width = len(grid.rows[0])
    part = f", columns {first}–{last}" if last - first + 1 < width + left + right else ""
    yield ((grid.caption + part, "label"),)
    if grid.numbered:
        numbers = " ".join(str(column).rjust(size) for column in range(first, last + 1))
        yield ((" " * margin + numbers, "note"),)
    marked_rows = grid.window.rows if grid.window else ()
    marked_columns = grid.window.columns if grid.window else ()
    for number in range(1, len(grid.rows) + top + bottom + 1):
        spans: list[Span] = [(str(number).rjust(margin - 3) + " │", "note")] if grid.numbered else []
        marks = [column for column in marked_columns if number in marked_rows and first <= column <= last]
        for column in range(first, last + 1):
            inside, before = column in marks, column - 1 in marks
            bracket = " " if inside == before else "[" if inside else "]"
            spans.append((bracket, "window" if marks else ""))
            real = top < number <= top + len(grid.rows) and left < column <= left + width
            text = grid.rows[number - top - 1][column - left - 1] if real else PADDING
            spans.append((text.rjust(size), "window" if inside else "" if real else "note"))
        if marks and marks[-1] == last:
            spans.append(("]", "window"))
        yield tuple(spans)


def _set(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool], gap: int) -> str:
    """The cells of a row of a table beside each other, numbers to the right."""
    texts = (
        cell.rjust(width) if number else cell.ljust(width)
        for cell, width, number in zip(cells, widths, numeric, strict=True)
    )
    return "  " + (" " * gap).join(texts)


def _cut_table(table: Table, width: int) -> Iterator[Line]:
    """A table whose first columns are its keys: cut into pieces that begin with them, where it is too wide."""
    columns, numeric = table.columns, table.numeric
    widths = [max(map(len, column)) for column in columns]
    gap = _gap(widths, width) or 2
    for number, piece in enumerate(_column_runs(widths, table.keys, gap, width)):
        if number:
            yield ()
        for index, cells in enumerate(zip(*(columns[i] for i in piece), strict=True)):
            text = _set(cells, [widths[i] for i in piece], [numeric[i] for i in piece], gap)
            yield trimmed(((text, "" if index else "label"),))


def _wrapped_table(table: Table, width: int) -> Iterator[Line]:
    """A table as wide as it must be; only a last column of words is wrapped.

    Where too little room is left for the words, they stand below the rest of their row.
    """
    widths, numeric = [max(map(len, column)) for column in table.columns], table.numeric
    before = 2 + sum(size + GAP for size in widths[:-1])
    below = not numeric[-1] and width - before < min(widths[-1], LEAST_ROOM)
    indent, room = (4, width - 4) if below else (before, widths[-1] if numeric[-1] else width - before)
    for cells, style in ((table.heading, "label"), *((row, "") for row in table.rows)):
        words = wrap(cells[-1], room)
        if below:
            text = _set(cells[:-1], widths[:-1], numeric[:-1], _gap(widths[:-1], width) or 1)
        else:
            text = _set((*cells[:-1], words.pop(0) if words else ""), widths, numeric, GAP)
        if any(cells):
            yield trimmed(((text, style),))
            yield from (((" " * indent + text, style),) for text in words)


def _gap(widths: Sequence[int], width: int) -> int | None:
    """The widest gap with which columns fit, if there is one."""
    return next((gap for gap in (GAP, 2, 1) if 2 + sum(widths) + gap * (len(widths) - 1) <= width), None)


def _column_runs(widths: Sequence[int], keys: int, gap: int, width: int) -> list[list[int]]:
    """The columns of each piece of a table that is cut at a width: its keys, and at least one more."""
    runs = [list(range(keys))]
    for column in range(keys, len(widths)):
        if len(runs[-1]) > keys and 2 + sum(widths[i] + gap for i in runs[-1]) + widths[column] > width:
            runs.append(list(range(keys)))
        runs[-1].append(column)
    return runs
