"""Pages for paper, in the language of Typst: grids and tables are drawn, all text is a string and means nothing."""

from collections.abc import Iterator

from cnnhand.formats import plain
from cnnhand.page import Beside, Block, Fitting, Frame, GridView, Item, Page, Region, Table, Text, Tone


def text(page: Page) -> str:
    """A page as Typst markup, a blank line after each block.

    >>> print(text((Text('What is "W"?'),)), end="")
    #"What is \\"W\\"?"
    <BLANKLINE>
    """
    return "".join(f"{line}\n\n" for block in page for line in _block(block))


def string(said: str) -> str:
    """A text as a string of Typst.

    >>> string('a "b"')
    '"a \\\\"b\\\\""'
    """
    escaped = said.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _block(block: Block) -> Iterator[str]:
    match block:
        case Text(said, tone):
            for line in said.split("\n"):
                yield f"== #{string(line)}" if tone is Tone.HEADING else f"#{string(line)}"
        case Beside(items):
            yield f"#block(breakable: false, stack(dir: ltr, spacing: 1em, {', '.join(map(_item, items))}))"
        case Table():
            head = ", ".join(f"strong({string(cell)})" for cell in block.heading)
            rows = "".join(f", {', '.join(map(string, row))}" for row in block.rows)
            yield f"#table(columns: {len(block.heading)}, table.header({head}){rows})"
        case Fitting(pages):
            for inside in pages[0]:
                yield from _block(inside)
        case _:
            yield f"#raw(block: true, {string(plain.text((block,)))})"


def _item(item: Item) -> str:
    match item:
        case GridView():
            return _grid(item, item.caption, item.note)
        case Frame(caption, grids, note):
            many = len(grids) > 1
            drawn = [_grid(grid, f"{caption}, {grid.caption}" if many else caption, note) for grid in grids]
            return f"stack(dir: ltr, spacing: .5em, {', '.join(drawn)})"
        case str():
            return f"align(horizon, {string(item)})"
    return f"raw(block: true, {string(plain.text((Beside((item,)),)))})"


def _grid(grid: GridView, caption: str, note: str) -> str:
    """Rows and columns are numbered where they are counted; the padding stands back; the window is filled."""
    left, right, top, bottom = grid.padding
    width, height = left + len(grid.rows[0]) + right, top + len(grid.rows) + bottom
    window = grid.window or Region((), ())
    asked = {(mark.row, mark.column) for mark in grid.marks if mark.tone is Tone.ASKED}
    cells = []
    if grid.numbered:
        cells += ["[]", *(f'text(size: .7em, fill: gray, "{column}")' for column in range(1, width + 1))]
    for row in range(1, height + 1):
        cells += [f'text(size: .7em, fill: gray, "{row}")'] if grid.numbered else []
        for column in range(1, width + 1):
            inside = top < row <= height - bottom and left < column <= width - right
            said = string(grid.rows[row - top - 1][column - left - 1]) if inside else 'text(fill: gray, "0")'
            lit = (row in window.rows and column in window.columns) or (row, column) in asked
            cells.append(f"table.cell(fill: luma(85%), strong({said}))" if lit else said)
    columns = width + grid.numbered
    table = f"table(columns: {columns}, stroke: none, inset: 4pt, align: right, {', '.join(cells)})"
    said = string(f"{caption}, {note}" if note else caption)
    return f"stack(spacing: 4pt, strong({said}), rect(radius: 3pt, inset: 2pt, {table}))"
