"""What a network says in the end: the class with the largest score, and the softmax of the scores.

z are the scores.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.values import Form, Rational, Value
from cnnhand.layers.dense import Dense
from cnnhand.layers.network import Join
from cnnhand.layers.pointwise import Softmax
from cnnhand.page import Step, Working, say
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Part
from cnnhand.questions.maps.softmax import PLACES, SoftmaxMap
from cnnhand.questions.traced import Traced, step_of


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


def _names(place: int, network: Any) -> tuple[str, ...]:
    """The classes that scores belong to, by their names or their numbers."""
    layer = network.nodes[place - 1].layer if place else None
    if isinstance(layer, Dense):
        return layer.classes or tuple(map(str, range(1, layer.neurons + 1)))
    if layer is None or isinstance(layer, Join) or not layer.in_place:
        raise GivenError("of", "there are no classes; they are asked of the scores of a fully connected layer")
    return _names(network.nodes[place - 1].inputs[0], network)


def _class(ask: Ask, _: Any, known: Any) -> Part:
    place = _scores_at(ask, known.network)
    return BestClass(tuple(known.map(place).cells()), _names(place, known.network))


def _class_asked(ask: Ask, problem: Any) -> str:
    names = ", ".join(_names(_scores_at(ask, problem.network), problem.network))
    return f"Which class has the largest score: {names}?"


QUANTITIES = (
    Quantity("class", _class, _class_asked, "the class with the largest score", of_numbers=True),
    Quantity(
        "softmax",
        lambda ask, _, known: SoftmaxMap(Softmax(), known.map(_scores_at(ask, known.network))),
        SoftmaxMap.sentence(None, " of the scores"),
        f"the softmax of the scores, to {PLACES} decimals",
        of_numbers=True,
    ),
)
