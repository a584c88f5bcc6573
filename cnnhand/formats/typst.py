"""Pages for paper, in the language of Typst: grids and tables are drawn, all text is a string and means nothing."""

from collections.abc import Iterable, Iterator

from cnnhand.formats import plain
from cnnhand.formats.cells import Cell, caption, cells
from cnnhand.page import Beside, Block, Fitting, Frame, GridView, Item, Page, Table, Text, Tone


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
            yield _in_lines(map(_item, items))
        case Table():
            head = ", ".join(f"strong({string(cell)})" for cell in block.heading)
            rows = "".join(f", {', '.join(map(string, row))}" for row in block.rows)
            yield f"#table(columns: {len(block.heading)}, table.header({head}){rows})"
        case Fitting(pages):
            for inside in pages[0]:
                yield from _block(inside)
        case _:
            yield f"#raw(block: true, {string(plain.text((block,)))})"


def _in_lines(drawn: Iterable[str]) -> str:
    """One beside the other, on as many lines as it takes; what is too wide for a line by itself is made smaller."""
    boxes = (
        f"#box(baseline: 50%, layout(room => {{ let it = {one}; let least = room.width / measure(it).width; "
        "scale(calc.min(100%, 100% * least), reflow: true, it) }))"
        for one in drawn
    )
    return f"#par(leading: 1em, justify: false)[{' #h(.7em, weak: true) '.join(boxes)}]"


def _item(item: Item) -> str:
    if isinstance(item, Frame) and len(item.grids) > 1:
        return f"stack(spacing: 4pt, strong({string(caption(item))}), [{_in_lines(map(_grid, item.grids))}])"
    if isinstance(item, Frame):
        item = item.grids[0]._replace(caption=item.caption, note=item.note)
    if isinstance(item, GridView):
        return _grid(item)
    if isinstance(item, str):
        return f"align(horizon, {string(item)})"
    return f"raw(block: true, {string(plain.text((Beside((item,)),)))})"


def _grid(grid: GridView) -> str:
    """Rows and columns are numbered where they are counted; the padding stands back; the window is filled."""
    rows, drawn = list(cells(grid)), []
    if grid.numbered:
        drawn += ["[]", *map(_number, range(1, len(rows[0]) + 1))]
    for number, row in enumerate(rows, 1):
        drawn += [*([_number(number)] if grid.numbered else []), *map(_cell, row)]
    columns = len(rows[0]) + grid.numbered
    table = f"table(columns: {columns}, stroke: none, inset: 4pt, align: right, {', '.join(drawn)})"
    return f"stack(spacing: 4pt, strong({string(caption(grid))}), rect(radius: 3pt, inset: 2pt, {table}))"


def _number(number: int) -> str:
    return f'text(size: .7em, fill: gray, "{number}")'


def _cell(cell: Cell) -> str:
    said = 'text(fill: gray, "0")' if cell.padding else string(cell.said)
    return f"table.cell(fill: luma(85%), strong({said}))" if cell.lit else said
