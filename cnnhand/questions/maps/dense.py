"""The numbers of a fully connected layer, z = b + Σ w·x for every neuron, and the vector that flattening makes.

x are the numbers of the vector, n of them, w the weights of a neuron, b its bias, z what comes out of it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cnnhand.exact.cells import weighted_sum
from cnnhand.exact.formula import Given
from cnnhand.exact.values import Form, Grid, Rational, Volume, plain
from cnnhand.layers.base import Layer
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.words import listed
from cnnhand.page import Step, Working, factor, say
from cnnhand.questions.maps.dense_mistakes import DENSE, FLATTEN
from cnnhand.questions.maps.layer import LayerMap, in_a_row, row_sentence


@dataclass(frozen=True)
class FlatMap(LayerMap):
    """The vector that maps make: channel by channel, row by row."""

    form = Form.GRID
    catalogue = FLATTEN

    @classmethod
    def sentence(cls, output: Volume | None, of: str) -> str:
        return f"Which vector comes out{of}? Type it as a row, as in 6 8 3."

    def answer(self) -> Grid:
        return Grid.of([self.x.cells()])

    @property
    def two_ways(self) -> bool:
        """Whether a map can be read along its columns instead of its rows."""
        return self.x.width > 1 and self.x.height > 1

    def letters(self) -> dict[str, object]:
        return {"D": self.x.depth}

    def working(self) -> Working:
        answer, volume = self.answer(), self.x.volume
        return Working(
            "the numbers channel by channel, row by row",
            f"{volume.width}·{volume.height}·{volume.depth} = {volume.cells} numbers",
            (Step("vector", say(answer), answer),),
        )


@dataclass(frozen=True)
class DenseMap(LayerMap):
    """What comes out of the neurons of a fully connected layer."""

    catalogue = DENSE

    @cached_property
    def made(self) -> Grid:
        return in_a_row(self.layer.forward(self.x))

    def __post_init__(self) -> None:
        self.layer.check(self.x.volume)

    @classmethod
    def sentence(cls, output: Volume | None, of: str) -> str:
        return row_sentence(output, of)

    @cached_property
    def inputs(self) -> tuple[Rational, ...]:
        """The numbers of the vector."""
        return tuple(self.x.cells())

    @cached_property
    def biases(self) -> tuple[Rational, ...]:
        """The bias of every neuron; zeros where it has none."""
        biases: tuple[Rational, ...] = self.layer.biases or (0,) * self.layer.neurons
        return biases

    @cached_property
    def sums(self) -> tuple[Rational, ...]:
        """Σ w·x of every neuron."""
        return tuple(plain(weighted_sum((self.inputs,), (row,))) for row in self.layer.weights)

    def with_rows(self, rows: Any) -> "DenseMap":
        """The same question with other weights, a row a neuron."""
        return self.with_layer(weights=tuple(map(tuple, rows)))

    def with_biases(self, biases: Any) -> "DenseMap":
        """The same question with other biases."""
        return self.with_layer(biases=tuple(biases))

    # ---- what its mistakes look at -----------------------------------------------------------------------------------

    @property
    def biased(self) -> bool:
        """Whether a bias is not 0."""
        return any(self.biases)

    @property
    def givens(self) -> tuple[Given, ...]:
        return ({"n": len(self.inputs), "M": len(self.sums)},)

    def letters(self) -> dict[str, object]:
        biases = f"{'biases' if len(self.biases) > 1 else 'bias'} {listed(self.biases)}"
        return {"bias": biases, "n": len(self.inputs)}

    # ---- the working -------------------------------------------------------------------------------------------------

    def products(self, number: int) -> str:
        """Σ w·x of a neuron, counted from 0, with the numbers."""
        pairs = zip(self.layer.weights[number], self.inputs, strict=True)
        return " + ".join(f"{factor(w)}·{factor(x)}" for w, x in pairs)

    def working(self) -> Working:
        answer, numbers = self.answer(), list(self.made.cells())
        if len(numbers) == 1:
            (bias,), (sum_,), products = self.biases, self.sums, self.products(0)
            steps: tuple[Step, ...] = (Step("Σ w·x", products, sum_),)
            if self.biased:
                steps += (Step("with the bias", f"{say(bias)} + {factor(sum_)}", numbers[0]),)
            return Working("z = b + Σ w·x", f"z = {say(bias)} + {products}", steps)
        names = self.layer.classes or tuple(f"neuron {number}" for number in range(1, len(numbers) + 1))
        steps = tuple(
            Step(name, f"{self.products(at)} + {factor(bias)}", z)
            for at, (name, bias, z) in enumerate(zip(names, self.biases, numbers, strict=True))
        )
        vector = f"x = {' '.join(map(say, self.inputs))}"
        return Working("z = b + Σ w·x for every neuron", vector, (*steps, Step("numbers", say(answer), answer)))


PARTS: dict[type[Layer], type[LayerMap]] = {Dense: DenseMap, Flatten: FlatMap}
