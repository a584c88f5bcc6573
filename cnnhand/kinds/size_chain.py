"""Which volume comes out of each layer of a stack, and how long is the last one when it is flattened?"""

from dataclasses import dataclass, replace
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Rounding, Windowed
from cnnhand.exact.stack import rounding_for, volumes
from cnnhand.exact.values import DOES_NOT_FIT, Value, Volume
from cnnhand.kinds import Level, OnePart, Problem
from cnnhand.kinds._stacks import draw_stack, rounding_text, short_name, stack_text, whole_volume
from cnnhand.kinds.flattened_length import FlattenedLength
from cnnhand.kinds.output_size import OutputSize
from cnnhand.page import Page, Text


@dataclass(frozen=True, slots=True)
class SizeChain(Problem):
    """An input volume and the layers that it goes through; `flatten` asks for the length of the last volume too."""

    summary = "every volume of a stack of layers, and the flattened length"
    group = "sizes"

    input: Volume
    layers: tuple[Windowed, ...]
    flatten: bool = False
    rounding: Rounding = Rounding.EXACT

    def __post_init__(self) -> None:
        if not self.layers:
            raise GivenError("layers", "a stack has at least one layer")
        volumes(self.input, self.layers, self.rounding)

    def question(self) -> Page:
        flat = " Then the last volume is flattened into a vector: how long is it?" if self.flatten else ""
        return (
            Text(f"The input is {self.input} (width × height × depth). It goes through"),
            *stack_text(self.layers),
            Text(f"Which volume comes out of each layer?{flat} {rounding_text(self.layers, self.rounding)}"),
        )

    def parts(self) -> tuple[str, ...]:
        """A part a layer, and the flattened length."""
        names = tuple(f"the volume after layer {n}, {short_name(layer)}" for n, layer in enumerate(self.layers, 1))
        return names + (("the length of the flattened volume",) if self.flatten else ())

    def part(self, number: int, earlier: tuple[Value, ...]) -> OnePart:
        """The next layer on the volume before it, or the flattened length of the last volume."""
        before = (self.input, *map(whole_volume, earlier[:number]))
        if number < len(self.layers):
            layer = self.layers[number]
            part = OutputSize(before[-1], layer, rounding_for(layer, self.rounding))
            # Every stride divides, says the question: where one does not, on a wrong volume, it is rounded down.
            return replace(part, rounding=Rounding.FLOOR) if part.answer() is DOES_NOT_FIT else part
        return FlattenedLength.after(before[-2], self.layers[-1], before[-1], self.rounding)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: a convolution and 2×2 pooling. Medium: padding and a stride, three layers, flattened. Hard: four
        layers, two different sides."""
        image, layers = draw_stack(level, dice)
        last = volumes(image, layers)[-1]
        return cls(image, layers, flatten=level != "easy") if last.cells <= 999 else None
