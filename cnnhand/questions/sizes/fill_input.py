"""What is to come of a network, and from that back to its input: the formula of a side turned round, layer by layer.

W is the side that a layer reads, W2 the one that it makes; F is the filter side, R that with its dilation, S the stride,
P and Q the padding on either side, T both together.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import product
from typing import Any, NamedTuple

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Formula, MissingError, formula
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Rational, Size, Volume
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.network import Network
from cnnhand.layers.transposed import TransposedConv
from cnnhand.layers.views import NOT_GIVEN
from cnnhand.questions.known import Known

LARGEST, MOST = 2**20, 2000
"""So large a side is looked for, and so many are listed."""


class Wanted(NamedTuple):
    """What is to come of it, as far as it is given: the output, the side of the receptive field, all parameters."""

    output: Volume | None = None
    field: int | None = None
    parameters: int | None = None
    at_least: bool = False
    """Whether the field may be larger: then the least number that does it is asked."""


def parameters(network: Network) -> int:
    """All weights and biases of a network; `GivenError` where a volume is not given that they depend on."""
    known, total = Known(network), 0
    for place, node in enumerate(network.nodes, 1):
        if isinstance(node.layer, Layer):
            layer = node.layer.on(reads := known.reads(place))
            letters, counts = layer.letters(reads, known.volume(place)), layer.counts()
            try:
                total += sum(int(counts[name].formula.at(letters)) for name in counts.keys() - {"untrained"})
            except MissingError:
                what = f"the parameters of layer {place} depend on the volume that it reads; say `input: 28x28x3`"
                raise GivenError("input", what) from None
    return total


def field_of(network: Network) -> Size:
    """The receptive field of the last layer, across and down."""
    seen = Known(network).views(len(network.nodes))[-1]
    return Size(seen.across.size, seen.down.size)


class Turned(NamedTuple):
    """A layer's formula of a side turned round: for the side that it reads, or for one of its options."""

    place: int
    letter: str
    rule: Formula
    back: Formula
    """The letter, out of W2 and the others."""
    given: dict[str, Rational]
    slides: bool
    """Whether it is the formula of a window, in which the usual mistakes are made."""


def way_back(network: Network, down: bool = False, place: int = 0, letter: str = "W") -> tuple[Turned, ...] | None:
    """From the last layer to the side that goes in, or to the option of a layer; None where that cannot be turned round."""
    found = []
    for at in range(len(network.nodes), max(0, place - 1), -1):
        node = network.nodes[at - 1]
        if node.inputs != (at - 1,) or not isinstance(node.layer, Layer):
            return None
        wanted = letter if at == place else "W"
        if at == place or node.layer.resizes:
            side = node.layer.sides(NOT_GIVEN, Rounding.EXACT)[down]
            rule = formula(side.text)
            back = rule.turned(wanted, formula("W2"))
            if back is None:
                return None
            windowed = isinstance(node.layer, Sliding) and not isinstance(node.layer, TransposedConv)
            given = {**side.given, **(_of_window(node.layer, down) if windowed else {})}
            found.append(Turned(at, wanted, rule, back, given, windowed and "F" in rule.letters))
    return tuple(found)


def _of_window(layer: Any, down: bool) -> dict[str, Rational]:
    """What only mistakes use: the side of the dilated filter, and the padding on both sides together."""
    axis = layer.on(NOT_GIVEN).window[down] if layer.padding == "full" else layer.window[down]
    return {"R": axis.reach, "T": axis.before + axis.after}


def read_first(way: tuple[Turned, ...], made: Rational, wrong: Formula | None = None) -> Rational:
    """The side of the input, from the one that comes out."""
    for turned in way:
        rule = wrong if wrong and turned.slides else turned.back
        made = rule.at({**turned.given, "W2": made})
        if made <= 0:
            raise GivenError("input", "no layer reads such a side")
    return made


