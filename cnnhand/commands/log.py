"""What `cnnhand log` says: every answer in a line, where they are kept, and how to forget them."""

from collections.abc import Callable
from typing import Any

from cnnhand.errors import CnnhandError, reason
from cnnhand.formats import Screen
from cnnhand.layers.words import plural
from cnnhand.memory.log import Answered, Log, place, read, said_aside
from cnnhand.page import Listing, Page, Table, Text, Tone


def keeping(screen: Screen) -> Callable[[Answered], None]:
    """What keeps every answer in the log; that it cannot is said on the screen, once."""
    return Log(lambda what: screen.show((Text(what, Tone.NOTE),))).keep


def record() -> dict[str, Any]:
    """The log for `--json`."""
    answers, aside = read(place())
    return {"file": str(place()), "set_aside": aside, "answers": [answer.record() for answer in answers]}


LATEST = 20
"""So many answers are shown; `--json` has all."""


def history() -> Page:
    """The latest answers in a table, the last one last."""
    answers, aside = read(place())
    said = said_aside(place(), aside)
    rows = tuple(
        (
            f"{answer.time.astimezone():%Y-%m-%d %H:%M}",
            answer.code,
            f"{answer.part}/{answer.of}" if answer.of > 1 else "",
            answer.outcome,
            answer.typed or "",
            "; ".join(" or ".join(" and ".join(ids) for ids in either) for either in answer.mistakes),
        )
        for answer in answers[-LATEST:]
    )
    table = (Table(("when", "question", "part", "outcome", "typed", "mistake"), rows),) if rows else ()
    return (
        *table,
        Text(_how_many(len(answers))),
        Listing(str(place())),
        *((Text(said, Tone.WRONG),) if said else ()),
    )


def _how_many(answers: int) -> str:
    if not answers:
        return "Nothing was answered so far. It would be kept in"
    shown = f", of which the last {LATEST} are shown; --json has all. They are in" if answers > LATEST else " in"
    return f"{plural(answers, 'answer')}{shown}"


def forget() -> None:
    """Empty the log."""
    try:
        if place().exists():
            place().write_bytes(b"")
    except OSError as error:
        raise CnnhandError(f"{place()}: cannot be emptied: {reason(error)}") from None
