"""The usual mistakes in the gradient through pooling: another rule for each window, or other windows."""

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any

from cnnhand.exact.gradients import Share, Under, everywhere, to_first
from cnnhand.exact.shapes import Window
from cnnhand.exact.values import Grid, Rational, plain
from cnnhand.layers.pool import evenly, share_of
from cnnhand.questions.catalogue import rules


def _on(part: Any, window: Window) -> Grid:
    """The right rule on other windows; dY is divided by all cells of a window, unless padding is left out of them."""
    counted = part.maximum or (part.padded and not part.counts_padding)
    return part.moved(window, share_of(part.layer) if counted else _divided(prod(part.layer.size)))  # type: ignore[no-any-return]


def _divided(count: int) -> Share:
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
    stride-one*: with windows that move by 1 in place of {S} := on(p, p.window.with_(stride=1)) | S > 1
    stride-of-window: with windows that do not overlap: the stride is {S}, not {F} := on(p, Window.of(p.layer.size, p.layer.size, p.window.padding)) | spread, p.window.stride != p.layer.size
    padding-ignored: with the windows put on the input without its padding := on(p, p.window.unpadded()) | padded
"""

MAXIMUM = rules(
    f"""
    copied-to-window: with dY in every cell of its window, not at the maximum alone := p.sent(everywhere)
    spread-evenly: with dY divided over the cells of its window (the rule of average pooling) := p.sent(evenly)
    times-input: with dY multiplied by the maximum := p.sent(lambda under: to_first(max)(under._replace(dy=under.dy * max(under.cells))))
    maximum-for-gradient: with the maximum itself in place of dY := p.sent(lambda under: to_first(max)(under._replace(dy=max(under.cells))))
    ones-for-gradient: with a 1 at each maximum in place of dY := p.sent(lambda under: to_first(max)(under._replace(dy=1)))
    overlaps-overwrite: with the last dY alone, not the sum, where a cell is the maximum of several windows := p.sent(share_of(p.layer), overwrite=True) | spread, any(axis.stride < axis.reach for axis in p.window)
    wrong-place: with dY at the smallest number of each window := p.sent(to_first(min))
    wrong-place: with dY in the first cell of each window := p.sent(to_first(lambda cells: cells[0]))
    tie-to-last: with dY at the last of equal maxima, not the first := p.sent(to_last)
    tie-to-all: with dY at every one of equal maxima, not the first alone := p.sent(lambda under: [under.dy if cell == max(under.cells) else None for cell in under.cells])
    {WINDOWS}
    padding-competes: with the zeros of the padding taken as numbers that win := zeros_compete(p) | padded
    """,
    everywhere=everywhere,
    evenly=evenly,
    on=_on,
    share_of=share_of,
    to_first=to_first,
    to_last=_to_last,
    Window=Window,
    zeros_compete=_zeros_compete,
)

AVERAGE = rules(
    f"""
    share-without-gradient: with 1/(cells of the window), without dY := p.sent(lambda under: share_of(p.layer)(under._replace(dy=1)))
    copied-to-window: with the whole of dY in every cell of its window, not divided := p.sent(everywhere)
    divided-by-side: with dY divided by the side {{F}} of the window, not by its cells := p.sent(divided(p.layer.size.across)) | p.layer.size.across == p.layer.size.down
    one-cell-only: with dY in the first cell of its window alone (as max pooling sends it to one) := p.sent(lambda under: [under.dy, *[None] * (len(under.cells) - 1)])
    overlaps-overwrite*: with the last window's share alone, not the sum, where windows overlap := p.sent(share_of(p.layer), overwrite=True) | spread, any(axis.stride < axis.reach for axis in p.window)
    {WINDOWS}
    padding-not-counted*: with dY divided by the cells of the input alone, without those of the padding [count_padding=False] | padded, counts_padding
    padding-counted*: with dY divided by the cells of the padding too [count_padding=True] | padded, not counts_padding
    """,
    divided=_divided,
    everywhere=everywhere,
    on=_on,
    share_of=share_of,
    Window=Window,
)
