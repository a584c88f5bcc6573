"""Two kernels, one after the other, composed into the one kernel that does the same in a single convolution.

u are the weights of the first kernel and v those of the second; F1 and F2 are their sides, S is the stride of the first
convolution. Written out, z = Σ v·y and y = Σ u·x give z = Σ x·Σ u·v: a copy of the first kernel for every weight of
the second, laid down S apart and added up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cnnhand.errors import GivenError
from cnnhand.exact.cells import exchanged, reading_order, rotated
from cnnhand.exact.maps import convolved
from cnnhand.exact.matrices import product
from cnnhand.exact.shapes import Pair, Window
from cnnhand.exact.transposed import check_transposed, terms, transposed
from cnnhand.exact.values import Filter, Form, Grid, Rational, Rows, plain
from cnnhand.layers.words import size_text, stride_text
from cnnhand.page import Beside, Page, Step, Text, Working, say
from cnnhand.questions.catalogue import values
from cnnhand.questions.contract import Part
from cnnhand.questions.grids import how_to_type, sum_of_products, with_marked
from cnnhand.questions.wording import channel_views

MOST_WEIGHTS = 10_000


@dataclass(frozen=True, slots=True)
class KernelComposition(Part):
    """The kernel of the first convolution and that of the second, and the stride of the first."""

    form = Form.GRID

    first: Grid
    second: Grid
    stride: Pair = Pair(1, 1)

    def __post_init__(self) -> None:
        for key, grid in (("first", self.first), ("second", self.second)):
            if grid.depth != 1:
                raise GivenError(key, f"the {key} kernel must have one channel, not {grid.depth}")
        width = (self.second.width - 1) * self.stride.across + self.first.width
        height = (self.second.height - 1) * self.stride.down + self.first.height
        if width * height > MOST_WEIGHTS:
            what = f"the kernel that comes out is {width}×{height}; more than {MOST_WEIGHTS} weights are too many"
            raise GivenError("stride", what)
        check_transposed(self.second.width, self.second.height, self.window)

    @property
    def window(self) -> Window:
        """How the copies of the first kernel lie."""
        return Window.of_kernel(self.first, self.stride)

    @property
    def alike(self) -> bool:
        """Whether both kernels have the same size."""
        return self.first.volume == self.second.volume

    @property
    def chained(self) -> bool:
        """Whether the kernels can be multiplied as matrices."""
        return self.first.width == self.second.height > 1

    @property
    def square(self) -> bool:
        """Whether the second kernel is as wide as it is high."""
        return self.second.width == self.second.height

    @property
    def strided(self) -> bool:
        """Whether the copies start more than one cell after the other."""
        return max(self.stride) > 1

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
        cells = _cell_steps(self.second, self.first, self.window, answer, ("second kernel", "first kernel"))
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


def _cell_steps(input: Grid, kernel: Grid, window: Window, answer: Grid, captions: tuple[str, str]) -> tuple[Step, ...]:
    """A step for every cell of the map: the products that meet there, with the input cells they come from marked."""
    (view,) = channel_views(input, captions[0])
    (kernel_view,) = channel_views(kernel, captions[1])
    steps = []
    for place in reading_order(answer.width, answer.height):
        meeting = terms(input.rows, kernel.rows, window, place)
        marked = with_marked(view, [term.input for term in meeting])
        turned = with_marked(kernel_view, [term.kernel for term in meeting])
        steps.append(
            Step(
                str(place),
                sum_of_products((term.x, term.w) for term in meeting) or "0",
                plain(sum(term.x * term.w for term in meeting)),
                "" if meeting else "no copy reaches it",
                (Beside((marked, turned)),),
            )
        )
    return tuple(steps)


# ---- mistakes -------------------------------------------------------------------------------------------------------


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


def _valid(problem: KernelComposition) -> Grid:
    """The second kernel slid over the first one, only where it fits."""
    return convolved(problem.first, [Filter(problem.second)], Window.of_kernel(problem.second))


def _cropped(problem: KernelComposition) -> Grid:
    """The right kernel, cut at the right and below to the size of the first."""
    width, height, _ = problem.first.volume
    return Grid.of([row[:width] for row in problem.answer().rows[:height]])


KernelComposition.mistakes = values(
    {
        "added: by adding the kernels cell by cell | alike": _cell_by_cell(lambda u, v: u + v),
        "multiplied-cell-by-cell: by multiplying the kernels cell by cell | alike": _cell_by_cell(lambda u, v: u * v),
        "matrix-product: by multiplying the kernels as matrices | chained": _matrix_product,
        "kernel-flipped: with the second kernel turned by 180°": _second(rotated),
        "kernel-flipped: with the whole kernel turned by 180°: nothing is flipped here": lambda p: (
            p.answer().by_channel(rotated)
        ),
        "kernel-transposed: with rows and columns of the second kernel exchanged | square": _second(exchanged),
        "valid-not-full: by sliding the second kernel over the first only where it fits": _valid,
        "size-kept: with the size {F1} of the first kernel kept: two together see more": _cropped,
        "overlaps-overwrite: with each copy written over the ones before it, not added to them": lambda p: p.laid(
            lambda products: products[-1] if products else 0
        ),
        "stride-ignored: with copies that start 1 after the other: the first convolution's stride is {S}": lambda p: (
            replace(p, stride=Pair(1, 1)).answer()
        ),
        "order-swapped: with copies of the second kernel for the weights of the first | strided": lambda p: replace(
            p, first=p.second, second=p.first
        ).answer(),
    }
)
