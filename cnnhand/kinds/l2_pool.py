"""The map that L2 pooling makes: the root of the sum of the squares of the numbers under each window.

The letters are those of `_pooling.py`. A padding zero adds nothing to a sum of squares.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Self

from cnnhand.dice import Dice
from cnnhand.exact.cells import Place, average, magnitude, norm, square_sum
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Grid, Number, Rational, Root, plain, root
from cnnhand.kinds import Level, Mistake, always
from cnnhand.kinds._mistakes import where
from cnnhand.kinds._pooling import CORNER, WINDOWS, Pooling, drawn, negative, statistic
from cnnhand.page import Page, Text, factor


@dataclass(frozen=True, slots=True)
class L2Pool(Pooling):
    """An input volume and the window whose L2 norm is taken; its stride is its size unless given."""

    summary = "the map that L2 pooling makes, with roots"
    how = "l2"
    formula = "√(sum of the x² under the window)"

    def answer(self) -> Grid:
        return self.pooled(norm)

    def convention(self) -> str:
        return " L2 pooling takes the root of the sum of the squares."

    def question(self) -> Page:
        roots = Text("A root stands as √30, sqrt(30), or as a decimal with at least two places.")
        return (*Pooling.question(self), roots)

    def expression(self, place: Place, cells: Sequence[Rational]) -> str:
        return f"√({' + '.join(f'{factor(cell)}²' for cell in cells)})"

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: windows of 2×2. Medium: negative numbers, overlaps, 3×3. Hard: padding, a rest."""
        problem = cls(*drawn(level, dice, 5))
        numbers = set(problem.answer().cells())
        return problem if len(numbers) > 1 and any(isinstance(number, Root) for number in numbers) else None


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _magnitudes(then: Callable[[Sequence[Rational]], Rational]) -> Callable[[Sequence[Rational]], Rational]:
    """A statistic of the numbers without their signs."""
    return lambda cells: then(list(map(magnitude, cells)))


def _over_whole_windows(mean: Callable[[Sequence[Rational], int], Number]) -> Callable[[L2Pool], Grid]:
    """A mean over all cells of a window, those of the padding too."""
    return lambda p: p.pooled(lambda cells: mean(cells, prod(p.window.size)))


L2Pool.mistakes = (
    *WINDOWS,
    CORNER,
    Mistake("no-root", "with the sums of squares, without the root", always, lambda p: p.pooled(square_sum)),
    statistic(
        "root-mean-square",
        "with the squares averaged before the root",
        lambda cells: root(Fraction(square_sum(cells)) / len(cells)),
    ),
    *where(
        negative,  # else it is the plain sum, or the plain maximum
        statistic("sum-of-magnitudes", "by adding up the numbers without their signs (L1)", _magnitudes(sum)),
        statistic("largest-magnitude", "with the number furthest from zero, its sign dropped", _magnitudes(max)),
    ),
    statistic("sum-for-l2", "with the sum of each window", sum),
    statistic("max-for-l2", "with the largest number of each window", max),
    statistic("average-for-l2", "with the average of each window", average),
    *where(
        lambda p: p.window.padded and p.rounding is Rounding.FLOOR,
        Mistake(
            "root-mean-square",
            "with the squares averaged before the root, the zeros of the padding too",
            always,
            _over_whole_windows(lambda cells, count: root(Fraction(square_sum(cells)) / count)),
        ),
        Mistake(
            "average-for-l2",
            "with the average of each window, the zeros of the padding counted",
            always,
            _over_whole_windows(lambda cells, count: plain(Fraction(sum(cells)) / count)),
        ),
    ),
)
