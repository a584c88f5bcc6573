"""Pages on a screen through Rich: in colour on a terminal, without it in a pipe."""

from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import TextIO

from rich.segment import Segment, Segments
from rich.text import Text as RichText

from cnnhand.formats import Screen
from cnnhand.formats.blocks import block_text, close, notes, step_picture, step_text, wrapped
from cnnhand.formats.signs import Signs
from cnnhand.formats.streams import MOST_COLUMNS, columns
from cnnhand.formats.styles import Lines, Pen, console
from cnnhand.formats.table_layout import table_lines
from cnnhand.page import Beside, Block, Fitting, Page, Step, Table

CLOCK = 2
"""So many blanks stand before the clock, where a minute ago it was longer."""


def drawn(page: Page, pen: Pen) -> Lines:
    """The lines of a page, cleaned of what a screen must not get."""
    return list(_lines(pen.signs.clean(page), pen, {}))


Done = dict[tuple[int, int], Lines]
"""What is drawn already, to see whether it fits: by the identity of a block, which its page keeps, and its indent."""


def _lines(page: Page, pen: Pen, done: Done) -> Iterator[list[Segment]]:
    """The lines of a clean page; a blank line between things of different kinds."""
    before: Block | None = None
    page = tuple(_fitted(page, pen, done))
    label = max((len(block.label) for block in page if isinstance(block, Step)), default=0)
    for block in page:
        if before is not None and not close(before, block):
            yield []
        key = id(block), label if isinstance(block, Step) else 0
        if key not in done:
            done[key] = list(_drawn(block, label, pen))
        yield from done[key]
        before = block


def _drawn(block: Block, label: int, pen: Pen) -> Iterator[list[Segment]]:
    """The lines of a block."""
    match block:
        case Beside():
            from cnnhand.formats.grids import beside  # with Rich's tables and panels, which take their time

            for row in beside(block, pen):
                yield from row
        case Table():
            for number, piece in enumerate(table_lines(block, pen)):
                yield from ([[]] if number and block.keys else [])
                yield from piece
        case Step() if picture := step_picture(block, pen):
            yield from _drawn(picture, label, pen)
            yield from _text(notes(block, "  ", pen), pen)
        case Step():
            yield from _text(step_text(block, label, pen), pen)
        case _:
            yield from _text(block_text(block, pen), pen)


def _text(lines: Iterator[RichText], pen: Pen) -> Iterator[list[Segment]]:
    """Lines that are laid out already; Rich drops the style of a whole text that has none of its words marked."""
    return (list(RichText().append_text(line).render(pen.console)) for line in lines)


def _fitted(page: Page, pen: Pen, done: Done) -> Iterator[Block]:
    """The blocks of a page, where there is a choice of those that fit; what is beyond is not drawn."""
    for block in page:
        if isinstance(block, Fitting):
            *longer, last = block.pages
            beyond = ((one, islice(_lines(one, pen, done), block.lines, None)) for one in longer)
            short = (one for one, lines in beyond if next(lines, None) is None)
            yield from _fitted(next(short, last), pen, done)
        else:
            yield block


def plain(line: list[Segment]) -> str:
    """The text of a line without spaces at its end."""
    return "".join(segment.text for segment in line).rstrip()


def text(page: Page, width: int = 80) -> str:
    """A page as lines of text without colour, each with its line end."""
    pen = Pen(console(StringIO(), width, coloured=False))
    return "".join(plain(line) + "\n" for line in drawn(page, pen))


class Terminal(Screen):
    """A terminal or a pipe on which pages are shown."""

    def __init__(self, stream: TextIO, coloured: bool) -> None:
        super().__init__(stream)
        self.coloured, self.signs = coloured, Signs(stream.encoding or "utf-8")

    def _pen(self) -> Pen:
        drawing = console(self.stream, columns(self.stream), self.coloured)
        return Pen(drawing, self.signs, self.coloured, MOST_COLUMNS)

    def show(self, page: Page, apart: bool = True) -> None:
        """Write a page, and unless nothing follows a blank line."""
        pen = self._pen()
        self._write([*drawn(page, pen), *([[]] if apart else [])], pen)

    def lines(self, page: Page) -> int:
        """How many lines a page takes, with the blank one below it."""
        return len(list(drawn(page, self._pen()))) + 1

    def _write(self, lines: Lines, pen: Pen) -> None:
        """Write lines in their colours or without. They are laid out: Rich must neither wrap nor cut them."""
        if self.coloured:
            segments = Segment.simplify(segment for line in lines for segment in (*line, Segment.line()))
            pen.console.print(Segments(segments), soft_wrap=True, end="")
        else:
            self.stream.write("".join(plain(line) + "\n" for line in lines))

    def frame(self, page: Page) -> None:
        """Show a page on a clean screen; one that is too tall loses what follows its title."""
        import shutil

        height = shutil.get_terminal_size().lines - 1
        pen = self._pen()
        lines = drawn(page, pen)
        if len(lines) > height:
            lines = [lines[0], *lines[len(lines) - height + 1 :]]
        if self.coloured:
            pen.console.clear()
        self._write(lines, pen)

    def ask(self, prompt: str) -> str | None:
        """One typed line, below what a narrow screen has no room for."""
        pen, prompt = self._pen(), self.signs.text(prompt)
        *above, last = wrapped(RichText(prompt), pen.width, pen)
        self._write([[Segment(line.plain)] for line in above], pen)
        return super().ask(f"{last.plain.rstrip()} " if above else prompt)

    def clock(self, time: str) -> bool:
        """Show a time at the right, and leave the cursor where it is; only in a window that is known to follow."""
        if self.coloured:
            place = max(1, columns(self.stream) - len(time) - CLOCK)
            self.stream.write(f"\x1b7\x1b[{place}G\x1b[2m{' ' * CLOCK}{time}\x1b8")
            self.stream.flush()
        return self.coloured
