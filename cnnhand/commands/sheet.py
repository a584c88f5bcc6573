"""`cnnhand sheet` and `cnnhand mark`: a sheet a student, and what comes back."""

import re
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from cnnhand.classroom import anki, handed_in, kept, marks, moodle, sheet, variants, writing
from cnnhand.classroom.variants import Lock, Student
from cnnhand.errors import CnnhandError
from cnnhand.files.whole import write_whole
from cnnhand.files.yaml_tree import MAX_BYTES
from cnnhand.formats import html, markdown, tracked
from cnnhand.page import Page, Table, Text

_SHEET = re.compile(rf".*-{kept.CODE}\.(md|html|pdf|typ)")


class Class(NamedTuple):
    """For whom sheets are wanted: a roster, or so many without names; neither for those that are drawn already."""

    roster: Path | None = None
    many: int | None = None

    def students(self) -> list[Student] | None:
        """Everybody; None where nothing is said."""
        if self.roster and self.many:
            raise CnnhandError("--roster and --variants both say for whom; leave one out")
        if self.many:
            return [Student(str(number)) for number in range(1, self.many + 1)]
        return handed_in.read_roster(self.roster) if self.roster else None


def drawn(path: Path, wanted: Class, again: bool) -> Lock:
    """The variants of a sheet, kept beside it: those that were drawn before, more for new students, or fresh ones."""
    asked, file, students = sheet.read(path), kept.lock_of(path), wanted.students()
    before = kept.read_lock(file) if file.is_file() and not again else None
    if before is None:
        if students is None:
            raise CnnhandError("say for whom: --roster FILE, or --variants 30")
        fresh = variants.drawn(asked, students, secrets.token_hex(8), path)
    else:
        kept.check(path, before)
        fresh = _with(before, students, asked, path) if students else before
        if fresh == before:
            return before
    text = kept.written(replace(fresh, sheet=kept.digest(path)))
    if len(text.encode()) > MAX_BYTES:
        many = len(fresh.variants)
        raise CnnhandError(f"the sheets of {many} students are too much for one file; split the roster")
    if before is None and file.is_file() and not again:  # by somebody else, meanwhile
        return drawn(path, wanted, again)
    write_whole(file, text)
    return fresh


def _with(before: Lock, students: list[Student], asked: sheet.Sheet, path: Path) -> Lock:
    """Sheets for new students too, and names as they are now; all that was drawn stays as it is."""
    named, had = {one.id: one for one in students}, {variant.student.id for variant in before.variants}
    if not had & set(named):
        what = f"{kept.lock_of(path)} has sheets for none of these students; copy {path} under another name for them"
        raise CnnhandError(f"{what}, or draw anew with --again, which forgets the old ones")
    own = tuple(replace(one, student=named.get(one.student.id, one.student)) for one in before.variants)
    new = [one for one in students if one.id not in had]
    added = variants.drawn(asked, new, before.key, path, own).variants if new else own
    return replace(before, variants=added)


def sheets(lock: Lock, folder: Path, format: str, with_key: bool) -> Page:
    """Write a sheet a student, and the key if it is wanted; what was written, in words."""
    for variant in tracked(lock.variants, "writing", len(lock.variants)):
        ending = "html" if format == "practice" else format
        path = folder / f"{variant.file}.{ending}"
        if format == "pdf":
            write_whole(path, writing.pdf(writing.sheet(lock, variant, "typ")), in_folder=True)
        else:
            write_whole(path, writing.sheet(lock, variant, format), in_folder=True)
    codes = {variant.file for variant in lock.variants}
    old = [name.name for name in folder.iterdir() if _SHEET.fullmatch(name.name) and name.stem not in codes]
    said = f"{len(lock.variants)} sheet{'s' if len(lock.variants) > 1 else ''} in {folder}"
    if with_key:
        write_whole(folder / "key.md", writing.key(lock))
        said += ", with key.md, which is not for students"
    if old:
        said += f"; {len(old)} of another draw lie there too, such as {min(old)}: delete them"
    return (Text(f"{said}."),)


def check(lock: Lock) -> Page:
    """How alike the variants of each question are, and which common mistakes are not told apart in how many."""
    rows = []
    for number, title in enumerate(lock.titles):
        asked = [variant.exercises[number].problem for variant in lock.variants]
        efforts = sorted(map(variants.effort_of, asked))
        different = len({repr(problem) for problem in asked})
        groups = (tuple(ids) for problem in asked for _, _, ids in variants.common_values(problem) if len(ids) > 1)
        alike = ", ".join(f"{' = '.join(ids)} ({times})" for ids, times in Counter(groups).most_common(3))
        rows.append((str(number + 1), title, str(different), f"{efforts[0]}–{efforts[-1]}", alike or "—"))
    return (Table(("question", "asks", "different", "effort", "not told apart (in so many)"), tuple(rows)),)


def marked(path: Path, answers: Path) -> marks.ClassMarks:
    """What was handed in for a sheet, marked on what was drawn for it."""
    is_lock = path.name.endswith(".lock.yaml")
    drawn = kept.read_lock(path if is_lock else kept.lock_of(path))
    if path.is_file() and not is_lock:
        kept.check(path, drawn)
    return marks.marked(drawn, handed_in.read(answers, drawn))


def write_marks(result: marks.ClassMarks, table: Path | None, report: Path | None, feedback: Path | None) -> None:
    """Write the marks, the report and what each student is told, whatever is wanted."""
    if table:
        write_whole(table, "\ufeff" + result.csv())  # spreadsheets know UTF-8 by this mark
    if report:
        page, title = marks.report(result), result.lock.title
        is_page = report.suffix.lower() in (".html", ".htm")
        write_whole(report, html.document(title, html.text(page)) if is_page else markdown.document(title, page))
    if feedback:
        files = {variant.student.id: f"{variant.file}.md" for variant in result.lock.variants}
        for student, told in result.of_students().items():
            write_whole(feedback / files[student], marks.feedback(result.lock, told), in_folder=True)


SYSTEMS: dict[str, Callable[[Lock], str | bytes]] = {"moodle": moodle.export, "anki": anki.export}
"""The learning systems that a sheet is written for."""


def export(lock: Lock, system: str, path: Path) -> None:
    """Write all variants for a learning system."""
    write_whole(path, SYSTEMS[system](lock))
