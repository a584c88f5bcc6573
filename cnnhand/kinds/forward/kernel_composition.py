"""Draws: two kernels, one after the other, composed into the one kernel that does the same in a single convolution."""

from cnnhand.exact.cells import rotated
from cnnhand.exact.shapes import Pair
from cnnhand.kinds.drawing import Dice, Level, draw_grid
from cnnhand.questions.kernels.kernel_composition import KernelComposition

SUMMARY = "the one kernel that does what two kernels do one after the other"


def draw(level: Level, dice: Dice) -> KernelComposition | None:
    """Easy: two rows, or a column and a row. Medium: two kernels of 2×2. Hard: the first with a stride."""
    sizes, stride = {
        "easy": (dice.choice((((2, 1), (2, 1)), ((3, 1), (2, 1)), ((1, 2), (3, 1)), ((3, 1), (1, 2)))), 1),
        "medium": (((2, 2), (2, 2)), 1),
        "hard": (dice.choice((((3, 3), (2, 2)), ((3, 1), (3, 1)), ((3, 2), (2, 2)), ((2, 3), (2, 2)))), 2),
    }[level]
    first, second = (draw_grid(dice, width, height, -3, 4) for width, height in sizes)
    problem = KernelComposition(first, second, Pair(stride, stride if sizes[0][1] > 1 else 1))
    zeros = [sum(not w for w in grid.cells()) for grid in (first, second)]
    if zeros[1] or zeros[0] > (2 if level == "hard" else 0) or first == second:
        return None
    return problem if first.by_channel(rotated) != first and second.by_channel(rotated) != second else None
