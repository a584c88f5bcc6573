"""What a class handed in, marked: every answer by itself, with the mistake behind it; and a report for the teacher."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from cnnhand import answers
from cnnhand.answers import Expected
from cnnhand.classroom.handed_in import EMPTY, MOST_QUOTED, Answer, HandedIn
from cnnhand.classroom.names import Names
from cnnhand.classroom.sheet import said
from cnnhand.classroom.variants import Lock, Variant
from cnnhand.classroom.writing import letters
from cnnhand.errors import AnswerFormatError, shown
from cnnhand.exact.values import Value, exactly
from cnnhand.formats import markdown, tables, tracked
from cnnhand.formats.json_text import plain_json
from cnnhand.kinds import Exercise
from cnnhand.marking.verdict import Verdict, built_on, counted, mark_part
from cnnhand.page import Page, Table, Text, Tone

MOST_LISTED = 20
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[ T][\d:.]+)?")


class Entry(NamedTuple):
    """What one answer is worth: `outcome` is right, wrong, unreadable or empty."""

    student: str
    question: int
    part: str
    answer: str
    outcome: str
    credit: Fraction
    points: Fraction
    mistakes: str = ""
    """Their ids: `|` between those of which one was made, `;` between those that were all made."""
    sentence: str = ""


@dataclass(slots=True)
class ClassMarks:
    """The marks of a class, and what could not be placed."""

    lock: Lock
    marks: list[Entry] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)

    def csv(self) -> str:
        """A row an answer."""
        rows = ([f"{float(cell):g}" if isinstance(cell, Fraction) else cell for cell in mark] for mark in self.marks)
        return tables.csv_text(Entry._fields, list(rows))

    def of_students(self) -> dict[str, list[Entry]]:
        """The marks of every student who handed something in."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for mark in self.marks:
            found[mark.student].append(mark)
        return found

    def records(self) -> list[dict[str, Any]]:
        """The marks for `--json`."""
        return [
            {name: plain_json(value) for name, value in mark._asdict().items()}
            | {"mistakes": [ids.split("|") for ids in mark.mistakes.split(";") if ids]}
            for mark in self.marks
        ]


def marked(lock: Lock, handed: HandedIn) -> ClassMarks:
    """Every answer marked by itself, on the numbers of the student's own sheet."""
    placed, unplaced = _placed(lock, handed.answers)
    result = ClassMarks(lock, unplaced=[*handed.unread, *unplaced])
    for variant in tracked(lock.variants, "marking", len(lock.variants)):
        if typed := placed.get(variant.student.id):
            texts = {place: answer.text for place, answer in typed.items()}
            for number, exercise in enumerate(variant.exercises):
                result.marks.extend(_question(lock, variant, number, exercise, texts))
            if other := _copied(lock, variant, texts):
                who = f"{other.student.id} (sheet {other.code})"
                result.unplaced.append(f"{variant.student.id}: all answers are those of the sheet of {who}")
    if nothing := [one.student.id for one in lock.variants if one.student.id not in placed]:
        result.unplaced.append(f"nothing was handed in by {', '.join(nothing)}")
    return result


def _placed(lock: Lock, handed: list[Answer]) -> tuple[dict[str, dict[tuple[int, int], Answer]], list[str]]:
    """The answers by student and place; and a line for each student of whom some have none, or two answers."""
    names = Names(lock.variants)
    placed: dict[str, dict[tuple[int, int], Answer]] = {}
    lines: dict[str, list[str]] = defaultdict(list)
    for answer in handed:
        variant = names.find(answer.student)
        place = _place(answer, variant) if variant else None
        what, where = f"{answer.place}: {shown(answer.text)}", f"{answer.file}: " if answer.file else ""
        if variant is None:
            lines[f"{where}{names.unknown(answer.student)}; "].append(what)
        elif place is None:
            lines[f"{where or answer.student + ': '}there is no question or part "].append(what)
        else:
            given = placed.setdefault(variant.student.id, {})
            before = given.get(place, answer)
            if before.text not in EMPTY and answer.text in EMPTY:
                continue
            if before.text not in (answer.text, *EMPTY):
                files = f" in {answer.file}, before that in {before.file}" if answer.file != before.file else ""
                lines[f"{variant.student.id}: answered again{files}; the last counts: "].append(what)
            given[place] = answer
    return placed, [about + ", ".join(_first(found, MOST_QUOTED)) for about, found in lines.items()]


