"""Powers of e, softmax, sigmoid and tanh, rounded exactly.

They are computed with as many digits as it takes until the rounding is certain.
"""

from collections.abc import Callable
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from itertools import count

from cnnhand.exact.cells import magnitude
from cnnhand.exact.values import Rational


def exponential(number: Rational, places: int) -> Decimal:
    """e to the power of a number, rounded to so many places; of a large number it has very many digits.

    >>> exponential(2, 5)
    Decimal('7.38906')
    """
    digits = max(0, int(number))  # before the point, and more than enough
    (value,) = _rounded(lambda: [_power(number)], places + digits, places, magnitude(number))
    return value


@lru_cache(32)  # its mistakes, and whoever marks one, ask for the same again
def softmax(scores: tuple[Rational, ...], places: int) -> tuple[Decimal, ...]:
    """e to the power of each score, divided by the sum of these, rounded to so many places.

    >>> [str(share) for share in softmax((2, 1, 0), 3)]
    ['0.665', '0.245', '0.090']
    """
    best = max(scores)

    def shares() -> list[Decimal]:
        # a common factor of all powers changes no share, and without it none of them is too large
        powers = {score: _power(score - best) for score in set(scores)}
        total = sum(powers[score] for score in scores)
        return [powers[score] / total for score in scores]

    if len(set(scores)) == 1:  # the only shares that are fractions: 1/16 stands exactly between two roundings
        return (rounded(Fraction(1, len(scores)), places),) * len(scores)
    return tuple(_rounded(shares, places, places, best - min(scores) + len(scores)))


def sigmoid(number: Rational, places: int) -> Decimal:
    """1 over 1 + e to the power of −z, rounded to so many places: the softmax of z and 0.

    >>> str(sigmoid(2, 3))
    '0.881'
    """
    return softmax((number, 0), places)[0]


def tanh(number: Rational, places: int) -> Decimal:
    """2·σ(2z) − 1, rounded to so many places.

    >>> str(tanh(Fraction(-1, 2), 3)), str(tanh(0, 3))
    ('-0.462', '0.000')
    """
    (value,) = _rounded(
        lambda: [1 / (1 + _power(-2 * number))], places, places, 2 * magnitude(number), lambda share: 2 * share - 1
    )
    return value


def negative_log(scores: tuple[Rational, ...], at: int, places: int) -> Decimal:
    """−ln of one of the shares, the logarithm of all powers over its own, rounded to so many places.

    >>> negative_log((2, 1, 0), 1, 3)  # −ln 0.24473
    Decimal('1.408')
    """
    size = max(scores) - min(scores) + len(scores)
    powers = {score: score - scores[at] for score in scores}
    (loss,) = _rounded(lambda: [sum(_power(powers[z]) for z in scores)], places, places, size, Decimal.ln)  # type: ignore[list-item]
    return loss


def _power(number: Rational) -> Decimal:
    number = Fraction(number)
    return (Decimal(number.numerator) / number.denominator).exp()


def rounded(number: Rational, places: int) -> Decimal:
    """A fraction rounded to so many places, to the even neighbour where it stands between two.

    >>> rounded(Fraction(1, 16), 3)
    Decimal('0.062')
    """
    return Decimal(round(Fraction(number) * 10**places)).scaleb(-places)


def _rounded(
    compute: Callable[[], list[Decimal]],
    digits: int,
    places: int,
    size: Rational,
    last: Callable[[Decimal], Decimal] = lambda value: value,
) -> list[Decimal]:
    """The values that are computed in the decimal context of the moment, rounded to so many places.

    With p digits, an exponent z is wrong by |z|·10^(1−p) at most, and its power by this share of itself; each further
    operation adds 10^(1−p). `size` is at least |z| and the number of operations. `last` is a growing function of it,
    such as ln, which makes of that share a difference.
    """
    step = Decimal(1).scaleb(-places)
    for doubled in count():  # a share that is nearly between two roundings takes hundreds of digits
        precision = (digits + 20) << doubled
        with localcontext(Context(prec=precision)):
            margin = Decimal(4 * (int(size) + 10)).scaleb(1 - precision)
            values = compute()
            low, high = (
                [last(value * (1 + side)).quantize(step) + 0 for value in values] for side in (-margin, margin)
            )
        if low == high:
            return low
    raise AssertionError("count() never ends")
