"""`parameter-count`: the course's counts, parameters counted one by one, and every usual mistake worked out by hand."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand.diagnosis import diagnose
from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import BatchNorm, Dense, Depthwise, SamePadding
from cnnhand.exact.shapes import Conv, Pair, Pool, Sides, Window
from cnnhand.exact.values import Volume
from cnnhand.kinds._layers import Counted
from cnnhand.kinds.parameter_count import ParameterCount
from tests.board import evaluate

COUNTS = ("weights", "biases", "total")


# ---- the course's worked examples (worked_examples.yaml) -----------------------------------------------------------


@pytest.mark.parametrize(
    ("volume", "layer", "counts"),
    [
        pytest.param(Volume(5, 5, 3), Conv(2, Window.square(3, 2, 1)), (54, 2, 56), id="params-5x5x3"),
        pytest.param(Volume(227, 227, 3), Conv(96, Window.square(11, 4)), (34848, 96, 34944), id="alexnet-sharing"),
        pytest.param(Volume(20, 20, 1), Conv(10, Window.square(3)), (90, 10, 100), id="fc-20"),
        pytest.param(Volume(200, 200, 1), Conv(10, Window.square(3)), (90, 10, 100), id="fc-200"),
    ],
)
def test_course(volume: Volume, layer: Conv, counts: tuple[int, int, int]) -> None:
    """The course's counts; the last two are the same, since the size of the image does not matter."""
    assert counts == tuple(ParameterCount(volume, layer, count).answer() for count in COUNTS)


def test_alexnet_without_sharing() -> None:
    """If every cell had its own weights, AlexNet's first layer would have 105,705,600 parameters."""
    problem = ParameterCount(Volume(227, 227, 3), Conv(96, Window.square(11, 4)))
    assert [value for mistake, value in problem.wrong_answers() if mistake.id == "no-sharing"] == [105705600]


@pytest.mark.parametrize(
    ("volume", "layer", "counts"),
    [
        pytest.param(Volume(5, 5, 16), Dense(120), (48000, 120, 48120), id="LeNet-5's first fully connected layer"),
        pytest.param(Volume(1, 1, 4096), Dense(1000), (4096000, 1000, 4097000), id="AlexNet's last layer"),
        pytest.param(Volume(20, 20, 1), Dense(10), (4000, 10, 4010), id="fc-20"),
        pytest.param(Volume(200, 200, 1), Dense(10, bias=False), (400000, 0, 400000), id="fc-200 without biases"),
        pytest.param(Volume(55, 55, 96), Pool("max", Window.square(3, 2)), (0, 0, 0), id="AlexNet's first pool"),
        pytest.param(Volume(112, 112, 64), BatchNorm(), (64, 64, 128), id="ResNet's first batch norm"),
        pytest.param(
            Volume(112, 112, 32), Depthwise(Window.square(3, 1, 1), bias=False), (288, 0, 288), id="depthwise"
        ),
        pytest.param(Volume(56, 56, 256), Conv(64, Window.square(1)), (16384, 64, 16448), id="a 1×1 bottleneck"),
        pytest.param(
            Volume(27, 27, 96), Conv(256, Window.square(5, 1, 2), 2), (307200, 256, 307456), id="AlexNet's second"
        ),
        pytest.param(Volume(9, 9, 3), SamePadding(Conv(4, Window.square(3))), (108, 4, 112), id="same padding"),
    ],
)
def test_other_layers(volume: Volume, layer: Counted, counts: tuple[int, int, int]) -> None:
    """Published counts of layers of other sorts; AlexNet's second layer is in two groups."""
    assert counts == tuple(ParameterCount(volume, layer, count).answer() for count in COUNTS)
    for count in COUNTS:
        problem = ParameterCount(volume, layer, count)
        assert problem.answer() == problem.working().steps[-1].value and problem.question()


def test_batch_norm_keeps_twice_as_much_as_it_trains() -> None:
    """For each channel a scale and a shift are trained, a mean and a variance are not."""
    assert [16, 16, 32] == [replace(NORM, count=count).answer() for count in ("total", "untrained", "all")]


