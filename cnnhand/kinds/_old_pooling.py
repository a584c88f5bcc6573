"""What the kinds of pooling share: the givens, the windows and their working, and the mistakes that change them.

F is the side of the window, S its stride, P the padding on one side, D the number of channels.
"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, TypeAlias

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, number_at, reading_order, real_cells, real_places
from cnnhand.exact.shapes import Pair, Pool, Rounding, Sides, Window, check_layer, output_volume
from cnnhand.exact.values import Form, Grid, Number, Rational, Rows, Volume
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._grids import channel_views, check_room, draw_grid, region, which_maps
from cnnhand.kinds._layers import POOLING, beyond_text, layer_text
from cnnhand.kinds._mistakes import belonging
from cnnhand.kinds._old_output_size import OutputSize
from cnnhand.page import Beside, GridView, Mark, Page, Step, Text, Tone, Working, say

ROUNDING = {
    Rounding.EXACT: "",
    Rounding.FLOOR: " Rows and columns left over at the end are not pooled.",
    Rounding.CEIL: " Rows and columns left over at the end make a last, smaller window.",
}


def left_over(window: Window, rounding: Rounding) -> str:
    """What becomes of rows and columns at the end, and of a window that would find nothing but padding there."""
    return ROUNDING[rounding] + beyond_text([window], rounding)


Statistic: TypeAlias = Callable[[Sequence[Rational]], Number]
"""What becomes of the numbers under a window."""


@dataclass(frozen=True, slots=True)
class Pooling(OnePart):
    """An input volume and the window that pools it; its stride is the window's size unless it is given.

    A `global` window is as large as the input, and makes one number of each channel.
    """

    group = "forward"
    form = Form.GRID
    how: ClassVar[str]
    """`max`, `average` or `l2`."""
    formula: ClassVar[str]
    """What is done under each window."""

    input: Grid
    size: Pair | Literal["global"]
    stride: Pair | None = None
    padding: Sides = Sides()
    rounding: Rounding = Rounding.FLOOR

    def __post_init__(self) -> None:
        if self.size == "global":
            for key, given in (("stride", self.stride is not None), ("padding", self.padding != Sides())):
                if given:
                    raise GivenError(key, f"global pooling has one window, the whole input; leave the {key} out")
        check_layer(self.input.volume, self.layer)
        output = output_volume(self.input.volume, self.layer, self.rounding)
        if output is None:
            raise GivenError(
                "stride", f"the stride {self.window.stride} does not divide; say `rounding: floor` or `ceil`"
            )
        check_room(self.input.volume, self.padding, output)

    @property
    def window(self) -> Window:
        """How the window moves."""
        size = Pair(self.input.width, self.input.height) if self.size == "global" else self.size
        return Window.of(size, self.stride or size, self.padding)

    @property
    def layer(self) -> Pool:
        """The pooling as a layer."""
        return Pool(self.how, self.window)

    @property
    def output(self) -> Volume:
        """The size of the pooled volume."""
        output = output_volume(self.input.volume, self.layer, self.rounding)
        assert output is not None  # refused when the problem was made
        return output

    @property
    def divides(self) -> bool:
        """Whether the stride divides both ways, so that nothing is left over."""
        return output_volume(self.input.volume, self.layer) is not None

    def read(self) -> Grid:
        """The numbers that the windows read."""
        return self.input

    def places(self) -> list[Place]:
        """The cells of an output map, in reading order."""
        return reading_order(self.output.width, self.output.height)

    def pooled(self, statistic: Statistic) -> Grid:
        """The maps with a statistic of each window's cells."""
        window, places = self.window, self.places()
        cells = (statistic(real_cells(rows, place, window)) for rows in self.read().channels for place in places)
        return Grid.from_cells(cells, self.output)

    def size_problem(self) -> OutputSize:
        return OutputSize(self.input.volume, self.layer, self.rounding)

    def convention(self) -> str:
        """What else the answer depends on, as sentences that begin with a space."""
        return ""

    def in_words(self) -> str:
        """The layer, and every convention that the answer depends on; it begins with a small letter."""
        name = layer_text(self.layer)
        if self.size == "global":
            name = f"global {POOLING[self.how]}: one window over each whole channel"
        return f"{name}.{'' if self.divides else left_over(self.window, self.rounding)}{self.convention()}"

    def question(self) -> Page:
        words = self.in_words()
        return (
            Text(words[0].upper() + words[1:]),
            Beside(self._views(self.input, "input")),
            Text(which_maps(self.input.depth)),
        )

    def _views(self, grid: Grid, name: str, padding: Sides = Sides()) -> tuple[GridView, ...]:
        """Its channels, with lines between windows that lie beside each other."""
        window = self.window
        apart = window.stride == window.size and not window.padded and self.size != "global"
        views = channel_views(grid, name, padding)
        return tuple(view._replace(blocks=window.size) for view in views) if apart else views

    def _winners(self, rows: Rows) -> tuple[Mark, ...]:
        """Where the largest number of each window stands, the first of equal ones; no other pooling has any."""
        if self.how != "max":
            return ()
        windows = (real_places(len(rows[0]), len(rows), place, self.window) for place in self.places())
        best = (max(cells, key=lambda cell: number_at(rows, cell)) for cells in windows)
        left, _, top, _ = self.padding
        return tuple(Mark(cell.row + top, cell.column + left, Tone.WINNER) for cell in best)

    def letters(self) -> dict[str, object]:
        axis = self.window.across
        return {"F": axis.filter, "S": axis.stride, "P": axis.before, "D": self.input.depth}

    @abstractmethod
    def expression(self, place: Place, cells: Sequence[Rational]) -> str:
        """The arithmetic of one window."""

    def working(self) -> Working:
        answer, window, read = self.answer(), self.window, self.read()
        assert isinstance(answer, Grid)
        name = "input" if read == self.input else "after the ReLU"
        views = self._views(read, name, self.padding)
        numbers = answer.cells()
        steps: tuple[Step, ...] = ()
        for channel, rows in enumerate(read.channels):
            of = f"channel {channel + 1}" if read.depth > 1 else ""
            for place in self.places():
                label = ", ".join(filter(None, (of, "" if of and self.size == "global" else str(place))))
                picture = Beside((views[channel]._replace(window=region(place, window)),))
                text = self.expression(place, real_cells(rows, place, window))
                steps += (Step(label, text, next(numbers), picture=(picture,)),)
        won = tuple(view._replace(marks=self._winners(rows)) for view, rows in zip(views, read.channels, strict=True))
        across, down = window.stride
        starts = f" start at every {_nth(across)}column and every {_nth(down)}row"
        return Working(
            f"y = {self.formula}" + ("" if self.size == "global" else "; the window moves on by S"),
            f"windows of {window.size.across}×{window.size.down}{'' if self.size == 'global' else starts}: "
            f"{'a map' if answer.depth == 1 else 'maps'} of {answer.width}×{answer.height}",
            (*steps, Step("map" if answer.depth == 1 else "maps", say(answer), answer, picture=(Beside(won),))),
            (Beside(views),) if window.padded or read != self.input else (),
        )


