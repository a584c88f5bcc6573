"""The volumes that follow one another in a stack of layers."""

from collections.abc import Sequence

from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import Subsample
from cnnhand.exact.shapes import Layer, Pool, Rounding, output_volume
from cnnhand.exact.values import Volume


def volumes(volume: Volume, layers: Sequence[Layer], rounding: Rounding = Rounding.EXACT) -> tuple[Volume, ...]:
    """The volume after each layer of a plain stack; `GivenError` (key `layers`) names one that cannot be applied.

    >>> from cnnhand.exact.shapes import Conv, Window
    >>> print(*volumes(Volume(28, 28, 1), [Conv(3, Window.square(5)), Pool("max", Window.square(2, 2))]))
    24×24×3 12×12×3
    """
    found: tuple[Volume, ...] = ()
    for number, layer in enumerate(layers, 1):
        try:
            output = output_volume(volume, layer, rounding_for(layer, rounding))
        except GivenError as error:
            raise GivenError("layers", f"layer {number}, on {volume}: {error}") from None
        if output is None:
            what = f"layer {number} does not fit {volume}: the stride does not divide; say `rounding: floor`"
            raise GivenError("layers", what)
        found += (output,)
        volume = output
    return found


def rounding_for(layer: Layer, rounding: Rounding) -> Rounding:
    """Where a network rounds up, its pools do; a convolution never has a partly filled window."""
    return Rounding.FLOOR if rounding is Rounding.CEIL and not isinstance(layer, Pool | Subsample) else rounding
