"""A working a step at a time: what stands on the screen at each step, and how a narrow screen asks to go on."""

import sys
from io import StringIO

import pytest

from cnnhand.commands.stepping import part_frames
from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Grid
from cnnhand.formats import plain
from cnnhand.formats.terminal import Terminal
from cnnhand.kinds import Part
from cnnhand.layers.pool import MaxPool
from cnnhand.questions.maps.pool import PoolMap
from tests.problem_files import one

MAP = """
input: |
  1 3 2
  2 2 0
layers:
  - conv: {weights: [[1, 1], [2, 0]], bias: -1}
ask: map
"""


def frames(part: Part) -> list[list[str]]:
    """The screens of a part."""
    return [plain.text(page).splitlines() for page in part_frames(part, ())]


def test_each_cell_of_a_map_has_its_board_and_the_map_fills_up() -> None:
    """The window, the filter, the products in their places and their sum; below them the bias."""
    assert [
        "    1 2 3",
        "  ╭─ input ─╮   ╭─ filter ─╮                   ╭─ map ─╮",
        "1 │ 1[3 2]  │ · │ 1 1      │ = 3·1 2·1 Σ = 9 → │ 7[?]  │",
        "2 │ 2[2 0]  │   │ 2 0      │   2·2 0·0         ╰───────╯",
        "  ╰─────────╯   ╰──────────╯",
        "",
        "  number 2  9 + (−1) = 8",
    ] == frames(one(MAP).problem.exact_parts()[0])[1]


def test_the_cells_of_every_channel_fill_up() -> None:
    """The second channel begins anew."""
    two = PoolMap(MaxPool(size=Pair(2, 2)), Grid.of([[1, 2], [3, 4]], [[5, 6], [7, 8]]))
    assert ["╭─ map 1 ─╮", "╭─ map 2 ─╮"] == [
        line[-11:] for frame in frames(two)[:2] for line in frame if "─ map" in line
    ]


def test_a_long_prompt_is_broken_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed stands behind its last line."""
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys, "stdin", StringIO("w\n"))
    shown = StringIO()
    assert "w" == Terminal(shown, coloured=False).ask("Press Enter for the next question; w walks through this one. ")
    assert ["Press Enter for the next question; w", "walks through this one. w"] == shown.getvalue().splitlines()
