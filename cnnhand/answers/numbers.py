"""One number, alone or with what people write around it: `P = 6`, `9 parameters`, `4+0+1+1 = 6`, `138 million`."""

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from cnnhand.answers.arithmetic import calculated
from cnnhand.answers.comparing import same_number
from cnnhand.answers.expected import Expected
from cnnhand.errors import AnswerFormatError, TwoReadingsError, shown
from cnnhand.exact.values import Form, TypedNumber

_UNITS = (
    "parameters?|params?|weights?|bias(?:es)?|pixels?|px|neurons?|units?|values?|numbers?|connections?|macs?|flops?|operations?|"
    "multiplications?|additions?|products?|bytes?|cells?|rows?|columns?|cols?|maps?|channels?|filters?|kernels?|zeros?|"
    "zeroes|layers?|steps?|inputs?|outputs?|elements?|entries|entry|and|total|trainable|learnable|in|all|on|each|every|per|"
    "sides?|both|of|padding|wide|high|deep|volume"
)
_UNIT = re.compile(_UNITS, re.IGNORECASE)
_CLOSE_UNIT = re.compile(rf"(?<=[\d.)])(?:{_UNITS})$", re.IGNORECASE)
_BEFORE = re.compile(
    r"^(?:≈|~|about\s|approximately\s|approx\.?\s|ca\.?\s|exactly\s|[^\W\d_][\w ']{0,30}:"
    r"|(?:patch )?[A-I][,\s]\s*(?=[-+\d(]))\s*",
    re.IGNORECASE,
)
_PATCH = re.compile(r"(?<=\d)(?:,? \(?for| \(|,)\s*(?:patch )?[A-I]\)?$", re.IGNORECASE)
"""Which of several it is: `48 (A)`, and before the number `A 48`."""
_ZERO = re.compile(
    rf"(?:(?:there (?:is|are)|it has|they have) )?"
    rf"(?:zero(?: (?:{_UNITS}))*|none|nothing|no(?: (?:{_UNITS}))+)(?: at all)?",
    re.IGNORECASE,
)
_POWERS = {
    "thousand": 3, "million": 6, "millions": 6, "mio": 6, "mio.": 6, "mill.": 6, "billion": 9, "billions": 9,
    "bn": 9, "trillion": 12, "k": 3, "K": 3, "M": 6, "G": 9, "T": 12,
}  # fmt: skip
_LARGE = re.compile(r"(.*\d)\s*(k|K|M|G|T|thousand|millions?|mio\.?|mill\.|billions?|bn|trillion)", re.ASCII)
_MEASURED = re.compile(r"(.*[\d)])\s*([kKMGT]?)(iB|[bB](?:ytes?)?|FLOPs?|FLOPS|flops?|MACs?|MACS|macs?)", re.ASCII)
"""`12.25 MiB`, `27.5 MFLOPs`, `120 MMACs`."""
_POWER_OF_TEN = re.compile(r"^(\d+\.\d+)\s*[*x]\s*10\^\(?(-?\d{1,3})\)?$", re.ASCII)
"""`1.05·10^8` is a decimal, rounded to its last digit."""
_MIXED = re.compile(r"(-?)\s*([0-9]{1,20}) +\(?([0-9]{1,20}/[0-9]{1,20})\)?")
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,18})", re.ASCII)

A_NUMBER = Expected(Form.NUMBER)


def number(text: str, asked: Expected = A_NUMBER) -> TypedNumber:
    """The number that a text of one spelling stands for, exactly as it was typed.

    >>> number("P = 6"), number("3 1/6"), number("4+0+1+1 = 6"), number("138 million")
    (6, Fraction(19, 6), 6, Decimal('1.38E+8'))
    """
    if _PLAIN.fullmatch(text):
        return int(text)
    sides = re.split(r"=|≈|≅", text)
    if len(sides) > 1:
        return _agreed(text, sides, asked)
    text = re.sub(r"(?<=[\w)\]])\s*[.,;]+$", "", text.strip())
    text = _without_unit(_without_measure(_PATCH.sub("", _BEFORE.sub("", text)), asked))
    if re.fullmatch(r"0[xX][0-9a-fA-F]+", text):
        raise TwoReadingsError(f"{shown(text)!r} may be a product or a hexadecimal number; type {asked.example}")
    text = _POWER_OF_TEN.sub(r"\1e\2", text)
    if large := _LARGE.fullmatch(text):
        value = number(large[1], asked)
        if not isinstance(value, int | Decimal):
            raise AnswerFormatError("before thousand, million and billion stands a number such as 138 or 8.6")
        return Decimal(value).scaleb(_POWERS[large[2]])  # rounded to its last digit
    if mixed := _MIXED.fullmatch(text):
        text = f"{mixed[1]}({mixed[2]}+{mixed[3]})"
    return calculated(re.sub(r"(?<=[\d.])E(?=[-+\d])", "e", text.replace("X", "x")), asked)


def zero_in_words(text: str, asked: Expected) -> bool:
    """Whether a text says that there are none of what is counted; `zero` is the number everywhere.

    >>> zero_in_words("no parameters", Expected(Form.NUMBER, whole=True)), zero_in_words("none", A_NUMBER)
    (True, False)
    """
    words = text.strip(" .!()")
    return words.lower() == "zero" or (asked.whole is True and bool(_ZERO.fullmatch(words)))


def _without_measure(text: str, asked: Expected) -> str:
    """A number without the bytes, FLOPs or MACs behind it, which must be what is asked."""
    if not (measured := _MEASURED.fullmatch(text)):
        return text
    value, large, unit = measured.groups()
    counts = {"f": "flops", "m": "macs"}.get(unit[0].lower(), "bytes")
    if counts not in asked.what and (asked.what or large):
        raise TwoReadingsError(f"{shown(text)!r} is in {counts}, and the question asks for {asked.what or 'a number'}")
    thousands = _POWERS[large.upper()] // 3 if large else 0
    if large and counts == "bytes" and unit != "iB":
        both = f"10^{3 * thousands} or 2^{10 * thousands} bytes"
        raise TwoReadingsError(f"{shown(text)!r} counts in {both}; type the bytes, or {large.upper()}iB for the second")
    if unit != "iB":
        return value + large.upper()
    exact = Fraction(str(number(value))) * 1024**thousands
    if exact.denominator > 1:
        raise TwoReadingsError(f"{shown(text)!r} is rounded, for bytes are whole; type the bytes")
    return str(exact)


def _without_unit(text: str) -> str:
    """A number without the words behind it that say what it counts."""
    words = text.split(" ")
    while len(words) > 1 and _UNIT.fullmatch(words[-1]):
        words.pop()
    return _CLOSE_UNIT.sub("", " ".join(words)).strip()


def _agreed(text: str, sides: Iterable[str], asked: Expected) -> TypedNumber:
    """The number on all sides of `P = 6` or `4+0+1+1 = 6`; a name or a formula with letters on a side is none."""
    values, fault = [], AnswerFormatError(f"{shown(text)!r} has no number; type {asked.example}")
    for side in (side for side in sides if side.strip(" xX")):
        try:
            values.append(number(side.strip(), asked))
        except AnswerFormatError as error:
            fault = error
            if not re.search(r"[^\W\dx]", side):
                raise
    if not values:
        raise fault
    exact = next((value for value in values if not isinstance(value, Decimal)), values[-1])
    for other in values:
        if not same_number(other, exact):
            raise TwoReadingsError(f"{shown(text)!r}: {other} and {exact} are two numbers; type the one that is meant")
    return exact
