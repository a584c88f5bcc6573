"""How much work is a convolution layer, in multiply-accumulates or in floating-point operations?

W, H, D are width, height and depth of the input; F is the filter side, K the number of filters, W2 and H2 the sides of
the output, S the stride, P the padding on one side.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Conv, Rounding, Window, macs, output_volume, parameters
from cnnhand.exact.values import Form, Volume
from cnnhand.kinds import Level, Mistake, OnePart, always
from cnnhand.kinds._layers import layer_letters, layer_text, side_text
from cnnhand.page import Page, Step, Text, Working

ASKED = {
    "macs": "How many MACs (multiply-accumulates) does the layer take for one input? A MAC is one weight times one "
    "input, added up; the biases do not count.",
    "flops": "How many FLOPs does the layer take for one input? A multiply-accumulate counts as 2; the biases do not "
    "count.",
}


@dataclass(frozen=True, slots=True)
class MacCount(OnePart):
    """An input volume, a convolution, and whether MACs or FLOPs are counted."""

    summary = "the multiply-accumulates (MACs) or FLOPs of a convolution layer"
    group = "sizes"
    form = Form.NUMBER

    input: Volume
    layer: Conv
    count: Literal["macs", "flops"] = "macs"
    rounding: Rounding = Rounding.EXACT

    def __post_init__(self) -> None:
        if output_volume(self.input, self.layer, self.rounding) is None:
            raise GivenError("layer", "the stride does not divide, so the layer does not fit; say `rounding: floor`")

    @property
    def output(self) -> Volume:
        """The output volume."""
        volume = output_volume(self.input, self.layer, self.rounding)
        assert volume is not None  # refused when the problem was made
        return volume

    @property
    def depth(self) -> int:
        """The channels that one filter sees."""
        return self.input.depth // self.layer.groups

    @property
    def per_cell(self) -> int:
        """The products in one output cell, F·F·D."""
        return self.layer.window.area * self.depth

    @property
    def operations(self) -> int:
        """What one multiply-accumulate counts."""
        return 2 if self.count == "flops" else 1

    def answer(self) -> int:
        return self.operations * macs(self.input, self.layer, self.output)

    def question(self) -> Page:
        return (
            Text(f"The input is {self.input} (width × height × depth). The layer is {layer_text(self.layer)}."),
            Text(ASKED[self.count]),
        )

    def letters(self) -> dict[str, object]:
        size = self.layer.window.size
        return {
            **layer_letters(self.input, self.layer),
            "D": self.depth,
            "F·F": f"{size.across}·{size.down}",
            "W2": self.output.width,
            "H2": self.output.height,
        }

    def working(self) -> Working:
        size, output = self.layer.window.size, self.output
        (W, across), (H, down) = zip(self.input[:2], self.layer.window, strict=True)
        steps: tuple[Step, ...] = (
            Step("W2", side_text(W, across), output.width, "the width of the output"),
            Step("H2", side_text(H, down), output.height, "its height"),
        )
        cells = output.cells
        if self.layer.groups > 1:
            steps += (Step("channels", f"{self.input.depth}/{self.layer.groups}", self.depth, "that a filter sees"),)
        steps += (
            Step("cells", f"{output.width}·{output.height}·{output.depth}", cells, "of all output maps"),
            Step("one cell", f"{size.across}·{size.down}·{self.depth}", self.per_cell, "MACs"),
            Step("all cells", f"{cells}·{self.per_cell}", cells * self.per_cell, "MACs"),
        )
        if self.count == "flops":
            steps += (Step("FLOPs", f"2·{cells * self.per_cell}", self.answer(), "a product and a sum each"),)
        two = "2·" if self.count == "flops" else ""
        sides = "F·F" if size.across == size.down else "FW·FH"
        depth = "D" if self.layer.groups == 1 else "(D/groups)"
        return Working(
            f"{'FLOPs' if two else 'MACs'} = {two}W2·H2·K·{sides}·{depth}",
            f"{two}{output.width}·{output.height}·{output.depth}·{size.across}·{size.down}·{self.depth}",
            steps,
            after=2 if self.layer.groups == 1 else 3,
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: MACs of a small layer without stride or padding. Medium: a stride or padding. Hard: both, and FLOPs
        too."""
        easy, hard = level == "easy", level == "hard"
        filter = dice.choice((2, 3)) if easy else 3
        padded = level == "medium" and dice.integer(1, 2) == 1
        stride = 1 if easy or padded else 2
        padding = 1 if padded or hard else 0
        outputs = [dice.integer(2, 7) if easy else dice.integer(4, 9) for _ in "WH"]
        width, height = ((side - 1) * stride + filter - 2 * padding for side in outputs)
        depth, filters = dice.integer(2, 6), dice.integer(2, 10)
        count: Literal["macs", "flops"] = "flops" if hard and dice.integer(1, 2) == 1 else "macs"
        problem = cls(Volume(width, height, depth), Conv(filters, Window.square(filter, stride, padding)), count)
        return problem if problem.answer() <= (999 if easy else 9999) else None


