"""The gradient through pooling: a window's number of dY goes to its maximum, or is shared out over its cells.

F is the side of the window, S its stride, P the padding on one side.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from math import prod
from typing import Any

from cnnhand.exact.cells import Place
from cnnhand.exact.gradients import Share, Under, gathered, pool_gradient, received, to_first, windows_of
from cnnhand.exact.shapes import Window
from cnnhand.exact.values import Grid, Rational, plain
from cnnhand.layers.words import along_text, plural, size_text
from cnnhand.page import GridView, Step, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake
from cnnhand.questions.gradients.part import EXCHANGED, SlidingGradient
from cnnhand.questions.grids import region, with_marked
from cnnhand.questions.traced import Traced, added, step_of, value_of
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
        return (*(MAXIMUM if self.maximum else AVERAGE), EXCHANGED)

    @cached_property
    def windows(self) -> list[list[Under]]:
        """The windows of each channel."""
        maps = zip(self.x.channels, self.gradient.channels, strict=True)
        return [windows_of(rows, dy, self.window) for rows, dy in maps]

    @cached_property
    def received(self) -> list[dict[Place, list[Rational]]]:
        """What each cell gets, channel by channel."""
        return [received(windows, self.layer.share) for windows in self.windows]

    def sent(self, share: Share, overwrite: bool = False) -> Grid:
        """dX where the windows share out dY another way."""
        return gathered((received(windows, share) for windows in self.windows), self.x.volume, overwrite)

    def rule(self) -> tuple[str, str]:
        windows = f"{plural(self.gradient.width * self.gradient.height, 'window')} of {size_text(self.layer.size)}"
        windows = along_text(windows) if self.gradient.height == 1 and self.layer.along else windows
        without = "; places are counted in X without its padding" if self.window.padded else ""
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
        """A step for each window that has a cell which is asked, and one for each such cell with several numbers.

        What the windows share out is a step for a row of them, where more than one cell is asked.
        """
        asked = self.cells()
        for channel, windows in enumerate(self.windows):
            wanted = {cell for c, cell in asked if c == channel}
            sending = [under for under in windows if wanted.intersection(under.places)]
            if self.maximum or len(asked) == 1:
                yield from (self._window_step(channel, under) for under in sending)
            else:
                yield from self._shares(channel, sending)
        for channel, cell in asked:
            got = self.received[channel].get(cell, [])
            if len(got) > 1 or len(asked) == 1:
                what = "the maximum of" if self.maximum else "in"
                note = f"{what} {plural(len(got), 'window')}" if got else f"{what} no window"
                yield step_of(self.label(channel, cell), added(got or [0]), note)

    def _shares(self, channel: int, sending: list[Under]) -> Iterator[Step]:
        """What each cell of some windows gets of their dY, a row of dY a step."""
        for row, windows in groupby(sending, lambda under: under.window.row):
            shares = [self._share(under) for under in windows]
            label = f"{self._of(channel)}shares, row {row} of dY"
            text = " ".join(map(str, shares))
            yield Step(label, text, Grid.of([[value_of(share) for share in shares]]), "for each cell of a window")

    def _share(self, under: Under) -> Any:
        """What each cell of a window of average pooling gets, which knows how it came about."""
        return self.layer.share(under._replace(dy=Traced(under.dy)))[0]  # type: ignore[arg-type]

    def _of(self, channel: int) -> str:
        return f"channel {channel + 1}, " if self.x.depth > 1 else ""

    def _window_step(self, channel: int, under: Under) -> Step:
        delta = with_marked(channel_views(self.gradient, "dY")[channel], [under.window])
        label = f"{self._of(channel)}window {under.window.row}, {under.window.column}"
        if not self.maximum:
            return step_of(label, self._share(under), "for each of its cells", delta)
        largest = Traced.chosen(max, under.cells)
        first = "the first of equal ones, " if under.cells.count(largest.value) > 1 else ""
        note = f"{first}{under.winner} of X; it gets {say(under.dy)}"
        view = self._views[channel]._replace(window=region(under.window, self.window))
        return step_of(label, largest, note, view, delta)


def _on(part: Any, window: Window) -> Grid:
    """The right rule on other windows; dY is divided by all cells of a window, unless padding is left out of them."""
    counted = part.maximum or (part.window.padded and not part.layer.count_padding)
    share = part.layer.share if counted else _divided(prod(part.layer.size))
    return pool_gradient(part.x, part.gradient, window, share)


def _divided(count: int) -> Share:
    """So much of dY in every cell of its window."""
    return lambda under: [plain(Fraction(under.dy) / count)] * len(under.cells)


def _to_last(under: Under) -> Sequence[Rational | None]:
    shares: list[Rational | None] = [None] * len(under.cells)
    shares[len(under.cells) - 1 - under.cells[::-1].index(max(under.cells))] = under.dy
    return shares


def _zeros_compete(part: Any) -> Grid:
    """dY is lost where the padding's zeros are larger than all the numbers of a window."""
    whole = prod(part.layer.size)

    def share(under: Under) -> Sequence[Rational | None]:
        lost = len(under.cells) < whole and max(under.cells) < 0
        return [None] * len(under.cells) if lost else to_first(max)(under)

    return part.sent(share)  # type: ignore[no-any-return]


