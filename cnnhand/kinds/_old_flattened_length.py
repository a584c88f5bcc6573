"""How long is the vector that the last volume of a stack is flattened into, the inputs of a dense layer after it?

W, H, D are width, height and depth of the last volume.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Conv, Pool, Rounding, Windowed, floored_volume, output_volume
from cnnhand.exact.stack import rounding_for, volumes
from cnnhand.exact.values import Form, Volume
from cnnhand.kinds import Level, Mistake, OnePart, always
from cnnhand.kinds._layers import side_text, size_text
from cnnhand.kinds._stacks import draw_stack, rounding_text, stack_text
from cnnhand.page import Page, Step, Text, Working


@dataclass(frozen=True, slots=True)
class FlattenedLength(OnePart):
    """An input volume and the layers before the flattening; none where the volume itself is flattened."""

    summary = "the number of inputs of a dense layer after a stack of layers"
    group = "sizes"
    form = Form.NUMBER

    input: Volume
    layers: tuple[Windowed, ...] = ()
    rounding: Rounding = Rounding.EXACT

    def __post_init__(self) -> None:
        if min(self.input) < 1:
            raise GivenError("input", f"the input must have sides of at least 1, not {self.input}")
        volumes(self.input, self.layers, self.rounding)

    @property
    def volumes(self) -> tuple[Volume, ...]:
        """The input and the volume after each layer."""
        return (self.input, *volumes(self.input, self.layers, self.rounding))

    @property
    def last(self) -> Volume:
        """The volume that is flattened."""
        return self.volumes[-1]

    def answer(self) -> int:
        return self.last.cells

    def question(self) -> Page:
        through = (Text("It goes through"), *stack_text(self.layers)) if self.layers else ()
        rounding = f" {rounding_text(self.layers, self.rounding)}" if self.layers else ""
        return (
            Text(f"The input is {self.input} (width × height × depth)."),
            *through,
            Text(
                f"Then the volume is flattened into a vector, for a dense layer. How many numbers are in it?{rounding}"
            ),
        )

    def letters(self) -> dict[str, object]:
        return {**dict(zip("WHD", self.last, strict=True)), "input": self.input, "D of the input": self.input.depth}

    def working(self) -> Working:
        steps = tuple(
            Step(
                _label(layer),
                str(volume).replace("×", " × "),
                volume,
                f"{side_text(before.width, layer.window.across, rounding_for(layer, self.rounding))} wide",
            )
            for before, layer, volume in zip(self.volumes, self.layers, self.volumes[1:], strict=False)
        )
        W, H, D = self.last
        return Working(
            "length = W·H·D of the last volume",
            f"{' → '.join(map(str, self.volumes))}: {W}·{H}·{D}",
            (*steps, Step("one map", f"{W}·{H}", W * H), Step("all maps", f"{W * H}·{D}", self.answer())),
            after=len(steps),
        )

    @classmethod
    def after(cls, before: Volume, layer: Windowed, volume: Volume, rounding: Rounding) -> Self:
        """The length of a volume that was answered for a layer: with the layer where it is right, else as it is."""
        if output_volume(before, layer, rounding_for(layer, rounding)) == volume:
            return cls(before, (layer,), rounding)
        return cls(volume)

    @classmethod
    def draw(cls, level: Level, dice: Dice) -> Self | None:
        """Easy: a convolution and 2×2 pooling. Medium: padding or a stride, three layers. Hard: four layers, two
        different sides."""
        problem = cls(*draw_stack(level, dice))
        return problem if problem.answer() <= 999 else None


def _label(layer: Windowed) -> str:
    return f"{'pool' if isinstance(layer, Pool) else 'conv'} {size_text(layer.window.size)}"


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _stacked(problem: FlattenedLength) -> bool:
    """Whether the sizes of a whole stack are asked; after the last layer of a chain they have been asked before."""
    return len(problem.layers) > 1


def _ends_with_pool(problem: FlattenedLength) -> bool:
    return bool(problem.layers) and isinstance(problem.layers[-1], Pool)


def _one_pool_more(problem: FlattenedLength) -> int:
    """The length after the last pooling layer of the stack, applied once more."""
    pool = [layer for layer in problem.layers if isinstance(layer, Pool)][-1]
    return floored_volume(problem.last, pool).cells


def _without_padding(problem: FlattenedLength) -> int:
    layers = tuple(replace(layer, window=layer.window.unpadded()) for layer in problem.layers)
    return replace(problem, layers=layers, rounding=Rounding.FLOOR).answer()


def _without_plus_one(*sorts: type) -> Callable[[FlattenedLength], int]:
    """The sides of all layers of these sorts one too small, rounded down."""

    def value(problem: FlattenedLength) -> int:
        volume = problem.input
        for layer in problem.layers:
            width, height, depth = floored_volume(volume, layer)
            less = 1 if isinstance(layer, sorts) else 0
            volume = Volume(width - less, height - less, depth)
        return volume.cells

    return value


FlattenedLength.mistakes = (
    Mistake(
        "flatten-before-pool",
        "by flattening before the last pooling layer",
        _ends_with_pool,
        lambda p: p.volumes[-2].cells,
    ),
    Mistake(
        "stopped-a-layer-early",
        "by flattening one layer too early",
        lambda p: bool(p.layers) and not _ends_with_pool(p),
        lambda p: p.volumes[-2].cells,
    ),
    Mistake(
        "flatten-extra-pool",
        "by pooling once more before flattening",
        lambda p: any(isinstance(layer, Pool) for layer in p.layers),
        _one_pool_more,
    ),
    Mistake(
        "flatten-without-channels",
        "for one of the {D} maps: {W}·{H}",
        lambda p: p.last.depth > 1,
        lambda p: p.last.width * p.last.height,
    ),
    Mistake(
        "depth-of-input",
        "with the depth of the image, {D of the input}, in place of the {D} maps",
        lambda p: _stacked(p) and p.last.depth != p.input.depth,
        lambda p: p.last.width * p.last.height * p.input.depth,
    ),
    Mistake(
        "one-side-only",
        "with one side of the map in place of its area: {W}·{D}",
        lambda p: p.last.height > 1,
        lambda p: p.last.width * p.last.depth,
    ),
    Mistake(
        "sides-added", "by adding the sides, {W} + {H} + {D}, in place of multiplying", always, lambda p: sum(p.last)
    ),
    Mistake(
        "dense-from-image",
        "by flattening the image, {input}, in place of the last volume",
        _stacked,
        lambda p: p.input.cells,
    ),
    Mistake(
        "padding-ignored",
        "without the padding of the layers",
        lambda p: _stacked(p) and any(layer.window.padded for layer in p.layers),
        _without_padding,
    ),
    Mistake(
        "no-plus-one",
        "without the + 1 in the size of each layer",
        lambda p: bool(p.layers),
        _without_plus_one(Conv, Pool),
    ),
    Mistake(
        "no-plus-one",
        "without the + 1 in the size of each convolution",
        lambda p: len(set(map(type, p.layers))) > 1,
        _without_plus_one(Conv),
    ),
)
