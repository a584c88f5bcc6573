"""`parameter-sharing`: the lecture's numbers, neurons written down one by one, and mistakes worked out by hand."""

from dataclasses import replace
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Conv, Window
from cnnhand.exact.values import DOES_NOT_FIT, Value, Volume
from cnnhand.generate import Code, draw
from cnnhand.kinds import LEVELS, Level, OnePart
from cnnhand.kinds._parameter_sharing_parts import ASKED, ConnectedTo, Quantity, SharingCount, SharingPart
from cnnhand.kinds.parameter_sharing import ParameterSharing
from cnnhand.marking import mark

ALEXNET = ParameterSharing(Volume(227, 227, 3), Conv(96, Window.square(11, 4)))


def answer(problem: ParameterSharing, quantity: str) -> str:
    """The answer to one of a problem's parts."""
    return str(replace(problem, ask=(quantity,)).exact_parts()[0].answer())


# ---- the course's worked examples (worked_examples.yaml) -------------------------------------------------------------


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ("depth-column", "96"),
        ("connected-to", "11×11×3"),
        ("inputs-per-neuron", "363"),  # 11·11·3
        ("neurons", "290400"),  # 55·55·96
        ("weights", "34848"),  # 363·96
        ("parameters", "34944"),  # 34848 + 96
        ("unshared-parameters", "105705600"),  # 290400·364
    ],
)
def test_alexnet_sharing(quantity: str, expected: str) -> None:
    """What the lecture asks of AlexNet's first layer."""
    assert expected == answer(ALEXNET, quantity)


@pytest.mark.parametrize(("side", "weights", "parameters"), [(20, "4000", "4010"), (200, "400000", "400010")])
def test_against_a_fully_connected_layer(side: int, weights: str, parameters: str) -> None:
    """Ten filters of 3×3 have 90 weights on any image; ten neurons have 4,000 on one, and 400,000 on the other."""
    problem = ParameterSharing(Volume(side, side, 1), Conv(10, Window.square(3)), fully_connected=10)
    assert "90" == answer(problem, "weights")
    assert "100" == answer(problem, "parameters")
    assert weights == answer(problem, "fully-connected-weights")
    assert parameters == answer(problem, "fully-connected-parameters")


def test_every_quantity_has_its_question() -> None:
    """What may be asked and what is said of it are the same list."""
    assert set(get_args(Quantity)) == set(ASKED)


# ---- an oracle: neurons written down ---------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(st.integers(3, 7), st.integers(3, 7), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
def test_neurons_written_down(width: int, height: int, depth: int, filter: int, filters: int) -> None:
    """Each neuron with the inputs that it is connected to: they are counted, and so are the weights that differ."""
    neurons = {
        (k, y, x): [(c, y + m, x + n) for c, m, n in product(range(depth), range(filter), range(filter))]
        for k, y, x in product(range(filters), range(height - filter + 1), range(width - filter + 1))
    }
    connections = [(neuron, cell) for neuron, cells in neurons.items() for cell in cells]
    shared = {(k, c, m - y, n - x) for (k, y, x), (c, m, n) in connections}
    problem = ParameterSharing(Volume(width, height, depth), Conv(filters, Window.square(filter)))
    expected = {
        "depth-column": len([neuron for neuron in neurons if neuron[1:] == (0, 0)]),
        "inputs-per-neuron": len(neurons[0, 0, 0]),
        "neurons": len(neurons),
        "connections": len(connections),
        "weights": len(shared),
        "parameters": len(shared) + filters,
        "unshared-parameters": len(connections) + len(neurons),
    }
    assert expected == {quantity: int(answer(problem, quantity)) for quantity in expected}


# ---- follow-through -------------------------------------------------------------------------------------------------

# (7 − 3)/1 + 1 = 5 wide, (6 − 3)/1 + 1 = 4 high
SMALL = ParameterSharing(Volume(7, 6, 2), Conv(4, Window.square(3)))


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ([], "4"),
        ([5], "3×3×2"),
        ([4, Volume(3, 3, 1)], "9"),  # 3·3·1
        ([5, Volume(3, 3, 2), 18], "100"),  # 5·4·5
        ([4, Volume(3, 3, 2), 9, 80], "40"),  # 9·4 + 4
        ([4, Volume(3, 3, 2), 9, 30, 40], "300"),  # 30·(9 + 1)
    ],
)
def test_a_part_builds_on_the_learner_s_own_answers(earlier: list[Value], expected: str) -> None:
    """After a wrong answer the next parts ask what is right for it."""
    part = SMALL.part(len(earlier), tuple(earlier))
    assert expected == str(part.answer())
    assert mark(part, part.answer()).correct


