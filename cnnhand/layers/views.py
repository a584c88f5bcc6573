"""What the cells of each layer of a network see of its input: field, jump and start, along both sides.

The arithmetic of one step is in `exact/receptive.py`; a side of the input that is not given does not matter to it.
"""

from collections.abc import Sequence
from functools import reduce

from cnnhand.exact.receptive import Reach, View
from cnnhand.exact.shapes import Pair, Window
from cnnhand.exact.values import Volume
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.network import Join
from cnnhand.layers.transposed import TransposedConv

MAX_REACH = 10**100
NOT_GIVEN = Volume(None, None, None)  # type: ignore[arg-type]  # a side that is not given is None


def first_view(volume: Volume) -> View:
    """What the cells of the network's input see of it: themselves."""
    return View(Reach(), Reach(), Pair(volume.width or 1, volume.height or 1))


def view_after(layer: Layer | Join, views: Sequence[View | None], reads: Volume, output: Volume) -> View | None:
    """What the cells of a layer's output see; None where no field holds for every cell, only moved."""
    if isinstance(layer, Join):
        return reduce(lambda one, other: one and other and one.joined(other), views)
    (view,) = views
    if view is None:
        return None
    if isinstance(layer, Flatten):
        return view._replace(flat=True)
    if view.flat and not _mixes(view, layer):
        return view
    window = window_seen(view, layer, reads)
    if window and _mixes(view, layer):
        return view.through(window, Pair(1, 1))._replace(flat=True)
    return window and view.through(window, Pair(output.width or 1, output.height or 1))


def window_seen(view: View, layer: Layer, reads: Volume) -> Window | None:
    """The window over the places of a map that one cell of a layer on it sees; None where no one window says it."""
    if _mixes(view, layer):
        return Dense(neurons=1).seen(Volume(*view.places, depth=1))
    return layer.on(reads).seen(Volume(*view.places, depth=1))


def _mixes(view: View, layer: Layer) -> bool:
    """Whether a layer mixes all of a vector, and so sees every place that it was made of."""
    return isinstance(layer, Dense) or (view.flat and isinstance(layer, Conv | TransposedConv))
