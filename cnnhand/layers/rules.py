"""The formulas of layers: of a side with the numbers put in, and of what is counted, line by line on the board."""

import re
from functools import lru_cache
from math import ceil, floor
from typing import NamedTuple

from cnnhand.exact.formula import Formula, Given, Whole, formula
from cnnhand.exact.shapes import Axis, Rounding
from cnnhand.exact.values import Rational

WHOLE: dict[Rounding, Whole | None] = {Rounding.EXACT: None, Rounding.FLOOR: floor, Rounding.CEIL: ceil}
"""What becomes of a quotient."""


class Rule(NamedTuple):
    """A formula with the numbers of its letters, and a remark on it."""

    text: str
    given: Given
    note: str = ""
    axis: str = "W"
    """The letter of the side that it is for: the text says W of every side."""

    @property
    def formula(self) -> Formula:
        """The formula in the letters of its side."""
        read = formula(self.text)
        return read if self.axis == "W" else read.put({"W": formula(self.axis)})

    def rounded(self, whole: Whole | None) -> Formula:
        """The same with ⌊ ⌋ or ⌈ ⌉ where the numbers have to be rounded."""
        return formula(self.text).rounded(whole, self.given).put({"W": formula(self.axis)})

    def at(self, whole: Whole | None = None) -> Rational:
        """What it comes to; `MissingError` where a letter is not known."""
        return _worked_out(self.text, tuple(self.given.items()), whole)

    def filled(self, whole: Whole | None = None) -> Formula:
        """With the numbers put in."""
        return formula(self.text).put(self.given).rounded(whole)


@lru_cache(maxsize=4096)  # every mistake in a map asks for the same few sides
def _worked_out(text: str, given: tuple[tuple[str, Rational], ...], whole: Whole | None) -> Rational:
    return formula(text).at(dict(given), whole)


def known(**letters: Rational | None) -> dict[str, Rational]:
    """The letters whose numbers are given.

    >>> known(W=7, H=None)
    {'W': 7}
    """
    return {letter: number for letter, number in letters.items() if number is not None}


class Line(NamedTuple):
    """A line of the board: a label, whose first word later lines may use, a formula, and a remark."""

    label: str
    text: str
    note: str = ""

    @property
    def name(self) -> str:
        """What later lines call it."""
        return self.label.split()[0]

    def along(self) -> "Line":
        """The line for a sequence, without the sides that are 1.

        >>> Line("one filter", "FW·FH·D").along().text
        'F·D'
        """
        text = re.sub(r"·H2?\b", "", re.sub("F·F|FW·FH", "F", self.text))
        return self._replace(text=text, note=self.note.replace("width · height · depth", "length · depth"))


class Count(NamedTuple):
    """How something is counted: the lines of the board, of which the last one is the count."""

    board: tuple[Line, ...]

    @classmethod
    def of(cls, *line: str) -> "Count":
        """What one line counts."""
        return cls((Line(*line),))

    def then(self, *line: str) -> "Count":
        """What follows from it in another line of the board; `{}` in its text is what it is called."""
        label, text, *note = line
        return Count((*self.board, Line(label, text.format(self.name), *note)))

    def along(self) -> "Count":
        """How it is counted over a sequence."""
        return Count(tuple(line.along() for line in self.board))

    @property
    def name(self) -> str:
        """What it is called on the board."""
        return self.board[-1].name

    @property
    def formula(self) -> Formula:
        """All of it in letters.

        >>> print(Count((Line("one filter", "F·F·D"), Line("weights", "one·K"))).formula)
        F·F·D·K
        """
        return _whole(self.board)


def learned(*board: Line, biases: Count | None) -> dict[str, Count]:
    """How the weights of a layer are counted, and its biases where it has any."""
    return {"weights": Count(board), **({"biases": biases} if biases else {})}


@lru_cache(maxsize=1024)
def _whole(board: tuple[Line, ...]) -> Formula:
    lines: dict[str, Formula] = {}
    for line in board:
        lines[line.name] = formula(line.text).put(lines)
    return lines[board[-1].name]


def letters_of(axis: Axis) -> dict[str, Rational]:
    """The numbers of a window along one side by their letters."""
    return {"F": axis.filter, "S": axis.stride, "P": axis.before, "Q": axis.after, "d": axis.dilation}
