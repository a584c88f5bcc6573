"""The usual mistakes in what stands at a ?: the formula turned round in another way. The letters are those of `fill.py`;
R is the filter side with its dilation, a and b are what a number of 1 gives and what each more adds.
"""

from math import ceil
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Formula
from cnnhand.exact.values import Rational
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake


def _number(part: Any, wrong: Formula) -> Rational:
    """What a wrong formula gives: nobody answers with a number below zero."""
    number = wrong.at(part.given)
    number = ceil(number) if part.problem.wanted.at_least else number
    if number < 0:
        raise GivenError("output", "this wrong procedure gives no number that could stand there")
    return number


def _of(text: str) -> tuple[Mistake, ...]:
    return rules(text, value=_number)


FILL_MISTAKES: dict[tuple[str, str], tuple[Mistake, ...]] = {
    ("sides", "size"): _of(
        """
        no-plus-one: without the − 1: {W + 2·P − W2·S} | only
        padding-ignored: without the padding {P}: {W − (W2 − 1)·S} | only
        padding-once: with the padding {P} on one side only: {W + P − (W2 − 1)·S} | only
        stride-ignored: with a stride of 1 in place of {S} := W + 2·P − (W2 − 1) | only
        sides-subtracted: by subtracting the sides: {W − W2}
        input-over-output: by dividing the sides: {W/W2}
        size-of-output: for the side of the wanted volume, {W2}
        size-of-input: for the side of the input, {W}
        """
    ),
    ("sides", "stride"): _of(
        """
        no-plus-one: without the − 1: {(W − F + 2·P)/W2} | only
        plus-one-twice: with a + 1 in place of the − 1: {(W − F + 2·P)/(W2 + 1)} | only
        padding-ignored: without the padding {P}: {(W − F)/(W2 − 1)} | only
        padding-once: with the padding {P} on one side only: {(W − F + P)/(W2 − 1)} | only
        padding-ignored: as if there were no padding: {(W − F)/(W2 − 1)} | filter_known, "padding" in p.open
        same-padding: with the padding ({F} − 1)/2 of a layer that keeps the size: {(W − 1)/(W2 − 1)} | filter_known, "padding" in p.open
        input-over-output: by dividing the input by the output: {W/W2}
        sides-subtracted: by subtracting the output from the input: {W − W2}
        size-of-output: for the side of the wanted volume, {W2}
        """
    ),
    ("sides", "padding"): _of(
        """
        no-plus-one: without the − 1: {(W2·S + F − W)/2} | only
        stride-ignored: without the stride {S}: {(W2 − 1 + F − W)/2} | only
        total-given: for both sides together: half of it is on each := 2·P | only
        same-padding: for a layer that keeps the size at stride 1: {(F − 1)/2} | filter_known
        size-unchanged: for an output as large as the input: {((W − 1)·S + F − W)/2} | only
        sides-subtracted: by taking half of what is missing, whatever the filter: {(W − W2)/2}
        sides-subtracted: by taking half of what is added, whatever the filter: {(W2 − W)/2}
        same-padding-f: for the filter side {F} | filter_known
        """
    ),
    ("depth", "filters"): _of(
        """
        depth-of-input: with the depth {D} of the input
        depth-divided: by dividing the depths, {D2/D}: every filter makes one map, however deep it is
        depth-subtracted: by subtracting the depths, {D2 − D}: a filter makes a map of its own
        depth-multiplied: with a filter for every channel and every map: {D·D2}
        depth-from-filter-size: with the filter side {F} | filter_known
        """
    ),
    ("parameters", "filters"): _of(
        """
        bias-forgotten: without the bias of each filter: {N/(F·F·D)}
        depth-forgotten: with flat filters: {N/(F·F + 1)}
        one-bias-per-layer: with one bias for the whole layer: {(N − 1)/(F·F·D)}
        first-forgotten: without the first one: {(N − a)/b}
        parameters-given: for the number of parameters {N}
        """
    ),
    ("parameters", "neurons"): _of(
        """
        bias-forgotten: without the bias of each neuron: {N/(W·H·D)}
        one-dense-bias: with one bias for the whole layer: {(N − 1)/(W·H·D)}
        first-forgotten: without the first one: {(N − a)/b}
        parameters-given: for the number of parameters {N}
        """
    ),
    ("parameters", "inputs"): _of(
        """
        bias-forgotten: without the bias of each neuron: {N/M}
        one-dense-bias: with one bias for the whole layer: {(N − 1)/M}
        parameters-given: for the number of parameters {N}
        """
    ),
    ("field", "size"): _of(
        """
        f-not-f-minus-1: with the filter side F in place of F − 1: {(r − a)/b}
        field-given: for the field {r}
        strides-ignored: with the strides before it taken as 1: {r − a + 1}
        """
    ),
    ("field", "stride"): _of(
        """
        no-plus-one: without the + 1: {(r − a)/b}
        field-given: for the field {r}
        """
    ),
    ("field", "times"): _of(
        """
        f-not-f-minus-1: with the filter side F in place of F − 1: {(r − 1)/F}
        sum-of-filters: by dividing the field by the filter side: {r/F}
        started-at-zero: with r = 0 at the start in place of 1: {r/(F − 1)}
        first-forgotten: with the {r − F} cells that are missing after the first layer: {(r − F)/(F − 1)}
        one-too-many: with the cell itself counted as a layer := n + 1
        rounded-down: rounded down, which is one too few := n − 1 | rests
        """
    ),
}

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
