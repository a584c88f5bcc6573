"""Sizes: what comes out of a layer, how it is padded, what a cell sees."""

from typing import Any

from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Volume
from cnnhand.kinds.drawing import NOT_GIVEN, Dice, NetworkProblem, Row, ask, draw_grid, input_of, layer, levels
from cnnhand.layers.base import Layer
from cnnhand.layers.network import Network, Node
from cnnhand.layers.resize import Pad
from cnnhand.questions.sizes.fill import FillProblem
from cnnhand.questions.sizes.fill_input import Wanted
from cnnhand.questions.sizes.fill_search import Blank


@levels("""
    layer    | conv  | 8*conv, 2*maxpool, avgpool, l2pool | 8*conv, 2*maxpool, avgpool, l2pool
    filter   | 3, 5, 7
    window   |       | 2, 3            | 3, 4
    down     |       |                 | 6*no, 3, 4, 5
    stride   | 1..3  | 2..4            | 2..4
    padding  | 0     | 1..3
    uneven   | no    | no              | 2*no, yes
    dilation | 1     | 1               | 1, 2
    same     | no    | 5*no, yes       | 8*no, yes
    rounding | exact | 4*exact, 2*floor, ceil
    left     | no    | no, yes
    width    | 3..16
    height   |       |                 | 3..16
    depth    | 1, 3  | 2..16           | 2..16
    filters  | 2..32
""")
def output_size(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: a square convolution that fits. Medium: stride and padding, pooling, “same” padding. Hard: two
    different sides, and padding that is not the same on every side."""
    conv, filter = row.layer == "conv", row.filter if row.layer == "conv" else row.window
    short = f"{row.layer}{filter}x{row.down or filter}"
    if conv:
        short += f"-{row.filters}d{row.dilation if filter == 3 else 1}"
    one = layer(f"{short}/{row.stride}p{min(row.padding, (filter - 1) // 2)}")
    if conv and row.uneven:
        one = one.with_(padding=Sides(*(dice.integer(1, 3) for _ in Sides._fields)))
    rounding, rest = Rounding.EXACT, (0, 0)
    if row.left and row.stride > 2 and not row.same:
        rounding = Rounding("floor" if conv and row.rounding == "ceil" else row.rounding)
        rest = (dice.integer(1, row.stride - 1), dice.integer(0, row.stride - 1) if row.height else 0)
    width, height = input_of(one, (row.width, row.height or row.width), rest)
    height = height if row.height else width
    if not 4 <= min(width, height) <= max(width, height) <= 99 or (row.height and width == height):
        return None
    if row.same:
        one = one.with_(padding="same")
    volume = Volume(width, height, row.depth)
    if any(rule.note for rule in one.sides(volume, rounding)[:2] if rounding is Rounding.CEIL):
        return None  # a last window would start beyond the input
    return ask(volume, one, "volume", rounding=rounding)


@levels("""
    stride  | 2..4
    side    | 2..5  | 3, 4, 5, 7 | 3, 4, 5, 7
    down    |       |            | 6*no, 2, 3, 5
    padded  | no    | yes        | yes
    extra   | no    | no         | yes
    width   | 3..16
    height  |       |            | 3..16
    depth   | 1..4  | 4..64      | 4..64
    filters | 1..32
""")
def transposed_size(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: a stride, no padding. Medium: padding too. Hard: output padding, two different sides."""
    padding = dice.integer(1, (row.side - 1) // 2) if row.padded else 0
    extra = dice.integer(1, row.stride - 1) if row.extra else 0
    size = f"{row.side}x{row.down or row.side}"
    one = layer(f"tconv{size}-{row.filters}/{row.stride}p{padding}o{extra}")
    volume = Volume(row.width, row.height or row.width, row.depth)
    return ask(volume, one, "volume") if row.width != row.height else None


ASKED = ("size", "stride", "padding")


@levels("""
    setting | size, stride, padding | size, stride, padding | padding, 2*size, 6*stride
    given   | the others | the others | it alone
    size    | 3, 5       | 3, 4, 5, 7 | 3, 4, 5, 7, 9
    stride  | 1..3
    padded  | no         | yes        | yes
    width   | 4..15
    height  |            |            | 4..15
    depth   | 1, 3       | 2..8       | 2..8
    filters | 9..32
    deep    | given      | asked      | asked
""")
def layer_design(row: Row, dice: Dice) -> FillProblem | None:
    """Easy: the filter, the stride or the padding. Medium: one of them with a padded input, and the filters. Hard:
    two of them that go together, and the filters."""
    alone = row.given == "it alone"  # with the stride many filters do it, and most such draws are thrown away
    padding = dice.integer(1 if row.padded or row.setting == "padding" else 0, row.size // 2)
    conv = layer(f"conv{row.size}/{row.stride}p{padding}")
    wanted = Volume(row.width, row.height or row.width, row.filters)
    width, height = input_of(conv, wanted[:2])
    if min(width, height) < row.size + 2 or (alone and row.setting == "stride" and row.size % 2 == 0):
        return None  # too small, or made by even filters alone
    known = {name: getattr(conv, name) for name in ASKED if (name == row.setting) == alone}
    open_ = [name for name in ASKED if name not in known]
    if row.deep == "given":
        known["filters"] = row.filters
    else:
        open_.append("filters")
    blank = Blank.of(1, "conv", known, tuple(open_))
    return FillProblem(Network(Volume(width, height, row.depth), (Node(Layer(), (0,)),)), (blank,), Wanted(wanted))


@levels("""
    width  | 2, 3 | 2, 3       | 3
    height | 2, 3 | 2, 3       | 2..4
    pad    | pad1:0:1:0, pad0:1:0:1, pad1:0:0:1, pad0:1:1:0 | every side | same
""")
def padded_grid(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: zeros on two of the sides. Medium: another number on every side. Hard: “same” padding of a filter."""
    x = draw_grid(dice, range(1, 10), row.width, row.height)
    if row.pad == "every side":
        sides = Sides(*(dice.integer(0, 2) for _ in Sides._fields))
        return ask(x, Pad(padding=sides), "map") if len(set(sides)) == 3 and sides.left + sides.right < 4 else None
    if row.pad != "same":
        return ask(x, layer(row.pad), "map")
    size, stride = Pair(dice.integer(2, 4), dice.integer(2, 4)), dice.integer(1, 2)
    pad = Pad(padding="same", size=size, stride=Pair(stride, stride))
    left, right, top, bottom = pad.on(x.volume).padding
    return ask(x, pad, "map") if left != right or top != bottom else None


@levels("""
    side     | 16..99
    filter   | 5, 7, 9, 11, 13 | 3, 5, 7 | 4..11
    stride   | 1       | 1       | 2, 3
    dilation | 1       | 2..4    | 1, 2
    asked    | padding | padding | padding-total, padding-before, padding-after
""")
def same_padding(row: Row, _: Dice) -> NetworkProblem | None:
    """Easy: P for a larger filter. Medium: a dilated filter. Hard: with a stride, both sides together or one."""
    missing = (-(-row.side // row.stride) - 1) * row.stride + row.dilation * (row.filter - 1) + 1 - row.side
    if missing <= 2 or (row.asked in ("padding-before", "padding-after") and missing % 2 == 0):
        return None
    conv = layer(f"conv{row.filter}/{row.stride}d{row.dilation}same")
    return ask(Volume(row.side, row.side, None), conv, row.asked)  # type: ignore[arg-type]  # the depth does not matter


@levels("""
    count   | 2, 3   | 3, 4          | 4, 5
    asked   | field  | 4*field, jump | 4*field, jump
    pools   | no     | yes           | yes
    dilated | no     | no            | yes
    strides | [1, 2] | [1, 2]        | [1..3]
    strided | 1      | 2             | 2
    most    | 25     | 60            | 150
""")
def receptive_field(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: two or three layers, with a stride. Medium: convolutions and pools in turn. Hard: four or five layers, a
    dilated one among them, or the jump."""
    dilated = dice.integer(1, row.count) if row.dilated and row.asked == "field" else 0
    layers: list[Any] = []
    field, jump = 1, 1
    for number in range(1, row.count + 1):
        if row.pools and number % 2 == 0 and number != dilated:
            layers.append(layer(f"maxpool{dice.choice((2, 3))}/2"))
        else:
            filter, stride = dice.choice((3, 3, 5, 7)), dice.choice(row.strides)
            padding, gaps = dice.integer(0, (filter - 1) // 2), dice.choice((2, 3)) if number == dilated else 1
            layers.append(layer(f"conv{filter}/{stride}p{padding}d{gaps}"))
        axis = layers[-1].window.across
        field, jump = field + (axis.reach - 1) * jump, jump * axis.stride
    strided = sum(one.stride.across > 1 for one in layers)
    if strided < row.strided or (field if row.asked == "field" else jump) > row.most:
        return None
    return ask(NOT_GIVEN, layers, row.asked)
