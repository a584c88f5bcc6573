"""How many weights, biases or parameters does a layer have?

W, H, D are width, height and depth of the input; F is the filter side (FW and FH where its width and height differ), S
the stride, P the padding on one side, K the number of filters; W2 and H2 are the sides of the output. For a fully
connected layer n is the number of inputs and M that of neurons.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import prod
from typing import Literal, Self, TypeAlias

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import BatchNorm, Dense, Depthwise
from cnnhand.exact.shapes import (
    Conv,
    Layer,
    Pair,
    Parameters,
    Pool,
    Rounding,
    Sides,
    Window,
    output_volume,
    parameters,
)
from cnnhand.exact.values import Form, Volume
from cnnhand.kinds import Level, Mistake, OnePart, always
from cnnhand.kinds._counts import DENSE, NORM, POOL, asks, dense_working, norm_working, pool_working, unbiased
from cnnhand.kinds._layers import POOLING, Counted, counted_text, input_text, layer_letters, plural
from cnnhand.kinds._mistakes import belonging, where
from cnnhand.page import Page, Step, Text, Working

Count: TypeAlias = Literal["total", "weights", "biases", "untrained", "all"]
COUNTED: tuple[Count, ...] = ("total", "total", "weights", "biases")
KEPT: tuple[Count, ...] = ("total", "untrained", "all")

ASKED: dict[Count, str] = {
    "total": "How many parameters does the layer have, weights and biases together?",
    "weights": "How many weights does the layer have, without the biases?",
    "biases": "How many biases does the layer have?",
    "untrained": "How many numbers does the layer keep that are not trained?",
    "all": "How many numbers does the layer keep in all, trained or not?",
}


@dataclass(frozen=True, slots=True)
class ParameterCount(OnePart):
    """An input volume, a layer, and which of its numbers to count; batch norm keeps some that are not trained."""

    summary = "the weights, biases or parameters of a layer"
    group = "sizes"
    form = Form.NUMBER

    input: Volume
    layer: Counted
    count: Count = "total"

    def __post_init__(self) -> None:
        output_volume(self.input, self.layer, Rounding.FLOOR)
        if self.count in ("untrained", "all") and not isinstance(self.layer, BatchNorm):
            raise GivenError("count", f"only batch norm keeps numbers that are not trained; {self.count} is for that")

    @property
    def resolved(self) -> Layer:
        """The layer with what depends on its input filled in."""
        return self.layer.on(self.input)

    @property
    def conv(self) -> Conv:
        """The layer as a convolution, a depthwise one in as many groups as it has channels."""
        conv = self.resolved
        assert isinstance(conv, Conv)  # asked of convolutions only
        return conv

    @property
    def depth(self) -> int:
        """The channels that one filter sees."""
        return self.input.depth // self.conv.groups

    def asked(self, counted: Parameters) -> int:
        """The number that the question is about."""
        if self.count == "all":
            return counted.total + counted.untrained
        return int(getattr(counted, self.count))

    def answer(self) -> int:
        return self.asked(parameters(self.input, self.layer))

    def question(self) -> Page:
        asked = ASKED[self.count]
        if isinstance(self.layer, BatchNorm):
            asked = asked.replace(
                "parameters does the layer have, weights", "trainable parameters does it have, scales"
            )
            asked = asked.replace("biases together", "shifts together")
        return (Text(f"{input_text(self.input)} The layer is {counted_text(self.layer)}."), Text(asked))

    def letters(self) -> dict[str, object]:
        W, H, D = self.input
        if not isinstance(self.resolved, Conv | Pool):
            return {"W": W, "H": H, "D": D, "n": W * H * D, "M": getattr(self.layer, "neurons", "M")}
        size = self.resolved.window.size
        if isinstance(self.resolved, Pool):
            return {"W": W, "H": H, "D": D, "F·F": f"{size.across}·{size.down}"}
        output = output_volume(self.input, self.layer, Rounding.FLOOR)
        assert output is not None  # rounding down always gives a volume
        return {
            **layer_letters(self.input, self.conv),
            "D": self.depth,
            "G": self.conv.groups,
            "D/G": self.depth,
            "W·H·D·K": f"{self.input.width}·{self.input.height}·{self.input.depth}·{self.conv.filters}",
            "F·F": f"{size.across}·{size.down}",
            "W2": output.width,
            "H2": output.height,
        }

    def working(self) -> Working:
        match self.resolved:
            case Dense() as dense:
                return dense_working(self.input, dense, self.count)
            case Pool(how):
                return pool_working(how)
            case BatchNorm() as norm:
                return norm_working(self.input, norm, self.count)
        return self._conv_working()

    def _conv_working(self) -> Working:
        size, filters = self.conv.window.size, self.conv.filters
        counted = parameters(self.input, self.layer)
        one = f"{size.across}·{size.down}·{self.depth}"
        weights = f"{one}·{filters}"
        biases = str(filters) if self.conv.bias else "0"
        sides = "F·F" if size.across == size.down else "FW·FH"
        steps: tuple[Step, ...] = ()
        if self.count != "biases":
            if self.conv.groups > 1:
                groups = f"{self.input.depth}/{self.conv.groups}"
                steps += (Step("channels", groups, self.depth, "that a filter of one group sees"),)
            steps += (
                Step("one filter", one, counted.weights // filters, "width · height · depth"),
                Step("weights", f"{counted.weights // filters}·{filters}", counted.weights, plural(filters, "filter")),
            )
        if self.count != "weights":
            steps += (Step("biases", biases, counted.biases, "one a filter" if self.conv.bias else "none"),)
        if self.count == "total":
            steps += (Step("parameters", f"{counted.weights} + {counted.biases}", counted.total),)
        depth = "D" if self.conv.groups == 1 else "(D/groups)"
        bias = "K" if self.conv.bias else "0"
        formula, filled = {
            "total": (f"weights + biases = {sides}·{depth}·K + {bias}", f"{weights} + {biases}"),
            "weights": (f"weights = {sides}·{depth}·K", weights),
            "biases": (f"biases = {bias}", biases),
        }[self.count]
        return Working(formula, filled, steps)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: the total for small filters, or for a fully connected layer. Medium: stride and padding that do not
        matter, weights or biases alone, pooling, batch norm. Hard: filters with two sides, groups, 1×1, depthwise."""
        other = dice.integer(1, 4) == 1
        problem = cls._draw_other(level, dice) if other else cls._draw_conv(level, dice)
        return problem if parameters(problem.input, problem.layer).total <= 999 else None

    @classmethod
    def _draw_conv(cls, level: Level, dice: Dice) -> Self:
        """A convolution; at hard a third of them are in groups, and some of these depthwise, or have filters of 1×1."""
        easy, hard = level == "easy", level == "hard"
        across = dice.choice((2, 3)) if easy else dice.choice((3, 5))
        down = dice.choice([side for side in (1, 2, 3, 4, 5) if side != across]) if hard else across
        stride = 1 if easy else dice.integer(2, 3)
        padding = 0 if easy else dice.integer(1, 2)
        depth = dice.integer(2, 4 if easy else 8)
        filters = dice.integer(2, 6 if easy else 16)
        count: Count = "total" if easy else dice.choice(("total", "total", "weights"))
        if level == "medium" and dice.integer(1, 6) == 1:
            count = "biases"
        width = dice.integer(8, 32)
        height = dice.integer(8, 32) if hard else width
        special = dice.integer(1, 9) if hard else 9
        if special == 1:  # a bottleneck
            across, down, stride, padding, filters, depth = 1, 1, 1, 0, dice.integer(4, 16), dice.integer(10, 48)
        groups = dice.choice((2, 3, 4)) if special in (2, 3) else 1
        window = Window.of(Pair(across, down), Pair(stride, stride), Sides(padding, padding, padding, padding))
        volume = Volume(width, height, depth * groups)
        if special == 4:
            return cls(volume._replace(depth=dice.integer(8, 32)), Depthwise(Window.square(3, stride, 1)), count)
        return cls(volume, Conv(filters * groups, window, groups), count)

    @classmethod
    def _draw_other(cls, level: Level, dice: Dice) -> Self:
        """A fully connected layer; from medium on also pooling and batch norm."""
        sort = dice.choice(("dense",) if level == "easy" else ("dense", "dense", "pool", "norm", "norm"))
        if sort == "pool":
            window, width = Window.square(dice.integer(2, 3), 2), dice.integer(8, 32)
            return cls(Volume(width, width, dice.integer(2, 32)), Pool(dice.choice(tuple(POOLING)), window))
        if sort == "norm":
            count: Count = "total" if level == "medium" else dice.choice(KEPT)
            width = dice.integer(4, 16)
            return cls(Volume(width, width, dice.integer(3, 64)), BatchNorm(), count)
        neurons = dice.integer(3, 10)
        if level == "easy":
            return cls(Volume(1, 1, dice.integer(11, 80)), Dense(neurons))
        width = dice.integer(2, 4)
        volume = Volume(width, dice.integer(2, 4) if level == "hard" else width, dice.integer(5, 16))
        return cls(volume, Dense(neurons), dice.choice(COUNTED))


