"""Draws: which of the named kernels is it?"""

from cnnhand.exact.kernels import KERNELS, centred
from cnnhand.exact.values import Grid, plain
from cnnhand.kinds.drawing import Dice, Level
from cnnhand.questions.kernels.kernel_name import KernelName

SUMMARY = "the name of a kernel: edge, attention, sharpen, Sobel, blur …"


def draw(level: Level, dice: Dice) -> KernelName | None:
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
