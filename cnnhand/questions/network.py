"""A question about a network: an input, layers, and what is asked of them, part by part."""

from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import import_module

from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Grid, Rational, Value
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.network import Join, Network
from cnnhand.page import Page
from cnnhand.questions import wording
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.choice import Choice
from cnnhand.questions.contract import Part, Problem
from cnnhand.questions.known import Known

MODULES = (
    "sizes.size",
    "counts.count_quantities",
    "sizes.seen",
    "sizes.field",
    "sizes.padding",
    "maps.map",
    "maps.matrix",
    "maps.classes",
    "gradients.loss",
    "gradients.gradient",
)
"""The files of the folders beside this file that say what can be asked of a network; what is asked first, first."""


def quantities() -> dict[str, Quantity]:
    """Everything that can be asked of a network, by its name."""
    return {quantity.name: quantity for name in MODULES for quantity in _of(name)}


def _of(module: str) -> tuple[Quantity, ...]:
    """The quantities of one file, which is imported once one of them, or of those after it, is looked for."""
    return tuple(import_module(f"cnnhand.questions.{module}").QUANTITIES)


@cache
def quantity(name: str) -> Quantity:
    """What is asked under a name."""
    return next(quantity for module in MODULES for quantity in _of(module) if quantity.name == name)


@dataclass(frozen=True)
class NetworkProblem(Problem):
    """A network, its numbers, and what is asked; a second network where two are compared."""

    network: Network
    asks: tuple[Ask, ...]
    x: Grid | None = None
    gradient: Grid | None = None
    target: Grid | None = None
    y: Grid | None = None
    """The numbers that come out, where these are given and not computed."""
    loss: str = "half-squares"
    """What the output is compared with its target by; behind a softmax it is the cross-entropy."""
    rate: Rational | None = None
    shown: tuple[int, ...] = ()
    """The layers whose maps are given, so that nobody has to compute them first."""
    against: Network | None = None
    second: bool = False
    """Whether its network is the second one of another problem, and `against` the first."""
    bytes: Rational = 4
    """The bytes of one number."""
    batch: int = 1
    """How many images go in at once, where that matters."""
    order: str = ""
    """`channels-first` or `channels-last` where the input is written as a tuple of a framework."""
    named: str = ""
    """The kind that it was drawn as, if it was."""
    options: tuple[Value, ...] = ()
    """What can be chosen from, where one thing is asked."""

    def __post_init__(self) -> None:
        self.exact.volume(self.exact.last)  # looks at every layer, also where a part asks for the volume itself
        for part in self.exact_parts():
            part.answer()

    def kind(self) -> str:
        return self.named

    def quantity(self, ask: Ask) -> Quantity:
        """All about what is asked in a part."""
        return quantity(ask.quantity)

    def parts(self) -> tuple[str, ...]:
        if len(self.asks) == 1:
            return ("",)
        return tuple(wording.said(self.quantity(ask).title, ask, self) for ask in self.asks)

    def known(self, earlier: tuple[Value, ...], against: bool = False) -> Known:
        """What is known once the parts before have been answered."""
        given: dict[tuple[str, int], Value] = {} if self.y is None else {("map", len(self.network.nodes)): self.y}
        answered = given | {
            (ask.name, ask.place): value
            for ask, value in zip(self.asks, earlier, strict=False)
            if len(ask.places) == 1 and ask.at is None and ask.against is against
        }
        return Known(
            (self.against if against else None) or self.network, self.x, self.gradient, self.target, self.loss, answered
        )

    def about(self, ask: Ask) -> tuple[Ask, "NetworkProblem"]:
        """What is asked, and the problem whose network it is asked of: that of the second one by itself."""
        return (ask._replace(against=False), self._of_second) if ask.against else (ask, self)

    @cached_property
    def _of_second(self) -> "NetworkProblem":
        assert self.against  # asked of a second network only where there is one
        asks = tuple(ask._replace(against=False) for ask in self.asks if ask.against)
        return replace(self, network=self.against, against=self.network, second=True, asks=asks, options=())

    def part(self, number: int, earlier: tuple[Value, ...]) -> Part:
        ask, about = self.about(self.asks[number])
        part = self.quantity(ask).part(ask, about, self.known(tuple(earlier), about is not self))
        return Choice(part, self.options) if self.options else part

    def question(self) -> Page:
        return wording.question(self)

    def alone(self, number: int) -> "NetworkProblem":
        """What is asked of one layer of a chain, with the numbers that come to that layer given."""
        ask, known = self.asks[number], self.exact
        x, gradient = known.map(ask.place - 1), self.gradient and known.gradient(ask.place)
        x = Grid.of([x.cells()]) if known.is_vector(ask.place - 1) else x
        node = self.network.nodes[ask.place - 1]._replace(inputs=(0,))
        network = self.network._replace(input=x.volume, nodes=(node,))
        return replace(self, network=network, asks=(ask._replace(places=(1,)),), x=x, gradient=gradient, shown=())

    # ---- for the wording ---------------------------------------------------------------------------------------------

    @property
    def layers(self) -> tuple[Layer | Join, ...]:
        """The layers of the network."""
        return tuple(node.layer for node in self.network.nodes)

    @cached_property
    def exact(self) -> Known:
        """The network without anything answered."""
        return self.known(())

    def rests(self) -> list[Sliding]:
        """The layers whose stride does not divide what they read."""
        found = []
        for place, layer in enumerate(self.layers, 1):
            if isinstance(layer, Sliding) and layer.padding != "same":
                reads = self.exact.volume(self.exact.sources(place)[0])
                if reads and layer.on(reads).output(reads, Rounding.EXACT) is None:
                    found.append(layer)
        return found
