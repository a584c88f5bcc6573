"""The map of a transposed convolution: a copy of the kernel for every input cell, and the copies added up.

x are the cells of the input, w those of the kernel, W and H the input's width and height, F the kernel's side, S the
stride, P the padding (what is cut off at each side of the full map) and E the output padding.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from cnnhand.dice import Dice
from cnnhand.exact.cells import exchanged, padded, rotated
from cnnhand.exact.maps import convolved
from cnnhand.exact.shapes import Pair, Sides, Window
from cnnhand.exact.transposed import transposed
from cnnhand.exact.values import Filter, Form, Grid, Rational
from cnnhand.kinds import Level, Mistake, OnePart, always
from cnnhand.kinds._copies import CONVENTION, cell_steps, cut_text, last_one, overlapping, strided
from cnnhand.kinds._grids import channel_views, check_one_channel, check_room, draw_grid, which_maps
from cnnhand.kinds._layers import plural, size_text, stride_text
from cnnhand.kinds._mistakes import kernel_changes, with_kernel
from cnnhand.kinds._old_transposed_size import TransposedSize
from cnnhand.page import Beside, Page, Step, Text, Working, say


@dataclass(frozen=True, slots=True)
class TransposedConvolution(OnePart):
    """An input and a kernel of one channel each, the stride between copies, and what is cut off at the sides."""

    summary = "the map of a transposed convolution, which makes an input larger"
    group = "forward"
    form = Form.GRID

    input: Grid
    kernel: Grid
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()
    output_padding: int = 0

    def __post_init__(self) -> None:
        check_one_channel(input=self.input, kernel=self.kernel)
        uncut = replace(self.size_problem(), padding=Sides())  # it refuses what makes no map
        check_room(self.input.volume, Sides(), uncut.answer())

    @property
    def window(self) -> Window:
        """How the copies lie."""
        return Window.of_kernel(self.kernel, self.stride, self.padding)

    def answer(self) -> Grid:
        return self.laid(sum)

    def laid(self, overlap: Callable[[Sequence[Rational]], Rational]) -> Grid:
        """The map, with one number made of the products that meet in a cell."""
        return Grid((transposed(self.input.rows, self.kernel.rows, self.window, self.output_padding, overlap),))

    def size_problem(self) -> TransposedSize:
        """The same layer, asked for the size of its map."""
        return TransposedSize(self.input.volume, 1, self.window.size, self.stride, self.padding, self.output_padding)

    def question(self) -> Page:
        return (
            Text(
                f"A transposed convolution with a kernel of {size_text(self.window.size)}, {stride_text(self.stride)}, "
                f"{cut_text(self.padding, self.output_padding)}."
            ),
            Text(CONVENTION),
            self._pictures(),
            Text(which_maps(1)),
        )

    def _pictures(self) -> Beside:
        return Beside((*channel_views(self.input, "input"), *channel_views(self.kernel, "kernel", numbered=False)))

    def letters(self) -> dict[str, object]:
        axis = self.window.across
        gap = plural(axis.stride, "empty cell")
        return {"S": axis.stride, "S − 1": axis.stride - 1, "gap": gap, "P": axis.before, "E": self.output_padding}

    def working(self) -> Working:
        answer = self.answer()
        cells = cell_steps(self.input, self.kernel, self.window, answer, ("input", "kernel"))
        left, _, top, _ = self.padding
        moved = (
            f"; row 1, column 1 of the map is row {top + 1}, column {left + 1} of the full one" if left or top else ""
        )
        return Working(
            "Y = Σ over the input's cells of x times the kernel, laid down S further on for each cell; "
            f"W2 = (W − 1)·S + F − 2·P{' + E' if self.output_padding else ''}",
            f"{self.size_problem().sides_text()}: a map of {answer.width}×{answer.height}{moved}",
            (*cells, Step("map", say(answer), answer)),
            (self._pictures(),),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: 2×2 kernel, no padding. Medium: 3×3 kernel, stride or padding. Hard: both, output padding, larger."""
        width, height, extra = 2, 2, 0
        if level == "easy":
            side, stride, padding = 2, dice.integer(1, 2), 0
            width = dice.integer(2, 3) if stride == 1 else 2
        elif level == "medium":
            side, stride, padding = dice.choice(((3, 1, 0), (3, 2, 0), (3, 2, 1), (3, 2, 1)))
            width = 3 if padding else 2
        else:
            side, stride, padding, extra = dice.choice(((3, 2, 1, 1), (4, 2, 1, 0)))
            width = dice.integer(2, 3) if extra else 2
        most = 3 if level == "easy" else 4
        problem = cls(
            draw_grid(dice, width, height, 1 if level == "easy" else -2, most),
            draw_grid(dice, side, side, -2, 3),
            Pair(stride, stride),
            Sides.around(padding),
            extra,
        )
        if 0 in problem.input.cells() or sum(not w for w in problem.kernel.cells()) > side - 1:
            return None
        return problem if kernel_changes(rotated)(problem) and kernel_changes(exchanged)(problem) else None


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _padded(problem: TransposedConvolution) -> bool:
    return problem.window.padded


