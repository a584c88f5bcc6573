"""Which volume comes out of a layer: all of it, its width and height, one side, or the length of a vector.

W, H, D are width, height and depth of the input; F is the filter side (R where it is dilated, d·(F − 1) + 1), S the
stride, P the padding on one side and T that of both, K the number of filters.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import floor
from typing import Any, ClassVar

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Given, Letters, Whole
from cnnhand.exact.shapes import Rounding, unread
from cnnhand.exact.values import DOES_NOT_FIT, Form, Rational, Size, Value, Volume
from cnnhand.layers.base import WHOLE, Layer, Rule, Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.network import Join
from cnnhand.page import Step, Working
from cnnhand.questions import wording
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.contract import Mistake, OnePart
from cnnhand.questions.part import Part
from cnnhand.questions.size_mistakes import JOINED, catalogue_for

SIDES = ("width", "height", "depth")


@dataclass(frozen=True)
class OutputSize(Part):
    """A volume, the layer that reads it, and which of the sides of its output are asked."""

    input: Volume
    layer: Layer
    rounding: Rounding
    what: str = "volume"
    asked: str = ""

    FORMS: ClassVar[dict[str, Form]] = {"volume": Form.VOLUME, "size": Form.SIZE}

    @property
    def form(self) -> Form:  # type: ignore[override]  # what is typed depends on what is asked
        """A volume, two sides, or one number."""
        return self.FORMS.get(self.what, Form.NUMBER)

    @property
    def mistakes(self) -> tuple[Mistake, ...]:  # type: ignore[override]  # each sort of layer has its own
        """The usual mistakes in the sides of such a layer's output."""
        return catalogue_for(self.layer)

    @property
    def rules(self) -> tuple[Rule, Rule, Rule]:
        """How width, height and depth come about."""
        return self.layer.sides(self.input, self.rounding)

    @property
    def whole(self) -> Whole | None:
        """How a quotient is rounded."""
        rounding = Rounding.FLOOR if isinstance(self.layer, Conv) and self.rounding is Rounding.CEIL else self.rounding
        return WHOLE[rounding]

    def volume(self) -> Volume | None:
        """The volume that comes out, or None where it does not fit."""
        return self.layer.output(self.input, self.rounding)

    def answer(self) -> Value:
        volume = self.volume()
        return DOES_NOT_FIT if volume is None else self.project(volume)

    def project(self, volume: Volume) -> Value:
        """What is asked of a volume."""
        for side, name in zip(volume, SIDES, strict=True):
            if side is None and self.what in (name, "volume", "length"):
                raise GivenError("input", f"the {name} is not given, and {self.what} needs it; say `input: 7x7x3`")
        match self.what:
            case "volume":
                return volume
            case "size":
                return Size(volume.width, volume.height)
            case "length":
                return volume.width if self.sequence else volume.cells
        return getattr(volume, self.what)  # type: ignore[no-any-return]  # a side by its name

    @property
    def resolved(self) -> Layer:
        """The layer with the zeros that its padding comes to."""
        return self.layer.on(self.input)

    @property
    def same(self) -> bool:
        """Whether its padding is said by the word `same`, so that a side is ⌈W/S⌉."""
        return getattr(self.layer, "padding", None) == "same"

    @property
    def sequence(self) -> bool:
        """Whether it is a sequence that is read: one row of numbers, which slides along its length."""
        return self.input.height == 1 and (self.input.width or 0) > 1

    @property
    def asks(self) -> tuple[str, ...]:
        """The sides that are asked, by their names."""
        return {"volume": SIDES, "size": SIDES[:2], "length": SIDES[:1] if self.sequence else SIDES}.get(
            self.what, (self.what,)
        )

    # ---- what its mistakes look at -----------------------------------------------------------------------------------

    @property
    def givens(self) -> tuple[Given, ...]:
        """The numbers of each side that is asked by their letters, with those that only mistakes use."""
        return tuple(self.side_given(number) for number in range(2))

    def side_given(self, number: int) -> dict[str, Rational]:
        """The letters of one side: of the width (0), the height (1)."""
        layer = self.resolved
        letters = {**layer.letters(self.input, self.volume()), **self.rules[number].given}
        if isinstance(layer, Sliding):
            axis = layer.window[number]
            letters |= {"R": axis.reach, "T": axis.before + axis.after, "F": axis.filter}
        return letters | ({"D2": depth} if (depth := self.depth) is not None else {})

    @property
    def depth(self) -> int | None:
        """The depth of the output."""
        rule = self.rules[2]
        return int(rule.at()) if rule.formula.letters <= rule.given.keys() else None

    @property
    def deep(self) -> bool:
        """Whether several channels come in."""
        return (self.input.depth or 0) > 1

    @property
    def wide(self) -> bool:
        """Whether the window has more than one cell."""
        return isinstance(self.layer, Sliding) and max(self.layer.size) > 1

    @property
    def upward(self) -> bool:
        """Whether the question says to round up."""
        return self.rounding is Rounding.CEIL and not isinstance(self.layer, Conv)

    @property
    def downward(self) -> bool:
        """Whether the question says to round down."""
        return self.whole is floor

    @property
    def fits(self) -> bool:
        """Whether a volume comes out, so that a side or the depth of it can be mistaken."""
        return self.volume() is not None

    @property
    def rests(self) -> bool:
        """Whether the stride does not divide, so that something has to be rounded."""
        return self.layer.output(self.input, Rounding.EXACT) is None

    @property
    def oblong(self) -> bool:
        """Whether width and height come about in different ways."""
        return self.side_given(0) != {**self.side_given(1), "W2": self.side_given(0).get("W2")}

    def letters(self) -> dict[str, object]:
        return self._letters(0)

    def side_letters(self, side: str) -> dict[str, object]:
        return self._letters(1 if side == "height" else 0)

    def _letters(self, number: int) -> dict[str, object]:
        given = self.side_given(number)
        twice = f"2·{given.get('P', 0)}" if given.get("P") == given.get("Q") else f"{given.get('P')} + {given.get('Q')}"
        shown = {"T": twice} if "T" in given else {}
        return Letters(given, self.whole or floor, **shown)

    # ---- the working -------------------------------------------------------------------------------------------------

    def working(self) -> Working:
        steps, asks = tuple(self._steps()), self.asks
        wanted = [rule for rule, name in zip(self.rules, SIDES, strict=True) if name in asks]
        names = [f"{letter}2" for letter, name in zip("WHD", SIDES, strict=True) if name in asks]
        pairs = list(zip(names, wanted, strict=True))
        return Working(
            ", ".join(f"{name} = {rule.formula}" for name, rule in pairs),
            ", ".join(f"{name} = {rule.filled(self.whole)}" for name, rule in pairs),
            steps,
        )

    def _steps(self) -> Iterator[Step]:
        answer, fits = self.answer(), self.fits
        rules, asks = self.rules, self.asks
        twice = "height" in asks and "width" in asks and rules[0].given == rules[1].given
        for rule, name in zip(rules, SIDES, strict=True):
            if name in asks and (fits or name != "depth"):
                if name == "height" and twice:
                    yield Step(name, str(rule.filled(self.whole)), rule.at(self.whole), "as the width")
                else:
                    yield from side_steps(name, rule, self.whole)
        if not fits:
            floored = replace(self, rounding=Rounding.FLOOR)
            yield Step(self.what, "a side that is not whole", answer, f"rounded down it would be {floored.answer()}")
        elif len(asks) > 1:
            product = self.what == "length"
            text = "·".join(str(side) for side in self.volume() or ()) if product else str(answer).replace("×", " × ")
            yield Step(self.what, text, answer, self._unread())

    def _unread(self) -> str:
        """Which of the last columns and rows no window reads."""
        if not isinstance(self.layer, Sliding) or self.whole is not floor or self.same:
            return ""
        sides = zip(("column", "row"), self.input[:2], self.layer.window, strict=True)
        rests = [(name, unread(side, axis, Rounding.FLOOR)) for name, side, axis in sides if side is not None]
        lost = [f"the last {f'{rest} {name}s' if rest > 1 else name}" for name, rest in rests if rest > 0]
        many = sum(rest for _, rest in rests) > 1
        return f"{' and '.join(lost)} {'are' if many else 'is'} never read" if lost else ""