# ---- an oracle: parameters counted ----------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3)),
    st.booleans(),
    st.tuples(st.integers(1, 3), st.integers(0, 2)),
)
def test_parameters_counted(
    size: tuple[int, int], groups: tuple[int, int, int], bias: bool, moves: tuple[int, int]
) -> None:
    """Writing every weight down and counting them gives the answer; stride and padding do not matter."""
    number, channels, filters = groups
    stride, padding = moves
    weights = [
        (group, filter, channel, row, column)
        for group in range(number)
        for filter in range(filters)
        for channel in range(channels)
        for row in range(size[1])
        for column in range(size[0])
    ]
    biases = [(group, filter) for group in range(number) for filter in range(filters) if bias]
    window = Window.of(Pair(*size), Pair(stride, stride), Sides(padding, padding, padding, padding))
    volume, layer = Volume(9, 7, number * channels), Conv(number * filters, window, number, bias)
    answers = [ParameterCount(volume, layer, count).answer() for count in COUNTS]
    assert [len(weights), len(biases), len(weights) + len(biases)] == answers


# ---- mistakes, worked out by hand from the catalogue ----------------------------------------------------------------

# The output is (8 − 3 + 2)/2 + 1 = 4 (rounded down) wide and (6 − 3 + 2)/2 + 1 = 3 high: W2·H2 = 12.
# Weights 3·3·4·5 = 180, biases 5.
TOTAL = ParameterCount(Volume(8, 6, 4), Conv(5, Window.square(3, 2, 1)))
PROBLEMS = {
    "total": TOTAL,
    "weights": replace(TOTAL, count="weights"),
    "biases": replace(TOTAL, count="biases"),
    # 3 wide and 2 high, two groups: a filter sees 4/2 = 2 channels. Weights 3·2·2·6 = 72, biases 6, in all 78.
    # The output is 6 wide and 5 high.
    "grouped": ParameterCount(Volume(8, 6, 4), Conv(6, Window.of(Pair(3, 2)), groups=2)),
}

DENSE = ParameterCount(Volume(4, 3, 5), Dense(6))  # 4·3·5 = 60 inputs, 360 weights and 6 biases
NORM = ParameterCount(Volume(4, 3, 8), BatchNorm())  # 8 scales and 8 shifts, 8 means and 8 variances
PROBLEMS |= {
    "dense": DENSE,
    "dense-weights": replace(DENSE, count="weights"),
    "dense-biases": replace(DENSE, count="biases"),
    "pool": ParameterCount(Volume(8, 6, 4), Pool("max", Window.square(2, 2))),
    "norm": NORM,
    "norm-untrained": replace(NORM, count="untrained"),
    "norm-all": replace(NORM, count="all"),
}

