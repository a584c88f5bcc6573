"""What was drawn for a sheet, kept in a file beside it: `mark` needs nothing else."""

import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import yaml

from cnnhand.classroom.sheet import points_of
from cnnhand.classroom.variants import Lock, Student, Variant
from cnnhand.errors import CnnhandError, ProblemFileError, shown
from cnnhand.files import problems
from cnnhand.files.writing import Dumper
from cnnhand.files.yaml_tree import Entries, Fault, Tree, entries_of, line_of, load, text_of, texts
from cnnhand.files.yaml_tree import Sequence as SequenceNode
from cnnhand.version import VERSION

CODE = "[A-Z2-7]{4}"


def digest(sheet: Path) -> str:
    """Tells one sheet from another, whatever its comments and its layout are."""
    return load(sheet, lambda root: sha256(repr(texts(root)).encode()).hexdigest()[:16])


def check(sheet: Path, lock: Lock) -> None:
    """`CnnhandError` where the sheet does not say any more what it said when its variants were drawn."""
    if lock.sheet not in ("", digest(sheet)):
        what = f"{sheet} has changed since its sheets were drawn; put it back, or draw anew for all with --again"
        raise CnnhandError(f"{what} (`cnnhand mark {lock_of(sheet)} …` marks those that were given out)")


def lock_of(sheet: Path) -> Path:
    """The file beside a sheet that keeps what was drawn."""
    return sheet.parent / f"{sheet.stem}.lock.yaml"


def written(lock: Lock) -> str:
    """All of it as YAML, the numbers in full."""
    sheets = []
    for student, code, exercises in ((variant.student, variant.code, variant.exercises) for variant in lock.variants):
        who = {"student": student.id, "name": student.name, "code": code}
        sheets.append({**who, "problems": [problems.written(exercise) for exercise in exercises]})
    about = {"cnnhand": VERSION, "sheet": lock.sheet, "key": lock.key, "title": lock.title, "note": lock.note}
    asked = {"points": [str(points) for points in lock.points], "titles": list(lock.titles)}
    document = {**about, **asked, "sheets": sheets}
    return yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)


def read_lock(path: Path) -> Lock:
    """What was drawn for a sheet; `ProblemFileError` where it is not there or cannot be used."""
    if not path.is_file():
        what = "there is no such file; sheets that were given out cannot be marked without it: a new draw is another"
        raise ProblemFileError(f"{path}: {what}")
    return load(path, _lock)


def _lock(root: Tree) -> Lock:
    top = _entries(root, "", ("cnnhand", "key", "title", "note", "points", "titles", "sheets"), ("sheet",))
    key, title, note = (text_of(top[name][1], name) for name in ("key", "title", "note"))
    points = tuple(map(points_of, _listed(top, "points")))
    titles = tuple(text_of(node, "titles") for node in _listed(top, "titles", len(points)))
    variants = tuple(_variant(node, len(points)) for node in _listed(top, "sheets"))
    return Lock(key, title, note, points, titles, variants, top.read("sheet", text_of, ""))


def _variant(node: Tree, questions: int) -> Variant:
    entries = _entries(node, "sheets", ("student", "name", "code", "problems"))
    id, name, code = (text_of(entries[key][1], key) for key in ("student", "name", "code"))
    if not re.fullmatch(CODE, code):
        raise Fault(entries["code"][1], "code", f"{shown(code)} is no code that `cnnhand sheet` wrote")
    exercises = tuple(map(problems.exercise, _listed(entries, "problems", questions)))
    return Variant(Student(id, name), code, exercises)


def _entries(node: Tree, key: str, names: Sequence[str], more: Sequence[str] = ()) -> Entries:
    entries = entries_of(node, key, (*names, *more))
    for name in names:
        if name not in entries:
            raise Fault(line_of(node), name, "is missing; this is not what `cnnhand sheet` wrote")
    return entries


def _listed(entries: Entries, key: str, many: int | None = None) -> list[Tree]:
    node = entries[key][1]
    if not isinstance(node, SequenceNode) or not node.value or len(node.value) != (many or len(node.value)):
        raise Fault(node, key, "does not list what `cnnhand sheet` wrote there")
    return list(node.value)
