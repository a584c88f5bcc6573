"""Fully connected layers, and flattening: n = W·H·D inputs, M neurons."""

from cnnhand.errors import GivenError
from cnnhand.exact.cells import weighted_sum
from cnnhand.exact.shapes import Axis, Rounding, Window
from cnnhand.exact.values import Grid, Rational, Rows, Volume, plain
from cnnhand.layers.base import Layer
from cnnhand.layers.rules import Count, Rule, known, learned
from cnnhand.layers.words import plural


class Dense(Layer):
    """A fully connected layer: every neuron sees the whole input. `trained` is false where it is kept fixed."""

    name = "fc"
    also = ("dense", "linear", "fully-connected", "fullyconnected")
    numbers = ("", "neurons")
    example = "fc-4096"
    unsaid = ("vector",)
    linear = True
    work = ""

    neurons: int
    bias: bool = True
    trained: bool = True
    depth: int | None = None
    """How many numbers it reads, where nothing in front of it says so."""
    weights: Rows | None = None
    """A row a neuron."""
    biases: tuple[Rational, ...] | None = None
    classes: tuple[str, ...] = ()
    """What its neurons stand for."""
    vector: bool = False
    """Whether it is one of Keras, which flattens nothing."""

    def check(self, volume: Volume) -> None:
        if self.neurons < 1:
            raise GivenError("neurons", f"a fully connected layer has at least one neuron, not {self.neurons}")
        reads = None if None in volume else volume.cells
        if self.depth is not None and reads not in (None, self.depth):
            raise GivenError("in", f"the layer reads {self.depth} numbers, and here {reads} come in")
        if self.vector and volume[:2] != (1, 1) and None not in volume[:2]:
            what = f"a Dense of Keras reads each of the {volume.width}×{volume.height} places by itself, as"
            raise GivenError("layers", f"{what} conv1-{self.neurons} does; write that, or put Flatten() in front of it")
        if self.weights is not None and reads is not None and len(self.weights[0]) != reads:
            what = f"each row must have {plural(reads, 'weight')}, one an input, not {len(self.weights[0])}"
            raise GivenError("weights", what)

    def side(self, side: int | None, way: int, rounding: Rounding) -> Rule:
        return Rule("1", {})

    def depth_rule(self, volume: Volume) -> Rule:
        return Rule("M", {"M": self.neurons}, "a vector")

    def letters(self, volume: Volume, output: Volume | None) -> dict[str, Rational]:
        found = super().letters(volume, output)
        if self.depth is not None:
            found |= {"W": 1, "H": 1, "D": self.depth}
        reads = {"n": found["W"] * found["H"] * found["D"]} if {"W", "H", "D"} <= found.keys() else {}
        return found | reads | {"M": self.neurons}

    def counts(self) -> dict[str, Count]:
        weights = Count.of("inputs", "W·H·D", "the volume as one vector").then(
            "weights", "{}·M", "every neuron sees every input"
        )
        if not self.trained:
            return {"untrained": weights.then("untrained", "{} + M", "and a bias a neuron") if self.bias else weights}
        return learned(*weights.board, biases=Count.of("biases", "M", "one a neuron") if self.bias else None)

    def seen_by_one(self) -> str:
        return "W·H·D"

    def seen(self, volume: Volume) -> Window | None:
        return Window(Axis(volume.width or 1), Axis(volume.height or 1))

    def words(self) -> str:
        biases = "" if self.bias else ", without biases"
        reads = f" on {plural(self.depth, 'input')}" if self.depth else ""
        return f"a fully connected layer of {plural(self.neurons, 'neuron')}{reads}{biases}"

    def forward(self, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
        return scores(self, x)

    def backward(self, x: Grid, gradient: Grid) -> Grid:
        return dense_input_gradient(self, x.volume, gradient)


class Flatten(Layer):
    """The volume as one vector of W·H·D numbers: channel by channel, row by row."""

    name, title = "flatten", "flattening into a vector"
    in_place = True
    linear = True

    def side(self, side: int | None, way: int, rounding: Rounding) -> Rule:
        return Rule("1", {})

    def depth_rule(self, volume: Volume) -> Rule:
        given = known(**dict(zip("WHD", volume, strict=True)))
        return Rule("W·H·D", given, "the numbers of the volume, one after the other")

    def forward(self, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
        return Grid.from_cells(x.cells(), Volume(1, 1, x.volume.cells))

    def backward(self, x: Grid, gradient: Grid) -> Grid:
        return Grid.from_cells(gradient.cells(), x.volume)


# ---- the arithmetic -------------------------------------------------------------------------------------------------


def scores(layer: Dense, x: Grid) -> Grid:
    """The numbers of a fully connected layer, as a vector of 1×1×M: Σ w·x + b for each neuron."""
    assert layer.weights is not None
    inputs = tuple(x.cells())
    biases = layer.biases or (0,) * len(layer.weights)
    numbers = (plain(weighted_sum((row,), (inputs,)) + b) for row, b in zip(layer.weights, biases, strict=True))
    return Grid.from_cells(numbers, Volume(1, 1, len(layer.weights)))


def dense_input_gradient(layer: Dense, volume: Volume, gradient: Grid) -> Grid:
    """dX of a fully connected layer: for each input the sum over the neurons of its weight times dY."""
    if layer.weights is None:
        raise GivenError("weights", "the gradient of the input needs the numbers of the weights")
    dys = tuple(gradient.cells())
    columns = zip(*layer.weights, strict=True)
    return Grid.from_cells((plain(weighted_sum((column,), (dys,))) for column in columns), volume)


def dense_weight_gradient(x: Grid, gradient: Grid) -> Grid:
    """dW of a fully connected layer, a row a neuron: dY of the neuron times each input."""
    return Grid.of([[plain(dy * number) for number in x.cells()] for dy in gradient.cells()])


LAYERS: tuple[type[Layer], ...] = (Dense, Flatten)
