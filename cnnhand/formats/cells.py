"""The cells of a grid for pages that are not made of signs: HTML and Typst."""

from collections.abc import Iterator
from typing import NamedTuple

from cnnhand.page import Frame, GridView, Region, Tone


class Cell(NamedTuple):
    """What stands in a cell, whether it is padding, and whether the window or the question is there."""

    said: str
    padding: bool
    lit: bool


def caption(item: GridView | Frame) -> str:
    """All that is said of a picture: `filter 1, bias −3`."""
    return f"{item.caption}, {item.note}" if item.note else item.caption


def cells(grid: GridView) -> Iterator[list[Cell]]:
    """Its rows with the padding, which is 0."""
    left, right, top, bottom = grid.padding
    width, height = len(grid.rows[0]), len(grid.rows)
    window = grid.window or Region((), ())
    asked = {(mark.row, mark.column) for mark in grid.marks if mark.tone is Tone.ASKED}
    for row in range(1, top + height + bottom + 1):
        found = []
        for column in range(1, left + width + right + 1):
            inside = top < row <= top + height and left < column <= left + width
            lit = (row in window.rows and column in window.columns) or (row, column) in asked
            found.append(Cell(grid.rows[row - top - 1][column - left - 1] if inside else "0", not inside, lit))
        yield found
