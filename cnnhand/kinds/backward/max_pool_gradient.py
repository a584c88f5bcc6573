"""The gradient through max pooling: each number of dY goes to the place of its window's maximum."""

from cnnhand.exact.shapes import Rounding
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask, draw_grid, square
from cnnhand.layers.pool import MaxPool

SUMMARY = "the gradient that max pooling sends back to its input"

WINDOWS: dict[Level, tuple[tuple[int, int, int, int], ...]] = {
    "easy": ((2, 2, 0, 0),),
    "medium": ((3, 3, 0, 0), (2, 1, 0, 0), (3, 2, 0, 0)),
    "hard": ((3, 2, 1, 0), (3, 2, 0, 1), (3, 1, 0, 0)),
}
"""The side of the window, its stride, the padding, and the rows and columns left over."""
NUMBERS: dict[Level, tuple[int, int]] = {"easy": (0, 9), "medium": (-5, 9), "hard": (-9, 5)}


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: 4×4, windows of 2×2. Medium: 3×3 windows or overlapping ones. Hard: overlaps, padding, a rest."""
    side, stride, padding, rest = dice.choice(WINDOWS[level])
    outputs = (3 if level == "hard" else 2, dice.integer(2, 3) if level == "hard" or (side, stride) == (2, 1) else 2)
    rounding = dice.choice((Rounding.FLOOR, Rounding.CEIL)) if rest else Rounding.EXACT
    layer = square(MaxPool, side, stride, padding)
    partly = rounding is Rounding.CEIL  # the last window has the rest of the cells only
    width, height = ((count - 1 - partly) * stride + side + rest - 2 * padding for count in outputs)
    x = draw_grid(dice, width, height, *NUMBERS[level])
    dy = draw_grid(dice, *outputs, *((1, 9) if level == "easy" else (-5, 5)), zero=False)
    problem = ask(x, layer, "input-gradient", rounding=rounding, gradient=dy)
    shared = any(len(got) > 1 for channel in problem.exact_parts()[0].received for got in channel.values())  # type: ignore[attr-defined]
    return problem if shared or stride >= side else None
