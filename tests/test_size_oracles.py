"""Sizes, fields, paddings and designs against plain counting: windows put at every place, every number tried."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Axis, Pair, Rounding, Sides
from cnnhand.exact.values import DOES_NOT_FIT, Volume
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Flatten
from cnnhand.layers.network import Network, Node
from cnnhand.layers.pool import AveragePool, MaxPool
from cnnhand.layers.transposed import TransposedConv
from cnnhand.marking.verdict import mark
from cnnhand.questions.asking import Ask
from cnnhand.questions.network import NetworkProblem
from cnnhand.questions.sizes.fill import FillProblem
from cnnhand.questions.sizes.fill_input import Wanted
from cnnhand.questions.sizes.fill_search import Blank


def answer(volume: Volume, layers: list[Layer], what: str, rounding: Rounding = Rounding.EXACT) -> object:
    network = Network.of(volume, layers, rounding)
    (part,) = NetworkProblem(network, (Ask(what, (len(layers),)),)).exact_parts()
    return part.answer()


def moves(across: Axis, down: Axis) -> dict[str, object]:
    return {
        "size": Pair(across.filter, down.filter),
        "stride": Pair(across.stride, down.stride),
        "padding": Sides(across.before, across.after, down.before, down.after),
        "dilation": Pair(across.dilation, down.dilation),
    }


def windows_along(side: int, axis: Axis, rounding: Rounding) -> int | None:
    """Slides a window along a padded row, and counts where it stops; None where the last does not end with the row."""
    stops, start, end = 0, -axis.before, side + axis.after
    while start + axis.dilation * (axis.filter - 1) < end:
        stops, start = stops + 1, start + axis.stride
    rest = start - axis.stride + axis.dilation * (axis.filter - 1) + 1 < end
    if not stops or (rest and rounding is Rounding.EXACT):
        return None
    return stops + 1 if rest and rounding is Rounding.CEIL and start < side else stops


axes = st.builds(
    Axis, st.integers(1, 4), st.integers(1, 4), st.integers(0, 3), st.integers(0, 3), dilation=st.integers(1, 3)
)


@settings(deadline=None)
@given(st.integers(1, 14), st.integers(2, 14), st.integers(1, 5), axes, axes, st.sampled_from(Rounding), st.booleans())
def test_windows_counted(
    width: int, height: int, depth: int, across: Axis, down: Axis, rounding: Rounding, pool: bool
) -> None:
    """Whatever the sides, padding, dilation and rounding, the answer is the number of places where the window stops."""
    assume(pool or rounding is not Rounding.CEIL)
    assume(not pool or all(max(axis.before, axis.after) < axis.reach for axis in (across, down)))
    sort = AveragePool if pool else Conv
    layer = sort(**moves(across, down), **({} if pool else {"filters": 7}))  # type: ignore[arg-type]
    sides = windows_along(width, across, rounding), windows_along(height, down, rounding)
    expected = DOES_NOT_FIT if None in sides else (*sides, depth if pool else 7)
    assert expected == answer(Volume(width, height, depth), [layer], "volume", rounding)


steps = st.tuples(st.booleans(), st.integers(1, 4), st.integers(1, 3), st.integers(0, 1), st.integers(1, 5))


@settings(deadline=None)
@given(st.integers(8, 30), st.integers(8, 30), st.lists(steps, min_size=1, max_size=4))
def test_a_chain_of_windows_counted(width: int, height: int, drawn: list[tuple[bool, int, int, int, int]]) -> None:
    """Rounded down, each volume is counted by putting the window at every place; the length is that of a real list."""
    layers: list[Layer] = []
    sides, depth = [width, height], 3
    for pool, filter, stride, padding, filters in drawn:
        padding = 0 if pool else padding
        sides = [len(range(-padding, side + padding - filter + 1, stride)) for side in sides]
        assume(min(sides) > 0)
        axis = Axis(filter, stride, padding, padding)
        layers.append(MaxPool(**moves(axis, axis)) if pool else Conv(filters=filters, **moves(axis, axis)))  # type: ignore[arg-type]
        depth = depth if pool else filters
    cells = [(x, y, z) for x in range(sides[0]) for y in range(sides[1]) for z in range(depth)]
    volume = Volume(width, height, 3)
    assert (*sides, depth) == answer(volume, layers, "volume", Rounding.FLOOR)
    assert len(cells) == answer(volume, [*layers, Flatten()], "length", Rounding.FLOOR)


@given(st.integers(1, 30), st.integers(1, 7), st.integers(1, 4), st.integers(0, 3))
def test_the_way_back_of_a_transposed_convolution(side: int, filter: int, stride: int, padding: int) -> None:
    """With the rest of the division as output padding, the volume of a convolution's input comes back."""
    axis = Axis(filter, stride, padding, padding)
    assume(axis.span(side) >= 0)
    smaller = axis.outputs(side)
    pairs = {name: value for name, value in moves(axis, axis).items() if name != "dilation"}
    extra = Pair(axis.span(side) % stride, axis.span(side) % stride)
    back = TransposedConv(filters=1, extra=extra, **pairs)  # type: ignore[arg-type]
    assert Volume(side, side, 1) == answer(Volume(smaller, smaller, 1), [back], "volume")


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(1, 7), st.integers(1, 4), st.integers(1, 3))
def test_every_padding_tried(side: int, size: int, stride: int, dilation: int) -> None:
    """The smallest padding that makes as many columns as there are strides begun in the input."""
    wanted = len(range(0, side, stride))
    reach = dilation * (size - 1) + 1
    total = next(zeros for zeros in range(200) if len(range(0, side + zeros - reach + 1, stride)) >= wanted)
    pairs = {"size": Pair(size, size), "stride": Pair(stride, stride), "dilation": Pair(dilation, dilation)}
    layer = Conv(padding="same", **pairs)
    volume = Volume(side, side, 1)
    before, after = (answer(volume, [layer], f"padding-{name}") for name in ("before", "after"))
    assert (total, total // 2, total - total // 2) == (answer(volume, [layer], "padding-total"), before, after)


def seen(windows: list[tuple[int, int, int]], cell: int) -> set[int]:
    """The input columns that a cell of the last map sees, found by going back a layer at a time."""
    cells = {cell}
    for filter, stride, dilation in reversed(windows):
        cells = {place * stride + step * dilation for place in cells for step in range(filter)}
    return cells


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=4),
)
def test_cells_followed_back(windows: list[tuple[int, int, int]]) -> None:
    """The field goes from the first to the last column that a cell sees; the next one begins a jump further on."""
    layers: list[Layer] = [
        Conv(size=Pair(filter, filter), stride=Pair(stride, stride), dilation=Pair(gaps, gaps))
        for filter, stride, gaps in windows
    ]
    unknown = Volume(None, None, None)  # type: ignore[arg-type]  # the image does not matter
    first, second = seen(windows, 0), seen(windows, 1)
    assert max(first) - min(first) + 1 == answer(unknown, layers, "field")
    assert min(second) - min(first) == answer(unknown, layers, "jump")
    assert 1 + min(first) == answer(unknown, layers, "start")


