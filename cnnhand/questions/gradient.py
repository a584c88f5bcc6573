"""The gradients that can be asked of a network: of what goes into a layer or comes out, of weights and biases."""

from collections.abc import Callable
from typing import Any, TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.values import Filter, Grid
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense
from cnnhand.layers.network import Join
from cnnhand.layers.pointwise import Activation
from cnnhand.layers.pool import Pool
from cnnhand.page import say
from cnnhand.questions import wording
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.contract import OnePart
from cnnhand.questions.gradient_bias import BiasGradient
from cnnhand.questions.gradient_conv import ConvInputGradient, ConvWeightGradient
from cnnhand.questions.gradient_dense import DenseInputGradient, DenseWeightGradient
from cnnhand.questions.gradient_part import GradientPart
from cnnhand.questions.gradient_pointwise import ActivationGradient, BranchesGradient, LossGradient, PassedGradient
from cnnhand.questions.gradient_pool import PoolGradient
from cnnhand.questions.gradient_update import Updated
from cnnhand.questions.known_gradients import check_room

Make: TypeAlias = Callable[[Ask, Any, Any, str], GradientPart]
"""Makes a part of what is asked, the problem, what is known by then, and the question as a sentence."""


# ---- of numbers on their way -----------------------------------------------------------------------------------------


def _of_output(ask: Ask, problem: Any, known: Any, asked: str) -> GradientPart:
    return _at(ask.place, ask, problem, known, asked)


def _of_input(ask: Ask, problem: Any, known: Any, asked: str) -> GradientPart:
    if ask.place == 0:
        return _at(0, ask, problem, known, asked)
    sources = set(known.sources(ask.place))
    if len(sources) > 1:
        what = "several branches come together there; say `output-gradient of` the layer at the end of one"
        raise GivenError("of", f"layer {ask.place}: {what}")
    return _at(sources.pop(), ask, problem, known, asked)


def _at(place: int, ask: Ask, problem: Any, known: Any, asked: str) -> GradientPart:
    """The gradient at a place: of the loss, or what comes back from the layers that read it."""
    if place == known.last:
        if problem.target is None:
            raise GivenError(
                "ask", "the gradient of the last output is given; ask for one further back, or say a target"
            )
        target = known.gradients.sized(problem.target, place)
        return LossGradient(x=known.gradients.sized(known.map(place), place), gradient=target, at=ask.at, asked=asked)
    readers = known.gradients.readers(place)
    if len(readers) != 1:
        known.gradient(place)  # refuses what nothing reads
        sent = tuple(known.gradients.sent_back(reader, place) for reader in readers)
        return BranchesGradient(gradient=sent[0], sent=sent, at=ask.at, asked=asked)
    return _through(readers[0], place, ask, known, asked)


def _through(reader: int, place: int, ask: Ask, known: Any, asked: str) -> GradientPart:
    """The gradient that one layer sends back to what it reads."""
    layer, dy = known.layer(reader), known.gradient(reader)
    said: dict[str, Any] = {"gradient": dy, "at": ask.at, "asked": asked}
    if isinstance(layer, Join):
        how = f"the branches are {layer.words()}: {_JOINED[layer]}"
        return PassedGradient(passed=known.gradients.sent_back(reader, place), how=how, **said)
    x = known.gradients.read_by(reader)
    layer = layer.on(x.volume)
    match layer:
        case Conv():
            return ConvInputGradient(layer=layer, volume=x.volume, **said)
        case Dense():
            return DenseInputGradient(layer=layer, volume=x.volume, **said)
        case Pool():
            return PoolGradient(layer=layer, x=x, **said)
        case Activation():
            return ActivationGradient(layer=layer, x=x, **said)
    return PassedGradient.through(layer, x, **said)


_JOINED = {
    Join.ADD: "dY goes back to each of them as it is",
    Join.CONCAT: "each gets back its own channels of dY",
    Join.MULTIPLY: "each gets back dY times the others, cell by cell",
}


# ---- of weights and biases -------------------------------------------------------------------------------------------


def _of_weights(ask: Ask, _problem: Any, known: Any, asked: str) -> GradientPart:
    layer, dy = _learning(ask, known), known.gradient(ask.place)
    x = known.map(known.sources(ask.place)[0])
    if isinstance(layer, Dense):
        return DenseWeightGradient(x=x, gradient=dy, at=ask.at, asked=asked)
    if ask.at and ask.at.map and ask.at.map > dy.depth:
        raise GivenError("at", f"there is no filter {ask.at.map}; the filters go from 1 to {dy.depth}")
    check_room(layer, x.volume)
    return ConvWeightGradient(layer=layer.on(x.volume), x=x, gradient=dy, at=ask.at, asked=asked)


def _of_biases(ask: Ask, _problem: Any, known: Any, asked: str) -> GradientPart:
    layer = _learning(ask, known)
    if not layer.bias:
        raise GivenError("of", f"layer {ask.place}, {layer.words()}, has no biases")
    return BiasGradient(gradient=known.gradient(ask.place), at=ask.at, asked=asked)


def _learning(ask: Ask, known: Any) -> Conv | Dense:
    """The layer that is asked; `GivenError` unless it learns weights whose gradients are computed here."""
    layer = known.layer(ask.place) if ask.place else Layer()
    if not isinstance(layer, Conv | Dense):
        what = wording.name_of(layer) if ask.place else "the input"
        raise GivenError(
            "of", f"{what} has no weights whose gradients are taken here; say a convolution or a dense layer"
        )
    return layer


