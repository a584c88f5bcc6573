"""The loss: half the sum of the squares of o, the numbers that come out, minus t, those of the target; and its gradient.

It may be the sum of the squares too, or their mean; behind a softmax it is the cross-entropy.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import square_sum
from cnnhand.exact.values import Form, Grid, Rational, plain
from cnnhand.layers.pointwise import Softmax
from cnnhand.page import Working
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Part
from cnnhand.questions.gradients.cross_entropy import CrossEntropy
from cnnhand.questions.gradients.pointwise import CellByCell
from cnnhand.questions.known_gradients import divisor
from cnnhand.questions.maps.map import steps_to
from cnnhand.questions.maps.softmax import PLACES, SoftmaxMap
from cnnhand.questions.numbers import Led
from cnnhand.questions.traced import step_of, traced_grid


@dataclass(frozen=True)
class Loss(Led):
    """What comes out, what should, and which loss it is, by its name in a file."""

    form = Form.NUMBER

    output: Grid
    target: Grid
    loss: str = "half-squares"

    def __post_init__(self) -> None:
        if self.output.volume.cells != self.target.volume.cells:
            what = f"has {self.target.volume.cells} numbers where {self.output.volume.cells} come out"
            raise GivenError("target", what)

    @property
    def differences(self) -> list[Rational]:
        """Output − target, number by number."""
        return [plain(o - t) for o, t in zip(self.output.cells(), self.target.cells(), strict=True)]

    def answer(self) -> Rational:
        return self.over(square_sum(self.differences))

    def over(self, total: Any) -> Rational:
        """What the loss makes of a sum."""
        return plain(total / Fraction(divisor(self.loss, self.target.volume.cells)))

    def working(self) -> Working:
        total: Any = square_sum(replace(self, output=traced_grid(self.output)).differences)
        if self.loss == "squares":
            return self.led(Working("L = Σ (o − t)²", f"L = {total}", (step_of("loss", total),)))
        rule = "L = (Σ (o − t)²)/2" if self.loss == "half-squares" else "L = (Σ (o − t)²)/n  (n: how many numbers)"
        divided = total / Fraction(divisor(self.loss, self.target.volume.cells))
        steps = step_of("sum of squares", total), step_of("loss", divided.worked)
        return self.led(Working(rule, f"L = {divided}", steps))


Loss.usual = rules(
    """
    half-forgotten*: without the factor 1/2 := square_sum(p.differences) | p.loss == "half-squares"
    mean-forgotten*: with the sum of the squares, not divided by how many there are := square_sum(p.differences) | p.loss == "mean-squares"
    half-added: with half of the sum of the squares := Fraction(square_sum(p.differences)) / 2
    mean-for-half: with the mean of the squares := Fraction(square_sum(p.differences)) / len(p.differences)
    not-squared: with the differences not squared := p.over(sum(p.differences))
    magnitudes: with the differences without their signs, not squared := p.over(sum(map(magnitude, p.differences)))
    sum-squared: with the sum of the differences squared := p.over(sum(p.differences) ** 2)
    """
)


@dataclass(frozen=True, kw_only=True)
class LossGradient(CellByCell):
    """What comes out, and in the place of dY the target T."""

    loss: str = "half-squares"

    name = "dO"
    names = ("O", "target T")

    @property
    def slope(self) -> Rational:
        """What the difference in a cell is multiplied by: the 2 of the square, over the loss's own divisor."""
        return plain(Fraction(2, divisor(self.loss, self.x.volume.cells)))

    def of_pair(self, x: Rational, dy: Rational) -> Rational:
        return self.slope * (x - dy) if self.slope != 1 else x - dy

    def rule(self) -> tuple[str, str]:
        made = {
            "squares": ("2·(o − t)", "(o − t)²"),
            "mean-squares": ("2·(o − t)/n", "(o − t)²/n  (n: how many numbers)"),
        }
        slope, of = made.get(self.loss, ("o − t", "(o − t)²/2"))
        return f"do = {slope}, the slope of {of}", "row by row:"


LossGradient.usual = rules(
    """
    target-minus-output*: with T − O in place of O − T := p.by(lambda o, t: p.slope * (t - o))
    squared: with the squares of the differences, which are the loss and not its slope => (o - t) ** 2
    half-squares: with half the squares of the differences, which are the loss and not its slope => Fraction((o - t) ** 2) / 2
    doubled: with 2·(O − T): the half in the loss takes the 2 away => 2 * (o - t) | p.loss == "half-squares"
    halved: with (O − T)/2: the half in the loss takes away the 2 of the square => Fraction(o - t) / 2 | p.loss == "half-squares"
    two-forgotten*: without the 2 of the square := p.by(lambda o, t: Fraction(p.slope) / 2 * (o - t)) | p.loss != "half-squares"
    mean-forgotten*: with 2·(O − T), not divided by how many numbers there are => 2 * (o - t) | p.loss == "mean-squares"
    mean-loss: with the differences divided by how many there are: the loss is a sum := p.made.map(lambda slope: Fraction(slope) / p.x.volume.cells) | p.loss != "mean-squares"
    signs-lost: without the minus signs of the differences := p.by(lambda o, t: magnitude(p.slope * (o - t)))
    """,
    "o, t",
)


def _part(_: Ask, problem: Any, known: Any) -> Part:
    if problem.target is None:
        raise GivenError("target", "is missing: the loss compares the output with a `target`")
    layer = known.layer(known.last) if known.last else None
    if isinstance(layer, Softmax):
        scores = known.sources(known.last)
        of, way = SoftmaxMap(layer, known.map(scores[0])), partial(steps_to, scores, problem, known)
        return CrossEntropy(of, problem.target, way=way)
    return Loss(
        known.map(known.last), problem.target, problem.loss, way=partial(steps_to, [known.last], problem, known)
    )


def _title(_: Ask, problem: Any) -> str:
    softmax = problem.layers and isinstance(problem.layers[-1], Softmax)
    return f"the loss, to {PLACES} decimals" if softmax else "the loss"


QUANTITIES = (Quantity("loss", _part, lambda *of: f"What is {_title(*of)}?", _title, of_numbers=True),)
