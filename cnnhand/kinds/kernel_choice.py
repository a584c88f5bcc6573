"""Which of a few kernels made this map? One cell that tells them apart is enough to rule a kernel out.

x are the cells of the image, w the weights of a kernel; the kernels go by the letters a, b, c …
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import (
    Place,
    exchanged,
    mirrored,
    number_at,
    reading_order,
    rotated,
    upside_down,
    weighted_sum,
    window_at,
)
from cnnhand.exact.maps import convolved
from cnnhand.exact.shapes import Pair, Sides, Window, check_window
from cnnhand.exact.values import Filter, Form, Grid, Rows, plain
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._grids import channel_views, draw_grid, products, region
from cnnhand.kinds._layers import padding_text
from cnnhand.page import Beside, Page, Step, Text, Working, say

LETTERS = "abcdef"


@dataclass(frozen=True, slots=True)
class KernelChoice(OnePart):
    """An image, its map at stride 1 without a bias, and the kernels of which one made the map."""

    summary = "which of a few kernels made a map"
    group = "forward"
    form = Form.WORD

    input: Grid
    map: Grid
    kernels: tuple[Grid, ...]
    padding: Sides = Sides()

    def __post_init__(self) -> None:
        for key, grid in (("input", self.input), ("map", self.map), *(("kernels", kernel) for kernel in self.kernels)):
            if grid.depth != 1:
                raise GivenError(key, f"this must have one channel, not {grid.depth}")
        if not 2 <= len(self.kernels) <= len(LETTERS):
            raise GivenError("kernels", f"there must be 2 to {len(LETTERS)} kernels, not {len(self.kernels)}")
        if len({kernel.volume for kernel in self.kernels}) > 1:
            raise GivenError("kernels", "the kernels must all have the same size")
        check_window(self.input.width, self.input.height, self.window)
        right = sum(self.map_of(kernel) == self.map for kernel in self.kernels)
        if right != 1:
            raise GivenError("kernels", f"exactly one of the kernels must give the map, not {right or 'none'} of them")

    @property
    def choices(self) -> tuple[str, ...]:
        """The letters of the kernels."""
        return tuple(LETTERS[: len(self.kernels)])

    @property
    def window(self) -> Window:
        """How the kernels slide."""
        return Window.of_kernel(self.kernels[0], padding=self.padding)

    def map_of(self, kernel: Grid) -> Grid:
        """The map that a kernel makes of the image."""
        return _map(self.input, kernel, self.window)

    def answer(self) -> str:
        return next(
            letter for letter, kernel in zip(self.choices, self.kernels, strict=True) if self.map_of(kernel) == self.map
        )

    @property
    def right(self) -> Grid:
        """The kernel that made the map."""
        return self.kernels[self.choices.index(self.answer())]

    def question(self) -> Page:
        return (
            Text(
                f"A kernel has slid over the image as it is, without flipping, stride 1, {padding_text(self.padding)}, "
                "without a bias, and has made the map."
            ),
            Beside((*channel_views(self.input, "image"), *channel_views(self.map, "map"))),
            self._kernels(),
            Text(f"Which kernel was it? Choose: {', '.join(self.choices)}."),
        )

    def _kernels(self) -> Beside:
        named = zip(self.choices, self.kernels, strict=True)
        views = (channel_views(kernel, f"kernel {letter}", numbered=False) for letter, kernel in named)
        return Beside(tuple(chain(*views)))

    def letters(self) -> dict[str, object]:
        return {}

    def working(self) -> Working:
        answer = self.answer()
        others: tuple[Step, ...] = ()
        last: tuple[Step, ...] = ()
        (image,) = channel_views(self.input, "image", self.padding)
        named = zip(self.choices, self.kernels, self._kernels().grids, strict=True)
        for letter, kernel, view in named:
            place = self._telling(kernel)
            window = window_at(self.input.rows, place, self.window)
            value = plain(weighted_sum(window, kernel.rows))
            under = image._replace(window=region(place, self.window))
            picture, terms = (Beside((under, view)),), products(window, kernel.rows)
            if letter == answer:  # its check stands with the answer, so that no hint gives it away
                check = f"{' '.join(terms.split())} = {say(value)}, as the map has it in {place}"
                last = (Step("kernel", answer, answer, f"the only one left: {check}", picture),)
            else:
                shown = number_at(self.map.rows, place)
                others += (Step(f"kernel {letter}", terms, value, f"in {place} the map has {say(shown)}", picture),)
        return Working(
            "y = Σ x·w under the window: one cell that is not the map's rules a kernel out",
            "for every kernel a cell that tells it from the right one",
            (*others, *last),
            (Beside((*channel_views(self.input, "image"), *channel_views(self.map, "map"))), self._kernels()),
        )

    def _telling(self, kernel: Grid) -> Place:
        """The first cell in which a kernel's map is another; of the right one the first that is not 0."""
        made = self.map_of(kernel)
        for place in reading_order(made.width, made.height):
            y = number_at(made.rows, place)
            if y != number_at(self.map.rows, place) or (made == self.map and y):
                return place
        return Place(1, 1)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: three kernels of 2×2. Medium: four of 3×3. Hard: five, one of which gives the map's first cell too."""
        side, width = (2, 3) if level == "easy" else (3, 4)
        padding = dice.integer(0, 1) if level == "hard" else 0
        image = draw_grid(dice, width, width, 0, 3 if level == "easy" else 4)
        (right,) = draw_grid(dice, side, side, -2, 2 if level == "easy" else 3).channels
        others = [change(right) for _, _, change in _CHANGES]
        kernels = [right]
        while len(kernels) < {"easy": 3, "medium": 4, "hard": 5}[level] and others:
            kernels.append(others.pop(dice.integer(0, len(others) - 1)))
        frame = Sides.around(padding)
        if level == "hard":
            kernels[1] = _same_corner(right, dice)
        kernels = dice.shuffled(kernels)
        window = Window.of(Pair(side, side), padding=frame)
        made = _map(image, Grid((right,)), window)
        if len({_map(image, Grid((kernel,)), window) for kernel in kernels}) < len(kernels):
            return None
        problem = cls(image, made, tuple(Grid((kernel,)) for kernel in kernels), frame)
        taken = sorted(str(letter) for _, letter in problem.wrong_answers())
        wrong = [letter for letter in problem.choices if letter != problem.answer()]
        return problem if taken == wrong else None  # each for one reason


