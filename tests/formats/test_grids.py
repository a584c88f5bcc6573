"""Grids on the screen: frames, captions, windows, marks, pictures beside each other; no cell is ever lost."""

import re
from io import StringIO

import pytest

from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Grid
from cnnhand.formats import plain
from cnnhand.formats.terminal import Terminal
from cnnhand.page import (
    Beside,
    Frame,
    GridView,
    Mark,
    Products,
    Region,
    Tone,
    filled_up,
    view_of,
)


def lines(*items: object, width: int = 80) -> list[str]:
    """The lines of things beside each other."""
    return plain.text((Beside(items),), width).splitlines()  # type: ignore[arg-type]


def in_colour(*items: object) -> str:
    """The same with the sequences of a terminal."""
    out = StringIO()
    Terminal(out, coloured=True).show((Beside(items),), apart=False)  # type: ignore[arg-type]
    return out.getvalue()


def view(rows: list[list[object]], caption: str = "x", **options: object) -> GridView:
    """A grid to be drawn."""
    return GridView(caption, tuple(tuple(map(str, row)) for row in rows), **options)  # type: ignore[arg-type]


def test_a_grid_with_its_padding_and_a_marked_window() -> None:
    """Padding is dots, the window stands in brackets, rows and columns are numbered outside the frame."""
    grid = view([[1, 2], [3, 4]], padding=Sides(1, 1, 1, 1), window=Region((1, 2), (2, 3)), numbered=True)
    assert [
        "    1 2 3 4",
        "  ╭─ x ─────╮",
        "1 │ ·[· ·]· │",
        "2 │ ·[1 2]· │",
        "3 │ · 3 4 · │",
        "4 │ · · · · │",
        "  ╰─────────╯",
    ] == lines(grid)


def test_a_window_at_the_right_border_is_closed() -> None:
    """The bracket goes behind the last column."""
    assert ["╭─ x ─╮", "│ 1[2]│", "│ 3[4]│", "╰─────╯"] == lines(view([[1, 2], [3, 4]], window=Region((1, 2), (2,))))


def test_a_dilated_window_marks_its_cells_one_by_one() -> None:
    """Rows and columns that the window skips are not bracketed."""
    grid = view([[1, 2, 3], [4, 5, 6], [7, 8, 9]], window=Region((1, 3), (1, 3)))
    assert ["│[1]2[3]│", "│ 4 5 6 │", "│[7]8[9]│"] == lines(grid)[1:-1]


def test_a_window_is_a_filled_block_in_colour() -> None:
    """With the places on both sides of its numbers, and without brackets."""
    shown = in_colour(view([[1, 2, 3]], window=Region((1,), (2, 3))))
    assert "\x1b[30;48;5;221m  2  3 \x1b[0m" in shown
    assert "[2" not in shown.replace("\x1b[", "")


def test_a_channel_colours_its_frame_and_its_numbers() -> None:
    """The fifth channel has the colour of the first."""
    first, second, fifth = (in_colour(view([[7]], channel=channel)) for channel in (1, 2, 5))
    (colour,) = set(re.findall(r"\x1b\[[1-9][0-9;]*m", first))
    assert first == fifth
    assert 3 <= first.count(colour) and colour not in second


def test_a_note_stands_in_the_lower_frame() -> None:
    """As the bias of a filter does; the frame is as wide as it must be."""
    assert ["╭─ filter ──╮", "│ 1         │", "╰─ bias −2 ─╯"] == lines(view([[1]], "filter", note="bias −2"))


def test_channels_of_a_filter_share_a_frame() -> None:
    """One caption, and the numbers of the channels beside each other."""
    filter = Frame("filter 1", (view([[1, 2]]), view([[3, 4]])), "bias 5")
    assert ["╭─ filter 1 ─╮", "│ 1 2   3 4  │", "╰─── bias 5 ─╯"] == lines(filter)


def test_lines_are_drawn_between_windows_that_do_not_overlap() -> None:
    """Only between them; a winner is bracketed."""
    grid = view([[5, 4, 3, 7], [0, 2, 9, 9]], blocks=Pair(2, 1), marks=(Mark(1, 1, Tone.WINNER),))
    assert [
        "╭─ x ─┬─────╮",
        "│[5]4 │ 3 7 │",
        "├─────┼─────┤",
        "│ 0 2 │ 9 9 │",
        "╰─────┴─────╯",
    ] == lines(grid)


def test_products_stand_in_their_places() -> None:
    """Beside the window and the filter, with signs between them."""
    window, kernel = view([[4, 3]]), view([[1, "−2"]])
    products = Products((("4", "3"),), (("1", "−2"),))
    assert [
        "╭─ x ─╮   ╭─ x ───╮",
        "│ 4 3 │ · │  1 −2 │ = 4·1 3·(−2) Σ = −2",
        "╰─────╯   ╰───────╯",
    ] == lines(window, "·", kernel, "=", products, "Σ = −2")


def test_grids_stand_side_by_side_as_far_as_the_width_allows() -> None:
    """The next row of grids begins where one does not fit."""
    frame = ["╭─ x ─╮", "╰─────╯"]
    assert [
        *(f"{frame[0]} {frame[0]} {frame[0]}", "│ 0   │ │ 1   │ │ 2   │", f"{frame[1]} {frame[1]} {frame[1]}"),
        *(frame[0], "│ 3   │", frame[1]),
    ] == lines(*(view([[n]]) for n in range(4)), width=25)


