"""What every kind of exercise keeps, whichever it is: a kind that is added is tested here with nothing to change.

The problems are drawn as a learner would get them, some thousands of each kind and level.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

import pytest

from cnnhand import generate, kinds
from cnnhand.errors import GivenError
from cnnhand.exact.values import DOES_NOT_FIT, Fit, Grid, Root, Value, Volume
from cnnhand.generate import Code
from cnnhand.kinds import LEVELS, Level, Mistake, OnePart, Problem
from tests.board import evaluate, grid, work_out

DRAWN = 2000
WORKED = 300
"""How many problems of each kind and level are drawn, and how many of them are worked through."""

ONLY_IN_FILES = {
    ("conv-cell", "kernel-not-flipped"): "only a file asks for a true convolution",
    ("max-pool", "over-channels"): "drawn inputs have one channel, which is enough to pool by hand",
}
"""Mistakes that no drawn problem can show, each with the reason."""

MORE_THAN_THREE_DIGITS = {
    "mac-count": "work is counted in thousands; its own test has the limit",
    "memory": "bytes are counted in thousands; its own test has the limit",
    "network-table": "the parameters of a network go into the thousands; its own test has the limit",
    "parameter-stack": "the parameters of a network go into the thousands; its own test has the limit",
    "parameter-sharing": "what sharing saves is thousands of parameters; its own test has the limit",
}
"""Kinds whose answers are long numbers, each with the reason."""

GOLDEN = {
    "conv-cell/easy/7.1": "",
}
"""Drawn problems and their answers. A code stands for one problem for ever: from the first release on, what is here may
only change with the `version` of the kind. Before it: `python -m tests.kinds.test_contract` prints this table."""

every_kind = pytest.mark.parametrize("name", kinds.names())
every_level = pytest.mark.parametrize(("name", "level"), [(name, level) for name in kinds.names() for level in LEVELS])


@cache
def drawn(name: str, level: Level) -> tuple[Problem, ...]:
    """The problems of the first codes of a seed."""
    return tuple(generate.draw(Code(name, level, 1, number)).problem for number in range(1, DRAWN + 1))


@cache
def parts(name: str, level: Level) -> tuple[OnePart, ...]:
    """Every part of these problems."""
    return tuple(part for problem in drawn(name, level) for part in problem.exact_parts())


def worked(name: str, level: Level) -> Iterator[OnePart]:
    """The parts of some of these problems."""
    return (part for problem in drawn(name, level)[:WORKED] for part in problem.exact_parts())


@cache
def wrong(name: str, level: Level) -> tuple[tuple[OnePart, Value, tuple[tuple[Mistake, Value], ...]], ...]:
    """Each part with its answer and what each mistake that applies gives; one that leads nowhere gives nothing."""
    found = []
    for part in parts(name, level):
        values = []
        for mistake in part.mistakes:
            if mistake.applies(part):
                with suppress(GivenError):
                    values.append((mistake, mistake.value(part)))
        found.append((part, part.answer(), tuple(values)))
    return tuple(found)


def every_mistake(name: str) -> set[Mistake]:
    """The mistakes of a kind's parts, but for a part that is another kind's problem: that is tested there."""
    others = set(kinds.names()) - {name}
    own = {type(part) for level in LEVELS for part in parts(name, level) if type(part).kind() not in others}
    elsewhere = {mistake for other in others for mistake in kinds.load(other).mistakes}
    return {mistake for part in own for mistake in part.mistakes} - elsewhere


def numbers(value: Value) -> list[object]:
    """The numbers of an answer."""
    if isinstance(value, Grid):
        return list(value.cells())
    return [] if isinstance(value, Fit) else list(value) if isinstance(value, Volume) else [value]


# ---- drawing --------------------------------------------------------------------------------------------------------


@every_level
def test_no_mistake_gives_the_right_answer(name: str, level: Level) -> None:
    """A wrong procedure that applies to a drawn problem never happens to give the right number."""
    for part, answer, values in wrong(name, level):
        for mistake, value in values:
            assert answer != value, (mistake.id, mistake.sentence, part)


@every_level
def test_same_code_same_problem(name: str, level: Level) -> None:
    """A code drawn again gives an equal problem."""
    for number, problem in enumerate(drawn(name, level)[:100], 1):
        assert problem == generate.draw(Code(name, level, 1, number)).problem


@every_level
def test_problems_differ(name: str, level: Level) -> None:
    """Fifty problems in a row are not the same few over and over again."""
    assert len(set(drawn(name, level)[:50])) >= 45


@every_level
def test_several_mistakes_show(name: str, level: Level) -> None:
    """A drawn part is not degenerate: at least three wrong procedures each give a number of their own."""
    for part, _, values in wrong(name, level):
        assert len({str(value) for _, value in values}) >= 3, part


@every_level
def test_answer_has_the_form_that_is_asked(name: str, level: Level) -> None:
    """A number is typed for a number, rows for a grid, three sides (or "does not fit") for a volume."""
    for part, answer, _ in wrong(name, level):
        form = "grid" if isinstance(answer, Grid) else "volume" if isinstance(answer, Volume | Fit) else "number"
        assert form == part.form.value


@every_level
def test_numbers_that_a_person_can_do(name: str, level: Level) -> None:
    """The numbers of an answer have three digits at most, above and below the line of a fraction."""
    if name in MORE_THAN_THREE_DIGITS:
        return
    for part, answer, _ in wrong(name, level):
        for number in numbers(answer):
            number = number.square if isinstance(number, Root) else number
            assert max(abs(number.numerator), number.denominator) <= 999, part


@every_level
def test_a_map_is_not_one_number_everywhere(name: str, level: Level) -> None:
    """A grid that is asked has more than one cell, and not the same number in all of them."""
    for part, answer, _ in wrong(name, level):
        if isinstance(answer, Grid):
            assert len(list(answer.cells())) > 1 and len(set(answer.cells())) > 1, part


@pytest.mark.parametrize("code", GOLDEN)
def test_code_stands_for_one_problem_for_ever(code: str) -> None:
    """The answers of a few codes, as they were when these were published."""
    (*_, last) = generate.draw(Code.parse(code)).problem.exact_parts()
    assert GOLDEN[code] == str(last.answer())


# ---- mistakes -------------------------------------------------------------------------------------------------------


@every_kind
def test_ids_are_kebab_case(name: str) -> None:
    """A mistake is named in lower case, its words joined by hyphens."""
    for mistake in every_mistake(name):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", mistake.id), mistake.id


@every_kind
def test_sentences_stand_without_a_problem(name: str) -> None:
    """Without a problem each letter of a sentence stands for itself; no full stop at the end, where "is what you get" follows."""
    for mistake in every_mistake(name):
        text = mistake.explain()
        assert text and text == text.strip() and text[-1] not in ".!?:;," and not set("{}") & set(text), mistake.id


@every_level
def test_sentences_stand_with_the_numbers_of_a_problem(name: str, level: Level) -> None:
    """Every letter that a sentence uses is a given of each problem that the mistake applies to."""
    for part in worked(name, level):
        for mistake, _ in part.wrong_answers():
            text = mistake.explain(part.letters())
            assert text and text[-1] != "." and not set("{}") & set(text), mistake.id


@every_kind
def test_sentences_tell_mistakes_apart(name: str) -> None:
    """Two mistakes may share an id, as two ways of the same slip, but never a sentence."""
    sentences = [mistake.sentence for mistake in every_mistake(name)]
    assert len(set(sentences)) == len(sentences)


@every_kind
def test_every_mistake_shows_somewhere(name: str) -> None:
    """Each mistake applies to some drawn problem and gives a value there, but for a few that only files can show."""
    unseen = every_mistake(name)
    for level in LEVELS:
        for _, _, values in wrong(name, level):
            unseen -= {mistake for mistake, _ in values}
    assert {id for kind, id in ONLY_IN_FILES if kind == name} == {mistake.id for mistake in unseen}


# ---- question and working -------------------------------------------------------------------------------------------


@every_level
def test_question_and_working_are_there(name: str, level: Level) -> None:
    """Every problem has a question, and every part a formula, the formula with its numbers, and steps with labels."""
    for problem in drawn(name, level)[:WORKED]:
        assert problem.question()
    for part in worked(name, level):
        working = part.working()
        assert part.question() and working.formula.strip() and working.filled.strip() and working.steps
        assert all(step.label.strip() and step.expression.strip() for step in working.steps)


@every_level
def test_working_adds_up(name: str, level: Level) -> None:
    """Each step's expression, worked out by other means, comes to the step's value, and the last to the answer."""
    for part in worked(name, level):
        steps = part.working().steps
        for step in steps:
            if step.value is not DOES_NOT_FIT:
                assert work_out(step.expression, step.value) == step.value, (step.label, part)
        assert part.answer() == steps[-1].value
        assert all(step.value is not DOES_NOT_FIT for step in steps[:-1])


@every_level
def test_what_does_not_fit_has_a_side_that_is_not_whole(name: str, level: Level) -> None:
    """Before "does not fit" stands a step that comes to a fraction."""
    for part in worked(name, level):
        if part.answer() is DOES_NOT_FIT:
            assert any(evaluate(step.expression).denominator > 1 for step in part.working().steps[:-1])


@every_level
def test_map_is_made_of_the_cells_before_it(name: str, level: Level) -> None:
    """Where a working goes cell by cell, the map at its end holds the cells' values in reading order."""
    for part in worked(name, level):
        *cells, last = part.working().steps
        if isinstance(last.value, Grid) and cells and not any(isinstance(step.value, Grid) for step in cells):
            assert [step.value for step in cells] == list(grid(last.expression).cells())


# ---- one kind's own limits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_conv_cell_is_neither_empty_nor_long(level: Level) -> None:
    """One cell has thirty products at most that are not zero, and no window or kernel slice of nothing but zeros."""
    for cell in parts("conv-cell", level):
        terms = 0
        for window, kernel in zip(cell.windows(), cell.kernels(), strict=True):
            assert any(x for row in window for x in row) and any(w for row in kernel for w in row)
            terms += sum(x != 0 != w for rows in zip(window, kernel, strict=True) for x, w in zip(*rows, strict=True))
        assert 0 < terms <= 30


if __name__ == "__main__":
    for kind in kinds.names():
        for level in LEVELS:
            for code in (Code(kind, level, 7, 1), Code(kind, level, 2026, 12)):
                (*_, last) = generate.draw(code).problem.exact_parts()
                print(f'    "{code}": "{last.answer()}",')