@lru_cache(maxsize=64)  # every mistake of a problem asks for the maps
def _map(image: Grid, kernel: Grid, window: Window) -> Grid:
    """The map of an image under a kernel."""
    return convolved(image, [Filter(kernel)], window)


def _same_corner(kernel: Rows, dice: Dice) -> Rows:
    """Two neighbouring weights of the last row exchanged, so that much of the map stays as it is."""
    *rows, last = kernel
    at = dice.integer(0, len(last) - 2)
    return (*rows, (*last[:at], last[at + 1], last[at], *last[at + 2 :]))


# ---- mistakes: another kernel, taken for the right one ---------------------------------------------------------------


def _negative(kernel: Rows) -> Rows:
    return tuple(tuple(-w for w in row) for row in kernel)


_CHANGES: tuple[tuple[str, str, Callable[[Rows], Rows]], ...] = (
    ("kernel-flipped", "by turning the kernel by 180° before it slides", rotated),
    ("kernel-transposed", "by exchanging rows and columns of the kernel", exchanged),
    ("kernel-mirrored", "by exchanging left and right of the kernel", mirrored),
    ("kernel-mirrored", "by exchanging top and bottom of the kernel", upside_down),
    ("signs-reversed", "by reversing every sign of the kernel", _negative),
)


def _others(problem: KernelChoice) -> Iterator[tuple[str, Grid]]:
    """The kernels that did not make the map, with their letters."""
    answer = problem.answer()
    return (
        (letter, kernel) for letter, kernel in zip(problem.choices, problem.kernels, strict=True) if letter != answer
    )


def _that(matches: Callable[[KernelChoice, Grid], bool]) -> Callable[[KernelChoice], str]:
    """The first of the other kernels that matches; `GivenError` where there is none."""

    def value(problem: KernelChoice) -> str:
        for letter, kernel in _others(problem):
            if matches(problem, kernel):
                return letter
        raise GivenError("kernels", "no other kernel is taken for the right one in this way")

    return value


def _taken(id: str, sentence: str, matches: Callable[[KernelChoice, Grid], bool]) -> Mistake:
    """Another kernel taken for the right one, where one matches."""
    return Mistake(id, sentence, lambda p: any(matches(p, kernel) for _, kernel in _others(p)), _that(matches))


def _changed_by(change: Callable[[Rows], Rows]) -> Callable[[KernelChoice, Grid], bool]:
    """Whether a kernel is the right one, changed."""
    return lambda p, kernel: kernel == p.right.by_channel(change)


def _same_first_cell(problem: KernelChoice, kernel: Grid) -> bool:
    """Whether a kernel's map begins with the same number."""
    return number_at(problem.map_of(kernel).rows, Place(1, 1)) == number_at(problem.map.rows, Place(1, 1))


KernelChoice.mistakes = (
    *(_taken(id, sentence, _changed_by(change)) for id, sentence, change in _CHANGES),
    _taken("one-cell-only", "by comparing the first cell of the map alone", _same_first_cell),
)
