"""What a network says in the end: the class with the largest score, and the softmax of the scores, which are z."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
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
from cnnhand.questions.maps.map import steps_to
from cnnhand.questions.maps.softmax import PLACES, SoftmaxMap
from cnnhand.questions.numbers import Led
from cnnhand.questions.traced import Traced, step_of


@dataclass(frozen=True)
class BestClass(Led):
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
        steps.append(Step("class", self.answer(), self.answer()))
        return self.led(Working("the class with the largest z", scores, tuple(steps)))


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


def _class(ask: Ask, problem: Any, known: Any) -> Part:
    place = _scores_at(ask, known.network)
    way = partial(steps_to, (place,), problem, known)
    return BestClass(tuple(known.map(place).cells()), class_names(place, known.network), way=way)


def _softmax(ask: Ask, problem: Any, known: Any) -> Part:
    place = _scores_at(ask, known.network)
    return SoftmaxMap(Softmax(), known.map(place), way=partial(steps_to, (place,), problem, known))


def _class_asked(ask: Ask, problem: Any) -> str:
    names = ", ".join(class_names(_scores_at(ask, problem.network), problem.network))
    return f"Which class has the largest score: {names}?"


QUANTITIES = (
    Quantity("class", _class, _class_asked, "the class with the largest score", of_numbers=True),
    Quantity(
        "softmax",
        _softmax,
        SoftmaxMap.asked.format(of=" of the scores"),
        f"the softmax of the scores, to {PLACES} decimals",
        of_numbers=True,
    ),
)
