"""Layers one after the other: the volume after each, and how much of the input one cell of the last map sees.

The letters are those of `shapes`; r is the side of the receptive field and j the jump, the distance in the input
between the fields of two neighbouring cells.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Axis, Conv, Layer, Rounding, output_volume
from cnnhand.exact.values import Volume


def rounding_of(layer: Layer, rounding: Rounding) -> Rounding:
    """A stack's rounding as it holds for one layer: where its pools round up, its convolutions round down."""
    return Rounding.FLOOR if rounding is Rounding.CEIL and isinstance(layer, Conv) else rounding


def volumes(volume: Volume, layers: Sequence[Layer], rounding: Rounding = Rounding.EXACT) -> tuple[Volume, ...]:
    """The volume after each layer; `GivenError` (key `layers`) names the layer that cannot be applied.

    >>> from cnnhand.exact.shapes import Pool, Window
    >>> print(*volumes(Volume(28, 28, 1), [Conv(3, Window.square(5)), Pool("max", Window.square(2, 2))]))
    24×24×3 12×12×3
    """
    found: tuple[Volume, ...] = ()
    for number, layer in enumerate(layers, 1):
        try:
            output = output_volume(volume, layer, rounding_of(layer, rounding))
        except GivenError as error:
            raise GivenError("layers", f"layer {number}, on {volume}: {error}") from None
        if output is None:
            what = f"layer {number} does not fit {volume}: the stride does not divide; say `rounding: floor`"
            raise GivenError("layers", what)
        found += (output,)
        volume = output
    return found


class Sight(NamedTuple):
    """What a cell of a map sees of the input: the side of its receptive field, and the jump to its neighbour's."""

    field: int
    jump: int


def sights(axes: Iterable[Axis]) -> Iterator[Sight]:
    """Receptive field and jump after each layer: r + (F − 1)·j with F as far as the filter reaches, then j·S.

    Source: Araujo, Norris, Sim, "Computing receptive fields of convolutional neural networks", Distill 2019.

    >>> [sight.field for sight in sights([Axis(3), Axis(2, stride=2), Axis(3)])]  # 1 + 2·1, + 1·1, + 2·2
    [3, 4, 8]
    """
    field, jump = 1, 1
    for axis in axes:
        field += (axis.reach - 1) * jump
        jump *= axis.stride
        yield Sight(field, jump)
