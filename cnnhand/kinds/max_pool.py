"""The map that max pooling makes: the largest number under each window, channel by channel.

F is the side of the window, S its stride, P the padding on one side. A padding cell never wins.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from cnnhand import exact
from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import Place, real_cells
from cnnhand.exact.shapes import Pair, Pool, Rounding, Sides, Window, check_layer, output_volume
from cnnhand.exact.values import Form, Grid, Rational, Rows, Volume, plain
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._grids import channel_views, pictures, region
from cnnhand.kinds._layers import layer_text
from cnnhand.page import Beside, Page, Step, Text, Working, say

ROUNDING = {
    Rounding.EXACT: "",
    Rounding.FLOOR: " Rows and columns left over at the end are not pooled.",
    Rounding.CEIL: " Rows and columns left over at the end make a last, smaller window.",
}


@dataclass(frozen=True, slots=True)
class MaxPool(OnePart):
    """An input volume and the window that pools it; its stride is the window's size unless it is given."""

    summary = "the map that max pooling makes"
    group = "forward"
    form = Form.GRID

    input: Grid
    size: Pair
    stride: Pair | None = None
    padding: Sides = Sides()
    rounding: Rounding = Rounding.FLOOR

    def __post_init__(self) -> None:
        check_layer(self.input.volume, Pool("max", self.window))
        if self.output is None:
            raise GivenError(
                "stride", f"the stride {self.window.stride} does not divide; say `rounding: floor` or `ceil`"
            )

    @property
    def window(self) -> Window:
        """How the window moves."""
        return Window.of(self.size, self.stride or self.size, self.padding)

    @property
    def output(self) -> Volume | None:
        """The size of the pooled volume."""
        return output_volume(self.input.volume, Pool("max", self.window), self.rounding)

    @property
    def divides(self) -> bool:
        """Whether the stride divides both ways, so that nothing is left over."""
        return output_volume(self.input.volume, Pool("max", self.window)) is not None

    def answer(self) -> Grid:
        pooled = exact.layers.max_pool(exact.layers.array(self.input), window=self.window, rounding=self.rounding)
        return exact.layers.grid(pooled)

    def pooled(self, statistic: Callable[[Sequence[Rational]], Rational]) -> Grid:
        """The map with another statistic of each window's cells in place of the maximum."""
        return Grid.of(
            *(
                [[plain(statistic(real_cells(rows, place, self.window))) for place in line] for line in self.places()]
                for rows in self.input.channels
            )
        )

    def places(self) -> list[list[Place]]:
        """The cells of the output, row by row."""
        output = self.output
        assert output is not None  # refused when the problem was made
        return [[Place(row, column) for column in range(1, output.width + 1)] for row in range(1, output.height + 1)]

    def question(self) -> Page:
        padded = " A padding cell never wins." if self.window.padded else ""
        left_over = "" if self.divides else ROUNDING[self.rounding]
        name = layer_text(Pool("max", self.window))
        return (
            Text(f"{name[0].upper()}{name[1:]}.{left_over}{padded}"),
            pictures(self.input, "input"),
            Text(
                "Which map comes out? Type its rows, as in 6 8; 3 4"
                + (", and | between the channels." if self.input.depth > 1 else ".")
            ),
        )

    def letters(self) -> dict[str, object]:
        axis = self.window.across
        return {"F": axis.filter, "S": axis.stride, "P": axis.before, "D": self.input.depth}

    def working(self) -> Working:
        answer = self.answer()
        steps: tuple[Step, ...] = ()
        views = channel_views(self.input, "input", self.padding)
        for channel, rows in enumerate(self.input.channels):
            name = f"channel {channel + 1}, " if self.input.depth > 1 else ""
            for place in (place for line in self.places() for place in line):
                cells = real_cells(rows, place, self.window)
                under = region(place, self.window)
                steps += (
                    Step(
                        f"{name}{place}",
                        f"max({', '.join(map(say, cells))})",
                        answer.channels[channel][place.row - 1][place.column - 1],
                        picture=(Beside((views[channel]._replace(window=under),)),),
                    ),
                )
        stride = self.window.stride
        return Working(
            "y = the largest x under the window; the window moves on by S",
            f"windows of {self.size.across}×{self.size.down} start at every {_ordinal(stride.across)} column and every "
            f"{_ordinal(stride.down)} row: a map of {answer.width}×{answer.height}",
            (*steps, Step("map", say(answer), answer)),
            (pictures(self.input, "input", self.padding),),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: 4×4 or 6×4, windows of 2×2. Medium: negative numbers, 3×3 windows. Hard: overlaps, padding, a rest."""
        if level == "easy":
            side, stride, padding = 2, 2, 0
            width, height = 2 * dice.integer(2, 3), 4
        elif level == "medium":
            side, stride, padding = dice.choice(((2, 2, 0), (3, 3, 0), (3, 2, 0), (2, 1, 0)))
            width, height = (((outputs - 1) * stride + side) for outputs in (dice.integer(2, 3), dice.integer(2, 3)))
        else:
            side, stride, padding = dice.choice(((3, 2, 1), (2, 2, 1), (3, 2, 0)))
            width, height = ((dice.integer(1, 2) * stride + side + 1 - padding) for _ in range(2))
        rounding = dice.choice((Rounding.FLOOR, Rounding.CEIL)) if level == "hard" else Rounding.FLOOR
        low = 0 if level == "easy" else -9
        problem = cls(
            Grid.of([[dice.integer(low, 9) for _ in range(width)] for _ in range(height)]),
            Pair(side, side),
            Pair(stride, stride),
            Sides(padding, padding, padding, padding),
            rounding,
        )
        return problem if len(set(problem.answer().cells())) > 1 else None


def _ordinal(number: int) -> str:
    """`2nd`, as in "every 2nd column"."""
    return {1: "single", 2: "2nd", 3: "3rd"}.get(number, f"{number}th")


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _several(problem: MaxPool) -> bool:
    """Whether a window has more than one cell."""
    return max(problem.size) > 1


def _strided(problem: MaxPool) -> bool:
    return max(problem.window.stride) > 1


def _negative(problem: MaxPool) -> bool:
    return any(cell < 0 for cell in problem.input.cells())


def _statistic(statistic: Callable[[Sequence[Rational]], Rational]) -> Callable[[MaxPool], Grid]:
    """The right windows with another statistic."""
    return lambda p: p.pooled(statistic)


def _magnitude(number: Rational) -> Rational:
    return -number if number < 0 else number


def _rounded(problem: MaxPool, rounding: Rounding) -> MaxPool:
    """The same pooling with another rounding; a last window that would start in the padding makes no difference."""
    return replace(problem, rounding=rounding)


def _zeros_compete(problem: MaxPool) -> Grid:
    """The right windows on the input with zeros written around it."""
    left, right, top, bottom = problem.padding
    width = problem.input.width + left + right
    framed: list[Rows] = [
        ((0,) * width,) * top + tuple((0,) * left + row + (0,) * right for row in rows) + ((0,) * width,) * bottom
        for rows in problem.input.channels
    ]
    window = problem.window.unpadded()
    places = problem.places()
    return Grid.of(*([[max(real_cells(rows, place, window)) for place in line] for line in places] for rows in framed))


def _over_channels(problem: MaxPool) -> Grid:
    maps = problem.answer().channels
    return Grid.of([[max(cells) for cells in zip(*rows, strict=True)] for rows in zip(*maps, strict=True)])


MaxPool.mistakes = (
    Mistake(
        "stride-one",
        "with windows that move by 1 in place of {S}",
        _strided,
        lambda p: replace(p, stride=Pair(1, 1)).answer(),
    ),
    Mistake(
        "stride-of-window",
        "with windows that do not overlap: the stride is {S}, not {F}",
        lambda p: p.window.stride != p.size,
        lambda p: replace(p, stride=p.size).answer(),
    ),
    Mistake(
        "average-for-max",
        "with the average of each window",
        _several,
        _statistic(lambda cells: Fraction(sum(cells)) / len(cells)),
    ),
    Mistake("min-for-max", "with the smallest number of each window", _several, _statistic(min)),
    Mistake("sum-for-max", "with the sum of each window", _several, _statistic(sum)),
    Mistake(
        "over-channels",
        "with the maximum taken over the {D} channels too",
        lambda p: p.input.depth > 1,
        _over_channels,
    ),
    Mistake("corner", "with the first number of each window", _several, _statistic(lambda cells: cells[0])),
    Mistake(
        "largest-magnitude",
        "with the number furthest from zero, its sign dropped",
        _negative,
        _statistic(lambda cells: max(_magnitude(cell) for cell in cells)),
    ),
    Mistake(
        "largest-magnitude",
        "with the number furthest from zero",
        _negative,
        _statistic(lambda cells: max(cells, key=_magnitude)),
    ),
    Mistake(
        "padding-competes",
        "with the zeros of the padding taken as numbers",
        lambda p: p.window.padded and _negative(p),
        _zeros_compete,
    ),
    Mistake(
        "padding-ignored",
        "with the windows put on the input without its padding",
        lambda p: p.window.padded,
        lambda p: replace(p, padding=Sides()).answer(),
    ),
    Mistake(
        "one-for-all",
        "with one number for the whole input",
        lambda p: p.output != (1, 1, p.input.depth),
        lambda p: Grid.of(*([[max(max(row) for row in rows)]] for rows in p.input.channels)),
    ),
    Mistake(
        "second-largest",
        "with the second largest number of each window",
        _several,
        _statistic(lambda cells: sorted(cells)[-2:][0]),
    ),
    Mistake(
        "partial-windows",
        "with the left-over rows and columns pooled too",
        lambda p: p.rounding is Rounding.FLOOR and _rounded(p, Rounding.CEIL).output != p.output,
        lambda p: _rounded(p, Rounding.CEIL).answer(),
    ),
    Mistake(
        "partial-windows",
        "without the smaller windows at the end",
        lambda p: p.rounding is Rounding.CEIL and _rounded(p, Rounding.FLOOR).output != p.output,
        lambda p: _rounded(p, Rounding.FLOOR).answer(),
    ),
)
