"""What is to come of a network in which something is left open."""

from typing import NamedTuple

from cnnhand.exact.values import Size, Volume
from cnnhand.layers.base import Layer
from cnnhand.layers.network import Network
from cnnhand.layers.rows import count
from cnnhand.questions.known import Known


class Wanted(NamedTuple):
    """What is to come of it, as far as it is given: the output, the side of the receptive field, all parameters."""

    output: Volume | None = None
    field: int | None = None
    parameters: int | None = None


def parameters(network: Network) -> int:
    """All weights and biases of a network; `GivenError` where a depth is not given."""
    known, total = Known(network), 0
    for place in range(1, known.last + 1):
        layer = known.layer(place)
        if isinstance(layer, Layer):
            reads = known.reads(place)
            total += count(layer.on(reads), reads, known.volume(place))[0].total
    return total


def field_of(network: Network) -> Size:
    """The receptive field of the last layer, across and down."""
    seen = Known(network).views(len(network.nodes))[-1]
    return Size(seen.across.size, seen.down.size)
