"""Kernels: their names, which one made a map, what they answer to, and what a shift does to their map."""

from itertools import product

from cnnhand.exact.cells import convolved, exchanged, mirrored, upside_down
from cnnhand.exact.kernels import KERNELS, centred
from cnnhand.exact.shifts import Shift
from cnnhand.exact.values import Filter, Grid, Rows, plain
from cnnhand.kinds.drawing import Dice, Row, draw_grid, levels, turns
from cnnhand.questions.kernels.kernel_choice import CHANGES, KernelChoice
from cnnhand.questions.kernels.kernel_composition import KernelComposition
from cnnhand.questions.kernels.kernel_from_map import KernelFromMap
from cnnhand.questions.kernels.kernel_name import KernelName
from cnnhand.questions.kernels.patch_response import PatchResponse
from cnnhand.questions.kernels.shifted_map import ShiftedMap


@levels("""
    others | 4       | 6     |
    factor | 1       | ±1..3 | -1, 1, 2
    ninths | yes, no | no    | yes
    light  |         |       | 1..9
    times  |         |       | 1, 10
""")
def kernel_name(row: Row, dice: Dice) -> KernelName | None:
    """Easy: a kernel of the course, five names. Medium: times a number. Hard: by its responses, all names."""
    name, *others = dice.shuffled(list(KERNELS))
    among = tuple(word for word in KERNELS if word in (name, *others[: row.others])) if row.others else ()
    ninths = name == "blur"
    factor = row.factor * (9 if ninths and not row.ninths else 1)
    weights = tuple(tuple(plain(factor * w) for w in line) for line in centred(KERNELS[name]))
    problem = KernelName(Grid((weights,)), among, row.light and row.light * (9 if ninths else row.times))
    return problem if len({value for _, value in problem.wrong_answers()}) > 1 else None


@levels("""
    stack   | 3x3 conv2 | 4x4 conv3 | 4x4 conv3, 4x4 conv3p1
    x       | [0..3]    | [0..4]    | [0..4]
    weights | [-2..2]   | [-3..3]   | [-3..3]
    others  | 2         | 3         | 4
    near    | no        | no        | yes
""")
def kernel_choice(row: Row, dice: Dice) -> KernelChoice | None:
    """Easy: three kernels of 2×2. Medium: four of 3×3. Hard: five, one of which gives the map's first cell too."""
    layer = row.stack.layer
    image = draw_grid(dice, row.x, *row.stack.volume)
    right = draw_grid(dice, row.weights, *layer.size)
    others = [right.by_channel(change) for change in dice.shuffled(CHANGES)[: row.others]]
    if row.near:  # two neighbouring weights of the last row exchanged, so that much of the map stays as it is
        *rows, (*start, last, first) = right.rows
        others[0] = Grid(((*rows, (*start, first, last)),))
    kernels = dice.shuffled([right, *others])
    maps = [convolved(image, [Filter(kernel)], layer.window) for kernel in kernels]
    if len(set(maps)) < len(maps):
        return None
    problem = KernelChoice(image, maps[kernels.index(right)], tuple(kernels), layer.padding)
    taken = sorted(str(letter) for _, letter in problem.wrong_answers())
    wrong = [letter for letter in problem.choices if letter != problem.answer()]
    return problem if taken == wrong else None  # each for one reason


# The one kernel is as large as the input of which the two make one number.
@levels("""
    stack   | 3x1 conv2x1 conv2x1, 4x1 conv3x1 conv2x1 | 3x3 conv2 conv2 | 5x5 conv3/2 conv2, 7x1 conv3x1/2x1 conv3x1
            | 3x2 conv1x2 conv3x1, 3x2 conv3x1 conv1x2 |                 | 5x4 conv3x2/2 conv2, 4x5 conv2x3/2 conv2
    first   | [-3..-1, 1..4] | [-3..-1, 1..4] | [-3..4]
    second  | [-3..-1, 1..4]
""")
def kernel_composition(row: Row, dice: Dice) -> KernelComposition | None:
    """Easy: two rows, or a column and a row. Medium: two kernels of 2×2. Hard: the first with a stride."""
    one, other = row.stack.layers
    first, second = draw_grid(dice, row.first, *one.size), draw_grid(dice, row.second, *other.size)
    return KernelComposition(first, second, one.stride) if first != second and turns(first, second) else None


@levels("""
    stack   | 3x3 conv2, 5x3 conv3x2, 3x5 conv2x3 | 5x5 conv3, 5x5 conv3p1 | 4x4 conv3p1, 5x4 conv3p1, 4x5 conv3p1
    value   | 1      | 2, 3    | -2, -1, 2, 3
    weights | [0..5] | [-4..5] | [-4..5]
    bias    | 0      | 0       | ±1..3
    flip    | no     | no      | yes, no, no
""")
def kernel_from_map(row: Row, dice: Dice) -> KernelFromMap | None:
    """Easy: an impulse of 1, a kernel of two rows or columns. Medium: 3×3, another impulse. Hard: a bias."""
    (width, height, _), (layer,), _ = row.stack
    places = zip((width, height), layer.window, strict=True)  # where every weight meets the impulse
    at = tuple(dice.integer(axis.reach - 1 - axis.before, side - axis.reach + axis.after) for side, axis in places)
    image = Grid.of([[row.value * ((j, i) == at) for j in range(width)] for i in range(height)])
    kernel = draw_grid(dice, row.weights, *layer.size)
    if not turns(kernel) or kernel in map(kernel.by_channel, (mirrored, upside_down, exchanged)):
        return None  # mistakes would not show
    map_ = convolved(image, [Filter(kernel, row.bias)], layer.window, row.flip)
    return KernelFromMap(image, map_, layer.size, layer.padding, row.flip)