@pytest.mark.parametrize(
    "earlier", [[DOES_NOT_FIT], [-1], [4, DOES_NOT_FIT], [4, Volume(3, 0, 2)], [4, Volume(3, 3, 2), "many"]]
)
def test_nothing_builds_on_what_is_no_count(earlier: list[Value]) -> None:
    """A part that follows from no number or no volume cannot be asked."""
    with pytest.raises(GivenError):
        SMALL.part(len(earlier), tuple(earlier))


# ---- mistakes, worked out by hand from the catalogue -----------------------------------------------------------------

# 7×6×2 with 4 filters of 3×3 at padding 1 and stride 2: (7 − 3 + 2)/2 + 1 = 4 wide; 6 would not fit, so 5 high:
# (5 − 3 + 2)/2 + 1 = 3. A neuron has 3·3·2 = 18 inputs; there are 4·3·4 = 48 of them, 12 a map.
PROBLEM = ParameterSharing(Volume(7, 5, 2), Conv(4, Window.square(3, 2, 1)), fully_connected=6)

BY_HAND: list[tuple[str, str, Any]] = [
    ("depth-column", "depth-of-input", 2),
    ("depth-column", "depth-from-filter-size", 3),
    ("depth-column", "map-for-column", 12),
    ("depth-column", "depth-dropped", 1),
    ("connected-to", "depth-forgotten", Volume(3, 3, 1)),
    ("connected-to", "depth-of-output", Volume(3, 3, 4)),
    ("connected-to", "as-dense", Volume(7, 5, 2)),
    ("connected-to", "area-forgotten", Volume(1, 1, 2)),
    ("inputs-per-neuron", "depth-forgotten", 9),
    ("inputs-per-neuron", "as-dense", 70),  # 7·5·2
    ("inputs-per-neuron", "bias-counted", 19),
    ("inputs-per-neuron", "filter-not-squared", 6),  # 3·2
    ("inputs-per-neuron", "sides-added", 8),  # 3 + 3 + 2
    ("neurons", "one-filter-only", 12),
    ("neurons", "size-unchanged", 140),  # 7·5·4
    ("neurons", "depth-of-input", 24),  # 4·3·2
    ("neurons", "filters-only", 4),
    ("neurons", "no-plus-one", 24),  # 3·2·4
    ("connections", "depth-forgotten", 432),  # 48·9
    ("connections", "as-dense", 3360),  # 48·70
    ("connections", "one-filter-only", 216),  # 12·18
    ("connections", "parameters-for-connections", 72),  # 18·4
    ("connections", "bias-counted", 912),  # 48·19
    ("weights", "depth-forgotten", 36),  # 9·4
    ("weights", "as-dense", 280),  # 70·4
    ("weights", "one-filter-only", 18),
    ("weights", "no-sharing", 864),  # 48·18
    ("weights", "total-given", 76),  # 72 + 4
    ("parameters", "depth-forgotten", 40),  # (9 + 1)·4
    ("parameters", "as-dense", 284),  # (70 + 1)·4
    ("parameters", "one-filter-only", 19),
    ("parameters", "no-sharing", 912),  # 48·19
    ("parameters", "bias-forgotten", 72),
    ("parameters", "one-bias-per-layer", 73),
    ("parameters", "bias-per-cell", 120),  # 72 + 48
    ("unshared-parameters", "depth-forgotten", 480),  # 48·10
    ("unshared-parameters", "as-dense", 3408),  # 48·71
    ("unshared-parameters", "one-filter-only", 228),  # 12·19
    ("unshared-parameters", "sharing-kept", 76),  # 4·19
    ("unshared-parameters", "bias-forgotten", 864),  # 48·18
    ("unshared-parameters", "bias-per-filter", 868),  # 864 + 4
    ("fully-connected-weights", "window-only", 108),  # 18·6
    ("fully-connected-weights", "flatten-without-channels", 210),  # 35·6
    ("fully-connected-weights", "one-neuron-only", 70),
    ("fully-connected-weights", "one-side-only", 84),  # 7·2·6
    ("fully-connected-weights", "bias-counted", 426),  # 420 + 6
    ("fully-connected-parameters", "window-only", 114),  # 108 + 6
    ("fully-connected-parameters", "one-neuron-only", 71),  # 70 + 1
    ("fully-connected-parameters", "dense-bias-forgotten", 420),  # 7·5·2·6
    ("fully-connected-parameters", "one-dense-bias", 421),
]


