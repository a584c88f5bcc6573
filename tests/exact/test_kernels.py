"""`exact.kernels`: every kernel has its own name, whatever it is multiplied by, and others have none."""

from fractions import Fraction

import pytest

from cnnhand.exact.kernels import KERNELS, centred, kernel_name
from cnnhand.exact.values import Rows


@pytest.mark.parametrize("factor", [1, -1, 3, Fraction(-1, 9)])
@pytest.mark.parametrize("name", KERNELS)
def test_name(name: str, factor: Fraction) -> None:
    """A kernel times a number, as it stands and three by three, has the name of the kernel."""
    kernel = tuple(tuple(factor * w for w in row) for row in KERNELS[name])
    assert [name, name] == [kernel_name(kernel), kernel_name(centred(kernel))]


@pytest.mark.parametrize(
    "kernel",
    [((0, 0, 0),) * 3, ((1, 1), (1, 1)), ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)), ((0, 0, 0), (0, 1, 0), (0, 0, 2))],
)
def test_no_name(kernel: Rows) -> None:
    """Zeros, another size and other weights have no name."""
    assert kernel_name(kernel) is None
