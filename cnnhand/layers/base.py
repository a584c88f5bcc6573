"""What every layer can say of itself: sizes, counts and arithmetic, each formula once.

    W, H, D    width, height and depth of the input;  W2, H2, D2  those of the output
    F          side of the filter or window (FW and FH where they differ), S its stride, d its dilation
    P, Q       padding before and after the input along a side
    K          number of filters, M of neurons, G of groups

A side or a depth that is not given is None in a volume, and its letter is not known.
"""

from functools import cached_property
from typing import ClassVar, Literal, Self, TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.formula import MissingError, Whole
from cnnhand.exact.shapes import CELL, Axis, Pair, Rounding, Sides, Window, check_window, output_side, same_padding
from cnnhand.exact.values import Grid, Rational, Volume
from cnnhand.layers.record import Record
from cnnhand.layers.rules import WHOLE, Count, Rule, known, letters_of

Padding: TypeAlias = Sides | Literal["same", "full"]
"""Zeros on each side, or the word for how many."""
ONE, NONE = Pair(1, 1), Sides()
KEPT = Rule("⌈W/S⌉", {}, "the filter does not matter")
"""The side that `same` padding makes."""
REACH = "d·(F − 1) + 1"
"""The cells that a dilated window spans."""


def reach_of(axis: Axis) -> str:
    """The same, where a window is dilated; else its side."""
    return "F" if axis.dilation == 1 else f"({REACH})"


