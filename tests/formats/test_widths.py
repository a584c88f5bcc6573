"""No width of a screen and no size of number is too much: every kind, and files with wide numbers, drawn at random.

A number is a seed; CNNHAND_FUZZ=5000 tries as many.
"""

import json
import os
from io import StringIO
from random import Random

import pytest

from cnnhand import kinds
from cnnhand.commands import solve
from cnnhand.commands.stepping import part_frames
from cnnhand.files import problems as problem_file
from cnnhand.formats import spoken
from cnnhand.formats.signs import Signs
from cnnhand.formats.styles import Pen, console
from cnnhand.formats.terminal import drawn
from cnnhand.kinds import LEVELS, Exercise
from cnnhand.kinds.codes import Code, draw
from cnnhand.page import Page

CASES = int(os.environ.get("CNNHAND_FUZZ", "20"))


def screen(dice: Random) -> Pen:
    """A screen of any width and encoding, in colour or not."""
    width = dice.choice([dice.randint(1, 500), dice.randint(1, 60)])
    coloured = dice.random() < 0.5
    return Pen(console(StringIO(), width, coloured), Signs(dice.choice(["utf-8", "ascii", "cp1252"])), coloured)


def pages(exercise: Exercise) -> list[Page]:
    """All that is shown of an exercise."""
    parts = exercise.problem.exact_parts()
    hints = [page for part in parts for page in part.working().hints]
    steps = [frame for part in parts for frame in part_frames(part, ())][-2:]
    return [
        exercise.problem.question(),
        solve.solution(solve.solve(exercise), 1, 1, with_mistakes=True),
        *hints,
        *steps,
    ]


def wide(dice: Random) -> Exercise:
    """A problem whose numbers are wide: one wide row, one long column, or a picture."""
    number = dice.choice([99, 10**6, 10**30, 10**60])
    height, width = dice.choice([(1, 24), (24, 1), (6, 6), (1, 1), (28, 28)])

    def grid(height: int, width: int) -> list[list[object]]:
        divisor = dice.choice([1, 1, 7])
        return [[f"{dice.randint(-number, number)}/{divisor}" for _ in range(width)] for _ in range(height)]

    weights = grid(1, 1) if 1 in (height, width) else grid(2, 2)
    layer = dice.choice(["relu", "maxpool1", "avgpool1", "flatten", "pad1", {"conv": {"weights": weights}}])
    of = {"input": grid(height, width), "layers": [layer], "ask": "map"}
    if height * width < 100 and dice.random() < 0.3:
        of["layers"] = [{"fc": {"weights": grid(1, height * width), "bias": [dice.randint(0, number)]}}]
    (exercise,) = problem_file.parse(json.dumps(of).encode(), "F")
    return exercise


@pytest.mark.parametrize("part", range(4))
def test_any_width(part: int) -> None:
    """The question, the working, the hints and the mistakes are drawn, and said in words."""
    for number in range(part, CASES, 4):
        dice = Random(f"widths {number}")
        code = Code(dice.choice(kinds.names()), dice.choice(LEVELS), number, 1)
        for exercise in [draw(code)] if number % 9 else [wide(dice)]:
            pen = screen(dice)
            for page in pages(exercise):
                assert drawn(page, pen) and spoken.text(page), (number, pen.console.width)
