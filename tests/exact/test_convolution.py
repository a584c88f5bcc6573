"""`exact.convolution`: plain loops as a reference, magnitudes that wrap, refusals."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact import convolution
from cnnhand.exact.convolution import array
from cnnhand.exact.shapes import Axis, Window
from cnnhand.exact.values import Grid, root
from tests import oracles


def convolve(x: np.ndarray, weights: np.ndarray, bias: Any = None, *, window: Window, flip: bool = False) -> np.ndarray:
    """The maps, with biases of 0 unless they are given."""
    bias = np.zeros(len(weights), dtype=int) if bias is None else bias
    return convolution.convolve(x, weights, bias, window, flip)


def text(result: np.ndarray) -> str:
    """A result as a learner would type it."""
    return str(Grid.of(*result.tolist()))


def maps(rows: list[list[int]], kernel: list[list[int]], window: Window, bias: int = 0, **how: Any) -> str:
    """One kernel on one channel."""
    return text(convolve(np.array([rows]), np.array([[kernel]]), np.array([bias]), window=window, **how))


def test_volume_demo() -> None:
    """Two 3×3×3 filters with biases 1 and 0 over a 5×5×3 volume, stride 2 and padding 1."""
    x = [
        [[0, 2, 1, 1, 0], [0, 2, 2, 0, 1], [0, 1, 1, 1, 2], [2, 0, 0, 1, 2], [1, 0, 1, 2, 1]],
        [[1, 2, 2, 0, 0], [0, 2, 0, 2, 1], [1, 0, 0, 2, 1], [0, 2, 0, 1, 2], [1, 0, 0, 1, 2]],
        [[1, 2, 2, 1, 0], [0, 2, 1, 0, 1], [1, 0, 1, 0, 1], [0, 1, 1, 2, 1], [1, 2, 2, 2, 1]],
    ]
    first = [
        [[1, -1, 1], [-1, 0, 1], [0, -1, 1]],
        [[-1, 0, 1], [1, 0, 1], [1, -1, -1]],
        [[0, -1, 0], [-1, 1, -1], [1, -1, 1]],
    ]
    second = [
        [[0, 1, -1], [-1, 0, 1], [1, -1, -1]],
        [[1, -1, 0], [-1, 0, 0], [-1, 0, 0]],
        [[0, 1, -1], [1, -1, 1], [1, 0, -1]],
    ]
    actual = convolve(np.array(x), np.array([first, second]), np.array([1, 0]), window=Window.square(3, 2, 1))
    assert text(actual) == "6 0 -2; 4 7 -3; 0 1 -4 | -1 -2 -3; -7 0 -1; 2 4 0"


# ---- against plain loops -------------------------------------------------------------------------------------------

EDGES = [0, 1, 2**26, 2**31, 2**32, 2**52, 2**53, 2**62, 2**63, 2**64, 2**100]
small = st.integers(-9, 9)
near = st.builds(lambda sign, edge, off: sign * edge + off, st.sampled_from([1, -1]), st.sampled_from(EDGES), small)
fractions = st.fractions(-9, 9, max_denominator=12)
big_fractions = st.builds(lambda top, bottom: Fraction(top, bottom), near, st.sampled_from([1, 3, 2**40, 7**30]))
kinds = st.sampled_from([small, small | near, near, small | fractions, fractions, big_fractions | near])


def volumes(draw: Callable[[Any], Any], numbers: Any, *shape: int) -> Any:
    """Nested lists of this shape."""
    if len(shape) == 1:
        return draw(st.lists(numbers, min_size=shape[0], max_size=shape[0]))
    return [volumes(draw, numbers, *shape[1:]) for _ in range(shape[0])]


@st.composite
def settings_of_an_axis(draw: Any, side: int) -> Axis:
    """A filter, stride, padding per side and dilation that fit on an axis."""
    before, after = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    dilation = draw(st.integers(1, 3))
    filter = draw(st.integers(1, min(4, (side + before + after - 1) // dilation + 1)))
    return Axis(filter, draw(st.integers(1, 4)), before, after, dilation)


def plainly(window: Window) -> dict[str, Any]:
    """The window as the reference takes it: rows first."""
    across, down = window
    return {
        "stride": (down.stride, across.stride),
        "padding": ((down.before, down.after), (across.before, across.after)),
        "dilation": (down.dilation, across.dilation),
    }


@st.composite
def convolutions(draw: Any) -> tuple[Any, Any, Any, Window, bool]:
    """A layer whose sizes differ on every axis wherever they can, with numbers of one kind for each of x, w and b."""
    height, width = draw(st.sampled_from([(5, 7), (7, 3), (3, 5), (1, 7), (5, 2), (2, 2)]))
    depth, filters = draw(st.sampled_from([1, 2, 3])), draw(st.sampled_from([1, 2, 4]))
    window = Window(draw(settings_of_an_axis(width)), draw(settings_of_an_axis(height)))
    x = volumes(draw, draw(kinds), depth, height, width)
    weights = volumes(draw, draw(kinds), filters, depth, window.down.filter, window.across.filter)
    bias = draw(st.none() | st.just(True)) and volumes(draw, draw(kinds), filters)
    return x, weights, bias, window, draw(st.booleans())


def objects(nested: Any) -> Any:
    """The numbers as they are."""
    return None if nested is None else np.array(nested, dtype=object)


def is_plain(result: np.ndarray) -> bool:
    """Whether a result keeps the promise: int64 where all fits, else Python integers and true fractions."""
    if result.dtype == np.int64:
        return True
    cells = list(result.flat)
    exact = all(type(cell) is int or (type(cell) is Fraction and cell.denominator > 1) for cell in cells)
    return exact and any(type(cell) is Fraction or not -(2**63) <= cell < 2**63 for cell in cells)


@settings(max_examples=60, deadline=None)
@given(convolutions(), st.sampled_from([2**18, 7, 40]))
def test_convolution_is_the_sum_of_products(layer: Any, patch_cells: int) -> None:
    """Any convolution is the nested loops' one, however large its numbers and in however many turns it is done."""
    x, weights, bias, window, flip = layer
    expected = oracles.convolve(x, weights, bias, **plainly(window), flip=flip)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(convolution, "PATCH_CELLS", patch_cells)
        actual = convolve(objects(x), objects(weights), objects(bias), window=window, flip=flip)
    assert expected == actual.tolist()
    assert is_plain(actual)


