"""Which step is wrong? The mistake behind somebody's wrong answer, among a few sentences, and the working that leads to it.

Her working is that of the usual mistake which alone gives what she wrote: the right procedure on the givens that the
mistake changes, or its formula with the numbers put in. Where it is neither, the first number of a map that is wrong is
named, with the arithmetic that belongs there, and a single number stands alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile, islice
from typing import NamedTuple

from cnnhand.exact.formula import Formula, formula
from cnnhand.exact.values import Fit, Form, Grid, Size, Value, Volume
from cnnhand.page import Step, Text, Working, say
from cnnhand.questions.contract import Mistake, Part
from cnnhand.questions.grids import cell_names

WHO = "Ada"
OTHERS = 3
"""So many of the sentences to choose from are those of other mistakes."""


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


def of_one_mistake(part: Part) -> list[Value]:
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
            return tuple(_unexplained(step) for step in steps if steps[-1].value == self.wrote)
        return self._formula(mistake.wrong) if mistake.wrong and mistake.wrong.parts else ()

    def around(self) -> tuple[Step, ...]:
        """Her working from the step on that is another than the right one."""
        right = set(map(_unexplained, self.of.working().steps))
        return tuple(dropwhile(right.__contains__, self.board))

    @property
    def is_shown(self) -> bool:
        """Whether there is more to see than what she wrote: her working, or what belongs in its places."""
        steps = [step.value for step in self.of.working().steps if step.expression != say(step.value)]
        return bool(self.board) or (self._same_size and steps in _pieces(self.of.answer()))

    @property
    def first_wrong(self) -> str:
        """The first number or row of a map of hers that is wrong, and the arithmetic that belongs there."""
        answer, working = self.of.answer(), self.of.working()
        if not isinstance(answer, Grid) or not self._same_size:
            return ""
        rows = working.steps[-1 - answer.height * answer.depth : -1]
        by_row = [step.value for step in rows] == _pieces(answer)[1]
        names = [step.label for step in rows] if by_row else cell_names(working, answer)
        named = {step.label: in_line(step) for step in working.steps if step.expression != say(step.value)}
        pairs = zip(names, _pieces(answer)[by_row], _pieces(self.wrote)[by_row], strict=True)
        wrong = [(name, hers) for name, right, hers in pairs if right != hers]
        name, hers = next((one for one in wrong if one[0] in named), wrong[0])
        where = f" where {named[name]} belongs" if name in named else ""
        return f"{name[:1].upper()}{name[1:]}: she wrote {say(hers)}{where}."

    @property
    def _same_size(self) -> bool:
        sizes = [value.volume for value in (self.of.answer(), self.wrote) if isinstance(value, Grid)]
        return len(set(sizes)) < 2

    def _formula(self, wrong: Formula) -> tuple[Step, ...]:
        """The formula with the numbers put in, of a volume beside the first side that it gives."""
        text = str(self.of.letters()[str(wrong)])
        number = formula(text).at()
        if not isinstance(self.wrote, Volume | Size):
            return (Step("", text, number),)
        return tuple(Step(side, text, number) for side, value in self.wrote._asdict().items() if value == number)[:1]


def _unexplained(step: Step) -> Step:
    """A step without what explains it."""
    return Step(step.label, step.expression, step.value)


def in_line(step: Step) -> str:
    """The arithmetic of a step on one line."""
    return " ".join(step.expression.split())


def _pieces(value: Value) -> tuple[list[Value], ...]:
    """The cells of a map and its rows, or a value by itself."""
    if not isinstance(value, Grid):
        return [value], [value]
    return list(value.cells()), [Grid.of([row]) for rows in value.channels for row in rows]