def side_steps(name: str, rule: Rule, whole: Whole | None) -> Iterator[Step]:
    """The arithmetic of one side, an operation a step; where nothing is to be done, the number itself."""
    filled = rule.filled(whole)
    lines = [line for line in filled.lines() if str(line) != str(line.at())] or [filled]
    for number, line in enumerate(lines, 1):
        value = line.at()
        last = number == len(lines)
        note = rule.note if last else ""
        if last and value.denominator != 1:
            note = "not a whole number"
        yield Step(name, str(line), value, note)


@dataclass(frozen=True)
class JoinedSize(Part):
    """The volumes of some branches, and how they come together."""

    inputs: tuple[Volume, ...]
    join: Join
    what: str = "volume"
    asked: str = ""

    @property
    def form(self) -> Form:  # type: ignore[override]  # what is typed depends on what is asked
        """A volume, two sides, or one number."""
        return OutputSize.FORMS.get(self.what, Form.NUMBER)

    mistakes = JOINED

    def volume(self) -> Volume:
        """The volume that they make together."""
        return self.join.volume(self.inputs)

    def project(self, volume: Volume) -> Value:
        """What is asked of a volume."""
        return OutputSize(volume, IDENTITY, Rounding.EXACT, self.what).project(volume)

    def answer(self) -> Value:
        return self.project(self.volume())

    def working(self) -> Working:
        depths = " + ".join(str(volume.depth) for volume in self.inputs)
        volume, step = self.volume(), Step(self.what, str(self.answer()).replace("×", " × "), self.answer())
        if self.join is Join.CONCAT:
            first = Step("depth", depths, volume.depth, "one behind the other; width and height stay")
            return Working("D2 = the sum of the depths", f"D2 = {depths}", (first, step))
        return Working("cell by cell: nothing changes", str(volume), (step,))


