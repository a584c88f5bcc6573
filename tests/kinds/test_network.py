"""`parameter-stack` and `network-table`: published networks, weights written down, mistakes worked out by hand."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import (
    Activation,
    BatchNorm,
    Dense,
    Depthwise,
    Dropout,
    Flatten,
    GlobalPool,
    SamePadding,
    TransposedConv,
)
from cnnhand.exact.shapes import Conv, Layer, Pool, Rounding, Window
from cnnhand.exact.values import DOES_NOT_FIT, Value, Volume
from cnnhand.generate import Code, draw
from cnnhand.kinds import LEVELS, Level, OnePart, Problem
from cnnhand.kinds._network import LayerCount, Total
from cnnhand.kinds.network_table import NetworkTable
from cnnhand.kinds.parameter_count import ParameterCount
from cnnhand.kinds.parameter_stack import ParameterStack
from cnnhand.marking import mark

RELU, FLAT = Activation("relu"), Flatten()
POOL = Pool("average", Window.square(2, 2))


def answers(problem: Problem) -> dict[str, str]:
    """Every part's answer by its name."""
    return {name: str(part.answer()) for name, part in zip(problem.parts(), problem.exact_parts(), strict=True)}


# ---- published networks ----------------------------------------------------------------------------------------------

LENET = (
    Conv(6, Window.square(5)),
    POOL,
    Conv(16, Window.square(5)),
    POOL,
    FLAT,
    Dense(120),
    Dense(84),
    Dense(10),
)


def test_lenet_5() -> None:
    """LeNet-5 in its usual version has 61,706 parameters: 156, 2,416, 48,120, 10,164 and 850."""
    problem = ParameterStack(Volume(32, 32, 1), LENET)
    assert ["156", "2416", "48120", "10164", "850", "61706"] == list(answers(problem).values())


def test_table_of_lenet_5() -> None:
    """The same network cell by cell."""
    assert answers(NetworkTable(Volume(32, 32, 1), LENET)) == {
        "layer 1, convolution 5×5: volume": "28×28×6",
        "layer 1, convolution 5×5: weights": "150",
        "layer 1, convolution 5×5: biases": "6",
        "layer 2, pooling 2×2: volume": "14×14×6",
        "layer 3, convolution 5×5: volume": "10×10×16",
        "layer 3, convolution 5×5: weights": "2400",
        "layer 3, convolution 5×5: biases": "16",
        "layer 4, pooling 2×2: volume": "5×5×16",
        "layer 5, flattening: length": "400",
        "layer 6, fully connected: weights": "48000",
        "layer 6, fully connected: biases": "120",
        "layer 7, fully connected: weights": "10080",
        "layer 7, fully connected: biases": "84",
        "layer 8, fully connected: weights": "840",
        "layer 8, fully connected: biases": "10",
        "all weights": "61470",
        "all biases": "236",
        "all parameters": "61706",
    }


def test_vgg_16() -> None:
    """VGG-16 has 138,357,544 parameters, 14,714,688 of them in its convolutions (Simonyan and Zisserman 2014)."""
    pool = Pool("max", Window.square(2, 2))
    layers: list[Layer] = []
    for convs, filters in ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)):
        layers += [Conv(filters, Window.square(3, 1, 1)), RELU] * convs + [pool]
    layers += [FLAT, Dense(4096), RELU, Dropout(), Dense(4096), RELU, Dropout(), Dense(1000)]
    parts = list(answers(ParameterStack(Volume(224, 224, 3), tuple(layers))).values())
    assert "138357544" == parts[-1]
    assert 14714688 == sum(map(int, parts[:13]))


def test_layers_of_other_sorts() -> None:
    """Depthwise convolution, batch norm and global pooling: 3·3·8 + 8 is 80, twice 8 is 16, 8·5 + 5 is 45."""
    layers = (SamePadding(Depthwise(Window.square(3, 2))), BatchNorm(), GlobalPool("average"), Dense(5))
    assert ["80", "16", "45", "141"] == list(answers(ParameterStack(Volume(9, 9, 8), layers)).values())
    cells = list(answers(NetworkTable(Volume(9, 9, 8), layers)).values())
    assert ["5×5×8", "72", "8", "8", "8", "1×1×8", "40", "5", "120", "21", "141"] == cells


