"""Sizes: what comes out of a layer, how it is padded, what a cell sees."""

from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import NOT_GIVEN, Dice, Level, NetworkProblem, ask, draw_grid, square
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.network import Network, Node
from cnnhand.layers.pool import AveragePool, L2Pool, MaxPool
from cnnhand.layers.resize import Pad
from cnnhand.layers.transposed import TransposedConv
from cnnhand.questions.sizes.fill import FillProblem
from cnnhand.questions.sizes.fill_input import Wanted
from cnnhand.questions.sizes.fill_search import Blank

POOLS = {"easy": (3, 4), "medium": (2, 3), "hard": (3, 4)}


DEEPEST = 16


def output_size(level: Level, dice: Dice) -> NetworkProblem | None:
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


def transposed_size(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: a stride, no padding. Medium: padding too. Hard: output padding, two different sides."""
    stride = dice.integer(2, 4)
    side = dice.choice((2, 3, 4, 5)) if level == "easy" else dice.choice((3, 4, 5, 7))
    padding = 0 if level == "easy" else dice.integer(1, (side - 1) // 2)
    extra = dice.integer(1, stride - 1) if level == "hard" else 0
    width = dice.integer(3, 16)
    height = dice.integer(3, 16) if level == "hard" else width
    down = dice.choice((2, 3, 5)) if level == "hard" and dice.integer(1, 3) == 1 else side
    if level == "hard" and width == height:
        return None
    depth = dice.integer(1, 4) if level == "easy" else 2 * dice.integer(2, 32)
    layer = square(TransposedConv, side, stride, padding, filters=dice.integer(1, 32), extra=Pair(extra, extra))
    return ask(Volume(width, height, depth), layer.with_(size=Pair(side, down)), "volume")


SIZES: dict[Level, tuple[int, ...]] = {"easy": (3, 5), "medium": (3, 4, 5, 7), "hard": (3, 4, 5, 7, 9)}


ASKED = ("size", "stride", "padding")


GIVEN = ("padding", *["size"] * 2, *["stride"] * 6)
"""The one setting that is given at hard. With the stride many filters do it, and most such draws are thrown away."""


def layer_design(level: Level, dice: Dice) -> FillProblem | None:
    """Easy: the filter, the stride or the padding. Medium: one of them with a padded input, and the filters. Hard:
    two of them that go together, and the filters."""
    setting = dice.choice(ASKED if level != "hard" else GIVEN)
    size, stride = dice.choice(SIZES[level]), dice.integer(1, 3)
    padding = dice.integer(0 if level == "easy" and setting != "padding" else 1, size // 2)
    across, down = dice.integer(4, 15), dice.integer(4, 15)
    if level != "hard":
        down = across
    width, height = ((side - 1) * stride + size - 2 * padding for side in (across, down))
    volume = Volume(width, height, dice.choice((1, 3)) if level == "easy" else dice.integer(2, 8))
    wanted = Volume(across, down, dice.integer(9, 32))
    if min(width, height) < size + 2 or (level == "hard" and setting == "stride" and size % 2 == 0):
        return None  # too small, or made by even filters alone
    settings = {"size": Pair(size, size), "stride": Pair(stride, stride), "padding": Sides.around(padding)}
    known = {name: value for name, value in settings.items() if (name == setting) == (level == "hard")}
    open_ = tuple(name for name in ASKED if name not in known)
    if level == "easy":
        known |= {"filters": wanted.depth}  # type: ignore[dict-item]  # each its own type
    else:
        open_ += ("filters",)
    blank = Blank.of(1, "conv", known, open_)
    return FillProblem(Network(volume, (Node(Layer(), (0,)),)), (blank,), Wanted(wanted))


TWO_SIDES = (Sides(1, 0, 1, 0), Sides(0, 1, 0, 1), Sides(1, 0, 0, 1), Sides(0, 1, 1, 0))


def padded_grid(level: Level, dice: Dice) -> NetworkProblem | None:
    """Easy: zeros on two of the sides. Medium: another number on every side. Hard: “same” padding of a filter."""
    width, height = (dice.integer(2, 3), dice.integer(2, 3)) if level != "hard" else (3, dice.integer(2, 4))
    x = draw_grid(dice, width, height, 1, 9)
    if level == "easy":
        return ask(x, Pad(padding=dice.choice(TWO_SIDES)), "map")
    if level == "medium":
        sides = Sides(*(dice.integer(0, 2) for _ in Sides._fields))
        return ask(x, Pad(padding=sides), "map") if len(set(sides)) == 3 and sides.left + sides.right < 4 else None
    size, stride = Pair(dice.integer(2, 4), dice.integer(2, 4)), dice.integer(1, 2)
    pad = Pad(padding="same", size=size, stride=Pair(stride, stride))
    sides = pad.on(x.volume).padding  # type: ignore[assignment]  # what `same` comes to
    return ask(x, pad, "map") if sides.left != sides.right or sides.top != sides.bottom else None


def same_padding(level: Level, dice: Dice) -> NetworkProblem | None:
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


LARGEST: dict[Level, int] = {"easy": 25, "medium": 60, "hard": 150}


def receptive_field(level: Level, dice: Dice) -> NetworkProblem | None:
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
