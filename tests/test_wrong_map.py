"""A wrong map comes back as a picture of what is wrong in it."""

from cnnhand.exact.shapes import Pair
from cnnhand.exact.values import Grid
from cnnhand.formats import plain
from cnnhand.layers.pool import MaxPool
from cnnhand.marking.wrong_map import wrong_map
from cnnhand.page import Beside
from cnnhand.questions.grids import cell_steps
from cnnhand.questions.maps.pool import PoolMap

POOL = PoolMap(MaxPool(size=Pair(2, 2), stride=Pair(1, 1)), Grid.of([[1, 2, 3], [4, 5, 6], [7, 8, 9]]))  # 5 6; 8 9


def test_right_and_wrong_cells_are_marked_and_so_is_the_window_of_the_first_wrong_one() -> None:
    """The second cell, 3 for 6, looks at the last two columns of the first two rows."""
    page = wrong_map(POOL, Grid.of([[5, 3], [8, 9]]), (True, False, True, True))
    assert [
        "    1 2 3",
        "  ╭─ input ─╮   ╭─ you ─╮",
        "1 │ 1[2 3]  │   │ ✓5 ✗3 │",
        "2 │ 4[5 6]  │ → │ ✓8 ✓9 │",
        "3 │ 7 8 9   │   ╰───────╯",
        "  ╰─────────╯",
    ] == plain.text(page).splitlines()


def test_every_channel_is_marked() -> None:
    """Its cells come after those of the channel before."""
    two = PoolMap(MaxPool(size=Pair(2, 2)), Grid.of([[1, 2], [3, 4]], [[5, 6], [7, 8]]))  # 4 | 8
    (*_, block) = wrong_map(two, Grid.of([[4]], [[7]]), (True, False))
    assert isinstance(block, Beside)
    shown = plain.text((block,))
    assert "│ ✓4      │ │ ✗7      │" in shown and "channel 2" in shown


def test_a_working_that_does_not_go_cell_by_cell_has_no_cells() -> None:
    """Then the map alone is shown."""
    assert 4 == len(cell_steps(POOL.working()))
    steps = POOL.working().steps
    assert () == cell_steps(POOL.working()._replace(steps=(steps[0], steps[-1])))
