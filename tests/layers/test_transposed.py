"""Transposed convolutions: numbers worked out by hand, the definition in nested loops, and the transpose that it is."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Rounding, Sides, Window, output_side
from cnnhand.exact.values import Filter, Grid, Rows
from cnnhand.layers.transposed import TransposedConv
from tests import oracles

INPUT, KERNEL = ((1, 2), (3, 4)), ((1, 0, 2), (0, 1, 0), (3, 0, 1))


def layer(kernel: Rows, window: Window, extra: int) -> TransposedConv:
    """One filter whose copies lie like this."""
    return TransposedConv(
        size=window.size,
        stride=window.stride,
        padding=window.padding,
        extra=Pair(extra, extra),
        filters=1,
        weights=(Filter(Grid((kernel,))),),
    )


def transposed(rows: Rows, kernel: Rows, window: Window, extra: int = 0) -> Rows:
    """Its map."""
    return layer(kernel, window, extra).forward(Grid((rows,))).rows


def scattered(rows: Rows, kernel: Rows, window: Window, extra: int) -> Rows:
    """The definition: every copy is written into a full map, which is then cut; more rows and columns than needed."""
    across, down = window
    full = [[Fraction(0)] * 60 for _ in range(60)]
    for i, row in enumerate(rows):
        for j, x in enumerate(row):
            for m, weights in enumerate(kernel):
                for n, w in enumerate(weights):
                    full[i * down.stride + m][j * across.stride + n] += x * w
    height = (len(rows) - 1) * down.stride + len(kernel) - down.after + extra
    width = (len(rows[0]) - 1) * across.stride + len(kernel[0]) - across.after + extra
    return tuple(tuple(line[across.before : width]) for line in full[down.before : height])


numbers = st.integers(-9, 9) | st.fractions(-3, 3, max_denominator=4)


def grids(most: int) -> st.SearchStrategy[Rows]:
    """Grids of one to `most` rows and columns."""
    return st.tuples(st.integers(1, most), st.integers(1, most)).flatmap(
        lambda size: st.lists(
            st.lists(numbers, min_size=size[0], max_size=size[0]).map(tuple), min_size=size[1], max_size=size[1]
        ).map(tuple)
    )


strides = st.builds(Pair, st.integers(1, 4), st.integers(1, 4))
cuts = st.builds(Sides, *[st.integers(0, 2)] * 4)


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(grids(4), grids(4), strides, cuts, st.integers(0, 3))
def test_definition(rows: Rows, kernel: Rows, stride: Pair, cut: Sides, extra: int) -> None:
    """Every cell is the sum of what the copies write there."""
    window = Window.of(Pair(len(kernel[0]), len(kernel)), stride, cut)
    output = layer(kernel, window, extra).output(Grid((rows,)).volume)
    assume(extra < min(stride) and output is not None and min(output) > 0)
    assert scattered(rows, kernel, window, extra) == transposed(rows, kernel, window, extra)


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(grids(7), grids(3), strides, cuts, st.data())
def test_is_the_transpose(rows: Rows, kernel: Rows, stride: Pair, cut: Sides, data: st.DataObject) -> None:
    """⟨conv(x), y⟩ = ⟨x, transposed(y)⟩ for every map y, and the sizes go back where the stride divides."""
    window = Window.of(Pair(len(kernel[0]), len(kernel)), stride, cut)
    sides = (len(rows[0]), len(rows))
    assume(
        all(
            axis.span(side) >= 0 and axis.span(side) % axis.stride == 0
            for side, axis in zip(sides, window, strict=True)
        )
    )
    width, height = (output_side(side, axis, Rounding.EXACT) for side, axis in zip(sides, window, strict=True))
    y = data.draw(st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=height, max_size=height))
    forward = oracles.convolve(
        [[list(row) for row in rows]],
        [[[list(row) for row in kernel]]],
        stride=(stride.down, stride.across),
        padding=((cut.top, cut.bottom), (cut.left, cut.right)),
    )
    back = transposed(tuple(map(tuple, y)), kernel, window)
    assert (len(rows), len(rows[0])) == (len(back), len(back[0]))
    there = sum(a * b for pair in zip(forward[0], y, strict=True) for a, b in zip(*pair, strict=True))
    here = sum(a * b for pair in zip(rows, back, strict=True) for a, b in zip(*pair, strict=True))
    assert there == here


def same_meetings(cells: int, filter: int, stride: int) -> list[tuple[int, int, int]]:
    """Which weight of which window of a convolution lies on which cell, with the `same` padding of TensorFlow."""
    windows = -(-cells // stride)
    before = max(0, (windows - 1) * stride + filter - cells) // 2
    every = ((at, at * stride + weight - before, weight) for at in range(windows) for weight in range(filter))
    return [(at, cell, weight) for at, cell, weight in every if 0 <= cell < cells]


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(grids(4), grids(5), strides)
def test_same_is_the_transpose_of_a_same_convolution(rows: Rows, kernel: Rows, stride: Pair) -> None:
    """It makes the W·S columns that a convolution with `same` padding would read to make W; also where F < S."""
    window = Window.of(Pair(len(kernel[0]), len(kernel)), stride)
    width, height = len(rows[0]) * stride.across, len(rows) * stride.down
    expected = [[Fraction(0)] * width for _ in range(height)]
    for i, row, m in same_meetings(height, len(kernel), stride.down):
        for j, column, n in same_meetings(width, len(kernel[0]), stride.across):
            expected[row][column] += rows[i][j] * kernel[m][n]
    same = layer(kernel, window, 0).with_(padding="same")
    assert same.output(Grid((rows,)).volume) == (width, height, 1)
    assert same.forward(Grid((rows,))).rows == tuple(map(tuple, expected))


@pytest.mark.parametrize(
    ("window", "extra", "key"),
    [
        (Window.square(0), 0, "size"),
        (Window.square(3, 0), 0, "stride"),
        (Window.square(3, 1, -1), 0, "padding"),
        (Window.square(3, 1, 2), 0, "padding"),  # (2 − 1)·1 + 3 − 2·2 = 0
        (Window.square(3, 2), 2, "extra"),
    ],
)
def test_refused(window: Window, extra: int, key: str) -> None:
    """What leaves nothing to compute is refused, with the given at fault."""
    with pytest.raises(GivenError) as error:
        layer(KERNEL, window, extra).check(Grid((INPUT,)).volume)
    assert key == error.value.key


@pytest.mark.parametrize("changes", [{"padding": "full"}, {"padding": "same", "extra": Pair(1, 1)}])
def test_a_word_says_the_padding_alone(changes: dict[str, object]) -> None:
    with pytest.raises(GivenError, match="say it in numbers"):
        layer(KERNEL, Window.square(3, 2), 0).with_(**changes).on(Grid((INPUT,)).volume)