# ---- an oracle: weights written down ---------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(
    st.tuples(st.integers(6, 9), st.integers(6, 9), st.integers(1, 3)),
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4)), min_size=1, max_size=2),
    st.lists(st.integers(1, 4), min_size=1, max_size=2),
)
def test_weights_written_down(image: tuple[int, int, int], convs: list[tuple[int, int]], denses: list[int]) -> None:
    """Each weight as the two numbers that it connects or the place in its filter: they are counted one by one."""
    width, height, depth = image
    layers: list[Layer] = []
    weights = biases = 0
    for filter, filters in convs:
        layers.append(Conv(filters, Window.square(filter)))
        weights += len([0 for _ in range(filters) for _ in range(depth) for _ in range(filter) for _ in range(filter)])
        biases += len(range(filters))
        width, height = (len(range(side - filter + 1)) for side in (width, height))
        depth = filters
    layers.append(FLAT)
    vector = [(x, y, z) for x in range(width) for y in range(height) for z in range(depth)]
    for neurons in denses:
        layers.append(Dense(neurons))
        weights += len([(cell, neuron) for cell in vector for neuron in range(neurons)])
        biases += neurons
        vector = [(0, 0, neuron) for neuron in range(neurons)]
    table = answers(NetworkTable(Volume(*image), tuple(layers)))
    totals = [int(table[f"all {what}"]) for what in ("weights", "biases", "parameters")]
    assert [weights, biases, weights + biases] == totals
    assert str(weights + biases) == answers(ParameterStack(Volume(*image), tuple(layers)))["all parameters"]


# ---- follow-through --------------------------------------------------------------------------------------------------

# 10×10×2 → 3×3, 4 filters: 8×8×4 (72 weights, 4 biases) → 4×4×4 → 64 → 3 neurons (192 weights, 3 biases)
TABLE = NetworkTable(Volume(10, 10, 2), (Conv(4, Window.square(3)), RELU, POOL, FLAT, Dense(3)))
RIGHT: list[Value] = [Volume(8, 8, 4), 72, 4, Volume(4, 4, 4), 64, 192, 3, 264, 7, 271]


def test_exact_cells() -> None:
    """The table that the cases below start from."""
    assert RIGHT == [part.answer() for part in TABLE.exact_parts()]


@pytest.mark.parametrize(
    ("number", "own", "expected"),
    [
        (3, {0: Volume(10, 10, 4)}, "5×5×4"),  # pooled from one's own volume
        (3, {0: Volume(9, 9, 4)}, "does not fit"),
        (4, {3: Volume(4, 4, 2)}, "32"),
        (5, {4: 100}, "300"),  # 100·3
        (5, {3: Volume(4, 4, 2), 4: 32}, "96"),
        (7, {1: 70, 5: 200}, "270"),
        (8, {2: 1}, "4"),  # 1 + 3
        (9, {1: 36, 5: 192}, "235"),  # 36 + 192 + 7
    ],
)
def test_a_cell_builds_on_the_learner_s_own_cells(number: int, own: dict[int, Value], expected: str) -> None:
    """After a wrong cell the next ones ask what is right for it."""
    earlier = [own.get(place, value) for place, value in enumerate(RIGHT[:number])]
    part = TABLE.part(number, tuple(earlier))
    assert expected == str(part.answer())
    assert mark(part, part.answer()).correct


@pytest.mark.parametrize(("number", "own"), [(3, {0: DOES_NOT_FIT}), (5, {4: -1}), (9, {5: "many"})])
def test_nothing_builds_on_what_is_no_cell(number: int, own: dict[int, Value]) -> None:
    """A cell that follows from no volume or no number cannot be asked."""
    with pytest.raises(GivenError):
        TABLE.part(number, tuple(own.get(place, value) for place, value in enumerate(RIGHT[:number])))


def test_total_of_one_s_own_counts() -> None:
    """The total of the stack adds the learner's own numbers."""
    stack = ParameterStack(TABLE.input, TABLE.layers)
    assert 300 == stack.part(2, (100, 200)).answer()


# ---- mistakes that only a network has, worked out by hand ------------------------------------------------------------

# 10×8×2 → 8×6×4 (72 + 4) → 4×3×4 → 2×1×5 (180 + 5), 10 inputs for 3 neurons (30 + 3)
DEEP = ParameterStack(Volume(10, 8, 2), (Conv(4, Window.square(3)), POOL, Conv(5, Window.square(3)), FLAT, Dense(3)))
# 10×8×2 → 8×6×4 → 4×3×4 = 48 inputs, 3 neurons: 144 weights and 3 biases; the convolution has 72 + 4
POOLED = ParameterStack(Volume(10, 8, 2), (Conv(4, Window.square(3)), POOL, FLAT, Dense(3)))

