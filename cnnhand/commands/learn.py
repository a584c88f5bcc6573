"""From nothing to a question: what a kind is for, its letters, a worked example, and then more and more of it asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from cnnhand.commands.quiz.quiz import Quiz
from cnnhand.commands.quiz.results import Ending
from cnnhand.commands.solve import solve
from cnnhand.commands.walking import ask_step, ends, steps_of
from cnnhand.exact.values import Grid, Volume
from cnnhand.formats import Screen
from cnnhand.kinds import Exercise, load
from cnnhand.kinds.codes import Code, draw
from cnnhand.lessons import LESSONS, formulas, lesson
from cnnhand.marking.steps import SubStep
from cnnhand.memory.log import Answered
from cnnhand.page import Divider, Page, Step, Table, Text, Tone, say

SEED = 7
"""Of the examples of a lesson."""
EXAMPLES = (
    "Here is an example, step by step.",
    "Now the last step is yours. Type what comes out; Enter alone shows it.",
    "Now the last two steps are yours.",
)
"""What is said to each example; of each one step more is asked than of the one before."""


def overview() -> Page:
    """The lessons, in the order in which they are learned."""
    rows = tuple((kind, load(kind).summary) for kind in LESSONS)
    return (Table(("cnnhand learn …", "what you learn to work out"), rows),)


def formula_page() -> Page:
    """All formulas on a page, with the letters."""
    of, letters = formulas()
    rows = tuple((name, _formula(place)) for name, place in of.items())
    return (Table(("what", "formula"), rows), Table(("letter", "what it stands for"), tuple(letters.items())))


def _formula(place: str) -> str:
    """The formula of a part of a drawn problem, the first unless its number is given."""
    code, _, part = place.partition(" ")
    return draw(Code.parse(code)).problem.exact_parts()[int(part or 1) - 1].working().formula


def alike(kind: str) -> Iterator[Exercise]:
    """The examples of a kind and the question at the end: the same steps each time, and never the same numbers."""
    found: list[list[Step]] = []
    for number in count(1):
        exercise = draw(Code(kind, "easy", SEED, number))
        steps = [step.step for _, step in steps_of([solve(exercise)])]
        same = not found or [step.label for step in steps] == [step.label for step in found[0]]
        if same and all([step.expression for step in steps] != [step.expression for step in one] for one in found):
            found.append(steps)
            yield exercise


@dataclass(slots=True)
class Learning:
    """A lesson on a screen; it is over at the end of the input, or where somebody quits."""

    screen: Screen
    kind: str
    keep: Callable[[Answered], None]
    over: bool = False

    def run(self) -> None:
        """The texts, the examples with more and more of their steps asked, and at last a question as in practice."""
        text = lesson(self.kind)
        self._show((Text(self.kind.replace("-", " "), Tone.HEADING), Text(text.about)))
        self._show((text.picture, Table(("letter", "what it stands for"), tuple(text.letters.items()))))
        self._show(tuple(Text(f"{number}. {how}") for number, how in enumerate(text.how, 1)))
        problems = alike(self.kind)
        for asked, (about, exercise) in enumerate(zip(EXAMPLES, problems, strict=False)):
            if not self.over:
                self.screen.show((Divider(), Text(about, Tone.HEADING)))
                self._example(exercise, asked)
        if not self.over:
            self.screen.show((Divider(), Text("Now all of it is yours.", Tone.HEADING)))
            quiz = Quiz(self.screen, keep=self.keep)
            quiz.run([next(problems)], 1)
            if quiz.outcome.ended is Ending.ALL_ASKED:
                self.screen.show((Text("From now on cnnhand practice asks this too.", Tone.NOTE),))

    def _example(self, exercise: Exercise, asked: int) -> None:
        """A problem with its steps one by one; the last so many are asked."""
        steps = list(steps_of([solve(exercise)]))
        single = [at for at, (_, step) in enumerate(steps) if not _is_whole(step)]
        for at, (before, step) in enumerate(steps):
            if self.over:
                return
            if at in single[len(single) - asked :]:
                self.over = ask_step(step, self.screen, before) is None
                continue
            picture = step.step.picture
            if question := before[: len(before) - len(picture)]:
                self._show(question)
            self._show((*picture, step.step), wait=at < len(steps) - 1)
        self._show((Text(f"Answer: {say(exercise.problem.exact_parts()[-1].answer())}", Tone.RIGHT),))

    def _show(self, page: Page, wait: bool = True) -> None:
        """Show a page and wait for Enter, unless it is over."""
        if self.over:
            return
        self.screen.show(page)
        typed = self.screen.ask("Press Enter. ") if wait else ""
        self.over = ends(typed)


def _is_whole(step: SubStep) -> bool:
    """Whether a step only puts together what came out before."""
    value = step.step.value
    return isinstance(value, Volume) or (isinstance(value, Grid) and value.height * value.depth > 1)
