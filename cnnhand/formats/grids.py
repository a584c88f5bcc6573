"""Grids as lines of spans: frames with captions, windows, marks, and pictures beside each other. No colour yet."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from cnnhand.formats.frames import LEAST, Line, Pen, Picture, Span, framed, line_width, merged, padded, trimmed
from cnnhand.page import Beside, Frame, GridView, Item, Products, Tone, factor

ROOMY = 9
"""Grids of so many columns need not save room."""


def beside(block: Beside, pen: Pen) -> Iterator[Line]:
    """Pictures one beside the other; a new row of them where the next would not fit. A sign stays with what follows."""
    row: list[Picture] = []
    signs: list[Picture] = []
    for item in block.grids:
        if isinstance(item, str):
            signs.append(Picture([((item, ""),)], len(item)))
            continue
        for drawn in _drawn(item, pen):
            together = [*row, *signs, drawn]
            if row and sum(one.width + 1 for one in together) - 1 > pen.width:
                yield from _side_by_side(row)
                together = [*signs, drawn]
            row, signs = together, []
    if row and sum(one.width + 1 for one in (*row, *signs)) - 1 > pen.width:
        yield from _side_by_side(row)
        row = []
    yield from _side_by_side([*row, *signs])


def _side_by_side(pictures: Sequence[Picture]) -> Iterator[Line]:
    """Pictures in a row, each in the middle of its height."""
    height = max((len(picture.lines) for picture in pictures), default=0)
    columns = []
    for picture in pictures:
        blank: Line = ((" " * picture.width, ""),)
        above = (height - len(picture.lines) + (picture.width > 3)) // 2 if len(picture.lines) < height else 0
        columns.append([blank] * above + picture.lines + [blank] * (height - above - len(picture.lines)))
    for parts in zip_longest(*columns, fillvalue=()):
        spans: list[Span] = []
        for part in parts:
            spans += [(" ", ""), *part] if spans else part
        yield trimmed(merged(spans))


def _drawn(item: Item, pen: Pen) -> Iterator[Picture]:
    """A thing of a row as pictures: several where it is wider than the screen."""
    match item:
        case GridView():
            item = _roomy(item, pen)
            for first, last in _pieces(item, pen):
                yield _grid(item, first, last, pen)
        case Frame(caption, grids, note):
            grids = tuple(_roomy(grid, pen) for grid in grids)
            lines = [
                tuple(span for part in parts for span in ((" ", ""), *part))[1:]
                for parts in zip(*(list(_rows(grid, 1, _columns(grid), pen)) for grid in grids), strict=True)
            ]
            if line_width(lines[0]) + 2 <= max(pen.width, LEAST):
                yield framed(lines, caption, note, "", pen)
                return
            for grid in grids:
                yield from _drawn(grid._replace(caption=f"{caption}, {grid.caption}", note=note), pen)
        case Products(window, weights):
            yield _products(window, weights, pen)


def _products(window: Sequence[Sequence[str]], weights: Sequence[Sequence[str]], pen: Pen) -> Picture:
    times = "·" if pen.signs.has("·") else "*"
    terms = [
        [(f"{factor(x)}{times}{factor(w)}", "note" if "0" in (x, w) else "") for x, w in zip(*rows, strict=True)]
        for rows in zip(window, weights, strict=True)
    ]
    widths = [max(len(text) for text, _ in column) for column in zip(*terms, strict=True)]
    rows = [
        tuple((text.ljust(width + 1), style) for (text, style), width in zip(row, widths, strict=True)) for row in terms
    ]
    return Picture(rows, sum(widths) + len(widths))


# ---- one grid --------------------------------------------------------------------------------------------------------


def _columns(grid: GridView) -> int:
    """How many columns it has with its padding."""
    return len(grid.rows[0]) + grid.padding.left + grid.padding.right


def _height(grid: GridView) -> int:
    return len(grid.rows) + grid.padding.top + grid.padding.bottom


def _roomy(grid: GridView, pen: Pen) -> GridView:
    """In colour a small grid has cells of two columns at least, in which a filled block looks like one."""
    if not pen.coloured or _columns(grid) > ROOMY:
        return grid
    return grid._replace(rows=tuple(tuple(cell.rjust(2) for cell in row) for row in grid.rows))


def _cell_width(grid: GridView) -> int:
    """The columns of a cell."""
    number = len(str(_columns(grid))) if grid.numbered else 1
    return max(number, *(len(cell) for row in grid.rows for cell in row))


def _borders(grid: GridView, first: int, last: int) -> list[int]:
    """The columns before which a line stands, since a window begins there."""
    across = grid.blocks.across if grid.blocks else last
    return [column for column in range(first + 1, last + 1) if (column - 1) % across == 0]


def _pieces(grid: GridView, pen: Pen) -> Iterator[tuple[int, int]]:
    """The first and the last column of each piece of a grid that is as wide as the screen allows."""
    numbers = len(str(_height(grid))) + 1 if grid.numbered else 0
    room, cell = max(pen.width, LEAST) - 3 - numbers, _cell_width(grid) + 1
    most = max(1, (room - 2 * len(_borders(grid, 1, _columns(grid)))) // cell)
    if grid.blocks and most < _columns(grid):
        across = grid.blocks.across
        most = across * max(1, room // (across * cell + 2))
    for first in range(1, _columns(grid) + 1, most):
        yield first, min(_columns(grid), first + most - 1)


def _grid(grid: GridView, first: int, last: int, pen: Pen) -> Picture:
    """The columns from first to last of a grid in a frame, with their numbers and those of the rows where it has any.

    Numbers stand outside the frame, so that they are not taken for cells where there is no colour.
    """
    dash = "–" if pen.signs.has("–") else "-"
    part = f", columns {first}{dash}{last}" if last - first + 1 < _columns(grid) else ""
    lines = list(_rows(grid, first, last, pen))
    borders, size = _borders(grid, first, last), _cell_width(grid)
    crossings = [(column - first) * (size + 1) + 2 * before + 1 for before, column in enumerate(borders)]
    style = f"channel{(grid.channel - 1) % 4 + 1}" if grid.channel else ""
    drawn = framed(lines, grid.caption + part, grid.note, style, pen, crossings, _lined(grid))
    if not grid.numbered:
        return drawn
    margin = len(str(_height(grid))) + 1
    above = " " * (margin + 1)
    above += "".join(str(column).rjust(size + (3 if column in borders else 1)) for column in range(first, last + 1))
    numbers = [*[""] * (len(drawn.lines) - len(lines) - len(_lined(grid)) - 1)]
    for row in range(1, len(lines) + 1):
        numbers += [str(row), ""] if row in _lined(grid) else [str(row)]
    left: list[Line] = [((number.rjust(margin - 1) + " ", "note"),) for number in (*numbers, "")]
    width = drawn.width + margin
    numbered = [(*number, *line) for number, line in zip(left, drawn.lines, strict=True)]
    return Picture([padded(((above, "note"),), width), *numbered], width)


def _lined(grid: GridView) -> tuple[int, ...]:
    """The rows below which a line is drawn, since a window ends there."""
    return tuple(row for row in range(1, _height(grid)) if grid.blocks and row % grid.blocks.down == 0)


def _rows(grid: GridView, first: int, last: int, pen: Pen) -> Iterator[Line]:
    """The cells of a grid from the first to the last column, each with a place before it for what marks it."""
    size, borders = _cell_width(grid), _borders(grid, first, last)
    left, _, top, _ = grid.padding
    own = f"cell{(grid.channel - 1) % 4 + 1}" if grid.channel else ""
    marks = {(mark.row, mark.column): mark.tone for mark in grid.marks}
    for row in range(1, _height(grid) + 1):
        lit = _lit(grid, row, marks)
        spans: list[Span] = []
        for column in range(first, last + 1):
            real = top < row <= top + len(grid.rows) and left < column <= left + len(grid.rows[0])
            text = grid.rows[row - top - 1][column - left - 1] if real else pen.signs.padding
            tone = marks.get((row, column))
            style = _style(tone, column in lit, real, own)
            before = column - 1 in lit and column > first
            if column in borders:
                edge = _edge(before, marks.get((row, column - 1)), pen)
                spans += [(" " if pen.coloured or not before else "]", edge), (pen.signs.frame[3], "")]
                before = False
            spans.append(_gap(before, column in lit, tone, style, pen))
            spans.append((text.rjust(size), style))
        closed = last in lit
        spans.append((" " if pen.coloured or not closed else "]", _edge(last in lit, marks.get((row, last)), pen)))
        yield merged(spans)


def _lit(grid: GridView, row: int, marks: dict[tuple[int, int], Tone]) -> set[int]:
    """The columns of a row that stand in a filled block or in brackets."""
    columns = {column for (at, column), tone in marks.items() if at == row and tone in (Tone.ASKED, Tone.WINNER)}
    return columns | (set(grid.window.columns) if grid.window and row in grid.window.rows else set())


_TONED: dict[Tone | None, str] = {
    Tone.RIGHT: "right cell",
    Tone.WRONG: "wrong cell",
    **{tone: tone.value for tone in (Tone.ASKED, Tone.WINNER, Tone.STRONG, Tone.NOTE)},
}


def _style(tone: Tone | None, lit: bool, real: bool, own: str) -> str:
    """The style of a cell."""
    if tone in _TONED:
        return _TONED[tone]
    if lit:
        return "window" if real else "window padding"
    return own if real else "note"


def _gap(before: bool, inside: bool, tone: Tone | None, style: str, pen: Pen) -> Span:
    """What stands before a cell: a tick, a bracket, or the fill of the block that it or the cell before it is in."""
    right, wrong = pen.signs.ticks
    if tone is Tone.WRONG or (tone is Tone.RIGHT and not pen.coloured):
        return (wrong if tone is Tone.WRONG else right), style
    if pen.coloured:
        return " ", style if inside else _edge(before, None, pen)
    return ("[" if inside and not before else "]" if before and not inside else " "), ""


def _edge(lit: bool, tone: Tone | None, pen: Pen) -> str:
    """The style of the place after a cell."""
    if not lit or not pen.coloured:
        return ""
    return tone.value if tone in (Tone.ASKED, Tone.WINNER) else "window"
