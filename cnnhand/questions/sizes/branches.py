"""What comes of several branches: the volume that they make together, and what a cell of it sees."""

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import ClassVar, TypeAlias

from cnnhand.exact.receptive import Reach
from cnnhand.exact.values import Form, Value, Volume
from cnnhand.layers.network import Join
from cnnhand.page import Step, Working
from cnnhand.questions.contract import Mistake, Part
from cnnhand.questions.sizes.size_mistakes import JOINED
from cnnhand.questions.sizes.volumes import VolumePart
from cnnhand.questions.traced import Traced, added, step_of, traced


@dataclass(frozen=True, kw_only=True)
class JoinedSize(VolumePart):
    """The volumes of some branches, and how they come together."""

    inputs: tuple[Volume, ...]
    join: Join

    usual: ClassVar[tuple[Mistake, ...]] = JOINED

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


OF_REACH = {"field": "size", "jump": "jump", "start": "start"}
"""What is asked, and what it is called of a `Reach`."""
BothWays: TypeAlias = tuple[Reach, Reach]
"""What is seen across and down."""


@dataclass(frozen=True)
class JoinedField(Part):
    """What some branches see whose maps are added or stacked cell by cell."""

    integral = True

    what: str
    branches: tuple[BothWays, ...]

    form = Form.NUMBER

    @property
    def side(self) -> bool:
        return self.what == "field"

    def answer(self) -> Value:
        joined = reduce(lambda one, other: one.joined(other) or one, (across for across, _ in self.branches))
        return getattr(joined, OF_REACH[self.what])  # type: ignore[no-any-return]  # a number by its name

    def working(self) -> Working:
        first = Traced.chosen(min, [across.start for across, _ in self.branches])
        match self.what:
            case "field":
                ends = [added((across.start, across.size)) for across, _ in self.branches]
                made, rule = Traced.chosen(max, ends) - first, "from the first cell that a branch sees to the last"
            case "start":
                made, rule = first, "where the first of the branches starts"
            case _:
                made, rule = traced(self.answer()), "the branches move alike"
        return Working(rule, str(made), (step_of(self.what, made),))
