"""What can stand at the ? of a network: every way to fill it in that gives what is wanted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from math import prod
from typing import Any, NamedTuple, TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Axis, Pair, Sides, output_side
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.network import Join, LayerError, Network
from cnnhand.layers.notation import LAYERS, build
from cnnhand.layers.pool import Pool
from cnnhand.layers.transposed import TransposedConv
from cnnhand.questions.known import Known
from cnnhand.questions.sizes.fill_input import OpenInput, Wanted, field_of, parameters

LETTERS = {
    "side": "W",
    "length": "W",
    "width": "W",
    "height": "H",
    "times": "n",
    "size": "F",
    "stride": "S",
    "padding": "P",
    "dilation": "d",
    "extra": "E",
    "groups": "G",
    "multiplier": "M",
    "depth": "D",
    "inputs": "n",
    "filters": "K",
    "neurons": "M",
}
"""The sides of the input, and options of a layer, that can be left open, in the order in which they are asked."""
OPTION_NAMES = {
    "size": "filter side",
    "filters": "number of filters",
    "neurons": "number of neurons",
    "inputs": "number of inputs",
    "extra": "output padding",
    "times": "number of layers",
}
WINDOWED = ("size", "stride", "padding", "extra")
"""Options of a window, which are chosen one for the other."""
COUNTED = ("filters", "neurons", "depth", "inputs", "multiplier")
"""Options that change no side: they follow from a depth or from a number of parameters."""
MOST_TIMES, MOST_TRIED, LARGEST_SIDE, LONGEST_RANGE = 200, 20_000, 1000, 64
Filling: TypeAlias = tuple[int, ...]
"""A number for each ?, in the order in which they are asked."""


def option_name(option: str) -> str:
    """An option with its letter: `the filter side F`."""
    sides = ("side", "length", "width", "height")
    where = " on every side" if option == "padding" else " of the input" if option in sides else ""
    return f"the {OPTION_NAMES.get(option, option)} {LETTERS[option]}{where}"


class Blank(NamedTuple):
    """A layer with something left open, or the input at place 0: what is known of it, and what is asked."""

    place: int
    name: str
    options: tuple[tuple[str, Any], ...]
    asked: tuple[str, ...]

    @classmethod
    def of(cls, place: int, name: str, options: Mapping[str, Any], asked: Iterable[str]) -> "Blank":
        """What is said of a layer, without what holds anyhow; what is asked in its usual order."""
        usual = LAYERS[name].options() if name in LAYERS else {}
        said = sorted((option, value) for option, value in options.items() if usual.get(option) != value)
        asked = ("inputs" if (name, option) == ("fc", "depth") else option for option in asked)
        return cls(place, name, tuple(said), tuple(sorted(asked, key=list(LETTERS).index)))

    def said(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values of what is asked, by the options that the layer knows."""
        return {"depth" if option == "inputs" else option: value for option, value in values.items()}

    def layer(self, values: Mapping[str, int], along: bool = False) -> Layer:
        """The layer with numbers in the places left open; a sequence slides along its length only."""
        read = self.said(values)
        for option in {"size", "stride", "dilation", "extra"} & values.keys():
            read[option] = Pair(values[option], 1 if along else values[option])
        if "padding" in values:
            read["padding"] = Sides.around(values["padding"], 0 if along else values["padding"])
        return build(self.name, {**dict(self.options), **read})


