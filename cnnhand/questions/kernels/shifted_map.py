"""The map of a shifted image, read off the map of the image as it was: a convolution moves with its input.

Y is the map before the shift and Y' the map after it; S is the stride, P the padding on one side, F the side of the
filter, b its bias.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, convolved, number_at, reading_order, window_at
from cnnhand.exact.shapes import Pair, Sides, Window
from cnnhand.exact.shifts import Shift, shifted
from cnnhand.exact.values import Filter, Form, Grid, Rational, Rows
from cnnhand.layers.words import padding_text, stride_text
from cnnhand.page import Beside, Step, factor, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.grids import HOW_TO_TYPE, check_one_channel, map_size, region
from cnnhand.questions.kernels.kernel_question import KernelQuestion, products, response
from cnnhand.questions.wording import channel_views


@dataclass(frozen=True, slots=True)
class ShiftedMap(KernelQuestion):
    """An image of one channel, the filter that slides over it, and how far the image is shifted afterwards."""

    form = Form.GRID
    ending = "map"

    input: Grid
    filter: Filter
    shift: Shift
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()

    def __post_init__(self) -> None:
        check_one_channel(input=self.input, filter=self.filter.weights)
        map_size(self.input, self.window)
        if self.shift == Shift():
            raise GivenError("shift", "the image must be shifted by at least one row or column")
        if self.shift.right % self.stride.across or self.shift.down % self.stride.down:
            raise GivenError("shift", f"the stride {self.stride} must divide the shift; else no cell can be read off")

    @property
    def window(self) -> Window:
        """How the filter slides."""
        return Window.of(Pair(*self.filter.weights.volume[:2]), self.stride, self.padding)

    @property
    def moved(self) -> Shift:
        """How far the map moves."""
        return Shift(self.shift.right // self.stride.across, self.shift.down // self.stride.down)

    @cached_property
    def after(self) -> Grid:
        """The shifted image."""
        return Grid((shifted(self.input.rows, self.shift),))

    @cached_property
    def before(self) -> Grid:
        """The map before the shift."""
        return convolved(self.input, [self.filter], self.window)

    def answer(self) -> Grid:
        return convolved(self.after, [self.filter], self.window)

    def source(self, place: Place) -> Place | None:
        """The cell of the old map whose window holds the same numbers, or None where there is none."""
        old = Place(place.row - self.moved.down, place.column - self.moved.right)
        if not (1 <= old.row <= self.before.height and 1 <= old.column <= self.before.width):
            return None
        same = window_at(self.input.rows, old, self.window) == self._window(place)
        return old if same else None

    def _window(self, place: Place) -> Rows:
        """What lies under the window of a cell in the shifted image."""
        return window_at(self.after.rows, place, self.window)

    def broken(self) -> list[Place]:
        """The cells of the new map that can neither be read off nor have an empty window."""
        places = reading_order(self.before.width, self.before.height)
        return [place for place in places if not self.source(place) and any(map(any, self._window(place)))]

    def said(self) -> tuple[str, ...]:
        some = "; some cells at the border must be computed" if self.broken() else ""
        slides = (
            f"A filter slides over the image, not flipped, {stride_text(self.stride)}, {padding_text(self.padding)}"
        )
        return (
            f"{slides}, bias {say(self.filter.bias)}. Its map is shown.",
            f"Now the image is shifted {self.shift}: what leaves it is lost, zeros come in. Which map comes out? "
            f"Read it off{some}.",
            HOW_TO_TYPE,
        )

    def pictures(self) -> tuple[Beside, ...]:
        filter = channel_views(self.filter.weights, "filter", numbered=False)
        return (Beside((*channel_views(self.input, "image"), *filter, *channel_views(self.before, "map"))),)

    def letters(self) -> dict[str, object]:
        return {"b": say(self.filter.bias), "S": self.stride.across, "shift": self.shift, "moved": self.moved}

    def rule(self) -> tuple[str, str]:
        stride = f", and 1 cell of the map is {self.stride} of the image" if self.stride != (1, 1) else ""
        return (
            "row i, column j = row i − down/S, column j − right/S of the map before, where both windows hold "
            "the same numbers; an empty window gives b",
            f"the map moves {self.moved}{stride}; b = {say(self.filter.bias)}",
        )

    def steps(self) -> Iterator[Step]:
        answer, (view,) = self.answer(), channel_views(self.after, "image, shifted", self.padding)
        (before,) = channel_views(self.before, "map")
        for place in reading_order(answer.width, answer.height):
            marked = view._replace(window=region(place, self.window))
            value = number_at(answer.rows, place)
            expression, note = self._cell(place, value)
            yield Step(str(place), expression, value, note, (Beside((marked, before)),))

    def _cell(self, place: Place, value: Rational) -> tuple[str, str]:
        """How one cell is found, and from where: read off, the bias alone, or computed."""
        if old := self.source(place):
            return say(value), f"{old} before"
        window = self._window(place)
        if not any(map(any, window)):
            return say(value), "an empty window: the bias"
        terms = f"{products(response(window, self.filter.weights.rows))} + {factor(self.filter.bias)}"
        return terms, "computed: no window held this before"


def _moved(problem: ShiftedMap, right: int, down: int) -> Grid:
    """The old map moved in another direction or further, with the bias behind it."""
    return Grid((shifted(problem.before.rows, Shift(right, down), problem.filter.bias),))


def _taken(problem: ShiftedMap, index: Callable[[int, int], int]) -> Grid:
    """The old map moved rightly, with the cells that come in taken from it by an index."""
    rows, moved = problem.before.rows, problem.moved
    lines = [rows[index(i - moved.down, len(rows))] for i in range(len(rows))]
    return Grid.of([[line[index(j - moved.right, len(line))] for j in range(len(line))] for line in lines])


ShiftedMap.usual = rules(
    """
    not-shifted: with the map as it was: it moves with the image := p.before
    shifted-backwards: with the map moved the other way := _moved(p, -p.moved.right, -p.moved.down)
    row-column-swapped: with rows and columns exchanged: the shift is {shift} := _moved(p, p.moved.down, p.moved.right)
    one-direction-only: with the map moved across only := _moved(p, p.moved.right, 0)
    one-direction-only: with the map moved up or down only := _moved(p, 0, p.moved.down)
    stride-ignored: with the map moved as many cells as the image, though the stride is {S} := _moved(p, *p.shift)
    bias-forgotten: with zeros behind the map, where an empty window gives the bias {b} := Grid((shifted(p.before.rows, p.moved),))
    border-ignored: by moving the map alone, though windows at the border hold something else := _moved(p, *p.moved)
    wrapped-round: with what leaves the map put back in at the other side := _taken(p, lambda i, n: i % n)
    edge-repeated: with the border of the map repeated behind it := _taken(p, lambda i, n: min(max(i, 0), n - 1))
    image-given: for the shifted image: its map was asked := p.after
    """
)
