"""Every layer by hand: what comes out, what it learns, how much work it is, and what it refuses."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Axis, Pair, Rounding, Sides
from cnnhand.exact.values import Volume
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.conv_variants import PartialConv
from cnnhand.layers.notation import layer
from cnnhand.layers.pointwise import BatchNorm
from cnnhand.layers.resize import Crop, Upsample
from cnnhand.layers.rows import Parameters, count

INPUT = Volume(14, 10, 6)
WINDOW = {"size": Pair(3, 3)}


@pytest.mark.parametrize(
    ("text", "volume", "output"),
    [
        # the sizes that the course works out, and its layer that does not fit
        ("conv3-1", (7, 7, 1), (5, 5, 1)),
        ("conv3-1/2", (7, 7, 1), (3, 3, 1)),
        ("conv3-1/3", (7, 7, 1), None),
        ("conv3-1p1", (7, 7, 1), (7, 7, 1)),
        ("conv5-6", (32, 32, 3), (28, 28, 6)),
        ("conv11-96/4", (227, 227, 3), (55, 55, 96)),
        ("conv11-96/4", (224, 224, 3), None),  # the size that AlexNet's paper prints
        ("conv5-3", (28, 28, 1), (24, 24, 3)),
        ("maxpool2", (24, 24, 3), (12, 12, 3)),
        ("conv3-1d2", (7, 7, 1), (3, 3, 1)),  # three cells with one free between them span five
        ("conv3x2-4/2x1p1:1:0:1", (9, 7, 1), (5, 7, 4)),  # each direction goes its own way
        ("conv3x2-4/2x1p1:1:0:1", (8, 7, 1), None),
        ("conv9-4", (8, 8, 3), None),  # larger than the input
    ],
)
def test_sizes(text: str, volume: tuple[int, int, int], output: tuple[int, int, int] | None) -> None:
    """Exactly: where the stride does not divide, the layer does not fit."""
    assert output == layer(text).output(Volume(*volume))


@pytest.mark.parametrize(
    ("record", "volume", "counted", "work"),
    [
        # 14·10·6 = 840 numbers, each with a weight to each of 5 neurons
        (layer("fc-5"), (1, 1, 5), (4200, 5, 0), 4200),
        (layer("fc-5-nobias"), (1, 1, 5), (4200, 0, 0), 4200),
        (layer("fc-5-nobias-fixed"), (1, 1, 5), (0, 0, 4200), 4200),
        (layer("fc-5-fixed"), (1, 1, 5), (0, 0, 4205), 4200),
        # two trained and two kept numbers a channel
        (BatchNorm(), (14, 10, 6), (6, 6, 12), 0),
        (BatchNorm(scale=False), (14, 10, 6), (0, 6, 12), 0),
        (BatchNorm(shift=False), (14, 10, 6), (6, 0, 12), 0),
        (layer("layernorm"), (14, 10, 6), (840, 840, 0), 0),
        (layer("prelu"), (14, 10, 6), (6, 0, 0), 0),
        (layer("relu"), (14, 10, 6), (0, 0, 0), 0),
        (layer("dropout-0.5"), (14, 10, 6), (0, 0, 0), 0),
        (layer("lrn"), (14, 10, 6), (0, 0, 0), 0),
        (layer("flatten"), (1, 1, 840), (0, 0, 0), 0),
        (layer("global-avgpool"), (1, 1, 6), (0, 0, 0), 0),
        # (14 − 3)/1 + 1 = 12, (10 − 3)/1 + 1 = 8; 3·3 weights a channel, used at 12·8 places
        (layer("dwconv3"), (12, 8, 6), (54, 6, 0), 5184),
        (layer("dwconv3m2-nobias"), (12, 8, 12), (108, 0, 0), 10368),
        # (14 − 1)·2 + 4 − 2 = 28, (10 − 1)·2 + 4 − 2 = 20; 4·4·6·5 weights, used at the 14·10 places of the input
        (layer("tconv4-5/2p1"), (28, 20, 5), (480, 5, 0), 67200),
        (layer("tconv3-4/2p1g2o1"), (28, 20, 4), (108, 4, 0), 15120),
        # filters that see 1, 2 and 6 channels: 3·3·9 weights
        (PartialConv(sees=(1, 2, 6), **WINDOW), (12, 8, 3), (81, 3, 0), 7776),
        (PartialConv(sees=(1, 2, 6), bias=False, **WINDOW), (12, 8, 3), (81, 0, 0), 7776),
        # every one of 12·8·2 neurons has 3·3·6 weights of its own
        (layer("local3-2"), (12, 8, 2), (10_368, 192, 0), 10_368),
        (layer("subsample2"), (7, 5, 6), (6, 6, 0), 210),
        (layer("pad1:2:3:4"), (17, 17, 6), (0, 0, 0), 0),
        (layer("crop1:2:3:4"), (11, 3, 6), (0, 0, 0), 0),
        (layer("upsample2x3"), (28, 30, 6), (0, 0, 0), 0),
        # ⌈14/4⌉ = 4 and ⌈10/4⌉ = 3
        (layer("conv5-8/4same"), (4, 3, 8), (1200, 8, 0), 14400),
        (layer("dwconv3same"), (14, 10, 6), (54, 6, 0), 7560),
        (layer("maxpool3/2same"), (7, 5, 6), (0, 0, 0), 0),
    ],
)
def test_sizes_parameters_and_work(
    record: Layer, volume: tuple[int, int, int], counted: tuple[int, int, int], work: int
) -> None:
    """Each layer on 14×10×6, worked out by hand."""
    filled = record.on(INPUT)
    output = filled.output(INPUT, Rounding.FLOOR)
    assert volume == output
    assert (Parameters(*counted), work) == count(filled, INPUT, output)


axes = st.builds(
    Axis, st.integers(1, 5), st.integers(1, 5), st.integers(0, 4), st.integers(0, 4), dilation=st.integers(1, 3)
)


def moving(across: Axis, down: Axis) -> dict[str, Pair | Sides]:
    """The options of a layer whose window moves like that."""
    pairs = zip(("size", "stride", "dilation"), ("filter", "stride", "dilation"), strict=True)
    options = {option: Pair(getattr(across, name), getattr(down, name)) for option, name in pairs}
    return {**options, "padding": Sides(across.before, across.after, down.before, down.after)}


@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 4), st.integers(1, 4), axes, axes, st.booleans())
def test_parameters_and_macs_counted(
    groups: int, deep: int, many: int, side: int, across: Axis, down: Axis, bias: bool
) -> None:
    """Each filter has a weight a cell and channel of its group; each weight is used once for each cell of its map."""
    volume = Volume(side + 14, side + 15, groups * deep)
    record = Conv(filters=groups * many, groups=groups, bias=bias, **moving(across, down))  # type: ignore[arg-type]
    output = record.output(volume, Rounding.FLOOR)
    weights = len(list(product(range(groups * many), range(deep), range(across.filter), range(down.filter))))
    starts = [
        len(range(0, side + axis.before + axis.after - axis.reach + 1, axis.stride))
        for side, axis in ((volume.width, across), (volume.height, down))
    ]
    assert (Parameters(weights, groups * many * bias), weights * starts[0] * starts[1]) == count(record, volume, output)


def test_convolutions_never_round_up() -> None:
    """(8 − 3)/2 + 1 = 3.5: the convolution makes 3, the pool 4."""
    assert [(3, 3, 1), (4, 4, 1)] == [
        layer(text).output(Volume(8, 8, 1), Rounding.CEIL) for text in ("conv3-1/2", "maxpool3/2")
    ]


@pytest.mark.parametrize(
    ("record", "key", "said"),
    [
        (Conv(filters=2, size=Pair(3, 3), stride=Pair(0, 0)), "stride", "must be 1 or more"),
        (Conv(filters=2, size=Pair(0, 0)), "size", "must be 1 or more"),
        (Conv(filters=0, **WINDOW), "filters", "at least one filter"),
        (layer("conv3-4g4"), "groups", "4 does not"),
        *(
            (layer(f"{name}in5"), "in", "reads 5 channels, and here 6 come in")
            for name in ("conv3-4", "tconv3-4", "dwconv3", "local3-4")
        ),
        (layer("tconv3-4g4"), "groups", "4 does not"),
        (layer("tconv3-4/2o2x0"), "extra", "fewer than the stride 2"),
        (layer("tconv1-4p7"), "padding", "nothing would be left"),
        (PartialConv(sees=(3, 7), **WINDOW), "sees", "filter 2 must see from 1 to all 6 channels, not 7"),
        (PartialConv(sees=(0,), **WINDOW), "sees", "not 0"),
        (layer("maxpool2p2"), "padding", "it must be smaller than the window side 2"),
        (Crop(padding=Sides(7, 7, 0, 0)), "padding", "leaves nothing of 14×10"),
        (Upsample(size=Pair(0, 1)), "size", "1 or more"),
        (layer("fc-3in5"), "in", "reads 5 numbers, and here 840 come in"),
    ],
)
def test_refusals(record: Layer, key: str, said: str) -> None:
    """What cannot be is refused before any arithmetic, with the option at fault."""
    with pytest.raises(GivenError, match=said) as refused:
        record.on(INPUT).check(INPUT)
    assert refused.value.key == key


@pytest.mark.parametrize("text", ["conv3-4in5", "tconv3-4in5", "dwconv3in5", "local3-4in5"])
def test_the_channels_that_a_layer_reads_are_said_with_it(text: str) -> None:
    assert " on 5 channels" in layer(text).words()
