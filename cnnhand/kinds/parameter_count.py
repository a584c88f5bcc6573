"""How many weights, biases or parameters does a convolution layer have?

W, H, D are width, height and depth of the input; F is the filter side (FW and FH where its width and height differ), S
the stride, P the padding on one side, K the number of filters; W2 and H2 are the sides of the output.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Literal, Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Conv, Pair, Parameters, Rounding, Sides, Window, output_volume, parameters
from cnnhand.exact.values import Form, Volume
from cnnhand.kinds import Level, Mistake, OnePart
from cnnhand.kinds._layers import layer_letters, layer_text, plural
from cnnhand.page import Page, Step, Text, Working

ASKED = {
    "total": "How many parameters does the layer have, weights and biases together?",
    "weights": "How many weights does the layer have, without the biases?",
    "biases": "How many biases does the layer have?",
}


@dataclass(frozen=True, slots=True)
class ParameterCount(OnePart):
    """An input volume, a convolution, and which of its numbers to count."""

    summary = "the weights, biases or parameters of a convolution layer"
    first_course = True
    group = "sizes"
    form = Form.NUMBER

    input: Volume
    layer: Conv
    count: Literal["total", "weights", "biases"] = "total"

    def __post_init__(self) -> None:
        output_volume(self.input, self.layer, Rounding.FLOOR)

    @property
    def depth(self) -> int:
        """The channels that one filter sees."""
        return self.input.depth // self.layer.groups

    def asked(self, counted: Parameters) -> int:
        """The number that the question is about."""
        return int(getattr(counted, self.count))

    def answer(self) -> int:
        return self.asked(parameters(self.input, self.layer))

    def question(self) -> Page:
        return (
            Text(
                f"The input is {self.input} (width × height × depth). The layer is {layer_text(self.layer)}, "
                f"{'with one bias a filter' if self.layer.bias else 'without biases'}."
            ),
            Text(ASKED[self.count]),
        )

    def letters(self) -> dict[str, object]:
        size = self.layer.window.size
        output = output_volume(self.input, self.layer, Rounding.FLOOR)
        assert output is not None  # rounding down always gives a volume
        return {
            **layer_letters(self.input, self.layer),
            "D": self.depth,
            "D of the input": self.input.depth,
            "W·H·D·K": f"{self.input.width}·{self.input.height}·{self.input.depth}·{self.layer.filters}",
            "FF": f"{size.across}·{size.down}",
            "W2": output.width,
            "H2": output.height,
        }

    def working(self) -> Working:
        size, filters = self.layer.window.size, self.layer.filters
        counted = parameters(self.input, self.layer)
        one = f"{size.across}·{size.down}·{self.depth}"
        weights = f"{one}·{filters}"
        biases = str(filters) if self.layer.bias else "0"
        sides = "F·F" if size.across == size.down else "FW·FH"
        steps: tuple[Step, ...] = ()
        if self.count != "biases":
            if self.layer.groups > 1:
                groups = f"{self.input.depth}/{self.layer.groups}"
                steps += (Step("channels", groups, self.depth, "that a filter of one group sees"),)
            steps += (
                Step("one filter", one, counted.weights // filters, "width · height · depth"),
                Step("weights", f"{counted.weights // filters}·{filters}", counted.weights, plural(filters, "filter")),
            )
        if self.count != "weights":
            steps += (Step("biases", biases, counted.biases, "one a filter" if self.layer.bias else "none"),)
        if self.count == "total":
            steps += (Step("parameters", f"{counted.weights} + {counted.biases}", counted.total),)
        depth = "D" if self.layer.groups == 1 else "(D/groups)"
        bias = "K" if self.layer.bias else "0"
        formula, filled = {
            "total": (f"weights + biases = {sides}·{depth}·K + {bias}", f"{weights} + {biases}"),
            "weights": (f"weights = {sides}·{depth}·K", weights),
            "biases": (f"biases = {bias}", biases),
        }[self.count]
        return Working(formula, filled, steps)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: the total for small 3×3 or 2×2 filters. Medium: stride and padding that do not matter, and weights or
        biases alone. Hard: filters with two different sides."""
        easy, hard = level == "easy", level == "hard"
        across = dice.choice((2, 3)) if easy else dice.choice((3, 5))
        down = dice.choice([side for side in (1, 2, 3, 4, 5) if side != across]) if hard else across
        stride = 1 if easy else dice.integer(2, 3)
        padding = 0 if easy else dice.integer(1, 2)
        window = Window.of(Pair(across, down), Pair(stride, stride), Sides(padding, padding, padding, padding))
        depth = dice.integer(2, 4 if easy else 8)
        filters = dice.integer(2, 6 if easy else 16)
        count: Literal["total", "weights", "biases"] = "total" if easy else dice.choice(("total", "total", "weights"))
        if level == "medium" and dice.integer(1, 6) == 1:
            count = "biases"
        width = dice.integer(8, 32)
        height = dice.integer(8, 32) if hard else width
        problem = cls(Volume(width, height, depth), Conv(filters, window), count)
        return problem if parameters(problem.input, problem.layer).total <= 999 else None


def _counted(procedure: Callable[..., Parameters]) -> Callable[[ParameterCount], int]:
    """The number asked for, out of wrongly counted weights and biases; they take the right ones and the letters."""

    def value(problem: ParameterCount) -> int:
        return problem.asked(procedure(problem, parameters(problem.input, problem.layer)))

    return value


def _area(problem: ParameterCount) -> int:
    return prod(problem.layer.window.size)


def _places(problem: ParameterCount) -> int:
    """The cells of one output map, W2·H2."""
    output = output_volume(problem.input, problem.layer, Rounding.FLOOR)
    if output is None:
        raise GivenError("layer", "the layer does not fit")
    return output.width * output.height


