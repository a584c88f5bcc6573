"""What is counted of one layer: weights, biases, parameters, neurons, connections, work, bytes.

The letters are those of `layers/base.py`, B the bytes of a number, N the images of a batch; every line of a board is
known by its name, such as `weights`. Mistakes use `deep`, the depth of one filter, and letters of the network around a
layer: I the numbers of its input, C its depth, U the numbers before its last pooling layer, V those after one pooling
more, J the inputs of a convolution's neuron beside it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Formula, Given, MissingError, formula
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Form, Rational, Value, Volume
from cnnhand.layers.base import Layer
from cnnhand.layers.rules import Count, Line
from cnnhand.page import Step, Working
from cnnhand.questions.contract import Mistake, Part
from cnnhand.questions.counts.count_mistakes import mistakes_in
from cnnhand.questions.counts.count_rules import count_of
from cnnhand.questions.known import misfit
from cnnhand.questions.sizes.length import Link, link_step
from cnnhand.questions.sizes.size import OutputSize
from cnnhand.questions.slips import of_product
from cnnhand.questions.traced import step_of

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

OTHERS = {
    "connections": {"connections with biases": "with the bias counted as a connection of each neuron"},
    "connections with biases": {"connections": "with the biases not counted"},
    "flops": {
        "flops as 2n-1": "with n products and n − 1 sums for each output value",
        "macs": "with 1 for each multiply-accumulate",
    },
    "flops as 2n-1": {"flops": "with 2 for each multiply-accumulate"},
    "parameters": {"all": "with the numbers counted too that are kept and not trained"},
    "all": {"parameters": "with the trained numbers alone"},
}
"""Other conventions in use, by what is asked: what they count, and how it is said."""


@dataclass(frozen=True)
class LayerCount(Part):
    """What a layer reads and makes, the layer, which number of it is asked, and what else is known.

    `more` are numbers by their letters, and answers to the parts before by their names on the board.
    """

    input: Volume
    layer: Layer
    what: str
    output: Volume | None
    rounding: Rounding = Rounding.EXACT
    more: Given = field(default_factory=dict, hash=False)
    chain: tuple[Link, ...] = ()
    """The layers on the way to it, as far as their volumes have not been asked before."""
    sized: bool = False
    """Whether its own volume has been asked before."""

    form = Form.NUMBER
    integral = True

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return mistakes_in(type(self.layer), self.what)  # type: ignore[arg-type]  # a class, which has a hash

    @cached_property
    def board(self) -> tuple[Line, ...]:
        """How it is counted; of one image nothing is said of a batch."""
        count = count_of(self.layer, self.what)
        lines = (count.along() if self.layer.reads_sequence(self.input) else count).board
        if self.more.get("N", 1) > 1:
            return lines
        return tuple(line._replace(text=line.text.removeprefix("N·")) for line in lines)

    @cached_property
    def known(self) -> dict[str, Rational]:
        """The numbers by their letters, and what has been answered by its name."""
        letters = self.layer.letters(self.input, self.output)
        deep = {"deep": letters["D"] // letters.get("G", 1)} if "D" in letters else {}
        return {**letters, **deep, **self.more}

    @cached_property
    def given(self) -> dict[str, Rational]:
        """The same, and under its name what each line of a board comes to: `one`, `weights`, `neurons` …"""
        given, own = dict(self.known), self.layer.counts()
        counts = (*own.values(), count_of(self.layer, "neurons"), count_of(self.layer, "inputs"))
        for line in (*(line for count in counts for line in count.board), *self.board):
            if line.name not in given and formula(line.text).letters <= given.keys():
                given[line.name] = formula(line.text).at(given)
        for name in ("weights", "biases"):
            given.setdefault(name, given.get(own[name].name, 0) if name in own else 0)
        return given | {"extra": given["biases"] if self.what in ("parameters", "all") else 0}

    @property
    def one_of_sides(self) -> bool:
        """Whether it may be typed with the other side of the same, as in 363x3025."""
        return self.what.startswith("im2col")

    @property
    def vector(self) -> bool:
        """Whether what comes in has no channels to be forgotten."""
        return self.given.get("W") == self.given.get("H") == 1

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the board that lead to the last one: not those of what has been answered before."""
        *before, last = self.board
        needed, kept = set(formula(last.text).letters), [last]
        for line in reversed(before):
            if line.name in needed and line.name not in self.more:
                needed |= formula(line.text).letters
                kept.insert(0, line)
        return tuple(kept)

    @property
    def rule(self) -> Formula:
        """These lines in one formula."""
        return Count(self.lines).formula

    def answer(self) -> Rational:
        given = dict(self.known)
        value: Rational = 0
        try:
            for line in self.lines:
                value = given[line.name] = formula(line.text).at(given)
        except MissingError:
            raise self._missing() from None
        if value.denominator != 1:
            raise GivenError("number-bytes", f"makes {value} bytes, and bytes are whole; use another size")
        return value

    def _missing(self) -> GivenError:
        """Why it cannot be counted."""
        letters = sorted(self.rule.letters - self.given.keys())
        if self.output is None and None not in self.input[:2]:
            return GivenError("layers", f"{self.what} cannot be counted: {misfit(self.layer, self.input)}")
        missing = NEEDS.get(letters[0], letters[0])
        return GivenError("input", f"{self.what} needs {missing}, which is not given")

    def changed(self, letters: Mapping[str, Formula]) -> "LayerCount":
        """The same with other numbers for some letters."""
        return replace(self, more={**self.more, **{name: to.at(self.given) for name, to in letters.items()}})

    def of(self, what: str) -> "LayerCount":
        """Another number of the same layer."""
        return replace(self, what=what)

    def other_conventions(self) -> Iterator[tuple[str, Value]]:
        for what, sentence in OTHERS.get(self.what, {}).items():
            if (value := self.of(what).answer()) != self.answer():
                yield sentence, value
        if self.what == "macs" and self.given["biases"]:
            yield "with the bias counted in each output value", formula("MACs + neurons").at(self.given)

    def slips(self) -> Iterator[tuple[str, Value]]:
        yield from super().slips()
        products: dict[Value, dict[str, None]] = {}
        for line in self.lines:
            filled = formula(line.text).put(self.given)
            if filled.sign == "·":
                factors = [int(part.at()) for part in filled.parts]
                for value in of_product(filled.at(), factors):
                    slipped = replace(self, more={**self.more, line.name: value})
                    found = value if line is self.lines[-1] else slipped.answer()
                    products.setdefault(found, {})[str(filled)] = None
        yield from ((f"there may be a slip in {' or in '.join(where)}", value) for value, where in products.items())

    # ---- the working -------------------------------------------------------------------------------------------------

    def working(self) -> Working:
        *_, last = self.lines
        if last.text == "0":
            return Working(f"the {self.what} of a layer", self.layer.words(), (Step(self.what, "0", 0, last.note),))
        sizes = tuple(self.size_steps())
        steps = (step_of(line.label, formula(line.text).put(self.given), line.note) for line in self.lines)
        return Working(
            f"{last.label} = {self.rule.put({'one': formula('inputs')})}",
            str(self.rule.put(self.given)),
            (*sizes, *steps),
            after=len(sizes),
        )

    @property
    def way(self) -> tuple[Link, ...]:
        """The layers in front of it whose volumes are needed."""
        return self.chain if self.rule.letters & {"W", "H", "W2", "H2", "inputs"} else ()

    @property
    def link(self) -> tuple[Link, ...]:
        """The layer itself, where its own volume is needed."""
        if self.sized or self.output is None or not self.rule.letters & {"W2", "H2"}:
            return ()
        changes = self.layer.resizes
        return (Link(self.input, self.layer, self.rounding, self.output),) if changes else ()

    def size_steps(self) -> Iterator[Step]:
        """The volumes on the way to it, and its own sides, where they are needed and have not been asked before."""
        letters = self.rule.letters
        yield from map(link_step, self.way)
        own = OutputSize(self.input, self.layer, self.rounding)
        for letter, rule, name in zip(("W2", "H2"), own.rules, ("width", "height"), strict=False):
            if letter in letters and not self.sized and rule.text not in ("W", "1"):
                yield Step(letter, str(rule.filled(own.to_whole)), rule.at(own.to_whole), f"the {name} of the output")
