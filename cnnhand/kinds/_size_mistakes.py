"""The usual mistakes in the size of an output volume: sides and depth.

The letters are those of `output_size.py`. Each procedure takes a side and how the window moves along it, and gives the
wrong side, which is rounded as the question says (down where it says nothing); the formula in its sentence shows so.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Axis, Conv, Rounding, Window, output_volume, unrounded_side
from cnnhand.exact.values import Fit, Rational, Volume, plain
from cnnhand.kinds import Mistake, always
from cnnhand.kinds._mistakes import belonging, where

if TYPE_CHECKING:
    from cnnhand.kinds._old_output_size import OutputSize


def _sides(procedure: Callable[[int, Axis], Rational]) -> Callable[["OutputSize"], Volume]:
    """Both sides by a wrong procedure, with the right depth."""

    def value(problem: "OutputSize") -> Volume:
        whole = ceil if problem.upward else floor
        width, height = (whole(procedure(side, axis)) for side, axis in problem.axes)
        if min(width, height) <= 0:
            raise GivenError("layer", "this wrong procedure gives no volume at all")
        return Volume(width, height, problem.depth)

    return value


def _window(**changes: int) -> Callable[["OutputSize"], "OutputSize"]:
    """The same problem with some givens of the window changed.

    A learner who did not see that the layer does not fit has rounded down.
    """

    def changed(problem: "OutputSize") -> "OutputSize":
        rounding = problem.rounding if problem.divides or problem.rounding is not Rounding.EXACT else Rounding.FLOOR
        layer = replace(problem.windowed, window=problem.windowed.window.with_(**changes))
        return replace(problem, layer=layer, rounding=rounding)

    return changed


def _dilation_multiplied(problem: "OutputSize") -> Volume | Fit:
    """The volume of a layer whose sides are as many times as long as they are dilated."""
    undilated = _window(dilation=1)(problem)
    across, down = (axis._replace(filter=axis.dilation * axis.filter, dilation=1) for axis in problem.windowed.window)
    longer = replace(undilated.windowed, window=Window(across, down))
    return replace(undilated, layer=longer).answer()


def _turned_window(problem: "OutputSize") -> "OutputSize":
    """The same problem with the sides of the window exchanged."""
    changed = _window()(problem)
    across, down = changed.windowed.window
    window = Window(across._replace(filter=down.filter), down._replace(filter=across.filter))
    return replace(changed, layer=replace(changed.windowed, window=window))


def _depth(procedure: Callable[["OutputSize"], int]) -> Callable[["OutputSize"], Volume]:
    """The right sides with a wrong depth."""

    def value(problem: "OutputSize") -> Volume:
        return _right(problem)._replace(depth=procedure(problem))

    return value


def _right(problem: "OutputSize") -> Volume:
    volume = problem.answer()
    assert isinstance(volume, Volume)  # asked of layers that fit only
    return volume


def _fits(problem: "OutputSize") -> bool:
    """Whether a volume comes out, so that a side or the depth of it can be mistaken."""
    return output_volume(problem.input, problem.layer, problem.rounding) is not None


def _rounded_down(problem: "OutputSize") -> "OutputSize":
    return replace(problem, rounding=Rounding.FLOOR)


def _pooled_depth(problem: "OutputSize") -> Volume:
    depth = Fraction(problem.depth, problem.windowed.window.across.stride)
    if depth < 1:
        raise GivenError("layer", "this wrong procedure leaves no depth at all")
    return _right(problem)._replace(depth=ceil(depth) if problem.upward else floor(depth))


def _strided(problem: "OutputSize") -> bool:
    return max(problem.windowed.window.stride) > 1


def _padded(problem: "OutputSize") -> bool:
    return problem.windowed.window.padded


def _padded_before(problem: "OutputSize") -> bool:
    return problem.windowed.window.across.before > 0


def _padded_after(problem: "OutputSize") -> bool:
    return any(axis.after for axis in problem.windowed.window)


def _wide(problem: "OutputSize") -> bool:
    return max(problem.windowed.window.size) > 1


def _rest(problem: "OutputSize") -> bool:
    if problem.same:
        return any(side % axis.stride for side, axis in problem.axes)
    return not problem.divides


def _dilated(problem: "OutputSize") -> bool:
    return max(problem.windowed.window.dilation) > 1


def _two_sides(problem: "OutputSize") -> bool:
    return problem.axes[0] != problem.axes[1]


def _tiles(problem: "OutputSize") -> bool:
    """Whether the windows lie side by side, F = S without padding, so that dividing the input is right."""
    window = problem.windowed.window
    return window.size == window.stride and window.dilation == (1, 1) and (problem.same or not window.padded)


def _keeps_the_size(problem: "OutputSize") -> bool:
    """Whether the padding is such that keeping the sides is right: S = 1 and 2P = F − 1, both ways."""
    return all(axis.stride == 1 and axis.before + axis.after == axis.reach - 1 for axis in problem.windowed.window)


def _conv(problem: "OutputSize") -> bool:
    return isinstance(problem.windowed, Conv)


def _deep(problem: "OutputSize") -> bool:
    return problem.input.depth > 1


MISTAKES = (
    *belonging(
        lambda p: not p.same,
        Mistake(
            "no-plus-one",
            "without the + 1 at the end: {(W − F + 2·P)/S}",
            always,
            _sides(lambda W, axis: unrounded_side(W, axis) - 1),
            common=True,
        ),
        Mistake(
            "plus-one-twice",
            "with the + 1 added twice",
            always,
            _sides(lambda W, axis: unrounded_side(W, axis) + 1),
        ),
        Mistake.changed(
            "padding-ignored",
            "without the padding {P}: {(W − F)/S} + 1",
            _padded,
            _window(before=0, after=0),
            common=True,
        ),
        Mistake.changed(
            "padding-once",
            "with the padding {P} counted on one side only: {(W − F + P)/S} + 1",
            _padded_after,
            _window(after=0),
        ),
        Mistake(
            "rounded-up",
            "by rounding up where the stride {S} does not divide",
            lambda p: _rest(p) and p.rounding is not Rounding.CEIL,
            _sides(lambda W, axis: ceil(unrounded_side(W, axis))),
            common=True,
        ),
        Mistake(
            "rounded-up",
            "with a last window counted that starts beyond the input",
            lambda p: p.left_out,
            _sides(unrounded_side),
        ),
        Mistake.changed(
            "rounded-down",
            "by rounding down where the stride {S} does not divide",
            lambda p: _rest(p) and p.rounding is not Rounding.FLOOR,
            _rounded_down,
            common=True,
        ),
        Mistake(
            "fraction-kept",
            "by leaving a fraction: a volume has whole sides",
            _rest,
            lambda p: Volume._make((*(unrounded_side(side, axis) for side, axis in p.axes), p.depth)),
        ),
        Mistake.changed(
            "stride-ignored", "with a stride of 1 in place of {S}", _strided, _window(stride=1), common=True
        ),
        Mistake(
            "stride-multiplied",
            "by multiplying by the stride {S} in place of dividing",
            _strided,
            _sides(lambda W, axis: axis.span(W) * axis.stride + 1),
        ),
        Mistake(
            "plus-one-under-the-line",
            "with the 1 added to the stride: {(W − F + 2·P)/(S + 1)}",
            always,
            _sides(lambda W, axis: Fraction(axis.span(W), axis.stride + 1)),
        ),
        Mistake(
            "plus-one-inside",
            "with the 1 added before dividing: {(W − F + 2·P + 1)/S}",
            _strided,
            _sides(lambda W, axis: Fraction(axis.span(W) + 1, axis.stride)),
        ),
        Mistake(
            "input-over-stride",
            "by dividing the input by the stride: {W/S}",
            lambda p: _strided(p) and not _tiles(p),
            _sides(lambda W, axis: Fraction(W, axis.stride)),
            common=True,
        ),
        Mistake(
            "size-unchanged",
            "with the sides of the input kept",
            lambda p: not _keeps_the_size(p),
            _sides(lambda W, axis: W),
        ),
        Mistake(
            "filter-taken-twice",
            "with the filter taken off at both ends: {(W − 2·(F − 1) + 2·P)/S}",
            _wide,
            _sides(lambda W, axis: Fraction(W - 2 * (axis.filter - 1) + axis.before + axis.after, axis.stride)),
        ),
        Mistake(
            "padded-size-given",
            "for the padded input, before the window moves: {W} + {2·P}",
            _padded,
            _sides(lambda W, axis: W + axis.before + axis.after),
        ),
        Mistake(
            "padded-size-given",
            "for the input padded on one side, before the window moves: {W + P}",
            _padded_before,
            _sides(lambda W, axis: W + axis.before),
        ),
        Mistake.changed(
            "dilation-ignored", "without the dilation: a filter of {F} cells a side", _dilated, _window(dilation=1)
        ),
        Mistake(
            "dilation-multiplied",
            "with dilated sides of {d}·F in place of {d}·(F − 1) + 1",
            _dilated,
            _dilation_multiplied,
        ),
        Mistake.changed(
            "filter-turned",
            "with the sides of the window exchanged: {F} is its width",
            lambda p: p.windowed.window.across.filter != p.windowed.window.down.filter,
            _turned_window,
        ),
        Mistake(
            "pad-depth-too",
            "with the padding added to the depth: {D2 + P}",
            lambda p: _fits(p) and _padded_before(p),
            _depth(lambda p: p.depth + p.windowed.window.across.before),
        ),
        Mistake(
            "pad-depth-too",
            "with the padding of both sides added to the depth: {D2 + 2·P}",
            lambda p: _fits(p) and _padded_before(p),
            _depth(lambda p: p.depth + p.windowed.window.across.before + p.windowed.window.across.after),
        ),
    ),
    *belonging(
        lambda p: p.same,
        Mistake(
            "same-as-input",
            "with the sides of the input kept: that is “same” for a stride of 1 only",
            _strided,
            _sides(lambda W, axis: W),
        ),
        Mistake(
            "same-as-valid",
            "without any padding, which is “valid”: {(W − F)/S} + 1",
            _padded,
            _sides(lambda W, axis: (W - axis.reach) // axis.stride + 1),
        ),
        Mistake(
            "rounded-down",
            "by rounding {W}/{S} down",
            _rest,
            _sides(lambda W, axis: W // axis.stride),
        ),
        Mistake(
            "plus-one-twice",
            "with a + 1 added after {W}/{S} is rounded up",
            always,
            _sides(lambda W, axis: -(-W // axis.stride) + 1),
        ),
        Mistake(
            "fraction-kept",
            "by leaving {W}/{S} a fraction",
            _rest,
            lambda p: Volume._make((*(plain(Fraction(side, axis.stride)) for side, axis in p.axes), p.depth)),
        ),
    ),
    Mistake(
        "input-over-filter",
        "by dividing the input by the filter: {W/F}",
        lambda p: _wide(p) and not _tiles(p),
        _sides(lambda W, axis: Fraction(W, axis.filter)),
    ),
    Mistake("filter-added", "by adding the filter: {W} + {F} − 1", _wide, _sides(lambda W, axis: W + axis.filter - 1)),
    Mistake(
        "stride-squared",
        "by dividing by the stride twice: {W/S²}",
        _strided,
        _sides(lambda W, axis: Fraction(W, axis.stride**2)),
    ),
    Mistake(
        "always-halves",
        "by halving the sides, whatever the layer: {W/2}",
        lambda p: not ((_tiles(p) or p.same) and p.windowed.window.stride == (2, 2)),
        _sides(lambda W, axis: Fraction(W, 2)),
    ),
    Mistake("filter-size-given", "with the sides of the filter", always, _sides(lambda W, axis: axis.filter)),
    *where(
        _fits,
        Mistake(
            "sides-swapped",
            "with width and height exchanged",
            _two_sides,
            lambda p: Volume(_right(p).height, _right(p).width, p.depth),
        ),
        Mistake(
            "one-side-for-both",
            "with the width's result used for the height too",
            _two_sides,
            lambda p: _right(p)._replace(height=_right(p).width),
        ),
        Mistake(
            "one-side-for-both",
            "with the height's result used for the width too",
            _two_sides,
            lambda p: _right(p)._replace(width=_right(p).height),
        ),
        *belonging(
            _conv,
            Mistake(
                "depth-of-input",
                "with the depth {D} of the input in place of the {K} filters",
                always,
                _depth(lambda p: p.input.depth),
                common=True,
            ),
            Mistake(
                "depth-multiplied",
                "with a map for every filter and every channel: depth {D}·{K}",
                _deep,
                _depth(lambda p: p.input.depth * p.depth),
                common=True,
            ),
            Mistake(
                "depth-added",
                "with the filters added to the input's depth: {D} + {K}",
                always,
                _depth(lambda p: p.input.depth + p.depth),
            ),
            Mistake(
                "depth-from-filter-size",
                "with the filter side {F} as depth",
                always,
                _depth(lambda p: p.windowed.window.across.filter),
            ),
            Mistake(
                "depth-dropped",
                "for one map only: {K} filters make {K} maps",
                lambda p: p.depth > 1,
                _depth(lambda p: 1),
            ),
        ),
        *belonging(
            lambda p: not _conv(p),
            Mistake(
                "pool-divides-depth",
                "by dividing the depth by the stride too: {D/S}",
                lambda p: _deep(p) and _strided(p),
                _pooled_depth,
            ),
            Mistake(
                "pool-merges-channels",
                "by merging the {D} channels: pooling works on each by itself",
                _deep,
                _depth(lambda p: 1),
            ),
        ),
    ),
)
