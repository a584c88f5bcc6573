"""Backward arithmetic of the layers, in plain Python: the gradient of the output taken back to input or weights.

A layer makes Y of an input X; dY is the gradient of the loss with respect to Y, as large as Y. What comes out is dX or
dW. Source: CS231n, "Backpropagation"; NTNU lecture, part 2 (the maximum's place; dE/dw as a correlation).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from cnnhand.exact.cells import (
    Place,
    covered,
    number_at,
    reading_order,
    real_places,
    weighted_sum,
    window_at,
)
from cnnhand.exact.shapes import Axis, Pair, Window
from cnnhand.exact.values import Grid, Rational, Rows, Volume, plain


class Under(NamedTuple):
    """What lies under a window of pooling: its cells of X, in reading order, without padding, and its number of dY."""

    window: Place
    places: list[Place]
    cells: list[Rational]
    covered: int
    """How many cells it covers, those of the padding counted."""
    dy: Rational

    @property
    def winner(self) -> Place:
        """Where its maximum stands, the first of equal ones."""
        return self.places[self.cells.index(max(self.cells))]


Share: TypeAlias = Callable[[Under], Sequence[Rational | None]]
"""What each cell under a window gets of dY; None where it gets nothing."""


def to_first(choose: Callable[[Sequence[Rational]], Rational]) -> Share:
    """All of dY in the first cell with the number that is chosen."""

    def share(under: Under) -> Sequence[Rational | None]:
        best = under.cells.index(choose(under.cells))
        return [under.dy if at == best else None for at in range(len(under.cells))]

    return share


def windows_of(rows: Rows, dy: Rows, window: Window) -> list[Under]:
    """The windows of a channel that lie on the input, in the order of their numbers of dY."""
    width, height = len(rows[0]), len(rows)
    found = []
    for place in reading_order(len(dy[0]), len(dy)):
        if inside := real_places(width, height, place, window):
            cells = [number_at(rows, cell) for cell in inside]
            found.append(Under(place, inside, cells, covered(width, height, place, window), number_at(dy, place)))
    return found


def received(windows: Iterable[Under], share: Share) -> dict[Place, list[Rational]]:
    """What the cells of a channel get, a number for each window that sends them something."""
    got: dict[Place, list[Rational]] = {}
    for under in windows:
        for cell, number in zip(under.places, share(under), strict=True):
            if number is not None:
                got.setdefault(cell, []).append(number)
    return got


def pool_gradient(x: Grid, gradient: Grid, window: Window, share: Share) -> Grid:
    """dX of pooling: each number of dY is shared out over the cells of its window, and what a cell gets is added up.

    >>> x, dy = Grid.of([[1, 7, 2], [3, 4, 7]]), Grid.of([[10, 5]])
    >>> print(pool_gradient(x, dy, Window.square(2), to_first(max)))  # both windows have the 7 above: 10 + 5
    0 15 0; 0 0 0
    """
    maps = zip(x.channels, gradient.channels, strict=True)
    return gathered((received(windows_of(rows, dy, window), share) for rows, dy in maps), x.volume)


def gathered(got: Iterable[dict[Place, list[Rational]]], volume: Volume, overwrite: bool = False) -> Grid:
    """What the cells of each channel get, added up; with `overwrite` the last of it alone."""
    channels = []
    for channel in got:
        rows: list[list[Rational]] = [[0] * volume.width for _ in range(volume.height)]
        for (row, column), numbers in channel.items():
            rows[row - 1][column - 1] = numbers[-1] if overwrite or len(numbers) == 1 else plain(sum(numbers))
        channels.append(tuple(map(tuple, rows)))
    return Grid(tuple(channels))


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
