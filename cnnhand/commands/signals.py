"""The signals that end the program: what is open is closed at them, and what was answered is not lost."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Those of Ctrl-C, a shutdown and a closed window; Windows has no SIGHUP."""


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


@contextmanager
def ends_the_program() -> Iterator[None]:
    """Inside, each of the signals ends the program as an exit does; one that is ignored stays so."""
    before = {number: signal.getsignal(number) for number in ENDING}
    try:
        for number, handler in before.items():
            if handler in (signal.SIG_DFL, signal.default_int_handler):
                signal.signal(number, _end)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def to_its_end(run: Callable[[], None]) -> int:
    """Run something to its end, or to a signal, whose exit status is given; none cuts off what is said after it."""
    try:
        try:
            run()
        finally:
            for number in ENDING:
                signal.signal(number, signal.SIG_IGN)
    except (KeyboardInterrupt, SystemExit) as end:
        return int(getattr(end, "code", 130))
    return 0