def _updated(make: Make, letter: str) -> Make:
    def made(ask: Ask, problem: Any, known: Any, asked: str) -> GradientPart:
        of = make(ask, problem, known, "")
        if problem.rate is None:
            raise GivenError("rate", "is missing: say the learning rate, such as `rate: 0.1`")
        weights = _weights(_learning(ask, known), of, letter)
        return Updated(gradient=of.gradient, of=of, weights=weights, rate=problem.rate, letter=letter, asked=asked)

    return made


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


# ---- what can be asked -----------------------------------------------------------------------------------------------

STEP = "after one step of gradient descent with learning rate"


def _where(ask: Ask, problem: Any, filtered: bool = False) -> str:
    """The cells that are asked, behind the letter of a gradient; those of a whole filter by its number alone."""
    if ask.at is None:
        return ""
    of = f" of {'filter' if filtered else 'channel'} {ask.at.map}" if ask.at.map else ""
    size = getattr(problem.layers[ask.place - 1], "size", None) if filtered else None
    whole = size == (len(ask.at.columns), len(ask.at.rows)) and not ask.at.single
    return of if whole else f" in {ask.at._replace(map=None)}{of}"


def _filter(ask: Ask) -> str:
    """Which of several biases is asked."""
    return f" of filter {ask.at.map or ask.at.columns[0]}" if ask.at else ""


def _subject(ask: Ask, problem: Any, name: str) -> str:
    """What a gradient is of: `the input of layer 2, ReLU`."""
    if ask.place == 0 or (name == "input" and len(problem.layers) == 1):
        return "the input"
    of = f" of {wording.place_name(problem, ask.place)}" if len(problem.layers) > 1 else ""
    return f"the {name}{of}"


def _said(name: str, letter: str) -> Callable[[Ask, Any], str]:
    """The question for a gradient."""

    def sentence(ask: Ask, problem: Any) -> str:
        where = _filter(ask) if name == "biases" else _where(ask, problem, name == "weights")
        asked = f"What is {letter}{where}, the gradient with respect to {_subject(ask, problem, name)}?"
        return asked + _typed(ask, "6 0; 4 7" if name != "biases" else "6 0", _deep(ask, problem, name))

    return sentence


def _typed(ask: Ask, example: str, deep: bool = False) -> str:
    """How the answer is typed, where it is not a number."""
    channels = ", and | between the channels" if deep else ""
    return "" if ask.at and ask.at.single else f" Type its rows, as in {example}{channels}."


def _deep(ask: Ask, problem: Any, name: str) -> bool:
    """Whether the answer has several channels, or several filters."""
    known, layer = problem.exact, problem.layers[ask.place - 1]
    if name == "biases" or (name == "weights" and not isinstance(layer, Conv)):
        return False
    volume = known.volume(ask.place if name == "output" or not ask.place else known.sources(ask.place)[0])
    depth = volume.depth or 1 if volume and volume[:2] != (1, 1) else 1
    one = ask.at is not None and ask.at.map is not None
    if name == "weights":
        return depth > layer.groups or (not one and (layer.filters or 1) > 1)
    return depth > 1 and not one


def _said_updated(name: str, one: str) -> Callable[[Ask, Any], str]:
    def sentence(ask: Ask, problem: Any) -> str:
        what = f"is the {one}" if ask.at and ask.at.single else f"are the {name}"
        where = _filter(ask) if name == "biases" else _where(ask, problem, filtered=True)
        of = f" of {wording.place_name(problem, ask.place)}" if len(problem.layers) > 1 else ""
        return f"What {what}{where}{of} {STEP} {say(problem.rate)}?{_typed(ask, '6 0; 4 7', _deep(ask, problem, name))}"

    return sentence


def _titled(text: str, name: str) -> Callable[[Ask, Any], str]:
    def title(ask: Ask, problem: Any) -> str:
        where = _filter(ask) if name == "biases" else _where(ask, problem, name == "weights")
        return f"{text.format(subject=_subject(ask, problem, name))}{where}"

    return title


def _part(make: Make, sentence: Callable[[Ask, Any], str]) -> Callable[[Ask, Any, Any], OnePart]:
    return lambda ask, problem, known: make(ask, problem, known, sentence(ask, problem))


def _quantity(
    quantity: str, about: str, make: Make, sentence: Callable[[Ask, Any], str], title: Callable[[Ask, Any], str]
) -> Quantity:
    return Quantity(
        quantity,
        about,
        _part(make, sentence),
        sentence,
        title,
        of_numbers=True,
        of_input=make in (_of_output, _of_input),
    )


_GRADIENT = "the gradient of {subject}"

QUANTITIES = (
    _quantity(
        "output-gradient",
        "of the loss with respect to what comes out of a layer",
        _of_output,
        _said("output", "the gradient dO"),
        _titled(_GRADIENT, "output"),
    ),
    _quantity(
        "input-gradient",
        "of the loss with respect to what goes into a layer",
        _of_input,
        _said("input", "dX"),
        _titled(_GRADIENT, "input"),
    ),
    _quantity(
        "weight-gradient",
        "of the loss with respect to the weights of a layer",
        _of_weights,
        _said("weights", "dW"),
        _titled(_GRADIENT, "weights"),
    ),
    _quantity(
        "bias-gradient",
        "of the loss with respect to the biases of a layer",
        _of_biases,
        _said("biases", "db"),
        _titled(_GRADIENT, "biases"),
    ),
    _quantity(
        "updated-weight",
        "the weights of a layer after a step with `rate`",
        _updated(_of_weights, "w"),
        _said_updated("weights", "weight"),
        _titled("{subject} after a step", "weights"),
    ),
    _quantity(
        "updated-bias",
        "the biases of a layer after a step with `rate`",
        _updated(_of_biases, "b"),
        _said_updated("biases", "bias"),
        _titled("{subject} after a step", "biases"),
    ),
)
