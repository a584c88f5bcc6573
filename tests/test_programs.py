"""Classes and functions for PyTorch and Keras: their layers in the order of their use."""

import json
from itertools import pairwise

import pytest

from cnnhand.layers.notation import layer
from cnnhand.layers.splitting import words
from tests.run import cnnhand

CLASS = """
import torch.nn as nn
{above}
class Net(nn.Module):
    def __init__(self, wide=8, classes=10):
        super().__init__()
        {init}

    def forward(self, x):
        print(x.shape)
        {forward}

net = Net(classes=5).to("cpu")
"""


def program(init: str, forward: str, above: str = "") -> str:
    """A class with these lines in its methods."""
    init, forward = (lines.replace("; ", "\n        ") for lines in (init, forward))
    return CLASS.format(init=init, forward=forward, above=above)


@pytest.mark.parametrize(
    ("code", "here"),
    [
        (
            program(
                "self.pool = nn.MaxPool2d(2); self.c1 = nn.Conv2d(1, wide, 3); self.c2 = nn.Conv2d(wide, wide * 2, 3)",
                "x = self.pool(F.relu(self.c1(x))); x = torch.relu(self.c2(x)); return F.max_pool2d(x, 2, stride=1)",
            ),
            "conv3-8in1 relu maxpool2 conv3-16in8 relu maxpool2/1",
        ),
        (
            program(
                "self.main = nn.Sequential(nn.Flatten(), nn.Linear(9, 4)); self.n = classes; self.out = "
                "nn.Linear(4, self.n); self.act = F.leaky_relu",
                "y = self.main(x); bs = y.size(0); y = self.act(y, 0.1); "
                "y = F.dropout(y, 0.2, training=self.training); "
                "y = y.view(bs, -1); return F.log_softmax(self.out(y), dim=1), x",
            ),
            "flatten fc-4in9 leaky-relu-0.1 dropout-0.2 flatten fc-5in4 log-softmax",
        ),
        (
            program(
                "self.one = Block(1, 4); self.two = nn.Sequential(Block(4, wide), two(wide))",
                "x = self.two(self.one(x)); x = nn.Sigmoid()(x).reshape((x.shape[0], -1)); return x.softmax(dim=1)",
                "class Block(nn.Module):\n    def __init__(self, i, o):\n        super().__init__()\n"
                "        self.conv = nn.Conv2d(i, o, 3)\n    def forward(self, x):\n"
                "        return self.conv(x).tanh()\n"
                "def two(n):\n    return nn.Sequential(nn.Conv2d(n, n, 1), nn.ReLU())",
            ),
            "conv3-4in1 tanh conv3-8in4 tanh conv1-8in8 relu sigmoid flatten softmax",
        ),
        (
            program(
                "parts = [nn.ReLU()]; parts += [nn.Tanh()]; self.all = nn.Sequential(*parts)", "return self.all(x)"
            ),
            "relu tanh",
        ),
        (
            "n = 8\n%pip install torch\nlayers = []\nlayers += [nn.Conv2d(3, n, 3)]\nlayers.append(nn.ReLU())\n"
            "net = nn.Sequential(*layers)\nnet.add_module('pool', nn.MaxPool2d(2))\nloss = nn.CrossEntropyLoss()",
            "conv3-8in3 relu maxpool2",
        ),
        (
            "(x, y), _ = mnist.load_data()\nx = x.astype('float32') / 255\nclasses = 10\ndef build(side, rate=0.25):\n"
            "    model = Sequential()\n    model.add(Conv2D(side, 3))\n    model.add(Dropout(rate))\n"
            "    model.add(Flatten())\n    model.add(Dense(classes, activation='softmax'))\n    return model\n"
            "model = build(6)\nmodel.compile('adam')\nmodel.fit(x, y, epochs=3)",
            "conv3-6 dropout-0.25 flatten fc-10",
        ),
        (
            "def block(x, n, side=3):\n    x = Conv2D(n, side)(x)\n    return ReLU()(x)\ni = Input((28, 28, 1))\n"
            "x = Conv2D(4, 1)(i)\nx = block(x, 8)\nx = block(x, 16, side=5)\nm = Model(i, x)",
            "conv1-4 conv3-8 relu conv5-16 relu",
        ),
        ("def make(n=8):\n    model = Sequential()\n    model.add(Conv2D(n, 3))\n    return model", "conv3-8"),
        ("def pair(n):\n    return nn.Sequential(nn.ReLU(), nn.Tanh())\nnet = pair(3)", "relu tanh"),
        (
            "class My(keras.Model):\n  def __init__(self):\n    super().__init__()\n    self.c = Conv2D(8, 3)\n"
            "  def call(self, x, training=False):\n    return self.c(x)",
            "conv3-8",
        ),
    ],
)
def test_a_program_is_read_in_the_order_in_which_it_uses_its_layers(code: str, here: str) -> None:
    vector = {name: layer(name) for name in here.split()}
    vector |= {"fc-10": layer("Dense(10)")} if "Dense" in code else {}
    assert list(map(vector.__getitem__, here.split())) == [layer(word) for word in words(code)]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (program("self.c = nn.ReLU()", "return self.c(x) + x"), "'self.c(x) + x' cannot be followed; branches are"),
        (program("self.c = nn.ReLU()", "y = self.c(x); y += x; return y"), "'y += x' cannot be followed; branches are"),
        (program("self.c = nn.ReLU()", "y = self.c(x); z = self.c(x); return y"), "'x' cannot be followed; branches"),
        (
            program("pass", "for i in range(3):\n            x = F.relu(x)"),
            "cannot be followed; paste the lines of its",
        ),
        (program("self.c = nn.ReLU()", "with torch.no_grad():\n            x = self.c(x)"), "'with torch.no_grad():"),
        (program("self.c = nn.ReLU()", "return self.c(input=x)"), "'self.c(input=x)' cannot be followed"),
        (program("self.c = nn.ReLU()", "self.c(x)"), "cannot be followed; it returns nothing"),
        (
            "def f(deep):\n    i = Input((8, 8, 1))\n    if deep:\n        i = ReLU()(i)\n    return i\nf(1)",
            "cannot be foll",
        ),
        (
            "def g():\n    m = Sequential()\n    return m\ndef d():\n    m = Sequential()\n    return m\ng()",
            "g and d make a",
        ),
        ("model = Sequential()\nfor n in (8, 16):\n    model.add(Conv2D(n, 3))", "cannot be followed; paste the lines"),
        (
            "a = [nn.ReLU()]\n"
            + "\n".join(f"{new} = [{old}, {old}]" for old, new in pairwise("abcdefghijklmnopqrstu")),
            "more than 10000 layers",
        ),
        (program("pass", "return x.flatten()"), "start_dim=0 is not read here; only 1 is"),
        (program("self.n = Net()", "return self.n(x)"), "the program calls itself"),
        (
            "class Net(nn.Module):\n    def __init__(self):\n        self.a = nn.ReLU()",
            "Net has no forward, which says in",
        ),
        ("i = Input((8, 8, 1))\nx = Conv2D(8, 3)(i)\nx = layers.Add()([x, i])", "reads several; branches are written"),
        (
            "\n".join(f"def f{n}():\n    return nn.Sequential(f{n + 1}(), f{n + 1}())" for n in range(40)) + "\nf0()",
            "more than 10000 layers",
        ),
    ],
)
def test_what_is_no_chain_in_a_program_is_refused(code: str, message: str) -> None:
    assert message in cnnhand("shape", "8x8x1", code).err


