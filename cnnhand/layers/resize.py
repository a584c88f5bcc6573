"""Layers that change width and height without any weight: padding, cropping, upsampling."""

from typing import Self

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Rounding, Sides, Window
from cnnhand.exact.values import Grid, Volume
from cnnhand.layers.base import ONE, Layer, Padding
from cnnhand.layers.conv import Border, Conv, padded
from cnnhand.layers.rules import Rule
from cnnhand.layers.words import padding_text, size_text, stride_text


class Pad(Layer):
    """Zeros around a volume, as a layer of its own; `for` a filter and its stride: what `same` takes."""

    name = "pad"
    also = ("zero-pad", "zeropad", "zeropad2d", "zeropadding2d")
    numbers = ("padding", "")
    example = "pad1"

    padding: Padding
    border: Border = "zeros"
    size: Pair | None = None
    """The filter that `same` is for."""
    stride: Pair = ONE

    def on(self, volume: Volume) -> Self:
        if not isinstance(self.padding, str):
            return self
        if self.size is None:
            raise GivenError("size", "`same` padding is for a filter; say its size")
        padding = Conv(size=self.size, stride=self.stride, padding="same").on(volume).padding
        return self.with_(padding=padding)

    def check(self, volume: Volume) -> None:
        if not isinstance(self.padding, str) and min(self.padding) < 0:
            raise GivenError("padding", f"the padding must be 0 or more, not {min(self.padding)}")

    def side(self, side: int | None, way: int, rounding: Rounding) -> Rule:
        before, after = (Sides() if isinstance(self.padding, str) else self.padding)[2 * way : 2 * way + 2]
        return Rule(f"W + {'2·P' if before == after else 'P + Q'}", {"P": before, "Q": after})

    def seen(self, volume: Volume) -> Window | None:
        padding = self.on(volume).padding
        return Window.of(ONE, padding=Sides() if isinstance(padding, str) else padding)

    def words(self) -> str:
        what = {"zeros": "zeros", "copy": "its border copied", "mirror": "its border mirrored"}[self.border]
        if self.padding == "same" and self.size is not None:
            return f"“same” padding with {what} for a filter of {size_text(self.size)}, {stride_text(self.stride)}"
        return f"padding with {what}: {padding_text(self.padding).removeprefix('padding ')}"

    def forward(self, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
        padding = self.on(x.volume).padding
        assert not isinstance(padding, str)  # filled in by `on`
        return padded(x, padding, self.border)


class Crop(Layer):
    """Columns and rows cut off the sides of a volume."""

    name = "crop"
    also = ("cropping2d",)
    numbers = ("padding", "")
    example = "crop1"

    padding: Sides

    def check(self, volume: Volume) -> None:
        output = self.output(volume)
        if output and min(side for side in (*output, 1) if side is not None) < 1:
            raise GivenError("padding", f"cropping {self.padding} leaves nothing of {volume.width}×{volume.height}")

    def side(self, side: int | None, way: int, rounding: Rounding) -> Rule:
        before, after = self.padding[2 * way : 2 * way + 2]
        return Rule("W − P − Q", {"P": before, "Q": after})

    def seen(self, volume: Volume) -> Window | None:
        return Window.of(ONE, padding=Sides(*(-side for side in self.padding)))

    def words(self) -> str:
        return f"cropping: {padding_text(self.padding).replace('padding', 'cut off')}"


class Upsample(Layer):
    """Every cell repeated (or interpolated) a number of times each way."""

    name = "upsample"
    also = ("upsampling2d",)
    numbers = ("size", "")
    example = "upsample2"

    size: Pair

    def check(self, volume: Volume) -> None:
        if min(self.size) < 1:
            raise GivenError("size", f"the factor must be 1 or more, not {self.size}")

    def side(self, side: int | None, way: int, rounding: Rounding) -> Rule:
        return Rule("W·F", {"F": self.size[way]})

    def seen(self, volume: Volume) -> None:
        return None

    def words(self) -> str:
        return f"upsampling: every cell {size_text(self.size)} times"

    def forward(self, x: Grid, rounding: Rounding = Rounding.FLOOR) -> Grid:
        across, down = self.size
        return x.by_channel(
            lambda rows: tuple(tuple(n for n in row for _ in range(across)) for row in rows for _ in range(down))
        )


LAYERS: tuple[type[Layer], ...] = (Pad, Crop, Upsample)
