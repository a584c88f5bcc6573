"""The numbers of a fully connected layer, z = b + Σ w·x for every neuron, and the vector that flattening makes.

x are the numbers of the vector, n of them, w the weights of a neuron, b its bias, z what comes out of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cnnhand.exact.cells import exchanged
from cnnhand.exact.formula import Given
from cnnhand.exact.values import Grid, Rational, Rows, Value, plain
from cnnhand.layers.words import listed
from cnnhand.page import Working, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.numbers import LayerMap, as_row
from cnnhand.questions.traced import added, step_of, traced_grid, value_of


class FlatMap(LayerMap):
    """The vector that maps make: channel by channel, row by row."""

    alone = False
    asked = "Which vector comes out{of}? Type it as a row, as in 6 8 3."

    @property
    def made(self) -> Grid:
        return Grid.of([self.x.cells()])

    name = "vector"

    def board(self) -> Working:
        filled = f"{'·'.join(map(str, self.x.volume))} = {self.x.volume.cells} numbers"
        return Working("the numbers channel by channel, row by row", filled, self.all_at_once())


@dataclass(frozen=True)  # so that what is checked below is called
class DenseMap(LayerMap):
    """What comes out of the neurons of a fully connected layer."""

    @cached_property
    def made(self) -> Grid:
        return as_row(self.layer.forward(self.x))

    def __post_init__(self) -> None:
        self.layer.check(self.x.volume)

    @cached_property
    def inputs(self) -> tuple[Rational, ...]:
        """The numbers of the vector."""
        return tuple(self.x.cells())

    @cached_property
    def biases(self) -> tuple[Rational, ...]:
        """The bias of every neuron; zeros where it has none."""
        biases: tuple[Rational, ...] = self.layer.biases or (0,) * self.layer.neurons
        return biases

    def by(self, rule: Callable[[Sequence[Rational], Rational], Rational]) -> Value:
        """What is asked, with each neuron made of its products and its bias by another rule."""
        products = ([x * w for x, w in zip(self.inputs, row, strict=True)] for row in self.layer.weights)
        return self.picked(Grid.of([[plain(rule(*neuron)) for neuron in zip(products, self.biases, strict=True)]]))

    def with_weights(self, change: Callable[[Sequence[Rational]], Sequence[Rational]]) -> "DenseMap":
        """The same question with the weights of each neuron changed."""
        return self.changed(weights=tuple(tuple(change(row)) for row in self.layer.weights))

    def with_biases(self, change: Callable[[Rational], Rational]) -> "DenseMap":
        """The same question with other biases."""
        return self.changed(biases=tuple(map(change, self.biases)))

    @property
    def givens(self) -> tuple[Given, ...]:
        return ({"n": len(self.inputs), "M": len(self.biases)},)

    def letters(self) -> dict[str, object]:
        biases = f"{'biases' if len(self.biases) > 1 else 'bias'} {listed(self.biases)}"
        return super().letters() | {"bias": biases}

    name = "numbers"

    def board(self) -> Working:
        numbers = list(self.made.cells())
        if len(numbers) == 1:
            (products,), (bias,) = self.with_biases(lambda b: 0).traced.cells(), self.biases
            steps = [step_of("Σ w·x", products)]
            if bias:
                steps.append(step_of("with the bias", added((bias, value_of(products)))))
            return Working("z = b + Σ w·x", f"z = {say(bias)} + {products}", tuple(steps))
        names = self.layer.classes or tuple(f"neuron {number}" for number in range(1, len(numbers) + 1))
        steps = list(map(step_of, names, self.traced.cells()))
        vector = f"x = {' '.join(map(say, self.inputs))}"
        return Working("z = b + Σ w·x for every neuron", vector, self.finished(steps))

    @property
    def traced(self) -> Grid:
        """The numbers, with how each of them comes about."""
        traced: Grid = self.layer.forward(traced_grid(self.x))
        return traced


def _winding(rows: Rows) -> Rows:
    """Every second row from right to left."""
    return tuple(row[::-1] if index % 2 else row for index, row in enumerate(rows))


def _channels_last(part: Any) -> Grid:
    """Place by place, the channels of each together, as some frameworks keep them."""
    numbers, places = list(part.x.cells()), part.x.width * part.x.height
    return Grid.of([[number for place in range(places) for number in numbers[place::places]]])


def _transposed(part: Any) -> Any:
    """The weights read down the columns of the table, as many as there are inputs to a neuron."""
    weights = iter([w for column in exchanged(part.layer.weights) for w in column])
    return part.with_weights(lambda row: [next(weights) for _ in row])


FlatMap.usual = rules(
    """
    columns-first: by reading column by column [p.with_x(lambda x: x.by_channel(exchanged))]
    rows-winding: by reading every second row from right to left [p.with_x(lambda x: x.by_channel(_winding))]
    rows-upside-down: by reading from the last row up [p.with_x(lambda x: x.by_channel(upside_down))]
    channels-reversed: with the channels in the opposite order [p.with_x(lambda x: Grid(x.channels[::-1]))] | D > 1
    flatten-without-channels: from channel 1 alone, out of {D} [p.with_x(lambda x: Grid(x.channels[:1]))] | D > 1
    channels-last: by reading place by place, the {D} channels of each together := _channels_last(p) | D > 1
    """
)
DenseMap.usual = rules(
    """
    bias-forgotten*: without the {bias} [p.with_biases(lambda b: 0)]
    bias-subtracted: with the {bias} subtracted [p.with_biases(lambda b: -b)]
    bias-per-product: with the {bias} added to each of the {n} products [p.with_biases(lambda b: b * len(p.inputs))] | n > 1
    signs-lost: without the minus signs of the weights [p.with_weights(lambda ws: map(magnitude, ws))]
    weights-ignored: with the inputs added up, as if every weight were 1 [p.with_weights(lambda ws: [1] * len(ws))]
    weights-reversed: with the weights in the opposite order [p.with_weights(lambda ws: ws[::-1])]
    weights-transposed: with the weights read down the columns of the table [_transposed(p)] | n > 1, M > 1
    other-bias: with the bias of another neuron [p.changed(biases=p.biases[1:] + p.biases[:1])] | M > 1
    sums-multiplied: with the sum of the inputs times the sum of the weights in place of Σ w·x [p.with_weights(lambda ws: [sum(ws)] * len(ws))] | n > 1
    averaged: with Σ w·x divided by {n} => average(ps) + b | n > 1
    largest-product: with the largest product in place of the sum => max(ps) + b | n > 1
    relu-before-bias: with a ReLU before the {bias} => relu(sum(ps)) + b
    relu-per-product: with a ReLU on each product => sum(map(relu, ps)) + b | n > 1
    relu-applied: after a ReLU that was not asked for => relu(sum(ps) + b)
    sign-lost: without the minus sign of the result => magnitude(sum(ps) + b)
    """,
    "ps, b",
)
