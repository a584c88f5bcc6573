"""Kernels: their names, which one made a map, what they answer to, and what a shift does to their map."""

from itertools import product

from cnnhand.exact.cells import convolved, exchanged, mirrored, rotated, upside_down
from cnnhand.exact.kernels import KERNELS, centred
from cnnhand.exact.shapes import Pair, Sides, Window
from cnnhand.exact.shifts import Shift
from cnnhand.exact.values import Filter, Grid, Rows, plain
from cnnhand.kinds.drawing import Dice, Level, draw_grid
from cnnhand.questions.kernels.kernel_choice import CHANGES, KernelChoice
from cnnhand.questions.kernels.kernel_composition import KernelComposition
from cnnhand.questions.kernels.kernel_from_map import KernelFromMap
from cnnhand.questions.kernels.kernel_name import KernelName
from cnnhand.questions.kernels.patch_response import PatchResponse
from cnnhand.questions.kernels.shifted_map import ShiftedMap


def kernel_name(level: Level, dice: Dice) -> KernelName | None:
    """Easy: a kernel of the course, five names. Medium: times a number. Hard: by its responses, all names."""
    names = list(KERNELS)
    name = dice.choice(names)
    among: tuple[str, ...] = ()
    if level != "hard":
        while len(names) > (5 if level == "easy" else 7):
            names.remove(dice.choice([other for other in names if other != name]))
        among = tuple(names)
    if level == "easy":
        factor = 9 if name == "blur" and dice.integer(0, 1) else 1
    else:
        factor = dice.choice((1, 2, 3, -1, -2, -3) if level == "medium" else (1, 2, -1))
    factor *= 9 if level == "medium" and name == "blur" else 1
    weights = tuple(tuple(plain(factor * w) for w in row) for row in centred(KERNELS[name]))
    brightness = dice.integer(1, 9) * dice.choice((1, 10)) if level == "hard" else None
    if brightness is not None and name == "blur":
        brightness = 9 * dice.integer(1, 9)
    problem = KernelName(Grid((weights,)), among, brightness)
    return problem if len({value for _, value in problem.wrong_answers()}) > 1 else None


def kernel_choice(level: Level, dice: Dice) -> KernelChoice | None:
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
    made = convolved(image, [Filter(Grid((right,)))], window)
    if len({convolved(image, [Filter(Grid((kernel,)))], window) for kernel in kernels}) < len(kernels):
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


def kernel_composition(level: Level, dice: Dice) -> KernelComposition | None:
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


def kernel_from_map(level: Level, dice: Dice) -> KernelFromMap | None:
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
    alike = [kernel.by_channel(turned) for turned in (rotated, mirrored, upside_down, exchanged)]
    if list(kernel.cells()).count(0) > side - 1 or kernel in alike:  # which hides mistakes
        return None
    frame = Sides.around(padding)
    map = convolved(image, [Filter(kernel, bias)], Window.of(size, padding=frame), flip)
    return KernelFromMap(image, map, size, frame, flip)


DETECTORS: tuple[Rows, ...] = (
    ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)),
    ((1, 1, 1), (0, 0, 0), (-1, -1, -1)),
    ((2, -1, -1), (-1, 2, -1), (-1, -1, 2)),
    ((-1, 2, -1), (-1, 2, 0), (-1, 2, 0)),
    ((1, 1, 1), (1, -1, -1), (1, -1, -1)),
    ((0, 1, -1), (1, 1, 1), (-1, 1, 0)),
)
"""Small patterns that a kernel can look for: edges, lines, a corner, a cross."""


def patch_response(level: Level, dice: Dice) -> PatchResponse | None:
    """Easy: two patches of 3×3. Medium: three, of which the brightest fits badly. Hard: 5×5 and a curve."""
    if level == "hard":
        weights, strength = _curve(dice), 10
    else:
        weights, strength = _turned(dice.choice(DETECTORS), dice.integer(0, 3)), dice.integer(1, 2)
    side = len(weights)
    others = [_curve(dice) if level == "hard" else _turned(dice.choice(DETECTORS), dice.integer(0, 3)) for _ in "12"]
    patterns = dice.shuffled([weights, *others][: 2 if level == "easy" else 3])
    patches = []
    for pattern in patterns:
        light = dice.integer(3, 9)
        patches.append(Grid.of([[_light(pattern[i][j], light, level, dice) for j in range(side)] for i in range(side)]))
    problem = PatchResponse(Grid((tuple(tuple(strength * w for w in row) for row in weights),)), tuple(patches))
    responses = problem.responses()
    fits = patterns[problem.best] == weights and 0 < problem.answer() < 1000
    if not fits or len(set(responses)) < len(responses):
        return None
    return problem if level == "easy" or problem.brightest != problem.best else None


def _light(weight: int, light: int, level: Level, dice: Dice) -> int:
    """A cell of a patch: light where its pattern is, else dark or, in a curve's patch, mostly black."""
    if weight > 0:
        return max(0, light + dice.integer(-1, 1))
    return dice.integer(0, 2) if level != "hard" else dice.integer(0, 9) * (dice.integer(1, 4) == 1)


def _curve(dice: Dice) -> Rows:
    """A 5×5 pattern of 0 and 1: a curve from the top to the bottom, one cell a row."""
    columns = [dice.integer(0, 4)]
    while len(columns) < 5:
        columns.append(min(4, max(0, columns[-1] + dice.integer(-1, 1))))
    return tuple(tuple(int(column == at) for column in range(5)) for at in columns)


def _turned(pattern: Rows, quarters: int) -> Rows:
    """The pattern turned to the left by so many quarters."""
    for _ in range(quarters):
        pattern = exchanged(pattern)[::-1]
    return pattern


def shifted_map(level: Level, dice: Dice) -> ShiftedMap | None:
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
