"""A page as lines of text: nothing is cut, whatever the width."""

from cnnhand.exact.shapes import Sides
from cnnhand.formats import plain
from cnnhand.page import Beside, Formula, GridView, Listing, Region, Step, Table, Text, Tone


def lines(*blocks: object, width: int = 80) -> list[str]:
    """The lines of a page."""
    return plain.text(blocks, width).splitlines()  # type: ignore[arg-type]


def view(rows: list[list[object]], **options: object) -> GridView:
    """A grid to be drawn."""
    return GridView("input", tuple(tuple(map(str, row)) for row in rows), **options)  # type: ignore[arg-type]


def test_a_grid_with_its_padding_and_a_marked_window() -> None:
    """Padding is dots, the window stands in brackets, rows and columns are numbered with the padding."""
    grid = view([[1, 2], [3, 4]], padding=Sides(1, 1, 1, 1), window=Region((1, 2), (2, 3)), numbered=True)
    assert [
        "  input",
        "      1 2 3 4",
        "  1 │ ·[· ·]·",
        "  2 │ ·[1 2]·",
        "  3 │ · 3 4 ·",
        "  4 │ · · · ·",
    ] == lines(Beside((grid,)))


def test_a_window_at_the_right_border_is_closed() -> None:
    """The bracket goes behind the last column."""
    assert ["  input", "   1[2]", "   3[4]"] == lines(Beside((view([[1, 2], [3, 4]], window=Region((1, 2), (2,))),)))


def test_a_dilated_window_marks_its_cells_one_by_one() -> None:
    """Rows and columns that the window skips are not bracketed."""
    grid = view([[1, 2, 3], [4, 5, 6], [7, 8, 9]], window=Region((1, 3), (1, 3)))
    assert ["  input", "  [1]2[3]", "   4 5 6", "  [7]8[9]"] == lines(Beside((grid,)))


def test_grids_stand_side_by_side_as_far_as_the_width_allows() -> None:
    """The next row of grids begins where one does not fit."""
    grids = tuple(view([[n]]) for n in range(4))
    assert ["  input   input", "   0       1", "", "  input   input", "   2       3"] == lines(Beside(grids), width=20)


def test_every_cell_of_a_wide_map_is_shown() -> None:
    """A 28×28 map at 80 columns is cut into runs of columns, and no cell is lost."""
    rows = [[1000 + 28 * row + column for column in range(28)] for row in range(28)]
    shown = lines(Beside((view(rows, numbered=True),)))
    words = " ".join(shown).split()
    assert [] == [cell for row in rows for cell in row if str(cell) not in words]
    assert 80 >= max(map(len, shown))
    assert "input, columns 1–14" in shown[0]


def test_a_step_stands_on_one_line_where_it_fits() -> None:
    """Label, arithmetic, result and note."""
    assert ["  bias  4 + 1 = 5  (one a filter)"] == lines(Step("bias", "4 + 1", 5, "one a filter"))


def test_a_long_step_has_a_line_for_each_row_of_the_kernel() -> None:
    """The result is behind the last."""
    shown = lines(Step("sum", "1·2 + 3·4\n+ 5·6 + 7·8", 100), width=30)
    assert ["  sum  1·2 + 3·4", "       + 5·6 + 7·8 = 100"] == shown


def test_a_step_that_only_states_its_value_says_it_once() -> None:
    """No `7 = 7`."""
    assert ["  depth  7"] == lines(Step("depth", "7", 7))


def test_numbers_of_a_table_stand_to_the_right_and_long_words_are_wrapped() -> None:
    """Only a last column of words is wrapped; numbers are never cut."""
    table = Table(
        ("name", "count", "note"), (("a", "5", "some words that take more than one line"), ("bb", "10,000", ""))
    )
    assert [
        "  name    count   note",
        "  a           5   some words that take",
        "                  more than one line",
        "  bb     10,000",
    ] == lines(table, width=40)


def test_words_that_would_be_squeezed_stand_below_their_row() -> None:
    """Twenty columns are the least for them; the other columns move together if they must."""
    table = Table(("name", "count", "note"), (("abcdefghij", "5", "words of more than a line"), ("bb", "10,000", "")))
    assert [
        "  name          count",
        "    note",
        "  abcdefghij        5",
        "    words of more than a line",
        "  bb           10,000",
    ] == lines(table, width=30)
    assert [
        "  name        count",
        "    note",
        "  abcdefghij      5",
        "    words of more",
        "    than a line",
        "  bb         10,000",
    ] == lines(table, width=19)


def test_paragraphs_are_wrapped_and_listings_are_not() -> None:
    """An example of a file stays as it is."""
    assert ["one two", "three"] == lines(Text("one two three"), width=8)
    assert ["    a:   b" + " c" * 20] == lines(Listing("a:   b" + " c" * 20), width=10)


def test_a_name_is_not_broken_at_its_hyphen() -> None:
    """A word that is to be typed stands on one line."""
    assert ["edge,", "stronger-attention"] == lines(Text("edge, stronger-attention"), width=20)


def test_kernels_stand_close_and_a_heading_stands_off() -> None:
    """The filters of a question need no blank line between them; the part that begins with a heading does."""
    kernel = Beside((GridView("filter", (("1", "2"),)),))
    assert ["  filter", "   1 2"] * 2 == lines(kernel, kernel)
    assert ["a", "b", "", "Part"] == lines(Text("a"), Text("b"), Text("Part", Tone.HEADING))


def test_text_that_looks_like_markup_is_text() -> None:
    """Brackets and slashes are characters like others."""
    assert ["[bold]x[/] [/]"] == lines(Text("[bold]x[/] [/]"))


def test_a_formula_is_indented() -> None:
    """It stands by itself."""
    assert ["    1 + 1"] == lines(Formula("1 + 1"))
