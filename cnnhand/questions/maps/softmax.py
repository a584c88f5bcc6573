"""Numbers that are no fractions: the softmax of scores z, e^z over the sum of these, and sigmoid and tanh of each number.

σ(z) = 1/(1 + e^−z), tanh z = (e^z − e^−z)/(e^z + e^−z)
"""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from cnnhand.errors import GivenError
from cnnhand.exact.cells import magnitude
from cnnhand.exact.softmax import exponential, rounded, sigmoid, softmax, tanh
from cnnhand.exact.values import Grid, Rational, Value, places
from cnnhand.layers.words import plural
from cnnhand.page import Step, Working, factor, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Part
from cnnhand.questions.numbers import LayerMap
from cnnhand.questions.traced import added, step_of, traced, value_of

PLACES = 3
"""The decimals that a softmax is asked to."""
DIGITS = PLACES + 2
"""The places of a power in a working, as a calculator gives it."""
FEW = 5
"""So many numbers are said again in the line below the formula."""
SURE = 30
"""So many digits of a share are enough for what wrong procedures make of it."""
LEAST, MOST = -2, 10
"""The largest score is between these where the powers are written down as they are."""
MAX_SCORE = 1000
"""The largest score of a softmax: e^1000 has 435 digits; more is a slip in a number, and nobody's exercise."""


class ToPlaces(Part):
    """Numbers that are no fractions, typed to some decimals; more places than are asked are right where they are."""

    @abstractmethod
    def rounded(self, places: int) -> Value:
        """The answer, rounded to so many places."""

    def answer(self) -> Value:
        return self.rounded(PLACES)

    def also_right(self, value: Value) -> bool:
        if getattr(value, "volume", None) != getattr(self.answer(), "volume", None):
            return False
        typed = _numbers(value)
        right = {count: _numbers(self.rounded(count)) for count in set(map(places, typed))}
        return min(right) >= PLACES and typed == [right[places(number)][at] for at, number in enumerate(typed)]

    def other_conventions(self) -> Iterator[tuple[str, Value]]:
        return ((f"rounded to {plural(count, 'decimal')}", self.rounded(count)) for count in range(1, PLACES))


def _numbers(value: Value) -> list[Any]:
    return list(value.cells()) if isinstance(value, Grid) else [value]


@dataclass(frozen=True)  # so that what is checked below is called
class RoundedMap(ToPlaces, LayerMap):
    """What a layer makes, rounded."""

    def __post_init__(self) -> None:
        furthest = max(self.x.cells(), key=magnitude)
        if magnitude(furthest) > MAX_SCORE:
            most = f"{self.layer.words()} takes numbers from -{MAX_SCORE} to {MAX_SCORE}, not {furthest}"
            raise GivenError("weights", most)

    @abstractmethod
    def to_places(self, places: int) -> Grid:
        """All of them, rounded to so many places."""

    def rounded(self, places: int) -> Value:
        return self.picked(self.to_places(places))

    @property
    def made(self) -> Grid:
        return self.to_places(PLACES)


class SoftmaxMap(RoundedMap):
    """What a softmax makes of its scores, `x`."""

    alone = False
    asked = f"What is the softmax{{of}}, to {PLACES} decimals? Type a row, as in 0.700 0.200 0.100."

    def shares(self, places: int) -> tuple[Decimal, ...]:
        """The softmax, rounded to so many places."""
        return softmax(tuple(self.x.cells()), places)

    def to_places(self, places: int) -> Grid:
        return Grid.of([self.shares(places)])

    name = "softmax"

    @property
    def taken(self) -> Rational:
        """What is taken from all scores first: the largest, where nobody writes its power down."""
        largest = max(self.x.cells())
        return 0 if LEAST <= largest <= MOST else largest

    def board(self) -> Working:
        scores = list(self.x.cells())
        first: tuple[Step, ...] = ()
        if self.taken:
            taken = " ".join(f"{say(z)}−{factor(self.taken)}" for z in scores)
            scores = [z - self.taken for z in scores]
            note = "the largest is taken from each; that changes no share"
            first = (Step("z less the largest", taken, Grid.of([scores]), note),)
        powers = Grid.of([[exponential(z, DIGITS) for z in scores]])
        total = added(powers.cells())
        quotients = ", ".join(str(traced(power) / value_of(total)) for power in powers.cells())
        (last,) = self.all_at_once()
        return Working(
            "p = e^z / (the sum of all e^z)",
            ", ".join(f"e^{factor(z)}" for z in scores) + ", and each over their sum",
            (
                *first,
                Step("e^z", say(powers), powers, "rounded, as a calculator gives it"),
                step_of("sum", total),
                last._replace(note=f"{quotients}, rounded to {PLACES} decimals"),
            ),
        )


