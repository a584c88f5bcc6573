"""Whatever a teacher's files hold, a sheet is drawn and marked, or a line says what is wrong with which file.

Every case is made of its number alone, so a number is a seed: `CNNHAND_FUZZ=5000` tries that many of each sort.
"""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from cnnhand.classroom import handed_in, kept, marks, sheet, variants
from cnnhand.classroom.handed_in import HandedIn
from cnnhand.classroom.variants import Student
from cnnhand.errors import CnnhandError

CASES = int(os.environ.get("CNNHAND_FUZZ", "150"))

SHEET = """title: Sheet 5
note: until Friday
problems:
- {draw: output-size/easy, points: 2}
- {input: 28x28x1, layers: conv3-8 maxpool2 fc-10, ask: parameters, points: 1/2}
- {input: [[1, 2], [3, 4]], layers: [{conv: {weights: [[1, 0]]}}, relu], ask: map}
"""
ROSTER = "student,name\ns1,Ann\ns2,Bob\n"
TABLES = [
    "student,question,part,answer\ns1,1,,7\ns2,2,,13610\n",
    "student;1;2a;2b\ns1;7;=1+1;\ns2;1/2;3x3x1;2\n",
    'Email address,Response 1,Response 2\ns1,7,"part 1: 7; part 2: 6"\n',
]
TEXTS = {"s1_1.txt": "1: 7x7x6\n2b) 13610\n", "s2_7_assignsubmission_x/a.html": "<p>1: 3</p><p>3: 1 3</p>"}
ODD = [*',;\t"\n|-: ', "\x00", "\x1b[31m", "\ufeff", "٣", "9" * 50, "s1", "=", "[", "{", "&a", "1/0", "1e99", "é", "-1"]


def zipped(method: int) -> bytes:
    """The answers in text files, packed by a method."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, text in TEXTS.items():
            archive.writestr(name, text)
    return packed.getvalue()


def mangled(content: bytes, dice: Random) -> bytes:
    """Bytes cut out, doubled, turned, or replaced by what means something."""
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(len(content) + 1)
        end = start + dice.choice([0, 1, 1, 2, 8, 50])
        new = dice.choice([b"", content[start:end] * 2, dice.randbytes(end - start), dice.choice(ODD).encode()])
        content = content[:start] + new + content[end:]
    return content


@pytest.fixture(scope="module")
def lock(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What is kept of the sheet."""
    path = tmp_path_factory.mktemp("sheet") / "sheet.yaml"
    path.write_text(SHEET)
    return kept.written(variants.drawn(sheet.read(path), [Student("s1"), Student("s2")], "7", path)).encode()


@pytest.mark.parametrize("sort", ["sheet.yaml", "sheet.lock.yaml", "class.csv", "answers.csv", "answers.zip", "s1.txt"])
def test_mangled_files_of_a_class(sort: str, tmp_path: Path, lock: bytes) -> None:
    """Each sort by itself, read as the commands read it."""
    zips = [
        zipped(method) for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    ]
    file = kept.lock_of(tmp_path / "sheet.yaml")
    file.write_bytes(lock)
    read = kept.read_lock(file)
    sources: dict[str, tuple[list[bytes], Callable[[Path], object]]] = {
        "sheet.yaml": ([SHEET.encode()], sheet.read),
        "sheet.lock.yaml": (
            [lock],
            lambda path: marks.report(marks.marked(kept.read_lock(path), HandedIn([], []))),
        ),
        "class.csv": ([ROSTER.encode()], handed_in.read_roster),
        "answers.csv": ([table.encode() for table in TABLES], lambda path: marks.marked(read, handed_in.read(path))),
        "answers.zip": (zips, lambda path: marks.marked(read, handed_in.read(path))),
        "s1.txt": ([text.encode() for text in TEXTS.values()], lambda path: handed_in.read(path.parent)),
    }
    contents, use = sources[sort]
    (tmp_path / "mangled").mkdir()
    path = tmp_path / "mangled" / sort
    for number in range(CASES):
        dice = Random(f"{sort} {number}")
        path.write_bytes(mangled(dice.choice(contents), dice))
        try:
            use(path)
        except CnnhandError as error:
            for said in str(error).split("\n"):
                assert said.startswith(str(path)) and said.isprintable() and len(said) < 500 + len(str(path)), number
