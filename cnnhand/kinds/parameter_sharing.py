"""What do the neurons of a convolution layer see, and what does it save that those of a map share their weights?

A neuron is one cell of the output; a depth column is all neurons at one place, one of each map.
"""

from dataclasses import dataclass
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Conv, Window, output_volume
from cnnhand.exact.values import Value, Volume
from cnnhand.kinds import Level, OnePart, Problem
from cnnhand.kinds._layers import layer_text
from cnnhand.kinds._parameter_sharing_parts import ASKED, ConnectedTo, Quantity, SharingCount, region
from cnnhand.kinds._stacks import whole_number, whole_volume
from cnnhand.page import Page, Text

LECTURE: tuple[Quantity, ...] = (
    "depth-column",
    "connected-to",
    "inputs-per-neuron",
    "neurons",
    "parameters",
    "unshared-parameters",
)
"""What the course asks of AlexNet's first layer."""

_NEURONS: tuple[Quantity, ...] = ("inputs-per-neuron", "neurons", "connections")
COMPARED_WEIGHTS: tuple[Quantity, ...] = (*_NEURONS, "weights", "fully-connected-weights")
COMPARED_PARAMETERS: tuple[Quantity, ...] = (
    *_NEURONS,
    "parameters",
    "unshared-parameters",
    "fully-connected-parameters",
)
"""A convolution set against a fully connected layer."""

DENSE: tuple[Quantity, ...] = ("fully-connected-weights", "fully-connected-parameters")


@dataclass(frozen=True, slots=True)
class ParameterSharing(Problem):
    """An input volume, a convolution, which numbers are asked, and the neurons of a fully connected layer beside it."""

    summary = "neurons, what they see, and parameters with and without sharing"
    group = "sizes"

    input: Volume
    layer: Conv
    ask: tuple[Quantity, ...] = LECTURE
    fully_connected: int = 0

    def __post_init__(self) -> None:
        if not self.ask or len(set(self.ask)) < len(self.ask):
            raise GivenError("ask", f"must name one or more of {', '.join(ASKED)}, each once")
        if self.layer.groups > 1 or not self.layer.bias:
            raise GivenError("layer", "the layer must be a plain convolution, without groups and with biases")
        if output_volume(self.input, self.layer) is None:
            raise GivenError("layer", "the stride does not divide, so the layer does not fit; change the input's sides")
        if self.fully_connected < 0 or (self._dense and not self.fully_connected):
            raise GivenError("fully-connected", "say how many neurons the fully connected layer has, 1 or more")

    @property
    def _dense(self) -> bool:
        """Whether a fully connected layer is asked about."""
        return any(quantity in DENSE for quantity in self.ask)

    def question(self) -> Page:
        conv = (
            f"The input is {self.input} (width × height × depth). The layer is {layer_text(self.layer)}, "
            "with one bias a filter."
        )
        dense = (
            f" Beside it, a fully connected layer of {self.fully_connected} neurons reads the same input."
            if self._dense
            else ""
        )
        return (
            Text(conv + dense),
            Text("Each cell of the convolution's output is a neuron; those of one map share their weights."),
        )

    def parts(self) -> tuple[str, ...]:
        """What is asked, in words."""
        return tuple(ASKED[quantity] for quantity in self.ask)

    def part(self, number: int, earlier: tuple[Value, ...]) -> OnePart:
        """The next number, out of the answers so far where it follows from them, else out of the givens."""
        known = dict(zip(self.ask, earlier[:number], strict=False))
        output = output_volume(self.input, self.layer)
        assert output is not None  # refused when the problem was made
        column = whole_number(known.get("depth-column", output.depth))
        seen = whole_volume(known.get("connected-to", region(self.input, self.layer)))
        inputs = whole_number(known.get("inputs-per-neuron", seen.cells))
        neurons = whole_number(known.get("neurons", output.width * output.height * column))
        quantity = self.ask[number]
        part = ConnectedTo if quantity == "connected-to" else SharingCount
        found = self.ask[:number]
        return part(self.input, self.layer, quantity, column, seen, inputs, neurons, self.fully_connected, found)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: what a neuron sees, and how many there are. Medium: the course's six questions. Hard: stride and
        padding, connections, and a fully connected layer for comparison."""
        hard = level == "hard"
        filter = 3 if hard else dice.choice((2, 3))
        stride, padding = (2, 1) if hard else (1, 0)
        across = dice.integer(3, 9 if level == "easy" else 6)
        down = across if level == "easy" else dice.integer(3, 6)
        width, height = ((side - 1) * stride + filter - 2 * padding for side in (across, down))
        layer = Conv(dice.integer(2, 12), Window.square(filter, stride, padding))
        volume = Volume(width, height, dice.integer(2, 5))
        if across * down * layer.filters * (region(volume, layer).cells + 1) > 9999:
            return None  # the largest answer, the parameters without sharing
        if level == "easy":
            return cls(volume, layer, ("depth-column", "connected-to", "inputs-per-neuron", "neurons"))
        if level == "medium":
            return cls(volume, layer)
        return cls(volume, layer, dice.choice((COMPARED_WEIGHTS, COMPARED_PARAMETERS)), dice.integer(11, 20))
