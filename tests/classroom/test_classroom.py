"""A class from a sheet to its marks: the variants are alike, everything handed in is placed, the mistakes are found."""

import contextlib
import io
import json
import os
import sqlite3
import sys
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path, PurePath

import pytest

from cnnhand import answers, kinds
from cnnhand.answers import Expected
from cnnhand.classroom import anki, handed_in, kept, marks, moodle, practice, sheet, texts, variants, writing
from cnnhand.classroom.handed_in import Answer, HandedIn
from cnnhand.classroom.names import Names
from cnnhand.classroom.variants import Lock, Student, Variant
from cnnhand.commands import sheet as commands
from cnnhand.errors import CnnhandError, ProblemFileError
from cnnhand.exact.values import Filter, Grid, Volume
from cnnhand.kinds import Part, codes
from cnnhand.marking.distractors import by_value
from cnnhand.page import say
from tests.classroom.moodle import graded, questions

SHEET = """title: Sheet 5
note: Calculators stay at home.
problems:
  - draw: output-size/medium
    points: 2
  - draw: conv-cell/easy
    given: {weights: [[1, 0], [0, -1]], bias: 3}
    where: {output: 3x3}
  - draw: feature-map/easy
    points: 1.5
  - input: 28x28x1
    layers: conv3-8 maxpool2 fc-10
    ask: [volume, parameters]
    of: each
"""
CLASS = [Student(f"s{number}", f"Student {number}") for number in range(1, 9)]


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("class") / "sheet.yaml"
    path.write_text(SHEET, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def lock(path: Path) -> Lock:
    return variants.drawn(sheet.read(path), CLASS, "a key", path)


# ---- the sheet -------------------------------------------------------------------------------------------------------


def test_the_same_key_draws_the_same_sheets_and_another_key_others(path: Path, lock: Lock) -> None:
    read = sheet.read(path)
    assert lock == variants.drawn(read, CLASS, "a key", path)
    assert lock.variants[0].exercises != variants.drawn(read, CLASS[:1], "another", path).variants[0].exercises


def test_all_variants_ask_the_same_of_the_same_shapes_with_about_the_same_work(lock: Lock) -> None:
    for number in range(3):
        asked = [variant.exercises[number].problem for variant in lock.variants]
        efforts = [variants.effort_of(problem) for problem in asked]
        assert 1 == len({variants.profile(problem) for problem in asked})
        assert len(asked) == len(set(map(repr, asked)))
        assert Fraction(85, 115) * max(efforts) <= min(efforts)


def test_the_same_common_mistakes_can_be_told_by_their_values_in_every_variant(lock: Lock) -> None:
    planned = [{"padding-once", "stride-ignored", "depth-of-input", "depth-multiplied"}]
    planned += [{"bias-forgotten", "kernel-flipped"}] * 2
    for number, ids in enumerate(planned):
        shown = [variants.told_apart(variant.exercises[number].problem) for variant in lock.variants]
        assert ids == {id for _, id in frozenset.intersection(*shown)}


def test_what_is_given_stands_in_every_variant_and_what_comes_out_is_as_wanted(lock: Lock) -> None:
    for variant in lock.variants:
        network = variant.exercises[1].problem.network  # type: ignore[attr-defined]
        assert (Filter(Grid.of([[1, 0], [0, -1]]), 3),) == network.nodes[0].layer.weights
        assert Volume(3, 3, 1) == network.after(1, [network.input])


def test_what_was_drawn_is_read_back_from_the_file_beside_the_sheet(tmp_path: Path, lock: Lock) -> None:
    file = tmp_path / "sheet.lock.yaml"
    file.write_text(kept.written(lock), encoding="utf-8")
    back = kept.read_lock(file)
    assert [variant.student for variant in lock.variants] == [variant.student for variant in back.variants]
    for drawn, read in zip(lock.variants, back.variants, strict=True):
        assert [one.problem for one in drawn.exercises] == [one.problem for one in read.exercises]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("sheets:", "shets:", "shets: unknown key; did you mean sheets?"),
        ("title: Sheet 5\n", "", "title: is missing"),
        ("points:", "points: 3\nx:", "unknown key"),
        ("- '2'\n", "- two\n", "points: must be a number from 0 to 1000"),
        ("- '2'\n", "", "does not list what `cnnhand sheet` wrote there"),
        ("  name: Student 1\n", "", "name: is missing"),
        ("ask: ", "ask: no such thing", "ask: "),
        ("code: ", "code: ../../", "code: ../../"),
    ],
)
def test_a_fault_of_what_was_kept_is_one_line_that_says_where(
    tmp_path: Path, lock: Lock, old: str, new: str, message: str
) -> None:
    file, text = tmp_path / "sheet.lock.yaml", kept.written(lock)
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProblemFileError) as raised:
        kept.read_lock(file)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("problems: [{draw: conv-sell/easy}]", "1: draw: there is no kind 'conv-sell'; did you mean conv-cell?"),
        ("problems: [{draw: conv-cell/simple}]", "1: draw: there is no level 'simple'"),
        ("problems: [{draw: conv-cell, points: -1}]", "1: points: must be a number from 0 to 1000"),
        ("problems: []", "1: problems: must list the questions of the sheet"),
        ("title: x", "1: problems: must list the questions of the sheet"),
        ("problems: [{draw: conv-cell, given: {kernel: 3}}]", "1: kernel: "),
        ("problems: [{kind: conv-cell, level: easy}]", "1: kind: a question that is drawn is written `draw:"),
        (
            "problems: [{input: 227x227x3, layers: conv11-96/4, ask: volume, answer: 54x54x96}]",
            "1: answer: 54×54×96 is not what comes out: 55×55×96; mend it, or leave it out",
        ),
        ("problems: [{draw: conv-cell, givn: 3}]", "1: givn: unknown key; did you mean given?"),
        ("problems: [{draw: output-size, given: {weights: [[1]]}}]", "1: draw: no output-size of level medium goes"),
    ],
)
def test_a_fault_of_a_sheet_is_one_line_that_says_where(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemFileError) as raised:
        variants.drawn(sheet.read(path), CLASS[:1], "key", path)
    assert f"{path}:{message}" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("format", ["md", "html", "typ"])
