"""One convolution or pooling layer on a volume: its numbers, each with the arithmetic that gives it."""

from typing import Any, NamedTuple, TypeAlias

from cnnhand.exact.shapes import (
    Axis,
    Conv,
    Pair,
    Parameters,
    Rounding,
    Window,
    Windowed,
    macs,
    output_side,
    output_volume,
    parameters,
    unread,
    unrounded_side,
)
from cnnhand.exact.values import Volume
from cnnhand.page import UNKNOWN, Page, Table, Text, Tone

Line: TypeAlias = tuple[str, str, str]
"""A number of a layer: what it is, the number, and the arithmetic that gives it."""


class Applied(NamedTuple):
    """A layer on a volume; `output` is None where the layer must fit and does not."""

    input: Volume
    layer: Windowed
    rounding: Rounding
    output: Volume | None
    parameters: Parameters

    @property
    def macs(self) -> int | None:
        """The weight multiply-accumulates, or None where there is no output."""
        return None if self.output is None else macs(self.input, self.layer, self.output)


def apply(volume: Volume, layer: Windowed, rounding: Rounding) -> Applied:
    """What a layer makes of a volume; `GivenError` where it cannot be applied at all."""
    return Applied(volume, layer, rounding, output_volume(volume, layer, rounding), parameters(volume, layer))


def record(applied: Applied) -> dict[str, Any]:
    """The layer for `--json`."""
    return {
        "input": applied.input._asdict(),
        "output": applied.output and applied.output._asdict(),
        "fits": applied.output is not None,
        "parameters": {
            "weights": applied.parameters.weights,
            "biases": applied.parameters.biases,
            "total": applied.parameters.total,
        },
        "macs": applied.macs,
    }


def page(applied: Applied) -> Page:
    """The layer as a table: each number with the arithmetic that gives it."""
    volume, layer, rounding, output, _ = applied
    table = Table(("", "", ""), lines(applied))
    if output is not None:
        return (Text(f"{volume} → {output}", Tone.HEADING), table, *never_read(volume, layer.window, rounding))
    floor = output_volume(volume, layer, Rounding.FLOOR)
    return (
        Text(f"{volume} does not fit: the stride does not divide", Tone.HEADING),
        table,
        Text(f"The frameworks round down and make {floor} of it (--rounding floor)."),
        *never_read(volume, layer.window, Rounding.FLOOR),
    )


def lines(applied: Applied) -> tuple[Line, ...]:
    """Each number of the layer with its arithmetic."""
    volume, layer, rounding, output, counted = applied
    sides = side_lines(volume, layer.window, rounding)
    if not isinstance(layer, Conv):
        return (*sides, ("depth", grouped(volume.depth), "pooling keeps it"), ("parameters", "0", "pooling has none"))
    depth = f"({volume.depth}/{layer.groups})" if layer.groups > 1 else str(volume.depth)
    return (
        *sides,
        ("depth", grouped(layer.filters), "one map a filter"),
        *count_lines(counted, f"{area_text(layer.window)}·{depth}·{layer.filters}", bias_text(layer.bias, "filter")),
        *([work_line(counted.weights, output, applied.macs)] if output is not None else []),
    )


def count_lines(counted: Parameters, weights: str, biases: str) -> tuple[Line, Line, Line]:
    """Weights and biases, with what is to be said of each, and their sum."""
    return (
        ("weights", grouped(counted.weights), weights),
        ("biases", grouped(counted.biases), biases),
        ("parameters", grouped(counted.total), f"{counted.weights} + {counted.biases}"),
    )


def bias_text(bias: bool, one: str) -> str:
    """What each bias belongs to, if there are any."""
    return f"one a {one}" if bias else "this layer has none"


def grouped(number: int | None) -> str:
    """A number with a comma between thousands; a dash where it is not known."""
    return UNKNOWN if number is None else f"{number:,}".replace("-", "−")


def area_text(window: Window) -> str:
    """The filter's area as a product."""
    return f"{window.size.across}·{window.size.down}"


def work_line(weights: int, places: Volume, macs: int | None) -> Line:
    """The multiply-accumulates of weights that are used once at each place of a map."""
    return ("MACs", grouped(macs), f"{weights}·{places.width}·{places.height}, the biases not counted")


def side_lines(volume: Volume, window: Window, rounding: Rounding) -> tuple[Line, Line]:
    """Width and height of the output, with their arithmetic."""
    width, height = _side(volume.width, window.across, rounding), _side(volume.height, window.down, rounding)
    return ("width", *width), ("height", *height)


def _side(side: int, axis: Axis, rounding: Rounding) -> tuple[str, str]:
    """The side of the output and its arithmetic."""
    padding = f"2·{axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"
    quotient = f"({side} − {reach_text(axis)} + {padding})/{axis.stride}"
    exact, outputs = unrounded_side(side, axis), output_side(side, axis, rounding)
    if exact.denominator == 1:
        return grouped(outputs), f"{quotient} + 1"
    if outputs is None:
        return UNKNOWN, f"{quotient} + 1 = {exact} ≈ {float(exact):.2f}"
    down, up = ("⌊", "⌋") if rounding is Rounding.FLOOR else ("⌈", "⌉")
    return grouped(outputs), f"{down}{quotient}{up} + 1"


def reach_text(axis: Axis) -> str:
    """The cells that a filter spans: its side, or that of a dilated one as it is computed."""
    return str(axis.filter) if axis.dilation == 1 else f"({axis.dilation}·({axis.filter} − 1) + 1)"


def never_read(volume: Volume, window: Window, rounding: Rounding) -> Page:
    """Which columns and rows no window reads, if any."""
    lost = Pair(unread(volume.width, window.across, rounding), unread(volume.height, window.down, rounding))
    text = unread_text(lost, window)
    many = sum(lost) > 1
    return (Text(f"{text[0].upper()}{text[1:]} {'are' if many else 'is'} never read."),) if text else ()


def unread_text(lost: Pair, window: Window) -> str:
    """The last columns and rows that no window reads in words; empty where every one is read."""
    texts = [
        f"the last {rest} {name}s" if rest > 1 else f"the last {name}"
        for name, rest in zip(("column", "row"), lost, strict=True)
        if rest
    ]
    return " and ".join(texts) + (" of the padded input" if texts and window.padded else "")
