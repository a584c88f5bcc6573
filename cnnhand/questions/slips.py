"""Slips of the pen in a number: its sign, a zero, digits exchanged, a product. Hints, and never a diagnosis."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise, permutations, product
from typing import Any

from cnnhand.exact.values import Grid, Rational, Root, plain

MOST_CELLS = 36
"""A grid with more cells is not searched for two that are exchanged."""
LEAST_CELLS = 3
"""With fewer cells it is chance that all are wrong in the same way."""
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


def of_digit(answer: Any) -> Iterator[tuple[str, int]]:
    """What a long number is with another digit at one place, as where a carry is lost."""
    if isinstance(answer, int) and answer >= 10 * LEAST_COUNT:
        for at, other in product(range(len(str(answer))), "0123456789"):
            yield (
                "a single digit is wrong: do the last step once more",
                int(f"{str(answer)[:at]}{other}{str(answer)[at + 1 :]}"),
            )


def of_grid(grid: Grid, places: Sequence[object]) -> Iterator[tuple[str, Grid]]:
    """Of a small grid: a row written twice, or two cells exchanged; the places are those of each of its channels."""
    cells, width, many = list(grid.cells()), grid.width, len(places)
    if len(cells) > MOST_CELLS:
        return
    for at, of in permutations(range(0, len(cells), width), 2):
        if at // many == of // many and any(cells[of : of + width]):  # zeros are no copy
            twice = [*cells[:at], *cells[of : of + width], *cells[at + width :]]
            row, other = (str(places[first % many]).partition(",")[0] for first in (at, of))
            yield f"{row} is {other} once more: look at it again", Grid.from_cells(twice, grid.volume)
    for a, b in combinations(range(len(cells)), 2):
        if cells[a] != cells[b]:
            exchanged = [*cells[:a], cells[b], *cells[a + 1 : b], cells[a], *cells[b + 1 :]]
            sentence = f"{places[a % many]} and {places[b % many]} are exchanged: look at their places"
            yield sentence, Grid.from_cells(exchanged, grid.volume)


def of_whole(typed: Any, answer: Any) -> Iterator[str]:
    """What a map has that is wrong in one and the same way everywhere."""
    if typed == answer.by_channel(lambda rows: rows[::-1]):
        yield "the rows are in the opposite order"
    if typed == answer.by_channel(lambda rows: tuple(row[::-1] for row in rows)):
        yield "the columns are in the opposite order"
    if len(typed.channels) > 1 and Counter(typed.channels) == Counter(answer.channels):
        yield "the maps are in another order"
    pairs = list(zip(typed.cells(), answer.cells(), strict=True))
    if len(pairs) < LEAST_CELLS or any(isinstance(number, Root) for pair in pairs for number in pair):
        return
    factors = {Fraction(a) / b if b else Fraction(a) for a, b in pairs if a or b}
    if factors == {-1}:
        yield "every number has the other sign"
    elif len(factors) == 1 and all(map(all, (pair for pair in pairs if any(pair)))):
        yield "every number is off by the same factor"
    if len({a - b for a, b in pairs}) == 1:
        yield "every number is off by the same amount"


def of_sum(total: Rational, terms: Iterable[Rational], what: str) -> Iterator[tuple[str, Rational]]:
    """What a sum comes to with one of its terms left out, or with its sign lost."""
    for slip, times in (("left out", 1), ("with the wrong sign", 2)):
        sentence = f"a single {what} {slip} may give this; type the {what}s as a sum, and it is named"
        yield from ((sentence, plain(Fraction(total - times * term))) for term in terms if term)


def of_product(of: Rational, factors: list[int]) -> Iterator[int]:
    """What a product comes to with one of its factors one too large or too small, or a carry lost."""
    if not isinstance(of, int) or of < 10:
        return
    yield from (of + sign * of // factor for factor in factors if factor > 1 for sign in (1, -1))
    yield from (of + sign * 10**place for place in range(1, len(str(of))) for sign in (1, -1))