def test_a_sheet_has_every_question_and_no_code_that_solve_knows(lock: Lock, format: str) -> None:
    text = writing.sheet(lock, lock.variants[2], format)
    assert "Student 3" in text
    assert "Calculators stay at home." in text
    assert lock.variants[2].code in text
    assert all(f"Question {number} (" in text for number in (1, 2, 3, 4))
    assert "conv-cell" not in text
    assert "output-size" not in text


def test_a_page_has_a_place_for_each_part_and_numbers_what_is_counted(lock: Lock) -> None:
    text = writing.sheet(lock, lock.variants[0], "html")
    assert 9 == text.count(' data-place="')
    assert '<th scope="col">1</th>' in text
    assert "http" not in text


def test_a_practice_page_knows_the_right_values_and_the_sentence_of_each_mistake(lock: Lock) -> None:
    page = writing.sheet(lock, lock.variants[0], "practice")
    known = json.loads(page.partition("const parts = ")[2].partition("\n")[0])
    parts = [part for exercise in lock.variants[0].exercises for part in exercise.problem.exact_parts()]
    assert len(parts) == page.count("data-check=") == len(known)
    for part, data in zip(parts, known.values(), strict=True):
        assert answers.read(data["right"][0], Expected.of(part)) == part.answer()
        assert [[practice.typed(value)] for value in by_value(part)] == [values for values, _ in data["wrong"]]
        assert [practice.sentence(found) for found in by_value(part).values()] == [said for _, said in data["wrong"]]
    assert "http" not in page


def test_a_sheet_on_paper_is_the_same_each_time(lock: Lock) -> None:
    pytest.importorskip("typst")
    source = writing.sheet(lock, lock.variants[0], "typ")
    assert writing.pdf(source).startswith(b"%PDF-1.7")
    assert writing.pdf(source) == writing.pdf(source)


