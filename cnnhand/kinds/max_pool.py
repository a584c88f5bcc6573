"""The map that max pooling makes: the largest number under each window, channel by channel.

The letters are those of `_pooling.py`. A padding cell never wins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from cnnhand import exact
from cnnhand.dice import Dice
from cnnhand.exact.cells import Place, average, magnitude, real_cells
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Grid, Rational, Rows
from cnnhand.kinds import Level, Mistake
from cnnhand.kinds._pooling import CORNER, WINDOWS, Pooling, deep, negative, several, statistic
from cnnhand.page import say


@dataclass(frozen=True, slots=True)
class MaxPool(Pooling):
    """An input volume and the window whose largest number is taken."""

    summary = "the map that max pooling makes"
    first_course = True
    how = "max"
    formula = "the largest x under the window"

    def answer(self) -> Grid:
        pooled = exact.layers.max_pool(exact.layers.array(self.input), window=self.window, rounding=self.rounding)
        return exact.layers.grid(pooled)

    def convention(self) -> str:
        return " A padding cell never wins." if self.window.padded else ""

    def expression(self, place: Place, cells: Sequence[Rational]) -> str:  # noqa: ARG002 - an average needs the place
        return f"max({', '.join(map(say, cells))})"

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


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _zeros_compete(problem: MaxPool) -> Grid:
    """The right windows on the input with zeros written around it."""
    left, right, top, bottom = problem.padding
    width = problem.input.width + left + right
    framed: list[Rows] = [
        ((0,) * width,) * top + tuple((0,) * left + row + (0,) * right for row in rows) + ((0,) * width,) * bottom
        for rows in problem.input.channels
    ]
    window, places = problem.window.unpadded(), problem.places()
    cells = (max(real_cells(rows, place, window)) for rows in framed for place in places)
    return Grid.from_cells(cells, problem.output)


def _over_channels(problem: MaxPool) -> Grid:
    maps = problem.answer().channels
    return Grid.of([[max(cells) for cells in zip(*rows, strict=True)] for rows in zip(*maps, strict=True)])


MaxPool.mistakes = (
    *WINDOWS,
    CORNER,
    statistic("average-for-max", "with the average of each window", average),
    statistic("min-for-max", "with the smallest number of each window", min),
    statistic("sum-for-max", "with the sum of each window", sum),
    Mistake("over-channels", "with the maximum taken over the {D} channels too", deep, _over_channels),
    Mistake(
        "largest-magnitude",
        "with the number furthest from zero, its sign dropped",
        negative,
        lambda p: p.pooled(lambda cells: max(map(magnitude, cells))),
    ),
    Mistake(
        "largest-magnitude",
        "with the number furthest from zero",
        lambda p: several(p) and negative(p),
        lambda p: p.pooled(lambda cells: max(cells, key=magnitude)),
    ),
    Mistake(
        "padding-competes",
        "with the zeros of the padding taken as numbers",
        lambda p: p.window.padded and negative(p),
        _zeros_compete,
    ),
    statistic("second-largest", "with the second largest number of each window", lambda cells: sorted(cells)[-2:][0]),
)
