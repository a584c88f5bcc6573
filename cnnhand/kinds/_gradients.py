"""What the kinds that compute gradients share: how dY is spread over windows, and how it is shown.

X is what goes into a layer and Y what comes out; dX and dY are the gradients of the loss with respect to them.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, laid_down, reading_order, rotated, window_at
from cnnhand.exact.shapes import Rounding, Window, Windowed, output_volume
from cnnhand.exact.values import Grid, Rational, Volume
from cnnhand.kinds._grids import channel_views, check_room
from cnnhand.page import GridView, Region, factor

Share: TypeAlias = Callable[[Sequence[Rational], Rational], Sequence[Rational | None]]
"""What each cell of a window gets of dY; None where it gets nothing. Cells come in reading order, without padding."""


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


def at(grid: Grid, channel: int, place: Place) -> Rational:
    """The number in a cell; channels are counted from 0."""
    number: Rational = grid.channels[channel][place.row - 1][place.column - 1]
    return number


def spread(x: Grid, gradient: Grid, window: Window, share: Share, overwrite: bool = False) -> Grid:
    """dX: each number of dY is shared out over the cells of its window, and what a cell gets is added up."""
    channels = []
    for channel, rows in enumerate(x.channels):
        patches = {}
        for place in places(gradient):
            under = window_at(rows, place, window, fill=None)
            cells = [cell for row in under for cell in row if cell is not None]
            shares = iter(share(cells, at(gradient, channel, place)) if cells else ())
            patches[place] = [[None if cell is None else next(shares) for cell in row] for row in under]
        channels.append(laid_down(patches, window, x.height, x.width, overwrite))
    return Grid(tuple(channels))


def everywhere(cells: Sequence[Rational], dy: Rational) -> Sequence[Rational]:
    """The whole of dY in every cell of the window."""
    return [dy] * len(cells)


def turned(grid: Grid) -> Grid:
    """Every channel turned by 180°."""
    return Grid(tuple(map(rotated, grid.channels)))


def overlap(window: Window) -> bool:
    """Whether neighbouring windows share cells."""
    return any(axis.stride < axis.reach for axis in window)


def gradient_views(
    gradient: Grid, marked: Place | None = None, name: str = "dY", each: str = "channel"
) -> tuple[GridView, ...]:
    """Pictures of a gradient, one a channel (or filter), with one cell marked."""
    region = Region((marked.row,), (marked.column,)) if marked else None
    views = channel_views(gradient, name, marked=region)
    return tuple(view._replace(caption=view.caption.replace("channel", each)) for view in views)


def sum_text(lines: Sequence[Sequence[tuple[Rational, Rational]]]) -> str:
    """A sum of products with dY, a line a row; where dY has zeros, without these products and on one line."""
    pairs = [pair for line in lines for pair in line]
    if all(dy for _, dy in pairs):
        texts = [" + ".join(f"{factor(x)}·{factor(dy)}" for x, dy in line) for line in lines if line]
        return "\n+ ".join(texts) or "0"
    return " + ".join(f"{factor(x)}·{factor(dy)}" for x, dy in pairs if dy) or "0"
