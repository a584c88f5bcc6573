"""Which volume comes out of a transposed convolution?

W, H, D are width, height and depth of the input; K the number of filters, F their side, S the stride, P the padding
(what is cut off at each side of the full map) and E the output padding.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Axis, Pair, Sides, Window, transposed_side
from cnnhand.exact.transposed import check_transposed
from cnnhand.exact.values import Form, Volume
from cnnhand.kinds import Level, Mistake, OnePart, always
from cnnhand.kinds._layers import named_size, plural, side_text, stride_text
from cnnhand.kinds._old_copies import cut_text, strided
from cnnhand.page import Page, Step, Text, Working


@dataclass(frozen=True, slots=True)
class TransposedSize(OnePart):
    """An input volume, and the filters of a transposed convolution with their stride and what is cut off."""

    summary = "the volume that a transposed convolution makes of a volume"
    group = "sizes"
    form = Form.VOLUME

    input: Volume
    filters: int
    size: Pair
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()
    output_padding: int = 0

    def __post_init__(self) -> None:
        if self.filters < 1:
            raise GivenError("filters", f"a transposed convolution has at least one filter, not {self.filters}")
        check_transposed(self.input.width, self.input.height, self.window, self.output_padding)

    @property
    def window(self) -> Window:
        """How the copies lie."""
        return Window.of(self.size, self.stride, self.padding)

    @property
    def axes(self) -> tuple[tuple[int, Axis], tuple[int, Axis]]:
        """Width and height, each with how the copies lie along it."""
        across, down = self.window
        return (self.input.width, across), (self.input.height, down)

    def answer(self) -> Volume:
        width, height = (transposed_side(side, axis, self.output_padding) for side, axis in self.axes)
        return Volume(width, height, self.filters)

    def question(self) -> Page:
        return (
            Text(
                f"The input is {self.input} (width × height × depth). The layer is a transposed convolution with "
                f"{plural(self.filters, 'filter')} of {named_size(self.size)}, {stride_text(self.stride)}, "
                f"{cut_text(self.padding, self.output_padding)}."
            ),
            Text("Which volume comes out, as width × height × depth?"),
        )

    def letters(self) -> dict[str, object]:
        return self.side_letters("width")

    def side_letters(self, side: str) -> dict[str, object]:
        (W, axis), (H, _) = self.axes[::-1] if side == "height" else self.axes
        return {
            "W": W,
            "H": H,
            "D": self.input.depth,
            "K": self.filters,
            "F": axis.filter,
            "S": axis.stride,
            "P": axis.before,
            "E": self.output_padding,
            "(W − F + 2·P)/S + 1": side_text(W, axis),
        }

    def _side_text(self, side: int, axis: Axis) -> str:
        """(W − 1)·S + F − 2·P, and + E where there is output padding, with its numbers: `(3 − 1)·2 + 3 − 2·1 + 1`."""
        cut = f"2·{axis.before}" if axis.before == axis.after else f"{axis.before} − {axis.after}"
        extra = f" + {self.output_padding}" if self.output_padding else ""
        return f"({side} − 1)·{axis.stride} + {axis.reach} − {cut}{extra}"

    def sides_text(self) -> str:
        """The formulas of both sides with their numbers."""
        (W, across), (H, down) = self.axes
        return f"W2 = {self._side_text(W, across)}, H2 = {self._side_text(H, down)}"

    def working(self) -> Working:
        steps: tuple[Step, ...] = ()
        for name, (side, axis) in zip(("width", "height"), self.axes, strict=True):
            steps += (
                Step(name, f"({side} − 1)·{axis.stride}", (side - 1) * axis.stride, "from the first copy to the last"),
                Step(name, self._side_text(side, axis), transposed_side(side, axis, self.output_padding)),
            )
        answer = self.answer()
        steps += (
            Step("depth", str(self.filters), self.filters, "one map a filter"),
            Step("volume", str(answer).replace("×", " × "), answer),
        )
        extra = " + E" if self.output_padding else ""
        return Working(
            f"W2 = (W − 1)·S + F − 2·P{extra}, H2 = (H − 1)·S + F − 2·P{extra}, D2 = K",
            f"{self.sides_text()}, D2 = {self.filters}",
            steps,
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: a stride, no padding. Medium: padding too. Hard: output padding, two different sides."""
        stride = dice.integer(2, 4)
        side = dice.choice((2, 3, 4, 5)) if level == "easy" else dice.choice((3, 4, 5, 7))
        padding = 0 if level == "easy" else dice.integer(1, (side - 1) // 2)
        extra = dice.integer(1, stride - 1) if level == "hard" else 0
        width = dice.integer(3, 16)
        height = dice.integer(3, 16) if level == "hard" else width
        size = Pair(side, dice.choice((2, 3, 5))) if level == "hard" and dice.integer(1, 3) == 1 else Pair(side, side)
        if level == "hard" and width == height:
            return None
        return cls(
            Volume(width, height, dice.integer(1, 4) if level == "easy" else 2 * dice.integer(2, 32)),
            dice.integer(1, 32),
            size,
            Pair(stride, stride),
            Sides.around(padding),
            extra,
        )


# ---- mistakes: each procedure takes a side, how the copies lie along it and E, and gives the wrong side --------------


def _sides(procedure: Callable[[int, Axis, int], int]) -> Callable[[TransposedSize], Volume]:
    """Both sides by a wrong procedure, with the right depth."""

    def value(problem: TransposedSize) -> Volume:
        width, height = (procedure(side, axis, problem.output_padding) for side, axis in problem.axes)
        if min(width, height) <= 0:
            raise GivenError("input", "this wrong procedure gives no volume at all")
        return Volume(width, height, problem.filters)

    return value


def _padded(problem: TransposedSize) -> bool:
    return problem.window.padded


def _extended(problem: TransposedSize) -> bool:
    return problem.output_padding > 0


def _two_sides(problem: TransposedSize) -> bool:
    return problem.axes[0] != problem.axes[1]


TransposedSize.mistakes = (
    Mistake(
        "forward-formula",
        "with the formula of a convolution that is not transposed: {(W − F + 2·P)/S + 1}",
        always,
        _sides(lambda W, axis, E: axis.outputs(W)),
    ),
    Mistake(
        "minus-one-forgotten",
        "with {W}·{S} in place of ({W} − 1)·{S}",
        always,
        _sides(lambda W, axis, E: transposed_side(W + 1, axis, E)),
        common=True,
    ),
    Mistake(
        "input-times-stride",
        "by multiplying the input by the stride: {W}·{S}",
        strided,
        _sides(lambda W, axis, E: W * axis.stride),
    ),
    Mistake(
        "plus-one-added",
        "with a + 1 at the end, as a convolution that is not transposed has it",
        always,
        _sides(lambda W, axis, E: transposed_side(W, axis, E + 1)),
    ),
    Mistake(
        "filter-minus-one",
        "with {F} − 1 in place of the filter's side {F}",
        always,
        _sides(lambda W, axis, E: transposed_side(W, axis, E - 1)),
    ),
    Mistake(
        "filter-ignored",
        "without the filter's side {F}",
        always,
        _sides(lambda W, axis, E: transposed_side(W, axis, E - axis.filter)),
    ),
    Mistake(
        "stride-ignored",
        "with a stride of 1 in place of {S}",
        strided,
        _sides(lambda W, axis, E: transposed_side(W, axis._replace(stride=1), E)),
    ),
    Mistake.changed(
        "padding-ignored", "without the padding {P}", _padded, lambda p: replace(p, padding=Sides()), common=True
    ),
    Mistake(
        "padding-once",
        "with the padding {P} taken off at one side only",
        lambda p: any(axis.after for axis in p.window),
        _sides(lambda W, axis, E: transposed_side(W, axis._replace(after=0), E)),
    ),
    Mistake(
        "padding-added",
        "with the padding {P} added: a transposed convolution cuts it off",
        _padded,
        _sides(lambda W, axis, E: transposed_side(W, axis._replace(before=-axis.before, after=-axis.after), E)),
    ),
    Mistake.changed(
        "output-padding-ignored",
        "without the output padding {E}",
        _extended,
        lambda p: replace(p, output_padding=0),
        common=True,
    ),
    Mistake(
        "output-padding-twice",
        "with the output padding {E} added at both sides",
        _extended,
        _sides(lambda W, axis, E: transposed_side(W, axis, 2 * E)),
    ),
    Mistake("size-unchanged", "with the sides of the input kept", always, _sides(lambda W, axis, E: W)),
    Mistake(
        "sides-swapped",
        "with width and height exchanged",
        _two_sides,
        lambda p: Volume(p.answer().height, p.answer().width, p.filters),
    ),
    Mistake(
        "one-side-for-both",
        "with the width's result used for the height too",
        _two_sides,
        lambda p: p.answer()._replace(height=p.answer().width),
    ),
    Mistake(
        "one-side-for-both",
        "with the height's result used for the width too",
        _two_sides,
        lambda p: p.answer()._replace(width=p.answer().height),
    ),
    Mistake(
        "depth-of-input",
        "with the depth {D} of the input in place of the {K} filters",
        always,
        lambda p: p.answer()._replace(depth=p.input.depth),
        common=True,
    ),
    Mistake(
        "depth-multiplied",
        "with a map for every filter and every channel: depth {D}·{K}",
        lambda p: p.input.depth > 1,
        lambda p: p.answer()._replace(depth=p.input.depth * p.filters),
        common=True,
    ),
    Mistake(
        "depth-dropped",
        "for one map only: {K} filters make {K} maps",
        lambda p: p.filters > 1,
        lambda p: p.answer()._replace(depth=1),
    ),
)
