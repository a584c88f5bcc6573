"""What the kinds that compute on grids share: grids as pictures and in words, and grids of random numbers."""

from collections.abc import Iterable, Sequence

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, pairs, positions, weighted_sum
from cnnhand.exact.shapes import CELL, Sides, Window
from cnnhand.exact.values import Filter, Grid, Rows, Volume
from cnnhand.page import Beside, GridView, Products, Region, factor, say

MAX_PADDED = 10**6
MAX_MAP = 10**4
"""The cells of the largest padded input and of the largest map: more is a slip in a number, and nobody's exercise."""


def check_room(volume: Volume, padding: Sides, output: Volume | None = None) -> None:
    """Refuse a padded input, and a map where one is asked, that is far too large to be drawn."""
    across, down = padding.left + padding.right, padding.top + padding.bottom
    padded = Volume(volume.width + across, volume.height + down, volume.depth)
    if padded.cells > MAX_PADDED:
        raise GivenError(
            "padding", f"with the padding the input is {padded}; more than {MAX_PADDED} cells are too many"
        )
    if output is not None and output.cells > MAX_MAP:
        raise GivenError("input", f"the map that comes out is {output}; more than {MAX_MAP} cells are too many")


def check_filters(filters: Sequence[Filter]) -> None:
    """Refuse filters of different sizes."""
    for number, filter in enumerate(filters, 1):
        first = filters[0].weights.volume
        if filter.weights.volume != first:
            raise GivenError("filters", f"filter {number} is {filter.weights.volume} where filter 1 is {first}")


def check_one_channel(**grids: Grid) -> None:
    """Refuse a grid of several channels, by the key of its name."""
    for key, grid in grids.items():
        if grid.depth != 1:
            raise GivenError(key, f"the {key} must have one channel, not {grid.depth}")


def region(place: Place, window: Window = CELL) -> Region:
    """The rows and columns of the padded input that an output cell reads, or the cell itself."""
    return Region(tuple(positions(place.row, window.down)), tuple(positions(place.column, window.across)))


def channel_views(
    grid: Grid, caption: str, padding: Sides = Sides(), marked: Region | None = None, numbered: bool = True
) -> tuple[GridView, ...]:
    """One picture a channel; `caption` names a single one, several are numbered."""
    return tuple(
        GridView(
            caption if grid.depth == 1 else f"{caption}, channel {number}",
            tuple(tuple(map(say, row)) for row in rows),
            padding,
            marked,
            numbered,
            channel=number if grid.depth > 1 else 0,
        )
        for number, rows in enumerate(grid.channels, 1)
    )


def with_marked(view: GridView, places: Sequence[Place]) -> GridView:
    """The grid with these cells marked, which lie in whole rows and columns; as it is if there are none."""
    if not places:
        return view
    rows = tuple(sorted({place.row for place in places}))
    columns = tuple(sorted({place.column for place in places}))
    return view._replace(window=Region(rows, columns))


def channel_names(depth: int) -> list[str]:
    """What the labels of each channel's cells begin with: nothing where there is one channel."""
    return [f"channel {number}, " for number in range(1, depth + 1)] if depth > 1 else [""]


def pictures(grid: Grid, caption: str, padding: Sides = Sides(), marked: Region | None = None) -> Beside:
    """All channels of a grid side by side."""
    return Beside(channel_views(grid, caption, padding, marked))


def sum_of_products(pairs: Iterable[tuple[object, object]]) -> str:
    """Products added up: `2·1 + 0·(−1)`; nothing where there is none."""
    return " + ".join(f"{factor(x)}·{factor(w)}" for x, w in pairs)


def products(window: Rows, kernel: Rows) -> str:
    """The products of a window and a kernel, one line a row: `2·1 + 0·(−1)`."""
    return "\n+ ".join(sum_of_products(zip(*rows, strict=True)) for rows in zip(window, kernel, strict=True))


def board(view: GridView, kernel_view: GridView, window: Rows, kernel: Rows) -> Beside:
    """The same as on a board: window · kernel = the products in their places, and their sum."""
    xs, ws = (tuple(tuple(map(say, row)) for row in rows) for rows in (window, kernel))
    return Beside((view, "·", kernel_view, "=", Products(xs, ws), f"Σ = {say(weighted_sum(window, kernel))}"))


def products_but_zeros(window: Rows, kernel: Rows) -> str:
    """The products that are not 0, on one line: `2·1 + 4·(−1)`; 0 where there is none."""
    return sum_of_products((x, w) for x, w in pairs(window, kernel) if x and w) or "0"


def total(terms: Sequence[object]) -> str:
    """A sum as it is written on a board: `4 + 0 + (−1)`."""
    return say(terms[0]) + "".join(f" + {factor(term)}" for term in terms[1:])


def as_in(example: str, channels: int) -> str:
    """An example of a grid, for the end of a sentence: `as in 6 0; 4 7, and | between the channels.`"""
    return f"as in {example}{', and | between the channels' if channels > 1 else ''}."


def which_maps(maps: int) -> str:
    """The question for one or several maps."""
    return f"Which {'map comes' if maps == 1 else 'maps come'} out? {how_to_type(maps)}"


def how_to_type(maps: int) -> str:
    """How the numbers of one or several maps are typed."""
    return (
        "Type its rows, as in 6 8; 3 4." if maps == 1 else "Type their rows, as in 6 8; 3 4, with | between the maps."
    )


def draw_grid(dice: Dice, width: int, height: int, low: int, high: int, depth: int = 1, zero: bool = True) -> Grid:
    """A grid of whole numbers from low to high, with or without zeros."""
    numbers = [number for number in range(low, high + 1) if number or zero]
    return Grid.of(*([[dice.choice(numbers) for _ in range(width)] for _ in range(height)] for _ in range(depth)))
