"""The totals of a network, as tests compare them."""

from cnnhand.calculator.network import Described, sums_of
from cnnhand.layers.rows import Parameters


def learned(network: Described) -> Parameters | None:
    """All that it learns and keeps; None where that is not known."""
    weights, biases, untrained = (sums_of(network)[name] for name in ("weights", "biases", "untrained"))
    return None if weights is None or biases is None or untrained is None else Parameters(weights, biases, untrained)


def macs(network: Described) -> int | None:
    """All of its weight multiply-accumulates."""
    return sums_of(network)["macs"]
