"""Problems -> YAML that reads like the exercise on paper, and that gives the same problems when it is read."""

from collections.abc import Iterable
from dataclasses import fields
from enum import Enum
from fractions import Fraction
from typing import Any

import yaml

from cnnhand.exact.cells import Target
from cnnhand.exact.shapes import Layer, Pair, Sides
from cnnhand.exact.shifts import Shift
from cnnhand.exact.values import Filter, Fit, Grid, Root, Volume
from cnnhand.files.writing import Dumper, OneLine, language, left_open, plain
from cnnhand.kinds import Exercise
from cnnhand.layer_table import spelled
from cnnhand.questions.fill import FillProblem
from cnnhand.questions.network import NetworkProblem


def write(exercises: Iterable[Exercise], with_answers: bool = False) -> str:
    """A problem file with these problems, and their answers where they are wanted."""
    document = {"problems": [_problem(exercise, with_answers) for exercise in exercises]}
    return yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)


def _problem(exercise: Exercise, with_answer: bool) -> dict[str, Any]:
    problem = exercise.problem
    entries: dict[str, Any] = {"kind": problem.kind()}
    for name in ("title", "source", "note", "code"):
        if value := getattr(exercise, name):
            entries[name] = value
    if isinstance(problem, NetworkProblem):
        entries |= language(problem)
    elif isinstance(problem, FillProblem):
        entries |= left_open(problem)
    given = () if isinstance(problem, NetworkProblem | FillProblem) else fields(problem)  # type: ignore[arg-type]  # a record
    for field in given:
        value = getattr(problem, field.name)
        if value != field.default:
            entries[field.name.replace("_", "-")] = plain_yaml(value)
    if with_answer:
        answers = [plain_yaml(part.answer()) for part in problem.exact_parts()]
        entries["answer"] = answers[0] if len(answers) == 1 else answers
    return {key: value for key, value in entries.items() if value != ""}


def plain_yaml(value: Any) -> Any:
    """A given or an answer as what YAML can hold, in the form that a person would write."""
    match value:
        case Grid():
            return plain(value)
        case Filter(weights, bias):
            return {"weights": plain_yaml(weights), "bias": plain_yaml(bias)}
        case Volume():
            return "x".join(map(str, value))
        case Pair(across, down):
            return across if across == down else f"{across}x{down}"
        case Sides(left, right, top, bottom):
            if left == right == top == bottom:
                return left
            return OneLine({name: side for name, side in value._asdict().items() if side})
        case Target() | Shift():
            return OneLine(value._asdict())
        case Layer():
            name, options = spelled(value)
            return {name: OneLine({option: plain_yaml(said) for option, said in options.items()})} if options else name
        case tuple():
            return [plain_yaml(entry) for entry in value]
        case Fit() | Enum():
            return value.value
        case Fraction() | Root():
            return str(value)
    return value