# ---- designs --------------------------------------------------------------------------------------------------------


def design(volume: Volume, wanted: Volume, **known: object) -> FillProblem:
    """A convolution with something left open."""
    asked = [name for name in ("size", "stride", "padding") if name not in known]
    blank = Blank.of(1, "conv", {"filters": wanted.depth, **known}, asked)
    return FillProblem(Network(volume, (Node(Layer(), (0,)),)), (blank,), Wanted(wanted))


def made(side: int, size: int, stride: int, padding: int) -> int | None:
    """How many windows there are, if the last one ends with the padding; else None."""
    starts = range(-padding, side + padding - size + 1, stride)
    return len(starts) if starts and starts[-1] + size == side + padding else None


@settings(deadline=None, max_examples=60)
@given(st.integers(4, 16), st.integers(4, 16), st.integers(1, 6), st.integers(1, 4), st.integers(0, 3))
def test_every_design_tried_out(width: int, height: int, size: int, stride: int, padding: int) -> None:
    """A filter side, a stride or a padding is right exactly if some layer with it has the windows that are wanted."""
    assume(size <= min(width, height) and padding < size)
    wanted = made(width, size, stride, padding), made(height, size, stride, padding)
    assume(None not in wanted and min(wanted) >= 2)  # type: ignore[type-var]  # none is None
    every = [
        (F, S, P)
        for F in range(1, min(width, height) + 1)
        for S in range(1, 2 * max(width, height))
        for P in range(F)
        if wanted == (made(width, F, S, P), made(height, F, S, P))
    ]
    problem = design(Volume(width, height, 2), Volume(*wanted, 5))  # type: ignore[arg-type]
    assert set(every) == set(problem.solutions)
    third = problem.part(2, (size, stride))
    assert {P for F, S, P in every if (size, stride) == (F, S)} == {P for P in range(40) if mark(third, P).correct}
    assert tuple(part.answer() for part in problem.exact_parts()) in every


def test_what_else_is_open_is_chosen() -> None:
    """(21 − F + 2·2)/2 + 1 = 11 with F = 5: for a stride that is chosen the formula gives the filter."""
    size = design(Volume(21, 21, 4), Volume(11, 11, 12), padding=Sides.around(2)).part(0, ()).working()
    assert "choose S = 2: F = 21 + 2·2 − (11 − 1)·2" == size.filled


@pytest.mark.parametrize("earlier", [(3,), (0,), (DOES_NOT_FIT,), (40,)])
def test_nothing_follows_from_a_filter_that_cannot_be(earlier: tuple[object, ...]) -> None:
    """For a filter with which no padding does it there is no padding to ask for."""
    problem = design(Volume(32, 32, 3), Volume(16, 16, 8), stride=Pair(2, 2))
    with pytest.raises(GivenError):
        problem.part(1, earlier)  # type: ignore[arg-type]  # whatever was typed


def test_a_sliding_layer_says_when_it_is_too_large() -> None:
    layer = Conv(size=Pair(5, 5))
    assert isinstance(layer, Sliding)
    assert [False, True, False] == [layer.too_large(Volume(side, 9, 1)) for side in (5, 4, None)]  # type: ignore[arg-type]