BY_HAND = [
    ("total", "bias-forgotten", "", 180),
    ("total", "depth-forgotten", "", 50),  # (3·3 + 1)·5
    ("total", "depth-forgotten-one-bias", "", 46),  # 3·3·5 + 1
    ("total", "depth-and-bias-forgotten", "", 45),  # 3·3·5
    ("total", "one-bias-per-layer", "", 181),  # 180 + 1
    ("total", "bias-per-channel", "", 200),  # (3·3 + 1)·4·5
    ("total", "biases-per-input-channel", "", 184),  # 180 + 4
    ("total", "bias-per-cell", "", 240),  # 180 + 12·5
    ("total", "one-filter-only", r"\}$", 37),  # 3·3·4 + 1
    ("total", "one-filter-only", "without its bias", 36),  # 3·3·4
    ("total", "no-sharing", "", 2220),  # (3·3·4 + 1)·12·5
    ("total", "times-image", "", 8645),  # 8·6·180 + 5
    ("total", "as-dense", "", 965),  # 8·6·4·5 + 5
    ("total", "filter-not-squared", "", 65),  # (3·4 + 1)·5
    ("total", "area-forgotten", "", 20),  # 4·5
    ("total", "filters-only", "", 5),
    ("total", "activations-counted", "", 60),  # 12·5
    ("total", "stride-or-padding-used", "stride", 370),  # 185·2
    ("total", "stride-or-padding-used", "padding", 505),  # (3 + 2)·(3 + 2)·4·5 + 5
    ("weights", "depth-forgotten", "", 45),  # 3·3·5
    ("weights", "one-filter-only", "", 36),  # 3·3·4
    ("weights", "no-sharing", "", 2160),  # 180·12
    ("weights", "times-image", "", 8640),  # 8·6·180
    ("weights", "as-dense", "", 960),  # 8·6·4·5
    ("weights", "filter-not-squared", "", 60),  # 3·4·5
    ("weights", "area-forgotten", "", 20),  # 4·5
    ("weights", "stride-or-padding-used", "stride", 360),  # 180·2
    ("weights", "stride-or-padding-used", "padding", 500),  # 5·5·4·5
    ("weights", "total-given", "", 185),
    ("biases", "one-bias-per-layer", "", 1),
    ("biases", "bias-per-channel", "", 20),  # 4·5
    ("biases", "biases-per-input-channel", "", 4),
    ("biases", "bias-per-cell", "", 60),  # 12·5
    ("biases", "activations-counted", "", 60),
    ("biases", "total-given", "", 185),
    ("biases", "weights-given", "", 180),
    ("dense", "dense-bias-forgotten", "", 360),
    ("dense", "one-dense-bias", "", 361),
    ("dense", "bias-per-input", "", 420),  # 360 + 60
    ("dense", "flatten-without-channels", "", 78),  # 12·6 + 6
    ("dense", "channels-only", "", 36),  # 5·6 + 6
    ("dense", "one-neuron-only", "", 61),  # 60 + 1
    ("dense", "inputs-and-neurons-added", "", 66),
    ("dense", "neurons-only", "", 6),
    ("dense-weights", "one-neuron-only", "", 60),
    ("dense-weights", "flatten-without-channels", "", 72),
    ("dense-weights", "dense-total-given", "", 366),
    ("dense-biases", "inputs-for-biases", "", 60),
    ("dense-biases", "one-dense-bias", "layer$", 1),
    ("dense-biases", "dense-weights-given", "", 360),
    ("pool", "pool-has-parameters", "cells", 4),  # 2·2
    ("pool", "pool-has-parameters", "as in a convolution", 16),  # 4·4
    ("pool", "pool-has-parameters", "and a bias", 20),  # (4 + 1)·4
    ("pool", "cells-counted", "output", 48),  # 4·3·4
    ("norm", "batchnorm-count", "a scale and a shift", 8),
    ("norm", "batchnorm-count", "running mean and variance counted", 32),
    ("norm", "bias-per-cell", "", 192),  # 16·12
    ("norm", "cells-counted", "input", 96),
    ("norm-untrained", "batchnorm-count", "a mean and a variance", 8),
    ("norm-untrained", "batchnorm-count", "which are trained", 32),
    ("norm-all", "batchnorm-count", "trained numbers alone", 16),
    ("norm-all", "batchnorm-count", "one number a channel$", 8),
    ("grouped", "groups-ignored", "", 150),  # 3·2·4·6 + 6
    ("grouped", "bias-forgotten", "", 72),
    ("grouped", "depth-forgotten", "", 42),  # (3·2 + 1)·6
    ("grouped", "as-dense", "", 1158),  # 8·6·4·6 + 6: a dense neuron sees all four channels
    ("grouped", "biases-per-input-channel", "", 76),  # 72 + 4
    ("grouped", "bias-per-channel", "", 84),  # (3·2 + 1)·2·6
    ("grouped", "filter-not-squared", "", 42),  # (3·2 + 1)·6
    ("grouped", "activations-counted", "", 180),  # 6·5·6
]


