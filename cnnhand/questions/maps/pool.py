"""The maps of a pooling layer: the maximum, the average or the L2 norm of each window, channel by channel.

F is the side of the window, S its stride, P the padding on one side, D the number of channels.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from math import prod
from typing import Any

from cnnhand.exact.cells import Place, covered, number_at, real_cells, real_places
from cnnhand.exact.values import Rational, Value
from cnnhand.layers.base import Layer
from cnnhand.layers.pool import AveragePool, GlobalPool, L2Pool, MaxPool, Pool, pooled_cell
from cnnhand.page import Beside, Mark, Step, Tone
from cnnhand.questions.contract import Mistake
from cnnhand.questions.grids import region
from cnnhand.questions.maps.pool_mistakes import AVERAGE, L2, LOOSE, MAX, WINDOWS
from cnnhand.questions.maps.sliding import SlidingMap
from cnnhand.questions.traced import step_of, traced_grid
from cnnhand.questions.wording import channel_views

RULES = {
    "max": "the largest x under the window",
    "average": "the average of the x under the window",
    "l2": "√(sum of the x² under the window)",
}
OWN = {"max": MAX, "average": AVERAGE, "l2": L2}


class PoolMap(SlidingMap):
    """What a pooling layer makes."""

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The usual mistakes with such windows, and with what becomes of their numbers."""
        return (*WINDOWS, *OWN[self.layer.how]) if self.fits else (*LOOSE, *WINDOWS)

    @property
    def many(self) -> int:
        return int(self.x.depth)

    @cached_property
    def pool(self) -> Pool:
        """The layer with the zeros that `same` comes to, or the window of a global one."""
        pool: Pool = self.laid[0]
        pool.check(self.x.volume)
        return pool

    def cell(self, number: int, place: Place) -> Any:
        return pooled_cell(self.pool, self.x, number, place)

    def under(self, number: int, place: Place) -> list[Rational]:
        """The numbers under a window."""
        return real_cells(self.x.channels[number - 1], place, self.pool.window)

    def changed(self, **options: Any) -> "PoolMap":
        """Windows that lie in another way."""
        return replace(self, layer=self.pool.with_(**options), rounding=self.floored)

    def by(self, rule: Callable[[Any, Sequence[Rational]], Any]) -> Value:
        """What is asked, with another number of each window's numbers."""
        return self.picked(self.made_by(lambda number, place: rule(self, self.under(number, place))))

    def covered(self, place: Place) -> int:
        """How many cells of the padded input a window covers."""
        return covered(self.x.width, self.x.height, place, self.pool.window)

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

    def rule(self) -> str:
        return f"y = {RULES[self.layer.how]}{'; the window moves on by S' if self.moving else ''}"

    def about(self) -> str:
        width, height, _ = self.output or self.size
        across, down = map(_nth, self.pool.stride)
        moves = f" start at every {across}column and every {down}row" if self.moving else ""
        maps = "a map" if len(self.numbers) == 1 else "maps"
        return f"windows of {self.pool.size.across}×{self.pool.size.down}{moves}: {maps} of {width}×{height}"

    def all_pictures(self) -> tuple[Any, ...]:
        return (Beside(self._views),) if self.pool.window.padded else ()

    @cached_property
    def _views(self) -> tuple[Any, ...]:
        views = channel_views(self.x, "input")
        return tuple(view._replace(padding=self.pool.window.padding, blocks=self.pool.tiles) for view in views)

    def drawn(self) -> Beside | None:
        """Of a maximum in windows side by side: the input with the winners filled, and the map; else nothing."""
        if not self.pool.tiles or self.layer.how != "max" or self.x.depth > 1 or self.at:
            return None
        rows, marks = self.x.channels[0], []
        for place in self.places:
            under = real_places(self.x.width, self.x.height, place, self.pool.window)
            marks.append(Mark(*max(under, key=lambda cell: number_at(rows, cell)), Tone.WINNER))
        return Beside((self._views[0]._replace(marks=tuple(marks)), "→", *channel_views(self.made, "map")))

    def step(self, number: int, place: Place) -> Step:
        of = f"channel {number}" if self.x.depth > 1 else ""
        label = ", ".join(filter(None, (of, "" if of and not self.moving else str(place))))
        view = self._views[number - 1]._replace(window=region(place, self.pool.window))
        return step_of(label, pooled_cell(self.pool, traced_grid(self.x), number, place), "", view)


def _nth(number: int) -> str:
    """`2nd`, as in "every 2nd column"; nothing for every column."""
    return {1: "", 2: "2nd ", 3: "3rd "}.get(number, f"{number}th ")


PARTS: dict[type[Layer], type[SlidingMap]] = {
    MaxPool: PoolMap,
    AveragePool: PoolMap,
    L2Pool: PoolMap,
    GlobalPool: PoolMap,
}
