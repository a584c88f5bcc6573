"""Pooling: the maximum, average or L2 norm of each window, channel by channel, and pooling with a weight a channel."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar, Self

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, average, chosen, covered, norm, reading_order, real_cells
from cnnhand.exact.gradients import Under, pool_gradient, to_first
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Grid, Rational, Volume, plain
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.rules import Count, Rule
from cnnhand.layers.words import moves_text, size_text


class Pool(Sliding):
    """A pooling layer; its stride is its window's size unless it is given."""

    numbers = ("size", "")
    same = True
    how: ClassVar[str] = ""
    """`max`, `average` or `l2`, of which the usual mistakes are known."""

    stride: Pair = Pair(0, 0)
    """0 stands for the size of the window."""
    ceil: bool = False
    """Whether it rounds up where its network does not."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        if self.stride == (0, 0):
            vars(self)["stride"] = self.size

    @property
    def tiles(self) -> Pair | None:
        """The size of windows that lie side by side, with neither overlap nor gap nor padding."""
        return self.size if self.stride == self.size and max(self.size) > 1 and self.padding == Sides() else None

    def rounded(self, rounding: Rounding) -> Rounding:
        return Rounding.CEIL if self.ceil else rounding

    def check(self, volume: Volume) -> None:
        super().check(volume)
        for axis in self.window:
            if max(axis.before, axis.after) >= axis.reach:
                what = f"padding {max(axis.before, axis.after)} leaves a pooling window with nothing but padding"
                raise GivenError("padding", f"{what}; it must be smaller than the window side {axis.reach}")

    def seen_by_one(self) -> str:
        return self.area

    def statistic(self, cells: Sequence[Any]) -> Any:
        """What becomes of the numbers under a window."""
        raise GivenError("layers", f"the numbers that {self.words()} makes are not computed here")

    def share(self, under: Under) -> Sequence[Rational | None]:
        """What each of these numbers gets of the gradient of that."""
        raise GivenError("layers", f"no gradient is taken back through {self.title} here")

    def words(self) -> str:
        up = ", rounding up" if self.ceil else ""
        return f"{self.title} with windows of {size_text(self.size)}, {moves_text(self, padded=False)}{up}"

    def forward(self, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
        return pooled(self.on(x.volume), x, rounding)

    def backward(self, x: Grid, gradient: Grid) -> Grid:
        layer = self.on(x.volume)
        return pool_gradient(x, gradient, layer.window, layer.share)


class MaxPool(Pool):
    """The largest number of each window; a padding cell never wins."""

    name = "maxpool"
    also: ClassVar[tuple[str, ...]] = ("pool", "max-pool", "maxpool2d", "maxpooling2d")
    example = "maxpool2"
    how, title = "max", "max pooling"

    def statistic(self, cells: Sequence[Any]) -> Any:
        return chosen(max, cells)

    def share(self, under: Under) -> Sequence[Rational | None]:
        return to_first(max)(under)


class AveragePool(Pool):
    """The average of each window; `count_padding` says whether the zeros of the padding are counted."""

    name = "avgpool"
    also: ClassVar[tuple[str, ...]] = ("avg-pool", "average-pool", "avgpool2d", "averagepooling2d", "meanpool")
    example = "avgpool2"
    how, title = "average", "average pooling"
    linear = True

    count_padding: bool = False

    def statistic(self, cells: Sequence[Any]) -> Any:
        return average(cells)

    def share(self, under: Under) -> Sequence[Rational | None]:
        return [plain(under.dy / Fraction(under.covered if self.count_padding else len(under.cells)))] * len(
            under.cells
        )


class L2Pool(Pool):
    """The root of the sum of the squares of each window."""

    name = "l2pool"
    also = ("l2-pool",)
    example = "l2pool2"
    how, title = "l2", "L2 pooling"

    def statistic(self, cells: Sequence[Any]) -> Any:
        return norm(cells)


class GlobalPool(Pool):
    """Pooling of each whole channel into one number: its window is the input."""

    numbers = ("", "")
    same = False

    size: Pair = Pair(0, 0)
    """0 stands for the input's."""

    def on(self, volume: Volume) -> Self:
        width, height, _ = volume
        return self.with_(size=Pair(width or 0, height or 0), stride=Pair(1, 1))

    def check(self, volume: Volume) -> None:
        if None not in volume[:2]:
            super().check(volume)

    def side(self, side: int | None, way: int, rounding: Rounding) -> Rule:
        return Rule("1", {}, "one number a channel")

    def words(self) -> str:
        return f"global {self.title}: one window over each whole channel"


