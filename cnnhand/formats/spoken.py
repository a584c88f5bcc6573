"""Pages for screen readers and scripts: one thing after the other, in words and ASCII, without drawing."""

import re
from collections.abc import Iterator

from cnnhand.exact.values import Grid
from cnnhand.formats import Screen
from cnnhand.formats.signs import Signs
from cnnhand.page import (
    Beside,
    Block,
    Equation,
    Fitting,
    Frame,
    GridView,
    Heading,
    Item,
    Judged,
    Listing,
    Page,
    Products,
    Step,
    Table,
    Text,
    Tone,
    factor,
    say,
    view_of,
)

_TONES = {Tone.RIGHT: "right", Tone.WRONG: "wrong", Tone.ASKED: "asked", Tone.WINNER: "the largest"}


def text(page: Page) -> str:
    """A page in words, each line with its end."""
    ascii = Signs("ascii")
    return "".join(ascii.text(_ranges(line)) + "\n" for block in page for line in _block(block))


def _ranges(line: str) -> str:
    """`rows 1–3` as it is read out."""
    return re.sub(r"(?<=\d)–(?=\d)", " to ", line)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Text(text) | Equation(text) | Listing(text):
            yield from text.split("\n")
        case Heading(title, about, marks, clock):
            right, wrong = marks.count(True), marks.count(False)
            progress = f"{right} right, {wrong} wrong, {marks.count(None)} to go" if marks else ""
            yield ", ".join(filter(None, (title, about, progress, clock)))
        case Judged(right, typed, because):
            yield f"{'Right' if right else 'Wrong'}: {typed}. {because}".rstrip()
        case Beside(items):
            for item in items:
                yield from _item(item)
        case Table():
            yield from [block.title] if block.title else []
            yield from rows_in_words(block)
        case Step():
            yield from _step(block)
        case Fitting(pages, _, spoken):
            yield from (line for shown in pages[spoken] for line in _block(shown))


def _step(step: Step) -> Iterator[str]:
    """Label, arithmetic and result; a grid that is only stated row by row."""
    expression, said = " ".join(step.expression.split()), say(step.value)
    stated = said.replace(" ", "") == expression.replace(" ", "")
    note = f" ({step.note})" if step.note else ""
    if isinstance(step.value, Grid) and stated:
        for item in view_of(step.value, step.label if step.value.depth == 1 else f"{step.label}, channel").grids:
            yield from _item(item)
        return
    yield f"{step.label}: {expression}{'' if stated else f' = {said}'}{note}"


def _item(item: Item) -> Iterator[str]:
    """A grid, or what stands between grids; a sign by itself says nothing here."""
    match item:
        case GridView():
            yield from _grid(item)
        case Frame(caption, grids, note):
            for grid in grids:
                yield from _grid(grid._replace(caption=f"{caption}, {grid.caption}"))
            yield from [note] if note else []
        case Products(window, weights):
            for number, (xs, ws) in enumerate(zip(window, weights, strict=True), 1):
                products = ", ".join(f"{factor(x)}·{factor(w)}" for x, w in zip(xs, ws, strict=True))
                yield f"products, row {number}: {products}"
        case str():
            yield from [item.strip()] if len(item.strip()) > 2 else []


def _grid(grid: GridView) -> Iterator[str]:
    """Its name, its rows, and in words what a picture would show."""
    yield f"{grid.caption}:" if grid.caption else "grid:"
    for number, row in enumerate(grid.rows, 1):
        yield f"row {number}: {', '.join(row)}"
    if grid.note:
        yield grid.note
    if any(grid.padding):
        yield f"padding around it: {grid.padding}"
    if grid.window:
        yield f"window: {_ranges(str(grid.window))}{', counted with the padding' if any(grid.padding) else ''}"
    if grid.blocks:
        yield f"windows of {grid.blocks.across}×{grid.blocks.down} beside each other"
    for tone, name in _TONES.items():
        places = [f"row {mark.row} column {mark.column}" for mark in grid.marks if mark.tone is tone]
        if places:
            yield f"{name}: {', '.join(places)}"


def rows_in_words(table: Table) -> Iterator[str]:
    """A line a row, each cell after its heading; what is empty is left out."""
    tones = {(mark.row, mark.column): _TONES.get(mark.tone, "") for mark in table.marks}
    for number, row in enumerate(table.rows, 1):
        cells = []
        for column, (name, cell) in enumerate(zip(table.heading, row, strict=True), 1):
            tone = tones.get((number, column), "")
            if cell or tone:
                cells.append(f"{f'{name}: ' if name else ''}{cell}{f' ({tone})' if tone else ''}")
        yield "; ".join(cells)


class Spoken(Screen):
    """A screen for a screen reader or a script: nothing that was read out is taken back."""

    def show(self, page: Page, apart: bool = True) -> None:
        """Write a page, and unless nothing follows a blank line."""
        self.stream.write(text(page) + ("\n" if apart else ""))
