"""A network calculated: of every layer the volumes, the numbers it learns, its work, and what its cells see.

Nothing here is rounded or guessed: what is not known (because a layer before it does not fit) is None.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cnnhand.errors import GivenError
from cnnhand.exact.formula import MissingError
from cnnhand.exact.receptive import View
from cnnhand.exact.shapes import Pair, Rounding, check_window, unread
from cnnhand.exact.values import Volume
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.network import MAX_LAYERS, Join, LayerError, Network, Node, made_by
from cnnhand.layers.rules import Count
from cnnhand.layers.transposed import TransposedConv
from cnnhand.layers.views import MAX_REACH, first_view, view_after


class Parameters(NamedTuple):
    """The numbers that a layer keeps: trained weights and biases apart, and those that are not trained."""

    weights: int = 0
    biases: int = 0
    untrained: int = 0

    @property
    def total(self) -> int:
        """Weights plus biases: what is trained."""
        return self.weights + self.biases


class Row(NamedTuple):
    """A layer of a network with all that is known of it; `output` is None where it must fit and does not."""

    number: int
    node: Node
    inputs: tuple[Volume | None, ...]
    layer: Layer | Join
    """The layer with what depends on its input filled in, such as `same` padding."""
    rounding: Rounding
    output: Volume | None
    parameters: Parameters | None
    macs: int | None
    """The weight multiply-accumulates."""
    view: View | None

    @property
    def input(self) -> Volume | None:
        """The volume that it reads; of a join, that of its first branch; None where it reads nothing that is known."""
        return self.inputs[0] if self.inputs else None

    @property
    def flops(self) -> int | None:
        """Floating-point operations: a multiplication and an addition for each MAC."""
        return None if self.macs is None else 2 * self.macs

    @property
    def activations(self) -> int | None:
        """The numbers in its output volume."""
        return None if self.output is None else self.output.cells

    @property
    def receptive_field(self) -> Pair | None:
        """How many columns and rows of the network's input one of its cells sees."""
        return None if self.view is None else Pair(self.view.across.size, self.view.down.size)

    @property
    def jump(self) -> Pair | None:
        """How many input cells lie between the fields of neighbouring cells; of a vector there is none."""
        return None if self.view is None or self.view.flat else Pair(self.view.across.jump, self.view.down.jump)

    @property
    def start(self) -> Pair | None:
        """The first input column and row that the first cell sees; of a vector there is none."""
        return None if self.view is None or self.view.flat else Pair(self.view.across.start, self.view.down.start)

    @property
    def unread(self) -> Pair | None:
        """How many of the last columns and rows of the padded input no window reads; none where none slides."""
        if self.input is None:
            return None
        if not isinstance(self.layer, Sliding) or isinstance(self.layer, TransposedConv):
            return Pair(0, 0)
        rounding = Rounding.FLOOR if self.output and self.rounding is Rounding.EXACT else self.rounding
        sides = zip(self.input[:2], self.layer.window, strict=True)
        across, down = (unread(side, axis, rounding) for side, axis in sides)
        return Pair(across, down)


def rows(network: Network) -> tuple[Row, ...]:
    """Every layer of a network with its numbers; `LayerError` names the layer that cannot be applied.

    >>> from cnnhand.layers.notation import layer
    >>> from cnnhand.layers.splitting import words
    >>> stack = Network.of(Volume(32, 32, 3), map(layer, words("conv5-10 maxpool2 fc-10")))
    >>> [str(row.output) for row in rows(stack)]
    ['28×28×10', '14×14×10', '1×1×10']
    """
    check(network)
    volumes: list[Volume | None] = [network.input]
    views: list[View | None] = [first_view(network.input)]
    table = []
    for number, node in enumerate(network.nodes, 1):
        reads, seen = [volumes[at] for at in node.inputs], [views[at] for at in node.inputs]
        row = row_of(number, node, reads, seen, node.rounding or network.rounding)
        if row.view is not None and max(max(row.view.across), max(row.view.down)) > MAX_REACH:
            what = "its receptive field is larger than 10^100, and so are the strides so far"
            raise LayerError(number, node.title, GivenError("layers", what))
        table.append(row)
        volumes.append(row.output)
        views.append(row.view)
    return tuple(table)


