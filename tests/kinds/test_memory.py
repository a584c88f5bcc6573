"""`memory`: known volumes, and every usual mistake worked out by hand."""

import pytest

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Conv, Window
from cnnhand.exact.values import Volume
from cnnhand.generate import Code, draw
from cnnhand.kinds import LEVELS, Level
from cnnhand.kinds.memory import Memory
from tests.board import evaluate


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        pytest.param(Memory(Volume(32, 32, 3), 8), 3072, id="a CIFAR-10 image"),
        pytest.param(Memory(Volume(224, 224, 3)), 602112, id="VGG's input as floats"),  # 150528·4
        pytest.param(
            Memory(Volume(224, 224, 3), 32, Conv(64, Window.square(3, 1, 1))), 12845056, id="VGG's first maps"
        ),
        pytest.param(Memory(Volume(227, 227, 3), 32, Conv(96, Window.square(11, 4))), 1161600, id="AlexNet's"),
        pytest.param(Memory(Volume(28, 28, 1), 64, None, 10), 62720, id="ten digits in 64 bits"),  # 784·8·10
    ],
)
def test_known_volumes(problem: Memory, answer: int) -> None:
    """Counts that anyone can check: numbers times bytes."""
    assert answer == problem.answer()
    assert answer == evaluate(problem.working().filled)


def test_bytes_of_a_real_buffer() -> None:
    """As many bytes as such a buffer has."""
    buffer = b"".join(bytes(4) for _ in range(7) for _ in range(5) for _ in range(3))
    assert len(buffer) == Memory(Volume(7, 5, 3), 32).answer()


# ---- mistakes, worked out by hand -----------------------------------------------------------------------------------

PROBLEMS = {
    "image": Memory(Volume(6, 5, 3), 16),  # 90 numbers, 180 bytes
    # (9 − 3 + 2)/2 + 1 = 5 wide, (7 − 3 + 2)/2 + 1 = 4 high, 8 maps: 160 numbers, 640 bytes, twice 1280
    "layer": Memory(Volume(9, 7, 3), 32, Conv(8, Window.square(3, 2, 1)), 2),
}

BY_HAND = [
    ("image", "bits-for-bytes", 1440),  # 90·16
    ("image", "values-counted", 90),
    ("image", "bytes-of-a-float", 360),  # 90·4
    ("image", "depth-forgotten", 60),  # 30·2
    ("image", "one-side-only", 36),  # 6·3·2
    ("layer", "bits-for-bytes", 10240),  # 320·32
    ("layer", "values-counted", 320),  # 2·160
    ("layer", "depth-forgotten", 160),  # 2·20·4
    ("layer", "one-side-only", 320),  # 2·5·8·4
    ("layer", "image-given", 1512),  # 2·9·7·3·4
    ("layer", "depth-of-input", 480),  # 2·5·4·3·4
    ("layer", "size-unchanged", 4032),  # 2·9·7·8·4
    ("layer", "parameters-stored", 896),  # (3·3·3·8 + 8)·4 = 224·4
    ("layer", "batch-forgotten", 640),
]


def found(problem: Memory, id: str) -> list[object]:
    """What the applicable mistakes of an id give."""
    return [value for mistake, value in problem.wrong_answers() if mistake.id == id]


@pytest.mark.parametrize(("problem", "id", "value"), BY_HAND)
def test_mistake_by_hand(problem: str, id: str, value: int) -> None:
    """Each wrong procedure gives the number that one gets by following it by hand."""
    assert [value] == found(PROBLEMS[problem], id)


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    assert {mistake.id for mistake in Memory.mistakes} == {id for _, id, _ in BY_HAND}


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        ("values-counted", Memory(Volume(6, 5, 3), 8)),
        ("bytes-of-a-float", PROBLEMS["layer"]),
        ("depth-forgotten", Memory(Volume(6, 5, 1))),
        ("image-given", PROBLEMS["image"]),
        ("size-unchanged", Memory(Volume(6, 6, 3), 32, Conv(8, Window.square(3, 1, 1)))),
        ("depth-of-input", Memory(Volume(6, 6, 8), 32, Conv(8, Window.square(3, 1, 1)))),
        ("batch-forgotten", PROBLEMS["image"]),
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str, problem: Memory) -> None:
    """With bytes nobody can forget the bytes, with one image nobody can forget the batch."""
    assert [] == found(problem, id)


# ---- drawing and refusals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_drawn_counts_have_four_digits_at_most(level: Level) -> None:
    """Bytes are counted in thousands, but no further."""
    for number in range(1, 300):
        (part,) = draw(Code("memory", level, 3, number)).problem.exact_parts()
        assert part.answer() <= (2000 if level == "easy" else 9999)


@pytest.mark.parametrize(
    ("key", "givens"),
    [
        ("input", (Volume(0, 5, 3),)),
        ("bits", (Volume(5, 5, 3), 7)),
        ("batch", (Volume(5, 5, 3), 8, None, 0)),
        ("layer", (Volume(6, 6, 3), 8, Conv(2, Window.square(3, 2)))),
        ("size", (Volume(2, 2, 3), 8, Conv(2, Window.square(3)))),
    ],
)
def test_refusals(key: str, givens: tuple[object, ...]) -> None:
    """What cannot be stored is refused, with the name of the given at fault."""
    with pytest.raises(GivenError) as error:
        Memory(*givens)  # type: ignore[arg-type]
    assert key == error.value.key