def test_without_its_compiler_a_pdf_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(CnnhandError, match="--format typ writes the source"):
        writing.pdf("")


def test_markup_in_a_name_is_text(path: Path) -> None:
    named = variants.drawn(sheet.read(path), [Student("s1", "<b>*Ada*")], "key", path)
    assert "&lt;b&gt;*Ada*" in writing.sheet(named, named.variants[0], "html")
    assert '#"<b>*Ada* · s1' in writing.sheet(named, named.variants[0], "typ")
    assert "\\<b\\>\\*Ada\\*" in writing.sheet(named, named.variants[0], "md")


# ---- what comes back -------------------------------------------------------------------------------------------------


def read(tmp_path: Path, content: str | bytes, name: str = "answers.csv") -> HandedIn:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return handed_in.read(path)


@pytest.mark.parametrize(
    "content",
    [
        "student,question,part,answer\ns1,1,,7x7x3\ns1,4,b,80\n",
        "student;question;part;answer\ns1;1;;7x7x3\ns1;4;b;80\n",
        "\ufeffStudent\tQuestion\tPart\tAnswer\n\ns1\t1\t\t7x7x3\ns1\t4\tb\t80\n",
        "student,1,4b\ns1,7x7x3,80\n",
    ],
)
def test_a_table_is_read_long_or_wide_whatever_stands_between_its_cells(tmp_path: Path, content: str) -> None:
    assert [Answer("s1", "1", "7x7x3"), Answer("s1", "4b", "80")] == read(tmp_path, content).answers


def test_the_responses_of_moodle_are_read_with_their_parts(tmp_path: Path) -> None:
    """As its report writes them, in any language of the other columns."""
    content = (
        '\ufeff"Nachname","Vorname","E-Mail-Adresse",Status,"Antwort 1","Antwort 4"\n'
        '"s1","Ada","a@b.c",Beendet,-,"part 1: 26x26x8; part 2: 80; part 3: "\n'
    )
    expected = [Answer("s1", "1", "-"), Answer("s1", "4a", "26x26x8"), Answer("s1", "4b", "80"), Answer("s1", "4c", "")]
    assert expected == read(tmp_path, content).answers


def test_text_files_are_read_by_their_numbers_or_by_the_line_of_a_page(tmp_path: Path, lock: Lock) -> None:
    code = lock.variants[1].code
    (tmp_path / "s1.txt").write_text("Sheet 5\n1: 7x7x3\n 4b) 80\n", encoding="utf-8")
    (tmp_path / "mail.txt").write_text(f"Hello,\ncnnhand {code} 1={{7x7x3}} 3={{1 2; 3 4}}\nbye", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("I could not do it", encoding="utf-8")
    found = handed_in.read(tmp_path)
    expected = [(code, "1", "7x7x3"), (code, "3", "1 2; 3 4"), ("s1", "1", "7x7x3"), ("s1", "4b", "80")]
    assert expected == [answer[:3] for answer in found.answers]
    not_read = ["empty.txt: no answer such as `1: 7x7x6` in it", "s1.txt: lines that were not read: Sheet 5"]
    assert not_read == found.unread


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**6:** sobel-x", [("6", "sobel-x")]),
        ("4b (weights): 5", [("4b", "5")]),
        ("4c - 7\n4d: -7", [("4c", "7"), ("4d", "-7")]),
        ("9 112x112x64", [("9", "112x112x64")]),
        ("8a=d", [("8a", "d")]),
        ("3a, the map of layer 1, convolution 3×3: 1 2; 3 4", [("3a", "1 2; 3 4")]),
        ("Answer 2(b): 5", [("2b", "5")]),
        ("5:\n1 -2\n\n3 4\nThat is all.", [("5", "1 -2\n\n3 4")]),
        ("2. 5 2\n1 1", [("2", "5 2\n1 1")]),
        ("2.\n0.5 1.5\n2.5 3\n3: does not fit", [("2", "0.5 1.5\n2.5 3"), ("3", "does not fit")]),
        ("cnnhand ABCD 1={1 2;\n> 3 4} 2={7x7x3}\n3: 5", [("1", "1 2; 3 4"), ("2", "7x7x3"), ("3", "5")]),
    ],
)
def test_an_answer_is_read_however_its_number_is_written(text: str, expected: list[tuple[str, str]]) -> None:
    """Its rows may stand on lines of their own, and a mail program may wrap the line of a page."""
    pieces = list(texts.found(text))
    assert expected == [answer for piece in pieces for answer in piece.answers]
    assert [] == [line for piece in pieces for line in piece.unread]


