"""What is counted of a layer: weights, biases, parameters, neurons, connections, work, bytes.

The letters are those of `layers/base.py`; `weights` and `biases` stand for their formulas, B for the bytes of a number.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Formula, Given, Letters, MissingError, formula
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Form, Rational, Volume
from cnnhand.layers.base import Count, Layer, Line
from cnnhand.layers.network import Join
from cnnhand.page import Step, Working
from cnnhand.questions import wording
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.contract import Mistake, OnePart
from cnnhand.questions.count_mistakes import TOTAL, catalogue_for
from cnnhand.questions.part import Part

NEEDS = {
    "W": "the width of the input",
    "H": "the height of the input",
    "D": "the depth of the input",
    "W2": "the size of the input",
    "H2": "the size of the input",
    "D2": "how many filters there are",
    "K": "how many filters there are",
    "n": "how many numbers come in",
}
"""What is missing where a letter is not known."""

NOTHING = Count("0", (Line("count", "0", "there is nothing of the sort in such a layer"),))


def counted(layer: Layer, what: str) -> Count:
    """How something is counted of a layer: the whole formula, and the lines of the board.

    >>> from cnnhand.layers.notation import layer
    >>> counted(layer("conv3-8"), "parameters").rule
    'F·F·D·K + K'
    """
    own = layer.counts()
    weights, work = own.get("weights"), layer.work()
    match what:
        case "parameters" | "trained":
            parts = [own[name] for name in ("weights", "biases") if name in own]
            if not parts:
                return replace_note(NOTHING, layer)
            return _sum(what, parts)
        case "all":
            return _sum("all", list(own.values())) if own else replace_note(NOTHING, layer)
        case "neurons":
            return NOTHING if layer.in_place else Count("W2·H2·D2", (Line("neurons", "W2·H2·D2", "one a cell"),))
        case "inputs":
            rule = layer.seen_by_one()
            return Count(rule, (Line("inputs", rule, "of one neuron"),)) if rule else NOTHING
        case "connections" | "macs":
            if weights is None or work == "·0":
                return replace_note(NOTHING, layer)
            last = Line(
                LABELS.get(what, what), f"{weights.board[-1].label.split()[0]}{work}", "each weight once a place"
            )
            return Count(f"{weights.rule}{work}", (*weights.board, *((last,) if work else ())))
        case "flops":
            macs = counted(layer, "macs")
            if macs.rule == "0":
                return macs
            label = macs.board[-1].label.split()[0]
            return Count(f"2·{_bracketed(macs.rule)}", (*macs.board, Line("FLOPs", f"2·{label}", "multiply and add")))
        case "bytes":
            neurons = counted(layer, "neurons")
            return NOTHING if neurons is NOTHING else Count("W2·H2·D2·B", (*neurons.board, Line("bytes", "neurons·B")))
        case "parameter-bytes":
            total = counted(layer, "parameters")
            label = total.board[-1].label.split()[0]
            return Count(f"{_bracketed(total.rule)}·B", (*total.board, Line("bytes", f"{label}·B")))
        case "connections-with-biases":
            own_weights = counted(layer, "connections")
            if own_weights.rule == "0" or "biases" not in own:
                return own_weights
            label = own_weights.board[-1].label.split()[0]
            lines = (Line("of biases", "W2·H2·D2", "one a neuron"), Line("all", f"{label} + of"))
            return Count(f"{own_weights.rule} + W2·H2·D2", (*own_weights.board, *lines))
        case "operations-2n-1":
            one = layer.seen_by_one()
            if not one:
                return NOTHING
            lines = (Line("n", one, "products for one value"), Line("one value", "2·n − 1", "and n − 1 sums"))
            return Count(f"W2·H2·D2·(2·{one} − 1)", (*lines, Line("operations", "W2·H2·D2·one")))
        case "unshared" | "unshared-weights":
            one, biased = layer.seen_by_one(), what == "unshared" and "biases" in own
            if not one:
                return NOTHING
            lines = (Line("neurons", "W2·H2·D2", "none of them shares"), Line("inputs", one, "of one neuron"))
            each = "(inputs + 1)" if biased else "inputs"
            rule = f"W2·H2·D2·({one} + 1)" if biased else f"W2·H2·D2·{one}"
            return Count(rule, (*lines, Line("parameters" if biased else "weights", f"neurons·{each}")))
    return own.get(what, replace_note(NOTHING, layer))


LABELS = {"macs": "MACs", "flops": "FLOPs"}
"""What a number is called on the board, where that is not its name."""


def replace_note(count: Count, layer: Layer) -> Count:
    """The count with what is to be said of a layer that has none."""
    pool = "a pooling layer has none: there is no weight and no bias to learn"
    return Count(count.rule, (count.board[0]._replace(note=pool),)) if "pool" in layer.name else count


def _bracketed(rule: str) -> str:
    return f"({rule})" if " + " in rule else rule


def _sum(what: str, parts: list[Count]) -> Count:
    """Several counts added up."""
    lines = tuple(line for part in parts for line in part.board)
    labels = [part.board[-1].label.split()[0] for part in parts]
    total = (Line(what, " + ".join(labels)),) if len(parts) > 1 else ()
    return Count(" + ".join(part.rule for part in parts), (*lines, *total))


@dataclass(frozen=True)
class LayerCount(Part):
    """A volume, its layer, and which number of it is asked; `more` are letters of the network around it."""

    integral = True

    input: Volume
    layer: Layer
    what: str
    rounding: Rounding = Rounding.FLOOR
    bytes: int = 4
    asked: str = ""
    more: tuple[tuple[str, Rational], ...] = ()

    form: ClassVar[Form] = Form.NUMBER

    @property
    def mistakes(self) -> tuple[Mistake, ...]:  # type: ignore[override]  # each sort of layer has its own
        """The usual mistakes in this number of such a layer."""
        return catalogue_for(self.layer, self.what)

    @cached_property
    def count(self) -> Count:
        """How it is counted."""
        return counted(self.layer, self.what)

    @cached_property
    def given(self) -> dict[str, Rational]:
        """The numbers by their letters, also of those formulas that others use."""
        layer = self.layer.on(self.input)
        given = layer.letters(self.input, layer.output(self.input, self.rounding)) | {"B": self.bytes} | dict(self.more)
        for name, count in layer.counts().items():
            if formula(count.rule).letters <= given.keys():
                given[name] = formula(count.rule).at(given)
        for name in ("weights", "biases"):
            given.setdefault(name, 0)
        return given

    @property
    def givens(self) -> tuple[Given, ...]:
        """For the conditions of its mistakes."""
        return (self.given,)

    def answer(self) -> Rational:
        try:
            return formula(self.count.rule).at(self.given)
        except MissingError as error:
            missing = NEEDS.get(error.key, error.key)
            raise GivenError("input", f"{self.what} needs {missing}, which is not given") from None

    def letters(self) -> dict[str, object]:
        return Letters(self.given)

    def working(self) -> Working:
        given = dict(self.given)
        steps: list[Step] = []
        for line in self.count.board:
            filled = formula(line.text).put(given)
            value = given[line.label.split()[0]] = filled.at()
            steps.append(Step(line.label, str(filled), value, line.note))
        rule = formula(self.count.rule)
        return Working(f"{self.what} = {rule}", str(rule.put(self.given)), tuple(steps))

    def wrong(self, rule: Formula) -> Rational:
        """The number by a wrong formula."""
        return rule.at(self.given)

    def with_layer(self, **changes: object) -> "LayerCount":
        """The same about a layer with other options."""
        return replace(self, layer=replace(self.layer, **changes))


# ---- what can be asked -----------------------------------------------------------------------------------------------

ABOUT = {
    "weights": ("How many weights does {it} have, without the biases?", "weights, without biases"),
    "biases": ("How many biases does {it} have?", "biases"),
    "parameters": ("How many parameters does {it} have, weights and biases together?", "weights and biases"),
    "untrained": ("How many numbers does {it} keep that are not trained?", "numbers kept but not trained"),
    "all": ("How many numbers does {it} keep in all, trained or not?", "numbers kept, trained or not"),
    "neurons": ("How many neurons does {it} have: how many numbers come out?", "numbers in a layer's output"),
    "inputs": ("How many inputs does one neuron of {it} have?", "inputs of one neuron"),
    "connections": ("How many connections does {it} have, biases not counted?", "connections, without biases"),
    "macs": ("How many multiply-accumulates (MACs) does {it} take?", "weight multiply-accumulates"),
    "flops": ("How many FLOPs does {it} take, 2 for each multiply-accumulate?", "2 × MACs"),
    "bytes": ("How many bytes does the output of {it} take, at {B} bytes a number?", "bytes of a layer's output"),
    "parameter-bytes": ("How many bytes do the parameters of {it} take, at {B} bytes a number?", "bytes of parameters"),
}
"""What is counted: the question, and a line on it for the documentation."""

HOW = {
    ("connections", "with biases"): "connections-with-biases",
    ("flops", "as 2n-1"): "operations-2n-1",
    ("macs", "at one"): "inputs",
    ("parameters", "without sharing"): "unshared",
    ("weights", "without sharing"): "unshared-weights",
}
"""Conventions that are asked for by name, each with what is counted then."""


def name_of(ask: Ask) -> str:
    """What is counted, by the name that `counted` knows."""
    if not ask.how:
        return ask.quantity
    if (ask.quantity, ask.how) not in HOW:
        known = ", ".join(f"{quantity} {how}" for quantity, how in HOW)
        raise GivenError("ask", f"{ask.quantity} {ask.how}: there is no such convention; there are {known}")
    return HOW[ask.quantity, ask.how]


def of_place(place: int, what: str, problem: Any, known: Any, asked: str = "") -> OnePart:
    """What is counted of one layer, or of the input itself."""
    layer = known.layer(place) if place else Layer()
    if isinstance(layer, Join):
        layer = Layer()
        reads = known.volume(place)
    else:
        reads = known.reads(place) if place else known.volume(0)
    return LayerCount(reads, layer, what, known.rounding(place) if place else Rounding.EXACT, problem.bytes, asked)


def _sentence(what: str) -> Callable[[Ask, Any], str]:
    def sentence(ask: Ask, problem: Any) -> str:
        if len(ask.places) > 1:
            it = wording.places_name(problem, ask.places)
        else:
            it = "the layer" if len(problem.layers) == 1 and ask.place else wording.place_name(problem, ask.place)
        return _asked(ask, what).format(it=it, B=problem.bytes)

    return sentence


def _asked(ask: Ask, what: str) -> str:
    return {
        "with biases": "How many connections does {it} have, the bias counted as one of each neuron?",
        "as 2n-1": "How many operations does {it} take, with n products and n − 1 sums for each output value?",
        "at one": "How many multiplications does one output value of {it} take?",
        "without sharing": f"How many {what} would {{it}} have if no neuron shared its weights and its bias?",
    }.get(ask.how, ABOUT[what][0])


def _title(what: str) -> Callable[[Ask, Any], str]:
    def title(ask: Ask, problem: Any) -> str:
        how = f" ({ask.how})" if ask.how else ""
        if len(ask.places) > 1:
            return f"all {what}{how}" if len(ask.places) >= len(problem.layers) else f"the {what}{how} of them together"
        return f"the {what}{how} of {wording.place_name(problem, ask.place)}"

    return title


def _part(ask: Ask, problem: Any, known: Any) -> OnePart:
    sentence = _sentence(ask.quantity)(ask, problem)
    if len(ask.places) > 1:
        return Total.of(ask, problem, known, sentence)
    return of_place(ask.place, name_of(ask), problem, known, sentence)


def _has(what: str) -> Callable[[Layer | Join, Any], bool]:
    return lambda layer, _: isinstance(layer, Layer) and counted(layer, what).rule != "0"


@dataclass(frozen=True)
class Total(Part):
    """The numbers of several layers to be added up, and the layers that they are of."""

    integral = True

    what: str
    terms: tuple[int, ...]
    counts: tuple[LayerCount, ...]
    asked: str = ""

    form: ClassVar[Form] = Form.NUMBER
    mistakes: ClassVar[tuple[Mistake, ...]] = TOTAL

    @classmethod
    def of(cls, ask: Ask, problem: Any, known: Any, asked: str) -> "Total":
        """The sum over the places of what is asked, each as it was answered before or as it is."""
        what = name_of(ask)
        counts = [of_place(place, what, problem, known) for place in ask.places]
        pairs = zip(counts, ask.places, strict=True)
        terms = tuple(known.number(ask.quantity, place, count.answer()) for count, place in pairs)
        return cls(what, terms, tuple(counts), asked)  # type: ignore[arg-type]  # of places that are counted

    @property
    def of_parameters(self) -> bool:
        """Whether weights, biases or parameters are added up."""
        return self.what in ("weights", "biases", "parameters")

    @property
    def from_input(self) -> bool:
        """Whether the input itself is among them."""
        return type(self.counts[0].layer) is Layer

    def answer(self) -> Rational:
        return sum(self.terms)

    def letters(self) -> dict[str, object]:
        return {"what": self.what}

    def working(self) -> Working:
        counting = [(term, count) for term, count in zip(self.terms, self.counts, strict=True) if term]
        added = " + ".join(str(term) for term, _ in counting) or "0"
        steps = tuple(
            Step(wording.name_of(count.layer), str(formula(count.count.rule).put(count.given)), count.answer())
            for term, count in counting
            if term == count.answer()
        )
        return Working(f"the sum of the {self.what}", added, (*steps, Step(f"all {self.what}", added, self.answer())))


QUANTITIES = tuple(
    Quantity(
        what,
        about,
        _part,
        _sentence(what),
        _title(what),
        counts=_has(what),
        of_input=what in ("neurons", "bytes"),
    )
    for what, (_, about) in ABOUT.items()
)
