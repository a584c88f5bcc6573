"""The end of a quiz that may last some minutes: said as it comes, and not waiting for the Enter key."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from time import monotonic
from types import FrameType

WARNINGS = (300, 60, 10)
"""So many seconds before the end it is said how many are left, where no clock can be shown."""


class TimeIsUp(Exception):
    """The time has run out while a line was typed; it holds what stood there."""

    def __init__(self, typed: str) -> None:
        super().__init__("the time is up")
        self.typed = typed


class Deadline:
    """A moment from now on by which everything must be typed."""

    def __init__(self, seconds: float) -> None:
        self._ends = monotonic() + seconds
        self._warnings = [before for before in WARNINGS if before < seconds]

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self._ends - monotonic()

    @property
    def time(self) -> str:
        """What is left as a clock shows it: `1:05`."""
        seconds = max(0, round(self.left))
        return f"{seconds // 60}:{seconds % 60:02}"

    def __str__(self) -> str:
        return f"{_time(max(0, self.left))} left"

    @contextmanager
    def watching(self, prompt: str, clock: Callable[[str], bool]) -> Iterator[None]:
        """While a person types behind a prompt: show how the time runs out, and raise `TimeIsUp` at its end.

        `clock` shows the time every second and is true; where it cannot, what is left is said now and then.
        """
        if not hasattr(signal, "setitimer") or current_thread() is not main_thread():  # as on Windows
            yield
            return

        def ring(_number: int, _frame: FrameType | None) -> None:
            if self.left <= 0:
                raise TimeIsUp(_line_so_far())
            if ticks:
                clock(self.time)
            else:
                sys.stderr.write(f"\n{self}\n{prompt}{_line_so_far()}")
                sys.stderr.flush()
            self._set_alarm(ticks)

        before = signal.signal(signal.SIGALRM, ring)
        ticks = clock(self.time)
        self._set_alarm(ticks)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _set_alarm(self, ticks: bool) -> None:
        """Set the alarm to the next second, or to the next warning or the end."""
        if ticks:
            signal.setitimer(signal.ITIMER_REAL, max(0.01, self.left % 1))
            return
        self._warnings = [before for before in self._warnings if before < self.left - 0.5]
        seconds = self.left - (self._warnings[0] if self._warnings else 0)
        signal.setitimer(signal.ITIMER_REAL, max(0.01, seconds))


def _time(seconds: float) -> str:
    """Minutes, or below two of them seconds."""
    return f"{round(seconds / 60)} min" if seconds >= 120 else f"{round(seconds)} s"


def _line_so_far() -> str:
    """What stands behind the prompt, where the line is edited by readline."""
    readline = sys.modules.get("readline")
    return str(readline.get_line_buffer()) if readline else ""
