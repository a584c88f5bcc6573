"""Layers as PyTorch and Keras write them, and in short: each is read as the layer that it is."""

import json
from pathlib import Path

import pytest

from cnnhand.errors import GivenError
from cnnhand.layers.notation import layer
from cnnhand.layers.splitting import words
from tests.problem_files import message, part_of
from tests.run import cnnhand


@pytest.mark.parametrize(
    ("pasted", "here"),
    [
        ("Conv2d(3, 64, kernel_size=3, stride=2, padding=1)", "conv3-64/2p1in3"),
        ("nn.Conv2d(3, 64, (3, 5), padding=(1, 2), bias=False)", "conv5x3-64p2x1in3-nobias"),  # height first
        ("Conv2d(64, 64, 3, 1, 'same', groups=64)", "conv3-64g64in64-same"),
        ("Conv2d(3, 8, 3, padding=1, padding_mode='replicate')", "conv3-8p1in3-copy"),
        (
            "Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), padding=(3, 3), dilation=(1, 1), bias=False)",
            "conv7-64/2p3in3-nobias",
        ),
        ("ConvTranspose2d(16, 8, 3, stride=2, padding=1, output_padding=1)", "tconv3-8/2p1o1in16"),
        ("nn.MaxPool2d(2)", "maxpool2"),
        ("MaxPool2d(kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=False)", "maxpool3/2p1"),
        ("MaxPool2d(3, None)", "maxpool3"),
        ("MaxPool2d(3, 2, ceil_mode=True)", "maxpool3/2-ceil"),
        ("AvgPool2d(2)", "avgpool2"),
        ("Conv1d(9, 64, 3)", "conv1d3-64in9"),
        ("MaxPool1d(2)", "maxpool1d2"),
        ("nn.AdaptiveAvgPool2d((1, 1))", "gap"),
        ("Linear(512, 10)", "fc-10in512"),
        ("nn.Linear(in_features=512, out_features=10, bias=False)", "fc-10in512-nobias"),
        ("nn.ReLU(inplace=True)", "relu"),
        ("Dropout(p=0.5, inplace=False)", "dropout-0.5"),
        ("Flatten(start_dim=1, end_dim=-1)", "flatten"),
        ("nn.Softmax(dim=1)", "softmax"),
        ("Conv2D(32, (3, 3), activation='relu', input_shape=(28, 28, 1))", "conv3-32"),
        ("layers.Conv2D(64, (3, 5), strides=2, padding='same', use_bias=False)", "conv5x3-64/2-same-nobias"),
        ("tf.keras.layers.Conv2D(8, 3, 1, 'valid', dilation_rate=2)", "conv3-8d2"),
        ("DepthwiseConv2D(3, padding='same')", "dwconv3-same"),
        ("MaxPooling2D()", "maxpool2"),
        ("AveragePooling2D((3, 3), strides=2)", "avgpool3/2"),
        ("MaxPooling1D(pool_size=2)", "maxpool1d2"),
        ("GlobalAveragePooling2D()", "gap"),
        ("Conv2D(6, (5, 5), activation=’tanh’, padding=”valid”)", "conv5-6"),
        ("Conv2d(1, 32, kernel_size=(3, 3), stride=(1, 1), padding=same)", "conv3-32in1-same"),  # as it is printed
        ("LogSoftmax(dim=1)", "log-softmax"),
        ("Upsample(scale_factor=2.0, mode='nearest')", "upsample2"),
        ("Conv2DTranspose(64, 2, strides=2, padding='same')", "tconv2-64/2-same"),
        ("UpSampling2D((2, 2))", "upsample2"),
        ("nn.Linear(16 * 5 * 5, 2*60)", "fc-120in400"),
        ("nn.Conv2d(1,\xa016, 3, padding=3//2, device='cuda')", "conv3-16p1in1"),
        ("ZeroPadding2D()", "pad1"),
        ("ZeroPadding2D(((0, 1), (2, 3)))", "pad2:3:0:1"),  # top and bottom, left and right
        ("nn.ZeroPad2d((0, 1, 2, 3))", "pad0:1:2:3"),  # left, right, top, bottom
        ("nn.ReflectionPad2d(3)", "pad3-mirror"),
        ("UpSampling2D()", "upsample2"),
        ("Conv2DTranspose(16, 2, strides=3)", "tconv2-16/3o1"),
        ("ConvTranspose2d(3, 16, 2, stride=3)", "tconv2-16/3in3"),
        ("nn.ConvTranspose1d(9, 4, 2, stride=2)", "tconv2x1-4/2x1in9"),
        ("nn.AdaptiveAvgPool2d((7, 5))", "adaptive-avgpool5x7"),  # height first
        ("nn.LPPool2d(2, 3)", "l2pool3"),
        ("MaxPool2D(2)", "maxpool2"),
        ("GlobalAveragePooling1D()", "gap"),
        ("DepthwiseConv2D(3, depth_multiplier=2)", "dwconv3m2"),
        ("Conv2D(8, 3, kernel_regularizer=l2(0.01), activation=tf.nn.relu)", "conv3-8"),
        ("SpatialDropout2D(rate=0.2)", "dropout-0.2"),
        ("LeakyReLU(alpha=0.1)", "leaky-relu-0.1"),
        ("ReLU(max_value=6)", "relu6"),
        ("nn.ReLU(True)", "relu"),
        ("nn.PReLU()", "prelu-1"),
        ("nn.LazyConv2d(96, kernel_size=11, stride=4, padding=1)", "conv11-96/4p1"),
        ("nn.LazyLinear(10)", "fc-10"),
        ("nn.LazyBatchNorm2d()", "bn"),
        ("GELU(approximate='none')", "gelu"),  # these as PyTorch 2.13 prints them
        ("Softplus(beta=1.0, threshold=20.0)", "softplus"),
        ("UpsamplingNearest2d(scale_factor=2.0, mode='nearest')", "upsample2"),
        ("ConstantPad2d(padding=(1, 1, 1, 1), value=0.0)", "pad1"),
        ("BatchNorm2d(4, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)", "bnin4"),
    ],
)
def test_a_pasted_layer_is_the_one_in_short(pasted: str, here: str) -> None:
    assert layer(here) == layer(pasted)


