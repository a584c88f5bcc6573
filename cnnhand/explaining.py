"""Each number of a network's row with the arithmetic that gives it, as one would write it on paper."""

from collections import Counter
from collections.abc import Sequence

from cnnhand.exact.other_layers import (
    Activation,
    BatchNorm,
    Crop,
    Dense,
    Dropout,
    Flatten,
    LocalResponseNorm,
    Pad,
    PartialConv,
    Subsample,
    TransposedConv,
    Upsample,
)
from cnnhand.exact.receptive import View
from cnnhand.exact.shapes import Axis, Conv, Parameters, Pool, Rounding
from cnnhand.exact.stack import Join, Network, Row, Sliding, first_view, window_seen
from cnnhand.exact.values import Volume
from cnnhand.one_layer import (
    Applied,
    Line,
    area_text,
    bias_text,
    count_lines,
    grouped,
    lines,
    never_read,
    reach_text,
    side_lines,
    work_line,
)
from cnnhand.operators import Operator
from cnnhand.page import Page, Table, Text, Tone, factor, say


def page(network: Network, rows: tuple[Row, ...], chosen: tuple[Row, ...]) -> Page:
    """The arithmetic of the chosen rows of a network, one after the other."""
    blocks: Page = ()
    for row in chosen:
        if isinstance(row.layer, Operator):
            blocks += (Text(f"{row.number} · {row.node.label}", Tone.HEADING), Table(("", "", ""), row.layer.lines))
            continue
        if row.input is None or None in row.inputs:
            text = f"{row.number} · {row.node.label}: its input is not known, because a layer above does not fit"
            blocks += (Text(text, Tone.HEADING),)
            continue
        output = row.output or "does not fit: the stride does not divide"
        read = " and ".join(map(str, row.inputs))
        views = [rows[number - 1].view if number else first_view(network.input) for number in row.node.inputs]
        blocks += (
            Text(f"{row.number} · {row.node.label}: {read} → {output}", Tone.HEADING),
            Table(("", "", ""), (*_lines(row, row.input), *_seen(row, views))),
            *_rest(row, row.input),
        )
    return blocks


def _rest(row: Row, volume: Volume) -> Page:
    """What is never read."""
    if not isinstance(row.layer, Sliding):
        return ()
    rounding = Rounding.FLOOR if row.output is None else row.rounding
    return never_read(volume, row.layer.window, rounding)


def _lines(row: Row, volume: Volume) -> tuple[Line, ...]:
    """The numbers of a row's layer."""
    return _counted(row, volume) or (_uncounted(row, volume),)


def _counted(row: Row, volume: Volume) -> tuple[Line, ...]:
    """The numbers of a layer that slides a window or learns something; none for the others."""
    counted, places = row.parameters or Parameters(), row.output or volume
    match row.layer:
        case Conv() | Pool() as layer:
            return lines(Applied(volume, layer, row.rounding, row.output, counted))
        case PartialConv(sees, window, bias):
            seen = ", ".join(f"{many} see {channels}" for channels, many in sorted(Counter(sees).items()))
            weights = f"{area_text(window)}·{sum(sees)}: of the filters, {seen} channels"
            return (
                *side_lines(volume, window, row.rounding),
                ("depth", grouped(len(sees)), "one map a filter"),
                *count_lines(counted, weights, bias_text(bias, "filter")),
                work_line(counted.weights, places, row.macs),
            )
        case Subsample(window):
            return (
                *side_lines(volume, window, row.rounding),
                ("depth", grouped(volume.depth), "pooling keeps it"),
                *count_lines(counted, "one a channel, times the sum of the window", "one a channel"),
                work_line(counted.weights, places, row.macs),
            )
        case TransposedConv(filters, window, groups, bias, extra):
            depth = f"({filters}/{groups})" if groups > 1 else str(filters)
            sides = zip(("width", "height"), volume[:2], places[:2], window, extra, strict=True)
            return (
                *((name, grouped(after), _transposed(side, axis, more)) for name, side, after, axis, more in sides),
                ("depth", grouped(filters), "one map a filter"),
                *count_lines(counted, f"{area_text(window)}·{volume.depth}·{depth}", bias_text(bias, "filter")),
                work_line(counted.weights, volume, row.macs),
            )
        case Dense(neurons, bias, trained):
            product = f"{_product(volume)}·{neurons}"
            kept = ("untrained", grouped(counted.untrained), f"{product}: kept as they are")
            weights = f"{product}, every neuron sees the whole input"
            return (
                ("neurons", grouped(neurons), "a vector"),
                *(count_lines(counted, weights, bias_text(bias, "neuron")) if trained else (kept,)),
                ("MACs", grouped(row.macs), f"{product}, each weight once"),
            )
        case BatchNorm(scale, shift):
            scales, shifts = (
                "a scale a channel" if scale else "no scales",
                "a shift a channel" if shift else "no shifts",
            )
            return (
                *count_lines(counted, scales, shifts),
                ("untrained", grouped(counted.untrained), f"2·{volume.depth}, a running mean and variance a channel"),
            )
    return ()


