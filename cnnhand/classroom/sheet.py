"""A sheet of a class: what it asks, some of it the same for all, some drawn for each student.

title: Sheet 5
problems:
  - draw: output-size/medium
    points: 2
  - draw: conv-cell/easy # my kernel, and a fresh image for each student
    given: {weights: [[1, 0], [0, -1]]}
    where: {output: 2x2}
  - input: 28x28x1 # the same for all
    layers: conv3-8 maxpool2 fc-10
    ask: parameters
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from cnnhand.errors import UnknownNameError, printable
from cnnhand.exact.values import Volume
from cnnhand.files import language, problems
from cnnhand.files.givens import read_input
from cnnhand.files.yaml_tree import (
    Entries,
    Fault,
    Mapping,
    Sequence,
    Tree,
    compose,
    entries_of,
    line_of,
    load,
    text_of,
)
from cnnhand.kinds import LEVELS, Exercise, Problem
from cnnhand.kinds import load as load_kind
from cnnhand.layers.rows import rows
from cnnhand.marking.published import mark_published
from cnnhand.page import say

MOST_QUESTIONS = 100
OF_A_LAYER = ("weights", "filters", "bias", "biases", "stride", "padding")
"""What may be given of the layer with numbers."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question that is drawn: its kind and level, what is given of it, and which volume comes out."""

    kind: str
    level: Any
    given: Entries
    output: Volume | None = None
    line: int = 0

    def made(self, problem: Problem) -> Problem | None:
        """A drawn problem with the givens in it; None where something else comes out than is wanted.

        Raises `Fault` where the givens do not go with what was drawn.
        """
        if self.given:
            problem = _with(problem, self.given)
        network = getattr(problem, "network", None)
        if self.output is None:
            return problem
        output = rows(network)[-1].output if network else None
        return problem if output and output[:2] == self.output[:2] else None


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """One question of a sheet, the same for all or drawn, and its points."""

    points: Fraction
    asked: Exercise | Drawn

    @property
    def title(self) -> str:
        """What the report calls it."""
        if isinstance(self.asked, Drawn):
            return f"{self.asked.kind}, {self.asked.level}"
        asks = getattr(self.asked.problem, "asks", ())
        return self.asked.title or self.asked.problem.kind() or ", ".join(dict.fromkeys(ask.quantity for ask in asks))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a teacher writes: a title, a note for the students, and the questions."""

    title: str
    note: str
    questions: tuple[SheetQuestion, ...]


def read(path: Path) -> Sheet:
    """The sheet of a file; `ProblemFileError` where it cannot be read or used."""
    return load(path, lambda root: _sheet(root, path))


def _sheet(root: Tree, path: Path) -> Sheet:
    top = entries_of(root, "sheet", ("title", "note", "problems"))
    listed = top["problems"][1] if "problems" in top else None
    if not isinstance(listed, Sequence) or not listed.value:
        raise Fault(listed or root, "problems", "must list the questions of the sheet")
    if len(listed.value) > MOST_QUESTIONS:
        raise Fault(listed, "problems", f"more than {MOST_QUESTIONS} questions")
    questions = tuple(map(_question, listed.value))
    return Sheet(top.read("title", text_of, printable(path.stem)), top.read("note", text_of, ""), questions)


def _question(node: Tree) -> SheetQuestion:
    entries = entries_of(node, "problems")
    points = entries.read("points", points_of, Fraction(1))
    if "draw" in entries:
        return SheetQuestion(points, _drawn(entries_of(node, "problems", ("draw", "given", "where", "points"))))
    if "kind" in entries and "level" in entries:
        name = "/".join(text_of(entries[key][1], key) for key in ("kind", "level"))
        raise Fault(entries["kind"][0], "kind", f"a question that is drawn is written `draw: {name}`")
    rest = [pair for pair in node.value if pair[0].value != "points"]
    exercise = problems.exercise(Mapping(node.tag, rest, node.start_mark, node.end_mark))
    for at, (part, printed) in enumerate(zip(exercise.problem.exact_parts(), exercise.published or (), strict=False)):
        exact = [one.answer() for one in exercise.problem.exact_parts()[:at]]
        if printed is not None and not mark_published(exercise.problem, at, exact, exact, printed).correct:
            what = f"{say(printed)} is not what comes out: {say(part.answer())}; mend it, or leave it out"
            raise Fault(entries["answer"][1], "answer", what)
    return SheetQuestion(points, exercise)


def points_of(node: Tree, key: str = "points") -> Fraction:
    """The points of a question; `Fault` where they are none."""
    try:
        points = Fraction(text_of(node, key))
    except (ValueError, ZeroDivisionError):
        points = Fraction(-1)
    if not 0 <= points <= 1000:
        raise Fault(node, key, "must be a number from 0 to 1000")
    return points


def _drawn(entries: Entries) -> Drawn:
    key, node = entries["draw"]
    name, _, level = text_of(node, "draw").partition("/")
    try:
        load_kind(name)
    except UnknownNameError as error:
        raise Fault(node, "draw", str(error)) from None
    if (level or "medium") not in LEVELS:
        raise Fault(node, "draw", f"there is no level {level!r}; the levels are {', '.join(LEVELS)}")
    given = entries.read("given", entries_of, Entries())
    given.only([*language.KEYS, *OF_A_LAYER], language.unknown)
    where = entries.read("where", lambda node, key: entries_of(node, key, ("output",)), Entries())
    output = where.read("output", lambda node, _: read_input(node).volume)
    return Drawn(name, level or "medium", given, output, line_of(key))


def _with(problem: Problem, given: Entries) -> Problem:
    """A problem with some of its entries replaced, on top of it or in its layer with numbers."""
    (node,) = compose(problems.write([Exercise(problem)]).encode()).value[0][1].value
    layer = _layer_with_numbers(node)
    for name, (key, value) in given.items():
        if name in language.KEYS:
            _put(node, name, key, value)
        elif layer is None:
            raise Fault(key, name, "this kind of question has no layer with numbers, in which it could stand")
        else:
            for other in ("weights", "filters", "bias") if name in ("weights", "filters") else ():
                layer.value = [pair for pair in layer.value if pair[0].value != other or other in given]
            _put(layer, name, key, value)
    return problems.exercise(node).problem


def _layer_with_numbers(node: Mapping) -> Mapping | None:
    listed = next((value for key, value in node.value if key.value == "layers"), None)
    for entry in listed.value if isinstance(listed, Sequence) else ():
        for _, value in entry.value if isinstance(entry, Mapping) else ():
            if isinstance(value, Mapping) and {"weights", "filters"} & {key.value for key, _ in value.value}:
                return value
    return None


def _put(node: Mapping, name: str, key: Tree, value: Tree) -> None:
    node.value = [pair for pair in node.value if pair[0].value.replace("-", "_") != name] + [(key, value)]


def said(points: Fraction) -> str:
    """Points as they are printed: `2`, `1.5`, `1.33`."""
    return f"{float(points):.2f}".rstrip("0").rstrip(".")
