"""The whole map (or maps) that a convolution makes; an input of one row is a 1-D convolution.

The letters are those of `_convolution.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

from cnnhand.dice import Dice
from cnnhand.exact.cells import Target, added, exchanged, reading_order
from cnnhand.exact.maps import convolved
from cnnhand.exact.shapes import Pair, Rounding, Sides, unread
from cnnhand.exact.values import Form, Grid
from cnnhand.kinds import Level, Mistake
from cnnhand.kinds._grids import channel_views, check_room, how_to_type, pictures, products_but_zeros, total
from cnnhand.kinds._old_conv_cell import CELL_BY_CELL, ConvCell
from cnnhand.kinds._old_convolution import Convolution, Shape, bias_text
from cnnhand.kinds._old_convolution_mistakes import CHANGED_GIVENS, biased, channel_alone, deep
from cnnhand.kinds._old_output_size import OutputSize
from cnnhand.page import Beside, GridView, Page, Step, Text, Working, factor, say


@dataclass(frozen=True)
class FeatureMap(Convolution):
    """A convolution, all of whose output is asked."""

    summary = "the whole map or maps that a convolution makes, also 1-D"
    form = Form.GRID

    def __post_init__(self) -> None:
        super().__post_init__()
        check_room(self.input.volume, self.padding, self.output)

    def answer(self) -> Grid:
        return convolved(self.input, self.filters, self.window, self.flip)

    def cell(self, at: Target) -> ConvCell:
        """The problem that asks for one cell."""
        how = {"stride": self.stride, "padding": self.padding, "dilation": self.dilation, "flip": self.flip}
        return ConvCell(self.input, self.filters, at, **how)  # type: ignore[arg-type]  # their types are the fields'

    def cells(self) -> list[ConvCell]:
        """The problems that ask for each cell: map by map, row by row."""
        width, height, maps = self.output
        places = reading_order(width, height)
        return [self.cell(Target(*place, map)) for map in range(1, maps + 1) for place in places]

    def size_problem(self) -> OutputSize:
        return OutputSize(self.input.volume, self.layer, Rounding.FLOOR)

    def question(self) -> Page:
        maps = len(self.filters)
        sides = zip((self.input.width, self.input.height), self.window, strict=True)
        left_over = any(unread(side, axis, Rounding.FLOOR) for side, axis in sides)
        return (
            *self.givens(),
            Text(
                ("Rows and columns left over at the end are not read. " if left_over else "")
                + f"Which {'map comes' if maps == 1 else f'{maps} maps come'} out? {how_to_type(maps)}"
            ),
        )

    def working(self) -> Working:
        answer = self.answer()
        biases = f"{bias_text(self.filters)}; " if biased(self) else ""
        return Working(
            f"y = {'sum over the channels of ' if deep(self) else ''}Σ x·w under the window"
            f"{' + b' if biases else ''}, in every cell",
            f"{self.size_problem().working().filled}: a volume of {answer.volume}; {biases}"
            "products that are 0 are left out",
            (
                *map(self._step, self.cells()),
                Step("maps" if answer.depth > 1 else "map", say(answer), answer),
            ),
            (
                *((pictures(self.input, "input", self.padding),) if self.window.padded else ()),
                *(Beside(self._lying(number)) for number in range(len(self.filters)) if self.flip),
            ),
        )

    def _lying(self, number: int) -> tuple[GridView, ...]:
        """A filter, counted from 0, as it lies on the window."""
        name = f"filter {number + 1}" if len(self.filters) > 1 else "filter"
        kernels = Grid(self.on_window(self.filters[number]))
        return channel_views(kernels, f"{name}, turned" if self.flip else name, numbered=False)

    def _step(self, cell: ConvCell) -> Step:
        """One cell: the products of each channel on a line, then the bias."""
        kernels, sums = cell.kernels(), cell.sums()
        lines = [products_but_zeros(window, kernel) for window, kernel in zip(cell.windows(), kernels, strict=True)]
        bias = f" + {factor(cell.bias)}" if cell.bias else ""
        several = len(lines) > 1
        if several:
            lines = [f"({line})" if " " in line else line for line in lines]
        name = f"filter {cell.at.filter}, " if len(self.filters) > 1 else ""
        return Step(
            f"{name}{cell.at.place}",
            "\n+ ".join(lines) + bias,
            cell.answer(),
            f"{total(sums)} from the channels" if several else "",
            (
                Beside(
                    (
                        *channel_views(self.input, "input", self.padding, cell.region),
                        *self._lying(cell.at.filter - 1),
                    )
                ),
            ),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: a 2×2 kernel. Medium: 3×3, or with stride or padding, or 1-D. Hard: two channels, and filters, dilation
        or padding with them."""
        shape = dice.choice(_SHAPES[level])
        few = level == "easy" or shape.depth * shape.filters > 1
        drawn = shape.draw(dice, 3 if few else 5, 2 if few else 3)
        if drawn is None:
            return None
        return cls(*drawn, stride=shape.stride, padding=shape.padding, dilation=shape.dilation)


