"""A layer as it is typed: every spelling, the way back, and errors that say what would be right."""

from dataclasses import MISSING
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.conv_variants import Depthwise
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.notation import LAYERS, SPELLINGS, build, layer, named
from cnnhand.layers.pointwise import BatchNorm, Dropout, LocalResponseNorm, Relu, Relu6, Softmax
from cnnhand.layers.pool import AdaptivePool, AveragePool, GlobalAveragePool, GlobalPool, L2Pool, MaxPool
from cnnhand.layers.resize import Pad, Upsample
from cnnhand.layers.short import short
from cnnhand.layers.splitting import words
from cnnhand.layers.transposed import TransposedConv


def square(side: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> dict[str, Any]:
    """A window with the same numbers both ways."""
    pairs = {"size": Pair(side, side), "stride": Pair(stride, stride), "dilation": Pair(dilation, dilation)}
    return {**pairs, "padding": Sides(*[padding] * 4)}


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("conv11-96/4", Conv(filters=96, **square(11, 4))),
        ("conv3-64p1", Conv(filters=64, **square(3, padding=1))),
        ("CONV5-10", Conv(filters=10, **square(5))),
        ("Conv3-64s2p1", Conv(filters=64, **square(3, 2, 1))),
        ("conv3×5-8", Conv(filters=8, size=Pair(3, 5))),
        ("conv3-8/2x1p1x0", Conv(filters=8, size=Pair(3, 3), stride=Pair(2, 1), padding=Sides(1, 1, 0, 0))),
        ("conv3-8/2p0:1:2:3", Conv(filters=8, size=Pair(3, 3), stride=Pair(2, 2), padding=Sides(0, 1, 2, 3))),
        ("pad0:1:0:1", Pad(padding=Sides(0, 1, 0, 1))),
        ("conv3-8d2g4", Conv(filters=8, **square(3, dilation=2), groups=4)),
        ("conv1-8-nobias", Conv(filters=8, **square(1), bias=False)),
        ("conv1-8no-bias", Conv(filters=8, **square(1), bias=False)),
        ("conv3-8same", Conv(filters=8, size=Pair(3, 3), padding="same")),
        ("conv3-8/2-same-nobias", Conv(filters=8, size=Pair(3, 3), stride=Pair(2, 2), padding="same", bias=False)),
        ("conv3-8valid", Conv(filters=8, **square(3))),
        ("dwconv3/2p1", Depthwise(**square(3, 2, 1))),
        ("depthwise3m2", Depthwise(**square(3), multiplier=2)),
        ("tconv4-64/2p1o1", TransposedConv(filters=64, **square(4, 2, 1), extra=Pair(1, 1))),
        ("deconv2-8/2", TransposedConv(filters=8, **square(2, 2))),
        ("maxpool3/2", MaxPool(**square(3, 2))),
        ("POOL-2", MaxPool(**square(2, 2))),
        ("pool2", MaxPool(**square(2, 2))),
        ("MaxPooling2D2", MaxPool(**square(2, 2))),
        ("avgpool2", AveragePool(**square(2, 2))),
        ("l2pool3/2p1", L2Pool(**square(3, 2, 1))),
        ("global-avgpool", GlobalAveragePool()),
        ("GAP", GlobalAveragePool()),
        ("fc-4096", Dense(neurons=4096)),
        ("FC-10", Dense(neurons=10)),
        ("dense10", Dense(neurons=10)),
        ("Linear-10-nobias", Dense(neurons=10, bias=False)),
        ("fc-10-fixed", Dense(neurons=10, trained=False)),
        ("flatten", Flatten()),
        ("bn", BatchNorm()),
        ("Batch_Norm", BatchNorm()),
        ("lrn", LocalResponseNorm()),
        ("lrn3", LocalResponseNorm(channels=3)),
        ("ReLU", Relu()),
        ("relu6", Relu6()),
        ("soft-max", Softmax()),
        ("dropout", Dropout()),
        ("dropout-0.5", Dropout(rate=Fraction(1, 2))),
        ("dropout0.25", Dropout(rate=Fraction(1, 4))),
        ("pad3", Pad(padding=Sides(3, 3, 3, 3))),
        ("conv3", Conv(**square(3))),
        ("tconv2-3same", TransposedConv(filters=3, size=Pair(2, 2), padding="same")),
        ("conv1d3-8", Conv(filters=8, size=Pair(3, 1))),
        ("maxpool1d2", MaxPool(size=Pair(2, 1))),
        ("upsample2", Upsample(size=Pair(2, 2))),
    ],
)
def test_spellings(text: str, record: Layer) -> None:
    """As the VGG paper, exam papers and the frameworks write it; what is written back is read as the same."""
    assert layer(text) == record
    assert layer(short(record)) == record


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("conv-64", "'conv-64' does not say its size; write conv3-96, for one"),
        ("maxpool", "'maxpool' does not say its size; write maxpool2, for one"),
        ("fc", "'fc' does not say how many neurons; write fc-4096, for one"),
        ("maxpool2-64", "'maxpool2-64': a pooling layer has no filters; it keeps the depth"),
        ("maxpool2g3", "'maxpool2g3': a pooling layer has no filters; it keeps the depth"),
        ("dwconv3-64", "a filter for each channel of its input; leave out 64"),
        ("conv3-64p1p2", "'conv3-64p1p2' says the same thing twice"),
        ("conv3-64/2s2", "says the same thing twice"),
        ("conv3-64samep1", "says the same thing twice"),
        ("relu-3", "'relu-3': there is no place for 3 here; relu takes none"),
        ("fc-10p1", "'fc-10p1': it has no padding; fc takes neurons, bias, trained"),
        ("subsample2same", "subsample cannot be padded by a word; say its padding as a number"),
        ("partial-conv5", "'partial-conv5' does not say its sees; write partial-conv5-6x3+9x4+1x6"),
        ("partial-conv5-16", "'16' does not say what each filter sees, as 6x3+9x4 does: 6 see 3 channels, 9 see 4"),
        ("partial-conv5-20000x3", "'20000x3' has more than 10,000 filters"),
        ("conv5-6x3+9x4", "filters must be a whole number, not '6x3+9x4'"),
        ("conf3-64", "'conf3-64' is not a layer; did you mean conv?"),
        ("conv3-64q1", "'conv3-64q1' is not a layer; one looks like conv11-96/4"),
        ("", "is not a layer"),
        ("3", "is not a layer"),
        ("conv0-3", "size must be from 1 to 10^12, not 0"),
        ("conv3-0", "filters must be from 1 to 10^12, not 0"),
        ("conv3-64/0", "stride must be from 1 to 10^12, not 0"),
        ("conv2.5-3", "size must be a whole number, not '2.5'"),
        (f"conv{'9' * 20}-3", "size must be from 1 to 10^12"),
        ("conv" * 1000, "… is too long for a layer"),
        ("dropout-2", "'2' is not a share from 0 to less than 1"),
    ],
)
def test_errors_say_what_would_be_right(text: str, said: str) -> None:
    """The text as it was typed, and an example or the nearest name."""
    with pytest.raises(GivenError) as refused:
        layer(text)
    assert said in str(refused.value)


