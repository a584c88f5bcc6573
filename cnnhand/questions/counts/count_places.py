"""What is counted at a place of a network, with what has been answered before and what stands around it."""

from collections.abc import Iterator
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Rounding
from cnnhand.exact.values import Rational, Volume
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.network import Join
from cnnhand.layers.pool import Pool
from cnnhand.questions.counts.count import Givens, LayerCount
from cnnhand.questions.counts.counting import count_of
from cnnhand.questions.known import Known
from cnnhand.questions.sizes.length import links_to


def of_place(place: int, what: str, problem: Any, known: Known) -> LayerCount:
    """What is counted of one layer, or of the input itself, with what is known of the network around it."""
    said = known.layer(place) if place else Layer()
    layer, at = (Layer(), place) if isinstance(said, Join) or not place else (said, known.sources(place)[0])
    if known.volume(at) is None:
        known.reads(place)  # says why nothing comes in
    reads: Volume = known.volume(at)  # type: ignore[assignment]  # looked at just now
    sized = known.answer("volume", place) is not None
    output = known.volume(place)
    if isinstance(layer, Sliding) and (region := known.region(place)):
        sized = sized or region[:2] != layer.size
        layer, reads = layer.with_(size=Pair(*region[:2])), reads._replace(depth=region.depth)
    more = {"B": problem.bytes, "N": problem.batch} if what == "bytes" else {"B": problem.bytes}
    more |= _around(layer, place, known) | _beside(layer, problem, known) | _answered(layer, place, what, known)
    chain = links_to(known, at, asked=False) if place else ()
    return LayerCount(reads, _resolved(layer, reads), what, output, known.rounding(place), Givens(more), chain, sized)


def _resolved(layer: Layer, reads: Volume) -> Layer:
    """The layer with what depends on its input filled in, as far as that is known."""
    try:
        return layer.on(reads)
    except GivenError:
        return layer


def _answered(layer: Layer, place: int, what: str, known: Known) -> dict[str, Rational]:
    """Numbers of the layer that have been answered before, by their names on the board."""
    found: dict[str, Rational] = {}
    if isinstance(layer, Dense) and known.volume(known.sources(place)[0])[:2] == (1, 1):  # type: ignore[index]
        found["inputs"] = known.reads(place).depth  # a vector comes in: nothing is to be worked out
    for name in ("weights", "biases", "untrained", "parameters", "inputs", "neurons", "connections", "macs"):
        number = known.number(name, place, -1)
        if name != what and number >= 0:
            found[count_of(layer, name).name] = number
            if name == "neurons":
                found["numbers"] = number  # that take bytes
            if name == "inputs" and isinstance(layer, Conv):
                found["one"] = number  # as many weights has one filter
    return found


def _beside(layer: Layer, problem: Any, known: Known) -> dict[str, Rational]:
    """The inputs of a convolution's neuron, where a fully connected layer stands beside it."""
    if known.network is problem.network or not isinstance(layer, Dense) or not isinstance(problem.layers[0], Conv):
        return {}
    return {"J": of_place(1, "inputs", problem, problem.exact).answer()}


def _around(layer: Layer, place: int, known: Known) -> dict[str, Rational]:
    """The letters of the network around a layer that its mistakes use."""
    image, before = known.network.input, list(_before(known, place))
    if isinstance(layer, Conv) and layer.groups == 1 and image.depth and before:
        return {"C": image.depth}
    sized = [at for at in before if not isinstance(known.layer(at), Flatten)]
    if not isinstance(layer, Dense) or None in image or any(isinstance(known.layer(at), Dense) for at in before):
        return {}
    letters: dict[str, Rational] = {"I": image.cells}
    flat = known.volume(known.sources(before[0])[0]) if before and before[0] not in sized else None
    if flat and flat.cells == known.reads(place).cells:
        letters |= zip("WHD", flat, strict=True)
    pools = [at for at in sized if isinstance(known.layer(at), Pool)]
    if pools:
        last, pool = known.volume(sized[0]), known.layer(pools[0])
        once_more = pool.output(last, Rounding.FLOOR) if last and isinstance(pool, Pool) else None
        letters |= {"V": once_more.cells} if once_more else {}
        letters |= {"U": known.reads(pools[0]).cells} if pools[0] == sized[0] else {}
    return letters


def _before(known: Known, place: int) -> Iterator[int]:
    """The layers in front of a place that change a size, from the last to the first."""
    while place and len(known.sources(place)) == 1:
        (place,) = known.sources(place)
        layer = known.layer(place) if place else Layer()
        if isinstance(layer, Layer) and type(layer).sides is not Layer.sides:
            yield place
