"""A variant of a sheet for each student: drawn so that all are as much work, and kept beside the sheet.

All variants of a question ask the same quantities of the same layers, of maps in the same sizes; their effort (products
that are not zero, divisions) lies within 15 % of the usual one; the same common mistakes can be told by their values in
all; no two students have the same numbers.
"""

import re
from base64 import b32encode
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from statistics import median_low
from typing import Any, NamedTuple

from cnnhand import kinds
from cnnhand.classroom.sheet import Drawn, Sheet, SheetQuestion
from cnnhand.errors import ProblemFileError
from cnnhand.exact.values import Grid, Value
from cnnhand.files.yaml_tree import Fault
from cnnhand.formats import tracked
from cnnhand.kinds import Exercise, Problem
from cnnhand.kinds.codes import LEAST, mistakes_shown
from cnnhand.layers.base import Sliding

FAIR = Fraction(15, 100)
TRIED, SAMPLE = 2000, 64
"""So many draws are tried for something new, and looked at to find out which sort is the usual one."""
TRIED_EACH = 200
"""So many draws for each student are tried at the most."""


class Student(NamedTuple):
    """One line of the roster."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """The sheet of one student: a short code, which may stand on paper, and its questions with all numbers."""

    student: Student
    code: str
    exercises: tuple[Exercise, ...]

    @property
    def file(self) -> str:
        """What the student's files are called before their ending: the id, as far as a file may be called so."""
        id = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in self.student.id[:60])
        return f"{id.lstrip('.')}-{self.code}"


@dataclass(frozen=True, slots=True)
class Lock:
    """Everything that was drawn for a sheet, kept so that what comes back can be marked for ever."""

    key: str
    title: str
    note: str
    points: tuple[Fraction, ...]
    titles: tuple[str, ...]
    variants: tuple[Variant, ...]
    sheet: str = ""
    """What its file said, as `kept.digest` has it."""


def drawn(sheet: Sheet, students: Sequence[Student], key: str, path: Path, before: tuple[Variant, ...] = ()) -> Lock:
    """A variant of the sheet for every student, behind those before; the same key gives the same variants."""
    try:
        columns = [
            list(
                tracked(
                    _variants(question, len(students), f"{key} {at}", taken), f"drawing {question.title}", len(students)
                )
            )
            for at, question in enumerate(sheet.questions)
            for taken in [{variant.exercises[at].problem for variant in before}]
        ]
    except Fault as fault:
        raise ProblemFileError(f"{path}:{fault.line}: {fault.key}: {fault}") from None
    codes = _codes(key, [*(variant.student for variant in before), *students])[len(before) :]
    variants = before + tuple(
        Variant(student, code, tuple(column[at] for column in columns))
        for at, (student, code) in enumerate(zip(students, codes, strict=True))
    )
    points = tuple(question.points for question in sheet.questions)
    return Lock(key, sheet.title, sheet.note, points, tuple(question.title for question in sheet.questions), variants)


def _codes(key: str, students: Sequence[Student]) -> list[str]:
    """Four letters or digits a student, no two alike, which say nothing of the numbers."""
    found: dict[str, None] = {}
    for student in students:
        codes = (b32encode(sha256(f"{key} {student.id} {at}".encode()).digest())[:4].decode() for at in count())
        found[next(code for code in codes if code not in found)] = None
    return list(found)


def _variants(question: SheetQuestion, wanted: int, key: str, taken: set[Problem]) -> Iterator[Exercise]:
    """A question for each student, none that is taken; where there are not enough fair ones, those nearest to it."""
    asked = question.asked
    if not isinstance(asked, Drawn):
        yield from [asked] * wanted
        return
    usual = _usual(list(islice(_draws(asked, f"{key} sample", TRIED), SAMPLE)))
    seen, fair = set(taken), 0
    unfair: list[tuple[tuple[Fraction, int], int, Problem]] = []
    last = 0
    for at, problem in enumerate(_draws(asked, key, TRIED + TRIED_EACH * (wanted + len(taken)))):
        if at - last > TRIED:
            break
        if problem in seen or profile(problem) != usual.profile:
            continue
        seen.add(problem)
        last = at
        off = usual.off(problem, LEAST[asked.level])
        if any(off):
            unfair.append((off, len(seen), problem))
            continue
        yield Exercise(problem)
        fair += 1
        if fair == wanted:
            return
    missing = wanted - fair
    if len(unfair) < missing:
        many = f"{len(seen)} different draws that are alike, and {wanted + len(taken)} are wanted"
        raise Fault(asked.line, "draw", f"has {many}; ask another level")
    yield from (Exercise(problem) for _, _, problem in sorted(unfair)[:missing])


