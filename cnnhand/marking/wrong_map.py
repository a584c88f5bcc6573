"""A map that is not right, as a picture: which of its cells are, and where in the input the first wrong one looks."""

from collections.abc import Sequence

from cnnhand.answers import same
from cnnhand.exact.values import Grid
from cnnhand.kinds import Part
from cnnhand.page import Beside, Page, view_of
from cnnhand.questions.grids import cell_steps


def wrong_map(part: Part, typed: Grid, right: Sequence[bool], caption: str = "you") -> Page:
    """The typed map with its cells marked, behind what the first wrong cell is computed from.

    `right` says of each cell, channel by channel and row by row, whether it is right.
    """
    own = view_of(typed, caption, right)
    cells = cell_steps(part.working())
    look = cells[list(right).index(False)].picture if cells else ()
    if look and isinstance(look[-1], Beside):
        return (*look[:-1], Beside((*look[-1].grids, "→", *own.grids)))
    return (*look, own)


def is_a_corner(typed: Grid, answer: Grid) -> bool:
    """Whether a map is the right one without its last rows or columns."""
    corner = tuple(tuple(row[: typed.width] for row in rows[: typed.height]) for rows in answer.channels)
    return same(typed, Grid(corner))