def _shares(numbers: list[Fraction]) -> Grid:
    """Each number over their sum, rounded."""
    total = sum(numbers)
    if not total:
        raise GivenError("weights", "nothing can be divided by a sum of 0")
    return Grid.of([[rounded(number / total, PLACES) for number in numbers]])


SoftmaxMap.usual = rules(
    """
    exponential-forgotten: by dividing each score by the sum of the scores := _shares([Fraction(z) for z in p.x.cells()])
    two-for-e: with powers of 2 in place of e := _shares([Fraction(2) ** int(z) for z in p.x.cells()]) | all(z.denominator == 1 for z in p.x.cells())
    hard-maximum: with 1 for the largest score and 0 for the others := _shares([Fraction(z == max(p.x.cells())) for z in p.x.cells()])
    relu-before-softmax: after a ReLU on the scores that was not asked for [p.with_x(lambda x: x.map(relu))] | negative
    signs-lost: without the minus signs of the scores [p.with_x(lambda x: x.map(magnitude))] | negative
    sign-reversed: with e^(−z) in place of e^z [p.with_x(lambda x: x.map(lambda z: -z))]
    """
)


# ---- of each number by itself ------------------------------------------------------------------------------------------


class CurveMap(RoundedMap):
    """What one of the two makes of each number."""

    each = "channel"
    alone = True
    asked = f"What comes out{{of}}, to {PLACES} decimals?"
    formula: ClassVar[str]

    curve: ClassVar[Any]
    """What it makes of a number, to so many places."""
    written: ClassVar[Any]
    """The powers of a number put into the formula."""

    def to_places(self, places: int) -> Grid:
        rounded: Grid = self.x.map(lambda number: self.curve(number, places))
        return rounded

    def board(self) -> Working:
        cells = zip(self.cells(), self.x.cells(), strict=True)
        steps = [Step(self.label(*at), self.written(number), self.curve(number, PLACES)) for at, number in cells]
        filled = f"z = {', '.join(map(say, self.x.cells()))}" if len(steps) < FEW else "in every cell"
        return Working(self.formula, filled, self.finished(steps))


class SigmoidMap(CurveMap):
    """σ(z) of each number."""

    formula = "σ(z) = 1/(1 + e^(−z))"
    curve = staticmethod(sigmoid)

    @staticmethod
    def written(number: Rational) -> str:
        return f"1/(1 + e^{factor(-number)}) = 1/{exponential(-number, DIGITS) + 1}"


class TanhMap(CurveMap):
    """tanh of each number."""

    formula = "tanh z = (e^z − e^(−z))/(e^z + e^(−z))"
    curve = staticmethod(tanh)

    @staticmethod
    def written(number: Rational) -> str:
        up, down = exponential(number, DIGITS), exponential(-number, DIGITS)
        return f"({up} − {down})/({up} + {down})"


SigmoidMap.usual = rules(
    """
    sign-reversed*: with e^z in place of e^(−z) [p.with_x(lambda x: x.map(lambda z: -z))]
    tanh-for-sigmoid: with tanh in place of the sigmoid := TanhMap(p.layer, p.x).made
    one-forgotten: without the 1 below the line: e^z := p.x.map(lambda z: exponential(z, PLACES))
    relu-taken: with ReLU in place of the sigmoid := p.x.map(relu)
    slope-taken: with the slope σ(z)·(1 − σ(z)) := p.x.map(lambda z: (sigmoid(z, DIGITS) * (1 - sigmoid(z, DIGITS))).quantize(sigmoid(z, PLACES)))
    """
)
TanhMap.usual = rules(
    """
    sign-reversed: with the sign of z reversed [p.with_x(lambda x: x.map(lambda z: -z))]
    sigmoid-for-tanh*: with the sigmoid in place of tanh := SigmoidMap(p.layer, p.x).made
    half-angle: with σ(z) in 2·σ(z) − 1, which is tanh of z/2 [p.with_x(lambda x: x.map(lambda z: Fraction(z) / 2))]
    relu-taken: with ReLU in place of tanh := p.x.map(relu)
    """
)
