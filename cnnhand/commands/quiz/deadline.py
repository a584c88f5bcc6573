"""The end of a quiz that may last some minutes: it comes on a clock, and does not wait for the Enter key."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from time import monotonic
from types import FrameType


class TimeIsUp(Exception):
    """The time has run out while a line was typed; it holds what stood there."""

    def __init__(self, typed: str) -> None:
        super().__init__("the time is up")
        self.typed = typed


class Deadline:
    """A moment from now on by which everything must be typed."""

    def __init__(self, seconds: float) -> None:
        self._ends = monotonic() + seconds

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self._ends - monotonic()

    def __str__(self) -> str:
        seconds = max(0, round(self.left))
        return f"{seconds // 60}:{seconds % 60:02}"

    @contextmanager
    def watching(self, clock: Callable[[str], None]) -> Iterator[None]:
        """While a person types: let `clock` show every second what is left, and raise `TimeIsUp` at the end."""
        if not hasattr(signal, "setitimer") or current_thread() is not main_thread():  # as on Windows
            yield
            return

        def ring(_number: int, _frame: FrameType | None) -> None:
            if self.left <= 0:
                raise TimeIsUp(_line_so_far())
            clock(str(self))
            signal.setitimer(signal.ITIMER_REAL, max(0.01, self.left % 1))

        before = signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


def _line_so_far() -> str:
    """What stands behind the prompt, where the line is edited by readline."""
    readline = sys.modules.get("readline")
    return str(readline.get_line_buffer()) if readline else ""
