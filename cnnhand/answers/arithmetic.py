"""Sums, products, powers and roots as people type them: 4+0+1+1, 11²·3·96 + 96, 2(3+1), 3√5, 1.05e8."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from cnnhand.answers.expected import Expected
from cnnhand.errors import AnswerFormatError, TwoReadingsError, shown
from cnnhand.exact.values import Number, Rational, Root, TypedNumber, plain, root

MAX_DIGITS = 40
MAX_RESULT = 400
MAX_DEPTH = 20
MAX_POWER = 400

_THOUSANDS = r"[1-9]\d{0,2}(?P<sep>[ ,.'_])\d{3}(?:(?P=sep)\d{3})*(?!\d)"
_TOKEN = re.compile(
    rf"(?P<blank>\s*)(?:(?P<groups>{_THOUSANDS})(?P<rest>[,.]\d+)?(?![\d,])"
    r"|(?P<comma>\d+,\d+)(?![,\d])|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2}(?![\w.]))?)"
    r"|(?P<sign>sqrt|√|[-+*/x^()\[\]]))",
    re.ASCII,
)
_BRACKETS = {"[": "(", "]": ")"}


class _Token(NamedTuple):
    """A sign, or a number with its value; `close` where no blank stands before it."""

    text: str
    value: TypedNumber | None
    close: bool


class Expression:
    """Reads one text; `value()` is what it comes to."""

    def __init__(self, text: str, asked: Expected) -> None:
        self.text, self.asked = text, asked
        self.tokens: list[_Token] = []
        at = 0
        while text[at:].strip():
            match = _TOKEN.match(text, at)
            if not match:
                raise self.cannot_read(text[at:].strip()[0])
            if sum(map(str.isdigit, match.group())) > MAX_DIGITS:
                raise AnswerFormatError(f"a number has at most {MAX_DIGITS} digits")
            self.tokens.append(self._token(match))
            at = match.end()
        self.next, self.depth = 0, 0

    def value(self) -> TypedNumber:
        """The number; a decimal that stands alone keeps its places."""
        value = self._sum()
        if self.next < len(self.tokens):
            raise self._error(f"{self.tokens[self.next].text!r} is not expected there")
        size = value.square if isinstance(value, Root) else Fraction(value)
        if max(abs(size.numerator), size.denominator) >= 10**MAX_RESULT:
            raise self._error(f"it comes to a number of more than {MAX_RESULT} digits")
        return value

    def cannot_read(self, what: str) -> AnswerFormatError:
        """The error that names a sign or a word."""
        where = "" if what == self.text else f" in {shown(self.text)!r}"
        return AnswerFormatError(f"{what!r}{where} cannot be read; type {self.asked.example}")

    def _error(self, what: str) -> AnswerFormatError:
        return AnswerFormatError(f"{shown(self.text)!r}: {what}; type {self.asked.example}")

    # ---- tokens

    def _token(self, match: re.Match[str]) -> _Token:
        text, value = match.group().strip(), None
        if groups := match["groups"]:
            value = self._grouped(groups, match["sep"], match["rest"] or "")
        elif comma := match["comma"]:
            value = self._with_comma(comma)
        elif number := match["number"]:
            value = Decimal(number) if re.search("[.e]", number) else int(number)
        return _Token(_BRACKETS.get(text, text), value, not match["blank"])

    def _grouped(self, groups: str, sep: str, rest: str) -> TypedNumber:
        """`34,848`, `34 848`, `34.848.000` or `1,234.5`: thousands, unless it may be a decimal that is meant."""
        once = groups.count(sep) == 1 and not rest
        value = int(groups.replace(sep, ""))
        if sep == "." and once:
            if self.asked.whole:
                two = f"{value:,} or a decimal; type {value}, or {groups}0 for the decimal"
                raise TwoReadingsError(f"{groups!r} may be {two}")
            return Decimal(groups)
        if sep == "," and once and self.asked.whole is False:
            decimal = groups.replace(",", ".")
            raise TwoReadingsError(f"{groups!r} may be {value} or {decimal}; type the one that is meant")
        if rest and rest[0] == sep:
            raise self.cannot_read(rest)
        return Decimal(f"{value}.{rest[1:]}") if rest else value

    def _with_comma(self, text: str) -> Decimal:
        """A decimal as half of the world writes it; in a file it might as well be two numbers."""
        decimal = text.replace(",", ".")
        if self.asked.printed:
            two = " and ".join(text.split(","))
            raise TwoReadingsError(f"{text!r} may be {decimal} or the two numbers {two}; a decimal has a point here")
        return Decimal(decimal)

    def _peek(self) -> str:
        return self.tokens[self.next].text if self.next < len(self.tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self.next += 1
        return token

    # ---- the grammar, from sums down to single numbers

    def _sum(self) -> TypedNumber:
        value = self._product()
        while self._peek() in ("+", "-"):
            sign = self._take()
            other = self._exact(self._product())
            value = plain(Fraction(self._exact(value)) + (other if sign == "+" else -other))
        return value

    def _product(self) -> TypedNumber:
        value, divided = self._signed(), False
        while True:
            if self._peek() in ("*", "x", "/"):
                divided = self._take() == "/"
                value = self._times(value, self._inverse(self._signed()) if divided else self._signed())
            elif self._factor_follows():
                if divided:
                    raise self._error("a product without its sign after a division can be read in two ways; put a *")
                value = self._times(value, self._signed())
            else:
                return value

    def _factor_follows(self) -> bool:
        """Whether a bracket or a root stands right behind a factor, as in 2(3+1), (-1)(2) or 3√5."""
        if not 0 < self.next < len(self.tokens):
            return False
        token, before = self.tokens[self.next], self.tokens[self.next - 1]
        after_bracket = before.text == ")" and token.text == "("
        opens = token.text in ("(", "√", "sqrt") or (before.text == ")" and token.value is not None)
        return (opens and token.close) or after_bracket

    def _signed(self) -> TypedNumber:
        negative = False
        while self._peek() in ("+", "-"):
            negative ^= self._take() == "-"
        value = self._power()
        if not negative:
            return value
        return value.copy_negate() if isinstance(value, Decimal) else -self._exact(value)

    def _power(self) -> TypedNumber:
        value = self._atom()
        if self._peek() != "^":
            return value
        self._take()
        sign = -1 if self._peek() == "-" and self._take() else 1
        exponent = sign * Fraction(self._exact(self._atom()))
        if self._peek() == "^":
            raise self._error("a power of a power can be read in two ways; put brackets")
        if exponent == Fraction(1, 2):
            return self._root_of(self._exact(value))
        if exponent.denominator > 1 or abs(exponent) > MAX_POWER:
            raise self._error(f"an exponent is a whole number up to {MAX_POWER}")
        return self._raised(value, int(exponent))

    def _raised(self, value: TypedNumber, exponent: int) -> TypedNumber:
        if isinstance(value, Root) and exponent % 2 == 0:
            value, exponent = plain(value.square), exponent // 2
        if exponent < 0:
            value, exponent = self._inverse(value), -exponent
        base = Fraction(self._exact(value))
        if max(base.numerator.bit_length(), base.denominator.bit_length()) * exponent > 4 * MAX_RESULT:
            raise self._error(f"it comes to a number of more than {MAX_RESULT} digits")
        return plain(base**exponent)

    def _atom(self) -> TypedNumber:
        at = self.next
        token = self._take()
        if token in ("sqrt", "√", "("):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise self._error(f"more than {MAX_DEPTH} brackets or roots inside each other")
            value = self._sum() if token == "(" else self._root_of(self._exact(self._atom()))
            self.depth -= 1
            if token == "(" and self._take() != ")":
                raise self._error("a closing bracket is missing")
            return value
        if not token:
            raise self._error("a number is missing")
        number = self.tokens[at].value
        if number is None:
            if token == self.text:
                raise self.cannot_read(token)
            raise self._error(f"a number was expected, not {token!r}")
        return number

    # ---- arithmetic

    def _root_of(self, square: Rational) -> Number:
        if square < 0:
            raise self._error("there is no root of a negative number")
        return root(square)

    def _times(self, value: TypedNumber, other: TypedNumber) -> TypedNumber:
        if not isinstance(value, Root) and not isinstance(other, Root):
            return plain(Fraction(value) * Fraction(other))
        return root(self._squared(value) * self._squared(other))

    def _inverse(self, divisor: TypedNumber) -> Number:
        if isinstance(divisor, Root):
            return root(1 / divisor.square)
        if not divisor:
            raise self._error("nothing can be divided by 0")
        return 1 / Fraction(divisor)

    def _squared(self, value: TypedNumber) -> Fraction:
        """The square of a factor beside a root; a root with a minus sign before it is none."""
        if isinstance(value, Root):
            return value.square
        if value < 0:
            raise self._error("a root stands alone or with a positive factor")
        return Fraction(value) ** 2

    def _exact(self, value: TypedNumber) -> Rational:
        if isinstance(value, Root):
            raise self._error("a root stands alone or with a factor before it")
        return plain(Fraction(value))
