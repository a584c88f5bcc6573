"""Works out a line of arithmetic as it stands on a board, exactly and without a line of the package's own arithmetic.

Sums, products (`·`, `×`), quotients, brackets, `⌊…⌋`, `⌈…⌉`, `max(…)`, `min(…)`, `√` and `²`; over as many lines as it
takes. What cannot be read raises `Illegible`.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor, isqrt

from cnnhand.exact.values import Grid, Root, Size, Value, Volume

_TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|max|min|[-−+·×/()⌊⌋⌈⌉,√²])\s*", re.ASCII)
_CLOSING = {"(": ")", "⌊": "⌋", "⌈": "⌉"}


class Illegible(Exception):
    """An expression that is not arithmetic."""


def work_out(expression: str, value: Value) -> object:
    """What the expression comes to, read as the kind of thing that `value` is, so that the two can be compared."""
    if isinstance(value, Volume):
        return Volume(*(evaluate(side) for side in expression.split(" × ")))
    if isinstance(value, Size):
        return Size(*(evaluate(side) for side in expression.split(" × ")))
    if isinstance(value, Grid):
        return grid(expression)
    if isinstance(value, str):
        return expression  # a word is named, not computed
    return evaluate(expression)


def grid(text: str) -> Grid:
    """Rows between semicolons, channels between bars: `8 7; 5 −9 | 1 2; 3 4`."""
    return Grid.of(*([[evaluate(cell) for cell in row.split()] for row in rows.split(";")] for rows in text.split("|")))


def evaluate(expression: str) -> Fraction | Root:
    """The exact value of an expression; a root that is not a fraction only if it stands alone.

    >>> evaluate("2·(3 − 1) + ⌊7/2⌋ + max(1, (−2))")
    Fraction(8, 1)
    """
    tokens, at = [], 0
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if not match:
            raise Illegible(f"{expression[at:]!r} in {expression!r}")
        tokens.append(match[1])
        at = match.end()
    board = _Board(tokens)
    value = board.sum()
    if board.tokens:
        raise Illegible(f"{board.tokens!r} is left of {expression!r}")
    return value


class _Board:
    """Reads tokens from left to right; each method takes what it reads off the front."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = list(tokens)

    def _next_is(self, *tokens: str) -> bool:
        return bool(self.tokens) and self.tokens[0] in tokens

    def _take(self) -> str:
        if not self.tokens:
            raise Illegible("it ends too early")
        return self.tokens.pop(0)

    def sum(self) -> Fraction | Root:
        value = self._product()
        while self._next_is("+", "-", "−"):
            sign = 1 if self._take() == "+" else -1
            value = _rational(value) + sign * _rational(self._product())
        return value

    def _product(self) -> Fraction | Root:
        value = self._power()
        while self._next_is("·", "×", "/"):
            if self._take() == "/":
                value = _rational(value) / _rational(self._power())
            else:
                value = _rational(value) * _rational(self._power())
        return value

    def _power(self) -> Fraction | Root:
        value = self._atom()
        while self._next_is("²"):
            self._take()
            value = value.square if isinstance(value, Root) else value**2
        return value

    def _atom(self) -> Fraction | Root:
        token = self._take()
        if token in ("-", "−"):
            return -_rational(self._power())
        if token == "√":
            square = _rational(self._atom())
            top, bottom = isqrt(square.numerator), isqrt(square.denominator)
            return Fraction(top, bottom) if Fraction(top**2, bottom**2) == square else Root(square)
        if token in ("max", "min"):
            return {"max": max, "min": min}[token](map(_rational, self._list()))
        if token in _CLOSING:
            value = self.sum()
            if self._take() != _CLOSING[token]:
                raise Illegible(f"{token} is not closed")
            return {"(": lambda x: x, "⌊": _floor, "⌈": _ceil}[token](value)
        if not token[0].isdigit():
            raise Illegible(f"{token!r} is no number")
        return Fraction(token)

    def _list(self) -> list[Fraction | Root]:
        if self._take() != "(":
            raise Illegible("a list has brackets")
        values = [self.sum()]
        while self._next_is(","):
            self._take()
            values.append(self.sum())
        if self._take() != ")":
            raise Illegible("a list is not closed")
        return values


def _rational(value: Fraction | Root) -> Fraction:
    if isinstance(value, Root):
        raise Illegible("a root stands alone")
    return value


def _floor(value: Fraction | Root) -> Fraction:
    return Fraction(floor(_rational(value)))


def _ceil(value: Fraction | Root) -> Fraction:
    return Fraction(ceil(_rational(value)))