class GlobalMaxPool(GlobalPool, MaxPool):
    """The largest number of each channel."""

    name = "global-maxpool"
    also = ("gmp", "globalmaxpool", "globalmaxpooling2d")


class GlobalAveragePool(GlobalPool, AveragePool):
    """The average of each channel."""

    name = "global-avgpool"
    also = ("gap", "globalavgpool", "global-average-pool", "globalaveragepooling2d")


class AdaptivePool(Pool):
    """Pooling into so many places: windows side by side, where these divide the input."""

    numbers = ("places", "")
    same = False

    places: Pair
    size: Pair = Pair(0, 0)
    """0 stands for the one that makes so many places."""

    def on(self, volume: Volume) -> Self:
        sides = [(side or many) // many or 1 for side, many in zip(volume[:2], self.places, strict=True)]
        return self.with_(size=Pair(*sides), stride=Pair(*sides))

    def check(self, volume: Volume) -> None:
        if any(side and side % many for side, many in zip(volume[:2], self.places, strict=True)):
            what = f"{self.places} places do not divide {volume.width}×{volume.height}"
            raise GivenError("places", f"{what}; the windows of an adaptive pool would not be alike")

    def side(self, side: int | None, way: int, rounding: Rounding) -> Rule:
        rule = Pool.side(self.on(Volume(side, side, 1)), side, way, rounding)  # type: ignore[arg-type]  # not given
        return rule._replace(note=f"F and S are {'WH'[way]}/{self.places[way]}")

    def words(self) -> str:
        return f"{self.title} into {size_text(self.places)} places"


class AdaptiveMaxPool(AdaptivePool, MaxPool):
    """The largest number of each of so many windows."""

    name = "adaptive-maxpool"
    also = ("adaptivemaxpool2d",)
    example = "adaptive-maxpool7"


class AdaptiveAveragePool(AdaptivePool, AveragePool):
    """The average of each of so many windows."""

    name = "adaptive-avgpool"
    also = ("adaptiveavgpool2d",)
    example = "adaptive-avgpool7"


class Subsample(Pool):
    """Trainable pooling: the sum of each window times a weight plus a bias, one of each a channel.

    Source: LeCun et al. 1998, section II.B (layers S2 and S4 of LeNet-5).
    """

    name = "subsample"
    example = "subsample2"
    same = False
    title = "trainable pooling"

    def counts(self) -> dict[str, Count]:
        weights = Count.of("weights", "D", "one a channel, times the sum of the window")
        return {"weights": weights, "biases": Count.of("biases", "D", "one a channel")}

    def words(self) -> str:
        return f"{super().words()}, with one weight and one bias a channel"


# ---- the arithmetic -------------------------------------------------------------------------------------------------


def pooled_cell(layer: Pool, x: Grid, number: int, place: Place) -> Any:
    """One cell of the map of a channel, counted from 1."""
    cells = real_cells(x.channels[number - 1], place, layer.window)
    if getattr(layer, "count_padding", False):
        return average(cells, covered(x.width, x.height, place, layer.window))
    return layer.statistic(cells)


def pooled(layer: Pool, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
    """The maps of a pooling layer."""
    output = layer.output(x.volume, rounding)
    assert output is not None  # it rounds, or has been found to fit
    places, numbers = reading_order(output.width, output.height), range(1, x.depth + 1)
    return Grid.from_cells((pooled_cell(layer, x, number, place) for number in numbers for place in places), output)


LAYERS: tuple[type[Layer], ...] = (
    MaxPool,
    AveragePool,
    L2Pool,
    GlobalMaxPool,
    GlobalAveragePool,
    AdaptiveMaxPool,
    AdaptiveAveragePool,
    Subsample,
)
