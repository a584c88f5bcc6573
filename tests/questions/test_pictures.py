"""What is drawn in a question and in its working: the asked cell, the windows, one cell on the board, nothing twice."""

from cnnhand.formats import plain
from cnnhand.formats.workings import at_a_glance, below
from cnnhand.kinds.codes import Code, draw


def question(code: str) -> str:
    """A question as text."""
    return plain.text(draw(Code.parse(code)).problem.question())


def working(code: str) -> str:
    """The working of its first part, below it."""
    problem = draw(Code.parse(code)).problem
    return plain.text(at_a_glance(below(problem.part(0, ()).working(), problem.question())))


def test_the_asked_cell_is_lit_in_the_empty_output() -> None:
    """Where one cell is asked; the size of a map is a part of its answer, and gives nothing away."""
    assert "│ ?[?]?    │" in question("conv-cell/easy/3.1")
    assert "?[?]" not in question("feature-map/easy/3.1")


def test_the_output_stands_behind_the_input_where_there_is_no_room_behind_the_filters() -> None:
    """Three channels and two filters fill two rows."""
    assert "│ 3 │ 4 5 2 2 3   │ → │[?]? ?   │" in question("conv-cell/hard/23.1")


def test_windows_that_lie_side_by_side_have_lines_between_them_and_winners() -> None:
    """The winners only in the working."""
    assert "│ 7 2 │ 8 3 │ 6 6 │" in question("max-pool/easy/3.1")
    assert "│[7]2 │[8]3 │[6]6 │" in working("max-pool/easy/3.1")


def test_the_working_of_a_map_is_the_board_of_one_cell() -> None:
    """Its products in their places, its sum with the bias, and then the map."""
    shown = working("feature-map/easy/3.1")
    assert "│[1 2]1 3 │ · │  1  1    │ = 1·1    2·1 Σ = 1" in shown
    assert "  row 1, column 1  1 + (−2) = −1\n… and so on: 5 more like it, then\n" in shown


def test_nothing_is_printed_twice() -> None:
    """Neither the pictures of the question, nor rows that stand in the map below them."""
    assert "╭─ X" not in working("max-pool-gradient/medium/3.1")
    assert "max(0,6) max(0,−8) max(0,1) max(0,2)\n" in working("relu-map/medium/3.1")
    assert 1 == working("convolution-matrix/medium/3.1").count("1 −3  0  1  4  0  0  0  0")