WINDOWS = """
    stride-one*: with windows that move by 1 in place of {S} := _on(p, p.window.with_(stride=1)) | S > 1
    stride-of-window: with windows that do not overlap: the stride is {S}, not {F} := _on(p, Window.of(p.layer.size, p.layer.size, p.window.padding)) | n > 1, p.window.stride != p.layer.size
    padding-ignored: with the windows put on the input without its padding := _on(p, p.window.with_(before=0, after=0)) | T > 0
"""

MAXIMUM = rules(
    f"""
    copied-to-window: with dY in every cell of its window, not at the maximum alone := p.sent(_divided(1))
    spread-evenly: with dY divided over the cells of its window (the rule of average pooling) := p.sent(lambda under: _divided(len(under.cells))(under))
    times-input: with dY multiplied by the maximum := p.sent(lambda under: to_first(max)(under._replace(dy=under.dy * max(under.cells))))
    maximum-for-gradient: with the maximum itself in place of dY := p.sent(lambda under: to_first(max)(under._replace(dy=max(under.cells))))
    ones-for-gradient: with a 1 at each maximum in place of dY := p.sent(lambda under: to_first(max)(under._replace(dy=1)))
    overlaps-overwrite: with the last dY alone, not the sum, where a cell is the maximum of several windows := p.sent(p.layer.share, overwrite=True) | n > 1, any(axis.stride < axis.reach for axis in p.window)
    wrong-place: with dY at the smallest number of each window := p.sent(to_first(min))
    wrong-place: with dY in the first cell of each window := p.sent(to_first(lambda cells: cells[0]))
    tie-to-last: with dY at the last of equal maxima, not the first := p.sent(_to_last)
    tie-to-all: with dY at every one of equal maxima, not the first alone := p.sent(lambda under: [under.dy if cell == max(under.cells) else None for cell in under.cells])
    {WINDOWS}
    padding-competes: with the zeros of the padding taken as numbers that win := _zeros_compete(p) | T > 0
    """
)

AVERAGE = rules(
    f"""
    share-without-gradient: with 1/(cells of the window), without dY := p.sent(lambda under: p.layer.share(under._replace(dy=1)))
    copied-to-window: with the whole of dY in every cell of its window, not divided := p.sent(_divided(1))
    divided-by-side: with dY divided by the side {{F}} of the window, not by its cells := p.sent(_divided(p.layer.size.across)) | p.layer.size.across == p.layer.size.down
    one-cell-only: with dY in the first cell of its window alone (as max pooling sends it to one) := p.sent(lambda under: [under.dy, *[None] * (len(under.cells) - 1)])
    overlaps-overwrite*: with the last window's share alone, not the sum, where windows overlap := p.sent(p.layer.share, overwrite=True) | n > 1, any(axis.stride < axis.reach for axis in p.window)
    {WINDOWS}
    padding-not-counted*: with dY divided by the cells of the input alone, without those of the padding [count_padding=False] | T > 0, p.layer.count_padding
    padding-counted*: with dY divided by the cells of the padding too [count_padding=True] | T > 0, not p.layer.count_padding
    """
)
