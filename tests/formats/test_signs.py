"""What reaches a screen: clean text, in signs that its encoding has, at any width."""

import re

import pytest

from cnnhand import kinds
from cnnhand.commands import catalogue
from cnnhand.formats import plain
from cnnhand.formats.signs import Signs
from cnnhand.kinds import LEVELS
from cnnhand.page import Beside, GridView, Text, Tone
from tests.draws import drawn
from tests.run import cnnhand


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "−9·x │ 3×3 · ✓"),
        ("cp1252", "-9·x | 3×3 · ok"),
        ("gbk", "-9·x │ 3×3 · ok"),
        ("ascii", "-9*x | 3x3 - ok"),
    ],
)
def test_signs_that_an_encoding_lacks_are_ascii(encoding: str, shown: str) -> None:
    """Never a question mark."""
    assert shown == Signs(encoding).text("−9·x │ 3×3 · ✓")


def test_a_page_is_cleaned_in_all_its_texts() -> None:
    """Captions and cells too; what is no text stays."""
    grid = GridView("a\x1bb", (("−1",),), channel=2)
    page = Signs("ascii").clean((Text("c\x00", Tone.NOTE), Beside((grid, "·"))))
    assert (Text("c?", Tone.NOTE), Beside((GridView("a?b", (("-1",),), channel=2), "-"))) == page


def test_no_question_mark_stands_for_a_sign() -> None:
    """Of a whole working, in the program's own process; the one that there is ends the question."""
    run = cnnhand("solve", "feature-map/hard/1.1", "--all", PYTHONIOENCODING="ascii")
    assert (0, "", 1) == (run.status, run.err, run.out.count("?"))
    assert run.out.isascii()


@pytest.mark.parametrize("columns", ["0", "-3", "abc", "", "1", "19", "9" * 30])
def test_any_columns_are_survived(columns: str) -> None:
    """What cannot be a width is none: then there are 80 in a pipe."""
    run = cnnhand("solve", "conv-cell/hard/1.1", COLUMNS=columns)
    assert (0, "") == (run.status, run.err)
    if columns in ("0", "-3", "abc", ""):
        assert run.out == cnnhand("solve", "conv-cell/hard/1.1").out


@pytest.mark.parametrize("name", kinds.names())
def test_no_number_is_lost_on_a_narrow_screen(name: str) -> None:
    """All that stands on a screen of 80 columns stands on one of 20; what is narrower is drawn as 20."""
    for level in LEVELS:
        problem = drawn(name, level)[0].problem
        part = next(iter(problem.exact_parts()))
        page = (*problem.question(), *part.working().whole)
        narrow = plain.text(page, 20)
        numbers = set(re.findall(r"\d+", plain.text(page, 80)))
        assert set() == numbers - set(re.findall(r"\d+", narrow))
        assert plain.text(page, 1)


def test_the_list_of_kinds_is_readable_on_a_narrow_screen() -> None:
    """Each of its words stands behind its heading."""
    lines = plain.text(catalogue.listing(None), 20).splitlines()
    assert "kind: average-pool;" in lines
