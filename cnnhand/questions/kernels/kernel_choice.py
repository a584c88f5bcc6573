"""Which of a few kernels made this map? One cell that tells them apart is enough to rule a kernel out.

x are the cells of the image, w the weights of a kernel; the kernels go by the letters a, b, c …
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

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
from cnnhand.exact.shapes import Sides, Window
from cnnhand.exact.values import Filter, Form, Grid, Rows
from cnnhand.layers.words import padding_text
from cnnhand.page import Beside, Step, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.grids import check_one_channel, map_size, region
from cnnhand.questions.kernels.kernel_question import KernelQuestion, products, response
from cnnhand.questions.wording import channel_views, kernels_beside

LETTERS = "abcdef"


@dataclass(frozen=True, slots=True)
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
        right = sum(self.map_of(kernel) == self.map for kernel in self.kernels)
        if right != 1:
            raise GivenError("kernels", f"exactly one of the kernels must give the map, not {right or 'none'} of them")

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(LETTERS[: len(self.kernels)])

    @property
    def window(self) -> Window:
        """How the kernels slide."""
        return Window.of_kernel(self.kernels[0], padding=self.padding)

    def map_of(self, kernel: Grid) -> Grid:
        """The map that a kernel makes of the image."""
        return map_of(self.input, kernel, self.window)

    def answer(self) -> str:
        return next(
            letter for letter, kernel in zip(self.choices, self.kernels, strict=True) if self.map_of(kernel) == self.map
        )

    @property
    def right(self) -> Grid:
        """The kernel that made the map."""
        return self.kernels[self.choices.index(self.answer())]

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
        for letter, kernel, view in zip(self.choices, self.kernels, kernels.grids, strict=True):
            place = self._telling(kernel)
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

    def _telling(self, kernel: Grid) -> Place:
        """The first cell in which a kernel's map is another; of the right one the first that is not 0."""
        made = self.map_of(kernel)
        for place in reading_order(made.width, made.height):
            y = number_at(made.rows, place)
            if y != number_at(self.map.rows, place) or (made == self.map and y):
                return place
        return Place(1, 1)


@lru_cache(maxsize=64)  # every mistake of a problem asks for the maps
def map_of(image: Grid, kernel: Grid, window: Window) -> Grid:
    """The map of an image under a kernel."""
    return convolved(image, [Filter(kernel)], window)


# ---- mistakes: another kernel, taken for the right one ---------------------------------------------------------------


def _negative(kernel: Rows) -> Rows:
    return tuple(tuple(-w for w in row) for row in kernel)


CHANGES = (rotated, exchanged, mirrored, upside_down, _negative)
"""What makes another kernel of the right one."""


def _that(problem: KernelChoice, matches: Callable[[Grid], bool]) -> str:
    """The first of the other kernels that matches; `GivenError` where there is none."""
    for letter, kernel in zip(problem.choices, problem.kernels, strict=True):
        if kernel != problem.right and matches(kernel):
            return letter
    raise GivenError("kernels", "no other kernel is taken for the right one in this way")


KernelChoice.usual = rules(
    """
    kernel-flipped: by turning the kernel by 180° before it slides := _that(p, p.right.by_channel(rotated).__eq__)
    kernel-transposed: by exchanging rows and columns of the kernel := _that(p, p.right.by_channel(exchanged).__eq__)
    kernel-mirrored: by exchanging left and right of the kernel := _that(p, p.right.by_channel(mirrored).__eq__)
    kernel-mirrored: by exchanging top and bottom of the kernel := _that(p, p.right.by_channel(upside_down).__eq__)
    signs-reversed: by reversing every sign of the kernel := _that(p, p.right.by_channel(_negative).__eq__)
    one-cell-only: by comparing the first cell of the map alone := _that(p, lambda kernel: p.map_of(kernel).rows[0][0] == p.map.rows[0][0])
    """,
    names=globals(),
)
