"""`patch-response`: the course's edge and curve, every usual mistake worked out by hand, refusals."""

import pytest

from cnnhand.errors import GivenError
from cnnhand.exact.values import Grid
from cnnhand.questions.kernels.patch_response import PatchResponse

KERNEL = Grid.of([[2, -1], [0, 1]])
PATCHES = (Grid.of([[3, 6], [9, 2]]), Grid.of([[4, 0], [1, 3]]), Grid.of([[0, 15], [2, 1]]))
PROBLEM = PatchResponse(KERNEL, PATCHES)
"""A: 3·2 − 6 + 2 = 2, B: 4·2 − 0 + 3 = 11, C: 0 − 15 + 1 = −14; the sums are 20, 8 and 18."""


def test_course() -> None:
    """The edge kernel across the step from 255 to 114, and the curve detector's five products."""
    edge = PatchResponse(Grid.of([[0, 0, 0], [1, 0, -1], [0, 0, 0]]), (Grid.of([[255, 255, 114]] * 3),))
    curve = PatchResponse(Grid.of([[30] * 5]), (Grid.of([[50, 50, 20, 50, 50]]), Grid.of([[0, 0, 20, 0, 0]])))
    assert (141, 6600) == (edge.answer(), curve.answer())


def test_by_hand() -> None:
    """The largest of the three."""
    assert [2, 11, -14] == PROBLEM.responses()
    assert PROBLEM.answer() == 11


def test_last_step_names_the_patch() -> None:
    """The working says which patch fits best."""
    assert PROBLEM.working().steps[-1].note == "patch B fits best"


MISTAKES = [
    ("smallest-response", "-14"),
    ("brightest-patch", "2"),
    ("first-patch-only", "2"),
    ("all-patches", "-1"),  # 2 + 11 − 14
    ("kernel-flipped", "9"),  # 1 0; −1 2: A 3 − 9 + 4, B 4 − 1 + 6, C 0 − 2 + 2
    ("kernel-transposed", "10"),  # 2 0; −1 1: A 6 − 9 + 2, B 8 − 1 + 3, C 0 − 2 + 1
    ("signs-lost", "16"),  # 2 1; 0 1: A 6 + 6 + 2, B 8 + 0 + 3, C 0 + 15 + 1
    ("kernel-ignored", "20"),  # 3 + 6 + 9 + 2
    ("places-counted", "2"),  # 4·2 and 3·1
    ("largest-product", "8"),  # 4·2
    ("averaged", "11/4"),
    ("largest-magnitude", "14"),
]


def test_mistakes() -> None:
    """Each wrong procedure by hand."""
    assert MISTAKES == [(mistake.id, str(value)) for mistake, value in PROBLEM.wrong_answers()]


def test_mistakes_of_one_patch() -> None:
    """With one patch none of those is there that chooses a wrong one."""
    found = [mistake.id for mistake, _ in PatchResponse(KERNEL, PATCHES[1:2]).wrong_answers()]
    assert found == [id for id, _ in MISTAKES[4:11] if id != "signs-lost"]  # which gives the right number here


def test_sentence() -> None:
    """A sentence names the patch."""
    expected = "for patch A: the brightest is not the one that fits best"
    assert expected == PROBLEM.mistakes[1].explain(PROBLEM.letters())


@pytest.mark.parametrize(
    ("kernel", "patches", "key"),
    [
        (Grid.of([[1]], [[2]]), PATCHES, "kernel"),
        (KERNEL, (), "patches"),
        (KERNEL, PATCHES * 4, "patches"),
        (KERNEL, (*PATCHES, Grid.of([[1, 2]])), "patches"),
    ],
)
def test_refused(kernel: Grid, patches: tuple[Grid, ...], key: str) -> None:
    """A kernel of several channels, no patch, too many, and one of another size."""
    with pytest.raises(GivenError) as error:
        PatchResponse(kernel, patches)
    assert key == error.value.key