IDENTITY = Layer()


# ---- what can be asked -----------------------------------------------------------------------------------------------

SENTENCES = {
    "volume": "Which volume comes out{of}, as width × height × depth?",
    "size": "What size is the output{of}, as width × height? One number is enough where both are the same.",
    "width": "How wide is the output{of}?",
    "height": "How high is the output{of}?",
    "depth": "How deep is the output{of}?",
    "length": "How long is the output{of}: how many numbers or steps?",
}


def _part(what: str) -> Callable[[Ask, Any, Any], OnePart]:
    def part(ask: Ask, problem: Any, known: Any) -> OnePart:
        if ask.place == 0:
            return OutputSize(known.volume(0), IDENTITY, Rounding.EXACT, what, _sentence(what)(ask, problem))
        layer, sentence = known.layer(ask.place), _sentence(what)(ask, problem)
        if isinstance(layer, Join):
            return JoinedSize(tuple(map(known.volume, known.sources(ask.place))), layer, what, sentence)
        return OutputSize(known.reads(ask.place), layer, known.rounding(ask.place), what, sentence)

    return part


def _sentence(what: str) -> Callable[[Ask, Any], str]:
    def sentence(ask: Ask, problem: Any) -> str:
        of = "" if len(problem.layers) == 1 and ask.place else f" of {wording.place_name(problem, ask.place)}"
        return SENTENCES[what].format(of=of)

    return sentence


def _title(what: str) -> Callable[[Ask, Any], str]:
    return lambda ask, problem: f"the {what} of {wording.place_name(problem, ask.place)}"


ABOUT = {
    "volume": "width × height × depth of a layer's output",
    "size": "width × height, without the depth",
    "width": "the width alone",
    "height": "the height alone",
    "depth": "the depth alone",
    "length": "of a vector, or the steps of a sequence",
}
QUANTITIES = tuple(
    Quantity(what, about, _part(what), _sentence(what), _title(what), of_input=True) for what, about in ABOUT.items()
)
