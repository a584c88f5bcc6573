"""`exact.maps`: a convolution from grids to grids."""

from fractions import Fraction

from cnnhand.exact.maps import convolved
from cnnhand.exact.shapes import Pair, Window
from cnnhand.exact.values import Filter, Grid

FILTERS = [Filter(Grid.of([[1, 10]]), 1), Filter(Grid.of([[0, 2]]), -3)]


def test_a_map_for_each_filter_with_its_bias() -> None:
    """2·1 + 5·10 + 1 and 2·0 + 5·2 − 3."""
    assert str(convolved(Grid.of([[2, 5]]), FILTERS, Window.of(Pair(2, 1)))) == "53 | 7"


def test_a_true_convolution_turns_the_kernels() -> None:
    """2·10 + 5·1 + 1 and 2·2 + 5·0 − 3."""
    assert str(convolved(Grid.of([[2, 5]]), FILTERS, Window.of(Pair(2, 1)), flip=True)) == "26 | 1"


def test_fractions_stay_exact() -> None:
    """A third of 1 + 2 + 3 is the integer 2, a third of 2 + 2 + 1 is 5/3."""
    blur = Filter(Grid.of([[Fraction(1, 3)] * 3]))
    maps = convolved(Grid.of([[1, 2, 3]]), [blur], Window.of(Pair(3, 1)))
    assert (str(maps), type(next(maps.cells()))) == ("2", int)
    assert str(convolved(Grid.of([[2, 2, 1]]), [blur], Window.of(Pair(3, 1)))) == "5/3"