def _uncounted(row: Row, volume: Volume) -> Line:
    """What there is to say of a layer that learns nothing."""
    places = row.output or volume
    match row.layer:
        case Flatten():
            return ("numbers", grouped(places.depth), _product(volume))
        case Pad(padding):
            return ("zeros", say(padding), "on each side; nothing is learned")
        case Crop(padding):
            return ("cut off", say(padding), "on each side; nothing is learned")
        case Upsample(size):
            return ("factor", say(size), f"{volume.width}·{size.across} columns and {volume.height}·{size.down} rows")
        case Join.ADD:
            return ("volume", say(places), "added cell by cell; nothing is learned")
        case Join.MULTIPLY:
            return ("volume", say(places), "multiplied cell by cell; nothing is learned")
        case Join.CONCAT:
            depths = " + ".join(str(branch.depth) for branch in row.inputs if branch)
            return ("depth", grouped(places.depth), f"{depths}, one behind the other")
        case Activation("softmax"):
            return ("volume", say(places), "softmax changes no size and learns nothing")
        case Activation():
            return ("volume", say(places), "each number by itself: no size changes and nothing is learned")
        case Dropout():
            return ("volume", say(places), "dropout changes no size and learns nothing")
        case LocalResponseNorm(channels):
            return ("volume", say(places), f"over {channels} channels: no size changes and nothing is learned")
    return ("volume", say(places), "nothing changes")


def _transposed(side: int, axis: Axis, extra: int) -> str:
    """The side of a transposed convolution's output, as it is computed."""
    more = f" + {extra}" if extra else ""
    return f"({side} − 1)·{axis.stride} + {axis.reach} − {axis.before} − {axis.after}{more}"


def _product(volume: Volume) -> str:
    """The input's numbers as a product; of a vector, its length."""
    return str(volume.depth) if volume[:2] == (1, 1) else "·".join(map(str, volume))


def _no_field(row: Row, views: Sequence[View | None]) -> str:
    """Why there is no receptive field that holds for every cell, only moved."""
    if None in views:
        return "not the same for every cell, as in what this reads"
    if isinstance(row.layer, Join):
        return "not the same for every cell: in the branches neighbours lie differently far apart"
    return "not the same for every cell: some neighbours see the same cells, others begin one further on"


def _seen(row: Row, views: Sequence[View | None]) -> tuple[Line, ...]:
    """How the receptive field, the jump and the start grow, where a window moves; those of the width."""
    before = views[0]
    if row.view is None or before is None:
        return (("field", grouped(None), _no_field(row, views)),) if row.output else ()
    old, new = before.across, row.view.across
    if isinstance(row.layer, Join):
        return (("field", grouped(new.size), "what its branches see together"),)
    window = window_seen(before, row.layer)
    if window is None or row.view == before or isinstance(row.layer, Flatten):
        return ()
    axis = window.across
    field = ("field", grouped(new.size), f"{old.size} + ({reach_text(axis)} − 1)·{old.jump}")
    if row.view.flat:
        return (field,)
    return (
        field,
        ("jump", grouped(new.jump), f"{old.jump}·{axis.stride}"),
        ("start", grouped(new.start), f"{say(old.start)} − {factor(axis.before)}·{old.jump}"),
    )