def test_a_line_that_is_no_answer_is_said_and_two_lines_of_pages_are_both_read() -> None:
    first, second, third = texts.found("I got 5 there\ncnnhand ABCD 1={5}\nand 2 too\ncnnhand EFGH 1={6}")
    assert ([], ["I got 5 there"]) == first[1:]
    assert ("ABCD", [("1", "5")], ["and 2 too"]) == second
    assert ("EFGH", [("1", "6")], []) == third


@pytest.mark.parametrize("ending", ["md", "txt"])
def test_a_sheet_that_was_filled_in_is_read_and_what_is_printed_on_it_is_no_answer(
    tmp_path: Path, lock: Lock, ending: str
) -> None:
    (variant, *_), rights = lock.variants, []
    text = writing.sheet(lock, variant, "md")
    for _, places in writing.asked(lock, variant):
        for place in places:
            typed = practice.typed(place.part.answer())
            rights.append((place.number, typed))
            text = text.replace(f"\n{place.label}: ________", f"\n{place.label}: {typed}")
    (tmp_path / f"{variant.file}.{ending}").write_text(text, encoding="utf-8")
    found = handed_in.read(tmp_path, lock)
    assert [(variant.student.id, *one, f"{variant.file}.{ending}") for one in rights] == found.answers
    assert [] == found.unread


def test_what_cannot_be_read_as_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "s1.docx").write_bytes(b"PK")
    (tmp_path / ".hidden").write_bytes(b"")
    expected = ["s1.docx: not read; answers are read from .txt, .md, .html, .htm"]
    assert HandedIn([], expected) == handed_in.read(tmp_path)
    assert HandedIn([], expected) == read(tmp_path, zipped(**{"s1.docx": b"PK"}), "a.zip")


@pytest.mark.parametrize(
    "said",
    [
        *("Rene\u0301e d’Arc", "renée d'arc", "Renee d’Arc"),
        *("s8", "S08 - Sheet 5", "s08_late", "s08-ABCD", "s08/Sheet 5"),
    ],
)
def test_a_student_is_known_by_the_beginning_of_a_file_however_it_is_written(lock: Lock, said: str) -> None:
    called = [Student("s08", "Renée d’Arc"), Student("s80", "Zoë"), Student("s09", "Zoe")]
    names = Names(replace(lock.variants[0], student=one, code=f"AAA{at}") for at, one in enumerate(called))
    found = (names.of_file(PurePath(f"{said}.txt")), names.find("Zoe\u0308"))
    assert called[:2] == [one.student for one in found if one]
    assert names.find("zo") is None
    assert "no such student; did you mean Renée d’Arc?: Rene Dark" == names.unknown("Rene Dark")


def test_answers_of_one_student_in_the_file_of_another_or_off_the_sheet_of_another_are_said(
    tmp_path: Path, lock: Lock
) -> None:
    first, second = lock.variants[:2]
    rights = [place for _, places in writing.asked(lock, first) for place in places]
    lines = [(place.number, practice.typed(place.part.answer())) for place in rights]
    (tmp_path / "s2.txt").write_text("\n".join(map(": ".join, lines)), encoding="utf-8")
    (tmp_path / "s3.txt").write_text(f"cnnhand {first.code} 1={{5}}", encoding="utf-8")
    (tmp_path / "s4.txt").write_text("1: 5\n2: 6", encoding="utf-8")
    (tmp_path / "s4_late.txt").write_text("1: 6", encoding="utf-8")
    unplaced = marks.marked(lock, handed_in.read(tmp_path, lock)).unplaced
    assert unplaced == [
        f"s3.txt: has the line of sheet {first.code}, which is that of s1",
        "s4: answered again in s4_late.txt, before that in s4.txt; the last counts: 1: 6",
        f"{second.student.id}: all answers are those of the sheet of s1 (sheet {first.code})",
        "nothing was handed in by s3, s5, s6, s7, s8",
    ]


