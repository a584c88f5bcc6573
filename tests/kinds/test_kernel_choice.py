"""`kernel-choice`: the map of the one kernel, every way to take another for it, refusals."""

import pytest

from cnnhand.answers import Expected, read
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Sides
from cnnhand.exact.values import Form, Grid
from cnnhand.marking.verdict import mark
from cnnhand.questions.kernels.kernel_choice import KernelChoice
from tests.board import evaluate

IMAGE = Grid.of([[1, 2, 0], [0, 3, 1], [2, 0, 4]])
MAP = Grid.of([[6, 5], [-6, 13]])
"""Of kernel b: 1 − 4 + 9, 2 − 0 + 3, 0 − 6 + 0, 3 − 2 + 12."""
KERNELS = (
    Grid.of([[1, 0], [-2, 3]]),  # transposed: 1 − 0 + 9 = 10
    Grid.of([[1, -2], [0, 3]]),
    Grid.of([[3, 0], [-2, 1]]),  # turned: 3 − 0 + 3 = 6, and then 6 − 6 + 1 = 1
    Grid.of([[-2, 1], [3, 0]]),  # left and right exchanged: −2 + 2 + 0 = 0
    Grid.of([[0, 3], [1, -2]]),  # top and bottom exchanged: 6 + 0 − 6 = 0
    Grid.of([[-1, 2], [0, -3]]),  # −6
)
PROBLEM = KernelChoice(IMAGE, MAP, KERNELS)


def test_by_hand() -> None:
    """The second kernel made the map."""
    assert PROBLEM.answer() == "b"


def test_working() -> None:
    """Each kernel is ruled out by its first cell that differs; the right one is shown with the answer only."""
    *steps, last = PROBLEM.working().steps
    found = [(step.label[-1], step.value, step.note) for step in steps]
    assert found == [
        ("a", 10, "in row 1, column 1 the map has 6"),
        ("c", 1, "in row 1, column 2 the map has 5"),
        ("d", 0, "in row 1, column 1 the map has 6"),
        ("e", 0, "in row 1, column 1 the map has 6"),
        ("f", -6, "in row 1, column 1 the map has 6"),
    ]
    assert all(evaluate(step.expression) == step.value for step in steps)
    assert last.value == "b"
    assert last.note.startswith("the only one left: ")
    assert last.note.endswith(" = 6, as the map has it in row 1, column 1")
    assert not any("kernel b" in str(hint) and "as the map" in str(hint) for hint in PROBLEM.working().hints)


def test_mistakes() -> None:
    """Each of the other kernels is the right one in another guise; the turned one gives the same first cell."""
    found = [(mistake.id, value) for mistake, value in PROBLEM.wrong_answers()]
    assert found == [
        ("kernel-flipped", "c"),
        ("kernel-transposed", "a"),
        ("kernel-mirrored", "d"),
        ("kernel-mirrored", "e"),
        ("signs-reversed", "f"),
        ("one-cell-only", "c"),
    ]


def test_capital_letter() -> None:
    """A letter may be typed as a capital."""
    assert mark(PROBLEM, read(" B ", Expected(Form.WORD, PROBLEM.choices))).correct


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"input": Grid.of([[1]], [[2]])}, "input"),
        ({"map": Grid.of([[6, 5], [-6, 12]])}, "kernels"),  # none gives it
        ({"kernels": (KERNELS[1], KERNELS[1])}, "kernels"),  # both do
        ({"kernels": KERNELS[1:2]}, "kernels"),
        ({"kernels": KERNELS * 2}, "kernels"),
        ({"kernels": (KERNELS[1], Grid.of([[1]]))}, "kernels"),
        ({"kernels": (KERNELS[1], Grid.of([[1]], [[2]]))}, "kernels"),
        ({"kernels": (Grid.of([[1] * 4]), Grid.of([[2] * 4]))}, "size"),
        ({"padding": Sides(1, 1, 1, 1)}, "kernels"),  # the map has another size then
    ],
)
def test_refused(changes: dict[str, object], key: str) -> None:
    """Anything but one kernel that gives the map among others of its size."""
    with pytest.raises(GivenError) as error:
        KernelChoice(**{"input": IMAGE, "map": MAP, "kernels": KERNELS, **changes})  # type: ignore[arg-type]
    assert key == error.value.key
