"""The numbers of a layer that changes each of them by itself: ReLU and its like, or a bias that is added.

x are the numbers that come in, b the bias.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from cnnhand.exact.cells import magnitude, relu
from cnnhand.exact.values import Grid, Rational, Value, plain
from cnnhand.layers.base import Layer
from cnnhand.layers.pointwise import Bias, LeakyRelu, Relu, Relu6
from cnnhand.page import Beside, Region, Step, Working, factor, say
from cnnhand.questions.catalogue import edits, values
from cnnhand.questions.maps.layer import Catalogue, LayerMap, shaped
from cnnhand.questions.wording import channel_views


@dataclass(frozen=True)
class PointMap(LayerMap):
    """What comes of each number by itself."""

    @property
    def catalogue(self) -> Catalogue:  # type: ignore[override]  # it depends on the layer
        """The usual mistakes with such a layer."""
        return OWN[type(self.layer)]

    def letters(self) -> dict[str, object]:
        return {letter: say(getattr(self.layer, name, 0)) for letter, name in (("b", "value"), ("a", "share"))}

    def by(self, change: Callable[[Rational], Rational]) -> Value:
        """Another function of each number."""
        return shaped(self.x.map(lambda x: plain(change(x))))

    def _expression(self, x: Rational) -> str:
        match self.layer:
            case Bias(value=b):
                return f"{say(x)}+{factor(b)}"
            case LeakyRelu(share=a):
                return say(x) if x > 0 else f"{a}·{factor(x)}"
            case Relu6():
                return f"min(6,max(0,{say(x)}))"
        return f"max(0,{say(x)})"

    def working(self) -> Working:
        answer, columns = self.answer(), tuple(range(1, self.x.width + 1))
        read, made = self.x, self.made
        steps = []
        for view, name, *maps in zip(
            channel_views(read, "input"), _names(read), read.channels, made.channels, strict=True
        ):
            for number, (row, out) in enumerate(zip(*maps, strict=True), 1):
                picture = Beside((view._replace(window=Region((number,), columns)),))
                text = " ".join(map(self._expression, row))
                steps.append(Step(f"{name}row {number}", text, Grid.of([out]), picture=(picture,)))
        last = Step("maps" if made.depth > 1 else "map", say(answer), answer)
        if len(steps) == 1:  # the only row is the answer already
            last, steps = steps[0]._replace(label="numbers" if made.width > 1 else "number", value=answer), []
        rule, filled = RULES[type(self.layer)]
        return Working(rule, filled.format_map(self.letters()), (*steps, last))


def _names(grid: Grid) -> list[str]:
    return [f"channel {number}, " for number in range(1, grid.depth + 1)] if grid.depth > 1 else [""]


RULES: dict[type[Layer], tuple[str, str]] = {
    Relu: ("y = max(0, x)", "every x below 0 becomes 0, the others stay"),
    LeakyRelu: ("y = x where x > 0, else a·x", "a = {a}; an x above 0 stays"),
    Relu6: ("y = min(6, max(0, x))", "every x below 0 becomes 0, every x above 6 becomes 6"),
    Bias: ("y = x + b", "b = {b}"),
}
"""How a number comes about, and what this means here."""
PARTS: dict[type[Layer], type[LayerMap]] = dict.fromkeys(RULES, PointMap)


# ---- mistakes: each changes a number in another way ------------------------------------------------------------------

NOTHING = Bias(value=0)
"""A layer that leaves every number as it is."""


def _instead(change: Callable[[Rational], Rational]) -> Callable[[Any], Value]:
    """Another function in place of the right one."""
    return lambda p: p.by(change)


def _in_its_place(layer: Layer) -> Callable[[Any], Any]:
    """Another layer in place of the right one."""
    return lambda p: replace(p, layer=layer)


SIGNS = values(
    {
        "absolute-value: with the minus signs dropped in place of a 0 | negative": _instead(magnitude),
        "sign-reversed: with 0 for the positive numbers, not for the negative ones": _instead(lambda x: min(0, x)),
    }
)
OWN: dict[type[Layer], Catalogue] = {
    Relu: (
        *edits({"relu-forgotten*: without the ReLU | negative": _in_its_place(NOTHING)}),
        *SIGNS,
        *values(
            {
                "sign-reversed: with 0 for the positive numbers, and the negative ones without their sign": _instead(
                    lambda x: relu(-x)
                ),
                "step: with 1 for every positive number (the step function)": _instead(lambda x: int(x > 0)),
            }
        ),
    ),
    LeakyRelu: (
        *edits(
            {
                "relu-forgotten*: without the leaky ReLU | negative": _in_its_place(NOTHING),
                "leak-forgotten: with 0 for the negative numbers (the plain ReLU) | negative": _in_its_place(Relu()),
            }
        ),
        *values(
            {"leak-everywhere: with {a} times the positive numbers too": lambda p: p.by(lambda x: p.layer.share * x)}
        ),
    ),
    Relu6: (
        *edits(
            {
                "relu-forgotten*: without the ReLU6": _in_its_place(NOTHING),
                "limit-forgotten: without the limit of 6 (the plain ReLU)": _in_its_place(Relu()),
            }
        ),
        *SIGNS,
    ),
    Bias: edits(
        {
            "bias-forgotten*: without the bias {b}": lambda p: p.with_layer(value=0),
            "bias-subtracted: with the bias {b} subtracted": lambda p: p.with_layer(value=-p.layer.value),
        }
    ),
}
