"""`exact.gradients`: numbers worked out by hand, plain loops, and the definition of a gradient by finite differences.

A convolution and an average are linear, a maximum and a ReLU linear between their kinks: there (L(x + h) − L(x))/h with
a small rational h is not near the gradient, it is the gradient. L is the sum of dY·Y over all cells.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact import gradients
from cnnhand.exact.gradients import (
    average_pool_gradient,
    bias_gradient,
    input_gradient,
    max_pool_gradient,
    relu_gradient,
    weight_gradient,
)
from cnnhand.exact.layers import grid
from cnnhand.exact.shapes import Axis, Rounding, Window
from cnnhand.exact.values import Volume
from tests import oracles
from tests.exact.test_layers import convolutions, is_plain, kinds, objects, plainly, settings_of_an_axis, volumes

H = Fraction(1, 7)
"""A step that is smaller than the distance of any two whole numbers."""


# ---- by hand --------------------------------------------------------------------------------------------------------

MAXPOOL_4X4 = [[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]


def text(result: np.ndarray) -> str:
    """A result as a learner would type it."""
    return str(grid(result))


def test_course_max_pool_gradient() -> None:
    """The lecture's example: each number of dY goes to the place of its maximum, 6, 8, 3 and 4."""
    actual = max_pool_gradient(np.array([MAXPOOL_4X4]), np.array([[[11, 12], [21, 22]]]), window=Window.square(2, 2))
    assert text(actual) == "0 0 0 0; 0 11 0 12; 21 0 0 0; 0 0 0 22"


def test_ties_go_to_the_first_in_reading_order() -> None:
    """Of four equal numbers the one above and left gets it, of two in the last row the left one."""
    x = np.array([[[3, 3, 1, 2], [3, 3, 4, 4]]])
    assert text(max_pool_gradient(x, np.array([[[5, 7]]]), window=Window.square(2, 2))) == "5 0 0 0; 0 0 7 0"


def test_overlapping_windows_add_up() -> None:
    """Four 2×2 windows at stride 1 that share the 9 in the middle send it 1 + 2 + 3 + 4."""
    x = np.array([[[1, 2, 3], [4, 9, 5], [6, 7, 8]]])
    actual = max_pool_gradient(x, np.array([[[1, 2], [3, 4]]]), window=Window.square(2))
    assert text(actual) == "0 0 0; 0 10 0; 0 0 0"


def test_padding_never_gets_the_gradient() -> None:
    """Negative numbers win against the padding, also where a window sees but one of them."""
    x = np.array([[[-1, -2], [-3, -4]]])
    actual = max_pool_gradient(x, np.array([[[1, 2, 3]] * 3]), window=Window.square(2, 1, 1))
    # windows from the top left: (−1) 1, (−1 −2) 2, (−2) 3; (−1 −3) 1, all 2, (−2 −4) 3; (−3) 1, (−3 −4) 2, (−4) 3
    assert text(actual) == "6 6; 3 3"


@pytest.mark.parametrize(
    ("rounding", "gradient", "expected"),
    [
        (Rounding.FLOOR, [[[5, 6]]], "0 5 0 6 0"),
        (Rounding.CEIL, [[[5, 6, 7]]], "0 5 0 6 7"),
    ],
)
def test_roundings_of_max_pooling(rounding: Rounding, gradient: Any, expected: str) -> None:
    """Five columns in steps of two: rounded down the fifth gets nothing, rounded up it is a window of its own."""
    x, window = np.array([[[1, 2, 3, 4, 9]]]), Window(Axis(2, stride=2), Axis(1))
    assert expected == text(max_pool_gradient(x, np.array(gradient), window=window, rounding=rounding))
    with pytest.raises(GivenError, match="does not fit"):
        max_pool_gradient(x, np.array(gradient), window=window, rounding=Rounding.EXACT)


def test_average_pool_gradient() -> None:
    """A 2×2 window gives a quarter of dY to each of its cells; 3×3 windows at stride 2 add up in the shared column."""
    quarter = average_pool_gradient(np.array([[[8, 4]]]), Volume(4, 2, 1), window=Window.square(2, 2))
    assert text(quarter) == "2 2 1 1; 2 2 1 1"
    ninth = average_pool_gradient(np.array([[[9, 18]]]), Volume(5, 3, 1), window=Window.square(3, 2))
    assert text(ninth) == "1 1 3 2 2; 1 1 3 2 2; 1 1 3 2 2"


def test_the_divisor_with_padding() -> None:
    """A window over two cells of the input and two of the padding divides by 4, or by the 2 that are real."""
    window, gradient = Window(Axis(2, 1, 1, 0), Axis(2)), np.array([[[12]]])
    shares = [
        text(average_pool_gradient(gradient, Volume(1, 2, 1), window=window, count_padding=counted))
        for counted in (True, False)
    ]
    assert shares == ["3; 3", "6; 6"]


