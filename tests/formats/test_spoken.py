"""Pages in words: no drawing, ASCII signs, one thing after the other."""

from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Grid
from cnnhand.formats import spoken
from cnnhand.page import (
    Beside,
    Divider,
    Equation,
    Frame,
    GridView,
    Heading,
    Judged,
    Mark,
    Products,
    Region,
    Step,
    Table,
    Text,
    Tone,
    view_of,
)
from cnnhand.questions.wording import kernel_picture

ROWS = (("2", "0", "−2"), ("1", "1", "0"))


def lines(*blocks: object) -> list[str]:
    """The lines of a page."""
    return spoken.text(blocks).splitlines()  # type: ignore[arg-type]


def test_a_grid_is_read_row_by_row_and_the_window_in_words() -> None:
    """`row 1: 2, 0, -2`, and `rows 1 to 2, columns 2 to 3`."""
    assert [
        "channel 1:",
        "row 1: 2, 0, -2",
        "row 2: 1, 1, 0",
        "window: rows 1 to 2, columns 2 to 3",
    ] == lines(Beside((GridView("channel 1", ROWS, window=Region((1, 2), (2, 3))),)))


def test_padding_notes_and_marks_are_said() -> None:
    """What a picture would show."""
    grid = GridView("x", ROWS, Sides.around(1), Region((1,), (1,)), note="bias −2", blocks=Pair(3, 1))
    assert [
        "bias -2",
        "padding around it: 1",
        "window: row 1, column 1, counted with the padding",
        "windows of 3x1 beside each other",
    ] == lines(Beside((grid,)))[3:]
    assert ["right: row 1 column 1", "wrong: row 1 column 2"] == lines(
        view_of(Grid.of([[1, 2]]), "you", (True, False))
    )[2:]


def test_filters_and_products_are_read_one_after_the_other() -> None:
    """Signs between pictures say nothing; what comes out is said."""
    filter = Frame("filter 1", (GridView("channel 1", (("1",),)), GridView("channel 2", (("2",),))), "bias 3")
    assert ["filter 1, channel 1:", "row 1: 1", "filter 1, channel 2:", "row 1: 2", "bias 3"] == lines(
        Beside((filter,))
    )
    products = Products((("4", "3"),), (("1", "−2"),))
    assert ["products, row 1: 4*1, 3*(-2)", "sum = -2"] == lines(Beside(("=", products, "Σ = −2")))


def test_the_channels_of_a_filter_are_named_once() -> None:
    """`filter, channel 1`, then its rows."""
    picture = kernel_picture(Grid.of([[1]], [[2]]), "filter")
    assert ["filter, channel 1:", "row 1: 1", "filter, channel 2:", "row 1: 2"] == lines(Beside((picture,)))


def test_a_table_is_read_row_by_row_with_its_headings() -> None:
    """What is asked is said."""
    table = Table(("#", "layer", "weights"), (("1", "conv", "10"), ("2", "relu", "")), marks=(Mark(2, 3, Tone.ASKED),))
    assert ["#: 1; layer: conv; weights: 10", "#: 2; layer: relu; weights:  (asked)"] == lines(table)
    assert ["width; 55; 54 + 1"] == lines(Table(("", "", ""), (("width", "55", "54 + 1"),)))


def test_headings_verdicts_and_formulas_are_sentences() -> None:
    """With the progress in words; a rule is nothing to say."""
    heading = Heading("Question 3 of 4", "max pooling", (True, False, None, None), "2:10")
    assert ["Question 3 of 4, max pooling, 1 right, 1 wrong, 2 to go, 2:10"] == lines(heading, Divider())
    assert ["Wrong: -20. without the bias", "Right: 12."] == lines(
        Judged(False, "−20", "without the bias"), Judged(True, "12")
    )
    assert ["rows 1 to 3 of 5x5", "a*b"] == lines(Text("rows 1–3 of 5×5"), Equation("a·b"))


def test_steps_say_label_arithmetic_and_result() -> None:
    """A map that is only stated is read row by row."""
    assert ["sum: 1*2 + 3*4 = 14 (both)"] == lines(Step("sum", "1·2\n+ 3·4", 14, "both"))
    assert ["depth: 7"] == lines(Step("depth", "7", 7))
    assert ["map:", "row 1: 1, 2", "row 2: 3, 4"] == lines(Step("map", "1 2; 3 4", Grid.of([[1, 2], [3, 4]])))