def test_what_moodle_collects_is_read_by_the_names_of_its_folders(tmp_path: Path) -> None:
    for folder, name, text in (
        ("Ada Lovelace_12_assignsubmission_file_", "answers.txt", "1: 7x7x3"),
        ("Alan Turing_13_assignsubmission_onlinetext_", "onlinetext.html", "<p>1: 5 &minus; 3<br>2: 80</p>"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    expected = [("Ada Lovelace", "1", "7x7x3"), ("Alan Turing", "1", "5 − 3"), ("Alan Turing", "2", "80")]
    found = handed_in.read(tmp_path)
    assert (expected, []) == ([answer[:3] for answer in found.answers], found.unread)


def test_a_link_is_not_followed_and_said(tmp_path: Path) -> None:
    """Nor is a pipe waited for."""
    (tmp_path / "secret").write_text("1: 5", encoding="utf-8")
    (tmp_path / "s1.txt").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "s2.txt")
    read = handed_in.read(tmp_path).unread
    assert {f"{name}: a link, or no file; it is not read" for name in ("s1.txt", "s2.txt")} < set(read)


def test_an_answer_that_is_there_twice_is_said_and_the_last_counts(lock: Lock) -> None:
    found = marks.marked(lock, HandedIn([Answer("s1", "1", "5"), Answer(lock.variants[0].code, "1", "6")], []))
    assert "6" == found.marks[0].answer
    assert "s1: answered again; the last counts: 1: 6" in found.unplaced


def test_ten_thousand_rows_are_read(tmp_path: Path, lock: Lock) -> None:
    handed = read(tmp_path, "student,question,part,answer\n" + "nobody,1,,5\n" * 10_000)
    first, last = marks.marked(lock, handed).unplaced
    assert "no such student: nobody; 1: 5, 1: 5, 1: 5, 1: 5, 1: 5, … and 9995 more" == first
    assert f"nothing was handed in by {', '.join(student.id for student in CLASS)}" == last


def test_a_part_that_no_question_has_is_placed_nowhere(tmp_path: Path, lock: Lock) -> None:
    handed = read(tmp_path, 'student,Response 4\ns1,part 999: 80\ns2,"part 99999999999: 80"\n')
    unplaced = marks.marked(lock, handed).unplaced
    assert "s1: there is no question or part 4alk: 80" in unplaced
    assert "s2: there is no question or part 4: part 99999999999: 80" in unplaced


def zipped(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_txt", ".txt"), text)
    return content.getvalue()


def test_a_zip_is_read_without_being_unpacked(tmp_path: Path) -> None:
    found = read(tmp_path, zipped(**{"Ada Lovelace_12_file_txt": b"1: 5"}), "a.zip")
    assert [Answer("Ada Lovelace", "1", "5", "Ada Lovelace_12_file.txt")] == found.answers


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"..__out_txt": b"1: 5"}, "leads out of the folder"),
        ({"bomb_txt": b"0" * (11 * 2**20)}, "10 MiB"),
    ],
)
def test_a_zip_that_leaves_its_folder_or_swells_is_refused(
    tmp_path: Path, files: dict[str, bytes], message: str
) -> None:
    with pytest.raises(ProblemFileError, match=message):
        read(tmp_path, zipped(**files), "a.zip")


