"""`solve FILE --ask`: the learner works the steps out, one by one, and each is marked."""

from collections.abc import Callable, Iterator, Sequence

from cnnhand import answers
from cnnhand.commands.signals import to_its_end
from cnnhand.commands.solve import Solved, heading, part_heading
from cnnhand.errors import AnswerFormatError
from cnnhand.exact.letters import explained
from cnnhand.formats import Screen
from cnnhand.marking.steps import SubStep, every_step
from cnnhand.page import Equation, Judged, Page, Text, Tone

KEYS = Text("Type what comes out of each step; Enter alone shows it, quit ends.", Tone.NOTE)

QUIT, SKIP, HINT, HELP = ("quit", "q", "exit"), ("skip", "s"), ("?", "hint"), ("help", "h")
"""What is typed at any prompt in place of an answer."""


def ends(typed: str | None) -> bool:
    """Whether a line is the end: of the input, or one of the words for it."""
    return typed is None or typed.strip().lower() in QUIT


def ask_through(solved: Sequence[Solved], screen: Screen) -> None:
    """Ask for every step of the workings in turn until they, the input or the learner's patience end."""
    marks: list[bool] = []
    screen.show((KEYS,))

    def ask() -> None:
        for before, step in steps_of(solved):
            right = ask_step(step, screen, before)
            if right is None:
                break
            marks.append(right)

    status = to_its_end(ask)
    screen.show((Text(f"{marks.count(True)} of {len(marks)} steps right.", Tone.STRONG),))
    if status:
        raise SystemExit(status)


def ask_step(step: SubStep, screen: Screen, before: Page = ()) -> bool | None:
    """Ask for a step and say whether it is right; Enter alone shows it, None is given where the learner ends it."""
    screen.show((*before, Text(step.question)))
    typed = typed_for(step, screen.ask, screen.show)
    if typed is None:
        return None
    right = typed != "" and answers.same(answers.read(typed, step.asked), step.step.value)
    judged = (Judged(right, typed),) if typed else ()
    screen.show((*judged, step.step) if right or not typed else (*judged, *step.told(typed)))
    return right


def steps_of(solved: Sequence[Solved]) -> Iterator[tuple[Page, SubStep]]:
    """The steps, each with what is shown before it: the question, the formula, what to look at."""
    for number, one in enumerate(solved, 1):
        problem = one.exercise.problem
        legend = ""
        before: Page = (*heading(one.exercise, number, len(solved)), *problem.question())
        for index, part in enumerate(one.parts):
            formula, filled = part.working()[:2]
            _, zeros, which = filled.rpartition("; a sum leaves out ")
            left_out = (Text(f"A sum leaves out {which}.", Tone.NOTE),) if zeros else ()
            before += (*part_heading(problem, index), Equation(explained(formula, legend)), *left_out)
            legend += f"; {formula}"
            for step in every_step(part):
                yield (*before, *step.step.picture), step
                before = ()


def typed_for(
    step: SubStep, ask: Callable[[str], str | None], show: Callable[[Page], None], legend: Text = KEYS
) -> str | None:
    """What was typed for a step and can be read; nothing for Enter alone, and None at the end."""
    while not ends(typed := ask("> ")):
        word = (typed or "").strip()
        if not word or word.lower() in SKIP:
            return ""
        if word.lower() in (*HINT, *HELP):
            show((legend,))
            continue
        try:
            answers.read(word, step.asked)
            return word
        except AnswerFormatError as error:
            show((Text(f"That cannot be read: {error}."),))
    return None
