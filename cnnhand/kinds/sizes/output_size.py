"""Which volume comes out of a convolution or a pooling layer?"""

from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import Dice, Level, NetworkProblem, ask
from cnnhand.layers.base import Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.pool import AveragePool, L2Pool, MaxPool

SUMMARY = "the volume that a convolution or pooling layer makes of a volume"

POOLS = {"easy": (3, 4), "medium": (2, 3), "hard": (3, 4)}
DEEPEST = 16


def draw(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a square convolution that fits. Medium: stride and padding, pooling, “same” padding. Hard: two
    different sides, and padding that is not the same on every side."""
    pool = level != "easy" and dice.integer(1, 3) == 1
    same = level != "easy" and dice.integer(1, 6 if level == "medium" else 9) == 1
    layer = _layer(level, dice, pool)
    stride = layer.stride.across
    rounding, rest = Rounding.EXACT, (0, 0)
    if level != "easy" and stride > 2 and not same and dice.integer(1, 4) > 1:
        rounding = dice.choice((Rounding.EXACT, Rounding.FLOOR, Rounding.CEIL if pool else Rounding.FLOOR))
        rest = (dice.integer(1, stride - 1), dice.integer(0, stride - 1) if level == "hard" else 0)
    width, height = (
        (dice.integer(3, 16) - 1) * stride + axis.reach - axis.before - axis.after + extra
        for axis, extra in zip(layer.window, rest, strict=True)
    )
    if level != "hard":
        height = width
    if not 4 <= min(width, height) <= max(width, height) <= 99 or (level == "hard" and width == height):
        return None
    volume = Volume(width, height, dice.choice((1, 3)) if level == "easy" else dice.integer(2, DEEPEST))
    if same:
        layer = layer.with_(padding="same")
    if any(rule.note for rule in layer.sides(volume, rounding)[:2] if rounding is Rounding.CEIL):
        return None  # a last window would start beyond the input
    return ask(volume, layer, "volume", rounding=rounding)


def _layer(level: Level, dice: Dice, pool: bool) -> Sliding:
    """A layer of a level: at hard with two sizes, a dilation, or another padding on every side."""
    stride = dice.integer(1, 3) if level == "easy" else dice.integer(2, 4)
    filter = dice.choice(POOLS[level] if pool else (3, 5, 7))
    padding = 0 if level == "easy" else dice.integer(0 if level == "medium" and pool else 1, (filter - 1) // 2)
    dilation = 2 if level == "hard" and not pool and filter == 3 and dice.integer(1, 2) == 1 else 1
    down = filter
    if level == "hard" and dice.integer(1, 2) == 1:
        down = dice.choice([side for side in (2, 3, 5) if side != filter])
    sides = Sides.around(min(padding, down - 1) if pool else padding)
    if level == "hard" and not pool and dice.integer(1, 3) == 1:
        sides = Sides(*(dice.integer(1, 3) for _ in Sides._fields))
    moves = {"size": Pair(filter, down), "stride": Pair(stride, stride), "padding": sides}
    if pool:
        sort: type[Sliding] = dice.choice((MaxPool, AveragePool, L2Pool))
        return sort(**moves)  # type: ignore[arg-type]  # each its own option
    return Conv(filters=dice.integer(2, 32), dilation=Pair(dilation, dilation), **moves)  # type: ignore[arg-type]
