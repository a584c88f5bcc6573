"""Pages as plain text: for pipes, files, terminals without colour, and commands that must start at once."""

import shutil
import sys
from typing import TextIO

from cnnhand.formats.layout import lines
from cnnhand.page import Page

MOST_COLUMNS = 100
"""Wider paragraphs are hard to read."""


def text(page: Page, width: int = 80) -> str:
    """A page as lines of plain text, each with its line end."""
    return "".join("".join(span for span, _ in line) + "\n" for line in lines(page, width))


def columns(stream: TextIO) -> int:
    """The columns to lay a page out in: those of the terminal, or 80 where there is none."""
    return min(shutil.get_terminal_size().columns, MOST_COLUMNS) if stream.isatty() else 80


def read_line(prompt: str, stream: TextIO) -> str | None:
    """A line from the keyboard, with the usual editing keys, or from a pipe; None at the end of the input."""
    if not (sys.stdin and not sys.stdin.closed):
        return None
    if sys.stdin.isatty() and stream is sys.stdout:
        import readline  # noqa: F401 - importing it is what gives input() its editing keys

        try:
            return input(prompt)
        except EOFError:
            stream.write("\n")
            return None
        except KeyboardInterrupt:
            stream.write("\n")
            raise
    stream.write(prompt)
    stream.flush()
    typed = sys.stdin.readline()
    stream.write("\n" if not typed else "" if sys.stdin.isatty() else typed.rstrip("\n") + "\n")
    return typed.rstrip("\r\n") if typed else None


class Plain:
    """A screen without colour."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.interactive = stream.isatty() and sys.stdin is not None and sys.stdin.isatty()

    def show(self, page: Page) -> None:
        """Write a page and a blank line."""
        self.stream.write(text(page, columns(self.stream)) + "\n")

    def frame(self, page: Page) -> None:
        """The same: without control sequences nothing can be replaced."""
        self.show(page)

    def ask(self, prompt: str) -> str | None:
        """One typed line, or None at the end of the input; a line from a pipe is written out too."""
        return read_line(prompt, self.stream)
