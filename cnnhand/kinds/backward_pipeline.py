"""Backward through convolution, ReLU and pooling, part by part: from the gradient of the pooled map to dW, db and dX.

X is the input, Z the map of the convolution, A the map after the ReLU, Y the pooled map. Each part is a problem of its
own, on the gradient that the part before it gave.
"""

from dataclasses import dataclass, replace
from typing import Literal, Self, cast

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.cells import relu
from cnnhand.exact.maps import convolved
from cnnhand.exact.shapes import Conv, Pair, Pool, Sides, Window, floored_volume
from cnnhand.exact.values import Filter, Grid, Value
from cnnhand.kinds import Level, OnePart, Problem
from cnnhand.kinds._gradients import check_gradient, gradient_views
from cnnhand.kinds._grids import channel_views, draw_grid
from cnnhand.kinds._layers import POOLING, moves_text, size_text
from cnnhand.kinds._mistakes import of_parts
from cnnhand.kinds._old_max_pool import MaxPool
from cnnhand.kinds.average_pool_gradient import AveragePoolGradient
from cnnhand.kinds.bias_gradient import BiasGradient
from cnnhand.kinds.input_gradient import InputGradient
from cnnhand.kinds.max_pool_gradient import MaxPoolGradient
from cnnhand.kinds.relu_gradient import ReluGradient
from cnnhand.kinds.weight_gradient import WeightGradient
from cnnhand.page import Beside, Page, Text, say

PARTS = ("dA, through the pooling", "dZ, through the ReLU", "dW", "db", "dX, through the convolution")


@dataclass(frozen=True, slots=True)
class BackwardPipeline(Problem):
    """The input, one filter and how it slides, the window that pools the map after the ReLU, and the gradient dY."""

    summary = "the gradients of a convolution, its ReLU and its pooling, part by part"
    group = "backward"

    input: Grid
    filter: Filter
    gradient: Grid
    pool: Pair
    pooling: Literal["max", "average"] = "max"
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()

    def __post_init__(self) -> None:
        weights = self.filter.weights.volume
        if weights.depth != self.input.depth:
            raise GivenError("filter", f"the filter is {weights.depth} deep and the input {self.input.depth}")
        check_gradient(self.gradient, floored_volume(self.input.volume, Conv(1, self.window)), self.layer)

    @property
    def window(self) -> Window:
        """How the filter slides."""
        return Window.of_kernel(self.filter.weights, self.stride, self.padding)

    @property
    def layer(self) -> Pool:
        """The pooling layer."""
        return Pool(self.pooling, Window.of(self.pool, self.pool))

    def convolved(self) -> Grid:
        """Z, the map of the convolution."""
        return convolved(self.input, [self.filter], self.window)

    def question(self) -> Page:
        equal = ", of equal maxima the first in reading order counts" if self.pooling == "max" else ""
        return (
            Text(
                f"A convolution of X with one filter of {size_text(self.window.size)}, {moves_text(self.window)}, not "
                f"flipped, bias {say(self.filter.bias)}, makes Z; A = ReLU(Z); {POOLING[self.pooling]} of A with "
                f"windows of {size_text(self.pool)} side by side makes Y. dY is the gradient of the loss with respect "
                f"to Y. ReLU's slope at 0 is 0{equal}."
            ),
            Beside(
                (
                    *channel_views(self.input, "X"),
                    *channel_views(self.filter.weights, "filter"),
                    *channel_views(self.convolved(), "Z"),
                    *gradient_views(self.gradient),
                )
            ),
            Text(
                "Take dY back, part by part: dA, dZ, dW, db, dX. Type a map's rows, as in 0 5; 3 0. In each part's "
                "working X is what goes into that layer, and dY the gradient that comes back to it."
            ),
        )

    def parts(self) -> tuple[str, ...]:
        return PARTS

    def part(self, number: int, earlier: tuple[Value, ...]) -> OnePart:
        for key, gradient in zip(("dA", "dZ"), earlier, strict=False):
            if not isinstance(gradient, Grid):
                raise GivenError("gradient", f"{key} must be a map")
        if number == 0 and self.pooling == "max":
            return MaxPoolGradient(self.convolved().map(relu), self.gradient, self.pool)
        if number == 0:
            return AveragePoolGradient(self.gradient, self.convolved().volume, self.pool)
        if number == 1:
            return ReluGradient(self.convolved(), cast(Grid, earlier[0]))
        dz = cast(Grid, earlier[1])
        if number == 2:
            return WeightGradient(self.input, dz, self.window.size, self.stride, self.padding)
        if number == 3:
            return BiasGradient(dz)
        return InputGradient(dz, (self.filter,), self.input.volume, self.stride, self.padding)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: max pooling of three windows. Medium: of four. Hard: a 3×3 kernel with padding, or average pooling."""
        width, height, side, padding = {"easy": (7, 3, 2, 0), "medium": (5, 5, 2, 0), "hard": (5, 5, 2, 0)}[level]
        pooling: Literal["max", "average"] = "max"
        if level == "hard":
            pooling = dice.choice(("max", "average"))
            width, height, side, padding = (4, 4, 3, 1) if pooling == "max" else (7, 3, 2, 0)
        outputs = ((width - side + 1 + 2 * padding) // 2, (height - side + 1 + 2 * padding) // 2)
        dy = draw_grid(dice, *outputs, -4, 4, zero=False)
        if pooling == "average":
            dy = dy.map(lambda number: 4 * number)
        problem = cls(
            draw_grid(dice, width, height, 0, 3),
            Filter(draw_grid(dice, side, side, -2, 2)),
            dy,
            Pair(2, 2),
            pooling,
            padding=Sides.around(padding),
        )
        # a bias that lets the ReLU close one window altogether, and no more
        largest = list(MaxPool(problem.convolved(), problem.pool).answer().cells())
        first, second, *_ = sorted(largest)
        low, high = max(-9, 1 - second), min(9, -first)
        passing = [number for number, most in zip(dy.cells(), largest, strict=True) if most > first]
        if low > high or not min(passing) < 0 < max(passing):
            return None
        problem = replace(problem, filter=Filter(problem.filter.weights, dice.integer(low, high)))
        return problem if problem._worth_asking() else None

    def _worth_asking(self) -> bool:
        """Something is stopped by the ReLU, numbers of both signs pass it, and no map is one number everywhere."""
        if not self.filter.bias or len(set(self.filter.weights.cells())) < 3:
            return False
        da = cast(Grid, self.part(0, ()).answer())
        dz = cast(Grid, self.part(1, (da,)).answer())
        # numbers of both signs pass, so that their sum, mean, largest one and magnitudes differ
        if da == dz or not min(dz.cells()) < 0 < max(dz.cells()) or not sum(dz.cells()):
            return False
        maps = (cast(Grid, self.part(number, (da, dz)).answer()) for number in (2, 4))
        return len(set(da.cells())) > 1 and all(len(set(map_.cells())) > 1 for map_ in maps)


# One filter, and windows side by side without padding.
BackwardPipeline.mistakes = of_parts(
    MaxPoolGradient,
    AveragePoolGradient,
    ReluGradient,
    WeightGradient,
    BiasGradient,
    InputGradient,
    never="filters-added filters-crossed first-filter-only other-filter stride-of-window padding-competes "
    "padding-counted padding-not-counted",
)