DETECTORS: tuple[Rows, ...] = (
    ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)),
    ((1, 1, 1), (0, 0, 0), (-1, -1, -1)),
    ((2, -1, -1), (-1, 2, -1), (-1, -1, 2)),
    ((-1, 2, -1), (-1, 2, 0), (-1, 2, 0)),
    ((1, 1, 1), (1, -1, -1), (1, -1, -1)),
    ((0, 1, -1), (1, 1, 1), (-1, 1, 0)),
)
"""Small patterns that a kernel can look for: edges, lines, a corner, a cross."""


@levels("""
    patches  | 2    | 3    | 3
    curves   | no   | no   | yes
    strength | 1, 2 | 1, 2 | 10
    bright   | no   | yes  | yes
""")
def patch_response(row: Row, dice: Dice) -> PatchResponse | None:
    """Easy: two patches of 3×3. Medium: three, of which the brightest fits badly. Hard: 5×5 and a curve."""
    drawn = [(_curve if row.curves else _detector)(dice) for _ in range(row.patches)]
    patterns = dice.shuffled(drawn)
    patches = tuple(_patch(pattern, row.curves, dice) for pattern in patterns)
    problem = PatchResponse(Grid((drawn[0],)).map(lambda w: row.strength * w), patches)
    fits = patterns[problem.best] == drawn[0] and 0 < problem.answer() < 1000
    if not fits or len(set(problem.responses())) < row.patches:
        return None
    return problem if not row.bright or problem.brightest != problem.best else None


def _patch(pattern: Rows, curves: bool, dice: Dice) -> Grid:
    """A patch, light where its pattern is, else dark or, around a curve, mostly black."""
    light = dice.integer(3, 9)

    def cell(weight: int) -> int:
        if weight > 0:
            return light + dice.integer(-1, 1)
        return dice.integer(0, 9) * (dice.integer(1, 4) == 1) if curves else dice.integer(0, 2)

    return Grid((pattern,)).map(cell)


def _curve(dice: Dice) -> Rows:
    """A 5×5 pattern of 0 and 1: a curve from the top to the bottom, one cell a row."""
    columns = [dice.integer(0, 4)]
    while len(columns) < 5:
        columns.append(min(4, max(0, columns[-1] + dice.integer(-1, 1))))
    return tuple(tuple(int(column == at) for column in range(5)) for at in columns)


def _detector(dice: Dice) -> Rows:
    """One of the small patterns, turned by some quarters."""
    pattern = dice.choice(DETECTORS)
    for _ in range(dice.integer(0, 3)):
        pattern = exchanged(pattern)[::-1]
    return pattern


@levels("""
    stack  | 4x4 conv2   | 6x6 conv3, 5x5 conv3/2p1, 5x5 conv2 | 5x5 conv3, 4x4 conv2, 4x4 conv3p1
    bias   | 0           | -2, -1, 1..3 | -2, -1, 1..3
    right  | ±1
    down   | ±1          | -1, 1, 2     | ±1
    still  | right, down |              |
    broken | no          | no           | yes
""")
def shifted_map(row: Row, dice: Dice) -> ShiftedMap | None:
    """Easy: one direction. Medium: both directions, a bias, perhaps a stride. Hard: the border breaks it."""
    (width, *_), (layer,), _ = row.stack
    stride, padding = layer.stride.across, layer.padding.left
    shift = Shift(stride * row.right, min(2, stride * row.down))
    if row.still:
        shift = shift._replace(**{row.still: 0})
    rows = [[dice.integer(1, 5) * (dice.integer(1, 5) > 2) for _ in range(width)] for _ in range(width)]
    if not row.broken:
        _clear(rows, shift, layer.size.across - 1 - padding, padding)
    filter = Filter(draw_grid(dice, range(-2, 4), *layer.size), row.bias)
    problem = ShiftedMap(Grid.of(rows), filter, shift, layer.stride, layer.padding)
    cells, broken = list(problem.answer().cells()), len(problem.broken())
    if len(set(cells)) < 4 or max(map(abs, cells)) > 99 or 8 * max(map(cells.count, cells)) > 5 * len(cells):
        return None
    return problem if (1 <= broken <= 7 if row.broken else not broken) else None


def _clear(rows: list[list[int]], shift: Shift, margin: int, padding: int) -> None:
    """Zeros where the image comes from, and with padding where it goes to, so that the whole map can be read off."""
    side = len(rows)
    for i, j in product(range(side), range(side)):
        for at, cells in ((i, shift.down), (j, shift.right)):
            behind = at if cells > 0 else side - 1 - at
            ahead = side - 1 - behind
            if cells and (behind < margin or abs(cells) - padding <= ahead < abs(cells)):
                rows[i][j] = 0
