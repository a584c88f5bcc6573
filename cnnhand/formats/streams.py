"""Lines and keys from the keyboard or a pipe, and how wide what is written there may be."""

import os
import re
import shutil
import sys
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import TextIO

from cnnhand.formats.signs import Signs

MOST_SIGNS = 10**6
"""A line of a pipe that is as long as this ends it."""
MOST_COLUMNS = 100
"""Wider paragraphs are hard to read."""

LOOK_AGAIN = 0.2
"""After so many seconds without a key it is seen whether the terminal has another size."""
WINDOWS_ARROWS = {"\xe0M": "\x1b[C", "\x00M": "\x1b[C", "\xe0K": "\x1b[D", "\x00K": "\x1b[D"}
"""What the arrow keys to the right and the left are there, and what they are elsewhere."""
_KEY = re.compile(r"\x1b[\[O].|.", re.DOTALL)


def columns(stream: TextIO) -> int:
    """The columns to lay a page out in: what COLUMNS says, else those of the terminal, else 80."""
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isdecimal() and wanted.isascii() and int(wanted[:9]) > 0:
        return int(wanted[:9])
    return max(1, shutil.get_terminal_size().columns) if stream.isatty() else 80


def read_line(prompt: str, stream: TextIO) -> str | None:
    """A line from the keyboard, with the usual editing keys, or from a pipe; None at the end of the input."""
    if not (sys.stdin and not sys.stdin.closed):
        return None
    if sys.stdin.isatty() and stream is sys.stdout:
        with suppress(ImportError):  # Windows edits lines itself
            import readline  # noqa: F401 - importing it is what gives input() its editing keys
        try:
            return input(prompt)
        except EOFError:
            stream.write("\n")
            return None
        except (KeyboardInterrupt, SystemExit):  # at Ctrl-C
            stream.write("\n")
            raise
    stream.write(prompt)
    stream.flush()
    try:
        typed = sys.stdin.readline(MOST_SIGNS)
    except UnicodeError:  # of UTF-16 without its mark
        typed = ""
    if len(typed) == MOST_SIGNS:  # nobody types that
        typed = ""
    echoed = Signs(stream.encoding or "utf-8").text(typed.rstrip("\r\n")) + "\n"
    stream.write("" if typed and sys.stdin.isatty() else echoed)
    return typed.rstrip("\r\n") if typed else None


def split_keys(typed: str) -> list[str]:
    """The keys in what arrived together.

    >>> split_keys("  \\x1b[Cq")
    [' ', ' ', '\\x1b[C', 'q']
    """
    return _KEY.findall(typed)


def keys(redraw: Callable[[], None]) -> Generator[str, None, None]:
    """Keys one by one, without Enter, until the input ends.

    `redraw` is called once the keys are listened to, so that none is echoed, and when the terminal changes its size.
    """
    try:
        import select
        import termios
        import tty
    except ImportError:  # Windows has neither, and its windows wrap their lines themselves
        from typer import getchar

        redraw()
        with suppress(EOFError):
            while True:
                key = getchar()
                yield from [WINDOWS_ARROWS[key]] if key in WINDOWS_ARROWS else split_keys(key)
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor, termios.TCSADRAIN)  # what was typed before is kept
        while True:
            size = os.get_terminal_size(descriptor)
            redraw()
            while size == os.get_terminal_size(descriptor):
                if select.select([descriptor], [], [], LOOK_AGAIN)[0]:
                    typed = os.read(descriptor, 1024).decode(errors="replace")
                    if not typed or "\x04" in typed:
                        return
                    yield from split_keys(typed)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
