"""`mac-count`: known layers, products counted one by one, and every usual mistake worked out by hand."""

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand.diagnosis import diagnose
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Conv, Pair, Rounding, Window
from cnnhand.exact.values import Volume
from cnnhand.generate import Code, draw
from cnnhand.kinds import LEVELS, Level
from cnnhand.kinds.mac_count import MacCount
from tests.board import evaluate


@pytest.mark.parametrize(
    ("volume", "layer", "macs"),
    [
        pytest.param(Volume(227, 227, 3), Conv(96, Window.square(11, 4)), 105415200, id="AlexNet's first layer"),
        pytest.param(Volume(224, 224, 3), Conv(64, Window.square(3, 1, 1)), 86704128, id="VGG's first layer"),
        pytest.param(Volume(28, 28, 1), Conv(3, Window.square(5)), 43200, id="net-28"),  # 24·24·3·5·5
        pytest.param(Volume(8, 8, 4), Conv(4, Window.square(3, 1, 1), groups=4), 2304, id="depthwise"),  # 8·8·4·9
    ],
)
def test_known_layers(volume: Volume, layer: Conv, macs: int) -> None:
    """The counts that are published; FLOPs are twice as many."""
    assert macs == MacCount(volume, layer).answer()
    assert 2 * macs == MacCount(volume, layer, "flops").answer()


@settings(deadline=None, max_examples=50)
@given(
    st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 3)),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.tuples(st.integers(1, 3), st.integers(0, 2), st.integers(1, 3)),
)
def test_products_counted(volume: tuple[int, int, int], size: tuple[int, int], moves: tuple[int, int, int]) -> None:
    """Every filter put at every place, and every product of it counted."""
    (width, height, depth), (stride, padding, filters) = volume, moves
    assume(width + 2 * padding >= size[0] and height + 2 * padding >= size[1])
    products = 0
    for _ in range(filters):
        for _ in range(-padding, height + padding - size[1] + 1, stride):
            for _ in range(-padding, width + padding - size[0] + 1, stride):
                for _ in range(size[0] * size[1] * depth):
                    products += 1
    across, down = (side._replace(filter=n) for side, n in zip(Window.square(1, stride, padding), size, strict=True))
    problem = MacCount(Volume(*volume), Conv(filters, Window(across, down)), rounding=Rounding.FLOOR)
    assert products == problem.answer()


# ---- mistakes, worked out by hand -----------------------------------------------------------------------------------

# (9 − 3 + 2)/2 + 1 = 5 wide, (7 − 3 + 2)/2 + 1 = 4 high, 5 maps:
# 100 cells of 3·3·4 = 36 products, 3600 MACs
MACS = MacCount(Volume(9, 7, 4), Conv(5, Window.square(3, 2, 1)))
PROBLEMS = {"macs": MACS, "flops": replace(MACS, count="flops")}

BY_HAND = [
    ("macs", "macs-on-input-size", "", 11340),  # 9·7·5·36
    ("macs", "flops-for-macs", "", 7200),
    ("macs", "parameters-for-macs", "weights of", 180),  # 36·5
    ("macs", "parameters-for-macs", "parameters of", 185),  # 180 + 5
    ("macs", "activations-counted", "", 100),
    ("macs", "biases-counted", "", 3700),  # 3600 + 100
    ("macs", "depth-forgotten", "", 900),  # 100·9
    ("macs", "one-filter-only", "", 720),  # 20·36
    ("macs", "filter-not-squared", "", 1200),  # 100·3·4
    ("macs", "area-forgotten", "", 400),  # 100·4
    ("macs", "no-plus-one", "", 2160),  # 4·3·5·36
    ("flops", "macs-for-flops", "", 3600),
    ("flops", "macs-on-input-size", "", 22680),  # 2·11340
    ("flops", "biases-counted", "", 7300),  # 7200 + 100
    ("flops", "depth-forgotten", "", 1800),  # 2·900
]


def found(problem: MacCount, id: str, fragment: str) -> list[object]:
    """What the applicable mistakes of an id (and with a fragment of the sentence) give."""
    return [
        value
        for mistake, value in problem.wrong_answers()
        if mistake.id == id and re.search(fragment, mistake.sentence)
    ]


@pytest.mark.parametrize(("problem", "id", "fragment", "value"), BY_HAND)
def test_mistake_by_hand(problem: str, id: str, fragment: str, value: int) -> None:
    """Each wrong procedure gives the number that one gets by following it by hand."""
    assert [value] == found(PROBLEMS[problem], id, fragment)


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    covered = {
        mistake
        for _, id, fragment, _ in BY_HAND
        for mistake in MacCount.mistakes
        if mistake.id == id and re.search(fragment, mistake.sentence)
    }
    assert set(MacCount.mistakes) == covered


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        ("macs-on-input-size", MacCount(Volume(6, 6, 2), Conv(3, Window.square(3, 1, 1)))),
        ("macs-for-flops", PROBLEMS["macs"]),
        ("flops-for-macs", PROBLEMS["flops"]),
        ("biases-counted", MacCount(Volume(6, 6, 2), Conv(3, Window.square(3), bias=False))),
        ("depth-forgotten", MacCount(Volume(6, 6, 1), Conv(3, Window.square(3)))),
        ("one-filter-only", MacCount(Volume(6, 6, 2), Conv(1, Window.square(3)))),
        ("filter-not-squared", MacCount(Volume(6, 6, 2), Conv(3, Window.square(1)))),
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str, problem: MacCount) -> None:
    """Where the size is kept the input's is right too, in a flat input nobody can forget the depth."""
    assert [] == found(problem, id, "")


# ---- working, drawing and refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "problem",
    [*PROBLEMS.values(), MacCount(Volume(8, 9, 4), Conv(6, Window.of(Pair(3, 2), Pair(1, 1)), groups=2))],
)
def test_formula_with_its_numbers(problem: MacCount) -> None:
    """The formula with the numbers put in is the answer."""
    assert problem.answer() == evaluate(problem.working().filled)


@pytest.mark.parametrize("level", LEVELS)
def test_drawn_counts_have_four_digits_at_most(level: Level) -> None:
    """Work is counted in thousands, but no further."""
    for number in range(1, 300):
        (part,) = draw(Code("mac-count", level, 3, number)).problem.exact_parts()
        assert part.answer() <= (999 if level == "easy" else 9999)


def test_refuses_what_does_not_fit() -> None:
    """Without an output there is no work; rounded down there is."""
    with pytest.raises(GivenError) as error:
        MacCount(Volume(8, 8, 1), Conv(1, Window.square(3, 2)))
    assert "layer" == error.value.key
    assert 81 == MacCount(Volume(8, 8, 1), Conv(1, Window.square(3, 2)), rounding=Rounding.FLOOR).answer()


def test_two_mistakes_at_once() -> None:
    """MACs with flat filters where FLOPs are asked: 100·9."""
    assert {"depth-forgotten", "macs-for-flops"} == {finding.id for finding in diagnose(PROBLEMS["flops"], 900)}
