"""A network as a list of layers, each with where its input comes from, and what is calculated of every one.

Nothing here is rounded or guessed: what is not known (because a layer before it does not fit) is None.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import reduce
from typing import NamedTuple

from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import Dense, Flatten, PartialConv, Subsample, TransposedConv
from cnnhand.exact.receptive import Reach, View
from cnnhand.exact.shapes import (
    Conv,
    Layer,
    Pair,
    Parameters,
    Pool,
    Rounding,
    Window,
    check_layer,
    output_volume,
    unread,
)
from cnnhand.exact.values import Volume

MAX_LAYERS = 100_000
MAX_SIDE = 10**12
MAX_REACH = 10**100

Sliding = Conv | Pool | PartialConv | Subsample
"""The layers whose window moves over the input with a stride, so that some of it may never be read."""


class LayerError(GivenError):
    """A `GivenError` of one layer of a network, with its number."""

    def __init__(self, number: int, node: "Node", error: GivenError) -> None:
        super().__init__(error.key, f"layer {number} {node.label or node.name}: {error}")
        self.number = number


class Join(Enum):
    """How branches come together: added or multiplied cell by cell, or stacked one behind the other."""

    ADD = "add"
    MULTIPLY = "multiply"
    CONCAT = "concat"

    def volume(self, volumes: Sequence[Volume]) -> Volume:
        """What comes of some volumes; `GivenError` where they do not match.

        A factor may have one number a channel, for all of its places (as in squeeze-and-excitation networks).

        >>> print(Join.CONCAT.volume([Volume(28, 28, 64), Volume(28, 28, 128)]))
        28×28×192
        """
        first = max(volumes, key=lambda volume: volume[:2]) if self is Join.MULTIPLY else volumes[0]
        for other in volumes:
            what = f"its branches give {first} and {other}"
            if self is Join.CONCAT and other[:2] != first[:2]:
                raise GivenError("concat", f"{what}; width and height must be the same to be stacked")
            if self is Join.ADD and other != first:
                raise GivenError("add", f"{what}; they must be the same to be added")
            if self is Join.MULTIPLY and other not in (first, first._replace(width=1, height=1)):
                raise GivenError("multiply", f"{what}; a factor is the same volume, or 1×1×{first.depth}")
        return first._replace(depth=sum(volume.depth for volume in volumes)) if self is Join.CONCAT else first


class Node(NamedTuple):
    """A layer or a join of a network; `inputs` are the numbers of the nodes it reads, 0 the network's input."""

    layer: Layer | Join
    inputs: tuple[int, ...]
    label: str = ""
    """How it is called in messages and tables, such as `conv3-64p1`."""
    name: str = ""
    rounding: Rounding | None = None
    """Its own rounding, where it is not that of the network."""


class Network(NamedTuple):
    """The volume that comes in and the layers from top to bottom, numbered from 1."""

    input: Volume
    nodes: tuple[Node, ...]
    rounding: Rounding = Rounding.EXACT

    @classmethod
    def of(
        cls,
        volume: Volume,
        layers: Iterable[Layer],
        rounding: Rounding = Rounding.EXACT,
        label: Callable[[Layer], str] = str,
    ) -> "Network":
        """A plain stack, in which each layer reads the one before it."""
        nodes = tuple(Node(layer, (number,), label(layer)) for number, layer in enumerate(layers))
        return cls(volume, nodes, rounding)


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
        """The volume that it reads; of a join, that of its first branch; None of a further input of the network."""
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
        """The first input column and row that its first cell sees, from 1; less is padding."""
        return None if self.view is None or self.view.flat else Pair(self.view.across.start, self.view.down.start)

    @property
    def unread(self) -> Pair | None:
        """How many of the last columns and rows of its (padded) input it never reads."""
        if self.input is None:
            return None
        if not isinstance(self.layer, Sliding):
            return Pair(0, 0)
        across, down = self.layer.window
        return Pair(unread(self.input.width, across, self.rounding), unread(self.input.height, down, self.rounding))


class Totals(NamedTuple):
    """The sums over a network's rows; None where a row's number is not known."""

    rows: Sequence[Row]

    @property
    def parameters(self) -> Parameters | None:
        """All weights, biases and numbers that are not trained."""
        known = [row.parameters for row in self.rows if row.parameters is not None]
        if len(known) < len(self.rows):
            return None
        return Parameters(
            sum(counted.weights for counted in known),
            sum(counted.biases for counted in known),
            sum(counted.untrained for counted in known),
        )

    @property
    def macs(self) -> int | None:
        """All weight multiply-accumulates."""
        return _sum([row.macs for row in self.rows])

    @property
    def flops(self) -> int | None:
        """A multiplication and an addition for each of them."""
        return None if self.macs is None else 2 * self.macs

    @property
    def activations(self) -> int | None:
        """The numbers in all output volumes."""
        return _sum([row.activations for row in self.rows])


