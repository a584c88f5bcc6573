"""The padded input itself: which sides get how many zeros, by what is given or by "same" padding.

W and H are the sides of the input, F is the filter side, S the stride; T is the padding of two opposite sides together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import edge_padded, padded
from cnnhand.exact.shapes import Axis, Pair, Sides, Window, check_window, same_padding
from cnnhand.exact.values import Form, Grid
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._grids import as_in, draw_grid, pictures
from cnnhand.kinds._layers import padding_text, size_text, stride_text
from cnnhand.page import Page, Step, Text, Working, say

MAX_CELLS = 10_000


@dataclass(frozen=True, slots=True)
class PaddedGrid(OnePart):
    """An input and the zeros of each side; or, in their place, the filter and stride of a "same" convolution."""

    summary = "the input with its padding written around it"
    group = "sizes"
    form = Form.GRID

    input: Grid
    padding: Sides | None = None
    size: Pair | None = None
    stride: Pair = Pair(1, 1)

    def __post_init__(self) -> None:
        if (self.padding is None) == (self.size is None):
            raise GivenError("padding", "say the padding, or the size of a filter for “same” padding, and not both")
        if self.size is not None:
            if min(self.size) < 1:
                raise GivenError("size", f"the size must be 1 or more, not {self.size}")
            check_window(self.input.width, self.input.height, Window.of(Pair(1, 1), self.stride))
        if min(self.sides) < 0:
            raise GivenError("padding", f"the padding must be 0 or more, not {min(self.sides)}")
        left, right, top, bottom = self.sides
        if (self.input.width + left + right) * (self.input.height + top + bottom) * self.input.depth > MAX_CELLS:
            raise GivenError("padding", f"more than {MAX_CELLS} cells are too many to write")

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """How the filter of a "same" convolution moves, with the padding that is right."""
        across, down = Window.of(self.size or Pair(1, 1), self.stride)
        return same_padding(self.input.width, across), same_padding(self.input.height, down)

    @property
    def sides(self) -> Sides:
        """The zeros of each side."""
        return self.padding if self.padding is not None else Window(*self.axes).padding

    def answer(self) -> Grid:
        return self.with_zeros(self.sides)

    def with_zeros(self, sides: Sides) -> Grid:
        """The input with so many zeros around it."""
        return self.input.by_channel(lambda rows: padded(rows, sides))

    def question(self) -> Page:
        if self.size is None:
            what = f"Zeros are put around the input: {padding_text(self.sides)}."
        else:
            what = (
                f"A filter of {size_text(self.size)} (width × height) with {stride_text(self.stride)} gets “same” "
                "padding: an output of W/S columns and H/S rows, rounded up, and no zero more than it takes. Where "
                "the zeros of two sides cannot be shared out evenly, one more is on the right, and below."
            )
        return (
            Text(what),
            pictures(self.input, "input"),
            Text(f"Write the padded input. Type its rows, {as_in('0 0 0; 0 6 8', self.input.depth)}"),
        )

    def letters(self) -> dict[str, object]:
        return {"P": max(self.sides)}

    def working(self) -> Working:
        left, right, top, bottom = self.sides
        width, height = self.input.width, self.input.height
        steps: tuple[Step, ...] = ()
        if self.size is not None:
            sides = zip(("columns", "rows"), (width, height), self.axes, strict=True)
            steps += tuple(step for name, side, axis in sides for step in _same_steps(name, side, axis))
        columns = ("columns", Sides(left, right), f"{left} left, {right} right")
        rows = ("rows", self.sides, f"{top} above, {bottom} below")
        # without zeros above and below the columns are the answer already, which no hint gives
        added = [columns] * bool(left or right) + [rows] * bool(top or bottom) or [rows]
        for name, zeros, note in added:
            around = self.with_zeros(zeros)
            steps += (Step(name, say(around), around, note),)
        if self.size is None:
            formula = "zeros around the input: W + left + right columns, H + above + below rows"
            return Working(formula, f"{width}×{height} becomes {width + left + right}×{height + top + bottom}", steps)
        formula = "T = (W2 − 1)·S + F − W with W2 = ⌈W/S⌉, half of it on each side; the same for H"
        across, down = (
            f"(⌈{side}/{axis.stride}⌉ − 1)·{axis.stride} + {axis.filter} − {side}"
            for side, axis in zip((width, height), self.axes, strict=True)
        )
        return Working(formula, f"T = {across} columns, {down} rows", steps)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: zeros on two of the sides. Medium: another number on every side. Hard: “same” padding of a filter."""
        width, height = (dice.integer(2, 3), dice.integer(2, 3)) if level != "hard" else (3, dice.integer(2, 4))
        grid = draw_grid(dice, width, height, 1, 9)
        if level == "easy":
            return cls(grid, dice.choice((Sides(1, 0, 1, 0), Sides(0, 1, 0, 1), Sides(1, 0, 0, 1), Sides(0, 1, 1, 0))))
        if level == "medium":
            sides = Sides(*(dice.integer(0, 2) for _ in Sides._fields))
            return cls(grid, sides) if len(set(sides)) == 3 and sides.left + sides.right < 4 else None
        problem = cls(grid, size=Pair(dice.integer(2, 4), dice.integer(2, 4)), stride=Pair(*[dice.integer(1, 2)] * 2))
        uneven = problem.sides.left != problem.sides.right or problem.sides.top != problem.sides.bottom
        return problem if uneven else None


