"""The gradients that can be asked of a network: of what goes into a layer or comes out, of weights and biases."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.values import Filter, Grid
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense
from cnnhand.layers.network import Join
from cnnhand.layers.pointwise import Activation
from cnnhand.layers.pool import Pool
from cnnhand.page import Step
from cnnhand.questions import wording
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.gradients.bias import BiasGradient
from cnnhand.questions.gradients.conv import ConvInputGradient, ConvWeightGradient
from cnnhand.questions.gradients.dense import DenseInputGradient, DenseWeightGradient
from cnnhand.questions.gradients.descent import Updated
from cnnhand.questions.gradients.loss import first_gradient
from cnnhand.questions.gradients.part import GradientPart
from cnnhand.questions.gradients.pointwise import ActivationGradient, BranchesGradient, PassedGradient
from cnnhand.questions.gradients.pool import PoolGradient
from cnnhand.questions.known_gradients import check_room
from cnnhand.questions.maps.map import steps_to
from cnnhand.questions.maps.softmax import PLACES
from cnnhand.questions.numbers import BOARD_CELLS, Numbers, as_row

Make: TypeAlias = Callable[[Ask, Any, Any], Any]
"""Of what is asked, the problem, and what is known by then."""


# ---- of numbers on their way -----------------------------------------------------------------------------------------


def _of_input(ask: Ask, problem: Any, known: Any) -> Numbers:
    if ask.place == 0:
        return _at(0, ask, problem, known)
    sources = set(known.sources(ask.place))
    if len(sources) > 1:
        what = "several branches come together there; say `output-gradient of` the layer at the end of one"
        raise GivenError("of", f"layer {ask.place}: {what}")
    return _at(sources.pop(), ask, problem, known)


def _at(place: int, ask: Ask, problem: Any, known: Any) -> Numbers:
    """The gradient at a place: of the loss, or what comes back from the layers that read it."""
    if place == known.gradients.first:
        return first_gradient(ask.at, problem, known)  # type: ignore[no-any-return]
    readers = known.gradients.readers(place)
    if len(readers) != 1:
        known.gradient(place)  # refuses what nothing reads
        sent = tuple(known.gradients.sent_back(reader, place) for reader in readers)
        return BranchesGradient(Join.ADD, sent, vector=known.is_vector(place), at=ask.at)
    return _through(readers[0], place, ask, known)


def _through(reader: int, place: int, ask: Ask, known: Any) -> GradientPart:
    """The gradient that one layer sends back to what it reads."""
    layer, dy = known.layer(reader), known.gradient(reader)
    said: dict[str, Any] = {"gradient": dy, "at": ask.at}
    if isinstance(layer, Join):
        how = f"the branches are {layer.words()}: {_JOINED[layer]}"
        return PassedGradient(passed=known.gradients.sent_back(reader, place), how=how, **said)
    x = known.gradients.read_by(reader)
    said["gradient"] = as_row(dy) if isinstance(layer, Dense) else dy
    made = next((part for sort, part in _THROUGH.items() if isinstance(layer, sort)), PassedGradient)
    return made(layer=layer.on(x.volume), x=x, **said)


_THROUGH: dict[type[Layer], type[GradientPart]] = {
    Conv: ConvInputGradient,
    Dense: DenseInputGradient,
    Pool: PoolGradient,
    Activation: ActivationGradient,
}
"""What asks for the gradient that is taken back through a layer; the others pass it on."""
_JOINED = {
    Join.ADD: "dY goes back to each of them as it is",
    Join.CONCAT: "each gets back its own channels of dY",
    Join.MULTIPLY: "each gets back dY times the others, cell by cell",
}


# ---- of weights and biases -------------------------------------------------------------------------------------------


def _of_weights(ask: Ask, _problem: Any, known: Any) -> GradientPart:
    layer, dy = _learning(ask, known), known.gradient(ask.place)
    x = known.map(known.sources(ask.place)[0])
    if isinstance(layer, Dense):
        return DenseWeightGradient(x=as_row(x), gradient=as_row(dy), at=ask.at)
    if ask.at and ask.at.map and ask.at.map > dy.depth:
        raise GivenError("at", f"there is no filter {ask.at.map}; the filters go from 1 to {dy.depth}")
    check_room(layer, x.volume)
    return ConvWeightGradient(layer=layer.on(x.volume), x=x, gradient=dy, at=ask.at)


def _of_biases(ask: Ask, _problem: Any, known: Any) -> GradientPart:
    layer = _learning(ask, known)
    if not layer.bias:
        raise GivenError("of", f"layer {ask.place}, {layer.words()}, has no biases")
    return BiasGradient(gradient=known.gradient(ask.place), at=ask.at)


def _learning(ask: Ask, known: Any) -> Conv | Dense:
    """The layer that is asked; `GivenError` unless it learns weights whose gradients are computed here."""
    layer = known.layer(ask.place) if ask.place else Layer()
    if not isinstance(layer, Conv | Dense):
        it = wording.name_of(layer) if ask.place else "the input"
        raise GivenError(
            "of", f"{it} has no weights whose gradients are taken here; say a convolution or a dense layer"
        )
    return layer


def _updated(of: GradientPart, ask: Ask, problem: Any, known: Any, learned: str) -> GradientPart:
    """What is learned after a step, of which this is the gradient."""
    if problem.rate is None:
        raise GivenError("rate", "is missing: say the learning rate, such as `rate: 0.1`")
    weights = _weights(_learning(ask, known), of, learned)
    return Updated(gradient=of.gradient, of=of, weights=weights, rate=problem.rate, letter=learned)


def _weights(layer: Conv | Dense, of: Any, letter: str) -> Grid:
    """The weights or biases of a layer as they are, laid out like their gradient."""
    if layer.weights is None:
        raise GivenError("weights", "are missing: what is updated has to be given")
    if isinstance(layer, Dense):
        biases = layer.biases or (0,) * len(layer.weights)
        return Grid((layer.weights,)) if letter == "w" else _column(biases)
    filters: tuple[Filter, ...] = layer.weights
    if letter == "b":
        return _column(tuple(filter.bias for filter in filters))
    return Grid(tuple(rows for number in of.numbers for rows in filters[number - 1].weights.channels))


def _column(numbers: Any) -> Grid:
    return Grid(tuple(((number,),) for number in numbers))


# ---- the way to it ---------------------------------------------------------------------------------------------------


def _way(ask: Ask, problem: Any, known: Any, learned: str) -> Iterator[Step]:
    source = known.sources(ask.place)[0] if ask.place else 0
    place = ask.place if learned or ask.quantity == "output-gradient" else source
    back = known.gradients.behind(place)
    used = [at for at in (*back, *(() if learned else (place,))) if known.gradients.uses_numbers(at)]
    yield from steps_to([*used, *([source] if learned == "w" else [])], problem, known)
    for at in back if learned else back[:-1]:
        if known.gradient(at).volume.cells > BOARD_CELLS:
            continue
        working = _at(at, Ask("output-gradient", (at,)), problem, known).working()
        yield working.steps[-1]._replace(label=f"layer {at}, dY", note=working.formula)


# ---- what can be asked -----------------------------------------------------------------------------------------------


class Sort(NamedTuple):
    """A quantity of this file: what its gradient is of, and its letter; none for what is updated with it."""

    quantity: str
    make: Make
    of: str
    letter: str = ""

    def part(self, ask: Ask, problem: Any, known: Any) -> Any:
        """The part, with the maps and the gradients that lead to it and have not been asked."""
        learned = LEARNED.get(self.of, "")
        part = self.make(ask, problem, known)
        if not self.letter:
            part = _updated(part, ask, problem, known, learned)
        return replace(part, way=partial(_way, ask, problem, known, learned))

    def sentence(self, ask: Ask, problem: Any) -> str:
        """The question."""
        single, typed = ask.at is not None and ask.at.single, ""
        answer = problem.exact_parts()[problem.asks.index(ask)].answer()
        if isinstance(answer, Grid) and not single:
            channels = ", and | between the channels" if answer.depth > 1 else ""
            row = answer.volume[1:] == (1, 1)
            typed = " Type a row, as in 6 0." if row else f" Type its rows, as in 6 0; 4 7{channels}."
            if isinstance(next(iter(answer.cells())), Decimal):  # of a softmax
                typed = f" Type a row, to {PLACES} decimals."
        where, subject = self._where(ask, problem), self._subject(ask, problem)
        if self.letter:
            return f"What is {self.letter}{where}, the gradient with respect to {subject}?{typed}"
        layer = subject.removeprefix(f"the {self.of}")
        what = f"is the {ONE[self.of]}" if single else f"are the {self.of}"
        return f"What {what}{where}{layer} after one step of gradient descent?{typed}"

    def title(self, ask: Ask, problem: Any) -> str:
        """What a part is called among others."""
        where, layer = self._where(ask, problem), self._subject(ask, problem).removeprefix(f"the {self.of}")
        return f"{self.letter}{where}{layer}" if self.letter else f"the {self.of}{where}{layer} after a step"

    def _subject(self, ask: Ask, problem: Any) -> str:
        """What it is of: `the input of layer 2, ReLU`."""
        of = wording.of_place(problem, ask.place) if ask.place else ""
        return f"the {self.of if ask.place else 'input'}{of}"

    def _where(self, ask: Ask, problem: Any) -> str:
        """The cells that are asked; those of a whole filter by its number alone."""
        if ask.at is None:
            return ""
        if self.of == "biases":
            return f" of filter {ask.at.map or ask.at.columns[0]}"
        filtered = self.of == "weights"
        of = f" of {'filter' if filtered else 'channel'} {ask.at.map}" if ask.at.map else ""
        size = getattr(problem.layers[ask.place - 1], "size", None) if filtered else None
        whole = size == (len(ask.at.columns), len(ask.at.rows)) and not ask.at.single
        return of if whole else f" in {ask.at._replace(map=None)}{of}"


ONE = {"weights": "weight", "biases": "bias"}
LEARNED = {"weights": "w", "biases": "b"}

SORTS = (
    Sort("output-gradient", lambda ask, problem, known: _at(ask.place, ask, problem, known), "output", "dO"),
    Sort("input-gradient", _of_input, "input", "dX"),
    Sort("weight-gradient", _of_weights, "weights", "dW"),
    Sort("bias-gradient", _of_biases, "biases", "db"),
    Sort("updated-weight", _of_weights, "weights"),
    Sort("updated-bias", _of_biases, "biases"),
)
HAS: dict[str, Callable[[Layer | Join], bool]] = {
    "weights": lambda layer: isinstance(layer, Conv | Dense),
    "biases": lambda layer: isinstance(layer, Conv | Dense) and layer.bias,
}
"""Which layers learn what a gradient is of."""
QUANTITIES = tuple(
    Quantity(sort.quantity, sort.part, sort.sentence, sort.title, HAS.get(sort.of), of_numbers=True) for sort in SORTS
)