@pytest.mark.parametrize(
    ("pasted", "volume", "learned"),
    [
        ("BatchNorm2d(4, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)", "10x10x4", (4, 4, 8)),
        ("BatchNorm2d(4, affine=False)", "10x10x4", (0, 0, 8)),
        ("BatchNorm2d(4, track_running_stats=False)", "10x10x4", (4, 4, 0)),
        ("BatchNorm1d(9)", "128x9", (9, 9, 18)),
        ("nn.Linear(9, 7), nn.BatchNorm1d(7)", "1x1x9", (70, 14, 14)),
        ("BatchNormalization(scale=False)", "10x10x4", (0, 4, 8)),
        ("GroupNorm(2, 4)", "10x10x4", (4, 4, 0)),
        ("InstanceNorm2d(4)", "10x10x4", (0, 0, 0)),
        ("InstanceNorm2d(4, affine=True)", "10x10x4", (4, 4, 0)),
        ("LayerNorm([4, 10, 10])", "10x10x4", (400, 400, 0)),
        ("PReLU()", "10x10x4", (1, 0, 0)),
        ("Flatten(), Dense(10)", "2x2x4", (160, 10, 0)),
        ("Dense(10)", "784", (7840, 10, 0)),
    ],
)
def test_what_a_pasted_layer_learns(pasted: str, volume: str, learned: tuple[int, int, int]) -> None:
    totals = json.loads(cnnhand("shape", volume, pasted, "--json").out)["totals"]
    assert learned == tuple(totals[name] for name in ("weights", "biases", "untrained"))


@pytest.mark.parametrize(
    ("pasted", "message"),
    [
        ("nn.BatchNorm2d(5)", "layer 1 bn: the layer reads 5 channels, and here 4 come in"),
        ("nn.Conv2d(4, 8, 3), nn.BatchNorm2d(16)", "layer 2 bn: the layer reads 16 channels, and here 8 come in"),
        ("nn.GroupNorm(3, 4)", "3 groups do not divide 4 channels"),
        ("nn.LayerNorm([4, 5])", "normalises 20 numbers at a time, and here 400 come in"),
        ("nn.AdaptiveAvgPool2d(4)", "4 places do not divide 10×10"),
        ("Conv2D(8, 3), Dense(10)", "a Dense of Keras reads each of the 8×8 places by itself, as conv1-10 does"),
    ],
)
def test_what_contradicts_its_input_is_refused(pasted: str, message: str) -> None:
    """Where the framework would raise, or would compute something else than what is probably meant."""
    assert message in cnnhand("shape", "10x10x4", pasted).err


