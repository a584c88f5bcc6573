"""Pages on a screen through Rich: in colour on a terminal, without it in a pipe."""

import sys
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import TextIO

from rich.console import Console
from rich.text import Span
from rich.text import Text as RichText

from cnnhand.formats.blocks import block_lines, close, step_lines
from cnnhand.formats.frames import Line, Pen
from cnnhand.formats.signs import Signs
from cnnhand.formats.streams import MOST_COLUMNS, columns, read_line
from cnnhand.formats.styles import STYLES
from cnnhand.formats.table_layout import table_lines
from cnnhand.page import Block, Fitting, Page, Step, Table


def styled(line: Line) -> RichText:
    """A line of spans as Rich text: what stands in it is text and never markup."""
    spans: list[Span] = []
    at = 0
    for text, style in line:
        if STYLES[style]:
            spans.append(Span(at, at + len(text), STYLES[style]))
        at += len(text)
    return RichText("".join(text for text, _ in line), spans=spans)


def drawn(page: Page, pen: Pen, console: Console) -> Iterator[RichText]:
    """The lines of a page, cleaned of what a screen must not get; a blank line between things of different kinds."""
    before: Block | None = None
    page = tuple(_fitted(pen.signs.clean(page), pen, console))
    label = max((len(block.label) for block in page if isinstance(block, Step)), default=0)
    for block in page:
        if before is not None and not close(before, block):
            yield RichText()
        match block:
            case Table():
                yield from table_lines(block, pen, console)
            case Step():
                yield from map(styled, step_lines(block, label, pen))
            case _:
                yield from map(styled, block_lines(block, pen))
        before = block


def _fitted(page: Page, pen: Pen, console: Console) -> Iterator[Block]:
    """The blocks of a page, where there is a choice of those that fit."""
    for block in page:
        if isinstance(block, Fitting):
            *longer, last = block.pages
            fits = (shown for shown in longer if len(list(drawn(shown, pen, console))) <= block.lines)
            yield from next(fits, last)
        else:
            yield block


def text(page: Page, width: int = 80) -> str:
    """A page as lines of text without colour, each with its line end."""
    console = _console(StringIO(), width, coloured=False)
    return "".join(line.plain + "\n" for line in drawn(page, Pen(width, Signs()), console))


def _console(stream: TextIO, width: int, coloured: bool) -> Console:
    """Rich's console, told all that it would otherwise look for itself."""
    return Console(
        file=stream,
        width=width,
        height=24,
        color_system="auto" if coloured else None,
        force_terminal=coloured,
        highlight=False,
        emoji=False,
        markup=False,
    )


class Terminal:
    """A terminal or a pipe on which pages are shown."""

    def __init__(self, stream: TextIO, coloured: bool) -> None:
        self.stream, self.coloured = stream, coloured
        self.signs = Signs(stream.encoding or "utf-8")
        self.interactive = stream.isatty() and sys.stdin is not None and sys.stdin.isatty()

    def _lines(self, page: Page) -> tuple[Console, list[RichText]]:
        width = columns(self.stream)
        console = _console(self.stream, width, self.coloured)
        pen = Pen(width, self.signs, self.coloured, MOST_COLUMNS)
        return console, list(drawn(page, pen, console))

    def show(self, page: Page, apart: bool = True) -> None:
        """Write a page, and unless nothing follows a blank line. It is laid out: Rich must neither wrap nor cut it."""
        console, lines = self._lines(page)
        self._write(console, [*lines, RichText()] if apart else lines)

    def lines(self, page: Page) -> int:
        """How many lines a page takes, with the blank one below it."""
        return len(self._lines(page)[1]) + 1

    def _write(self, console: Console, lines: Sequence[RichText]) -> None:
        """Write lines in their colours, or as they are where there is no colour."""
        if self.coloured and lines:
            console.print(RichText("\n").join(lines), soft_wrap=True)
        else:
            self.stream.write("".join(line.plain + "\n" for line in lines))

    def frame(self, page: Page) -> None:
        """Show a page on a clean screen; one that is too tall loses its earlier steps, then what follows its title."""
        import shutil

        height = shutil.get_terminal_size().lines - 1
        console, lines = self._lines(page)
        earlier = [block for block in page if isinstance(block, Step)][:-1]
        while len(lines) > height and earlier:
            page = tuple(block for block in page if block is not earlier[0])
            earlier = earlier[1:]
            console, lines = self._lines(page)
        if len(lines) > height:
            lines = [lines[0], *lines[len(lines) - height + 1 :]]
        if self.coloured:
            console.clear()
        self._write(console, lines)

    def ask(self, prompt: str) -> str | None:
        """One typed line, or None at the end of the input; a line from a pipe is written out too."""
        return read_line(self.signs.text(prompt), self.stream)
