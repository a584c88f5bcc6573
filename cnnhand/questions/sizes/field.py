"""Which part of the network's input a cell after a layer sees: receptive field, jump, and where the first field starts.

F is the side of a layer's window (d·(F − 1) + 1 where it is dilated), S its stride, P its padding; r is the side of the
receptive field, j the jump and s the start, all 1 for the input itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, NamedTuple, TypeAlias

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Given, Letters, formula
from cnnhand.exact.receptive import Reach
from cnnhand.exact.shapes import CELL, Axis, Window
from cnnhand.exact.values import Form, Rational, Size, Value
from cnnhand.layers.base import REACH
from cnnhand.layers.network import Join
from cnnhand.layers.pool import Pool
from cnnhand.layers.views import NOT_GIVEN, window_seen
from cnnhand.page import Step, Working
from cnnhand.questions import wording
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.contract import Mistake, Part
from cnnhand.questions.sizes.field_mistakes import FIELD_MISTAKES
from cnnhand.questions.traced import Traced, added, step_of, traced

OF_REACH = {"field": "size", "jump": "jump", "start": "start"}
"""What is asked, and what it is called of a `Reach`."""
BothWays: TypeAlias = tuple[Reach, Reach]
"""What is seen across and down."""


class Hop(NamedTuple):
    """A layer on the way whose window sees more than one cell, or moves by more than one."""

    place: int
    pool: bool
    window: Window
    answered: Value | None = None
    """What was answered for it before, of what is asked."""
    jump: Value | None = None
    """The jump that was answered for it before."""


class Growth(NamedTuple):
    """How a quantity comes about from layer to layer: its letter and name, the formula of a step, what each step adds."""

    letter: str
    name: str
    step: str
    adds: str
    sign: str


GROWTHS = {
    "field": Growth("r", "r, the field", "r + (F − 1)·j", "(F − 1)·j", " + "),
    "jump": Growth("j", "j, the jump", "j·S", "S", "·"),
    "start": Growth("s", "s, the start", "s − P·j", "P·j", " − "),
}


def _letters(before: Reach, axis: Axis) -> dict[str, Rational]:
    seen = {"r": before.size, "j": before.jump, "s": before.start}
    return {"F": axis.reach, "S": axis.stride, "P": axis.before, **seen}


@dataclass(frozen=True)
class Field(Part):
    """The layers since the input, or since branches came together with what is seen there (`begin`)."""

    integral = True

    what: str
    hops: tuple[Hop, ...]
    begin: BothWays = (Reach(), Reach())
    origin: str = ""
    sequence: bool = False
    """Whether it is a sequence that goes in: it is seen along its length alone."""

    @property
    def form(self) -> Form:
        """One number, or two where a window or its movement is not the same both ways."""
        return Form.SIZE if self.oblong else Form.NUMBER

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return FIELD_MISTAKES[self.what]

    @property
    def side(self) -> bool:
        return self.what == "field"

    @cached_property
    def oblong(self) -> bool:
        """Whether what is seen differs across and down."""
        differs = self.begin[0] != self.begin[1] or any(hop.window.across != hop.window.down for hop in self.hops)
        return differs and not self.sequence

    def answer(self) -> Value:
        return self.project(lambda begin, axes: getattr(self.reaches(begin, axes)[-1], OF_REACH[self.what]))

    def project(self, procedure: Callable[[Reach, list[Axis]], Any]) -> Value:
        """A procedure carried out across, and down where that differs."""
        sides = [procedure(*way) for way in self.ways]
        return Size(*sides) if self.oblong else sides[0]

    @cached_property
    def ways(self) -> list[tuple[Reach, list[Axis]]]:
        """What is seen at the beginning, and how each window moves: across, and down where that differs."""
        return [(self.begin[direction], self.axes(direction)) for direction in range(2 if self.oblong else 1)]

    def axes(self, direction: int) -> list[Axis]:
        """How each window moves, across (0) or down (1)."""
        return [hop.window[direction] for hop in self.hops]

    def reaches(self, begin: Reach, axes: list[Axis]) -> list[Reach]:
        """What is seen at the beginning and after each layer, as it was answered or as it is."""
        found = [begin]
        for hop, axis in zip(self.hops, axes, strict=True):
            reach = found[-1].through(axis)
            own = _side(hop.answered, axis is hop.window.down) if hop is not self.hops[-1] else None
            jump = _side(hop.jump, axis is hop.window.down)
            reach = reach if jump is None or self.what == "jump" else reach._replace(jump=jump)
            found.append(reach if own is None else reach._replace(**{OF_REACH[self.what]: own}))
        return found

    # ---- what its mistakes look at -----------------------------------------------------------------------------------

    @property
    def several(self) -> bool:
        """Whether several layers are on the way, all since the input."""
        return len(self.hops) > 1 and not self.origin

    @property
    def pools(self) -> bool:
        """Whether there are pools that can be left out, and other layers that remain."""
        return len({hop.pool for hop in self.hops}) > 1

    @cached_property
    def givens(self) -> tuple[Given, ...]:
        """The letters of the last layer, and what is seen before it, across and down."""
        return tuple(self._given(*way) for way in self.ways) if self.hops else ({},)

    def _given(self, begin: Reach, axes: list[Axis]) -> dict[str, Rational]:
        before = self.reaches(begin, axes)[-2]
        last = before.through(axes[-1])
        return {**_letters(before, axes[-1]), "r2": last.size, "j2": last.jump, "s2": last.start}

    def letters(self) -> dict[str, object]:
        axes = self.axes(0)
        shown = {
            "ΣF": " + ".join(str(axis.filter) for axis in axes),
            "ΠF": "·".join(str(axis.filter) for axis in axes),
            "ΣS": " + ".join(str(axis.stride) for axis in axes),
        }
        return Letters(self.givens[0], None, **shown)

    # ---- the working -------------------------------------------------------------------------------------------------

    def working(self) -> Working:
        if not self.hops:
            value = self.answer()
            return Working("a cell of the input sees itself", str(value), (Step(self.what, str(value), value),))
        steps = list[Step]()
        for way, name in zip(self.ways, (", across", ", down") if self.oblong else ("",), strict=True):
            steps += self._steps(*way, name)
        if self.oblong:
            answer = self.answer()
            steps.append(Step(self.what, str(answer).replace("×", " × "), answer, "across × down"))
        growth, jump = GROWTHS[self.what], "" if self.what == "jump" else ", j = 1"
        rule = f"{growth.step}{', then j·S' if jump else ''}"
        if any(axis.dilation > 1 for axis in self.axes(0) + self.axes(1)):
            rule = rule.replace("(F − 1)·j", "(F − 1)·j (a dilated F counts d·(F − 1) + 1)")
        begin_with = f"what {self.origin} sees" if self.origin else f"{growth.letter} = 1{jump}"
        return Working(
            f"from layer to layer: {rule}; begin with {begin_with}",
            f"{growth.letter} = {', '.join(self._filled(*way) for way in self.ways)}",
            tuple(steps),
            after=len(steps) - 1,
        )

    def _steps(self, begin: Reach, axes: list[Axis], way: str) -> Iterator[Step]:
        reaches, growth = self.reaches(begin, axes), GROWTHS[self.what]
        for hop, axis, before in zip(self.hops, axes, reaches, strict=False):
            name, last = f"layer {hop.place}{way}", hop is self.hops[-1]
            if hop.answered is None or last:
                if axis.dilation > 1 and self.what == "field":
                    spans = formula(REACH).put({"d": axis.dilation, "F": axis.filter})
                    yield step_of(name, spans, "the cells that the dilated filter spans")
                yield step_of(name, formula(growth.step).put(_letters(before, axis)), growth.name)
            if self.what != "jump" and not last and hop.jump is None:
                yield step_of(name, traced(before.jump) * axis.stride, "j, the jump")

    def _filled(self, begin: Reach, axes: list[Axis]) -> str:
        """All of it in one line, from what was answered last."""
        reaches = self.reaches(begin, axes)
        known = [at for at, hop in enumerate(self.hops[:-1], 1) if hop.answered is not None]
        first = known[-1] if known else 0
        growth, start = GROWTHS[self.what], getattr(reaches[first], OF_REACH[self.what])
        steps = (formula(growth.adds).put(_letters(*way)) for way in list(zip(reaches, axes, strict=False))[first:])
        begun = [] if self.what == "jump" and not first and start == 1 else [str(start).replace("-", "−")]
        return growth.sign.join([*begun, *map(str, steps)])


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


def _side(answered: Value | None, down: bool) -> int | None:
    """A side of what was answered, where it is a number that can be gone on from."""
    number = answered[1 if down else 0] if isinstance(answered, Size) else answered
    return number if isinstance(number, int) else None


def _part(ask: Ask, _: Any, known: Any) -> Part:
    what, place, seen = ask.quantity, ask.place, known.views(ask.place)
    if what != "field" and seen[-1].flat:
        raise GivenError("ask", f"a vector has no {what}: its numbers stand at no places of the input")
    if place and isinstance(known.layer(place), Join):
        ends = tuple((seen[at].across, seen[at].down) for at in known.sources(place))
        return JoinedField(what, ends)
    hops = list[Hop]()
    while place and not isinstance(known.layer(place), Join):
        (source,), layer = known.sources(place), known.layer(place)
        window = window_seen(seen[source], layer, known.volume(source) or NOT_GIVEN)
        if window not in (None, CELL) and seen[source]._replace(flat=True) != seen[place]._replace(flat=True):
            answered = known.answer(what, place), known.answer("jump", place)
            hops[:0] = [Hop(place, isinstance(layer, Pool), window, *answered)]
        place = source
    begin = (seen[place].across, seen[place].down)
    return Field(what, tuple(hops), begin, f"layer {place}" if place else "", known.is_sequence)


ASKED = {
    "field": (
        "How large is the receptive field of a cell in the middle of {it}: how many input cells a side does it see? "
        "Type the side, such as 7 for 7×7."
    ),
    "jump": (
        "How many input cells apart are the receptive fields of two neighbouring cells of {it}? "
        "This is the jump, or effective stride."
    ),
    "start": ("In which column of the input does the receptive field of the first cell of {it} start?"),
}
"""What can be asked, with the question."""


def _sentence(ask: Ask, problem: Any) -> str:
    last = ask.place == len(problem.layers)
    of = f"the last map{' of the second network' if problem.second else ''}"
    it = of if last else f"the map of {wording.place_name(problem, ask.place)}"
    return ASKED[ask.quantity].format(it=it if ask.place else "the input")


NAMES = {what: "the receptive field" if what == "field" else f"the {what}" for what in ASKED}
QUANTITIES = tuple(
    Quantity(what, _part, _sentence, f"{name} after {{place}}", said=name) for what, name in NAMES.items()
)
