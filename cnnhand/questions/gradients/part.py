"""What the parts share that ask for a gradient: which cells of it are asked, and how the board ends.

X is what goes into a layer and Y what comes out; dX and dY are the gradients of the loss with respect to them, dW and
db those of its weights and biases.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

from cnnhand.exact.cells import Place, number_at
from cnnhand.exact.formula import Given
from cnnhand.exact.shapes import Window
from cnnhand.exact.values import Grid, Value
from cnnhand.layers.conv import Conv, on_window
from cnnhand.layers.rules import letters_of
from cnnhand.page import Beside, Frame, GridView, Step, Working
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake
from cnnhand.questions.numbers import BOARD_CELLS, Led, Numbers, as_row
from cnnhand.questions.traced import Traced, sum_step, traced_filters, traced_grid
from cnnhand.questions.wording import channel_views

ZEROS = "; a sum leaves out products that are 0"


@dataclass(frozen=True, kw_only=True)
class GradientPart(Led, Numbers):
    """The gradient dY of a layer's output, and which cells of the gradient that follows from it are asked."""

    gradient: Grid
    layer: Any = None
    x: Any = None
    """What goes into the layer; of no more than the right size where its numbers do not matter."""

    each = "channel"

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return (*self.usual, EXCHANGED)

    @property
    def name(self) -> str:
        return "dX"

    def picked(self, grid: Grid) -> Value:
        """What is asked; a vector is a row."""
        found = super().picked(grid if self.at and self.at.map else as_row(grid))
        return as_row(found) if isinstance(found, Grid) else found

    @abstractmethod
    def rule(self) -> tuple[str, str]:
        """The formula, and a sentence on it."""

    def pictures(self) -> Sequence[GridView | Frame]:
        """What to look at for all of it."""
        return channel_views(as_row(self.gradient), "dY")

    def working(self) -> Working:
        return self.led(Working(*self.rule(), self.finished(self.steps()), (Beside(tuple(self.pictures())),)))

    def steps(self) -> Iterable[Step]:
        """The board: a step a cell that is asked; where they are many, or their sums are long, one as an example."""
        cells = self.cells()
        if len(cells) <= BOARD_CELLS and len(cells) * self.gradient.volume.cells <= BOARD_CELLS**2:
            return (self.step(channel, cell) for channel, cell in cells)
        return (self.step(*cells[0])._replace(note="as an example: all cells go like this"),)

    def computed(self, layer: Any, x: Grid, dy: Grid) -> Grid:
        """The gradient; of numbers that know where they come from one that does, too."""
        gradient: Grid = layer.backward(x, dy)
        return gradient

    @cached_property
    def made(self) -> Grid:
        return self.computed(self.layer, self.x, self.gradient)

    @cached_property
    def traced(self) -> Grid:
        """The same, with how each number comes about."""
        return self.computed(traced_layer(self.layer), traced_grid(self.x), traced_grid(self.gradient))

    def traced_at(self, channel: int, cell: Place) -> Any:
        """One cell of it."""
        return number_at(self.traced.channels[channel], cell)

    def step(self, channel: int, cell: Place) -> Step:
        """A cell, the sum that it is, and what was read for it marked."""
        number = self.traced_at(channel, cell)
        note = "" if isinstance(number, Traced) else "in no window"
        return sum_step(self.label(channel, cell), number, note, *self.read(channel, cell, number))

    def read(self, channel: int, cell: Place, number: Any) -> Sequence[GridView]:
        """The pictures for a cell, with what was read for it marked."""
        return ()

    def with_dy(self, change: Callable[[Grid], Grid]) -> Self:
        """The same of another dY."""
        return replace(self, gradient=change(self.gradient))

    @cached_property
    def numbers(self) -> list[int]:
        """The filters (or maps of dY) that are asked, counted from 1."""
        return [channel + 1 for channel, _ in self.cells()]

    @property
    def one_of_several(self) -> bool:
        """Whether one of several filters is asked."""
        return self.gradient.depth > 1 and len(self.numbers) == 1

    @property
    def givens(self) -> tuple[Given, ...]:
        """How many maps dY has, and places."""
        return ({"K": self.gradient.depth, "n": self.gradient.width * self.gradient.height},)


def traced_layer(layer: Any) -> Any:
    """A layer with its weights, as they lie on the window, traced to their cells."""
    if isinstance(layer, Conv) and layer.weights:
        laid = tuple(replace(filter, weights=Grid(on_window(layer, filter))) for filter in layer.weights)
        return layer.with_(flip=False, weights=traced_filters(laid))
    weights = getattr(layer, "weights", None)
    return layer.with_(weights=traced_grid(Grid((weights,))).rows) if weights else layer


class SlidingGradient(GradientPart):
    """Of a layer whose window moves."""

    @property
    def window(self) -> Window:
        """How it moves."""
        window: Window = self.layer.window
        return window

    @property
    def filters(self) -> int:
        """K, the maps of dY."""
        return self.gradient.depth

    @property
    def givens(self) -> tuple[Given, ...]:
        (of_dy,) = super().givens
        strides = [axis.stride if of_dy["n"] > 1 else 1 for axis in self.window]
        sides = zip(self.window, strides, strict=True)
        return tuple(
            {**of_dy, **letters_of(axis), "S": stride, "T": axis.before + axis.after} for axis, stride in sides
        )

    def letters(self) -> dict[str, object]:
        return super().letters() | {"S": self.window.across.stride}


(EXCHANGED,) = rules(
    "row-column-swapped: with row {j}, column {i}: row and column exchanged [replace(p, at=p.at.turned)] | single, p.at.rows != p.at.columns"
)
