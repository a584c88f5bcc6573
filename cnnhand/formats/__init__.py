"""One file per output: how a page is laid out and written.

`screen` chooses how a page is shown to a person.
"""

import os
import sys
from typing import Protocol

from cnnhand.page import Page


class Screen(Protocol):
    """Where pages are shown and answers are typed."""

    interactive: bool
    """Whether a person sits there, who can be asked to press Enter."""

    def show(self, page: Page, apart: bool = True) -> None:
        """Show a page below what is there, and below it a blank line unless nothing follows."""

    def lines(self, page: Page) -> int:
        """How many lines of the screen a page takes; 0 where nobody looks at it."""

    def frame(self, page: Page) -> None:
        """Show a page in place of what is there."""

    def ask(self, prompt: str) -> str | None:
        """One typed line, or None at the end of the input."""

    def clock(self, time: str) -> bool:
        """Show a time at the end of the line that is typed; false where that cannot be."""


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