# ---- magnitudes ----------------------------------------------------------------------------------------------------


def arithmetic(x: int, weights: list[int], bias: int) -> Any:
    """The dtype that is chosen for a row of equal inputs under one filter."""
    return convolution._arithmetic(np.array([[[x]]], object), np.array([[[weights]]], object), np.array([bias], object))


@pytest.mark.parametrize(
    ("x", "weights", "bias", "dtype"),
    [
        (2**52, [1], 2**52 - 1, np.float64),  # B = 2**53 - 1
        (2**52, [1], 2**52, np.int64),  # B = 2**53
        (-(2**52), [1], -(2**52), np.int64),
        (2**50, [3, -4], 2**50 - 1, np.float64),
        (2**50, [3, -4], 2**50, np.int64),
        (2**62, [1], 2**62 - 1, np.int64),  # B = 2**63 - 1
        (2**62, [1], 2**62, object),  # B = 2**63
        (-(2**63), [1], 0, object),  # abs(-2**63) is no int64
        (1, [-(2**63)], 0, object),
        (1, [2**62, -(2**62)], 0, object),  # nor is the sum of their magnitudes
        (0, [0], 2**63 - 1, np.int64),
        (2**53, [0], 0, np.int64),  # the product is small, the number itself is not
        (10**400, [0], 0, object),  # larger than any float
        (0, [10**400], 0, object),
    ],
)
def test_the_bound_decides_the_arithmetic(x: int, weights: list[int], bias: int, dtype: Any) -> None:
    """B = max|x|·Σ|w| + max|b|: floats below 2**53, int64 below 2**63, Python's integers from there on."""
    assert arithmetic(x, weights, bias) is dtype
    row = np.array([[[x] * len(weights)]], dtype=object)
    window = Window(Axis(len(weights)), Axis(1))
    actual = convolve(row, np.array([[[weights]]], object), np.array([bias], object), window=window)
    assert [[[x * sum(weights) + bias]]] == actual.tolist()


def test_the_bound_takes_the_largest_filter() -> None:
    """The weights of one filter add up, those of different filters do not."""
    weights = np.array([[[[2**51, 2**51 - 1]]], [[[2**51, -(2**51)]]]])
    one = np.array([[[1]]])
    assert convolution._arithmetic(one, weights[:1], np.array([0])) is np.float64
    assert convolution._arithmetic(one, weights, np.array([0, 0])) is np.float64
    assert convolution._arithmetic(one, np.full((1, 1, 1, 2), 2**52), np.array([0])) is np.int64


@pytest.mark.parametrize("power", [31, 32, 53, 62, 63, 64, 65, 127, 1000])
def test_sums_around_a_power_of_two_are_exact(power: int) -> None:
    """2**p − 1, 2**p and 2**p + 1 stay apart in a sum, where a float or a fixed width would merge or wrap them."""
    x = np.array([[[2**power - 1, 2**power, 2**power + 1]]], dtype=object)
    actual = convolve(x, np.array([[[[1, -1]]]]), np.array([2**power], dtype=object), window=Window(Axis(2), Axis(1)))
    assert [[[2**power - 1] * 2]] == actual.tolist()


def test_cancelling_numbers_come_back_as_int64() -> None:
    """A result that fits is int64, though the way to it was not."""
    actual = convolve(
        np.array([[[2**80, 2**80 + 5]]], object), np.array([[[[-1, 1]]]]), window=Window(Axis(2), Axis(1))
    )
    assert (np.dtype(np.int64), [[[5]]]) == (actual.dtype, actual.tolist())


