"""Somebody's wrong answer to a question, with the working that leads to it: which step is wrong, and what is right?

All of it stands on one screen, each sentence to choose from on a line of its own: maps are drawn beside the pictures of the
question, and where there is no room some of the working is left out, and what the pictures have around their numbers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.values import Grid, Value
from cnnhand.page import Beside, Fitting, GridView, Page, Step, Text, Tone, say, view_of
from cnnhand.questions.choice import Choice
from cnnhand.questions.contract import Part, Problem
from cnnhand.questions.wording import in_brief
from cnnhand.questions.wrong_step import WHO, WrongStep, in_line, of_one_mistake

PREFIX = "mistake-in-"
"""Before the name of a kind: the sort of question that asks for the mistake in one of that kind."""
SO_FAR = Text("… as you would, up to here:", Tone.NOTE)
MOST_LINES = 20
"""So many lines of a screen a question may take."""
MOST_TOLD = 4
"""So many steps of hers are tried, to see whether one of them has room."""


@dataclass(frozen=True)
class FindTheMistake(Problem):
    """What somebody wrote for one part of a question: asked is the mistake, and then what is right."""

    asks_first = True

    of: Problem
    number: int
    """Of the part, counted from 0."""
    wrote: Value

    def __post_init__(self) -> None:
        if isinstance(self.right, Choice):
            raise GivenError("wrote", "this has letters of its own; leave the options out")
        if self.wrote not in of_one_mistake(self.right):
            what = "this must be what one usual mistake gives, and no other; three others must give something else"
            raise GivenError("wrote", what)

    def kind(self) -> str:
        return self.of.kind() and PREFIX + self.of.kind()

    @cached_property
    def right(self) -> Part:
        """The part itself."""
        return self.of.exact_parts()[self.number]

    @cached_property
    def step(self) -> WrongStep:
        """The mistake that is asked for."""
        return WrongStep(self.right, self.wrote)

    def parts(self) -> tuple[str, ...]:
        return ("the wrong step", "what is right")

    def part(self, number: int, earlier: tuple[Value, ...]) -> Part:
        return self.right if number else self.step

    def question(self) -> Page:
        """The question, what was written and how, and the sentences to choose from; with less of it where it is too tall."""
        lead, *options = self.step.question()
        full = list(self._shown())
        bare = [(tuple(map(_bare, question)), said) for question, said in full]
        pages: list[Page] = []
        for shown, told in ((full, self._working()), (bare, self._working()), ((*full, *bare), [("", ())])):
            for tail, steps in told:
                texts = [(question, [*said[:-1], f"{said[-1]} {tail}".strip()]) for question, said in shown]
                pages += [(*question, *map(self._text, said), *steps, lead, *options) for question, said in texts]
        pages += [(*question, self._text(" ".join((*said, lead.text))), *options) for question, said in (*full, *bare)]
        return (Fitting(tuple(pages), MOST_LINES, spoken=0),)

    def _text(self, said: str) -> Text:
        return Text(said, phrases=((say(self.wrote), Tone.WRONG),))

    def _working(self) -> Iterator[tuple[str, Page]]:
        """Her working, then less and less of it, or what belongs in the first wrong place: a sentence, or the steps."""
        board, around = _no_maps(self.step.board), _no_maps(self.step.around())
        if board:
            so_far = (SO_FAR,) if len(around) < len(board) else ()
            yield from (("", board), ("", (*so_far, *around)), ("", (*so_far, *around[:2])))
        yield from ((_told(step), ()) for step in around[:MOST_TOLD] if step.expression != say(step.value))
        if not board and self.step.first_wrong:
            yield self.step.first_wrong, ()

    def _shown(self) -> Iterator[tuple[Page, tuple[str, ...]]]:
        """What she wrote, behind what is right in it, of which the last may be enough; maps are drawn, or in words."""
        question, parts = self.of.question(), self.of.exact_parts()[: self.number]
        written = list(zip(self.of.parts(), [*(part.answer() for part in parts), self.wrote], strict=False))
        for some in (written, written[-2:]) if self.number > 1 else (written,):
            maps = [_is_map(value) for _, value in some]
            for drawn in (maps, [False] * len(maps)) if any(maps) else (maps,):
                views = [view for one, draws in zip(some, drawn, strict=True) if draws for view in self._views(*one)]
                said = tuple(self._said(*one, draws) for one, draws in zip(some, drawn, strict=True))
                yield _with_maps(question, views) if views else question, said

    @property
    def _name(self) -> str:
        return self.of.parts()[self.number]

    @property
    def _label(self) -> str:
        """What the board calls what comes out."""
        return self.right.working().steps[-1].label

    def _views(self, name: str, value: Value) -> Sequence[Any]:
        """A map as it stands beside the question."""
        assert isinstance(value, Grid)
        caption = in_brief(name).removeprefix("the ")
        return view_of(value, f"{WHO}'s {self._label.removesuffix('s')}" if name == self._name else caption).grids

    def _said(self, name: str, value: Value, drawn: bool) -> str:
        """That a part is right, or that it is hers."""
        what = in_brief(name) if drawn else name.partition(" (")[0]
        if name != self._name:
            return f"{what[:1].upper()}{what[1:]}{'' if drawn else f': {say(value)}'} is right."
        if drawn:
            of = what.removeprefix("the ") or self._label
            return f"{WHO}'s {of} {'are' if of.endswith('s') else 'is'} wrong."
        return f"{what[:1].upper()}{what[1:]}{': ' if what else ''}{WHO} wrote {say(value)}."


def _told(step: Step) -> str:
    """A step of hers as a sentence."""
    where = step.label if step.label.startswith("with ") or not step.label else f"for {step.label}"
    return f"She has{f', {where}:' if where else ''} {in_line(step)} = {say(step.value)}."


def with_a_mistake(
    problem: Problem, choose: Callable[[list[tuple[int, Value]]], tuple[int, Value]]
) -> FindTheMistake | None:
    """A question with a wrong answer that is chosen, one whose working can be shown if there is any.

    None where no part of it tells mistakes apart.
    """
    parts = problem.exact_parts()
    made = [(number, value) for number, part in enumerate(parts) for value in of_one_mistake(part)]
    first = None
    while made:
        chosen = choose(made)
        made.remove(chosen)
        first = first or chosen
        if WrongStep(parts[chosen[0]], chosen[1]).is_shown:
            return FindTheMistake(problem, *chosen)
    return FindTheMistake(problem, *first) if first else None


def _with_maps(question: Page, maps: Sequence[GridView]) -> Page:
    """A question with maps behind the last of its pictures."""
    at = max((at for at, block in enumerate(question) if isinstance(block, Beside)), default=len(question))
    grids = [item for block in question[at : at + 1] if isinstance(block, Beside) for item in block.grids]
    return (*question[:at], Beside((*grids, *maps)), *question[at + 1 :])


def _bare(block: Any) -> Any:
    """A picture without what takes room: the numbers of rows and columns, the lines between windows, an empty output."""
    if isinstance(block, Fitting):
        return _bare(block.pages[-1][0])
    if not isinstance(block, Beside):
        return block
    grids = (one._replace(blocks=None, numbered=False) if isinstance(one, GridView) else one for one in block.grids)
    return Beside(tuple(grids))


def _is_map(value: Value) -> bool:
    return isinstance(value, Grid) and value.height > 1


def _no_maps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Those of the steps that do not put together what came out before."""
    return tuple(step for step in steps if not _is_map(step.value))
