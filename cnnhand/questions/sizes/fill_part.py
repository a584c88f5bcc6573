"""The parts of a question about what stands at a ?, one number after the other.

W, H, D are width, height and depth of what the layer reads, W2, H2, D2 those of what it makes; F is the filter side, S
the stride, P the padding on every side, K the number of filters, M of neurons; N are all parameters, r is the field.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Formula, formula
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Form, Rational, Value
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.network import Network
from cnnhand.page import Step, Working
from cnnhand.questions.contract import Mistake, Part
from cnnhand.questions.known import Known
from cnnhand.questions.sizes.fill_forward import forward, outcome
from cnnhand.questions.sizes.fill_input import Turned, field_of, parameters, read_first, way_back
from cnnhand.questions.sizes.fill_mistakes import FILL_MISTAKES, INPUT_MISTAKES
from cnnhand.questions.sizes.fill_search import COUNTED, LETTERS, WINDOWED, Filling, OpenNetwork
from cnnhand.questions.traced import step_of, traced

TRIED = 100
"""Of so many wrong numbers it is said what comes out with them."""


@dataclass(frozen=True)
class FillPart(Part):
    """The next number that is asked, for those chosen before; `at_first` is the one that the answer shows."""

    integral = True

    problem: OpenNetwork
    chosen: Filling
    at_first: int | None = None

    form = Form.NUMBER
    sequence = True  # the depth of the input may be typed beside a side

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
        return self.option in ("size", "side")

    @property
    def one_of_sides(self) -> bool:
        """Whether it may be typed with the other sides of the input, as in 224x224."""
        return not self.place

    @property
    def depth(self) -> int | None:
        """The depth of the input, where that may be typed too."""
        return None if self.place else self.problem.network.input.depth

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        if self.mode == "input":
            return INPUT_MISTAKES
        if self.mode == "sides" and not (len(self.way) == 1 and self.way[0].slides):
            return ()
        other_stack = self.option == "times" and not self.plain_stack
        return () if other_stack else FILL_MISTAKES.get(f"{self.mode} {self.option}", ())

    def answer(self) -> int:
        first: Filling = self.fillings[0]
        return first[len(self.chosen)]

    def also_right(self, value: Value) -> bool:
        return any(value == values[len(self.chosen)] for values in self.fillings)

    def settled_on(self, value: Value) -> "FillPart":
        return replace(self, at_first=value) if isinstance(value, int) else self

    def other_conventions(self) -> Iterator[tuple[str, Value]]:
        if self.mode == "input" and self.problem.network.rounding is Rounding.EXACT:
            floored = replace(self.problem, network=self.problem.network._replace(rounding=Rounding.FLOOR))
            for values in floored.solutions:
                yield "with the strides rounded down", values[len(self.chosen)]

    def slips(self) -> Iterator[tuple[str, Value]]:
        for number in range(TRIED):
            if not self.also_right(number):
                yield outcome(self.problem, (*self.chosen, number)), number

    # ---- how it is found ---------------------------------------------------------------------------------------------

    @cached_property
    def network(self) -> Network:
        """The network as it is filled in."""
        return self.problem.filled(self.fillings[0])

    @cached_property
    def mode(self) -> str:
        """How it is found: from the sides, the depth, the number of parameters, the field, or by trying."""
        wanted = self.problem.wanted
        if self.option in COUNTED and wanted.parameters is not None:
            return "parameters"
        if self.option in ("filters", "neurons"):
            return "depth"
        if self.way:
            return "sides" if self.place else "input"
        by_field = wanted.field and self.option in ("size", "stride", "times")
        one, two, three = self.first_three if by_field else (0, 0, 0)
        return "field" if 0 < two - one == three - two and one <= (wanted.field or 0) else "tried"

    @cached_property
    def way(self) -> tuple[Turned, ...]:
        """The formulas of the sides turned round, from the last layer to what is asked; none where that is no way."""
        letter = "W" if self.option == "height" else LETTERS[self.option]
        last = len(self.network.nodes)
        known = self.problem.wanted.output and None not in map(
            self.side_at, range(self.place and self.place - 1, last + 1)
        )
        if self.option in (*COUNTED, "times") or not known:
            return ()
        way = way_back(self.network, self.option == "height", self.place, letter) or ()
        try:
            numbers = [self.put_in(turned).at() for turned in way]
        except GivenError:  # it would be divided by 0
            return ()
        return () if self.place and numbers[-1:] != [self.answer()] else way

    def put_in(self, turned: Turned) -> Formula:
        """The formula of a layer turned round with its numbers."""
        sides = {"W": self.side_at(turned.place - 1), "W2": self.side_at(turned.place)}
        return turned.back.put({**turned.given, **sides})

    def side_at(self, place: int) -> Any:
        """The width at a place, or the height where that is asked."""
        volume = Known(self.network).volume(place)
        return volume and volume[self.option == "height"]

    @cached_property
    def open(self) -> tuple[str, ...]:
        """Which of filter, stride and padding are still open, this one among them."""
        rest = self.problem.unknowns[len(self.chosen) :]
        return tuple(option for _, option in rest if option in WINDOWED)

    @cached_property
    def given(self) -> dict[str, Rational]:
        """The numbers by their letters, as the layer is filled in."""
        known, wanted, given = Known(self.network), self.problem.wanted, dict[str, Rational]()
        if not self.place:
            given |= {"W2": self.side_at(len(self.network.nodes))} if self.way else {}
        elif isinstance(layer := self.layer, Layer):
            reads = known.volume(known.sources(self.place)[0])
            given |= layer.letters(reads, known.volume(self.place)) if reads else {}
            given |= {"R": layer.window.across.reach} if isinstance(layer, Sliding) else {}
        if self.mode in ("parameters", "field"):
            a, more, _ = self.first_three
            given |= {"a": a, "b": more - a}
        wishes = {"n": self.answer(), "r": wanted.field, "N": wanted.parameters}
        return given | {letter: number for letter, number in wishes.items() if number is not None}

    @property
    def layer(self) -> Any:
        """The layer that is asked about, as it is filled in."""
        return self.network.nodes[self.place - 1].layer

    @cached_property
    def first_three(self) -> list[int]:
        """The parameters, or the field, with 1, 2 and 3 at the ?."""
        values: list[int | None] = [*self.fillings[0]]
        values[len(self.chosen)] = None
        nets = [self.problem.at(values, number) for number in (1, 2, 3)]
        counted = self.problem.wanted.parameters is not None
        return [parameters(net) if counted else field_of(net).width for net in nets]

    @property
    def plain_stack(self) -> bool:
        """Whether its field is 1 + n·(F − 1)."""
        one, two, _ = self.first_three
        return (2 * one - two, two - one) == (1, self.given.get("F", 0) - 1)

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

    @property
    def stacked(self) -> bool:
        """Whether several layers change the side."""
        return len(self.way) > 1

    def back(self, wrong: Formula | None = None, first: int = 0, last: int | None = None) -> Rational:
        """The side of the input, by a wrong formula for every window, or without some of the layers on the way."""
        return read_first(self.way[first:last], self.side_at(len(self.network.nodes)), wrong)

    # ---- the working -------------------------------------------------------------------------------------------------

    def working(self) -> Working:
        letter, answer = LETTERS[self.option], self.answer()
        if self.mode in ("sides", "input"):
            return self._turned_round(letter)
        if self.mode in ("parameters", "field"):
            return self._of_growth(letter)
        if self.mode == "depth":
            note = "one map a filter" if self.option == "filters" else "one number a neuron"
            return Working(f"D2 = {letter}", f"{letter} = {answer}", (Step(letter, str(answer), answer, note),))
        tried = forward(self.problem, self.fillings[0], len(self.chosen))
        steps = (*tried, Step(letter, str(answer), answer, self.others()))
        return Working(f"try {letter} = 1, 2, 3, …", f"{letter} = {answer}", steps)

    def others(self) -> str:
        """What is said where other numbers do it too."""
        return "others are right too" if len({values[len(self.chosen)] for values in self.fillings}) > 1 else ""

    def _turned_round(self, letter: str) -> Working:
        """From the last layer back to what is asked."""
        steps, last = list[Step](), self.way[-1]
        for turned in self.way:
            reads = self.answer() if turned is last else self.side_at(turned.place - 1)
            filled = self.put_in(turned)
            more = reads - filled.at()
            text = f"{filled} {'+' if more > 0 else '−'} {abs(more)}" if more else str(filled)
            note = "another column that no window reads" if more > 0 else "a last window is not full" if more else ""
            steps.append(Step(f"into layer {turned.place}", text, reads, note))
        backs = dict.fromkeys(f"{turned.letter} = {turned.back}" for turned in self.way)
        rule = f"from the last layer back to the first, {' or '.join(backs)}"
        begins, note = f"W2 = {self.side_at(len(self.network.nodes))} at the end", self.others() or steps[-1].note
        if len(steps) == 1:  # a single layer: its formula with the numbers, and a line for each bracket
            chosen = {LETTERS[name]: last.given[LETTERS[name]] for name in self.open if name != self.option}
            choose = " and ".join(f"{name} = {value}" for name, value in chosen.items())
            rule, filled = f"{last.rule} = W2, so {last.letter} = {last.back}", formula(steps[0].expression)
            begins = f"{f'choose {choose}: ' if choose else ''}{letter} = {filled}"
            steps = [step_of(f"for {letter}", line) for line in filled.lines()] or steps
        steps[-1] = steps[-1]._replace(label=letter, note=note)
        if letter == "H":
            rule, begins = rule.replace("W", "H"), begins.replace("W", "H")
        return Working(rule, begins, tuple(steps))

    def _of_growth(self, letter: str) -> Working:
        """What there is anyhow, and how much each of it adds: solved for how many it takes."""
        a, more, _ = self.first_three
        what, wanted = ("field", self.given["r"]) if self.mode == "field" else ("parameters", self.given["N"])
        if self.option == "times" and self.plain_stack:
            rule = "r = 1 + n·(F − 1), so n = (r − 1)/(F − 1)"
            steps = [step_of("a layer", traced(self.given["F"]) - 1, "that it adds to the field")]
            last = (traced(wanted) - 1) / steps[0].value
        else:
            rule = f"{what} = rest + {letter}·each, so {letter} = ({what} − rest)/each"
            each = step_of("each", traced(more) - a, f"that one more adds to the {what}")
            rest = step_of("the rest", traced(a) - each.value, f"of the {what}")
            ones = (Step(f"with {letter} = {one}", str(of), of, what) for one, of in ((1, a), (2, more)))
            steps = [*ones, each, rest]
            last = (traced(wanted) - rest.value if rest.value else traced(wanted)) / each.value
        begun = len(steps)
        steps.append(step_of(letter, last, self.others()))
        if last.value != self.answer():
            steps.append(Step(letter, f"⌈{last.value}⌉", self.answer(), "rounded up, so that it is enough"))
        return Working(rule, f"{letter} = {last}", tuple(steps), after=begun)
