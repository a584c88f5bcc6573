"""Which step is wrong? Somebody's wrong answer to a question, with the working that leads to it; then the right answer.

Her working is that of the usual mistake which alone gives what she wrote: the right procedure on the givens that the
mistake changes, or its formula with the numbers put in. Where it is neither, the steps that are
right stand before what she made of them, or her answer stands alone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile, islice
from typing import Any, NamedTuple

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Formula, formula
from cnnhand.exact.values import Fit, Form, Grid, Size, Value, Volume
from cnnhand.page import Beside, Fitting, GridView, Page, Step, Text, Tone, Working, say, view_of
from cnnhand.questions.choice import Choice
from cnnhand.questions.contract import Mistake, Part, Problem

PREFIX = "mistake-in-"
"""Before the name of a kind: the sort of question that asks for the mistake in one of that kind."""
WHO = "Ada"
OTHERS = 3
"""So many of the sentences to choose from are those of other mistakes."""
SO_FAR = Text("… as you would, up to here:", Tone.NOTE)
MOST_LINES = 20
"""So many lines of a screen a question may take."""


class Made(NamedTuple):
    """A mistake that can be made: its sentence without the formula or the reason behind it, and what it gives."""

    mistake: Mistake
    said: str
    value: Value


def mistakes_made(part: Part) -> list[Made]:
    """The mistakes that can be made on a part and give something that is written down, no sentence twice."""
    letters, found, answer = part.letters(), dict[str, Made](), part.answer()
    for mistake, value in part.wrong_answers():
        said = mistake.explain(letters).partition(": ")[0]
        maps = isinstance(value, Grid) and isinstance(answer, Grid) and value.depth != answer.depth
        if not maps and not isinstance(value, Fit):  # nobody is asked for so many maps
            found.setdefault(said, Made(mistake, said, value))
    return list(found.values())


def told_apart(part: Part) -> list[Value]:
    """The values that one mistake alone gives, where there are enough others to choose from."""
    values = [value for _, value in part.wrong_answers()]
    made = mistakes_made(part)
    return [one.value for one in made if values.count(one.value) == 1] if len(made) > OTHERS else []


@dataclass(frozen=True)
class WrongStep(Part):
    """The mistake behind a wrong answer to a part: the letter of one of a few sentences."""

    form = Form.WORD

    of: Part
    wrote: Value

    @cached_property
    def options(self) -> Mapping[str, Made]:
        """The sentences by their letters: hers, and those that follow it in the catalogue, in alphabetic order."""
        made = self._made
        at = made.index(self.hers)
        chosen = [self.hers, *islice((*made[at + 1 :], *made[:at]), OTHERS)]
        return dict(zip("abcd", sorted(chosen, key=lambda one: one.said), strict=True))

    @cached_property
    def hers(self) -> Made:
        """The mistake that was made."""
        return next(made for made in self._made if made.value == self.wrote)

    @cached_property
    def _made(self) -> list[Made]:
        return mistakes_made(self.of)

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(self.options)

    def answer(self) -> Value:
        return next(letter for letter, made in self.options.items() if made is self.hers)

    def question(self) -> "tuple[Text, ...]":
        return (
            Text("Which step is wrong? She calculated …"),
            *(Text(f"{letter}) {made.said}") for letter, made in self.options.items()),
        )

    def slips(self) -> Iterator[tuple[str, Value]]:
        """What each of the mistakes gives."""
        return ((f"{made.said} it would be {say(made.value)}", letter) for letter, made in self.options.items())

    def working(self) -> Working:
        right = self.answer()
        others = []
        for letter, made in self.options.items():
            value = say(made.value) if isinstance(made.value, Grid) else made.value  # a line is enough for a map
            others += [Step(letter, say(made.value), value, made.said)] if letter != right else []
        return Working(
            "make each of the mistakes yourself: one of them gives what was written",
            f"{WHO} wrote {say(self.wrote)}",
            (*others, Step("the wrong step", str(right), right, self.hers.said)),
        )

    @cached_property
    def board(self) -> tuple[Step, ...]:
        """Her working; nothing where no step of it can be shown."""
        mistake = self.hers.mistake
        if mistake.change:
            steps = mistake.change(self.of).working().steps
            return tuple(_bare(step) for step in steps if steps[-1].value == self.wrote)
        if mistake.wrong and mistake.wrong.parts:
            return self._formula(mistake.wrong)
        return self._what_she_made_of_it()

    def around(self) -> tuple[Step, ...]:
        """Her working from the step on that is another than the right one."""
        right = set(map(_bare, self.of.working().steps))
        return tuple(dropwhile(right.__contains__, self.board))

    def _what_she_made_of_it(self) -> tuple[Step, ...]:
        """The right steps with what she wrote behind them, where each makes a cell or a row of the map, or all of it."""
        answer, whole = self.of.answer(), self.of.working().steps
        if isinstance(answer, Grid) and isinstance(self.wrote, Grid) and answer.volume != self.wrote.volume:
            return ()
        steps = [step for step in whole if step.expression != say(step.value)]
        for right, hers in zip(_pieces(answer), _pieces(self.wrote), strict=True):
            if [step.value for step in steps] == right:
                return tuple(_bare(step._replace(value=value)) for step, value in zip(steps, hers, strict=True))
        return ()

    def _formula(self, wrong: Formula) -> tuple[Step, ...]:
        """The formula with the numbers put in, of a volume beside the first side that it gives."""
        text = str(self.of.letters()[str(wrong)])
        number = formula(text).at()
        if not isinstance(self.wrote, Volume | Size):
            return (Step("", text, number),)
        return tuple(Step(side, text, number) for side, value in self.wrote._asdict().items() if value == number)[:1]


def _bare(step: Step) -> Step:
    """A step without what explains it."""
    return Step(step.label, step.expression, step.value)


def _unruled(block: Any) -> Any:
    """A picture without the lines between windows, which take room."""
    if not isinstance(block, Beside):
        return block
    return Beside(tuple(one._replace(blocks=None) if isinstance(one, GridView) else one for one in block.grids))


def _pieces(value: Value) -> tuple[list[Value], ...]:
    """The cells of a map and its rows, or a value by itself."""
    if not isinstance(value, Grid):
        return [value], [value]
    return list(value.cells()), [Grid.of([row]) for rows in value.channels for row in rows]


def _no_maps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Those of the steps that do not put together what came out before."""
    return tuple(step for step in steps if not isinstance(step.value, Grid) or step.value.height == 1)


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
        if self.wrote not in told_apart(self.right):
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
        names, asked = [name[:1].upper() + name[1:] for name in self.of.parts()], self.step.question()
        earlier = zip(names, self.of.exact_parts()[: self.number], strict=False)
        right = [f"{name}: {say(part.answer())} is right." for name, part in earlier]
        told = list(self._told(f"{names[self.number]}: {WHO}" if len(names) > 1 else WHO))
        shorter = (right, right[-1:])
        pages: list[Page] = [(*map(Text, before), *how, *asked) for before in shorter for how in told]
        said = [text.text for text in told[-1] if isinstance(text, Text)]
        leads = [" ".join((*before, *said, asked[0].text)) for before in shorter]
        pages += [(Text(lead), *asked[1:]) for lead in leads]
        pages += [(Text(f"{lead} {'; '.join(option.text for option in asked[1:])}."),) for lead in leads]
        question = self.of.question()
        shortest = (*map(_unruled, question), *pages[-1])
        return (Fitting((*((*question, *page) for page in pages), shortest), MOST_LINES, spoken=0),)

    def _told(self, who: str) -> Iterator[Page]:
        """What was written and how, each time with less of how; a text at last."""
        wrote, board, around = say(self.wrote), _no_maps(self.step.board), _no_maps(self.step.around())
        said, so_far = f"{who} wrote {wrote}", (SO_FAR,) if len(around) < len(board) else ()
        wrong = ((wrote, Tone.WRONG),)
        for steps in filter(None, (board, around, around[:2])):
            yield (Text(f"{said}.", phrases=wrong), *(so_far if steps != board else ()), *steps)
        if isinstance(self.wrote, Grid) and self.wrote.height > 1:
            drawn = view_of(self.wrote, f"{WHO}'s {self.right.working().steps[-1].label}")
            yield from ((Text(f"{who} wrote this."), *so_far, *around[:most], drawn) for most in (2, 1))
        first = [": " + " ".join(f"{step.label} {step.expression} = {say(step.value)}".split()) for step in around[:1]]
        yield (Text(f"{said}{''.join(first)}.", phrases=wrong),)


def with_a_mistake(
    problem: Problem, choose: Callable[[list[tuple[int, Value]]], tuple[int, Value]]
) -> FindTheMistake | None:
    """A question with a wrong answer that is chosen, one whose working can be shown if there is any.

    None where no part of it tells mistakes apart.
    """
    parts = problem.exact_parts()
    made = [(number, value) for number, part in enumerate(parts) for value in told_apart(part)]
    first = None
    while made:
        chosen = choose(made)
        made.remove(chosen)
        first = first or chosen
        if WrongStep(parts[chosen[0]], chosen[1]).board:
            return FindTheMistake(problem, *chosen)
    return FindTheMistake(problem, *first) if first else None
