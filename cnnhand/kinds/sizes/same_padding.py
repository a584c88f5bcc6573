"""How much padding gives a "same" convolution, and where do its zeros go?"""

from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask
from cnnhand.layers.conv import Conv

SUMMARY = "the padding that keeps the size, and where its zeros go"


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: P for a larger filter. Medium: a dilated filter. Hard: with a stride, both sides together or one."""
    side, stride, dilation, what = dice.integer(16, 99), 1, 1, "padding"
    match level:
        case "easy":
            filter = dice.choice((5, 7, 9, 11, 13))
        case "medium":
            filter, dilation = dice.choice((3, 5, 7)), dice.integer(2, 4)
        case _:
            what = dice.choice(("padding-total", "padding-before", "padding-after"))
            filter, stride, dilation = dice.integer(4, 11), dice.integer(2, 3), dice.integer(1, 2)
            missing = (-(-side // stride) - 1) * stride + dilation * (filter - 1) + 1 - side
            if missing <= 2 or (what != "padding-total" and missing % 2 == 0):
                return None
    size, moves, gaps = (Pair(number, number) for number in (filter, stride, dilation))
    layer = Conv(size=size, stride=moves, padding="same", dilation=gaps)
    return ask(Volume(side, side, None), layer, what)  # type: ignore[arg-type]  # the depth does not matter