def test_a_sign_and_a_caption_without_room_stand_above() -> None:
    """What is cut is named by its columns, also where the whole has no name."""
    assert [
        "  matrix =",
        "╭─ columns 1–5 ──╮",
        "│ 10 11 12 13 14 │",
        "╰────────────────╯",
        "╭─ column 6 ─╮",
        "│ 15         │",
        "╰────────────╯",
    ] == lines("  matrix =", view([[10, 11, 12, 13, 14, 15]], caption=""), width=20)


def test_a_wrong_map_shows_which_cells_are_right() -> None:
    """Ticks and crosses before the cells, in colour too before a wrong one."""
    own = view_of(Grid.of([[12, 26], [27, 1]]), "you", (True, True, True, False)).grids[0]
    assert ["│ ✓12 ✓26 │", "│ ✓27  ✗1 │"] == lines(own)[1:-1]
    assert "✗1" in in_colour(own) and "✓" not in in_colour(own)


def test_a_map_fills_up_and_the_asked_cell_is_lit() -> None:
    """What is not known is a question mark."""
    assert ["│ 5[?]  │", "│ ? ?   │"] == lines(filled_up("map", Pair(2, 2), ["5"], (1, 2)))[1:-1]


def test_a_grid_of_several_channels_is_drawn_whole() -> None:
    """A frame a channel, numbered."""
    assert "╭─ map 1 ─╮ ╭─ map 2 ─╮" == plain.text((view_of(Grid.of([[1]], [[2]]), "map"),)).splitlines()[0]


@pytest.mark.parametrize("width", [80, 40])
def test_every_cell_of_a_wide_map_is_shown(width: int) -> None:
    """A 28×28 map is cut into labelled runs of columns; every cell is read back in its row and column."""
    cells = [[1000 + 28 * row + column for column in range(28)] for row in range(28)]
    shown = lines(view(cells, "input", numbered=True), width=width)
    assert width >= max(map(len, shown))
    found: dict[int, list[int]] = {row: [] for row in range(1, 29)}
    for line in shown:
        if match := re.match(r" ?(\d+) │(.*)│$", line):
            found[int(match[1])] += map(int, match[2].split())
    assert cells == list(found.values())
    assert "input, columns 1–" in shown[1]


@pytest.mark.parametrize("width", [20, 40, 80])
def test_every_cell_of_any_picture_is_shown(width: int) -> None:
    """Filters with their channels, pools with lines, padding and products, however narrow the screen is."""
    wide = [[100 + column for column in range(12)], [200 + column for column in range(12)]]
    shown = " ".join(
        lines(
            Frame("filter 1", (view(wide, "channel 1"), view(wide, "channel 2")), "bias 77"),
            view(wide, "pool", blocks=Pair(2, 2), numbered=True),
            width=width,
        )
    )
    numbers = re.findall(r"\d+", shown)
    assert [] == [cell for row in wide for cell in row if numbers.count(str(cell)) < 3]
    assert "77" in numbers


PAGE = (
    Beside(
        (
            view(
                [["−1", 2], [3, 4]],
                "a long caption",
                padding=Sides(1, 1, 1, 1),
                window=Region((1, 2), (1, 2)),
                numbered=True,
            ),
            "→",
            *view_of(Grid.of([[1, 2]]), "you", (True, False)).grids,
            view([[1, 2], [3, 4]], blocks=Pair(1, 1), note="bias −2"),
            Frame("filter 1", (view([[1, 2]]), view([[3, 4]])), "bias 5"),
            Products((("4", "3"),), (("1", "−2"),)),
        )
    ),
)


class Encoded(StringIO):
    """A stream of an encoding."""

    encoding = "utf-8"


@pytest.mark.parametrize("width", ["1", "7", "19", "1000", "0", "-3", "wide", "9" * 50, ""])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii", "gbk", "cp437", "no-such"])
def test_any_width_and_encoding_is_drawn(width: str, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No exception, whatever COLUMNS says, and nothing that the encoding does not have."""
    monkeypatch.setenv("COLUMNS", width)
    out = Encoded()
    out.encoding = encoding
    Terminal(out, coloured=False).show(PAGE)
    shown = out.getvalue()
    if encoding != "no-such":
        assert shown == shown.encode(encoding).decode(encoding)
    assert "?" not in shown and "2" in shown


def test_frames_and_signs_in_ascii() -> None:
    """The dot between window and filter is a star."""
    out = Encoded()
    out.encoding = "ascii"
    Terminal(out, coloured=False).show((Beside((view([["−1"]]), "·", view([[2]]))),), apart=False)
    assert ["+- x -+   +- x -+", "| -1  | * | 2   |", "+-----+   +-----+"] == out.getvalue().splitlines()


def test_every_width_is_drawn() -> None:
    """From one column on; no line is wider than the screen, or than twenty columns."""
    for width in (*range(1, 60), 100, 500):
        assert max(width, 20) >= max(map(len, plain.text(PAGE, width).splitlines())), width
