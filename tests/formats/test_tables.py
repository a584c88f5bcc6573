"""Tables of data on the screen: headings, rules, pieces; numbers are never cut."""

import re

import pytest

from cnnhand.formats import plain
from cnnhand.page import Mark, Table, Tone

WORDS = Table(("name", "count", "note"), (("a", "5", "some words that take more than one line"), ("bb", "10,000", "")))


def lines(table: Table, width: int = 80) -> list[str]:
    """The lines of a table."""
    return plain.text((table,), width).splitlines()


def test_numbers_of_a_table_stand_to_the_right_and_long_words_are_wrapped() -> None:
    """Only a last column of words is wrapped; numbers are never cut."""
    assert [
        "name    count   note",
        "─" * 40,
        "a           5   some words that take",
        "                more than one line",
        "bb     10,000",
    ] == lines(WORDS, width=40)


def test_a_table_whose_words_would_be_squeezed_is_told_in_words() -> None:
    """Twenty columns are the least for them."""
    assert [
        "name: a; count: 5; note: some",
        "words that take more than one",
        "line",
        "name: bb; count: 10,000",
    ] == lines(WORDS, width=30)


def test_the_total_stands_below_a_rule() -> None:
    """As on paper."""
    table = Table(("layer", "weights"), (("conv", "10"), ("fc", "20"), ("total", "30")), totals=1)
    assert ["layer   weights", "─" * 15, "conv         10", "fc           20", "─" * 15, "total        30"] == lines(
        table
    )


def test_a_piece_in_which_nothing_is_added_up_has_no_total() -> None:
    table = Table(("#", "all the weights", "field"), (("1", "10", "3"), ("total", "10", "")), keys=1, totals=1)
    *summed, apart, _, _, last = lines(table, 22)
    assert "total" == summed[-1].split()[0]
    assert ("", ["1", "3"]) == (apart, last.split())


def test_cells_that_are_asked_or_judged_say_so_without_colour() -> None:
    """The asked one in brackets, the others with a tick or a cross."""
    marks = (Mark(1, 2, Tone.RIGHT), Mark(2, 2, Tone.WRONG), Mark(3, 2, Tone.ASKED))
    table = Table(("layer", "size"), (("1", "16"), ("2", "15"), ("3", "?")), marks=marks)
    assert ["    1   ✓ 16", "    2   ✗ 15", "    3    [?]"] == lines(table)[2:]


@pytest.mark.parametrize("width", [1, 20, 40, 80, 300])
def test_no_number_of_a_wide_table_is_lost(width: int) -> None:
    """It is cut into pieces that begin with its keys; no line is wider than the screen where that can be."""
    heading = ("#", "layer", *(f"column {at}" for at in range(8)))
    rows = tuple((str(row), "conv", *(f"{row}{at}{10**5}" for at in range(8))) for row in range(1, 5))
    shown = lines(Table(heading, rows, keys=2), width)
    numbers = re.findall(r"\d+", " ".join(shown))
    assert [] == [cell for row in rows for cell in row[2:] if cell not in numbers]
    assert max(width, 24) >= max(map(len, shown))


def test_without_headings_there_is_no_rule() -> None:
    """As in the numbers of one layer."""
    assert ["width   55   = 54 + 1"] == lines(Table(("", "", ""), (("width", "55", "= 54 + 1"),)))
