"""What the parts share that ask for a gradient: which cells of it are asked, and how the board ends.

X is what goes into a layer and Y what comes out; dX and dY are the gradients of the loss with respect to them, dW and
db those of its weights and biases.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from cnnhand.exact.cells import Place
from cnnhand.exact.formula import Given
from cnnhand.exact.shapes import Window
from cnnhand.exact.values import Grid, Rational, Value
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


# ---- sums ------------------------------------------------------------------------------------------------------------


def sum_text(lines: Sequence[Sequence[tuple[Rational, Rational]]]) -> str:
    """A sum of products with dY, a line a row; where dY has zeros, without these products and on one line."""
    pairs = [pair for line in lines for pair in line]
    if all(dy for _, dy in pairs):
        return "\n+ ".join(sum_of_products(line) for line in lines if line) or "0"
    return sum_of_products([pair for pair in pairs if pair[1]]) or "0"
