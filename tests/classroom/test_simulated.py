"""A class that makes mistakes of its own: from its sheets to marks and a report that has what was put in.

CNNHAND_STUDENTS says how many sit in it.
"""

import csv
import os
import random
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from cnnhand.classroom import kept, marks, sheet, variants
from cnnhand.classroom.variants import Student, Variant
from cnnhand.commands import sheet as commands
from cnnhand.exact.values import Value
from cnnhand.page import Table, say

SHEET = """problems:
  - {draw: conv-cell/easy, given: {weights: [[1, 0], [0, -1]], bias: 3}}
  - draw: feature-map/easy
  - draw: output-size/medium
  - {input: 28x28x1, layers: conv3-8 maxpool2 fc-10, ask: [volume, parameters], of: each}
"""
OUTCOMES = ("right", "right", "right", "wrong", "wrong", "wrong", "unreadable", "empty")


class Planned(NamedTuple):
    """What a student hands in for a part, how it must be marked, and the mistake that was made."""

    typed: str
    outcome: str
    mistake: str = ""


def answered(variant: Variant, dice: random.Random) -> dict[tuple[int, int], Planned]:
    """The answers of one student by question and part, a later part worked out from the student's own earlier ones."""
    found = {}
    for number, exercise in enumerate(variant.exercises):
        apart = variants.told_apart(exercise.problem)
        exact, own = exercise.problem.exact_parts(), tuple[Value, ...]()
        for at, asked in enumerate(exact):
            part, outcome = exercise.problem.part(at, own), dice.choice(OUTCOMES)
            value, mistake = part.answer(), ""
            made_here = ((one, value) for one, value in part.wrong_answers() if (at, one.id) in apart)
            wrong = [pair for pair in made_here if pair[1] != asked.answer()]
            if outcome == "wrong" and wrong:
                made, value = dice.choice(wrong)
                mistake = made.id
            typed = {"unreadable": "see above", "empty": "-"}.get(outcome, say(value))
            shown = "right" if outcome == "wrong" and not wrong else outcome
            found[number, at] = Planned(typed, shown, mistake)
            own = (*own, value if shown in ("right", "wrong") else asked.answer())
    return found


def test_the_report_finds_the_mistakes_that_a_simulated_class_made(tmp_path: Path) -> None:
    """What each student hands in is marked as it was meant, and the mistakes are counted by students."""
    path, dice = tmp_path / "sheet.yaml", random.Random(5)
    path.write_text(SHEET, encoding="utf-8")
    many = int(os.environ.get("CNNHAND_STUDENTS", "16"))
    students = [Student(f"s{number}", f"Student {number}") for number in range(many)]
    lock = variants.drawn(sheet.read(path), students, "many", path)
    kept.lock_of(path).write_text(kept.written(lock), encoding="utf-8")
    class_ = {variant.student.id: answered(variant, dice) for variant in lock.variants}
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["student", "question", "part", "answer"])
        for student, planned in class_.items():
            for (number, at), one in planned.items():
                table.writerow([student, number + 1, "abcdef"[at] if number == 3 else "", one.typed])
    result = commands.marked(path, tmp_path / "answers.csv")
    assert [] == result.unplaced
    made: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    assert sum(map(len, class_.values())) == len(result.marks)
    for mark in result.marks:
        one = class_[mark.student][mark.question - 1, "abcdef".index(mark.part or "a")]
        assert (one.typed, one.outcome) == (mark.answer, mark.outcome), mark
        assert one.mistake in mark.mistakes.replace(";", "|").split("|"), mark
        if one.mistake:
            made[mark.question][one.mistake].add(mark.student)
    for table, (_, planned) in zip(tables(result), sorted(made.items()), strict=True):
        found = {id: int(many) for many, ids, _ in table.rows for id in ids.split(" or ")}
        assert {id: len(students) for id, students in planned.items()} == {id: found.get(id) for id in planned}
        assert len(planned) == len(table.rows)


def tables(result: marks.ClassMarks) -> list[Table]:
    """What the report says of the mistakes in each question."""
    return [block for block in marks.report(result) if isinstance(block, Table)]
