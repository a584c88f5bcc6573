"""What can be asked of what is counted: of a layer, of several added up, of two networks compared."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.values import Form, Rational, Value, plain
from cnnhand.layers.base import Layer
from cnnhand.layers.network import Join
from cnnhand.layers.pointwise import BatchNorm
from cnnhand.page import Working
from cnnhand.questions import wording
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Part
from cnnhand.questions.counts.count_rules import CONVENTIONS, COUNTED_AS, OF_TWO, counts_any
from cnnhand.questions.counts.total import Total, of_place
from cnnhand.questions.traced import step_of, traced


@dataclass(frozen=True)
class Compared(Part):
    """The totals of two networks, and whether their difference or their ratio is asked."""

    first: Total
    second: Total
    how: str

    form = Form.NUMBER

    def answer(self) -> Rational:
        return self.compared(self.first.answer(), self.second.answer())

    def compared(self, first: Any, second: Any) -> Rational:
        """The difference or the ratio of two numbers."""
        if self.how == "difference":
            return plain(first - second)
        if not second:
            raise GivenError("of", f"the second network has no {self.first.what}, so that there is no ratio")
        return plain(Fraction(first) / second)

    def in_both(self, id: str) -> Rational:
        """The same mistake in both totals, wherever it can be made."""
        first, second = (next(iter(_made(total, id)), total.answer()) for total in (self.first, self.second))
        return self.compared(first, second)

    def letters(self) -> dict[str, object]:
        return {"what": self.first.name, "A": self.first.answer(), "Z": self.second.answer()}

    def working(self) -> Working:
        first, second = (self.first.working().steps, self.second.working().steps)
        a, b = self.first.answer(), self.second.answer()
        made = traced(a) - b if self.how == "difference" else traced(a) / b
        steps = (
            *(step._replace(label=f"first network: {step.label}") for step in first),
            *(step._replace(label=f"second network: {step.label}") for step in second),
        )
        rule = f"{self.first.name} of the first {made.sign} {self.first.name} of the second"
        return Working(rule, str(made), (*steps, step_of(self.how, made)), after=len(steps))


def _made(total: Total, id: str) -> Iterator[Value]:
    return (value for mistake, value in total.wrong_answers() if mistake.id == id)


Compared.usual = rules(
    """
    other-way-round*: the other way round: the second set against the first := p.compared(p.second.answer(), p.first.answer())
    first-only: for the first network alone: {A} := p.first.answer()
    second-only: for the second network alone: {Z} := p.second.answer()
    added-up: by adding the two up: {A} + {Z} := p.first.answer() + p.second.answer()
    difference-given: for how many more they are: {A} − {Z} := replace(p, how="difference").answer()
    ratio-given: for how many times as many they are: {A}/{Z} := replace(p, how="ratio").answer()
    share-saved: for the share that is saved: 1 − {Z}/{A} := 1 - Fraction(p.second.answer()) / p.first.answer()
    bias-forgotten*: without the biases in both := p.in_both("bias-forgotten")
    depth-forgotten: with flat filters in both := p.in_both("depth-forgotten")
    macs-on-input-size: with a window at each cell of the input in both := p.in_both("macs-on-input-size")
    """
)


ASKED = {
    "weights": "How many weights does {it} have, without the biases?",
    "biases": "How many biases does {it} have?",
    "parameters": "How many parameters does {it} have, weights and biases together?",
    "untrained": "How many numbers does {it} keep that are not trained?",
    "all": "How many numbers does {it} keep in all, trained or not?",
    "neurons": "How many neurons does {it} have, one for each {number}?",
    "inputs": "How many inputs does one neuron of {it} have?",
    "connections": "How many connections does {it} have?",
    "macs": "How many multiply-accumulates (MACs) does {it} take for one input?",
    "flops": "How many FLOPs does {it} take for one input?",
    "bytes": "How many bytes {outputs} take?",
    "parameter-bytes": "How many bytes do the parameters of {it} take?",
    "im2col-rows": "Every window of {it} becomes a column of a matrix (im2col). How many rows does it have?",
    "im2col-columns": "Every window of {it} becomes a column of a matrix (im2col). How many columns does it have?",
    "connections with biases": "How many connections does {it} have, the bias counted as one of each neuron?",
    "flops as 2n-1": "How many operations does {it} take, n products and n − 1 sums for each output value?",
    "macs at one": "How many multiplications does one output value of {it} take?",
    "parameters without sharing": "How many parameters would {it} have if no neuron shared its weights and its bias (locally connected)?",
    "weights without sharing": "How many weights would {it} have if no neuron shared them (locally connected)?",
}
"""What is counted, with the question; a convention stands behind the name."""


def convention_of(ask: Ask) -> str:
    """What is counted, its convention behind it."""
    if not ask.how or ask.how in OF_TWO:
        return ask.quantity
    if ask.name not in ASKED:
        raise GivenError("ask", f"{ask.name}: there is no such convention; there are {', '.join(CONVENTIONS)}")
    return ask.name


def _part(ask: Ask, problem: Any, known: Any) -> Part:
    what = convention_of(ask)
    if ask.how in OF_TWO:
        both = (known, problem.known((), against=True))
        first, second = (Total.of(what, tuple(range(1, network.last + 1)), problem, network) for network in both)
        return Compared(first, second, ask.how)
    if len(ask.places) > 1:
        total = Total.of(what, ask.places, problem, known)
        alone = len(total.places) == 1 and total.answered == (None,) and total.places != (0,)
        return of_place(total.places[0], what, problem, known) if alone else total
    return of_place(ask.place, what, problem, known)


def _sentence(ask: Ask, problem: Any) -> str:
    name = COUNTED_AS.get(ask.quantity, ask.quantity)
    if ask.how == "difference":
        return f"How many more {name} does the first network have than the second?"
    if ask.how == "ratio":
        return f"How many times as many {name} does the first network have as the second?"
    it = wording.it(problem, ask)
    images = (
        f", for a batch of {problem.batch} images"
        if problem.batch > 1 and ask.quantity in ("bytes", "im2col-columns")
        else ""
    )
    number = "of its numbers" if ask.places == (0,) else "number that comes out"
    outputs = f"does {it}" if ask.places == (0,) else f"does the output of {it}"
    if len(ask.places) > 1:
        outputs = f"do {'the input and ' if 0 in ask.places else ''}all outputs of {it}"
    text = _norm(ask, problem) or ASKED[convention_of(ask)].replace("?", f"{images}?")
    return text.format(it=it, number=number, outputs=outputs)


def _norm(ask: Ask, problem: Any) -> str:
    """Of batch norm alone: its parameters have other names."""
    of_norm = ask.name == "parameters" and len(ask.places) == 1 and ask.place
    if of_norm and isinstance(problem.layers[ask.place - 1], BatchNorm):
        return "How many trainable parameters does {it} have, scales and shifts together?"
    return ""


def _title(ask: Ask, problem: Any) -> str:
    name = COUNTED_AS.get(ask.quantity, ask.quantity) + (f" ({ask.how})" if ask.how else "")
    if ask.how in OF_TWO:
        return f"the {ask.how} of the {COUNTED_AS.get(ask.quantity, ask.quantity)}"
    if len(ask.places) > 1 and not problem.second:
        everything = set(ask.places) >= set(range(1, len(problem.layers) + 1))
        return f"all {name}" if everything else f"the {name} of {wording.it(problem, ask)}"
    return f"the {name}" if wording.it(problem, ask) == "the layer" else f"the {name} of {wording.it(problem, ask)}"


def _has(what: str) -> Callable[[Layer | Join], bool]:
    return lambda layer: isinstance(layer, Layer) and counts_any(layer, what)


QUANTITIES = tuple(
    Quantity(what, _part, _sentence, _title, _has(what), True, said=f"the {COUNTED_AS.get(what, what)}")
    for what in ASKED
    if " " not in what
)
