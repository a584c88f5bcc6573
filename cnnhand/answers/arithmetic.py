"""Sums, products, powers and roots as people type them: 4+0+1+1, 11²·3·96 + 96, 2(3+1), 3√5, 1.05e8.

What is typed is written as Python writes it, and Python's parser finds out what belongs together.
"""

import ast
import re
from decimal import Decimal
from fractions import Fraction

from cnnhand.answers.expected import Expected
from cnnhand.errors import AnswerFormatError, TwoReadingsError, shown
from cnnhand.exact.values import Number, Rational, Root, TypedNumber, plain, root

MAX_DIGITS = 40
MAX_RESULT = 400
MAX_POWER = 400

_THOUSANDS = r"[1-9]\d{0,2}(?P<sep>[ ,.'_])\d{3}(?:(?P=sep)\d{3})*(?!\d)"
_TOKEN = re.compile(
    rf"(?P<blank>\s*)(?:(?P<groups>{_THOUSANDS})(?P<rest>[,.]\d+)?(?![\d,])"
    r"|(?P<comma>\d+,\d+)(?![,\d])|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2}(?![\w.]))?)"
    r"|(?P<sign>sqrt|√|[-+*/x^()\[\]]))",
    re.ASCII,
)
_PYTHON = {"x": "*", "^": "**", "√": "~", "sqrt": "~", "(": "inside(", "[": "inside(", "]": ")"}
"""A sign as Python writes it: ~ binds as √ does, and what stands in brackets, a call, is told from what does not."""


def calculated(text: str, asked: Expected) -> TypedNumber:
    """What a text comes to; a decimal that stands alone keeps its places."""
    try:
        source, numbers = _in_python(text, asked)
        value = _value(ast.parse(source.strip(), mode="eval").body, numbers)
        _check_size(value.square if isinstance(value, Root) else Fraction(value))
    except ZeroDivisionError:
        what = "nothing can be divided by 0"
    except (SyntaxError, MemoryError, RecursionError):  # the last two where brackets are nested too deep
        if sum(map(text.count, "([")) == sum(map(text.count, ")]")):
            raise _cannot_read(text, text, asked) from None
        what = "an opening and a closing bracket do not match"
    except ValueError as fault:
        what = str(fault)
    else:
        return value
    raise AnswerFormatError(f"{shown(text)!r}: {what}; type {asked.example}")


def _in_python(text: str, asked: Expected) -> tuple[str, dict[str, TypedNumber]]:
    """The text as Python writes it, with @ for a product without its sign, and its numbers by their names there."""
    source, numbers, at = "", dict[str, TypedNumber](), 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if not match:
            raise _cannot_read(text[at:].strip()[0], text, asked)
        if sum(map(str.isdigit, match.group())) > MAX_DIGITS:
            raise AnswerFormatError(f"a number has at most {MAX_DIGITS} digits")
        sign = match["sign"]
        name = _PYTHON.get(sign, sign) if sign else f"n{len(numbers)}"
        if not sign:
            numbers[name] = _number(match, text, asked)
        after_bracket, close = source.endswith(")"), not match["blank"]
        if name in ("inside(", "~") or (after_bracket and not sign):
            factor = after_bracket or source[-1:].isdigit()
            source += " @" * (factor and (close or (after_bracket and name == "inside(")))
        source += f" {name}"
        at = match.end()
    return source, numbers


def _cannot_read(what: str, text: str, asked: Expected) -> AnswerFormatError:
    """The error that names a sign, or all of a text."""
    where = "" if what == text else f" in {shown(text)!r}"
    return AnswerFormatError(f"{shown(what)!r}{where} cannot be read; type {asked.example}")


def _number(match: re.Match[str], text: str, asked: Expected) -> TypedNumber:
    """A number, in which a comma may stand before thousands or before decimals."""
    if groups := match["groups"]:
        return _grouped(groups, match["sep"], match["rest"] or "", text, asked)
    if comma := match["comma"]:
        decimal = comma.replace(",", ".")
        if asked.printed:  # in a file it might as well be two numbers
            two = " and ".join(comma.split(","))
            raise TwoReadingsError(f"{comma!r} may be {decimal} or the two numbers {two}; a decimal has a point here")
        return Decimal(decimal)
    return Decimal(match["number"]) if re.search("[.e]", match["number"]) else int(match["number"])


