"""How much padding gives a "same" convolution: one that keeps the size, or with a stride S divides it by S?

W is the side of the input, F that of the filter, d the dilation, S the stride; P is the padding on one side, T that on
both sides together; W2 is the side of the output.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Axis, Window, check_window, same_padding
from cnnhand.exact.values import Form, Rational, plain
from cnnhand.kinds import Level, Mistake, OnePart, always
from cnnhand.kinds._layers import plural
from cnnhand.kinds._mistakes import belonging
from cnnhand.page import Page, Step, Text, Working

ASKED = {
    "per-side": "How many zeros P on every side are right?",
    "total": "How many columns of zeros are added in all, left and right together?",
    "before": "How many columns of zeros are added on the left?",
    "after": "How many columns of zeros are added on the right?",
}


@dataclass(frozen=True, slots=True)
class SamePadding(OnePart):
    """The side of a square input and a square filter with its stride and dilation; which padding of the two sides."""

    summary = "the padding that keeps the size, and where its zeros go"
    group = "sizes"
    form = Form.NUMBER

    input: int
    size: int
    stride: int = 1
    dilation: int = 1
    ask: Literal["per-side", "total", "before", "after"] = "per-side"

    def __post_init__(self) -> None:
        axis = Axis(self.size, self.stride, dilation=self.dilation)
        check_window(self.input, self.input, Window(axis._replace(filter=1), axis._replace(filter=1)))
        if self.size < 1:
            raise GivenError("size", f"the size must be 1 or more, not {self.size}")
        if self.ask == "per-side" and self.total % 2:
            what = f"{plural(self.total, 'zero')} cannot be the same on both sides; ask for total, before or after"
            raise GivenError("ask", what)

    @property
    def padded(self) -> Axis:
        """How the filter moves, with the padding that is right."""
        return same_padding(self.input, Axis(self.size, self.stride, dilation=self.dilation))

    @property
    def total(self) -> int:
        """The padding of both sides together."""
        return self.padded.before + self.padded.after

    @property
    def output(self) -> int:
        """The side of the output, ⌈W/S⌉."""
        return -(-self.input // self.stride)

    def answer(self) -> int:
        return self.asked(self.total)

    def asked(self, total: int) -> int:
        """What is asked, out of the padding of both sides together; an odd one is larger on the right."""
        return {"per-side": total // 2, "total": total, "before": total // 2, "after": total - total // 2}[self.ask]

    def question(self) -> Page:
        dilated = f", dilation {self.dilation}" if self.dilation > 1 else ""
        layer = (
            f"The input is {self.input}×{self.input}. A filter of {self.size}×{self.size} moves with stride "
            f"{self.stride}{dilated}."
        )
        if self.stride == 1:
            wanted = "The output is to be as wide and as high as the input (“same” padding)."
        else:
            wanted = (
                "With “same” padding the output has W/S columns and rows, rounded up, and no zero more than it takes."
            )
        odd = "" if self.ask in ("per-side", "total") else " An odd number of columns has one more on the right."
        return (Text(f"{layer} {wanted}"), Text(f"{ASKED[self.ask]}{odd}"))

    def letters(self) -> dict[str, object]:
        return {
            "W": self.input,
            "F": self.padded.reach,
            "S": self.stride,
            "W2": self.output,
            "F×F": f"{self.size}×{self.size}",
            "d·F": f"{self.dilation}·{self.size}",
            "d·(F − 1) + 1": f"{self.dilation}·({self.size} − 1) + 1",
        }

    def working(self) -> Working:
        W, S, F, total = self.input, self.stride, self.padded.reach, self.total
        steps: tuple[Step, ...] = ()
        if self.dilation > 1:
            reach = f"{self.dilation}·({self.size} − 1) + 1"
            steps += (Step("F", reach, F, "the cells that the dilated filter spans"),)
        dilated = "d·(F − 1) + 1 for a dilated F; " if self.dilation > 1 else ""
        if S == 1:
            steps += (Step("T", f"{F} − 1", total, "both sides together: what the filter takes off"),)
            formula, filled = "W = W − F + 2·P + 1, so 2·P = F − 1", f"2·P = {F} − 1"
        else:
            needed = (self.output - 1) * S + F
            steps += (
                Step("W2", f"⌈{W}/{S}⌉", self.output, "columns of the output"),
                Step("needed", f"({self.output} − 1)·{S} + {F}", needed, "columns that their windows cover"),
                Step(
                    "T",
                    f"{needed} − {W}" if needed >= W else f"max(0, {needed} − {W})",
                    total,
                    "both sides together: what is missing",
                ),
            )
            formula, filled = "T = (W2 − 1)·S + F − W with W2 = ⌈W/S⌉", f"T = (⌈{W}/{S}⌉ − 1)·{S} + {F} − {W}"
        if self.ask == "per-side":
            steps += (Step("P", f"{total}/2", self.answer(), "half of it on each side"),)
        elif self.ask == "before":
            steps += (Step("left", f"⌊{total}/2⌋", self.answer(), "the smaller half"),)
        elif self.ask == "after":
            steps += (Step("right", f"⌈{total}/2⌉", self.answer(), "the larger half"),)
        return Working(f"{dilated}{formula}", filled, steps, after=1 if dilated else 0)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: P for a larger filter. Medium: a dilated filter. Hard: with a stride, both sides together or one."""
        side = dice.integer(16, 99)
        if level == "easy":
            return cls(side, dice.choice((5, 7, 9, 11, 13)))
        if level == "medium":
            return cls(side, dice.choice((3, 5, 7)), 1, dice.integer(2, 4))
        ask: Literal["total", "before", "after"] = dice.choice(("total", "before", "after"))
        filter, stride = dice.integer(4, 11), dice.integer(2, 3)
        problem = cls(side, filter, stride, dice.integer(1, 2), ask)
        return problem if problem.total > 2 and (ask == "total" or problem.total % 2) else None


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _half(total: Callable[[SamePadding], int]) -> Callable[[SamePadding], Rational]:
    """Half of another padding, left as a fraction where it is odd."""
    return lambda p: plain(Fraction(total(p), 2))


