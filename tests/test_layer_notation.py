"""A layer as it is typed: every spelling, the way back, and errors that say what would be right."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import (
    Activation,
    BatchNorm,
    Dense,
    Depthwise,
    Dropout,
    Flatten,
    GlobalPool,
    LocalResponseNorm,
    Pad,
    SamePadding,
    TransposedConv,
    Upsample,
)
from cnnhand.exact.shapes import Conv, Layer, Pair, Pool, Sides, Window
from cnnhand.layer_notation import layer, short, words
from cnnhand.layer_table import SPECS, SPELLINGS, build, named, spelled


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("conv11-96/4", Conv(96, Window.square(11, 4))),
        ("conv3-64p1", Conv(64, Window.square(3, padding=1))),
        ("CONV5-10", Conv(10, Window.square(5))),
        ("Conv3-64s2p1", Conv(64, Window.square(3, 2, 1))),
        ("conv3×5-8", Conv(8, Window.of(Pair(3, 5)))),
        ("conv3-8/2x1p1x0", Conv(8, Window.of(Pair(3, 3), Pair(2, 1), Sides(1, 1, 0, 0)))),
        ("conv3-8/2p0:1:2:3", Conv(8, Window.of(Pair(3, 3), Pair(2, 2), Sides(0, 1, 2, 3)))),
        ("pad0:1:0:1", Pad(Sides(0, 1, 0, 1))),
        ("conv3-8d2g4", Conv(8, Window.square(3, dilation=2), 4)),
        ("conv1-8-nobias", Conv(8, Window.square(1), bias=False)),
        ("conv1-8no-bias", Conv(8, Window.square(1), bias=False)),
        ("conv3-8same", SamePadding(Conv(8, Window.square(3)))),
        ("conv3-8/2-same-nobias", SamePadding(Conv(8, Window.square(3, 2), bias=False))),
        ("conv3-8valid", Conv(8, Window.square(3))),
        ("dwconv3/2p1", Depthwise(Window.square(3, 2, 1))),
        ("depthwise3m2", Depthwise(Window.square(3), 2)),
        ("tconv4-64/2p1o1", TransposedConv(64, Window.square(4, 2, 1), extra=Pair(1, 1))),
        ("deconv2-8/2", TransposedConv(8, Window.square(2, 2))),
        ("maxpool3/2", Pool("max", Window.square(3, 2))),
        ("POOL-2", Pool("max", Window.square(2, 2))),
        ("pool2", Pool("max", Window.square(2, 2))),
        ("MaxPooling2D2", Pool("max", Window.square(2, 2))),
        ("avgpool2", Pool("average", Window.square(2, 2))),
        ("l2pool3/2p1", Pool("l2", Window.square(3, 2, 1))),
        ("global-avgpool", GlobalPool("average")),
        ("GAP", GlobalPool("average")),
        ("fc-4096", Dense(4096)),
        ("FC-10", Dense(10)),
        ("dense10", Dense(10)),
        ("Linear-10-nobias", Dense(10, bias=False)),
        ("fc-10-fixed", Dense(10, trained=False)),
        ("flatten", Flatten()),
        ("bn", BatchNorm()),
        ("Batch_Norm", BatchNorm()),
        ("lrn", LocalResponseNorm()),
        ("lrn3", LocalResponseNorm(3)),
        ("ReLU", Activation("relu")),
        ("relu6", Activation("relu6")),
        ("soft-max", Activation("softmax")),
        ("dropout", Dropout()),
        ("dropout-0.5", Dropout(Fraction(1, 2))),
        ("dropout0.25", Dropout(Fraction(1, 4))),
        ("pad3", Pad(Sides(3, 3, 3, 3))),
        ("upsample2", Upsample(Pair(2, 2))),
    ],
)
def test_spellings(text: str, record: Layer) -> None:
    """As the VGG paper, exam papers and the frameworks write it; what is written back is read as the same."""
    assert layer(text) == record
    assert layer(short(record)) == record


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("conv3", "'conv3' does not say how many filters: conv3-96 has 96"),
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
        ("tconv2-3same", "tconv cannot be padded to the `same` size"),
        ("partial-conv5", "needs the mapping form, with its sees, as in {partial-conv: {sees: …}}"),
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


def options(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Values for the options of a layer, with those that may be left out left out at times."""
    pairs = st.builds(Pair, st.integers(1, 9), st.integers(1, 9))
    sides = st.builds(Sides, *[st.integers(0, 3)] * 4)
    values = {
        "padding": sides if name in ("tconv", "partial-conv", "subsample", "pad", "crop") else sides | st.just("same"),
        "sees": st.lists(st.integers(1, 9), min_size=1, max_size=3).map(tuple),
        "rate": st.fractions(0, 1, max_denominator=8).filter(lambda rate: rate < 1),
        **dict.fromkeys(("size", "stride", "dilation", "extra"), pairs),
        **dict.fromkeys(("bias", "trained", "scale", "shift"), st.booleans()),
    }
    needed = {option: values.get(option, st.integers(1, 99)) for option, must in SPECS[name].options.items() if must}
    spare = {option: values.get(option, st.integers(1, 99)) for option, must in SPECS[name].options.items() if not must}
    return st.fixed_dictionaries(needed, optional=spare)


@given(st.data())
def test_every_layer_of_the_table_is_spelled_and_built_again(data: st.DataObject) -> None:
    """What the options make is spelled so that it makes the same again; a form that is short enough reads back."""
    name = data.draw(st.sampled_from(sorted(SPECS)))
    record = build(name, data.draw(options(name)))
    assert build(*spelled(record)) == record
    text = short(record)
    if "(" not in text and name != "dropout":  # what a short form cannot say stands in brackets
        assert layer(text) == record


def test_every_spelling_stands_for_one_layer() -> None:
    """And each is found whether it is written with capitals or underscores."""
    assert sum(1 + len(spec.also) for spec in SPECS.values()) == len(SPELLINGS)
    assert all(named(spelling.upper().replace("-", "_")) == name for spelling, name in SPELLINGS.items())


def test_a_missing_option_is_named() -> None:
    """As the mapping form may leave out what must be said."""
    with pytest.raises(GivenError, match="conv needs its filters"):
        build("conv", {"size": Pair(3, 3)})
