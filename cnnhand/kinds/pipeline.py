"""A convolution, the ReLU of its maps, and pooling, part by part.

The letters are those of `_convolution.py` and `_pooling.py`.
"""

from dataclasses import KW_ONLY, dataclass
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Pool, Rounding, Sides, Window, output_volume
from cnnhand.exact.values import Filter, Grid, Value
from cnnhand.kinds import Level, OnePart, Problem
from cnnhand.kinds._grids import how_to_type
from cnnhand.kinds._layers import POOLING
from cnnhand.kinds._mistakes import of_parts
from cnnhand.kinds._old_convolution import Shape
from cnnhand.kinds._old_feature_map import FeatureMap
from cnnhand.kinds._pooling import Pooling
from cnnhand.kinds.average_pool import AveragePool
from cnnhand.kinds.l2_pool import L2Pool
from cnnhand.kinds.max_pool import MaxPool
from cnnhand.kinds.relu_map import ReluMap
from cnnhand.page import Page, Text

POOLS: dict[str, type[Pooling]] = {"max": MaxPool, "average": AveragePool, "l2": L2Pool}


@dataclass(frozen=True, slots=True)
class Pipeline(Problem):
    """An input volume, the filters that slide over it, and the layer that pools the maps after the ReLU."""

    summary = "a convolution, its ReLU and pooling, part by part"
    group = "forward"

    input: Grid
    filters: tuple[Filter, ...]
    _: KW_ONLY
    stride: Pair = Pair(1, 1)
    padding: Sides = Sides()
    pool: Pool

    def __post_init__(self) -> None:
        try:
            output_volume(self.convolution.output, self.pool, Rounding.FLOOR)
        except GivenError as error:
            raise GivenError("pool", f"the maps are {self.convolution.output}: {error}") from None

    @property
    def convolution(self) -> FeatureMap:
        """The first part."""
        return FeatureMap(self.input, self.filters, stride=self.stride, padding=self.padding)

    def parts(self) -> tuple[str, ...]:
        return ("the convolution", "ReLU", POOLING[self.pool.how])

    def part(self, number: int, earlier: tuple[Value, ...]) -> OnePart:
        if number == 0:
            return self.convolution
        before = earlier[number - 1]
        assert isinstance(before, Grid)  # what the parts before ask for
        if number == 1:
            return ReluMap(before)
        window = self.pool.window
        return POOLS[self.pool.how](before, window.size, window.stride, window.padding)

    def question(self) -> Page:
        *_, last = self.exact_parts()
        assert isinstance(last, Pooling)
        count = len(self.filters)
        maps = f"{count} maps come" if count > 1 else "map comes"
        return (
            *self.convolution.givens(),
            Text(f"Then ReLU, then {last.in_words()}"),
            Text(f"Which {maps} out of each of the three? {how_to_type(count)}"),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: 1-D, or a 2×2 kernel. Medium: larger maps. Hard: two channels, filters, average pooling."""
        shape, side, stride = dice.choice(_SHAPES[level])
        drawn = shape.draw(dice, 3, 2)
        if drawn is None:
            return None
        size = Pair(side, 1 if shape.input.down == 1 else side)
        window = Window.of(size, Pair(stride, min(stride, size.down)))
        how = dice.choice(("max", "average")) if level == "hard" else "max"
        problem = cls(*drawn, stride=shape.stride, padding=shape.padding, pool=Pool(how, window))
        numbers = list(problem.convolution.answer().cells())
        if min(numbers) >= 0 or max(numbers) <= 0:  # ReLU must change something, and leave something
            return None
        pooled = problem.exact_parts()[-1].answer()
        assert isinstance(pooled, Grid)
        return problem if len(set(pooled.cells())) > 1 else None


_TWO, _THREE, _AROUND = Pair(2, 2), Pair(3, 3), Sides.around(1)

_SHAPES: dict[Level, tuple[tuple[Shape, int, int], ...]] = {
    "easy": (
        (Shape(Pair(7, 1), Pair(2, 1)), 2, 2),
        (Shape(Pair(8, 1), Pair(3, 1)), 2, 2),
        (Shape(Pair(5, 3), _TWO), 2, 2),
    ),
    "medium": (
        (Shape(Pair(5, 5), _TWO), 2, 2),
        (Shape(Pair(6, 4), _THREE), 2, 2),
        (Shape(Pair(4, 4), _TWO, padding=Sides(right=1, bottom=1)), 2, 2),
        (Shape(Pair(10, 1), Pair(3, 1)), 2, 2),
        (Shape(Pair(11, 1), Pair(3, 1), Pair(2, 1)), 2, 1),
    ),
    "hard": (
        (Shape(Pair(6, 4), _THREE, depth=2), 2, 2),
        (Shape(Pair(5, 5), _TWO, depth=2), 2, 2),
        (Shape(Pair(5, 3), _TWO, depth=2, filters=2), 2, 2),
        (Shape(Pair(7, 7), _THREE, _TWO, depth=2), 2, 1),
        (Shape(_THREE, _THREE, padding=_AROUND, depth=2), 2, 1),
    ),
}
"""Of each level the sizes of the convolution, and the side and stride of the pooling window."""

# The kernel is not flipped and has no gaps, no number below zero is pooled, and no window is smaller than the others.
Pipeline.mistakes = of_parts(
    FeatureMap,
    ReluMap,
    *POOLS.values(),
    never="kernel-not-flipped dilation-ignored largest-magnitude sum-of-magnitudes padding-competes "
    "average-pool-before-relu partial-divided-by-all",
)
