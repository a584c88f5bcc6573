"""The numbers of a layer that changes each of them by itself: ReLU and its like, or a bias that is added.

x are the numbers that come in, b the bias.
"""

from collections.abc import Callable

from cnnhand.exact.values import Rational, Value, plain
from cnnhand.layers.base import Layer
from cnnhand.layers.pointwise import Bias, LeakyRelu, Relu, Relu6
from cnnhand.page import Beside, Region, Working, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake
from cnnhand.questions.maps.layer import LayerMap
from cnnhand.questions.traced import traced_grid
from cnnhand.questions.wording import channel_views


class PointMap(LayerMap):
    """What comes of each number by itself."""

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The usual mistakes with such a layer."""
        return OWN[type(self.layer)]

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
        rule, filled = RULES[type(self.layer)]
        board = self.finished(step._replace(picture=(Beside((view,)),)) for step, view in steps)
        return Working(rule, filled.format_map(self.letters()), board)


RULES: dict[type[Layer], tuple[str, str]] = {
    Relu: ("y = max(0, x)", "every x below 0 becomes 0, the others stay"),
    LeakyRelu: ("y = x where x > 0, else a·x", "a = {a}; an x above 0 stays"),
    Relu6: ("y = min(6, max(0, x))", "every x below 0 becomes 0, every x above 6 becomes 6"),
    Bias: ("y = x + b", "b = {b}"),
}
"""How a number comes about, and what this means here."""
PARTS: dict[type[Layer], type[LayerMap]] = dict.fromkeys(RULES, PointMap)


# ---- mistakes: each changes a number in another way ------------------------------------------------------------------

SIGNS = """
    absolute-value: with the minus signs dropped in place of a 0 => magnitude(x) | negative
    sign-reversed: with 0 for the positive numbers, not for the negative ones => min(0, x)
"""
FORGOTTEN = "relu-forgotten*: without the {} [replace(p, layer=Bias(value=0))]"
LISTS: dict[type[Layer], str] = {
    Relu: f"""
    {FORGOTTEN.format("ReLU")} | negative
    {SIGNS}
    sign-reversed: with 0 for the positive numbers, and the negative ones without their sign => relu(-x)
    step: with 1 for every positive number (the step function) => int(x > 0)
    """,
    LeakyRelu: f"""
    {FORGOTTEN.format("leaky ReLU")} | negative
    leak-forgotten: with 0 for the negative numbers (the plain ReLU) [replace(p, layer=Relu())] | negative
    leak-everywhere: with {{a}} times the positive numbers too := p.by(lambda x: p.layer.share * x)
    """,
    Relu6: f"""
    {FORGOTTEN.format("ReLU6")}
    limit-forgotten: without the limit of 6 (the plain ReLU) [replace(p, layer=Relu())]
    {SIGNS}
    """,
    Bias: """
    bias-forgotten*: without the bias {b} [value=0]
    bias-subtracted: with the bias {b} subtracted [value=-p.layer.value]
    """,
}
OWN = {layer: rules(text, "x", Bias=Bias, Relu=Relu) for layer, text in LISTS.items()}
