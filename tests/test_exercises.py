"""The bundled exercises: each file is well made and solved, and its published answer right or known to be wrong.

`exercises/networks/` holds stacks of layers and has tests of its own.
"""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from cnnhand.commands.solve import solution, solve
from cnnhand.exact.values import DOES_NOT_FIT, Value
from cnnhand.files import library
from cnnhand.files import problems as problem_file
from cnnhand.kinds import Exercise
from tests.board import work_out

WRONG_IN_PRINT = {
    ("ntnu/diagonal-kernel", 11): ("3", "1"),  # 1·1 + 2·1 + 3·0 − 2: row 4, column 5
    ("ntnu/diagonal-kernel-pipeline", 1): (
        "4 1 3 1 -1 1; 1 4 3 4 2 1; 3 3 4 4 4 3; 4 4 4 4 3 4; -1 4 4 1 4 2; 0 1 4 1 -1 4",
        "4 1 3 1 -1 1; 1 4 3 4 2 1; 3 3 4 4 4 3; 4 4 4 4 1 4; -1 4 4 1 4 2; 0 1 4 1 -1 4",
    ),
    ("slides/small-conv", 1): ("0", "1"),  # 1 + 1 − 1 − 0
    ("slides/small-conv", 2): ("1", "2"),  # 1 + 1 − 0 − 0
    ("slides/small-conv-map", 1): ("0 1; -1 -1", "1 2; -1 -1"),
}
"""The wrong published answers, by file and problem (counted from 1): what the source prints, and what is right."""

SOURCES = {
    "cnnhand": "cnnhand",
    "ntnu": "NTNU lecture",
    "cs231n": "CS231n lecture",
    "byhand": "Deep learning by hand",
    "slides": "Slides",
}
"""How the source of each folder's files begins."""


def bundled() -> list[str]:
    """The names of the bundled files, but for the networks."""
    return [name for name in library.names() if not name.startswith("networks/")]


def exercises(name: str) -> list[Exercise]:
    """The problems of a bundled file."""
    return problem_file.read(library.find(name))


every_file = pytest.mark.parametrize("name", bundled())


def test_no_stray_file() -> None:
    """Below exercises/ stand YAML files in one folder a source, and nothing else."""
    found = {
        path.relative_to(library.folder())
        for path in library.folder().rglob("*")
        if path.is_file() and path.relative_to(library.folder()).parts[0] != "networks"
    }
    assert {Path(f"{name}.yaml") for name in bundled()} == found
    assert set(SOURCES) == {path.parts[0] for path in found}


def test_names_are_unique() -> None:
    """No two files have the same name, so that it can be given without its folder."""
    assert {1} == set(Counter(name.rpartition("/")[2] for name in library.names()).values())


@every_file
def test_found_with_and_without_its_folder(name: str) -> None:
    """A file is found by its full name and by the last part of it."""
    assert library.find(name) == library.find(name.rpartition("/")[2]) == library.folder() / f"{name}.yaml"


@every_file
def test_title_and_source(name: str) -> None:
    """Every problem says what it is and where it comes from."""
    for exercise in exercises(name):
        assert exercise.title and exercise.source
        assert exercise.source.startswith(SOURCES[name.partition("/")[0]])


@every_file
def test_is_solved(name: str) -> None:
    """Every problem is worked out, and each line of its working adds up."""
    for exercise in exercises(name):
        solved = solve(exercise)
        assert solution(solved, 1, 1)
        for step in (step for part in solved.parts for step in part.working().steps):
            assert step.value is DOES_NOT_FIT or work_out(step.expression, step.value) == step.value


@every_file
def test_published_answer_is_right_or_known_to_be_wrong(name: str) -> None:
    """What the source prints is the exact answer, but for the slips that are listed here, and these are explained."""
    for number, exercise in enumerate(exercises(name), 1):
        solved = solve(exercise)
        assert solved.published_wrong == ((name, number) in WRONG_IN_PRINT), number
        if solved.published_wrong:
            assert exercise.note


@pytest.mark.parametrize(("name", "number"), WRONG_IN_PRINT)
def test_known_to_be_wrong(name: str, number: int) -> None:
    """Each listed slip is in its file, and it is one: the exact value is another."""
    exercise = exercises(name)[number - 1]
    pairs = zip(exercise.published or (), exercise.problem.exact_parts(), strict=True)
    wrong = [(str(published), str(part.answer())) for published, part in pairs if published != part.answer()]
    assert wrong[0] == WRONG_IN_PRINT[name, number]  # what follows from it is wrong as well


def test_two_sizes_tell_every_mistake_apart() -> None:
    """No two mistakes in the size of a convolution give the same volumes in both questions of this file."""
    parts = [part for exercise in exercises("two-sizes") for part in exercise.problem.exact_parts()]
    wrong = [[(mistake.id, value) for mistake, value in part.wrong_answers()] for part in parts]
    ids = {id for found in wrong for id, _ in found}

    def volumes(id: str) -> list[set[Value]]:
        """What a mistake gives in each question; the right volume where it cannot be made."""
        return [
            {value for made, value in found if made == id} or {part.answer()}
            for part, found in zip(parts, wrong, strict=True)
        ]

    for one, other in combinations(ids, 2):
        assert any(map(set.isdisjoint, volumes(one), volumes(other))), (one, other)


def exact(name: str) -> list[Value]:
    """The exact answers of a bundled file, problem by problem."""
    return [part.answer() for exercise in exercises(name) for part in exercise.problem.exact_parts()]


def test_answers_that_no_source_prints() -> None:
    """Examples that the sources leave open, worked out by hand."""
    # 11·11·3·96 weights, a bias for each of the 96 filters, and both together
    assert [34848, 96, 34944] == exact("alexnet-sharing")
    # the impulse picks the kernel out, turned: w(3,3), w(3,2), w(1,2); a true convolution gives it as it is
    assert [9, 8, 2, 1, 2, 8] == exact("flip-impulse")
    assert [4, 3, 4, 2, 4, 3, 2, 3, 4] == exact("cross-kernel")
    # (1,1): the padding above, then −1 − 1; (1,2): −1 − 1 − 1; (2,2): 1 + 1 + 1 − 1; with stride 2 the windows of
    # rows 1 and 3, columns 1 and 3: −1 − 1 in row 1, and 1 − 1 − 1 or 0 + 0 − 1 in row 2
    assert [-2, -3, 2, -2, -2, -1] == exact("small-conv-padded")


ROUNDED = [
    (
        "input: 28x28x192\nlayers: conv1-16 conv5-32same\nask: [macs of 1, macs of 2, macs of total]",
        "2.4M; 10.0M; 12.4M",
    ),
    ("input: 9x9x3\nlayers: conv3-64 conv3-64\nask: [parameters of 1, parameters of total]", "1.8K; 38.7K"),
    ("input: 1 2 3\nlayers: softmax\nask: softmax", "0.09 0.24 0.67"),
    ("input: 1 2 3\nlayers: softmax\nask: softmax", "0.0900 0.2447 0.6652"),
]


@pytest.mark.parametrize(("problem", "answer"), ROUNDED)
def test_what_is_printed_is_right_as_far_as_its_digits_go(problem: str, answer: str) -> None:
    """Also where rounded parts add up to the rounded total, and a softmax has fewer decimals than are asked."""
    (exercise,) = problem_file.parse(f"{problem}\nanswer: {answer}".encode(), "F")
    assert not solve(exercise).published_wrong
