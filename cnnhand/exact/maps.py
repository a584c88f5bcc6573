"""The maps of a convolution, from grids to grids.

The arithmetic is that of `convolution.py`. It needs NumPy, which takes longer to import than all else at start-up, and
so comes with the first map.
"""

from collections.abc import Sequence

from cnnhand.exact.shapes import Window
from cnnhand.exact.values import Filter, Grid


def convolved(input: Grid, filters: Sequence[Filter], window: Window, flip: bool = False) -> Grid:
    """The maps that filters with their biases make of an input; `flip` turns each filter by 180°.

    >>> from cnnhand.exact.shapes import Pair
    >>> print(convolved(Grid.of([[1, 2, 3]]), [Filter(Grid.of([[1, 10]]), 5)], Window.of(Pair(2, 1))))
    26 37
    """
    from cnnhand.exact.convolution import array, convolve, narrow

    weights = array([filter.weights for filter in filters], "filters")
    biases = narrow([filter.bias for filter in filters], (len(filters),))
    return Grid.of(*convolve(array([input], "input")[0], weights, biases, window, flip).tolist())