@dataclass(frozen=True)
class OpenNetwork:
    """A network with something left open, and what is to come of it."""

    network: Network
    blanks: tuple[Blank, ...]
    wanted: Wanted

    @property
    def unknowns(self) -> tuple[tuple[int, str], ...]:
        """What is asked, each with its place."""
        return tuple((blank.place, option) for blank in self.blanks for option in blank.asked)

    @cached_property
    def solutions(self) -> tuple[Filling, ...]:
        """Every way to fill it in, the usual ones first: padded by half a filter at the most, small, odd filters."""
        return _solutions(OpenNetwork(self.network, self.blanks, self.wanted))

    @property
    def of_input(self) -> OpenInput | None:
        """What is looked for where sides of the input are left open."""
        return None if self.blanks[0].place else OpenInput(self.network, self.wanted, self.blanks[0].asked)

    def filled(self, values: Iterable[int | None]) -> Network:
        """The network with numbers in the places left open."""
        if self.of_input:
            return self.of_input.filled(values)
        numbers, nodes = iter(values), list(self.network.nodes)
        for blank in self.blanks:
            here: dict[str, Any] = {option: next(numbers) for option in blank.asked}
            at = blank.place - 1
            if blank.asked == ("times",):
                if any(isinstance(node.layer, Join) for node in nodes) or len(self.blanks) > 1:
                    what = "how many layers is asked of a plain stack, and nothing else beside it"
                    raise GivenError("layers", what)
                stack: list[Any] = [node.layer for node in nodes]
                stack[at : at + 1] *= here["times"]
                return Network.of(self.network.input, stack, self.network.rounding)
            nodes[at] = nodes[at]._replace(layer=blank.layer(here, self.along))
        return self.network._replace(nodes=tuple(nodes))

    @property
    def along(self) -> bool:
        """Whether it is a sequence that goes in, and one that comes out."""
        width, height, _ = self.network.input
        return height == 1 != width and (not self.wanted.output or self.wanted.output.height in (None, 1))

    def at(self, values: Sequence[int | None], number: int) -> Network:
        """The network with a number in the place that is None."""
        return self.filled(number if value is None else value for value in values)

    def gives(self, network: Network) -> bool:
        """Whether a network gives what is wanted."""
        known, wanted = Known(network), self.wanted
        try:
            made = known.volume(known.last)
            pairs = zip(made or (), wanted.output or (), strict=False)
            if wanted.output and (made is None or any(want is not None and side != want for side, want in pairs)):
                return False
            if wanted.field is not None:
                field = field_of(network)
                sides = {field.width} if field.height == 1 else set(field)  # along a sequence there is one
                if sides != {wanted.field} and not (wanted.at_least and min(sides) >= wanted.field):
                    return False
            return wanted.parameters is None or parameters(network) == wanted.parameters
        except LayerError:  # such a layer cannot be applied
            return False

    # ---- the search --------------------------------------------------------------------------------------------------

    def found(self) -> Iterator[Filling]:
        """Every way to fill it in, as it is found."""
        if self.of_input:
            yield from filter(lambda values: self.gives(self.filled(values)), self.of_input.found())
            return
        if sum(name in COUNTED for _, name in self.unknowns) > 1:
            raise GivenError("layers", "only one number of filters or neurons can be asked at once")
        if self.wanted.at_least and len(self.unknowns) > 1:
            raise GivenError("field", "the least number is asked of a single ?; put a number in place of the others")
        for values in self._shapes():
            for number in self._counts(values) if None in values else [0]:
                if self.gives(self.at(values, number)):
                    yield tuple(number if value is None else value for value in values)
                    if self.wanted.at_least:
                        return

    def _shapes(self) -> Iterator[tuple[int | None, ...]]:
        """The numbers that may stand at each ? that changes a side; None for the others."""
        network, wanted, names = self.network, self.wanted, [name for _, name in self.unknowns]
        width = network.input.width and wanted.output and wanted.output.width
        if len(network.nodes) == 1 and width and {"size", "stride", "padding", *COUNTED}.issuperset(names):
            model = self.blanks[0].layer(dict.fromkeys(names, 1), self.along)
            if isinstance(model, Sliding) and not isinstance(model.padding, str):
                yield from self._of_one_layer(model)
                return
        sides = [side for side in (*network.input[:2], *(wanted.output or ())[:2]) if side]
        longest = min(LONGEST_RANGE, wanted.field or max(sides, default=LONGEST_RANGE))
        times = min(MOST_TIMES, wanted.field or MOST_TIMES)  # each adds a cell to the field
        ranges = {"padding": range(longest), "extra": range(8), "times": range(1, times + 1)}
        each: list[Sequence[int | None]] = [
            [None] if name in COUNTED else ranges.get(name, range(1, longest + 1)) for name in names
        ]
        if prod(map(len, each)) > MOST_TRIED:
            raise GivenError("layers", "too much is left open; put a number in place of one ?")
        for values in product(*each):
            said = dict(zip(names, values, strict=True))
            if (said.get("padding") or 0) < (said.get("size") or LONGEST_RANGE):
                yield values

    def _of_one_layer(self, model: Sliding) -> Iterator[tuple[int | None, ...]]:
        """The sizes, paddings and strides of a single layer that make the longer wanted side, out of the formula."""
        asked, spread, output = self.blanks[0].asked, isinstance(model, TransposedConv), self.wanted.output
        pairs = list(zip(self.network.input[:2], (output or ())[:2], strict=False))
        sides = [pair for pair in pairs[: 1 if self.along else 2] if None not in pair]
        (side, want), largest = max(sides), min(pair[spread] for pair in sides)
        own, extra = model.window[pairs.index((side, want))], getattr(model, "extra", (0, 0))[pairs.index((side, want))]
        if len({*asked} - {*COUNTED}) > 1 and largest > LARGEST_SIDE:
            raise GivenError("input", f"so much is looked for up to a side of {LARGEST_SIDE}")
        pooled = isinstance(model, Pool) and "stride" not in (*dict(self.blanks[0].options), *asked)
        rounding = model.rounded(self.network.rounding)
        for size in range(1, largest + 1) if "size" in asked else [own.filter]:
            for padding in range(size) if "padding" in asked else [None]:
                axis = own._replace(filter=size, stride=size if pooled else own.stride)
                axis = axis if padding is None else axis._replace(before=padding, after=padding)
                strides = _strides(side, want - extra, axis, spread) if "stride" in asked else [axis.stride]
                for moved in (axis._replace(stride=stride) for stride in strides):
                    made = moved.spread(side) + extra if spread else output_side(side, moved, rounding)
                    if made == want and (spread or moved.span(side) >= 0):
                        found = {"size": size, "stride": moved.stride, "padding": padding}
                        yield tuple(found.get(name) for name in asked)

    def _counts(self, values: Sequence[int | None]) -> list[int]:
        """How many filters or neurons: as the depth of the output says, or the parameters, which grow evenly."""
        deep = self.wanted.output and self.wanted.output.depth
        wanted = deep if self.wanted.parameters is None else self.wanted.parameters
        try:
            first, second = (self._counted(self.at(values, number)) for number in (1, 2))
        except LayerError:  # such a layer cannot be applied
            return []
        if first is None or second is None:  # it does not fit
            return []
        if wanted is None or first == second:
            name = next(name for _, name in self.unknowns if name in COUNTED)
            raise GivenError("output", f"nothing says the {name}; say `output` with its depth, or `parameters`")
        return [(wanted - first) // (second - first) + 1] if wanted >= first else []

    def _counted(self, network: Network) -> int | None:
        """What the number of filters, neurons or channels decides: all parameters, or how deep the output is."""
        if self.wanted.parameters is not None:
            return parameters(network)
        volume = Known(network).volume(len(network.nodes))
        return volume and (volume.depth or 0)


@lru_cache(maxsize=512)
def _solutions(problem: OpenNetwork) -> tuple[Filling, ...]:
    names = [name for _, name in problem.unknowns]
    if problem.of_input:
        usual = tuple(map(problem.of_input.by_formula, names))
        return tuple(sorted(problem.found(), key=lambda values: (values != usual, values)))

    sort = LAYERS.get(problem.blanks[0].name, Layer)

    def usual_first(values: Filling) -> tuple[Any, ...]:
        last = dict(zip(names, values, strict=True))
        padding, size, stride = last.get("padding", -1), last.get("size", 1), last.get("stride", 1)
        moved: tuple[Any, ...] = ()
        if "size" in last and issubclass(sort, TransposedConv | Pool):  # copies without gaps, windows side by side
            moved = (stride > size, -stride) if sort is TransposedConv else (size != stride,)
        return 2 * padding > last.get("size", LONGEST_RANGE), *moved, padding == 0, size % 2 == 0, values

    return tuple(sorted(set(problem.found()), key=usual_first))


def _strides(side: int, want: int, axis: Axis, spread: bool) -> range:
    """The strides that may lead from a side to the wanted one, however it is rounded."""
    if spread:
        left = want - axis._replace(stride=0).spread(side)
        return range(left // (side - 1), left // (side - 1) + 1) if side > 1 else range(1, axis.reach + 8)
    span = max(0, axis.span(side))
    return range(max(1, span // want), (span // max(1, want - 2) if want > 1 else max(side, axis.reach)) + 1)
