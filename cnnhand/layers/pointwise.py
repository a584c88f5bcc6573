"""Layers that change each number by itself and no size: activations, batch and other normalisation, dropout."""

from fractions import Fraction
from typing import Any, ClassVar

from cnnhand.errors import GivenError
from cnnhand.exact.cells import chosen, relu
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Grid, Rational, Volume, plain
from cnnhand.layers.base import Layer, check_depth
from cnnhand.layers.rules import Count, known
from cnnhand.layers.words import listed, on_channels, plural


class Activation(Layer):
    """A function of each number by itself; it learns nothing."""

    in_place = True
    rule: ClassVar[Any] = None
    """What becomes of a number, where that is exact."""
    slope: ClassVar[Any] = None
    """Its derivative, where that is exact."""

    def forward(self, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
        rule = type(self).rule
        return x.map(rule) if rule else super().forward(x, rounding)

    def slope_at(self, x: Rational) -> Rational:
        """Its derivative; `GivenError` where that is no fraction."""
        slope = type(self).slope
        if slope is None:
            raise GivenError("layers", f"the slopes of {self.words()} are no fractions: no gradient is taken back here")
        found: Rational = slope(x)
        return found

    def backward(self, x: Grid, gradient: Grid) -> Grid:
        pairs = zip(x.cells(), gradient.cells(), strict=True)
        return Grid.from_cells((plain(dy * self.slope_at(number)) for number, dy in pairs), x.volume)


class Relu(Activation):
    """max(0, x); its slope at 0 is 0."""

    name, title = "relu", "ReLU"
    rule = staticmethod(relu)
    slope = staticmethod(lambda x: int(x > 0))


class LeakyRelu(Activation):
    """x where it is positive, x/10 or another share of it where it is not."""

    name, title = "leaky-relu", "leaky ReLU"
    also = ("leakyrelu", "lrelu")
    numbers = ("", "share")
    share: Fraction = Fraction(1, 100)

    def words(self) -> str:
        return f"leaky ReLU with the slope {float(self.share):g} below 0"

    def forward(self, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
        return x.map(lambda number: number if number > 0 else plain(self.share * number))

    def slope_at(self, x: Rational) -> Rational:
        return 1 if x > 0 else self.share


class Relu6(Activation):
    """max(0, x), and 6 at the most."""

    name, title = "relu6", "ReLU6"
    rule = staticmethod(lambda x: chosen(min, (6, relu(x))))
    slope = staticmethod(lambda x: int(0 < x < 6))


def _named(name: str, title: str = "", *also: str) -> type[Activation]:
    """An activation that is known by name alone: its values are no fractions."""
    namespace = {"name": name, "title": title, "also": also, "__doc__": f"{title or name} of each number by itself."}
    return type(name.title().replace("-", ""), (Activation,), namespace)


class Rounded(Activation):
    """One whose numbers are no fractions, and are typed to some decimals."""

    def forward(self, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
        raise GivenError("layers", f"nothing is computed here with the rounded numbers that {self.words()} makes")


class Sigmoid(Rounded):
    """1 over 1 + e^−z, cell by cell."""

    name = title = "sigmoid"
    also = ("logistic",)


class Tanh(Rounded):
    """e^z − e^−z over e^z + e^−z, cell by cell."""

    name = title = "tanh"


class Softmax(Rounded):
    """e^z over the sum of all e^z."""

    name = title = "softmax"
    also = ("soft-max",)


class BatchNorm(Layer):
    """Batch normalisation: each channel has a trained scale (a weight) and shift (a bias), a running mean and variance.

    Its MACs are not counted: once trained, it is merged into the convolution before it.
    """

    name, title = "bn", "batch normalisation"
    also: ClassVar[tuple[str, ...]] = ("batchnorm", "batch-norm", "batchnorm2d", "batchnormalization")
    work = "·0"
    unsaid = ("depth",)
    scale: bool = True
    shift: bool = True
    running: bool = True
    """Whether it keeps a mean and a variance."""
    depth: int | None = None
    """How many channels it reads, where it says so."""

    def check(self, volume: Volume) -> None:
        check_depth(self.depth, volume)

    def letters(self, volume: Volume, output: Volume | None) -> dict[str, Rational]:
        return {**known(D=self.depth), **super().letters(volume, output)}

    def counts(self) -> dict[str, Count]:
        kept = {
            "weights": self.scale and Count.of("scales", "D", "trained, one a channel"),
            "biases": self.shift and Count.of("shifts", "D", "trained, one a channel"),
            "untrained": self.running and Count.of("untrained", "2·D", "a running mean and variance a channel"),
        }
        return {name: count for name, count in kept.items() if count}

    def words(self) -> str:
        lacks = ["scales"] * (not self.scale) + ["shifts"] * (not self.shift)
        lacks += ["running statistics"] * (not self.running and type(self) is BatchNorm)
        without = f", without {listed(lacks)}" if lacks else ""
        return f"{self.title}{on_channels(self.depth)}{without}"


class InstanceNorm(BatchNorm):
    """Normalisation of each channel of each example by itself."""

    name, title = "instancenorm", "instance normalisation"
    also: ClassVar[tuple[str, ...]] = ("instance-norm", "instancenorm2d")
    scale: bool = False
    shift: bool = False
    running: bool = False


class GroupNorm(BatchNorm):
    """Normalisation of groups of channels; each channel has a trained scale and shift."""

    name, title = "groupnorm", "group normalisation"
    also: ClassVar[tuple[str, ...]] = ("group-norm", "groupnormalization")
    numbers = ("groups", "")
    example = "groupnorm32"
    running: bool = False
    groups: int

    def check(self, volume: Volume) -> None:
        super().check(volume)
        if volume.depth and volume.depth % self.groups:
            raise GivenError("groups", f"{self.groups} groups do not divide {volume.depth} channels")

    def words(self) -> str:
        return f"{super().words()}, in {plural(self.groups, 'group')}"


class LayerNorm(Layer):
    """Layer normalisation: every number of the volume has a trained scale and shift of its own."""

    name, title = "layernorm", "layer normalisation"
    also = ("layer-norm", "layernormalization")
    work = "·0"
    unsaid = ("depth",)
    depth: int | None = None
    """How many numbers it reads, where it says so."""

    def check(self, volume: Volume) -> None:
        if self.depth and None not in volume and volume.cells != self.depth:
            what = f"the layer normalises {self.depth} numbers at a time"
            raise GivenError("in", f"{what}, and here {volume.cells} come in")

    def letters(self, volume: Volume, output: Volume | None) -> dict[str, Rational]:
        said: dict[str, Rational] = {"W": 1, "H": 1, "D": self.depth} if self.depth and None in volume else {}
        return super().letters(volume, output) | said

    def words(self) -> str:
        return f"{self.title}{f' of {self.depth} numbers at a time' if self.depth else ''}"

    def counts(self) -> dict[str, Count]:
        return {
            "weights": Count.of("scales", "W·H·D", "one a number"),
            "biases": Count.of("shifts", "W·H·D", "one a number"),
        }


class Prelu(Layer):
    """ReLU with trained slopes below 0: one a channel unless it is said how many."""

    name = "prelu"
    numbers = ("", "slopes")
    work = "·0"
    slopes: int | None = None

    def check(self, volume: Volume) -> None:
        if self.slopes not in (None, 1):
            check_depth(self.slopes, volume)

    def counts(self) -> dict[str, Count]:
        one = Count.of("weights", "1", "one slope for all channels")
        return {"weights": one if self.slopes == 1 else Count.of("weights", "D", "a slope a channel")}

    def words(self) -> str:
        return f"PReLU with {'one trained slope' if self.slopes == 1 else 'a trained slope a channel'}"


class Dropout(Layer):
    """Sets a share of the numbers to zero while training: it changes no size and learns nothing."""

    name = "dropout"
    numbers = ("", "rate")
    linear = True
    in_place = True
    rate: Fraction | None = None

    def forward(self, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
        return x

    def backward(self, x: Grid, gradient: Grid) -> Grid:
        return gradient


class LocalResponseNorm(Layer):
    """Divides each number by what its neighbours in some channels have: it changes no size and learns nothing."""

    name = "lrn"
    also = ("local-response-norm", "localresponsenorm")
    numbers = ("channels", "")
    channels: int = 5

    def words(self) -> str:
        return f"local response normalisation over {self.channels} channels"


class Bias(Layer):
    """The bias of a filter by itself: a number that is added to every cell of its map."""

    name = "bias"
    in_place = True
    value: Rational

    def words(self) -> str:
        return f"the bias {str(self.value).replace('-', '−')} added to every cell"

    def forward(self, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
        return x.map(lambda number: plain(number + self.value))

    def backward(self, x: Grid, gradient: Grid) -> Grid:
        return gradient


LAYERS: tuple[type[Layer], ...] = (
    Relu,
    LeakyRelu,
    Relu6,
    Softmax,
    Sigmoid,
    Tanh,
    BatchNorm,
    InstanceNorm,
    GroupNorm,
    LayerNorm,
    Prelu,
    Dropout,
    LocalResponseNorm,
    Bias,
    _named("silu", "", "swish"),
    _named("hard-swish", "", "hardswish", "hswish", "h-swish"),
    _named("hard-sigmoid", "", "hardsigmoid"),
    _named("log-softmax", "", "logsoftmax"),
    *map(_named, ("elu", "selu", "gelu", "mish", "softplus")),
)
