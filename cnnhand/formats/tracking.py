"""A bar on standard error while many things are done, where a person looks on."""

import sys
from collections.abc import Iterable
from typing import TypeVar

from cnnhand.formats import plain_wanted

T = TypeVar("T")


def tracked(things: Iterable[T], doing: str, many: int) -> Iterable[T]:
    """The same things, while a bar tells how many of them are done; it is gone in the end."""
    if not sys.stderr.isatty() or plain_wanted():
        return things
    from rich.console import Console
    from rich.progress import track

    return track(things, doing, many, transient=True, console=Console(stderr=True))
