"""The usual mistakes in the size of an output volume: sides and depth. The letters are those of `size.py`."""

from fractions import Fraction
from math import ceil, floor
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Formula, Given
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Rational, Value, Volume, plain
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.dense import Dense
from cnnhand.layers.pool import Pool
from cnnhand.layers.transposed import TransposedConv
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake


def mistakes_in_size(layer: Layer) -> tuple[Mistake, ...]:
    """The usual mistakes in the size of such a layer's output."""
    if isinstance(layer, TransposedConv):
        return TRANSPOSED_SAME if layer.padding == "same" else TRANSPOSED
    if isinstance(layer, Dense):
        return DENSE
    if not isinstance(layer, Sliding):
        return VOLUMES
    windowed = SAME if layer.padding == "same" else WINDOWS
    return (*windowed, *ANY_WINDOW, *VOLUMES, *(POOLED if isinstance(layer, Pool) else MAPS))


def side_value(part: Any, wrong: Formula) -> Value:
    """Both sides by a wrong formula, with the right depth; a side that is not given stays so."""
    return _sides(part, *(_worked_out(part, wrong, given) for given in part.givens))


def _worked_out(part: Any, wrong: Formula, given: Given) -> int | None:
    if "W" not in given and "W" in wrong.letters:
        return None
    return (part.to_whole or floor)(wrong.at(given))


def _sides(part: Any, width: Rational | None, height: Rational | None) -> Value:
    """Wrong sides; the height of a sequence stays 1."""
    height = 1 if part.sequence else height
    if any(side is not None and side <= 0 for side in (width, height)):
        raise GivenError("layer", "this wrong procedure gives no volume at all")
    return _projected(part, width, height, part.depth)


def depth_value(part: Any, wrong: Formula) -> Value:
    """The right sides with a wrong depth."""
    right, depth = _right(part), (part.to_whole or floor)(wrong.at(part.side_given(0)))
    if depth < 1:
        raise GivenError("layer", "this wrong procedure leaves no depth at all")
    return _projected(part, right.width, right.height, depth)


def _projected(part: Any, width: Any, height: Any, depth: Any) -> Value:
    return part.project(Volume(width, height, depth))  # type: ignore[no-any-return]


def _right(part: Any) -> Volume:
    volume: Volume | None = part.volume
    if volume is None:
        raise GivenError("layer", "nothing comes out, so that no side or depth of it can be mistaken")
    return volume


def _unrounded(part: Any, up: bool = False) -> Value:
    """The sides before any rounding; or each rounded up, a last window that starts beyond the input too."""
    if part.same:
        pairs = zip(part.input[:2], part.layer.window, strict=True)
        sides = [None if side is None else Fraction(side, axis.stride) for side, axis in pairs]
    else:
        rules = part.layer.sides(part.input, Rounding.EXACT)[:2]
        sides = [rule.at() if "W" in rule.given else None for rule in rules]
    return _sides(part, *(side if side is None else ceil(side) if up else plain(side) for side in sides))


WINDOWS = (
    *rules(
        """
        no-plus-one*: without the + 1 at the end: {(W − R + T)/S}
        plus-one-twice: with the + 1 added twice := (W − R + T)/S + 2
        stride-multiplied: by multiplying by the stride {S} in place of dividing := (W − R + T)·S + 1 | S > 1
        plus-one-under-the-line: with the 1 added to the stride: {(W − R + T)/(S + 1)}
        plus-one-inside: with the 1 added before dividing: {(W − R + T + 1)/S} | S > 1
        input-over-stride*: by dividing the input by the stride: {W/S} | S > 1
        size-unchanged: with the sides of the input kept := W
        filter-taken-twice: with the filter taken off at both ends: {(W − 2·(F − 1) + T)/S} | max(p.layer.size) > 1
        padded-size-given: for the padded input, before the window moves: {W + T} | T > 0
        padded-size-given: for the input padded on one side, before the window moves: {W + P} | P > 0
        """,
        value=side_value,
    ),
    *rules(
        """
        pad-depth-too: with the padding added to the depth: {D2 + P} | P > 0
        pad-depth-too: with the padding of both sides added to the depth: {D2 + T} | T > 0
        padding-ignored*: without the padding {P}: {(W − R)/S} + 1 [padding=Sides()]
        padding-once: with the padding {P} counted on one side only: {(W − R + P)/S} + 1 [padding=p.resolved.padding._replace(right=0, bottom=0)]
        rounded-down*: by rounding down where the stride {S} does not divide [replace(p, rounding=Rounding.FLOOR)] | rests
        stride-ignored*: with a stride of 1 in place of {S} [stride=ONE]
        dilation-ignored: without the dilation: a filter of {F} cells a side [dilation=ONE]
        dilation-multiplied: with dilated sides of {d}·F in place of {d}·(F − 1) + 1 [size=Pair(*(side * times for side, times in zip(p.resolved.size, p.resolved.dilation))), dilation=ONE]
        filter-turned: with the sides of the window exchanged: {F} is its width [size=Pair(*reversed(p.resolved.size))] | not sequence
        rounded-up*: by rounding up where the stride {S} does not divide := _unrounded(p, up=True) | rests, p.to_whole is not ceil
        rounded-up: with a last window counted that starts beyond the input := _unrounded(p, up=True) | p.to_whole is ceil
        fraction-kept: by leaving a fraction: a volume has whole sides := _unrounded(p) | rests
        """,
        value=depth_value,
    ),
)

