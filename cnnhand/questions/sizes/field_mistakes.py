"""The usual mistakes in receptive fields, jumps and starts. The letters are those of `field.py`: r, j and s before the
last layer, r2, j2 and s2 after it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import prod
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Formula
from cnnhand.exact.receptive import Reach
from cnnhand.exact.shapes import Axis, Window
from cnnhand.exact.values import Size, Value
from cnnhand.questions.catalogue import edits, table, values
from cnnhand.questions.contract import Mistake


def _last(part: Any, wrong: Formula) -> Value:
    """By a wrong formula for the last layer."""
    sides = [wrong.at(given) for given in part.givens]
    return Size(*sides) if part.oblong else sides[0]  # type: ignore[arg-type]  # wrong sides may be fractions


def _all(procedure: Callable[[Reach, Sequence[Axis]], Any]) -> Callable[[Any], Value]:
    """By a wrong procedure for all layers."""
    return lambda part: part.project(procedure)


def _jumps(begin: Reach, axes: Sequence[Axis]) -> list[int]:
    """The jump before each layer, and the one after the last."""
    jumps = [begin.jump]
    for axis in axes:
        jumps.append(jumps[-1] * axis.stride)
    return jumps


def _summed(jumps: Callable[[Reach, Sequence[Axis]], Sequence[int]]) -> Callable[[Any], Value]:
    """r + Σ (F − 1)·j with other jumps."""
    return _all(lambda r, axes: r.size + sum((a.reach - 1) * j for a, j in zip(axes, jumps(r, axes), strict=False)))


def _with_f(first: int) -> Callable[[Any], Value]:
    """F in place of F − 1, from one of the layers on."""
    return _all(
        lambda r, axes: (
            r.size
            + sum(
                (axis.reach - (at < first)) * jump
                for at, (axis, jump) in enumerate(zip(axes, _jumps(r, axes), strict=False))
            )
        )
    )


def _hops(part: Any, change: Callable[[Window], Window]) -> Any:
    """The same way with other windows, and nothing of it answered before."""
    return replace(
        part, hops=tuple(hop._replace(window=change(hop.window), answered=None, jump=None) for hop in part.hops)
    )


def _moving(**changes: int) -> Callable[[Any], Any]:
    return lambda part: _hops(part, lambda window: window.with_(**changes))


def _without_pools(part: Any) -> Any:
    hops = tuple(hop._replace(answered=None, jump=None) for hop in part.hops if not hop.pool)
    if not hops:
        raise GivenError("layers", "nothing but pooling layers")
    return replace(part, hops=hops)


def _pools_do_not_grow(part: Any) -> Value:
    """The growth of the pooling layers left out, while their strides count."""
    value: Value = replace(
        part,
        hops=tuple(
            hop._replace(window=hop.window.with_(filter=1, dilation=1), answered=None, jump=None) if hop.pool else hop
            for hop in part.hops
        ),
    ).answer()
    return value


def _longer(axis: Axis) -> Axis:
    return axis._replace(filter=axis.dilation * axis.filter, dilation=1)


def _padding(part: Any) -> Value:
    """The padding of every layer added to the field, on both sides."""
    given = {direction: sum(a.before + a.after for a in part.axes(direction)) for direction in range(2)}
    answer = part.answer()
    if isinstance(answer, Size):
        return Size(answer.width + given[0], answer.height + given[1])
    return answer + given[0]  # type: ignore[no-any-return]  # a number


FIELD = (
    *values(
        {
            "sum-of-filters: by adding the filter sides: {ΣF} | several": _all(
                lambda r, axes: sum(a.filter for a in axes)
            ),
            "own-stride-included: with each layer's own stride in its jump already: it counts from the next layer on": (
                _summed(lambda r, axes: _jumps(r, axes)[1:])
            ),
            "last-stride-only: with the stride of the layer before in place of the product of all strides before": _summed(
                lambda r, axes: [r.jump, *(axis.stride for axis in axes)]
            ),
            "f-not-f-minus-1: with F in place of F − 1 in each layer": _with_f(0),
            "f-after-the-first: with F in place of F − 1 after the first layer | several": _with_f(1),
            "growth-left-out: with the strides of the pooling layers and without what their windows see | pools": (
                _pools_do_not_grow
            ),
            "product-of-filters: by multiplying the filter sides: {ΠF} | several": _all(
                lambda r, axes: prod(a.filter for a in axes)
            ),
            "padding-added: with the padding of every layer added on both sides: it does not change what a cell sees": (
                _padding
            ),
            "dilation-multiplied: with dilated filters of d·F cells a side in place of d·(F − 1) + 1": lambda p: _hops(
                p, lambda window: Window(*map(_longer, window))
            ).answer(),
        }
    ),
    *table(
        """
        last-filter-only: for the last layer alone: it sees {F} cells a side of the map before it := F | several
        started-at-zero*: with r = 0 at the start in place of 1 := r2 − 1
        area-given: for the area {r2}·{r2} in place of the side := r2·r2
        stopped-a-layer-early: for the layer before, without what the last one adds := r | several
        strides-ignored: with 1 in place of the jump {j} in the last layer := r + F − 1 | several
        jump-given: for the jump := j2
        """,
        _last,
    ),
    *edits(
        {
            "strides-ignored*: with every stride taken as 1": _moving(stride=1),
            "layer-skipped*: with the pooling layers left out | pools": _without_pools,
            "dilation-ignored*: without the dilation": _moving(dilation=1),
        }
    ),
)

JUMP = (
    *values(
        {
            "strides-added: by adding the strides, {ΣS}, in place of multiplying | several": _all(
                lambda r, axes: sum(a.stride for a in axes)
            ),
            "layer-skipped: with the strides of the pooling layers left out | pools": lambda p: _without_pools(
                p
            ).answer(),
        }
    ),
    *table(
        """
        strides-ignored: with every stride taken as 1, so that neighbours look one cell apart := 1
        last-stride-only: with the stride {S} of the last layer alone := S
        stopped-a-layer-early: without the stride {S} of the last layer := j
        field-given: for the side of the receptive field := r2
        f-not-f-minus-1: with the side of the window in place of the stride: {j·F}
        """,
        _last,
    ),
)

START = (
    *table(
        """
        counted-from-zero: by counting from 0 := s2 − 1
        padding-added: by adding the padding: {s + P·j}
        jump-left-out: with the padding {P} of the last layer without the jump {j} before it: {s − P}
        own-stride-included: with the last layer's own stride in its jump: {s − P·j2}
        padding-ignored: without any padding := 1
        stopped-a-layer-early: for the layer before := s | several
        """,
        _last,
    ),
    *edits({"strides-ignored*: with every stride taken as 1": _moving(stride=1)}),
)

MISTAKES: dict[str, tuple[Mistake, ...]] = {"field": FIELD, "jump": JUMP, "start": START}
