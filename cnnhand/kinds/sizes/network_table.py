"""The whole table of a small network: the volume, the weights and the biases of every layer, and the totals."""

from collections.abc import Iterator

from cnnhand.kinds.drawing import Ask, Dice, Level, Network, NetworkProblem
from cnnhand.kinds.small_networks import draw_network
from cnnhand.layers.base import Layer
from cnnhand.layers.dense import Dense
from cnnhand.layers.network import Join
from cnnhand.layers.rows import rows
from cnnhand.questions.counts.counting import counts_any

SUMMARY = "volumes, weights and biases of a whole network, cell by cell"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a convolution, a pool and a fully connected layer. Medium: two convolutions. Hard: two pools too, and
    an image with two different sides."""
    network = draw_network(level, dice)
    if network is None:
        return None
    counts = [row.parameters for row in rows(network) if row.parameters and row.parameters.total]
    if any(len({getattr(count, name) for count in counts}) < len(counts) for name in ("weights", "biases")):
        return None  # with the same number twice nobody can tell which one was left out
    return NetworkProblem(network, cells_and_totals(network))


def cells_and_totals(network: Network) -> tuple[Ask, ...]:
    """What is asked of a whole network: layer by layer what there is of it, and the totals."""
    everything = tuple(range(1, len(network.nodes) + 1))
    totals = [Ask(what, everything) for what in ("weights", "biases", "parameters")]
    cells = (Ask(what, (place,)) for place in everything for what in _cells(network.nodes[place - 1].layer))
    return (*cells, *totals)


def _cells(layer: Layer | Join) -> Iterator[str]:
    """What there is to be asked of a layer: a volume where it changes, weights and biases where it has any."""
    if isinstance(layer, Join):
        yield "volume"
        return
    if type(layer).sides is not Layer.sides and not isinstance(layer, Dense):
        yield "volume"
    yield from (what for what in ("weights", "biases") if counts_any(layer, what))
