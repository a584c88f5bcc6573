"""Correlation and true convolution of the same input and kernel, in the sizes `valid`, `same` and `full`.

FW and FH are the width and height of the kernel. `valid` puts it on the input only, `same` pads with (F − 1)/2 zeros a
side, `full` with F − 1.
"""

from dataclasses import dataclass
from typing import Literal, Self, TypeAlias

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Filter, Grid, Value
from cnnhand.kinds import Level, Problem
from cnnhand.kinds._convolution import Shape
from cnnhand.kinds._grids import channel_views, how_to_type
from cnnhand.kinds._mistakes import of_parts
from cnnhand.kinds.feature_map import FeatureMap
from cnnhand.page import Beside, Page, Text

Size: TypeAlias = Literal["valid", "same", "full"]

SIZES: dict[Size, str] = {
    "valid": "the kernel is put wherever it lies on the input as a whole, without padding",
    "same": "the input is padded with zeros so that the map is as large as the input",
    "full": "the input is padded with zeros so that the kernel is put wherever it touches the input",
}


@dataclass(frozen=True, slots=True)
class TrueConvolution(Problem):
    """An input and a kernel, and how large the maps are."""

    summary = "correlation and true convolution: valid, same and full size, also of an impulse"
    group = "forward"

    input: Grid
    kernel: Grid
    size: Size = "same"

    def __post_init__(self) -> None:
        if self.size == "same" and not (self.kernel.width % 2 and self.kernel.height % 2):
            what = f"a kernel of {self.kernel.width}×{self.kernel.height} has no middle; `same` needs odd sides"
            raise GivenError("size", what)
        try:
            self.slid(flip=False)
        except GivenError as error:
            raise GivenError("kernel", str(error)) from None

    def slid(self, flip: bool) -> FeatureMap:
        """The map of the kernel as it is, or turned."""
        times = {"valid": 0, "same": 1, "full": 2}[self.size]
        across, down = times * (self.kernel.width - 1) // 2, times * (self.kernel.height - 1) // 2
        return FeatureMap(self.input, (Filter(self.kernel),), padding=Sides.around(across, down), flip=flip)

    def parts(self) -> tuple[str, ...]:
        return ("correlation (the kernel as it is)", "true convolution (the kernel turned by 180°)")

    def part(self, number: int, earlier: tuple[Value, ...]) -> FeatureMap:  # noqa: ARG002 - neither needs the other
        return self.slid(flip=number == 1)

    def question(self) -> Page:
        return (
            Text(
                "The kernel slides over the input with stride 1 and no bias, first as it is (correlation), then turned "
                f"by 180° (true convolution). The size is “{self.size}”: {SIZES[self.size]}."
            ),
            Beside((*channel_views(self.input, "input"), *channel_views(self.kernel, "kernel", numbered=False))),
            Text(f"Which map comes out of each? {how_to_type(1)}"),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: an impulse, which shows the kernel. Medium: valid and full maps, 1-D too. Hard: same and full maps."""
        if level == "easy":
            drawn = Shape(Pair(1, 1), Pair(3, 3)).draw(dice, 1, 5)
            side, size = dice.choice(_IMPULSES)
            impulse = [[int(row == column == side // 2) for column in range(side)] for row in range(side)]
            return drawn and cls(Grid.of(impulse), drawn[1][0].weights, size)
        shape, size = dice.choice(_SHAPES[level])
        drawn = shape.draw(dice, 3 if level == "medium" else 4, 3)
        if drawn is None:
            return None
        image, (filter,) = drawn
        return cls(image, filter.weights, size)


_IMPULSES: tuple[tuple[int, Size], ...] = ((3, "same"), (5, "valid"))
"""The sides of an input with a 1 in its middle, and the size of the map of a 3×3 kernel on it."""

_SHAPES: dict[Level, tuple[tuple[Shape, Size], ...]] = {
    "medium": (
        (Shape(Pair(3, 3), Pair(2, 2)), "valid"),
        (Shape(Pair(4, 4), Pair(3, 3)), "valid"),
        (Shape(Pair(2, 2), Pair(2, 2)), "full"),
        (Shape(Pair(4, 1), Pair(3, 1)), "full"),
        (Shape(Pair(5, 1), Pair(3, 1)), "same"),
    ),
    "hard": (
        (Shape(Pair(3, 3), Pair(3, 3)), "same"),
        (Shape(Pair(3, 2), Pair(2, 2)), "full"),
        (Shape(Pair(4, 3), Pair(3, 1)), "same"),
        (Shape(Pair(2, 2), Pair(3, 2)), "full"),
        (Shape(Pair(6, 1), Pair(4, 1)), "full"),
    ),
}
"""Of each level the sizes of input and kernel, and of the map."""

# One channel, one kernel, stride 1, no bias.
TrueConvolution.mistakes = of_parts(
    FeatureMap,
    never="bias-forgotten bias-subtracted bias-per-product bias-per-channel relu-before-bias other-bias "
    "first-channel-only channels-averaged channels-crossed relu-per-channel depth-multiplied "
    "depth-dropped other-filter stride-ignored dilation-ignored",
)
