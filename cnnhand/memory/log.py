"""The log: one line of JSON an answer, appended at once. Nothing else is kept, and all else is computed from it.

A second attempt is a line of its own, so that a program that is killed between two attempts loses neither.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from zlib import crc32

from cnnhand.errors import CnnhandError, reason
from cnnhand.page import Page
from cnnhand.version import VERSION

SCHEMA = 1
"""Of the lines; a line of another one is set aside."""
MOST_BYTES = 64 * 2**20
"""Of the log: the answers of many years."""
OUTCOMES = ("right", "wrong", "skipped")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Before it nothing was answered, whatever a clock said."""

Found: TypeAlias = tuple[tuple[tuple[str, ...], ...], ...]
"""What was found in a wrong answer: the alternatives for each thing that is wrong, each with the mistakes in it."""


def now() -> datetime:
    """The time at which something is answered."""
    return datetime.now(UTC)


class Answered(NamedTuple):
    """One answer to one part of a question, right, wrong or skipped.

    `aims` are the mistakes that the question was drawn to show; `question` is the same for two codes with one question.
    """

    time: datetime
    code: str
    part: int
    of: int
    name: str
    attempt: int
    typed: str | None
    outcome: str
    credit: str
    mistakes: Found = ()
    hints: int = 0
    seconds: float = 0.0
    aims: tuple[str, ...] = ()
    question: str = ""
    until: str | None = None
    version: str = VERSION

    @property
    def right(self) -> bool:
        """Whether it was right, at whatever attempt."""
        return self.outcome == "right"

    def record(self) -> dict[str, Any]:
        """The line that is written, as JSON holds it."""
        return {"schema": SCHEMA, **self._asdict(), "time": self.time.isoformat(timespec="milliseconds")}

    @classmethod
    def of_record(cls, record: Any, latest: datetime) -> "Answered":
        """The answer of a line; ValueError, TypeError or KeyError where it is no line of this log."""
        if record["schema"] != SCHEMA or record["outcome"] not in OUTCOMES:
            raise ValueError(record)
        values = [read(record[name]) for name, read in _READERS]
        values[0] = min(values[0], latest)  # TypeError for a time without its zone
        answer = cls._make(values)
        if answer.time < EARLIEST or not 0 <= answer.seconds < 10**9 or not all(answer.mistakes):
            raise ValueError(record)
        return answer


def _found(record: Any) -> Found:
    return tuple(tuple(tuple(map(str, ids)) for ids in either) for either in record)


_READ: dict[str, Callable[[Any], Any]] = {
    "time": datetime.fromisoformat,
    **dict.fromkeys(("part", "of", "attempt", "hints"), int),
    **dict.fromkeys(("typed", "until"), lambda text: text if text is None else str(text)),
    "mistakes": _found,
    "seconds": float,
    "aims": lambda ids: tuple(map(str, ids)),
}
"""How the entries of a line are read that are no texts."""
_READERS = [(name, _READ.get(name, str)) for name in Answered._fields]


def fingerprint(question: Page) -> str:
    """The same for two problems that ask the same, whatever their codes."""
    return f"{crc32(repr(question).encode()):08x}"


def place() -> Path:
    """The file of the log: in the folder CNNHAND_STATE, else where the system keeps what programs remember."""
    if own := os.environ.get("CNNHAND_STATE"):
        return Path(own) / "log.jsonl"
    variable, below = {
        "win32": ("LOCALAPPDATA", "AppData/Local"),
        "darwin": ("", "Library/Application Support"),
    }.get(sys.platform, ("XDG_STATE_HOME", ".local/state"))
    try:
        base = os.environ.get(variable) or Path.home() / below
    except RuntimeError:
        raise CnnhandError("there is no home folder; CNNHAND_STATE names a folder for what is kept") from None
    return Path(base) / "cnnhand" / "log.jsonl"


def begun() -> bool:
    """Whether there is a log that can be looked at."""
    try:
        return place().exists()
    except (OSError, CnnhandError):
        return False


def read(path: Path) -> tuple[list[Answered], list[int]]:
    """The answers of a log in the order of their time, and the numbers of the lines that are set aside.

    Logs of several machines may have been put together: a line that is there twice counts once. A time that is still
    to come, of a clock that was wrong, is taken for now.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return [], []
    except OSError as error:
        raise CnnhandError(f"{path}: cannot be read: {reason(error)}") from None
    if len(content) > MOST_BYTES:
        raise CnnhandError(f"{path}: larger than {MOST_BYTES // 2**20} MiB; put it elsewhere, and a new one is begun")
    answers: dict[bytes, Answered] = {}
    aside, latest = [], now()
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip() and line not in answers:
            try:
                answers[line] = Answered.of_record(json.loads(line.decode()), latest)
            except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
                aside.append(number)
    return sorted(answers.values(), key=lambda answer: answer.time), aside


def said_aside(path: Path, aside: list[int]) -> str:
    """What is said of the lines that are set aside; nothing where there are none."""
    if not aside:
        return ""
    lines = f"line {aside[0]} is" if len(aside) == 1 else f"{len(aside)} lines, line {aside[0]} the first, are"
    return f"{path}: {lines} broken, or of another version or program, and set aside."


@dataclass(slots=True)
class Log:
    """Where answers are kept. That it cannot be written is said once, and practice goes on without it."""

    say: Callable[[str], None]
    failed: bool = False

    def keep(self, answer: Answered) -> None:
        """Append an answer; it is in the file when this returns."""
        try:
            append(place(), [answer])
        except (OSError, CnnhandError) as error:
            if not self.failed:
                self.failed = True
                why = f"{error.filename or place()}: {reason(error)}" if isinstance(error, OSError) else str(error)
                self.say(f"What you answer is not kept: {why}.")


def append(path: Path, answers: Iterable[Answered]) -> None:
    """Write each answer as one line in one go, so that the lines of two programs never mix.

    After a line that was broken off a new one begins.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    file = os.open(path, flags, 0o600)
    try:
        size = os.fstat(file).st_size
        broken = size > 0 and _last_byte(file, size) != b"\n"
        for answer in answers:
            line = json.dumps(answer.record(), ensure_ascii=False, separators=(",", ":")).encode(
                "utf-8", "backslashreplace"
            )
            whole = (b"\n" if broken else b"") + line + b"\n"
            broken = os.write(file, whole) != len(whole)
            if broken:
                raise OSError(28, "no space left on device")
    finally:
        os.close(file)


def _last_byte(file: int, size: int) -> bytes:
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1)
