"""Each number of a network's row with the arithmetic that gives it, as one would write it on paper."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from cnnhand.exact.formula import formula
from cnnhand.exact.receptive import View
from cnnhand.exact.shapes import Pair, Rounding
from cnnhand.exact.values import Volume
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.network import Join, Network, Operator
from cnnhand.layers.pool import Pool
from cnnhand.layers.rows import Row, multiplied
from cnnhand.layers.rules import WHOLE, Rule
from cnnhand.layers.rules import Line as CountLine
from cnnhand.layers.views import first_view, window_seen
from cnnhand.page import UNKNOWN, Page, Table, Text, Tone, factor, say

Line: TypeAlias = tuple[str, str, str, str]
"""A number of a layer: what it is, the number, the formula in letters, and with the numbers put in."""


def grouped(number: int | None) -> str:
    """A number with a comma between thousands; a dash where it is not known."""
    return UNKNOWN if number is None else f"{number:,}".replace("-", "−")


def explanation(network: Network, rows: tuple[Row, ...], chosen: tuple[Row, ...]) -> Page:
    """The arithmetic of the chosen rows of a network, one after the other."""
    blocks: Page = ()
    for row in chosen:
        if isinstance(row.layer, Operator):
            blocks += (Table(("",) * 4, row.layer.lines, title=f"{row.number} · {row.node.title}"),)
            continue
        if row.input is None or None in row.inputs:
            text = f"{row.number} · {row.node.title}: its input is not known, because a layer above does not fit"
            blocks += (Text(text, Tone.HEADING),)
            continue
        output = row.output or "does not fit: the stride does not divide"
        read = " and ".join(map(str, row.inputs))
        views = [rows[number - 1].view if number else first_view(network.input) for number in row.node.inputs]
        lost = row.unread or Pair(0, 0)
        text = unread_text(lost, row.layer)
        title = f"{row.number} · {row.node.title}: {read} → {output}"
        blocks += (
            Table(("",) * 4, (*lines(row), *_seen(row, views)), title=title),
            *([Text(f"{text[0].upper()}{text[1:]} {'are' if sum(lost) > 1 else 'is'} never read.")] if text else []),
        )
    return blocks


def lines(row: Row) -> tuple[Line, ...]:
    """The numbers of a row, each with its arithmetic."""
    layer, reads = row.layer, row.input
    assert reads is not None  # asked of rows whose input is known
    if isinstance(layer, Join):
        depths = " + ".join(str(branch.depth) for branch in row.inputs if branch)
        if layer is Join.CONCAT:
            return (("depth", grouped(row.output and row.output.depth), "", f"{depths}, one behind the other"),)
        return (("volume", say(row.output), "", f"{layer.words()}; nothing is learned"),)
    counted = tuple(_counts(row, layer, reads))
    sides = tuple(_sides(row, layer, reads))
    if isinstance(layer, Pool) and not counted:
        counted = (("parameters", "0", "", "pooling has none"),)
    if not counted and not sides:
        return (("volume", say(row.output or reads), "", "no size changes and nothing is learned"),)
    return (*sides, *counted)


def _sides(row: Row, layer: Layer, reads: Volume) -> Iterator[Line]:
    """Width, height and depth of the output, or the length of a vector; nothing where all of them stay."""
    said = row.node.layer
    assert isinstance(said, Layer)
    rules = said.sides(reads, row.rounding)
    if isinstance(layer, Dense):
        yield "neurons", grouped(layer.neurons), "", "a vector"
    elif isinstance(layer, Flatten):
        yield "numbers", grouped(row.output and row.output.depth), str(rules[2].formula), str(rules[2].filled())
    elif any(str(rule.formula) != letter for rule, letter in zip(rules, "WHD", strict=True)) or isinstance(
        layer, Sliding
    ):
        along = layer.reads_sequence(reads)
        for name, rule in zip(("length" if along else "width", "height", "depth"), rules, strict=True):
            if name != "height" or not along:
                yield _side(name, rule, row.rounding)


def _side(name: str, rule: Rule, rounding: Rounding) -> Line:
    whole = WHOLE[rounding]
    value, filled = rule.at(whole), rule.filled(whole)
    letters = str(rule.formula)
    if value.denominator != 1:
        return name, UNKNOWN, letters, f"{filled} = {value} ≈ {float(value):.2f}"
    text = str(filled)
    note = rule.note or "it stays" if text == str(value) else f"{text}: {rule.note}" if rule.note else text
    return name, grouped(int(value)), "" if letters.isdigit() else letters, note


def _counts(row: Row, layer: Layer, reads: Volume) -> Iterator[Line]:
    """What the layer learns and keeps, and its work."""
    given, along = layer.letters(reads, row.output), layer.reads_sequence(reads)
    counts = {name: count.along() if along else count for name, count in layer.counts().items()}
    if not row.parameters or not counts:
        return
    for name in ("weights", "biases", "untrained"):
        if name in counts:
            rule = counts[name].formula.put(given)
            note = counts[name].board[-1].note
            text = note if str(rule) == str(getattr(row.parameters, name)) else str(rule)
            yield name, grouped(getattr(row.parameters, name)), str(counts[name].formula), text
        elif name == "biases" and "weights" in counts:
            yield name, "0", "", "this layer has none"
    if "weights" in counts:
        total = f"{row.parameters.weights} + {row.parameters.biases}"
        yield "parameters", grouped(row.parameters.total), "weights + biases", total
    if row.macs and (weights := multiplied(layer)):
        kept = weights.formula.at(given)
        places = CountLine("work", layer.work).along().text if along else layer.work
        work = str(formula(f"1{places}").put(given)).removeprefix("1")
        how = "no biases" if work else "each weight once"
        yield "MACs", grouped(row.macs), f"weights{places}", f"{kept}{work}, {how}"


def _seen(row: Row, views: Sequence[View | None]) -> tuple[Line, ...]:
    """How the receptive field, the jump and the start grow, where a window moves; those of the width."""
    before = views[0]
    if row.view is None or before is None:
        return (("field", grouped(None), "", "not the same for every cell"),) if row.output else ()
    old, new = before.across, row.view.across
    if isinstance(row.layer, Join):
        return (("field", grouped(new.size), "", "what its branches see together"),)
    assert row.input is not None
    window = window_seen(before, row.layer, row.input)
    if window is None or row.view == before or isinstance(row.layer, Flatten):
        return ()
    axis = window.across
    reach = str(axis.filter) if axis.dilation == 1 else f"({axis.dilation}·({axis.filter} − 1) + 1)"
    field = ("field", grouped(new.size), "r + (F − 1)·j", f"{old.size} + ({reach} − 1)·{old.jump}")
    if row.view.flat:
        return (field,)
    return (
        field,
        ("jump", grouped(new.jump), "j·S", f"{old.jump}·{axis.stride}"),
        ("start", grouped(new.start), "start − P·j", f"{say(old.start)} − {factor(axis.before)}·{old.jump}"),
    )


def unread_text(lost: Pair, layer: Layer | Join) -> str:
    """The last columns and rows that no window reads in words; empty where every one is read."""
    texts = [
        f"the last {rest} {name}s" if rest > 1 else f"the last {name}"
        for name, rest in zip(("column", "row"), lost, strict=True)
        if rest
    ]
    padded = isinstance(layer, Sliding) and layer.window.padded
    return " and ".join(texts) + (" of the padded input" if texts and padded else "")
