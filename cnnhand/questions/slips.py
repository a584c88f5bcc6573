"""Slips of the pen in a count: a zero, digits exchanged, a product that went wrong. Hints, and never a diagnosis."""

from collections.abc import Iterator
from itertools import pairwise

from cnnhand.exact.values import Rational


def of_digits(number: Rational) -> Iterator[tuple[str, int]]:
    """A zero too many or too few, and two neighbouring digits exchanged."""
    if not isinstance(number, int) or number < 10:
        return
    yield "there may be a zero too many", number * 10
    if number % 10 == 0:
        yield "there may be a zero missing", number // 10
    digits = str(number)
    for at, (first, second) in enumerate(pairwise(digits)):
        if first != second:
            yield "two digits may be exchanged", int(digits[:at] + second + first + digits[at + 2 :])


def of_product(product: Rational, factors: list[int]) -> Iterator[int]:
    """What a product comes to with one of its two factors one too large or too small, or a carry lost."""
    if not isinstance(product, int) or product < 10:
        return
    yield from (product + sign * factor for factor in factors if factor > 1 for sign in (1, -1))
    yield from (product + sign * 10**place for place in range(1, len(str(product))) for sign in (1, -1))
