"""Two networks beside each other: how many more of something the first one has, or how many times as many."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.values import Form, Rational, Value, plain
from cnnhand.page import Working
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Part
from cnnhand.questions.counts.total import Total
from cnnhand.questions.known import Known
from cnnhand.questions.traced import step_of, traced

OF_TWO = ("difference", "ratio")
"""How two networks are compared."""


@dataclass(frozen=True)
class Compared(Part):
    """The totals of two networks, and whether their difference or their ratio is asked."""

    first: Total
    second: Total
    how: str

    form = Form.NUMBER

    @classmethod
    def of(cls, what: str, how: str, problem: Any, known: Known) -> "Compared":
        """The comparison of the two networks of a problem."""
        first, second = (
            Total.of(what, tuple(range(1, network.last + 1)), problem, network)
            for network in (known, problem.known((), against=True))
        )
        return cls(first, second, how)

    def answer(self) -> Rational:
        return self.compared(self.first.answer(), self.second.answer())

    def compared(self, first: Any, second: Any) -> Rational:
        """The difference or the ratio of two numbers."""
        if self.how == "difference":
            return plain(first - second)
        if not second:
            raise GivenError("of", f"the second network has no {self.first.what}, so that there is no ratio")
        return plain(Fraction(first) / second)

    def in_both(self, id: str) -> Rational:
        """The same mistake in both totals, wherever it can be made."""
        first, second = (next(iter(_made(total, id)), total.answer()) for total in (self.first, self.second))
        return self.compared(first, second)

    def letters(self) -> dict[str, object]:
        return {"what": self.first.name, "A": self.first.answer(), "Z": self.second.answer()}

    def working(self) -> Working:
        first, second = (self.first.working().steps, self.second.working().steps)
        a, b = self.first.answer(), self.second.answer()
        made = traced(a) - b if self.how == "difference" else traced(a) / b
        steps = (
            *(step._replace(label=f"first network: {step.label}") for step in first),
            *(step._replace(label=f"second network: {step.label}") for step in second),
        )
        rule = f"{self.first.name} of the first {made.sign} {self.first.name} of the second"
        return Working(rule, str(made), (*steps, step_of(self.how, made)), after=len(steps))


def _made(total: Total, id: str) -> Iterator[Value]:
    return (value for mistake, value in total.wrong_answers() if mistake.id == id)


Compared.usual = rules(
    """
    other-way-round*: the other way round: the second set against the first := p.compared(p.second.answer(), p.first.answer())
    first-only: for the first network alone: {A} := p.first.answer()
    second-only: for the second network alone: {Z} := p.second.answer()
    added-up: by adding the two up: {A} + {Z} := p.first.answer() + p.second.answer()
    difference-given: for how many more they are: {A} − {Z} := replace(p, how="difference").answer()
    ratio-given: for how many times as many they are: {A}/{Z} := replace(p, how="ratio").answer()
    share-saved: for the share that is saved: 1 − {Z}/{A} := 1 - Fraction(p.second.answer()) / p.first.answer()
    bias-forgotten*: without the biases in both := p.in_both("bias-forgotten")
    depth-forgotten: with flat filters in both := p.in_both("depth-forgotten")
    macs-on-input-size: with a window at each cell of the input in both := p.in_both("macs-on-input-size")
    """
)
