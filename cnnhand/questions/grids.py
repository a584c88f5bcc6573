"""Grids as pictures and in words, for questions that show and ask for them."""

from collections.abc import Sequence

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, positions, reading_order
from cnnhand.exact.shapes import CELL, Window, check_window, output_side
from cnnhand.exact.values import Grid
from cnnhand.page import GridView, Region, Step, Working

MOST_CELLS = 2500
"""So many cells a picture or its map has, where the question has keys of its own."""
HOW_TO_TYPE = "Type its rows, as in 6 8; 3 4."


def check_one_channel(**grids: Grid) -> None:
    """Refuse a grid of several channels, by the key of its name."""
    for key, grid in grids.items():
        if grid.depth != 1:
            raise GivenError(key, f"the {key} must have one channel, not {grid.depth}")


def map_size(image: Grid, window: Window) -> tuple[int, int]:
    """The columns and rows of an image's map; refused where it would be too large, before anything is computed."""
    check_window(image.width, image.height, window)
    sides = zip((image.width, image.height), window, strict=True)
    wide, high = (output_side(side, axis) or 0 for side, axis in sides)
    if wide * high > MOST_CELLS:
        raise GivenError("padding", f"the map would be {wide}×{high}; this is asked of {MOST_CELLS} cells at the most")
    return wide, high


def region(place: Place, window: Window = CELL) -> Region:
    """The rows and columns of the padded input that an output cell reads, or the cell itself."""
    return Region(tuple(positions(place.row, window.down)), tuple(positions(place.column, window.across)))


def with_marked(view: GridView, places: Sequence[Place]) -> GridView:
    """The grid with these cells marked, which lie in whole rows and columns; as it is if there are none."""
    if not places:
        return view
    rows = tuple(sorted({place.row for place in places}))
    columns = tuple(sorted({place.column for place in places}))
    return view._replace(window=Region(rows, columns))


def cell_steps(working: Working) -> tuple[Step, ...]:
    """The steps that compute the cells of a map in reading order, where every cell has one; else none."""
    *steps, last = working.steps
    if not isinstance(last.value, Grid):
        return ()
    cells = list(last.value.cells())
    own = tuple(steps[max(0, len(steps) - len(cells)) :])
    return own if cells == [step.value for step in own] else ()


def cell_names(working: Working, grid: Grid) -> list[str]:
    """What the cells of the map that a working ends with are called, in reading order: `filter 2, row 1, column 3`."""
    if steps := cell_steps(working):
        return [step.label for step in steps]
    channels = [f"channel {number}, " for number in range(1, grid.depth + 1)] if grid.depth > 1 else [""]
    places = [place.among(grid.volume) for place in reading_order(grid.width, grid.height)]
    return [f"{channel}{place}" for channel in channels for place in places]
