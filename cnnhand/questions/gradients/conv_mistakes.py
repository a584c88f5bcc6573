"""The usual mistakes in the gradients of a convolution. The letters are those of `conv.py`."""

from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import added
from cnnhand.exact.shapes import Axis, Pair, Sides
from cnnhand.exact.values import Filter, Grid
from cnnhand.layers.conv import Conv, conv_maps, convolution_input_gradient, on_window
from cnnhand.questions.catalogue import rules


def _valid(part: Any) -> Grid:
    """The turned kernels slid over dY where they lie on it altogether: a convolution from the K maps to D channels."""
    slices = zip(*(on_window(part.layer, filter) for filter in part.layer.weights), strict=True)
    filters = tuple(Filter(Grid(kernels)) for kernels in slices)
    layer = Conv(size=part.layer.size, weights=filters, filters=len(filters), flip=True)
    if part.layer.size.across > part.gradient.width or part.layer.size.down > part.gradient.height:
        raise GivenError("size", "the kernel is larger than dY")
    return conv_maps(layer, part.gradient)


INPUT = rules(
    """
    kernel-not-rotated*: with the full correlation of dY with the kernel as it is, not turned by 180° [p.kernels_turned] | not p.layer.flip
    kernel-rotated*: with the kernel turned by 180° once more: a true convolution turns it already [p.kernels_turned] | p.layer.flip
    gradient-flipped: with dY turned by 180° in place of the kernel [p.kernels_turned.with_dy(lambda dy: dy.by_channel(rotated))]
    stride-ignored*: with windows that move by 1 in place of {S} [stride=ONE] | S > 1
    dilation-ignored: with windows that have no gaps [dilation=ONE] | d > 1
    padding-kept*: with the rows and columns of the padding left on: X has {W}×{H} numbers [replace(p.changed(padding=Sides(), border="zeros"), x=p.x.by_channel(lambda rows: zero_padded(rows, p.layer.padding)))] | p.window.padded, whole
    padding-ignored: with the windows put on the input without its padding [padding=Sides()] | padded
    border-ignored: with what falls into the border dropped [border="zeros"] | padded, p.layer.border != "zeros"
    gradient-ignored: by laying the kernel itself on every window, not dY times the kernel [p.with_dy(lambda dy: dy.map(lambda dy: 1))]
    first-filter-only*: from filter 1 alone, out of {K} [p.changed(weights=p.layer.weights[:1], filters=1).with_dy(lambda dy: Grid(dy.channels[:1]))] | K > 1, p.layer.groups == 1
    filters-crossed*: with the filters on one another's dY [weights=p.layer.weights[::-1]] | K > 1
    valid-not-full: with the turned kernel slid over dY without zeros around it := valid(p) | F > 1, p.layer.groups == 1, whole
    overlaps-overwrite*: with the last window's product alone, not the sum, where windows overlap := convolution_input_gradient(p.layer, p.x.volume, p.gradient, overwrite=True) | spread
    """,
    valid=_valid,
    convolution_input_gradient=convolution_input_gradient,
)


# ---- of the weights --------------------------------------------------------------------------------------------------


def _unpadded(part: Any) -> Any:
    """dY slid over the input alone, as far as it goes."""
    layer, gradient = part.layer, part.gradient
    across, down = (
        Axis(axis_side, axis.dilation, dilation=axis.stride).outputs(side)
        for axis_side, axis, side in zip(gradient.volume[:2], layer.window, part.x.volume[:2], strict=True)
    )
    if min(across, down) < 1:
        raise GivenError("size", "dY is larger than the input")
    return part.changed(padding=Sides(), size=Pair(across, down))


def _channels_added(part: Any) -> Grid:
    deep = part.made.depth // len(part.numbers)
    starts = range(0, part.made.depth, deep)
    return Grid(tuple(added(part.made.channels[start : start + deep]) for start in starts))


WEIGHTS = rules(
    """
    one-patch-only*: from the first place alone, not from the sum over all {n} => products[0] | spread
    mean-over-places*: with the sums divided by the {n} places => average(products) | spread
    maximum-over-places: with the largest product of each weight in place of the sum => max(products) | spread
    channels-added: with the {D} channels added up into one := channels_added(p) | p.x.depth > p.layer.groups
    gradient-flipped*: with dY turned by 180°; in dX it is the kernel that is turned, and in dW nothing [p.with_dy(lambda dy: dy.by_channel(rotated))] | spread
    gradient-ignored: by adding up the inputs that each weight met, without dY [p.with_dy(lambda dy: dy.map(lambda dy: 1))]
    stride-ignored*: with a window that moves by 1 a step in place of {S} [stride=ONE] | S > 1
    padding-ignored*: with dY slid over the input without its padding [unpadded(p)] | padded
    other-filter*: with dY of filter {m} in place of filter {k} [replace(p, at=p.at._replace(map=p.at.map % p.filters + 1))] | one_of_several
    filters-added*: with dY of the {K} filters added up [p.with_dy(lambda dy: Grid((added(dy.channels),) * dy.depth))] | one_of_several
    kernel-not-flipped: without turning dW back: a true convolution turns its kernel [flip=False] | p.layer.flip
    """,
    "products",
    unpadded=_unpadded,
    channels_added=_channels_added,
)
