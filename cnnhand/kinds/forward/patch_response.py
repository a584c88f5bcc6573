"""Draws: which patch does a kernel answer to most? The largest sum of patch times kernel, cell by cell."""

from cnnhand.exact.cells import exchanged
from cnnhand.exact.values import Grid, Rows
from cnnhand.kinds.drawing import Dice, Level
from cnnhand.questions.kernels.patch_response import PatchResponse

SUMMARY = "the largest response of a kernel to some patches: which of them fits it"

DETECTORS: tuple[Rows, ...] = (
    ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)),
    ((1, 1, 1), (0, 0, 0), (-1, -1, -1)),
    ((2, -1, -1), (-1, 2, -1), (-1, -1, 2)),
    ((-1, 2, -1), (-1, 2, 0), (-1, 2, 0)),
    ((1, 1, 1), (1, -1, -1), (1, -1, -1)),
    ((0, 1, -1), (1, 1, 1), (-1, 1, 0)),
)
"""Small patterns that a kernel can look for: edges, lines, a corner, a cross."""


def draw(level: Level, dice: Dice) -> PatchResponse | None:
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
