"""Draws: the map of a shifted image, read off the map of the image as it was: a convolution moves with its input."""

from itertools import product

from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.shifts import Shift
from cnnhand.exact.values import Filter, Grid
from cnnhand.kinds.drawing import Dice, Level, draw_grid
from cnnhand.questions.kernels.shifted_map import ShiftedMap

SUMMARY = "the map of a shifted image, read off the map of the image before"


def draw(level: Level, dice: Dice) -> ShiftedMap | None:
    """Easy: one direction. Medium: both directions, a bias, perhaps a stride. Hard: the border breaks it."""
    bias = 0 if level == "easy" else dice.choice((-2, -1, 1, 2, 3))
    side, stride, padding, width = 2, 1, 0, 4
    if level != "easy":
        side, stride, padding, width = dice.choice(((3, 1, 0, 6), (3, 2, 1, 5), (2, 1, 0, 5)))
    if level == "hard":
        side, stride, padding, width = dice.choice(((3, 1, 0, 5), (2, 1, 0, 4), (3, 1, 1, 4)))
    steps = [
        stride * dice.choice((-1, 1)),
        stride * dice.choice((-1, 1, 2) if level == "medium" and stride == 1 else (-1, 1)),
    ]
    if level == "easy":
        steps[dice.integer(0, 1)] = 0
    shift = Shift(*steps)
    rows = [[dice.integer(1, 5) * (dice.integer(1, 5) > 2) for _ in range(width)] for _ in range(width)]
    if level != "hard":
        _clear(rows, shift, side - 1 - padding, padding)
    problem = ShiftedMap(
        Grid.of(rows),
        Filter(draw_grid(dice, side, side, -2, 3), bias),
        shift,
        Pair(stride, stride),
        Sides.around(padding),
    )
    cells, broken = list(problem.answer().cells()), len(problem.broken())
    if len(set(cells)) < 4 or max(map(abs, cells)) > 99 or 8 * max(map(cells.count, cells)) > 5 * len(cells):
        return None
    return problem if (1 <= broken <= 7 if level == "hard" else not broken) else None


def _clear(rows: list[list[int]], shift: Shift, margin: int, padding: int) -> None:
    """Zeros where the image comes from, and with padding where it goes to, so that the whole map can be read off."""
    side = len(rows)
    for i, j in product(range(side), range(side)):
        for at, cells in ((i, shift.down), (j, shift.right)):
            behind = at if cells > 0 else side - 1 - at
            ahead = side - 1 - behind
            if cells and (behind < margin or abs(cells) - padding <= ahead < abs(cells)):
                rows[i][j] = 0