def _counted(procedure: Callable[..., Parameters]) -> Callable[[ParameterCount], int]:
    """The number asked for, out of wrongly counted weights and biases; they take the right ones and the letters."""

    def value(problem: ParameterCount) -> int:
        return problem.asked(procedure(problem, parameters(problem.input, problem.layer)))

    return value


def _area(problem: ParameterCount) -> int:
    return prod(problem.conv.window.size)


def _places(problem: ParameterCount) -> int:
    """The cells of one output map, W2·H2."""
    output = output_volume(problem.input, problem.layer, Rounding.FLOOR)
    if output is None:
        raise GivenError("layer", "the layer does not fit")
    return output.width * output.height


def _biased(problem: ParameterCount) -> bool:
    return problem.conv.bias


def _deep(problem: ParameterCount) -> bool:
    """Whether a filter sees several channels."""
    return problem.depth > 1


def _many(problem: ParameterCount) -> bool:
    """Whether there are several filters."""
    return problem.conv.filters > 1


def _K(problem: ParameterCount) -> int:
    return problem.conv.filters


def _biases(problem: ParameterCount) -> int:
    """The right number of biases."""
    return problem.conv.filters if problem.conv.bias else 0


_OF_A_CONVOLUTION = (
    *belonging(
        asks("total"),
        *where(
            _biased,
            Mistake.changed(
                "bias-forgotten",
                "without the {K} biases",
                always,
                unbiased,
                common=True,
            ),
            Mistake(
                "depth-forgotten-one-bias",
                "with flat filters and a single bias",
                _deep,
                _counted(lambda p, right: Parameters(_area(p) * _K(p), 1)),
            ),
            Mistake(
                "depth-and-bias-forgotten",
                "with flat filters and no biases: {F·F}·{K}",
                _deep,
                _counted(lambda p, right: Parameters(_area(p) * _K(p), 0)),
            ),
            Mistake(
                "one-filter-only",
                "for one filter out of {K}, without its bias",
                _many,
                _counted(lambda p, right: Parameters(_area(p) * p.depth, 0)),
            ),
        ),
    ),
    *belonging(
        asks("total", "weights"),
        Mistake.changed(
            "depth-forgotten",
            "with flat filters: each is {D} channels deep",
            _deep,
            lambda p: replace(p, input=p.input._replace(depth=p.conv.groups)),
            common=True,
        ),
        Mistake(
            "one-filter-only",
            "for one filter out of {K}",
            _many,
            _counted(lambda p, right: Parameters(_area(p) * p.depth, min(1, _biases(p)))),
        ),
        Mistake(
            "no-sharing",
            "without sharing: numbers of its own for each of the {W2}·{H2} cells of a map",
            always,
            _counted(lambda p, right: Parameters(right.weights * _places(p), right.biases * _places(p))),
        ),
        Mistake(
            "times-image",
            "with the weights counted for every cell of the image: the count does not depend on {W}·{H}",
            always,
            _counted(lambda p, right: Parameters(p.input.width * p.input.height * right.weights, right.biases)),
        ),
        Mistake(
            "as-dense",
            "for a dense layer, where every neuron sees the whole input: {W·H·D·K} weights",
            always,
            _counted(lambda p, right: Parameters(prod(p.input) * _K(p), right.biases)),
        ),
        Mistake(
            "filter-not-squared",
            "with one side of the filter, {F}, in place of its area {F·F}",
            lambda p: p.conv.window.size.down > 1,
            _counted(lambda p, right: Parameters(p.conv.window.size.across * p.depth * _K(p), right.biases)),
        ),
        Mistake(
            "area-forgotten",
            "without the area of the filter: {D}·{K}",
            lambda p: _area(p) > 1,
            lambda p: p.depth * _K(p),
        ),
        Mistake("filters-only", "by counting filters", always, _K),
        Mistake(
            "stride-or-padding-used",
            "with the stride {S} multiplied in: it does not change the count",
            lambda p: p.conv.window.across.stride > 1,
            lambda p: p.answer() * p.conv.window.across.stride,
        ),
        Mistake(
            "stride-or-padding-used",
            "with filters that the padding {P} makes larger on every side: it does not change the count",
            lambda p: p.conv.window.padded,
            _counted(
                lambda p, right: Parameters(
                    prod(axis.filter + axis.before + axis.after for axis in p.conv.window) * p.depth * _K(p),
                    right.biases,
                )
            ),
        ),
        Mistake(
            "groups-ignored",
            "with filters that see all the channels: in {G} groups each sees {D/G} of them",
            lambda p: p.conv.groups > 1,
            _counted(lambda p, right: Parameters(right.weights * p.conv.groups, right.biases)),
        ),
    ),
    *belonging(
        asks("total", "biases"),
        *where(
            _biased,
            Mistake(
                "one-bias-per-layer",
                "with one bias for the whole layer in place of one a filter",
                _many,
                _counted(lambda p, right: Parameters(right.weights, 1)),
            ),
            Mistake(
                "bias-per-channel",
                "with a bias for each of the {D} channels of each filter",
                _deep,
                _counted(lambda p, right: Parameters(right.weights, p.depth * _K(p))),
                common=True,
            ),
            Mistake(
                "biases-per-input-channel",
                "with a bias for each channel of the input in place of one for each filter",
                always,
                _counted(lambda p, right: Parameters(right.weights, p.input.depth)),
            ),
            Mistake(
                "bias-per-cell",
                "with a bias for every cell of the output: {W2}·{H2}·{K}",
                always,
                _counted(lambda p, right: Parameters(right.weights, _places(p) * _K(p))),
            ),
        ),
    ),
    Mistake(
        "activations-counted",
        "by counting the cells of the output, {W2}·{H2}·{K}, not the learned numbers",
        always,
        lambda p: _places(p) * _K(p),
    ),
    *belonging(
        asks("weights", "biases"),
        Mistake(
            "total-given", "for weights and biases together", _biased, lambda p: parameters(p.input, p.layer).total
        ),
    ),
    *belonging(
        asks("biases"),
        Mistake("weights-given", "for the weights", always, lambda p: parameters(p.input, p.layer).weights),
    ),
)

ParameterCount.mistakes = (
    *belonging(lambda p: isinstance(p.resolved, Conv), *_OF_A_CONVOLUTION),
    *belonging(lambda p: isinstance(p.layer, Dense), *DENSE),
    *belonging(lambda p: isinstance(p.resolved, Pool), *POOL),
    *belonging(lambda p: isinstance(p.layer, BatchNorm), *NORM),
)
