"""What is counted: oracles that write every weight down, follow-through, slips, conventions, and the sentences."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand.errors import ProblemFileError
from cnnhand.exact.values import Value, Volume
from cnnhand.kinds import LEVELS, Level
from cnnhand.kinds.codes import Code, draw
from cnnhand.marking.diagnosis import diagnose
from tests.board import evaluate
from tests.problem_files import asked, part_of, problem


def answers(text: str) -> list[Value]:
    return [part.answer() for part in problem(text).exact_parts()]


def test_what_is_kept_fixed_multiplies_all_the_same() -> None:
    """4 inputs and 3 neurons: 12 products, trained or not."""
    assert [12] == answers("input: 2x2x1\nlayers: [{fc: {neurons: 3, trained: false}}]\nask: macs\n")


# ---- oracles ---------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=30)
@given(
    st.tuples(st.integers(6, 9), st.integers(6, 9), st.integers(1, 3)),
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4)), min_size=1, max_size=2),
    st.lists(st.integers(1, 4), min_size=1, max_size=2),
)
def test_weights_written_down(image: tuple[int, int, int], convs: list[tuple[int, int]], denses: list[int]) -> None:
    """Each weight as its place in a filter, or as the two numbers that it connects: they are counted one by one."""
    width, height, depth = image
    layers, weights, biases = [], 0, 0
    for filter, filters in convs:
        layers.append(f"conv{filter}-{filters}")
        weights += len(list(product(range(filters), range(depth), range(filter), range(filter))))
        biases += len(range(filters))
        width, height = (len(range(side - filter + 1)) for side in (width, height))
        depth = filters
    vector = list(product(range(width), range(height), range(depth)))
    for neurons in denses:
        layers.append(f"fc-{neurons}")
        weights += len(list(product(vector, range(neurons))))
        biases += neurons
        vector = [(0, 0, neuron) for neuron in range(neurons)]
    text = f"input: {'x'.join(map(str, image))}\nlayers: {' '.join(layers)}\nask: [weights, biases, parameters]"
    assert [weights, biases, weights + biases] == answers(text)


@settings(deadline=None, max_examples=30)
@given(st.integers(3, 7), st.integers(3, 7), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
def test_neurons_written_down(width: int, height: int, depth: int, filter: int, filters: int) -> None:
    """Each neuron with the inputs that it is connected to: they are counted, and so are the weights that differ."""
    neurons = {
        (k, y, x): [(c, y + m, x + n) for c, m, n in product(range(depth), range(filter), range(filter))]
        for k, y, x in product(range(filters), range(height - filter + 1), range(width - filter + 1))
    }
    connections = [(neuron, cell) for neuron, cells in neurons.items() for cell in cells]
    shared = {(k, c, m - y, n - x) for (k, y, x), (c, m, n) in connections}
    quantities = "depth, inputs, neurons, connections, macs, weights, parameters, parameters without sharing"
    found = answers(f"input: {width}x{height}x{depth}\nlayers: conv{filter}-{filters}\nask: [{quantities}]")
    assert found == [
        len([neuron for neuron in neurons if neuron[1:] == (0, 0)]),
        len(neurons[0, 0, 0]),
        len(neurons),
        len(connections),
        len(connections),
        len(shared),
        len(shared) + filters,
        len(connections) + len(neurons),
    ]


# ---- follow-through --------------------------------------------------------------------------------------------------

# 10×10×2 → 3×3, 4 filters: 8×8×4 (72 weights, 4 biases) → 4×4×4 → 64 → 3 neurons (192 weights, 3 biases)
TABLE = problem(
    "input: 10x10x2\nlayers: conv3-4 avgpool2 flatten fc-3\nask: [volume of 1, weights of 1, biases of 1, volume of 2, "
    "volume of 3, weights of 4, biases of 4, weights of total, biases of total, parameters of total]"
)
RIGHT: list[Value] = [Volume(8, 8, 4), 72, 4, Volume(4, 4, 4), 64, 192, 3, 264, 7, 271]


def test_cells_of_the_table() -> None:
    assert RIGHT == [part.answer() for part in TABLE.exact_parts()]


@pytest.mark.parametrize(
    ("number", "own", "expected"),
    [
        (3, {0: Volume(10, 10, 4)}, Volume(5, 5, 4)),
        (4, {3: Volume(4, 4, 2)}, 32),
        (5, {4: 100}, 300),  # 100·3
        (5, {3: Volume(4, 4, 2), 4: 32}, 96),
        (7, {1: 70, 5: 200}, 270),
        (8, {2: 1}, 4),  # 1 + 3
        (9, {1: 36, 5: 192}, 235),  # 36 + 4 + 192 + 3
    ],
)
def test_a_cell_builds_on_the_learner_s_own_cells(number: int, own: dict[int, Value], expected: Value) -> None:
    part = TABLE.part(number, tuple(own.get(place, value) for place, value in enumerate(RIGHT[:number])))
    assert expected == part.answer() == part.working().steps[-1].value


SMALL = problem(
    "input: 7x6x2\nlayers: conv3-4\nask: [depth, seen, inputs, neurons, parameters, parameters without sharing]"
)


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ([5], Volume(3, 3, 2)),
        ([4, Volume(3, 3, 1)], 9),
        ([5, Volume(3, 3, 2), 18], 100),  # 5·4·5
        ([4, Volume(3, 3, 2), 9, 80], 40),  # 9·4 + 4
        ([4, Volume(3, 3, 2), 9, 30, 40], 300),  # 30·(9 + 1)
    ],
)
def test_a_count_builds_on_the_learner_s_own_answers(earlier: list[Value], expected: Value) -> None:
    part = SMALL.part(len(earlier), tuple(earlier))
    assert expected == part.answer() == part.working().steps[-1].value


def test_a_sum_shows_the_learner_s_own_terms() -> None:
    stack = problem(
        "input: 10x10x2\nlayers: conv3-4 avgpool2 flatten fc-3\nask: [parameters of counting, parameters of total]"
    )
    working = stack.part(2, (100, 200)).working()
    assert ("100 + 200", 300) == (working.filled, working.steps[-1].value)


def test_what_was_not_asked_before_is_worked_out_first() -> None:
    """Asked for the connections alone, the working has n = 3·3·2 = 18 and N = 4·4·5 = 80 before N·n."""
    steps = part_of("input: 6x6x2\nlayers: conv3-5\nask: connections").working().steps
    sides = [("W2", "(6 − 3 + 2·0)/1 + 1", 4), ("H2", "(6 − 3 + 2·0)/1 + 1", 4)]
    expected = [*sides, ("inputs", "3·3·2", 18), ("neurons", "4·4·5", 80), ("connections", "80·18", 1440)]
    assert expected == [(step.label, step.expression, step.value) for step in steps]


# ---- slips and conventions -------------------------------------------------------------------------------------------

COUNT = "input: 9x9x3\nlayers: conv3-12\nask: parameters"  # 3·3·3 = 27, 27·12 = 324, and 12: 336


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (3360, "there may be a zero too many"),
        (363, "two digits may be exchanged"),
        (309, "there may be a slip in 27·12"),  # 27·11 + 12
        (346, "there may be a slip in 27·12"),  # a ten carried that was not there
    ],
)
def test_a_slip_is_said_to_be_one(typed: int, sentence: str) -> None:
    """No mistake gives these numbers; what is said is a hint."""
    (finding,) = diagnose(part_of(COUNT), typed)
    assert (True, sentence) == (finding.hint, finding.sentence)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("input: 32x32x1\nlayers: conv5-6\nask: connections", 122304),  # 28·28·6·26
        ("input: 9x7x4\nlayers: conv3-5/2p1\nask: flops", 7100),  # 100·(36 + 35)
        ("input: 9x7x4\nlayers: conv3-5/2p1\nask: flops", 3600),  # 100·36, as papers count
        ("input: 9x7x4\nlayers: conv3-5/2p1\nask: macs", 3700),  # 100·37
        ("input: 4x3x8\nlayers: bn\nask: parameters", 32),  # 4·8
        ("input: 6x6x1\nlayers: conv3-2 bn\nask: parameters", 28),  # 20 + 8
    ],
)
def test_a_key_by_another_convention_is_known(text: str, value: int) -> None:
    assert value in [other for _, other in part_of(text).other_conventions()]


def test_conventions_that_change_nothing_are_not_named() -> None:
    assert [] == list(part_of(COUNT).other_conventions())


# ---- workings and questions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        COUNT,
        "input: 8x6x4\nlayers: conv3x2-6g2\nask: parameters",
        "input: 8x9x4\nlayers: conv3x2-6g2\nask: macs",
        "input: 4x3x5\nlayers: fc-6\nask: parameters",
        "input: 9x7x3\nlayers: conv3-8/2p1\nask: bytes\nbatch: 2",
        "input: 28x28x1\nlayers: conv3-8 maxpool2 flatten fc-10\nask: parameters of 4",
        "input: 28x28x1\nlayers: conv3-8 maxpool2 flatten fc-10\nask: macs",
    ],
)
def test_the_formula_with_its_numbers_is_the_answer(text: str) -> None:
    part = part_of(text)
    assert part.answer() == evaluate(part.working().filled)


def test_the_formula_of_the_course() -> None:
    working = part_of("input: 8x6x4\nlayers: conv3-5/2p1\nask: parameters").working()
    assert ("parameters = F·F·D·K + K", "3·3·4·5 + 5") == (working.formula, working.filled)


def test_hints_do_not_tell_that_pooling_has_no_parameters() -> None:
    hints = str(part_of("input: 8x6x4\nlayers: maxpool2\nask: parameters").working().hints)
    assert "= 0" not in hints and "none" not in hints


def test_two_mistakes_at_once() -> None:
    """The channels left out of the inputs, and the biases too: 4·3·6; MACs with flat filters for FLOPs: 100·9."""
    dense = diagnose(part_of("input: 4x3x5\nlayers: fc-6\nask: parameters"), 72)
    work = diagnose(part_of("input: 9x7x4\nlayers: conv3-5/2p1\nask: flops"), 900)
    assert {"dense-bias-forgotten", "flatten-without-channels"} == {id for finding in dense for id in finding.ids}
    assert {"depth-forgotten", "macs-for-flops"} == {id for finding in work for id in finding.ids}


NETWORK = "input: 28x28x1\nlayers: conv3-8 maxpool2 flatten fc-10\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ask: [volume, parameters]\nof: each", "For every layer: the output volume and the parameters."),
        (
            "ask: [parameters of counting, parameters of total]",
            "For every layer that has any: the parameters; then all parameters.",
        ),
        (
            "ask: [weights of 1, parameters of 2, parameters of 4, parameters of total]",
            "The weights of layer 1, convolution 3×3; then for layers 2 and 4: the parameters; then all parameters.",
        ),
        ("ask: parameters\nof: 1-2", "How many parameters does layer 1, convolution 3×3 and layer 2"),
        ("ask: bytes\nof: input+total", "How many bytes do the input and all outputs of the whole network take"),
    ],
)
def test_a_question_asks_as_people_do(text: str, expected: str) -> None:
    assert expected in asked(NETWORK + text)


def test_two_networks_are_compared_in_words() -> None:
    two = "input: 28x28x1\nlayers: fc-10\nagainst: conv5-10\nask: parameters\n"
    assert "How many more parameters does the first network have than the second?" in asked(f"{two}of: difference")
    assert Fraction(785, 26) == part_of(f"{two}of: ratio").answer()


# ---- refusals and draws ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("input: 7x7x1\nlayers: fc-0\nask: parameters", "neurons must be from 1"),
        ("layers: conv3-8\nask: parameters", "parameters needs the depth of the input"),
        ("layers: conv3-8in3\nask: macs", "macs needs the size of the input"),
        ("input: 8x8x1\nlayers: conv3-1/2\nask: macs", "the stride does not divide"),
        ("input: 28x28x1\nlayers: conv3 maxpool2 fc-10\nask: parameters", "needs how many filters there are"),
        ("input: 28x28x1\nlayers: conv3 maxpool2 fc-10\nask: parameters of 3", "needs the depth of the input"),
        ("input: 5x5x3\nask: bytes of input\nnumber-bytes: 0", "a number takes whole bits"),
        ("input: 5x5x3\nask: bytes of input\nnumber-bytes: 1/2", "bytes are whole"),
        ("input: 5x5x3\nask: bytes of input\nbatch: 0", "batch: must be from 1 to 10^12, not 0"),
        ("input: 5x5x3\nask: bytes", "layers: is missing"),
        ("input: 5x5x3\nlayers: maxpool2\nask: macs with biases", "there is no such convention"),
        ("input: 6x6x3\nlayers: relu\nask: seen", "ask it of a convolution"),
    ],
)
def test_refusals(text: str, message: str) -> None:
    with pytest.raises(ProblemFileError) as error:
        problem(text)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("name", "easy", "most"),
    [
        ("mac-count", 999, 9999),
        ("memory", 2000, 9999),
        ("parameter-count", 999, 999),
        ("parameter-stack", 1500, 9999),
        ("parameter-sharing", 9999, 9999),
    ],
)
@pytest.mark.parametrize("level", LEVELS)
def test_drawn_counts_have_four_digits_at_most(name: str, easy: int, most: int, level: Level) -> None:
    for number in range(1, 40):
        for part in draw(Code(name, level, 3, number)).problem.exact_parts():
            value = part.answer()
            assert isinstance(value, Volume) or value <= (easy if level == "easy" else most)  # type: ignore[operator]