def found(problem: ParameterCount, id: str, fragment: str) -> list[object]:
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
        for mistake in ParameterCount.mistakes
        if mistake.id == id and re.search(fragment, mistake.sentence)
    }
    assert set(ParameterCount.mistakes) == covered


@pytest.mark.parametrize(
    ("id", "problem"),
    [
        ("bias-forgotten", ParameterCount(Volume(8, 8, 4), Conv(5, Window.square(3), bias=False))),
        ("bias-forgotten", PROBLEMS["weights"]),
        ("depth-forgotten", ParameterCount(Volume(8, 8, 1), Conv(5, Window.square(3)))),
        ("one-filter-only", ParameterCount(Volume(8, 8, 3), Conv(1, Window.square(3)))),
        ("stride-or-padding-used", ParameterCount(Volume(8, 8, 3), Conv(2, Window.square(3)))),
        ("filter-not-squared", ParameterCount(Volume(8, 8, 3), Conv(2, Window.square(1)))),
        ("total-given", PROBLEMS["total"]),
        ("weights-given", PROBLEMS["weights"]),
        ("groups-ignored", PROBLEMS["total"]),
        ("flatten-without-channels", ParameterCount(Volume(1, 1, 60), Dense(6))),
        ("dense-bias-forgotten", ParameterCount(Volume(4, 3, 5), Dense(6, bias=False))),
    ],
)
def test_mistake_that_cannot_change_the_answer(id: str, problem: ParameterCount) -> None:
    """Without biases nobody can forget them, in a flat input nobody the depth: such a mistake does not apply."""
    assert found(problem, id, "") == []


# ---- working and refusals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in PROBLEMS if name != "pool"])
def test_formula_with_its_numbers(name: str) -> None:
    """The formula with the numbers put in is the answer."""
    problem = PROBLEMS[name]
    assert problem.answer() == evaluate(problem.working().filled)


def test_hints_do_not_tell_that_pooling_has_no_parameters() -> None:
    """That is the answer: the hints only say what a parameter is and what pooling does."""
    hints = PROBLEMS["pool"].working().hints
    assert len(hints) == 2
    assert "no parameters" not in str(hints) and "none" not in str(hints)


def test_two_mistakes_at_once() -> None:
    """The channels left out of the inputs, and the biases too: 4·3·6 = 72."""
    findings = diagnose(DENSE, 72)
    assert {"dense-bias-forgotten", "flatten-without-channels"} == {finding.id for finding in findings}


def test_formula_of_the_course() -> None:
    """The formula is the course's: F·F·D weights for each of K filters, and K biases."""
    assert PROBLEMS["total"].working().formula == "weights + biases = F·F·D·K + K"
    assert PROBLEMS["total"].working().filled == "3·3·4·5 + 5"


@pytest.mark.parametrize(
    ("key", "volume", "layer"),
    [
        ("neurons", Volume(4, 4, 1), Dense(0)),
        ("size", Volume(4, 4, 1), Conv(1, Window.square(5))),
        ("filters", Volume(4, 4, 1), Conv(0, Window.square(3))),
        ("groups", Volume(4, 4, 3), Conv(4, Window.square(3), groups=2)),
        ("groups", Volume(4, 4, 4), Conv(3, Window.square(3), groups=2)),
        ("groups", Volume(4, 4, 4), Conv(3, Window.square(3), groups=0)),
        ("stride", Volume(4, 4, 1), Conv(1, Window.square(3, stride=0))),
        ("input", Volume(4, 4, 0), Conv(1, Window.square(3))),
    ],
)
def test_refusals(key: str, volume: Volume, layer: Conv) -> None:
    """Givens that make no layer are refused, with the name of the given at fault."""
    with pytest.raises(GivenError) as error:
        ParameterCount(volume, layer)
    assert key == error.value.key


def test_only_batch_norm_keeps_what_is_not_trained() -> None:
    """Elsewhere there is nothing to ask for."""
    with pytest.raises(GivenError) as error:
        ParameterCount(Volume(4, 4, 1), Dense(3), "untrained")
    assert "count" == error.value.key
