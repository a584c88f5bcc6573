"""A table of a page in lines: as wide as its numbers need, words wrapped, a rule below the heading."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text as RichText

from cnnhand.formats.styles import LEAST, Lines, Pen
from cnnhand.page import UNKNOWN, Table, Tone

GAPS = (3, 2, 1)
"""The columns between two columns, the widest first that fits."""

MOST_ROWS = 22
"""The heading of a longer table stands below it too, where it is in sight."""

FRAME = 4
"""The columns that the frame of a table takes."""


def table_lines(table: Table, pen: Pen) -> Iterator[Lines]:
    """The lines of a table; where it is too wide they are cut into pieces that begin with its keys."""
    numeric, width = table.numeric, pen.width - (FRAME if table.title else 0)
    rows = [[RichText(name, "label") for name in table.heading]]
    rows += [_toned(table, numeric, number, row, pen) for number, row in enumerate(table.rows, 1)]
    widths = [max(cell.cell_len for cell in column) for column in zip(*rows, strict=True)]
    if table.keys:
        gap = _gap(widths, width) or 2
        for piece in _column_runs(widths, table.keys, gap, width):
            yield _filled(table, numeric, rows, {at: widths[at] for at in piece}, gap, pen)
        return
    last = widths[-1] if numeric[-1] else min(widths[-1], LEAST)
    gap = _gap([*widths[:-1], last], width) or _gap(widths[:-1], width) or 1
    room = width - sum(widths[:-1]) - gap * (len(widths) - 1)
    if numeric[-1] or widths[-1] <= room or room >= LEAST:
        widths[-1] = widths[-1] if numeric[-1] else min(widths[-1], room)
        yield _filled(table, numeric, rows, dict(enumerate(widths)), gap, pen)
        return
    kept = len(widths) - 1
    while kept > 1 and not numeric[kept - 1] and sum(widths[:kept]) + kept > width:
        kept -= 1
    yield pen.lines(RichText(table.title, "strong")) if table.title else []
    for row in rows:  # words for which there is no room stand below their row
        bare = table._replace(title="")
        line = _filled(bare, numeric, [[RichText()] * len(row), row], dict(enumerate(widths[:kept])), gap, pen)
        yield line if any(cell.plain for cell in row[:kept]) else []
        for cell in row[kept:]:
            yield _below(cell, pen)


def _below(words: RichText, pen: Pen) -> Lines:
    lines = words.wrap(pen.console, pen.width - 2) if words else ()
    return [line for text in lines for line in pen.lines(RichText("  ") + text)]


def _toned(table: Table, numeric: list[bool], number: int, row: Sequence[str], pen: Pen) -> list[RichText]:
    """The cells of a row in their styles; what a colour says is said by a sign where there is none."""
    tones = {mark.column: mark.tone for mark in table.marks if mark.row == number}
    bold = "strong" if number > len(table.rows) - table.totals else ""
    right, wrong = pen.signs.ticks
    cells = []
    for column, text in enumerate(row, 1):
        match tones.get(column):
            case Tone.ASKED:
                cells.append(RichText(f" {text} " if pen.coloured else f"[{text}]", Tone.ASKED.value))
            case Tone.WRONG:
                cells.append(RichText(f"{wrong} {text}", Tone.WRONG.value))
            case Tone.RIGHT:
                cells.append(RichText(text if pen.coloured else f"{right} {text}", Tone.RIGHT.value))
            case None:
                dim = numeric[column - 1] and text in ("0", UNKNOWN, "-", "?")
                cells.append(RichText(text, "note" if dim else bold))
            case tone:
                cells.append(RichText(text, tone.value))
    return cells


def _filled(
    table: Table, numeric: list[bool], rows: list[list[RichText]], widths: dict[int, int], gap: int, pen: Pen
) -> Lines:
    """The lines of some columns of a table, the heading first, in a frame where it has a title."""
    heading, *body = rows
    width = sum(widths.values()) + gap * (len(widths) - 1)
    rule = [Segment(pen.signs.text("─") * width, pen.console.get_style("note"))]
    top = [*_row(heading, numeric, widths, gap, pen), rule] if any(cell.plain for cell in heading) else []
    lines = list(top)
    for number, row in enumerate(body):
        lines += [rule] if 0 < number == len(body) - table.totals else []
        lines += _row(row, numeric, widths, gap, pen)
    lines += reversed(top) if len(body) > MOST_ROWS else []
    return _framed(lines, table.title, width, pen) if table.title else lines


def _row(cells: list[RichText], numeric: list[bool], widths: dict[int, int], gap: int, pen: Pen) -> Lines:
    """The lines of a row: numbers to the right, and words in as many lines as they need."""
    columns = []
    for at, width in widths.items():
        cell, style = cells[at], pen.console.get_style(cells[at].style, default="")
        fits = cell.cell_len <= width
        wrapped = [cell] if fits else cell.wrap(pen.console, width, overflow="fold", no_wrap=numeric[at])
        columns.append([_aligned(line, width, numeric[at], style) for line in wrapped])
    lines = list(zip_longest(*columns, fillvalue=None))
    blank, between = [Segment(" " * width) for width in widths.values()], Segment(" " * gap)
    return [
        [part for cell, empty in zip(line, blank, strict=True) for part in (between, cell or empty)][1:]
        for line in lines
    ]


def _aligned(line: RichText, width: int, right: bool, style: Style) -> Segment:
    room = " " * (width - line.cell_len)
    return Segment(room + line.plain if right else line.plain + room, style)


def _framed(lines: Lines, title: str, width: int, pen: Pen) -> Lines:
    """Lines in a frame, with a title in its upper side."""
    above, below, left, right, line, side = "╭╰╮╯─│" if pen.signs.has("╭╰╮╯─│") else "++++-|"
    title = f" {title} "
    room = max(width, cell_len(title))
    top = [Segment(above + line), Segment(title, pen.console.get_style("strong"))]
    ends = Segment(f"{side} "), Segment(f" {side}")
    return [
        [*top, Segment(line * (room - cell_len(title) + 1) + left)],
        *([ends[0], *Segment.adjust_line_length(inside, room), ends[1]] for inside in lines),
        [Segment(below + line * (room + 2) + right)],
    ]


def _gap(widths: Sequence[int], width: int) -> int | None:
    """The widest gap with which columns fit, if there is one."""
    return next((gap for gap in GAPS if sum(widths) + gap * (len(widths) - 1) <= width), None)


def _column_runs(widths: Sequence[int], keys: int, gap: int, width: int) -> list[list[int]]:
    """The columns of each piece of a table that is cut at a width: its keys, and at least one more."""
    runs = [list(range(keys))]
    for column in range(keys, len(widths)):
        if len(runs[-1]) > keys and sum(widths[at] + gap for at in runs[-1]) + widths[column] > width:
            runs.append(list(range(keys)))
        runs[-1].append(column)
    return runs
