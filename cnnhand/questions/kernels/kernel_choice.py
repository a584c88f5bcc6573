"""Which of a few kernels made this map? One cell that tells them apart is enough to rule a kernel out.

x are the cells of the image, w the weights of a kernel; the kernels go by the letters a, b, c …
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import (
    Place,
    convolved,
    exchanged,
    mirrored,
    number_at,
    reading_order,
    rotated,
    upside_down,
    window_at,
)
from cnnhand.exact.shapes import Pair, Sides, Window
from cnnhand.exact.values import Filter, Form, Grid, Rows
from cnnhand.layers.words import padding_text
from cnnhand.page import Beside, Step, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.grids import check_one_channel, map_size, region
from cnnhand.questions.kernels.kernel_question import KernelQuestion, products, response
from cnnhand.questions.wording import channel_views, kernels_beside

LETTERS = "abcdef"


@dataclass(frozen=True)
class KernelChoice(KernelQuestion):
    """An image, its map at stride 1 without a bias, and the kernels of which one made the map."""

    form = Form.WORD

    input: Grid
    map: Grid
    kernels: tuple[Grid, ...]
    padding: Sides = Sides()

    def __post_init__(self) -> None:
        check_one_channel(input=self.input, map=self.map)
        for kernel in self.kernels:
            check_one_channel(kernels=kernel)
        if not 2 <= len(self.kernels) <= len(LETTERS):
            raise GivenError("kernels", f"there must be 2 to {len(LETTERS)} kernels, not {len(self.kernels)}")
        if len({kernel.volume for kernel in self.kernels}) > 1:
            raise GivenError("kernels", "the kernels must all have the same size")
        map_size(self.input, self.window)
        right = self.maps.count(self.map)
        if right != 1:
            raise GivenError("kernels", f"exactly one of the kernels must give the map, not {right or 'none'} of them")

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(LETTERS[: len(self.kernels)])

    @property
    def window(self) -> Window:
        """How the kernels slide."""
        return Window.of(Pair(*self.kernels[0].volume[:2]), padding=self.padding)

    @cached_property
    def maps(self) -> list[Grid]:
        """The map that each kernel makes of the image."""
        return [convolved(self.input, [Filter(kernel)], self.window) for kernel in self.kernels]

    def answer(self) -> str:
        return self.choices[self.maps.index(self.map)]

    @property
    def right(self) -> Grid:
        """The kernel that made the map."""
        return self.kernels[self.maps.index(self.map)]

    def said(self) -> tuple[str, ...]:
        slid = f"A kernel has slid over the image as it is, without flipping, stride 1, {padding_text(self.padding)}"
        asked = f"Which kernel was it? Choose: {', '.join(self.choices)}."
        return f"{slid}, without a bias, and has made the map.", asked

    def pictures(self) -> tuple[Beside, ...]:
        kernels = zip((f"kernel {letter}" for letter in self.choices), self.kernels, strict=True)
        maps = Beside((*channel_views(self.input, "image"), *channel_views(self.map, "map")))
        return maps, kernels_beside(kernels)

    def rule(self) -> tuple[str, str]:
        return (
            "y = Σ x·w under the window: one cell that is not the map's rules a kernel out",
            "for every kernel a cell that tells it from the right one; products that are 0 are left out",
        )

    def steps(self) -> list[Step]:
        (image,), (_, kernels) = channel_views(self.input, "image", self.padding), self.pictures()
        steps = []
        for letter, kernel, made, view in zip(self.choices, self.kernels, self.maps, kernels.grids, strict=True):
            place = self._telling(made)
            y = response(window_at(self.input.rows, place, self.window), kernel.rows)
            picture = (Beside((image._replace(window=region(place, self.window)), view)),)
            note = f"in {place} the map has {say(number_at(self.map.rows, place))}"
            step = Step(f"kernel {letter}", products(y), y.value, note, picture)
            if kernel == self.right:
                check = f"{' '.join(step.expression.split())} = {say(y.value)}, as the map has it in {place}"
                last = Step("kernel", letter, letter, f"the only one left: {check}", picture)
            else:
                steps.append(step)
        return [*steps, last]  # its check stands with the answer, so that no hint gives it away

    def _telling(self, made: Grid) -> Place:
        """The first cell in which a kernel's map is another; of the right one the first that is not 0."""
        for place in reading_order(made.width, made.height):
            y = number_at(made.rows, place)
            if y != number_at(self.map.rows, place) or (made == self.map and y):
                return place
        return Place(1, 1)


def _negative(kernel: Rows) -> Rows:
    return tuple(tuple(-w for w in row) for row in kernel)


CHANGES = (rotated, exchanged, mirrored, upside_down, _negative)
"""What makes another kernel of the right one."""


def _changed(problem: KernelChoice, change: Callable[[Rows], Rows]) -> str:
    """The kernel that the right one changes into; `GivenError` where it is none of the others."""
    return _first_of(problem, problem.kernels, problem.right.by_channel(change))


def _first_of(problem: KernelChoice, which: Sequence[Any], wanted: Any) -> str:
    """The first of the wrong kernels of which something is as wanted; `GivenError` where there is none."""
    for letter, one in zip(problem.choices, which, strict=True):
        if letter != problem.answer() and one == wanted:
            return letter
    raise GivenError("kernels", "no other kernel is taken for the right one in this way")


KernelChoice.usual = rules(
    """
    kernel-flipped: by turning the kernel by 180° before it slides := _changed(p, rotated)
    kernel-transposed: by exchanging rows and columns of the kernel := _changed(p, exchanged)
    kernel-mirrored: by exchanging left and right of the kernel := _changed(p, mirrored)
    kernel-mirrored: by exchanging top and bottom of the kernel := _changed(p, upside_down)
    signs-reversed: by reversing every sign of the kernel := _changed(p, _negative)
    one-cell-only: by comparing the first cell of the map alone := _first_of(p, [made.rows[0][0] for made in p.maps], p.map.rows[0][0])
    """
)
