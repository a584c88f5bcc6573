"""What a person typed -> an exact value, or a format error that says where; and whether it is the exact answer.

A typed decimal stays a `Decimal`: it remembers how many places were typed, and is right where it is the exact value
rounded to these places.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from fractions import Fraction

from cnnhand.errors import AnswerFormatError, shown
from cnnhand.exact.values import (
    DOES_NOT_FIT,
    Fit,
    Form,
    Grid,
    Number,
    Rational,
    Root,
    TypedNumber,
    Value,
    Volume,
    plain,
    root,
)

MAX_LENGTH = 4000
MAX_DIGITS = 40
MAX_RESULT = 400
MAX_CELLS = 10_000
PRINTED, SURE = 16, 14
"""Of so many digits, as a program prints them, so many are sure."""
MAX_DEPTH = 20

EXAMPLES = {
    Form.NUMBER: "a number such as 6, -3, 9/4, 2.25 or 4+0+1+1",
    Form.VOLUME: "a volume such as 55x55x96 (width × height × depth), or: does not fit",
    Form.GRID: "a grid's rows, such as 6 0 -2; 4 7 -3",
    Form.WORD: "one of the words that the question names",
}

_SIGNS = str.maketrans({"−": "-", "–": "-", "×": "x", "·": "*", "⋅": "*", "（": "(", "）": ")"})
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<sign>sqrt|√|[-+*/x()]))", re.ASCII)
_NO_FIT = re.compile(r"(it )?(does not|doesn't|doesn’t|doesnt|won't|will not) fit|no fit|not fit", re.IGNORECASE)


def read(text: str, form: Form, choices: Sequence[str] = ()) -> Value:
    """What was typed, as a value of the form that is asked, or one of the choices where words are asked.

    Raises `AnswerFormatError` where it cannot be read.
    """
    if len(text) > MAX_LENGTH:
        raise AnswerFormatError(f"that is {len(text)} characters long; type {EXAMPLES[form]}")
    return value(text, form, choices)


def value(text: str, form: Form, choices: Sequence[str] = ()) -> Value:
    """The same for a text of any length, such as a published map in a file."""
    text = text.strip().translate(_SIGNS)
    if not text:
        raise AnswerFormatError(f"type {EXAMPLES[form]}")
    if form is Form.VOLUME and _NO_FIT.fullmatch(" ".join(text.rstrip(".").split())):
        return DOES_NOT_FIT
    if form is Form.WORD:
        return _word(text, choices)
    return {Form.NUMBER: number, Form.VOLUME: _volume, Form.GRID: _grid}[form](text)


def _word(text: str, choices: Sequence[str]) -> str:
    """One of the choices, in capitals or not, with spaces or hyphens."""
    word = "-".join(text.lower().replace("-", " ").split())
    if word not in choices:
        raise AnswerFormatError(f"{shown(text)!r} is none of the choices: {', '.join(choices)}")
    return word


def number(text: str) -> TypedNumber:
    """A number, or an arithmetic expression of numbers, as it was typed: also `34,848`, and `3 1/6` for 3 + 1/6."""
    if re.fullmatch(r"-?[1-9][0-9]{0,2}(,[0-9]{3})+", text):
        text = text.replace(",", "")
    if mixed := re.fullmatch(r"(-?)([0-9]{1,20}) +([0-9]{1,20}/[0-9]{1,20})", text):
        text = f"{mixed[1]}({mixed[2]}+{mixed[3]})"
    return _Expression(text).value()


def _volume(text: str) -> Volume:
    """Three numbers with x, commas or spaces between them."""
    parts = [part for part in re.split(r"\s*[x*,;]\s*|\s+", text.lower().strip("[]() ")) if part]
    if len(parts) != 3:
        raise AnswerFormatError(f"a volume has three numbers, and this has {len(parts)}; type {EXAMPLES[Form.VOLUME]}")
    return Volume._make(map(number, parts))


def _grid(text: str) -> Grid:
    """Rows between semicolons or line ends, channels between bars; or nested brackets."""
    channels = _bracketed(text) if "[" in text else [re.split(r"[;\n]", channel) for channel in text.split("|")]
    rows = [[_row(row, index) for index, row in enumerate(_without_blank(rows), 1)] for rows in channels]
    for channel, lines in enumerate(rows, 1):
        where = f" of channel {channel}" if len(rows) > 1 else ""
        if not lines:
            raise AnswerFormatError(f"there is no row{where or ' in that'}; type {EXAMPLES[Form.GRID]}")
        for index, row in enumerate(lines, 1):
            if len(row) != len(rows[0][0]):
                raise AnswerFormatError(
                    f"row {index}{where} has {_count(row)} where row 1 has {len(rows[0][0])}; every row must be as long"
                )
        if len(lines) != len(rows[0]):
            raise AnswerFormatError(f"channel {channel} has {len(lines)} rows where channel 1 has {len(rows[0])}")
    if sum(len(row) for lines in rows for row in lines) > MAX_CELLS:
        raise AnswerFormatError(f"that grid has more than {MAX_CELLS} cells")
    return Grid(tuple(tuple(lines) for lines in rows))


def _count(row: Sequence[object]) -> str:
    return "1 number" if len(row) == 1 else f"{len(row)} numbers"


def _without_blank(rows: Iterable[str]) -> list[str]:
    return [row for row in rows if re.search(r"[^\s,]", row)]


def _row(text: str, index: int) -> tuple[TypedNumber, ...]:
    cells = [cell for cell in re.split(r"[\s,]+", text.strip()) if cell]
    words = text.split()
    if len(words) > 1 and (comma := next((word for word in words if re.fullmatch(r"-?[0-9]+,[0-9]+", word)), "")):
        raise AnswerFormatError(f"row {index}: {comma!r} may be two numbers or a decimal, which has a point")
    try:
        return tuple(number(cell) for cell in cells)
    except AnswerFormatError as error:
        raise AnswerFormatError(f"row {index}: {error}") from None


def _bracketed(text: str) -> list[list[str]]:
    """The rows of each channel of `[[…], […]]` or `[[[…]], [[…]]]`: what stands between two brackets is a row."""
    if text.count("[") != text.count("]"):
        raise AnswerFormatError("an opening and a closing bracket do not match")
    channels = re.split(r"\]\s*\]\s*,?\s*\[\s*\[", text)
    return [re.split(r"[\[\]]", channel) for channel in channels]


class _Expression:
    """Reads sums, differences, products and quotients of numbers and roots: 4+0+1+1, 11·11·3·96 + 96, sqrt(30)."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, int]] = []
        at = 0
        while text[at:].strip():
            match = _TOKEN.match(text, at)
            if not match:
                bad = text[at:].strip()[0]
                raise AnswerFormatError(f"{bad!r} in {shown(text)!r} cannot be read; type {EXAMPLES[Form.NUMBER]}")
            if sum(map(str.isdigit, match.group())) > MAX_DIGITS:
                raise AnswerFormatError(f"a number has at most {MAX_DIGITS} digits")
            self.tokens.append((match.group().strip(), at))
            at = match.end()
        self.text, self.next, self.depth = text, 0, 0

    def value(self) -> TypedNumber:
        value = self._sum()
        if self.next < len(self.tokens):
            raise self._error(f"{self.tokens[self.next][0]!r} is not expected there")
        size = value.square if isinstance(value, Root) else Fraction(value)
        if max(abs(size.numerator), size.denominator) >= 10**MAX_RESULT:
            raise self._error(f"it comes to a number of more than {MAX_RESULT} digits")
        return value

    def _error(self, what: str) -> AnswerFormatError:
        return AnswerFormatError(f"{shown(self.text)!r}: {what}; type {EXAMPLES[Form.NUMBER]}")

    def _peek(self) -> str:
        return self.tokens[self.next][0] if self.next < len(self.tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self.next += 1
        return token

    def _sum(self) -> TypedNumber:
        value = self._product()
        while self._peek() in ("+", "-"):
            sign = self._take()
            other = self._product()
            value = self._exact(value) + self._exact(other) * (1 if sign == "+" else -1)
        return _plain(value)

    def _product(self) -> TypedNumber:
        value = self._signed()
        while self._peek() in ("*", "x", "/"):
            sign = self._take()
            other = self._signed()
            if sign == "/":
                divisor = self._exact(other)
                if not divisor:
                    raise self._error("nothing can be divided by 0")
                value = Fraction(self._exact(value)) / divisor
            elif isinstance(other, Root) and (factor := self._exact(value)) >= 0:
                value = root(other.square * Fraction(factor) ** 2)
            else:
                value = self._exact(value) * self._exact(other)
        return _plain(value)

    def _signed(self) -> TypedNumber:
        negative = False
        while self._peek() in ("+", "-"):
            negative ^= self._take() == "-"
        value = self._atom()
        if not negative:
            return value
        return value.copy_negate() if isinstance(value, Decimal) else -self._exact(value)

    def _atom(self) -> TypedNumber:
        token = self._take()
        if token in ("sqrt", "√", "("):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise self._error(f"more than {MAX_DEPTH} brackets or roots inside each other")
            value = self._sum() if token == "(" else self._root()
            self.depth -= 1
            if token == "(" and self._take() != ")":
                raise self._error("a closing bracket is missing")
            return value
        if not token or not (token[0].isdigit() or token[0] == "."):
            raise self._error("a number is missing" if not token else f"a number was expected, not {token!r}")
        return Decimal(token) if "." in token else int(token)

    def _root(self) -> Number:
        square = self._exact(self._atom())
        if square < 0:
            raise self._error("there is no root of a negative number")
        return root(square)

    def _exact(self, value: TypedNumber) -> Rational:
        if isinstance(value, Root):
            raise self._error("a root stands alone or with a factor before it")
        return plain(Fraction(value))


def _plain(value: TypedNumber) -> TypedNumber:
    return plain(value) if isinstance(value, Fraction) else value


def same_number(typed: TypedNumber, exact: TypedNumber) -> bool:
    """Whether a typed number is an exact one: equal to it, or a decimal that is it, rounded to the places typed.

    At least two places are wanted, and where the next digit is exactly 5 both neighbours are right. Where there are as
    many digits as a program prints, the last ones do not count. What is asked to some decimals is a decimal itself, and
    only equal numbers are the same.

    >>> same_number(Decimal("5.48"), root(30)), same_number(Decimal("5.5"), root(30))
    (True, False)
    """
    if not isinstance(typed, Decimal) or isinstance(exact, Decimal):
        return typed == exact
    if len(typed.as_tuple().digits) >= PRINTED:
        typed = Context(prec=SURE).plus(typed)
    value = Fraction(typed)
    if not isinstance(exact, Root) and value == exact:
        return True
    return _places(typed) >= 2 and _rounds_to(typed, exact)


def _places(typed: Decimal) -> int:
    return -int(typed.as_tuple().exponent)


def _rounds_to(typed: Decimal, exact: Number) -> bool:
    """Whether an exact number, rounded to the places of a decimal, is that decimal."""
    value, half = Fraction(typed), Fraction(1, 2 * 10 ** _places(typed))
    if isinstance(exact, Root):
        return max(Fraction(0), value - half) ** 2 <= exact.square <= (value + half) ** 2 and value > 0
    return abs(value - exact) <= half


def _cut_off(typed: Decimal, exact: Number) -> bool:
    """Whether a decimal has the first places of an exact number, without its last one rounded."""
    value, unit = abs(Fraction(typed)), Fraction(1, 10 ** _places(typed))
    if isinstance(exact, Root):
        return typed > 0 and value**2 <= exact.square < (value + unit) ** 2
    return (typed < 0) == (exact < 0) and value <= abs(Fraction(exact)) < value + unit


def imprecise(typed: Value, exact: Value) -> str:
    """What is to be said of a decimal that is right as far as it goes, but not rounded as it should be; or nothing.

    >>> imprecise(Decimal("5.5"), root(30)), imprecise(Decimal("5.47"), root(30)), imprecise(Decimal("5.48"), root(30))
    ('rounded too far: type two decimals at the least', 'cut off: round the last decimal', '')
    """
    if isinstance(typed, Grid) and isinstance(exact, Grid):
        pairs = list(zip(typed.cells(), exact.cells(), strict=False)) if typed.volume == exact.volume else []
    else:
        pairs = [(typed, exact)]
    found = ""
    for a, b in pairs:
        if same(a, b):
            continue
        if not isinstance(a, Decimal) or not isinstance(b, int | Fraction | Root):
            return ""
        if _places(a) == 1 and (_rounds_to(a, b) or _cut_off(a, b)):
            found = "rounded too far: type two decimals at the least"
        elif _places(a) >= 2 and _cut_off(a, b):
            found = "cut off: round the last decimal"
        else:
            return ""
    return found


def same(typed: Value, exact: Value) -> bool:
    """Whether what was typed is this exact value; the shape of a grid counts."""
    if type(typed) is type(exact) is Volume:
        return all(map(same_number, typed, exact))
    if isinstance(typed, Grid) and isinstance(exact, Grid):
        return typed.volume == exact.volume and all(map(same_number, typed.cells(), exact.cells()))
    if isinstance(typed, Volume | Grid | Fit | str) or isinstance(exact, Volume | Grid | Fit | str | Decimal):
        return typed == exact
    return same_number(typed, exact)
