"""What every kind of exercise keeps, whichever it is: a kind that is added is tested here with nothing to change.

The problems are drawn as a learner would get them: a few of each kind and level, `CNNHAND_DRAWS=500` so many.
`python -m tests.test_kinds` writes the file of golden answers anew.
"""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
import yaml

from cnnhand import kinds
from cnnhand.errors import GivenError
from cnnhand.exact.values import DOES_NOT_FIT, Fit, Form, Grid, Root, Size, Value, Volume
from cnnhand.kinds import LEVELS, Level, Mistake, Part, Problem, codes
from cnnhand.kinds.codes import Code
from cnnhand.marking.diagnosis import diagnose
from cnnhand.questions.find_the_mistake import FindTheMistake
from tests.board import Illegible, evaluate, work_out
from tests.draws import DRAWN, drawn

GOLDEN_FILE = Path(__file__).parent / "golden.yaml"
GOLDEN: dict[str, str] = yaml.safe_load(GOLDEN_FILE.read_text("utf-8")) if GOLDEN_FILE.exists() else {}
"""Drawn problems and their answers. A code stands for one problem for ever: from the first release on, what is there
may only change with the version of the kind."""

LONG_NUMBERS = {
    "classifier": "a softmax has three decimals, in thousandths",
    "mac-count": "work is counted in thousands",
    "memory": "bytes are counted in thousands",
    "network-table": "the parameters of a network go into the thousands",
    "parameter-stack": "the parameters of a network go into the thousands",
    "parameter-sharing": "what sharing saves is thousands of parameters",
}
"""Kinds whose answers are long numbers, each with the reason."""

every_kind = pytest.mark.parametrize("name", kinds.names())
every_level = pytest.mark.parametrize(("name", "level"), [(name, level) for name in kinds.names() for level in LEVELS])


def problems(name: str, level: Level) -> list[Problem]:
    """The drawn problems of a kind and level."""
    return [exercise.problem for exercise in drawn(name, level)]


def parts(name: str, level: Level) -> Iterator[Part]:
    """Every part of these problems."""
    return (part for problem in problems(name, level) for part in problem.exact_parts())


@cache
def wrong(part: Part) -> list[tuple[Mistake, Value]]:
    """What the mistakes that can be made on a part give."""
    return list(part.wrong_answers())


def numbers(value: Value) -> list[object]:
    """The numbers of an answer."""
    if isinstance(value, Grid):
        return list(value.cells())
    return [] if isinstance(value, Fit | str) else list(value) if isinstance(value, Volume | Size) else [value]


# ---- drawing --------------------------------------------------------------------------------------------------------


@every_level
def test_the_same_code_is_the_same_problem(name: str, level: Level) -> None:
    for number, exercise in enumerate(drawn(name, level)[:2], 1):
        assert exercise == codes.draw(Code(name, level, 1, number))


@every_level
def test_problems_differ(name: str, level: Level) -> None:
    assert len({str(problem) for problem in problems(name, level)}) >= 0.85 * DRAWN


@every_level
def test_no_mistake_gives_the_right_answer_and_several_show(name: str, level: Level) -> None:
    """At least two wrong procedures each give a number, or one a word, of its own, in most parts of a problem."""
    for problem in problems(name, level):
        shown = 0
        for part in problem.exact_parts():
            values = {str(value) for _, value in wrong(part)}
            assert str(part.answer()) not in values
            shown += len(values) >= (1 if part.form is Form.WORD else 2)
        assert 2 * shown >= len(problem.parts()), problem


@every_level
def test_an_answer_has_the_form_that_is_asked(name: str, level: Level) -> None:
    forms = {Grid: Form.GRID, Volume: Form.VOLUME, Size: Form.SIZE, str: Form.WORD}
    for part in parts(name, level):
        answer = part.answer()
        if not isinstance(answer, Fit):
            assert forms.get(type(answer), Form.NUMBER) == part.form or part.form is Form.VOLUME


@every_level
def test_numbers_that_a_person_can_do(name: str, level: Level) -> None:
    """Three digits at most, above and below the line of a fraction."""
    if name in LONG_NUMBERS:
        return
    for part in parts(name, level):
        for number in numbers(part.answer()):
            number = number.square if isinstance(number, Root) else number
            assert max(abs(number.numerator), number.denominator) <= 9999, part  # type: ignore[attr-defined]


@every_level
def test_a_map_is_not_one_number_everywhere(name: str, level: Level) -> None:
    for part in parts(name, level):
        answer = part.answer()
        if isinstance(answer, Grid) and answer.volume.cells > 3:
            assert len(set(answer.cells())) > 1, part


