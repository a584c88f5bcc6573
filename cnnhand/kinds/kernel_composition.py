"""Two kernels, one after the other, composed into the one kernel that does the same in a single convolution.

u are the weights of the first kernel and v those of the second; F1 and F2 are their sides, S is the stride of the first
convolution. Written out, z = Σ v·y and y = Σ u·x give z = Σ x·Σ u·v: a copy of the first kernel for every weight of
the second, laid down S apart and added up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import exchanged, rotated
from cnnhand.exact.maps import convolved
from cnnhand.exact.matrices import product
from cnnhand.exact.shapes import Pair, Window
from cnnhand.exact.transposed import check_transposed, transposed
from cnnhand.exact.values import Filter, Form, Grid, Rational, Rows, plain
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._grids import channel_views, draw_grid, how_to_type
from cnnhand.kinds._layers import size_text, stride_text
from cnnhand.kinds._old_copies import cell_steps, last_one, overlapping, strided
from cnnhand.page import Beside, Page, Step, Text, Working, say


@dataclass(frozen=True, slots=True)
class KernelComposition(OnePart):
    """The kernel of the first convolution and that of the second, and the stride of the first."""

    summary = "the one kernel that does what two kernels do one after the other"
    group = "forward"
    form = Form.GRID

    first: Grid
    second: Grid
    stride: Pair = Pair(1, 1)

    def __post_init__(self) -> None:
        for key, grid in (("first", self.first), ("second", self.second)):
            if grid.depth != 1:
                raise GivenError(key, f"the {key} kernel must have one channel, not {grid.depth}")
        check_transposed(self.second.width, self.second.height, self.window)

    @property
    def window(self) -> Window:
        """How the copies of the first kernel lie."""
        return Window.of_kernel(self.first, self.stride)

    def answer(self) -> Grid:
        return self.laid(sum)

    def laid(self, overlap: Callable[[Sequence[Rational]], Rational]) -> Grid:
        """The kernel, with one weight made of the products that meet in a place."""
        return Grid((transposed(self.second.rows, self.first.rows, self.window, overlap=overlap),))

    def question(self) -> Page:
        if self.stride == (1, 1):
            strides, alone = "both at stride 1", ""
        else:
            strides = f"the first at {stride_text(self.stride)}, the second at stride 1"
            alone = f", at {stride_text(self.stride)},"
        return (
            Text(
                f"Two convolutions one after the other, {strides}, with no padding, no bias and nothing between them. "
                "The kernels slide as they are, without flipping."
            ),
            self._pictures(),
            Text(f"Which single kernel{alone} gives the same map? {how_to_type(1)}"),
        )

    def _pictures(self) -> Beside:
        named = ((self.first, "first kernel"), (self.second, "second kernel"))
        return Beside(tuple(view for grid, name in named for view in channel_views(grid, name, numbered=False)))

    def letters(self) -> dict[str, object]:
        return {"S": self.stride.across, "F1": size_text(self.window.size)}

    def working(self) -> Working:
        answer = self.answer()
        cells = cell_steps(self.second, self.first, self.window, answer, ("second kernel", "first kernel"))
        sides = (
            f"{name} = ({other} − 1)·{stride} + {side} = {(other - 1) * stride + side}"
            for name, side, other, stride in (
                ("width", self.first.width, self.second.width, self.stride.across),
                ("height", self.first.height, self.second.height, self.stride.down),
            )
        )
        return Working(
            "a copy of the first kernel for every weight v of the second, times v, laid down S further on each time, "
            "and added up; F = (F2 − 1)·S + F1",
            ", ".join(sides),
            (*cells, Step("kernel", say(answer), answer)),
            (self._pictures(),),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: two rows, or a column and a row. Medium: two kernels of 2×2. Hard: the first with a stride."""
        sizes, stride = {
            "easy": (dice.choice((((2, 1), (2, 1)), ((3, 1), (2, 1)), ((1, 2), (3, 1)), ((3, 1), (1, 2)))), 1),
            "medium": (((2, 2), (2, 2)), 1),
            "hard": (dice.choice((((3, 3), (2, 2)), ((3, 1), (3, 1)), ((3, 2), (2, 2)), ((2, 3), (2, 2)))), 2),
        }[level]
        first, second = (draw_grid(dice, width, height, -3, 4) for width, height in sizes)
        problem = cls(first, second, Pair(stride, stride if sizes[0][1] > 1 else 1))
        zeros = [sum(not w for w in grid.cells()) for grid in (first, second)]
        if zeros[1] or zeros[0] > (2 if level == "hard" else 0) or first == second:
            return None
        return problem if first.by_channel(rotated) != first and _second_changes(rotated)(problem) else None


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _same_size(problem: KernelComposition) -> bool:
    return problem.first.volume == problem.second.volume