def _copied(lock: Lock, variant: Variant, texts: dict[tuple[int, int], str]) -> Variant | None:
    """Whose sheet all of the answers are right for, where at least three of them are not for the own one."""
    given = [(place, text) for place, text in texts.items() if text.strip() not in EMPTY]
    foreign = [one for one in given if not _right_for(variant, *one)]
    if len(foreign) < 3:
        return None
    others = (other for other in lock.variants if all(_right_for(other, *one) for one in foreign))
    return next((other for other in others if all(_right_for(other, *one) for one in given)), None)


def _right_for(variant: Variant, place: tuple[int, int], text: str) -> bool:
    part = variant.exercises[place[0]].problem.exact_parts()[place[1]]
    try:
        return answers.same(answers.read(text, Expected.of(part)), part.answer())
    except AnswerFormatError:
        return False


def _place(answer: Answer, variant: Variant) -> tuple[int, int] | None:
    """The question and its part, counted from 0, of `2` or `2b`."""
    match = re.fullmatch(r"(?:q(?:uestion)?\s*)?(\d{1,3})\s*([a-z]{0,2})", answer.place.lower())
    if not match or not 1 <= int(match[1]) <= len(variant.exercises):
        return None
    parts = len(variant.exercises[int(match[1]) - 1].problem.parts())
    called = {letters(at): at for at in range(parts)} | ({"": 0} if parts == 1 else {})
    return (int(match[1]) - 1, called[match[2]]) if match[2] in called else None


def _question(
    lock: Lock, variant: Variant, number: int, exercise: Exercise, typed: dict[tuple[int, int], str]
) -> Iterator[Entry]:
    """The parts of one question; one that builds on a wrong answer before it is marked on that."""
    problem = exercise.problem
    parts = len(problem.parts())
    exact: list[Value] = []
    own: list[Value] = []
    for at in range(parts):
        part = problem.part(at, tuple(exact))
        text = typed.get((number, at), "")
        verdict, outcome, sentence = None, "empty", ""
        if text.strip() not in EMPTY:
            try:
                if _DATE.fullmatch(text.strip()):
                    raise AnswerFormatError(f"{text.strip()}: a date, as spreadsheets make of 1/2 or 7-2")
                value = answers.read(text, Expected.of(part))
                verdict = mark_part(problem, at, exact, own, value)
                outcome = "right" if verdict.correct else "wrong"
            except AnswerFormatError as error:
                outcome, sentence = "unreadable", str(error)
        credit = verdict.share if verdict else Fraction(0)
        yield Entry(
            variant.student.id,
            number + 1,
            letters(at) if parts > 1 else "",
            text,
            outcome,
            credit,
            lock.points[number] * credit / parts,
            ";".join(map("|".join, verdict.alternatives)) if verdict else "",
            _sentence(verdict) if verdict else sentence,
        )
        exact.append(built_on(part, verdict.typed if verdict else None))
        own.append(exactly(verdict.typed) if verdict else exact[-1])


def _sentence(verdict: Verdict) -> str:
    if verdict.correct:
        return "follows from the answer before it" if verdict.followed else ""
    found = [finding for finding in verdict.findings if not finding.hint][:2]
    if not found and verdict.share:
        right = counted(verdict.part, verdict.typed)
        return f"{sum(agrees for _, agrees in right)} of {len(right)} numbers right" if right else "partly right"
    return " or ".join(f"{finding.about + ': ' if finding.about else ''}{finding.sentence}" for finding in found)


# ---- the report ------------------------------------------------------------------------------------------------------


