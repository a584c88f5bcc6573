"""Grids as pictures: a frame of Rich around numbers in their styles, windows, marks, and pictures beside each other."""

from collections.abc import Iterator, Sequence
from itertools import chain, groupby

from rich.box import ROUNDED
from rich.cells import cell_len
from rich.panel import Panel
from rich.segment import Segment
from rich.table import Table as RichTable
from rich.text import Text as RichText

from cnnhand.formats.styles import Lines, Pen, channel_style
from cnnhand.page import Beside, Frame, GridView, Products, Tone, factor

ROOMY = 9
"""Grids of so many columns need not save room."""


class Picture:
    """Something that is drawn already, as wide as its widest line."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.width = max(map(Segment.get_line_length, lines), default=0)

    def column(self, height: int) -> Lines:
        """Its lines, as long as each other, in the middle of so many; with a column of space on the right."""
        above = (height - len(self.lines) + 1) // 2
        return Segment.set_shape([[]] * above + self.lines, self.width + 1, height)


def beside(block: Beside, pen: Pen) -> Iterator[Lines]:
    """Pictures one beside the other; a new row of them where the next would not fit. A sign stays with what follows."""
    row: list[Picture] = []
    signs: list[Picture] = []
    for item in block.grids:
        if isinstance(item, str):
            signs.append(Picture([[Segment("*" if item == "-" else item)]]))  # the dot of a product, in ASCII
            continue
        for drawn in _drawn(item, pen):
            for before in (row, signs):
                if before and _width([*row, *signs, drawn]) > pen.width:
                    yield _side_by_side(before)
                    before.clear()
            row, signs = [*row, *signs, drawn], []
    if row and _width([*row, *signs]) > pen.width:
        yield _side_by_side(row)
        row = []
    yield _side_by_side([*row, *signs])


def _width(pictures: Sequence[Picture]) -> int:
    return sum(picture.width + 1 for picture in pictures) - 1


def _side_by_side(pictures: Sequence[Picture]) -> Lines:
    """Pictures in a row."""
    height = max((len(picture.lines) for picture in pictures), default=0)
    return [list(chain(*parts)) for parts in zip(*(picture.column(height) for picture in pictures), strict=True)]


def _drawn(item: GridView | Frame | Products, pen: Pen) -> tuple[Picture, ...]:
    """A thing of a row as pictures: several where it is wider than the screen."""
    match item:
        case GridView():
            item = _roomy(item, pen)
            return tuple(_grid(item, columns, pen) for columns in _pieces(item, pen))
        case Frame(caption, grids, note):
            parts = [_cells(_roomy(grid, pen), range(1, _height(grid) + 1), _all(grid), pen) for grid in grids]
            lines = [RichText(" ").join(line) for line in zip(*(part.split() for part in parts), strict=True)]
            if lines[0].cell_len + 2 <= pen.width:
                return (_framed(RichText("\n").join(lines), caption, note, "", pen),)
            alone = (grid._replace(caption=f"{caption}, {grid.caption}", note=note) for grid in grids)
            return tuple(picture for grid in alone for picture in _drawn(grid, pen))
        case Products(window, weights):
            return (_products(window, weights, pen),)


def _products(window: Sequence[Sequence[str]], weights: Sequence[Sequence[str]], pen: Pen) -> Picture:
    times = "·" if pen.signs.has("·") else "*"
    table = RichTable.grid(padding=(0, 1, 0, 0))
    for xs, ws in zip(window, weights, strict=True):
        pairs = zip(xs, ws, strict=True)
        table.add_row(*(RichText(f"{factor(x)}{times}{factor(w)}", "note" if "0" in (x, w) else "") for x, w in pairs))
    return Picture(pen.lines(table))


def _framed(inside: RichText, caption: str, note: str, style: str, pen: Pen, margin: int = 0) -> Picture:
    """Cells in a frame, the caption in its upper side and the note in its lower; above it where there is no room."""
    width, room = max(map(cell_len, inside.plain.split("\n"))), pen.width - margin
    above = caption if len(caption) + 6 > room else ""
    width = max(width + 2, *(len(text) + 6 for text in ("" if above else caption, note) if text), 0)
    panel = Panel(
        inside,
        title=RichText(caption) if caption and not above else None,
        title_align="left",
        subtitle=RichText(note) if note else None,
        subtitle_align="right",
        box=ROUNDED,
        padding=0,
        width=width,
        border_style=style,
    )
    return Picture([*_above(above, room, pen), *pen.lines(panel, width)])


def _above(caption: str, room: int, pen: Pen) -> Lines:
    """The lines of a caption for which a frame has no room."""
    lines = RichText(caption).wrap(pen.console, room) if caption else ()
    return [list(line.render(pen.console)) for line in lines]


# ---- one grid --------------------------------------------------------------------------------------------------------


def _all(grid: GridView) -> range:
    """Its columns with its padding, counted from 1."""
    return range(1, len(grid.rows[0]) + grid.padding.left + grid.padding.right + 1)


def _height(grid: GridView) -> int:
    return len(grid.rows) + grid.padding.top + grid.padding.bottom


def _roomy(grid: GridView, pen: Pen) -> GridView:
    """In colour a small grid has cells of two columns at least, in which a filled block looks like one."""
    if not pen.coloured or len(_all(grid)) > ROOMY:
        return grid
    return grid._replace(rows=tuple(tuple(cell.rjust(2) for cell in row) for row in grid.rows))


def _cell_width(grid: GridView) -> int:
    """The columns of a cell, with the sign before it in a map that is judged."""
    number = len(str(len(_all(grid)))) if grid.numbered else 1
    sign = any(mark.tone in (Tone.RIGHT, Tone.WRONG) for mark in grid.marks)
    return max(number, *(len(cell) + sign for row in grid.rows for cell in row))


def _runs(numbers: range, size: int | None) -> list[range]:
    """Rows or columns in runs of so many, the first of which begins with number 1."""
    if not size:
        return [numbers]
    return [numbers[at : at + size] for at in range(0, len(numbers), size)]


def _pieces(grid: GridView, pen: Pen) -> list[range]:
    """The columns of each piece of a grid that is as wide as the screen allows."""
    numbers = len(str(_height(grid))) + 1 if grid.numbered else 0
    room, cell = pen.width - 3 - numbers, _cell_width(grid) + 1
    across = grid.blocks.across if grid.blocks else 1
    block = across * cell + (2 if grid.blocks else 0)
    return _runs(_all(grid), across * max(1, (room + (2 if grid.blocks else 0)) // block))


def _grid(grid: GridView, columns: range, pen: Pen) -> Picture:
    """Some columns of a grid in a frame, with their numbers and those of the rows where it has any.

    Numbers stand outside the frame, so that they are not taken for cells where there is no colour.
    """
    caption, style = grid.caption, channel_style(grid.channel)
    if columns != _all(grid):
        which = f"columns {columns[0]}–{columns[-1]}" if len(columns) > 1 else f"column {columns[0]}"
        caption = pen.signs.text(f"{caption}, {which}" if caption else which)
    rows = range(1, _height(grid) + 1)
    across, down = grid.blocks or (None, None)
    margin = len(str(rows[-1])) if grid.numbered else -1
    if grid.blocks:
        windows = RichTable(box=ROUNDED, show_header=False, show_lines=True, padding=0, border_style=style)
        for run in _runs(rows, down):
            windows.add_row(*(_cells(grid, run, part, pen) for part in _runs(columns, across)))
        drawn = Picture(pen.lines(windows, 10**3))
        side = drawn.lines[0][0].text
        if len(caption) + 4 <= drawn.width:
            drawn.lines[0] = [Segment(f"{side[:2]} {caption} {side[len(caption) + 4 :]}", pen.console.get_style(style))]
        else:
            drawn = Picture([*_above(caption, pen.width - margin - 1, pen), *drawn.lines])
    else:
        drawn = _framed(_cells(grid, rows, columns, pen), caption, grid.note, style, pen, margin + 1)
    if not grid.numbered:
        return drawn
    size, dim = _cell_width(grid), pen.console.get_style("note")
    above = "  ".join("".join(str(column).rjust(size + 1) for column in run) for run in _runs(columns, across))
    beside = "||".join("|".join(map(str, run)) for run in _runs(rows, down)).split("|")
    beside = ["", *[""] * (len(drawn.lines) - len(beside) - 2), *beside, ""]
    lines = [[Segment(text.rjust(margin) + " ", dim), *line] for text, line in zip(beside, drawn.lines, strict=True)]
    return Picture([[Segment(" " * (margin + 2) + above, dim)], *lines])


def _cells(grid: GridView, rows: range, columns: range, pen: Pen) -> RichText:
    """Some cells of a grid, a row a line, each with a place before it for what marks it."""
    size = _cell_width(grid)
    left, _, top, _ = grid.padding
    marks = {(mark.row, mark.column): mark.tone for mark in grid.marks}
    drawn: list[tuple[str, str]] = []
    for row in rows:
        under = grid.window.columns if grid.window and row in grid.window.rows else ()
        lit = {column for column in columns if column in under or marks.get((row, column)) in _LIT}
        before: Tone | None = None
        for column in columns:
            real = top < row <= top + len(grid.rows) and left < column <= left + len(grid.rows[0])
            cell = grid.rows[row - top - 1][column - left - 1] if real else pen.signs.padding
            tone = marks.get((row, column))
            style = _style(tone, column in lit, real, channel_style(grid.channel))
            joined = column - 1 in lit, before
            if tone in _LIT and not pen.coloured:
                drawn.append((f"[{cell}".rjust(size + 1), ""))
            else:
                sign = pen.sign(tone)
                cell = sign + cell.lstrip() if sign else cell
                drawn += [_gap(joined, column in lit, style, pen), (cell.rjust(size), style)]
            before = tone
        drawn += [_gap((columns[-1] in lit, before), False, "", pen), ("\n" if row != rows[-1] else "", "")]
    text = RichText(no_wrap=True, overflow="ignore")
    for style, run in groupby(drawn, lambda cell: cell[1] if pen.coloured else ""):
        text.append("".join(cell for cell, _ in run), style)
    return text


_LIT = (Tone.ASKED, Tone.WINNER)
_TONED: dict[Tone | None, str] = {
    Tone.RIGHT: "right cell",
    Tone.WRONG: "wrong cell",
    **{tone: tone.value for tone in (*_LIT, Tone.STRONG, Tone.NOTE)},
}


def _style(tone: Tone | None, lit: bool, real: bool, own: str) -> str:
    """The style of a cell."""
    if tone in _TONED:
        return _TONED[tone]
    if lit:
        return "window" if real else "window padding"
    return own if real else "note"


def _gap(before: tuple[bool, Tone | None], inside: bool, style: str, pen: Pen) -> tuple[str, str]:
    """What stands before a cell: a bracket, or the fill of the block that it or the cell before it is in."""
    lit, other = before
    if not pen.coloured:
        return ("[" if inside and not lit else "]" if lit and not inside else " "), ""
    if inside:
        return " ", style
    return " ", "" if not lit else other.value if other in _LIT else "window"
