"""The usual mistakes in the maps of a convolution, and in one cell: most are the right procedure on changed givens."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.cells import added, exchanged, magnitude, mirrored, pairs, relu, unsigned, upside_down
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Filter, Grid, Rational, Rows, Value, plain
from cnnhand.layers.conv import on_window
from cnnhand.questions.catalogue import edits, values
from cnnhand.questions.contract import Mistake

Rule: TypeAlias = Callable[[Any, Sequence[Rational], Rational], Rational]
"""How a cell is made of the sums of its channels and the bias."""


def catalogue_for(part: Any) -> tuple[Mistake, ...]:
    """The usual mistakes in what is asked."""
    if not part.fits:
        return LOOSE
    bias, turned = BEFORE_BIAS if part.before_bias else BIAS, FLIPPED if part.layer.flip else UNFLIPPED
    border = ZEROS if part.layer.border == "zeros" else COPIED
    placed = WHOLE if part.whole else OTHER if part.window_shown else (*PLACED, *OTHER)
    return (*bias, *turned, *WINDOWS, *border, *KERNELS, *placed)


def _by(rule: Rule) -> Callable[[Any], Value]:
    """Another rule for every cell."""

    def value(part: Any) -> Value:
        biases = (bias for bias in part.biases() for _ in part.places)
        cells = zip(zip(*(sums.cells() for sums in part.channel_sums), strict=True), biases, strict=True)
        grid = Grid.from_cells((plain(rule(part, sums, bias)) for sums, bias in cells), part.size)
        shaped: Value = part.shaped(grid)
        return shaped

    return value


def _kernels(change: Callable[[Rows], Rows]) -> Callable[[Any], Any]:
    """The kernels changed as they lie on the window."""

    def changed(part: Any) -> Any:
        weights = tuple(Filter(Grid(tuple(map(change, on_window(part.layer, f)))), f.bias) for f in part.layer.weights)
        return replace(part, layer=replace(part.layer, weights=weights, flip=False))

    return changed


def _ones(kernel: Rows) -> Rows:
    return tuple((1,) * len(row) for row in kernel)


def _row_sums(kernel: Rows) -> Rows:
    """Each row's sum for the weights of the column with its number: what window @ kernel, added up, multiplies by."""
    return (tuple(map(sum, kernel)),) * len(kernel)


def _largest_product(part: Any) -> Value:
    def cell(number: int, place: Any) -> Rational:
        return plain(max(x * w for channel in part.windows(number, place) for x, w in pairs(*channel)) + bias[number])

    bias = dict(zip(part.numbers, part.biases(), strict=True))
    made: Value = part.shaped(
        Grid.from_cells((cell(k, place) for k in part.numbers for place in part.places), part.size)
    )
    return made


def _one_sided(part: Any) -> Any:
    """The padding on the left and above alone."""
    left, _, top, _ = part.layer.on(part.x.volume).padding
    return replace(part, layer=replace(part.layer, padding=Sides(left=left, top=top)), rounding=Rounding.FLOOR)


def _moved(**changes: Any) -> Callable[[Any], Any]:
    """The same window moved in another way; who did not see that it does not fit has rounded down."""
    return lambda p: replace(p, layer=replace(p.layer, **changes), rounding=Rounding.FLOOR)


def _next_biases(part: Any) -> Any:
    """Each filter with the bias of the next one, the last with that of the first."""
    filters = part.layer.weights
    weights = tuple(Filter(f.weights, g.bias) for f, g in zip(filters, filters[1:] + filters[:1], strict=True))
    return replace(part, layer=replace(part.layer, weights=weights))


def _elsewhere(by: int) -> Callable[[Any], Any]:
    """The cells so many rows and columns further on; `GivenError` where there are none."""

    def changed(part: Any) -> Any:
        rows, columns = (range(span.start + by, span.stop + by) for span in part.at[:2])
        return replace(part, at=part.at._replace(rows=rows, columns=columns))

    return changed


