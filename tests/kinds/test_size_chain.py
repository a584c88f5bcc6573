"""`size-chain`, `flattened-length`: the course's network, windows counted one by one, mistakes worked out by hand."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import Dense
from cnnhand.exact.shapes import Conv, Pool, Rounding, Window, Windowed
from cnnhand.exact.values import DOES_NOT_FIT, Value, Volume
from cnnhand.formats import plain
from cnnhand.kinds.flattened_length import FlattenedLength
from cnnhand.kinds.network_table import NetworkTable
from cnnhand.kinds.output_size import OutputSize
from cnnhand.kinds.parameter_stack import ParameterStack
from cnnhand.kinds.size_chain import SizeChain
from cnnhand.marking import mark
from tests.board import evaluate

NET_28 = SizeChain(Volume(28, 28, 1), (Conv(3, Window.square(5)), Pool("max", Window.square(2, 2))), flatten=True)

# ---- the course's worked example, and networks that everybody knows --------------------------------------------------


def test_net_28() -> None:
    """The course's small network: 28×28 becomes 24×24×3 and 12×12×3, which are 12·12·3 = 432 numbers."""
    assert ["24×24×3", "12×12×3", "432"] == [str(part.answer()) for part in NET_28.exact_parts()]


def test_lenet_5() -> None:
    """LeNet-5 flattens 16 maps of 5×5: 400 numbers."""
    pool = Pool("average", Window.square(2, 2))
    layers = (Conv(6, Window.square(5)), pool, Conv(16, Window.square(5)), pool)
    answers = [str(part.answer()) for part in SizeChain(Volume(32, 32, 1), layers, flatten=True).exact_parts()]
    assert ["28×28×6", "14×14×6", "10×10×16", "5×5×16", "400"] == answers
    assert 400 == FlattenedLength(Volume(32, 32, 1), layers).answer()


def test_alexnet() -> None:
    """AlexNet flattens 256 maps of 6×6: 9216 numbers."""
    pool = Pool("max", Window.square(3, 2))
    layers = (
        Conv(96, Window.square(11, 4)),
        pool,
        Conv(256, Window.square(5, 1, 2)),
        pool,
        Conv(384, Window.square(3, 1, 1)),
        Conv(384, Window.square(3, 1, 1)),
        Conv(256, Window.square(3, 1, 1)),
        pool,
    )
    assert 9216 == FlattenedLength(Volume(227, 227, 3), layers).answer()


def test_pools_round_up_and_convolutions_down() -> None:
    """Where pools round up, convolutions round down: 28 → ⌊25/2⌋ + 1 = 13 → ⌈11/2⌉ + 1 = 7."""
    layers = (Conv(4, Window.square(3, 2)), Pool("max", Window.square(2, 2)))
    chain = SizeChain(Volume(28, 28, 3), layers, rounding=Rounding.CEIL)
    assert ["13×13×4", "7×7×4"] == [str(part.answer()) for part in chain.exact_parts()]
    assert 7 * 7 * 4 == FlattenedLength(Volume(28, 28, 3), layers, Rounding.CEIL).answer()


ROUND_UP = "If the stride does not divide, round up: a last, partly filled window counts."
BEYOND = " A window that would start beyond the input does not count."


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (Pool("max", Window.square(3, 2)), ROUND_UP),
        (Pool("max", Window.square(2, 2, 1)), ROUND_UP + BEYOND),  # padded: (5 − 2 + 2)/2 + 1 = 3½, and 3 count
        (Pool("max", Window.square(2, 3)), ROUND_UP + BEYOND),  # apart: (6 − 2)/3 + 1 = 2⅓, and 2 count
        (Conv(1, Window.square(3, 2, 1)), f"{ROUND_UP} Convolutions round down."),
    ],
)
def test_question_says_which_window_does_not_count(layer: Windowed, said: str) -> None:
    """Under the same condition as for one layer, in every kind that asks about several."""
    volume = Volume(5, 5, 1) if layer.window.padded else Volume(6, 6, 1)
    for kind in (SizeChain, FlattenedLength, NetworkTable):
        question = plain.text(kind(volume, (layer,), rounding=Rounding.CEIL).question(), 1000)
        assert question.split("? ")[-1].split("otherwise. ")[-1].strip() == said
    network = ParameterStack(volume, (layer, Dense(2)), Rounding.CEIL)
    assert plain.text(network.question(), 1000).strip().endswith(f"unless it says otherwise. {said}")


