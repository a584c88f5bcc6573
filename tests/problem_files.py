"""Small problem files that the tests change in one place, and what is made or said of them."""

from typing import Any

import pytest

from cnnhand.errors import ProblemFileError
from cnnhand.files import problems as problem_file
from cnnhand.formats import plain
from cnnhand.kinds import Exercise, Part

CELL = """\
input: |
  1 2
  3 4
layers:
  - conv: {weights: [[1, 0]]}
ask: cell
at: 1,1
"""
SIZE = """\
input: 7x7x1
layers: conv3-2
ask: volume
"""
POOL = """\
input: [[1, 2], [3, 4]]
layers: maxpool2
ask: map
"""
TWO = """\
input: [[1, 2], [3, 4]]
layers: relu maxpool2
ask:
  - cell of 1 at 1,1
  - map of 2
"""
NAME = """\
kind: kernel-name
kernel: sobel-x
"""
SHIFT = """\
kind: shifted-map
input: [[1, 2], [3, 4]]
filter: {weights: [[1]]}
shift: {right: 1}
"""
NUMBER = "a number such as 6, -3, 9/4, 2.25 or 4+0+1+1"
"""What a number looks like, at the end of a message."""


def parse(text: str | bytes) -> list[Exercise]:
    """The exercises of a file called F."""
    return problem_file.parse(text if isinstance(text, bytes) else text.encode(), "F")


def one(text: str) -> Exercise:
    """The only exercise of a file."""
    (exercise,) = parse(text)
    return exercise


def problem(text: str) -> Any:
    """The only problem of a file."""
    return one(text).problem


def part_of(text: str, number: int = 0) -> Part:
    """One of its parts, the first unless it is said."""
    part: Part = problem(text).exact_parts()[number]
    return part


def asked(text: str) -> str:
    """What its question says, on one line."""
    return " ".join(plain.text(problem(text).question()).split())


def given(text: str, name: str) -> Any:
    """A given of the only problem of a file."""
    return getattr(problem(text), name)


def layer(text: str) -> Any:
    """The first layer of the only problem of a file."""
    return given(text, "network").nodes[0].layer


def message(text: str | bytes) -> str:
    """What is said of a file that cannot be used."""
    with pytest.raises(ProblemFileError) as caught:
        parse(text)
    return str(caught.value)


def swapped(text: str, old: str, new: str) -> str:
    """The text with one of its parts replaced, which must be there."""
    assert old in text
    return text.replace(old, new)
