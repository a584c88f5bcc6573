"""Two kernels, one after the other, composed into the one kernel that does the same in a single convolution.

u are the weights of the first kernel and v those of the second; F1 and F2 are their sides, S is the stride of the first
convolution. Written out, z = Σ v·y and y = Σ u·x give z = Σ x·Σ u·v: a copy of the first kernel for every weight of
the second, laid down S apart and added up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import convolved
from cnnhand.exact.shapes import Pair, Window
from cnnhand.exact.values import Filter, Form, Grid
from cnnhand.layers.transposed import TransposedConv
from cnnhand.layers.words import size_text, stride_text
from cnnhand.page import Beside, Step
from cnnhand.questions.catalogue import rules
from cnnhand.questions.grids import HOW_TO_TYPE, check_one_channel
from cnnhand.questions.kernels.kernel_question import KernelQuestion
from cnnhand.questions.maps.transposed import TransposedMap
from cnnhand.questions.wording import kernels_beside

MOST_WEIGHTS = 10_000


@dataclass(frozen=True)
class KernelComposition(KernelQuestion):
    """The kernel of the first convolution and that of the second, and the stride of the first."""

    form = Form.GRID

    first: Grid
    second: Grid
    stride: Pair = Pair(1, 1)

    def __post_init__(self) -> None:
        check_one_channel(first=self.first, second=self.second)
        width = (self.second.width - 1) * self.stride.across + self.first.width
        height = (self.second.height - 1) * self.stride.down + self.first.height
        if width * height > MOST_WEIGHTS:
            what = f"the kernel that comes out is {width}×{height}; more than {MOST_WEIGHTS} weights are too many"
            raise GivenError("stride", what)
        self.map  # noqa: B018 - it says what is wrong with the stride

    @cached_property
    def map(self) -> TransposedMap:
        """The copies of the first kernel, as a transposed convolution of the second lays them down."""
        size = Pair(self.first.width, self.first.height)
        layer = TransposedConv(size=size, stride=self.stride, filters=1, weights=(Filter(self.first),))
        layer.check(self.second.volume)
        return TransposedMap(layer, self.second, names=("second kernel", "first kernel"))

    def answer(self) -> Grid:
        return self.map.made

    def said(self) -> tuple[str, ...]:
        if self.stride == (1, 1):
            strides, alone = "both at stride 1", ""
        else:
            strides = f"the first at {stride_text(self.stride)}, the second at stride 1"
            alone = f", at {stride_text(self.stride)},"
        return (
            f"Two convolutions one after the other, {strides}, with no padding, no bias and nothing between them. "
            "The kernels slide as they are, without flipping.",
            f"Which single kernel{alone} gives the same map? {HOW_TO_TYPE}",
        )

    def pictures(self) -> tuple[Beside, ...]:
        return (kernels_beside((("first kernel", self.first), ("second kernel", self.second))),)

    def letters(self) -> dict[str, object]:
        return {"S": self.stride.across, "F1": size_text(self.map.layer.size)}

    def rule(self) -> tuple[str, str]:
        sides = (
            f"{name} = ({other} − 1)·{stride} + {side} = {(other - 1) * stride + side}"
            for name, side, other, stride in (
                ("width", self.first.width, self.second.width, self.stride.across),
                ("height", self.first.height, self.second.height, self.stride.down),
            )
        )
        return (
            "a copy of the first kernel for every weight v of the second, times v, laid down S further on each time, "
            "and added up; F = (F2 − 1)·S + F1",
            ", ".join(sides),
        )

    def steps(self) -> list[Step]:
        return self.map.cell_by_cell()


def _cell_by_cell(problem: KernelComposition, combine: Callable[[Any, Any], Any]) -> Grid:
    return Grid.from_cells(map(combine, problem.first.cells(), problem.second.cells()), problem.first.volume)


def _valid(problem: KernelComposition) -> Grid:
    """The second kernel slid over the first one, only where it fits."""
    return convolved(problem.first, [Filter(problem.second)], Window.of(Pair(*problem.second.volume[:2])))


KernelComposition.usual = rules(
    """
    added: by adding the kernels cell by cell := _cell_by_cell(p, lambda u, v: u + v) | p.first.volume == p.second.volume
    multiplied-cell-by-cell: by multiplying the kernels cell by cell := _cell_by_cell(p, lambda u, v: u * v) | p.first.volume == p.second.volume
    matrix-product: by multiplying the kernels as matrices := Grid.of([product(exchanged(p.second.rows), row) for row in p.first.rows]) | p.first.width == p.second.height > 1
    kernel-flipped: with the second kernel turned by 180° [replace(p, second=p.second.by_channel(rotated))]
    kernel-flipped: with the whole kernel turned by 180°: nothing is flipped here := p.answer().by_channel(rotated)
    kernel-transposed: with rows and columns of the second kernel exchanged [replace(p, second=p.second.by_channel(exchanged))] | p.second.width == p.second.height
    valid-not-full: by sliding the second kernel over the first only where it fits := _valid(p)
    size-kept: with the size {F1} of the first kernel kept: two together see more := Grid.of([row[: p.first.width] for row in p.answer().rows[: p.first.height]])
    overlaps-overwrite: with each copy written over the ones before it, not added to them := p.map.overlapped(lambda products: products[-1])
    stride-ignored: with copies that start 1 after the other: the first convolution's stride is {S} [replace(p, stride=ONE)]
    order-swapped: with copies of the second kernel for the weights of the first [replace(p, first=p.second, second=p.first)] | max(p.stride) > 1
    """
)
