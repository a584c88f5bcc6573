"""Powers of e and softmax: known digits, and roundings that take many digits to decide."""

from decimal import Decimal
from fractions import Fraction
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.exact.softmax import exponential, negative_log, softmax


def test_known_digits() -> None:
    """e = 2.71828 18284 59045 23536, √e = 1.64872 12707, 1/e = 0.36787 94412."""
    assert exponential(1, 20) == Decimal("2.71828182845904523536")
    assert exponential(Fraction(1, 2), 10) == Decimal("1.6487212707")
    assert exponential(-1, 10) == Decimal("0.3678794412")
    assert exponential(0, 3) == 1


def test_shares_by_hand() -> None:
    """7.38906, 2.71828 and 1 over their sum 11.10734."""
    assert [str(share) for share in softmax((2, 1, 0), 3)] == ["0.665", "0.245", "0.090"]


def test_a_difference_far_behind_the_point() -> None:
    """With a score larger by 10⁻³⁰ the share is 1/2 + 10⁻³⁰/4, which takes more than the usual 28 digits to see."""
    assert softmax((Fraction(1, 10**30), 0), 32)[0] == Decimal("0.50000000000000000000000000000025")


def test_equal_scores_share_equally() -> None:
    """Shares that are fractions are rounded as such: 1/3, and 1/16 = 0.0625 to its even neighbour."""
    assert softmax((5, 5, 5), 3) == (Decimal("0.333"),) * 3
    assert softmax((5,) * 16, 3) == (Decimal("0.062"),) * 16


def test_scores_of_any_size() -> None:
    """A score that is far behind has a share of 0, and a large one does not overflow."""
    assert softmax((10**6, 0), 3) == (Decimal("1.000"), Decimal("0.000"))


@given(st.lists(st.integers(-8, 8), min_size=2, max_size=5))
def test_within_half_a_thousandth(scores: list[int]) -> None:
    """Each share is nearer to what floating point gives than the next thousandth."""
    total = sum(map(exp, scores))
    for score, share in zip(scores, softmax(tuple(scores), 3), strict=True):
        assert abs(float(share) - exp(score) / total) <= 0.0005 + 1e-12


@pytest.mark.parametrize(
    ("scores", "at", "loss"),
    [((2, 1, 0), 0, "0.408"), ((1000, -1000), 1, "2000.000"), ((1000, -1000), 0, "0.000"), ((7,), 0, "0.000")],
)
def test_the_loss_of_a_class(scores: tuple[int, ...], at: int, loss: str) -> None:
    """e^(−2000) changes no decimal."""
    assert loss == str(negative_log(scores, at, 3))
