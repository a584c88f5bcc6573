"""What kinds draw with: tables a level, grids of random numbers, checks of numbers, and questions about layers."""

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cache, wraps
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeAlias, TypeVar

from cnnhand.exact.cells import rotated
from cnnhand.exact.shapes import Pair, Rounding
from cnnhand.exact.values import Filter, Grid, Rational, Volume, plain
from cnnhand.kinds.dice import Dice as Dice
from cnnhand.layers import notation
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.network import Network as Network
from cnnhand.layers.views import NOT_GIVEN as NOT_GIVEN
from cnnhand.questions.asking import Ask as Ask
from cnnhand.questions.asking import Cells as Cells
from cnnhand.questions.contract import LEVELS
from cnnhand.questions.contract import Level as Level
from cnnhand.questions.network import NetworkProblem as NetworkProblem

T = TypeVar("T")
Row: TypeAlias = Any
"""What was drawn for a problem, by its name."""
layer: Callable[[str], Any] = notation.layer
"""A layer in short, whichever it is."""


class Stack(NamedTuple):
    """A volume and the layers that read it."""

    volume: Volume
    layers: tuple[Any, ...]
    rounding: Rounding = Rounding.EXACT

    @property
    def layer(self) -> Any:
        """The first of its layers."""
        return self.layers[0]


def levels(*tables: str) -> Callable[[Callable[[Row, Dice], T]], Callable[[Level, Dice], T]]:
    """What a kind is drawn from: a line a name, behind it the options of easy | medium | hard; all may share one.

    Options are parted by commas, and one is drawn: a number, `2..5` for all of 2 to 5, `±1..3` without 0, a word,
    `3x2`, or a network such as `5x5x2 conv3-2/2 relu`, perhaps with its rounding; `3*no, yes` are four. In brackets
    stand the numbers of a grid. A line without a name goes on with the one above; where nothing stands, it is None.

    >>> kind = levels("side | 3 | 3, 5 | 5, 7", "numbers | [0..2, 9]")(lambda row, dice: row)
    >>> kind("easy", Dice("any"))
    namespace(side=3, numbers=[0, 1, 2, 9])
    """
    rows = cache(lambda: _rows("\n".join(tables)))  # a family is loaded for one of its kinds

    def reader(draw: Callable[[Row, Dice], T]) -> Callable[[Level, Dice], T]:
        @wraps(draw)
        def drawn(level: Level, dice: Dice) -> T:
            row = {name: dice.choice(options) if options else None for name, options in rows()[level].items()}
            return draw(SimpleNamespace(**row), dice)

        return drawn

    return reader


def _rows(table: str) -> dict[Level, dict[str, list[Any]]]:
    """The options of every line by its name, for each level."""
    rows: dict[Level, dict[str, list[Any]]] = {level: {} for level in LEVELS}
    name = ""
    for line in filter(str.strip, table.splitlines()):
        first, *cells = map(str.strip, line.split("|"))
        name = first or name
        for level, cell in zip(LEVELS, cells + cells[-1:] * (3 - len(cells)), strict=True):
            rows[level].setdefault(name, []).extend(_options(cell))
    return rows


def _options(cell: str) -> list[Any]:
    """What stands in a cell of a table, option by option."""
    found: list[Any] = []
    for option in map(str.strip, re.findall(r"\[.*?\]|[^,]+", cell)):
        if option.startswith("["):
            found.append(_options(option[1:-1]))
        elif many := re.fullmatch(r"(\d+)\*(.+)", option):
            found += _options(many[2]) * int(many[1])
        elif number := re.fullmatch(r"(±?)(-?\d+)(?:\.\.(-?\d+))?", option):
            numbers = range(int(number[2]), int(number[3] or number[2]) + 1)
            found += [*(-n for n in reversed(numbers)), *numbers] if number[1] else numbers
        elif re.match(r"\d+x", option):
            found.append(_sizes(*option.split()))
        elif option:
            found.append({"yes": True, "no": False}.get(option, option))
    return found


def _sizes(first: str, *rest: str) -> Pair | Volume | Stack:
    """`3x2` across and down, `5x5x2` a volume, `5x5 conv3 floor` a network and its rounding."""
    sides = [int(side) for side in first.split("x")]
    if not rest:
        return Pair(*sides) if len(sides) == 2 else Volume(*sides)
    rounding = Rounding(rest[-1]) if rest[-1] in tuple(Rounding) else Rounding.EXACT
    layers = tuple(layer(text) for text in rest if text != rounding)
    return Stack(Volume(*sides, *[1] * (3 - len(sides))), layers, rounding)


def draw_grid(dice: Dice, numbers: Sequence[Rational], width: int, height: int, depth: int = 1) -> Grid:
    """A grid of some of the numbers."""
    return Grid.of(*([[dice.choice(numbers) for _ in range(width)] for _ in range(height)] for _ in range(depth)))


def over(numbers: Sequence[int], below: int) -> list[Rational]:
    """Numbers as fractions of one denominator."""
    return [plain(Fraction(number, below)) for number in numbers]


def draw_filters(dice: Dice, layer: Any, depth: int, weights: Sequence[int], biases: Sequence[int] = (0,)) -> Any:
    """A convolution with some of the numbers as the weights and biases of its filters, one where it says no number."""
    many, (width, height) = layer.filters or 1, layer.size
    filters = (Filter(draw_grid(dice, weights, width, height, depth), dice.choice(biases)) for _ in range(many))
    return layer.with_(filters=many, weights=tuple(filters))


def turns(*grids: Grid) -> bool:
    """Whether every channel is another one when it is turned by 180°, and at most a third of it is 0."""
    channels = [rows for grid in grids for rows in grid.channels]
    zeros = max(sum(row.count(0) for row in rows) for rows in channels)
    return 3 * zeros <= len(channels[0]) * len(channels[0][0]) and all(rotated(rows) != rows for rows in channels)


def both_signs(grid: Grid) -> bool:
    """Whether there are numbers below 0 and above."""
    return any(number < 0 for number in grid.cells()) and any(number > 0 for number in grid.cells())


def input_of(layer: Sliding, outputs: Sequence[int], rest: Sequence[int] = (0, 0)) -> tuple[int, int]:
    """Width and height of which a layer makes a map so wide and high, with some columns and rows left over."""
    across, down = (
        (side - 1) * axis.stride + axis.reach - axis.before - axis.after + more
        for axis, side, more in zip(layer.window, outputs, rest, strict=True)
    )
    return across, down


def cell_at(row: int, column: int, number: int | None = None) -> Cells:
    """One cell of a map, all counted from 1."""
    return Cells(range(row, row + 1), range(column, column + 1), number)


def ask(
    input: Volume | Grid,
    layers: Layer | Iterable[Layer],
    *quantities: str,
    at: Cells | None = None,
    how: str = "",
    each: bool = False,
    rounding: Rounding = Rounding.EXACT,
    **given: Any,
) -> NetworkProblem:
    """The question for some quantities of the last of some layers, or of each."""
    stack = [layers] if isinstance(layers, Layer) else list(layers)
    volume, x = (input.volume, input) if isinstance(input, Grid) else (input, None)
    places = range(1, len(stack) + 1) if each else (len(stack),)
    asks = tuple(Ask(quantity, (place,), at, how) for quantity in quantities for place in places)
    return NetworkProblem(Network.of(volume, stack, rounding), asks, x, **given)


def numbers_of(problem: NetworkProblem, number: int = -1) -> list[Any]:
    """The numbers of the exact answer to a part."""
    answer = problem.exact_parts()[number].answer()
    return list(answer.cells()) if isinstance(answer, Grid) else [answer]
