"""The gradients of a network, each from those behind it: what is given or asked of the loss, and what layers send back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from itertools import accumulate
from operator import add, mul
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Grid, Rational, Value, Volume, plain
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense
from cnnhand.layers.network import Join
from cnnhand.layers.pointwise import Softmax

SQUARES = {
    "half-squares": "half the sum of the squares",
    "squares": "the sum of the squares",
    "mean-squares": "the mean of the squares",
}
"""The losses that compare an output with a target, and what each takes of the differences."""
MAX_CELLS = 40_000
"""The cells of the largest input that a gradient is taken back to: more is a slip in a number."""
MAX_PRODUCTS = 4 * MAX_CELLS
"""So many products of a cell and a weight are in it at the most."""


class Gradients:
    """The gradients at the places of a network, computed when they are wanted; learners' own answers come first."""

    def __init__(
        self, known: Any, gradient: Grid | None, target: Grid | None, answered: Mapping[tuple[str, int], Value]
    ) -> None:
        self._known, self._gradient, self._target, self._answered = known, gradient, target, answered
        self._found: dict[int, Grid] = {}

    def at(self, place: int) -> Grid:
        """The gradient of the loss with respect to the numbers at a place."""
        for at in sorted(walked(place, self._needed), reverse=True):
            if at not in self._found:
                answered = self._answered_gradient(at)
                gradient = self._computed_gradient(at) if answered is None else answered
                self._found[at] = self.sized(gradient, at)
        return self._found[place]

    @property
    def first(self) -> int:
        """The place where the gradients begin: the last one, or the scores in front of a softmax with a target."""
        last: int = self._known.last
        behind = self._target is not None and last > 0 and isinstance(self._known.layer(last), Softmax)
        return last - behind

    def behind(self, place: int) -> list[int]:
        """The places whose gradients are worked out for that of a place, it among them, in the order of the board."""
        found = walked(place, self._needed)
        given = [self._known.last] if self._target is None or self._gradient else []
        return sorted((at for at in found if at not in given and not self._answered_gradient(at)), reverse=True)

    def uses_numbers(self, place: int) -> bool:
        """Whether the gradient at a place depends on the numbers there."""
        readers = map(self._known.layer, self.readers(place))
        return place == self._known.last or not all(
            layer.linear if isinstance(layer, Layer) else layer is not Join.MULTIPLY for layer in readers
        )

    def readers(self, place: int) -> list[int]:
        """The layers that read what stands at a place."""
        return [at for at in range(place + 1, self._known.last + 1) if place in self._known.sources(at)]

    def _needed(self, place: int) -> list[int]:
        """The places whose gradients that of a place is made of."""
        return [] if place >= self.first or self._answered_gradient(place) else self.readers(place)

    def _answered_gradient(self, place: int) -> Grid | None:
        keys = [("output-gradient", place), *(("input-gradient", reader) for reader in self.readers(place))]
        found = [value for key in keys if isinstance(value := self._answered.get(key), Grid)]
        return found[0] if found else None

    def sized(self, gradient: Grid, place: int) -> Grid:
        """A gradient as large as what stands at a place, a row of numbers as a vector; `GivenError` where it is not."""
        volume: Volume | None = self._known.volume(place)
        if volume is None:
            raise GivenError("stride", f"layer {place} does not fit what it reads: {self._known.misfit_of(place)}")
        if volume[:2] == (1, 1) and gradient.height == gradient.depth == 1:
            gradient = Grid.from_cells(gradient.cells(), Volume(1, 1, gradient.width))
        if any(side not in (None, given) for side, given in zip(volume, gradient.volume, strict=True)):
            of = f"the output of layer {place}" if place else "the input"
            size = "×".join(str(side) for side in volume if side is not None)
            what = f"the gradient is {gradient.volume} (width × height × depth) and {of} {size}"
            raise GivenError("gradient", f"{what}; both must be the same")
        return gradient

    def _computed_gradient(self, place: int) -> Grid:
        if place >= self.first:
            return self._first_gradient()
        readers = self.readers(place)
        if not readers:
            raise GivenError("ask", f"nothing reads the output of layer {place}: it has no gradient")
        return joined(Join.ADD, [self.sent_back(reader, place) for reader in readers])

    def sent_back(self, reader: int, place: int) -> Grid:
        """What a layer sends back to one of the places that it reads."""
        layer, gradient = self._known.layer(reader), self.at(reader)
        if not isinstance(layer, Join):
            x = self.read_by(reader)
            found: Grid = layer.on(x.volume).backward(x, gradient)
            return found
        sources = self._known.sources(reader)
        if layer is Join.CONCAT:
            ends = list(accumulate(volume.depth for volume in map(self._known.volume, sources) if volume))
            pieces = zip(sources, (0, *ends), ends, strict=False)
            mine = [Grid(gradient.channels[start:end]) for source, start, end in pieces if source == place]
            return joined(Join.ADD, mine)
        if layer is Join.MULTIPLY:
            factors = [gradient, *(self._known.map(source) for source in sources if source != place)]
            if len({factor.volume for factor in factors}) > 1 or sources.count(place) > 1:
                raise GivenError("layers", "through a product of different volumes no gradient is taken back here")
            return joined(layer, factors)
        return joined(layer, [gradient] * sources.count(place))

    def read_by(self, reader: int) -> Grid:
        """The numbers that a layer reads; zeros where its gradients depend on no more than how many they are."""
        layer, source = self._known.layer(reader), self._known.sources(reader)[0]
        if not (isinstance(layer, Layer) and layer.linear):
            x: Grid = self._known.map(source)
            check_room(layer, x.volume)
            return x
        volume = self._volume_read(layer, reader)
        check_room(layer, volume)
        return Grid((((0,) * volume.width,) * volume.height,) * volume.depth)

    def _volume_read(self, layer: Layer, reader: int) -> Volume:
        """The volume that a layer reads; a depth that is not given is that of its weights, or of what it makes."""
        volume: Volume = self._known.reads(reader)
        if volume.width is None or volume.height is None:
            raise GivenError("input", "say the size of the input, such as `input: 7x7`")
        if volume.depth is not None:
            return volume
        weights: Any = getattr(layer, "weights", None)
        if isinstance(layer, Conv):
            return volume._replace(depth=weights[0].weights.depth * layer.groups if weights else 1)
        if isinstance(layer, Dense):
            return volume._replace(depth=len(weights[0]) // (volume.width * volume.height) if weights else 1)
        return volume._replace(depth=self.at(reader).depth)

    def _first_gradient(self) -> Grid:
        """The gradient that arrives at the last output: as given, from the loss, or 1 where that is one number."""
        if self._gradient is not None:
            return self._gradient
        if self._target is not None:
            if self.first < self._known.last:
                what = "behind a softmax the gradient of its input, p − t, is computed, and none further back"
                raise GivenError("ask", what)
            target, output = self.sized(self._target, self._known.last), self._known.map(self._known.last)
            return loss_gradient(self._known.loss, output, target)
        if self._known.volume(self._known.last) == (1, 1, 1):
            return Grid.of([[1]])
        raise GivenError("gradient", "is missing: say the gradient that arrives at the last output, or a target")


def divisor(loss: str, many: int) -> int:
    """What the sum of the squares of so many differences is divided by."""
    return {"half-squares": 2, "squares": 1, "mean-squares": many}[loss]


def slope_of(loss: str, many: int) -> Rational:
    """What a difference is multiplied by in the slope of a loss: the 2 of the square, over the loss's own divisor."""
    return plain(Fraction(2, divisor(loss, many)))


def loss_gradient(loss: str, output: Grid, target: Grid) -> Grid:
    """The gradient of a loss with respect to what comes out, o − t times a number in each cell."""
    slope, pairs = slope_of(loss, target.volume.cells), zip(output.cells(), target.cells(), strict=True)
    return Grid.from_cells((plain(o - t if slope == 1 else slope * (o - t)) for o, t in pairs), target.volume)


def walked(place: int, onwards: Callable[[int], Iterable[int]]) -> set[int]:
    """The places that are come to from one, it among them; no recursion, so that deep networks need no deep stack."""
    waiting, found = [place], set[int]()
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += onwards(at)
    return found


def check_room(layer: Layer | Join, volume: Volume) -> None:
    """Refuse an input that is far too large for a gradient by hand, its padding counted."""
    if isinstance(layer, Sliding):
        resolved = layer.on(volume)
        output, (across, down) = resolved.output(volume, Rounding.FLOOR), resolved.window
        reads = across.filter * down.filter * (volume.depth or 1 if isinstance(layer, Conv) else 1)
        if output and output.cells * reads > MAX_PRODUCTS:
            what = f"a gradient of {output.cells}·{reads} products is asked; that is far too much by hand"
            raise GivenError("input", what)
        left, right, top, bottom = resolved.window.padding
        volume = Volume(left + volume.width + right, top + volume.height + bottom, volume.depth)
    if volume.cells > MAX_CELLS:
        raise GivenError("input", f"a gradient of {volume} is asked, its padding counted; that is far too much by hand")


def joined(join: Join, maps: Sequence[Grid]) -> Grid:
    """Branches added, multiplied or stacked."""
    if join is Join.CONCAT:
        return Grid(tuple(rows for map_ in maps for rows in map_.channels))
    cells = zip(*(map_.cells() for map_ in maps), strict=True)
    combined = (reduce(add if join is Join.ADD else mul, each) for each in cells)
    return Grid.from_cells(map(plain, combined), maps[0].volume)
