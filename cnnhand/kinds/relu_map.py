"""The ReLU of a map: every negative number becomes 0, the others stay.

x are the numbers of the map, b the bias that is added to them before the ReLU.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from cnnhand.dice import Dice
from cnnhand.exact.cells import magnitude, relu
from cnnhand.exact.values import Form, Grid, Rational, plain
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._grids import channel_names, channel_views, pictures, which_maps
from cnnhand.page import Beside, Page, Region, Step, Text, Working, factor, say


@dataclass(frozen=True, slots=True)
class ReluMap(OnePart):
    """A map, and the bias that is added to each of its numbers first."""

    summary = "the ReLU of a map, with a bias added before"
    group = "forward"
    form = Form.GRID

    input: Grid
    bias: Rational = 0

    def biased(self) -> Grid:
        """The map with the bias added."""
        return self.input.map(lambda x: plain(x + self.bias))

    def answer(self) -> Grid:
        return self.biased().map(relu)

    def question(self) -> Page:
        first = f"Add the bias {say(self.bias)} to every number of this map, then apply ReLU." if self.bias else ""
        return (
            Text(first or "Apply ReLU to this map."),
            pictures(self.input, "map"),
            Text(which_maps(self.input.depth)),
        )

    def letters(self) -> dict[str, object]:
        return {"b": say(self.bias)}

    def working(self) -> Working:
        answer = self.answer()
        after = self.biased() if self.bias else answer
        steps: tuple[Step, ...] = ()
        columns = tuple(range(1, self.input.width + 1))
        names, views = channel_names(self.input.depth), channel_views(self.input, "map")
        for name, view, *maps in zip(names, views, self.input.channels, after.channels, strict=True):
            for number, (row, made) in enumerate(zip(*maps, strict=True), 1):
                picture = Beside((view._replace(window=Region((number,), columns)),))
                text = " ".join(f"{say(x)}+{factor(self.bias)}" if self.bias else f"max(0,{say(x)})" for x in row)
                steps += (Step(f"{name}row {number}", text, Grid.of([made]), picture=(picture,)),)
        last = "every negative number becomes 0" if self.bias else ""
        whole = Step("maps" if self.input.depth > 1 else "map", say(answer), answer, last)
        if len(steps) == 1 and not self.bias:  # the only row is the map already
            whole, steps = steps[0]._replace(label="map"), ()
        return Working(
            f"y = max(0, {'x + b' if self.bias else 'x'})",
            f"b = {say(self.bias)}; every x + b below 0 becomes 0"
            if self.bias
            else "every x below 0 becomes 0, the others stay",
            (*steps, whole),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: a map of 3×3. Medium: 4×4, with a bias before the ReLU. Hard: two channels of fractions, and a bias."""
        side, depth = (4, 1) if level == "medium" else (3, 2 if level == "hard" else 1)
        below = dice.integer(2, 4) if level == "hard" else 1

        def number() -> Rational:
            return plain(Fraction(dice.integer(-9, 9), below))

        bias = 0 if level == "easy" else plain(Fraction(dice.choice((-4, -3, -2, 2, 3, 4)), below))
        problem = cls(Grid.of(*([[number() for _ in range(side)] for _ in range(side)] for _ in range(depth))), bias)
        cells = list(problem.answer().cells())
        return problem if len(cells) < 4 * cells.count(0) and 3 * cells.count(0) < 2 * len(cells) else None


# ---- mistakes: each changes a number of the map in another way ------------------------------------------------------


def _instead(change: Callable[[Rational], Rational]) -> Callable[[ReluMap], Grid]:
    """Another function in place of the ReLU."""
    return lambda p: p.biased().map(change)


def _negative(problem: ReluMap) -> bool:
    return any(x < 0 for x in problem.biased().cells())


def _positive(problem: ReluMap) -> bool:
    return any(x > 0 for x in problem.biased().cells())


def _biased(problem: ReluMap) -> bool:
    return problem.bias != 0


ReluMap.mistakes = (
    Mistake("relu-forgotten", "without the ReLU", _negative, ReluMap.biased),
    Mistake("absolute-value", "with the minus signs dropped in place of a 0", _negative, _instead(magnitude)),
    Mistake(
        "sign-reversed",
        "with 0 for the positive numbers, not for the negative ones",
        _positive,
        _instead(lambda x: min(0, x)),
    ),
    Mistake(
        "sign-reversed",
        "with 0 for the positive numbers, and the negative ones without their sign",
        _positive,
        _instead(lambda x: relu(-x)),
    ),
    Mistake("step", "with 1 for every positive number (the step function)", _positive, _instead(lambda x: int(x > 0))),
    Mistake.changed("bias-forgotten", "without the bias {b}", _biased, lambda p: replace(p, bias=0), common=True),
    Mistake.changed("bias-subtracted", "with the bias {b} subtracted", _biased, lambda p: replace(p, bias=-p.bias)),
    Mistake(
        "relu-before-bias",
        "with the ReLU before the bias {b}",
        lambda p: _biased(p) and any(x < 0 for x in p.input.cells()),
        lambda p: p.input.map(lambda x: plain(relu(x) + p.bias)),
    ),
)
