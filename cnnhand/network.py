"""Layers -> volumes, parameters and work, with the arithmetic that gives each number."""

from dataclasses import dataclass
from typing import Any

from cnnhand.exact.shapes import (
    Axis,
    Conv,
    Parameters,
    Rounding,
    Windowed,
    macs,
    output_side,
    output_volume,
    parameters,
    unread,
    unrounded_side,
)
from cnnhand.exact.values import Volume
from cnnhand.page import Page, Table, Text, Tone


@dataclass(frozen=True, slots=True)
class Row:
    """One layer applied to a volume; `output` is None where the layer must fit and does not."""

    input: Volume
    layer: Windowed
    rounding: Rounding
    output: Volume | None
    parameters: Parameters

    @property
    def macs(self) -> int | None:
        """The weight multiply-accumulates, or None where there is no output."""
        return None if self.output is None else macs(self.input, self.layer, self.output)


def apply(volume: Volume, layer: Windowed, rounding: Rounding) -> Row:
    """What a layer makes of a volume; `GivenError` where it cannot be applied at all."""
    return Row(volume, layer, rounding, output_volume(volume, layer, rounding), parameters(volume, layer))


def record(row: Row) -> dict[str, Any]:
    """The row for `--json`."""
    return {
        "input": row.input._asdict(),
        "output": row.output and row.output._asdict(),
        "fits": row.output is not None,
        "parameters": {
            "weights": row.parameters.weights,
            "biases": row.parameters.biases,
            "total": row.parameters.total,
        },
        "macs": row.macs,
    }


def page(row: Row) -> Page:
    """The row as a table: each number with the arithmetic that gives it."""
    layer, output = row.layer, row.output
    sides = (
        ("width", row.input.width, layer.window.across),
        ("height", row.input.height, layer.window.down),
    )
    rows = [(name, *_side(side, axis, row.rounding)) for name, side, axis in sides]
    if isinstance(layer, Conv):
        weights, biases = row.parameters.weights, row.parameters.biases
        size, filters = layer.window.size, layer.filters
        depth = f"({row.input.depth}/{layer.groups})" if layer.groups > 1 else str(row.input.depth)
        rows += [
            ("depth", grouped(filters), "one map a filter"),
            ("weights", grouped(weights), f"{size.across}·{size.down}·{depth}·{filters}"),
            ("biases", grouped(biases), "one a filter"),
            ("parameters", grouped(weights + biases), f"{weights} + {biases}"),
        ]
        if output is not None:
            rows.append(
                ("MACs", grouped(row.macs), f"{weights}·{output.width}·{output.height}, the biases not counted")
            )
    else:
        rows += [("depth", grouped(row.input.depth), "pooling keeps it"), ("parameters", "0", "pooling has none")]
    table = Table(("", "", ""), tuple(rows))
    if output is not None:
        return (Text(f"{row.input} → {output}", Tone.HEADING), table, *_remarks(row, row.rounding))
    floor = output_volume(row.input, layer, Rounding.FLOOR)
    return (
        Text(f"{row.input} does not fit: the stride does not divide", Tone.HEADING),
        table,
        Text(f"The frameworks round down and make {floor} of it (--rounding floor)."),
        *_remarks(row, Rounding.FLOOR),
    )


def grouped(number: int | None) -> str:
    """A number with a comma between thousands; a dash where it is not known."""
    return "—" if number is None else f"{number:,}"


def _side(side: int, axis: Axis, rounding: Rounding) -> tuple[str, str]:
    """The side of the output and its arithmetic."""
    padding = f"2·{axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"
    reach = str(axis.filter) if axis.dilation == 1 else f"({axis.dilation}·({axis.filter} − 1) + 1)"
    quotient = f"({side} − {reach} + {padding})/{axis.stride}"
    exact, outputs = unrounded_side(side, axis), output_side(side, axis, rounding)
    if exact.denominator == 1:
        return grouped(outputs), f"{quotient} + 1"
    if outputs is None:
        return "—", f"{quotient} + 1 = {exact} ≈ {float(exact):.2f}"
    down, up = ("⌊", "⌋") if rounding is Rounding.FLOOR else ("⌈", "⌉")
    return grouped(outputs), f"{down}{quotient}{up} + 1"


def _remarks(row: Row, rounding: Rounding) -> Page:
    """Which columns and rows no window reads, if any."""
    window = row.layer.window
    lost = [
        f"the last {rest} {name}s" if rest > 1 else f"the last {name}"
        for name, side, axis in (("column", row.input.width, window.across), ("row", row.input.height, window.down))
        if (rest := unread(side, axis, rounding))
    ]
    padded = " of the padded input" if window.padded else ""
    many = len(lost) > 1 or (lost and lost[0].endswith("s"))
    return (Text(f"{' and '.join(lost).capitalize()}{padded} {'are' if many else 'is'} never read."),) if lost else ()
