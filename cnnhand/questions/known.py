"""A network with what is known of it: the volume, the map and the gradient at every place, each from those before it.

A place is the number of a layer, 0 the input. Where a learner has answered a part, the learner's answer is what the
later parts build on: a right step after a wrong one can then earn its credit, in every chain alike.
"""

from collections.abc import Mapping
from fractions import Fraction
from itertools import accumulate
from typing import Any, TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Grid, Rational, Size, Value, Volume, plain
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.network import Join, Network
from cnnhand.layers.words import size_text

Answered: TypeAlias = Mapping[tuple[str, int], Value]
"""What has been answered so far: a quantity at a place."""

DIVIDES = "the stride does not divide; say `rounding: floor`"


def misfit(layer: Layer, volume: Volume) -> str:
    """Why nothing comes out of a layer."""
    if isinstance(layer, Sliding) and layer.too_large(volume):
        return f"its window of {size_text(layer.size)} is larger than the input; use a smaller one or more padding"
    return DIVIDES


class Known:
    """The volumes, maps, gradients and counts of a network, computed when they are wanted."""

    def __init__(
        self,
        network: Network,
        x: Grid | None = None,
        gradient: Grid | None = None,
        target: Grid | None = None,
        answered: Answered | None = None,
    ) -> None:
        self.network, self.x = network, x
        self._gradient, self._target = gradient, target
        self._answered = dict(answered or {})
        self._volumes: dict[int, Volume | None] = {}
        self._maps: dict[int, Grid] = {}
        self._gradients: dict[int, Grid] = {}

    @property
    def last(self) -> int:
        """The number of the last layer."""
        return len(self.network.nodes)

    def layer(self, place: int) -> Layer | Join:
        """The layer or join at a place."""
        return self.network.nodes[place - 1].layer

    def rounding(self, place: int) -> Rounding:
        """What becomes of a stride that does not divide there."""
        return self.network.nodes[place - 1].rounding or self.network.rounding

    def sources(self, place: int) -> tuple[int, ...]:
        """The places that a layer reads."""
        return self.network.nodes[place - 1].inputs

    # ---- volumes -----------------------------------------------------------------------------------------------------

    def volume(self, place: int) -> Volume | None:
        """The volume at a place; None where a layer does not fit."""
        for at in range(place + 1):  # from the front, so that deep networks need no deep stack
            if at not in self._volumes:
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

    def is_vector(self, place: int) -> bool:
        """Whether a vector stands at a place: what a fully connected layer or flattening makes, or a 1×1×n input."""
        while place:
            layer = self.layer(place)
            if isinstance(layer, Dense | Flatten):
                return True
            if not isinstance(layer, Join) and type(layer).sides is not Layer.sides:
                return False
            place = self.sources(place)[0]
        return self.network.input[:2] == (1, 1)

    def reads(self, place: int) -> Volume:
        """The volume that a layer reads; `GivenError` where one before it does not fit."""
        volume = self.volume(self.sources(place)[0])
        if volume is None:
            raise GivenError("layers", f"a layer before layer {place} does not fit: {DIVIDES}")
        return volume

    # ---- maps --------------------------------------------------------------------------------------------------------

    def map(self, place: int) -> Grid:
        """The numbers at a place; `GivenError` where they are not given."""
        for at in range(place + 1):
            if at not in self._maps and (at == place or self._feeds(at, place)):
                self._maps[at] = self._map(at)
        return self._maps[place]

    def _feeds(self, place: int, later: int) -> bool:
        """Whether what stands at a place is used on the way to a later one."""
        waiting, seen = [later], set[int]()
        while waiting:
            at = waiting.pop()
            if at == place:
                return True
            if at and at not in seen and self.own_map(at) is None:
                seen.add(at)
                waiting += self.sources(at)
        return False

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
        try:
            resolved = layer.on(maps[0].volume)
            resolved.check(maps[0].volume)
            if resolved.output(maps[0].volume, self.rounding(place)) is None:
                raise GivenError("stride", f"it does not fit {maps[0].volume}: {misfit(resolved, maps[0].volume)}")
            return resolved.forward(maps[0], self.rounding(place))
        except GivenError as error:
            raise GivenError(error.key, f"layer {place}: {error}") from None

    def own_map(self, place: int) -> Grid | None:
        """The numbers that were answered, as the next layer reads them: a vector, typed as a row, a channel a number."""
        answered = self._answered.get(("map", place))
        if isinstance(answered, int | Fraction):
            return Grid.of([[answered]])
        if not isinstance(answered, Grid):
            return None
        row = answered.height == answered.depth == 1 and self.is_vector(place)
        return Grid.of(*([[number]] for number in answered.cells())) if row else answered

    # ---- gradients ---------------------------------------------------------------------------------------------------

    def gradient(self, place: int) -> Grid:
        """The gradient of the loss with respect to the numbers at a place."""
        for at in sorted(self._waiting_for(place), reverse=True):  # from the back, so that deep networks need no stack
            if at not in self._gradients:
                answered = self._answered_gradient(at)
                gradient = self._computed_gradient(at) if answered is None else answered
                self._gradients[at] = self.sized(gradient, at)
        return self._gradients[place]

    def readers(self, place: int) -> list[int]:
        """The layers that read what stands at a place."""
        return [at for at in range(place + 1, self.last + 1) if place in self.sources(at)]

    def _waiting_for(self, place: int) -> set[int]:
        """The places whose gradients are needed for that of one of them."""
        waiting, found = [place], set[int]()
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting += [] if at == self.last or self._answered_gradient(at) else self.readers(at)
        return found

    def _answered_gradient(self, place: int) -> Grid | None:
        keys = [("output-gradient", place), *(("input-gradient", reader) for reader in self.readers(place))]
        found = [value for key in keys if isinstance(value := self._answered.get(key), Grid)]
        return found[0] if found else None

    def sized(self, gradient: Grid, place: int) -> Grid:
        """A gradient as large as what stands at a place, a row of numbers as a vector; `GivenError` where it is not."""
        volume = self.volume(place)
        if volume is None:
            raise GivenError("stride", f"layer {place} does not fit what it reads: {DIVIDES}")
        if volume[:2] == (1, 1) and gradient.height == gradient.depth == 1:
            gradient = Grid.from_cells(gradient.cells(), Volume(1, 1, gradient.width))
        if any(side not in (None, given) for side, given in zip(volume, gradient.volume, strict=True)):
            of = f"the output of layer {place}" if place else "the input"
            what = (
                f"the gradient is {gradient.volume} (width × height × depth) and {of} {volume}; both must be the same"
            )
            raise GivenError("gradient", what)
        return gradient

    def _computed_gradient(self, place: int) -> Grid:
        if place == self.last:
            return self._first_gradient()
        readers = self.readers(place)
        if not readers:
            raise GivenError("ask", f"nothing reads the output of layer {place}: it has no gradient")
        total, *others = (self.sent_back(reader, place) for reader in readers)
        for other in others:
            total = joined(Join.ADD, [total, other])
        return total

    def sent_back(self, reader: int, place: int) -> Grid:
        """What a layer sends back to one of the places that it reads."""
        layer, gradient = self.layer(reader), self.gradient(reader)
        if not isinstance(layer, Join):
            x = self.read_by(reader)
            return layer.on(x.volume).backward(x, gradient)
        sources = self.sources(reader)
        if layer is Join.CONCAT:
            ends = list(accumulate(volume.depth for volume in map(self.volume, sources) if volume))
            pieces = zip(sources, (0, *ends), ends, strict=False)
            mine = [Grid(gradient.channels[start:end]) for source, start, end in pieces if source == place]
            return mine[0] if len(mine) == 1 else joined(Join.ADD, mine)
        if layer is Join.MULTIPLY:
            factors = [gradient, *(self.map(source) for source in sources if source != place)]
            if len({factor.volume for factor in factors}) > 1 or sources.count(place) > 1:
                raise GivenError("layers", "through a product of different volumes no gradient is taken back here")
            return joined(layer, factors)
        return joined(layer, [gradient] * sources.count(place))

    def read_by(self, reader: int) -> Grid:
        """The numbers that a layer reads; zeros where its gradients depend on no more than how many they are."""
        layer, source = self.layer(reader), self.sources(reader)[0]
        if isinstance(layer, Layer) and layer.linear:
            return _zeros(self._volume_read(layer, reader))
        return self.map(source)

    def _volume_read(self, layer: Layer, reader: int) -> Volume:
        """The volume that a layer reads; a depth that is not given is that of its weights, or of what it makes."""
        volume = self.reads(reader)
        if volume.width is None or volume.height is None:
            raise GivenError("input", "say the size of the input, such as `input: 7x7`")
        if volume.depth is not None:
            return volume
        weights: Any = getattr(layer, "weights", None)
        if isinstance(layer, Conv):
            return volume._replace(depth=weights[0].weights.depth * layer.groups if weights else 1)
        if isinstance(layer, Dense):
            return volume._replace(depth=len(weights[0]) // (volume.width * volume.height) if weights else 1)
        return volume._replace(depth=self.gradient(reader).depth)

    def _first_gradient(self) -> Grid:
        """The gradient that arrives at the last output: as given, from the loss, or 1 where that is one number."""
        if self._gradient is not None:
            return self._gradient
        if self._target is not None:
            target, output = self.sized(self._target, self.last), self.map(self.last)
            pairs = zip(output.cells(), target.cells(), strict=True)  # of half the sum of the squares
            return Grid.from_cells((plain(o - t) for o, t in pairs), target.volume)
        if self.volume(self.last) == (1, 1, 1):
            return Grid.of([[1]])
        raise GivenError("gradient", "is missing: say the gradient that arrives at the last output, or a target")

    def number(self, what: str, place: int, default: Rational) -> Rational:
        """A count at a place as it was answered, or as it is."""
        answered = self.answer(what, place)
        return answered if isinstance(answered, int) else default


def _zeros(volume: Volume) -> Grid:
    return Grid((((0,) * volume.width,) * volume.height,) * volume.depth)


def joined(join: Join, maps: list[Grid]) -> Grid:
    """Branches added, multiplied or stacked."""
    if join is Join.CONCAT:
        return Grid(tuple(rows for map_ in maps for rows in map_.channels))
    cells = zip(*(map_.cells() for map_ in maps), strict=True)
    total = (sum(each) for each in cells) if join is Join.ADD else (_product(each) for each in cells)
    return Grid.from_cells(map(plain, total), maps[0].volume)


def _product(numbers: tuple[Rational, ...]) -> Rational:
    product: Rational = 1
    for number in numbers:
        product *= number
    return product
