"""Problems that are written to a file and read again are the same problems."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from cnnhand import kinds
from cnnhand.commands.solve import solve
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import DOES_NOT_FIT, Grid, Value, Volume, root
from cnnhand.files import problems as problem_file
from cnnhand.files.problems import write
from cnnhand.files.writing import as_yaml
from cnnhand.kinds import LEVELS, Exercise, Level
from tests.draws import DRAWN, drawn
from tests.problem_files import CELL, POOL, SHIFT, SIZE, TWO, one, parse, swapped

every_kind_and_level = pytest.mark.parametrize(
    ("name", "level"), [(name, level) for name in kinds.names() for level in LEVELS]
)


SOME = slice(max(2, DRAWN // 5))
"""Of the drawn problems of a kind and level."""


@every_kind_and_level
def test_written_problems_are_read_as_they_were(name: str, level: Level) -> None:
    """A file of drawn problems holds them, each with its code."""
    exercises = list(drawn(name, level)[SOME])
    assert exercises == parse(write(exercises))


@every_kind_and_level
def test_givens_say_it_all(name: str, level: Level) -> None:
    """Without its code a problem is made of its givens alone, and is the same."""
    exercises = [Exercise(exercise.problem, title="T", source="S", note="N") for exercise in drawn(name, level)[SOME]]
    assert exercises == parse(write(exercises))


@every_kind_and_level
def test_written_answers_are_right(name: str, level: Level) -> None:
    """The answers in a file, of every part, are read and marked as right."""
    for exercise in parse(write(drawn(name, level)[SOME], with_answers=True)):
        assert exercise.published is not None and None not in exercise.published
        solved = solve(exercise)
        assert len(solved.parts) == len(exercise.published)
        assert not solved.published_wrong


GRADIENT = """\
input: [[1, 2], [3, 4]]
layers:
  - conv: {weights: [[1, 0]], bias: 2}
ask: [weight-gradient, updated-weight]
of: 1
gradient: |
  1
  2
rate: 0.5
"""
TARGET = f"{swapped(POOL, 'map', 'loss')}target: [[2]]\n"


@pytest.mark.parametrize(
    "text",
    [
        swapped(CELL, "]]}", "]], padding: {left: 1, bottom: 2}, stride: 2x1, flip: true}"),
        swapped(CELL, "1 2\n  3 4", "0.1 -9/4\n  1e3 4"),
        swapped(CELL, "1 2\n  3 4", "10 -2\n  -3 444\n\n  5 6\n  7 8").replace("[[1, 0]]", "[[[1, 0]], [[0, 1]]]"),
        swapped(CELL, "[[1, 0]]", "[[-1, 0]], bias: 1/3"),
        swapped(CELL, "weights: [[1, 0]]", "filters: [{weights: [[1, 0]]}, {weights: [[0, 1]], bias: 2}]"),
        swapped(CELL, "cell\nat: 1,1", "map\nat: 1-2,1"),
        swapped(SIZE, "conv3-2", "conv3x1-2/2x1p1d2g1\nrounding: floor"),
        swapped(SIZE, "conv3-2", "{conv: {filters: 2, size: 3, bias: false}}"),
        swapped(SIZE, "conv3-2", "avgpool3/2"),
        swapped(SIZE, "conv3-2", "[{maxpool: {size: 2}, rounding: ceil}]"),
        swapped(SIZE, "conv3-2", "conv3-2 maxpool5\nof: each").replace("volume", "[volume, parameters]"),
        swapped(SIZE, "volume", "weights\nof: ratio\nagainst: conv1-2"),
        swapped(SIZE, "volume", "bytes\nbatch: 3\nnumber-bytes: 1/2"),
        swapped(SIZE, "7x7x1", "(1, 7, 8)"),
        swapped(SIZE, "7x7x1", "(7, 8, 1)\norder: channels-last"),
        f"{SIZE}options: [4x4x2, 5x5x2]\n",
        f"{SIZE}of: input\n",
        f"{TWO}shown: 1\n",
        "input: 7x7x1\nlayers: conv?-2\noutput: 5x5x2\n",
        "layers: '?*conv3'\nfield: 15\noptions: [7, 5]\n",
        "input: ?\nlayers: conv3-4/2 flatten\noutput: 196\n",
        "layers: conv1d2 conv1d2-4/2p1d2 relu\nask: field\n",
        "layers: conv1d1-4in3\nask: parameters\n",
        "layers: [{conv1d: {size: 3}, name: conv9}, conv1d2]\nask: field\n",
        "layers: 'conv1d?-8 conv1d3'\nfield: 5\n",
        "layers: fc-10in?\nparameters: 7850\n",
        "input: '?x?x3'\nlayers: conv3-3same/2\noutput: 5x5x3\nask: all\nrounding: floor\n",
        "input: '?x9x?'\nlayers: maxpool3\noutput: 5x3x4\n",
        GRADIENT,
        TARGET,
        swapped(SHIFT, "{right: 1}", "{right: -1, down: 2}"),
        f'{SIZE}title: "# 1: a − b | c\\nand more"\nnote: "yes"\n',
    ],
)
def test_what_only_a_file_says(text: str) -> None:
    """Unequal padding, branches, what is asked and what is given, and texts that YAML could misread come back."""
    exercise = one(text)
    assert [exercise] == parse(write([exercise]))


@pytest.mark.parametrize("layers", ["[{concat: [conv1-4, conv3-8p1]}, relu]", "[relu, {add: [conv3-1p1, identity]}]"])
def test_branches(layers: str) -> None:
    """Branches are written with names for their layers, and then come back as they were."""
    text = write([one(swapped(SIZE, "conv3-2", layers))])
    assert text == write(parse(text))


def test_a_given_that_is_changed_is_written() -> None:
    """Two problems that differ in one given are two in the file as well, so nothing of it is left out."""
    exercise = one(GRADIENT)
    problem: Any = exercise.problem
    other = replace(exercise, problem=replace(problem, rate=2))
    assert [exercise, other] == parse(write([exercise, other]))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Grid.of([[1, -2], [-30, 4]], [[0, 0], [1, 1]]), "1   -2\n-30 4\n\n0 0\n1 1\n"),
        (Grid.of([[Fraction(1, 2), root(30)]]), "1/2, √30\n"),
        (Volume(55, 55, 96), "55x55x96"),
        (Pair(3, 1), "3x1"),
        (Sides(1, 1, 1, 1), 1),
        (Sides(top=1), {"top": 1}),
        (DOES_NOT_FIT, "does not fit"),
        (Fraction(9, 4), "9/4"),
        (root(30), "√30"),
        (-3, -3),
    ],
)
def test_values_as_a_person_writes_them(value: Value | Pair | Sides, written: object) -> None:
    """Grids with their columns aligned, volumes in one word, and exact numbers."""
    assert written == as_yaml(value)


def test_a_written_file_is_as_long_as_it_may_be() -> None:
    """As many problems as one may draw at a time fit in a file."""
    (exercise,) = parse(SIZE)
    exercises = [exercise] * problem_file.MAX_PROBLEMS
    assert exercises == parse(write(exercises))
