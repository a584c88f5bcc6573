"""A network as other programs store it, layer by layer with names, on its way to the rows of this one."""

from collections.abc import Sequence

from cnnhand.errors import ProblemFileError
from cnnhand.exact.shapes import Layer, Rounding
from cnnhand.exact.stack import MAX_LAYERS, Join, Network, Node, rows
from cnnhand.exact.values import Volume
from cnnhand.network import Described, label


class Graph:
    """Collects layers by the names under which others read them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.input: Volume | None = None
        self.nodes: list[Node] = []
        self.numbers: dict[str, int] = {}

    def fail(self, what: str) -> ProblemFileError:
        """An error with the name of the file."""
        return ProblemFileError(f"{self.file}: {what}")

    def start(self, name: str, volume: Volume) -> None:
        """The network's input, of which there can be one."""
        if self.input is not None:
            raise self.fail(f"{name!r} is a second input; a network here has one")
        self.input = volume
        self.numbers[name] = 0

    def add(self, name: str, layer: Layer | Join, sources: Sequence[str]) -> None:
        """A layer that others read as `name`."""
        if len(self.nodes) >= MAX_LAYERS:
            raise self.fail(f"more than {MAX_LAYERS} layers")
        self.nodes.append(Node(layer, tuple(map(self.number, sources)), label(layer), name))
        self.numbers[name] = len(self.nodes)

    def same(self, name: str, source: str) -> None:
        """A name for something that changes nothing."""
        self.numbers[name] = self.number(source)

    def number(self, source: str) -> int:
        """The number of the layer that a name stands for."""
        if source not in self.numbers:
            raise self.fail(f"{source!r} is read before it is made")
        return self.numbers[source]

    def described(self, title: str, rounding: Rounding) -> Described:
        """The network with its rows."""
        if self.input is None:
            raise self.fail("the size of the input is not in the file")
        network = Network(self.input, tuple(self.nodes), rounding)
        return Described(network, rows(network), title)