SAME = rules(
    """
    same-as-input: with the sides of the input kept: that is “same” for a stride of 1 only := W | S > 1
    same-as-valid: without any padding, which is “valid”: {(W − R)/S} + 1 := (W − R)/S + 1
    plus-one-twice: with a + 1 added after {W}/{S} is rounded up := ⌈W/S⌉ + 1
    rounded-down: by rounding {W}/{S} down := ⌊W/S⌋
    fraction-kept: by leaving {W}/{S} a fraction := _unrounded(p)
    """,
    value=side_value,
)

ANY_WINDOW = rules(
    """
    input-over-filter: by dividing the input by the filter: {W/F} | max(p.layer.size) > 1
    filter-added: by adding the filter: {W} + {F} − 1 := W + F − 1 | max(p.layer.size) > 1
    stride-squared: by dividing by the stride twice: {W/S²} | S > 1
    always-halves: by halving the sides, whatever the layer: {W/2}
    filter-size-given: with the sides of the filter := F
    filters-given: with the number of filters {K} as sides := K
    """,
    value=side_value,
)

MAPS = rules(
    """
    depth-of-input*: with the depth {D} of the input in place of the {K} filters := D
    depth-multiplied*: with a map for every filter and every channel: depth {D}·{K} := D·K | D > 1
    depth-added: with the filters added to the input's depth: {D} + {K} := D + K
    depth-from-filter-size: with the filter side {F} as depth := F
    depth-dropped: for one map only: {K} filters make {K} maps := 1
    depth-from-side: with the side {W2} as depth := W2
    map-for-column: for the neurons of one map, {W2·H2} := W2·H2 | p.what == "depth"
    depth-of-a-colour-image: with the depth 3 of a colour image: {K} filters make {K} maps := 3 | p.input.depth != 3
    """,
    value=depth_value,
)

POOLED = rules(
    """
    pool-divides-depth: by dividing the depth by the stride too: {D/S} | D > 1
    pool-merges-channels: by merging the {D} channels: pooling works on each by itself := 1
    """,
    value=depth_value,
)

VOLUMES = rules(
    """
    sides-swapped: with width and height exchanged := _projected(p, _right(p).height, _right(p).width, p.depth) | not sequence
    one-side-for-both: with the width's result used for the height too := _projected(p, _right(p).width, _right(p).width, p.depth) | not sequence
    one-side-for-both: with the height's result used for the width too := _projected(p, _right(p).height, _right(p).height, p.depth) | not sequence
    """
)

TRANSPOSED = (
    *rules(
        """
        forward-formula: with the formula of a convolution that is not transposed: {(W − R + T)/S + 1}
        minus-one-forgotten*: with {W·S} in place of {(W − 1)·S} := W·S + R − T + E
        input-times-stride: by multiplying the input by the stride: {W·S} | S > 1
        plus-one-added: with a + 1 at the end, as in a plain convolution := (W − 1)·S + R − T + E + 1
        filter-minus-one: with {R − 1} in place of the filter's side {R} := (W − 1)·S + R − 1 − T + E
        filter-ignored: without the filter's side {R} := (W − 1)·S − T + E
        stride-ignored: with a stride of 1 in place of {S} := W − 1 + R − T + E | S > 1
        padding-once: with the padding {P} taken off at one side only := (W − 1)·S + R − P + E
        padding-added: with the padding {P} added: a transposed convolution cuts it off := (W − 1)·S + R + T + E
        output-padding-twice: with the output padding {E} added at both sides := (W − 1)·S + R − T + 2·E
        size-unchanged: with the sides of the input kept := W
        padding-ignored*: without the padding {P} [padding=Sides()]
        output-padding-ignored*: without the output padding {E} [extra=Pair(0, 0)]
        """,
        value=side_value,
    ),
    *VOLUMES,
    *MAPS,
)

TRANSPOSED_SAME = (
    *rules(
        """
        forward-formula: by dividing by the stride {S}, as in a convolution that is not transposed := ⌈W/S⌉ | S > 1
        same-as-input: with the sides of the input kept: that is “same” for a stride of 1 only := W | S > 1
        same-as-valid: without anything cut off, which is “valid”: {(W − 1)·S + R}
        minus-one-forgotten: with the filter's side {R} added to {W·S} := W·S + R
        filter-ignored: with the stride {S} for every cell but one: {(W − 1)·S} | S > 1
        plus-one-added: with a + 1 at the end := W·S + 1
        """,
        value=side_value,
    ),
    *VOLUMES,
    *MAPS,
)

DENSE = rules(
    """
    inputs-given: for the {n} inputs of the layer: its neurons come out := n
    weights-given: for the weights between inputs and neurons: {n·M}
    """,
    value=depth_value,
)

JOINED = rules(
    """
    depth-of-one-branch: with the depth of the first branch alone := p.project(p.inputs[0])
    depth-of-one-branch: with the depth of the last branch alone := p.project(p.inputs[-1])
    depths-added: with the depths added up: here the branches are added cell by cell := p.project(p.volume._replace(depth=sum(volume.depth for volume in p.inputs)))
    """
)
