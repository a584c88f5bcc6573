"""The gradient through average pooling: each number of dY is divided over the cells of its window, in equal shares.

F is the side of the window, S its stride, P the padding on one side; the input's numbers do not matter.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod
from typing import Self

from cnnhand.dice import Dice
from cnnhand.exact.cells import Place, covered, meetings, number_at, reading_order, real_places
from cnnhand.exact.gradients import Share, everywhere, pool_gradient
from cnnhand.exact.shapes import Pair, Rounding, Sides, Window
from cnnhand.exact.values import Grid, Rational, Volume, plain
from cnnhand.kinds import Level, Mistake
from cnnhand.kinds._gradients import gradient_views, overlap, places, several_places
from cnnhand.kinds._grids import as_in, channel_names, channel_views, draw_grid, region, total
from cnnhand.kinds._pool_gradients import PoolGradient, several
from cnnhand.page import Beside, Page, Step, Text, Working, say


@dataclass(frozen=True, slots=True)
class AveragePoolGradient(PoolGradient):
    """The gradient dY of the pooled map, the size of the input, and the window; its stride is its size unless given.

    With `count_padding` the padding counts in the divisor, as the frameworks differ; without padding it says nothing.
    """

    summary = "the gradient that average pooling sends back to its input"
    how = "average"

    gradient: Grid
    input: Volume
    size: Pair
    stride: Pair | None = None
    padding: Sides = Sides()
    rounding: Rounding = Rounding.FLOOR
    count_padding: bool = True

    @property
    def volume(self) -> Volume:
        return self.input

    @property
    def blank(self) -> Grid:
        """An input of the right size, whose numbers do not matter."""
        return Grid((((0,) * self.input.width,) * self.input.height,) * self.input.depth)

    def count(self, place: Place) -> int:
        """By how many cells a window's number is divided."""
        width, height, _ = self.input
        if self.count_padding:
            return covered(width, height, place, self.window)
        return len(real_places(width, height, place, self.window))

    def each(self, share: Callable[[Rational, Place], Rational]) -> Grid:
        """What each cell of a window gets, window by window."""
        maps, cells = self.gradient.channels, places(self.gradient)
        numbers = (plain(share(number_at(rows, place), place)) for rows in maps for place in cells)
        return Grid.from_cells(numbers, self.gradient.volume)

    def shares(self) -> Grid:
        """dY divided by the cells of its window."""
        return self.each(lambda dy, place: Fraction(dy) / self.count(place))

    def answer(self) -> Grid:
        return pool_gradient(self.blank, self.shares(), self.window, everywhere)

    def question(self) -> Page:
        counted = "counted in" if self.count_padding else "left out of"
        padded = f" The zeros of the padding are {counted} the divisor." if self.window.padded else ""
        return (
            Text(
                f"{self.in_words()}, on an input X of {self.input} (width × height × depth).{self.left_over()}"
                f"{padded} dY is the gradient of the loss with respect to the pooled map."
            ),
            Beside(gradient_views(self.gradient)),
            Text(
                "What is dX, the gradient with respect to the input? Type its rows, "
                f"{as_in('1/2 5; 3 0', self.input.depth)}"
            ),
        )

    def working(self) -> Working:
        shares, answer = self.shares(), self.answer()
        steps: tuple[Step, ...] = ()
        (unknown,) = channel_views(Grid(((("x",) * self.input.width,) * self.input.height,)), "X", self.padding)
        deltas, maps = gradient_views(self.gradient), (self.gradient.channels, shares.channels, answer.channels)
        for name, delta, dys, share, dx in zip(channel_names(self.input.depth), deltas, *maps, strict=True):
            for place in places(self.gradient):
                under = unknown._replace(window=region(place, self.window))
                steps += (
                    Step(
                        f"{name}window {place.row}, {place.column}",
                        f"{say(number_at(dys, place))}/{self.count(place)}",
                        number_at(share, place),
                        "for each of its cells",
                        (Beside((under, delta._replace(window=region(place)))),),
                    ),
                )
            for cell, windows in self._shared():
                terms, note = [number_at(share, place) for place in windows], f"in {len(windows)} windows"
                steps += (Step(f"{name}{cell}", total(terms), number_at(dx, cell), note),)
        return Working(
            "each cell of a window gets dY/(cells of the window); what a cell gets from several windows is added up",
            self.windows_text(),
            (*steps, Step("dX", say(answer), answer)),
            (Beside(deltas),),
        )

    def _shared(self) -> list[tuple[Place, list[Place]]]:
        """The cells of X that lie in several windows, each with these."""
        width, height, _ = self.gradient.volume
        cells = reading_order(self.input.width, self.input.height)
        windows = ([met.place for met in meetings(cell, self.window, width, height)] for cell in cells)
        return [(cell, of_cell) for cell, of_cell in zip(cells, windows, strict=True) if len(of_cell) > 1]

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: windows of 2×2 that do not overlap. Medium: 3×3 windows, or overlaps. Hard: padding, a rest."""
        padding, rest, outputs, counted = 0, 0, (2, 2), True
        if level == "easy":
            side, stride = 2, 2
        elif level == "medium":
            side, stride = dice.choice(((3, 3), (2, 1), (3, 2)))
        else:
            side, stride, padding, rest = dice.choice(((3, 2, 1, 0), (2, 1, 0, 0), (2, 2, 0, 1), (2, 2, 1, 0)))
            outputs, counted = (3, 2), not padding or dice.choice((True, False))
        rounding = Rounding.CEIL if rest else Rounding.FLOOR
        kept = [count - 1 if rest else count for count in outputs]
        width, height = ((count - 1) * stride + side + rest - 2 * padding for count in kept)
        unit = side * side * (1 if counted or side == 2 else 4)  # what every window's count divides
        dy = draw_grid(dice, *outputs, *((1, 9) if level == "easy" else (-5, 5)), zero=False)
        problem = cls(
            dy.map(lambda number: unit * number),
            Volume(width, height, 1),
            Pair(side, side),
            Pair(stride, stride),
            Sides.around(padding),
            rounding,
            counted,
        )
        return problem if len(set(dy.cells())) > 1 else None


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _counts_differ(problem: AveragePoolGradient) -> bool:
    """Whether it makes a difference that the padding counts, or not."""
    other = replace(problem, count_padding=not problem.count_padding)
    return any(problem.count(place) != other.count(place) for place in places(problem.gradient))


def _shared_out(
    share: Callable[[AveragePoolGradient], Grid] = AveragePoolGradient.shares,
    rule: Share = everywhere,
    overwrite: bool = False,
) -> Callable[[AveragePoolGradient], Grid]:
    """The right arithmetic with one of these changed."""
    return lambda p: pool_gradient(p.blank, share(p), p.window, rule, overwrite)


def _moved(change: Callable[[AveragePoolGradient], Window]) -> Callable[[AveragePoolGradient], Grid]:
    """The right arithmetic with other windows, dY divided by all their cells, or by those of the input."""

    def value(problem: AveragePoolGradient) -> Grid:
        window, (width, height, _) = change(problem), problem.input

        def count(place: Place) -> int:
            real = len(real_places(width, height, place, window))
            return prod(window.size) if problem.count_padding else real or 1  # beyond the input no cell gets a share

        shares = problem.each(lambda dy, place: Fraction(dy) / count(place))
        return pool_gradient(problem.blank, shares, window, everywhere)

    return value


AveragePoolGradient.mistakes = (
    Mistake(
        "share-without-gradient",
        "with 1/(cells of the window), without dY",
        several,
        _shared_out(lambda p: p.each(lambda dy, place: Fraction(1, p.count(place)))),
    ),
    Mistake(
        "copied-to-window",
        "with the whole of dY in every cell of its window, not divided",
        several,
        _shared_out(lambda p: p.gradient),
    ),
    Mistake(
        "divided-by-side",
        "with dY divided by the side {F} of the window, not by its cells",
        lambda p: p.size.across == p.size.down > 1,
        _shared_out(lambda p: p.each(lambda dy, place: Fraction(dy) / p.size.across)),
    ),
    Mistake(
        "one-cell-only",
        "with dY in the first cell of its window alone (as max pooling sends it to one)",
        several,
        _shared_out(lambda p: p.gradient, rule=lambda cells, dy: [dy] + [None] * (len(cells) - 1)),
    ),
    Mistake(
        "overlaps-overwrite",
        "with the last window's share alone, not the sum, where windows overlap",
        lambda p: overlap(p.window) and several_places(p),
        _shared_out(overwrite=True),
        common=True,
    ),
    Mistake(
        "stride-one",
        "with windows that move by 1 in place of {S}",
        lambda p: max(p.window.stride) > 1 and several_places(p),
        _moved(lambda p: p.window.with_(stride=1)),
        common=True,
    ),
    Mistake(
        "stride-of-window",
        "with windows that do not overlap: the stride is {S}, not {F}",
        lambda p: p.window.stride != p.size and several_places(p),
        _moved(lambda p: Window.of(p.size, p.size, p.padding)),
    ),
    Mistake(
        "padding-ignored",
        "with the windows put on the input without its padding",
        lambda p: p.window.across.before > 0 or p.window.down.before > 0,
        _moved(lambda p: p.window.unpadded()),
    ),
    Mistake.changed(
        "padding-not-counted",
        "with dY divided by the cells of the input alone, without those of the padding",
        lambda p: p.count_padding and _counts_differ(p),
        lambda p: replace(p, count_padding=False),
        common=True,
    ),
    Mistake.changed(
        "padding-counted",
        "with dY divided by the cells of the padding too",
        lambda p: not p.count_padding and _counts_differ(p),
        lambda p: replace(p, count_padding=True),
        common=True,
    ),
)