def part_of(quantity: str, problem: ParameterSharing = PROBLEM) -> OnePart:
    """The part that asks for a quantity."""
    (part,) = replace(problem, ask=(quantity,)).exact_parts()
    return part


def found(part: OnePart, id: str) -> list[object]:
    """What the applicable mistakes of an id give."""
    return [value for mistake, value in part.wrong_answers() if mistake.id == id]


@pytest.mark.parametrize(("quantity", "id", "value"), BY_HAND)
def test_mistake_by_hand(quantity: str, id: str, value: Value) -> None:
    """Each wrong procedure gives the number that one gets by following it by hand."""
    assert [value] == found(part_of(quantity), id)


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the parts out."""
    covered = {
        mistake for quantity, id, _ in BY_HAND for mistake, _ in part_of(quantity).wrong_answers() if mistake.id == id
    }
    assert {*ConnectedTo.mistakes, *SharingCount.mistakes} == covered


@pytest.mark.parametrize(
    ("quantity", "id", "problem"),
    [
        ("parameters", "depth-forgotten", ParameterSharing(Volume(7, 6, 1), Conv(4, Window.square(3)))),
        ("parameters", "one-bias-per-layer", ParameterSharing(Volume(7, 6, 2), Conv(1, Window.square(3)))),
        ("parameters", "as-dense", ParameterSharing(Volume(3, 3, 2), Conv(4, Window.square(3)))),
        ("parameters", "no-sharing", ParameterSharing(Volume(3, 3, 2), Conv(4, Window.square(3)))),
        ("neurons", "size-unchanged", ParameterSharing(Volume(7, 6, 2), Conv(4, Window.square(3, 1, 1)))),
        ("connected-to", "area-forgotten", ParameterSharing(Volume(7, 6, 2), Conv(4, Window.square(1)))),
    ],
)
def test_mistake_that_cannot_change_the_answer(quantity: str, id: str, problem: ParameterSharing) -> None:
    """A window as large as the input is a fully connected layer, and one place has nothing to share."""
    assert [] == found(part_of(quantity, problem), id)


# ---- drawing and refusals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_drawn_counts_have_four_digits_at_most(level: Level) -> None:
    """What sharing saves is counted in thousands, but no further."""
    for number in range(1, 200):
        for part in draw(Code("parameter-sharing", level, 3, number)).problem.exact_parts():
            value = part.answer()
            assert isinstance(value, Volume) or value <= 9999


def test_parts_are_never_drawn_alone() -> None:
    """A part comes with its problem."""
    assert SharingPart.draw("easy", None) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "givens"),
    [
        ("ask", {"ask": ()}),
        ("ask", {"ask": ("neurons", "neurons")}),
        ("layer", {"layer": Conv(4, Window.square(3), groups=2)}),
        ("layer", {"layer": Conv(4, Window.square(3), bias=False)}),
        ("layer", {"layer": Conv(4, Window.square(4, 2))}),  # (7 − 4)/2 is not whole
        ("size", {"layer": Conv(4, Window.square(8))}),
        ("fully-connected", {"ask": ("fully-connected-weights",)}),
        ("fully-connected", {"fully_connected": -1}),
    ],
)
def test_refusals(key: str, givens: dict[str, Any]) -> None:
    """Givens that make no layer or ask nothing are refused, with the name of the given at fault."""
    with pytest.raises(GivenError) as error:
        replace(SMALL, **givens)
    assert key == error.value.key


def test_what_was_not_asked_before_is_worked_out_first() -> None:
    """Asked for the connections alone, the working has n = 3·3·2 = 18 and N = 4·4·5 = 80 before N·n."""
    alone = ParameterSharing(Volume(6, 6, 2), Conv(5, Window.square(3)), ask=("connections",))
    (part,) = alone.exact_parts()
    steps = [(step.label, step.expression, step.value) for step in part.working().steps]
    sides = [("W2", "(6 − 3 + 0)/1 + 1", 4), ("H2", "(6 − 3 + 0)/1 + 1", 4)]
    expected = [("n", "3·3·2", 18), *sides, ("N", "4·4·5", 80), ("connections", "80·18", 1440)]
    assert expected == steps