@given(st.text(alphabet="convpoldfcrelubatgx-/0123456789.spdgmo ×\n", max_size=30))
def test_any_text_is_a_layer_or_an_error(text: str) -> None:
    """Nothing else comes out of the reader."""
    try:
        record = layer(text)
    except GivenError:
        return
    assert layer(short(record)) == record


def test_words_of_a_line() -> None:
    """Spaces, commas, semicolons and arrows stand between layers; a comment ends the line."""
    assert words("CONV5-10 -> ReLU,pool-2;fc-3 → softmax # the end") == [
        "CONV5-10",
        "ReLU",
        "pool-2",
        "fc-3",
        "softmax",
    ]


# ---- the way back ----------------------------------------------------------------------------------------------------

SAID: dict[str, Any] = {
    "size": lambda dice: pair(dice, 1),
    "stride": lambda dice: pair(dice, 1),
    "dilation": lambda dice: pair(dice, 1),
    "extra": lambda dice: pair(dice, 0),
    "padding": lambda dice: dice.choice((Sides(*[dice.randint(0, 3)] * 4), Sides(*dice.choices(range(4), k=4)))),
    "border": lambda dice: dice.choice(("zeros", "copy", "mirror")),
    "rate": lambda dice: Fraction(dice.randint(1, 99), 100),
    "sees": lambda dice: tuple(dice.randint(1, 4) for _ in range(dice.randint(1, 9))),
    **dict.fromkeys(("bias", "trained", "flip", "ceil"), lambda dice: dice.random() < 0.5),
    **dict.fromkeys(
        ("filters", "neurons", "groups", "multiplier", "depth", "channels", "slopes"), lambda dice: dice.randint(1, 999)
    ),
}
"""Every option that the short form can say, with a value for it."""


def pair(dice: Random, least: int) -> Pair:
    """Two numbers, often the same."""
    across = dice.randint(least, 9)
    return Pair(across, across if dice.random() < 0.5 else dice.randint(least, 9))


def drawn(dice: Random) -> Layer:
    """Any layer that the short form can say, with any of its options."""
    kind = LAYERS[dice.choice([name for name in LAYERS if name != "bias"])]
    if issubclass(kind, GlobalPool):  # its window is its input
        return kind()
    if issubclass(kind, AdaptivePool):  # and so is what its windows make up
        return kind(places=pair(dice, 1))
    options = {}
    for option, default in kind.options().items():
        needed = default is MISSING or option in kind.numbers
        unsaid = (*kind.unsaid, *(("size", "stride") if kind is Pad else ()))
        if option in SAID and (needed or dice.random() < 0.5) and option not in unsaid:
            options[option] = SAID[option](dice)
    if kind.same and dice.random() < 0.2:
        options["padding"] = dice.choice(("same", "full"))
    return build(kind.name, options)


def test_the_short_label_of_every_layer_reads_back_as_it() -> None:
    """Five hundred layers of every sort, with every option that a label can say."""
    dice = Random(9)
    for _ in range(500):
        record = drawn(dice)
        assert record == layer(short(record)), short(record)


def test_what_a_label_cannot_say_stands_in_brackets() -> None:
    """So that it is not taken for another layer."""
    assert "bn (shift False)" == short(BatchNorm(shift=False))


def test_every_spelling_stands_for_one_layer() -> None:
    """And each is found whether it is written with capitals or underscores."""
    assert sum(1 + len(kind.also) for kind in LAYERS.values()) == len(SPELLINGS)
    assert all(named(spelling.upper().replace("-", "_")) == name for spelling, name in SPELLINGS.items())


def test_a_missing_option_is_named() -> None:
    """As the mapping form may leave out what must be said."""
    with pytest.raises(GivenError, match="conv needs its size"):
        build("conv", {"filters": 3})
