"""Draws: which of a few kernels made this map?"""

from cnnhand.exact.shapes import Pair, Sides, Window
from cnnhand.exact.values import Grid, Rows
from cnnhand.kinds.drawing import Dice, Level, draw_grid
from cnnhand.questions.kernels.kernel_choice import CHANGES, KernelChoice, map_of

SUMMARY = "which of a few kernels made a map"


def draw(level: Level, dice: Dice) -> KernelChoice | None:
    """Easy: three kernels of 2×2. Medium: four of 3×3. Hard: five, one of which gives the map's first cell too."""
    side, width = (2, 3) if level == "easy" else (3, 4)
    padding = dice.integer(0, 1) if level == "hard" else 0
    image = draw_grid(dice, width, width, 0, 3 if level == "easy" else 4)
    (right,) = draw_grid(dice, side, side, -2, 2 if level == "easy" else 3).channels
    others = [change(right) for change in CHANGES]
    kernels = [right]
    while len(kernels) < {"easy": 3, "medium": 4, "hard": 5}[level] and others:
        kernels.append(others.pop(dice.integer(0, len(others) - 1)))
    frame = Sides.around(padding)
    if level == "hard":
        kernels[1] = _same_corner(right, dice)
    kernels = dice.shuffled(kernels)
    window = Window.of(Pair(side, side), padding=frame)
    made = map_of(image, Grid((right,)), window)
    if len({map_of(image, Grid((kernel,)), window) for kernel in kernels}) < len(kernels):
        return None
    problem = KernelChoice(image, made, tuple(Grid((kernel,)) for kernel in kernels), frame)
    taken = sorted(str(letter) for _, letter in problem.wrong_answers())
    wrong = [letter for letter in problem.choices if letter != problem.answer()]
    return problem if taken == wrong else None  # each for one reason


def _same_corner(kernel: Rows, dice: Dice) -> Rows:
    """Two neighbouring weights of the last row exchanged, so that much of the map stays as it is."""
    *rows, last = kernel
    at = dice.integer(0, len(last) - 2)
    return (*rows, (*last[:at], last[at + 1], last[at], *last[at + 2 :]))
