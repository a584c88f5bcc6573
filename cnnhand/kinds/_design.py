"""The parts of `layer-design`: one setting of a layer that is to make a wanted volume; several may be right.

W, H, D are width, height and depth of the input, W2, H2, D2 those of the wanted volume; F is the filter side, S the
stride, P the padding on every side, K the number of filters.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple, Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Axis, output_side
from cnnhand.exact.values import Form, Rational, Value, Volume, plain
from cnnhand.kinds import Level, Mistake, OnePart, always
from cnnhand.page import Page, Step, Text, Working

Setting = Literal["size", "stride", "padding", "filters"]

LETTERS: dict[Setting, str] = {"size": "F", "stride": "S", "padding": "P", "filters": "K"}


class Design(NamedTuple):
    """Filter side, stride and padding of a layer; None where they are open."""

    size: int | None = None
    stride: int | None = None
    padding: int | None = None

    @property
    def open(self) -> int:
        """How many of them are."""
        return sum(setting is None for setting in self)

    def __str__(self) -> str:
        known = ((letter, value) for letter, value in zip("FSP", self, strict=True) if value is not None)
        return ", ".join(f"{letter} = {value}" for letter, value in known)


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
    return tuple(sorted(_designs(input, output, known), key=lambda d: (d.padding == 0, d.size % 2 == 0, d)))


def _designs(input: Volume, output: Volume, known: Design) -> Iterator[Settled]:
    widest = min(input.width, input.height)
    for size in [known.size] if known.size is not None else range(1, widest + 1):
        for padding in [known.padding] if known.padding is not None else range(size):
            stride, rest = divmod(input.width - size + 2 * padding, output.width - 1)
            if rest or stride < 1 or size > widest or not 0 <= padding < size or known.stride not in (None, stride):
                continue
            axis = Axis(size, stride, padding, padding)
            if output_side(input.width, axis) == output.width and output_side(input.height, axis) == output.height:
                yield Settled(size, stride, padding)


@dataclass(frozen=True, slots=True)
class DesignPart(OnePart):
    """The volumes, the setting that is asked, and those that are given or chosen."""

    summary = "a part of layer-design"
    group = "sizes"
    form = Form.NUMBER

    input: Volume
    output: Volume
    asked: Setting
    known: Design

    def __post_init__(self) -> None:
        if not self.all:
            so_far = f" with {self.known}" if str(self.known) else ""
            raise GivenError("output", f"no layer{so_far} makes {self.output} of {self.input}")

    @property
    def all(self) -> tuple[Settled, ...]:
        """Every layer that does it."""
        return designs(self.input, self.output, self.known)

    @property
    def settled(self) -> Settled:
        """One layer that does it."""
        return self.all[0]

    @property
    def several(self) -> bool:
        """Whether more than one answer is right."""
        return self.asked != "filters" and len({getattr(d, self.asked) for d in self.all}) > 1

    def answer(self) -> int:
        return self.output.depth if self.asked == "filters" else int(getattr(self.settled, self.asked))

    def also_right(self, value: Value) -> bool:
        """Whether some layer with this setting, and with what is known, makes the wanted volume."""
        if self.asked == "filters" or not isinstance(value, int | Fraction | Decimal):
            return False
        return any(getattr(design, self.asked) == value for design in self.all)

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
        if self.known.stride is not None or self.known.open == 1 or self.output.width == self.output.height:
            return ""
        return f"({self.input.width} − {self.input.height})/({self.output.width} − {self.output.height})"

    def working(self) -> Working:
        W, W2, (F, S, P) = self.input.width, self.output.width, self.settled
        if self.asked == "filters":
            return Working(
                "D2 = K",
                f"K = {self.output.depth}",
                (Step("K", f"{self.output.depth}", self.answer(), "one map a filter"),),
            )
        formula, expression = {
            "size": ("F = W + 2·P − (W2 − 1)·S", f"{W} + 2·{P} − ({W2} − 1)·{S}"),
            "stride": ("S = (W − F + 2·P)/(W2 − 1)", f"({W} − {F} + 2·{P})/({W2} − 1)"),
            "padding": ("P = ((W2 − 1)·S + F − W)/2", f"(({W2} − 1)·{S} + {F} − {W})/2"),
        }[self.asked]
        opened = {
            letter: value
            for letter, value, given, setting in zip("FSP", self.settled, self.known, Design._fields, strict=True)
            if given is None and setting != self.asked
        }
        before, same = "", ""
        if self.stride_of_sides:
            same = " and the same for H"
            if self.asked == "stride":
                formula, expression, opened = "S = (W − H)/(W2 − H2)", self.stride_of_sides, {}
            else:
                before = f"S = (W − H)/(W2 − H2) = {self.stride_of_sides} = {opened.pop('S')}; "
        chosen = " and ".join(f"{letter} = {value}" for letter, value in opened.items())
        return Working(
            f"(W − F + 2·P)/S + 1 = W2{same}, so {formula}",
            f"{before}{f'choose {chosen}: ' if chosen else ''}{LETTERS[self.asked]} = {expression}",
            (Step(LETTERS[self.asked], expression, self.answer(), "others are right too" if self.several else ""),),
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:  # noqa: ARG003 - the contract's arguments
        """Never: it is drawn with the whole problem."""
        return None


# ---- mistakes: the formula turned round in another way ---------------------------------------------------------------


def _on(
    setting: Setting, value: Callable[[DesignPart], Rational], applies: Callable[[DesignPart], bool] = always
) -> tuple[Callable[[DesignPart], bool], Callable[[DesignPart], Rational]]:
    """When a mistake of one setting applies, and what it gives; nothing where that is below zero."""

    def number(part: DesignPart) -> Rational:
        if (result := plain(value(part))) < 0:
            raise GivenError("output", "this wrong procedure gives no setting")
        return result

    return (lambda p: p.asked == setting and applies(p)), number


def _only(part: DesignPart) -> bool:
    """Whether the other two settings are known, so that the formula can be turned round."""
    return part.known.open == 1


def _padded(part: DesignPart) -> bool:
    return _only(part) and part.settled.padding > 0


def _strided(part: DesignPart) -> bool:
    return _only(part) and part.settled.stride > 1


def _size(P: Callable[[DesignPart], int], W2: int = 0, S: int | None = None) -> Callable[[DesignPart], int]:
    """W + 2P − (W2 − 1)·S with another padding of both sides, a larger W2, or another S."""
    return lambda p: p.input.width + P(p) - (p.output.width - 1 + W2) * (p.settled.stride if S is None else S)


def _stride(P: Callable[[DesignPart], int], W2: int = 0) -> Callable[[DesignPart], Rational]:
    """(W − F + 2P)/(W2 − 1) with another padding of both sides or a larger W2."""
    return lambda p: Fraction(p.input.width - p.settled.size + P(p), p.output.width - 1 + W2)


def _padding(W2: int = 0, S: int | None = None) -> Callable[[DesignPart], Rational]:
    """((W2 − 1)·S + F − W)/2 with a larger W2 or another S."""

    def value(part: DesignPart) -> Rational:
        steps = part.output.width - 1 + W2
        return Fraction(steps * (part.settled.stride if S is None else S) + part.settled.size - part.input.width, 2)

    return value


def _both(part: DesignPart) -> int:
    """The padding of both sides."""
    return 2 * part.settled.padding


def _padding_open(part: DesignPart) -> bool:
    """Whether the filter is known and the padding is not."""
    return part.known.size is not None and part.known.padding is None


DesignPart.mistakes = (
    Mistake("no-plus-one", "without the − 1: {W} + 2·{P} − {W2}·{S}", *_on("size", _size(_both, 1), _only)),
    Mistake(
        "padding-ignored", "without the padding {P}: {W} − ({W2} − 1)·{S}", *_on("size", _size(lambda p: 0), _padded)
    ),
    Mistake(
        "padding-once",
        "with the padding {P} on one side only: {W} + {P} − ({W2} − 1)·{S}",
        *_on("size", _size(lambda p: p.settled.padding), _padded),
    ),
    Mistake("stride-ignored", "with a stride of 1 in place of {S}", *_on("size", _size(_both, S=1), _strided)),
    Mistake(
        "sides-subtracted",
        "by subtracting the sides: {W} − {W2}",
        *_on("size", lambda p: p.input.width - p.output.width),
    ),
    Mistake(
        "input-over-output",
        "by dividing the sides: {W}/{W2}",
        *_on("size", lambda p: Fraction(p.input.width, p.output.width)),
    ),
    Mistake("size-of-output", "for the side of the wanted volume, {W2}", *_on("size", lambda p: p.output.width)),
    Mistake("size-of-input", "for the side of the input, {W}", *_on("size", lambda p: p.input.width)),
    Mistake("no-plus-one", "without the − 1: ({W} − {F} + 2·{P})/{W2}", *_on("stride", _stride(_both, 1), _only)),
    Mistake(
        "plus-one-twice",
        "with a + 1 in place of the − 1: ({W} − {F} + 2·{P})/({W2} + 1)",
        *_on("stride", _stride(_both, 2), _only),
    ),
    Mistake(
        "padding-ignored",
        "without the padding {P}: ({W} − {F})/({W2} − 1)",
        *_on("stride", _stride(lambda p: 0), _padded),
    ),
    Mistake(
        "padding-once",
        "with the padding {P} on one side only: ({W} − {F} + {P})/({W2} − 1)",
        *_on("stride", _stride(lambda p: p.settled.padding), _padded),
    ),
    Mistake(
        "padding-ignored",
        "as if there were no padding: ({W} − {F})/({W2} − 1)",
        *_on("stride", _stride(lambda p: 0), lambda p: _padding_open(p) and p.settled.padding > 0),
    ),
    Mistake(
        "same-padding",
        "with the padding ({F} − 1)/2 of a layer that keeps the size: ({W} − 1)/({W2} − 1)",
        *_on(
            "stride",
            _stride(lambda p: p.settled.size - 1),
            lambda p: _padding_open(p) and _both(p) != p.settled.size - 1,
        ),
    ),
    Mistake(
        "input-over-output",
        "by dividing the input by the output: {W}/{W2}",
        *_on("stride", lambda p: Fraction(p.input.width, p.output.width)),
    ),
    Mistake(
        "sides-subtracted",
        "by subtracting the output from the input: {W} − {W2}",
        *_on("stride", lambda p: p.input.width - p.output.width),
    ),
    Mistake("no-plus-one", "without the − 1: ({W2}·{S} + {F} − {W})/2", *_on("padding", _padding(1), _only)),
    Mistake(
        "stride-ignored", "without the stride {S}: ({W2} − 1 + {F} − {W})/2", *_on("padding", _padding(S=1), _strided)
    ),
    Mistake(
        "total-given",
        "for both sides together: half of it is on each",
        *_on("padding", _both, _padded),
    ),
    Mistake(
        "same-padding",
        "for a layer that keeps the size at stride 1: ({F} − 1)/2",
        *_on(
            "padding",
            lambda p: Fraction(p.settled.size - 1, 2),
            lambda p: p.known.size is not None and p.input[:2] != p.output[:2],
        ),
    ),
    Mistake(
        "size-unchanged",
        "for an output as large as the input: (({W} − 1)·{S} + {F} − {W})/2",
        *_on(
            "padding",
            lambda p: Fraction((p.input.width - 1) * (p.settled.stride - 1) + p.settled.size - 1, 2),
            lambda p: _strided(p) and p.input[:2] != p.output[:2],
        ),
    ),
    Mistake(
        "sides-subtracted",
        "by taking half of what is missing, |{W} − {W2}|/2, whatever the filter",
        *_on("padding", lambda p: Fraction(abs(p.input.width - p.output.width), 2)),
    ),
    Mistake(
        "same-padding-f",
        "for the filter side {F}",
        *_on("padding", lambda p: p.settled.size, lambda p: p.known.size is not None),
    ),
    Mistake(
        "depth-of-input",
        "with the depth {D} of the input",
        *_on("filters", lambda p: p.input.depth, lambda p: p.input.depth != p.output.depth),
    ),
    Mistake(
        "depth-divided",
        "by dividing the depths, {D2}/{D}: every filter makes one map, however deep it is",
        *_on("filters", lambda p: Fraction(p.output.depth, p.input.depth), lambda p: p.input.depth > 1),
    ),
    Mistake(
        "depth-subtracted",
        "by subtracting the depths, {D2} − {D}: a filter makes a map of its own",
        *_on("filters", lambda p: p.output.depth - p.input.depth),
    ),
    Mistake(
        "depth-multiplied",
        "with a filter for every channel and every map: {D}·{D2}",
        *_on("filters", lambda p: p.input.depth * p.output.depth, lambda p: p.input.depth > 1),
    ),
    Mistake(
        "depth-from-filter-size",
        "with the filter side {F}",
        *_on("filters", lambda p: p.settled.size, lambda p: p.known.size is not None),
    ),
)