def test_a_last_window_divides_by_what_it_has() -> None:
    """Rounded up, the window over the third column alone divides by the one cell that is there."""
    window = Window(Axis(2, stride=2), Axis(1))
    actual = average_pool_gradient(np.array([[[6, 5]]]), Volume(3, 1, 1), window=window, rounding=Rounding.CEIL)
    assert text(actual) == "3 3 5"


def test_convolution_by_hand() -> None:
    """X of 3×3, W and dY of 2×2: dW slides dY over X, dX lays dY·W on each window."""
    x, weights = np.array([[[1, 2, 0], [3, 1, 4], [0, 2, 5]]]), np.array([[[[1, 2], [3, 4]]]])
    dy, window = np.array([[[1, -1], [2, 0]]]), Window.square(2)
    # 1·1 − 1·2 + 2·3 = 5, 1·2 − 1·0 + 2·1 = 4; 1·3 − 1·1 + 2·0 = 2, 1·1 − 1·4 + 2·2 = 1
    assert text(weight_gradient(x, dy, window=window)[0]) == "5 4; 2 1"
    # 1·W above left, −1·W above right, 2·W below left
    assert text(input_gradient(dy, weights, Volume(3, 3, 1), window=window)) == "1 1 -2; 5 5 -4; 6 8 0"
    assert bias_gradient(dy).tolist() == [2]