def _grouped(groups: str, sep: str, rest: str, text: str, asked: Expected) -> TypedNumber:
    """`34,848`, `34 848`, `34.848.000` or `1,234.5`: thousands, unless it may be a decimal that is meant."""
    once = groups.count(sep) == 1 and not rest
    value = int(groups.replace(sep, ""))
    if sep == "." and once:
        if asked.whole:
            two = f"{value:,} or a decimal; type {value}, or {groups}0 for the decimal"
            raise TwoReadingsError(f"{groups!r} may be {two}")
        return Decimal(groups)
    if sep == "," and once and asked.whole is False:
        decimal = groups.replace(",", ".")
        raise TwoReadingsError(f"{groups!r} may be {value} or {decimal}; type the one that is meant")
    if rest and rest[0] == sep:
        raise _cannot_read(rest, text, asked)
    return Decimal(f"{value}.{rest[1:]}") if rest else value


# ---- arithmetic; what is wrong with it is a ValueError


def _value(node: ast.AST, numbers: dict[str, TypedNumber]) -> TypedNumber:
    match node:
        case ast.Name(name):
            return numbers[name]
        case ast.Call(args=[inside]):
            return _value(inside, numbers)
        case ast.UnaryOp(sign, of):
            value = _value(of, numbers)
            if isinstance(sign, ast.Invert):
                return _root(value)
            if isinstance(sign, ast.UAdd):
                return value
            return value.copy_negate() if isinstance(value, Decimal) else -_exact(value)
        case ast.BinOp():
            terms = [node]  # a sum of a thousand terms is a thousand sums inside each other
            while isinstance(terms[-1].left, ast.BinOp):
                terms.append(terms[-1].left)
            value = _value(terms[-1].left, numbers)
            for term in reversed(terms):
                _refuse_two_readings(term)
                value = _combined(value, term.op, _value(term.right, numbers))
            return value
    raise SyntaxError


def _refuse_two_readings(node: ast.BinOp) -> None:
    if isinstance(node.op, ast.MatMult) and isinstance(getattr(node.left, "op", None), ast.Div):
        raise ValueError("a product without its sign after a division can be read in two ways; put a *")
    if isinstance(node.op, ast.Pow) and isinstance(getattr(node.right, "op", None), ast.Pow):
        raise ValueError("a power of a power can be read in two ways; put brackets")


def _combined(a: TypedNumber, sign: ast.operator, b: TypedNumber) -> Number:
    """Two numbers added, subtracted, multiplied, divided, or one raised to the power of the other."""
    match sign:
        case ast.Add():
            return plain(Fraction(_exact(a)) + _exact(b))
        case ast.Sub():
            return plain(Fraction(_exact(a)) - _exact(b))
        case ast.Pow():
            return _power(a, Fraction(_exact(b)))
        case ast.Div():
            b = _power(b, Fraction(-1))
    if isinstance(a, Root) or isinstance(b, Root):
        return root(_square(a) * _square(b))
    return plain(Fraction(a) * Fraction(b))


def _power(base: TypedNumber, exponent: Fraction) -> Number:
    if isinstance(base, Root):
        return _root(_power(base.square, exponent))
    if exponent == Fraction(1, 2):
        return _root(base)
    if exponent.denominator > 1 or abs(exponent) > MAX_POWER:
        raise ValueError(f"an exponent is a whole number up to {MAX_POWER}")
    number = Fraction(base)
    if max(number.numerator.bit_length(), number.denominator.bit_length()) * abs(exponent) > 4 * MAX_RESULT:
        raise ValueError(f"it comes to a number of more than {MAX_RESULT} digits")
    return plain(number ** int(exponent))


def _check_size(number: Fraction) -> None:
    if max(abs(number.numerator), number.denominator) >= 10**MAX_RESULT:
        raise ValueError(f"it comes to a number of more than {MAX_RESULT} digits")


def _root(square: TypedNumber) -> Number:
    if (exact := _exact(square)) < 0:
        raise ValueError("there is no root of a negative number")
    return root(exact)


def _square(value: TypedNumber) -> Fraction:
    """The square of a factor beside a root; a root with a minus sign before it is none."""
    if not isinstance(value, Root) and value < 0:
        raise ValueError("a root stands alone or with a positive factor")
    return value.square if isinstance(value, Root) else Fraction(value) ** 2


def _exact(value: TypedNumber) -> Rational:
    if isinstance(value, Root):
        raise ValueError("a root stands alone or with a factor before it")
    return plain(Fraction(value))
