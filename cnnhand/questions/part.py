"""What the parts of a question about a network share: letters for their sentences, and mistakes where they tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from cnnhand.exact.formula import Formula
from cnnhand.exact.values import DOES_NOT_FIT, NOT_KNOWN, Form, Grid, Rational, Value
from cnnhand.page import Page, Step, Text, Working
from cnnhand.questions.contract import OnePart


class Givens(dict[str, Rational]):
    """Numbers by their letters, that never change."""

    def __hash__(self) -> int:  # type: ignore[override]  # it is not changed once it is made
        return hash(frozenset(self.items()))

    def changed(self, letters: Mapping[str, Formula]) -> "Givens":
        """The same with other numbers for some letters, each a formula of the letters."""
        return Givens({**self, **{letter: wrong.at(self) for letter, wrong in letters.items()}})


class Part(OnePart):
    """A part of a question about a network: it is drawn with the whole of it, and asked in its words."""

    asked: str
    """The question, as a sentence."""
    integral: ClassVar[bool] = False
    """Whether the number that is asked can only be a whole one."""

    def question(self) -> Page:
        return (Text(self.asked),)

    def letters(self) -> dict[str, object]:
        return {}

    def picked(self, grid: Grid) -> Value:
        """What is asked of a grid."""
        return grid


@dataclass(frozen=True)
class NotKnown(Part):
    """What is asked behind a layer that does not fit."""

    asked: str
    form: Form  # type: ignore[misc]  # what would have been typed

    def answer(self) -> Value:
        return NOT_KNOWN

    def also_right(self, value: Value) -> bool:
        return value is DOES_NOT_FIT

    def working(self) -> Working:
        reason = "a layer before this one does not fit, so nothing comes in"
        return Working(reason, str(NOT_KNOWN), (Step("output", "nothing comes in", NOT_KNOWN),))
