"""One file per output: how a page is laid out and written.

`screen` chooses how a page is shown to a person.
"""

import os
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TextIO, TypeVar

from cnnhand.formats.streams import read_line
from cnnhand.page import Page

T = TypeVar("T")


class Screen(ABC):
    """Where pages are shown and answers are typed."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.interactive = stream.isatty() and sys.stdin is not None and sys.stdin.isatty()
        """Whether a person sits there, who can be asked to press Enter."""

    @abstractmethod
    def show(self, page: Page, apart: bool = True) -> None:
        """Show a page below what is there, and below it a blank line unless nothing follows."""

    def lines(self, page: Page) -> int:
        """How many lines of the screen a page takes; 0 where nobody looks at it."""
        return 0

    def frame(self, page: Page) -> None:
        """Show a page in place of what is there, unless it was read out."""
        self.show(page)

    def ask(self, prompt: str) -> str | None:
        """One typed line, or None at the end of the input; a line from a pipe is written out too."""
        return read_line(prompt, self.stream)

    def clock(self, time: str) -> bool:
        """Show a time at the end of the line that is typed; false where that cannot be, or would be read out."""
        return False


def screen(to_stderr: bool = False, plain: bool = False) -> Screen:
    """The terminal or a pipe, in words where `plain` or CNNHAND_PLAIN wants it.

    Without colour where NO_COLOR is set, TERM is dumb, or there is no terminal.
    """
    stream = sys.stderr if to_stderr else sys.stdout
    if plain or plain_wanted():
        from cnnhand.formats.spoken import Spoken

        return Spoken(stream)
    from cnnhand.formats.terminal import Terminal

    coloured = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Terminal(stream, coloured)


def plain_wanted() -> bool:
    """Whether CNNHAND_PLAIN asks for words without drawing."""
    return os.environ.get("CNNHAND_PLAIN", "") not in ("", "0")


def tracked(things: Iterable[T], doing: str, many: int) -> Iterable[T]:
    """The same things, while a bar tells how many of them are done where a person looks on; it is gone in the end."""
    if not sys.stderr.isatty() or plain_wanted():
        return things
    from rich.console import Console
    from rich.progress import track

    return track(things, doing, many, transient=True, console=Console(stderr=True))