class OpenInput(NamedTuple):
    """A network, what is to come of it, and what is left open of its input: `side` stands for those of a square."""

    network: Network
    wanted: Wanted
    asked: tuple[str, ...]

    def filled(self, values: Iterable[Any]) -> Network:
        """The network with an input of these sides, numbers or a ? to be shown."""
        sides: dict[str, Any] = dict(zip(self.asked, values, strict=True))
        for name, sides_of in {"side": ("width", "height"), "length": ("width",)}.items():
            sides |= dict.fromkeys(sides_of, sides.pop(name)) if name in sides else {}
        return self.network._replace(input=self.network.input._replace(**sides))

    @property
    def square(self) -> bool:
        """Whether width and height come out alike, so that one number is asked for both."""
        output = self.wanted.output
        if not output or output.height is None or self._at("height") == 2:
            return True
        return self._sides("width") == self._sides("height")

    def found(self) -> Iterator[tuple[int, ...]]:
        """What each side may be, in all combinations."""
        return product(*map(self._sides, self.asked))

    def _sides(self, asked: str) -> list[int]:
        """Every number that makes the wanted one of a side: the larger it is, the more comes out."""
        wanted = self.wanted.output and self.wanted.output[self._at(asked)]
        wanted = wanted if self.wanted.parameters is None else self.wanted.parameters
        if wanted is None:
            raise GivenError("output", f"says nothing of the {asked}; say more of it, such as `output: 14x14x8`")
        rounding = self.network.rounding
        down = Rounding.FLOOR if rounding is Rounding.EXACT else rounding
        nodes = tuple(node._replace(rounding=None) for node in self.network.nodes)
        rounded = self._replace(network=self.network._replace(nodes=nodes, rounding=down))
        first, behind = (least(more, lambda side: rounded.made(asked, side)) for more in (wanted, wanted + 1))
        if behind == LARGEST:
            volume = Known(self._with(asked, MOST)).volume(len(nodes))  # a layer may say why
            if volume and volume.depth is None and self._at(asked) == 2:
                raise GivenError("layers", "how deep the last maps are is not said; write the filters, as in conv3-8")
            raise GivenError("output", f"does not grow with the {asked} of the input, which cannot be found by it")
        if behind - first > MOST:
            raise GivenError("output", f"more than {MOST} inputs give that")
        return [side for side in range(first, behind) if self.made(asked, side) == wanted]

    def _at(self, asked: str) -> int:
        """Which side of the output depends on a side of the input."""
        vector = Known(self.network).is_vector(len(self.network.nodes))
        return 2 if vector or asked == "depth" else int(asked == "height")

    def _with(self, asked: str, side: int) -> Network:
        """The network with one side of its input put in, or its depth; width and height do not matter to each other."""
        return self.filled(side if (name == "depth") == (asked == "depth") else None for name in self.asked)

    def made(self, asked: str, side: int) -> int:
        """What comes of a side of the input: a side, or the number of parameters; 0 where nothing does."""
        network = self._with(asked, side)
        with suppress(GivenError):
            if self.wanted.parameters is not None:
                return parameters(network)
            volume = Known(network).volume(len(network.nodes))
            return (volume and volume[self._at(asked)]) or 0
        return 0

    def by_formula(self, asked: str) -> Rational | None:
        """The side of the input by the formulas turned round, where there are such."""
        way, output = way_back(self.network, asked == "height"), self.wanted.output
        if way is None or not output or asked == "depth" or self._at(asked) == 2:
            return None
        with suppress(GivenError):
            return read_first(way, output[self._at(asked)])
        return None


def least(wanted: int, made: Callable[[int], int], most: int = LARGEST) -> int:
    """The smallest number from 1 on that makes what is wanted, or more; `most` where none below it does.

    >>> least(10, lambda number: number // 3)
    30
    """
    low, high = 1, 1
    while high < most and made(high) < wanted:
        low, high = high + 1, 2 * high
    return low + bisect_left(range(low, high), wanted, key=made)
