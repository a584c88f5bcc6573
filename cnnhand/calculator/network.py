"""A network's rows -> the table of volumes, parameters, work and receptive fields, and its totals.

What is not known is a dash in a table, nothing in CSV and null in JSON; it is never 0.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from cnnhand.calculator.explaining import grouped, unread_text
from cnnhand.calculator.folding import LONG, Fold, folded
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Rounding
from cnnhand.exact.values import Volume
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.network import Network
from cnnhand.layers.rows import Row, rows
from cnnhand.page import UNKNOWN, Mark, Page, Table, Text, Tone, say

Cell: TypeAlias = int | str | Volume | Pair | None
"""What a column of the table says of a row; None where it is not known."""

BYTES = 4
FIRST, LAST = itemgetter(0), itemgetter(-1)


class Described(NamedTuple):
    """A network with its rows, and what is said of it: the totals that its source prints are marked, not believed."""

    network: Network
    rows: tuple[Row, ...]
    title: str = ""
    source: str = ""
    note: str = ""
    published: Mapping[str, int] = {}


def stack(volume: Volume, layers: Sequence[Layer], rounding: Rounding) -> Described:
    """A plain stack of layers, as it is typed on the command line."""
    network = Network.of(volume, layers, rounding)
    return Described(network, rows(network))


# ---- the columns -----------------------------------------------------------------------------------------------------


def _layer(row: Row) -> str:
    """The layer, with what it reads where that is not the row above; of many branches, how many there are."""
    sources = row.node.inputs
    if sources in ((), (row.number - 1,)):
        return row.node.title
    if len(sources) > 2:
        return f"{row.node.title} of {len(sources)}"
    return f"{row.node.title} ← {_reads(row)}"


def _reads(row: Row) -> str:
    """The rows that it reads."""
    return ", ".join(str(number) if number else "input" for number in row.node.inputs)


def _added(cells: Sequence[Cell]) -> int | None:
    """The sum of a column; None where one of its cells is not known."""
    return None if None in cells else sum(cell for cell in cells if isinstance(cell, int))


def _of_parameters(what: str) -> Callable[[Row, int], Cell]:
    return lambda row, _: row.parameters and getattr(row.parameters, what)


def _of_row(what: str) -> Callable[[Row, int], Cell]:
    return lambda row, _: getattr(row, what)


class Column(NamedTuple):
    """A column of the table: its heading, its cell of a row at a number of bytes, and what rows in one come to."""

    heading: str
    cell: Callable[[Row, int], Cell]
    together: Callable[[Sequence[Cell]], Cell] = _added


COLUMNS: dict[str, Column] = {
    "number": Column("#", _of_row("number"), lambda numbers: f"{numbers[0]}–{numbers[-1]}"),
    "layer": Column("layer", lambda row, _: _layer(row), FIRST),
    "reads": Column("reads", lambda row, _: _reads(row), FIRST),
    "name": Column("name", lambda row, _: row.node.name, lambda _: ""),
    "input": Column("input", _of_row("input"), FIRST),
    "output": Column("output", _of_row("output"), LAST),
    "weights": Column("weights", _of_parameters("weights")),
    "biases": Column("biases", _of_parameters("biases")),
    "parameters": Column("parameters", _of_parameters("total")),
    "untrained": Column("untrained", _of_parameters("untrained")),
    "macs": Column("MACs", _of_row("macs")),
    "flops": Column("FLOPs", _of_row("flops")),
    "activations": Column("activations", _of_row("activations")),
    "memory": Column("memory", lambda row, size: None if row.activations is None else row.activations * size),
    "field": Column("field", _of_row("receptive_field"), LAST),
    "jump": Column("jump", _of_row("jump"), LAST),
    "start": Column("start", _of_row("start"), LAST),
    "unread": Column("unread", _of_row("unread"), lambda _: ""),
}
"""Every column by the name that `--columns` takes."""

USUAL = ("number", "layer", "output", "weights", "biases", "macs", "field")


def columns(text: str | None) -> tuple[str, ...]:
    """The columns that are wanted, with commas between them; `all` is all of them."""
    if text is None:
        return USUAL
    if text == "all":
        return tuple(COLUMNS)
    names = tuple(word.strip().lower() for word in text.split(","))
    for name in names:
        if name not in COLUMNS:
            raise GivenError("columns", f"there is no column {name!r}; the columns are {', '.join(COLUMNS)}")
    return ("number", "layer", *(name for name in names if name not in ("number", "layer")))


def cell_text(cell: Cell) -> str:
    """A cell as the table shows it."""
    match cell:
        case None:
            return UNKNOWN
        case int():
            return grouped(cell)
        case Pair(across, down):
            return say(across) if across == down else f"{say(across)}×{say(down)}"
    return str(cell)


def cells(described: Described, names: Sequence[str], size: int = BYTES) -> tuple[tuple[Cell, ...], ...]:
    """The chosen columns of a network, a row a layer."""
    chosen = [COLUMNS[name] for name in names]
    return tuple(tuple(column.cell(row, size) for column in chosen) for row in described.rows)


def table(described: Described, names: Sequence[str], size: int = BYTES, whole: bool = True) -> Table:
    """The same as text, with a last row of totals; a column that does not add up has nothing in it.

    Unless it is wanted `whole`, rows that work in place and blocks that repeat are folded into one.
    """
    folds = [Fold((row,)) for row in described.rows] if whole else folded(described.rows)
    sums = sums_of(described, size)
    total = tuple(cell_text("total" if name == "layer" else sums.get(name, "")) for name in names)
    rows = tuple(tuple(cell_text(_cell(fold, name, size)) for name in names) for fold in folds)
    heading = tuple(COLUMNS[name].heading for name in names)
    return Table(heading, (*rows, total), keys=2, totals=1, marks=_marks(folds, names))


def _cell(fold: Fold, name: str, size: int) -> Cell:
    """A cell of folded rows."""
    if name == "layer":
        return fold.label(_layer(fold.rows[0]))
    cells = [COLUMNS[name].cell(row, size) for row in fold.rows]
    return cells[0] if len(cells) == 1 else COLUMNS[name].together(cells)


def _marks(folds: Sequence[Fold], names: Sequence[str]) -> tuple[Mark, ...]:
    """In the column of outputs: in bold what changes the size, and as wrong what does not fit."""
    if "output" not in names:
        return ()
    column = tuple(names).index("output") + 1
    marks = []
    for number, fold in enumerate(folds, 1):
        before, after = fold.rows[0].input, fold.rows[-1].output
        if _unfit(fold.rows[0]):
            marks.append(Mark(number, column, Tone.WRONG))
        elif before and after and before[:2] != after[:2]:
            marks.append(Mark(number, column, Tone.STRONG))
    return tuple(marks)


PUBLISHED = ("parameters", "weights", "biases", "untrained", "macs", "flops", "activations")
"""The totals that a file may say its source prints."""


def sums_of(described: Described, size: int = BYTES) -> dict[str, int | None]:
    """The totals by the name of their column; None where one of the rows is not known."""
    return {name: _added([COLUMNS[name].cell(row, size) for row in described.rows]) for name in (*PUBLISHED, "memory")}


# ---- pages -----------------------------------------------------------------------------------------------------------


def calculation(described: Described, names: Sequence[str] = USUAL, size: int = BYTES, whole: bool = False) -> Page:
    """The table, the totals in words, what is never read, and the published totals."""
    whole = whole or len(described.rows) <= LONG
    title = described.title or f"{described.network.input} → {cell_text(described.rows[-1].output)}"
    return (
        Text(title, Tone.HEADING),
        *([Text(described.note)] if described.note else []),
        table(described, names, size, whole),
        *([] if whole else [Text(f"Folded from {len(described.rows)} rows: --all shows each.", Tone.NOTE)]),
        *_in_words(described, size),
        *_fit(described),
        *_never_read(described, whole),
        *_published(described),
        *([Text(f"Source: {described.source}", Tone.NOTE)] if described.source else []),
    )


def _in_words(described: Described, size: int) -> Page:
    """The totals, each with what it counts."""
    sums = sums_of(described, size)
    if sums["parameters"] is None:
        return ()
    said = {name: grouped(number) for name, number in sums.items()}
    kept = f", and {said['untrained']} numbers that are not trained" if sums["untrained"] else ""
    lines = f"{said['parameters']} parameters = {said['weights']} weights + {said['biases']} biases{kept}."
    if sums["macs"] is not None:
        lines += f"\n{said['macs']} MACs (weights only), {said['flops']} FLOPs = 2 × MACs."
    if sums["memory"] is not None:
        stored = grouped((sums["parameters"] + (sums["untrained"] or 0)) * size)
        lines += f"\nAt {size} bytes a number: {stored} bytes for the parameters, "
        lines += f"{said['memory']} for the output of every row."
    return (Text(lines),)


def _unfit(row: Row) -> bool:
    """Whether it is here that something does not fit, and not in what it reads."""
    return row.output is None and None not in row.inputs and isinstance(row.layer, Sliding)


def _fit(described: Described) -> Page:
    """Which layer does not fit, if one does not."""
    row = next(filter(_unfit, described.rows), None)
    if row is None:
        return ()
    text = f"Layer {row.number} {row.node.title} does not fit {row.input}: the stride does not divide. What depends on"
    return (Text(f"{text} it is not known (—). The frameworks round down: --rounding floor.", Tone.WRONG),)


def _never_read(described: Described, whole: bool) -> Page:
    """What the layers leave out, where a stride does not divide."""
    lost = [row for row in described.rows if row.unread and max(row.unread) and row.output is not None]
    if not lost:
        return ()
    row, more = lost[0], len(lost) - 1
    text = f"{unread_text(row.unread or Pair(0, 0), row.layer)} by layer {row.number} {row.node.title}"
    if more:
        others = f"{more} other layer{'s' * (more > 1)}"
        text += f"; and by {others} (--columns unread{' --all' * (not whole)})"
    never = "Rounded down, never" if described.network.rounding is Rounding.FLOOR else "Never"
    return (Text(f"{never} read: {text}."),)


def is_wrong(described: Described) -> bool:
    """Whether one of its layers does not fit, or a published total is not that of the table."""
    return any(map(_unfit, described.rows)) or bool(wrong_published(described))


def wrong_published(described: Described) -> list[str]:
    """The published totals that are not those of the table."""
    sums = sums_of(described)
    return [name for name, value in described.published.items() if sums[name] != value]


def _published(described: Described) -> Page:
    sums, wrong = sums_of(described), wrong_published(described)
    said = {name: f"{grouped(value)} {name}" for name, value in described.published.items()}
    right = ", ".join(text for name, text in said.items() if name not in wrong)
    return (
        *([Text(f"Published, and the same here: {right}.", Tone.RIGHT)] if right else []),
        *(Text(f"Published: {said[at]}; the layers above give {grouped(sums[at])}.", Tone.WRONG) for at in wrong),
    )