def _first_group(part: Any) -> Any:
    """Every filter on the channels of the first group."""
    channels = part.x.channels[: part.x.depth // part.layer.groups] * part.layer.groups
    return replace(part, x=Grid(channels))


def _of_each_channel(part: Any) -> Value:
    """A map for every filter and channel, each with the bias."""
    maps = [part.channel_alone(channel).made.channels for channel in range(len(part.channel_sums))]
    return Grid(tuple(rows for of_filter in zip(*maps, strict=True) for rows in of_filter))


def _turned_place(part: Any) -> Any:
    return replace(part, at=part.at._replace(rows=part.at.columns, columns=part.at.rows))


def _other_filter(part: Any) -> Any:
    if not part.at.map or len(part.layer.weights) == 1:
        raise GivenError("at", "there is no other filter")
    return replace(part, at=part.at._replace(map=part.at.map % len(part.layer.weights) + 1))


BIAS = (
    *edits({"bias-forgotten*: without the {bias} | biased": lambda p: p.with_filters(lambda f: Filter(f.weights))}),
    *values(
        {
            "bias-per-channel: with the {bias} added for each of the {D} channels | biased, D > 1": _by(
                lambda p, sums, b: sum(sums) + len(sums) * b
            ),
            "bias-per-product: with the {bias} added to every product | biased": _by(
                lambda p, sums, b: sum(sums) + p.products * b
            ),
            "bias-subtracted: with the {bias} subtracted | biased": _by(lambda p, sums, b: sum(sums) - b),
            "relu-before-bias: with a ReLU before the {bias} | biased, negative_sum": _by(
                lambda p, sums, b: max(0, sum(sums)) + b
            ),
        }
    ),
    *edits({"other-bias: with the bias of another filter | K > 1": _next_biases}),
)

BEFORE_BIAS = edits(
    {"bias-added: with the {bias} added, which was not asked | biased": lambda p: replace(p, before_bias=False)}
)

UNFLIPPED = edits({"kernel-flipped*: with the kernel turned by 180° (a true convolution)": _moved(flip=True)})

FLIPPED = edits({"kernel-not-flipped*: without turning the kernel by 180°": _moved(flip=False)})

WINDOWS = edits(
    {
        "stride-ignored*: with a window that moves by 1 a step in place of {S} | S > 1": _moved(stride=Pair(1, 1)),
        "dilation-ignored*: with neighbouring inputs under the kernel, without the dilation | d > 1": _moved(
            dilation=Pair(1, 1)
        ),
        "padding-ignored*: with the window put on the input without its padding | T > 0": _moved(padding=Sides()),
        "first-channel-only: from channel 1 alone, out of {D} | D > 1": lambda p: p.channel_alone(0),
        "channels-crossed: with the filter's channels in the opposite order | D > 1": lambda p: p.with_filters(
            lambda f: Filter(Grid(f.weights.channels[::-1]), f.bias)
        ),
        "groups-ignored: with every filter on the channels of the first group | G > 1": _first_group,
    }
)

ZEROS = edits(
    {"edge-padding: with the border copied into the padding in place of zeros | T > 0": _moved(border="copy")}
)

COPIED = edits(
    {"zero-padding: with zeros in the padding, in place of what the question says | T > 0": _moved(border="zeros")}
)

KERNELS = (
    *edits(
        {
            "kernel-transposed: with rows and columns of the kernel exchanged | square": _kernels(exchanged),
            "kernel-mirrored: with the kernel mirrored left to right | high_kernel": _kernels(mirrored),
            "kernel-mirrored: with the kernel upside down | wide_kernel": _kernels(upside_down),
            "signs-lost: without the minus signs of the kernel": _kernels(unsigned),
            "kernel-ignored: with the window added up, as if every weight were 1": _kernels(_ones),
            "matrix-product: with window and kernel multiplied as matrices, then added up | square": _kernels(
                _row_sums
            ),
        }
    ),
    *values(
        {
            "channels-averaged: with the {D} channels averaged, not added | D > 1": _by(
                lambda p, sums, b: Fraction(sum(sums)) / len(sums) + b
            ),
            "averaged: with Σ x·w divided by the {n} cells of the window": _by(
                lambda p, sums, b: Fraction(sum(sums)) * len(sums) / p.products + b
            ),
            "largest-product: with the largest product in place of the sum | by_hand": _largest_product,
            "relu-applied: after a ReLU that was not asked for | negative": _by(
                lambda p, sums, b: max(0, sum(sums) + b)
            ),
            "relu-per-channel: with a ReLU on each channel's sum | D > 1, negative_channel": _by(
                lambda p, sums, b: sum(map(relu, sums)) + b
            ),
            "sign-lost: without the minus sign of the result | negative": _by(
                lambda p, sums, b: magnitude(sum(sums) + b)
            ),
        }
    ),
)

PLACED = edits(
    {
        "off-by-one: one row and one column further on (counting from 0)": _elsewhere(1),
        "off-by-one: one row and one column before": _elsewhere(-1),
        "row-column-swapped: in row {j}, column {i}: row and column exchanged | single": _turned_place,
    }
)

OTHER = edits({"other-filter: with filter {other} in place of filter {k} | K > 1": _other_filter})

WHOLE = (
    *edits(
        {
            "padding-once: with padding on the left and above only | T > 0": _one_sided,
            "other-filter: with the maps of the {K} filters in another order | K > 1": lambda p: replace(
                p, layer=replace(p.layer, weights=p.layer.weights[1:] + p.layer.weights[:1])
            ),
        }
    ),
    *values(
        {
            "row-column-swapped: with rows and columns of the map exchanged | tall": lambda p: p.made.by_channel(
                exchanged
            ),
            "depth-dropped: with the maps of the {K} filters added into one | K > 1": lambda p: Grid(
                (added(p.made.channels),)
            ),
            "depth-multiplied: with a map for each of the {D} channels, which are not added up | D > 1": _of_each_channel,
        }
    ),
)

LOOSE = edits(
    {"rounded-down: with the rest left out; here a layer must fit": lambda p: replace(p, rounding=Rounding.FLOOR)}
)
"""Of a layer that does not fit."""
