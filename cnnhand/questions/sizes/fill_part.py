"""The parts of a question about what stands at a ?, one number after the other.

W, H, D are width, height and depth of what the layer reads, W2, H2, D2 those of what it makes; F is the filter side, S
the stride, P the padding on every side, K the number of filters, M of neurons; N are all parameters, r is the field.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from cnnhand.errors import GivenError
from cnnhand.exact.formula import formula
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Form, Rational, Value
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.network import Network
from cnnhand.layers.transposed import TransposedConv
from cnnhand.page import Step, Working
from cnnhand.questions.contract import Mistake, Part
from cnnhand.questions.known import Known
from cnnhand.questions.sizes.fill_input import field_of, parameters
from cnnhand.questions.sizes.fill_mistakes import FILL_MISTAKES
from cnnhand.questions.sizes.fill_search import COUNTED, LETTERS, Filling, OpenNetwork
from cnnhand.questions.traced import step_of, traced

OPTION_NAMES = {
    "size": "filter side",
    "filters": "number of filters",
    "neurons": "number of neurons",
    "inputs": "number of inputs",
    "extra": "output padding",
    "times": "number of layers",
}
TURNED_ROUND = {
    "sides": {
        "made": "(W − F + 2·P)/S + 1",
        "size": "W + 2·P − (W2 − 1)·S",
        "stride": "(W − F + 2·P)/(W2 − 1)",
        "padding": "((W2 − 1)·S + F − W)/2",
    },
    "spread": {
        "made": "(W − 1)·S + F − 2·P + E",
        "size": "W2 − (W − 1)·S + 2·P − E",
        "stride": "(W2 − F + 2·P − E)/(W − 1)",
        "padding": "((W − 1)·S + F + E − W2)/2",
        "extra": "W2 − (W − 1)·S − F + 2·P",
    },
}
"""How W2 is made by a window, and by copies of a filter, and that solved for each of its letters."""


def option_name(option: str) -> str:
    """An option with its letter: `the filter side F`."""
    sides = ("side", "length", "width", "height")
    where = " on every side" if option == "padding" else " of the input" if option in sides else ""
    return f"the {OPTION_NAMES.get(option, option)} {LETTERS[option]}{where}"


@dataclass(frozen=True)
class FillPart(Part):
    """The next number that is asked, for those chosen before; `at_first` is the one that the answer shows."""

    integral = True

    problem: OpenNetwork
    chosen: Filling
    at_first: int | None = None

    form = Form.NUMBER

    def __post_init__(self) -> None:
        if not self.fillings:
            so_far = ", ".join(map(str, self.chosen))
            raise GivenError("output", f"with {so_far} chosen before, nothing gives what is wanted")

    @cached_property
    def fillings(self) -> tuple[Filling, ...]:
        """Every way that begins with what was chosen."""
        many = len(self.chosen)
        fits = [values for values in self.problem.solutions if values[:many] == self.chosen]
        return tuple(sorted(fits, key=lambda values: values[many] != self.at_first)) if self.at_first else tuple(fits)

    @property
    def place(self) -> int:
        """The layer that it is asked of."""
        return int(self.problem.unknowns[len(self.chosen)][0])

    @property
    def option(self) -> str:
        """What is asked of it."""
        return str(self.problem.unknowns[len(self.chosen)][1])

    @property
    def side(self) -> bool:
        return self.option == "size"

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return FILL_MISTAKES.get((self.mode, self.option), ())

    def answer(self) -> int:
        first: Filling = self.fillings[0]
        return first[len(self.chosen)]

    def also_right(self, value: Value) -> bool:
        return any(value == values[len(self.chosen)] for values in self.fillings)

    def settled_on(self, value: Value) -> "FillPart":
        return replace(self, at_first=value) if isinstance(value, int) else self

    # ---- how it is found ---------------------------------------------------------------------------------------------

    @cached_property
    def network(self) -> Network:
        """The network as it is filled in."""
        return self.problem.filled(self.fillings[0])

    @cached_property
    def layer(self) -> Layer:
        """The layer that is asked about, as it is filled in."""
        layer = self.network.nodes[self.place - 1].layer
        assert isinstance(layer, Layer)  # a join has no options
        return layer

    @cached_property
    def mode(self) -> str:
        """How it is found: from the sides, the depth, the number of parameters, the field, or by trying."""
        wanted, layer, alone = self.problem.wanted, self.layer, len(self.problem.network.nodes) == 1
        sides = wanted.output and wanted.output.width and self.network.input.width
        if self.option in COUNTED:
            return "parameters" if wanted.parameters is not None else "depth"
        if self.option == "times":
            same = isinstance(layer, Sliding) and layer.stride == (1, 1) and layer.padding == (0, 0, 0, 0)
            return "field-times" if wanted.field and alone and same else "tried"
        if sides and alone and self._turns_round(layer):
            return "spread" if isinstance(layer, TransposedConv) else "sides"
        return "field" if wanted.field and self.option in ("size", "stride") else "tried"

    def _turns_round(self, layer: Layer) -> bool:
        """Whether the formula of a side can be solved for what is asked."""
        if (
            not isinstance(layer, Sliding)
            or isinstance(layer.padding, str)
            or layer.window.across[2] != layer.window.across[3]
        ):
            return False
        rules = TURNED_ROUND["spread" if isinstance(layer, TransposedConv) else "sides"]
        exact = Known(self.network._replace(rounding=Rounding.EXACT)).volume(self.place)
        divisor = self.network.input.width if isinstance(layer, TransposedConv) else exact and exact.width
        return bool(exact) and self.option in rules and (self.option != "stride" or divisor != 1)

    @cached_property
    def open(self) -> tuple[str, ...]:
        """Which of filter, stride and padding are still open, this one among them."""
        rest = self.problem.unknowns[len(self.chosen) :]
        return tuple(option for _, option in rest if option in TURNED_ROUND["spread"])

    @cached_property
    def given(self) -> dict[str, Rational]:
        """The numbers by their letters, as the layer is filled in."""
        known, wanted = Known(self.network), self.problem.wanted
        reads, output = known.volume(known.sources(self.place)[0]), known.volume(self.place)
        given = {**self.layer.letters(reads, output), **self.grows()} if reads else self.grows()
        given |= {"R": self.layer.window.across.reach} if isinstance(self.layer, Sliding) else {}
        return given | {"n": self.answer()} | ({"N": wanted.parameters} if wanted.parameters is not None else {})

    def grows(self) -> dict[str, Rational]:
        """The wanted field r; and a, the parameters or the field with a 1 at the ?, with b, what each more adds."""
        field: dict[str, Rational] = {"r": self.problem.wanted.field} if self.problem.wanted.field else {}
        if self.mode not in ("parameters", "field"):
            return field
        values: list[int | None] = [*self.fillings[0]]
        values[len(self.chosen)] = None
        nets = (self.problem.at(values, number) for number in (1, 2))
        a, more = (parameters(net) if self.mode == "parameters" else field_of(net).width for net in nets)
        return {"a": a, "b": more - a, **field}

    # ---- what its mistakes look at -----------------------------------------------------------------------------------

    @property
    def only(self) -> bool:
        """Whether the other two of filter, stride and padding are known, so that the formula can be turned round."""
        return len(self.open) == 1

    @property
    def rests(self) -> bool:
        """Whether the field is larger than the one that is wanted."""
        return self.problem.wanted.at_least and field_of(self.network).width != self.problem.wanted.field

    @property
    def filter_known(self) -> bool:
        """Whether the filter side is given or chosen."""
        return isinstance(self.layer, Sliding) and "size" not in self.open

    # ---- the working -------------------------------------------------------------------------------------------------

    def working(self) -> Working:
        letter = LETTERS[self.option]
        match self.mode:
            case "sides" | "spread":
                return self._of_sides(letter)
            case "depth" if self.option in ("filters", "neurons"):
                depth = str(self.answer())
                note = "one map a filter" if self.option == "filters" else "one number a neuron"
                return Working(f"D2 = {letter}", f"{letter} = {depth}", (Step(letter, depth, self.answer(), note),))
            case "parameters" | "field":
                return self._of_growth(letter)
            case "field-times":
                each = step_of("a layer", traced(self.given["F"]) - 1, "that it adds to the field")
                last = (traced(self.given["r"]) - 1) / each.value
                rule = "r = 1 + n·(F − 1), so n = (r − 1)/(F − 1)"
                return Working(rule, f"n = {last}", (each, step_of("n", last), *self._rounded_up("n", last.value)))
        steps = (*self._tried(), Step(letter, str(self.answer()), self.answer(), self.others()))
        return Working(f"try {letter} = 1, 2, 3, …", f"{letter} = {self.answer()}", steps)

    def others(self) -> str:
        """What is said where other numbers do it too."""
        return "others are right too" if len({values[len(self.chosen)] for values in self.fillings}) > 1 else ""

    def forward(self) -> Iterator[Step]:
        """What comes out with the numbers put in."""
        if self.mode not in TURNED_ROUND:
            yield from self._tried()
            return
        rule = TURNED_ROUND[self.mode]["made"].replace("F", "R")
        for line in formula(rule if self.given.get("E") else rule.removesuffix(" + E")).put(self.given).lines():
            yield step_of("width", line)

    def _of_sides(self, letter: str) -> Working:
        """The formula of a side turned round."""
        given, dilation, extra = self.given, self.given.get("d", 1), self.given.get("E") or self.option == "extra"
        texts = (TURNED_ROUND[self.mode][name] for name in ("made", self.option))
        made, rule = (text if extra else re.sub(" [+−] E", "", text) for text in texts)
        rule = rule.replace("F", "R") if dilation > 1 else rule
        opened = {name: given[LETTERS[name]] for name in self.open if name != self.option}
        chosen = " and ".join(f"{LETTERS[name]} = {value}" for name, value in opened.items())
        filled = str(formula(rule).put(given))
        if self.option == "size" and dilation > 1:
            filled = f"({filled} − 1)/{dilation} + 1"
            rule = f"({rule} − 1)/d + 1"
        lines = formula(filled).lines()
        steps = [step_of(f"for {letter}", line) for line in lines] or [Step(letter, filled, self.answer())]
        return Working(
            f"{made} = W2, so {letter} = {rule}",
            f"{f'choose {chosen}: ' if chosen else ''}{letter} = {filled}",
            (*steps[:-1], Step(letter, steps[-1].expression, self.answer(), self.others())),
        )

    def _of_growth(self, letter: str) -> Working:
        """At 1 it would be a, and each more adds b: solved for how many it takes."""
        given, what = self.given, "parameters" if self.mode == "parameters" else "r"
        a, b, wanted = given["a"], given["b"], given["r" if what == "r" else "N"]
        name = "the field" if what == "r" else what
        steps = [
            Step(f"with {letter} = 1", str(a), a, f"{name}, worked out with {letter} = 1"),
            Step("each more", str(b), b, f"that one more adds, as {letter} = 2 shows"),
        ]
        if a == b:
            steps = [Step(f"with {letter} = 1", str(a), a, f"{name} of each")]
            last = traced(wanted) / b
            return Working(f"{what} = {letter}·b", f"{letter} = {last}", (*steps, step_of(letter, last)), after=1)
        last = (traced(wanted) - a) / b + 1
        rule = f"{what} = a + ({letter} − 1)·b, so {letter} = ({what} − a)/b + 1"
        steps += [step_of(letter, last, self.others()), *self._rounded_up(letter, last.value)]
        return Working(rule, f"{letter} = {last}", tuple(steps), after=2)

    def _rounded_up(self, letter: str, exact: Rational) -> list[Step]:
        """The least number that is enough, where none does it exactly."""
        rounds = exact != self.answer()
        return [Step(letter, f"⌈{exact}⌉", self.answer(), "rounded up, so that it is enough")] if rounds else []

    def _tried(self) -> Iterator[Step]:
        """What comes out of each layer with the number that does it."""
        known, wanted = Known(self.network), self.problem.wanted
        if wanted.field is not None:
            for number in range(self.answer() - wanted.at_least, self.answer() + 1):
                field = field_of(self.problem.filled((*self.chosen, number))).width if number else 1
                yield Step("field", str(field), field, f"with {LETTERS[self.option]} = {number}")
        if wanted.parameters is not None:
            yield Step("parameters", str(wanted.parameters), wanted.parameters, "with that number")
        if wanted.output and known.network.input.width:
            for place in range(1, known.last + 1):
                volume = known.volume(place)
                assert volume is not None  # it gives the wanted output
                sides = [side for side in volume if side is not None]
                if len(sides) == 3:
                    yield Step(f"layer {place}", " × ".join(map(str, sides)), volume)
                else:
                    yield Step(f"layer {place}", str(volume.width), volume.width, "wide")
