"""What is asked of a volume, what is typed for it, and how a side of it is worked out."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Whole
from cnnhand.exact.values import Form, Size, Value, Volume
from cnnhand.layers.network import Join
from cnnhand.layers.rules import Rule
from cnnhand.page import Step, Working
from cnnhand.questions.contract import Part
from cnnhand.questions.sizes.size_mistakes import JOINED
from cnnhand.questions.traced import added, step_of

SIDES = ("width", "height", "depth")


def sides_of(what: str, vector: bool, sequence: bool) -> tuple[str, ...]:
    """The sides that are asked, by their names: of a vector its length, of a sequence length and channels."""
    if vector and what in ("volume", "size", "length"):
        return SIDES[2:]
    if sequence and what != "height":
        return {"volume": ("width", "depth"), "depth": ("depth",)}.get(what, ("width",))
    return {"volume": SIDES, "size": SIDES[:2], "length": SIDES}.get(what, (what,))


def form_of(what: str, vector: bool, sequence: bool) -> Form:
    """What is typed: a volume, two sides, or one number."""
    many = 1 if what == "length" else len(sides_of(what, vector, sequence))
    return (Form.NUMBER, Form.SIZE, Form.VOLUME)[many - 1]


@dataclass(frozen=True, kw_only=True)
class VolumePart(Part):
    """A question for a volume, or for some of its sides."""

    integral = True

    what: str = "volume"
    vector: bool = False
    """Whether a vector comes out, which has a length and no sides."""
    sequence: bool = False
    """Whether it is a sequence that is read: one row of numbers, which has a length and channels."""
    order: str = ""
    """Where the channels stand in the tuples of the question, if it has them."""
    batch: int = 1

    @property
    def side(self) -> bool:
        return self.what in ("size", "width", "height")

    @property
    def form(self) -> Form:
        return form_of(self.what, self.vector, self.sequence)

    @cached_property
    def asks(self) -> tuple[str, ...]:
        """The sides that are asked, by their names."""
        return sides_of(self.what, self.vector, self.sequence)

    @property
    def labels(self) -> tuple[str, ...]:
        """What the sides that are asked are called on the board."""
        called = {"depth": "length"} if self.vector else {"width": "length"} if self.sequence else {}
        return tuple(called.get(name, name) for name in self.asks)

    def as_option(self, value: Value) -> str:
        return value.in_order(self.order) if self.order and isinstance(value, Volume) else super().as_option(value)

    def project(self, volume: Volume) -> Value:
        """What is asked of a volume; `GivenError` where a side of it is not given."""
        for name in self.asks:
            if getattr(volume, name) is None:
                right = "how many filters there are, as in conv3-8, or " if name == "depth" else ""
                right = f"say {right}`input: {'128x9' if self.sequence else '7x7x3'}`"
                raise GivenError("input", f"the {name} is not given, and {self.what} needs it; {right}")
        match [getattr(volume, name) for name in self.asks]:
            case [side]:
                return side  # type: ignore[no-any-return]  # a side by its name
            case [width, height]:
                return Size(width, height)
        return volume.cells if self.what == "length" else volume


@dataclass(frozen=True, kw_only=True)
class JoinedSize(VolumePart):
    """The volumes of some branches, and how they come together."""

    inputs: tuple[Volume, ...]
    join: Join

    usual = JOINED

    @cached_property
    def volume(self) -> Volume:
        """The volume that they make together."""
        return self.join.volume(self.inputs)

    def answer(self) -> Value:
        return self.project(self.volume)

    def working(self) -> Working:
        depths = added(volume.depth for volume in self.inputs)
        step = Step(self.what, str(self.answer()).replace("×", " × "), self.answer())
        if self.join is Join.CONCAT:
            first = step_of("depth", depths, "one behind the other; width and height stay")
            return Working("D2 = the sum of the depths", f"D2 = {depths}", (first, step))
        return Working("cell by cell: nothing changes", str(self.volume), (step,))


def side_steps(name: str, rule: Rule, whole: Whole | None) -> Iterator[Step]:
    """The arithmetic of one side, an operation a step; where nothing is to be done, the number itself."""
    filled = rule.filled(whole)
    lines = [line for line in filled.lines() if str(line) != str(line.at())] or [filled]
    notes = SLIDING_NOTES if rule.text.startswith("(W − ") and "/S" in rule.text else ()
    for left, line in zip(range(len(lines) - 1, -1, -1), lines, strict=True):
        value = line.at()
        note = notes[left] if left < len(notes) else ""
        if not left:
            note = rule.note or note if value.denominator == 1 else "not a whole number"
        yield Step(name, str(line), value, note)


SLIDING_NOTES = (
    "and the first window",
    "steps",
    "how far the window can move",
    "the cells that the dilated window spans",
)
"""What the lines of a side mean, from the last to the first."""


def span_steps(name: str, rule: Rule) -> Iterator[Step]:
    """How far a window could move, which is less than nothing where it is too large."""
    *lines, _, _ = rule.filled().lines()
    for line in lines:
        value = line.at()
        yield Step(name, str(line), value, "less than 0: it is too large" if value < 0 else "")