def test_stride_and_padding_by_hand() -> None:
    """A 3×3 input, 3×3 kernel, stride 2 and padding 1: four windows, each around a corner of the input."""
    x = np.array([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    dy, window = np.array([[[1, 10], [100, 1000]]]), Window.square(3, 2, 1)
    # the middle weight meets the corners: 1·1 + 10·3 + 100·7 + 1000·9; the first one padding but for 1000·5
    assert text(weight_gradient(x, dy, window=window)[0]) == "5000 6400 500; 8020 9731 802; 50 64 5"
    # the first corner is only in the first window, under its middle; the 5 is in all four, under their corners
    weights = np.array([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]])
    dx = input_gradient(dy, weights, Volume(3, 3, 1), window=window).tolist()[0]
    assert [dx[0][0], dx[1][1]] == [5 * 1, 9 * 1 + 7 * 10 + 3 * 100 + 1 * 1000]


def test_relu_gradient_stops_at_zero() -> None:
    """dY passes where X is positive, whatever its own sign."""
    x, dy = np.array([[[2, 0], [-1, 5]]]), np.array([[[-3, 4], [6, 7]]])
    assert text(relu_gradient(x, dy)) == "-3 0; 0 7"


# ---- against plain loops -------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(convolutions(), st.data())
def test_convolution_gradients_are_the_loops(layer: Any, data: Any) -> None:
    """dX, dW and db of any convolution are the nested loops' ones, however large the numbers."""
    x, weights, _, window, groups, _ = layer
    output = oracles.convolve(x, weights, **plainly(window), groups=groups)
    dy = volumes(data.draw, data.draw(kinds), len(output), len(output[0]), len(output[0][0]))
    expected = oracles.convolution_gradients(x, weights, dy, **plainly(window), groups=groups)
    volume = Volume(len(x[0][0]), len(x[0]), len(x))
    actual = (
        input_gradient(objects(dy), objects(weights), volume, window=window, groups=groups),
        weight_gradient(objects(x), objects(dy), window=window, groups=groups),
        bias_gradient(objects(dy)),
    )
    assert expected == tuple(result.tolist() for result in actual)
    assert all(map(is_plain, actual))


@settings(max_examples=80, deadline=None)
@given(st.data(), st.sampled_from(Rounding))
def test_pooling_gradients_are_the_loops(data: Any, rounding: Rounding) -> None:
    """Max and average pooling, every rounding, padding counted or not, ties and overlaps."""
    height, width = data.draw(st.sampled_from([(5, 7), (7, 3), (3, 8), (1, 7), (5, 2), (2, 2)]))
    window = Window(data.draw(settings_of_an_axis(width)), data.draw(settings_of_an_axis(height)))
    assume(all(max(axis.before, axis.after) < axis.reach for axis in window))
    x = volumes(data.draw, data.draw(kinds | st.just(st.integers(0, 2))), 2, height, width)
    filter = (window.down.filter, window.across.filter)
    try:
        output = oracles.max_pool(x, filter, **plainly(window), ceil_mode=rounding is Rounding.CEIL)
    except ValueError:
        assume(False)
    divides = all(axis.span(side) % axis.stride == 0 for axis, side in zip(window, (width, height), strict=True))
    assume(divides or rounding is not Rounding.EXACT)
    dy = volumes(data.draw, data.draw(kinds), 2, len(output[0]), len(output[0][0]))
    volume = Volume(width, height, 2)
    for how, actual in {
        "max": max_pool_gradient(objects(x), objects(dy), window=window, rounding=rounding),
        "average": average_pool_gradient(objects(dy), volume, window=window, rounding=rounding, count_padding=False),
        "average-padded": average_pool_gradient(objects(dy), volume, window=window, rounding=rounding),
    }.items():
        assert oracles.pool_gradient(x, dy, filter, how, **plainly(window)) == actual.tolist()
        assert is_plain(actual)


# ---- against the definition ----------------------------------------------------------------------------------------


def differences(x: list[Any], loss: Callable[[list[Any]], Fraction]) -> list[Any]:
    """(L(x + h) − L(x))/h for every number of nested lists."""

    def changed(nested: Any, path: tuple[int, ...]) -> Any:
        if not path:
            return nested + H
        return [changed(inner, path[1:]) if index == path[0] else inner for index, inner in enumerate(nested)]

    def slopes(nested: Any, path: tuple[int, ...]) -> Any:
        if isinstance(nested, list):
            return [slopes(inner, (*path, index)) for index, inner in enumerate(nested)]
        return (loss(changed(x, path)) - before) / H

    before = loss(x)
    return list(slopes(x, ()))


def loss_of(y: list[Any], dy: list[Any]) -> Fraction:
    """The sum of dY·Y."""
    pairs = zip(np.array(y, dtype=object).flat, np.array(dy, dtype=object).flat, strict=True)
    return sum((Fraction(a) * b for a, b in pairs), Fraction(0))


LAYERS = [
    pytest.param(Window.square(2), 1, id="plain"),
    pytest.param(Window.square(3, 2, 1), 1, id="stride-and-padding"),
    pytest.param(Window(Axis(2, 2, 1, 0), Axis(3, 1, 0, 2)), 1, id="sides"),
    pytest.param(Window.square(2, 2, 1, 2), 2, id="dilation-and-groups"),
    pytest.param(Window.square(2, 3), 1, id="rest"),
]


@pytest.mark.parametrize(("window", "groups"), LAYERS)
def test_convolution_gradients_are_differences(window: Window, groups: int) -> None:
    """dX, dW and db are by how much the loss changes with each number of X, W and b."""
    x = _rows(2, 4, 5)
    weights = [_rows(2 // groups, window.down.filter, window.across.filter, shift) for shift in range(2)]
    bias = [1, -2]
    how = {**plainly(window), "groups": groups}
    output = oracles.convolve(x, weights, bias, **how)
    dy = _rows(len(output), len(output[0]), len(output[0][0]), 3)
    actual = input_gradient(np.array(dy), np.array(weights), Volume(5, 4, 2), window=window, groups=groups)
    assert differences(x, lambda x: loss_of(oracles.convolve(x, weights, bias, **how), dy)) == actual.tolist()
    actual = weight_gradient(np.array(x), np.array(dy), window=window, groups=groups)
    assert differences(weights, lambda w: loss_of(oracles.convolve(x, w, bias, **how), dy)) == actual.tolist()
    actual = bias_gradient(np.array(dy))
    assert differences(bias, lambda b: loss_of(oracles.convolve(x, weights, b, **how), dy)) == actual.tolist()


@pytest.mark.parametrize("ceil", [False, True])
@pytest.mark.parametrize("window", [Window.square(2, 2), Window.square(3, 2, 1), Window(Axis(3), Axis(2, 2, 1, 0))])
def test_pooling_and_relu_gradients_are_differences(window: Window, ceil: bool) -> None:
    """Away from ties and from 0, the gradients of a maximum and of ReLU are differences too."""
    numbers = np.random.default_rng(5).permutation(np.concatenate([np.arange(-15, 0), np.arange(1, 16)]))
    x = numbers.reshape(1, 5, 6).tolist()
    filter, how = (window.down.filter, window.across.filter), {**plainly(window), "ceil_mode": ceil}
    output = oracles.max_pool(x, filter, **how)
    dy = _rows(1, len(output[0]), len(output[0][0]), 3)
    rounding = Rounding.CEIL if ceil else Rounding.FLOOR
    actual = max_pool_gradient(np.array(x), np.array(dy), window=window, rounding=rounding)
    assert differences(x, lambda x: loss_of(oracles.max_pool(x, filter, **how), dy)) == actual.tolist()
    gradient = _rows(1, 5, 6, 4)
    relu = [[[max(cell, 0) for cell in row] for row in plane] for plane in x]
    assert relu == np.maximum(x, 0).tolist()
    actual = relu_gradient(np.array(x), np.array(gradient))
    assert (
        differences(x, lambda x: loss_of([[[max(c, 0) for c in row] for row in plane] for plane in x], gradient))
        == actual.tolist()
    )


def _rows(depth: int, height: int, width: int, shift: int = 0) -> list[Any]:
    """Small whole numbers without a pattern, none of them alike in a row."""
    return [
        [
            [(7 * (c + shift) + 5 * i + 3 * j + i * j * j + shift * j) % 11 - 5 for j in range(width)]
            for i in range(height)
        ]
        for c in range(depth)
    ]


# ---- magnitudes and arguments ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("power", [52, 53, 61, 62, 63, 64, 1000])
def test_no_sum_wraps(power: int) -> None:
    """Four windows that add up in one cell are exact below, at and above 2**63."""
    x, dy = np.array([[[0, 0, 0], [0, 9, 0], [0, 0, 0]]]), np.full((1, 2, 2), 2**power, dtype=object)
    actual = max_pool_gradient(x, dy, window=Window.square(2))
    assert [[[0, 0, 0], [0, 2 ** (power + 2), 0], [0, 0, 0]]] == actual.tolist()
    mean = average_pool_gradient(dy, Volume(3, 3, 1), window=Window.square(2))
    assert mean.tolist()[0][1][1] == 2**power
    assert bias_gradient(dy).tolist() == [2 ** (power + 2)]


def test_the_arguments_stay_as_they_are() -> None:
    """No function writes into its arguments or hands them back as its result."""
    x, dy = np.array([[[1, -2], [3, 4]]]), np.array([[[5, 6], [7, 8]]])
    weights, one = np.array([[[[2]]]]), Window.square(1)
    results = [
        max_pool_gradient(x, dy, window=one),
        average_pool_gradient(dy, Volume(2, 2, 1), window=one),
        relu_gradient(x, dy),
        weight_gradient(x, dy, window=one),
        input_gradient(dy, weights, Volume(2, 2, 1), window=one),
        bias_gradient(dy),
    ]
    for result in results:
        result[...] = 99
    assert (x.tolist(), dy.tolist(), weights.tolist()) == ([[[1, -2], [3, 4]]], [[[5, 6], [7, 8]]], [[[[2]]]])


# ---- what is refused ------------------------------------------------------------------------------------------------

X = np.arange(4 * 5 * 7).reshape(4, 5, 7)
DY = np.ones((2, 3, 5), dtype=int)
WEIGHTS = np.ones((2, 4, 3, 3), dtype=int)
THREE = Window.square(3)


@pytest.mark.parametrize(
    ("key", "says", "call"),
    [
        ("gradient", "the gradient is 5×3×2 (width × height × depth), but the output is 5×3×4",
         lambda: max_pool_gradient(X, DY, window=THREE)),
        ("gradient", "but the output is 7×5×4", lambda: relu_gradient(X, DY)),
        ("gradient", "not float64", lambda: weight_gradient(X, DY * 0.5, window=THREE)),
        ("gradient", "but the output is 7×5×2", lambda: weight_gradient(X, DY, window=Window.square(3, padding=1))),
        ("input", "arranged by channel, row, column", lambda: weight_gradient(X[0], DY, window=THREE)),
        ("filters", "the weights are 3 wide and 3 high",
         lambda: input_gradient(DY, WEIGHTS, Volume(7, 5, 4), window=Window.square(2))),
        ("filters", "4 deep in 1 groups, but the input is 3 deep",
         lambda: input_gradient(DY, WEIGHTS, Volume(7, 5, 3), window=THREE)),
        ("groups", "must divide", lambda: weight_gradient(X, DY, window=THREE, groups=3)),
        ("size", "larger than the input", lambda: max_pool_gradient(X, DY, window=Window.square(6))),
        ("padding", "nothing but padding",
         lambda: average_pool_gradient(DY, Volume(7, 5, 2), window=Window.square(3, 1, 3))),
        ("stride", "does not fit",
         lambda: average_pool_gradient(DY, Volume(7, 5, 2), window=Window.square(3, 3), rounding=Rounding.EXACT)),
        ("rounding", "only pooling rounds up", lambda: gradients._checked(
            DY, Volume(7, 5, 4), gradients.Conv(2, THREE), Rounding.CEIL)),
        ("input", "the limit is", lambda: average_pool_gradient(
            np.ones((1, 1, 1), int), Volume(10**6, 10**6, 1), window=Window.square(1, 10**6))),
    ],
)  # fmt: skip
def test_what_cannot_be_done(key: str, says: str, call: Callable[[], Any]) -> None:
    """Every refusal names the given at fault."""
    with pytest.raises(GivenError, match=re.escape(says)) as error:
        call()
    assert key == error.value.key
