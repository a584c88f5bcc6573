"""How much padding gives a "same" layer: one that keeps the size, or with a stride S divides it by S; where its zeros go.

W is the side of the input, F that of the filter (R where it is dilated, d·(F − 1) + 1), S the stride, d the dilation;
P is the padding on one side, T that on both sides together; W2 is the side of the output.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Formula, Given, formula
from cnnhand.exact.shapes import Axis
from cnnhand.exact.values import Form, Rational
from cnnhand.layers.base import REACH, Sliding
from cnnhand.layers.transposed import TransposedConv
from cnnhand.layers.words import plural
from cnnhand.page import Step, Working
from cnnhand.questions import wording
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Part
from cnnhand.questions.traced import Traced, step_of, traced

TOTAL = formula("(W2 − 1)·S + R − W")


@dataclass(frozen=True)
class SamePadding(Part):
    """The side of an input, how a window moves along it, and which padding is asked."""

    integral = True

    what: str
    input: int | None
    axis: Axis

    form = Form.NUMBER

    @cached_property
    def given(self) -> dict[str, Rational]:
        """The numbers by their letters; with stride 1 the side of the input does not matter, and any will do."""
        axis, W = self.axis, self.input or self.axis.reach
        known = {"W": W, "F": axis.filter, "R": axis.reach, "S": axis.stride, "d": axis.dilation}
        known["W2"] = -(-W // axis.stride)
        return {**known, "T": max(0, TOTAL.at(known))}

    def answer(self) -> Rational:
        return self.share(self.given["T"])

    def share(self, total: Rational) -> Rational:
        """What is asked, out of the padding of both sides together; an odd one is larger on the right."""
        return formula(SHARES[self.what][1]).at({"T": total}) if self.what in SHARES else total

    @property
    def per_side(self) -> bool:
        """Whether one number for every side is asked."""
        return self.what == "padding"

    @property
    def one_sided(self) -> bool:
        """Whether the zeros of one of two sides are asked."""
        return self.what in ("padding-before", "padding-after")

    def working(self) -> Working:
        given, steps = self.given, list[Step]()
        dilated = f"{REACH} for a dilated F; " if self.axis.reach > self.axis.filter else ""
        if dilated:
            steps.append(step_of("F", formula(REACH).put(given), "the cells that the dilated filter spans"))
        if self.axis.stride > 1:
            notes = "columns of the output", "columns that their windows cover", "both sides together: what is missing"
            steps += map(step_of, ("W2", "needed", "T"), same_lines(given), notes)
            rule, filled = "T = (W2 − 1)·S + F − W with W2 = ⌈W/S⌉", "T = (⌈{W}/{S}⌉ − 1)·{S} + {R} − {W}"
        else:
            steps.append(step_of("2·P", formula("R − 1").put(given), "both sides together: what the filter takes off"))
            rule, filled = "W = W − F + 2·P + 1, so 2·P = F − 1", "2·P = {R} − 1"
        if self.what in SHARES:
            label, share, note = SHARES[self.what]
            steps.append(step_of(label, formula(share).put(given), note))
        return Working(f"{dilated}{rule}", filled.format_map(given), tuple(steps), after=1 if dilated else 0)


SHARES = {
    "padding": ("P", "T/2", "half of it on each side"),
    "padding-before": ("left", "⌊T/2⌋", "the smaller half"),
    "padding-after": ("right", "⌈T/2⌉", "the larger half"),
}
"""What is asked of the zeros of both sides together: its label, its formula, and what it is."""


def same_lines(given: Given) -> Iterator[Any]:
    """The lines of the board for `same` padding: the columns of the output, what their windows cover, what is missing."""
    outputs = formula("⌈W/S⌉").put(given)
    covered = formula("(W2 − 1)·S + R").put({**given, "W2": outputs.at()})
    missing = traced(covered.at()) - given["W"]
    yield from (outputs, covered, Traced.chosen(max, (0, missing)) if missing.value < 0 else missing)


def _of_total(part: SamePadding, wrong: Formula) -> Rational:
    """What is asked, out of a wrong padding of both sides."""
    return part.share(max(0, wrong.at(part.given)))


SamePadding.usual = (
    *rules(
        """
        same-padding-f: with the side {F} of the filter itself := F | per_side
        same-padding-f: with the {R} cells that the dilated filter spans := R | per_side, p.axis.reach > p.axis.filter
        same-padding-f-minus-1: for both sides together: {R} − 1 is 2·P := T | per_side, p.axis.stride == 1
        same-padding-half-f-plus-1: with ({R} + 1)/2 in place of ({R} − 1)/2 := (R + 1)/2 | per_side
        same-padding-0: without any zeros: the output would be smaller := 0
        total-given: for both sides together := T | one_sided
        other-side: for the other side: the odd column goes to the right := ⌈T/2⌉ | one_sided
        other-side: for the other side: the left has the smaller half := ⌊T/2⌋ | one_sided
        half-kept: with half of the {T} columns: none can be halved := T/2 | one_sided
        per-side-given: for one side: both together are asked := ⌊T/2⌋ | not per_side, not one_sided
        """
    ),
    *rules(
        """
        same-padding-always-1: with a padding of 1 on every side, whatever the filter := 2
        dilation-ignored: without the dilation, for a filter of side {F} := (W2 − 1)·S + F − W
        dilation-multiplied: with a filter of {d}·{F} cells a side in place of {d·(F − 1) + 1} := (W2 − 1)·S + d·F − W
        stride-ignored: with the padding for stride 1, {R} − 1 in all := R − 1
        size-unchanged: for an output of {W} columns, as wide as the input, in place of {W2} := (W − 1)·S + R − W | S > 1
        rounded-down: with {W}/{S} rounded down := (⌊W/S⌋ − 1)·S + R − W | S > 1
        no-plus-one: with {W2·S + R} columns covered in place of {(W2 − 1)·S + R} := W2·S + R − W | S > 1
        """,
        value=_of_total,
    ),
)


# ---- what can be asked -----------------------------------------------------------------------------------------------

ASKED = {
    "padding": ("How many zeros P on every side are right for {it}?", "padding on every side"),
    "padding-total": (
        "How many columns of zeros does {it} get in all, left and right together?",
        "padding left and right together",
    ),
    "padding-before": (
        "How many columns of zeros does {it} get on the left? An odd one more goes to the right.",
        "padding on the left",
    ),
    "padding-after": (
        "How many columns of zeros does {it} get on the right? An odd one more goes there.",
        "padding on the right",
    ),
}
"""What can be asked: the question, and its name among other parts."""


def _part(ask: Ask, _: Any, known: Any) -> Part:
    layer = known.layer(ask.place) if ask.place else None
    if not isinstance(layer, Sliding) or isinstance(layer, TransposedConv) or layer.padding != "same":
        raise GivenError("ask", "the padding is asked of a layer whose padding is `same`, such as conv5same")
    width, height, _ = known.reads(ask.place)
    across, down = (
        SamePadding(ask.quantity, side, axis._replace(before=0, after=0))
        for side, axis in zip((width, height), layer.window, strict=True)
    )
    if width is None and layer.stride.across > 1:
        raise GivenError("input", "with a stride the padding depends on the size of the input; say `input: 28x28`")
    wide, high = int(across.given["T"]), int(down.given["T"])
    if ask.quantity == "padding" and (wide % 2 or (wide != high and not known.is_sequence)):
        zeros = f"{plural(wide, 'column')} and {plural(high, 'row')} of zeros"
        raise GivenError("ask", f"{zeros} are not the same on every side; ask for padding-total")
    return across


def _sentence(ask: Ask, problem: Any) -> str:
    it = "this layer" if len(problem.layers) == 1 and not problem.second else wording.place_name(problem, ask.place)
    return ASKED[ask.quantity][0].format(it=it)


QUANTITIES = tuple(Quantity(what, _part, _sentence, f"the {name} of {{place}}") for what, (_, name) in ASKED.items())
