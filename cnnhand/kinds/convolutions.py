"""Convolutions with numbers, to be drawn: their sizes, and numbers on which mistakes show."""

from dataclasses import dataclass
from math import prod

from cnnhand.errors import GivenError
from cnnhand.exact.cells import rotated
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Filter, Grid, Value
from cnnhand.kinds.drawing import Dice, draw_grid
from cnnhand.layers.base import Padding
from cnnhand.layers.conv import Conv
from cnnhand.questions.contract import Mistake, Part


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a convolution that is to be drawn."""

    input: Pair
    kernel: Pair
    stride: Pair = Pair(1, 1)
    padding: Padding = Sides()
    dilation: Pair = Pair(1, 1)
    depth: int = 1
    filters: int = 1

    def draw(self, dice: Dice, most: int, weight: int) -> tuple[Grid, Conv] | None:
        """An input of numbers up to `most`, and filters of weights up to `weight` on both sides of 0, with biases.

        None where a kernel is the same when it is turned, or more than a third of it is 0.
        """
        filters = tuple(
            Filter(draw_grid(dice, *self.kernel, -weight, weight, self.depth), dice.choice((-3, -2, -1, 1, 2, 3)))
            for _ in range(self.filters)
        )
        kernels = [kernel for filter in filters for kernel in filter.weights.channels]
        zeros = max(sum(row.count(0) for row in kernel) for kernel in kernels)
        if 3 * zeros > prod(self.kernel) or any(rotated(kernel) == kernel for kernel in kernels):
            return None
        return draw_grid(dice, *self.input, 0, most, self.depth), self.layer(filters)

    def layer(self, filters: tuple[Filter, ...]) -> Conv:
        """The convolution with these filters."""
        moves = {"stride": self.stride, "padding": self.padding, "dilation": self.dilation}
        return Conv(size=self.kernel, filters=len(filters), weights=filters, **moves)  # type: ignore[arg-type]


def shows(part: Part, ids: str = "") -> bool:
    """Whether the mistakes of these ids, or all of them, change the answer as far as they can be made."""
    wanted = (m for m in part.mistakes if m.applies(part) and (not ids or m.id in ids.split()))
    answer = part.answer()
    return all(_value(mistake, part) != answer for mistake in wanted)


def _value(mistake: Mistake, part: Part) -> Value | None:
    try:
        return mistake.value(part)
    except GivenError:  # it leads nowhere
        return None
