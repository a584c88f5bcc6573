"""The map of a shifted image, read off the map of the image as it was: a convolution moves with its input.

Y is the map before the shift and Y' the map after it; S is the stride, P the padding on one side, F the side of the
filter, b its bias.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, number_at, pairs, reading_order, window_at
from cnnhand.exact.maps import convolved
from cnnhand.exact.shapes import Conv, Pair, Sides, Window, check_layer
from cnnhand.exact.shifts import Shift, shifted
from cnnhand.exact.values import Filter, Form, Grid, Rational, Rows
from cnnhand.kinds import Level, Mistake, OnePart, always
from cnnhand.kinds._grids import channel_views, check_one_channel, draw_grid, how_to_type, region
from cnnhand.kinds._layers import moves_text
from cnnhand.page import Beside, Page, Step, Text, Working, factor, say


@dataclass(frozen=True, slots=True)
class ShiftedMap(OnePart):
    """An image of one channel, the filter that slides over it, and how far the image is shifted afterwards."""

    summary = "the map of a shifted image, read off the map of the image before"
    group = "forward"
    form = Form.GRID

    input: Grid
    filter: Filter
    shift: Shift
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()

    def __post_init__(self) -> None:
        check_one_channel(input=self.input, filter=self.filter.weights)
        check_layer(self.input.volume, Conv(1, self.window))
        if self.shift == Shift():
            raise GivenError("shift", "the image must be shifted by at least one row or column")
        if self.shift.right % self.stride.across or self.shift.down % self.stride.down:
            raise GivenError("shift", f"the stride {self.stride} must divide the shift; else no cell can be read off")

    @property
    def window(self) -> Window:
        """How the filter slides."""
        return Window.of_kernel(self.filter.weights, self.stride, self.padding)

    @property
    def moved(self) -> Shift:
        """How far the map moves."""
        return Shift(self.shift.right // self.stride.across, self.shift.down // self.stride.down)

    @property
    def after(self) -> Grid:
        """The shifted image."""
        return Grid((shifted(self.input.rows, self.shift),))

    @property
    def before(self) -> Grid:
        """The map before the shift."""
        return _map(self.input, self.filter, self.window)

    def answer(self) -> Grid:
        return _map(self.after, self.filter, self.window)

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

    def question(self) -> Page:
        some = "; some cells at the border must be computed" if self.broken() else ""
        return (
            Text(
                f"A filter slides over the image, not flipped, {moves_text(self.window)}, "
                f"bias {say(self.filter.bias)}. Its map is shown."
            ),
            self._pictures(),
            Text(
                f"Now the image is shifted {self.shift}: what leaves it is lost, zeros come in. Which map comes out? "
                f"Read it off{some}."
            ),
            Text(how_to_type(1)),
        )

    def _pictures(self) -> Beside:
        filter = channel_views(self.filter.weights, "filter", numbered=False)
        return Beside((*channel_views(self.input, "image"), *filter, *channel_views(self.before, "map")))

    def letters(self) -> dict[str, object]:
        return {"b": say(self.filter.bias), "S": self.stride.across, "shift": self.shift, "moved": self.moved}

    def working(self) -> Working:
        answer, (view,) = self.answer(), channel_views(self.after, "image, shifted", self.padding)
        steps = []
        for place in reading_order(answer.width, answer.height):
            marked = view._replace(window=region(place, self.window))
            value = number_at(answer.rows, place)
            expression, note = self._cell(place, value)
            steps.append(Step(str(place), expression, value, note, (Beside((marked, self._pictures().grids[2])),)))
        stride = f", and 1 cell of the map is {self.stride} of the image" if self.stride != (1, 1) else ""
        return Working(
            "Y'(i, j) = Y(i − down/S, j − right/S) where both windows hold the same numbers; an empty window gives b",
            f"the map moves {self.moved}{stride}; b = {say(self.filter.bias)}",
            (*steps, Step("map", say(answer), answer)),
            (self._pictures(),),
        )

    def _cell(self, place: Place, value: Rational) -> tuple[str, str]:
        """How one cell is found, and from where: read off, the bias alone, or computed."""
        if old := self.source(place):
            return say(value), f"{old} before"
        window = self._window(place)
        if not any(map(any, window)):
            return say(value), "an empty window: the bias"
        terms = [f"{factor(x)}·{factor(w)}" for x, w in pairs(window, self.filter.weights.rows) if x]
        return " + ".join([*terms, factor(self.filter.bias)]), "computed: no window held this before"

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: one direction. Medium: both directions, a bias, perhaps a stride. Hard: the border breaks it."""
        bias = 0 if level == "easy" else dice.choice((-2, -1, 1, 2, 3))
        side, stride, padding, width = 2, 1, 0, 4
        if level != "easy":
            side, stride, padding, width = dice.choice(((3, 1, 0, 6), (3, 2, 1, 5), (2, 1, 0, 5)))
        if level == "hard":
            side, stride, padding, width = dice.choice(((3, 1, 0, 5), (2, 1, 0, 4), (3, 1, 1, 4)))
        steps = [
            stride * dice.choice((-1, 1)),
            stride * dice.choice((-1, 1, 2) if level == "medium" and stride == 1 else (-1, 1)),
        ]
        if level == "easy":
            steps[dice.integer(0, 1)] = 0
        shift = Shift(*steps)
        rows = [[dice.integer(1, 5) * (dice.integer(1, 5) > 2) for _ in range(width)] for _ in range(width)]
        if level != "hard":
            _clear(rows, shift, side - 1 - padding, padding)
        problem = cls(
            Grid.of(rows),
            Filter(draw_grid(dice, side, side, -2, 3), bias),
            shift,
            Pair(stride, stride),
            Sides.around(padding),
        )
        cells, broken = list(problem.answer().cells()), len(problem.broken())
        if len(set(cells)) < 4 or max(map(abs, cells)) > 99 or 8 * max(map(cells.count, cells)) > 5 * len(cells):
            return None
        return problem if (1 <= broken <= 7 if level == "hard" else not broken) else None


