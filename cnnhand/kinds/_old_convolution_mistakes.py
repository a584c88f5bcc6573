"""The mistakes of a convolution that are the right procedure on changed givens, and when each can be made.

The letters are those of `_convolution.py`.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeVar

from cnnhand.exact.cells import edge_padded, exchanged, mirrored, positions, rotated, unsigned, upside_down
from cnnhand.exact.shapes import Axis, Pair, Sides
from cnnhand.exact.values import Filter, Grid, Rational, Rows, Value, plain
from cnnhand.kinds import Mistake
from cnnhand.kinds._mistakes import belonging
from cnnhand.kinds._old_convolution import Convolution

T = TypeVar("T", bound=Convolution)

Change = Callable[[Any], Any]
"""From a problem to the same problem with other givens, of whichever kind it is."""


def with_bias(change: Callable[[Convolution, Rational], Rational]) -> Change:
    """Each filter's bias changed."""
    return lambda p: replace(p, filters=tuple(Filter(filter.weights, change(p, filter.bias)) for filter in p.filters))


def with_kernels(change: Callable[[Rows], Rows]) -> Change:
    """Each channel's kernel changed, as it lies on the window."""
    return lambda p: replace(
        p,
        filters=tuple(Filter(Grid(tuple(map(change, p.on_window(filter)))), filter.bias) for filter in p.filters),
        flip=False,
    )


def changes(change: Callable[[Rows], Rows]) -> Callable[[Convolution], bool]:
    """Whether the change makes another kernel at all."""
    return lambda p: any(change(kernel) != kernel for filter in p.asked() for kernel in p.on_window(filter))


def channel_alone(problem: T, channel: int) -> T:
    """The convolution of one channel, counted from 0, with the filters' slices for it."""
    return replace(
        problem,
        input=Grid((problem.input.channels[channel],)),
        filters=tuple(Filter(Grid((filter.weights.channels[channel],)), filter.bias) for filter in problem.filters),
    )


def _ones(kernel: Rows) -> Rows:
    return tuple(tuple(1 for _ in row) for row in kernel)


def _row_sums(kernel: Rows) -> Rows:
    """Each row's sum for the weights of the column with its number: what window @ kernel, added up, multiplies by."""
    sums = tuple(sum(row) for row in kernel)
    return (sums,) * len(kernel)


def _divided(by: Callable[[Convolution], int]) -> Callable[[Convolution], Value]:
    """Σ x·w divided by a number n, and the bias as it is: (Σ x·w + n·b)/n, which divides once a cell only."""

    def value(problem: Convolution) -> Value:
        n = by(problem)
        more = with_bias(lambda p, b: b * n)(problem).answer()
        return more.map(lambda y: plain(Fraction(y, n))) if isinstance(more, Grid) else plain(Fraction(more, n))

    return value


def _cells(problem: Convolution) -> int:
    """How many cells a window has in one channel."""
    return problem.window.area


def _bordered(problem: Convolution) -> Convolution:
    """The input with its border copied into the padding."""
    wider = problem.input.by_channel(lambda rows: edge_padded(rows, problem.padding))
    return replace(problem, input=wider, padding=Sides())


def _has_border(problem: Convolution) -> bool:
    """Whether a number on the border of the input is not 0."""
    return any(
        any(rows[0]) or any(rows[-1]) or any(row[0] or row[-1] for row in rows) for rows in problem.input.channels
    )


def _next_bias(problem: Convolution) -> Convolution:
    """Each filter with the bias of the next one, the last with that of the first."""
    biases = [filter.bias for filter in (*problem.filters[1:], problem.filters[0])]
    return replace(
        problem,
        filters=tuple(Filter(filter.weights, bias) for filter, bias in zip(problem.filters, biases, strict=True)),
    )


def square(problem: Convolution) -> bool:
    """Whether the filter is as wide as it is high."""
    return problem.window.size.across == problem.window.size.down


def deep(problem: Convolution) -> bool:
    """Whether there are several channels."""
    return problem.input.depth > 1


def biased(problem: Convolution) -> bool:
    """Whether there is a bias that is not 0."""
    return any(filter.bias != 0 for filter in problem.asked())


turned = changes(rotated)
"""Whether a kernel is another one when it is turned by 180°."""


def not_symmetric(problem: Convolution) -> bool:
    """Whether a kernel is another one, but of the same size, when its rows and columns are exchanged."""
    return square(problem) and changes(exchanged)(problem)


def several_products(problem: Convolution) -> bool:
    """Whether a cell has more than one product."""
    return _cells(problem) * problem.input.depth > 1


