"""The layers besides plain convolution and pooling: sizes, parameters and work, by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import (
    Activation,
    BatchNorm,
    Crop,
    Dense,
    Depthwise,
    Dropout,
    Flatten,
    GlobalPool,
    LocalResponseNorm,
    Pad,
    PartialConv,
    SamePadding,
    Subsample,
    TransposedConv,
    Upsample,
)
from cnnhand.exact.shapes import (
    Axis,
    Conv,
    Layer,
    Pair,
    Parameters,
    Pool,
    Rounding,
    Sides,
    Window,
    macs,
    output_side,
    output_volume,
    parameters,
    same_padding,
)
from cnnhand.exact.values import Volume

INPUT = Volume(14, 10, 6)


@pytest.mark.parametrize(
    ("layer", "volume", "counted", "work"),
    [
        # 14·10·6 = 840 numbers, each with a weight to each of 5 neurons
        (Dense(5), (1, 1, 5), (4200, 5, 0), 4200),
        (Dense(5, bias=False), (1, 1, 5), (4200, 0, 0), 4200),
        (Dense(5, trained=False), (1, 1, 5), (0, 0, 4205), 4200),
        # two trained and two kept numbers a channel
        (BatchNorm(), (14, 10, 6), (6, 6, 12), 0),
        (BatchNorm(scale=False), (14, 10, 6), (0, 6, 12), 0),
        (BatchNorm(shift=False), (14, 10, 6), (6, 0, 12), 0),
        (Activation("relu"), (14, 10, 6), (0, 0, 0), 0),
        (Dropout(Fraction(1, 2)), (14, 10, 6), (0, 0, 0), 0),
        (LocalResponseNorm(), (14, 10, 6), (0, 0, 0), 0),
        (Flatten(), (1, 1, 840), (0, 0, 0), 0),
        (GlobalPool("average"), (1, 1, 6), (0, 0, 0), 0),
        # (14 − 3)/1 + 1 = 12, (10 − 3)/1 + 1 = 8; 3·3 weights a channel, used at 12·8 places
        (Depthwise(Window.square(3)), (12, 8, 6), (54, 6, 0), 5184),
        (Depthwise(Window.square(3), multiplier=2, bias=False), (12, 8, 12), (108, 0, 0), 10368),
        # (14 − 1)·2 + 4 − 2 = 28, (10 − 1)·2 + 4 − 2 = 20; 4·4·6·5 weights, used at the 14·10 places of the input
        (TransposedConv(5, Window.square(4, 2, 1)), (28, 20, 5), (480, 5, 0), 67200),
        (TransposedConv(4, Window.square(3, 2, 1), groups=2, extra=Pair(1, 1)), (28, 20, 4), (108, 4, 0), 15120),
        # filters that see 1, 2 and 6 channels: 3·3·9 weights
        (PartialConv((1, 2, 6), Window.square(3)), (12, 8, 3), (81, 3, 0), 7776),
        (PartialConv((1, 2, 6), Window.square(3), bias=False), (12, 8, 3), (81, 0, 0), 7776),
        (Subsample(Window.square(2, 2)), (7, 5, 6), (6, 6, 0), 210),
        (Pad(Sides(1, 2, 3, 4)), (17, 17, 6), (0, 0, 0), 0),
        (Crop(Sides(1, 2, 3, 4)), (11, 3, 6), (0, 0, 0), 0),
        (Upsample(Pair(2, 3)), (28, 30, 6), (0, 0, 0), 0),
        # ⌈14/4⌉ = 4 and ⌈10/4⌉ = 3
        (SamePadding(Conv(8, Window.square(5, 4))), (4, 3, 8), (1200, 8, 0), 14400),
        (SamePadding(Depthwise(Window.square(3))), (14, 10, 6), (54, 6, 0), 7560),
        (SamePadding(Pool("max", Window.square(3, 2))), (7, 5, 6), (0, 0, 0), 0),
    ],
)
def test_sizes_parameters_and_work(
    layer: Layer, volume: tuple[int, int, int], counted: tuple[int, int, int], work: int
) -> None:
    """Each layer on 14×10×6, worked out by hand."""
    output = output_volume(INPUT, layer, Rounding.FLOOR)
    assert output == Volume(*volume)
    assert parameters(INPUT, layer) == Parameters(*counted)
    assert macs(INPUT, layer, output) == work


@pytest.mark.parametrize(
    ("layer", "key", "said"),
    [
        (Dense(0), "neurons", "at least one neuron"),
        (Depthwise(Window.square(3), multiplier=0), "multiplier", "at least one filter"),
        (Depthwise(Window.square(15)), "size", "larger than the input of 14"),
        (TransposedConv(4, Window.square(3, 0)), "stride", "must be 1 or more"),
        (TransposedConv(4, Window.square(0)), "size", "must be 1 or more"),
        (TransposedConv(4, Window.square(3), groups=4), "groups", "4 does not"),
        (TransposedConv(4, Window.square(3, 2), extra=Pair(2, 0)), "extra", "fewer than the stride 2"),
        (TransposedConv(4, Window.square(1, 1, 7)), "padding", "nothing would be left"),
        (PartialConv((3, 7), Window.square(3)), "sees", "filter 2 must see from 1 to all 6 channels, not 7"),
        (PartialConv((0,), Window.square(3)), "sees", "not 0"),
        (Subsample(Window.square(11)), "size", "larger than the input of 10"),
        (Crop(Sides(7, 7, 0, 0)), "padding", "leaves nothing of 14×10"),
        (Upsample(Pair(0, 1)), "size", "1 or more"),
        (SamePadding(Conv(2, Window.square(3, 0))), "stride", "must be 1 or more"),
    ],
)
def test_refusals(layer: Layer, key: str, said: str) -> None:
    """What cannot be is refused before any arithmetic, with the given at fault."""
    with pytest.raises(GivenError, match=said) as refused:
        output_volume(INPUT, layer, Rounding.FLOOR)
    assert refused.value.key == key


@given(st.integers(1, 60), st.integers(1, 7), st.integers(1, 5), st.integers(1, 3))
def test_same_padding_is_the_least_that_gives_the_side(side: int, filter: int, stride: int, dilation: int) -> None:
    """⌈W/S⌉ cells come out, and with one zero less there would be fewer, where there is padding at all."""
    axis = same_padding(side, Axis(filter, stride, dilation=dilation))
    assert 0 <= axis.after - axis.before <= 1
    assert output_side(side, axis, Rounding.FLOOR) == -(-side // stride)
    if axis.after:
        less = axis._replace(after=axis.after - 1)
        assert less.span(side) < 0 or output_side(side, less, Rounding.FLOOR) == -(-side // stride) - 1


@given(st.integers(1, 20), st.integers(1, 5), st.integers(1, 4), st.integers(0, 2), st.integers(1, 2))
def test_transposed_convolution_undoes_the_size_of_a_convolution(
    outputs: int, filter: int, stride: int, padding: int, dilation: int
) -> None:
    """What a convolution makes of the size that a transposed one gives is the size before, for any stride."""
    layer = TransposedConv(1, Window.square(filter, stride, padding, dilation))
    side = (outputs - 1) * stride + dilation * (filter - 1) + 1 - 2 * padding
    if side < 1:
        with pytest.raises(GivenError):
            output_volume(Volume(outputs, outputs, 1), layer)
        return
    made = output_volume(Volume(outputs, outputs, 1), layer)
    assert made == Volume(side, side, 1)
    assert output_volume(made, Conv(1, layer.window)) == Volume(outputs, outputs, 1)
