"""What the parts share in which filters make maps: the cells that are asked, the answer, a step of the board a cell."""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any, ClassVar

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import DOES_NOT_FIT, Form, Grid, Rational, Rows, Value, Volume, plain
from cnnhand.layers.conv import bias_text
from cnnhand.page import Beside, Step, Working, say
from cnnhand.questions.contract import Part
from cnnhand.questions.grids import total
from cnnhand.questions.numbers import Numbers
from cnnhand.questions.sizes.size import OutputSize
from cnnhand.questions.traced import by_channel, read_when_wanted, sum_text, traced_filters, value_of

BOARD_CELLS = 200
"""So many cells are worked out one by one; of a larger map one is, and then the map is shown."""
SLIP_CELLS = 36
"""In a map of so many cells it is tried which of them may have been exchanged."""


@dataclass(frozen=True)
class MapPart(Numbers):
    """A layer with filters, the numbers that it reads, and the cells of its maps that are asked: all, or those `at`."""

    layer: Any
    x: Grid
    rounding: Rounding = Rounding.EXACT

    nothing: ClassVar[str] = ""
    """What is said of a cell that nothing comes into."""

    @property
    def form(self) -> Form:  # type: ignore[override]  # one cell is a number
        """A number for one cell of one map, else a grid."""
        return Form.NUMBER if self.single else Form.GRID

    @cached_property
    def single(self) -> bool:
        """Whether one number is asked."""
        return self.at is not None and self.at.single and len(self.numbers) == 1

    @cached_property
    def laid(self) -> tuple[Any, Grid]:
        """The layer and its input with all said: the zeros that `same` comes to, a copied border written out."""
        return self.layer.on(self.x.volume), self.x

    @cached_property
    def output(self) -> Volume | None:
        """The volume of all maps; None where the layer does not fit."""
        output: Volume | None = self.layer.output(self.x.volume, self.rounding)
        if output and min(output) < 1:
            raise GivenError("size", "nothing comes out")
        return output

    @cached_property
    def numbers(self) -> range:
        """The filters whose maps are asked, counted from 1."""
        if self.at and self.at.map:
            return range(self.at.map, self.at.map + 1)
        return range(1, len(self.layer.weights) + 1)

    @cached_property
    def places(self) -> list[Place]:
        """The cells that are asked of each map; `GivenError` where there is no such cell."""
        assert self.output  # asked only where the layer fits
        rows, columns = range(1, self.output.height + 1), range(1, self.output.width + 1)
        if self.at:
            self.check_at("map", self.numbers, len(self.layer.weights))
            self.check_at("row", self.at.rows, self.output.height)
            self.check_at("column", self.at.columns, self.output.width)
            rows, columns = self.at.rows, self.at.columns
        return [Place(row, column) for row in rows for column in columns]

    @cached_property
    def size(self) -> Volume:
        """The size of what is asked."""
        height = self.places[-1].row - self.places[0].row + 1
        return Volume(len(self.places) // height, height, len(self.numbers))

    @abstractmethod
    def cell(self, number: int, place: Place) -> Any:
        """One cell of the map of one filter."""

    @cached_property
    def made(self) -> Grid:
        """The cells that are asked."""
        return self.made_by(self.cell)

    def made_by(self, cell: Callable[[int, Place], Any]) -> Grid:
        """The cells that are asked, each made of the number of its filter and its place."""
        return Grid.from_cells((plain(cell(k, place)) for k in self.numbers for place in self.places), self.size)

    def answer(self) -> Value:
        if self.output is None:
            return DOES_NOT_FIT
        return self.cell(self.numbers[0], self.places[0]) if self.single else self.made

    def picked(self, grid: Grid) -> Value:
        """What is asked as an answer: one number where one is asked."""
        number: Value = grid.channels[0][0][0]
        return number if self.single else grid

    def size_problem(self) -> Part | None:
        return OutputSize(self.x.volume, self.layer, self.rounding) if self.whole else None

    # ---- what its mistakes look at -----------------------------------------------------------------------------------

    @property
    def fits(self) -> bool:
        """Whether a map comes out."""
        return self.output is not None

    @property
    def tall(self) -> bool:
        """Whether the whole map is asked, and has several rows."""
        return self.whole and self.fits and self.made.height > 1

    @property
    def depth(self) -> int:
        """The channels of a filter."""
        return int(self.layer.weights[0].weights.depth)

    @property
    def biased(self) -> bool:
        """Whether a bias that is asked is not 0."""
        return any(self.biases())

    @cached_property
    def givens(self) -> tuple[dict[str, int], ...]:
        """The numbers of each side by their letters."""
        counts = {"K": len(self.layer.weights), "D": self.depth, "G": self.layer.groups}
        return tuple(
            {**counts, "F": axis.filter, "S": axis.stride, "T": axis.before + axis.after, "d": axis.dilation}
            for axis in self.layer.on(self.x.volume).window
        )

    @property
    def square(self) -> bool:
        """Whether the kernel is as wide as it is high, and larger than a cell."""
        across, down = self.layer.size
        return bool(across == down > 1)

    def biases(self) -> list[Rational]:
        """The biases of the filters whose maps are asked."""
        return [self.layer.weights[k - 1].bias for k in self.numbers]

    def letters(self) -> dict[str, object]:
        across, down = self.givens
        first = self.places[0] if self.at and self.fits else Place(1, 1)
        filters = tuple(self.layer.weights[k - 1] for k in self.numbers)
        cell = {"i": first.row, "j": first.column, "k": self.numbers[0], "other": self.numbers[0] % across["K"] + 1}
        shown = {"bias": bias_text(filters), "n": across["F"] * down["F"], "S": max(across["S"], down["S"])}
        return {**across, **cell, **shown}

    def changed(self, **options: Any) -> Any:
        """The same window moved in another way; who did not see that it does not fit has rounded down."""
        return replace(self, layer=replace(self.layer, **options), rounding=Rounding.FLOOR)

    def with_kernels(self, change: Callable[[Rows], Rows]) -> Any:
        """The same question with each channel's kernel changed, as it lies there."""
        return self.with_filters(lambda filter: replace(filter, weights=filter.weights.by_channel(change)))

    def with_filters(self, change: Callable[[Any], Any]) -> Any:
        """The same question with other filters."""
        return replace(self, layer=replace(self.layer, weights=tuple(map(change, self.layer.weights))))

    def slips(self) -> Iterator[tuple[str, Value]]:
        """Of a small map: two cells exchanged, or a row written twice."""
        if self.single or not self.fits or self.size.cells > SLIP_CELLS:
            return
        cells, width, many = list(self.made.cells()), self.size.width, len(self.places)
        for at in range(0, len(cells) - width, width):
            if (at + width) % many:
                twice = [*cells[: at + width], *cells[at : at + width], *cells[at + 2 * width :]]
                row = self.places[at % many].row
                yield f"row {row + 1} is row {row} once more: look at it again", Grid.from_cells(twice, self.size)
        for a, b in combinations(range(len(cells)), 2):
            if cells[a] != cells[b]:
                other = [*cells[:a], cells[b], *cells[a + 1 : b], cells[a], *cells[b + 1 :]]
                first, second = (self.places[at % many] for at in (a, b))
                yield f"{first} and {second} are exchanged: look at their places", Grid.from_cells(other, self.size)

    # ---- the working -------------------------------------------------------------------------------------------------

    @abstractmethod
    def rule(self) -> str:
        """How a cell comes about, in letters."""

    @abstractmethod
    def about(self) -> str:
        """The size of the map, and what else is to be known for its cells."""

    @abstractmethod
    def pictures(self, number: int, place: Place, cell: Any) -> tuple[Any, ...]:
        """What to look at while a cell is computed."""

    def all_pictures(self) -> tuple[Any, ...]:
        """What to look at for the whole of it."""
        return ()

    @cached_property
    def traced(self) -> Any:
        """The same with numbers that know where they come from."""
        layer, x = self.laid
        return replace(
            self, layer=replace(layer, weights=traced_filters(layer.weights)), x=read_when_wanted("input", x)
        )

    def working(self) -> Working:
        if not self.fits:
            return OutputSize(self.x.volume, self.layer, self.rounding).working()
        if self.single:
            return self.single_working()
        steps = self.cell_by_cell()
        label = "maps" if self.made.depth > 1 else "map" if self.whole else "cells"
        result = Step(label, say(self.made), self.answer())
        return Working(f"{self.rule()}, in every cell", self.about(), (*steps, result), self.all_pictures())

    def cell_by_cell(self) -> list[Step]:
        """A step a cell, or of a large map one cell as an example."""
        where = [(k, place) for k in self.numbers for place in self.places]
        if len(where) <= BOARD_CELLS:
            return [self.step(k, place) for k, place in where]
        first, *others = self.cell_steps(*where[0])
        return [first._replace(note=f"{where[0][1]}, as an example: all cells go like this"), *others]

    def single_working(self) -> Working:
        """The working of one number."""
        return Working(self.rule(), self.about(), tuple(self.cell_steps(self.numbers[0], self.places[0])))

    def step(self, number: int, place: Place) -> Step:
        """One cell on one step: the products of each channel on a line, then the bias."""
        cell = self.traced.cell(number, place)
        sums = [plain(sum(term.value for term in terms)) for terms in by_channel(cell)]
        name = f"filter {number}, " if len(self.layer.weights) > 1 else ""
        note = "" if sums else self.nothing
        note = f"{total(sums)} from the channels" if len(sums) > 1 else note
        picture = (Beside(self.pictures(number, place, cell)),)
        return Step(f"{name}{place}", sum_text(cell), value_of(cell), note, picture)

    def cell_steps(self, number: int, place: Place) -> Iterator[Step]:
        """One cell in as many steps as it needs."""
        yield self.step(number, place)
