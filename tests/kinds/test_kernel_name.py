"""`kernel-name`: the course's kernels, the features that tell them apart, every way to take one for another."""

import pytest

from cnnhand.errors import GivenError
from cnnhand.exact.kernels import KERNELS, centred
from cnnhand.exact.values import Grid
from cnnhand.questions.kernels.kernel_name import KernelName


def named(name: str, **givens: object) -> KernelName:
    """The kernel of a name, asked."""
    return KernelName(Grid((KERNELS[name],)), **givens)  # type: ignore[arg-type]  # the givens differ in type


def test_course() -> None:
    """The three kernels of the handwritten sheet, and Sobel's of the lecture, times −2."""
    assert named("edge").answer() == "edge"
    assert KernelName(Grid.of([[0, -1, 0], [-1, 4, -1], [0, -1, 0]])).answer() == "laplacian"
    assert KernelName(Grid.of([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])).answer() == "laplacian-8"
    assert KernelName(Grid.of([[2, 4, 2], [0, 0, 0], [-2, -4, -2]])).answer() == "sobel-y"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # all weights, right column, bottom row, middle, top right corner, each counted off by hand
        ("edge", [0, 0, 0, 0, -1]),
        ("laplacian", [0, -1, -1, 4, 0]),
        ("laplacian-8", [0, -3, -3, 8, -1]),
        ("sharpen", [1, -3, -3, 9, -1]),
        ("sobel-x", [0, 4, 0, 0, 1]),
        ("sobel-y", [0, 0, 4, 0, -1]),
        ("gradient", [0, -1, 0, 0, 0]),
        ("identity", [1, 0, 0, 1, 0]),
    ],
)
def test_features(name: str, expected: list[int]) -> None:
    """The working finds the features from the weights, and from the responses to patches of 7 the same ones."""
    for problem in (named(name), named(name, brightness=7)):
        assert expected == [step.value for step in problem.working().steps[:-1]]


def test_features_tell_all_kernels_apart() -> None:
    """No two kernels have the same features, up to a factor: the first that is not 0 is made 1."""
    found = set()
    for name in KERNELS:
        values = [step.value for step in named(name).working().steps[:-1]]
        first = next(value for value in values if value)
        found.add(tuple(value / first for value in values))
    assert len(found) == len(KERNELS)


MISTAKES = {
    # the first row is 1 0 −1, that of Sobel's x times −1; in Sobel's y and the gradient the middle is 0 too
    "edge": "first-row-only sobel-x, middle-only sobel-y, middle-only gradient",
    # + in the middle and − at its four sides, as in the first two, which have a − in the corners as well
    "laplacian": """corners-not-seen laplacian-8, corners-not-seen sharpen, middle-only blur,
        middle-only identity""",
    # the same signs with an 8; the first row is of one sign in Sobel's y too; without signs it is like blur
    "sharpen": """corners-not-seen laplacian, sum-not-checked laplacian-8, first-row-only sobel-y,
        signs-lost blur, middle-only identity""",
    # its transpose is Sobel's y; without the corners it is −2 0 2 in the middle row, −2 times the gradient
    "sobel-x": "first-row-only edge, direction-exchanged sobel-y, corners-not-seen gradient",
}
"""What each kernel can be taken for, every name by the most telling slip."""


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes(name: str) -> None:
    """What each kernel can be taken for, and by what slip."""
    found = ", ".join(f"{mistake.id} {value}" for mistake, value in named(name).wrong_answers())
    assert " ".join(MISTAKES[name].split()) == found


def test_mistakes_of_choices() -> None:
    """A kernel is taken only for one of the choices."""
    few = named("sobel-x", among=("sobel-x", "sobel-y", "blur"))
    assert [mistake.id for mistake, _ in few.wrong_answers()] == ["direction-exchanged"]


def test_mistakes_where_only_responses_are_shown() -> None:
    """The sharpening kernel gives no 0: to flat 1, right column and bottom row −3, corner −1."""
    hidden = named("sharpen", brightness=10)
    expected = {
        "edge": "corner-only",  # 0 to both edges
        "laplacian": "edges-only",
        "laplacian-8": "sum-not-checked",
        "sobel-x": "one-edge-only",  # 0 to the bottom row
        "sobel-y": "corner-only",  # 0 to the right column
        "gradient": "one-edge-only",
        "blur": "edges-only",
        "identity": "flat-only",  # 0 to all else but the middle
    }
    assert expected == {value: mistake.id for mistake, value in hidden.wrong_answers()}


def test_sentence() -> None:
    """A sentence has the sum of the weights that are shown, and of those that would have the name."""
    problem = KernelName(Grid.of([[-2, -2, -2], [-2, 18, -2], [-2, -2, -2]]))
    (mistake,) = (mistake for mistake, _ in problem.wrong_answers() if mistake.id == "sum-not-checked")
    expected = "without adding up the weights: here they come to 2, those of laplacian-8 to 0"
    assert expected == mistake.explain(problem.letters())


@pytest.mark.parametrize(
    ("givens", "key"),
    [
        ({"kernel": Grid.of([[1, 2], [3, 4]])}, "kernel"),
        ({"kernel": Grid((centred(KERNELS["edge"]),) * 2)}, "kernel"),
        ({"kernel": Grid((KERNELS["edge"],)), "among": ("edge", "Edge")}, "among"),
        ({"kernel": Grid((KERNELS["edge"],)), "among": ("blur",)}, "among"),
        ({"kernel": Grid((KERNELS["edge"],)), "brightness": 0}, "brightness"),
    ],
)
def test_refused(givens: dict[str, object], key: str) -> None:
    """A kernel without a name, or whose name cannot be chosen, is refused."""
    with pytest.raises(GivenError) as error:
        KernelName(**givens)  # type: ignore[arg-type]  # the values differ in type
    assert key == error.value.key


def test_a_negative_identity_is_not_called_the_image_as_it_was() -> None:
    """What a kernel answers to is said with the number that it is multiplied by."""
    note = KernelName(Grid.of([[0, 0, 0], [0, -2, 0], [0, 0, 0]])).working().steps[-1].note
    assert "one weight, in the middle: nothing of the neighbours comes in; here all of it times −2" == note
