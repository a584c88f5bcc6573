"""How much of the input does one cell after a stack of layers see, and how far apart do neighbouring cells look?"""

from cnnhand.exact.shapes import Pair
from cnnhand.kinds.drawing import NOT_GIVEN, Dice, Level, NetworkProblem, ask, square
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.pool import MaxPool

SUMMARY = "the receptive field, or the jump, of a cell after a stack of layers"

LARGEST: dict[Level, int] = {"easy": 25, "medium": 60, "hard": 150}


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: two or three layers, with a stride. Medium: convolutions and pools in turn. Hard: four or five layers, a
    dilated one among them, or the jump."""
    count = {"easy": dice.integer(2, 3), "medium": dice.integer(3, 4), "hard": dice.integer(4, 5)}[level]
    what = "jump" if level != "easy" and dice.integer(1, 5) == 1 else "field"
    dilated = dice.integer(1, count) if level == "hard" and what == "field" else 0
    layers: list[Layer] = []
    strided, field, jump = 0, 1, 1
    for number in range(1, count + 1):
        pool = level != "easy" and number % 2 == 0 and number != dilated
        filter = dice.choice((2, 3) if pool else (3, 3, 5, 7))
        stride = 2 if pool else dice.choice((1, 2) if level != "hard" else (1, 2, 3))
        padding = 0 if pool else dice.integer(0, (filter - 1) // 2)
        gaps = dice.choice((2, 3)) if number == dilated else 1
        more = {} if pool else {"dilation": Pair(gaps, gaps)}
        layers.append(square(MaxPool if pool else Conv, filter, stride, padding, **more))
        strided += stride > 1
        field, jump = field + gaps * (filter - 1) * jump, jump * stride
    if strided < (1 if level == "easy" else 2) or (field if what == "field" else jump) > LARGEST[level]:
        return None
    return ask(NOT_GIVEN, layers, what)
