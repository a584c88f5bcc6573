"""How many bytes does a volume take, an image or what a layer makes of it?

W, H, D are width, height and depth of the input, W2, H2, D2 those of the volume that is stored; n is the number of
images in a batch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Conv, Rounding, Window, output_volume, parameters
from cnnhand.exact.values import Form, Volume
from cnnhand.kinds import Level, Mistake, OnePart, always
from cnnhand.kinds._layers import layer_text, side_text
from cnnhand.page import Page, Step, Text, Working

BITS = (8, 16, 32, 64)


@dataclass(frozen=True, slots=True)
class Memory(OnePart):
    """An image, the bits of each number, the layer whose output is stored (none: the image itself), and the batch."""

    summary = "the bytes that an image, or the output of a layer, takes"
    group = "sizes"
    form = Form.NUMBER

    input: Volume
    bits: int = 32
    layer: Conv | None = None
    batch: int = 1

    def __post_init__(self) -> None:
        if min(self.input) < 1:
            raise GivenError("input", f"the input must have sides of at least 1, not {self.input}")
        if self.bits not in BITS:
            raise GivenError("bits", f"a number has 8, 16, 32 or 64 bits, not {self.bits}")
        if self.batch < 1:
            raise GivenError("batch", f"a batch has at least one image, not {self.batch}")
        if self.layer is not None and output_volume(self.input, self.layer, Rounding.EXACT) is None:
            raise GivenError("layer", "the stride does not divide, so the layer does not fit; change the input's sides")

    @property
    def stored(self) -> Volume:
        """The volume that is stored."""
        volume = output_volume(self.input, self.layer) if self.layer else self.input
        assert volume is not None  # refused when the problem was made
        return volume

    @property
    def size(self) -> int:
        """The bytes of one number."""
        return self.bits // 8

    def answer(self) -> int:
        return self.bytes(self.stored.cells)

    def bytes(self, numbers: int) -> int:
        """What so many numbers an image take, for the whole batch."""
        return self.batch * numbers * self.size

    def question(self) -> Page:
        images = "one image" if self.batch == 1 else f"a batch of {self.batch} images"
        what = (
            f"does {images.replace('one', 'the')} take"
            if self.layer is None
            else f"does the output of the layer take, for {images}"
        )
        layer = f" The layer is {layer_text(self.layer)}." if self.layer else ""
        return (
            Text(f"An image is {self.input} (width × height × depth).{layer}"),
            Text(f"Each number is stored in {self.bits} bits. How many bytes {what}?"),
        )

    def letters(self) -> dict[str, object]:
        W2, H2, D2 = self.stored
        return {
            **dict(zip("WHD", self.input, strict=True)),
            "W2": W2,
            "H2": H2,
            "D2": D2,
            "n": self.batch,
        }

    def working(self) -> Working:
        W2, H2, D2 = self.stored
        steps: tuple[Step, ...] = ()
        if self.layer is not None:
            sides = zip(("W2", "H2"), self.input[:2], self.layer.window, self.stored[:2], strict=True)
            steps += tuple(Step(name, side_text(side, axis), out) for name, side, axis, out in sides)
        numbers = self.stored.cells
        steps += (Step("numbers", f"{W2}·{H2}·{D2}", numbers, "in one volume"),)
        if self.batch > 1:
            steps += (Step("numbers", f"{self.batch}·{numbers}", self.batch * numbers, "in the batch"),)
        steps += (
            Step("one number", f"{self.bits}/8", self.size, "8 bits make a byte"),
            Step("bytes", f"{self.batch * numbers}·{self.size}", self.answer()),
        )
        names = "W·H·D" if self.layer is None else "W2·H2·K"
        several = ("n·", f"{self.batch}·") if self.batch > 1 else ("", "")
        filled = f"{several[1]}{W2}·{H2}·{D2}·{self.bits}/8"
        return Working(f"bytes = {several[0]}{names}·bits/8", filled, steps, after=0 if self.layer is None else 2)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: an image. Medium: the output of a convolution. Hard: that of a batch, with a stride and padding."""
        bits = dice.choice((8, 16, 32))
        if level == "easy":
            width, height = dice.integer(5, 20), dice.integer(5, 20)
            problem = cls(Volume(width, height, 3), bits)
            return problem if problem.answer() <= 2000 else None
        hard = level == "hard"
        stride, padding = (2, 1) if hard else (1, 0)
        outputs = dice.integer(4, 9), dice.integer(4, 9)
        width, height = ((side - 1) * stride + 3 - 2 * padding for side in (outputs if hard else outputs[:1] * 2))
        layer = Conv(dice.integer(2, 10), Window.square(3, stride, padding))
        problem = cls(Volume(width, height, dice.choice((1, 3))), bits, layer, dice.integer(2, 8) if hard else 1)
        return problem if problem.answer() <= 9999 else None


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _of_layer(applies: Callable[[Memory], bool] = always) -> Callable[[Memory], bool]:
    return lambda p: p.layer is not None and applies(p)


def _weights(problem: Memory) -> int:
    assert problem.layer is not None  # applies to the output of a layer only
    return problem.size * parameters(problem.input, problem.layer).total


Memory.mistakes = (
    Mistake("bits-for-bytes", "in bits: 8 of them make a byte", always, lambda p: 8 * p.answer()),
    Mistake(
        "values-counted",
        "by counting the numbers, not their bytes",
        lambda p: p.bits != 8,
        lambda p: p.batch * p.stored.cells,
    ),
    Mistake(
        "bytes-of-a-float",
        "with 4 bytes a number, which 32 bits are",
        lambda p: p.bits != 32,
        lambda p: p.batch * p.stored.cells * 4,
    ),
    Mistake(
        "depth-forgotten",
        "for one channel of {D2}: {W2}·{H2} numbers",
        lambda p: p.stored.depth > 1,
        lambda p: p.bytes(p.stored.width * p.stored.height),
    ),
    Mistake(
        "one-side-only",
        "with one side of the volume in place of its area: {W2}·{D2} numbers",
        lambda p: p.stored.height > 1,
        lambda p: p.bytes(p.stored.width * p.stored.depth),
    ),
    Mistake(
        "image-given",
        "for what goes into the layer, {W}·{H}·{D} numbers an image, not what comes out",
        _of_layer(lambda p: p.stored != p.input),
        lambda p: p.bytes(p.input.cells),
    ),
    Mistake(
        "depth-of-input",
        "with the depth {D} of the image in place of the {D2} maps",
        _of_layer(lambda p: p.stored.depth != p.input.depth),
        lambda p: p.bytes(p.stored.width * p.stored.height * p.input.depth),
    ),
    Mistake(
        "size-unchanged",
        "with maps of {W}·{H}, as large as the image: they are {W2}·{H2}",
        _of_layer(lambda p: p.stored[:2] != p.input[:2]),
        lambda p: p.bytes(p.input.width * p.input.height * p.stored.depth),
    ),
    Mistake("parameters-stored", "for the parameters of the layer", _of_layer(), _weights),
    Mistake("batch-forgotten", "for one of the {n} images", lambda p: p.batch > 1, lambda p: p.answer() // p.batch),
)
