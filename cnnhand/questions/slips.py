"""Slips of the pen in a number: its sign, a zero, digits exchanged, a product. Hints, and never a diagnosis."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from cnnhand.exact.values import Rational

LEAST_COUNT = 100
"""From here on a number is a long one, which is rarely missed by one for another reason than a slip."""


def of_number(answer: Any) -> Iterator[tuple[str, Rational]]:
    """What a single number is with its sign lost, or with digits that changed places; nothing else slips so."""
    if isinstance(answer, int | Fraction) and answer:
        yield "a minus sign may be lost, or one too many", -answer
        sign = 1 if answer > 0 else -1
        yield from ((sentence, sign * value) for sentence, value in _of_digits(sign * answer))


def _of_digits(number: Rational) -> Iterator[tuple[str, int]]:
    """A zero too many or too few, two neighbouring digits exchanged, and in a long number one more or less."""
    if not isinstance(number, int) or number < 10:
        return
    yield "there may be a zero too many", number * 10
    if number % 10 == 0:
        yield "there may be a zero missing", number // 10
    digits = str(number)
    for at, (first, second) in enumerate(pairwise(digits)):
        if first != second:
            yield "two digits may be exchanged", int(digits[:at] + second + first + digits[at + 2 :])
    if number >= LEAST_COUNT:
        yield from (("it is off by one: look at the last sum", number + one) for one in (1, -1))


def of_product(product: Rational, factors: list[int]) -> Iterator[int]:
    """What a product comes to with one of its two factors one too large or too small, or a carry lost."""
    if not isinstance(product, int) or product < 10:
        return
    yield from (product + sign * factor for factor in factors if factor > 1 for sign in (1, -1))
    yield from (product + sign * 10**place for place in range(1, len(str(product))) for sign in (1, -1))
