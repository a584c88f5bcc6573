"""`solve --step`, and `w` in a quiz: a working a step at a time, each with what to look at."""

from collections.abc import Iterator, Sequence
from contextlib import closing

from cnnhand.commands.solve import Solved, answers, heading, part_heading
from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Grid
from cnnhand.formats import Screen
from cnnhand.formats.streams import keys
from cnnhand.formats.workings import summed
from cnnhand.kinds import Part
from cnnhand.page import Beside, Block, Fitting, GridView, Page, Step, Text, Tone, Working, filled_up, say
from cnnhand.questions.grids import cell_steps

NEXT, BACK = ("\x1b[C", "\x1bOC", " ", "\r", "\n", "n"), ("\x1b[D", "\x1bOD", "\x7f", "b", "p")
ROOM = 22
"""So many lines of a screen a step has, without the legend of the keys."""
QUIT = ("q", "\x1b", "\x03")


def step_through(solved: Sequence[Solved], screen: Screen, with_mistakes: bool = False) -> None:
    """Show the working a step at a time; what published answers are worth stays on the screen at the end."""
    walk([frame for number, one in enumerate(solved, 1) for frame in _frames(one, number, len(solved))], screen)
    for number, one in enumerate(solved, 1):
        if one.verdicts or with_mistakes:
            screen.show(answers(one, number, len(solved), with_mistakes))


def walk(frames: Sequence[Page], screen: Screen) -> None:
    """Show one frame after the other in place of what is there; keys go forwards and back, and `q` ends it."""
    at = 0

    def draw() -> None:
        legend = f"{at + 1} of {len(frames)} · space or → next · b or ← back · q quit"
        screen.frame((*frames[at], Text(legend, Tone.NOTE)))

    with closing(keys(draw)) as pressed:
        for key in pressed:
            if key in QUIT or (key in NEXT and at == len(frames) - 1):
                break
            before = at
            at = min(at + 1, len(frames) - 1) if key in NEXT else max(at - 1, 0) if key in BACK else at
            if at != before:
                draw()


def _frames(solved: Solved, number: int, of: int) -> list[Page]:
    """The question, then the steps."""
    problem = solved.exercise.problem
    title = heading(solved.exercise, number, of)[:1]
    frames: list[Page] = [(*heading(solved.exercise, number, of), *problem.question())]
    for number, part in enumerate(solved.parts):
        frames += part_frames(part, (*title, *part_heading(problem, number)))
    return frames


def part_frames(part: Part, title: Page) -> Iterator[Page]:
    """For each step of a part's working what to look at, the step, and what came out before, if there is room."""
    working = part.working()
    room = ROOM - max(0, 2 * len(title) - 1)  # a blank line stands between two headings
    for index, step in enumerate(working.steps):
        before = working.steps[max(0, index - 4) : index]
        look: Page = () if step.board else step.picture or working.picture
        filling = _filling(working, index)
        done = () if filling else tuple(Step(one.label, say(one.value), one.value) for one in before)
        seen = _onto(look, filling)
        pages: tuple[Page, ...] = ((*seen, *done, step), (*seen, step), (*done, step), (step,))
        if step.boards:
            pages = ((*_onto(step.boards, filling), summed(step)),)
            if not _windows(step.boards[0]).grids:
                pages = ((*_onto(tuple(map(_windows, look)), filling), *step.boards, summed(step)), *pages)
        yield (*title, Fitting(pages, room))


def _windows(block: Block) -> Beside:
    """The grids in which the window is seen."""
    grids = block.grids if isinstance(block, Beside) else ()
    return Beside(tuple(view for view in grids if isinstance(view, GridView) and view.window))


def _onto(look: Page, filling: GridView | None) -> Page:
    """What is looked at, and behind the last of its grids the map that fills up."""
    if filling is None:
        return look
    if look and isinstance(look[-1], Beside):
        return (*look[:-1], Beside((*look[-1].grids, "→", filling)))
    return (*look, Beside((filling,)))


def _filling(working: Working, index: int) -> GridView | None:
    """The map as far as its cells are worked out at a step, where each step is one of its cells; else nothing."""
    cells, last = cell_steps(working), working.steps[-1]
    at = index - (len(working.steps) - 1 - len(cells))
    if not isinstance(last.value, Grid) or not 0 <= at < len(cells):
        return None
    size = Pair(last.value.width, last.value.height)
    number, at = divmod(at, size.across * size.down)
    done = cells[number * size.across * size.down :][:at]
    place = (at // size.across + 1, at % size.across + 1)
    caption = last.label if last.value.depth == 1 else f"map {number + 1}"
    return filled_up(caption, size, [say(step.value) for step in done], place)
