"""The whole table of a small network: the volume, the weights and the biases of every layer, and the totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import BatchNorm, Dense, Flatten
from cnnhand.exact.shapes import Conv, Pool, Windowed, parameters
from cnnhand.exact.stack import rounding_for
from cnnhand.exact.values import Value, Volume
from cnnhand.kinds import Level, OnePart
from cnnhand.kinds._network import OfNetwork, Stage, draw_network, layer_count, total_of
from cnnhand.kinds._old_flattened_length import FlattenedLength
from cnnhand.kinds._old_output_size import OutputSize
from cnnhand.kinds._stacks import whole_number, whole_volume
from cnnhand.kinds.parameter_count import Count

TOTALS = ("weights", "biases", "parameters")


class Cell(NamedTuple):
    """A cell of the table: the layer's place among the stages, from 0, and the column; a total has no layer."""

    stage: int
    column: str


@dataclass(frozen=True, slots=True)
class NetworkTable(OfNetwork):
    """A network, all of whose table is asked."""

    summary = "volumes, weights and biases of a whole network, cell by cell"
    asked = "Fill in its table: the volume after each layer, its weights and its biases, and the totals."

    def __post_init__(self) -> None:
        if len(self.cells) == len(TOTALS):
            raise GivenError("layers", "no layer of this network changes a size or has parameters")

    @property
    def cells(self) -> tuple[Cell, ...]:
        """What is asked, in order: layer by layer, and the totals."""
        columns = {
            Conv: ("volume", "weights", "biases"),
            Pool: ("volume",),
            Flatten: ("length",),
            Dense: ("weights", "biases"),
            BatchNorm: ("weights", "biases"),
        }
        found = [
            Cell(place, column)
            for place, stage in enumerate(self.stages)
            for column in columns.get(type(stage.layer), ())
        ]
        return (*found, *(Cell(-1, column) for column in TOTALS))

    def parts(self) -> tuple[str, ...]:
        """A cell each."""
        all_stages = self.stages
        return tuple(
            f"{all_stages[cell.stage].name}: {cell.column}" if cell.stage >= 0 else f"all {cell.column}"
            for cell in self.cells
        )

    def part(self, number: int, earlier: tuple[Value, ...]) -> OnePart:
        """The next cell, out of the cells that are filled in already."""
        cell = self.cells[number]
        filled = dict(zip(self.cells, earlier[:number], strict=False))
        if cell.stage < 0:
            return self._total(cell.column, filled)
        own = self._own(cell.stage, filled)
        stage = own[cell.stage]
        if cell.column == "volume":
            assert isinstance(stage.layer, Windowed)  # only these have a column for it
            return OutputSize(stage.input, stage.layer, rounding_for(stage.layer, self.rounding))
        if cell.column == "length":
            before = [other for other in own[: cell.stage] if isinstance(other.layer, Windowed)]
            if not before:
                return FlattenedLength(stage.input)
            last = before[-1]
            assert isinstance(last.layer, Windowed)  # chosen so
            return FlattenedLength.after(last.input, last.layer, stage.input, self.rounding)
        counted: Count = "weights" if cell.column == "weights" else "biases"
        return layer_count(own, stage, self.rounding, counted)

    def _own(self, upto: int, filled: Mapping[Cell, Value]) -> tuple[Stage, ...]:
        """The layers with the inputs that the cells filled in so far give them."""
        volume, flat = self.input, self.input
        own: tuple[Stage, ...] = ()
        exact = self.stages
        for place in range(upto + 1):
            stage = Stage(exact[place].number, exact[place].layer, volume, flat)
            own += (stage,)
            if isinstance(stage.layer, Windowed):
                volume = flat = whole_volume(filled.get(Cell(place, "volume"), volume)) if place < upto else volume
            elif isinstance(stage.layer, Flatten) and place < upto:
                length = whole_number(filled.get(Cell(place, "length"), volume.cells))
                flat = volume if length == volume.cells else Volume(1, 1, length)
                volume = Volume(1, 1, length)
            elif isinstance(stage.layer, Dense):
                volume = flat = Volume(1, 1, stage.layer.neurons)
        return own

    def _total(self, column: str, filled: Mapping[Cell, Value]) -> OnePart:
        """The sum of a column, or of all weights and biases."""
        counts = []
        for place, stage in enumerate(self.stages):
            right = parameters(stage.input, stage.layer)
            if Cell(place, "weights") in self.cells:
                weights, biases = (
                    whole_number(filled.get(Cell(place, name), getattr(right, name))) for name in ("weights", "biases")
                )
                counts.append((stage, weights, biases))
        return total_of(self.stages, column, counts)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: a convolution, a pool and a fully connected layer. Medium: two convolutions. Hard: two pools too, and
        an image with two different sides."""
        problem = cls(*draw_network(level, dice))
        counts = [count for stage in problem.stages if (count := parameters(stage.input, stage.layer)).total]
        if any(len({getattr(count, name) for count in counts}) < len(counts) for name in ("weights", "biases")):
            return None  # with the same number twice nobody can tell which one was left out
        return problem if sum(count.total for count in counts) <= (1500 if level == "easy" else 9999) else None
