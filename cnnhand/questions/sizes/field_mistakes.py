"""The usual mistakes in receptive fields, jumps and starts. The letters are those of `field.py`: r, j and s before the
last layer, r2, j2 and s2 after it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate
from operator import mul
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Formula
from cnnhand.exact.receptive import Reach
from cnnhand.exact.shapes import Axis, Window
from cnnhand.exact.values import Size, Value
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake


def _last(part: Any, wrong: Formula) -> Value:
    """By a wrong formula for the last layer."""
    sides = [wrong.at(given) for given in part.givens]
    return Size(*sides) if part.oblong else sides[0]  # type: ignore[arg-type]  # wrong sides may be fractions


def _jumps(begin: Reach, axes: Sequence[Axis]) -> list[int]:
    """The jump before each layer, and the one after the last."""
    return list(accumulate((axis.stride for axis in axes), mul, initial=begin.jump))


def _summed(begin: Reach, axes: Sequence[Axis], jumps: Sequence[int], first: int | None = None) -> int:
    """r + Σ (F − 1)·j with other jumps, or with F in place of F − 1 from one of the layers on."""
    less = [int(first is None or at < first) for at in range(len(axes))]
    return begin.size + sum((axis.reach - one) * jump for axis, one, jump in zip(axes, less, jumps, strict=False))


def _hops(part: Any, change: Callable[[Any], Window | None]) -> Any:
    """The same way with other windows, None where a layer is left out, and nothing of it answered before."""
    changed = ((hop, change(hop)) for hop in part.hops)
    hops = tuple(hop._replace(window=window, answered=None, jump=None) for hop, window in changed if window)
    if not hops:
        raise GivenError("layers", "nothing but pooling layers")
    return replace(part, hops=hops)


def _moving(part: Any, **changes: int) -> Any:
    return _hops(part, lambda hop: hop.window.with_(**changes))


def _without_pools(part: Any) -> Any:
    return _hops(part, lambda hop: None if hop.pool else hop.window)


def _without_growth(part: Any, which: Callable[[Any], bool]) -> Value:
    """The growth of some layers left out, while their strides count."""
    grown = _moving(part, filter=1, dilation=1).hops
    hops = tuple(alone if which(hop) else hop for hop, alone in zip(part.hops, grown, strict=True))
    return replace(part, hops=hops).answer()  # type: ignore[no-any-return]


def _longer(window: Window) -> Window:
    """A dilated window of d·F cells a side."""
    return Window(*(axis._replace(filter=axis.dilation * axis.filter, dilation=1) for axis in window))


def _padding(part: Any) -> Value:
    """The padding of every layer added to the field, on both sides."""
    across, down = (sum(a.before + a.after for a in part.axes(direction)) for direction in range(2))
    answer = part.answer()
    return Size(answer.width + across, answer.height + down) if part.oblong else answer + across


FIELD = rules(
    """
    sum-of-filters: by adding the filter sides: {ΣF} := p.project(lambda r, axes: sum(a.filter for a in axes)) | several
    own-stride-included: with each layer's own stride in its jump already: it counts from the next layer on := p.project(lambda r, axes: _summed(r, axes, _jumps(r, axes)[1:]))
    last-stride-only: with the stride of the layer before in place of the product of all strides before := p.project(lambda r, axes: _summed(r, axes, [r.jump, *(axis.stride for axis in axes)]))
    f-not-f-minus-1: with the filter side F in place of F − 1 in each layer := p.project(lambda r, axes: _summed(r, axes, _jumps(r, axes), 0))
    f-after-the-first: with the filter side F in place of F − 1 after the first layer := p.project(lambda r, axes: _summed(r, axes, _jumps(r, axes), 1)) | several
    growth-left-out: with the strides of the pooling layers and without what their windows see := _without_growth(p, lambda hop: hop.pool) | pools
    growth-left-out: with the strides of the layers that have one, and without what their windows see := _without_growth(p, lambda hop: max(axis.stride for axis in hop.window) > 1)
    product-of-filters: by multiplying the filter sides: {ΠF} := p.project(lambda r, axes: prod(a.filter for a in axes)) | several
    padding-added: with the padding of every layer added on both sides: it does not change what a cell sees := _padding(p)
    dilation-multiplied: with dilated filters of d·F cells a side in place of d·(F − 1) + 1 := _hops(p, lambda hop: _longer(hop.window)).answer()
    last-filter-only: for the last layer alone: it sees {F} cells a side of the map before it := F | several
    started-at-zero*: with r = 0 at the start in place of 1 := r2 − 1
    area-given: for the area {r2}·{r2} in place of the side := r2·r2 | not sequence
    stopped-a-layer-early: for the layer before, without what the last one adds := r | several
    strides-ignored: with 1 in place of the jump {j} in the last layer := r + F − 1 | several
    jump-given: for the jump := j2
    strides-ignored*: with every stride taken as 1 [_moving(p, stride=1)]
    layer-skipped*: with the pooling layers left out [_without_pools(p)] | pools
    dilation-ignored*: without the dilation [_moving(p, dilation=1)]
    """,
    value=_last,
)

JUMP = rules(
    """
    strides-added: by adding the strides, {ΣS}, in place of multiplying := p.project(lambda r, axes: sum(a.stride for a in axes)) | several
    layer-skipped: with the strides of the pooling layers left out := _without_pools(p).answer() | pools
    strides-ignored: with every stride taken as 1, so that neighbours look one cell apart := 1
    last-stride-only: with the stride {S} of the last layer alone := S
    stopped-a-layer-early: without the stride {S} of the last layer := j
    field-given: for the side of the receptive field := r2
    f-not-f-minus-1: with the side of the window in place of the stride: {j·F}
    """,
    value=_last,
)

START = rules(
    """
    counted-from-zero: by counting from 0 := s2 − 1
    padding-added: by adding the padding: {s + P·j}
    jump-left-out: with the padding {P} of the last layer without the jump {j} before it: {s − P}
    own-stride-included: with the last layer's own stride in its jump: {s − P·j2}
    padding-ignored: without any padding := 1
    stopped-a-layer-early: for the layer before := s | several
    strides-ignored*: with every stride taken as 1 [_moving(p, stride=1)]
    """,
    value=_last,
)

FIELD_MISTAKES: dict[str, tuple[Mistake, ...]] = {"field": FIELD, "jump": JUMP, "start": START}
