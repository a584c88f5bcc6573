"""Draws: which kernel made this map? Found from the map of an impulse: an image that is 0 but for one cell."""

from cnnhand.exact.cells import exchanged, mirrored, rotated, upside_down
from cnnhand.exact.maps import convolved
from cnnhand.exact.shapes import Pair, Sides, Window
from cnnhand.exact.values import Filter, Grid
from cnnhand.kinds.drawing import Dice, Level, draw_grid
from cnnhand.questions.kernels.kernel_from_map import KernelFromMap

SUMMARY = "the kernel that made a map, from the map of an impulse"


def draw(level: Level, dice: Dice) -> KernelFromMap | None:
    """Easy: an impulse of 1, a kernel of two rows or columns. Medium: 3×3, another impulse. Hard: a bias."""
    side = 2 if level == "easy" else 3
    size = dice.choice((Pair(2, 2), Pair(3, 2), Pair(2, 3))) if level == "easy" else Pair(3, 3)
    value = 1 if level == "easy" else dice.integer(2, 3) if level == "medium" else dice.choice((-2, -1, 2, 3))
    bias = dice.choice((-3, -2, -1, 1, 2, 3)) if level == "hard" else 0
    flip = level == "hard" and dice.integer(1, 3) == 1
    padding = 1 if level == "hard" or (level == "medium" and dice.integer(0, 1)) else 0
    width, height = (5, 5) if padding else (2 * size.across - 1, 2 * size.down - 1)
    middle = Pair(width // 2, height // 2)
    if level == "hard":
        width, height = dice.choice(((4, 4), (5, 4), (4, 5)))
        middle = Pair(dice.integer(1, width - 2), dice.integer(1, height - 2))
    image = Grid.of([[value * ((j, i) == middle) for j in range(width)] for i in range(height)])
    low = 0 if level == "easy" else -4
    kernel = draw_grid(dice, *size, low, 5)
    if list(kernel.cells()).count(0) > side - 1 or _looks_the_same(kernel):
        return None
    frame = Sides.around(padding)
    map = convolved(image, [Filter(kernel, bias)], Window.of(size, padding=frame), flip)
    return KernelFromMap(image, map, size, frame, flip)


def _looks_the_same(kernel: Grid) -> bool:
    """Whether a kernel is its own turned, mirrored or transposed picture, which hides mistakes."""
    return kernel in map(kernel.by_channel, (rotated, mirrored, upside_down, exchanged))
