"""The usual mistakes in the gradients of a convolution. The letters are those of `gradient_conv.py`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import added, average, rotated
from cnnhand.exact.shapes import Axis, Pair, Sides
from cnnhand.exact.values import Filter, Grid, Volume
from cnnhand.layers.base import NONE, ONE
from cnnhand.layers.conv import Conv, convolution_input_gradient, convolved, on_window
from cnnhand.questions.catalogue import edits, values


def _moved(**changes: Any) -> Callable[[Any], Any]:
    """The right procedure for a layer with other options."""
    return lambda part: part.moved(**changes)


def _with_ones(part: Any) -> Any:
    return replace(part, gradient=part.gradient.map(lambda dy: 1))


def _gradient_turned(part: Any) -> Any:
    return replace(part, gradient=part.gradient.by_channel(rotated))


# ---- of the input ----------------------------------------------------------------------------------------------------


def _kernels_turned(part: Any) -> Any:
    return part.moved(weights=tuple(replace(f, weights=f.weights.by_channel(rotated)) for f in part.layer.weights))


def _padding_kept(part: Any) -> Any:
    """The same of the padded input."""
    left, right, top, bottom = part.layer.padding
    width, height, depth = part.volume
    volume = Volume(width + left + right, height + top + bottom, depth)
    return replace(part.moved(padding=NONE, border="zeros"), volume=volume)


def _first_filter(part: Any) -> Any:
    first = part.moved(weights=part.layer.weights[:1], filters=1)
    return replace(first, gradient=Grid(part.gradient.channels[:1]))


def _overwritten(part: Any) -> Any:
    dx = convolution_input_gradient(part.layer, part.volume, part.gradient, overwrite=True)
    return part.picked(dx)


def _valid(part: Any) -> Any:
    """The turned kernels slid over dY where they lie on it altogether: a convolution from the K maps to D channels."""
    slices = zip(*(on_window(part.layer, filter) for filter in part.layer.weights), strict=True)
    filters = tuple(Filter(Grid(kernels)) for kernels in slices)
    layer = Conv(size=part.layer.size, weights=filters, filters=len(filters), flip=True)
    if part.layer.size.across > part.gradient.width or part.layer.size.down > part.gradient.height:
        raise GivenError("size", "the kernel is larger than dY")
    return part.picked(convolved(layer, part.gradient))


INPUT = (
    *edits(
        {
            "kernel-not-rotated*: with the full correlation of dY with the kernel as it is, not turned by 180° "
            "| not flipped": _kernels_turned,
            "kernel-rotated*: with the kernel turned by 180° once more: a true convolution turns it already "
            "| flipped": _kernels_turned,
            "gradient-flipped: with dY turned by 180° in place of the kernel": lambda part: _gradient_turned(
                _kernels_turned(part)
            ),
            "stride-ignored*: with windows that move by 1 in place of {S} | S > 1": _moved(stride=ONE),
            "dilation-ignored: with windows that have no gaps | d > 1": _moved(dilation=ONE),
            "padding-kept*: with the rows and columns of the padding left on: X has {W}×{H} numbers "
            "| padded, complete": _padding_kept,
            "padding-ignored: with the windows put on the input without its padding | padded": _moved(padding=NONE),
            "border-ignored: with what falls into the border dropped | bordered": _moved(border="zeros"),
            "gradient-ignored: by laying the kernel itself on every window, not dY times the kernel": _with_ones,
            "first-filter-only*: from filter 1 alone, out of {K} | K > 1, not grouped": _first_filter,
            "filters-crossed*: with the filters on one another's dY | K > 1": lambda part: part.moved(
                weights=part.layer.weights[::-1]
            ),
        }
    ),
    *values(
        {
            "valid-not-full: with the turned kernel slid over dY without zeros around it | F > 1, not grouped, complete": _valid,
            "overlaps-overwrite*: with the last window's product alone, not the sum, where windows overlap "
            "| spread": _overwritten,
        }
    ),
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
    return part.moved(padding=Sides(), size=Pair(across, down))


def _other_filter(part: Any) -> Any:
    return replace(part, at=part.at._replace(map=part.at.map % part.filters + 1))


def _filters_added(part: Any) -> Any:
    return replace(part, gradient=Grid((added(part.gradient.channels),) * part.filters))


def _channels_added(part: Any) -> Any:
    deep = part.whole.depth // len(part.numbers)
    starts = range(0, part.whole.depth, deep)
    dw = Grid(tuple(added(part.whole.channels[start : start + deep]) for start in starts))
    return part.picked(dw)


WEIGHTS = (
    *values(
        {
            "one-patch-only*: from the first place alone, not from the sum over all {n} | spread": lambda part: (
                part.each(lambda products: products[0])
            ),
            "mean-over-places*: with the sums divided by the {n} places | spread": lambda part: part.each(average),
            "maximum-over-places: with the largest product of each weight in place of the sum | spread": lambda part: (
                part.each(max)
            ),
            "channels-added: with the {D} channels added up into one | deep": _channels_added,
        }
    ),
    *edits(
        {
            "gradient-flipped*: with dY turned by 180°; in dX it is the kernel that is turned, and in dW nothing "
            "| spread": _gradient_turned,
            "gradient-ignored: by adding up the inputs that each weight met, without dY": _with_ones,
            "stride-ignored*: with a window that moves by 1 a step in place of {S} | S > 1": _moved(stride=ONE),
            "padding-ignored*: with dY slid over the input without its padding | padded": _unpadded,
            "other-filter*: with dY of filter {m} in place of filter {k} | one_of_several": _other_filter,
            "filters-added*: with dY of the {K} filters added up | one_of_several": _filters_added,
            "kernel-not-flipped: without turning dW back: a true convolution turns its kernel | flipped": _moved(
                flip=False
            ),
        }
    ),
)
