"""Convolutions of another sort: depthwise, with filters that see some channels, and without any sharing."""

from typing import ClassVar

from cnnhand.errors import GivenError
from cnnhand.exact.values import Rational, Volume
from cnnhand.layers.base import Layer, Sliding, check_depth
from cnnhand.layers.filtered import Filtered
from cnnhand.layers.rules import Count, Line, Rule, learned
from cnnhand.layers.words import listed, moves_text, on_channels, plural, size_text


class Depthwise(Sliding):
    """A convolution of every channel by itself, with `multiplier` filters a channel."""

    name = "dwconv"
    also = ("depthwise", "depthwise-conv", "depthwiseconv2d")
    numbers = ("size", "")
    example = "dwconv3"
    same = True

    multiplier: int = 1
    bias: bool = True
    depth: int | None = None

    def _reads(self, volume: Volume) -> int:
        depth = volume.depth if self.depth is None else self.depth
        if depth is None:
            raise GivenError("in", "a depthwise convolution has a filter a channel; say how many come in: dwconv3in16")
        return depth

    def check(self, volume: Volume) -> None:
        if self.multiplier < 1:
            raise GivenError("multiplier", f"there must be at least one filter a channel, not {self.multiplier}")
        super().check(volume)
        check_depth(self.depth, volume)

    def depth_rule(self, volume: Volume) -> Rule:
        return Rule("K", {"K": self._reads(volume) * self.multiplier}, "one map a filter")

    def letters(self, volume: Volume, output: Volume | None) -> dict[str, Rational]:
        D, M = self._reads(volume), self.multiplier
        return {**super().letters(volume, output), "D": D, "K": D * M, "G": D, "M": M}

    def counts(self) -> dict[str, Count]:
        filters = "D" if self.multiplier == 1 else "D·M"
        lines = (Line("one filter", f"{self.area}", "on one channel"), Line("weights", f"one·{filters}", "all filters"))
        return learned(*lines, biases=Count.of("biases", filters, "one a filter") if self.bias else None)

    def seen_by_one(self) -> str:
        return self.area

    def words(self) -> str:
        on, each = on_channels(self.depth), "one filter" if self.multiplier == 1 else f"{self.multiplier} filters"
        biases = "" if self.bias else ", without biases"
        return (
            f"a depthwise convolution{on} with {each} of {size_text(self.size)} a channel, {moves_text(self)}{biases}"
        )


class PartialConv(Sliding):
    """A convolution whose filters see some of the channels: one filter for each number of channels in `sees`.

    Source: LeCun et al. 1998, table I (layer C3 of LeNet-5).
    """

    name = "partial-conv"
    numbers = ("size", "sees")
    example = "partial-conv5-6x3+9x4+1x6, where 6 filters see 3 channels, 9 see 4 and 1 sees 6"

    sees: tuple[int, ...]
    bias: bool = True

    def check(self, volume: Volume) -> None:
        super().check(volume)
        for number, channels in enumerate(self.sees, 1):
            if not 1 <= channels <= (volume.depth or channels):
                what = f"filter {number} must see from 1 to all {volume.depth} channels, not {channels}"
                raise GivenError("sees", what)

    def channels_seen(self, depth: int) -> int:
        seen, *others = set(self.sees)
        if others:
            what = f"the filters see {listed(sorted(set(self.sees)))} channels, each number another part of the input"
            raise GivenError("of", f"{what}; ask it of a layer whose filters all see as many")
        return seen

    def depth_rule(self, volume: Volume) -> Rule:
        return Rule("K", {"K": len(self.sees)}, "one map a filter")

    def letters(self, volume: Volume, output: Volume | None) -> dict[str, Rational]:
        return {**super().letters(volume, output), "K": len(self.sees), "N": sum(self.sees)}

    def counts(self) -> dict[str, Count]:
        line = Line("weights", f"{self.area}·N", "N: the channels that the filters see, added up")
        return learned(line, biases=Count.of("biases", "K", "one a filter") if self.bias else None)

    def words(self) -> str:
        seen = f"{plural(len(self.sees), 'filter')} of {size_text(self.size)} that see {listed(self.sees)} channels"
        return f"a convolution with {seen}, {moves_text(self)}"


class Local(Filtered):
    """A convolution that shares nothing: every cell of the output has weights and a bias of its own."""

    name = "local"
    also = ("locally-connected", "locallyconnected2d")
    example = "local3-8"
    work = ""

    groups: ClassVar[int] = 1  # type: ignore[misc]  # no option of it

    def counts(self) -> dict[str, Count]:
        lines = (
            Line("one neuron", f"{self.area}·D", "width · height · depth"),
            Line("neurons", "W2·H2·K", "none of them shares its weights"),
            Line("weights", "neurons·one"),
        )
        return learned(*lines, biases=Count.of("biases", "W2·H2·K", "one a neuron") if self.bias else None)

    def seen_by_one(self) -> str:
        return f"{self.area}·D"

    def words(self) -> str:
        on, many = on_channels(self.depth), plural(self.filters or 0, "map") if self.filters else "maps"
        window = f"windows of {size_text(self.size)}, {moves_text(self)}"
        return f"a locally connected layer{on} that makes {many} with {window}: every neuron has its own weights"


LAYERS: tuple[type[Layer], ...] = (Depthwise, PartialConv, Local)
CONVOLUTIONS: tuple[type[Layer], ...] = (Filtered, Depthwise, PartialConv)
"""What all convolutions are: they learn the weights of a window."""
