"""What the parts share that ask for a gradient: which cells of it are asked, and how the board ends.

X is what goes into a layer and Y what comes out; dX and dY are the gradients of the loss with respect to them, dW and
db those of its weights and biases.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from cnnhand.exact.cells import Place, number_at
from cnnhand.exact.formula import Given
from cnnhand.exact.shapes import Window
from cnnhand.exact.values import Grid, Rational, Value
from cnnhand.page import Beside, Step
from cnnhand.questions.catalogue import rules
from cnnhand.questions.grids import sum_of_products
from cnnhand.questions.numbers import Numbers, as_row


@dataclass(frozen=True, kw_only=True)
class GradientPart(Numbers):
    """The gradient dY of a layer's output, and which cells of the gradient that follows from it are asked."""

    gradient: Grid
    layer: Any = None
    x: Any = None
    """What goes into the layer; of no more than the right size where its numbers do not matter."""

    name: ClassVar[str] = "dX"
    each: ClassVar[str] = "channel"

    def picked(self, grid: Grid) -> Value:
        """What is asked; a vector is a row."""
        found = super().picked(grid if self.at and self.at.map else as_row(grid))
        return as_row(found) if isinstance(found, Grid) else found

    def label(self, channel: int, cell: Place) -> str:
        """What a cell is called on the board."""
        volume = self.made.volume
        if volume.width == volume.height == 1 < volume.depth:
            return f"number {channel + 1}"
        return f"{self.each} {channel + 1}, {cell}" if volume.depth > 1 else str(cell)

    def summed(
        self,
        channel: int,
        cell: Place,
        lines: Sequence[Sequence[tuple[Rational, Rational]]],
        note: str = "",
        *look: Any,
    ) -> Step:
        """A step of the board: a cell, the products with dY that it is the sum of, a line a row, and the sum.

        Where dY has zeros, the others stand on one line.
        """
        pairs = [pair for line in lines for pair in line]
        few = lines if all(dy for _, dy in pairs) else [[pair for pair in pairs if pair[1]]]
        text = "\n+ ".join(sum_of_products(line) for line in few if line) or "0"
        return Step(self.label(channel, cell), text, self.number(channel, cell), note, (Beside(look),) if look else ())

    def number(self, channel: int, cell: Place) -> Rational:
        """One number of the gradient."""
        return number_at(self.made.channels[channel], cell)

    @property
    def zeros(self) -> str:
        """What is said of zeros in dY."""
        return "" if all(self.gradient.cells()) else "; the zeros of dY are left out"

    def changed(self, **options: Any) -> Self:
        """The same of a layer with other options."""
        return replace(self, layer=replace(self.layer, **options))

    def with_dy(self, change: Callable[[Grid], Grid]) -> Self:
        """The same of another dY."""
        return replace(self, gradient=change(self.gradient))

    @property
    def spread(self) -> bool:
        """Whether dY has more than one place."""
        return self.gradient.width * self.gradient.height > 1


class SlidingGradient(GradientPart):
    """Of a layer whose window moves."""

    @property
    def window(self) -> Window:
        """How it moves."""
        window: Window = self.layer.window
        return window

    @property
    def padded(self) -> bool:
        """Whether there is padding."""
        return self.window.padded

    @property
    def filters(self) -> int:
        """K, the maps of dY."""
        return self.gradient.depth

    @property
    def givens(self) -> tuple[Given, ...]:
        more = {"K": self.filters}
        return tuple(
            {"S": axis.stride if self.spread else 1, "F": axis.filter, "d": axis.dilation} | more
            for axis in self.window
        )

    def letters(self) -> dict[str, object]:
        axis = self.window.across
        counts = {"K": self.filters, "n": self.gradient.width * self.gradient.height}
        return super().letters() | {"S": axis.stride, "F": axis.filter, "P": axis.before} | counts


(EXCHANGED,) = rules(
    "row-column-swapped: with row {j}, column {i}: row and column exchanged [replace(p, at=p.at.turned)] | single, p.at.rows != p.at.columns"
)