def row_of(
    number: int, node: Node, reads: Sequence[Volume | None], seen: Sequence[View | None], rounding: Rounding
) -> Row:
    """The row of a layer that reads some volumes and their views; `LayerError` where it cannot be applied."""
    output = made_by(number, node, reads, rounding)
    known = [volume for volume in reads if volume is not None]
    if len(known) < len(reads):
        return Row(number, node, tuple(reads), node.layer, rounding, None, _stated(node.layer), None, None)
    if isinstance(node.layer, Join):
        assert output is not None  # branches that do not match are refused
        view = view_after(node.layer, seen, known[0], output)
        return Row(number, node, tuple(known), node.layer, rounding, output, Parameters(), 0, view)
    layer, rounding = node.layer.on(known[0]), node.layer.rounded(rounding)
    if isinstance(layer, Sliding) and layer.too_large(known[0]):
        try:
            check_window(known[0].width, known[0].height, layer.window)
        except GivenError as error:
            raise LayerError(number, node.title, error) from None
    try:
        counted, macs = count(layer, known[0], output)
    except MissingError:
        what = f"it does not say how many filters it has; write {layer.example}, for one"
        raise LayerError(number, node.title, GivenError("filters", what)) from None
    found = view_after(node.layer, seen, known[0], output) if output else None
    return Row(number, node, tuple(known), layer, rounding, output, counted, macs if output else None, found)


def _stated(layer: Layer | Join) -> Parameters | None:
    """What a layer learns whose input is not known: nothing at all, or it says itself how deep that input is."""
    depth = getattr(layer, "depth", None)
    if isinstance(layer, Join) or (layer.counts() and not depth):
        return None
    reads = Volume(None, None, depth)  # type: ignore[arg-type]  # not known
    return count(layer.on(reads), reads, None)[0]


def multiplied(layer: Layer) -> Count | None:
    """How the weights are counted that a layer multiplies by, trained or kept fixed."""
    fixed = getattr(layer, "trained", True) is False
    return (layer.with_(trained=True) if fixed else layer).counts().get("weights")


def work_of(layer: Layer) -> Count | None:
    """How its multiply-accumulates are counted; None where it has none, or none that count."""
    weights = multiplied(layer)
    if weights is None or layer.work == "·0":
        return None
    return weights.then("MACs", f"{{}}{layer.work}", "each weight at every place" if layer.work else "each weight once")


@lru_cache(maxsize=4096)
def count(layer: Layer, reads: Volume, output: Volume | None) -> tuple[Parameters, int]:
    """What a layer learns and keeps, and its multiply-accumulates where its output is known."""
    given, counts = layer.letters(reads, output), layer.counts()
    rules = {name: one.formula for name, one in counts.items()}
    numbers = {name: int(rule.at(given)) for name, rule in rules.items() if output or not rule.letters & {"W2", "H2"}}
    work = work_of(layer) if output else None
    return Parameters(**numbers), int(work.formula.at(given)) if work else 0


def check(network: Network) -> None:
    """Raise a `GivenError` unless every layer is read by a later one, except the last."""
    if not 1 <= len(network.nodes) <= MAX_LAYERS:
        raise GivenError("layers", f"a network has from 1 to {MAX_LAYERS} layers, not {len(network.nodes)}")
    used = {number for node in network.nodes for number in node.inputs}
    for number, node in enumerate(network.nodes[:-1], 1):
        if number not in used:
            what = "no layer below reads it; join it with `add` or `concat`, or leave it out"
            raise LayerError(number, node.title, GivenError("layers", what))
