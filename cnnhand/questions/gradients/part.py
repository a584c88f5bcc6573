"""What the parts share that ask for a gradient: which cells of it are asked, and how the board ends.

X is what goes into a layer and Y what comes out; dX and dY are the gradients of the loss with respect to them, dW and
db those of its weights and biases.
"""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place
from cnnhand.exact.formula import Given
from cnnhand.exact.values import Form, Grid, Rational, Value, Volume
from cnnhand.page import Step, say
from cnnhand.questions.asking import Cells
from cnnhand.questions.contract import Mistake, Part
from cnnhand.questions.grids import sum_of_products


@dataclass(frozen=True, kw_only=True)
class GradientPart(Part):
    """The gradient dY of a layer's output, and which cells of the gradient that follows from it are asked."""

    gradient: Grid
    at: Cells | None = None
    asked: str = ""

    name: ClassVar[str] = "dX"
    channel: ClassVar[str] = "channel"
    """What its maps are called."""

    @property
    @abstractmethod
    def whole(self) -> Grid:
        """All of it."""

    @abstractmethod
    def catalogue(self) -> tuple[Mistake, ...]:
        """The usual mistakes in a gradient of this sort."""

    @cached_property
    def mistakes(self) -> tuple[Mistake, ...]:  # type: ignore[override]  # of those of its sort the ones that can be made
        """The usual mistakes that can be made on such a layer."""
        return tuple(mistake for mistake in (*self.catalogue(), EXCHANGED) if mistake.applies(self))

    @cached_property
    def _answer(self) -> Value:
        return self.picked(self.whole)

    def answer(self) -> Value:
        return self._answer

    @property
    def form(self) -> Form:  # type: ignore[override]  # one cell is a number
        """A number where one cell is asked, else a grid."""
        return Form.GRID if isinstance(self._answer, Grid) else Form.NUMBER

    def picked(self, grid: Grid) -> Value:
        """What is asked of a grid with all cells."""
        return cells_of(grid, self.at, self.channel)

    def cells(self) -> list[tuple[int, Place]]:
        """The cells that are asked, each with its channel, counted from 0."""
        volume = self.whole.volume
        numbered = Grid(
            tuple(
                tuple(tuple((c, Place(i + 1, j + 1)) for j in range(volume.width)) for i in range(volume.height))
                for c in range(volume.depth)
            )
        )
        found: Any = self.picked(numbered)
        return list(found.cells()) if isinstance(found, Grid) else [found]

    def label(self, channel: int, cell: Place) -> str:
        """What a cell is called on the board."""
        volume = self.whole.volume
        if volume.width == volume.height == 1 < volume.depth:
            return f"number {channel + 1}"
        return f"{self.channel} {channel + 1}, {cell}" if volume.depth > 1 else str(cell)

    def finished(self, steps: Iterable[Step]) -> tuple[Step, ...]:
        """The steps of a board, and at their end all that was asked, where it is more than one number."""
        answer = self._answer
        return (*steps, Step(self.name, say(answer), answer)) if isinstance(answer, Grid) else tuple(steps)

    @property
    def single(self) -> bool:
        """Whether one cell is asked for by its row and column."""
        return self.at is not None and self.at.single

    @property
    def off_diagonal(self) -> bool:
        """Whether row and column of the cell that is asked can be exchanged."""
        return self.at is not None and self.single and self.at.rows != self.at.columns

    @property
    def complete(self) -> bool:
        """Whether all cells are asked."""
        return self.at is None

    @property
    def spread(self) -> bool:
        """Whether dY has more than one place."""
        return self.gradient.width * self.gradient.height > 1

    @property
    def givens(self) -> tuple[Given, ...]:
        """For the conditions of its mistakes."""
        return ({},)

    def letters(self) -> dict[str, object]:
        return {"i": self.at.rows[0], "j": self.at.columns[0]} if self.at else {}


def cells_of(grid: Grid, at: Cells | None, channel: str = "channel") -> Value:
    """Some cells of a grid as an answer: one is a number, a vector is a row; `GivenError` (at) where there are none."""
    if at is None or at.map is None:
        grid = as_row(grid)
    elif at.map > grid.depth:
        raise GivenError("at", f"there is no {channel} {at.map}; the {channel}s go from 1 to {grid.depth}")
    else:
        grid = Grid((grid.channels[at.map - 1],))
    found = block(grid, at)
    return as_row(found) if isinstance(found, Grid) else found


def block(grid: Grid, at: Cells | None) -> Value:
    """Some rows and columns of every channel of a grid, or all of it; one cell is a number."""
    if at is None:
        return grid
    for name, wanted, most in (("row", at.rows, grid.height), ("column", at.columns, grid.width)):
        if wanted[-1] > most:
            raise GivenError("at", f"there is no {name} {wanted[-1]}; the {name}s go from 1 to {most}")
    rows, columns = slice(at.rows[0] - 1, at.rows[-1]), slice(at.columns[0] - 1, at.columns[-1])
    found = Grid(tuple(tuple(row[columns] for row in channel[rows]) for channel in grid.channels))
    number: Value = found.channels[0][0][0]
    return number if found.volume.cells == 1 else found


def as_row(grid: Grid) -> Grid:
    """A vector as a row, as it is written; another grid as it is."""
    if grid.width == grid.height == 1 < grid.depth:
        return Grid.from_cells(grid.cells(), Volume(grid.depth, 1, 1))
    return grid


EXCHANGED = Mistake.changed(
    "row-column-swapped",
    "with row {j}, column {i}: row and column exchanged",
    lambda part: part.off_diagonal,
    lambda part: replace(part, at=part.at._replace(rows=part.at.columns, columns=part.at.rows)),
)


# ---- sums ------------------------------------------------------------------------------------------------------------


def sum_text(lines: Sequence[Sequence[tuple[Rational, Rational]]]) -> str:
    """A sum of products with dY, a line a row; where dY has zeros, without these products and on one line."""
    pairs = [pair for line in lines for pair in line]
    if all(dy for _, dy in pairs):
        return "\n+ ".join(sum_of_products(line) for line in lines if line) or "0"
    return sum_of_products([pair for pair in pairs if pair[1]]) or "0"
