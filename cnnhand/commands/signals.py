"""The signals that end the program: what is open is closed at them, and what was answered is not lost."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Those of Ctrl-C, a shutdown and a closed window; Windows has no SIGHUP."""


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


@contextmanager
def ends_the_program(at_ctrl_c: Any) -> Iterator[None]:
    """Inside, each of the signals ends the program as an exit does; one that is ignored stays so.

    At Ctrl-C it does as it is told, which is what Python did when the program began.
    """
    before = {number: signal.getsignal(number) for number in ENDING} | {signal.SIGINT: at_ctrl_c}
    try:
        for number, handler in before.items():
            signal.signal(number, _end if handler is signal.SIG_DFL else handler)
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
