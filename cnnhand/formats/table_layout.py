"""A table of a page as Rich lays it out: as wide as its numbers need, words wrapped, a rule below the heading."""

from collections.abc import Iterator, Sequence

from rich.box import Box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from cnnhand.formats.frames import LEAST, Pen
from cnnhand.formats.styles import STYLES
from cnnhand.page import UNKNOWN, Table, Tone

GAPS = (3, 2, 1)
"""The columns between two columns, the widest first that fits."""

_LINES = "    \n    \n {0}{0} \n    \n {0}{0} \n {0}{0} \n    \n    \n"

Cells = Sequence[tuple[str, str]]
"""The cells of a row, each a text and the name of its style."""


def table_lines(table: Table, pen: Pen, console: Console) -> Iterator[RichText]:
    """The lines of a table, cut into pieces that begin with its keys where it is too wide."""
    numeric = table.numeric
    rows = [_toned(table, number, row, numeric, pen) for number, row in enumerate(table.rows, 1)]
    cells = [[(text, "label") for text in table.heading], *rows]
    widths = [max(len(row[at][0]) for row in cells) for at in range(len(table.heading))]
    if not table.keys:
        yield from _with_words(table, cells, widths, pen, console)
        return
    gap = _gap(widths, pen.width) or 2
    for number, piece in enumerate(_column_runs(widths, table.keys, gap, pen.width)):
        if number:
            yield RichText()
        drawn = _empty([widths[at] for at in piece], [numeric[at] for at in piece], gap, pen)
        yield from _filled(drawn, [[row[at] for at in piece] for row in cells], table.totals, pen, console)


def _toned(table: Table, number: int, row: Sequence[str], numeric: Sequence[bool], pen: Pen) -> Cells:
    """The cells of a row with their styles; what a colour says is said by a sign where there is none."""
    tones = {mark.column: mark.tone for mark in table.marks if mark.row == number}
    bold = "strong" if number > len(table.rows) - table.totals else ""
    right, wrong = pen.signs.ticks
    cells = []
    for column, text in enumerate(row, 1):
        match tones.get(column):
            case Tone.ASKED:
                cells.append((f" {text} " if pen.coloured else f"[{text}]", Tone.ASKED.value))
            case Tone.WRONG:
                cells.append((f"{wrong} {text}", Tone.WRONG.value))
            case Tone.RIGHT:
                cells.append((text if pen.coloured else f"{right} {text}", Tone.RIGHT.value))
            case None:
                dim = numeric[column - 1] and text in ("0", UNKNOWN, "-", "?")
                cells.append((text, "note" if dim else bold))
            case tone:
                cells.append((text, tone.value))
    return cells


def _with_words(
    table: Table, cells: Sequence[Cells], widths: Sequence[int], pen: Pen, console: Console
) -> Iterator[RichText]:
    """A table that is not cut: a last column of words is wrapped, or stands below its row where there is no room."""
    numeric = table.numeric
    gap = _gap([*widths[:-1], widths[-1] if numeric[-1] else min(widths[-1], LEAST)], pen.width)
    gap = gap or _gap(widths[:-1], pen.width) or 1
    room = max(pen.width, LEAST) - sum(widths[:-1]) - gap * (len(widths) - 1)
    if numeric[-1] or widths[-1] <= room or room >= LEAST:
        widths = [*widths[:-1], widths[-1] if numeric[-1] else min(widths[-1], room)]
        yield from _filled(_empty(widths, numeric, gap, pen), cells, table.totals, pen, console)
        return
    for row in cells:
        *before, (words, style) = row
        line = RichText(" " * gap).join(
            RichText(text.rjust(width) if number else text.ljust(width), STYLES[name])
            for (text, name), width, number in zip(before, widths, numeric, strict=False)
        )
        line.rstrip()
        yield from [line] if line.plain else []
        for text in RichText(words).wrap(console, max(pen.width, LEAST) - 2) if words else ():
            yield RichText("  " + text.plain.rstrip(), STYLES[style])


def _empty(widths: Sequence[int], numeric: Sequence[bool], gap: int, pen: Pen) -> RichTable:
    """A table of columns so wide, without its rows."""
    line = "─" if pen.signs.has("─") else "-"
    drawn = RichTable(
        box=Box(_LINES.format(line), ascii=True),  # so that Rich does not put another in its place
        show_edge=False,
        pad_edge=False,
        padding=(0, gap - 1, 0, 0) if gap > 1 else 0,
        border_style="dim",
        safe_box=False,
    )
    for width, number in zip(widths, numeric, strict=True):
        drawn.add_column(width=width, justify="right" if number else "left", overflow="fold", no_wrap=number)
    return drawn


def _filled(drawn: RichTable, cells: Sequence[Cells], totals: int, pen: Pen, console: Console) -> Iterator[RichText]:
    """The lines of a table with its rows, the heading first."""
    heading, *rows = cells
    drawn.show_header = any(text for text, _ in heading)
    for column, (text, style) in zip(drawn.columns, heading, strict=True):
        column.header = RichText(text, STYLES[style])
    for number, row in enumerate(rows, 1):
        last = totals and number == len(rows) - totals
        drawn.add_row(*(RichText(text, STYLES[style]) for text, style in row), end_section=bool(last))
    needed = sum((column.width or 0) + 4 for column in drawn.columns)
    options = console.options.update(width=max(pen.width, needed), height=None)
    for line in console.render_lines(drawn, options, pad=False):
        drawn_line = RichText.assemble(*((segment.text, segment.style or "") for segment in line))
        drawn_line.rstrip()
        yield drawn_line


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