def test_fractions_come_back_exactly() -> None:
    """1/3 · 3/2 + 1/6 · 1/2 + 5/12 is 1, an integer; with bias 0 it is 7/12."""
    x = np.array([[[Fraction(1, 3), Fraction(1, 6)]]], dtype=object)
    weights = np.array([[[[Fraction(3, 2), Fraction(1, 2)]]]], dtype=object)
    window = Window(Axis(2), Axis(1))
    whole = convolve(x, weights, np.array([Fraction(5, 12)], dtype=object), window=window)
    assert (np.dtype(np.int64), [[[1]]]) == (whole.dtype, whole.tolist())
    assert [[[Fraction(7, 12)]]] == convolve(x, weights, window=window).tolist()


def test_floor_never_reads_the_rest() -> None:
    """Seven columns under a filter of three in steps of three: the seventh counts for nothing."""
    for last in (0, 100):
        assert maps([[1, 2, 3, 4, 5, 6, last]], [[1, 1, 1]], Window(Axis(3, stride=3), Axis(1))) == "6 15"


def test_a_stride_or_dilation_beyond_all_integers_of_the_machine() -> None:
    """A stride of 10**30 leaves one window, and a dilation of a filter of one cell changes nothing."""
    x = np.array([[[3, 4], [5, 6]]])
    far = Window.square(1, stride=10**30, padding=0, dilation=10**30)
    assert text(convolve(x, np.array([[[[2]]]]), window=far)) == "6"


def test_the_arguments_stay_as_they_are() -> None:
    """The function neither writes into its input nor hands it back as its result."""
    x = np.array([[[1, -2], [3, 4]]])
    result = convolve(x, np.array([[[[1]]]]), window=Window.square(1))
    result[...] = 99
    assert x.tolist() == [[[1, -2], [3, 4]]]


def test_a_wide_layer_is_cut_into_small_pieces() -> None:
    """One row whose patches would take 2.4 GB is convolved in pieces of some megabytes."""
    x = np.ones((1, 3, 1_000_000), dtype=int)
    actual = convolve(x, np.ones((1, 1, 3, 100), dtype=int), window=Window(Axis(100), Axis(3)))
    assert (actual.size, actual.min(), actual.max()) == (999_901, 300, 300)


# ---- what is refused -----------------------------------------------------------------------------------------------

X = np.arange(4 * 5 * 7).reshape(4, 5, 7)
WEIGHTS = np.ones((2, 4, 3, 3), dtype=int)
BIAS = np.array([1, 2])


def refused(key: str, says: str, call: Callable[..., Any], *args: Any, **options: Any) -> None:
    """The call is refused for this given, with these words in the sentence."""
    with pytest.raises(GivenError, match=re.escape(says)) as error:
        call(*args, **options)
    assert key == error.value.key


@pytest.mark.parametrize(
    ("key", "says", "changes"),
    [
        ("filters", "filters of depth 4, not 3", {"weights": WEIGHTS[:, :3]}),
        ("size", "larger than the input of 5", {"weights": np.ones((2, 4, 6, 6), int), "window": Window.square(6)}),
        ("size", "with its dilation, larger than the padded", {"window": Window.square(3, padding=1, dilation=4)}),
        ("stride", "must be 1 or more, not 0", {"window": Window.square(3, stride=0)}),
        ("padding", "too large", {"window": Window.square(3, padding=10**5)}),
    ],
)
def test_a_convolution_that_cannot_be_done(key: str, says: str, changes: dict[str, Any]) -> None:
    """Every given that no convolution can be done with is refused under its name, before any arithmetic."""
    args = {"x": X, "weights": WEIGHTS, "bias": BIAS, "window": Window.square(3)} | changes
    refused(key, says, convolve, **args)


def test_a_root_is_no_number_of_a_layer() -> None:
    """The result of an L2 pooling with roots in it cannot be convolved."""
    pooled: Any = [[1, root(30)]]
    refused("input", "not √30 (Root)", array, [Grid.of(pooled)], "input")


def test_an_output_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit counts the numbers of the padded input and of the output, and is itself allowed."""
    thirty = np.ones((30, 1, 1, 1), dtype=int)
    x = np.ones((1, 5, 7), dtype=int)
    monkeypatch.setattr(convolution, "MAX_CELLS", 30 * 5 * 7)
    assert convolve(x, thirty, window=Window.square(1)).shape == (30, 5, 7)
    monkeypatch.setattr(convolution, "MAX_CELLS", 30 * 5 * 7 - 1)
    refused("filters", "7×5×30 has 1050 numbers; the limit is 1049", convolve, x, thirty, window=Window.square(1))
    monkeypatch.setattr(convolution, "MAX_CELLS", 34)
    refused("input", "7×5×1 is too large", convolve, x, thirty[:1], window=Window.square(1))
