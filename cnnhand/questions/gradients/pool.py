"""The gradient through pooling: a window's number of dY goes to its maximum, or is shared out over its cells.

F is the side of the window, S its stride, P the padding on one side.
"""

from collections.abc import Iterator
from functools import cached_property

from cnnhand.exact.cells import Place
from cnnhand.exact.gradients import Share, Under, gathered, pool_gradient, received, windows_of
from cnnhand.exact.shapes import Window
from cnnhand.exact.values import Grid, Rational
from cnnhand.layers.pool import share_of
from cnnhand.layers.words import plural, size_text
from cnnhand.page import GridView, Step, say
from cnnhand.questions.contract import Mistake
from cnnhand.questions.gradients.part import EXCHANGED, SlidingGradient
from cnnhand.questions.gradients.pool_mistakes import AVERAGE, MAXIMUM
from cnnhand.questions.grids import region, with_marked
from cnnhand.questions.traced import Traced, added, step_of
from cnnhand.questions.wording import channel_views


class PoolGradient(SlidingGradient):
    """The input X of a pooling layer, and the gradient dY of its map; the numbers of X matter to a maximum alone."""

    @property
    def maximum(self) -> bool:
        """Whether it is max pooling."""
        return bool(self.layer.how == "max")

    @property
    def mostly_zeros(self) -> bool:
        """Of a maximum most cells get nothing."""
        return self.maximum

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The usual mistakes with such windows."""
        return (*(MAXIMUM if self.maximum else AVERAGE), EXCHANGED)

    @cached_property
    def windows(self) -> list[list[Under]]:
        """The windows of each channel."""
        maps = zip(self.x.channels, self.gradient.channels, strict=True)
        return [windows_of(rows, dy, self.window) for rows, dy in maps]

    @cached_property
    def made(self) -> Grid:
        """dX."""
        return gathered(self.received, self.x.volume)

    @cached_property
    def received(self) -> list[dict[Place, list[Rational]]]:
        """What each cell gets, channel by channel."""
        return [received(windows, share_of(self.layer)) for windows in self.windows]

    def sent(self, share: Share, overwrite: bool = False) -> Grid:
        """dX where the windows share out dY another way."""
        return gathered((received(windows, share) for windows in self.windows), self.x.volume, overwrite)

    def moved(self, window: Window, share: Share) -> Grid:
        """dX with other windows; one that lies beyond the input sends nothing back."""
        return pool_gradient(self.x, self.gradient, window, share)

    @property
    def counts_padding(self) -> bool:
        """Whether the padding counts in the divisor."""
        return bool(getattr(self.layer, "count_padding", False))

    def rule(self) -> tuple[str, str]:
        windows = f"{plural(self.gradient.width * self.gradient.height, 'window')} of {size_text(self.layer.size)}"
        without = "; places are counted in X without its padding" if self.padded else ""
        rule = "each cell of a window gets dY/(cells of the window); what it gets from several windows is added up"
        if self.maximum:
            rule = (
                "dX at the place of a window's maximum = that window's dY, added up over the windows; dX = 0 elsewhere"
            )
        return rule, f"{windows}; window i, j has the number in row i, column j of dY{without}"

    def pictures(self) -> tuple[GridView, ...]:
        return (*self._views, *channel_views(self.gradient, "dY"))

    @cached_property
    def _views(self) -> tuple[GridView, ...]:
        """Pictures of X; where its numbers do not matter there are none."""
        if not self.maximum:
            return ()
        views = channel_views(self.x, "X")
        return tuple(view._replace(padding=self.window.padding, blocks=self.layer.tiles) for view in views)

    def steps(self) -> Iterator[Step]:
        """A step for each window that has a cell which is asked, and one for each such cell with several numbers."""
        asked = self.cells()
        for channel, windows in enumerate(self.windows):
            wanted = {cell for c, cell in asked if c == channel}
            for under in windows:
                if wanted.intersection(under.places):
                    yield self._window_step(channel, under)
        for channel, cell in asked:
            got = self.received[channel].get(cell, [])
            if len(got) > 1 or len(asked) == 1:
                what = "the maximum of" if self.maximum else "in"
                note = f"{what} {plural(len(got), 'window')}" if got else f"{what} no window"
                yield step_of(self.label(channel, cell), added(got or [0]), note)

    def _window_step(self, channel: int, under: Under) -> Step:
        name = f"channel {channel + 1}, " if self.x.depth > 1 else ""
        delta = with_marked(channel_views(self.gradient, "dY")[channel], [under.window])
        label = f"{name}window {under.window.row}, {under.window.column}"
        if not self.maximum:
            share = share_of(self.layer)(under._replace(dy=Traced(under.dy)))[0]  # type: ignore[arg-type]
            return step_of(label, share, "for each of its cells", delta)
        largest = Traced.chosen(max, under.cells)
        first = "the first of equal ones, " if under.cells.count(largest.value) > 1 else ""
        note = f"{first}{under.winner} of X; it gets {say(under.dy)}"
        view = self._views[channel]._replace(window=region(under.window, self.window))
        return step_of(label, largest, note, view, delta)
