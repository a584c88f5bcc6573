"""Which volume comes out of a convolution or a pooling layer?

W, H, D are width, height and depth of the input; F is the filter side, S the stride, P the padding on one side, K the
number of filters, d the dilation; a = W − F + 2P is how far the filter can move.
"""

from dataclasses import dataclass, replace
from math import ceil
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import SamePadding
from cnnhand.exact.shapes import (
    Axis,
    Conv,
    Pair,
    Pool,
    Rounding,
    Sides,
    Window,
    Windowed,
    output_side,
    output_volume,
    unread,
    unrounded_side,
)
from cnnhand.exact.values import DOES_NOT_FIT, Fit, Form, Volume
from cnnhand.kinds import Level, OnePart
from cnnhand.kinds._layers import POOLING, ROUNDING, beyond_text, layer_letters, layer_text
from cnnhand.kinds._size_mistakes import MISTAKES
from cnnhand.page import Page, Step, Text, Working


@dataclass(frozen=True, slots=True)
class OutputSize(OnePart):
    """An input volume, a layer, and what to do where the stride does not divide."""

    summary = "the volume that a convolution or pooling layer makes of a volume"
    group = "sizes"
    form = Form.VOLUME
    mistakes = MISTAKES

    input: Volume
    layer: Windowed | SamePadding
    rounding: Rounding = Rounding.EXACT

    def __post_init__(self) -> None:
        if isinstance(self.layer, SamePadding) and not isinstance(self.layer.layer, Windowed):
            raise GivenError("layer", "must be a plain convolution or a pooling layer")
        output_volume(self.input, self.layer, self.rounding)
        if self.same and self.rounding is not Rounding.EXACT:
            raise GivenError("rounding", "“same” padding always rounds W/S up; leave the rounding out")

    @property
    def same(self) -> bool:
        """Whether the padding is "same", so that an output side is ⌈W/S⌉."""
        return isinstance(self.layer, SamePadding)

    @property
    def windowed(self) -> Windowed:
        """The layer, with the zeros on each side that "same" padding makes."""
        return self.layer.on(self.input) if isinstance(self.layer, SamePadding) else self.layer

    @property
    def axes(self) -> tuple[tuple[int, Axis], tuple[int, Axis]]:
        """Width and height, each with how the window moves along it."""
        across, down = self.windowed.window
        return (self.input.width, across), (self.input.height, down)

    @property
    def divides(self) -> bool:
        """Whether the stride divides both ways, so that nothing has to be rounded."""
        return not any(axis.span(side) % axis.stride for side, axis in self.axes)

    @property
    def left_out(self) -> bool:
        """Whether rounding up leaves a last window out, since it would start beyond the input."""
        return self.rounding is Rounding.CEIL and any(
            output_side(side, axis, Rounding.CEIL) != ceil(unrounded_side(side, axis)) for side, axis in self.axes
        )

    @property
    def upward(self) -> bool:
        """Whether the question says to round up."""
        return self.same or self.rounding is Rounding.CEIL

    @property
    def depth(self) -> int:
        """The depth of the output."""
        return self.windowed.filters if isinstance(self.windowed, Conv) else self.input.depth

    def answer(self) -> Volume | Fit:
        """The output volume, or that the layer does not fit."""
        rounding = Rounding.FLOOR if self.same else self.rounding
        return output_volume(self.input, self.windowed, rounding) or DOES_NOT_FIT

    def question(self) -> Page:
        same = "“Same” padding gives W/S columns and H/S rows, rounded up."
        rounding = same if self.same else ROUNDING[self.rounding] + beyond_text([self.windowed.window], self.rounding)
        layer = layer_text(self.windowed, self.same)
        return (
            Text(f"The input is {self.input} (width × height × depth). The layer is {layer}."),
            Text(f"Which volume comes out, as width × height × depth? {rounding}"),
        )

    def letters(self) -> dict[str, object]:
        letters = {**layer_letters(self.input, self.windowed), **self._terms()}
        across = self.axes[0][1]
        return letters if across.before == across.after else {**letters, "P": f"{across.before} and {across.after}"}

    def _terms(self) -> dict[str, object]:
        """The terms of the width's formulas: a dilated filter as wide as it reaches, unequal padding as a sum."""
        (W, axis), S = self.axes[0], self.axes[0][1].stride
        span, twice = axis.span(W), _padding_text(axis)
        up = self.upward
        shrunk = (W - 2 * (axis.filter - 1) + axis.before + axis.after, S)
        # without the padding a layer that fits may not fit any more, and is not rounded either
        exact = self.rounding is Rounding.EXACT and self.divides and not self.same
        return {
            "2·P": twice,
            "W + P": f"{W} + {axis.before}",
            "D2 + P": f"{self.depth} + {axis.before}",
            "D2 + 2·P": f"{self.depth} + {twice}",
            "W/S": _whole(f"{W}/{S}", W, S, up),
            "W/F": _whole(f"{W}/{axis.filter}", W, axis.filter, up),
            "W/S²": _whole(f"{W}/{S}²", W, S**2, up),
            "W/2": _whole(f"{W}/2", W, 2, up),
            "D/S": _whole(f"{self.depth}/{S}", self.depth, S, up),
            "(W − F + 2·P)/S": _whole(f"({_span_text(W, axis)})/{S}", span, S, up),
            "(W − F + 2·P + 1)/S": _whole(f"({_span_text(W, axis)} + 1)/{S}", span + 1, S, up),
            "(W − F + 2·P)/(S + 1)": _whole(f"({_span_text(W, axis)})/({S} + 1)", span, S + 1, up),
            "(W − 2·(F − 1) + 2·P)/S": _whole(f"({W} − 2·({axis.filter} − 1) + {twice})/{S}", *shrunk, up),
            "(W − F)/S": _whole(f"({W} − {axis.reach})/{S}", W - axis.reach, 1 if exact else S, up and not self.same),
            "(W − F + P)/S": _whole(
                f"({W} − {axis.reach} + {axis.before})/{S}", span - axis.after, 1 if exact else S, up
            ),
        }

    def side_letters(self, side: str) -> dict[str, object]:
        if side != "height" or self.axes[0] == self.axes[1]:
            return self.letters()
        return self._turned().letters()

    def _turned(self) -> "OutputSize":
        """The same layer with width and height exchanged."""
        layer = self.layer.layer if isinstance(self.layer, SamePadding) else self.layer
        assert isinstance(layer, Windowed)  # refused when the problem was made
        turned = replace(layer, window=Window(layer.window.down, layer.window.across))
        volume = Volume(self.input.height, self.input.width, self.input.depth)
        return replace(self, input=volume, layer=SamePadding(turned) if self.same else turned)

    def working(self) -> Working:
        if self.same:
            return self._same_working()
        steps = _side_steps("width", *self.axes[0], self.rounding)
        if self.axes[0] == self.axes[1]:
            steps += (Step("height", steps[-1].expression, steps[-1].value, "as the width"),)
        else:
            steps += _side_steps("height", *self.axes[1], self.rounding)
        answer = self.answer()
        if answer is DOES_NOT_FIT:
            steps += (Step("volume", "a side that is not whole", answer, self._what_frameworks_do()),)
        else:
            steps += self._volume_steps(answer, self._what_is_unread())
        depth = self._depth_rule()
        dilated = "d·(F − 1) + 1 for a dilated F; " if self.windowed.window.dilation != (1, 1) else ""
        letters = (("W2", "W"), ("H2", "H"))
        formulas = (
            f"{out} = {self._rounded(f'({side} − F + 2·P)/S', *axis)} + 1"
            for (out, side), axis in zip(letters, self.axes, strict=True)
        )
        filled = (
            f"{out} = {self._rounded(f'({_span_text(*axis)})/{axis[1].stride}', *axis)} + 1"
            for (out, _), axis in zip(letters, self.axes, strict=True)
        )
        return Working(
            f"{', '.join(formulas)}, {dilated}{depth}", f"{', '.join(filled)}, {depth} = {self.depth}", steps
        )

    def _rounded(self, quotient: str, side: int, axis: Axis) -> str:
        """A quotient of a formula in the brackets that round it, where the question says to and it is not whole."""
        exact = self.rounding is Rounding.EXACT
        return quotient if exact else _whole(quotient, axis.span(side), axis.stride, self.upward)

    def _same_working(self) -> Working:
        """With "same" padding the sides depend on the stride alone."""
        sides = tuple(
            Step(name, f"⌈{side}/{axis.stride}⌉", -(-side // axis.stride), "the filter does not matter")
            for name, (side, axis) in zip(("width", "height"), self.axes, strict=True)
        )
        quotients = (f"{name} = {step.expression}" for name, step in zip(("W2", "H2"), sides, strict=True))
        return Working(
            f"W2 = ⌈W/S⌉, H2 = ⌈H/S⌉, {self._depth_rule()}",
            f"{', '.join(quotients)}, {self._depth_rule()} = {self.depth}",
            (*sides, *self._volume_steps(self.answer(), "")),
        )

    def _volume_steps(self, volume: Volume | Fit, note: str) -> tuple[Step, Step]:
        """The depth, and all three sides together."""
        kept = "one map a filter" if isinstance(self.windowed, Conv) else "pooling keeps the depth"
        return (
            Step("depth", str(self.depth), self.depth, kept),
            Step("volume", str(volume).replace("×", " × "), volume, note),
        )

    def _depth_rule(self) -> str:
        return "D2 = K" if isinstance(self.windowed, Conv) else "D2 = D"

    def _what_frameworks_do(self) -> str:
        floor = output_volume(self.input, self.windowed, Rounding.FLOOR)
        return f"the frameworks round down to {floor}; {self._unread_text(Rounding.FLOOR)}"

    def _what_is_unread(self) -> str:
        return "" if self.divides or self.rounding is Rounding.CEIL else self._unread_text(self.rounding)

    def _unread_text(self, rounding: Rounding) -> str:
        """Which of the last columns and rows of the padded input no window reads."""
        rests = [
            (name, unread(side, axis, rounding))
            for name, (side, axis) in zip(("column", "row"), self.axes, strict=True)
        ]
        lost = [f"the last {f'{rest} {name}s' if rest > 1 else name}" for name, rest in rests if rest]
        if not lost:
            return "every row and column is read"
        padded = " of the padded input" if self.windowed.window.padded else ""
        are = "is" if sum(rest for _, rest in rests) == 1 else "are"
        return f"{' and '.join(lost)}{padded} {are} never read"

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: a square convolution that fits. Medium: stride and padding, pooling, “same” padding. Hard: two
        different sides, and padding that is not the same on every side."""
        pool = level != "easy" and dice.integer(1, 3) == 1
        same = level != "easy" and dice.integer(1, 6 if level == "medium" else 9) == 1
        window = _drawn_window(level, dice, pool)
        stride = window.stride.across
        rounding, rest = Rounding.EXACT, (0, 0)
        if level != "easy" and stride > 2 and not same and dice.integer(1, 4) > 1:
            rounding = dice.choice((Rounding.EXACT, Rounding.FLOOR, Rounding.CEIL if pool else Rounding.FLOOR))
            rest = (dice.integer(1, stride - 1), dice.integer(0, stride - 1) if level == "hard" else 0)
        sides = []
        for axis, extra in zip(window, rest, strict=True):
            outputs = dice.integer(3, 16)
            sides.append((outputs - 1) * stride + axis.reach - axis.before - axis.after + extra)
        if level != "hard":
            sides[1] = sides[0]
        if min(sides) < 4 or max(sides) > 99 or (level == "hard" and sides[0] == sides[1]):
            return None
        depth = dice.choice((1, 3)) if level == "easy" else dice.integer(2, 16)
        window = window.unpadded() if same else window
        layer: Windowed = Pool(dice.choice(tuple(POOLING)), window) if pool else Conv(dice.integer(2, 32), window)
        problem = cls(Volume(sides[0], sides[1], depth), SamePadding(layer) if same else layer, rounding)
        return None if problem.left_out else problem


def _drawn_window(level: Level, dice: Dice, pool: bool) -> Window:
    """A window of a level: at hard with two sizes, a dilation, or another padding on every side."""
    stride = dice.integer(1, 3) if level == "easy" else dice.integer(2, 4)
    pools = (2, 3) if level == "medium" else (3, 4)
    filter = dice.choice(pools if pool else (3, 5, 7))
    padding = 0 if level == "easy" else dice.integer(0 if level == "medium" and pool else 1, (filter - 1) // 2)
    dilation = 2 if level == "hard" and not pool and filter == 3 and dice.integer(1, 2) == 1 else 1
    size = Pair(filter, filter)
    if level == "hard" and dice.integer(1, 2) == 1:
        size = Pair(filter, dice.choice([side for side in (2, 3, 5) if side != filter]))
    padding = min(padding, size.down - 1) if pool else padding
    sides = Sides(padding, padding, padding, padding)
    if level == "hard" and not pool and dice.integer(1, 3) == 1:
        sides = Sides(*(dice.integer(1, 3) for _ in Sides._fields))
    return Window.of(size, Pair(stride, stride), sides, Pair(dilation, dilation))


def _span_text(side: int, axis: Axis) -> str:
    """W − F + 2P with its numbers; unequal padding is added side by side."""
    return f"{side} − {axis.reach} + {_padding_text(axis)}"


def _whole(quotient: str, top: int, bottom: int, up: bool) -> str:
    """A quotient in words that is rounded, in the brackets that say so where it is not whole."""
    if top % bottom == 0:
        return quotient
    return f"⌈{quotient}⌉" if up else f"⌊{quotient}⌋"


def _padding_text(axis: Axis) -> str:
    """2P with its number, or the two sides of it."""
    return f"2·{axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"


def _side_steps(name: str, side: int, axis: Axis, rounding: Rounding) -> tuple[Step, ...]:
    """The arithmetic of one side, an operation a step."""
    steps: tuple[Step, ...] = ()
    if axis.dilation > 1:
        dilated = f"{axis.dilation}·({axis.filter} − 1) + 1"
        steps += (Step(name, dilated, axis.reach, "the cells that the dilated filter spans"),)
    span, stride, outputs = axis.span(side), axis.stride, output_side(side, axis, rounding)
    steps += (Step(name, _span_text(side, axis), span, "how far the filter can move"),)
    if outputs is None:
        return (*steps, Step(name, f"{span}/{stride} + 1", unrounded_side(side, axis), "not a whole number"))
    if span % stride == 0:
        steps += (Step(name, f"{span}/{stride}", span // stride, "steps"),)
    elif rounding is Rounding.FLOOR:
        steps += (Step(name, f"⌊{span}/{stride}⌋", span // stride, "steps, rounded down"),)
    else:
        up = -(-span // stride)
        steps += (Step(name, f"⌈{span}/{stride}⌉", up, "steps, rounded up"),)
        if outputs == up:
            note = "the first window; the last would start beyond the input and is left out"
            return (*steps, Step(name, f"{up} + 1 − 1", outputs, note))
    return (*steps, Step(name, f"{outputs - 1} + 1", outputs, "and the first window"))
