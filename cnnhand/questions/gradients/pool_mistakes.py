"""The usual mistakes in the gradient through pooling: another rule for each window, or other windows."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod
from typing import Any

from cnnhand.exact.gradients import Share, Under, everywhere, to_first
from cnnhand.exact.shapes import Window
from cnnhand.exact.values import Rational, Value, plain
from cnnhand.layers.pool import evenly, share_of
from cnnhand.questions.catalogue import edits, values
from cnnhand.questions.contract import Mistake

Procedure = Callable[[Any], Value]


def _by(share: Share) -> Procedure:
    """The right windows, with dY shared out another way."""
    return lambda part: part.sent(share)


def _overwritten(part: Any) -> Any:
    return part.sent(share_of(part.layer), overwrite=True)


def _on(window: Callable[[Any], Window]) -> Procedure:
    """The right rule on other windows; dY is divided by all cells of a window, unless padding is left out of them."""

    def value(part: Any) -> Any:
        whole = prod(part.layer.size)
        right = share_of(part.layer) if part.maximum or (part.padded and not part.counts_padding) else _divided(whole)
        return part.moved(window(part), right)

    return value


def _divided(count: int) -> Share:
    return lambda under: [plain(Fraction(under.dy) / count)] * len(under.cells)


def _times_maximum(under: Under) -> Sequence[Rational | None]:
    return to_first(max)(under._replace(dy=under.dy * max(under.cells)))


def _to_last(under: Under) -> Sequence[Rational | None]:
    shares: list[Rational | None] = [None] * len(under.cells)
    shares[len(under.cells) - 1 - under.cells[::-1].index(max(under.cells))] = under.dy
    return shares


def _to_all(under: Under) -> Sequence[Rational | None]:
    return [under.dy if cell == max(under.cells) else None for cell in under.cells]


def _zeros_compete(part: Any) -> Any:
    """dY is lost where the padding's zeros are larger than all the numbers of a window."""
    whole = prod(part.layer.size)
    return part.sent(
        lambda under: (
            [None] * len(under.cells) if len(under.cells) < whole and max(under.cells) < 0 else to_first(max)(under)
        )
    )


_WINDOWS: dict[str, Procedure] = {
    "stride-one*: with windows that move by 1 in place of {S} | S > 1": _on(lambda part: part.window.with_(stride=1)),
    "stride-of-window: with windows that do not overlap: the stride is {S}, not {F} | apart": _on(
        lambda part: Window.of(part.layer.size, part.layer.size, part.window.padding)
    ),
    "padding-ignored: with the windows put on the input without its padding | padded": _on(
        lambda part: part.window.unpadded()
    ),
}

MAXIMUM: tuple[Mistake, ...] = values(
    {
        "copied-to-window: with dY in every cell of its window, not at the maximum alone": _by(everywhere),
        "spread-evenly: with dY divided over the cells of its window (the rule of average pooling)": _by(evenly),
        "times-input: with dY multiplied by the maximum": _by(_times_maximum),
        "ones-for-gradient: with a 1 at each maximum in place of dY": _by(
            lambda under: to_first(max)(under._replace(dy=1))
        ),
        "overlaps-overwrite: with the last dY alone, not the sum, where a cell is the maximum of several windows "
        "| overlaps": _overwritten,
        "wrong-place: with dY at the smallest number of each window": _by(to_first(min)),
        "wrong-place: with dY in the first cell of each window": _by(to_first(lambda cells: cells[0])),
        "tie-to-last: with dY at the last of equal maxima, not the first": _by(_to_last),
        "tie-to-all: with dY at every one of equal maxima, not the first alone": _by(_to_all),
        **_WINDOWS,
        "padding-competes: with the zeros of the padding taken as numbers that win | padded": _zeros_compete,
    }
)

AVERAGE: tuple[Mistake, ...] = (
    *values(
        {
            "share-without-gradient: with 1/(cells of the window), without dY": lambda part: part.sent(
                lambda under: share_of(part.layer)(under._replace(dy=1))
            ),
            "copied-to-window: with the whole of dY in every cell of its window, not divided": _by(everywhere),
            "divided-by-side: with dY divided by the side {F} of the window, not by its cells | square": lambda part: (
                part.sent(_divided(part.layer.size.across))
            ),
            "one-cell-only: with dY in the first cell of its window alone (as max pooling sends it to one)": _by(
                lambda under: [under.dy, *[None] * (len(under.cells) - 1)]
            ),
            "overlaps-overwrite*: with the last window's share alone, not the sum, where windows overlap "
            "| overlaps": _overwritten,
            **_WINDOWS,
        }
    ),
    *edits(
        {
            "padding-not-counted*: with dY divided by the cells of the input alone, without those of the padding "
            "| padded, counts_padding": lambda part: part.counting(False),
            "padding-counted*: with dY divided by the cells of the padding too | padded, not counts_padding": lambda part: (
                part.counting(True)
            ),
        }
    ),
)