@pytest.mark.parametrize(
    ("pasted", "message"),
    [
        ("Conv2dd(64, 3)", "did you mean Conv2d"),
        ("nn.Conv3d(3, 64, 3)", "three directions"),
        ("Conv2d(3, 64, 3, colour='cuda')", "unexpected keyword argument 'colour'; what is read is in_channels, "),
        ("Conv2d(3, 64, 3, out_channels=8)", "multiple values for argument 'out_channels'"),
        ("Conv2d(3, 64, 0)", "size must be from 1 to 10.12, not 0"),
        ("Conv2d(3, 64, (3, 3, 3))", "one number or"),
        ("Conv2d(3, n, 3)", "out_channels must be a number, or .height, width., not 'n'"),
        ("Conv2d(3, 64, 3)(2)", "nothing can stand behind the brackets of a layer"),
        ("Conv2d(3, 64", "was never closed"),
        ("Conv2d(3, kernel_size=3, 64)", "positional argument follows keyword argument"),
        ("Conv2d(3, 64, 3, padding=p/2)", "padding must be a number, or .height, width., not 'p / 2'"),
        ("Conv2d(3, 8.0, 3)", "filters must be a whole number, not '8.0'"),
        ("Conv2d(3, 64, 3, padding='same', stride=2)", "PyTorch takes padding='same' with stride 1 alone, not 2"),
        ("ConvTranspose2d(3, 64, 3, padding='same')", "takes a number as its padding, not 'same'"),
        ("MaxPool2d(3, padding=2)", "at most half of the window 3 as its padding, not 2"),
        ("Conv2D(64, 3, padding=1)", "Keras takes padding='same' or 'valid', not 1"),
        ("BatchNormalization(axis=1)", "axis=1 is not read here; only -1 is"),
        ("Upsample(size=(15, 25))", "size= says what comes out; say how many times"),
        ("LSTM(3)", "no layer that can be pasted; known are convolutions, "),
        ("Linear(512, 10, True, 4)", "too many positional arguments; what is read is in_features, out_features, bias"),
        ("Dropout(1.5)", "a share from 0"),
        ("Conv2d(3, 64, kernel_size='three')", "kernel_size must be a number"),
        (f"Conv2d({'3, ' * 200})", "too long"),
        ("Linear(16 ** 5, 120)", "in_features must be a number"),
        ("Linear('16' * 5, 120)", "in_features must be a number"),
    ],
)
def test_what_is_not_read_is_refused_by_its_name(pasted: str, message: str) -> None:
    with pytest.raises(GivenError, match=message):
        layer(pasted)


@pytest.mark.parametrize(
    ("pasted", "here"),
    [
        ("Conv2d(3, 64, kernel_size=(3, 3)) ReLU() MaxPool2d(2)", "conv3-64in3 relu maxpool2"),
        ("self.conv1 = nn.Conv2d(3, 6, 5)\nself.pool = nn.MaxPool2d(2, 2)  # halves", "conv5-6in3 maxpool2"),
        ("nn.Sequential(nn.Conv2d(3, 6, 5), nn.ReLU(),\n)", "conv5-6in3 relu"),
        ("model = keras.Sequential([keras.Input(shape=(28, 28, 1)), layers.Conv2D(8, 3)])", "conv3-8"),
        ("model = Sequential()\nmodel.add(Conv2D(6, (5, 5)))\nmodel.add(Activation('relu'))", "conv5-6 relu"),
        ("nn.Sequential(OrderedDict([('conv', nn.Conv2d(1, 20, 5)), ('relu', nn.ReLU())]))", "conv5-20in1 relu"),
        ("(0): Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))", "conv5-6in3"),
        ("Sequential(\n  (0): Linear(8, 4)\n  (1): Sequential(\n    (0): ReLU()\n  )\n)", "fc-4in8 relu"),
        ("[CONV3-32p1 -> RELU → POOL2]*2", "conv3-32p1 relu maxpool2 conv3-32p1 relu maxpool2"),
        ("[conv3-8 [relu]*2]*2 3*pool2", "conv3-8 relu relu conv3-8 relu relu maxpool2 maxpool2 maxpool2"),
        ("conv 5×5 stride 1, padding 2 pool 2x2, stride = 2", "conv5p2 maxpool2"),
        ("(1-2): 2 x Sequential(\n  (0): Linear(8, 8)\n  (1): ReLU()\n)", "fc-8in8 relu fc-8in8 relu"),
        (
            "i = keras.Input(shape=(9, 9, 3))\nx = Rescaling(1./255)(i)\nx = Conv2D(8, 3)(x)\no = MaxPooling2D()(x)\n"
            "model = keras.Model(i, o)\nmodel.summary()",
            "conv3-8 maxpool2",
        ),
        ("import torch.nn as nn\nnn.Sequential(nn.Identity(), nn.ReLU())\nmodel.compile(loss=mse(a=1))", "relu"),
        ("SeparableConv2D(256, 5), ReLU()", "dwconv5-nobias conv1-256 relu"),
        (
            "layers.SeparableConv2D(8, (3, 3), strides=2, depth_multiplier=2, use_bias=False, name='s')",
            "dwconv3/2m2-nobias conv1-8-nobias",
        ),
    ],
)
def test_layers_that_are_strung_together_are_read_one_by_one(pasted: str, here: str) -> None:
    assert [layer(word) for word in here.split()] == [layer(word) for word in words(pasted)]


