"""What the kinds share in which copies of a kernel are laid down and added up: the steps, and how copies go wrong."""

from collections.abc import Sequence
from typing import Any

from cnnhand.exact.cells import reading_order
from cnnhand.exact.shapes import Sides, Window
from cnnhand.exact.transposed import terms
from cnnhand.exact.values import Grid, Rational, plain
from cnnhand.kinds._grids import channel_views, sum_of_products, with_marked
from cnnhand.kinds._layers import plural
from cnnhand.page import Beside, Step

CONVENTION = (
    "Every input cell times the kernel, not flipped, is laid down one stride after the other; overlaps are added."
)


def cell_steps(input: Grid, kernel: Grid, window: Window, answer: Grid, captions: tuple[str, str]) -> tuple[Step, ...]:
    """A step for every cell of the map: the products that meet there, with the input cells they come from marked."""
    (view,) = channel_views(input, captions[0])
    (kernel_view,) = channel_views(kernel, captions[1])
    steps = []
    for place in reading_order(answer.width, answer.height):
        meeting = terms(input.rows, kernel.rows, window, place)
        marked = with_marked(view, [term.input for term in meeting])
        turned = with_marked(kernel_view, [term.kernel for term in meeting])
        steps.append(
            Step(
                str(place),
                sum_of_products((term.x, term.w) for term in meeting) or "0",
                plain(sum(term.x * term.w for term in meeting)),
                "" if meeting else "no copy reaches it",
                (Beside((marked, turned)),),
            )
        )
    return tuple(steps)


def last_one(products: Sequence[Rational]) -> Rational:
    """What is left where a later copy overwrites an earlier one."""
    return products[-1] if products else 0


def cut_text(padding: Sides, extra: int) -> str:
    """The padding and the output padding in words that say what they do in a transposed convolution."""
    if len(set(padding)) == 1:
        cut = f"padding {padding} ({padding} cut off at every side of the full map)" if padding.left else "no padding"
    else:
        cut = f"padding {padding} (so much is cut off the full map)"
    if not extra:
        return cut
    more = f"{plural(extra, 'row')} and {plural(extra, 'column')}"
    if min(padding.right, padding.bottom) >= extra:
        return f"{cut}, output padding {extra} ({more} less cut off at the end)"
    return f"{cut}, output padding {extra} ({more} more at the end, 0 where no copy reaches)"


def overlapping(input: Grid, window: Window) -> bool:
    """Whether two copies reach the same cell."""
    sides = zip(input.volume[:2], window, strict=True)
    return any(side > 1 and axis.stride < axis.filter for side, axis in sides)


def strided(problem: Any) -> bool:
    """Whether the copies start more than one cell after the other."""
    return any(step > 1 for step in problem.stride)
