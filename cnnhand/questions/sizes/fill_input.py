"""What is to come of a network, and from that back to its input: the formula of a side turned round, layer by layer.

W is the side that a layer reads, W2 the one that it makes; F is the filter side, R that with its dilation, S the stride,
P and Q the padding on either side, T both together, E the output padding.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import product
from math import isqrt
from typing import Any, NamedTuple

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Formula, MissingError, formula
from cnnhand.exact.shapes import Rounding, Sides
from cnnhand.exact.values import Rational, Size, Volume
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.dense import Flatten
from cnnhand.layers.network import Network
from cnnhand.layers.pool import GlobalPool
from cnnhand.layers.resize import Crop, Pad, Upsample
from cnnhand.layers.rules import letters_of
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
    """What a layer reads, by the side that it makes: a formula, and the numbers of its letters."""

    place: int
    text: str
    given: dict[str, Rational]
    slides: bool = False
    """Whether it is that of a window, in which the usual mistakes are made."""

    def read(self, made: Rational, wrong: Formula | None = None) -> Rational:
        """The side that it reads where it makes such a one."""
        rule = wrong if wrong and self.slides else formula(self.text)
        return rule.at({**self.given, "W2": made})


def way_back(network: Network, down: bool = False) -> tuple[Turned, ...] | None:
    """The layers that change a side, from the last to the first; None where some layer cannot be turned round."""
    found = []
    for place, node in reversed(list(enumerate(network.nodes, 1))):
        if node.inputs != (place - 1,) or not isinstance(node.layer, Layer):
            return None
        if isinstance(node.layer, Flatten) or not node.layer.resizes:
            continue
        turned = _turned(place, node.layer, down)
        if turned is None:
            return None
        found.append(turned)
    return tuple(found)


def _turned(place: int, layer: Layer, down: bool) -> Turned | None:
    """A layer that changes a side, turned round."""
    if isinstance(layer, Upsample):
        return Turned(place, "W2/F", {"F": layer.size[down]})
    if isinstance(layer, Pad | Crop) and isinstance(layer.padding, Sides):
        before, after = layer.padding[2 * down : 2 * down + 2]
        sign = "−" if isinstance(layer, Pad) else "+"
        text = f"W2 {sign} 2·P" if before == after else f"W2 {sign} P {sign} Q"
        return Turned(place, text, {"P": before, "Q": after})
    if not isinstance(layer, Sliding) or isinstance(layer, GlobalPool):
        return None
    if layer.padding == "same":
        return Turned(place, "W2/S" if isinstance(layer, TransposedConv) else "W2·S", letters_of(layer.window[down]))
    axis = layer.on(NOT_GIVEN).window[down]
    reach, twice = "F" if axis.dilation == 1 else "R", "2·P" if axis.before == axis.after else "P − Q"
    given = {**letters_of(axis), "R": axis.reach, "T": axis.before + axis.after}
    if isinstance(layer, TransposedConv):
        extra = f" − {layer.extra[down]}" if layer.extra[down] else ""
        text = f"(W2 − {reach} + {twice.replace('−', '+')}{extra})/S + 1"
        return Turned(place, text, given)
    return Turned(place, f"(W2 − 1)·S + {reach} − {twice}", given, slides=True)


def read_first(way: tuple[Turned, ...], made: Rational, wrong: Formula | None = None) -> Rational:
    """The side of the input, from the one that comes out."""
    for turned in way:
        made = turned.read(made, wrong)
        if made <= 0:
            raise GivenError("input", "no layer reads such a side")
    return made


class OpenInput(NamedTuple):
    """A network, what is to come of it, and what is left open of its input: `side` stands for those of a square."""

    network: Network
    wanted: Wanted
    asked: tuple[str, ...]

    def filled(self, values: Iterable[int | None]) -> Network:
        """The network with an input of these sides."""
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

    def turned_back(self, asked: str) -> Rational | None:
        """The side of the input by the formulas turned round, where there are such."""
        way, made = way_back(self.network, asked == "height"), self.last_side(asked)
        with suppress(GivenError):
            return read_first(way, made) if way is not None and made else None
        return None

    def last_side(self, asked: str) -> int | None:
        """The side of the last maps: that of the wanted output, or of what was flattened into it."""
        known, place, output = Known(self.network), len(self.network.nodes), self.wanted.output
        if not output or asked == "depth":
            return None
        if self._at(asked) < 2:
            return output[self._at(asked)]
        while place and known.is_vector(place):
            place -= 1
        width, height, depth = known.volume(place) or (None, None, None)
        if depth is None:
            return None
        cells = output.depth // depth
        return isqrt(cells) if asked == "side" else cells // (height or width or 1)


def least(wanted: int, made: Callable[[int], int], most: int = LARGEST) -> int:
    """The smallest number from 1 on that makes what is wanted, or more; `most` where none below it does.

    >>> least(10, lambda number: number // 3)
    30
    """
    low, high = 1, 1
    while high < most and made(high) < wanted:
        low, high = high + 1, 2 * high
    return low + bisect_left(range(low, high), wanted, key=made)
