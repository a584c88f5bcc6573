"""The parts of a question about which input gives a wanted output: a side, or the depth, of what goes in.

The letters are those of `fill_input.py`.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from cnnhand.exact.formula import Formula, formula
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Rational, Value
from cnnhand.layers.network import Network
from cnnhand.page import Step, Working
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake
from cnnhand.questions.known import Known
from cnnhand.questions.sizes.fill_input import Turned, read_first, way_back
from cnnhand.questions.sizes.fill_part import FillPart
from cnnhand.questions.sizes.fill_search import LETTERS
from cnnhand.questions.traced import step_of, traced


class InputPart(FillPart):
    """The next side of the input that is asked."""

    sequence = True  # the depth may be typed beside it
    one_of_sides = True

    @property
    def depth(self) -> int | None:
        """The depth of the input, where it is given."""
        return self._network.input.depth

    @property
    def side(self) -> bool:
        return self.option == "side"

    @property
    def _network(self) -> Network:
        return self.problem.network

    @cached_property
    def mode(self) -> str:
        if self.option == "depth":
            return "tried" if self.problem.wanted.parameters is None else "parameters"
        return "input" if self.way and self.last_side else "tried"

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return INPUT_MISTAKES if self.mode == "input" else ()

    @cached_property
    def given(self) -> dict[str, Rational]:
        numbers = {"W2": self.last_side, "N": self.problem.wanted.parameters}
        return self.grows() | {letter: number for letter, number in numbers.items() if number is not None}

    def other_conventions(self) -> Iterator[tuple[str, Value]]:
        if self.mode == "input" and self._network.rounding is Rounding.EXACT:
            floored = replace(self.problem, network=self._network._replace(rounding=Rounding.FLOOR))
            for values in floored.solutions:
                yield "with the strides rounded down", values[len(self.chosen)]

    # ---- from the output back to the input ---------------------------------------------------------------------------

    @cached_property
    def way(self) -> tuple[Turned, ...] | None:
        """The layers that change the side, from the last to the first, each turned round."""
        return way_back(self._network, self.option == "height")

    @cached_property
    def last_side(self) -> int | None:
        """The side of the last maps."""
        return self.problem.of_input and self.problem.of_input.last_side(self.option)

    @property
    def stacked(self) -> bool:
        """Whether several layers change the side."""
        return len(self.way or ()) > 1

    def back(self, wrong: Formula | None = None, first: int = 0, last: int | None = None) -> Rational:
        """The side of the input, by a wrong formula for every window, or without some of the layers on the way."""
        assert self.way and self.last_side
        return read_first(self.way[first:last], self.last_side, wrong)

    def working(self) -> Working:
        if self.mode != "input":
            return super().working()
        known, way, at = Known(self.network), self.way or (), int(self.option == "height")
        volumes: list[Any] = [known.volume(place) for place in range(known.last + 1)]
        steps = []
        if known.is_vector(known.last):
            maps = next(volume for place, volume in reversed([*enumerate(volumes)]) if not known.is_vector(place))
            cells = traced(volumes[-1].depth) / maps.depth
            made = cells.root() if self.option == "side" else cells / maps[1 - at]
            steps.append(step_of("flattened", made, "numbers a side, before they are flattened"))
        for turned in way:
            reads, makes = (volumes[place][at] for place in (turned.place - 1, turned.place))
            filled = formula(turned.text).put({**turned.given, "W2": makes})
            more = reads - filled.at()
            text = f"{filled} {'+' if more > 0 else '−'} {abs(more)}" if more else str(filled)
            note = "another column that no window reads" if more > 0 else "a last window is not full" if more else ""
            steps.append(Step(f"into layer {turned.place}", text, reads, note))
        letter = LETTERS[self.option]
        begins, note = f"{letter}2 = {self.last_side} at the end", self.others() or steps[-1].note
        if len(steps) == 1:  # a single layer: its formula with the numbers, and a line for each bracket
            begins = f"{letter} = {steps[0].expression}"
            steps = [step_of(f"for {letter}", line) for line in formula(steps[0].expression).lines()] or steps
        steps[-1] = steps[-1]._replace(label=letter, note=note)
        rule = f"{letter} = {' or '.join(dict.fromkeys(turned.text.replace('W', letter) for turned in way))}"
        if self.stacked:
            rule = f"from the last layer back to the first, {rule}"
        elif way[0].slides:
            rule = f"{'(W − F + 2·P)/S + 1 = W2'.replace('W', letter)}, so {rule}"
        return Working(rule, begins, tuple(steps))


INPUT_MISTAKES = rules(
    """
    padding-added: with the padding added in place of taken off := (W2 − 1)·S + R + T
    padding-ignored: without the padding := (W2 − 1)·S + R
    padding-once: with the padding taken off on one side only := (W2 − 1)·S + R − P
    no-plus-one: without the − 1: there is one step less than there are windows := W2·S + R − T
    plus-one-twice: with a + 1 in place of the − 1 := (W2 + 1)·S + R − T
    formula-not-turned: with the formula of the output, which is to be turned round := (W2 − R + T)/S + 1
    stride-ignored: with a stride of 1 := W2 − 1 + R − T
    stride-divided: by dividing by the stride in place of multiplying := (W2 − 1)/S + R − T
    filter-forgotten: with the strides alone, without the filter := W2·S
    dilation-ignored: without the dilation := (W2 − 1)·S + F − T
    size-of-output: for the side of the wanted output := W2
    layer-forgotten: without the first layer := p.back(last=-1) | stacked
    layer-forgotten: without the last layer := p.back(first=1) | stacked
    """,
    value=lambda part, wrong: part.back(wrong),
)