@pytest.mark.parametrize(
    ("pasted", "message"),
    [
        ("Net(\n  (conv1): Conv2d(3, 6, 5)\n  (pool): MaxPool2d(2)\n)", "printed of Net does not say in what order"),
        ("nn.Sequential(nn.ReLU()", "opened and not closed"),
        ("nn.ReLU())", "closes no bracket"),
        ("[[[relu]*1000]*1000]*1000", "more than 10000 layers"),
        ("x = Conv2D(8, 3)(i)\ny = Conv2D(8, 3)(i)", "reads i, and what stands above makes x; branches are"),
        ("Model: net\n Layer (type)  Output Shape  Param #", "a summary says no filter sizes; paste the code"),
        (" conv2d (Conv2D)   (None, 26, 26, 32)   320", "a summary says no filter sizes; paste the code"),
        ("Conv2d-1   [-1, 64, 224, 224]   1,792", "a summary says no filter sizes; paste the code"),
        (
            "class Net(nn.Module):\n  def __init__(self):",
            "a class or a function must be pasted whole, with its forward",
        ),
        ("x = F.relu(self.conv1(x))", "no layer that can be pasted"),
        ("conv 5 64", "does not say its size; write conv3-96"),
    ],
)
def test_what_is_no_stack_of_layers_is_refused(pasted: str, message: str) -> None:
    with pytest.raises(GivenError, match=message):
        [layer(word) for word in words(pasted)]


def test_a_program_is_read_out_of_a_file_a_pipe_and_one_word(tmp_path: Path) -> None:
    """The layers are the same, wherever their text comes from."""
    code = "import torch.nn as nn\nnet = nn.Sequential(\n  nn.Conv2d(3, 16, 5),\n  nn.ReLU(),\n)\n"
    (tmp_path / "net.py").write_text(code)
    typed = cnnhand("shape", "32x32x3", "conv5-16in3 relu", "--rounding", "floor").out
    assert typed == cnnhand("shape", "32x32x3", tmp_path / "net.py").out
    assert typed == cnnhand("shape", "32x32x3", "-", typed=code).out
    assert typed == cnnhand("shape", code, "--input", "32x32x3").out
    keras = code.replace("nn.Conv2d(3, 16, 5)", "keras.Input((32, 32, 3)), Conv2D(16, 5)")
    assert "1,216 parameters" in typed and "1,216 parameters" in cnnhand("shape", keras).out
    assert "say what goes in first, as in: cnnhand shape" in cnnhand("shape", code * 9).err
    assert "none.py: cannot be read: no such file" in cnnhand("shape", "32x32x3", "none.py").err


@pytest.mark.parametrize(
    ("layers", "parameters"),
    [
        ("Conv2D(32, (3, 3), input_shape=(28, 28, 1)) MaxPooling2D((2, 2)) Flatten() Dense(10)", 54_410),
        ("keras.Sequential([keras.Input(shape=(28, 28, 1)), Flatten(), Dense(10)])", 7850),
        ("Input((None, None, 3)) Conv2D(8, 3)", 224),
        ("InputLayer(batch_input_shape=(None, 28, 28, 1)) Conv2D(8, 3)", 80),
        ("Flatten(input_shape=[28, 28]) Dense(10)", 7850),
        ("Dense(10, input_shape=(784,))", 7850),
        ("Dense(10, input_dim=784)", 7850),
        ("Conv1D(8, 3, input_shape=(128, 9)) Flatten() Dense(2)", 224 + 126 * 8 * 2 + 2),
    ],
)
def test_an_input_may_be_said_in_code_for_keras(layers: str, parameters: int) -> None:
    assert parameters == part_of(f"layers: '{layers}'\nask: parameters\n").answer()


def test_another_input_than_the_layers_say_is_refused() -> None:
    layers = "Conv2D(8, 3, input_shape=(28, 28, 1))"
    said = "the input is 32×32×3, and the layers say 28×28×1; leave one of the two out"
    assert f"F:1: input: {said}" == message(f"input: (32, 32, 3)\nlayers: '{layers}'\nask: parameters\n")
    assert said in cnnhand("shape", "32x32x3", layers).err
    assert cnnhand("shape", "28x28x1", layers).status == 0
