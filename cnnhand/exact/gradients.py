"""Backward arithmetic of the layers, in plain Python: the gradient of the output taken back to input or weights.

A layer makes Y of an input X; dY is the gradient of the loss with respect to Y, as large as Y. What comes out is dX or
dW. Source: CS231n, "Backpropagation"; NTNU lecture, part 2 (the maximum's place; dE/dw as a correlation).
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from cnnhand.exact.cells import added, laid_down, number_at, reading_order, weighted_sum, window_at
from cnnhand.exact.shapes import Axis, Pair, Window
from cnnhand.exact.values import Grid, Rational, Rows, Volume, plain

Share: TypeAlias = Callable[[Sequence[Rational], Rational], Sequence[Rational | None]]
"""What each cell of a window gets of dY; None where it gets nothing. Cells come in reading order, without padding."""


def everywhere(cells: Sequence[Rational], dy: Rational) -> Sequence[Rational]:
    """The whole of dY in every cell of the window."""
    return [dy] * len(cells)


def to_first(choose: Callable[[Sequence[Rational]], Rational]) -> Share:
    """All of dY in the first cell with the number that is chosen."""
    return lambda cells, dy: [dy if i == cells.index(choose(cells)) else None for i in range(len(cells))]


def pool_gradient(x: Grid, gradient: Grid, window: Window, share: Share, overwrite: bool = False) -> Grid:
    """dX of pooling: each number of dY is shared out over the cells of its window, and what a cell gets is added up.

    >>> x, dy = Grid.of([[1, 7, 2], [3, 4, 7]]), Grid.of([[10, 5]])
    >>> print(pool_gradient(x, dy, Window.square(2), to_first(max)))  # both windows have the 7 above: 10 + 5
    0 15 0; 0 0 0
    """
    channels = []
    for rows, numbers in zip(x.channels, gradient.channels, strict=True):
        patches = {}
        for place in reading_order(gradient.width, gradient.height):
            under = window_at(rows, place, window, fill=None)
            cells = [cell for row in under for cell in row if cell is not None]
            shares = iter(share(cells, number_at(numbers, place)) if cells else ())
            patches[place] = [[None if cell is None else next(shares) for cell in row] for row in under]
        channels.append(laid_down(patches, window, x.height, x.width, overwrite))
    return Grid(tuple(channels))


def input_gradient(
    gradient: Grid, kernels: Sequence[Grid], volume: Volume, window: Window, overwrite: bool = False
) -> Grid:
    """dX of a convolution: every dY lays its filter's kernel, times itself, on its window, and they are added up.

    >>> dy, kernel = Grid.of([[1, 10]]), Grid.of([[2, 3]])
    >>> print(input_gradient(dy, [kernel], Volume(3, 1, 1), Window(Axis(2), Axis(1))))  # 2, 3 + 20, 30
    2 23 30
    """
    channels = []
    for channel in range(volume.depth):
        patches = {}
        for place in reading_order(gradient.width, gradient.height):
            dys = [number_at(rows, place) for rows in gradient.channels]
            if any(dys):  # where dY is 0 there is nothing to lay down, and nothing to overwrite with
                pairs = zip(kernels, dys, strict=True)
                patches[place] = added([_times(kernel.channels[channel], dy) for kernel, dy in pairs])
        channels.append(laid_down(patches, window, volume.height, volume.width, overwrite))
    return Grid(tuple(channels))


def _times(kernel: Rows, dy: Rational) -> Rows:
    return tuple(tuple(dy * w for w in row) for row in kernel)


def sliding_window(window: Window, gradient: Grid) -> Window:
    """How dY slides over the padded input for dW: a filter of its size, stride and dilation exchanged."""
    sides = zip(window, gradient.volume[:2], strict=True)
    return Window(*(Axis(side, axis.dilation, axis.before, axis.after, axis.stride) for axis, side in sides))


def weight_gradient(x: Grid, dy: Rows, window: Window, size: Pair) -> Grid:
    """dW of a convolution, of a size: dY slid over every channel of the padded input, with their products added up.

    >>> x, dy = Grid.of([[1, 2, 3]]), ((1, 10),)
    >>> print(weight_gradient(x, dy, Window(Axis(2), Axis(1)), Pair(2, 1)))  # 1·1 + 10·2, 1·2 + 10·3
    21 32
    """
    weights = reading_order(*size)
    sums = (plain(weighted_sum(window_at(rows, weight, window), dy)) for rows in x.channels for weight in weights)
    return Grid.from_cells(sums, Volume(*size, x.depth))
