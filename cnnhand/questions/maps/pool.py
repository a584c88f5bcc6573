"""The maps of a pooling layer: the maximum, the average or the L2 norm of each window, channel by channel.

F is the side of the window, S its stride, P the padding on one side, D the number of channels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from typing import Any

from cnnhand.exact.cells import Place, covered, number_at, reading_order, real_cells, real_places
from cnnhand.exact.formula import Given
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import DOES_NOT_FIT, Grid, Rational, Value, Volume
from cnnhand.layers.base import Layer
from cnnhand.layers.pool import AveragePool, GlobalPool, L2Pool, MaxPool, Pool
from cnnhand.page import Beside, Mark, Step, Tone, Working, factor, say
from cnnhand.questions.contract import Mistake, Part
from cnnhand.questions.grids import region, total
from cnnhand.questions.maps.layer import LayerMap
from cnnhand.questions.maps.part import BOARD_CELLS
from cnnhand.questions.maps.pool_mistakes import AVERAGE, L2, LOOSE, MAX, WINDOWS
from cnnhand.questions.sizes.size import OutputSize
from cnnhand.questions.wording import channel_views

RULES = {
    "max": "the largest x under the window",
    "average": "the average of the x under the window",
    "l2": "√(sum of the x² under the window)",
}
OWN = {"max": MAX, "average": AVERAGE, "l2": L2}


@dataclass(frozen=True)
class PoolMap(LayerMap):
    """What a pooling layer makes."""

    alone = False

    @property
    def mistakes(self) -> tuple[Mistake, ...]:  # type: ignore[override]  # they depend on what becomes of a window
        """The usual mistakes with such windows, and with what becomes of their numbers."""
        return (*WINDOWS, *OWN[self.layer.how]) if self.fits else (*LOOSE, *WINDOWS)

    @cached_property
    def pool(self) -> Pool:
        """The layer with the zeros that `same` comes to, or the window of a global one."""
        pool: Pool = self.layer.on(self.x.volume)
        pool.check(self.x.volume)
        return pool

    @cached_property
    def output(self) -> Volume | None:
        """The size of the maps; None where the layer does not fit."""
        volume: Volume | None = self.layer.on(self.x.volume).output(self.x.volume, self.rounding)
        return volume

    @cached_property
    def made(self) -> Grid:
        """The maps."""
        return self.pool.forward(self.x, self.rounding)

    def answer(self) -> Value:
        return super().answer() if self.fits else DOES_NOT_FIT

    def size_problem(self) -> Part | None:
        return OutputSize(self.x.volume, self.layer, self.rounding) if self.whole else None

    def changed(self, **options: Any) -> "PoolMap":
        """Windows that lie in another way; who did not see that they do not fit has rounded down."""
        rounding = Rounding.FLOOR if self.rounding is Rounding.EXACT else self.rounding
        return replace(self, layer=replace(self.pool, **options), rounding=rounding)

    def by(self, rule: Callable[[Any, Sequence[Rational]], Any]) -> Value:
        """What is asked, with another number of each window's numbers."""
        assert self.output  # asked only where the layer fits
        return self.picked(Grid.from_cells((rule(self, cells) for cells in self.windows), self.output))

    @cached_property
    def windows(self) -> list[list[Rational]]:
        """The numbers under each window, channel by channel."""
        return [real_cells(rows, place, self.pool.window) for rows in self.x.channels for place in self.places]

    @cached_property
    def places(self) -> list[Place]:
        """The cells of a map, in reading order."""
        return reading_order(self.output.width, self.output.height) if self.output else []

    def covered(self, place: Place) -> int:
        """How many cells of the padded input a window covers."""
        return covered(self.x.width, self.x.height, place, self.pool.window)

    # ---- what its mistakes look at -----------------------------------------------------------------------------------

    @property
    def fits(self) -> bool:
        """Whether maps come out."""
        return self.output is not None

    @property
    def moving(self) -> bool:
        """Whether the window moves; a global one does not."""
        return not isinstance(self.layer, GlobalPool)

    @property
    def apart(self) -> bool:
        """Whether the windows overlap, or leave gaps."""
        return bool(self.pool.stride != self.pool.size)

    @property
    def counted(self) -> bool:
        """Whether the zeros of the padding are counted in a divisor."""
        return bool(getattr(self.layer, "count_padding", False))

    @property
    def area(self) -> int:
        """The cells of a window."""
        return prod(self.pool.size)

    @property
    def givens(self) -> tuple[Given, ...]:
        return tuple(
            {"F": axis.filter, "S": axis.stride, "P": axis.before, "T": axis.before + axis.after, "D": self.x.depth}
            for axis in self.pool.window
        )

    def letters(self) -> dict[str, object]:
        across, down = self.givens
        return {**across, "S": max(across["S"], down["S"]), "n": self.area}

    # ---- the working -------------------------------------------------------------------------------------------------

    def working(self) -> Working:
        if not self.fits:
            return OutputSize(self.x.volume, self.layer, self.rounding).working()
        made, window = self.made, self.pool.window
        where = [(channel, place) for channel in range(made.depth) for place in self.places]
        steps = [self._step(*one) for one in (where if len(where) <= BOARD_CELLS else where[:1])]
        if len(steps) < len(where):
            steps[0] = steps[0]._replace(note="as an example: all cells go like this")
        across, down = map(_nth, self.pool.stride)
        moves = f" start at every {across}column and every {down}row" if self.moving else ""
        maps = "map" if made.depth == 1 else "maps"
        size = f"windows of {self.pool.size.across}×{self.pool.size.down}"
        return Working(
            f"y = {RULES[self.layer.how]}{'; the window moves on by S' if self.moving else ''}",
            f"{size}{moves}: {'a ' if maps == 'map' else ''}{maps} of {made.width}×{made.height}",
            self.ended(steps, maps, self._board),
            (Beside(self._views),) if window.padded else (),
        )

    @cached_property
    def _views(self) -> tuple[Any, ...]:
        views = channel_views(self.x, "input")
        return tuple(view._replace(padding=self.pool.window.padding, blocks=self.pool.tiles) for view in views)

    @property
    def _board(self) -> Beside | None:
        """Of a maximum in windows side by side: the input with the winners filled, and the map; else nothing."""
        if not self.pool.tiles or self.layer.how != "max" or self.x.depth > 1:
            return None
        rows, marks = self.x.channels[0], []
        for place in self.places:
            under = real_places(self.x.width, self.x.height, place, self.pool.window)
            marks.append(Mark(*max(under, key=lambda cell: number_at(rows, cell)), Tone.WINNER))
        return Beside((self._views[0]._replace(marks=tuple(marks)), "→", *channel_views(self.made, "map")))

    def _step(self, channel: int, place: Place) -> Step:
        of = f"channel {channel + 1}" if self.x.depth > 1 else ""
        label = ", ".join(filter(None, (of, "" if of and not self.moving else str(place))))
        picture = (Beside((self._views[channel]._replace(window=region(place, self.pool.window)),)),)
        text = self._expression(place, real_cells(self.x.channels[channel], place, self.pool.window))
        row, column = place
        return Step(label, text, self.made.channels[channel][row - 1][column - 1], picture=picture)

    def _expression(self, place: Place, cells: Sequence[Rational]) -> str:
        """The arithmetic of one window."""
        match self.layer.how:
            case "max":
                return f"max({', '.join(map(say, cells))})"
            case "l2":
                return f"√({' + '.join(f'{factor(cell)}²' for cell in cells)})"
        return f"({total(cells)})/{self.covered(place) if self.counted else len(cells)}"


def _nth(number: int) -> str:
    """`2nd`, as in "every 2nd column"; nothing for every column."""
    return {1: "", 2: "2nd ", 3: "3rd "}.get(number, f"{number}th ")


PARTS: dict[type[Layer], type[LayerMap]] = {
    MaxPool: PoolMap,
    AveragePool: PoolMap,
    L2Pool: PoolMap,
    GlobalPool: PoolMap,
}
