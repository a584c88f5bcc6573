"""Pages on a colour terminal. The only file that knows Rich."""

import sys
from collections.abc import Mapping
from typing import TextIO

from rich.console import Console
from rich.text import Text

from cnnhand.formats.layout import Line, lines
from cnnhand.formats.plain import columns, read_line
from cnnhand.page import Page

STYLES: Mapping[str, str] = {
    "": "",
    "heading": "bold",
    "note": "dim",
    "label": "bold cyan",
    "formula": "cyan",
    "result": "bold",
    "window": "bold yellow",
    "right": "bold green",
    "wrong": "bold red",
}


def styled(line: Line) -> Text:
    """A line of spans as Rich text: what stands in it is text and never markup."""
    return Text.assemble(*((text, STYLES[style]) for text, style in line))


class Terminal:
    """A screen in colour."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.console = Console(file=stream, highlight=False, emoji=False, markup=False)
        self.interactive = sys.stdin is not None and sys.stdin.isatty()

    def show(self, page: Page) -> None:
        """Write a page and a blank line. The lines are laid out already, so Rich must neither wrap nor cut them."""
        for line in lines(page, columns(self.stream)):
            self.console.print(styled(line), soft_wrap=True)
        self.console.print()

    def frame(self, page: Page) -> None:
        """Show a page on a clean screen."""
        self.console.clear()
        self.show(page)

    def ask(self, prompt: str) -> str | None:
        """One typed line, or None at the end of the input."""
        return read_line(prompt, self.stream)
