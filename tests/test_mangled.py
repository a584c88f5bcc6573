"""Answers that a cat walked over: whatever is typed is read or refused, and is right only if it is right."""

import os
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from random import Random
from unicodedata import normalize

import pytest

from cnnhand import answers
from cnnhand.answers import Expected
from cnnhand.answers.rows import Rows
from cnnhand.errors import AnswerFormatError
from cnnhand.exact.values import DOES_NOT_FIT, Form, Grid, Root, Size, Value, Volume
from tests.writers import written

MANGLED = 10_000 if int(os.environ.get("CNNHAND_DRAWS", "160")) > 160 else 2_000

ALPHABET = [
    *"0123456789+-−–*/x×·.,;|()[]{}^=√²½ \n\te%'\"&\\$│─@_:`~#<>aW",
    "sqrt",
    "\\frac{",
    "tensor(",
    "no",
    " by ",
    "\x00",
]
RIGHT: list[tuple[Value, Expected]] = [
    (34944, Expected(Form.NUMBER, whole=True)),
    (25, Expected(Form.NUMBER, whole=True, side=True)),
    (Fraction(9, 4), Expected(Form.NUMBER, whole=False)),
    (Root(Fraction(30)), Expected(Form.NUMBER)),
    (Volume(29, 29, 10), Expected(Form.VOLUME)),
    (DOES_NOT_FIT, Expected(Form.VOLUME)),
    (Size(25, 20), Expected(Form.SIZE, square=False)),
    (Grid.of([[12, 26], [27, 18]]), Expected(Form.GRID, whole=False)),
    (Grid.of([[1, -2], [3, 4]], [[5, 6], [7, 8]]), Expected(Form.GRID, whole=False, maps=2)),
    (Grid.of([[Fraction(1, 2), 3, 4]]), Expected(Form.GRID, size=Volume(3, 1, 1), vector=True)),
    ("sobel-y", Expected(Form.WORD, ("sobel-x", "sobel-y", "edge"))),
]


def mangled(text: str, dice: Random) -> str:
    """A text with some of its signs left out, doubled, exchanged or replaced."""
    signs = list(text)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(signs) + 1)
        match dice.randrange(4):
            case 0:
                del signs[at : at + dice.randint(1, 3)]
            case 1:
                signs.insert(at, dice.choice(ALPHABET))
            case 2:
                signs[at : at + 1] = [dice.choice(ALPHABET)]
            case _:
                signs[at : at + 2] = reversed(signs[at : at + 2])
    return "".join(signs)


@pytest.mark.parametrize(("value", "asked"), RIGHT, ids=str)
def test_a_mangled_answer_is_read_or_refused(value: Value, asked: Expected) -> None:
    """No other exception, no hang, a message of one line that can be shown; and nothing else is taken for right."""
    dice, texts = Random(f"mangled {value}"), [one.text for one in written(value, bool(asked.whole))]
    for _ in range(MANGLED // len(RIGHT) + 1):
        text = mangled(dice.choice(texts), dice) if dice.random() < 0.8 else "".join(dice.choices(ALPHABET, k=30))
        try:
            read = answers.read(text, asked)
        except AnswerFormatError as error:
            assert str(error).isprintable(), text
        else:
            assert str(read)
            if answers.same(read, value):
                assert means(text, value), f"{text!r} is read as {read}"


def means(text: str, value: Value) -> bool:
    """Whether what was read as right has the signs of the right answer in it, or is arithmetic, which comes to it.

    A half may be a decimal, and what does not fit may be said in many words.
    """
    if value is DOES_NOT_FIT or any(sign in str(value) for sign in "/√"):
        return True
    wanted, there = (Counter(filter(str.isalnum, normalize("NFKC", one).lower())) for one in (str(value), text))
    wanted.pop("x", None)
    return wanted <= there or (not isinstance(value, str) and any(sign in text for sign in "+-−–*/·^√²½="))


def test_rows_that_are_mangled_are_read_or_refused_one_by_one() -> None:
    """With the lines taken back in between; what is complete in the end can be read."""
    dice, asked = Random("rows"), Expected(Form.GRID, whole=False, maps=2)
    for _ in range(MANGLED // 10):
        rows = Rows(asked)
        for _ in range(12):
            line = dice.choice(
                ["1 2", "3 4;", "", "[5, 6]", "1 │ 2 3", "──┬──", "|", "[[1 2]", mangled("1 2; 3 4", dice)]
            )
            try:
                if dice.random() < 0.1:
                    rows.back()
                else:
                    rows.add(line)
            except AnswerFormatError as error:
                assert str(error).isprintable()
            if rows.complete:
                assert isinstance(answers.read(rows.text, asked), Grid)
                break


@pytest.mark.parametrize(
    "sign", [*"([{√-+x*/^=.,;|&'\"\\ ½²│e@_1", "1 ", "1,", "1x", "[1],", "1/", "\\frac{", "(1,", "1=", "in "]
)
@pytest.mark.parametrize("form", list(Form))
def test_four_thousand_signs_of_a_sort_do_not_hang(sign: str, form: Form) -> None:
    """No pattern looks at them over and over again; the benchmark of reading has their times."""
    try:
        answers.read((sign * 4000)[:4000], Expected(form, ("edge",)))
    except AnswerFormatError as error:
        assert str(error).isprintable()


def test_a_decimal_of_a_huge_exponent_is_no_number() -> None:
    """`1e99` is one of a hundred digits and is read; the arithmetic on it stays bounded."""
    assert Decimal("1e99") == answers.read("1e99", Expected(Form.NUMBER))
    with pytest.raises(AnswerFormatError, match="more than 400 digits"):
        answers.read("*".join(["1e99"] * 5), Expected(Form.NUMBER))
