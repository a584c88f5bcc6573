"""The cross-entropy loss behind a softmax, −ln of the share p of the right class, and its gradient p − t.

z are the scores, p what the softmax makes of them, t the target: 1 for the right class, 0 for the others.
"""

from collections.abc import Callable, Iterator
from dataclasses import KW_ONLY, dataclass
from decimal import Context, Decimal

from cnnhand.errors import GivenError
from cnnhand.exact.softmax import negative_log
from cnnhand.exact.values import Form, Grid, Value, places
from cnnhand.layers.words import plural
from cnnhand.page import Step, Working, factor
from cnnhand.questions.catalogue import rules
from cnnhand.questions.maps.softmax import PLACES, SURE, SoftmaxMap
from cnnhand.questions.numbers import Led

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
class CrossEntropy(Led):
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

    def answer(self) -> Value:
        return self.loss(self.right)

    def also_right(self, value: Value) -> bool:
        """More places than are asked are right where they are."""
        return places(value) > PLACES and value == self.loss(self.right, places(value))

    def other_conventions(self) -> Iterator[tuple[str, Value]]:
        for count in range(1, PLACES):
            yield f"rounded to {plural(count, 'decimal')}", self.loss(self.right, count)

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
