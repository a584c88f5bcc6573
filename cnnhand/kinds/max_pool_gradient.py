"""The gradient through max pooling: each number of dY goes to the place of its window's maximum, and nowhere else.

F is the side of the window, S its stride, P the padding on one side. Of equal maxima the first in reading order counts,
and a padding cell is never one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from cnnhand.dice import Dice
from cnnhand.exact.cells import Place, number_at, real_cells, real_places
from cnnhand.exact.gradients import Share, everywhere, pool_gradient, to_first
from cnnhand.exact.shapes import Pair, Rounding, Sides, Window
from cnnhand.exact.values import Grid, Rational, Rows, Volume, plain
from cnnhand.kinds import Level, Mistake
from cnnhand.kinds._gradients import gradient_views, overlap, places
from cnnhand.kinds._grids import as_in, channel_names, channel_views, draw_grid, region, total
from cnnhand.kinds._pool_gradients import PoolGradient, several
from cnnhand.page import Beside, Page, Step, Text, Working, say


@dataclass(frozen=True, slots=True)
class MaxPoolGradient(PoolGradient):
    """The input X, the gradient dY of the pooled map, and the window; its stride is its size unless it is given."""

    mostly_zeros = True
    summary = "the gradient that max pooling sends back to its input"
    how = "max"

    input: Grid
    gradient: Grid
    size: Pair
    stride: Pair | None = None
    padding: Sides = Sides()
    rounding: Rounding = Rounding.FLOOR

    @property
    def volume(self) -> Volume:
        return self.input.volume

    def answer(self) -> Grid:
        return pool_gradient(self.input, self.gradient, self.window, to_first(max))

    def winner(self, x: Rows, place: Place) -> Place:
        """The cell of a channel of X, counted without padding, that a window's maximum stands in."""
        inside = real_places(self.input.width, self.input.height, place, self.window)
        return max(inside, key=lambda cell: number_at(x, cell))

    def shared(self, x: Rows) -> list[tuple[Place, list[Place]]]:
        """The cells of a channel of X that are the maximum of several windows, each with these."""
        found: dict[Place, list[Place]] = {}
        for place in places(self.gradient):
            found.setdefault(self.winner(x, place), []).append(place)
        return [(cell, windows) for cell, windows in found.items() if len(windows) > 1]

    def question(self) -> Page:
        padded = " A padding cell is never a maximum." if self.window.padded else ""
        return (
            Text(
                f"{self.in_words()}.{self.left_over()}{padded} X is the input, and dY the gradient of the loss with "
                "respect to the pooled map."
            ),
            Beside((*channel_views(self.input, "X"), *gradient_views(self.gradient))),
            Text(
                "What is dX, the gradient with respect to the input? Of equal maxima the first in reading order "
                f"counts. Type the rows, {as_in('0 5; 0 0', self.input.depth)}"
            ),
        )

    def working(self) -> Working:
        steps: tuple[Step, ...] = ()
        names, answer = channel_names(self.input.depth), self.answer()
        views, deltas = channel_views(self.input, "X", self.padding), gradient_views(self.gradient)
        maps = self.input.channels, self.gradient.channels
        for name, x, dys, view, delta in zip(names, *maps, views, deltas, strict=True):
            for place in places(self.gradient):
                cells = real_cells(x, place, self.window)
                first = "the first of equal ones, " if cells.count(max(cells)) > 1 else ""
                under = view._replace(window=region(place, self.window))
                steps += (
                    Step(
                        f"{name}window {place.row}, {place.column}",
                        f"max({', '.join(map(say, cells))})",
                        max(cells),
                        f"{first}{self.winner(x, place)} of X; it gets {say(number_at(dys, place))}",
                        (Beside((under, delta._replace(window=region(place)))),),
                    ),
                )
        for name, x, dys, dx in zip(names, *maps, answer.channels, strict=True):
            for cell, windows in self.shared(x):
                terms, note = [number_at(dys, place) for place in windows], f"the maximum of {len(windows)} windows"
                steps += (Step(f"{name}{cell}", total(terms), number_at(dx, cell), note),)
        return Working(
            "dX at the place of a window's maximum = that window's dY, added up over the windows; dX = 0 elsewhere",
            self.windows_text(),
            (*steps, Step("dX", say(answer), answer)),
            (Beside((*views, *deltas)),),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: 4×4, windows of 2×2. Medium: 3×3 windows or overlapping ones. Hard: overlaps, padding, a rest."""
        padding, rest, outputs = 0, 0, (2, 2)
        if level == "easy":
            side, stride = 2, 2
        elif level == "medium":
            side, stride = dice.choice(((3, 3), (2, 1), (3, 2)))
            outputs = (2, dice.integer(2, 3)) if side == 2 else (2, 2)
        else:
            side, stride, padding, rest = dice.choice(((3, 2, 1, 0), (3, 2, 0, 1), (3, 1, 0, 0)))
            outputs = (3, dice.integer(2, 3))
        rounding = dice.choice((Rounding.FLOOR, Rounding.CEIL)) if rest else Rounding.FLOOR
        kept = [count - 1 if rounding is Rounding.CEIL else count for count in outputs]
        width, height = ((count - 1) * stride + side + rest - 2 * padding for count in kept)
        low, high = {"easy": (0, 9), "medium": (-5, 9), "hard": (-9, 5)}[level]
        problem = cls(
            draw_grid(dice, width, height, low, high),
            draw_grid(dice, *outputs, 1 if level == "easy" else -5, 9 if level == "easy" else 5, zero=False),
            Pair(side, side),
            Pair(stride, stride),
            Sides.around(padding),
            rounding,
        )
        return problem if _shared(problem) or not overlap(problem.window) else None


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _shared(problem: MaxPoolGradient) -> bool:
    """Whether a cell is the maximum of several windows."""
    return any(map(problem.shared, problem.input.channels))


def _windows(problem: MaxPoolGradient) -> Iterator[list[Rational]]:
    """The numbers under every window of every channel."""
    for rows in problem.input.channels:
        for place in places(problem.gradient):
            yield real_cells(rows, place, problem.window)


def _tied(problem: MaxPoolGradient) -> bool:
    """Whether a window has its maximum more than once."""
    return any(cells.count(max(cells)) > 1 for cells in _windows(problem))


def _below_padding(problem: MaxPoolGradient) -> bool:
    """Whether a window with padding in it has nothing but negative numbers."""
    count = problem.size.across * problem.size.down
    return problem.window.padded and any(max(cells) < 0 and len(cells) < count for cells in _windows(problem))


def _share(share: Share, overwrite: bool = False) -> Callable[[MaxPoolGradient], Grid]:
    """The right windows, with dY shared out another way."""
    return lambda p: pool_gradient(p.input, p.gradient, p.window, share, overwrite)


def _moved(change: Callable[[MaxPoolGradient], Window]) -> Callable[[MaxPoolGradient], Grid]:
    """The right rule on other windows; a window that lies beyond the input sends nothing back."""
    return lambda p: pool_gradient(p.input, p.gradient, change(p), to_first(max))


def _last_maximum(cells: Sequence[Rational], dy: Rational) -> list[Rational | None]:
    last = max(i for i, cell in enumerate(cells) if cell == max(cells))
    return [dy if i == last else None for i in range(len(cells))]


def _zeros_compete(problem: MaxPoolGradient) -> Grid:
    """dY is lost where the padding's zeros are larger than all the numbers of a window."""
    count = problem.size.across * problem.size.down
    return _share(
        lambda cells, dy: [None] * len(cells) if len(cells) < count and max(cells) < 0 else to_first(max)(cells, dy)
    )(problem)


MaxPoolGradient.mistakes = (
    Mistake(
        "copied-to-window",
        "with dY in every cell of its window, not at the maximum alone",
        several,
        _share(everywhere),
    ),
    Mistake(
        "spread-evenly",
        "with dY divided over the cells of its window (the rule of average pooling)",
        several,
        _share(lambda cells, dy: [plain(Fraction(dy) / len(cells))] * len(cells)),
    ),
    Mistake(
        "times-input",
        "with dY multiplied by the maximum",
        lambda p: any(max(cells) != 1 for cells in _windows(p)),
        _share(
            lambda cells, dy: [dy * max(cells) if i == cells.index(max(cells)) else None for i in range(len(cells))]
        ),
    ),
    Mistake(
        "ones-for-gradient",
        "with a 1 at each maximum in place of dY",
        lambda p: any(dy != 1 for dy in p.gradient.cells()),
        _share(lambda cells, dy: to_first(max)(cells, 1)),
    ),
    Mistake(
        "overlaps-overwrite",
        "with the last dY alone, not the sum, where a cell is the maximum of several windows",
        _shared,
        _share(to_first(max), overwrite=True),
    ),
    Mistake("wrong-place", "with dY at the smallest number of each window", several, _share(to_first(min))),
    Mistake(
        "wrong-place", "with dY in the first cell of each window", several, _share(to_first(lambda cells: cells[0]))
    ),
    Mistake("tie-to-last", "with dY at the last of equal maxima, not the first", _tied, _share(_last_maximum)),
    Mistake(
        "tie-to-all",
        "with dY at every one of equal maxima, not the first alone",
        _tied,
        _share(lambda cells, dy: [dy if cell == max(cells) else None for cell in cells]),
    ),
    Mistake(
        "stride-one",
        "with windows that move by 1 in place of {S}",
        lambda p: max(p.window.stride) > 1,
        _moved(lambda p: p.window.with_(stride=1)),
    ),
    Mistake(
        "stride-of-window",
        "with windows that do not overlap: the stride is {S}, not {F}",
        lambda p: p.window.stride != p.size,
        _moved(lambda p: Window.of(p.size, p.size, p.padding)),
    ),
    Mistake(
        "padding-ignored",
        "with the windows put on the input without its padding",
        lambda p: p.window.across.before > 0 or p.window.down.before > 0,
        _moved(lambda p: p.window.unpadded()),
    ),
    Mistake(
        "padding-competes",
        "with the zeros of the padding taken as numbers that win",
        _below_padding,
        _zeros_compete,
    ),
)
