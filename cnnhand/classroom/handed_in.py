"""Who is in a class, and what it hands in: a CSV, long or wide, also the responses of Moodle; or text files."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from itertools import islice
from pathlib import Path, PurePath, PurePosixPath
from typing import NamedTuple

from cnnhand.classroom import texts
from cnnhand.classroom.names import Names
from cnnhand.classroom.variants import Lock, Student
from cnnhand.classroom.writing import letters, sheet
from cnnhand.errors import ProblemFileError, reason, shown
from cnnhand.formats.signs import Signs

MOST_BYTES, MOST_FILES, MOST_CELLS, MOST_STUDENTS = 10 * 2**20, 5000, 10**6, 2000
MOST_ZIPPED = 32 * 2**20
TOO_MUCH = f"more than {MOST_FILES} text files or {MOST_BYTES // 2**20} MiB in it"
PAGES = (".html", ".htm")
TEXTS = (".txt", ".md", *PAGES)
MOST_QUOTED = 5
NOT_READ = f"not read; answers are read from {', '.join(TEXTS)}"
EMPTY = ("", "-", "—")


class Answer(NamedTuple):
    """One answer as it was handed in: by whom (an id, a name, an address, or a sheet's code), to which part."""

    student: str
    place: str
    text: str
    file: str = ""


class HandedIn(NamedTuple):
    """All answers, and what could not be placed, a line each."""

    answers: list[Answer]
    unread: list[str]


def read_roster(path: Path) -> list[Student]:
    """The students of a CSV with the columns `student` and `name`, or with one column alone."""
    rows = _rows(_decoded(_content(path)), path)
    heading = [cell.strip().lower() for cell in rows[0]] if rows else []
    if "student" not in heading:
        raise ProblemFileError(f"{path}: has no column `student`; the first line names the columns: student,name")
    if len(rows) > MOST_STUDENTS + 1:
        raise ProblemFileError(f"{path}: {len(rows) - 1} students are more than {MOST_STUDENTS}; split the roster")
    cells = [dict(zip(heading, (" ".join(cell.split()) for cell in row), strict=False)) for row in rows[1:]]
    students = [Student(cell["student"], cell.get("name", "")) for cell in cells if cell.get("student")]
    ids = [student.id.lower() for student in students]
    if twice := next((id for id in ids if ids.count(id) > 1), None):
        raise ProblemFileError(f"{path}: the student {shown(twice)!r} stands there twice; capitals make no difference")
    if not students:
        raise ProblemFileError(f"{path}: names no student")
    return students


def read(path: Path, lock: Lock | None = None) -> HandedIn:
    """The answers in a CSV file, a folder or a zip, for sheets that were drawn.

    Raises `ProblemFileError` where there is nothing to read.
    """
    if path.is_dir():
        names = list(islice((name for name in path.rglob("*") if _own(name.relative_to(path))), MOST_FILES + 1))
        files = {name: name.is_file() and not name.is_symlink() for name in sorted(names) if not name.is_dir()}
        wanted = [name for name in files if _is_text(name) and files[name]]
        if len(names) > MOST_FILES or sum(name.stat().st_size for name in wanted) > MOST_BYTES:
            raise ProblemFileError(f"{path}: {TOO_MUCH}")
        found = _texts(((file.relative_to(path), _content(file)) for file in wanted), lock)
        found.unread[:0] = [
            f"{name.relative_to(path)}: {NOT_READ if own else 'a link, or no file; it is not read'}"
            for name, own in files.items()
            if name not in wanted
        ]
        return found
    if path.suffix.lower() == ".zip":
        unread: list[str] = []
        found = _texts(_zipped(path, unread), lock)
        return HandedIn(found.answers, [*unread, *found.unread])
    return _csv(_decoded(_content(path)), path)


def _own(name: PurePath) -> bool:
    """Whether somebody handed it in: what a system leaves in a folder is hidden."""
    return not any(part.startswith((".", "__MACOSX")) and part != ".." for part in name.parts)


def _is_text(name: PurePath) -> bool:
    return name.suffix.lower() in TEXTS


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ProblemFileError(f"{path}: cannot be read: {reason(error)}") from None
    if len(content) > MOST_BYTES:
        raise ProblemFileError(f"{path}: larger than {MOST_BYTES // 2**20} MiB")
    return content


def _zipped(path: Path, unread: list[str]) -> Iterator[tuple[PurePath, bytes]]:
    """The text files of a zip, which is never unpacked; a path that leaves the folder, and a bomb, are refused."""
    try:
        if path.stat().st_size > MOST_ZIPPED:
            what = f"larger than {MOST_ZIPPED // 2**20} MiB; unpack it, and name the folder"
            raise ProblemFileError(f"{path}: {what}")
        with zipfile.ZipFile(path) as archive:
            files = {entry: PurePosixPath(entry.filename) for entry in archive.infolist() if not entry.is_dir()}
            entries = [entry for entry, name in files.items() if _is_text(name) and _own(name)]
            unread += [f"{name}: {NOT_READ}" for name in files.values() if _own(name) and not _is_text(name)]
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise ProblemFileError(f"{path}: {TOO_MUCH}")
            for entry, inside in ((entry, files[entry]) for entry in entries):
                if inside.is_absolute() or ".." in inside.parts:
                    raise ProblemFileError(f"{path}: {shown(entry.filename)!r} leads out of the folder; it is not read")
                with archive.open(entry) as file:
                    yield inside, file.read(entry.file_size)
    except ProblemFileError:
        raise
    except OSError as error:
        raise ProblemFileError(f"{path}: cannot be read: {reason(error)}") from None
    except Exception as error:  # each decompressor has its own; also a method or a password that is lacking
        raise ProblemFileError(f"{path}: cannot be read as a zip: {shown(str(error)) or 'it is broken'}") from None


def _decoded(content: bytes) -> str:
    """As its start says, as UTF-8, or as spreadsheets of the West write; without signs that no screen should get."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    cells = text.replace("\r\n", "\n").replace("\r", "\n").split("\t")
    return "\t".join(map(Signs().text, cells))


# ---- text files ------------------------------------------------------------------------------------------------------


def _texts(files: Iterator[tuple[PurePath, bytes]], lock: Lock | None) -> HandedIn:
    """A file a student, whose name is the student's; of what Moodle collects a folder has the name.

    What was printed on the student's own sheet is no answer.
    """
    result, names = HandedIn([], []), Names(lock.variants if lock else ())
    for name, content in files:
        text = _decoded(content)
        if name.suffix.lower() in PAGES:
            text = unescape(re.sub(r"<(script|style).*?</\1>|<[^<>]*>", "\n", text, flags=re.DOTALL))
        owner = names.of_file(name)
        moodle = (folder.name for folder in name.parents if "_assignsubmission_" in folder.name)
        student = owner.student.id if owner else next(moodle, name.stem).partition("_")[0]
        ours = texts.printed(sheet(lock, owner, "md")) if lock and owner else ()
        pieces = list(texts.found(text, ours))
        for piece in pieces:
            whose = names.find(piece.code)
            if owner and whose and owner is not whose:
                result.unread.append(f"{name}: has the line of sheet {piece.code}, which is that of {whose.student.id}")
            told = piece.code or student
            result.answers.extend(Answer(told, place, typed, str(name)) for place, typed in piece.answers)
        lines = [line for piece in pieces for line in piece.unread]
        if not any(piece.answers for piece in pieces):
            result.unread.append(f"{name}: no answer such as `1: 7x7x6` in it")
        elif lines:
            more = f" … and {len(lines) - MOST_QUOTED} more" if len(lines) > MOST_QUOTED else ""
            quoted = " / ".join(map(shown, lines[:MOST_QUOTED]))
            result.unread.append(f"{name}: lines that were not read: {quoted}{more}")
    return result


# ---- CSV -------------------------------------------------------------------------------------------------------------

_RESPONSE = re.compile(r"\D*?(\d{1,3})([a-z]{0,2})")
_PART = re.compile(r"(?:^|;\s*)part (\d{1,3}):\s*")


def _csv(text: str, path: Path) -> HandedIn:
    """Long (`student,question,part,answer`), or wide: a column a part, `1`, `2b`, `Response 3`."""
    rows = _rows(text, path)
    if len(rows) < 2:
        raise ProblemFileError(f"{path}: has no answers; it needs the columns student, question, part, answer")
    heading = [cell.strip().lower() for cell in rows[0]]
    if {"student", "question", "answer"} <= set(heading):
        return _long(heading, rows[1:])
    return _wide(heading, rows[1:], path)


def _rows(text: str, path: Path) -> list[list[str]]:
    """The rows that are not empty, whatever stands between the cells."""
    head = text.partition("\n")[0]
    separator = max(";\t,", key=lambda sign: (head.count(sign), sign == ","))
    rows, cells = list[list[str]](), 0
    try:
        for row in csv.reader(io.StringIO(text), delimiter=separator):
            cells += 1 + len(row)
            if cells > MOST_CELLS:
                raise ProblemFileError(f"{path}: more than {MOST_CELLS} cells; split it")
            if any(cell.strip() for cell in row):
                rows.append(row)
    except csv.Error as error:
        raise ProblemFileError(f"{path}: not a CSV file: {error}") from None
    return rows


def _long(heading: list[str], rows: list[list[str]]) -> HandedIn:
    found = HandedIn([], [])
    for number, row in enumerate(rows, 2):
        cells = dict(zip(heading, map(str.strip, row), strict=False))
        if not cells.get("student") or not cells.get("question"):
            found.unread.append(f"line {number}: no student or no question")
            continue
        place = cells["question"].lower() + cells.get("part", "").lower()
        found.answers.append(Answer(cells["student"], place, cells.get("answer", "")))
    return found


def _wide(heading: list[str], rows: list[list[str]], path: Path) -> HandedIn:
    """A row a student; a cell of several parts is written as Moodle does: `part 1: 7; part 2: 6`."""
    columns = {at: match for at, name in enumerate(heading) if (match := _RESPONSE.fullmatch(name)) and at}
    if not columns:
        raise ProblemFileError(f"{path}: no column is a question's, such as 1, 2b or Response 1")
    who = next((heading.index(name) for name in ("student", "id", "code", "email address") if name in heading), 0)
    found = HandedIn([], [])
    for number, row in enumerate(rows, 2):
        student = row[who].strip() if who < len(row) else ""
        if not student:
            found.unread.append(f"line {number}: no student")
            continue
        for at, cell in enumerate(map(str.strip, row)):
            question, letter = columns[at].groups() if at in columns else ("", "")
            pieces = _PART.split(cell) if question and _PART.match(cell) else []
            for part, typed in zip(pieces[1::2], pieces[2::2], strict=False):
                found.answers.append(Answer(student, f"{question}{letters(int(part) - 1)}", typed.strip()))
            if question and not pieces:
                found.answers.append(Answer(student, question + letter, cell))
    return found
