"""The texts of `learn` and of `formulas`, as data: a lesson a kind of a first course."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from cnnhand.errors import UnknownNameError
from cnnhand.kinds import load


class Lesson(NamedTuple):
    """What a beginner is told of a kind: what it is for, the letters, and how it goes, sentence by sentence."""

    about: str
    letters: dict[str, str]
    how: list[str]


@cache
def lessons() -> dict[str, Lesson]:
    """The lessons by their kinds, in the order in which they are learned."""
    return {kind: Lesson(**texts) for kind, texts in _data("lessons.yaml").items()}


def lesson(kind: str) -> Lesson:
    """The lesson of a kind; an `UnknownNameError` where there is none."""
    if kind not in lessons():
        name = load(kind).name
        raise UnknownNameError(f"there is no lesson for {name} yet; there are {', '.join(lessons())}")
    return lessons()[kind]


def formulas() -> tuple[dict[str, str], dict[str, str]]:
    """What each formula is for with a problem whose working begins with it, and what the letters stand for."""
    data = _data("formulas.yaml")
    return data["formulas"], data["letters"]


def _data(name: str) -> dict[str, dict[str, Any]]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]