def _same_steps(name: str, side: int, axis: Axis) -> tuple[Step, ...]:
    """How many zeros "same" padding adds along a side."""
    outputs, total = -(-side // axis.stride), axis.before + axis.after
    needed = (outputs - 1) * axis.stride + axis.filter
    missing = f"{needed} − {side}"
    return (
        Step(name, f"⌈{side}/{axis.stride}⌉", outputs, "of the output"),
        Step(name, f"({outputs} − 1)·{axis.stride} + {axis.filter}", needed, "that its windows cover"),
        Step(name, missing if needed >= side else f"max(0, {missing})", total, "of zeros, the larger half at the end"),
    )


# ---- mistakes: zeros on other sides ---------------------------------------------------------------------------------


def _with(change: Callable[[Sides], Sides]) -> tuple[Callable[[PaddedGrid], bool], Callable[[PaddedGrid], Grid]]:
    """Zeros on other sides than those that are asked: when this makes a difference, and what it gives."""
    return lambda p: change(p.sides) != p.sides, lambda p: p.with_zeros(change(p.sides))


def _border(problem: PaddedGrid) -> Grid:
    """The input with its border copied into the padding."""
    return problem.input.by_channel(lambda rows: edge_padded(rows, problem.sides))


def _border_shows(problem: PaddedGrid) -> bool:
    """Whether a number that is copied is not 0 anyway."""
    return _border(problem) != problem.answer()


PaddedGrid.mistakes = (
    Mistake("padding-ignored", "without any zeros", *_with(lambda s: Sides())),
    Mistake(
        "pad-one-side",
        "with zeros on the left and above only",
        *_with(lambda s: Sides(left=max(s.left, s.right), top=max(s.top, s.bottom))),
    ),
    Mistake(
        "pad-one-side",
        "with zeros on the right and below only",
        *_with(lambda s: Sides(right=max(s.left, s.right), bottom=max(s.top, s.bottom))),
    ),
    Mistake(
        "pad-all-sides",
        "with {P} on every side",
        *_with(lambda s: Sides(*[max(s)] * 4)),
    ),
    Mistake(
        "sides-swapped",
        "with left and right taken for above and below",
        *_with(lambda s: Sides(s.top, s.bottom, s.left, s.right)),
    ),
    Mistake(
        "left-for-right", "with left and right exchanged", *_with(lambda s: s._replace(left=s.right, right=s.left))
    ),
    Mistake(
        "top-for-bottom", "with above and below exchanged", *_with(lambda s: s._replace(top=s.bottom, bottom=s.top))
    ),
    Mistake(
        "opposite-sides",
        "with every zero on the opposite side",
        *_with(lambda s: Sides(s.right, s.left, s.bottom, s.top)),
    ),
    Mistake(
        "padding-twice",
        "with twice the zeros on each side",
        *_with(lambda s: Sides(*(2 * side for side in s))),
    ),
    Mistake(
        "edge-padding",
        "with the border of the input copied in place of zeros",
        _border_shows,
        _border,
    ),
)
