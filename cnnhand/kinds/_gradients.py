"""What the kinds that compute gradients share: the checks of dY, and how it is shown.

X is what goes into a layer and Y what comes out; dX and dY are the gradients of the loss with respect to them.
"""

from collections.abc import Sequence
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, reading_order
from cnnhand.exact.shapes import Rounding, Window, Windowed, output_volume
from cnnhand.exact.values import Grid, Rational, Volume
from cnnhand.kinds._grids import channel_views, check_room, sum_of_products
from cnnhand.kinds._layers import plural
from cnnhand.page import GridView


def check_gradient(gradient: Grid, volume: Volume, layer: Windowed, rounding: Rounding = Rounding.FLOOR) -> None:
    """Raise a `GivenError` unless the gradient has one number for each that the layer makes of this volume."""
    output = output_volume(volume, layer, rounding)
    if output is None:
        what = f"the stride {layer.window.stride} does not divide; say `rounding: floor` or `ceil`"
        raise GivenError("stride", what)
    if gradient.volume != output:
        what = f"the gradient is {gradient.volume} (width × height × depth) and the layer's output {output}"
        raise GivenError("gradient", what + "; both must be the same")
    check_room(volume, layer.window.padding, volume)


def places(gradient: Grid) -> list[Place]:
    """The cells of the output in reading order."""
    return reading_order(gradient.width, gradient.height)


def check_filter(number: int, gradient: Grid) -> None:
    """Raise a `GivenError` unless the gradient has a map for the filter of this number."""
    if not 1 <= number <= gradient.depth:
        maps = plural(gradient.depth, "map")
        raise GivenError("filter", f"there is no filter {number}; the gradient has {maps}, one a filter")


def several_places(problem: Any) -> bool:
    """Whether dY has more than one place."""
    return len(places(problem.gradient)) > 1


def overlap(window: Window) -> bool:
    """Whether neighbouring windows share cells."""
    return any(axis.stride < axis.reach for axis in window)


def gradient_views(gradient: Grid, name: str = "dY", each: str = "channel") -> tuple[GridView, ...]:
    """Pictures of a gradient, one a channel (or filter)."""
    views = channel_views(gradient, name)
    return tuple(view._replace(caption=view.caption.replace("channel", each)) for view in views)


def sum_text(lines: Sequence[Sequence[tuple[Rational, Rational]]]) -> str:
    """A sum of products with dY, a line a row; where dY has zeros, without these products and on one line."""
    pairs = [pair for line in lines for pair in line]
    if all(dy for _, dy in pairs):
        return "\n+ ".join(sum_of_products(line) for line in lines if line) or "0"
    return sum_of_products((x, dy) for x, dy in pairs if dy) or "0"