def _when(*counts: str, deep: bool = False, many: bool = False) -> Callable[[ParameterCount], bool]:
    """Whether one of these numbers is asked; `deep`: a filter sees several channels, `many`: there are several."""

    def applies(problem: ParameterCount) -> bool:
        return (
            problem.count in counts
            and (problem.layer.bias or counts == ("total", "weights"))
            and (not deep or problem.depth > 1)
            and (not many or problem.layer.filters > 1)
        )

    return applies


_WEIGHTS = ("total", "weights")
_BIASES = ("total", "biases")


def _K(problem: ParameterCount) -> int:
    return problem.layer.filters


def _biases(problem: ParameterCount) -> int:
    """The right number of biases."""
    return problem.layer.filters if problem.layer.bias else 0


ParameterCount.mistakes = (
    Mistake(
        "bias-forgotten",
        "without the {K} biases",
        _when("total"),
        _counted(lambda p, right: Parameters(right.weights, 0)),
    ),
    Mistake(
        "depth-forgotten",
        "with flat filters: each is {D} channels deep",
        _when(*_WEIGHTS, deep=True),
        _counted(lambda p, right: Parameters(_area(p) * _K(p), right.biases)),
    ),
    Mistake(
        "depth-forgotten-one-bias",
        "with flat filters and a single bias",
        _when("total", deep=True),
        _counted(lambda p, right: Parameters(_area(p) * _K(p), 1)),
    ),
    Mistake(
        "depth-and-bias-forgotten",
        "with flat filters and no biases: {FF}·{K}",
        _when("total", deep=True),
        _counted(lambda p, right: Parameters(_area(p) * _K(p), 0)),
    ),
    Mistake(
        "one-bias-per-layer",
        "with one bias for the whole layer in place of one a filter",
        _when(*_BIASES, many=True),
        _counted(lambda p, right: Parameters(right.weights, 1)),
    ),
    Mistake(
        "bias-per-channel",
        "with a bias for each of the {D} channels of each filter",
        _when(*_BIASES, deep=True),
        _counted(lambda p, right: Parameters(right.weights, p.depth * _K(p))),
    ),
    Mistake(
        "biases-per-input-channel",
        "with one bias an input channel ({D of the input}) in place of one a filter ({K})",
        _when(*_BIASES),
        _counted(lambda p, right: Parameters(right.weights, p.input.depth)),
    ),
    Mistake(
        "bias-per-cell",
        "with a bias for every cell of the output: {W2}·{H2}·{K}",
        _when(*_BIASES),
        _counted(lambda p, right: Parameters(right.weights, _places(p) * _K(p))),
    ),
    Mistake(
        "one-filter-only",
        "for one filter out of {K}",
        _when(*_WEIGHTS, many=True),
        _counted(lambda p, right: Parameters(_area(p) * p.depth, min(1, _biases(p)))),
    ),
    Mistake(
        "one-filter-only",
        "for one filter out of {K}, without its bias",
        _when("total", many=True),
        _counted(lambda p, right: Parameters(_area(p) * p.depth, 0)),
    ),
    Mistake(
        "no-sharing",
        "with weights of its own for every cell of the output: the {W2}·{H2} cells of a map share theirs",
        _when(*_WEIGHTS),
        _counted(lambda p, right: Parameters(right.weights * _places(p), right.biases * _places(p))),
    ),
    Mistake(
        "times-image",
        "with the weights counted for every cell of the image: the count does not depend on {W}·{H}",
        _when(*_WEIGHTS),
        _counted(lambda p, right: Parameters(p.input.width * p.input.height * right.weights, right.biases)),
    ),
    Mistake(
        "as-dense",
        "for a dense layer, where every neuron sees the whole input: {W·H·D·K}",
        _when(*_WEIGHTS),
        _counted(lambda p, right: Parameters(prod(p.input) * _K(p), right.biases)),
    ),
    Mistake(
        "filter-not-squared",
        "with one side of the filter, {F}, in place of its area {FF}",
        lambda p: _when(*_WEIGHTS)(p) and p.layer.window.size.down > 1,
        _counted(lambda p, right: Parameters(p.layer.window.size.across * p.depth * _K(p), right.biases)),
    ),
    Mistake(
        "area-forgotten",
        "without the area of the filter: {D}·{K}",
        lambda p: _when(*_WEIGHTS)(p) and _area(p) > 1,
        lambda p: p.depth * _K(p),
    ),
    Mistake("filters-only", "by counting filters", _when(*_WEIGHTS), _K),
    Mistake(
        "activations-counted",
        "by counting the cells of the output, {W2}·{H2}·{K}, not the learned numbers",
        _when("total", "weights", "biases"),
        lambda p: _places(p) * _K(p),
    ),
    Mistake(
        "stride-or-padding-used",
        "with the stride {S} multiplied in: it does not change the count",
        lambda p: _when(*_WEIGHTS)(p) and p.layer.window.across.stride > 1,
        lambda p: p.answer() * p.layer.window.across.stride,
    ),
    Mistake(
        "stride-or-padding-used",
        "with the padding {P} added to the filter's sides: it does not change the count",
        lambda p: _when(*_WEIGHTS)(p) and p.layer.window.padded,
        _counted(
            lambda p, right: Parameters(
                prod(axis.filter + axis.before + axis.after for axis in p.layer.window) * p.depth * _K(p), right.biases
            )
        ),
    ),
    Mistake(
        "total-given",
        "for weights and biases together",
        lambda p: p.count != "total" and p.layer.bias,
        lambda p: parameters(p.input, p.layer).total,
    ),
    Mistake(
        "weights-given",
        "for the weights",
        lambda p: p.count == "biases",
        lambda p: parameters(p.input, p.layer).weights,
    ),
)