@pytest.mark.parametrize(
    ("side", "pool", "width", "note"),
    [
        (5, Pool("max", Window.square(2, 2, 1)), 3, "⌈(5 − 2 + 2)/2⌉ + 1 − 1 wide"),
        (6, Pool("max", Window.square(2, 3)), 2, "⌈(6 − 2 + 0)/3⌉ + 1 − 1 wide"),
        (6, Pool("max", Window.square(3, 2)), 3, "⌈(6 − 3 + 0)/2⌉ + 1 wide"),
    ],
)
def test_the_note_of_a_side_leaves_that_window_out_too(side: int, pool: Pool, width: int, note: str) -> None:
    """Its arithmetic comes to the side that stands beside it."""
    step = FlattenedLength(Volume(side, side, 1), (pool,), Rounding.CEIL).working().steps[0]
    assert (Volume(width, width, 1), note) == (step.value, step.note)


# ---- an oracle: windows counted -------------------------------------------------------------------------------------

steps = st.tuples(st.booleans(), st.integers(1, 4), st.integers(1, 3), st.integers(0, 1), st.integers(1, 5))


@settings(deadline=None)
@given(st.integers(8, 30), st.integers(8, 30), st.integers(1, 4), st.lists(steps, min_size=1, max_size=4))
def test_windows_counted(width: int, height: int, depth: int, drawn: list[tuple[bool, int, int, int, int]]) -> None:
    """Rounded down, each volume is counted by putting the window at every place; the length is that of a real list."""
    layers: list[Windowed] = []
    sides, expected = [width, height], []
    for pool, filter, stride, padding, filters in drawn:
        padding = 0 if pool else padding
        counts = [len(range(-padding, side + padding - filter + 1, stride)) for side in sides]
        assume(min(counts) > 0)
        window = Window.square(filter, stride, padding)
        layers.append(Pool("max", window) if pool else Conv(filters, window))
        sides, depth = counts, depth if pool else filters
        expected.append(Volume(*sides, depth))
    cells = [(x, y, z) for x in range(sides[0]) for y in range(sides[1]) for z in range(depth)]
    chain = SizeChain(Volume(width, height, depth_of(layers, depth)), tuple(layers), True, Rounding.FLOOR)
    answers = [part.answer() for part in chain.exact_parts()]
    assert [volume[:2] for volume in expected] == [answer[:2] for answer in answers[:-1]]
    assert len(cells) == answers[-1]


def depth_of(layers: list[Windowed], depth: int) -> int:
    """The depth of an image that ends as deep as this: the same, unless a convolution sets it."""
    return 3 if any(isinstance(layer, Conv) for layer in layers) else depth


# ---- follow-through -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "earlier", "answer"),
    [
        (1, [Volume(26, 26, 3)], "13×13×3"),  # (26 − 2)/2 + 1
        (1, [Volume(23, 23, 3)], "11×11×3"),  # (23 − 2)/2 is not whole, but every stride divides, says the question
        (2, [Volume(26, 26, 3), Volume(13, 13, 3)], "507"),  # 13·13·3
        (2, [Volume(24, 24, 3), Volume(11, 11, 3)], "363"),  # 11·11·3
    ],
)
def test_a_part_builds_on_the_learner_s_own_volume(number: int, earlier: list[Value], answer: str) -> None:
    """After a wrong volume the next part asks what is right for that volume."""
    part = NET_28.part(number, tuple(earlier))
    assert answer == str(part.answer())
    assert mark(part, part.working().steps[-1].value).correct


@pytest.mark.parametrize("value", [DOES_NOT_FIT, Volume(0, 4, 1), 3])
def test_nothing_builds_on_what_is_no_volume(value: Value) -> None:
    """After "does not fit" or a side of nothing no layer can be applied."""
    with pytest.raises(GivenError):
        NET_28.part(1, (value,))


def test_parts_are_the_kinds_that_ask_the_same() -> None:
    """Each layer is an `output-size`, the end a `flattened-length`: their mistakes are found here too."""
    assert [OutputSize, OutputSize, FlattenedLength] == [type(part) for part in NET_28.exact_parts()]
    assert ("flatten-before-pool",) == mark(NET_28.exact_parts()[-1], 24 * 24 * 3).mistakes


# ---- mistakes of the flattened length, worked out by hand from the catalogue -----------------------------------------

