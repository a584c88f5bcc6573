"""A network as a list of layers, each with where its input comes from, and the volumes that follow.

Nothing here is rounded or guessed: a volume that is not known (because a layer before it does not fit) is None, and so
is a side of a volume that the input does not say.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Volume
from cnnhand.layers.base import Layer
from cnnhand.layers.short import short

MAX_LAYERS = 10_000
MAX_SIDE = 10**12
NO_BRANCH = "branches are written in a network file, with add or concat"


class LayerError(GivenError):
    """A `GivenError` of one layer of a network, with its number."""

    def __init__(self, number: int, label: str, error: GivenError) -> None:
        super().__init__(error.key, f"layer {number} {label}: {error}")
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
        if self is not Join.CONCAT:
            return first
        depths = [volume.depth for volume in volumes]
        return first._replace(depth=None if None in depths else sum(depths))  # type: ignore[arg-type]  # not given

    def words(self) -> str:
        """What it does, in a sentence."""
        return {"add": "added up cell by cell", "multiply": "multiplied cell by cell"}.get(self.value, "stacked")


class Operator(Layer):
    """A node of another program's model that is none of the layers here: what is known of it was read, not derived."""

    name = "operator"

    title: str  # type: ignore[misc]  # one for each of them
    lines: tuple[tuple[str, str, str, str], ...] = ()
    """What it is, the number, nothing, and where the number comes from, as in the lines of a layer."""


class Node(NamedTuple):
    """A layer or a join of a network; `inputs` are the numbers of the nodes it reads, 0 the network's input."""

    layer: Layer | Join
    inputs: tuple[int, ...]
    label: str = ""
    """What a model of another program calls it, where no layer here says it."""
    name: str = ""
    groups: tuple[tuple[str, int], ...] = ()
    """The names of what ends with it, itself or several layers, each with the number of the first of them."""
    rounding: Rounding | None = None
    """Its own rounding, where it is not that of the network."""

    @property
    def title(self) -> str:
        """What it is called in messages and tables, such as `conv3-64p1`."""
        return self.label or (self.layer.value if isinstance(self.layer, Join) else short(self.layer))


class Network(NamedTuple):
    """The volume that comes in and the layers from top to bottom, numbered from 1."""

    input: Volume
    nodes: tuple[Node, ...]
    rounding: Rounding = Rounding.EXACT

    @classmethod
    def of(cls, volume: Volume, layers: Iterable[Layer], rounding: Rounding = Rounding.EXACT) -> "Network":
        """A plain stack, in which each layer reads the one before it."""
        return cls(volume, tuple(Node(layer, (number,)) for number, layer in enumerate(layers)), rounding)

    def after(self, number: int, volumes: Sequence[Volume | None]) -> Volume | None:
        """What a node makes of the volumes that it reads; `LayerError` where it cannot be applied."""
        node = self.nodes[number - 1]
        return made_by(number, node, volumes, node.rounding or self.rounding)


def made_by(number: int, node: Node, volumes: Sequence[Volume | None], rounding: Rounding) -> Volume | None:
    """What a node with a number makes of the volumes that it reads; `LayerError` where it cannot be applied."""
    known = [volume for volume in volumes if volume is not None]
    if len(known) < len(volumes):
        return None
    try:
        if isinstance(node.layer, Join):
            output: Volume | None = node.layer.volume(known)
        else:
            layer = node.layer.on(known[0])
            layer.check(known[0])
            output = layer.output(known[0], rounding)
        if output is not None and max(side or 0 for side in output) > MAX_SIDE:
            raise GivenError("layers", f"its output {output} is larger than 10^12")
    except GivenError as error:
        raise LayerError(number, node.title, error) from None
    return output