@pytest.mark.parametrize("code", GOLDEN)
def test_a_code_stands_for_one_problem_for_ever(code: str) -> None:
    assert GOLDEN[code] == kept(Code.parse(code))


# ---- mistakes -------------------------------------------------------------------------------------------------------


@every_level
def test_sentences_stand_with_the_numbers_of_a_problem(name: str, level: Level) -> None:
    """No letter is left open, and no full stop, since "is what you get" follows."""
    for part in parts(name, level):
        for mistake, _ in wrong(part):
            text = mistake.explain(part.letters())
            assert text and text == text.strip() and text[-1] not in ".!?:;," and not set("{}") & set(text), mistake.id


ONE_AT_A_TIME = {
    *("classifier", "flattened-length", "kernel-choice", "kernel-composition"),
    *("kernel-from-map", "kernel-name", "layer-design", "max-pool-gradient", "memory", "padded-grid"),
    *("patch-response", "relu-gradient", "same-padding", "shifted-map"),
}
"""The kinds without two common mistakes of which one changes the givens of the other."""
ENOUGH = 8
"""Of fewer draws of a level there may be none on which two mistakes meet."""


@every_kind
def test_two_common_mistakes_at_once_are_diagnosed(name: str) -> None:
    """Where no single mistake gives the number, both are named; of a volume perhaps one for each side."""
    seen = 0
    for part in (part for level in LEVELS for part in islice(parts(name, level), 60)):
        if seen > 20:
            break
        single = {str(value) for _, value in wrong(part)} | {str(part.answer())}
        for first, second, value in pairs(part):
            if str(value) not in single:
                found, seen = {id for finding in diagnose(part, value) for id in finding.ids}, seen + 1
                assert {first.id, second.id} <= found or (found and isinstance(value, Volume)), (first, second, part)
    assert name not in ONE_AT_A_TIME or not seen
    assert seen or name in ONE_AT_A_TIME or DRAWN < ENOUGH


def pairs(part: Part) -> Iterator[tuple[Mistake, Mistake, Value]]:
    """Two common mistakes, the second made on the givens that the first has changed."""
    common = [mistake for mistake in part.mistakes if mistake.common]
    for first in common:
        for second in common:
            if first.change and second.id != first.id and first.applies(part):
                try:
                    changed = first.change(part)
                    if second.applies(changed):
                        yield first, second, second.value(changed)
                except GivenError:
                    continue


# ---- question and working -------------------------------------------------------------------------------------------


@every_level
def test_a_working_adds_up_and_ends_in_the_answer(name: str, level: Level) -> None:
    """Each step's expression, worked out by other means, comes to the step's value."""
    for part in parts(name, level):
        working = part.working()
        assert working.formula.strip() and working.filled.strip() and working.steps
        for step in working.steps:
            assert step.label.strip() and step.expression.strip()
            if not isinstance(step.value, Fit | str):
                try:
                    assert work_out(step.expression, step.value) == step.value, (step, part)
                except Illegible:
                    assert isinstance(step.value, Grid | Volume | Size), (step, part)
        assert part.answer() == working.steps[-1].value
        assert all(step.value is not DOES_NOT_FIT for step in working.steps[:-1])


@every_level
def test_what_does_not_fit_has_a_side_that_is_not_whole(name: str, level: Level) -> None:
    for part in parts(name, level):
        if part.answer() is DOES_NOT_FIT:
            assert any(evaluate(step.expression).denominator > 1 for step in part.working().steps[:-1])  # type: ignore[union-attr]


@every_level
def test_no_hint_gives_the_answer(name: str, level: Level) -> None:
    """The ladder ends before the step that comes to it."""
    for part in parts(name, level):
        working = part.working()
        if len(working.steps) > 1:
            shown = [block for page in working.hints for block in page]
            assert working.steps[-1] not in shown


def kept(code: Code) -> str:
    """The last answer of a drawn problem, or the wrong one in which the mistake is looked for."""
    problem = codes.draw(code).problem
    return str(problem.wrote if isinstance(problem, FindTheMistake) else problem.exact_parts()[-1].answer())


def golden() -> dict[str, str]:
    """Two codes of every kind and level, one of each that asks for a mistake."""
    drawn = [Code(kind, level, *at) for kind in kinds.names() for level in LEVELS for at in ((7, 1), (2026, 12))]
    drawn += [Code(kind, "medium", 7, 1) for kind in kinds.mistake_names()]
    return {str(code): kept(code) for code in drawn}


if __name__ == "__main__":
    GOLDEN_FILE.write_text(yaml.safe_dump(golden(), allow_unicode=True, width=200), "utf-8")
