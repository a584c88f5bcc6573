"""Exact values in JSON."""

from decimal import Decimal
from fractions import Fraction

import pytest

from cnnhand.exact.values import DOES_NOT_FIT, Grid, Value, Volume, root
from cnnhand.formats.json_text import plain_json


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, 7),
        (Fraction(9, 4), "9/4"),
        (Fraction(4, 2), 2),
        (root(30), "sqrt(30)"),
        (Volume(55, 54, 96), [55, 54, 96]),
        (Grid.of([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (Grid.of([[1]], [[Fraction(1, 2)]]), [[[1]], [["1/2"]]]),
        (DOES_NOT_FIT, "does not fit"),
        (Decimal("2.50"), "2.50"),
        ("sobel-x", "sobel-x"),
    ],
)
def test_values_stay_exact(value: Value, expected: object) -> None:
    """Fractions and roots are strings, volumes and grids lists."""
    assert expected == plain_json(value)
