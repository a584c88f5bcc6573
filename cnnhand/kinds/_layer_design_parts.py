"""The parts of `layer-design`: one setting of a layer that is to make a wanted volume; several may be right.

W, H, D are width, height and depth of the input, W2, H2, D2 those of the wanted volume; F is the filter side, S the
stride, P the padding on every side, K the number of filters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Rounding, Window, windowed_volume
from cnnhand.exact.values import Form, Rational, Value, Volume, plain
from cnnhand.kinds import Mistake, always
from cnnhand.kinds._mistakes import belonging
from cnnhand.kinds._parts import Part
from cnnhand.page import Page, Step, Text, Working

Setting = Literal["size", "stride", "padding", "filters"]

LETTERS = {"size": "F", "stride": "S", "padding": "P", "filters": "K"}


class Design(NamedTuple):
    """Filter side, stride and padding of a layer; None where they are open."""

    size: int | None = None
    stride: int | None = None
    padding: int | None = None

    @property
    def open(self) -> tuple[str, ...]:
        """The names of those that are."""
        return tuple(name for name, value in self._asdict().items() if value is None)

    def __str__(self) -> str:
        return ", ".join(f"{LETTERS[name]} = {value}" for name, value in self._asdict().items() if value is not None)


class Settled(NamedTuple):
    """Filter side, stride and padding of a layer, none of them open."""

    size: int
    stride: int
    padding: int


@lru_cache(1024)
def designs(input: Volume, output: Volume, known: Design) -> tuple[Settled, ...]:
    """All layers with the known settings that make the wanted sides, the usual ones first: padded, small, odd filters.

    The stride divides, the filter is no larger than the input, and the padding is smaller than the filter.
    """
    found = []
    for size in _candidates(known.size, range(1, min(input.width, input.height) + 1)):
        for padding in _candidates(known.padding, range(size)):
            stride, rest = divmod(input.width - size + 2 * padding, output.width - 1)
            if rest or stride < 1 or known.stride not in (None, stride):
                continue
            window = Window.square(size, stride, padding)
            if windowed_volume(input, window, output.depth, Rounding.EXACT) == output:
                found.append(Settled(size, stride, padding))
    return tuple(sorted(found, key=lambda d: (d.padding == 0, d.size % 2 == 0, d)))


def _candidates(known: int | None, possible: range) -> Sequence[int]:
    """What a setting may be: anything possible, or what is known of it if that is possible."""
    return possible if known is None else [known] if known in possible else []


@dataclass(frozen=True, slots=True)
class DesignPart(Part):
    """The volumes, the setting that is asked, and those that are given or chosen."""

    form = Form.NUMBER

    input: Volume
    output: Volume
    asked: Setting
    known: Design

    def __post_init__(self) -> None:
        if not self.designs:
            so_far = f" with {self.known}" if str(self.known) else ""
            raise GivenError("output", f"no layer{so_far} makes {self.output} of {self.input}")

    @property
    def designs(self) -> tuple[Settled, ...]:
        """Every layer that does it."""
        return designs(self.input, self.output, self.known)

    @property
    def settled(self) -> Settled:
        """One layer that does it."""
        return self.designs[0]

    @property
    def right(self) -> list[int]:
        """Every right answer, that of `settled` first."""
        if self.asked == "filters":
            return [self.output.depth]
        return list(dict.fromkeys(getattr(design, self.asked) for design in self.designs))

    def answer(self) -> int:
        return self.right[0]

    def also_right(self, value: Value) -> bool:
        """Whether some layer with this setting, and with what is known, makes the wanted volume."""
        return value in self.right

    def question(self) -> Page:
        return (Text(f"Which {LETTERS[self.asked]} makes {self.output} of {self.input}?"),)

    def letters(self) -> dict[str, object]:
        return {
            **dict(zip("WHD", self.input, strict=True)),
            **dict(zip(("W2", "H2", "D2"), self.output, strict=True)),
            **dict(zip("FSP", self.settled, strict=True)),
        }

    @property
    def stride_of_sides(self) -> str:
        """How an open stride follows from the sides, whatever filter and padding: (W − H)/(W2 − H2), where it does."""
        if self.known.stride is not None or len(self.known.open) == 1 or self.output.width == self.output.height:
            return ""
        return f"({self.input.width} − {self.input.height})/({self.output.width} − {self.output.height})"

    def working(self) -> Working:
        letter = LETTERS[self.asked]
        if self.asked == "filters":
            depth = f"{self.output.depth}"
            return Working("D2 = K", f"K = {depth}", (Step(letter, depth, self.answer(), "one map a filter"),))
        W, W2, (F, S, P) = self.input.width, self.output.width, self.settled
        formula, expression = {
            "size": ("F = W + 2·P − (W2 − 1)·S", f"{W} + 2·{P} − ({W2} − 1)·{S}"),
            "stride": ("S = (W − F + 2·P)/(W2 − 1)", f"({W} − {F} + 2·{P})/({W2} − 1)"),
            "padding": ("P = ((W2 − 1)·S + F − W)/2", f"(({W2} − 1)·{S} + {F} − {W})/2"),
        }[self.asked]
        opened = {LETTERS[name]: getattr(self.settled, name) for name in self.known.open if name != self.asked}
        before, same = "", ""
        if self.stride_of_sides:
            same = " and the same for H"
            if self.asked == "stride":
                formula, expression, opened = "S = (W − H)/(W2 − H2)", self.stride_of_sides, {}
            else:
                before = f"S = (W − H)/(W2 − H2) = {self.stride_of_sides} = {opened.pop('S')}; "
        chosen = " and ".join(f"{name} = {value}" for name, value in opened.items())
        note = "others are right too" if len(self.right) > 1 else ""
        return Working(
            f"(W − F + 2·P)/S + 1 = W2{same}, so {formula}",
            f"{before}{f'choose {chosen}: ' if chosen else ''}{letter} = {expression}",
            (Step(letter, expression, self.answer(), note),),
        )


# ---- mistakes: the formula turned round in another way ---------------------------------------------------------------


def _sides(formula: Callable[[int, int, int, int, int], Rational]) -> Callable[[DesignPart], Rational]:
    """A wrong formula of W, W2, F, S and P."""
    return lambda p: _setting(formula(p.input.width, p.output.width, *p.settled))


def _depths(formula: Callable[[int, int, int], Rational]) -> Callable[[DesignPart], Rational]:
    """A wrong formula of D, D2 and F."""
    return lambda p: _setting(formula(p.input.depth, p.output.depth, p.settled.size))


def _setting(number: Rational) -> Rational:
    """What a formula gives, as a setting: nobody answers with one below zero."""
    if number < 0:
        raise GivenError("output", "this wrong procedure gives no setting")
    return plain(number)


def _only(part: DesignPart) -> bool:
    """Whether the other two settings are known, so that the formula can be turned round."""
    return len(part.known.open) == 1


def _padded(part: DesignPart) -> bool:
    return _only(part) and part.settled.padding > 0


def _strided(part: DesignPart) -> bool:
    return _only(part) and part.settled.stride > 1


def _filter_known(part: DesignPart) -> bool:
    return part.known.size is not None


def _padding_open(part: DesignPart) -> bool:
    """Whether the filter is known and the padding is not."""
    return _filter_known(part) and part.known.padding is None


def _resized(part: DesignPart) -> bool:
    """Whether the wanted sides are other than those of the input."""
    return part.input[:2] != part.output[:2]


def _deep(part: DesignPart) -> bool:
    return part.input.depth > 1


DesignPart.mistakes = (
    *belonging(
        lambda p: p.asked == "size",
        Mistake(
            "no-plus-one",
            "without the − 1: {W} + 2·{P} − {W2}·{S}",
            _only,
            _sides(lambda W, W2, F, S, P: W + 2 * P - W2 * S),
        ),
        Mistake(
            "padding-ignored",
            "without the padding {P}: {W} − ({W2} − 1)·{S}",
            _padded,
            _sides(lambda W, W2, F, S, P: W - (W2 - 1) * S),
        ),
        Mistake(
            "padding-once",
            "with the padding {P} on one side only: {W} + {P} − ({W2} − 1)·{S}",
            _padded,
            _sides(lambda W, W2, F, S, P: W + P - (W2 - 1) * S),
        ),
        Mistake(
            "stride-ignored",
            "with a stride of 1 in place of {S}",
            _strided,
            _sides(lambda W, W2, F, S, P: W + 2 * P - (W2 - 1)),
        ),
        Mistake(
            "sides-subtracted",
            "by subtracting the sides: {W} − {W2}",
            always,
            _sides(lambda W, W2, F, S, P: W - W2),
        ),
        Mistake(
            "input-over-output",
            "by dividing the sides: {W}/{W2}",
            always,
            _sides(lambda W, W2, F, S, P: Fraction(W, W2)),
        ),
        Mistake(
            "size-of-output",
            "for the side of the wanted volume, {W2}",
            always,
            _sides(lambda W, W2, F, S, P: W2),
        ),
        Mistake("size-of-input", "for the side of the input, {W}", always, _sides(lambda W, W2, F, S, P: W)),
    ),
    *belonging(
        lambda p: p.asked == "stride",
        Mistake(
            "no-plus-one",
            "without the − 1: ({W} − {F} + 2·{P})/{W2}",
            _only,
            _sides(lambda W, W2, F, S, P: Fraction(W - F + 2 * P, W2)),
        ),
        Mistake(
            "plus-one-twice",
            "with a + 1 in place of the − 1: ({W} − {F} + 2·{P})/({W2} + 1)",
            _only,
            _sides(lambda W, W2, F, S, P: Fraction(W - F + 2 * P, W2 + 1)),
        ),
        Mistake(
            "padding-ignored",
            "without the padding {P}: ({W} − {F})/({W2} − 1)",
            _padded,
            _sides(lambda W, W2, F, S, P: Fraction(W - F, W2 - 1)),
        ),
        Mistake(
            "padding-once",
            "with the padding {P} on one side only: ({W} − {F} + {P})/({W2} − 1)",
            _padded,
            _sides(lambda W, W2, F, S, P: Fraction(W - F + P, W2 - 1)),
        ),
        Mistake(
            "padding-ignored",
            "as if there were no padding: ({W} − {F})/({W2} − 1)",
            lambda p: _padding_open(p) and p.settled.padding > 0,
            _sides(lambda W, W2, F, S, P: Fraction(W - F, W2 - 1)),
        ),
        Mistake(
            "same-padding",
            "with the padding ({F} − 1)/2 of a layer that keeps the size: ({W} − 1)/({W2} − 1)",
            lambda p: _padding_open(p) and 2 * p.settled.padding != p.settled.size - 1,
            _sides(lambda W, W2, F, S, P: Fraction(W - 1, W2 - 1)),
        ),
        Mistake(
            "input-over-output",
            "by dividing the input by the output: {W}/{W2}",
            always,
            _sides(lambda W, W2, F, S, P: Fraction(W, W2)),
        ),
        Mistake(
            "sides-subtracted",
            "by subtracting the output from the input: {W} − {W2}",
            always,
            _sides(lambda W, W2, F, S, P: W - W2),
        ),
    ),
    *belonging(
        lambda p: p.asked == "padding",
        Mistake(
            "no-plus-one",
            "without the − 1: ({W2}·{S} + {F} − {W})/2",
            _only,
            _sides(lambda W, W2, F, S, P: Fraction(W2 * S + F - W, 2)),
        ),
        Mistake(
            "stride-ignored",
            "without the stride {S}: ({W2} − 1 + {F} − {W})/2",
            _strided,
            _sides(lambda W, W2, F, S, P: Fraction(W2 - 1 + F - W, 2)),
        ),
        Mistake(
            "total-given",
            "for both sides together: half of it is on each",
            _padded,
            _sides(lambda W, W2, F, S, P: 2 * P),
        ),
        Mistake(
            "same-padding",
            "for a layer that keeps the size at stride 1: ({F} − 1)/2",
            lambda p: _filter_known(p) and _resized(p),
            _sides(lambda W, W2, F, S, P: Fraction(F - 1, 2)),
        ),
        Mistake(
            "size-unchanged",
            "for an output as large as the input: (({W} − 1)·{S} + {F} − {W})/2",
            lambda p: _strided(p) and _resized(p),
            _sides(lambda W, W2, F, S, P: Fraction((W - 1) * S + F - W, 2)),
        ),
        Mistake(
            "sides-subtracted",
            "by taking half of what is missing, |{W} − {W2}|/2, whatever the filter",
            always,
            _sides(lambda W, W2, F, S, P: Fraction(abs(W - W2), 2)),
        ),
        Mistake("same-padding-f", "for the filter side {F}", _filter_known, _sides(lambda W, W2, F, S, P: F)),
    ),
    *belonging(
        lambda p: p.asked == "filters",
        Mistake(
            "depth-of-input",
            "with the depth {D} of the input",
            lambda p: p.input.depth != p.output.depth,
            _depths(lambda D, D2, F: D),
        ),
        Mistake(
            "depth-divided",
            "by dividing the depths, {D2}/{D}: every filter makes one map, however deep it is",
            _deep,
            _depths(lambda D, D2, F: Fraction(D2, D)),
        ),
        Mistake(
            "depth-subtracted",
            "by subtracting the depths, {D2} − {D}: a filter makes a map of its own",
            always,
            _depths(lambda D, D2, F: D2 - D),
        ),
        Mistake(
            "depth-multiplied",
            "with a filter for every channel and every map: {D}·{D2}",
            _deep,
            _depths(lambda D, D2, F: D * D2),
        ),
        Mistake("depth-from-filter-size", "with the filter side {F}", _filter_known, _depths(lambda D, D2, F: F)),
    ),
)