def test_a_program_may_say_its_input() -> None:
    """Channels first where it says so."""
    code = "side = 3\nnet = Sequential([Input((3, 32, 28)), Conv2D(8, side, data_format='channels_first')])"
    volume = json.loads(cnnhand("shape", code, "--json").out)["output"]
    assert {"width": 26, "height": 30, "depth": 8} == volume


def test_what_pytorch_prints_is_counted_as_it_counts() -> None:
    """As PyTorch 2.13 prints it; its own parameters, and the numbers that its norms keep."""
    printed = """Sequential(
      (0): Conv2d(8, 16, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), groups=4)
      (1): BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
      (2): GELU(approximate='none')
      (3): InstanceNorm2d(16, eps=1e-05, momentum=0.1, affine=False, bias=False, track_running_stats=False)
      (4): GroupNorm(4, 16, eps=1e-05, affine=True, bias=True)
      (5): BatchNorm2d(16, eps=1e-05, momentum=0.1, affine=True, bias=False, track_running_stats=True)
      (6): LayerNorm((16, 4, 4), eps=1e-05, elementwise_affine=True, bias=True)
    )"""
    totals = json.loads(cnnhand("shape", "4x4x8", printed, "--json").out)["totals"]
    assert (304 + 32 + 32 + 16 + 512, 64) == (totals["weights"] + totals["biases"], totals["untrained"])


def test_an_upsampling_of_a_sequence_has_one_row() -> None:
    """PyTorch has one name for both."""
    code = "nn.Conv1d(4, 8, 3)\nnn.Upsample(scale_factor=2)"
    assert 16 * 8 == json.loads(cnnhand("shape", "10x4", code, "--json").out)["layers"][1]["activations"]


def test_keras_means_something_else_by_the_same_name() -> None:
    """A slope of 0.3 where none is said, and a trained one for each number unless its axes are shared."""
    assert ["Conv2D(8, 3)", "LeakyReLU(0.3)"] == words("Conv2D(8, 3)\nLeakyReLU()")
    assert "learns a slope a number" in cnnhand("shape", "8x8x1", "Conv2D(8, 3)\nPReLU()").err
    shared = json.loads(cnnhand("shape", "8x8x1", "Conv2D(8, 3)\nPReLU(shared_axes=[1, 2])", "--json").out)
    assert 80 + 8 == shared["totals"]["parameters"]
