"""The softmax of scores z: p, e to the power of each over the sum of these."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import magnitude
from cnnhand.exact.softmax import exponential, rounded, softmax
from cnnhand.exact.values import Grid, Rational, Value, places
from cnnhand.layers.words import plural
from cnnhand.page import Step, Working, factor, say
from cnnhand.questions.catalogue import rules
from cnnhand.questions.numbers import LayerMap
from cnnhand.questions.traced import added, step_of, traced, value_of

PLACES = 3
"""The decimals that a softmax is asked to."""
SURE = 30
"""So many digits of a share are enough for what wrong procedures make of it."""
LEAST, MOST = -2, 10
"""The largest score is between these where the powers are written down as they are."""
MAX_SCORE = 1000
"""The largest score of a softmax: e^1000 has 435 digits; more is a slip in a number, and nobody's exercise."""


@dataclass(frozen=True)  # so that what is checked below is called
class RoundedMap(LayerMap):
    """Numbers that are no fractions, typed to some decimals."""

    def __post_init__(self) -> None:
        furthest = max(self.x.cells(), key=magnitude)
        if magnitude(furthest) > MAX_SCORE:
            raise GivenError(
                "weights", f"{self.layer.words()} takes numbers from -{MAX_SCORE} to {MAX_SCORE}, not {furthest}"
            )

    @abstractmethod
    def to_places(self, places: int) -> Grid:
        """All of them, rounded to so many places."""

    @property
    def made(self) -> Grid:
        return self.to_places(PLACES)

    def also_right(self, value: Value) -> bool:
        """More places than are asked are right where they are."""
        answer = self.answer()
        if type(value) is not type(answer) or getattr(value, "volume", None) != getattr(answer, "volume", None):
            return False
        typed = _numbers(value)
        counts = list(map(places, typed))
        if min(counts) < PLACES:
            return False
        right = {count: _numbers(self.picked(self.to_places(count))) for count in set(counts)}
        return typed == [right[count][i] for i, count in enumerate(counts)]

    def other_conventions(self) -> Iterator[tuple[str, Value]]:
        for count in range(1, PLACES):
            yield f"rounded to {plural(count, 'decimal')}", self.picked(self.to_places(count))


def _numbers(value: Value) -> list[Any]:
    return list(value.cells()) if isinstance(value, Grid) else [value]


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
        powers = Grid.of([[exponential(z, PLACES + 2) for z in scores]])
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
