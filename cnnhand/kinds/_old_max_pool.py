"""The map that max pooling makes: the largest number under each window, channel by channel.

The letters are those of `_pooling.py`. A padding cell never wins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from cnnhand.dice import Dice
from cnnhand.exact.cells import Place, average, magnitude, padded, real_cells
from cnnhand.exact.values import Grid, Rational
from cnnhand.kinds import Level, Mistake
from cnnhand.kinds._old_pooling import CORNER, WINDOWS, Pooling, deep, drawn, negative, several, statistic
from cnnhand.page import say


@dataclass(frozen=True, slots=True)
class MaxPool(Pooling):
    """An input volume and the window whose largest number is taken; its stride is its size unless given."""

    summary = "the map that max pooling makes"
    how = "max"
    formula = "the largest x under the window"

    def answer(self) -> Grid:
        return self.pooled(max)

    def convention(self) -> str:
        return " A padding cell never wins." if self.window.padded else ""

    def expression(self, place: Place, cells: Sequence[Rational]) -> str:
        return f"max({', '.join(map(say, cells))})"

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: windows of 2×2 on 4×4 or 6×4. Medium: negative numbers, overlaps, 3×3. Hard: padding, or a rest."""
        problem = cls(*drawn(level, dice, 9 if level == "easy" else 30))
        cells = list(problem.answer().cells())
        return problem if 2 * max(map(cells.count, cells)) <= len(cells) else None


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _zeros_compete(problem: MaxPool) -> Grid:
    """The right windows on the input with zeros written around it."""
    framed = problem.input.by_channel(lambda rows: padded(rows, problem.padding))
    window, places = problem.window.unpadded(), problem.places()
    cells = (max(real_cells(rows, place, window)) for rows in framed.channels for place in places)
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
