"""Problems that are written to a file and read again are the same problems."""

from fractions import Fraction

import pytest

from cnnhand import kinds
from cnnhand.exact.shapes import Conv, Pair, Pool, Sides, Window
from cnnhand.exact.values import DOES_NOT_FIT, Grid, Value, Volume, root
from cnnhand.files import problems as problem_file
from cnnhand.files.problems import write
from cnnhand.files.writing import plain as plain_yaml
from cnnhand.generate import Code, draw
from cnnhand.kinds import LEVELS, Exercise, Level
from cnnhand.solve import solve
from tests.problem_files import CELL, SIZE, one, parse, swapped

every_kind_and_level = pytest.mark.parametrize(
    ("name", "level"), [(name, level) for name in kinds.names() for level in LEVELS]
)


def drawn(name: str, level: Level) -> list[Exercise]:
    """Some problems of a kind and level."""
    return [draw(Code(name, level, 5, number)) for number in range(1, 31)]


@every_kind_and_level
def test_written_problems_are_read_as_they_were(name: str, level: Level) -> None:
    """A file of drawn problems holds them, each with its code."""
    exercises = drawn(name, level)
    assert exercises == parse(write(exercises))


@every_kind_and_level
def test_givens_say_it_all(name: str, level: Level) -> None:
    """Without its code a problem is made of its givens alone, and is the same."""
    exercises = [Exercise(exercise.problem, title="T", source="S", note="N") for exercise in drawn(name, level)]
    assert exercises == parse(write(exercises))


@every_kind_and_level
def test_written_answers_are_right(name: str, level: Level) -> None:
    """The answers in a file, of every part, are read and marked as right."""
    for exercise in parse(write(drawn(name, level), with_answers=True)):
        assert exercise.published is not None
        solved = solve(exercise)
        assert len(solved.parts) == len(exercise.published)
        assert not solved.published_wrong


@pytest.mark.parametrize(
    "text",
    [
        f"{CELL}padding: {{left: 1, bottom: 2}}\nstride: 2x1\nflip: true\n",
        swapped(CELL, "1 2\n  3 4", "0.1 -9/4\n  1e3 4"),
        swapped(CELL, "1 2\n  3 4", "10 -2\n  -3 444\n\n  5 6\n  7 8").replace("[[1, 0]]", "[[[1, 0]], [[0, 1]]]"),
        swapped(CELL, "[[1, 0]]", "[[-1, 0]]\n    bias: 1/3"),
        swapped(SIZE, "conv3-2", "conv3x1-2/2x1p1d2g1"),
        swapped(SIZE, "conv3-2", "{conv: {filters: 2, size: 3, bias: false}}"),
        swapped(SIZE, "conv3-2", "avgpool3/2"),
        f'{SIZE}title: "# 1: a − b | c\\nand more"\nnote: "yes"\n',
    ],
)
def test_what_only_a_file_says(text: str) -> None:
    """Unequal padding and strides, fractions, groups, and texts that YAML could misread come back as they were."""
    exercise = one(text)
    assert [exercise] == parse(write([exercise]))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Grid.of([[1, -2], [-30, 4]], [[0, 0], [1, 1]]), "1   -2\n-30 4\n\n0 0\n1 1\n"),
        (Grid.of([[Fraction(1, 2), root(30)]]), "1/2 √30\n"),
        (Volume(55, 55, 96), "55x55x96"),
        (DOES_NOT_FIT, "does not fit"),
        (Fraction(9, 4), "9/4"),
        (root(30), "√30"),
        (-3, -3),
    ],
)
def test_answers_as_a_person_writes_them(value: Value, written: object) -> None:
    """Grids with their columns aligned, volumes in one word, and exact numbers."""
    assert written == plain_yaml(value)


@pytest.mark.parametrize(
    ("layer", "written"),
    [
        (Conv(2, Window.square(3, 2, 1)), {"conv": {"filters": 2, "size": 3, "stride": 2, "padding": 1}}),
        (
            Conv(4, Window.of(Pair(3, 1)), 2),
            {"conv": {"filters": 4, "size": "3x1", "stride": 1, "padding": 0, "groups": 2}},
        ),
        (
            Pool("l2", Window.of(Pair(2, 2), Pair(2, 2), Sides(top=1))),
            {"l2pool": {"size": 2, "stride": 2, "padding": {"top": 1}}},
        ),
    ],
)
def test_layers_are_written_out(layer: Conv | Pool, written: object) -> None:
    """A layer is written as a mapping, which can say all that a layer is."""
    assert written == plain_yaml(layer)


def test_a_written_file_is_as_long_as_it_may_be() -> None:
    """As many problems as one may draw at a time fit in a file."""
    exercises = [draw(Code("output-size", "easy", 1, number)) for number in range(1, problem_file.MAX_PROBLEMS + 1)]
    assert exercises == parse(write(exercises))
