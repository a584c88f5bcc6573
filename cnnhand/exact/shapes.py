"""Windows and the sizes that they make, in plain integers. Imports neither NumPy nor anything that draws.

The field's letters, as in the course (CS231n, "Convolutional networks"; NTNU, part 2):

    W, H, D   width, height and depth of the input volume; W2, H2, D2 those of the output volume
    F         side of the filter (the window), S the stride, P the padding on one side, K the number of filters
    d         dilation: the distance between neighbouring filter cells in the input
"""

from enum import StrEnum
from typing import NamedTuple

from cnnhand.errors import GivenError


class Rounding(StrEnum):
    """What becomes of a last step that does not fill a whole stride."""

    EXACT = "exact"  # the course: such a layer does not fit
    FLOOR = "floor"  # the frameworks: the rest is never read
    CEIL = "ceil"  # some pooling layers: one more, partly filled window


class Axis(NamedTuple):
    """How a window moves along one axis: filter side F, stride S, padding before and after it, dilation d."""

    filter: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1

    @property
    def reach(self) -> int:
        """The cells that a dilated filter spans: d(F − 1) + 1.

        >>> Axis(3, dilation=2).reach  # 2·(3 − 1) + 1
        5
        """
        return self.dilation * (self.filter - 1) + 1

    def span(self, side: int) -> int:
        """How far the filter can move along a side: W − F + 2P, with F the dilated reach."""
        return side + self.before + self.after - self.reach

    def outputs(self, side: int) -> int:
        """How many windows lie along a side, where a rest is never read: (W − F + 2P)/S + 1, rounded down."""
        return self.span(side) // self.stride + 1

    def spread(self, side: int) -> int:
        """How far the copies of a filter reach that are laid down along a side: (W − 1)·S + F − 2P.

        >>> Axis(4, stride=2, before=1, after=1).spread(16)  # 15·2 + 4 − 2
        32
        """
        return (side - 1) * self.stride + self.reach - self.before - self.after


class Pair(NamedTuple):
    """One number for each direction: across the columns (along the width) and down the rows (along the height)."""

    across: int
    down: int

    def __str__(self) -> str:
        return str(self.across) if self.across == self.down else f"{self.across}×{self.down}"


class Sides(NamedTuple):
    """Padding on each of the four sides."""

    left: int = 0
    right: int = 0
    top: int = 0
    bottom: int = 0

    @classmethod
    def around(cls, across: int, down: int | None = None) -> "Sides":
        """So much left and right, and so much above and below; the same where one number is given."""
        down = across if down is None else down
        return cls(across, across, down, down)

    def __str__(self) -> str:
        if len(set(self)) == 1:
            return str(self.left)
        return ", ".join(f"{name} {value}" for name, value in self._asdict().items())


class Window(NamedTuple):
    """How a filter or a pooling window moves: across the columns and down the rows."""

    across: Axis
    down: Axis

    @classmethod
    def of(
        cls, size: Pair, stride: Pair = Pair(1, 1), padding: Sides = Sides(), dilation: Pair = Pair(1, 1)
    ) -> "Window":
        """A window of a size (width and height), with stride and dilation each way and padding on each side."""
        return cls(
            Axis(size.across, stride.across, padding.left, padding.right, dilation.across),
            Axis(size.down, stride.down, padding.top, padding.bottom, dilation.down),
        )

    @classmethod
    def square(cls, filter: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> "Window":
        """The usual case: the same filter side, stride, padding and dilation both ways."""
        axis = Axis(filter, stride, padding, padding, dilation)
        return cls(axis, axis)

    @property
    def size(self) -> Pair:
        """Width and height of the filter."""
        return Pair(self.across.filter, self.down.filter)

    @property
    def stride(self) -> Pair:
        """The stride each way."""
        return Pair(self.across.stride, self.down.stride)

    @property
    def padding(self) -> Sides:
        """The padding on each side."""
        return Sides(self.across.before, self.across.after, self.down.before, self.down.after)

    @property
    def dilation(self) -> Pair:
        """The dilation each way."""
        return Pair(self.across.dilation, self.down.dilation)

    @property
    def area(self) -> int:
        """The cells of the filter in one channel."""
        return self.across.filter * self.down.filter

    @property
    def padded(self) -> bool:
        """Whether any side gets padding."""
        return any(axis.before or axis.after for axis in self)

    def with_(self, **changes: int) -> "Window":
        """The same window with some of an axis' fields changed on both axes."""
        return Window(self.across._replace(**changes), self.down._replace(**changes))


def check_window(width: int, height: int, window: Window) -> None:
    """Raise a `GivenError` with the key at fault unless the window can be put on the input at least once."""
    if width < 1 or height < 1:
        raise GivenError("input", f"the input must have at least one row and one column, not {width}×{height}")
    for axis, side, name in zip(window, (width, height), ("wide", "high"), strict=True):
        for key, least in (("filter", 1), ("stride", 1), ("dilation", 1), ("before", 0), ("after", 0)):
            value = getattr(axis, key)
            if value < least:
                key = {"before": "padding", "after": "padding", "filter": "size"}.get(key, key)
                raise GivenError(key, f"the {key} must be {least} or more, not {value}")
        if axis.span(side) < 0:
            dilated = " with its dilation" if axis.dilation > 1 else ""
            padded = "padded " if axis.before or axis.after else ""
            raise GivenError(
                "size",
                f"the filter is {axis.reach} {name}{dilated}, larger than the {padded}input of "
                f"{side + axis.before + axis.after}; use a smaller filter or more padding",
            )


def output_side(side: int, axis: Axis, rounding: Rounding = Rounding.EXACT) -> int | None:
    """The side of the output, (W − F + 2P)/S + 1, or None where it must divide and does not.

    Source: CS231n, "Convolutional networks", spatial arrangement.

    >>> output_side(227, Axis(11, stride=4))  # (227 − 11)/4 + 1 = 216/4 + 1
    55
    >>> output_side(7, Axis(3, stride=3))  # (7 − 3)/3 + 1 = 7/3
    >>> output_side(7, Axis(3, stride=3), Rounding.FLOOR)
    2
    >>> output_side(7, Axis(3, stride=3), Rounding.CEIL)
    3
    """
    steps, rest = divmod(axis.span(side), axis.stride)
    if rest and rounding is Rounding.EXACT:
        return None
    if rest and rounding is Rounding.CEIL and (steps + 1) * axis.stride < side + axis.before:
        steps += 1  # a last window that would start beyond the input, in the padding, is left out
    return steps + 1


def unread(side: int, axis: Axis, rounding: Rounding) -> int:
    """How many of the last rows or columns of the padded input no window reads.

    >>> unread(8, Axis(3, stride=3), Rounding.FLOOR)  # windows at 1–3 and 4–6; 7 and 8 are left
    2
    """
    outputs = output_side(side, axis, rounding) or axis.outputs(side)
    return max(0, axis.span(side) - (outputs - 1) * axis.stride)


def same_padding(side: int, axis: Axis) -> Axis:
    """The axis with the padding that makes an output of ⌈W/S⌉ cells; an odd one is larger on the far side.

    Source: TensorFlow, "Neural network", notes on padding.

    >>> same_padding(224, Axis(7, stride=2))[2:4]  # (112 − 1)·2 + 7 − 224 = 5, so 2 before and 3 after
    (2, 3)
    """
    outputs = -(-side // axis.stride)
    total = max(0, (outputs - 1) * axis.stride + axis.reach - side)
    return axis._replace(before=total // 2, after=total - total // 2)


CELL = Window.square(1)
