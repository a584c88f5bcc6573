"""What `cnnhand kinds` says: every kind in a line, or one with its levels, keys, an example file and its mistakes."""

import re
from collections import Counter
from fractions import Fraction
from inspect import getdoc
from itertools import combinations
from typing import Any

from cnnhand import kinds
from cnnhand.files import language
from cnnhand.files.own_keys import keys
from cnnhand.files.problems import ABOUT, write
from cnnhand.kinds import LEVELS, Kind, Mistake, Problem
from cnnhand.kinds.codes import Code, draw, usual_mistakes
from cnnhand.page import Listing, Page, Table, Text, Tone
from cnnhand.questions.own_keys import OWN_KEYS


def records(name: str | None) -> list[dict[str, Any]]:
    """The kinds, or one, for `--json`."""
    return [
        {
            "name": kind.kind(),
            "group": kind.group,
            "levels": list(LEVELS),
            "keys": _keys(kind),
            "mistakes": [{"id": mistake.id, "sentence": mistake.explain()} for mistake in mistakes_of(kind)],
        }
        for kind in map(kinds.load, [name] if name else kinds.names())
    ]


def page(name: str | None) -> Page:
    """The kinds in a table, or one of them in full."""
    if name is not None:
        return _kind(kinds.load(name))
    rows = tuple((kind.kind(), kind.group, kind.summary) for kind in map(kinds.load, kinds.names()))
    return (Table(("kind", "group", "asks for"), rows),)


def separation(kind: Kind, problems: int = 40) -> tuple[Fraction, list[tuple[Mistake, Mistake]]]:
    """How well drawn problems tell this kind's mistakes apart.

    Measured over so many problems a level: the share of the pairs of applicable mistakes that give different values,
    and the pairs that never did, of those met a few times at least.
    """
    apart: Counter[tuple[Mistake, Mistake]] = Counter()
    met: Counter[tuple[Mistake, Mistake]] = Counter()
    for level in LEVELS:
        for number in range(1, problems + 1):
            for part in draw(Code(kind.kind(), level, 0, number)).problem.exact_parts():
                for (one, a), (other, b) in combinations(part.wrong_answers(), 2):
                    met[one, other] += 1
                    apart[one, other] += a != b
    return Fraction(apart.total(), met.total() or 1), [pair for pair in met if not apart[pair] and met[pair] >= 5]


def share_made(problem: Problem) -> Fraction:
    """The share of the mistakes that belong to a problem's question which can be made on it."""
    made = {mistake.id for part in problem.exact_parts() for mistake, _ in part.wrong_answers()}
    return Fraction(len(made), len(usual_mistakes(problem)))


def _measured(kind: Kind, problems: int = 40) -> Text:
    """In two sentences, how many of the mistakes can be made at hard, and how well problems tell them apart."""
    hard = [draw(Code(kind.kind(), "hard", 0, number)).problem for number in range(1, problems + 1)]
    least = min(share_made(problem) for problem in hard)
    share, never = separation(kind, problems)
    pairs = "; ".join(dict.fromkeys(f"{one.id} and {other.id}" for one, other in never))
    return Text(
        f"On every hard problem at least {float(100 * least):.1f} % of the mistakes that belong to its question can be "
        f"made. Of all pairs that can be made on a drawn problem, {float(100 * share):.1f} % give different answers. "
        f"Never told apart: {pairs or 'none'}."
    )


def mistakes_of(kind: Kind) -> tuple[Mistake, ...]:
    """The mistakes that can be made in a kind's parts."""
    codes = (Code(kind.kind(), level, 1, number) for level in LEVELS for number in range(1, 5))
    parts = (part for code in codes for part in draw(code).problem.exact_parts())
    return tuple(dict.fromkeys(mistake for part in parts for mistake in part.mistakes))


def _givens(kind: Kind) -> str:
    """What the kind's docstring says of its givens, which are called there as they are in a file."""
    if kind.name not in OWN_KEYS:
        return "The keys of the problem language: input, layers, ask, of, at, answer."
    paragraphs = (" ".join(paragraph.split()) for paragraph in (getdoc(OWN_KEYS[kind.name]) or "").split("\n\n"))
    return re.sub(r"`\w+`", lambda name: name[0].replace("_", "-"), "\n".join(paragraphs))


def _keys(kind: Kind) -> list[dict[str, Any]]:
    """The keys of a problem of its own, or the names of those of the language."""
    if kind.name in OWN_KEYS:
        return [key._asdict() for key in keys(OWN_KEYS[kind.name])]
    return [{"key": name.replace("_", "-")} for name in language.KEYS]


def _table_of_keys(kind: Kind) -> Page:
    if kind.name not in OWN_KEYS:
        return ()
    rows = tuple((key.key, key.said) for key in keys(OWN_KEYS[kind.name]))
    return (Table(("key", "what may stand there"), rows),)


def _kind(kind: Kind) -> Page:
    levels = tuple(
        Text(f"{' '.join(words)}.") for words in map(str.split, (getdoc(kind.drawn) or "").split(".")) if words
    )
    example = write([draw(Code(kind.kind(), "medium", 1, 1))], with_answers=True)
    return (
        Text(f"{kind.kind()}: {kind.summary}", Tone.HEADING),
        Text("Levels", Tone.HEADING),
        *levels,
        Text("Keys of a problem", Tone.HEADING),
        Text(_givens(kind)),
        *_table_of_keys(kind),
        Text(f"Every problem may have {', '.join(name for name in ABOUT if name != 'kind')} too."),
        Text("A problem file with one", Tone.HEADING),
        Listing(example.rstrip()),
        Text("Usual mistakes, each the number that you get …", Tone.HEADING),
        Table(("id", "sentence"), tuple((mistake.id, f"… {mistake.explain()}") for mistake in mistakes_of(kind))),
        _measured(kind),
    )
