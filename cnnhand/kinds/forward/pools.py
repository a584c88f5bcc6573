"""Maps of pooling, and of ReLU."""

from cnnhand.exact.values import Root
from cnnhand.kinds.drawing import Dice, NetworkProblem, Row, ask, draw_grid, levels, numbers_of, over
from cnnhand.layers.pointwise import Bias, Relu

WINDOWS = """
    stack   | 4x4 pool2 | 4x4 pool2, 6x4 pool2, 6x6 pool3  | 4x4 pool2p1, 4x6 pool2p1, 5x3 pool3/2p1, 5x5 pool3/2p1
            | 6x4 pool2 | 3x3 pool2/1, 4x3 pool2/1         | 5x5 pool2 floor, 7x5 pool2 floor, 6x6 pool3/2 floor
            |           | 5x5 pool3/2                      | 8x6 pool3/2 floor, 5x3 pool2 ceil, 5x5 pool2 ceil
            |           |                                  | 4x4 pool3/2 ceil, 4x6 pool3/2 ceil
"""


@levels(f"""{WINDOWS}
    x       | [0..9] | [-30..30] | [-30..30]
""")
def max_pool(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: windows of 2×2 on 4×4 or 6×4. Medium: negative numbers, overlaps, 3×3. Hard: padding, or a rest."""
    x = draw_grid(dice, row.x, *row.stack.volume)
    problem = ask(x, row.stack.layers, "map", rounding=row.stack.rounding)
    numbers = numbers_of(problem)
    return problem if 2 * max(map(numbers.count, numbers)) <= len(numbers) else None


@levels(f"""{WINDOWS.replace("pool", "l2pool")}
    x       | [0..5] | [-5..5] | [-5..5]
""")
def l2_pool(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: windows of 2×2. Medium: negative numbers, overlaps, 3×3. Hard: padding, a rest."""
    x = draw_grid(dice, row.x, *row.stack.volume)
    problem = ask(x, row.stack.layers, "map", rounding=row.stack.rounding)
    numbers = set(numbers_of(problem))
    return problem if len(numbers) > 1 and any(isinstance(number, Root) for number in numbers) else None


@levels(f"""{WINDOWS.replace("pool", "avgpool")}
            |        |            | 3x2x2 gap, 2x3x3 gap, 2x2x3 gap, 3x3x2 gap
    x       | [0..9] | [-9..9]    | [-9..9]
    extra   |        | no, a ReLU | two channels, a ReLU
    counted | no     | no         | no, yes
""")
def average_pool(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: windows of 2×2. Medium: negative numbers, overlaps, a ReLU first. Hard: padding or a rest, with a ReLU or
    two channels; global."""
    volume, (pool,), rounding = row.stack
    if row.extra == "two channels":
        volume = volume._replace(depth=max(2, volume.depth))
    if row.counted and any(getattr(pool, "padding", ())):
        pool = pool.with_(count_padding=True)
    layers = (Relu(), pool) if row.extra == "a ReLU" else (pool,)
    problem = ask(draw_grid(dice, row.x, *volume), layers, "map", each=True, rounding=rounding)
    numbers = numbers_of(problem)
    return problem if len(numbers) <= 16 and len(set(numbers)) > 1 and len(set(numbers_of(problem, 0))) > 1 else None


@levels("""
    volume  | 3x3x1 | 4x4x1 | 3x3x2
    below   | 1     | 1     | 2..4
    bias    |       | ±2..4 | ±2..4
""")
def relu_map(row: Row, dice: Dice) -> NetworkProblem | None:
    """Easy: a map of 3×3. Medium: 4×4, with a bias before the ReLU. Hard: two channels of fractions, and a bias."""
    before = (Bias(value=over([row.bias], row.below)[0]),) if row.bias else ()
    x = draw_grid(dice, over(range(-9, 10), row.below), *row.volume)
    problem = ask(x, (*before, Relu()), "map")
    numbers = numbers_of(problem)
    return problem if len(numbers) < 4 * numbers.count(0) and 3 * numbers.count(0) < 2 * len(numbers) else None
