"""`neuron`: sums added up one by one, and every usual mistake worked out by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.kinds.neuron import Neuron
from tests.procedures import found, left_out

numbers = st.integers(-9, 9) | st.fractions(-3, 3, max_denominator=4)


def test_formula_of_the_course() -> None:
    """neuron: z = b + the sum of the inputs times their weights, 1 + 2·3 − 1·4 = 3."""
    assert Neuron((3, 4), (2, -1), 1).answer() == 3
    assert Neuron((3, 4), (2, -1), 1).working().formula == "z = b + Σ w·x"


def test_shared_weights() -> None:
    """The inputs differ from place to place, the weights and the bias do not: two places of one filter."""
    here = Neuron((3, 4), (2, -1), 1)
    assert [here.answer(), replace(here, inputs=(0, 5)).answer()] == [3, -4]


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6), numbers, st.booleans())
def test_added_up(pairs: list[tuple[int | Fraction, int | Fraction]], bias: int | Fraction, relu: bool) -> None:
    """The output is the bias and the products, one after the other, and 0 in place of what is negative."""
    total = bias
    for x, w in pairs:
        total += x * w
    problem = Neuron(tuple(x for x, _ in pairs), tuple(w for _, w in pairs), bias, relu)
    assert problem.answer() == (max(total, 0) if relu else total)


# ---- mistakes, worked out by hand from the catalogue ----------------------------------------------------------------

PROBLEMS = {
    "plain": Neuron((1, 2, 3), (4, -3, 1), 2),  # 4 − 6 + 3 + 2 = 3
    "negative": Neuron((1, 2, 3), (-4, -3, 1), 2),  # −4 − 6 + 3 + 2 = −5
    "relu": Neuron((1, 2, 3), (-4, -3, 1), 2, relu=True),  # max(0, −5)
}

BY_HAND = [
    ("plain", "bias-forgotten", "1"),
    ("plain", "bias-subtracted", "-1"),
    ("plain", "bias-per-product", "7"),  # 1 + 3·2
    ("plain", "signs-lost", "15"),  # 4 + 6 + 3 + 2
    ("relu", "signs-lost", "15"),
    ("plain", "weights-ignored", "8"),  # 1 + 2 + 3 + 2
    ("plain", "weights-reversed", "9"),  # 1 − 6 + 12 + 2
    ("plain", "sums-multiplied", "14"),  # 6·2 + 2
    ("plain", "averaged", "7/3"),  # 1/3 + 2
    ("plain", "largest-product", "6"),  # 4 + 2
    ("relu", "largest-product", "5"),  # 3 + 2
    ("relu", "relu-forgotten", "-5"),
    ("negative", "relu-applied", "0"),
    ("relu", "relu-before-bias", "2"),  # max(0, −7) + 2
    ("relu", "relu-per-product", "5"),  # 0 + 0 + 3 + 2
    ("relu", "absolute-value", "5"),
]


@pytest.mark.parametrize(("problem", "id", "value"), BY_HAND)
def test_mistake_by_hand(problem: str, id: str, value: str) -> None:
    """Each wrong procedure gives the number that one gets by following it by hand."""
    assert found(PROBLEMS[problem], id) == [value]


def test_every_mistake_is_worked_out() -> None:
    """The table above leaves no mistake of the kind out."""
    assert left_out(Neuron, [(id, "") for _, id, _ in BY_HAND]) == set()


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        ("bias-forgotten", Neuron((1, 2), (3, 4))),
        ("bias-forgotten", PROBLEMS["relu"]),  # −7 is 0 after the ReLU, as −5 is
        ("averaged", Neuron((1,), (3,), 1)),
        ("averaged", Neuron((1, 2), (-3, -4), 1, relu=True)),  # −11/2 + 1, and −11 + 1
        ("signs-lost", Neuron((1, 2), (3, 4))),
        ("weights-ignored", Neuron((1, 2), (1, 1))),
        ("weights-reversed", Neuron((1, 2), (3, 3))),
        ("relu-forgotten", PROBLEMS["plain"]),
        ("relu-forgotten", PROBLEMS["negative"]),
        ("relu-applied", PROBLEMS["plain"]),
        ("relu-before-bias", replace(PROBLEMS["plain"], relu=True)),
        ("absolute-value", replace(PROBLEMS["plain"], relu=True)),
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str, problem: Neuron) -> None:
    """Without a bias nobody can forget it, and a ReLU makes 0 of every negative number."""
    assert found(problem, id) == []


def test_refusals() -> None:
    """As many weights as inputs, and at least one."""
    for key, inputs, weights in (("weights", (1, 2), (3,)), ("inputs", (), ())):
        with pytest.raises(GivenError) as error:
            Neuron(inputs, weights)
        assert key == error.value.key
