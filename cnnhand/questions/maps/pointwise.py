"""Cell by cell: what ReLU and its like make of each number, a bias that is added, and branches that come together.

x are the numbers that come in, b the bias.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cnnhand.exact.values import Grid, Rational, Value, plain
from cnnhand.layers.base import Layer
from cnnhand.layers.network import Join
from cnnhand.layers.pointwise import Bias, LeakyRelu, Relu, Relu6
from cnnhand.page import Beside, Region, Working, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake
from cnnhand.questions.known_gradients import joined
from cnnhand.questions.numbers import LayerMap, as_row
from cnnhand.questions.traced import traced_grid
from cnnhand.questions.wording import channel_views


class PointMap(LayerMap):
    """What comes of each number by itself."""

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return RULES[type(self.layer)].mistakes

    def letters(self) -> dict[str, object]:
        return {letter: say(getattr(self.layer, name, 0)) for letter, name in (("b", "value"), ("a", "share"))}

    def by(self, change: Callable[[Rational], Rational]) -> Value:
        """Another function of each number."""
        return self.picked(self.x.map(lambda x: plain(change(x))))

    @property
    def name(self) -> str:
        return "number" if self.x.volume.cells == 1 else "numbers" if self.x.height == 1 else super().name

    def board(self) -> Working:
        columns, rows = tuple(range(1, self.x.width + 1)), range(1, self.x.height + 1)
        views = (view._replace(window=Region((at,), columns)) for view in channel_views(self.x, "input") for at in rows)
        steps = zip(self.row_steps(self.layer.forward(traced_grid(self.x))), views, strict=True)
        rule = RULES[type(self.layer)]
        board = self.finished(step._replace(picture=(Beside((view,)),)) for step, view in steps)
        return Working(rule.formula, rule.means.format_map(self.letters()), board)


class PointRule(NamedTuple):
    """How a number comes about, what this means here, and the usual mistakes in it."""

    formula: str
    means: str
    mistakes: tuple[Mistake, ...]


def _usual(text: str) -> tuple[Mistake, ...]:
    """A table of mistakes, each of which changes a number `x` in another way."""
    return rules(text, "x")


FORGOTTEN = "relu-forgotten*: without the {} [replace(p, layer=Bias(value=0))]"
SIGNS = """
    absolute-value: with the minus signs dropped in place of a 0 => magnitude(x) | negative
    sign-reversed: with 0 for the positive numbers, not for the negative ones => min(0, x)
"""
RULES: dict[type[Layer], PointRule] = {
    Relu: PointRule(
        "y = max(0, x)",
        "every x below 0 becomes 0, the others stay",
        _usual(f"""
            {FORGOTTEN.format("ReLU")} | negative
            {SIGNS}
            sign-reversed: with 0 for the positive numbers, and the negative ones without their sign => relu(-x)
            step: with 1 for every positive number (the step function) => int(x > 0)
        """),
    ),
    LeakyRelu: PointRule(
        "y = x where x > 0, else a·x",
        "a = {a}; an x above 0 stays",
        _usual(f"""
            {FORGOTTEN.format("leaky ReLU")} | negative
            leak-forgotten: with 0 for the negative numbers (the plain ReLU) [replace(p, layer=Relu())] | negative
            leak-everywhere: with {{a}} times the positive numbers too := p.by(lambda x: p.layer.share * x)
        """),
    ),
    Relu6: PointRule(
        "y = min(6, max(0, x))",
        "every x below 0 becomes 0, every x above 6 becomes 6",
        _usual(f"""
            {FORGOTTEN.format("ReLU6")}
            limit-forgotten: without the limit of 6 (the plain ReLU) [replace(p, layer=Relu())]
            {SIGNS}
        """),
    ),
    Bias: PointRule(
        "y = x + b",
        "b = {b}",
        _usual("""
            bias-forgotten*: without the bias {b} [value=0]
            bias-subtracted: with the bias {b} subtracted [value=-p.layer.value]
        """),
    ),
}


# ---- of branches ----------------------------------------------------------------------------------------------------

JOINED = {
    Join.ADD: "y = the sum of what stands at the same place",
    Join.MULTIPLY: "y = the product of what stands at the same place",
    Join.CONCAT: "the channels of the first branch, then those of the next",
}


@dataclass(frozen=True)
class JoinedMap(LayerMap):
    """What the branches `x` come to; vectors are typed as a row."""

    vector: bool = False

    @cached_property
    def made(self) -> Grid:
        return self.laid(joined(self.layer, self.x))

    def laid(self, grid: Grid) -> Grid:
        """Numbers as they are typed."""
        return as_row(grid) if self.vector else grid

    def letters(self) -> dict[str, object]:
        return {"n": len(self.x)}

    def board(self) -> Working:
        traced = joined(self.layer, list(map(traced_grid, self.x)))
        steps = () if self.layer is Join.CONCAT else self.row_steps(self.laid(traced))
        return Working(JOINED[self.layer], " and ".join(str(grid.volume) for grid in self.x), self.finished(steps))


JoinedMap.usual = rules(
    """
    branch-forgotten: with the first branch alone := p.laid(p.x[0])
    branch-forgotten: with the last branch alone := p.laid(p.x[-1])
    stacked: with the maps of the branches one behind the other [replace(p, layer=Join.CONCAT)]
    product-for-sum: with the numbers multiplied, not added [replace(p, layer=Join.MULTIPLY)] | p.layer is not Join.CONCAT
    sum-for-product: with the numbers added, not multiplied [replace(p, layer=Join.ADD)] | p.layer is not Join.CONCAT
    averaged: with the sums divided by {n} := p.made.map(lambda y: Fraction(y) / len(p.x)) | p.layer is not Join.CONCAT
    added-not-stacked: with the branches added cell by cell [replace(p, layer=Join.ADD)] | p.layer is Join.CONCAT
    branches-exchanged: with the branches in the opposite order [replace(p, x=p.x[::-1])]
    """
)
