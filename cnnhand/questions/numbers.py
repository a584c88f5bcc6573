"""Numbers in maps, of which all are asked or some cells: the answer, what a mistake makes of it, and how a board ends."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, Self

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, reading_order
from cnnhand.exact.formula import Given
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Fit, Form, Grid, Value, Volume
from cnnhand.page import Beside, Step, Working, say
from cnnhand.questions.asking import Cells
from cnnhand.questions.contract import Part

BOARD_CELLS = 200
"""So many cells are worked out one by one; of a larger map one is, and then the map is shown."""


@dataclass(frozen=True, kw_only=True)
class Led(Part):
    """A part whose numbers may have to be computed first: from the input, or from the gradient that is given."""

    way: Callable[[], Iterable[Step]] = field(default=tuple, compare=False)
    """The steps that lead to them."""

    def led(self, working: Working) -> Working:
        """A working with them in front."""
        way = tuple(self.way())
        return working._replace(steps=(*way, *working.steps), way=len(way))


@dataclass(frozen=True)
class Numbers(Part):
    """What a layer makes, or a gradient; a third number of `at` is that of a map."""

    layer: Any
    x: Any
    _: KW_ONLY
    at: Cells | None = None

    each: ClassVar[str] = "map"
    """What one of its maps is called."""
    alone: ClassVar[bool] = False
    """Whether a number that is all there is is typed as a number, not as a grid."""

    @property
    @abstractmethod
    def made(self) -> Grid:
        """All of the numbers."""

    @property
    def name(self) -> str:
        """What they are called at the end of a board."""
        return "maps" if self.made.depth > 1 else "map" if self.whole else "cells"

    def answer(self) -> Value:
        return self.picked(self.made)

    @property
    def form(self) -> Form:
        """A number where one cell is asked, else a grid."""
        return Form.GRID if isinstance(self.answer(), Grid | Fit) else Form.NUMBER

    def picked(self, grid: Grid) -> Value:
        """What is asked of the numbers of all maps; `GivenError` where there are no such cells."""
        return self.block(Grid(tuple(grid.channels[number - 1] for number in self.asked_maps(grid.depth))))

    def block(self, grid: Grid) -> Value:
        """The rows and columns that are asked, of every map; one number by itself where one cell is asked."""
        grid = cut(grid, *self.asked_lines(grid.volume)) if self.at else grid
        number: Value = grid.channels[0][0][0]
        return number if (self.at or self.alone) and grid.volume.cells == 1 else grid

    def asked_maps(self, many: int) -> range:
        """The maps that are asked of so many, counted from 1; `GivenError` where there is no such map."""
        return _asked(self.each, range(self.at.map, self.at.map + 1) if self.at and self.at.map else None, many)

    def asked_lines(self, volume: Volume) -> tuple[range, range]:
        """The rows and the columns that are asked of each map; `GivenError` where there are none such."""
        rows, columns = (self.at.rows, self.at.columns) if self.at else (None, None)
        return _asked("row", rows, volume.height), _asked("column", columns, volume.width)

    def cells(self) -> list[tuple[int, Place]]:
        """The cells that are asked, each with its channel, counted from 0."""
        width, height, depth = self.made.volume
        numbered = ((channel, place) for channel in range(depth) for place in reading_order(width, height))
        found: Any = self.picked(Grid.from_cells(numbered, self.made.volume))  # type: ignore[arg-type]  # places
        return list(found.cells()) if isinstance(found, Grid) else [found]

    def label(self, channel: int, cell: Place) -> str:
        """What a cell is called on the board."""
        volume = self.made.volume
        if volume.width == volume.height == 1 < volume.depth:
            return f"number {channel + 1}"
        return f"{self.each} {channel + 1}, " * (volume.depth > 1) + cell.among(volume)

    def changed(self, **options: Any) -> Self:
        """The same question of a layer with other options."""
        return replace(self, layer=self.layer.with_(**options))

    def finished(self, steps: Iterable[Step], board: Beside | None = None) -> tuple[Step, ...]:
        """The steps of a board, and at their end all that was asked, where it is more than one number."""
        answer, steps = self.answer(), tuple(steps)
        if not isinstance(answer, Grid):
            return steps
        if steps and steps[-1].value == answer:  # of one row
            return (*steps[:-1], steps[-1]._replace(label=self.name))
        return (*steps, Step(self.name, say(answer), answer, board=board))

    def row_steps(self, traced: Grid) -> Iterator[Step]:
        """A line of the board for each row that is asked: how its numbers come about, and what they come to.

        `traced` has the numbers of all maps, each of which knows what it was made of.
        """
        asked, answer, first = self.picked(traced), self.answer(), self.at.rows[0] if self.at else 1
        if not isinstance(asked, Grid) or not isinstance(answer, Grid):
            yield Step(self.name, str(asked), answer)
            return
        for number, maps in enumerate(zip(asked.channels, answer.channels, strict=True), 1):
            name = f"channel {number}, " if answer.depth > 1 else ""
            for row, (cells, made) in enumerate(zip(*maps, strict=True), first):
                yield Step(f"{name}row {row}", " ".join(str(cell).replace(" ", "") for cell in cells), Grid.of([made]))

    @property
    def whole(self) -> bool:
        """Whether all cells are asked."""
        return self.at is None

    @property
    def single(self) -> bool:
        """Whether one cell is asked for by its row and column."""
        return self.at is not None and self.at.single

    @property
    def givens(self) -> tuple[Given, ...]:
        """Numbers by their letters, for each side, for the conditions of its mistakes."""
        return ({},)

    def letters(self) -> dict[str, object]:
        return {**self.givens[0], **({"i": self.at.rows[0], "j": self.at.columns[0]} if self.at else {})}


@dataclass(frozen=True)
class LayerMap(Led, Numbers):
    """A layer, and the numbers that it reads; by itself one that nobody computes wrong."""

    rounding: Rounding = Rounding.EXACT

    alone: ClassVar[bool] = True
    asked: ClassVar[str] = ""
    """The question for all of its numbers, where it is not for maps; `{of}` says of which layer, if need be."""

    @cached_property
    def made(self) -> Grid:
        grid: Grid = self.layer.forward(self.x, self.rounding)
        return grid

    @property
    def givens(self) -> tuple[Given, ...]:
        return ({"D": self.x.depth},)

    @property
    def negative(self) -> bool:
        """Whether it reads a number below zero."""
        return any(x < 0 for x in self.x.cells())

    def with_x(self, change: Callable[[Grid], Grid]) -> Self:
        """The same question of other numbers that come in."""
        return replace(self, x=change(self.x))

    def working(self) -> Working:
        if self.whole:
            return self.led(self.board())
        board, answer = replace(self, at=None).board(), self.answer()
        return self.led(board._replace(steps=(*board.steps, Step(str(self.at), say(answer), answer))))

    def board(self) -> Working:
        """The working of all that comes out."""
        return Working(self.layer.words(), say(self.made), self.all_at_once())

    def all_at_once(self) -> tuple[Step, ...]:
        """A board that is no arithmetic: what comes out."""
        return (Step(self.name, say(self.answer()), self.answer()),)


def _asked(name: str, wanted: range | None, most: int) -> range:
    """The rows, columns or maps that are wanted of so many, or all of them."""
    for number in (wanted[0], wanted[-1]) if wanted else ():
        if not 1 <= number <= most:
            raise GivenError("at", f"there is no {name} {number}; the {name}s go from 1 to {most}")
    return wanted or range(1, most + 1)


def cut(grid: Grid, *lines: range) -> Grid:
    """Some rows and columns of every map."""
    rows, columns = (slice(span.start - 1, span.stop - 1) for span in lines)
    return grid.by_channel(lambda map_: tuple(row[columns] for row in map_[rows]))


def as_row(grid: Grid) -> Grid:
    """A vector as a row, as it is typed; another grid as it is.

    >>> print(as_row(Grid.of([[3]], [[1]], [[-2]])))
    3 1 -2
    """
    vector = grid.width == grid.height == 1 < grid.depth
    return Grid.from_cells(grid.cells(), Volume(grid.depth, 1, 1)) if vector else grid
