"""The loss: half the sum of the squares of o, the numbers that come out, minus t, those of the target; and its gradient.

It may be the sum of the squares too, or their mean. Behind a softmax it is the cross-entropy, −ln of the share p of the
right class, with the gradient p − t: z are the scores, t is 1 for the right class and 0 for the others.
"""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace
from decimal import Context, Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import square_sum
from cnnhand.exact.softmax import negative_log
from cnnhand.exact.values import Form, Grid, Rational, Value, plain
from cnnhand.layers.pointwise import Softmax
from cnnhand.page import Step, Working, factor
from cnnhand.questions.asking import Ask, Cells, Quantity
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Part
from cnnhand.questions.gradients.pointwise import CellByCell
from cnnhand.questions.known_gradients import divisor, loss_gradient, slope_of
from cnnhand.questions.maps.map import steps_to
from cnnhand.questions.maps.softmax import PLACES, SURE, SoftmaxMap, ToPlaces
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
        """What the difference in a cell is multiplied by."""
        return slope_of(self.loss, self.x.volume.cells)

    def computed(self, layer: Any, x: Grid, dy: Grid) -> Grid:
        return loss_gradient(self.loss, x, dy)

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


# ---- behind a softmax -----------------------------------------------------------------------------------------------

SHOWN = 6
"""So many digits of a share stand in a working."""
EXACTLY = Context(prec=1000)
"""For sums and roundings of shares, which have far fewer digits."""


def check_target(target: Grid, scores: Grid) -> None:
    """Refuse a target that does not say one of the classes."""
    many = scores.volume.cells
    if sorted(target.cells()) != [0] * (many - 1) + [1]:
        what = f"behind a softmax must have {many} numbers, a 1 for the right class and 0 for the others"
        raise GivenError("target", what)


@dataclass(frozen=True)
class CrossEntropy(ToPlaces, Led):
    """Scores, and the right class: 1 in its place in the target, 0 in all others."""

    form = Form.NUMBER

    of: SoftmaxMap
    target: Grid

    def __post_init__(self) -> None:
        check_target(self.target, self.of.x)

    @property
    def right(self) -> int:
        """The place of the right class."""
        return list(self.target.cells()).index(1)

    def loss(self, at: int, places: int = PLACES) -> Decimal:
        """That of a class, rounded to so many places."""
        return negative_log(tuple(self.of.x.cells()), at, places)

    def rounded(self, places: int) -> Value:
        return self.loss(self.right, places)

    def shares(self) -> list[Decimal]:
        """The softmax to so many places that none of them is 0."""
        far = max(self.of.x.cells()) - min(self.of.x.cells())
        return list(self.of.shares(SURE + far.__ceil__()))

    def by(self, made: Callable[[list[Decimal], int], Decimal]) -> Value:
        """Something else that is made of the shares, rounded."""
        value = made(self.shares(), self.right)
        if not value.is_finite():
            raise GivenError("weights", "a logarithm of 0")
        return value.quantize(Decimal(1).scaleb(-PLACES))

    def working(self) -> Working:
        *steps, _ = self.of.board().steps
        powers, total = (step.value for step in steps[-2:])
        assert isinstance(powers, Grid)
        power, share = list(powers.cells())[self.right], Context(prec=SHOWN).plus(self.shares()[self.right])
        note = f"the softmax of class {self.right + 1}, rounded"
        last = [Step("p", f"{power}/{total}", share, note), Step("loss", f"−ln {share}", self.answer())]
        if not power:  # as a calculator gives it
            z = list(self.of.x.cells())[self.right] - self.of.taken
            last = [Step("loss", f"ln {total} − {factor(z)}", self.answer(), "−ln p is the ln of the sum, less z")]
        rule = "p = e^z / (the sum of all e^z) of the right class; the loss is −ln p"
        return self.led(Working(rule, f"the right class is {self.right + 1}", (*steps, *last)))


CrossEntropy.usual = rules(
    """
    sign-lost: without the minus sign: the logarithm of a share is below 0, the loss above := p.by(lambda shares, at: shares[at].ln())
    common-logarithm: with the logarithm to base 10 in place of ln := p.by(lambda shares, at: -shares[at].log10())
    binary-logarithm: with the logarithm to base 2 in place of ln := p.by(lambda shares, at: -shares[at].ln() / Decimal(2).ln())
    one-minus-share: with 1 − p in place of −ln p := p.by(lambda shares, at: 1 - shares[at])
    logarithm-forgotten: for the share p itself := p.by(lambda shares, at: shares[at])
    largest-share: with the largest share in place of that of the right class := p.by(lambda shares, at: -max(shares).ln())
    all-classes: with −ln of the shares of all classes added up := p.by(lambda shares, at: -sum(share.ln() for share in shares))
    others-share: with the share of all other classes := p.by(lambda shares, at: -(1 - shares[at]).ln())
    """
)


@dataclass(frozen=True)
class ScoresGradient(SoftmaxMap):
    """The gradient of the loss with respect to the scores, `x`."""

    _: KW_ONLY
    target: Grid

    name = "p − t"

    def __post_init__(self) -> None:
        super().__post_init__()
        check_target(self.target, self.x)

    def shares(self, places: int) -> tuple[Decimal, ...]:
        """p − t, rounded to so many places."""
        return tuple(map(EXACTLY.subtract, super().shares(places), map(Decimal, self.target.cells())))

    def by(self, rule: Callable[[Decimal, Decimal], Decimal]) -> Grid:
        """What another rule makes of each share and what the target says of it, rounded."""
        made = map(rule, super().shares(SURE), map(Decimal, self.target.cells()))
        return Grid.of([[EXACTLY.quantize(number, Decimal(1).scaleb(-PLACES)) for number in made]])

    def board(self) -> Working:
        softmax = SoftmaxMap(self.layer, self.x)
        pairs = zip(softmax.shares(PLACES), self.target.cells(), strict=True)
        last = Step(self.name, " ".join(f"{p}−{t}" for p, t in pairs), self.made)
        board = softmax.board()
        return board._replace(formula=f"{board.formula}; the gradient is p − t", steps=(*board.steps, last))


ScoresGradient.usual = rules(
    """
    target-minus-output*: with t − p in place of p − t => t - p
    target-forgotten*: for the softmax itself, without taking the target away => p
    target-added: with the target added => p + t
    right-class-alone: for the right class alone, with 0 for the others => t * (p - 1)
    slope-of-softmax: with the slopes p·(1 − p) of the softmax, without the loss => p * (1 - p)
    slope-of-logarithm: with −t/p, which is the gradient with respect to the shares => -t / p
    """,
    "p, t",
)


# ---- what can be asked -----------------------------------------------------------------------------------------------


def first_gradient(at: Cells | None, problem: Any, known: Any) -> Any:
    """The part that asks for the gradient where the gradients begin."""
    place, last = known.gradients.first, known.last
    if problem.target is None:
        what = "the gradient of the last output is given; ask for one further back, or say a target"
        raise GivenError("ask", what)
    if place < last:
        return ScoresGradient(known.layer(last), known.map(place), target=problem.target, at=at)
    x, target = (known.gradients.sized(grid, place) for grid in (known.map(place), problem.target))
    return LossGradient(x=x, gradient=target, loss=problem.loss, at=at)


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
