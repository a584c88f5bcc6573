"""Pages as HTML: grids and tables are tables with captions and numbered rows and columns, for every eye and reader."""

from collections.abc import Iterator
from html import escape

from cnnhand.formats import plain
from cnnhand.formats.cells import Cell, caption, cells
from cnnhand.page import Beside, Block, Fitting, Frame, GridView, Item, Page, Table, Text, Tone

STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
html { background: Canvas; color: CanvasText }
* { box-sizing: border-box } body { max-width: 46rem; margin: auto; padding: 1rem; overflow-wrap: anywhere }
table { border-collapse: collapse; margin: .5rem 0 }
caption { text-align: left; font-weight: bold; white-space: nowrap }
.grid td { text-align: right; padding: .1rem .5rem } .grid th { font-weight: normal; opacity: .6; padding: 0 .4rem }
.grid { border: 1px solid; border-radius: .3rem; border-collapse: separate; border-spacing: 0 }
.window { background: #8884; font-weight: bold } .padding { opacity: .6 }
.beside { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center }
.data th { overflow-wrap: normal }
.data td, .data th { border-bottom: 1px solid #8888; padding: .2rem .6rem } .number { text-align: right }
label { display: block; margin: .5rem 0 }
input, textarea { font: inherit; min-height: 44px; width: 100%; max-width: 24rem }
button { font: inherit; min-height: 44px; padding: 0 1rem } section { break-inside: avoid; border-top: 1px solid #8888 }
.told { min-height: 1.5em; font-weight: bold } .right { color: light-dark(#060, #8e8) }
@media print { .screen { display: none } input, textarea { border: 1px solid; min-height: 2rem } }
"""


def text(page: Page) -> str:
    """A page as HTML elements, one a line."""
    return "".join(f"{line}\n" for block in page for line in _block(block))


def document(title: str, body: str) -> str:
    """A whole file, with nothing from anywhere else."""
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{STYLE}</style></head>\n'
        f"<body><main>\n<h1>{escape(title)}</h1>\n{body}</main></body>\n</html>\n"
    )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Text(said, tone):
            name = "h2" if tone is Tone.HEADING else "p"
            yield f"<{name}>{escape(said).replace(chr(10), '<br>')}</{name}>"
        case Beside(items):
            yield f'<div class="beside">{"".join(map(_item, items))}</div>'
        case Table():
            yield _table(block)
        case Fitting(pages):
            for inside in pages[0]:
                yield from _block(inside)
        case _:
            yield f"<pre>{escape(plain.text((block,)))}</pre>"


def _table(table: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heading)
    number = ["number" if numeric else "" for numeric in table.numeric]
    rows = (
        "".join(f'<td class="{name}">{escape(cell)}</td>' for cell, name in zip(row, number, strict=True))
        for row in table.rows
    )
    return f'<table class="data"><tr>{heads}</tr>{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'


def _item(item: Item) -> str:
    if isinstance(item, Frame) and len(item.grids) > 1:
        said = escape(caption(item))
        inside = f'<div class="beside">{"".join(map(_grid, item.grids))}</div>'
        return f'<div role="group" aria-label="{said}"><b>{said}</b>{inside}</div>'
    if isinstance(item, Frame):
        item = item.grids[0]._replace(caption=item.caption, note=item.note)
    if isinstance(item, GridView):
        return _grid(item)
    if isinstance(item, str):
        return f"<span>{escape(item)}</span>"
    return f"<pre>{escape(plain.text((Beside((item,)),)))}</pre>"


def _grid(grid: GridView) -> str:
    """Rows and columns numbered, the padding as zeros that stand back, the window as a filled block."""
    rows = list(cells(grid))
    lines = [f"<caption>{escape(caption(grid))}</caption>"]
    if grid.numbered:
        heads = "".join(f'<th scope="col">{number}</th>' for number in range(1, len(rows[0]) + 1))
        lines.append(f"<tr><td></td>{heads}</tr>")
    for number, row in enumerate(rows, 1):
        head = f'<th scope="row">{number}</th>' if grid.numbered else ""
        lines.append(f"<tr>{head}{''.join(map(_cell, row))}</tr>")
    return f'<table class="grid">{"".join(lines)}</table>'


def _cell(cell: Cell) -> str:
    names = " ".join(name for name, so in (("window", cell.lit), ("padding", cell.padding)) if so)
    said = f"<b>{escape(cell.said)}</b>" if cell.lit else escape(cell.said)
    return f'<td class="{names}">{said}</td>' if names else f"<td>{said}</td>"