def report(result: ClassMarks) -> Page:
    """What a teacher wants to know of a class: how each question went, which mistakes were made, what was not read."""
    lock, students = result.lock, len(result.of_students())
    most = sum(lock.points, Fraction(0))
    mean = _total(result.marks) / (students or 1)
    handed_in = f"{students} of {len(lock.variants)} handed in"
    blocks: Page = (Text(f"{handed_in}, {float(mean):.1f} of {said(most)} points on average"),)
    if result.unplaced:
        blocks += (Text("To look at", Tone.HEADING), Text("\n".join(result.unplaced)))
    for number, title in enumerate(lock.titles, 1):
        blocks += _of_question(number, title, [mark for mark in result.marks if mark.question == number])
    return blocks


def _of_question(number: int, title: str, marks: list[Entry]) -> Page:
    given = [mark for mark in marks if mark.outcome != "empty"]
    count = Counter(mark.outcome for mark in marks)
    said_so = ", ".join(f"{count[name]} {name}" for name in ("right", "wrong", "unreadable", "empty") if count[name])
    blocks: Page = (Text(f"Question {number}: {title}", Tone.HEADING),)
    if marks:
        credit = sum((mark.credit for mark in marks), Fraction(0)) / len(marks)
        blocks += (Text(f"{said_so}; credit {float(credit):.0%}"),)
    if made := _made(marks):
        blocks += (Table(("students", "mistake", "for one of them: what you get"), tuple(_first(made))),)
    strange = Counter(mark.answer for mark in given if mark.outcome == "wrong" and not mark.mistakes)
    if strange:
        often = ", ".join(f"{shown(answer)} ({times})" for answer, times in strange.most_common(5))
        blocks += (Text(f"Explained by no usual mistake: {often}"),)
    unread = [mark for mark in given if mark.outcome == "unreadable"]
    if unread:
        blocks += (Text("\n".join(_first(f"Not read: {mark.student}: {shown(mark.answer)}" for mark in unread))),)
    return blocks


def _made(marks: list[Entry]) -> list[tuple[str, str, str]]:
    """How many students made each mistake, the commonest first, with its id and what one of them was told.

    Where an answer is what several give, it is taken for the one that most answers of the class could come from, of
    those that are not explained by then; those that could all come from another too are called by both.
    """
    left = [(mark, ids.split("|")) for mark in marks for ids in mark.mistakes.split(";") if ids]
    rows = []
    while left:
        ((most, _),) = Counter(id for _, ids in left for id in ids).most_common(1)
        found = [(mark, ids) for mark, ids in left if most in ids]
        left = [(mark, ids) for mark, ids in left if most not in ids]
        either = [id for id in found[0][1] if all(id in ids for _, ids in found)][:3]
        students = len({mark.student for mark, _ in found})
        rows.append((str(students), " or ".join(either), min((mark.sentence for mark, _ in found), key=len)))
    return sorted(rows, key=lambda row: -int(row[0]))


def _first(lines: Iterable[Any], most: int = MOST_LISTED) -> list[Any]:
    """So many of them, and how many more there are."""
    lines = list(lines)
    if len(lines) <= most:
        return lines
    rest = f"… and {len(lines) - most} more"
    return [*lines[:most], rest if isinstance(lines[0], str) else (rest, *[""] * (len(lines[0]) - 1))]


def _total(marks: Iterable[Entry]) -> Fraction:
    return sum((mark.points for mark in marks), Fraction(0))


def feedback(lock: Lock, marks: list[Entry]) -> str:
    """What one student is told of the marks, as Markdown."""
    rows = tuple(
        (f"{mark.question}{mark.part}", mark.answer or "—", mark.outcome, said(mark.points), mark.sentence)
        for mark in marks
    )
    worth = f"{said(_total(marks))} of {said(sum(lock.points, Fraction(0)))} points"
    page: Page = (
        Text(f"{lock.title}: {worth}", Tone.HEADING),
        Table(("question", "your answer", "", "points", "which is what you get"), rows),
    )
    return markdown.text(page)
