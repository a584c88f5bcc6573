"""Results as JSON, one object with a schema number; exact numbers stay exact."""

import json
import re
from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from typing import Any

from cnnhand.exact.values import Fit, Grid, Root, Value, Volume

SCHEMA = 2


def document(command: str, **entries: object) -> str:
    """One JSON object for the output of a command, with its line end; what would steer a screen is escaped.

    >>> print(document("quiz", typed="\\x9b×"), end="")
    {
      "schema": 2,
      "command": "quiz",
      "typed": "\\u009b×"
    }
    """
    text = json.dumps({"schema": SCHEMA, "command": command, **entries}, ensure_ascii=False, indent=2)
    return (
        re.sub(r"[^\n -~]", lambda sign: sign[0] if sign[0].isprintable() else json.dumps(sign[0])[1:-1], text) + "\n"
    )


def plain_json(value: Any) -> Any:
    """A value as what JSON can hold.

    >>> plain_json(Fraction(9, 4)), plain_json(Volume(55, 55, 96)), plain_json(Grid.of([[1, 2]]))
    ('9/4', [55, 55, 96], [[1, 2]])
    """
    match value:
        case Volume():
            return [plain_json(side) for side in value]
        case Grid():
            channels = [[[plain_json(number) for number in row] for row in rows] for rows in value.channels]
            return channels[0] if len(channels) == 1 else channels
        case Fit() | Enum():
            return value.value
        case Root(square):
            return f"sqrt({square})"
        case Fraction() if value.denominator == 1:
            return value.numerator
        case None | bool() | int() | str():
            return value
    return str(value)


def by_part(names: Sequence[str], values: Sequence[Value | None]) -> Any:
    """The answers to a problem's parts: one as it is, several as a list with the names of the parts.

    >>> by_part(["the stride S"], [2]), by_part(["width", "height"], [5, 7])
    (2, [{'part': 'width', 'answer': 5}, {'part': 'height', 'answer': 7}])
    """
    if len(values) == 1:
        return plain_json(values[0])
    return [{"part": name, "answer": plain_json(value)} for name, value in zip(names, values, strict=True)]
