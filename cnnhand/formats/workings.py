"""A working as it is shown: without what the question above it shows already, and a long one at a glance."""

from collections.abc import Iterator

from cnnhand.exact.letters import explained
from cnnhand.exact.values import Grid
from cnnhand.page import Beside, Equation, Fitting, Frame, GridView, Page, Step, Text, Tone, Working, say

SO_ON = Text("… and so on, then", Tone.NOTE)


def below(working: Working, question: Page, before: str = "") -> Working:
    """The working without the pictures that a question above it shows already, and the legend of formulas `before`."""
    shown = {(view.rows, view.padding) for view in _views(question)}
    new = (
        block
        for block in working.picture
        if any(view.window or view.marks or (view.rows, view.padding) not in shown for view in _views((block,)))
    )
    return working._replace(picture=tuple(new), before=before)


def _views(page: Page) -> Iterator[GridView]:
    """The grids that are pictured on a page."""
    for block in page:
        if isinstance(block, Fitting):
            yield from _views(block.pages[-1])
        elif isinstance(block, Beside):
            for item in block.grids:
                yield from [item] if isinstance(item, GridView) else item.grids if isinstance(item, Frame) else ()


def _once(steps: tuple[Step, ...]) -> Iterator[Step]:
    """The steps of a working; what stands in the map that closes it does not stand in its rows too."""
    last = steps[-1].value
    rows = {row for channel in last.channels for row in channel} if isinstance(last, Grid) and last.height > 1 else ()
    for step in steps:
        if not (isinstance(step.value, Grid) and step.value.height == 1 and step.value.channels[0][0] in rows):
            yield step
        elif step.expression.replace(" ", "") != say(step.value).replace(" ", ""):
            yield step._replace(value=step.expression)


def summed(step: Step) -> Step:
    """A step as it stands below its boards: what the channels come to, and their sum."""
    several = len(step.boards) if len(step.boards) > 1 else 0
    return step._replace(expression=step.sums, channels=several, note="") if step.boards else step


def at_a_glance(working: Working) -> tuple[Fitting]:
    """The working on a page: a long one without what the question shows, and of a map the cell that tells most."""
    if working.way:
        (rest,) = at_a_glance(working._replace(steps=working.steps[working.way :], way=0))
        way = working.steps[: working.way]
        made = tuple({step.label.partition(":")[0]: step for step in way}.values())  # of each layer what it comes to
        return (Fitting(tuple((*page[:2], *led, *page[2:]) for led in (way, made) for page in rest.pages)),)
    working = working._replace(steps=tuple(_once(working.steps)))
    bare: Page = (Equation(explained(working.formula, working.before)), Equation(working.filled), *working.steps)
    *cells, last = working.steps
    if not isinstance(last.value, Grid) or not cells:
        return (Fitting((working.whole, bare)),)
    first = next((at for at, step in enumerate(cells) if not isinstance(step.value, Grid)), 0)
    tells_most = max(cells[first:], key=lambda step: (step.expression.count(" + "), step.value != 0))
    cell = cells[first] if cells[first].boards else tells_most
    look = () if cell.board else cell.boards or cell.picture or working.picture
    before: Page = () if look else tuple(cells[:first])
    more = len(cells) - first - 1
    so_on = (Text(f"… and so on: {more} more like it, then", Tone.NOTE),) if more else ()
    longer = () if cell.boards else (working.whole, bare)
    most = ((*bare[:2], *cells[:at], SO_ON, last) for at in range(len(cells) - 1, len(cells) // 2, -1))
    drawn = (*bare[:2], *look, *before, summed(cell), *so_on, last)
    return (Fitting((*longer, drawn, *most, (*bare[:2], *before, cell, *so_on, last))),)
