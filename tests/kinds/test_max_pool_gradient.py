"""`max-pool-gradient`: the course's example, and every usual mistake worked out by hand."""

from dataclasses import replace

import pytest

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Grid
from cnnhand.kinds.max_pool_gradient import MaxPoolGradient

COURSE = MaxPoolGradient(
    Grid.of([[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]), Grid.of([[5, -2], [7, 3]]), Pair(2, 2)
)

# Windows of 2×2 at stride 1 on 2 rows of 3 share their middle column: maxima 7 and 7, both the 7 above.
OVERLAPPING = MaxPoolGradient(Grid.of([[1, 7, 2], [3, 4, 6]]), Grid.of([[4, 5]]), Pair(2, 2), Pair(1, 1))
TIED = MaxPoolGradient(Grid.of([[3, 1, 2, 5], [3, 3, 5, 0]]), Grid.of([[4, 6]]), Pair(2, 2))
# With padding 1 and stride 2, four windows of 2×2 see one cell of the input each.
PADDED = MaxPoolGradient(
    Grid.of([[-1, 2], [3, -4]]), Grid.of([[1, 2], [3, 4]]), Pair(2, 2), padding=Sides(1, 1, 1, 1)
)  # fmt: skip


def test_course() -> None:
    """The gradient of each window goes to its maximum: 6, 8, 3 and 4."""
    assert str(COURSE.answer()) == "0 0 0 0; 0 5 0 -2; 7 0 0 0; 0 0 0 3"


def test_overlaps_and_ties() -> None:
    """Both windows have the 7: 4 + 5; of the 3s and of the 5s the first in reading order gets dY."""
    assert str(OVERLAPPING.answer()) == "0 9 0; 0 0 0"
    assert str(TIED.answer()) == "4 0 0 6; 0 0 0 0"
    assert "4 + 5" in [step.expression for step in OVERLAPPING.working().steps]
    assert TIED.working().steps[0].note == "the first of equal ones, row 1, column 1 of X; it gets 4"


def test_rest() -> None:
    """Rounded up, the last column is a window of its own; rounded down, it gets nothing."""
    row = Grid.of([[1, 2, 3, 4, 9]])
    up = MaxPoolGradient(row, Grid.of([[5, 6, 7]]), Pair(2, 1), rounding=Rounding.CEIL)
    down = MaxPoolGradient(row, Grid.of([[5, 6]]), Pair(2, 1))
    assert [str(problem.answer()) for problem in (up, down)] == ["0 5 0 6 7", "0 5 0 6 0"]


@pytest.mark.parametrize(
    ("problem", "id", "words", "expected"),
    [
        (COURSE, "copied-to-window", "", "5 5 -2 -2; 5 5 -2 -2; 7 7 3 3; 7 7 3 3"),
        (COURSE, "spread-evenly", "", "5/4 5/4 -1/2 -1/2; 5/4 5/4 -1/2 -1/2; 7/4 7/4 3/4 3/4; 7/4 7/4 3/4 3/4"),
        (COURSE, "times-input", "", "0 0 0 0; 0 30 0 -16; 21 0 0 0; 0 0 0 12"),  # 5·6, −2·8, 7·3, 3·4
        (COURSE, "ones-for-gradient", "", "0 0 0 0; 0 1 0 1; 1 0 0 0; 0 0 0 1"),
        (COURSE, "wrong-place", "smallest", "5 0 -2 0; 0 0 0 0; 0 0 0 3; 7 0 0 0"),  # the 1, 2, 1 and 0
        (COURSE, "wrong-place", "first cell", "5 0 -2 0; 0 0 0 0; 7 0 3 0; 0 0 0 0"),
        # windows at rows and columns 1–2 and 2–3: maxima 6, 7, 6 and 7
        (COURSE, "stride-one", "", "0 0 0 0; 0 12 1 0; 0 0 0 0; 0 0 0 0"),
        (OVERLAPPING, "overlaps-overwrite", "", "0 5 0; 0 0 0"),
        (OVERLAPPING, "stride-of-window", "", "0 4 0; 0 0 5"),  # the second window starts at column 3: 2 and 6
        (TIED, "tie-to-last", "", "0 0 0 0; 0 4 6 0"),
        (TIED, "tie-to-all", "", "4 0 0 6; 4 4 6 0"),
        (PADDED, "padding-ignored", "", "0 0; 1 0"),  # the first window has the 3, the others lie outside
        (PADDED, "padding-competes", "", "0 2; 3 0"),  # −1 and −4 lose against 0
    ],
)
def test_mistake(problem: MaxPoolGradient, id: str, words: str, expected: str) -> None:
    """Each wrong procedure gives the map that is worked out by hand."""
    found = [str(value) for mistake, value in problem.wrong_answers() if mistake.id == id and words in mistake.sentence]
    assert found == [expected]


@pytest.mark.parametrize(
    ("problem", "ids"),
    [
        (COURSE, {"overlaps-overwrite", "stride-of-window", "tie-to-last", "padding-ignored", "padding-competes"}),
        (OVERLAPPING, {"stride-one", "tie-to-last", "padding-ignored"}),
        (replace(PADDED, input=Grid.of([[1, 2], [3, 4]])), {"padding-competes", "overlaps-overwrite"}),
    ],
)
def test_mistake_that_cannot_be_made(problem: MaxPoolGradient, ids: set[str]) -> None:
    """Where nothing overlaps, ties or is padded, the mistakes about it are never reported."""
    assert not ids & {mistake.id for mistake, _ in problem.wrong_answers()}


@pytest.mark.parametrize(
    ("key", "says", "changes"),
    [
        ("gradient", "the gradient is 1×1×1", {"gradient": Grid.of([[1]])}),
        ("size", "larger than the input", {"size": Pair(5, 5)}),
        ("padding", "nothing but padding", {"padding": Sides(2, 2, 2, 2)}),
        ("stride", "does not divide", {"stride": Pair(3, 3), "rounding": Rounding.EXACT}),
    ],
)
def test_refused(key: str, says: str, changes: dict[str, object]) -> None:
    """Givens that make no sense are refused with the key at fault."""
    with pytest.raises(GivenError, match=says) as error:
        replace(COURSE, **changes)  # type: ignore[arg-type]
    assert error.value.key == key