def _sum(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def rows(network: Network) -> tuple[Row, ...]:
    """Every layer of a network with its numbers; `GivenError` names the layer that cannot be applied.

    >>> from cnnhand.exact.shapes import Window
    >>> stack = Network.of(Volume(32, 32, 3), [Conv(10, Window.square(5)), Pool("max", Window.square(2, 2)), Dense(10)])
    >>> [str(row.output) for row in rows(stack)]
    ['28×28×10', '14×14×10', '1×1×10']
    """
    check(network)
    volumes: list[Volume | None] = [network.input]
    views: list[View | None] = [first_view(network.input)]
    table = []
    for number, node in enumerate(network.nodes, 1):
        try:
            row = row_of(
                number, node, [volumes[i] for i in node.inputs], [views[i] for i in node.inputs], network.rounding
            )
            if row.output is not None and max(row.output) > MAX_SIDE:
                raise GivenError("layers", f"its output {row.output} is larger than 10^12")
            if row.view is not None and max(max(row.view.across), max(row.view.down)) > MAX_REACH:
                raise GivenError("layers", "its receptive field is larger than 10^100, and so are the strides so far")
        except GivenError as error:
            raise LayerError(number, node, error) from None
        table.append(row)
        volumes.append(row.output)
        views.append(row.view)
    return tuple(table)


def check(network: Network) -> None:
    """Raise a `GivenError` unless every layer is read by a later one, except the last."""
    if not 1 <= len(network.nodes) <= MAX_LAYERS:
        raise GivenError("layers", f"a network has from 1 to {MAX_LAYERS} layers, not {len(network.nodes)}")
    used = {number for node in network.nodes for number in node.inputs}
    for number, node in enumerate(network.nodes[:-1], 1):
        if number not in used:
            what = "no layer below reads it; join it with `add` or `concat`, or leave it out"
            raise LayerError(number, node, GivenError("layers", what))


def volumes(volume: Volume, layers: Sequence[Layer], rounding: Rounding = Rounding.EXACT) -> tuple[Volume, ...]:
    """The volume after each layer of a plain stack; `GivenError` (key `layers`) names one that cannot be applied.

    >>> from cnnhand.exact.shapes import Window
    >>> print(*volumes(Volume(28, 28, 1), [Conv(3, Window.square(5)), Pool("max", Window.square(2, 2))]))
    24×24×3 12×12×3
    """
    found: tuple[Volume, ...] = ()
    for number, layer in enumerate(layers, 1):
        try:
            output = output_volume(volume, layer, rounding_for(layer, rounding))
        except GivenError as error:
            raise GivenError("layers", f"layer {number}, on {volume}: {error}") from None
        if output is None:
            what = f"layer {number} does not fit {volume}: the stride does not divide; say `rounding: floor`"
            raise GivenError("layers", what)
        found += (output,)
        volume = output
    return found


def first_view(volume: Volume) -> View:
    """What the cells of the network's input see of it: themselves."""
    return View(Reach(), Reach(), Pair(volume.width, volume.height))


def row_of(
    number: int, node: Node, volumes: Sequence[Volume | None], views: Sequence[View | None], rounding: Rounding
) -> Row:
    """A layer with its numbers, on the volumes that it reads; `GivenError` where it cannot be applied to them."""
    known = [volume for volume in volumes if volume is not None]
    layer = node.layer
    if len(known) < len(volumes):
        return Row(number, node, tuple(volumes), layer, node.rounding or rounding, None, None, None, None)
    if isinstance(layer, Join):
        view = reduce(lambda one, other: one and other and one.joined(other), views)
        return Row(number, node, tuple(known), layer, rounding, layer.volume(known), Parameters(), 0, view)
    (volume,), (view,) = known, views
    check_layer(volume, layer)
    layer = layer.on(volume)
    rounding = rounding_for(layer, node.rounding or rounding)
    output, counted = layer.output(volume, rounding), layer.parameters(volume)
    if output is None:
        return Row(number, node, (volume,), layer, rounding, None, counted, None, None)
    view = view and _view(view, layer, output)
    return Row(number, node, (volume,), layer, rounding, output, counted, layer.macs(volume, output), view)


def rounding_for(layer: Layer, rounding: Rounding) -> Rounding:
    """Where a network rounds up, its pools do; a convolution never has a partly filled window."""
    return Rounding.FLOOR if rounding is Rounding.CEIL and not isinstance(layer, Pool | Subsample) else rounding


def _view(view: View, layer: Layer, output: Volume) -> View | None:
    """What the cells of a layer's output see."""
    if isinstance(layer, Flatten):
        return view._replace(flat=True)
    if view.flat and not _mixes(view, layer):
        return view
    window = window_seen(view, layer)
    if window and _mixes(view, layer):
        return view.through(window, Pair(1, 1))._replace(flat=True)
    return window and view.through(window, Pair(output.width, output.height))


def window_seen(view: View, layer: Layer) -> Window | None:
    """The window over the places of a map that one cell of a layer on it sees; None where no one window says it."""
    return (Dense(1) if _mixes(view, layer) else layer).seen(Volume(*view.places, depth=1))


def _mixes(view: View, layer: Layer) -> bool:
    """Whether a layer mixes all of a vector, and so sees every place that it was made of."""
    return isinstance(layer, Dense) or (view.flat and isinstance(layer, Conv | TransposedConv))
