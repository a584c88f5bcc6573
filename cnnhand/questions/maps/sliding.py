"""What the parts share in which a window makes maps: the cells that are asked, the answer, a step of the board a cell."""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place
from cnnhand.exact.formula import Given
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import DOES_NOT_FIT, Form, Grid, Rational, Rows, Value, Volume
from cnnhand.layers.conv import bias_text
from cnnhand.layers.rules import letters_of
from cnnhand.page import Beside, Step, Working
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake, Part
from cnnhand.questions.numbers import BOARD_CELLS, LayerMap
from cnnhand.questions.sizes.size import OutputSize
from cnnhand.questions.slips import of_grid
from cnnhand.questions.traced import added, channel_sums, sum_step, traced_filters, traced_grid

LOOSE = rules("rounded-down: with the rest left out; here a layer must fit [replace(p, rounding=Rounding.FLOOR)]")
"""Of a layer that does not fit."""


@dataclass(frozen=True)
class SlidingMap(LayerMap):
    """A layer with a window, and the cells of its maps that are asked: all, or those `at`."""

    @property
    @abstractmethod
    def many(self) -> int:
        """How many maps there are."""

    @property
    def form(self) -> Form:
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
        """The maps that are asked, counted from 1."""
        return self.asked_maps(self.many)

    @cached_property
    def places(self) -> list[Place]:
        """The cells that are asked of each map; `GivenError` where there is no such cell."""
        assert self.output  # asked only where the layer fits
        rows, columns = self.asked_lines(self.output)
        return [Place(row, column) for row in rows for column in columns]

    @cached_property
    def size(self) -> Volume:
        """The size of what is asked."""
        height = self.places[-1].row - self.places[0].row + 1
        return Volume(len(self.places) // height, height, len(self.numbers))

    @abstractmethod
    def cell(self, number: int, place: Place) -> Any:
        """One cell of a map."""

    @cached_property
    def made(self) -> Grid:
        return self.made_by(self.cell)

    def made_by(self, cell: Callable[[int, Place], Any]) -> Grid:
        """The cells that are asked, each made of the number of its map and its place."""
        return Grid.from_cells((cell(k, place) for k in self.numbers for place in self.places), self.size)

    def answer(self) -> Value:
        return super().answer() if self.numbers and self.fits else DOES_NOT_FIT  # first, whether there are such maps

    def picked(self, grid: Grid) -> Value:
        """What is asked as an answer: one number where one is asked."""
        number: Value = grid.channels[0][0][0]
        return number if self.single else grid

    @property
    def along(self) -> bool:
        """Whether the window slides along a sequence, a single row."""
        return bool(self.layer.reads_sequence(self.x.volume))

    def size_problem(self) -> Part | None:
        return self._size if self.whole else None

    @property
    def _size(self) -> OutputSize:
        """The question for the size of the maps."""
        return OutputSize(self.x.volume, self.layer, self.rounding)

    def sized(self) -> str:
        """How the size of whole maps comes about; nothing where some cells are asked."""
        size = replace(self._size, sequence=self.along)
        return f"{size.working().filled}: {size.in_words()}" if self.whole else ""

    @property
    def fits(self) -> bool:
        """Whether a map comes out."""
        return self.output is not None

    @property
    def counts(self) -> dict[str, int]:
        """Other numbers by their letters."""
        return {"D": self.x.depth}

    @cached_property
    def givens(self) -> tuple[Given, ...]:
        axes = self.layer.on(self.x.volume).window
        return tuple({**self.counts, **letters_of(axis), "T": axis.before + axis.after} for axis in axes)

    def letters(self) -> dict[str, object]:
        across, down = self.givens
        return {**across, "n": across["F"] * down["F"], "S": max(across["S"], down["S"])}

    def changed(self, **options: Any) -> Any:
        """The same window moved in another way; who did not see that it does not fit has rounded down."""
        return replace(self, layer=self.layer.with_(**options), rounding=self.floored)

    @property
    def floored(self) -> Rounding:
        """The rounding of somebody who did not see that a window does not fit."""
        return Rounding.FLOOR if self.rounding is Rounding.EXACT else self.rounding

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return self.usual if self.fits else LOOSE

    def slips(self) -> Iterator[tuple[str, Value]]:
        return super().slips() if self.single or not self.fits else of_grid(self.made, self.places)

    @abstractmethod
    def rule(self) -> str:
        """How a cell comes about, in letters."""

    @abstractmethod
    def about(self) -> str:
        """The size of the map, and what else is to be known for its cells."""

    def all_pictures(self) -> tuple[Any, ...]:
        """What to look at for the whole of it."""
        return ()

    def working(self) -> Working:
        if not self.fits:
            return self._size.working()
        if self.single:
            return Working(self.rule(), self.about(), tuple(self.cell_steps(self.numbers[0], self.places[0])))
        steps = self.finished(self.cell_by_cell(), self.drawn())
        return Working(self.rule(), self.about(), steps, self.all_pictures())

    def cell_by_cell(self) -> list[Step]:
        """A step a cell, or of a large map one cell as an example."""
        where = [(k, place) for k in self.numbers for place in self.places]
        if len(where) <= BOARD_CELLS:
            return [self.step(k, place) for k, place in where]
        first, *others = self.cell_steps(*where[0])
        return [first._replace(note=f"{where[0][1]}, as an example: all cells go like this"), *others]

    def cell_steps(self, number: int, place: Place) -> Iterator[Step]:
        """One cell in as many steps as it needs."""
        yield self.step(number, place)

    @abstractmethod
    def step(self, number: int, place: Place) -> Step:
        """One cell on one step."""

    def drawn(self) -> Beside | None:
        """The maps drawn, where that shows how they came about."""
        return None


class MapPart(SlidingMap):
    """A layer with filters whose numbers are given."""

    nothing: ClassVar[str] = ""
    """What is said of a cell that nothing comes into."""

    @property
    def many(self) -> int:
        return len(self.layer.weights)

    @property
    def counts(self) -> dict[str, int]:
        return {"K": self.many, "D": self.depth, "G": self.layer.groups}

    @property
    def depth(self) -> int:
        """The channels of a filter."""
        return int(self.layer.weights[0].weights.depth)

    @property
    def biased(self) -> bool:
        """Whether a bias that is asked is not 0."""
        return any(self.biases())

    @property
    def square(self) -> bool:
        """Whether the kernel is as wide as it is high, and larger than a cell."""
        across, down = self.layer.size
        return bool(across == down > 1)

    def biases(self) -> list[Rational]:
        """The biases of the filters whose maps are asked."""
        return [self.laid[0].weights[k - 1].bias for k in self.numbers]

    def letters(self) -> dict[str, object]:
        first = self.places[0] if self.at and self.fits else Place(1, 1)
        filters = tuple(self.layer.weights[k - 1] for k in self.numbers)
        cell = {"i": first.row, "j": first.column, "k": self.numbers[0], "other": self.numbers[0] % self.many + 1}
        return super().letters() | cell | {"bias": bias_text(filters)}

    def with_kernels(self, change: Callable[[Rows], Rows]) -> Any:
        """The same question with each channel's kernel changed, as it lies there."""
        return self.with_filters(lambda filter: replace(filter, weights=filter.weights.by_channel(change)))

    def with_filters(self, change: Callable[[Any], Any]) -> Any:
        """The same question with other filters."""
        return replace(self, layer=self.layer.with_(weights=tuple(map(change, self.layer.weights))))

    @abstractmethod
    def formula(self) -> str:
        """How a cell comes about, in letters."""

    def rule(self) -> str:
        return self.formula() if self.single else f"{self.formula()}, in every cell"

    @abstractmethod
    def pictures(self, number: int, place: Place, cell: Any) -> tuple[Any, ...]:
        """What to look at while a cell is computed."""

    @cached_property
    def traced(self) -> Any:
        """The same with numbers that know where they come from."""
        layer, x = self.laid
        return replace(self, layer=layer.with_(weights=traced_filters(layer.weights)), x=traced_grid(x))

    def step(self, number: int, place: Place) -> Step:
        """One cell on one step: the products of each channel on a line, then the bias."""
        cell = self.traced.cell(number, place)
        sums = channel_sums(cell)
        name = f"filter {number}, " if len(self.layer.weights) > 1 else ""
        note = "" if sums else self.nothing
        note = f"{added(sums)} from the channels" if len(sums) > 1 else note
        label = f"{name}{place.among(self.made.volume)}"
        return sum_step(label, cell, note, *self.pictures(number, place, cell))
