"""How something is counted of a layer, a small rule by name: weights, neurons, connections, work, bytes.

The letters are those of `layers/base.py`; B are the bytes of a number, N the images of a batch.
"""

from collections.abc import Callable
from functools import partial

from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense
from cnnhand.layers.rows import work_of
from cnnhand.layers.rules import Count, Line


def count_of(layer: Layer, what: str) -> Count:
    """How something is counted of a layer.

    >>> from cnnhand.layers.notation import layer
    >>> print(count_of(layer("conv3-8"), "parameters").formula)
    F·F·D·K + K
    """
    return _RULES[what](layer)


def nothing(layer: Layer) -> Count:
    """For what such a layer has none of."""
    pool = "a pooling layer has none: there is no weight and no bias to learn"
    return Count.of("count", "0", pool if "pool" in layer.name else "there is nothing of the sort in such a layer")


def counts_any(layer: Layer, what: str) -> bool:
    """Whether a layer has any of it."""
    return count_of(layer, what).board[-1].text != "0"


def _kept(label: str, *names: str) -> Callable[[Layer], Count]:
    """Some of the numbers that a layer keeps, added up."""

    def rule(layer: Layer) -> Count:
        own = layer.counts()
        parts = [own[name] for name in names if name in own]
        if not parts:
            return nothing(layer)
        lines = tuple(line for part in parts for line in part.board)
        added = " + ".join(part.name for part in parts)
        return Count((*lines, Line(label, added)) if len(parts) > 1 else lines)

    return rule


def _neurons(layer: Layer, label: str = "neurons") -> Count:
    if layer.in_place:
        return Count.of("count", "0", "its numbers take the place of what it reads")
    sides = "W·H·D" if type(layer) is Layer else "M" if isinstance(layer, Dense) else "W2·H2·D2"
    return Count.of(label, sides, "one a cell" if "W" in sides else "")


def _inputs(layer: Layer) -> Count:
    one = layer.seen_by_one()
    return Count.of("inputs", one, "of one neuron") if one else nothing(layer)


def _of_neurons(text: str, label: str, note: str = "", *, learned: bool = True) -> Callable[[Layer], Count]:
    """What follows from the neurons and the inputs of one; of a layer that learns nothing only where it is said so."""

    def rule(layer: Layer) -> Count:
        inputs, neurons = _inputs(layer), _neurons(layer)
        if inputs.name == "count" or (learned and "weights" not in layer.counts()):
            return nothing(layer) if learned else _macs(layer)  # where neurons have different inputs
        biased = "biases" in layer.counts()
        said = text if biased else text.replace("(inputs + 1)", "inputs")
        return Count((*inputs.board, *neurons.board, Line(label, said, note)))

    return rule


def _unrolled(label: str, text: str) -> Callable[[Layer], Count]:
    """A side of the matrix that a convolution reads as one product of matrices, a window a column (im2col)."""
    return lambda layer: Count.of(label, text or layer.seen_by_one()) if isinstance(layer, Conv) else nothing(layer)


def _macs(layer: Layer) -> Count:
    return work_of(layer) or nothing(layer)


def _of(base: Callable[[Layer], Count], label: str, text: str, note: str = "") -> Callable[[Layer], Count]:
    """What follows from another count; nothing where there is none of that."""

    def rule(layer: Layer) -> Count:
        count = base(layer)
        return count if count.name == "count" else count.then(label, text, note)

    return rule


_PARAMETERS = _kept("parameters", "weights", "biases")

_RULES: dict[str, Callable[[Layer], Count]] = {
    "weights": _kept("weights", "weights"),
    "biases": _kept("biases", "biases"),
    "parameters": _PARAMETERS,
    "untrained": _kept("untrained", "untrained"),
    "all": _kept("all", "weights", "biases", "untrained"),
    "neurons": _neurons,
    "inputs": _inputs,
    "connections": _of_neurons("neurons·inputs", "connections", "each neuron has its own", learned=False),
    "connections with biases": _of_neurons(
        "neurons·(inputs + 1)", "connections", "a bias is one more of each neuron", learned=False
    ),
    "macs": _macs,
    "macs at one": _of_neurons("inputs", "products", "one with each input"),
    "flops": _of(_macs, "FLOPs", "2·{}", "a product and a sum each"),
    "flops as 2n-1": _of_neurons("neurons·(2·inputs − 1)", "operations", "n products and n − 1 sums for each value"),
    "parameters without sharing": _of_neurons("neurons·(inputs + 1)", "parameters", "of all neurons"),
    "weights without sharing": _of_neurons("neurons·inputs", "weights", "of all neurons"),
    "im2col-rows": _unrolled("rows", ""),
    "im2col-columns": _unrolled("columns", "N·W2·H2"),
    "bytes": _of(partial(_neurons, label="numbers"), "bytes", "N·{}·B"),
    "parameter-bytes": _of(_PARAMETERS, "bytes", "{}·B"),
}
"""What can be counted, by the name by which it is asked, its convention behind it."""

OF_TWO = ("difference", "ratio")
"""How two networks are compared."""

COUNTED_AS = {
    "macs": "MACs",
    "flops": "FLOPs",
    "inputs": "inputs of one neuron",
    "all": "numbers kept",
    "im2col-rows": "rows of the im2col matrix, a window a column",
    "im2col-columns": "columns of the im2col matrix",
    "parameter-bytes": "bytes of the parameters",
}
"""What is counted in the middle of a sentence, where it has another name than the quantity."""

CONVENTIONS = [name for name in _RULES if " " in name]
"""What is counted by a convention that has to be asked for."""
