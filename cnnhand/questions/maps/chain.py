"""Layers one behind the other, of which only the last one's numbers are asked: the mistakes with all of them show."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, NamedTuple

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import DOES_NOT_FIT, Form, Grid, Value
from cnnhand.layers.pointwise import Bias, Relu
from cnnhand.layers.pool import AveragePool, GlobalAveragePool
from cnnhand.page import Step, Working
from cnnhand.questions.asking import Cells
from cnnhand.questions.contract import Mistake, Part, with_place
from cnnhand.questions.known import check_exact

MOST_CELLS = 2000
"""The numbers of the longest chain that every mistake is followed through."""
FEW = 3
"""A layer in front of the last one is worked out in so many steps, or all at once."""
NEIGHBOURS: dict[tuple[Any, Any], tuple[str, str]] = {
    (Bias, Relu): ("relu-before-bias", "with the ReLU before the bias"),
    (Relu, AveragePool | GlobalAveragePool): ("average-pool-before-relu", "with the pooling before the ReLU"),
}
"""Neighbours that are taken in the wrong order."""


class Stage(NamedTuple):
    """A layer of a chain: the class of its part, the layer, its rounding, what it is called, and its place."""

    part: Any
    layer: Any
    rounding: Rounding
    name: str
    place: int

    def on(self, value: Value, at: Cells | None = None) -> Any:
        """The part that asks for what it makes of some numbers."""
        if value is DOES_NOT_FIT:
            raise GivenError("layers", "nothing comes in")
        x = value if isinstance(value, Grid) else Grid.of([[value]])  # type: ignore[list-item]  # a number
        return self.part(self.layer, check_exact(x, self.place - 1), self.rounding, at=at)


@dataclass(frozen=True)
class Chain(Part):
    """The numbers that come in, and the layers that they go through."""

    x: Grid
    stages: tuple[Stage, ...]
    at: Cells | None = None

    @cached_property
    def parts_(self) -> tuple[Any, ...]:
        """The part of each layer."""
        return tuple(self._on(self.x, 0))

    def _on(self, value: Value, at: int) -> Iterator[Any]:
        """The parts of the layers from one on, the first of them on these numbers."""
        for link in self.stages[at:]:
            part = link.on(value, self.at if link is self.stages[-1] else None)
            yield part
            value = part.answer()

    def through(self, value: Value, at: int) -> Value:
        """What the layers from one on make of some numbers."""
        for part in self._on(value, at):
            value = part.answer()
        return value

    def with_link(self, at: int, part: Any) -> "Chain":
        """The same chain with a layer as a changed part has it, and with its input if it is the first."""
        stages = (*self.stages[:at], self.stages[at]._replace(layer=part.layer), *self.stages[at + 1 :])
        return replace(self, stages=stages, x=self.x if at else part.x)

    @property
    def last(self) -> Part:
        """The part of the last layer, which has the answer."""
        part: Part = self.parts_[-1]
        return part

    @property
    def form(self) -> Form:
        return self.last.form

    def answer(self) -> Value:
        return self.last.answer()

    def also_right(self, value: Value) -> bool:
        return self.last.also_right(value)

    def size_problem(self) -> Part | None:
        return self.last.size_problem()

    # ---- mistakes ----------------------------------------------------------------------------------------------------

    @cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The usual mistakes with each layer, and with the order of two neighbours."""
        return (*self._of_layers(), *self._of_order())

    def _of_layers(self) -> Iterator[Mistake]:
        """The mistakes with each layer, with what the layers behind it make of them."""
        sorts = [type(link.layer) for link in self.stages]
        known = Counter(id for part in self.parts_ for id in {m.id for m in part.mistakes if m.applies(part)})
        for at, part in enumerate(self.parts_):
            for mistake in filter(lambda mistake: mistake.applies(part), part.mistakes):
                said = mistake.explain(part.letters())
                said = with_place(said, f"in layer {self.stages[at].place}") if known[mistake.id] > 1 else said
                if mistake.id == "sign-lost" and Relu in sorts[at + 1 : at + 2]:
                    continue  # it is the ReLU whose rule is mistaken then
                yield mistake.inside(
                    lambda chain, at=at: chain.parts_[at],
                    lambda chain, value, at=at: chain.through(value, at + 1),
                    lambda chain, changed, at=at: chain.with_link(at, changed),
                    said,
                )

    def _of_order(self) -> Iterator[Mistake]:
        """Two neighbours in the wrong order."""
        for at, pair in enumerate(zip(self.stages, self.stages[1:], strict=False)):
            for sorts, (id, sentence) in NEIGHBOURS.items():
                if all(isinstance(link.layer, sort) for link, sort in zip(pair, sorts, strict=True)):
                    yield Mistake.changed(id, sentence, lambda chain: True, partial(_exchanged, at=at))

    def letters(self) -> dict[str, object]:
        return {}

    def working(self) -> Working:
        *before, last = (part.working() for part in self.parts_)
        way = [
            step for link, working in zip(self.stages, before, strict=False) for step in in_short(working, link.place)
        ]
        formulas = "; then ".join(dict.fromkeys(working.formula for working in (*before, last)))
        names = "; then ".join(link.name for link in self.stages)
        return Working(formulas, names, (*way, *last.steps), last.picture, way=len(way))


def in_short(working: Working, place: int) -> Iterator[Step]:
    """The steps of a layer in front of the one that is asked; of many what they come to."""
    *steps, made = working.steps
    for step in working.steps if len(steps) < FEW else (made._replace(note=working.formula),):
        yield step._replace(label=f"layer {place}: {step.label}")


def _exchanged(chain: Chain, at: int) -> Chain:
    stages = chain.stages
    return replace(chain, stages=(*stages[:at], stages[at + 1], stages[at], *stages[at + 2 :]))