@lru_cache(maxsize=16)  # every mistake of a problem asks for it
def _map(image: Grid, filter: Filter, window: Window) -> Grid:
    """The map of an image."""
    return convolved(image, [filter], window)


def _clear(rows: list[list[int]], shift: Shift, margin: int, padding: int) -> None:
    """Zeros where the image comes from, and with padding where it goes to, so that the whole map can be read off."""
    side = len(rows)
    for i, j in product(range(side), range(side)):
        for at, cells in ((i, shift.down), (j, shift.right)):
            behind = at if cells > 0 else side - 1 - at
            ahead = side - 1 - behind
            if cells and (behind < margin or abs(cells) - padding <= ahead < abs(cells)):
                rows[i][j] = 0


# ---- mistakes: the old map, moved in another way ---------------------------------------------------------------------


def _moved(move: Callable[[ShiftedMap], Shift]) -> Callable[[ShiftedMap], Grid]:
    """The old map moved in another direction or further, with the bias behind it."""
    return lambda p: Grid((shifted(p.before.rows, move(p), p.filter.bias),))


def _taken(index: Callable[[int, int], int]) -> Callable[[ShiftedMap], Grid]:
    """The old map moved rightly, with the cells that come in taken from it by an index."""

    def value(problem: ShiftedMap) -> Grid:
        rows, moved = problem.before.rows, problem.moved
        lines = [rows[index(i - moved.down, len(rows))] for i in range(len(rows))]
        return Grid.of([[line[index(j - moved.right, len(line))] for j in range(len(line))] for line in lines])

    return value


def _both(problem: ShiftedMap) -> bool:
    """Whether the image moves in both directions."""
    return 0 not in problem.shift


def _biased(problem: ShiftedMap) -> bool:
    return problem.filter.bias != 0


ShiftedMap.mistakes = (
    Mistake("not-shifted", "with the map as it was: it moves with the image", always, lambda p: p.before),
    Mistake(
        "shifted-backwards",
        "with the map moved the other way",
        always,
        _moved(lambda p: Shift(-p.moved.right, -p.moved.down)),
    ),
    Mistake(
        "row-column-swapped",
        "with rows and columns exchanged: the shift is {shift}",
        lambda p: p.moved.right != p.moved.down,
        _moved(lambda p: Shift(p.moved.down, p.moved.right)),
    ),
    Mistake(
        "one-direction-only", "with the map moved across only", _both, _moved(lambda p: Shift(right=p.moved.right))
    ),
    Mistake(
        "one-direction-only", "with the map moved up or down only", _both, _moved(lambda p: Shift(down=p.moved.down))
    ),
    Mistake(
        "stride-ignored",
        "with the map moved as many cells as the image, though the stride is {S}",
        lambda p: p.moved != p.shift,
        _moved(lambda p: p.shift),
    ),
    Mistake(
        "bias-forgotten",
        "with zeros behind the map, where an empty window gives the bias {b}",
        _biased,
        lambda p: Grid((shifted(p.before.rows, p.moved),)),
    ),
    Mistake(
        "border-ignored",
        "by moving the map alone, though windows at the border hold something else",
        lambda p: bool(p.broken()),
        _moved(lambda p: p.moved),
    ),
    Mistake(
        "wrapped-round", "with what leaves the map put back in at the other side", always, _taken(lambda i, n: i % n)
    ),
    Mistake(
        "edge-repeated",
        "with the border of the map repeated behind it",
        always,
        _taken(lambda i, n: min(max(i, 0), n - 1)),
    ),
    Mistake("image-given", "for the shifted image: its map was asked", always, lambda p: p.after),
)
