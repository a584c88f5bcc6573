"""Answers and the usual wrong ones, computed by hand: a table a kind in `tests/byhand/`.

Each entry says what it is about, the problem as a file would have it, the answer, and what each mistake gives:

    - says: a stride of 2 with padding
      problem: {input: 19x19x15, layers: conv3-29/2p1, ask: volume}
      answer: 10x10x29
      mistakes: {no-plus-one: 9x9x29, padding-ignored: 9x9x29}

A problem of several parts has a list `parts` of such answers and mistakes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cnnhand.answers import same
from cnnhand.files import problems as problem_file
from cnnhand.files.published import published_answer
from cnnhand.files.yaml_tree import Entries, Mapping, Sequence, Tree, compose, entries_of, line_of, text_of
from cnnhand.questions.contract import Part

TABLES = sorted((Path(__file__).parent / "byhand").glob("*.yaml"))


class Entry(NamedTuple):
    """An entry of a table."""

    where: str
    problem: Tree
    parts: list[Entries]


def entries() -> Iterator[Any]:
    for path in TABLES:
        for node in compose(path.read_bytes()).value:
            about = entries_of(node, path.stem)
            says = text_of(about["says"][1], "says")
            parts = [entries_of(part, "parts") for part in about["parts"][1].value] if "parts" in about else [about]
            entry = Entry(f"{path.name}:{line_of(node)}", about["problem"][1], parts)
            yield pytest.param(entry, id=f"{path.stem}: {says}")


ENTRIES = list(entries())


def parts_of(entry: Entry) -> tuple[Part, ...]:
    return problem_file.exercise(entry.problem).problem.exact_parts()


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_answer_is_the_one_computed_by_hand(entry: Entry) -> None:
    found = parts_of(entry)
    assert len(entry.parts) == len(found), entry.where
    for said, part in zip(entry.parts, found, strict=True):
        if "answer" in said:
            expected = published_answer(said["answer"][1], part)
            assert expected is not None
            assert same(expected, part.answer()), f"{entry.where}: {expected} by hand, and here {part.answer()}"


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_mistake_gives_what_it_gives_by_hand(entry: Entry) -> None:
    for said, part in zip(entry.parts, parts_of(entry), strict=True):
        made = [(mistake.id, value) for mistake, value in part.wrong_answers()]
        table = said["mistakes"][1] if "mistakes" in said else None
        for key, node in table.value if isinstance(table, Mapping) else ():
            nodes = node.value if isinstance(node, Sequence) and not _is_grid(node) else [node]
            for child in nodes:
                expected = published_answer(child, part)
                values = [value for id, value in made if id == key.value]
                assert any(expected is not None and same(expected, value) for value in values), (
                    f"{entry.where}: {key.value} is {expected} by hand, and here {[str(value) for value in values]}"
                )


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_working_ends_with_the_answer(entry: Entry) -> None:
    for part in parts_of(entry):
        assert part.answer() == part.working().steps[-1].value, entry.where


def _is_grid(node: Tree) -> bool:
    return isinstance(node, Sequence) and bool(node.value) and isinstance(node.value[0], Sequence)
