"""One file per output: how a page is laid out and written.

`screen` chooses between the two that show a page to a person.
"""

import os
import sys
from typing import Protocol

from cnnhand.page import Page


class Screen(Protocol):
    """Where pages are shown and answers are typed."""

    interactive: bool
    """Whether a person sits there, who can be asked to press Enter."""

    def show(self, page: Page) -> None:
        """Show a page below what is there."""

    def frame(self, page: Page) -> None:
        """Show a page in place of what is there."""

    def ask(self, prompt: str) -> str | None:
        """One typed line, or None at the end of the input."""


def screen(to_stderr: bool = False) -> Screen:
    """The terminal in colour, or plain text where NO_COLOR is set, TERM is dumb, or there is no terminal."""
    stream = sys.stderr if to_stderr else sys.stdout
    if stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
        from cnnhand.formats.terminal import Terminal

        return Terminal(stream)
    from cnnhand.formats.plain import Plain

    return Plain(stream)
