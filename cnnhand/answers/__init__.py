"""What a person typed, or a source printed -> an exact value, or a format error that says the way out.

A typed decimal stays a `Decimal`: it remembers how many places were typed, and is right where it is the exact value
rounded to these places. What can be read in two ways is an error that names both: never another number than is meant.
"""

import re
from dataclasses import replace

from cnnhand.answers import volumes
from cnnhand.answers.comparing import imprecise, rounded_as_printed, same, same_number
from cnnhand.answers.expected import EXAMPLES, Expected
from cnnhand.answers.grids import cell_texts, grid, texts_of_rows
from cnnhand.answers.numbers import number, zero_in_words
from cnnhand.answers.signs import one_spelling
from cnnhand.answers.volumes import apart
from cnnhand.answers.words import word
from cnnhand.errors import AnswerFormatError
from cnnhand.exact.values import DOES_NOT_FIT, Form, Value
from cnnhand.questions.choice import NONE

__all__ = [
    "EXAMPLES", "Expected", "apart", "imprecise", "number", "number_texts", "read", "rounded_as_printed", "same",
    "same_number", "value",
]  # fmt: skip

MAX_LENGTH = 4000
_ROUNDED = re.compile(
    r"[\s,]+\(?(?:rounded|round|floor|floored|ceil|ceiled)(?: (?:down|up|off))?\)?\.?$", re.IGNORECASE
)
"""What people say behind a number or a volume of how they came by it."""


def read(text: str, asked: Expected) -> Value:
    """What was typed, as a value of the form that is asked, or one of the choices where words are asked.

    Raises `AnswerFormatError` where it cannot be read, or can be read in two ways.
    """
    if len(text) > MAX_LENGTH:
        raise AnswerFormatError(f"that is {len(text)} characters long; type {asked.example}")
    return _read(text, asked)


def value(text: str, asked: Expected) -> Value:
    """The same for the text of a file, whose grids may be long, and where what can be read in two ways is refused."""
    of_file = replace(asked, printed=True)
    return _read(text, of_file) if asked.form is Form.GRID else read(text, of_file)


def number_texts(text: str, asked: Expected) -> list[str]:
    """What was typed for each number of a volume or a grid that can be read, in reading order."""
    text = one_spelling(text)
    if asked.form is Form.VOLUME:
        return volumes.side_texts(text)
    return [cell for rows in texts_of_rows(text) for row in rows for cell in cell_texts(row, asked)]


def _read(text: str, asked: Expected) -> Value:
    text = one_spelling(text)
    if not text:
        raise AnswerFormatError(f"type {asked.example}")
    if (letter := text.strip("().").lower()) in asked.options:
        return asked.options[letter]
    if NONE in asked.options.values() and letter.startswith("none of "):
        return NONE
    if asked.form is Form.GRID:
        return DOES_NOT_FIT if volumes.does_not_fit(text) else grid(text, asked)
    text = _ROUNDED.sub("", " ".join(text.split()))
    match asked.form:
        case Form.WORD:
            return word(text, asked.choices)
        case Form.VOLUME:
            return volumes.volume(text, asked)
        case Form.SIZE:
            return volumes.size(text, asked)
    if volumes.does_not_fit(text) and asked.may_not_fit:
        return DOES_NOT_FIT
    if zero_in_words(text, asked):
        return 0
    if volumes.does_not_fit(text):
        raise AnswerFormatError(f"a number is asked here; type {asked.example}")
    text = volumes.without_batch(text)
    return volumes.side(text, asked) if asked.side or asked.beside else number(text, asked)
