"""Which step is wrong? Somebody's wrong answer to a question, with the working that leads to it; then the right answer.

Her working is that of the usual mistake which alone gives what she wrote: the right procedure on the givens that the
mistake changes, or its formula with the numbers put in. Where it is neither, her answer stands alone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Formula, formula
from cnnhand.exact.values import Fit, Form, Grid, Size, Value, Volume
from cnnhand.page import Fitting, Page, Step, Text, Tone, Working, say, view_of
from cnnhand.questions.choice import Choice
from cnnhand.questions.contract import Mistake, Part, Problem

PREFIX = "mistake-in-"
"""Before the name of a kind: the sort of question that asks for the mistake in one of that kind."""
WHO = "Ada"
OTHERS = 3
"""So many of the sentences to choose from are those of other mistakes."""
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
        made = mistakes_made(self.of)
        at = made.index(self.hers)
        chosen = [self.hers, *islice((*made[at + 1 :], *made[:at]), OTHERS)]
        return dict(zip("abcd", sorted(chosen, key=lambda one: one.said), strict=True))

    @cached_property
    def hers(self) -> Made:
        """The mistake that was made."""
        return next(made for made in mistakes_made(self.of) if made.value == self.wrote)

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

    def board(self) -> tuple[Step, ...]:
        """Her working; nothing where the mistake is neither a procedure on other givens nor a formula."""
        mistake = self.hers.mistake
        if mistake.change:
            steps = mistake.change(self.of).working().steps
            return tuple(
                Step(step.label, step.expression, step.value) for step in steps if steps[-1].value == self.wrote
            )
        return self._formula(mistake.wrong) if mistake.wrong and mistake.wrong.parts else ()

    def _formula(self, wrong: Formula) -> tuple[Step, ...]:
        """The formula with the numbers put in, of a volume beside the first side that it gives."""
        text = str(self.of.letters()[str(wrong)])
        number = formula(text).at()
        if not isinstance(self.wrote, Volume | Size):
            return (Step("", text, number),)
        return tuple(Step(side, text, number) for side, value in self.wrote._asdict().items() if value == number)[:1]


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
        """The question itself, what was written and how, and the sentences to choose from; cut where it is too tall."""
        wrote, names = say(self.wrote), self.of.parts()
        earlier = zip(names, self.of.exact_parts()[: self.number], strict=False)
        right = [Text(f"{name}: {say(part.answer())} is right.") for name, part in earlier]
        who = f"{names[self.number]}: {WHO}" if len(names) > 1 else WHO
        said = Text(f"{who} wrote {wrote}.", phrases=((wrote, Tone.WRONG),))
        board, asked = self.step.board(), self.step.question()
        middles: list[Page] = [(said, *board), (said, *board[-2:]), (said,)]
        if isinstance(self.wrote, Grid) and self.wrote.height > 1:
            drawn = (Text(f"{who} wrote this."), view_of(self.wrote, f"{WHO}'s map"))
            middles[:2] = [(drawn[0], *board[:2], drawn[1]), (said, *board[:2])]
        pages: list[Page] = [(*right, *middle, *asked) for middle in middles]
        lead = " ".join(text.text for text in (*right, said, asked[0]))
        pages.append((Text(f"{lead} {'; '.join(option.text for option in asked[1:])}."),))
        return (Fitting(tuple((*self.of.question(), *page) for page in pages), MOST_LINES, spoken=0),)


def with_a_mistake(
    problem: Problem, choose: Callable[[list[tuple[int, Value]]], tuple[int, Value]]
) -> FindTheMistake | None:
    """A question with a wrong answer that is chosen; None where no part of it tells mistakes apart."""
    made = [(number, value) for number, part in enumerate(problem.exact_parts()) for value in told_apart(part)]
    return FindTheMistake(problem, *choose(made)) if made else None
