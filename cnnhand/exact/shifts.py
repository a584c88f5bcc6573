"""A grid moved as a whole, by so many cells to the right and down."""

from typing import NamedTuple

from cnnhand.exact.cells import Place, window_at
from cnnhand.exact.shapes import Axis, Window
from cnnhand.exact.values import Rational, Rows


class Shift(NamedTuple):
    """How far a grid moves, in cells; to the left and up where a number is negative.

    >>> print(Shift(right=2, down=-1))
    2 columns to the right and 1 row up
    """

    right: int = 0
    down: int = 0

    def __str__(self) -> str:
        ways = ((self.right, "column", "to the right", "to the left"), (self.down, "row", "down", "up"))
        words = [
            f"{abs(n)} {noun}{'s' * (abs(n) > 1)} {forth if n > 0 else back}" for n, noun, forth, back in ways if n
        ]
        return " and ".join(words) or "not at all"


def shifted(rows: Rows, shift: Shift, fill: Rational = 0) -> Rows:
    """The rows moved: what leaves the grid is lost, and `fill` comes in behind.

    >>> shifted(((1, 2), (3, 4)), Shift(right=1))
    ((0, 1), (0, 3))
    """
    return window_at(rows, Place(1 - shift.down, 1 - shift.right), Window(Axis(len(rows[0])), Axis(len(rows))), fill)
