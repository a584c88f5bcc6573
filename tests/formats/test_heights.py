"""Every kind at every level on a screen of 80×24, one draw in colour and the next without."""

from io import StringIO

import pytest

from cnnhand import kinds
from cnnhand.formats.styles import Pen, console
from cnnhand.formats.terminal import drawn, plain, text
from cnnhand.formats.workings import at_a_glance, below
from cnnhand.kinds import LEVELS, Level
from cnnhand.kinds.codes import Code, draw
from cnnhand.page import Heading, Page
from tests.draws import DRAWN
from tests.draws import drawn as exercises

QUESTIONS, WORKINGS = DRAWN if DRAWN >= 20 else 4, max(2, DRAWN // 6)
"""Of so many draws a level the questions and the workings are measured: of twenty where that is asked for."""


def size(page: Page, coloured: bool) -> tuple[int, int]:
    """The lines of a page, and the columns of the widest."""
    lines = drawn(page, Pen(console(StringIO(), 80, coloured), coloured=coloured))
    return len(lines), max(len(plain(line)) for line in lines)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", kinds.names())
def test_question_prompt_and_verdict_fit_a_screen(name: str, level: Level) -> None:
    """Of 24 lines the prompt takes one and a verdict two; the heading takes two where the name of the kind is long."""
    for number, exercise in enumerate(exercises(name, level)[:QUESTIONS]):
        heading = Heading(f"Question 5 of 5 · {name.replace('-', ' ')} · {level}", exercise.code or "", (None,) * 5)
        lines, columns = size((heading, *exercise.problem.question()), coloured=number % 2 == 0)
        assert lines <= 24 - 3 and columns <= 80, exercise.code


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", kinds.names())
def test_working_fits_a_screen(name: str, level: Level) -> None:
    """At most 22 lines, so that the answer stands below it."""
    for number, exercise in enumerate(exercises(name, level)[:WORKINGS]):
        for part in exercise.problem.exact_parts():
            lines, columns = size(at_a_glance(part.working()), coloured=number % 2 == 0)
            assert lines <= 22 and columns <= 80, exercise.code


def test_of_a_working_that_is_too_long_as_many_steps_are_shown_as_fit() -> None:
    """Nine windows and what three of them send to the same cell, above a map of five rows."""
    problem = draw(Code("max-pool-gradient", "hard", 1, 1)).problem
    shown = text(at_a_glance(below(problem.exact_parts()[0].working(), problem.question())))
    assert "window 3, 1" in shown and "… and so on, then" in shown