class Usual(NamedTuple):
    """What the variants of a question have in common."""

    profile: tuple[Any, ...]
    effort: int
    planned: frozenset[tuple[int, str]]
    """The common mistakes that are told apart in all, as `told_apart` has them."""

    def off(self, problem: Problem, least: Fraction) -> tuple[Fraction, int]:
        """How far a draw is from fair: the effort beyond what is allowed, and the mistakes that do not show."""
        beyond = abs(effort_of(problem) - self.effort) - FAIR * self.effort
        if beyond > 0:
            return beyond, 0
        return Fraction(0), len(self.planned - told_apart(problem)) + (mistakes_shown(problem, least) is None)


def _usual(sample: Sequence[Problem]) -> Usual:
    """The commonest profile, its middle effort, and the most mistakes that a quarter and three of these tell apart."""
    profiles = list(map(profile, sample))
    usual, _ = Counter(profiles).most_common(1)[0]
    alike = [problem for problem, found in zip(sample, profiles, strict=True) if found == usual]
    effort = median_low(map(effort_of, alike))
    apart = [told_apart(problem) for problem in alike if abs(effort_of(problem) - effort) <= FAIR * effort]
    often = (found for found in apart if sum(found <= other for other in apart) >= max(3, len(apart) / 4))
    return Usual(usual, effort, max(often, key=len, default=frozenset.intersection(*apart)))


def told_apart(problem: Problem) -> frozenset[tuple[int, str]]:
    """The common mistakes, by part and id, whose values are not right and are those of no other common mistake."""
    return frozenset((at, ids[0]) for at, _, ids in common_values(problem) if len(ids) == 1)


def common_values(problem: Problem) -> Iterator[tuple[int, Value, list[str]]]:
    """The wrong values of each part that common mistakes give, each with the ids of all of these."""
    for at, part in enumerate(problem.exact_parts()):
        found: dict[Value, list[str]] = {}
        for mistake, value in part.wrong_answers():
            if mistake.common:
                found.setdefault(value, []).append(mistake.id)
        yield from ((at, value, ids) for value, ids in found.items())


def _draws(asked: Drawn, key: str, most: int) -> Iterator[Problem]:
    """Draws of a question that go with what is given, of so many; `Fault` where there is none."""
    fault, refused, found = None, 0, False
    for problem in islice(kinds.load(asked.kind).attempts(asked.level, key, 0), most):
        try:
            problem = asked.made(problem) if problem else None
        except Fault as error:
            fault, refused = error, refused + 1
            if refused == SAMPLE and not found:
                break
            continue
        if problem is not None:
            found = True
            yield problem
    if not found:
        why = f": {fault.key}: {fault}" if fault else ""
        raise Fault(asked.line, "draw", f"no {asked.kind} of level {asked.level} goes with what is given{why}")


def profile(problem: Any) -> tuple[Any, ...]:
    """What all variants of a question have in common: what is asked, the layers, and of maps the sizes."""
    parts = problem.exact_parts()
    network, x = getattr(problem, "network", None), getattr(problem, "x", None)
    layers = [node.layer for node in network.nodes] if network else []
    sizes: list[Any] = []
    if isinstance(x, Grid):
        windows = [layer for layer in layers if isinstance(layer, Sliding)]
        sizes = [x.volume, *((layer.size, layer.stride, layer.padding) for layer in windows)]
    answers = [part.answer().volume if isinstance(part.answer(), Grid) else part.form for part in parts]
    return (problem.parts(), tuple(layer.name for layer in layers), tuple(sizes), tuple(answers))


def effort_of(problem: Problem) -> int:
    """The work of a question by hand: the products of its workings that are not zero, and the divisions."""
    lines = (step.expression for part in problem.exact_parts() for step in part.working().steps)
    return sum(1 + sum(_counts(*pair) for pair in _PAIR.findall(line)) for line in lines)


_PAIR = re.compile(r"(\d+)\)?([·/])\(?[−-]?(\d+)")


def _counts(left: str, sign: str, right: str) -> bool:
    return sign == "/" or (int(left) != 0 and int(right) != 0)
