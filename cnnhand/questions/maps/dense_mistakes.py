"""The usual mistakes with a fully connected layer, and with the vector that it reads."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from cnnhand.exact.cells import exchanged, magnitude, relu, upside_down
from cnnhand.exact.values import Grid, Rational, Rows, Value, plain
from cnnhand.questions.catalogue import edits, values
from cnnhand.questions.maps.layer import shaped


def _in_every_map(change: Callable[[Rows], Rows]) -> Callable[[Any], Any]:
    """The vector of maps whose rows were changed before."""
    return lambda p: p.with_x(p.x.by_channel(change))


def _winding(rows: Rows) -> Rows:
    """Every second row from right to left."""
    return tuple(row[::-1] if index % 2 else row for index, row in enumerate(rows))


def _channels_last(part: Any) -> Value:
    """Place by place, the channels of each together, as some frameworks keep them."""
    numbers, places = list(part.x.cells()), part.x.width * part.x.height
    return Grid.of([[number for place in range(places) for number in numbers[place::places]]])


FLATTEN = (
    *edits(
        {
            "columns-first: by reading column by column | two_ways": _in_every_map(exchanged),
            "rows-winding: by reading every second row from right to left | two_ways": _in_every_map(_winding),
            "rows-upside-down: by reading from the last row up": _in_every_map(upside_down),
            "channels-reversed: with the channels in the opposite order | D > 1": lambda p: p.with_x(
                Grid(p.x.channels[::-1])
            ),
            "flatten-without-channels: from channel 1 alone, out of {D} | D > 1": lambda p: p.with_x(
                Grid(p.x.channels[:1])
            ),
        }
    ),
    *values(
        {"channels-last: by reading place by place, the {D} channels of each together | D > 1": _channels_last},
    ),
)


def _numbers(numbers: Sequence[Rational]) -> Value:
    return shaped(Grid.of([map(plain, numbers)]))


def _by(rule: Callable[[Sequence[Rational], Rational], Rational]) -> Callable[[Any], Value]:
    """Another rule for every neuron, of its products and its bias."""

    def value(part: Any) -> Value:
        products = [[x * w for x, w in zip(part.inputs, row, strict=True)] for row in part.layer.weights]
        return _numbers([rule(*neuron) for neuron in zip(products, part.biases, strict=True)])

    return value


def _sums_multiplied(part: Any) -> Value:
    """The sum of the inputs times the sum of the weights."""
    rows = zip(part.layer.weights, part.biases, strict=True)
    return _numbers([sum(part.inputs) * sum(row) + bias for row, bias in rows])


def _transposed(part: Any) -> Any:
    """The weights read down the columns of the table, as many as there are inputs to a neuron."""
    weights, width = [w for column in exchanged(part.layer.weights) for w in column], len(part.inputs)
    return part.with_rows(weights[at : at + width] for at in range(0, len(weights), width))


def _next_biases(part: Any) -> Any:
    return part.with_biases(part.biases[1:] + part.biases[:1])


DENSE = (
    *edits(
        {
            "bias-forgotten*: without the {bias} | biased": lambda p: p.with_biases(0 for _ in p.biases),
            "bias-subtracted: with the {bias} subtracted | biased": lambda p: p.with_biases(-b for b in p.biases),
            "bias-per-product: with the {bias} added to each of the {n} products | biased, n > 1": lambda p: (
                p.with_biases(b * len(p.inputs) for b in p.biases)
            ),
            "signs-lost: without the minus signs of the weights": lambda p: p.with_rows(
                map(magnitude, row) for row in p.layer.weights
            ),
            "weights-ignored: with the inputs added up, as if every weight were 1": lambda p: p.with_rows(
                [1] * len(row) for row in p.layer.weights
            ),
            "weights-reversed: with the weights in the opposite order": lambda p: p.with_rows(
                row[::-1] for row in p.layer.weights
            ),
            "weights-transposed: with the weights read down the columns of the table | n > 1, M > 1": _transposed,
            "other-bias: with the bias of another neuron | M > 1": _next_biases,
        }
    ),
    *values(
        {
            "sums-multiplied: with the sum of the inputs times the sum of the weights in place of Σ w·x"
            " | n > 1": _sums_multiplied,
            "averaged: with Σ w·x divided by {n} | n > 1": _by(lambda ps, b: Fraction(sum(ps)) / len(ps) + b),
            "largest-product: with the largest product in place of the sum | n > 1": _by(lambda ps, b: max(ps) + b),
            "relu-before-bias: with a ReLU before the {bias} | biased": _by(lambda ps, b: relu(sum(ps)) + b),
            "relu-per-product: with a ReLU on each product | n > 1": _by(lambda ps, b: sum(map(relu, ps)) + b),
            "relu-applied: after a ReLU that was not asked for": _by(lambda ps, b: relu(sum(ps) + b)),
            "sign-lost: without the minus sign of the result": _by(lambda ps, b: magnitude(sum(ps) + b)),
        }
    ),
)