def _nth(number: int) -> str:
    """`2nd`, as in "every 2nd column"; nothing for every column."""
    return {1: "", 2: "2nd ", 3: "3rd "}.get(number, f"{number}th ")


def drawn(level: Level, dice: Dice, most: int, depth: int = 1) -> tuple[Grid, Pair, Pair, Sides, Rounding]:
    """An input of numbers up to `most`, a window's size, stride and padding, and the rounding, by level.

    Easy: windows of 2×2 on 4×4 or 6×4. Medium: negative numbers, overlaps, 3×3. Hard: padding, or a rest.
    """
    padding, rounding = 0, Rounding.FLOOR
    if level == "easy":
        side, stride, width, height = 2, 2, 2 * dice.integer(2, 3), 4
    elif level == "medium":
        side, stride = dice.choice(((2, 2), (2, 1), (3, 3), (3, 2)))
        width, height = ((dice.integer(2, 3 if side == 2 else 2) - 1) * stride + side for _ in range(2))
    else:
        side, stride, padding, rounding, sides = dice.choice(
            (
                (2, 2, 1, Rounding.FLOOR, (4, 6)),
                (3, 2, 1, Rounding.FLOOR, (3, 5)),
                (2, 2, 0, Rounding.FLOOR, (5, 7)),
                (3, 2, 0, Rounding.FLOOR, (6, 8)),
                (2, 2, 0, Rounding.CEIL, (3, 5)),
                (3, 2, 0, Rounding.CEIL, (4, 6)),
            )
        )
        width, height = dice.choice(sides), dice.choice(sides)
    low = 0 if level == "easy" else -most
    grid = draw_grid(dice, width, height, low, most, depth)
    return grid, Pair(side, side), Pair(stride, stride), Sides.around(padding), rounding