# ---- mistakes: each counts other cells, or other products in a cell --------------------------------------------------


def _work(cells: Callable[[MacCount], int], per_cell: Callable[[MacCount], int]) -> Callable[[MacCount], int]:
    """So many cells with so many products each, in what is counted."""
    return lambda p: p.operations * cells(p) * per_cell(p)


def _cells(problem: MacCount) -> int:
    return problem.output.cells


def _products(problem: MacCount) -> int:
    return problem.per_cell


def _deep(problem: MacCount) -> bool:
    return problem.depth > 1


MacCount.mistakes = (
    Mistake(
        "macs-on-input-size",
        "with a window at each of the {W}·{H} cells of the input: it stops at {W2}·{H2} places",
        lambda p: p.output[:2] != p.input[:2],
        _work(lambda p: p.input.width * p.input.height * p.layer.filters, _products),
        common=True,
    ),
    Mistake.changed(
        "flops-for-macs",
        "for FLOPs, with a multiply-accumulate counted as 2",
        lambda p: p.count == "macs",
        lambda p: replace(p, count="flops"),
        common=True,
    ),
    Mistake.changed(
        "macs-for-flops",
        "for MACs: each is two operations, a product and a sum",
        lambda p: p.count == "flops",
        lambda p: replace(p, count="macs"),
        common=True,
    ),
    Mistake(
        "parameters-for-macs",
        "for the weights of the layer, each counted once: it is used in all {W2}·{H2} cells of a map",
        lambda p: p.output.width * p.output.height > 1,
        lambda p: parameters(p.input, p.layer).weights,
    ),
    Mistake(
        "parameters-for-macs",
        "for the parameters of the layer, weights and biases",
        lambda p: p.layer.bias,
        lambda p: parameters(p.input, p.layer).total,
    ),
    Mistake(
        "activations-counted",
        "by counting the cells of the output, {W2}·{H2}·{K}, not the products in them",
        lambda p: p.per_cell > 1,
        _cells,
    ),
    Mistake(
        "biases-counted",
        "with a bias counted in each of the {W2}·{H2}·{K} cells",
        lambda p: p.layer.bias,
        lambda p: p.answer() + _cells(p),
    ),
    Mistake.changed(
        "depth-forgotten",
        "with flat filters: each is {D} channels deep",
        _deep,
        lambda p: replace(p, input=p.input._replace(depth=p.layer.groups)),
        common=True,
    ),
    Mistake(
        "one-filter-only",
        "for one of the {K} maps",
        lambda p: p.layer.filters > 1,
        _work(lambda p: p.output.width * p.output.height, _products),
    ),
    Mistake(
        "filter-not-squared",
        "with one side of the filter, {F}, in place of its area {F·F}",
        lambda p: p.layer.window.size.down > 1,
        _work(_cells, lambda p: p.layer.window.size.across * p.depth),
    ),
    Mistake(
        "area-forgotten",
        "without the area {F·F} of the filter",
        lambda p: p.layer.window.area > 1,
        _work(_cells, lambda p: p.depth),
    ),
    Mistake(
        "no-plus-one",
        "with maps of ({W2} − 1)·({H2} − 1) cells, without the + 1 in their sides",
        always,
        _work(lambda p: (p.output.width - 1) * (p.output.height - 1) * p.layer.filters, _products),
    ),
)
