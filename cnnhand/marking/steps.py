"""The steps of a working as small questions: all of them, or those that find a slip which is no known mistake."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from cnnhand.answers import Expected, same
from cnnhand.answers.signs import one_spelling
from cnnhand.exact.values import Form, Grid, Size, Value, Volume
from cnnhand.kinds import Part
from cnnhand.marking.diagnosis import agreeing, numbers
from cnnhand.marking.terms import slip_in, terms
from cnnhand.page import Page, Step, Text, Working, say
from cnnhand.questions.asking import Cells
from cnnhand.questions.grids import cell_steps

TO_THE_SIZE = ("columns", "rows")
"""Steps of a padded grid that lead to nothing but its size."""
ASKED = re.compile(
    r"(?:of|on|for|that|j|r|columns|numbers|rounded|both sides|the (?:width|height|cells|window|volume))\b|y ="
)
"""How a note begins that says what is asked; any other says how it is come by, or what it is."""
FORMS: dict[type, Form] = {Volume: Form.VOLUME, Size: Form.SIZE, Grid: Form.GRID, str: Form.WORD}


class SubStep(NamedTuple):
    """A step of a working as a question of its own; it earns nothing.

    `step` has the right value, and shows how it is reached where the learner's is another one.
    """

    question: str
    step: Step
    working: Working
    choices: tuple[str, ...] = ()
    """The words to choose from, where a word comes out."""

    @property
    def asked(self) -> Expected:
        """What is to be typed."""
        value = self.step.value
        row = isinstance(value, Grid) and value.height == value.depth == 1
        form = FORMS.get(type(value), Form.NUMBER)
        return Expected(form, self.choices, whole=isinstance(value, int) or None, vector=row)

    def told(self, text: str) -> Page:
        """What is shown where what was typed for it is wrong: the slip is in this step, and how the step goes."""
        said = slip_in(text, self.working, self.step, alone=True).said
        return (Text(f"Here is the slip: {said}." if said else "Here is the slip:"), self.step)


def sub_steps(part: Part, typed: Value) -> tuple[SubStep, ...]:
    """The steps to the answer that a wrong one leaves open, in their order; none where the answer is a single step.

    Of a volume those to its wrong sides, of a map of the right size that of its first wrong cell or row, of one of
    another size those to its size.
    """
    answer, right, working = part.answer(), agreeing(typed, part.answer()), part.working()
    if isinstance(typed, Grid) and isinstance(answer, Grid) and not right and (size := part.size_problem()):
        return sub_steps(size, typed.volume)
    steps, cells = list(working.steps[:-1]), cell_steps(working)
    if right and isinstance(answer, Grid):
        wrong, rows = right.index(False), [step for step in steps if _is_row(step.value, answer)]
        if cells or [cell for step in rows for cell in numbers(step.value)] == list(numbers(answer)):
            steps = [cells[wrong] if cells else rows[wrong // answer.width]]
        elif steps and getattr(part, "at", wrong) is None:  # what windows send back to the cell
            row, column = wrong // answer.width % answer.height + 1, wrong % answer.width + 1
            channel = wrong // (answer.width * answer.height) + 1 if answer.depth > 1 else None
            at = Cells(range(row, row + 1), range(column, column + 1), channel)
            of_cell = replace(part, at=at).working()  # type: ignore[type-var]  # all that have an `at`
            steps = [step for step in of_cell.steps[of_cell.way :] if not isinstance(step.value, Grid)]
    elif right:
        names = [name for name, agrees in zip(part.labels, right, strict=True) if not agrees]
        steps = [step for step in steps if step.label in names]
    if isinstance(answer, Grid):
        steps = [step for step in steps if (step.label in TO_THE_SIZE) is not bool(right)]
    steps = [step for step in steps if not isinstance(step.value, Grid) or _is_row(step.value, step.value)]
    return tuple(_asked_for(part, working, steps))


def concluded(part: Part, typed: Value, steps: Sequence[SubStep]) -> Page:
    """What is shown where all of these steps are right, so that the slip is none of theirs."""
    answer, right, last = part.answer(), agreeing(typed, part.answer()), steps[-1].step
    names: Sequence[str] = part.labels
    if isinstance(typed, Grid) and isinstance(answer, Grid) and not right:
        names, typed, answer = Volume._fields, typed.volume, answer.volume
    if isinstance(typed, Volume | Size) and isinstance(answer, Volume | Size):
        sides = zip(names, answer, typed, strict=False)
        wrong = [f"the {side} is {say(is_)}, not {say(not_)}" for side, is_, not_ in sides if not same(not_, is_)]
        return (Text(f"So {', and '.join(wrong)}."),)
    if right and isinstance(last.value, Grid):
        return (Text(f"So {say(last.value)} belongs there."),)
    if right and same(last.value, numbers(answer)[right.index(False)]):
        return (Text(f"So {say(last.value)} belongs there; you wrote {say(numbers(typed)[right.index(False)])}."),)
    all_right = "Each of these is right" if len(steps) > 1 else "That is right"
    return (Text(f"{all_right}, so the slip comes after it:"), part.working().steps[-1])


def _asked_for(part: Part, working: Working, steps: Iterable[Step]) -> Iterator[SubStep]:
    """Those of the steps that can be asked: in which a number comes out, or one of the words to choose from."""
    for step in steps:
        if not isinstance(step.value, str) or step.value in part.choices:
            yield SubStep(_question(step, working), step, working, part.choices)


def every_step(part: Part) -> tuple[SubStep, ...]:
    """All steps of a working; of a map whose cells are steps of their own not the map once more."""
    working = part.working()
    steps = working.steps[:-1] if cell_steps(working) else working.steps
    return tuple(_asked_for(part, working, steps))


def _is_row(value: Value, of: Grid) -> bool:
    return isinstance(value, Grid) and value.height == value.depth == 1 and value.width == of.width


def _question(step: Step, working: Working) -> str:
    """What is asked: with the note of a step that says which one is meant, and a sum of products in full."""
    alike = sum(step.label == other.label for other in working.steps) > 1
    which = (alike or ASKED.match(step.note)) and not re.search(r"[\d;]|^not a|no window", step.note)
    note = f" ({step.note})" if step.note and which else ""
    formula = working.formula
    name = step.expression if step.label.startswith("for ") else step.label
    if name.startswith("layer ") and formula.startswith("the sum of "):
        name = f"{formula.removeprefix('the sum of ')} of {name}"
    added = terms(one_spelling(step.expression)) if "Σ" in formula and isinstance(step.value, int | Fraction) else ()
    products = sum(len(term.factors) > 1 for term in added)
    in_full = " Type the products as a sum, to see which is not right." if products > max(1, len(added) / 2) else ""
    return f"{name}{note}: what comes out?{in_full}"