# ---- mistakes -------------------------------------------------------------------------------------------------------


def moving(problem: Pooling) -> bool:
    """Whether the window moves; a global one does not."""
    return problem.size != "global"


def several(problem: Pooling) -> bool:
    """Whether a window has more than one cell."""
    return max(problem.window.size) > 1


def negative(problem: Pooling) -> bool:
    """Whether a number is below zero."""
    return any(cell < 0 for cell in problem.read().cells())


def deep(problem: Pooling) -> bool:
    """Whether there are several channels."""
    return problem.input.depth > 1


def statistic(id: str, sentence: str, change: Statistic) -> Mistake:
    """The right windows with another statistic of their numbers."""
    return Mistake(id, sentence, several, lambda p: p.pooled(change))


def _strided(problem: Pooling) -> bool:
    sides = zip((problem.input.width, problem.input.height), problem.window, strict=True)
    return any(axis.stride > 1 and axis.span(side) > 0 for side, axis in sides)


def _rounded(rounding: Rounding) -> Callable[[Pooling], Pooling]:
    """The same pooling with another rounding."""
    return lambda p: replace(p, rounding=rounding)


def _another_size(wrong: Rounding, right: Rounding) -> Callable[[Pooling], bool]:
    """Whether another rounding gives another size: a last window that would start in the padding makes none."""
    return lambda p: p.rounding is right and _rounded(wrong)(p).output != p.output


WINDOWS = belonging(
    moving,
    Mistake.changed(
        "stride-one",
        "with windows that move by 1 in place of {S}",
        _strided,
        lambda p: replace(p, stride=Pair(1, 1)),
        common=True,
    ),
    Mistake.changed(
        "stride-of-window",
        "with windows that do not overlap: the stride is {S}, not {F}",
        lambda p: p.window.stride != p.window.size,
        lambda p: replace(p, stride=None),
    ),
    Mistake.changed(
        "padding-ignored",
        "with the windows put on the input without its padding",
        lambda p: p.window.padded,
        lambda p: replace(p, padding=Sides()),
        common=True,
    ),
    Mistake.changed(
        "one-for-all",
        "with one number for the whole input",
        lambda p: p.output[:2] != (1, 1),
        lambda p: replace(p, size="global", stride=None, padding=Sides()),
    ),
    Mistake.changed(
        "partial-windows",
        "with the left-over rows and columns pooled too",
        _another_size(Rounding.CEIL, Rounding.FLOOR),
        _rounded(Rounding.CEIL),
    ),
    Mistake.changed(
        "partial-windows",
        "without the smaller windows at the end",
        _another_size(Rounding.FLOOR, Rounding.CEIL),
        _rounded(Rounding.FLOOR),
    ),
)
"""The right statistic of the wrong windows."""

CORNER = statistic("corner", "with the first number of each window", lambda cells: cells[0])
