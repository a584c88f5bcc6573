"""A question with a list to choose from: its letter is an answer too, and every wrong option has its mistake.

One of the list may be “none of the above”, which is right where no other is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.values import Form, Value
from cnnhand.page import Step, Working, say
from cnnhand.questions.contract import Mistake, Part

NONE = "none of the above"


@dataclass(frozen=True)
class Choice(Part):
    """A part, and what can be chosen from; `GivenError` (options) unless exactly one of them is right."""

    of: Part
    listed: tuple[Value, ...]

    def __post_init__(self) -> None:
        right = len(self._right)
        if right > 1 or (not right and NONE not in self.listed):
            what = f"one of them must be right, {say(self.of.answer())}, and {right or 'none'} of them is"
            raise GivenError("options", what)

    @cached_property
    def _right(self) -> list[Value]:
        return [option for option in self.listed if option == self.of.answer() or self.of.also_right(option)]

    @cached_property
    def options(self) -> Mapping[str, Value]:
        """What can be chosen from, by its letter."""
        return dict(zip(ascii_lowercase, self.listed, strict=False))

    @property
    def form(self) -> Form:
        return self.of.form

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return self.of.mistakes

    def answer(self) -> Value:
        return self._right[0] if self._right else NONE

    def also_right(self, value: Value) -> bool:
        return value == self.of.answer() or (value != NONE and self.of.also_right(value))

    @property
    def in_words(self) -> str:
        """What can be chosen from, each with its letter."""
        return (
            f"Choose: {', '.join(f'{letter}) {self.of.as_option(option)}' for letter, option in self.options.items())}."
        )

    @cached_property
    def procedures(self) -> tuple[tuple[Mistake, Value], ...]:
        return self.of.procedures

    def letters(self) -> dict[str, object]:
        return self.of.letters()

    def side_letters(self, side: str) -> dict[str, object]:
        return self.of.side_letters(side)

    def slips(self) -> Iterator[tuple[str, Value]]:
        return self.of.slips()

    def working(self) -> Working:
        """That of the part, and at its end why each other option is wrong."""
        answer = self._right[0] if self._right else self.of.answer()
        working = self.of.settled_on(answer).working()
        why = dict[Any, str]()
        for mistake, value in self.of.wrong_answers():
            why.setdefault(value, mistake.explain(self.of.letters()))
        wrong = (option for option in self.listed if option != answer and option in why)
        notes = "; ".join(f"{self.of.as_option(option)} is what you get {why[option]}" for option in wrong)
        *steps, last = working.steps
        return working._replace(steps=(*steps, Step(last.label, last.expression, answer, notes or last.note)))