class Layer(Record):
    """A layer that changes nothing and learns nothing, and what all others are made of.

    A layer is a frozen record; its fields are the options by which it is written: `{conv: {filters: 6, size: 5}}`.
    """

    name: ClassVar[str] = "identity"
    """How it is written."""
    title: ClassVar[str] = ""
    """What it is in a sentence, where that is always the same and not its name."""
    also: ClassVar[tuple[str, ...]] = ()
    """Other spellings, of exam papers and frameworks."""
    numbers: ClassVar[tuple[str, str]] = ("", "")
    """Which options the number right after the name and the one after a hyphen say in the short form."""
    example: ClassVar[str] = ""
    unsaid: ClassVar[tuple[str, ...]] = ()
    """The options that its name in short leaves out."""
    same: ClassVar[bool] = False
    """Whether `same` and `full` are paddings of it."""
    in_place: ClassVar[bool] = False
    """Whether its numbers take the place of what it reads, so that it has no neurons and no bytes of its own."""
    work: ClassVar[str] = "·W2·H2"
    """How often every weight is used: a factor behind the weights."""
    linear: ClassVar[bool] = False
    """Whether the gradient of its input depends on the size of the input alone, and not on the numbers in it."""

    def on(self, volume: Volume) -> Self:
        """The layer with what depends on its input filled in: `same` padding, the window of a global pool."""
        return self

    def check(self, volume: Volume) -> None:
        """Raise a `GivenError` with the option at fault unless the layer can be applied to such a volume."""

    def sides(self, volume: Volume, rounding: Rounding) -> tuple[Rule, Rule, Rule]:
        """How width, height and depth of the output come about."""
        rules = (self.side(side, way, rounding) for way, side in enumerate(volume[:2]))
        width, height = (
            Rule(text, {**known(W=side if "W" in text else None), **given}, note, letter)
            for (text, given, note, _), side, letter in zip(rules, volume[:2], "WH", strict=True)
        )
        return width, height, self.depth_rule(volume)

    def side(self, side: int | None, way: int, rounding: Rounding) -> Rule:
        """How a side W of the output comes about: the width where `way` is 0, the height where it is 1."""
        return Rule("W", {})

    def depth_rule(self, volume: Volume) -> Rule:
        """How the depth of the output comes about."""
        return Rule("D", known(D=volume.depth))

    @property
    def resizes(self) -> bool:
        """Whether it makes another size than it reads, or another depth."""
        return (type(self).side, type(self).depth_rule) != (Layer.side, Layer.depth_rule)

    def rounded(self, rounding: Rounding) -> Rounding:
        """How it rounds a side where its network rounds so."""
        return rounding

    def output(self, volume: Volume, rounding: Rounding = Rounding.EXACT) -> Volume | None:
        """The volume that it makes of another; None where it must fit and does not."""
        whole = WHOLE[self.rounded(rounding)]
        sides = [_known(rule, whole) for rule in self.sides(volume, rounding)]
        return None if any(side is not None and side.denominator != 1 for side in sides) else Volume(*sides)  # type: ignore[arg-type]

    def reads_sequence(self, volume: Volume) -> bool:
        """Whether such a volume is a sequence for it: a single row, along which it slides."""
        return volume.height == 1 != volume.width

    def letters(self, volume: Volume, output: Volume | None) -> dict[str, Rational]:
        """The numbers of a layer by their letters, as far as they are known."""
        sides = zip(("W", "H", "D", "W2", "H2", "D2"), (*volume, *(output or ())), strict=False)
        return {name: side for name, side in sides if side is not None}

    def counts(self) -> dict[str, Count]:
        """How its weights, biases and untrained numbers are counted; what it has none of is left out."""
        return {}

    def seen_by_one(self) -> str:
        """How many inputs one of its outputs is computed from."""
        return ""

    def seen(self, volume: Volume) -> Window | None:
        """The window of the input that one cell of the output sees; None where no one window says it."""
        return CELL

    def words(self) -> str:
        """The layer in a sentence: `a convolution with 6 filters of 5×5, stride 1, no padding`."""
        return self.title or self.name

    def forward(self, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
        """What it makes of the numbers of its input."""
        raise GivenError("layers", f"the numbers that {self.words()} makes are not computed here")

    def backward(self, x: Grid, gradient: Grid) -> Grid:
        """The gradient of its input X, given that of its output."""
        raise GivenError("layers", f"no gradient is taken back through {self.words()} here")


def check_depth(reads: int | None, volume: Volume) -> None:
    """Raise a `GivenError` where a layer says how many channels it reads, and others come in."""
    if reads is not None and volume.depth not in (None, reads):
        first = f"; channels first are written ({', '.join(map(str, volume))})"
        first *= volume.width == reads and volume.height == volume.depth
        channels = f"{reads} channel{'s' * (reads > 1)}"
        raise GivenError("in", f"the layer reads {channels}, and here {volume.depth} come in{first}")


def _known(rule: Rule, whole: Whole | None) -> Rational | None:
    try:
        return rule.at(whole)
    except MissingError:
        return None


class Sliding(Layer):
    """A layer whose window moves over the input: its size, stride, padding and dilation, across and down."""

    size: Pair
    stride: Pair = ONE
    padding: Padding = NONE
    dilation: Pair = ONE

    @cached_property
    def window(self) -> Window:
        """How the window moves; `same` and `full` padding are filled in by `on`."""
        return Window.of(self.size, self.stride, NONE if isinstance(self.padding, str) else self.padding, self.dilation)

    @property
    def along(self) -> bool:
        """Whether it slides along the rows alone, as over a sequence."""
        down = self.window.down
        return down.filter <= 1 and down.before == down.after == 0

    def reads_sequence(self, volume: Volume) -> bool:
        return self.along and super().reads_sequence(volume)

    def on(self, volume: Volume) -> Self:
        if not isinstance(self.padding, str):
            return self
        axes = self.window
        if self.padding == "full":
            across, down = ((axis.reach - 1,) * 2 for axis in axes)
        else:
            check_window(volume.width or 1, volume.height or 1, axes.with_(filter=1))  # no stride of 0
            pairs = zip(volume[:2], axes, strict=True)
            across, down = (_same(side, axis) for side, axis in pairs)
        return self.with_(padding=Sides(*across, *down))

    def check(self, volume: Volume) -> None:
        """A filter larger than its input is no error: the layer does not fit."""
        width, height = (
            max(side or 1, axis.reach) if side is None or side > 0 else side
            for side, axis in zip(volume[:2], self.window, strict=True)
        )
        check_window(width, height, self.window)

    def rounded(self, rounding: Rounding) -> Rounding:
        """Where a network rounds up, its pools do: nothing else has a partly filled window."""
        return Rounding.FLOOR if rounding is Rounding.CEIL else rounding

    def output(self, volume: Volume, rounding: Rounding = Rounding.EXACT) -> Volume | None:
        return None if self.too_large(volume) else super().output(volume, rounding)

    def too_large(self, volume: Volume) -> bool:
        """Whether the window is larger than the padded input, so that nothing comes out, however it is rounded."""
        pairs = zip(volume[:2], self.window, strict=True)
        spans = [axis.span(side) for side, axis in pairs if side is not None]
        return not isinstance(self.padding, str) and min(spans, default=0) < 0

    def side(self, side: int | None, way: int, rounding: Rounding) -> Rule:
        """(W − F + 2·P)/S + 1, as the padding and the dilation make it, or the ⌈W/S⌉ of `same` padding.

        Where rounding up would add a window that starts beyond the input, this one is taken off again.
        """
        if self.padding == "same":
            return KEPT._replace(given={"S": self.stride[way]})
        axis = (self.on(Volume(1, 1, 1)) if self.padding == "full" else self).window[way]
        twice = "2·P" if axis.before == axis.after else "P + Q"
        text, note = f"(W − {reach_of(axis)} + {twice})/S + 1", ""
        if side is not None and self.rounded(rounding) is Rounding.CEIL:
            up = -(-axis.span(side) // axis.stride) + 1
            if output_side(side, axis, Rounding.CEIL) != up:
                text, note = f"{text} − 1", "the last window would start beyond the input and is left out"
        return Rule(text, letters_of(axis), note)

    def depth_rule(self, volume: Volume) -> Rule:
        return Rule("D", known(D=volume.depth), "pooling keeps it")

    def letters(self, volume: Volume, output: Volume | None) -> dict[str, Rational]:
        across, down = self.window
        return {**super().letters(volume, output), **letters_of(across), "FW": across.filter, "FH": down.filter}

    def seen(self, volume: Volume) -> Window | None:
        return self.window

    def channels_seen(self, depth: int) -> int:
        """How many of the channels that come in one cell of its output is computed from."""
        return 1

    @property
    def area(self) -> str:
        """The cells of the window in one channel, as a product of letters."""
        return "F·F" if self.size.across == self.size.down else "FW·FH"


def _same(side: int | None, axis: Axis) -> tuple[int, int]:
    """The padding before and after that keeps ⌈W/S⌉ cells; for stride 1 it does not depend on the side."""
    if side is None and axis.stride > 1:
        raise GivenError("input", "`same` padding with a stride depends on the size of the input; say `input: 28x28`")
    padded = same_padding(side or axis.reach, axis)
    return padded.before, padded.after
