"""What kinds draw with: dice, grids of random numbers, square windows, and questions about layers."""

from collections.abc import Iterable
from typing import Any, TypeVar

from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Grid, Volume
from cnnhand.kinds.dice import Dice
from cnnhand.layers.base import Layer
from cnnhand.layers.network import Network
from cnnhand.layers.views import NOT_GIVEN
from cnnhand.questions.asking import Ask, Cells
from cnnhand.questions.contract import Level
from cnnhand.questions.network import NetworkProblem

__all__ = [
    "NOT_GIVEN",
    "Ask",
    "Cells",
    "Dice",
    "Level",
    "Network",
    "NetworkProblem",
    "ask",
    "cell_at",
    "draw_grid",
    "numbers_of",
    "square",
]

L = TypeVar("L", bound=Layer)


def draw_grid(dice: Dice, width: int, height: int, low: int, high: int, depth: int = 1, zero: bool = True) -> Grid:
    """A grid of whole numbers from low to high, with or without zeros."""
    numbers = [number for number in range(low, high + 1) if number or zero]
    return Grid.of(*([[dice.choice(numbers) for _ in range(width)] for _ in range(height)] for _ in range(depth)))


def square(sort: type[L], size: int, stride: int = 1, padding: int = 0, **options: Any) -> L:
    """A layer with a square window that moves alike both ways, the same padding on every side."""
    return sort(size=Pair(size, size), stride=Pair(stride, stride), padding=Sides.around(padding), **options)


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
