"""The map of a transposed convolution: a copy of the kernel for every input cell, and the copies added up.

x are the cells of the input, w those of the kernel, W and H the input's width and height, F the kernel's side, S the
stride, P the padding (what is cut off at each side of the full map) and E the output padding.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from cnnhand import exact
from cnnhand.dice import Dice
from cnnhand.exact.cells import rotated
from cnnhand.exact.shapes import Pair, Sides, Window
from cnnhand.exact.transposed import check_transposed, transposed, transposed_side
from cnnhand.exact.values import Form, Grid, Rows, Volume
from cnnhand.kinds import Level, Mistake, OnePart, always
from cnnhand.kinds._copies import CONVENTION, cell_steps, cut_text, last_one, side_text
from cnnhand.kinds._grids import channel_views, check_one_channel, check_room, draw_grid
from cnnhand.kinds._layers import plural, size_text, stride_text
from cnnhand.kinds.transposed_size import TransposedSize
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
        check_transposed(self.input.width, self.input.height, self.window, self.output_padding)
        check_room(self.input.volume, Sides(), self.full)

    @property
    def window(self) -> Window:
        """How the copies lie."""
        return Window.of(Pair(self.kernel.width, self.kernel.height), self.stride, self.padding)

    @property
    def full(self) -> Volume:
        """The size of the map before its sides are cut off."""
        across, down = self.window.unpadded()
        extra = self.output_padding
        return Volume(
            transposed_side(self.input.width, across, extra), transposed_side(self.input.height, down, extra), 1
        )

    @property
    def rows(self) -> Rows:
        """The input's only channel."""
        return self.input.channels[0]

    @property
    def weights(self) -> Rows:
        """The kernel's only channel."""
        return self.kernel.channels[0]

    def answer(self) -> Grid:
        return Grid((transposed(self.rows, self.weights, self.window, self.output_padding),))

    def size_problem(self) -> OnePart:
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
            Text("Which map comes out? Type its rows, as in 6 8; 3 4."),
        )

    def _pictures(self) -> Beside:
        views = (channel_views(self.input, "input"), channel_views(self.kernel, "kernel", numbered=False))
        return Beside(tuple(view for (view,) in views))

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
        axes = zip(("W2", "H2"), (self.input.width, self.input.height), self.window, strict=True)
        return Working(
            "Y = Σ over the input's cells of x times the kernel, laid down S further on for each cell; "
            "W2 = (W − 1)·S + F − 2·P + E",
            ", ".join(side_text(*axis, self.output_padding) for axis in axes)
            + f": a map of {answer.width}×{answer.height}{moved}",
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
            Sides(padding, padding, padding, padding),
            extra,
        )
        if 0 in problem.input.cells() or sum(not w for w in problem.kernel.cells()) > side - 1:
            return None
        return problem if _changes(rotated)(problem) and _changes(_transposed)(problem) else None


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _turned(change: Callable[[Rows], Rows]) -> Callable[[TransposedConvolution], Grid]:
    """The right procedure with another kernel."""
    return lambda p: replace(p, kernel=Grid((change(p.weights),))).answer()


def _changes(change: Callable[[Rows], Rows]) -> Callable[[TransposedConvolution], bool]:
    """Whether the change makes another kernel at all."""
    return lambda p: change(p.weights) != p.weights


def _transposed(kernel: Rows) -> Rows:
    return tuple(zip(*kernel, strict=True))


def _strided(problem: TransposedConvolution) -> bool:
    return max(problem.stride) > 1


def _padded(problem: TransposedConvolution) -> bool:
    return problem.window.padded


def _extended(problem: TransposedConvolution) -> bool:
    return problem.output_padding > 0


def _overlapping(problem: TransposedConvolution) -> bool:
    """Whether two copies reach the same cell."""
    sides = zip((problem.input.width, problem.input.height), problem.window, strict=True)
    return any(side > 1 and axis.stride < axis.filter for side, axis in sides)


def _gaps_kept(problem: TransposedConvolution) -> Grid:
    """Copies with S empty places between their starts in place of S − 1."""
    return replace(problem, stride=Pair(problem.stride.across + 1, problem.stride.down + 1)).answer()


def _stride_one(problem: TransposedConvolution) -> Grid:
    """Copies 1 apart; the output padding, which stride 1 does not know, is so much less cut off at the end."""
    left, right, top, bottom = problem.padding
    less = Sides(left, right - problem.output_padding, top, bottom - problem.output_padding)
    return replace(problem, stride=Pair(1, 1), padding=less, output_padding=0).answer()


def _forward(problem: TransposedConvolution) -> Grid:
    """The map of the convolution itself."""
    layers = exact.layers
    return layers.grid(
        layers.convolve(layers.array(problem.input), layers.array(problem.kernel)[None], window=problem.window)
    )


def _framed(problem: TransposedConvolution) -> Grid:
    """The full map with P rings of zeros around it."""
    rows = transposed(problem.rows, problem.weights, problem.window.unpadded(), problem.output_padding)
    return exact.layers.grid(exact.layers.pad(exact.layers.array(Grid((rows,))), problem.window))


def _extra_zeros(problem: TransposedConvolution) -> Grid:
    """The map cut at every side, then with E rows and columns of zeros."""
    rows = replace(problem, output_padding=0).answer().channels[0]
    extra = problem.output_padding
    wider = tuple(row + (0,) * extra for row in rows)
    return Grid((wider + ((0,) * len(wider[0]),) * extra,))


def _cut_first(problem: TransposedConvolution) -> Grid:
    """The full map with rows and columns cut off at its beginning only."""
    left, _, top, _ = problem.padding
    return replace(problem, padding=Sides(left=left, top=top)).answer()


TransposedConvolution.mistakes = (
    Mistake(
        "forward-convolution",
        "by sliding the kernel over the input, as in a convolution that is not transposed",
        always,
        _forward,
    ),
    Mistake(
        "overlaps-overwrite",
        "with each copy written over the ones before it, not added to them",
        _overlapping,
        lambda p: Grid((transposed(p.rows, p.weights, p.window, p.output_padding, last_one),)),
    ),
    Mistake(
        "overlaps-overwrite",
        "with the first copy kept where copies overlap",
        _overlapping,
        lambda p: Grid((transposed(p.rows, p.weights, p.window, p.output_padding, lambda ys: [*ys, 0][0]),)),
    ),
    Mistake("kernel-flipped", "with the kernel turned by 180°", _changes(rotated), _turned(rotated)),
    Mistake(
        "kernel-transposed",
        "with rows and columns of the kernel exchanged",
        lambda p: p.kernel.width == p.kernel.height and _changes(_transposed)(p),
        _turned(_transposed),
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
        _strided,
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
        lambda p: replace(p, padding=Sides()).answer(),
    ),
    Mistake(
        "padding-cropped-once",
        "with the padding {P} cut off above and at the left only",
        lambda p: any(axis.after for axis in p.window),
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
