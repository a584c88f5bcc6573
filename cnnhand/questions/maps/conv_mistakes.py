"""The usual mistakes in the maps of a convolution, and in one cell: most are the right procedure on changed givens.

`sums` are those of the channels for a cell, b is the bias.
"""

from typing import Any

from cnnhand.exact.cells import pairs
from cnnhand.exact.values import Grid, Rational
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake


def catalogue_for(part: Any) -> tuple[Mistake, ...]:
    """The usual mistakes in what is asked."""
    if not part.fits:
        return LOOSE
    bias, turned = BEFORE_BIAS if part.before_bias else BIAS, FLIPPED if part.layer.flip else UNFLIPPED
    border = ZEROS if part.layer.border == "zeros" else COPIED
    placed = WHOLE if part.whole else OTHER if part.window_shown else (*PLACED, *OTHER)
    return (*bias, *turned, *WINDOWS, *border, *KERNELS, *placed)


def _largest_product(part: Any) -> Grid:
    def cell(number: int, place: Any) -> Rational:
        products = (x * w for channel in part.windows(number, place) for x, w in pairs(*channel))
        bias: Rational = part.layer.weights[number - 1].bias
        return max(products) + bias

    return part.made_by(cell)  # type: ignore[no-any-return]


def _of_each_channel(part: Any) -> Grid:
    """A map for every filter and channel, each with the bias."""
    maps = [part.channel_alone(channel).made.channels for channel in range(len(part.channel_sums))]
    return Grid(tuple(rows for of_filter in zip(*maps, strict=True) for rows in of_filter))


BIAS = rules(
    """
    bias-forgotten*: without the {bias} [p.with_filters(lambda f: Filter(f.weights))] | biased
    bias-per-channel: with the {bias} added for each of the {D} channels => sum(sums) + len(sums) * b | biased, D > 1
    bias-per-product: with the {bias} added to every product => sum(sums) + p.products * b | biased
    bias-subtracted: with the {bias} subtracted => sum(sums) - b | biased
    relu-before-bias: with a ReLU before the {bias} => relu(sum(sums)) + b | biased, any(sum(sums) < 0 for sums in zip(*(sums.cells() for sums in p.channel_sums)))
    other-bias: with the bias of another filter [weights=tuple(Filter(f.weights, g.bias) for f, g in zip(p.layer.weights, p.layer.weights[1:] + p.layer.weights[:1]))] | K > 1
    """,
    "p, sums, b",
)
BEFORE_BIAS = rules("bias-added: with the {bias} added, which was not asked [replace(p, before_bias=False)] | biased")
UNFLIPPED = rules("kernel-flipped*: with the kernel turned by 180° (a true convolution) [flip=True]")
FLIPPED = rules("kernel-not-flipped*: without turning the kernel by 180° [flip=False]")
WINDOWS = rules(
    """
    stride-ignored*: with a window that moves by 1 a step in place of {S} [stride=ONE] | S > 1
    dilation-ignored*: with neighbouring inputs under the kernel, without the dilation [dilation=ONE] | d > 1
    padding-ignored*: with the window put on the input without its padding [padding=Sides()] | T > 0
    first-channel-only: from channel 1 alone, out of {D} [p.channel_alone(0)] | D > 1
    channels-crossed: with the filter's channels in the opposite order [p.with_filters(lambda f: replace(f, weights=Grid(f.weights.channels[::-1])))] | D > 1
    groups-ignored: with every filter on the channels of the first group [replace(p, x=Grid(p.x.channels[:p.depth] * p.layer.groups))] | G > 1
    """
)
ZEROS = rules('edge-padding: with the border copied into the padding in place of zeros [border="copy"] | T > 0')
COPIED = rules('zero-padding: with zeros in the padding, in place of what the question says [border="zeros"] | T > 0')
KERNELS = rules(
    """
    kernel-transposed: with rows and columns of the kernel exchanged [p.with_laid(exchanged)] | square
    kernel-mirrored: with the kernel mirrored left to right [p.with_laid(mirrored)] | p.layer.size.down > 1
    kernel-mirrored: with the kernel upside down [p.with_laid(upside_down)] | p.layer.size.across > 1
    signs-lost: without the minus signs of the kernel [p.with_laid(unsigned)]
    kernel-ignored: with the window added up, as if every weight were 1 [p.with_filters(lambda f: replace(f, weights=f.weights.map(lambda w: 1)))]
    matrix-product: with window and kernel multiplied as matrices, then added up [p.with_laid(lambda rows: (tuple(map(sum, rows)),) * len(rows))] | square
    channels-averaged: with the {D} channels averaged, not added => Fraction(sum(sums)) / len(sums) + b | D > 1
    averaged: with Σ x·w divided by the {n} cells of the window => Fraction(sum(sums)) * len(sums) / p.products + b
    relu-applied: after a ReLU that was not asked for => relu(sum(sums) + b) | min(p.made.cells()) < 0
    relu-per-channel: with a ReLU on each channel's sum => sum(map(relu, sums)) + b | D > 1, any(min(sums.cells()) < 0 for sums in p.channel_sums)
    sign-lost: without the minus sign of the result => magnitude(sum(sums) + b) | min(p.made.cells()) < 0
    largest-product: with the largest product in place of the sum := _largest_product(p) | by_hand
    """,
    "p, sums, b",
    names=globals(),
)
PLACED = rules(
    """
    off-by-one: one row and one column further on (counting from 0) [replace(p, at=p.at.moved(1))]
    off-by-one: one row and one column before [replace(p, at=p.at.moved(-1))]
    row-column-swapped: in row {j}, column {i}: row and column exchanged [replace(p, at=p.at.turned)] | single
    """,
)
OTHER = rules(
    "other-filter: with filter {other} in place of filter {k} [replace(p, at=p.at._replace(map=p.at.map % p.many + 1))] | K > 1, p.at.map is not None"
)
WHOLE = rules(
    """
    padding-once: with padding on the left and above only [padding=p.layer.on(p.x.volume).padding._replace(right=0, bottom=0)] | T > 0
    other-filter: with the maps of the {K} filters in another order [replace(p, layer=p.layer.with_(weights=p.layer.weights[1:] + p.layer.weights[:1]))] | K > 1
    row-column-swapped: with rows and columns of the map exchanged := p.made.by_channel(exchanged) | whole, p.made.height > 1
    depth-dropped: with the maps of the {K} filters added into one := Grid((added(p.made.channels),)) | K > 1
    depth-multiplied: with a map for each of the {D} channels, which are not added up := _of_each_channel(p) | D > 1
    """,
    names=globals(),
)
LOOSE = rules("rounded-down: with the rest left out; here a layer must fit [replace(p, rounding=Rounding.FLOOR)]")
"""Of a layer that does not fit."""
