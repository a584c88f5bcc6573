"""Whether a typed value is the exact one, or right as far as its decimals go."""

from decimal import Context, Decimal
from fractions import Fraction

from cnnhand.exact.values import Grid, Number, Root, Size, Value, Volume, places

PRINTED, SURE = 16, 14
"""Of so many digits, as a program prints them, so many are sure."""
ROUNDED_ZEROS = 3
"""A whole number that ends in so many zeros may be a rounded one: 143,670,000, but not 150."""


def same_number(typed: Value, exact: Value) -> bool:
    """Whether a typed number is an exact one: equal to it, or a decimal that is it, rounded to the places typed.

    At least two places are wanted, and where the next digit is exactly 5 both neighbours are right. Where there are as
    many digits as a program prints, the last ones do not count. What is asked to some decimals is a decimal itself, and
    only equal numbers are the same.

    >>> same_number(Decimal("5.48"), Root(Fraction(30))), same_number(Decimal("5.5"), Root(Fraction(30)))
    (True, False)
    """
    if not isinstance(typed, Decimal) or not isinstance(exact, int | Fraction | Root):
        return typed == exact
    if len(typed.as_tuple().digits) >= PRINTED:
        typed = Context(prec=SURE).plus(typed)
    if not isinstance(exact, Root) and Fraction(typed) == exact:
        return True
    return places(typed) >= 2 and _rounds_to(typed, exact)


def same(typed: Value, exact: Value) -> bool:
    """Whether what was typed is this exact value; the shape of a grid counts."""
    pairs = _pairs(typed, exact)
    return bool(pairs) and all(same_number(*pair) for pair in pairs)


def imprecise(typed: Value, exact: Value) -> str:
    """What is to be said of a number that is right as far as it goes, but not rounded as it should be; or nothing.

    >>> root = Root(Fraction(30))
    >>> imprecise(Decimal("5.5"), root), imprecise(Decimal("5.47"), root), imprecise(Decimal("5.48"), root)
    ('rounded too far: type two decimals at the least', 'cut off: round the last decimal', '')
    """
    found = ""
    for a, b in _pairs(typed, exact):
        if same(a, b):
            continue
        said = _imprecise_number(a, b) if isinstance(a, Decimal) and isinstance(b, int | Fraction | Root) else ""
        if not said:
            return ""
        found = said
    return found


def _imprecise_number(typed: Decimal, exact: Number) -> str:
    """The same for a decimal that is not the exact number."""
    if places(typed) <= 0:
        whole = isinstance(exact, int) and rounded_as_printed(typed, exact)
        return "rounded: a count is typed in full" if whole else ""
    if places(typed) == 1 and (_rounds_to(typed, exact) or _cut_off(typed, exact)):
        return "rounded too far: type two decimals at the least"
    return "cut off: round the last decimal" if places(typed) >= 2 and _cut_off(typed, exact) else ""


def rounded_as_printed(typed: Value, exact: Value) -> bool:
    """Whether a source's answer is not the exact one but right as far as its digits go, however few they are.

    A whole number counts as rounded where it ends in three zeros or more, or was written with a unit such as million.
    Some mistake may give it all the same (the biases left out): who marks looks for that first.

    >>> rounded_as_printed(143_670_000, 143_667_240), rounded_as_printed(Decimal("1.7"), Fraction(5, 3))
    (True, True)
    >>> rounded_as_printed(150, 149), rounded_as_printed(Decimal("1.6"), Fraction(5, 3))
    (False, False)
    """
    pairs = _pairs(typed, exact)
    return (
        all(same(*pair) or _printed_number_rounds(*pair) for pair in pairs) and bool(pairs) and not same(typed, exact)
    )


def _printed_number_rounds(typed: object, exact: object) -> bool:
    """Whether an exact number is this one where it is rounded to the digits that were printed."""
    if not isinstance(exact, int | Fraction | Root):
        return False
    if isinstance(typed, int) and not isinstance(exact, Root):
        zeros = len(str(typed)) - len(str(typed).rstrip("0")) if typed else 0
        off = abs(Fraction(typed) - Fraction(exact))
        return zeros >= ROUNDED_ZEROS and 2 * off <= 10**zeros
    return isinstance(typed, Decimal) and bool(typed) and _rounds_to(typed, exact)


def _pairs(typed: Value, exact: Value) -> list[tuple[Value, Value]]:
    """The numbers of both beside each other; none where they are of different shape."""
    if isinstance(typed, Grid) and isinstance(exact, Grid):
        return list(zip(typed.cells(), exact.cells(), strict=True)) if typed.volume == exact.volume else []
    if isinstance(typed, Volume | Size) and isinstance(exact, Volume | Size):
        return list(zip(typed, exact, strict=True)) if type(typed) is type(exact) else []
    return [(typed, exact)]


def _rounds_to(typed: Decimal, exact: Number) -> bool:
    """Whether an exact number, rounded to the places of a decimal, is that decimal."""
    value, half = Fraction(typed), Fraction(10) ** -places(typed) / 2
    if isinstance(exact, Root):
        return max(Fraction(0), value - half) ** 2 <= exact.square <= (value + half) ** 2 and value > 0
    return abs(value - exact) <= half


def _cut_off(typed: Decimal, exact: Number) -> bool:
    """Whether a decimal has the first places of an exact number, without its last one rounded."""
    value, unit = abs(Fraction(typed)), Fraction(10) ** -places(typed)
    if isinstance(exact, Root):
        return typed > 0 and value**2 <= exact.square < (value + unit) ** 2
    return (typed < 0) == (exact < 0) and value <= abs(Fraction(exact)) < value + unit