_TWO, _THREE, _AROUND = Pair(2, 2), Pair(3, 3), Sides.around(1)

_SHAPES: dict[Level, tuple[Shape, ...]] = {
    "easy": (Shape(_THREE, _TWO), Shape(Pair(4, 3), _TWO), Shape(Pair(3, 4), _TWO)),
    "medium": (
        Shape(Pair(4, 4), _THREE),
        Shape(Pair(5, 5), _THREE, _TWO),
        Shape(_THREE, _THREE, padding=_AROUND),
        Shape(Pair(5, 5), _THREE, _TWO, _AROUND),
        Shape(Pair(4, 4), _TWO, _TWO, _AROUND),
        Shape(Pair(7, 1), Pair(3, 1)),
        Shape(Pair(6, 1), Pair(3, 1), padding=Sides(1, 1)),
        Shape(Pair(7, 1), Pair(3, 1), Pair(2, 1), Sides(1, 1)),
    ),
    "hard": (
        Shape(_THREE, _THREE, _TWO, _AROUND, depth=2, filters=2),
        Shape(Pair(5, 5), _THREE, _TWO, depth=2, filters=2),
        Shape(Pair(4, 4), _THREE, padding=Sides(left=1, top=1), depth=2),
        Shape(Pair(5, 4), Pair(2, 3), Pair(2, 1), Sides(right=1), depth=2),
        Shape(Pair(3, 4), Pair(3, 2), Pair(1, 2), Sides(left=1, right=1), depth=2, filters=2),
        Shape(Pair(6, 6), _THREE, dilation=_TWO, depth=2),
        Shape(Pair(5, 5), _TWO, dilation=_TWO, depth=2),
        Shape(Pair(7, 1), Pair(3, 1), Pair(2, 1), Sides(1, 1), depth=2, filters=2),
    ),
}
"""Of each level the sizes that are drawn: at most some twenty products at easy, some 150 at hard."""


# ---- mistakes -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _cells(problem: FeatureMap) -> list[ConvCell]:
    """The cells, made once for the mistakes of a problem."""
    return problem.cells()


def _in_every_cell(mistake: Mistake) -> Mistake:
    """A mistake of one cell, made in every cell where it can be made."""

    def value(problem: FeatureMap) -> Grid:
        numbers: Iterator[Any] = (
            mistake.value(cell) if mistake.applies(cell) else cell.answer() for cell in _cells(problem)
        )
        return Grid.from_cells(numbers, problem.output)

    return Mistake(mistake.id, mistake.sentence, lambda p: any(map(mistake.applies, _cells(p))), value)


def _several(problem: FeatureMap) -> bool:
    return len(problem.filters) > 1


def _one_row(problem: FeatureMap) -> bool:
    return problem.output.height == 1


def _added(problem: FeatureMap) -> Grid:
    """The maps added up, cell by cell."""
    return Grid((added(problem.answer().channels),))


def _of_each_channel(problem: FeatureMap) -> Grid:
    """A map for every filter and channel, each with the bias."""
    maps = [channel_alone(problem, channel).answer().channels for channel in range(problem.input.depth)]
    return Grid(tuple(rows for of_filter in zip(*maps, strict=True) for rows in of_filter))


FeatureMap.mistakes = (
    *CHANGED_GIVENS,
    *map(_in_every_cell, CELL_BY_CELL),
    Mistake.changed(
        "padding-once",
        "with padding on the left and above only",
        lambda p: bool((p.padding.left and p.padding.right) or (p.padding.top and p.padding.bottom)),
        lambda p: replace(p, padding=Sides(left=p.padding.left, top=p.padding.top)),
    ),
    Mistake(
        "row-column-swapped",
        "with rows and columns of the map exchanged",
        lambda p: not _one_row(p),
        lambda p: p.answer().by_channel(exchanged),
    ),
    Mistake.changed(
        "other-filter",
        "with the maps of the {K} filters in another order",
        lambda p: p.filters[1:] + p.filters[:1] != p.filters,
        lambda p: replace(p, filters=p.filters[1:] + p.filters[:1]),
    ),
    Mistake("depth-dropped", "with the maps of the {K} filters added into one", _several, _added),
    Mistake(
        "depth-multiplied", "with a map for each of the {D} channels, which are not added up", deep, _of_each_channel
    ),
)