@pytest.mark.parametrize(
    "content",
    [
        *("", "student,1\n", "name,age\nx,3\n", b"\x00\xff\x00", "student,question,answer\n"),
        *("student" + ",1" * 10**6 + "\na,1\n", "student,1\n" + "\n" * 10**6, "a" * (11 * 2**20)),
    ],
)
def test_what_holds_no_answers_is_refused_in_a_line(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(ProblemFileError) as raised:
        read(tmp_path, content)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name\nAda\n", "no column `student`"),
        ("student\n\n", "no student"),
        ("student\nAda\nada\n", "twice"),
        ("student\n" + "a\n" * 2001, "more than 2000"),
    ],
)
def test_a_roster_that_cannot_be_used_says_why(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "class.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ProblemFileError, match=message):
        handed_in.read_roster(path)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_a_roster_may_have_equal_names_empty_lines_and_another_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "class.csv"
    path.write_bytes("student;name\n\n1;José\n2;José\n".encode(encoding))
    assert [Student("1", "José"), Student("2", "José")] == handed_in.read_roster(path)


# ---- marks -----------------------------------------------------------------------------------------------------------


def test_every_answer_is_marked_by_itself(lock: Lock) -> None:
    """Nothing shifts where one cannot be read, and what cannot be placed is listed."""
    right = say(lock.variants[0].exercises[2].problem.exact_parts()[0].answer())
    handed = [("s1", "1", "what?"), ("s1", "2", ""), ("s1", "3", right), ("s1", "4a", "26x26x8"), ("s1", "4b", "72")]
    handed += [("nobody", "1", "5"), ("s1", "9", "5")]
    found = marks.marked(lock, HandedIn([Answer(*one) for one in handed], []))
    by_place = {(mark.question, mark.part): mark for mark in found.marks}
    outcomes = {(1, ""): "unreadable", (2, ""): "empty", (3, ""): "right", (4, "a"): "right", (4, "b"): "wrong"}
    assert outcomes == {place: by_place[place].outcome for place in outcomes}
    assert "bias-forgotten" == by_place[4, "b"].mistakes
    assert Fraction(3, 2) == by_place[3, ""].points
    assert "no such student: nobody; 1: 5" in found.unplaced
    assert "s1: there is no question or part 9: 5" in found.unplaced
    assert "nothing was handed in by s2, s3, s4, s5, s6, s7, s8" in found.unplaced


def test_as_json_an_answer_has_its_exact_points_and_the_mistakes_as_lists(lock: Lock) -> None:
    handed = HandedIn([Answer("s1", "4b", "72"), Answer("s1", "4d", "0")], [])
    marked = {one["part"]: one for one in marks.marked(lock, handed).records() if one["question"] == 4}
    assert [["bias-forgotten"]] == marked["b"]["mistakes"]
    assert (1, "1/6") == (marked["d"]["credit"], marked["d"]["points"])


def test_a_date_that_a_spreadsheet_made_is_unreadable_and_not_wrong(lock: Lock) -> None:
    found = marks.marked(lock, HandedIn([Answer("s1", "2", "2024-01-02")], []))
    date = next(mark for mark in found.marks if mark.answer)
    assert ("unreadable", "2024-01-02: a date, as spreadsheets make of 1/2 or 7-2") == (date.outcome, date.sentence)


def test_a_report_is_a_page_by_the_ending_of_its_file_and_has_no_credit_where_nothing_came(
    lock: Lock, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    commands.write_marks(marks.marked(lock, HandedIn([], [])), None, path, None)
    page = path.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "credit" not in page


def test_what_follows_from_a_wrong_answer_earns_its_credit(lock: Lock) -> None:
    """26×26×8 was pooled to 13×13×8; who has 27×27×8 gets 13 with the rest dropped wrong, but 1352 for 13·13·8."""
    answers = [Answer("s1", place, text) for place, text in (("4a", "26x26x8"), ("4c", "12x12x8"), ("4f", "11530"))]
    found = {(mark.question, mark.part): mark for mark in marks.marked(lock, HandedIn(answers, [])).marks}
    assert "wrong" == found[4, "c"].outcome
    assert ("right", "follows from the answer before it") == (found[4, "f"].outcome, found[4, "f"].sentence)


def test_a_formula_of_a_student_is_text_in_the_table_of_marks(lock: Lock) -> None:
    handed = HandedIn([Answer("s1", "1", "=1+1"), Answer("s1", "2", "-18"), Answer("s1", "3", "@x")], [])
    lines = marks.marked(lock, handed).csv().splitlines()
    assert lines[1].startswith("s1,1,,'=1+1,")
    assert lines[2].startswith("s1,2,,-18,")
    assert lines[3].startswith("s1,3,,'@x,")


def test_a_student_is_told_each_answer_and_its_points(lock: Lock) -> None:
    told = marks.feedback(lock, marks.marked(lock, HandedIn([Answer("s1", "4b", "72")], [])).of_students()["s1"])
    assert "without the 8 biases" in told
    assert "### Sheet 5: 0 of 5.5 points" in told


# ---- Moodle ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", kinds.names())
def test_moodle_gives_full_marks_to_the_right_answer_and_its_sentence_to_each_mistake(kind: str) -> None:
    """First match wins there, and what it cannot read is nobody's mistake."""
    exercise = codes.draw(codes.Code(kind, "easy", 3, 1))
    sheet_of_one = Lock("key", "Sheet", "", (Fraction(1),), (kind,), (Variant(CLASS[0], "ABCD", (exercise,)),))
    (question,) = questions(moodle.export(sheet_of_one))
    parts = exercise.problem.exact_parts()
    right = [moodle.spellings(part.answer())[0] for part in parts]
    for at, part in enumerate(parts):
        told = {text: graded(question, *right[:at], text, *right[at + 1 :])[at] for text in typed(part)}
        assert {(100, "Right.")} == {told[text] for text in moodle.spellings(part.answer())}
        for value, (sentence, *_) in by_value(part).items():
            said = told[moodle.spellings(value)[0]]
            assert said.percent is None or moodle._near(value, part.answer()) or sentence.replace("−", "-") in said[1]
            assert said.percent != 100 or moodle._near(value, part.answer())
        assert (0, moodle.OTHER) == told["98765"]


def typed(part: Part) -> set[str]:
    """The right answer in all spellings, what each usual mistake gives, and something else."""
    return {*moodle.spellings(part.answer()), *(moodle.spellings(value)[0] for value in by_value(part)), "98765"}


def test_moodle_marks_each_part_of_a_question_with_several(lock: Lock) -> None:
    question = questions(moodle.export(lock))[3 * len(CLASS)]
    right = graded(question, "26x26x8", "80", "13x13x8", "0", "10", "13530")
    assert [100] * 6 == [one.percent for one in right]
    wrong = graded(question, "26x26x8", "72", "13x13x8", "0", "10", "−5")
    assert "72 is what you get without the 8 biases." == wrong[1].feedback
    assert wrong[5].percent is None


def test_no_minus_of_the_printer_and_no_fraction_stands_in_a_file_for_moodle(lock: Lock) -> None:
    file = moodle.export(lock)
    assert "−" not in file
    assert all("/" not in answer.findtext("text", "") for one in questions(file) for answer in one.iter("answer"))


def test_a_card_for_anki_is_known_again_and_says_what_the_mistakes_give(tmp_path: Path, lock: Lock) -> None:
    pytest.importorskip("genanki", reason="needs the extra: pip install 'cnnhand[anki]'")
    first, again = (cards(tmp_path, anki.export(lock)) for _ in range(2))
    assert first == again
    assert len(CLASS) * 4 == len(first)
    for variant in lock.variants:
        part = variant.exercises[0].problem.exact_parts()[0]
        question, answer = first[f"cnnhand-a key-1-{variant.code}"].split("\x1f")
        assert f"= {say(part.answer())}</b>" in answer
        assert f">{say(next(iter(by_value(part))))}</td>" in answer
        assert "</b>" not in question


def cards(folder: Path, package: bytes) -> dict[str, str]:
    """The two sides of each note by what Anki knows it by."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        database = sqlite3.connect(archive.extract("collection.anki2", folder))
    with contextlib.closing(database):
        return dict(database.execute("select guid, flds from notes"))


def test_without_its_library_a_deck_is_refused_with_the_way_out(lock: Lock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "genanki", None)
    with pytest.raises(CnnhandError, match=r"pip install 'cnnhand\[anki\]'"):
        anki.export(lock)


# ---- the commands ----------------------------------------------------------------------------------------------------


def test_sheets_are_drawn_once_and_kept(tmp_path: Path) -> None:
    """New students get theirs, who has left or is called otherwise keeps theirs; all are new only where it is said."""
    path = tmp_path / "sheet.yaml"
    path.write_text("problems: [{draw: neuron/easy}]", encoding="utf-8")
    first = commands.drawn(path, commands.Class(many=2), again=False)
    assert first.variants == commands.drawn(path, commands.Class(), again=False).variants
    more = commands.drawn(path, commands.Class(many=3), again=False)
    assert (first.variants, first.key) == (more.variants[:2], more.key)
    assert 3 == len({variant.exercises[0].problem for variant in more.variants})
    assert more.variants == commands.drawn(path, commands.Class(many=1), again=False).variants
    roster = tmp_path / "class.csv"
    roster.write_text("student,name\n2,Zoë\n", encoding="utf-8")
    named = commands.drawn(path, commands.Class(roster), again=False)
    assert [("1", ""), ("2", "Zoë"), ("3", "")] == [variant.student for variant in named.variants]
    roster.write_text("student\nx\n", encoding="utf-8")
    with pytest.raises(CnnhandError, match="has sheets for none of these students"):
        commands.drawn(path, commands.Class(roster), again=False)
    assert first.key != commands.drawn(path, commands.Class(many=2), again=True).key


def test_a_sheet_that_changed_after_the_draw_is_refused_and_what_was_drawn_can_still_be_marked(tmp_path: Path) -> None:
    path, handed = tmp_path / "sheet.yaml", tmp_path / "a.csv"
    path.write_text("problems: [{draw: neuron/easy}]", encoding="utf-8")
    handed.write_text("student,1\n1,5\n", encoding="utf-8")
    commands.drawn(path, commands.Class(many=1), again=False)
    path.write_text("problems:\n  - draw: neuron/easy  # the same\n", encoding="utf-8")
    commands.marked(path, handed)
    path.write_text("problems: [{draw: neuron/easy, points: 2}]", encoding="utf-8")
    with pytest.raises(CnnhandError, match="has changed since its sheets were drawn"):
        commands.drawn(path, commands.Class(), again=False)
    with pytest.raises(CnnhandError, match="has changed since its sheets were drawn"):
        commands.marked(path, handed)
    assert 1 == len(commands.marked(kept.lock_of(path), handed).marks)


def test_no_grid_of_a_hard_question_goes_beyond_the_paper() -> None:
    pytest.importorskip("typst")
    exercises = tuple(codes.draw(codes.Code(kind, "hard", 3, 1)) for kind in kinds.names())
    of_all = Lock("key", "", "", (Fraction(1),) * len(exercises), (), (Variant(CLASS[0], "ABCD", exercises),))
    check = "assert(it.location().position().x + measure(it).width <= page.width - 2.4cm)"
    source = writing.sheet(of_all, of_all.variants[0], "typ")
    assert writing.pdf(f"{source}\n#context for it in query(table) {{ {check} }}")


def test_no_two_students_share_a_file(tmp_path: Path) -> None:
    """Whatever they are called."""
    path, roster, ids = tmp_path / "sheet.yaml", tmp_path / "class.csv", ["a/b", "a_b", "../c", "é" * 300]
    path.write_text("problems: [{draw: neuron/easy}]", encoding="utf-8")
    roster.write_text("\n".join(["student", *ids]), encoding="utf-8")
    lock = commands.drawn(path, commands.Class(roster), again=False)
    commands.sheets(lock, tmp_path / "out", "md", with_key=False)
    told = marks.marked(lock, HandedIn([Answer(id, "1", "7") for id in ids], []))
    commands.write_marks(told, None, None, tmp_path / "told")
    assert [4, 4] == [len(list((tmp_path / folder).iterdir())) for folder in ("out", "told")]
