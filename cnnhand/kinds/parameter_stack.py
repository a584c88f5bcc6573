"""How many parameters has each layer of a network, and how many are there in all?"""

from dataclasses import dataclass
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import BatchNorm, Dense
from cnnhand.exact.shapes import Conv, parameters
from cnnhand.exact.values import Value
from cnnhand.kinds import Level, OnePart
from cnnhand.kinds._network import OfNetwork, Stage, draw_network, layer_count, total_of
from cnnhand.kinds._stacks import whole_number


@dataclass(frozen=True, slots=True)
class ParameterStack(OfNetwork):
    """A network; its pooling, activations and flattening have nothing to count."""

    summary = "the parameters of every layer of a network, and their total"
    asked = "How many parameters, weights and biases together, does each layer have, and how many are there in all?"

    def __post_init__(self) -> None:
        if not self.counted:
            raise GivenError("layers", "no layer of this network has any parameters")

    @property
    def counted(self) -> tuple[Stage, ...]:
        """The layers that have parameters."""
        return tuple(stage for stage in self.stages if isinstance(stage.layer, Conv | Dense | BatchNorm))

    def parts(self) -> tuple[str, ...]:
        """A part for each layer that has parameters, and the total."""
        return (*(f"the parameters of {stage.name}" for stage in self.counted), "all parameters")

    def part(self, number: int, earlier: tuple[Value, ...]) -> OnePart:
        """The parameters of the next layer, or the sum of the answers so far."""
        if number < len(self.counted):
            return layer_count(self.stages, self.counted[number], self.rounding)
        counts = []
        for stage, answer in zip(self.counted, map(whole_number, earlier), strict=False):
            biases = min(answer, parameters(stage.input, stage.layer).biases)
            counts.append((stage, answer - biases, biases))
        return total_of(self.stages, "parameters", counts)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: a convolution, a pool and a fully connected layer. Medium: two convolutions. Hard: two pools too, and
        an image with two different sides."""
        problem = cls(*draw_network(level, dice))
        total = sum(parameters(stage.input, stage.layer).total for stage in problem.counted)
        return problem if total <= (1500 if level == "easy" else 9999) else None