def _wide(problem: SamePadding) -> bool:
    return problem.total > 0


def _strided(problem: SamePadding) -> bool:
    return problem.stride > 1


def _dilated(problem: SamePadding) -> bool:
    return problem.dilation > 1 and problem.size > 1


def _for_output(output: Callable[[SamePadding], int]) -> Callable[[SamePadding], int]:
    """What is asked, for an output of another side."""
    return lambda p: p.asked(max(0, (output(p) - 1) * p.stride + p.padded.reach - p.input))


def _dilation_multiplied(problem: SamePadding) -> Rational:
    total = max(0, (problem.output - 1) * problem.stride + problem.dilation * problem.size - problem.input)
    return plain(Fraction(total, 2)) if problem.ask == "per-side" else problem.asked(total)


def _dilation_ignored(problem: SamePadding) -> Rational:
    total = replace(problem, dilation=1, ask="total").total
    return plain(Fraction(total, 2)) if problem.ask == "per-side" else problem.asked(total)


SamePadding.mistakes = (
    *belonging(
        lambda p: p.ask == "per-side",
        Mistake("same-padding-f", "with a side of the {F×F} filter itself", always, lambda p: p.size),
        Mistake(
            "same-padding-f",
            "with the {F} cells that the dilated filter spans",
            _dilated,
            lambda p: p.padded.reach,
        ),
        Mistake(
            "same-padding-f-minus-1",
            "for both sides together: {F} − 1 is 2·P",
            lambda p: p.stride == 1 and _wide(p),
            lambda p: p.total,
        ),
        Mistake(
            "same-padding-half-f-plus-1",
            "with ({F} + 1)/2 in place of ({F} − 1)/2",
            always,
            _half(lambda p: p.padded.reach + 1),
        ),
    ),
    Mistake(
        "same-padding-always-1",
        "with a padding of 1 on every side, whatever the filter",
        lambda p: p.padded.reach != 3 or _strided(p),
        lambda p: p.asked(2),
    ),
    Mistake("same-padding-0", "without any zeros: the output would be smaller", _wide, lambda p: 0),
    Mistake("dilation-ignored", "without the dilation, for a filter of {F×F}", _dilated, _dilation_ignored),
    Mistake(
        "dilation-multiplied",
        "with a dilated filter of {d·F} cells a side in place of {d·(F − 1) + 1}",
        _dilated,
        _dilation_multiplied,
    ),
    Mistake(
        "stride-ignored",
        "with the padding for stride 1, {F} − 1 in all",
        _strided,
        lambda p: p.asked(p.padded.reach - 1),
    ),
    Mistake(
        "size-unchanged",
        "for an output of {W} columns, as wide as the input, in place of {W2}",
        _strided,
        _for_output(lambda p: p.input),
    ),
    Mistake(
        "rounded-down",
        "with {W}/{S} rounded down",
        lambda p: p.input % p.stride > 0,
        _for_output(lambda p: p.input // p.stride),
    ),
    Mistake(
        "no-plus-one",
        "with {W2}·{S} + {F} columns covered in place of ({W2} − 1)·{S} + {F}",
        _strided,
        _for_output(lambda p: p.output + 1),
    ),
    *belonging(
        lambda p: p.ask in ("before", "after"),
        Mistake("total-given", "for both sides together", always, lambda p: p.total),
        Mistake(
            "other-side",
            "for the other side: the odd column goes to the right",
            lambda p: p.total % 2 == 1,
            lambda p: p.total - p.answer(),
        ),
    ),
    *belonging(
        lambda p: p.ask == "total",
        Mistake("per-side-given", "for one side: both together are asked", _wide, lambda p: p.total // 2),
    ),
)