def touches_padding(problem: Convolution) -> bool:
    """Whether a window that is asked for reads any padding."""

    def outside(place: int, axis: Axis, side: int) -> bool:
        reads = positions(place, axis)
        return reads[0] <= axis.before or reads[-1] > axis.before + side

    across, down = problem.window
    return any(
        outside(place.row, down, problem.input.height) or outside(place.column, across, problem.input.width)
        for place in problem.corners()
    )


def _skipped(problem: Convolution) -> bool:
    """Whether the stride has moved a window that is asked for further than one cell a step."""
    last = problem.corners()[1]
    return (problem.stride.down > 1 and last.row > 1) or (problem.stride.across > 1 and last.column > 1)


CHANGED_GIVENS = (
    Mistake.changed("bias-forgotten", "without the {bias}", biased, with_bias(lambda p, b: 0), common=True),
    Mistake.changed(
        "bias-per-channel",
        "with the {bias} added for each of the {D} channels",
        lambda p: biased(p) and deep(p),
        with_bias(lambda p, b: b * p.input.depth),
    ),
    Mistake.changed(
        "bias-per-product",
        "with the {bias} added to every product",
        lambda p: biased(p) and several_products(p),
        with_bias(lambda p, b: b * _cells(p) * p.input.depth),
    ),
    Mistake.changed("bias-subtracted", "with the {bias} subtracted", biased, with_bias(lambda p, b: -b)),
    Mistake.changed("first-channel-only", "from channel 1 alone, out of {D}", deep, lambda p: channel_alone(p, 0)),
    Mistake(
        "channels-averaged",
        "with the {D} channels averaged, not added",
        deep,
        _divided(lambda p: p.input.depth),
    ),
    *belonging(
        lambda p: not p.flip,
        Mistake.changed(
            "kernel-flipped",
            "with the kernel turned by 180° (a true convolution)",
            turned,
            lambda p: replace(p, flip=True),
            common=True,
        ),
    ),
    *belonging(
        lambda p: p.flip,
        Mistake.changed(
            "kernel-not-flipped",
            "without turning the kernel by 180°",
            turned,
            lambda p: replace(p, flip=False),
            common=True,
        ),
    ),
    Mistake.changed(
        "kernel-transposed", "with rows and columns of the kernel exchanged", not_symmetric, with_kernels(exchanged)
    ),
    Mistake.changed(
        "kernel-mirrored",
        "with the kernel mirrored left to right",
        lambda p: changes(mirrored)(p) and p.window.size.down > 1,  # else it is turned by 180°
        with_kernels(mirrored),
    ),
    Mistake.changed(
        "kernel-mirrored",
        "with the kernel upside down",
        lambda p: changes(upside_down)(p) and p.window.size.across > 1,
        with_kernels(upside_down),
    ),
    Mistake.changed(
        "stride-ignored",
        "with a window that moves by 1 a step in place of {S}",
        _skipped,
        lambda p: replace(p, stride=Pair(1, 1)),
        common=True,
    ),
    Mistake.changed(
        "dilation-ignored",
        "with neighbouring inputs under the kernel, without the dilation",
        lambda p: p.dilation != Pair(1, 1) and several_products(p),
        lambda p: replace(p, dilation=Pair(1, 1)),
        common=True,
    ),
    Mistake.changed(
        "padding-ignored",
        "with the window put on the input without its padding",
        lambda p: bool(p.padding.left or p.padding.top) or touches_padding(p),
        lambda p: replace(p, padding=Sides()),
        common=True,
    ),
    Mistake.changed(
        "edge-padding",
        "with the border copied into the padding in place of zeros",
        lambda p: touches_padding(p) and _has_border(p),
        _bordered,
    ),
    Mistake.changed("signs-lost", "without the minus signs of the kernel", changes(unsigned), with_kernels(unsigned)),
    Mistake.changed(
        "kernel-ignored",
        "with the window added up, as if every weight were 1",
        changes(_ones),
        with_kernels(_ones),
    ),
    Mistake.changed(
        "matrix-product",
        "with window and kernel multiplied as matrices, then added up",
        lambda p: square(p) and p.window.size.across > 1,
        with_kernels(_row_sums),
    ),
    Mistake(
        "averaged",
        "with Σ x·w divided by the {n} cells of the window",
        lambda p: _cells(p) > 1,
        _divided(_cells),
    ),
    Mistake.changed(
        "channels-crossed",
        "with the filter's channels in the opposite order",
        lambda p: any(filter.weights.channels != filter.weights.channels[::-1] for filter in p.asked()),
        lambda p: replace(
            p, filters=tuple(Filter(Grid(filter.weights.channels[::-1]), filter.bias) for filter in p.filters)
        ),
    ),
    Mistake.changed(
        "other-bias",
        "with the bias of another filter",
        lambda p: _next_bias(p).asked() != p.asked(),
        _next_bias,
    ),
)
