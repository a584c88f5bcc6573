"""Which volume comes out of a layer: all of it, its width and height, one side, or the length of a vector.

W, H, D are width, height and depth of the input; F is the filter side (R where it is dilated, d·(F − 1) + 1), S the
stride, P the padding on one side and T that of both, K the number of filters.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from math import floor
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Given, Letters, Whole, formula
from cnnhand.exact.shapes import Rounding, unread
from cnnhand.exact.values import DOES_NOT_FIT, Rational, Value, Volume
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.dense import Flatten
from cnnhand.layers.network import Join
from cnnhand.layers.rules import WHOLE, Rule
from cnnhand.page import Step, Working
from cnnhand.questions import wording
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.contract import Mistake, NotKnown, Part
from cnnhand.questions.sizes.length import FlattenedLength
from cnnhand.questions.sizes.size_mistakes import mistakes_in_size
from cnnhand.questions.sizes.volumes import SIDES, JoinedSize, VolumePart, form_of, side_steps, span_steps


@dataclass(frozen=True)
class OutputSize(VolumePart):
    """A volume, the layer that reads it, and which of the sides of its output are asked."""

    may_not_fit = True

    input: Volume
    layer: Layer
    rounding: Rounding

    @cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        return mistakes_in_size(self.layer)

    @cached_property
    def rules(self) -> tuple[Rule, Rule, Rule]:
        """How width, height and depth come about."""
        return self.layer.sides(self.input, self.rounding)

    @cached_property
    def to_whole(self) -> Whole | None:
        """How a quotient is rounded."""
        return WHOLE[self.layer.rounded(self.rounding)]

    @cached_property
    def volume(self) -> Volume | None:
        """The volume that comes out, or None where it does not fit."""
        return self.layer.output(self.input, self.rounding)

    def answer(self) -> Value:
        return DOES_NOT_FIT if self.volume is None else self.project(self.volume)

    @cached_property
    def resolved(self) -> Layer:
        """The layer with the zeros that its padding comes to."""
        return self.layer.on(self.input)

    @property
    def same(self) -> bool:
        """Whether its padding is said by the word `same`, so that a side is ⌈W/S⌉."""
        return getattr(self.layer, "padding", None) == "same"

    def other_conventions(self) -> Iterator[tuple[str, Value]]:
        for rounding, words in OTHER_ROUNDINGS.items():
            rounds = isinstance(self.layer, Sliding) and self.layer.padding != "same" and rounding is not self.rounding
            if rounds and self.layer.rounded(rounding) is rounding:
                volume = self.layer.output(self.input, rounding)
                if volume is not None:
                    with suppress(GivenError):  # a side is not given, and nobody can say the volume
                        yield words, self.project(volume)

    # ---- what its mistakes look at -----------------------------------------------------------------------------------

    def changed(self, **options: Any) -> "OutputSize":
        """The same window moved in another way; who did not see that it does not fit has rounded down."""
        layer = self.resolved.with_(**options)
        if layer == self.resolved:
            raise GivenError("layer", "this changes nothing")
        exact = self.rounding is Rounding.EXACT and self.rests
        return replace(self, layer=layer, rounding=Rounding.FLOOR if exact else self.rounding)

    @cached_property
    def givens(self) -> tuple[Given, ...]:
        """The numbers of width and height by their letters, with those that only mistakes use."""
        return tuple(self.side_given(number) for number in range(2))

    def side_given(self, number: int) -> dict[str, Rational]:
        """The letters of one side: of the width (0), the height (1)."""
        layer = self.resolved
        letters = {**layer.letters(self.input, self.volume), **self.rules[number].given}
        if isinstance(layer, Sliding):
            axis = layer.window[number]
            letters |= {"R": axis.reach, "T": axis.before + axis.after, "F": axis.filter}
        if number and self.input.height is None:
            letters.pop("W", None)  # the height is not given: no formula may take the width for it
        return letters | ({"D2": depth} if (depth := self.depth) is not None else {})

    @cached_property
    def depth(self) -> int | None:
        """The depth of the output."""
        rule = self.rules[2]
        return int(rule.at()) if rule.formula.letters <= rule.given.keys() else None

    @cached_property
    def too_large(self) -> bool:
        """Whether the window is larger than what it slides over."""
        return isinstance(self.layer, Sliding) and self.layer.too_large(self.input)

    @cached_property
    def rests(self) -> bool:
        """Whether the stride does not divide, so that something has to be rounded."""
        return not self.too_large and self.layer.output(self.input, Rounding.EXACT) is None

    def letters(self) -> dict[str, object]:
        return self.side_letters("width")

    def side_letters(self, side: str) -> dict[str, object]:
        given: dict[str, Any] = dict(self.side_given(1 if side == "height" else 0))
        if "T" in given:
            given["T"] = formula("2·P" if given["P"] == given["Q"] else "P + Q").put(given)
        return Letters(given, self.to_whole or floor)

    # ---- the working -------------------------------------------------------------------------------------------------

    def in_words(self) -> str:
        """What comes out, where something does: `a volume of 4×4×2`, `a sequence of 4 steps`."""
        width, _, depth = self.volume or self.input
        deep = f" with {depth} channels" if depth > 1 else ""
        return f"a sequence of {width} steps{deep}" if self.sequence else f"a volume of {self.volume}"

    def working(self) -> Working:
        asks = self.asks
        triples = zip(("W2", "H2", "length" if self.vector else "D2"), self.rules, SIDES, strict=True)
        pairs = [(letter, rule) for letter, rule, name in triples if name in asks]
        return Working(
            ", ".join(f"{letter} = {rule.formula}" for letter, rule in pairs),
            ", ".join(f"{letter} = {rule.filled(self.to_whole)}" for letter, rule in pairs),
            tuple(self._steps()),
        )

    def _steps(self) -> Iterator[Step]:
        answer, asks, rules = self.answer(), self.asks, self.rules
        called = dict(zip(asks, self.labels, strict=True))
        fits = self.volume is not None
        twice = "height" in asks and "width" in asks and rules[0].given == rules[1].given
        for rule, name in zip(rules, SIDES, strict=True):
            if name in asks and (fits or name != "depth"):
                if self.too_large:
                    yield from span_steps(name, rule)
                elif name == "height" and twice:
                    yield Step(name, str(rule.filled(self.to_whole)), rule.at(self.to_whole), "as the width")
                else:
                    yield from side_steps(called[name], rule, self.to_whole)
        if not fits:
            yield self._misfit()
        elif len(asks) > 1:
            product = self.what == "length"
            text = "·".join(str(side) for side in self.volume or ()) if product else str(answer).replace("×", " × ")
            yield Step(self.what, text, answer, self._unread())

    def _misfit(self) -> Step:
        """Why it does not fit, and what the frameworks do."""
        if self.too_large:
            first = (self.input.width or 0) in (1, 3) and (self.input.depth or 0) > 3
            note = "channels first are written in brackets, as in (3, 64, 64)" if first else ""
            return Step(self.what, "a window larger than what it slides over", DOES_NOT_FIT, note)
        floored = replace(self, rounding=Rounding.FLOOR)
        note = floored._unread()
        with suppress(GivenError):  # a side is not given
            note = f"the frameworks round down to {floored.answer()}; {note}"
        return Step(self.what, "a side that is not whole", DOES_NOT_FIT, note)

    def _unread(self) -> str:
        """Which of the last columns and rows no window reads."""
        if not isinstance(self.layer, Sliding) or self.to_whole is not floor or self.same:
            return ""
        sides = zip(("column", "row"), self.input[:2], self.layer.window, strict=True)
        rests = [(name, unread(side, axis, Rounding.FLOOR)) for name, side, axis in sides if side and axis.stride]
        lost = [f"the last {f'{rest} {name}s' if rest > 1 else name}" for name, rest in rests if rest > 0]
        many = sum(rest for _, rest in rests) > 1
        padded = " of the padded input" if lost and self.layer.window.padded else ""
        return f"{' and '.join(lost)}{padded} {'are' if many else 'is'} never read" if lost else ""


OTHER_ROUNDINGS = {
    Rounding.FLOOR: "where a stride that does not divide is rounded down",
    Rounding.CEIL: "where a stride that does not divide is rounded up",
}
"""Other roundings in words."""


# ---- what can be asked -----------------------------------------------------------------------------------------------

ASKED = {
    "volume": "Which volume comes out{of}, as width × height × depth?",
    "size": "What size is the output{of}, as width × height? One number is enough where both are the same.",
    "width": "How wide is the output{of}?",
    "height": "How high is the output{of}?",
    "depth": "How deep is the output{of}?",
    "length": "How long is the output{of}: how many {units}?",
}
"""What can be asked, with the question."""


def _part(ask: Ask, problem: Any, known: Any) -> Part:
    place, what = ask.place, ask.quantity
    vector, sequence = known.is_vector(place), known.is_sequence
    said: dict[str, Any] = {"what": what, "vector": vector, "sequence": sequence}
    if place == 0:
        return OutputSize(known.volume(0), Layer(), Rounding.EXACT, **said)
    layer, reads = known.layer(place), [known.volume(source) for source in known.sources(place)]
    if None in reads:
        return NotKnown(form_of(what, vector, sequence))
    if isinstance(layer, Join):
        return JoinedSize(inputs=tuple(reads), join=layer, order=problem.order, **said)
    if isinstance(layer, Flatten) and what in ("volume", "length", "size", "depth") and None not in reads[0]:
        return FlattenedLength.of(known, place)
    if what == "length" and not vector and not sequence and known.volume(place) is not None:
        return FlattenedLength.of(known, place, after=True)
    found = OutputSize(reads[0], layer, known.rounding(place), order=problem.order, batch=problem.batch, **said)
    if found.answer() is DOES_NOT_FIT and problem.exact.volume(place) is not None:
        return replace(found, rounding=Rounding.FLOOR)  # a volume of the learner's own, where the question fits
    return found


def _sentence(ask: Ask, problem: Any) -> str:
    of = wording.of_place(problem, ask.place)
    sentence = ASKED[ask.quantity].format(of=of, units="steps" if problem.exact.is_sequence else "numbers")
    if ask.quantity == "volume" and problem.order:
        sentence = sentence.replace("?", ", or as a tuple in the order of the input?")
    return sentence.replace("?", ", for one image?") if ask.quantity == "volume" and problem.batch > 1 else sentence


def _title(ask: Ask, problem: Any) -> str:
    it = wording.it(problem, ask)
    return f"the {ask.quantity} of {'the output' if it == 'the layer' else it}"


SAID = {"volume": "the output volume", "length": "the length"}
QUANTITIES = tuple(
    Quantity(what, _part, _sentence, _title, said=SAID.get(what, f"the {what} of the output")) for what in ASKED
)
