"""`exact.matrices`: the matrix times the flattened input is the map, as nested loops give it; refusals."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.matrices import convolution_matrix, product
from cnnhand.exact.shapes import Pair, Sides, Window
from tests import oracles

numbers = st.integers(-9, 9) | st.fractions(-3, 3, max_denominator=4)


def grids(most: int) -> st.SearchStrategy[oracles.Plane]:
    """Grids of one to `most` rows and columns."""
    return st.tuples(st.integers(1, most), st.integers(1, most)).flatmap(
        lambda size: st.lists(st.lists(numbers, min_size=size[0], max_size=size[0]), min_size=size[1], max_size=size[1])
    )


pairs = st.builds(Pair, st.integers(1, 3), st.integers(1, 3))


@settings(deadline=None)
@given(grids(5), grids(3), pairs, st.builds(Sides, *[st.integers(0, 2)] * 4), pairs)
def test_is_the_convolution(
    x: oracles.Plane, kernel: oracles.Plane, stride: Pair, padding: Sides, dilation: Pair
) -> None:
    """Whatever the stride, padding and dilation: M·x is the map, flattened."""
    window = Window.of(Pair(len(kernel[0]), len(kernel)), stride, padding, dilation)
    assume(window.across.span(len(x[0])) >= 0 and window.down.span(len(x)) >= 0)
    (expected,) = oracles.convolve(
        [x],
        [[kernel]],
        stride=(stride.down, stride.across),
        padding=((padding.top, padding.bottom), (padding.left, padding.right)),
        dilation=(dilation.down, dilation.across),
    )
    matrix = convolution_matrix(len(x[0]), len(x), tuple(map(tuple, kernel)), window)
    assert tuple(y for row in expected for y in row) == product(matrix, [cell for row in x for cell in row])


@pytest.mark.parametrize(
    ("width", "window", "message"),
    [
        (2, Window.square(3), "the filter is 3 wide, larger than the input of 2"),
        (40, Window.square(3), "the matrix has more than 1000000 cells"),
    ],
)
def test_refused(width: int, window: Window, message: str) -> None:
    """A kernel that does not fit, and a matrix of 38·38·40·40 = 2,310,400 cells."""
    with pytest.raises(GivenError, match=message):
        convolution_matrix(width, width, ((1, 2, 3),) * 3, window)
