"""The layers of a network other than plain convolution and pooling: sizes, parameters and work, in plain integers.

W, H, D are width, height and depth of the input. A vector of N numbers is a volume of 1×1×N.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from cnnhand.errors import GivenError
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
    check_groups,
    check_window,
    same_padding,
    transposed_side,
    windowed_volume,
)
from cnnhand.exact.values import Volume


@dataclass(frozen=True, slots=True)
class Depthwise(Layer):
    """A convolution of every channel by itself, with `multiplier` filters a channel: a `Conv` with D groups."""

    window: Window
    multiplier: int = 1
    bias: bool = True

    def on(self, volume: Volume) -> Conv:
        if self.multiplier < 1:
            raise GivenError("multiplier", f"there must be at least one filter a channel, not {self.multiplier}")
        return Conv(volume.depth * self.multiplier, self.window, volume.depth, self.bias)


@dataclass(frozen=True, slots=True)
class SamePadding(Layer):
    """A convolution or pooling layer padded so that its output has ⌈W/S⌉ columns and ⌈H/S⌉ rows."""

    layer: Conv | Pool | Depthwise

    def on(self, volume: Volume) -> Conv | Pool:
        unpadded = self.layer.on(volume)
        assert isinstance(unpadded, Conv | Pool)  # a depthwise convolution is a convolution by now
        check_window(volume.width, volume.height, unpadded.window.with_(filter=1))  # no stride of 0
        across, down = unpadded.window
        window = Window(same_padding(volume.width, across), same_padding(volume.height, down))
        return replace(unpadded, window=window)


@dataclass(frozen=True, slots=True)
class GlobalPool(Layer):
    """Pooling of each whole channel into one number: a `Pool` whose window is the input."""

    how: str

    def on(self, volume: Volume) -> Pool:
        return Pool(self.how, Window(Axis(volume.width), Axis(volume.height)))


@dataclass(frozen=True, slots=True)
class TransposedConv(Layer):
    """A transposed convolution ("deconvolution"): every input cell is spread over F·F output cells, S apart.

    The window's padding is cut off the output; `extra` rows and columns are added at its end.
    """

    filters: int
    window: Window
    groups: int = 1
    bias: bool = True
    extra: Pair = Pair(0, 0)

    def check(self, volume: Volume) -> None:
        across, down = (max(1, axis.reach) for axis in self.window)
        check_window(across, down, self.window)  # sizes, strides and dilations
        check_groups(volume.depth, self.filters, self.groups)
        for extra, axis in zip(self.extra, self.window, strict=True):
            if not 0 <= extra < max(axis.stride, axis.dilation):
                what = f"the extra rows and columns must be fewer than the stride {axis.stride}, not {extra}"
                raise GivenError("extra", what)
        if min(self._sides(volume)) < 1:
            raise GivenError("padding", "the padding of a transposed convolution is cut off, and nothing would be left")

    def _sides(self, volume: Volume) -> tuple[int, int]:
        """Width and height of the output."""
        across, down = map(transposed_side, volume[:2], self.window, self.extra)
        return across, down

    def output(self, volume: Volume, rounding: Rounding) -> Volume:
        return Volume(*self._sides(volume), self.filters)

    def parameters(self, volume: Volume) -> Parameters:
        weights = self.window.area * volume.depth * (self.filters // self.groups)
        return Parameters(weights, self.filters if self.bias else 0)

    def macs(self, volume: Volume, output: Volume) -> int:
        """Every weight is used once for every cell of an *input* map."""
        return self.parameters(volume).weights * volume.width * volume.height

    def seen(self, volume: Volume) -> Window | None:
        """With stride 1 the window of the convolution that sees the same cells, padded with F − 1 − P; else None.

        With a larger stride S of F/S cells, rounded up or down, but neighbours begin 0 or 1 cells apart: no window
        moves like that. Source: Dumoulin and Visin 2016, ch. 4.
        """
        if self.window.stride != Pair(1, 1):
            return None
        across, down = (axis._replace(before=axis.reach - 1 - axis.before) for axis in self.window)
        return Window(across, down)


@dataclass(frozen=True, slots=True)
class PartialConv(Layer):
    """A convolution whose filters see some of the channels: one filter for each number of channels in `sees`.

    Source: LeCun et al. 1998, table I (layer C3 of LeNet-5).
    """

    sees: tuple[int, ...]
    window: Window
    bias: bool = True

    def check(self, volume: Volume) -> None:
        check_window(volume.width, volume.height, self.window)
        for number, channels in enumerate(self.sees, 1):
            if not 1 <= channels <= volume.depth:
                what = f"filter {number} must see from 1 to all {volume.depth} channels, not {channels}"
                raise GivenError("sees", what)

    def output(self, volume: Volume, rounding: Rounding) -> Volume | None:
        return Conv(len(self.sees), self.window).output(volume, rounding)

    def parameters(self, volume: Volume) -> Parameters:
        return Parameters(self.window.area * sum(self.sees), len(self.sees) if self.bias else 0)

    def seen(self, volume: Volume) -> Window:
        return self.window


@dataclass(frozen=True, slots=True)
class Subsample(Layer):
    """Trainable pooling: the sum of each window times a weight plus a bias, one of each a channel.

    Source: LeCun et al. 1998, section II.B (layers S2 and S4 of LeNet-5).
    """

    window: Window

    def check(self, volume: Volume) -> None:
        Pool("average", self.window).check(volume)

    def output(self, volume: Volume, rounding: Rounding) -> Volume | None:
        return windowed_volume(volume, self.window, volume.depth, rounding)

    def parameters(self, volume: Volume) -> Parameters:
        return Parameters(volume.depth, volume.depth)

    def seen(self, volume: Volume) -> Window:
        return self.window


@dataclass(frozen=True, slots=True)
class Dense(Layer):
    """A fully connected layer: every neuron sees the whole input volume. `trained` is false where it is kept fixed.

    >>> Dense(4096).parameters(Volume(7, 7, 512))  # 7·7·512·4096 and 4096
    Parameters(weights=102760448, biases=4096, untrained=0)
    """

    neurons: int
    bias: bool = True
    trained: bool = True

    def check(self, volume: Volume) -> None:
        if self.neurons < 1:
            raise GivenError("neurons", f"a fully connected layer has at least one neuron, not {self.neurons}")

    def output(self, volume: Volume, rounding: Rounding) -> Volume:
        return Volume(1, 1, self.neurons)

    def parameters(self, volume: Volume) -> Parameters:
        weights, biases = volume.cells * self.neurons, self.neurons if self.bias else 0
        return Parameters(weights, biases) if self.trained else Parameters(untrained=weights + biases)

    def macs(self, volume: Volume, output: Volume) -> int:
        return volume.cells * self.neurons

    def seen(self, volume: Volume) -> Window:
        return Window(Axis(volume.width), Axis(volume.height))


@dataclass(frozen=True, slots=True)
class BatchNorm(Layer):
    """Batch normalisation: each channel has a trained scale (a weight) and shift (a bias), a running mean and variance.

    Its MACs are not counted: once trained, it is merged into the convolution before it.

    >>> BatchNorm().parameters(Volume(28, 28, 64))
    Parameters(weights=64, biases=64, untrained=128)
    """

    scale: bool = True
    shift: bool = True

    def parameters(self, volume: Volume) -> Parameters:
        depth = volume.depth
        return Parameters(depth if self.scale else 0, depth if self.shift else 0, 2 * depth)

    def macs(self, volume: Volume, output: Volume) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Activation(Layer):
    """A function of each number by itself (ReLU, sigmoid …), or softmax over the channels: it learns nothing."""

    name: str


@dataclass(frozen=True, slots=True)
class Dropout(Layer):
    """Sets a share of the numbers to zero while training: it changes no size and learns nothing."""

    rate: Fraction | None = None


@dataclass(frozen=True, slots=True)
class LocalResponseNorm(Layer):
    """Divides each number by what its neighbours in some `channels` have: it changes no size and learns nothing."""

    channels: int = 5


@dataclass(frozen=True, slots=True)
class Flatten(Layer):
    """The volume as one vector of W·H·D numbers."""

    def output(self, volume: Volume, rounding: Rounding) -> Volume:
        return Volume(1, 1, volume.cells)


@dataclass(frozen=True, slots=True)
class Pad(Layer):
    """Zeros around a volume, as a layer of its own."""

    padding: Sides

    def output(self, volume: Volume, rounding: Rounding) -> Volume:
        left, right, top, bottom = self.padding
        return Volume(volume.width + left + right, volume.height + top + bottom, volume.depth)

    def seen(self, volume: Volume) -> Window:
        return Window.of(Pair(1, 1), padding=self.padding)


@dataclass(frozen=True, slots=True)
class Crop(Layer):
    """Columns and rows cut off the sides of a volume."""

    padding: Sides

    def check(self, volume: Volume) -> None:
        if min(self.output(volume, Rounding.EXACT)) < 1:
            raise GivenError("padding", f"cropping {self.padding} leaves nothing of {volume.width}×{volume.height}")

    def output(self, volume: Volume, rounding: Rounding) -> Volume:
        left, right, top, bottom = self.padding
        return Volume(volume.width - left - right, volume.height - top - bottom, volume.depth)

    def seen(self, volume: Volume) -> Window:
        return Window.of(Pair(1, 1), padding=Sides(*(-side for side in self.padding)))


@dataclass(frozen=True, slots=True)
class Upsample(Layer):
    """Every cell repeated (or interpolated) a number of times each way."""

    size: Pair

    def check(self, volume: Volume) -> None:
        if min(self.size) < 1:
            raise GivenError("size", f"the factor must be 1 or more, not {self.size}")

    def output(self, volume: Volume, rounding: Rounding) -> Volume:
        return Volume(volume.width * self.size.across, volume.height * self.size.down, volume.depth)

    def seen(self, volume: Volume) -> None:
        return None
