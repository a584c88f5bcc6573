"""What `cnnhand kinds` says: every kind in a line, or one with its levels, an example file and its mistakes."""

from inspect import getdoc
from typing import Any

from cnnhand import kinds
from cnnhand.generate import Code, draw
from cnnhand.kinds import LEVELS, Problem
from cnnhand.page import Listing, Page, Table, Text, Tone
from cnnhand.problem_file.writing import write


def records(name: str | None) -> list[dict[str, Any]]:
    """The kinds, or one, for `--json`."""
    return [
        {
            "name": kind.kind(),
            "group": kind.group,
            "levels": list(LEVELS),
            "mistakes": [{"id": mistake.id, "sentence": mistake.explain()} for mistake in kind.mistakes],
        }
        for kind in map(kinds.load, [name] if name else kinds.names())
    ]


def page(name: str | None) -> Page:
    """The kinds in a table, or one of them in full."""
    if name is not None:
        return _kind(kinds.load(name))
    rows = tuple((kind.kind(), kind.group, kind.summary) for kind in map(kinds.load, kinds.names()))
    return (Table(("kind", "group", "asks for"), rows),)


def _kind(kind: type[Problem]) -> Page:
    levels = tuple(
        Text(" ".join(sentence.split()) + ".") for sentence in (getdoc(kind.draw) or "").split(".") if sentence.strip()
    )
    example = write([draw(Code(kind.kind(), "medium", 1, 1))], with_answers=True)
    return (
        Text(f"{kind.kind()}: {kind.summary}", Tone.HEADING),
        Text("Levels", Tone.HEADING),
        *levels,
        Text("A problem file with one", Tone.HEADING),
        Listing(example.rstrip()),
        Text("Usual mistakes, each the number that you get …", Tone.HEADING),
        Table(("id", ""), tuple((mistake.id, f"… {mistake.explain()}") for mistake in kind.mistakes)),
    )
