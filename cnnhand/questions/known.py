"""A network with what is known of it: the volume, the map and the gradient at every place, each from those before it.

A place is the number of a layer, 0 the input. Where a learner has answered a part, the learner's answer is what the
later parts build on: a right step after a wrong one can then earn its credit, in every chain alike.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.receptive import View
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Grid, Rational, Root, Size, Value, Volume
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.network import Join, Network
from cnnhand.layers.pointwise import Activation
from cnnhand.layers.pool import GlobalPool
from cnnhand.layers.views import MAX_REACH, NOT_GIVEN, first_view, view_after
from cnnhand.layers.words import size_text
from cnnhand.questions.known_gradients import Gradients, joined, walked

SoFar: TypeAlias = Mapping[tuple[str, int], Value]
"""What has been answered so far: a quantity at a place."""

MOST_CELLS = 4 * 10**6
"""Of a map that comes out; an input has a million at the most."""
DIVIDES = "the stride does not divide; say `rounding: floor`"


def misfit(layer: Layer, volume: Volume) -> str:
    """Why nothing comes out of a layer."""
    if isinstance(layer, Sliding) and layer.too_large(volume):
        return f"its window of {size_text(layer.size)} is larger than the input; use a smaller one or more padding"
    return DIVIDES


def check_exact(grid: Grid, place: int) -> Grid:
    """The numbers of a layer for the next one; `GivenError` where they are no fractions."""
    if any(isinstance(number, Root | Decimal) for number in grid.cells()):
        what = "nothing is computed here with the roots, or rounded numbers, that it makes"
        raise GivenError("layers", f"layer {place}: {what}")
    return grid


def check_given(layer: Layer, place: int) -> None:
    """Refuse a layer whose weights would be needed and are not there."""
    if not getattr(layer, "weights", True):
        raise GivenError("weights", f"the numbers of layer {place} are not given, and this question needs them")


class Known:
    """The volumes, maps, gradients and counts of a network, computed when they are wanted."""

    def __init__(
        self,
        network: Network,
        x: Grid | None = None,
        gradient: Grid | None = None,
        target: Grid | None = None,
        loss: str = "half-squares",
        answered: SoFar | None = None,
    ) -> None:
        self.network, self.x = network, x
        self._gradient, self._target, self.loss = gradient, target, loss
        self._answered = dict(answered or {})
        self._volumes: dict[int, Volume | None] = {}
        self._maps: dict[int, Grid] = {}

    @property
    def last(self) -> int:
        """The number of the last layer."""
        return len(self.network.nodes)

    def layer(self, place: int) -> Layer | Join:
        """The layer or join at a place."""
        return self.network.nodes[place - 1].layer

    def rounding(self, place: int) -> Rounding:
        """What becomes of a stride that does not divide there."""
        return (self.network.nodes[place - 1].rounding if place else None) or self.network.rounding

    def sources(self, place: int) -> tuple[int, ...]:
        """The places that a layer reads."""
        return self.network.nodes[place - 1].inputs

    # ---- volumes -----------------------------------------------------------------------------------------------------

    def volume(self, place: int) -> Volume | None:
        """The volume at a place; None where a layer does not fit."""
        for at in range(len(self._volumes), place + 1):  # from the front, so that deep networks need no deep stack
            self._volumes[at] = self._volume(at)
        return self._volumes[place]

    def _volume(self, place: int) -> Volume | None:
        answered = self._answered_volume(place)
        if answered is not None:
            if not all(isinstance(side, int) and side > 0 for side in answered):
                raise GivenError("input", f"{answered} is no volume that the next layer could read")
            return answered
        if place == 0:
            return self.network.input
        volume = self.network.after(place, [self._volumes[source] for source in self.sources(place)])
        size, depth = self._answered.get(("size", place)), self._answered.get(("depth", place))
        if volume is not None and isinstance(size, Size):
            volume = volume._replace(width=size.width, height=size.height)
        return volume._replace(depth=depth) if volume is not None and isinstance(depth, int) else volume

    def _answered_volume(self, place: int) -> Volume | None:
        """The volume that was answered: of a vector by its length, of a sequence as length × channels."""
        match self._answered.get(("volume", place)) or self._answered.get(("length", place)):
            case Volume() as volume:
                return volume
            case Size(length, channels):
                return Volume(length, 1, channels)
            case int() as length if self.is_vector(place):
                return Volume(1, 1, length)
        return None

    def answer(self, what: str, place: int) -> Value | None:
        """What has been answered for a quantity there before."""
        return self._answered.get((what, place))

    def region(self, place: int) -> Volume | None:
        """The part of its input that one neuron of a layer sees, as it was answered."""
        answered = self._answered.get(("seen", place))
        sides = isinstance(answered, Volume) and all(isinstance(side, int) and side > 0 for side in answered)
        return answered if sides else None  # type: ignore[return-value]  # a volume, looked at just now

    def is_vector(self, place: int) -> bool:
        """Whether a vector stands at a place: what a fully connected layer or flattening makes, or a 1×1×n input."""
        while place:
            layer = self.layer(place)
            if isinstance(layer, Dense | Flatten):
                return True
            if not isinstance(layer, Join) and layer.resizes:
                return False
            place = self.sources(place)[0]
        return self.network.input[:2] == (1, 1)

    @cached_property
    def is_sequence(self) -> bool:
        """Whether a sequence goes in, a single row of numbers, and every window slides along its length alone."""
        width, height, _ = self.network.input
        windows = (node.layer for node in self.network.nodes if isinstance(node.layer, Sliding))
        return height == 1 != width and all(layer.along for layer in windows)

    def reads(self, place: int) -> Volume:
        """The volume that a layer reads; `GivenError` where one before it does not fit."""
        before = self.sources(place)[0]
        volume = self.volume(before)
        if volume is not None:
            return volume
        self.reads(before)  # where one before that does not fit, that one is named
        raise GivenError("layers", f"layer {before} does not fit: {DIVIDES}")

    def misfit_of(self, place: int) -> str:
        """Why nothing comes out of a layer."""
        layer, reads = self.layer(place), self.reads(place)
        return misfit(layer.on(reads), reads) if isinstance(layer, Layer) else DIVIDES

    # ---- what a cell sees ---------------------------------------------------------------------------------------------

    def views(self, place: int) -> list[View]:
        """What the cells at every place up to this one see; `GivenError` where no field holds for every cell."""
        found = [first_view(self.volume(0) or self.network.input)]
        for at in range(1, place + 1):
            self._check_places(at)
            sources = self.sources(at)
            reads, output = self.volume(sources[0]) or NOT_GIVEN, self.volume(at) or NOT_GIVEN
            view = view_after(self.layer(at), [found[source] for source in sources], reads, output)
            if view is None:
                what = "what its cells see is not the same for every cell, only moved; no one number says it"
                raise GivenError("layers", f"layer {at}: {what}")
            if max(max(view.across), max(view.down)) > MAX_REACH:
                raise GivenError("layers", "the receptive field is larger than 10^100, and so are the strides so far")
            found.append(view)
        return found

    def _check_places(self, at: int) -> None:
        """Raise a `GivenError` where a layer sees all of a map whose size is not given."""
        layer, place = self.layer(at), self.sources(at)[0]
        if not isinstance(layer, GlobalPool | Dense):
            return
        while place and isinstance(self.layer(place), Flatten | Activation):
            place = self.sources(place)[0]
        volume = self.volume(place)
        if volume is None:
            raise GivenError("layers", f"a layer before layer {at} does not fit, so there is no size that it could see")
        if None in volume[:2]:
            raise GivenError("input", f"layer {at} sees all of its input; say how large that is, as in `input: 28x28`")

    # ---- maps --------------------------------------------------------------------------------------------------------

    def map(self, place: int) -> Grid:
        """The numbers at a place; `GivenError` where they are not given."""
        for at in sorted(walked(place, lambda at: self.sources(at) if at and self.own_map(at) is None else ())):
            if at not in self._maps:
                self._maps[at] = check_exact(self._map(at), at) if at else self._map(at)
        return self._maps[place]

    def _map(self, place: int) -> Grid:
        if (own := self.own_map(place)) is not None:
            return own
        if place == 0:
            if self.x is None:
                raise GivenError("input", "the numbers of the input are not given, and this question needs them")
            return self.x
        layer, maps = self.layer(place), [self._maps[source] for source in self.sources(place)]
        if isinstance(layer, Join):
            return joined(layer, maps)
        check_given(layer, place)
        try:
            resolved = layer.on(maps[0].volume)
            resolved.check(maps[0].volume)
            output = resolved.output(maps[0].volume, self.rounding(place))
            if output is None:
                raise GivenError("stride", f"it does not fit {maps[0].volume}: {misfit(resolved, maps[0].volume)}")
            if output.cells > MOST_CELLS:
                raise GivenError("layers", f"its map of {output} has more than {MOST_CELLS} cells")
            return resolved.forward(maps[0], self.rounding(place))
        except GivenError as error:
            raise GivenError(error.key, f"layer {place}: {error}") from None

    def own_map(self, place: int) -> Grid | None:
        """The learner's own answer for the map of a layer, as the next layer reads it; None where there is none.

        A vector is typed as a row, and read as channels of one number each.
        """
        answered = self._answered.get(("map", place))
        if isinstance(answered, int | Fraction):
            return Grid.of([[answered]])
        if not isinstance(answered, Grid):
            return None
        row = answered.height == answered.depth == 1 and self.is_vector(place)
        return Grid.of(*([[number]] for number in answered.cells())) if row else answered

    # ---- gradients ---------------------------------------------------------------------------------------------------

    @cached_property
    def gradients(self) -> Gradients:
        """The gradients at all places."""
        return Gradients(self, self._gradient, self._target, self._answered)

    def gradient(self, place: int) -> Grid:
        """The gradient of the loss with respect to the numbers at a place."""
        return self.gradients.at(place)

    def number(self, what: str, place: int) -> Rational | None:
        """A count at a place as it was answered before."""
        answered = self.answer(what, place)
        return answered if isinstance(answered, int) and answered >= 0 else None
