"""What the parts of a question about a network share: letters for their sentences, and mistakes where they tell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from cnnhand.exact.formula import Formula
from cnnhand.exact.values import DOES_NOT_FIT, NOT_KNOWN, Form, Rational, Value
from cnnhand.page import Page, Step, Text, Working
from cnnhand.questions.contract import Mistake, OnePart


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

    def procedures(self) -> Iterator[tuple[Mistake, Value]]:
        """The wrong procedures that can be carried out here, each with the value that it gives, right or wrong."""
        return iter(self._procedures)

    @cached_property
    def _procedures(self) -> tuple[tuple[Mistake, Value], ...]:
        return tuple(super().wrong_answers())

    def wrong_answers(self) -> Iterator[tuple[Mistake, Value]]:
        """The mistakes that change the answer, each with the value that it gives."""
        answer = self.answer()
        for mistake, value in self.procedures():
            if value != answer and not self.also_right(value):
                yield mistake, value


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
