"""Layers as PyTorch and Keras write them, and in short: each is read as the layer that it is."""

import pytest

from cnnhand.errors import GivenError
from cnnhand.layers.notation import layer
from cnnhand.layers.splitting import words


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
        ("BatchNorm2d(64, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)", "bn"),
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
        ("Dense(10, activation='softmax')", "fc-10"),
        ("Conv2D(6, (5, 5), activation=’tanh’, padding=”valid”)", "conv5-6"),
        ("Conv2d(1, 32, kernel_size=(3, 3), stride=(1, 1), padding=same)", "conv3-32in1-same"),  # as it is printed
        ("LogSoftmax(dim=1)", "log-softmax"),
        ("Upsample(scale_factor=2.0, mode='nearest')", "upsample2"),
        ("Conv2DTranspose(64, 2, strides=2, padding='same')", "tconv2-64/2-same"),
        ("UpSampling2D((2, 2))", "upsample2"),
        ("nn.Linear(16 * 5 * 5, 2*60)", "fc-120in400"),
    ],
)
def test_a_pasted_layer_is_the_one_in_short(pasted: str, here: str) -> None:
    assert layer(here) == layer(pasted)


@pytest.mark.parametrize(
    ("pasted", "message"),
    [
        ("Conv2dd(64, 3)", "did you mean Conv2d"),
        ("nn.Conv3d(3, 64, 3)", "three directions"),
        ("Conv2d(3, 64, 3, device='cuda')", "unexpected keyword argument 'device'; what is read is in_channels, "),
        ("Conv2d(3, 64, 3, out_channels=8)", "multiple values for argument 'out_channels'"),
        ("Conv2d(3, 64, 0)", "size must be from 1 to 10.12, not 0"),
        ("Conv2d(3, 64, (3, 3, 3))", "one number or"),
        ("Conv2d(3, n, 3)", "out_channels must be a number, or .height, width., not 'n'"),
        ("Conv2d(3, 64, 3)(2)", "must have numbers"),
        ("Conv2d(3, 64", "must have numbers"),
        ("AdaptiveAvgPool2d(7)", "output_size=7 is not read"),
        ("BatchNorm2d(64, affine=False)", "affine=False is not read"),
        ("Linear(512, 10, True, 4)", "too many positional arguments; what is read is in_features, out_features, bias"),
        ("Dropout(1.5)", "a share from 0"),
        ("Conv2d(3, 64, kernel_size='three')", "kernel_size must be a number"),
        (f"Conv2d({'3, ' * 200})", "too long"),
        ("Linear(16 ** 5, 120)", "must have numbers"),
        ("Linear('16' * 5, 120)", "must have numbers"),
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
        ("model = keras.Sequential([keras.Input(shape=(28, 28, 1)), layers.Dense(10)])", "fc-10"),
        ("model = Sequential()\nmodel.add(Conv2D(6, (5, 5)))\nmodel.add(Activation('relu'))", "conv5-6 relu"),
        ("nn.Sequential(OrderedDict([('conv', nn.Conv2d(1, 20, 5)), ('relu', nn.ReLU())]))", "conv5-20in1 relu"),
        ("(0): Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))", "conv5-6in3"),
        ("Sequential(\n  (0): Linear(8, 4)\n  (1): Sequential(\n    (0): ReLU()\n  )\n)", "fc-4in8 relu"),
        ("[CONV3-32p1 -> RELU → POOL2]*2", "conv3-32p1 relu maxpool2 conv3-32p1 relu maxpool2"),
        ("[conv3-8 [relu]*2]*2 3*pool2", "conv3-8 relu relu conv3-8 relu relu maxpool2 maxpool2 maxpool2"),
        ("conv 5×5 stride 1, padding 2 pool 2x2, stride = 2", "conv5p2 maxpool2"),
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
        ("x = Conv2D(8, 3)(x)", "must have numbers"),
        ("x = F.relu(self.conv1(x))", "no layer that can be pasted"),
        ("conv 5 64", "does not say its size; write conv3-96"),
    ],
)
def test_what_is_no_stack_of_layers_is_refused(pasted: str, message: str) -> None:
    with pytest.raises(GivenError, match=message):
        [layer(word) for word in words(pasted)]
