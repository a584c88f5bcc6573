"""Two networks side by side: their totals, and the layers in which they differ."""

from difflib import SequenceMatcher
from itertools import zip_longest

from cnnhand.calculator.explaining import grouped
from cnnhand.calculator.network import COLUMNS, Cell, Described, cell_text, sums_of
from cnnhand.layers.rows import Row
from cnnhand.page import Page, Table, Text, Tone

MOST_COMPARED = 2000
COMPARED = ("", "first", "second", "difference")
"""The heading over what is compared."""


def comparison(one: Described, other: Described, size: int) -> Page:
    """The totals of both with their differences, and below them the layers that only one of the two has."""
    names = [described.title or "as typed" for described in (one, other)]
    rows = tuple(
        (name, cell_text(first), cell_text(second), "" if more is None else ("+" if more > 0 else "") + grouped(more))
        for name, first, second, more in compared(one, other, size)
    )
    return (
        Text(f"first: {names[0]}\nsecond: {names[1]}", Tone.HEADING),
        Table(COMPARED, rows, keys=1),
        *_differences(one, other),
    )


def compared(one: Described, other: Described, size: int) -> list[tuple[str, Cell, Cell, int | None]]:
    """The ends and the totals of two networks, each with the difference where it is one of numbers."""
    ends: list[tuple[str, Cell, Cell]] = [
        ("input", one.network.input, other.network.input),
        ("output", one.rows[-1].output, other.rows[-1].output),
        ("layers", len(one.rows), len(other.rows)),
        ("receptive field", one.rows[-1].receptive_field, other.rows[-1].receptive_field),
    ]
    sums, others = sums_of(one, size), sums_of(other, size)
    totals = [(COLUMNS[name].heading, sums[name], others[name]) for name in sums]
    return [
        (name, first, second, second - first if isinstance(first, int) and isinstance(second, int) else None)
        for name, first, second in (*ends, *totals)
    ]


def _differences(one: Described, other: Described) -> Page:
    """The layers of the one that the other does not have, in order."""
    if max(len(one.rows), len(other.rows)) > MOST_COMPARED:
        return (Text(f"The layers of networks of more than {MOST_COMPARED} are not compared one by one."),)
    left, right = (
        [(row.node.title, row.output, row.parameters) for row in described.rows] for described in (one, other)
    )
    rows: list[tuple[str, ...]] = []
    for what, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what != "equal":
            pairs = zip_longest(one.rows[a:b], other.rows[c:d])
            rows += [(*_side(first), *_side(second)) for first, second in pairs]
    if not rows:
        return (Text("Layer by layer they are the same."),)
    heading = ("#", "first", "output", "#", "second", "output")
    return (Text("Where they differ:"), Table(heading, tuple(rows), keys=1))


def _side(row: Row | None) -> tuple[str, str, str]:
    """A row of the one network beside a row of the other, or beside nothing."""
    return ("", "", "") if row is None else (str(row.number), row.node.title, cell_text(row.output))