COUNTS: list[tuple[str, OnePart, Any]] = [
    ("deeper-layer-keeps-image-depth", DEEP.exact_parts()[1], 95),  # 3·3·2·5 + 5
    ("dense-from-image", POOLED.exact_parts()[1], 483),  # 10·8·2·3 + 3
    ("flatten-before-pool", POOLED.exact_parts()[1], 579),  # 8·6·4·3 + 3
    ("flatten-extra-pool", POOLED.exact_parts()[1], 27),  # 2·1·4·3 + 3
]
TOTALS: list[tuple[str, OnePart, Any]] = [
    ("dense-forgotten", POOLED.exact_parts()[-1], 76),
    ("conv-forgotten", POOLED.exact_parts()[-1], 147),
    ("pool-has-parameters", POOLED.exact_parts()[-1], 243),  # 223 + 2·2·4 + 4
    ("bias-forgotten", POOLED.exact_parts()[-1], 216),  # 72 + 144
    ("one-bias-per-layer", POOLED.exact_parts()[-1], 218),  # 216 + 2
    ("first-forgotten", DEEP.exact_parts()[-1], 218),  # (180 + 5) + (30 + 3)
    ("last-forgotten", DEEP.exact_parts()[-1], 261),  # 76 + 185
]


def found(part: OnePart, id: str) -> list[object]:
    """What the applicable mistakes of an id give."""
    return [value for mistake, value in part.wrong_answers() if mistake.id == id]


@pytest.mark.parametrize(("id", "part", "value"), [*COUNTS, *TOTALS])
def test_mistake_by_hand(id: str, part: OnePart, value: int) -> None:
    """Each wrong procedure gives the number that one gets by following it by hand."""
    assert [value] == found(part, id)


def test_every_mistake_is_worked_out() -> None:
    """The tables above leave no mistake of the parts out, but for those of `parameter-count`."""
    own = [mistake.id for mistake in LayerCount.mistakes if mistake not in ParameterCount.mistakes]
    assert own == [id for id, _, _ in COUNTS]
    assert [mistake.id for mistake in Total.mistakes] == [id for id, _, _ in TOTALS]


def test_mistakes_that_cannot_change_the_answer() -> None:
    """The first layer cannot keep another depth, the second dense layer reads no volume."""
    assert [] == found(DEEP.exact_parts()[0], "deeper-layer-keeps-image-depth")
    two = ParameterStack(Volume(10, 8, 2), (*POOLED.layers, Dense(6)))
    for id in ("dense-from-image", "flatten-before-pool", "flatten-extra-pool"):
        assert [] == found(two.exact_parts()[2], id)
        assert [] == found(DEEP.exact_parts()[2], id) or id == "dense-from-image"  # the last layer is no pool
    biases = TABLE.exact_parts()[6]
    assert [] == found(biases, "dense-from-image")
    assert [] == found(ParameterStack(Volume(4, 4, 1), (FLAT, Dense(2))).exact_parts()[-1], "pool-has-parameters")


# ---- drawing, question and refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["parameter-stack", "network-table"])
@pytest.mark.parametrize("level", LEVELS)
def test_drawn_counts_have_four_digits_at_most(name: str, level: Level) -> None:
    """Parameters are counted in thousands, but no further."""
    for number in range(1, 60):
        last = draw(Code(name, level, 3, number)).problem.exact_parts()[-1].answer()
        assert last <= (1500 if level == "easy" else 9999)


def test_question_names_every_layer() -> None:
    """Each layer stands on a line of its own, in words."""
    layers = (*LENET[:2], BatchNorm(), RELU, Dropout(), GlobalPool("max"), FLAT, Dense(3, bias=False))
    text = str(NetworkTable(Volume(32, 32, 1), layers).question())
    for words in (
        "3. batch normalisation",
        "4. ReLU",
        "5. dropout",
        "6. global pooling",
        "7. flattening",
        "without bias",
    ):
        assert words in text


@pytest.mark.parametrize("kind", [ParameterStack, NetworkTable])
@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ((RELU,), "no layer of this network"),
        ((Conv(2, Window.square(3)), TransposedConv(2, Window.square(2))), "layer 2: this exercise asks about"),
        ((Conv(2, Window.square(9)),), "layer 1, on 7×7×1: the filter is 9 wide"),
        ((Pool("max", Window.square(2, 2)), Conv(1, Window.square(2))), "layer 1 does not fit 7×7×1"),
    ],
)
def test_refusals(kind: Any, layers: tuple[Layer, ...], message: str) -> None:
    """A network without anything to ask, and layers that cannot be applied or are not asked about, are refused."""
    with pytest.raises(GivenError) as error:
        kind(Volume(7, 7, 1), layers)
    assert "layers" == error.value.key and str(error.value).startswith(message)


def test_rounding() -> None:
    """Rounded down, the pool of 7×7 makes 3×3."""
    layers = (Pool("max", Window.square(2, 2)), Conv(1, Window.square(2)))
    assert "3×3×1" == str(NetworkTable(Volume(7, 7, 1), layers, Rounding.FLOOR).part(0, ()).answer())
    assert replace(ParameterStack(Volume(7, 7, 1), layers, Rounding.FLOOR)).exact_parts()[0].answer() == 5