POOLED = Pool("max", Window.square(2, 2))
PROBLEMS = {
    # (12 − 3 + 2)/1 + 1 = 12 wide, (8 − 3 + 2)/1 + 1 = 8 high, 5 maps; pooled 6×4×5: 120
    "pool": FlattenedLength(Volume(12, 8, 3), (Conv(5, Window.square(3, 1, 1)), POOLED)),
    # 12×8×3 pooled 6×4×3; (6 − 3)/1 + 1 = 4, (4 − 3)/1 + 1 = 2: 4×2×7, 56
    "conv": FlattenedLength(Volume(12, 8, 3), (POOLED, Conv(7, Window.square(3)))),
}

BY_HAND = [
    ("pool", "flatten-before-pool", [480]),  # 12·8·5
    ("pool", "flatten-extra-pool", [30]),  # 3·2·5
    ("pool", "flatten-without-channels", [24]),  # 6·4
    ("pool", "depth-of-input", [72]),  # 6·4·3
    ("pool", "one-side-only", [30]),  # 6·5
    ("pool", "sides-added", [15]),  # 6 + 4 + 5
    ("pool", "dense-from-image", [288]),  # 12·8·3
    ("pool", "padding-ignored", [75]),  # 10×6×5, pooled 5×3×5
    ("pool", "no-plus-one", [40, 75]),  # 11×7×5; ⌊9/2⌋ = 4 by ⌊5/2⌋ = 2, and 4·2·5; or pooled 5×3×5
    ("conv", "stopped-a-layer-early", [72]),  # 6·4·3
    ("conv", "flatten-extra-pool", [14]),  # 2·1·7
]


def found(problem: FlattenedLength, id: str) -> list[object]:
    """What the applicable mistakes of an id give."""
    return [value for mistake, value in problem.wrong_answers() if mistake.id == id]


@pytest.mark.parametrize(("problem", "id", "values"), BY_HAND)
def test_mistake_by_hand(problem: str, id: str, values: list[int]) -> None:
    """Each wrong procedure gives the number that one gets by following it by hand."""
    assert values == found(PROBLEMS[problem], id)


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    assert {mistake.id for mistake in FlattenedLength.mistakes} == {id for _, id, _ in BY_HAND}


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        ("flatten-before-pool", PROBLEMS["conv"]),
        ("stopped-a-layer-early", PROBLEMS["pool"]),
        ("padding-ignored", PROBLEMS["conv"]),
        ("flatten-extra-pool", FlattenedLength(Volume(9, 9, 2), (Conv(4, Window.square(3)),))),
        ("flatten-without-channels", FlattenedLength(Volume(9, 9, 2), (Conv(1, Window.square(3)),))),
        ("depth-of-input", FlattenedLength(Volume(9, 9, 2), (POOLED,), Rounding.FLOOR)),
        ("dense-from-image", FlattenedLength(Volume(9, 9, 2))),
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str, problem: FlattenedLength) -> None:
    """Without a pool at the end nobody can flatten before it, without padding nobody can forget it."""
    assert [] == found(problem, id)


# ---- working and refusals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_notes_of_the_working(problem: FlattenedLength) -> None:
    """The arithmetic beside each volume comes to its width."""
    for step in problem.working().steps:
        if isinstance(step.value, Volume):
            assert step.value.width == evaluate(re.sub(" wide$", "", step.note))


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ((), "a stack has at least one layer"),
        ((Conv(2, Window.square(3)), Conv(2, Window.square(9))), "layer 2, on 7×7×2: the filter is 9 wide"),
        ((Conv(2, Window.square(2)), POOLED), "layer 2 does not fit 8×8×2"),
        ((Conv(0, Window.square(2)),), "layer 1, on 9×9×1: a convolution has at least one filter"),
        ((Pool("max", Window.square(2, padding=2)),), "layer 1, on 9×9×1: padding 2"),
    ],
)
def test_refusals(layers: tuple[Windowed, ...], message: str) -> None:
    """A layer that cannot be applied is named, with the volume that reaches it."""
    if message.startswith("layer 2 does not fit"):
        layers = (layers[0], Pool("max", Window.square(3, 2)))  # (8 − 3)/2 is not whole
    with pytest.raises(GivenError) as error:
        SizeChain(Volume(9, 9, 1), layers)
    assert "layers" == error.value.key and str(error.value).startswith(message)


def test_flattened_length_refuses() -> None:
    """An image without a side has no length, and a stack that does not fit has none either."""
    with pytest.raises(GivenError):
        FlattenedLength(Volume(0, 4, 1))
    with pytest.raises(GivenError):
        FlattenedLength(Volume(7, 7, 1), (Conv(1, Window.square(3, 3)),))
