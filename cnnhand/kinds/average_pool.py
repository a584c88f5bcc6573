"""The map that average pooling makes: the sum of the numbers under each window, divided by how many they are.

The letters are those of `_pooling.py`. Where there is padding, its zeros are counted in the divisor or left out of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import floor, prod
from typing import Self

from cnnhand.dice import Dice
from cnnhand.exact.cells import Place, average, covered, magnitude, real_cells, relu
from cnnhand.exact.values import Grid, Rational
from cnnhand.kinds import Level, Mistake
from cnnhand.kinds._mistakes import belonging
from cnnhand.kinds._pooling import CORNER, WINDOWS, Pooling, deep, drawn, moving, several, statistic
from cnnhand.page import Page, Step, Text, Working, factor, say


@dataclass(frozen=True, slots=True)
class AveragePool(Pooling):
    """An input volume and the window whose average is taken, with `relu` after a ReLU.

    The stride of the window is its size unless given.
    `count_padding` says whether the zeros of the padding are counted in the divisor.
    """

    summary = "the map that average pooling makes, also global, also after a ReLU"
    how = "average"
    formula = "the average of the x under the window"

    count_padding: bool = True
    relu: bool = False

    def read(self) -> Grid:
        return self.input.map(relu) if self.relu else self.input

    def divisor(self, place: Place) -> int:
        """How many cells an average is taken over."""
        if self.count_padding:
            return covered(self.input.width, self.input.height, place, self.window)
        return len(real_cells(self.input.channels[0], place, self.window))

    def answer(self) -> Grid:
        return self.averaged(AveragePool.divisor)

    def averaged(self, divisor: "Callable[[AveragePool, Place], int]") -> Grid:
        """The sum of each window, divided by a number that depends on its place."""
        window, places = self.window, self.places()
        divisors = [divisor(self, place) for place in places]
        cells = (
            average(real_cells(rows, place, window), count)
            for rows in self.read().channels
            for place, count in zip(places, divisors, strict=True)
        )
        return Grid.from_cells(cells, self.output)

    def convention(self) -> str:
        if not self.window.padded:
            return ""
        if self.count_padding:
            return " The zeros of the padding are counted in the divisor."
        return " The padding is left out of the divisor: an average is over the input's own numbers."

    def question(self) -> Page:
        before = (Text("First a ReLU, then the pooling."),) if self.relu else ()
        return (*before, *Pooling.question(self))

    def expression(self, place: Place, cells: Sequence[Rational]) -> str:
        divisor = self.divisor(place)
        text = " + ".join([say(cells[0]), *map(factor, cells[1:])])
        return f"({text})/{divisor}" if len(cells) > 1 else f"{text}/{divisor}"

    def working(self) -> Working:
        working = Pooling.working(self)
        if not self.relu:
            return working
        rectified = self.read()
        first = Step("ReLU", say(rectified), rectified, "every negative number becomes 0")
        return working._replace(formula=f"x = max(0, input); {working.formula}", steps=(first, *working.steps))

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: windows of 2×2. Medium: negative numbers, overlaps, a ReLU first. Hard: padding or a rest, with a
        ReLU or two channels; global."""
        relu_first = level != "easy" and dice.integer(0, 1) == 1
        if level == "hard" and dice.integer(1, 4) == 1:
            depth, width, height = dice.integer(2, 3), dice.integer(2, 3), dice.integer(2, 3)
            channels = ([[dice.integer(-9, 9) for _ in range(width)] for _ in range(height)] for _ in range(depth))
            problem = cls(Grid.of(*channels), "global", relu=relu_first)
        else:
            depth = 2 if level == "hard" and not relu_first else 1
            problem = cls(*drawn(level, dice, 9, depth), relu=relu_first)
            if problem.window.padded:
                problem = replace(problem, count_padding=dice.integer(0, 1) == 1)
        return problem if problem.output.cells <= 16 and len(set(problem.answer().cells())) > 1 else None


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _over(divisor: Callable[[AveragePool, Place], int]) -> Callable[[AveragePool], Grid]:
    """The right sums, divided by another number."""
    return lambda p: p.averaged(divisor)


def _reads_padding(problem: AveragePool) -> bool:
    """Whether a window reads padding."""
    size = (problem.input.width, problem.input.height)
    rows = problem.input.channels[0]
    return any(
        len(real_cells(rows, place, problem.window)) < covered(*size, place, problem.window)
        for place in problem.places()
    )


def _partial(problem: AveragePool) -> bool:
    """Whether a last window is only partly on the padded input."""
    size = (problem.input.width, problem.input.height)
    return any(covered(*size, place, problem.window) < prod(problem.window.size) for place in problem.places())


def _negative(problem: AveragePool) -> bool:
    """Whether a number of the input is below zero."""
    return any(cell < 0 for cell in problem.input.cells())


def _over_channels(problem: AveragePool) -> Grid:
    maps = problem.answer().channels
    return Grid.of([[average(cells) for cells in zip(*rows, strict=True)] for rows in zip(*maps, strict=True)])


def _fractions(problem: AveragePool) -> bool:
    """Whether there is anything to round."""
    return any(cell.denominator > 1 for cell in problem.answer().cells())


AveragePool.mistakes = (
    *WINDOWS,
    CORNER,
    statistic("max-for-average", "with the largest number of each window", max),
    statistic("min-for-average", "with the smallest number of each window", min),
    Mistake("not-divided", "with the sums, not divided", several, _over(lambda p, place: 1)),
    Mistake(
        "divided-by-f",
        "by dividing by the side {F} of the window, not by its cells",
        several,
        _over(lambda p, place: p.window.size.across),
    ),
    Mistake(
        "rounded-down", "with every average rounded down to a whole number", _fractions, lambda p: p.answer().map(floor)
    ),
    *belonging(
        moving,
        Mistake.changed(
            "padding-not-counted",
            "with the padding left out of the divisor",
            lambda p: p.count_padding and _reads_padding(p),
            lambda p: replace(p, count_padding=False),
        ),
        Mistake.changed(
            "padding-counted",
            "with the zeros of the padding counted in the divisor",
            lambda p: not p.count_padding and _reads_padding(p),
            lambda p: replace(p, count_padding=True),
        ),
        Mistake(
            "partial-divided-by-all",
            "by dividing the smaller windows at the end by the cells of a whole one",
            _partial,
            _over(lambda p, place: prod(p.window.size)),
        ),
    ),
    Mistake("over-channels", "with the average taken over the {D} channels too", deep, _over_channels),
    Mistake.changed(
        "relu-forgotten",
        "without the ReLU",
        lambda p: p.relu and _negative(p),
        lambda p: replace(p, relu=False),
        common=True,
    ),
    Mistake(
        "average-pool-before-relu",
        "with the pooling before the ReLU",
        lambda p: p.relu and _negative(p),
        lambda p: replace(p, relu=False).answer().map(relu),
    ),
    Mistake(
        "signs-lost",
        "without the minus signs of the input",
        _negative,
        lambda p: replace(p, input=p.input.map(magnitude)).answer(),
    ),
)
