"""How much of the input does one cell after a stack of layers see, and how far apart do neighbouring cells look?

F is the side of a layer's filter or window, S its stride, d its dilation, P its padding; r is the side of the receptive
field and j the jump, both 1 before the first layer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Literal, Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.receptive import Reach
from cnnhand.exact.shapes import Axis, Conv, Pool, Window, Windowed
from cnnhand.exact.values import Form
from cnnhand.kinds import Level, Mistake, OnePart, always
from cnnhand.kinds._layers import POOLING
from cnnhand.kinds._mistakes import belonging
from cnnhand.page import Page, Step, Table, Text, Working

ASKED = {
    "field": "How large is the receptive field of a cell in the middle of the last map: how many input cells a side "
    "does it see? Type the side, such as 7 for 7×7.",
    "jump": "How many input cells apart are the receptive fields of two neighbouring cells of the last map? "
    "This is the jump, or effective stride.",
}


@dataclass(frozen=True, slots=True)
class ReceptiveField(OnePart):
    """The layers of a stack, and whether the side of the receptive field or the jump is asked."""

    summary = "the receptive field, or the jump, of a cell after a stack of layers"
    group = "sizes"
    form = Form.NUMBER

    layers: tuple[Windowed, ...]
    ask: Literal["field", "jump"] = "field"

    def __post_init__(self) -> None:
        if not self.layers:
            raise GivenError("layers", "a stack has at least one layer")
        for number, layer in enumerate(self.layers, 1):
            for name in ("size", "stride", "dilation"):
                across, down = getattr(layer.window, name)
                if across != down:
                    what = f"the {name} {across}×{down} differs the two ways, and the field is asked as one side"
                    raise GivenError("layers", f"layer {number}: {what}")
                if across < 1:
                    raise GivenError("layers", f"layer {number}: the {name} must be 1 or more, not {across}")

    @property
    def axes(self) -> tuple[Axis, ...]:
        """How each layer's window moves."""
        return tuple(layer.window.across for layer in self.layers)

    def answer(self) -> int:
        return self.asked(self.axes)

    def asked(self, axes: Sequence[Axis]) -> int:
        """The field or the jump after windows that move like this."""
        *_, last = Reach.after(axes)
        return last.size if self.ask == "field" else last.jump

    def question(self) -> Page:
        columns = [("filter side F", "filter"), ("stride S", "stride"), ("padding P", "before")]
        columns += [("dilation d", "dilation")] if any(axis.dilation > 1 for axis in self.axes) else []
        rows = tuple(
            (str(number), _name(layer), *(str(getattr(axis, field)) for _, field in columns))
            for number, (layer, axis) in enumerate(zip(self.layers, self.axes, strict=True), 1)
        )
        return (
            Text("A large image goes through these layers; every filter and window is square:"),
            Table(("", "layer", *(heading for heading, _ in columns)), rows),
            Text(ASKED[self.ask]),
        )

    def letters(self) -> dict[str, object]:
        return {
            "n": len(self.layers),
            "ΣF": " + ".join(str(axis.filter) for axis in self.axes),
            "ΠF": "·".join(str(axis.filter) for axis in self.axes),
            "ΣS": " + ".join(str(axis.stride) for axis in self.axes),
            "F": self.axes[-1].filter,
            "S": self.axes[-1].stride,
            "r": self.asked(self.axes) if self.ask == "field" else "r",
        }

    def working(self) -> Working:
        steps: tuple[Step, ...] = ()
        field, jump = 1, 1
        for number, (axis, reach) in enumerate(zip(self.axes, Reach.after(self.axes), strict=True), 1):
            name = f"layer {number}"
            if self.ask == "field":
                if axis.dilation > 1:
                    dilated = f"{axis.dilation}·({axis.filter} − 1) + 1"
                    steps += (Step(name, dilated, axis.reach, "the cells that the dilated filter spans"),)
                steps += (Step(name, f"{field} + ({axis.reach} − 1)·{jump}", reach.size, "r, the field"),)
            if self.ask == "jump" or number < len(self.axes):
                steps += (Step(name, f"{jump}·{axis.stride}", reach.jump, "j, the jump"),)
            field, jump = reach.size, reach.jump
        dilated = " (a dilated F counts d·(F − 1) + 1)" if any(axis.dilation > 1 for axis in self.axes) else ""
        if self.ask == "jump":
            strides = "·".join(str(axis.stride) for axis in self.axes)
            return Working("j = the product of all strides", f"j = {strides}", steps)
        terms = [f"({axis.reach} − 1)·{jump}" for axis, jump in zip(self.axes, _jumps(self.axes), strict=False)]
        return Working(
            f"from layer to layer: r + (F − 1)·j{dilated}, then j·S; begin with r = 1, j = 1",
            f"r = 1 + {' + '.join(terms)}",
            steps,
            after=len(steps) - 1,
        )

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: two or three layers, with a stride. Medium: convolutions and pools in turn. Hard: four or
        five layers, a dilated one among them, or the jump."""
        count = {"easy": dice.integer(2, 3), "medium": dice.integer(3, 4), "hard": dice.integer(4, 5)}[level]
        ask: Literal["field", "jump"] = "jump" if level != "easy" and dice.integer(1, 5) == 1 else "field"
        dilated = dice.integer(1, count) if level == "hard" and ask == "field" else 0
        layers: list[Windowed] = []
        for number in range(1, count + 1):
            pool = level != "easy" and number % 2 == 0 and number != dilated
            filter = dice.choice((2, 3) if pool else (3, 3, 5, 7))
            stride = 2 if pool else dice.choice((1, 2) if level != "hard" else (1, 2, 3))
            padding = 0 if pool else dice.integer(0, (filter - 1) // 2)
            window = Window.square(filter, stride, padding, dice.choice((2, 3)) if number == dilated else 1)
            layers.append(Pool("max", window) if pool else Conv(8, window))
        strides = [layer.window.across.stride for layer in layers]
        if sum(stride > 1 for stride in strides) < (1 if level == "easy" else 2):
            return None
        problem = cls(tuple(layers), ask)
        return problem if problem.answer() <= {"easy": 25, "medium": 60, "hard": 150}[level] else None


def _name(layer: Windowed) -> str:
    return "convolution" if isinstance(layer, Conv) else POOLING[layer.how]


def _jumps(axes: Sequence[Axis]) -> list[int]:
    """The jump before each layer, and the one after the last."""
    return [1, *(reach.jump for reach in Reach.after(axes))]


# ---- mistakes: each adds something else, layer by layer --------------------------------------------------------------


def _summed(jumps: Callable[[ReceptiveField], Sequence[int]]) -> Callable[[ReceptiveField], int]:
    """1 + Σ (F − 1)·j with other jumps."""
    return lambda p: 1 + sum((axis.reach - 1) * jump for axis, jump in zip(p.axes, jumps(p), strict=False))


def _several(problem: ReceptiveField) -> bool:
    return len(problem.layers) > 1


def _wide(axis: Axis) -> bool:
    return axis.reach > 1


def _stride_used(problem: ReceptiveField) -> bool:
    """Whether a stride before the last layer moves the cells apart that a later filter reads."""
    return any(jump > 1 and _wide(axis) for axis, jump in zip(problem.axes, _jumps(problem.axes), strict=False))


def _strides_multiply(problem: ReceptiveField) -> bool:
    """Whether somewhere more than one stride lies before a filter, so that only their product will do."""
    pairs = zip(problem.axes, _previous_strides(problem), _jumps(problem.axes), strict=False)
    return any(previous != jump and _wide(axis) for axis, previous, jump in pairs)


def _previous_strides(problem: ReceptiveField) -> list[int]:
    """The stride of the layer before each."""
    return [1, *(axis.stride for axis in problem.axes)]


def _dilated(problem: ReceptiveField) -> bool:
    return any(axis.dilation > 1 and axis.filter > 1 for axis in problem.axes)


def _one_stride(problem: ReceptiveField) -> ReceptiveField:
    return _moving(problem, stride=1)


def _undilated(problem: ReceptiveField) -> ReceptiveField:
    return _moving(problem, dilation=1)


def _moving(problem: ReceptiveField, **changes: int) -> ReceptiveField:
    """The same layers, all of whose windows move in another way."""
    return replace(problem, layers=tuple(replace(a, window=a.window.with_(**changes)) for a in problem.layers))


def _without_pools(problem: ReceptiveField) -> ReceptiveField:
    return replace(problem, layers=tuple(layer for layer in problem.layers if isinstance(layer, Conv)))


def _has_both(problem: ReceptiveField) -> bool:
    """Whether there are pools that can be left out, and convolutions that remain."""
    return len({type(layer) for layer in problem.layers}) > 1


_OF_THE_FIELD = (
    Mistake(
        "sum-of-filters",
        "by adding the filter sides: {ΣF}",
        _several,
        lambda p: sum(axis.filter for axis in p.axes),
    ),
    Mistake.changed("strides-ignored", "with every stride taken as 1", _stride_used, _one_stride, common=True),
    Mistake(
        "own-stride-included",
        "with each layer's own stride in its jump already: it counts from the next layer on",
        lambda p: any(axis.stride > 1 and _wide(axis) for axis in p.axes),
        _summed(lambda p: _jumps(p.axes)[1:]),
    ),
    Mistake(
        "last-stride-only",
        "with the stride of the layer before in place of the product of all strides before",
        _strides_multiply,
        _summed(_previous_strides),
    ),
    Mistake(
        "f-not-f-minus-1",
        "with F in place of F − 1 in each layer",
        always,
        lambda p: 1 + sum(axis.reach * jump for axis, jump in zip(p.axes, _jumps(p.axes), strict=False)),
    ),
    Mistake(
        "product-of-filters",
        "by multiplying the filter sides: {ΠF}",
        _several,
        lambda p: prod(axis.filter for axis in p.axes),
    ),
    Mistake(
        "last-filter-only",
        "for the last layer alone: it sees {F} cells a side of the map before it",
        _several,
        lambda p: p.axes[-1].filter,
    ),
    Mistake.changed("layer-skipped", "with the pooling layers left out", _has_both, _without_pools, common=True),
    Mistake("started-at-zero", "with r = 0 at the start in place of 1", always, lambda p: p.answer() - 1, common=True),
    Mistake("area-given", "for the area {r}·{r} in place of the side", always, lambda p: p.answer() ** 2),
    Mistake(
        "padding-added",
        "with the padding of every layer added on both sides: it does not change what a cell sees",
        lambda p: any(layer.window.padded for layer in p.layers),
        lambda p: p.answer() + sum(axis.before + axis.after for axis in p.axes),
    ),
    Mistake.changed("dilation-ignored", "without the dilation", _dilated, _undilated, common=True),
    Mistake(
        "dilation-multiplied",
        "with dilated filters of d·F cells a side in place of d·(F − 1) + 1",
        _dilated,
        lambda p: p.asked([axis._replace(filter=axis.dilation * axis.filter, dilation=1) for axis in p.axes]),
    ),
)

_OF_THE_JUMP = (
    Mistake(
        "strides-ignored",
        "with every stride taken as 1, so that neighbours look one cell apart",
        lambda p: any(axis.stride > 1 for axis in p.axes),
        lambda p: 1,
    ),
    Mistake(
        "strides-added",
        "by adding the strides, {ΣS}, in place of multiplying",
        _several,
        lambda p: sum(axis.stride for axis in p.axes),
    ),
    Mistake("last-stride-only", "with the stride {S} of the last layer alone", _several, lambda p: p.axes[-1].stride),
    Mistake(
        "layer-skipped",
        "with the strides of the pooling layers left out",
        _has_both,
        lambda p: _without_pools(p).answer(),
    ),
    Mistake(
        "stopped-a-layer-early",
        "without the stride {S} of the last layer",
        lambda p: p.axes[-1].stride > 1,
        lambda p: _jumps(p.axes)[-2],
    ),
    Mistake(
        "field-given",
        "for the side of the receptive field",
        always,
        lambda p: [reach.size for reach in Reach.after(p.axes)][-1],
    ),
)

ReceptiveField.mistakes = (
    *belonging(lambda p: p.ask == "field", *_OF_THE_FIELD),
    *belonging(lambda p: p.ask == "jump", *_OF_THE_JUMP),
)
