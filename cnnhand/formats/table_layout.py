"""A table of a page as Rich lays it out: as wide as its numbers need, words wrapped, a rule below the heading."""

from collections.abc import Iterator, Sequence

from rich.box import ROUNDED, Box
from rich.cells import cell_len
from rich.panel import Panel
from rich.segment import Segment, Segments
from rich.table import Table as RichTable
from rich.text import Text as RichText

from cnnhand.formats.spoken import rows_in_words
from cnnhand.formats.styles import LEAST, Lines, Pen
from cnnhand.page import UNKNOWN, Table, Tone

GAPS = (3, 2, 1)
"""The columns between two columns, the widest first that fits."""

MOST_ROWS = 22
"""The heading of a longer table stands below it too, where it is in sight."""

FRAME = 4
"""The columns that the frame of a table takes."""

_LINES = "    \n    \n {0}{0} \n    \n {0}{0} \n {0}{0} \n    \n    \n"


def table_lines(table: Table, pen: Pen) -> Iterator[Lines]:
    """The lines of a table; where it is too wide they are cut into pieces that begin with its keys."""
    numeric, width = table.numeric, pen.width - (FRAME if table.title else 0)
    rows = [[RichText(name, "label") for name in table.heading]]
    rows += [_toned(table, numeric, number, row, pen) for number, row in enumerate(table.rows, 1)]
    widths = [max(cell.cell_len for cell in column) for column in zip(*rows, strict=True)]
    if table.keys:
        gap = _gap(widths, width) or 2
        for piece in _column_runs(widths, table.keys, gap, width):
            summed = any(row[at].plain for row in rows[len(rows) - table.totals :] for at in piece[table.keys :])
            part = table if summed else table._replace(totals=0)
            shown = rows if summed else rows[: len(rows) - table.totals]
            yield _filled(part, numeric, shown, {at: widths[at] for at in piece}, gap, pen)
        return
    last = widths[-1] if numeric[-1] else min(widths[-1], LEAST)
    gap = _gap([*widths[:-1], last], width) or _gap(widths[:-1], width) or 1
    room = width - sum(widths[:-1]) - gap * (len(widths) - 1)
    if numeric[-1] or widths[-1] <= room or room >= LEAST:
        widths[-1] = widths[-1] if numeric[-1] else min(widths[-1], room)
        yield _filled(table, numeric, rows, dict(enumerate(widths)), gap, pen)
        return
    yield pen.lines(RichText(table.title, "strong")) if table.title else []
    for row in rows_in_words(table):
        yield pen.lines(RichText(row))


def _toned(table: Table, numeric: list[bool], number: int, row: Sequence[str], pen: Pen) -> list[RichText]:
    """The cells of a row in their styles; what a colour says is said by a sign where there is none."""
    tones = {mark.column: mark.tone for mark in table.marks if mark.row == number}
    bold = "strong" if number > len(table.rows) - table.totals else ""
    cells = []
    for column, text in enumerate(row, 1):
        tone = tones.get(column)
        if tone is Tone.ASKED:
            text = f" {text} " if pen.coloured else f"[{text}]"
        elif sign := pen.sign(tone):
            text = f"{sign} {text}"
        dim = numeric[column - 1] and text in ("0", UNKNOWN, "-", "?")
        cells.append(RichText(text, tone.value if tone else "note" if dim else bold))
    return cells


def _filled(
    table: Table, numeric: list[bool], rows: list[list[RichText]], widths: dict[int, int], gap: int, pen: Pen
) -> Lines:
    """The lines of some columns of a table, the heading first."""
    heading, *body = rows
    drawn = RichTable(
        box=Box(_LINES.format(pen.signs.text("─")), ascii=True),  # so that Rich does not put another in its place
        show_edge=False,
        pad_edge=False,
        padding=(0, gap - 1, 0, 0) if gap > 1 else 0,
        border_style="note",
        show_header=any(cell.plain for cell in heading),
        show_footer=len(body) > MOST_ROWS,
    )
    for at, width in widths.items():
        name = _cell(heading[at], width, numeric[at], pen)
        drawn.add_column(name, name, width=width, overflow="fold")
    for number, row in enumerate(body, 1):
        cells = (_cell(row[at], width, numeric[at], pen) for at, width in widths.items())
        drawn.add_row(*cells, end_section=0 < table.totals == len(body) - number)
    width = sum(widths.values()) + gap * len(widths)
    if table.title:
        framed = Panel(drawn, title=RichText(table.title, "strong"), title_align="left", box=ROUNDED, expand=False)
        return pen.lines(framed, max(width, cell_len(table.title) + 2) + FRAME)
    return pen.lines(drawn, width)


def _cell(cell: RichText, width: int, right: bool, pen: Pen) -> RichText | Segments:
    """A cell for Rich's table; one that fits is not wrapped, which would take half of the time of a table."""
    room = width - cell.cell_len
    text = " " * room + cell.plain if right else cell.plain
    return cell if room < 0 else Segments([Segment(text, pen.console.get_style(cell.style, default=""))])


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
