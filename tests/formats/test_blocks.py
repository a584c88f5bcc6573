"""Paragraphs, headings, verdicts, formulas and steps as lines of text."""

from io import StringIO

import pytest

from cnnhand.exact.values import Grid
from cnnhand.formats import plain
from cnnhand.formats.terminal import Terminal
from cnnhand.formats.workings import at_a_glance
from cnnhand.page import (
    Beside,
    Divider,
    Equation,
    GridView,
    Heading,
    Judged,
    Listing,
    Products,
    Step,
    Text,
    Tone,
    Working,
)


def lines(*blocks: object, width: int = 80) -> list[str]:
    """The lines of a page."""
    return plain.text(blocks, width).splitlines()  # type: ignore[arg-type]


def in_colour(*blocks: object) -> str:
    """The same with the sequences of a terminal."""
    out = StringIO()
    Terminal(out, coloured=True).show(blocks, apart=False)  # type: ignore[arg-type]
    return out.getvalue()


def test_paragraphs_are_wrapped_and_listings_are_not() -> None:
    """An example of a file stays as it is."""
    assert ["one two three four", "five"] == lines(Text("one two three four five"), width=20)
    assert ["    a:   b" + " c" * 20] == lines(Listing("a:   b" + " c" * 20), width=20)


def test_a_name_is_not_broken_at_its_hyphen() -> None:
    """A word that is to be typed stands on one line."""
    assert ["edge,", "stronger-attention"] == lines(Text("edge, stronger-attention"), width=20)


def test_a_phrase_is_not_broken_and_has_its_own_tone() -> None:
    """The asked place is lit."""
    asked = Text("What is row 2, column 3 of it?", phrases=(("row 2, column 3", Tone.ASKED),))
    assert "What is \x1b[30;48;5;221mrow 2, column 3\x1b[0m of it?" in in_colour(asked)
    assert ["What is the size, or", "row 2, column 3?"] == lines(
        Text("What is the size, or row 2, column 3?", phrases=asked.phrases), width=32
    )


def test_text_that_looks_like_markup_is_text() -> None:
    """Brackets and slashes are characters like others, and so are the names of emoji."""
    assert ["[bold]x[/] [/] :smile:"] == lines(Text("[bold]x[/] [/] :smile:"))


@pytest.mark.parametrize("block", [Text, Equation, Listing, Heading, lambda text: Judged(True, text, text)])
def test_no_control_character_reaches_the_screen(block: object) -> None:
    """An escape sequence in a title or an answer is shown as a sign that stands for what cannot be read."""
    shown = plain.text((block("a\x1b[31mred\x07\u202eb"),))  # type: ignore[operator]
    assert "a�[31mred��b" in shown
    assert "\x1b" not in shown


def test_a_heading_has_its_progress_and_clock_on_the_right() -> None:
    """A tick a question without colour, dots in it; first the code and then they stand below where there is no room."""
    heading = Heading("Question 3 of 4", "max-pool/easy/1.3", (True, False, None, None), "2:10")
    assert ["Question 3 of 4  max-pool/easy/1.3      ✓✗..  2:10"] == lines(heading, width=50)
    assert ["Question 3 of 4    ✓✗..  2:10", "max-pool/easy/1.3"] == lines(heading, width=29)
    assert ["Question 3 of 4", "max-pool/easy/1.3", "✓✗..  2:10"] == lines(heading, width=20)
    assert "●" in in_colour(heading) and "○" in in_colour(heading)


@pytest.mark.parametrize("block", [Text("6", Tone.RIGHT), Text("6", Tone.NOTE), Heading("6"), Divider(), Equation("6")])
def test_what_has_a_tone_has_a_colour(block: object) -> None:
    """Also where it is a line by itself."""
    assert "\x1b[" in in_colour(block)


def test_the_progress_of_many_questions_is_counted() -> None:
    """A hundred dots are no picture."""
    assert "1 right, 1 wrong of 100" in lines(Heading("Question 3 of 100", marks=(True, False, *[None] * 98)))[0]


def test_a_verdict_says_why() -> None:
    """The sign, what was typed, and the reason."""
    assert ["✗ 14  That is the sum without the bias −2."] == lines(
        Judged(False, "14", "That is the sum without the bias −2.")
    )
    assert ["✓ 12"] == lines(Judged(True, "12"))


def test_a_rule_crosses_the_screen() -> None:
    """Between two questions."""
    assert ["─" * 30] == lines(Divider(), width=30)


def test_a_heading_stands_off_what_it_ends() -> None:
    """Sentences stand close, the part that begins with a heading does not."""
    assert ["a", "b", "", "Part"] == lines(Text("a"), Text("b"), Text("Part", Tone.HEADING))


def test_a_formula_is_indented() -> None:
    """It stands by itself."""
    assert ["  1 + 1"] == lines(Equation("1 + 1"))


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


def test_a_result_that_is_a_grid_is_drawn_as_one() -> None:
    """Not as `4 −4; 1 0`; with its remark below."""
    assert [
        "        ╭───────╮",
        "        │  4 −4 │",
        "  map = │  1  0 │",
        "        ╰───────╯",
        "  (done)",
    ] == lines(Step("map", "4 −4; 1 0", Grid.of([[4, -4], [1, 0]]), "done"))


def test_a_board_is_drawn_in_place_of_the_expression() -> None:
    """The products in their places; the sum of the channels is in their colours."""
    board = Beside(
        (GridView("x", (("1",),)), "·", GridView("w", (("2",),)), "=", Products((("1",),), (("2",),)), "Σ = 2")
    )
    step = Step("products", "1·2", 2, board=board)
    assert ["╭─ x ─╮   ╭─ w ─╮", "│ 1   │ · │ 2   │ = 1·2 Σ = 2", "╰─────╯   ╰─────╯"] == lines(step)


def _working(cells: int) -> Working:
    row = tuple(range(cells))
    steps = tuple(Step(f"row 1, column {at + 1}", "1·2 + 3·4", at) for at in row)
    return Working("y = Σ x·w", "in every cell", (*steps, Step("map", " ".join(map(str, row)), Grid.of([row]))))


def test_a_long_working_of_a_map_shows_one_cell_in_full() -> None:
    """The first, how many more there are, and the map; all of them where they are wanted."""
    shown = lines(*at_a_glance(_working(25)))
    assert 1 == sum("1·2 + 3·4" in line for line in shown)
    assert "… and so on: 24 more like it, then" in shown
    assert 25 == sum("1·2 + 3·4" in line for line in lines(*_working(25).whole))


def test_a_short_working_is_shown_whole() -> None:
    """Four cells are no more than a board holds; where the picture is too much, that of the question is enough."""
    assert lines(*at_a_glance(_working(4))) == lines(*_working(4).whole)
    tall = _working(4)._replace(picture=(Beside((GridView("x", (("1",),) * 20),)),))
    assert lines(*_working(4).whole) == lines(*at_a_glance(tall))