def _extended(problem: TransposedConvolution) -> bool:
    return problem.output_padding > 0


def _overlapping(problem: TransposedConvolution) -> bool:
    return overlapping(problem.input, problem.window)


def _gaps_kept(problem: TransposedConvolution) -> Grid:
    """Copies with S empty places between their starts in place of S − 1."""
    return replace(problem, stride=Pair(problem.stride.across + 1, problem.stride.down + 1)).answer()


def _stride_one(problem: TransposedConvolution) -> Grid:
    """Copies 1 apart; the output padding, which stride 1 does not know, is so much less cut off at the end."""
    left, right, top, bottom = problem.padding
    less = Sides(left, right - problem.output_padding, top, bottom - problem.output_padding)
    return replace(problem, stride=Pair(1, 1), padding=less, output_padding=0).answer()


def _uncut(problem: TransposedConvolution) -> Grid:
    """The full map; the output padding, which is so much less cut off, has no part in it."""
    return replace(problem, padding=Sides(), output_padding=0).answer()


def _framed(problem: TransposedConvolution) -> Grid:
    """The full map with P rings of zeros around it."""
    return _uncut(problem).by_channel(lambda rows: padded(rows, problem.padding))


def _extra_zeros(problem: TransposedConvolution) -> Grid:
    """The map cut at every side, then with E rows and columns of zeros."""
    zeros = Sides(right=problem.output_padding, bottom=problem.output_padding)
    return replace(problem, output_padding=0).answer().by_channel(lambda rows: padded(rows, zeros))


def _cut_first(problem: TransposedConvolution) -> Grid:
    """The full map with rows and columns cut off at its beginning only."""
    left, _, top, _ = problem.padding
    return replace(problem, padding=Sides(left=left, top=top), output_padding=0).answer()


TransposedConvolution.mistakes = (
    Mistake(
        "forward-convolution",
        "by sliding the kernel over the input, as in a convolution that is not transposed",
        always,
        lambda p: convolved(p.input, [Filter(p.kernel)], p.window),
    ),
    Mistake(
        "overlaps-overwrite",
        "with each copy written over the ones before it, not added to them",
        _overlapping,
        lambda p: p.laid(last_one),
    ),
    Mistake(
        "overlaps-overwrite",
        "with the first copy kept where copies overlap",
        _overlapping,
        lambda p: p.laid(lambda products: [*products, 0][0]),
    ),
    Mistake("kernel-flipped", "with the kernel turned by 180°", kernel_changes(rotated), with_kernel(rotated)),
    Mistake(
        "kernel-transposed",
        "with rows and columns of the kernel exchanged",
        lambda p: p.kernel.width == p.kernel.height and kernel_changes(exchanged)(p),
        with_kernel(exchanged),
    ),
    Mistake(
        "input-ignored",
        "with the bare kernel laid down, not multiplied by the input's cells",
        lambda p: any(cell != 1 for cell in p.input.cells()),
        lambda p: replace(p, input=Grid.of([[1] * p.input.width] * p.input.height)).answer(),
    ),
    Mistake(
        "stride-ignored",
        "with copies that start 1 after the other in place of {S}",
        strided,
        _stride_one,
    ),
    Mistake(
        "gap-of-stride",
        "with {gap} put between two cells of the input, in place of {S − 1}",
        always,
        _gaps_kept,
    ),
    Mistake(
        "padding-not-cropped",
        "with the padding {P} not cut off",
        _padded,
        _uncut,
    ),
    Mistake(
        "padding-cropped-once",
        "with the padding {P} cut off above and at the left only",
        lambda p: any(axis.after > p.output_padding for axis in p.window),
        _cut_first,
    ),
    Mistake("padding-added", "with the padding {P} put around the map as zeros, in place of cut off", _padded, _framed),
    Mistake(
        "output-padding-ignored",
        "without the output padding {E}",
        _extended,
        lambda p: replace(p, output_padding=0).answer(),
    ),
    Mistake(
        "output-padding-zeros",
        "with zeros in the {E} last rows and columns, where copies still reach",
        lambda p: _extended(p) and any(axis.after for axis in p.window),
        _extra_zeros,
    ),
)
