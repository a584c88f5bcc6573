"""Whatever the givens are, a problem is worked out with every mistake, or refused in a line; a number is a seed."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from cnnhand.commands import solve
from cnnhand.errors import ProblemFileError
from cnnhand.files import problems as problem_file
from cnnhand.formats import plain
from cnnhand.kinds import Exercise
from cnnhand.marking.verdict import feedback, mark
from tests.givens import problem

CASES = int(os.environ.get("CNNHAND_FUZZ", "200"))


def tried(given: dict[str, Any]) -> int:
    """How many wrong answers a problem has, each of which was marked."""
    try:
        exercises = problem_file.parse(json.dumps(given).encode(), "F")
    except ProblemFileError as error:
        assert str(error).startswith("F:1: ") and str(error).isprintable() and len(str(error)) < 500, given
        return 0
    return sum(map(worked_out, exercises))


def worked_out(exercise: Exercise) -> int:
    """Work a problem out, mark its right answers and every wrong one, and read it as it is written with its answers."""
    solved, many = solve.solve(exercise), 0
    assert plain.text(solve.solution(solved, 1, 1, with_mistakes=True))
    for part in solved.parts:
        assert mark(part, part.answer()).correct
        for mistake, value in part.wrong_answers():
            verdict = mark(part, value)
            assert not verdict.correct and mistake.id in verdict.mistakes and plain.text(feedback(verdict))
            many += 1
    (again,) = problem_file.parse(problem_file.write([exercise], with_answers=True).encode(), "F")
    assert not solve.solve(again).published_wrong
    return many


@pytest.mark.parametrize("part", range(4))
def test_any_givens(part: int) -> None:
    """No exception, the right answer is right, each wrong one wrong, and its mistake named."""
    assert sum(tried(problem(number)) for number in range(part, CASES, 4)) > CASES // 4


def test_what_once_ended_in_an_exception() -> None:
    """A map that is shown and cannot be, a length behind what does not fit, shares near a rounding, and the like."""
    assert 0 < sum(map(tried, yaml.safe_load(Path(__file__).with_name("any_givens.yaml").read_text("utf-8"))))