def _cell_by_cell(combine: Callable[[int, int], int]) -> Callable[[KernelComposition], Grid]:
    """Two kernels of the same size, combined cell by cell."""
    return lambda p: Grid.from_cells(map(plain, map(combine, p.first.cells(), p.second.cells())), p.first.volume)


def _matrix_product(problem: KernelComposition) -> Grid:
    """Rows of the first kernel times columns of the second."""
    columns = exchanged(problem.second.rows)
    return Grid.of([product(columns, row) for row in problem.first.rows])


def _second(change: Callable[[Rows], Rows]) -> Callable[[KernelComposition], Grid]:
    """The right procedure with the second kernel changed."""
    return lambda p: replace(p, second=p.second.by_channel(change)).answer()


def _second_changes(change: Callable[[Rows], Rows]) -> Callable[[KernelComposition], bool]:
    """Whether the change makes another second kernel at all."""
    return lambda p: p.second.by_channel(change) != p.second


def _larger(problem: KernelComposition) -> bool:
    """Whether the second kernel has more than one weight."""
    return problem.second.volume.cells > 1


def _valid(problem: KernelComposition) -> Grid:
    """The second kernel slid over the first one, only where it fits."""
    return convolved(problem.first, [Filter(problem.second)], Window.of_kernel(problem.second))


def _cropped(problem: KernelComposition) -> Grid:
    """The right kernel, cut at the right and below to the size of the first."""
    width, height, _ = problem.first.volume
    return Grid.of([row[:width] for row in problem.answer().rows[:height]])


KernelComposition.mistakes = (
    Mistake("added", "by adding the kernels cell by cell", _same_size, _cell_by_cell(lambda u, v: u + v)),
    Mistake(
        "multiplied-cell-by-cell",
        "by multiplying the kernels cell by cell",
        _same_size,
        _cell_by_cell(lambda u, v: u * v),
    ),
    Mistake(
        "matrix-product",
        "by multiplying the kernels as matrices",
        lambda p: p.first.width == p.second.height > 1,
        _matrix_product,
    ),
    Mistake("kernel-flipped", "with the second kernel turned by 180°", _second_changes(rotated), _second(rotated)),
    Mistake(
        "kernel-flipped",
        "with the whole kernel turned by 180°: nothing is flipped here",
        lambda p: p.answer().by_channel(rotated) != p.answer(),
        lambda p: p.answer().by_channel(rotated),
    ),
    Mistake(
        "kernel-transposed",
        "with rows and columns of the second kernel exchanged",
        lambda p: p.second.width == p.second.height and _second_changes(exchanged)(p),
        _second(exchanged),
    ),
    Mistake(
        "valid-not-full",
        "by sliding the second kernel over the first only where it fits",
        _larger,
        _valid,
    ),
    Mistake(
        "size-kept",
        "with the size {F1} of the first kernel kept: two together see more",
        _larger,
        _cropped,
    ),
    Mistake(
        "overlaps-overwrite",
        "with each copy written over the ones before it, not added to them",
        lambda p: overlapping(p.second, p.window),
        lambda p: p.laid(last_one),
    ),
    Mistake(
        "stride-ignored",
        "with copies that start 1 after the other: the first convolution's stride is {S}",
        strided,
        lambda p: replace(p, stride=Pair(1, 1)).answer(),
    ),
    Mistake(
        "order-swapped",
        "with copies of the second kernel for the weights of the first",
        strided,
        lambda p: replace(p, first=p.second, second=p.first).answer(),
    ),
)
