"""One step of gradient descent for one weight of a convolution: w − η·dw."""

from fractions import Fraction

from cnnhand.exact.cells import Place
from cnnhand.exact.shapes import Axis, Pair, Sides
from cnnhand.exact.values import Filter
from cnnhand.kinds.dice import Dice
from cnnhand.kinds.drawing import draw_grid
from cnnhand.layers.conv import Conv
from cnnhand.layers.network import Network
from cnnhand.questions.asking import Ask, Cells
from cnnhand.questions.contract import Level
from cnnhand.questions.network import NetworkProblem

SUMMARY = "one weight of a convolution after one step of gradient descent"

SIZES: dict[Level, tuple[tuple[int, int, int, int], ...]] = {
    "easy": ((3, 2, 1, 0),),
    "medium": ((4, 2, 2, 0), (4, 2, 1, 0), (5, 3, 2, 0)),
    "hard": ((4, 2, 2, 1), (5, 3, 2, 1), (3, 3, 1, 1)),
}
"""The sides of the input and of the filter, the stride and the padding."""


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a 3×3 input and a 2×2 kernel. Medium: stride 2 or more places. Hard: stride and padding."""
    side, size, stride, padding = dice.choice(SIZES[level])
    outputs, most = Axis(size, stride, padding, padding).outputs(side), 2 if level == "easy" else 3
    x = draw_grid(dice, side, side, 0, most + 2)
    dy = draw_grid(dice, outputs, outputs, -most, most, zero=False)
    filter = Filter(draw_grid(dice, size, size, -3, 3))
    rate = Fraction(1, dice.choice((2, 10) if level == "easy" else (2, 4, 5, 10, 100)))
    row, column = dice.integer(1, size), dice.integer(1, size)
    if level != "easy" and row == column:  # row and column exchanged would not show
        return None
    layer = Conv(
        size=Pair(size, size),
        stride=Pair(stride, stride),
        padding=Sides.around(padding),
        filters=1,
        weights=(filter,),
    )
    ask = Ask("updated-weight", (1,), Cells(range(row, row + 1), range(column, column + 1)))
    problem = NetworkProblem(Network.of(x.volume, [layer]), (ask,), x, dy, rate=rate)
    terms = [term for line in problem.exact_parts()[0].of.terms(1, 0, Place(row, column)) for term in line]  # type: ignore[attr-defined]
    several = sum(number != 0 for number, _ in terms) > 1
    return problem if several and abs(sum(number * slope for number, slope in terms)) > 1 else None
