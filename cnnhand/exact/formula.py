"""Arithmetic as the field writes it, said once: its text, its value, the numbers put in, and the lines of the board.

Letters such as W, W2, FW or η; + − · / and brackets as on paper, ⌊ ⌋ ⌈ ⌉ for what is rounded, ² for a square.

>>> side = formula("(W − F + 2·P)/S + 1")
>>> filled = side.put({"W": 19, "F": 3, "P": 1, "S": 2})
>>> print(filled, "=", filled.at())
(19 − 3 + 2·1)/2 + 1 = 10
>>> print(*(f"{line} = {line.at()}" for line in filled.lines()), sep="; ")
19 − 3 + 2·1 = 18; 18/2 = 9; 9 + 1 = 10
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from math import ceil, floor
from operator import add, mul, sub
from typing import Any, TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.values import Rational, plain

Given: TypeAlias = Mapping[str, Rational]
"""Numbers by their letter."""
NOTHING: Given = {}
Whole: TypeAlias = Callable[[Rational], int]
"""How a quotient is rounded: `floor` or `ceil`."""

_TOKEN = re.compile(r"\d+|[A-Za-zη]+[0-9]?|\S")
_BINDS = {"+": 1, "−": 1, "·": 2, "/": 2, "²": 3}
_OPERATIONS: dict[str, Callable[[Rational, Rational], Rational]] = {"+": add, "−": sub, "·": mul}
_CLOSING = {"⌊": "⌋", "⌈": "⌉"}
_ROUNDS: dict[str, Whole] = {"⌊": floor, "⌈": ceil}


class MissingError(GivenError):
    """A letter of a formula that no number is known for."""

    def __init__(self, letter: str) -> None:
        super().__init__(letter, f"{letter} is not known")


@dataclass(frozen=True)
class Formula:
    """A letter, a number, or an operation on formulas."""

    sign: str
    parts: tuple["Formula", ...] = ()

    @cached_property
    def _text(self) -> str:
        texts = [f"({part})" if self._bracketed(at) else str(part) for at, part in enumerate(self.parts)]
        match self.sign:
            case "⌊" | "⌈":
                return f"{self.sign}{self.parts[0]}{_CLOSING[self.sign]}"
            case "²":
                return f"{texts[0]}²"
            case "+" | "−" if texts:
                return f" {self.sign} ".join(texts)
        return self.sign.join(texts) or self.sign

    def __str__(self) -> str:
        return self._text

    def _bracketed(self, at: int) -> bool:
        """Whether one of its parts stands in brackets."""
        mine, part = _BINDS.get(self.sign, 0), self.parts[at]
        if not part.parts:
            return (mine > 0 and at > 0 and part.sign.startswith("−")) or (mine > 1 and "/" in part.sign)
        its = _BINDS.get(part.sign, 9)
        return its < mine or (its == mine and at > 0 and self.sign in "−/")

    @cached_property
    def letters(self) -> frozenset[str]:
        """The letters that stand in it."""
        if self.parts:
            return frozenset().union(*(part.letters for part in self.parts))
        return frozenset() if _number(self.sign) is not None else frozenset((self.sign,))

    def at(self, given: Given = NOTHING, whole: Whole | None = None) -> Rational:
        """What it comes to, its quotients rounded if it is said how; `MissingError` where a letter is not known."""
        value = self._worked_out(given, whole)
        return value if isinstance(value, int) else plain(value)

    @cached_property
    def _worked_out(self) -> Callable[[Given, Whole | None], Rational]:
        """What works it out, put together once: the same formula is wanted for many numbers."""
        if not self.parts:
            return _leaf(self.sign)
        a, *rest = (part._worked_out for part in self.parts)
        if self.sign == "²":
            return lambda given, whole: a(given, whole) ** 2
        if self.sign in _ROUNDS:
            to_whole = _ROUNDS[self.sign]
            return lambda given, whole: to_whole(a(given, whole))
        (b,) = rest
        if operation := _OPERATIONS.get(self.sign):
            return lambda given, whole: operation(a(given, whole), b(given, whole))
        return lambda given, whole: _quotient(a(given, whole), b(given, whole), whole)

    def put(self, given: Mapping[str, Any]) -> "Formula":
        """With numbers, or other formulas, in place of letters; what is not given stays a letter."""
        if self.parts:
            return Formula(self.sign, tuple(part.put(given) for part in self.parts))
        known = given.get(self.sign)
        return self if known is None else known if isinstance(known, Formula) else _constant(known)

    def rounded(self, whole: Whole | None, given: Given = NOTHING) -> "Formula":
        """With ⌊ ⌋ or ⌈ ⌉ around every quotient that does not come to a whole number."""
        if whole is None or not self.parts:
            return self
        here = Formula(self.sign, tuple(part.rounded(whole, given) for part in self.parts))
        if self.sign != "/" or here.at(given).denominator == 1:
            return here
        return Formula("⌊" if whole is floor else "⌈", (here,))

    def turned(self, letter: str, made: "Formula") -> "Formula | None":
        """What a letter is where this comes to `made`; None where it does not stand here once.

        >>> print(formula("(W − F + 2·P)/S + 1").turned("P", formula("W2")))
        ((W2 − 1)·S + F − W)/2
        """
        if not self.parts:
            return made if self.sign == letter else None
        within = [letter in part.letters for part in self.parts]
        if within.count(True) != 1 or self.sign == "²":
            return None
        if self.sign in _ROUNDS:
            return self.parts[0].turned(letter, made)
        other = self.parts[within.index(False)]
        match self.sign:
            case "+":
                made = _less(made, other)
            case "−":
                made = _more(made, other) if within[0] else _less(other, made)
            case "/":
                made = Formula("·", (made, other)) if within[0] else Formula("/", (other, made))
            case _:
                made = Formula("/", (made, other))
        return self.parts[within.index(True)].turned(letter, made)

    def lines(self) -> Iterator["Formula"]:
        """Of a filled formula a line of the board for each bracket, each quotient, and the whole."""
        return self._lines([], alone=True)

    def _lines(self, done: "list[Formula]", alone: bool) -> Iterator["Formula"]:
        """The lines of what has to be worked out first; it is left in `done`, as a number where it had a line."""
        own: list[Formula] = []
        for at, part in enumerate(self.parts):
            inside = self.sign not in _ROUNDS and (self._bracketed(at) or part.sign in "/⌊⌈")
            yield from part._lines(own, alone=inside and bool(part.parts))
        line = Formula(self.sign, tuple(own))
        value = _constant(line.at())
        if alone and line.parts:
            yield line
        done.append(value if alone else line)


def _more(a: Formula, b: Formula) -> Formula:
    """a + b, what is taken off written last."""
    return (
        Formula("−", (Formula("+", (a.parts[0], b)), a.parts[1])) if a.sign == "−" and a.parts else Formula("+", (a, b))
    )


def _less(a: Formula, b: Formula) -> Formula:
    """a − b, written without a bracket."""
    return Formula("−", (Formula("+", (a, b.parts[1])), b.parts[0]) if b.sign == "−" and b.parts else (a, b))


def _leaf(sign: str) -> Callable[[Given, Whole | None], Rational]:
    """A letter, or a number that stands for itself."""
    number = _number(sign)

    def value(given: Given, _: Whole | None) -> Rational:
        known = given.get(sign, number)
        if known is None:
            raise MissingError(sign)
        return known

    return value


def _quotient(a: Rational, b: Rational, whole: Whole | None) -> Rational:
    if not b:
        raise GivenError("layer", "nothing can be divided by 0")
    if isinstance(a, int) and isinstance(b, int) and not a % b:
        return a // b  # most are whole, and this is fast
    return whole(Fraction(a) / b) if whole else plain(Fraction(a) / b)


@cache
def _number(text: str) -> Rational | None:
    """The number that stands for itself in a formula, or None for a letter."""
    text = text.replace("−", "-")
    return plain(Fraction(text)) if re.fullmatch(r"-?\d+(/\d+)?", text) else None


def _constant(number: object) -> Formula:
    return Formula(str(number).replace("-", "−"))


@cache
def formula(text: str) -> Formula:
    """A formula as it is written on paper.

    >>> print(formula("W2·(H2 − 1)"), formula("⌈W/S⌉ + 1"))
    W2·(H2 − 1) ⌈W/S⌉ + 1
    """
    tokens = _TOKEN.findall(text)[::-1]

    def chain(read: Callable[[], Formula], signs: str) -> Formula:
        left = read()
        while tokens and tokens[-1] in signs:
            left = Formula(tokens.pop(), (left, read()))
        return left

    def atom() -> Formula:
        token = tokens.pop()
        if token in "(⌊⌈":
            inside = whole() if token == "(" else Formula(token, (whole(),))
            tokens.pop()  # the closing bracket
        else:
            inside = Formula(token)
        while tokens and tokens[-1] == "²":
            inside = Formula(tokens.pop(), (inside,))
        return inside

    def whole() -> Formula:
        return chain(lambda: chain(atom, "·/"), "+−")

    read = whole()
    assert not tokens, f"{text!r} is no formula"
    return read


class Letters(dict[str, object]):
    """What stands for the letters, and for formulas of them, in the sentences of a problem.

    >>> "with {S}: {W/S}, {W + S}".format_map(Letters({"W": 7, "S": 2}, floor))
    'with 2: ⌊7/2⌋, 7 + 2'
    """

    def __init__(self, given: Mapping[str, Any], whole: Whole | None = None, **shown: object) -> None:
        super().__init__({letter: str(number).replace("-", "−") for letter, number in given.items()} | shown)
        self.given, self.whole = given, whole

    def __missing__(self, text: str) -> str:
        filled = formula(text).put(self.given)
        return text if filled.letters else str(filled.rounded(self.whole))
