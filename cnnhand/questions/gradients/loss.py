"""The loss of what comes out: half the sum of the squares of its differences from a target.

o are the numbers that come out, t those of the target.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import square_sum
from cnnhand.exact.values import Form, Grid, Rational, plain
from cnnhand.page import Working
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Part
from cnnhand.questions.traced import step_of, traced_grid

ASKED = "What is the loss, half the sum of the squares of output − target?"


@dataclass(frozen=True)
class Loss(Part):
    """What comes out, and what should."""

    form = Form.NUMBER

    output: Grid
    target: Grid

    def __post_init__(self) -> None:
        if self.output.volume.cells != self.target.volume.cells:
            what = f"has {self.target.volume.cells} numbers where {self.output.volume.cells} come out"
            raise GivenError("target", what)

    @property
    def differences(self) -> list[Rational]:
        """Output − target, number by number."""
        return [plain(o - t) for o, t in zip(self.output.cells(), self.target.cells(), strict=True)]

    def answer(self) -> Rational:
        return plain(self.half())

    def half(self) -> Any:
        """Half the sum of the squares."""
        return square_sum(self.differences) / Fraction(2)

    def working(self) -> Working:
        half = replace(self, output=traced_grid(self.output)).half()
        steps = step_of("sum of squares", half.of[0]), step_of("loss", half.worked)
        return Working("L = (Σ (o − t)²)/2", f"L = {half}", steps)


Loss.usual = rules(
    """
    half-forgotten*: without the factor 1/2 := square_sum(p.differences)
    mean-for-half: with the mean of the squares := Fraction(square_sum(p.differences)) / len(p.differences)
    not-squared: with the differences not squared := Fraction(sum(p.differences)) / 2
    magnitudes: with the differences without their signs, not squared := Fraction(sum(map(magnitude, p.differences))) / 2
    sum-squared: with the sum of the differences squared := Fraction(sum(p.differences)) ** 2 / 2
    """
)


def _part(_: Ask, problem: Any, known: Any) -> Part:
    if problem.target is None:
        raise GivenError("target", "is missing: the loss compares the output with a `target`")
    return Loss(known.map(known.last), problem.target)


QUANTITIES = (Quantity("loss", _part, ASKED, "the loss", of_numbers=True),)
