"""What a network says in the end: the softmax of the scores, and the class with the largest score.

z are the scores, p what comes of them: e to the power of each, over the sum of these.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.cells import magnitude
from cnnhand.exact.softmax import exponential, rounded, softmax
from cnnhand.exact.values import Form, Grid, Rational, Value, places
from cnnhand.layers.dense import Dense
from cnnhand.layers.network import Join
from cnnhand.layers.pointwise import Softmax
from cnnhand.layers.words import plural
from cnnhand.page import Step, Working, factor, say
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Part
from cnnhand.questions.numbers import LayerMap
from cnnhand.questions.traced import Traced, added, step_of, traced, value_of

PLACES = 3
"""The decimals that a softmax is asked to."""
SURE = 30
"""So many digits of a share are enough for what wrong procedures make of it."""
LEAST, MOST = -2, 10
"""The largest score is between these where the powers are written down as they are."""
MAX_SCORE = 1000
"""The largest score of a softmax: e^1000 has 435 digits; more is a slip in a number, and nobody's exercise."""


@dataclass(frozen=True)  # so that what is checked below is called
class SoftmaxMap(LayerMap):
    """What a softmax makes of its scores, `x`."""

    alone = False
    asked = f"What is the softmax{{of}}, to {PLACES} decimals? Type a row, as in 0.700 0.200 0.100."

    def __post_init__(self) -> None:
        furthest = max(self.x.cells(), key=magnitude)
        if magnitude(furthest) > MAX_SCORE:
            raise GivenError("weights", f"a softmax takes scores from -{MAX_SCORE} to {MAX_SCORE}, not {furthest}")

    def shares(self, places: int) -> tuple[Decimal, ...]:
        """The softmax, rounded to so many places."""
        return softmax(tuple(self.x.cells()), places)

    @property
    def made(self) -> Grid:
        return Grid.of([self.shares(PLACES)])

    def also_right(self, value: Value) -> bool:
        """More places than are asked are right where they are."""
        if not isinstance(value, Grid) or value.volume != (self.x.volume.cells, 1, 1):
            return False
        typed = list(value.cells())
        counts = list(map(places, typed))
        if min(counts) < PLACES:
            return False
        right = {count: self.shares(count) for count in set(counts)}
        return typed == [right[count][i] for i, count in enumerate(counts)]

    def other_conventions(self) -> Iterator[tuple[str, Value]]:
        for count in range(1, PLACES):
            yield f"rounded to {plural(count, 'decimal')}", Grid.of([self.shares(count)])

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


# ---- the class ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BestClass(Part):
    """Scores, and what they are scores of."""

    form = Form.WORD

    scores: tuple[Rational, ...]
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.scores) != len(self.names):
            raise GivenError("classes", f"there must be a score for each of the {len(self.names)} classes")

    @property
    def choices(self) -> tuple[str, ...]:
        return self.names

    def best(self) -> list[str]:
        """Every class whose score is the largest."""
        return [name for name, z in zip(self.names, self.scores, strict=True) if z == max(self.scores)]

    def answer(self) -> str:
        return self.best()[0]

    def also_right(self, value: Value) -> bool:
        return value in self.best()

    def measured(self, measure: Callable[[Rational], Rational]) -> "BestClass":
        """As if something else than the score itself were to be large."""
        return replace(self, scores=tuple(map(measure, self.scores)))

    def slips(self) -> Iterator[tuple[str, Value]]:
        scored = zip(self.names, self.scores, strict=True)
        yield from ((f"the score of {name} is {say(z)}, and another one is larger", name) for name, z in scored)

    def working(self) -> Working:
        scores = ", ".join(f"{name} {say(z)}" for name, z in zip(self.names, self.scores, strict=True))
        steps = [step_of("largest z", Traced.chosen(max, self.scores))]
        steps = steps[: len(self.scores) - 1]  # of one score there is no largest
        return Working("the class with the largest z", scores, (*steps, Step("class", self.answer(), self.answer())))


BestClass.usual = rules(
    """
    smallest-score: with the smallest score [p.measured(lambda z: -z)]
    largest-magnitude: with the score furthest from zero [p.measured(magnitude)]
    """
)


# ---- what can be asked -----------------------------------------------------------------------------------------------


def _scores_at(ask: Ask, network: Any) -> int:
    """The place of the scores: what a softmax reads, where one stands there."""
    node = network.nodes[ask.place - 1]
    return int(node.inputs[0]) if isinstance(node.layer, Softmax) else ask.place


def class_names(place: int, network: Any) -> tuple[str, ...]:
    """The classes that scores belong to, by their names or their numbers."""
    layer = network.nodes[place - 1].layer if place else None
    if not place and None not in network.input and max(network.input) == network.input.cells:
        return tuple(map(str, range(1, network.input.cells + 1)))
    if isinstance(layer, Dense):
        return layer.classes or tuple(map(str, range(1, layer.neurons + 1)))
    if layer is None or isinstance(layer, Join) or not layer.in_place:
        raise GivenError("of", "there are no classes; they are asked of the scores of a fully connected layer")
    return class_names(network.nodes[place - 1].inputs[0], network)


def _class(ask: Ask, _: Any, known: Any) -> Part:
    place = _scores_at(ask, known.network)
    return BestClass(tuple(known.map(place).cells()), class_names(place, known.network))


def _class_asked(ask: Ask, problem: Any) -> str:
    names = ", ".join(class_names(_scores_at(ask, problem.network), problem.network))
    return f"Which class has the largest score: {names}?"


QUANTITIES = (
    Quantity("class", _class, _class_asked, "the class with the largest score", of_numbers=True),
    Quantity(
        "softmax",
        lambda ask, _, known: SoftmaxMap(Softmax(), known.map(_scores_at(ask, known.network))),
        SoftmaxMap.asked.format(of=" of the scores"),
        f"the softmax of the scores, to {PLACES} decimals",
        of_numbers=True,
    ),
)
