"""What is counted of several layers, added up: a whole network, a stage of it, some layers, the input with them."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.formula import formula
from cnnhand.exact.shapes import Pair, Rounding
from cnnhand.exact.values import Form, Rational, Value, Volume, plain
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.network import Join
from cnnhand.layers.pool import Pool
from cnnhand.page import Step, Working
from cnnhand.questions import wording
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Part
from cnnhand.questions.counts.count_rules import COUNTED_AS, count_of, counts_any
from cnnhand.questions.counts.layer_count import OTHERS, LayerCount
from cnnhand.questions.known import Known
from cnnhand.questions.sizes.length import Link, link_step, links_to
from cnnhand.questions.traced import added, step_of


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
    more = {"B": problem.bytes, "N": problem.batch} if what == "bytes" or "im2col" in what else {"B": problem.bytes}
    more |= _around(layer, place, known) | _beside(layer, problem) | _answered(layer, place, what, known)
    chain = links_to(known, at, asked=False) if place else ()
    with suppress(GivenError):  # what depends on its input is not known
        layer = layer.on(reads)
    return LayerCount(reads, layer, what, output, known.rounding(place), more, chain, sized)


def _answered(layer: Layer, place: int, what: str, known: Known) -> dict[str, Rational]:
    """Numbers of the layer that have been answered before, by their names on the board."""
    found: dict[str, Rational] = {}
    if isinstance(layer, Dense) and known.volume(known.sources(place)[0])[:2] == (1, 1):  # type: ignore[index]
        found["inputs"] = known.reads(place).depth  # a vector comes in: nothing is to be worked out
    for name in ("weights", "biases", "untrained", "parameters", "inputs", "neurons", "connections", "macs"):
        number = known.number(name, place)
        if name != what and number is not None:
            found[count_of(layer, name).name] = number
            if name == "neurons":
                found["numbers"] = number  # that take bytes
            if name == "inputs" and isinstance(layer, Conv):
                found["one"] = number  # as many weights has one filter
    return found


def _beside(layer: Layer, problem: Any) -> dict[str, Rational]:
    """The inputs of a convolution's neuron, where a fully connected layer stands beside it."""
    if not (problem.second and isinstance(layer, Dense) and isinstance(problem.against.nodes[0].layer, Conv)):
        return {}
    return {"J": of_place(1, "inputs", problem, problem.known((), against=True)).answer()}


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
    pools = [at for at in sized if isinstance(known.layer(at), Pool) and known.reads(at).depth]
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
        if isinstance(layer, Layer) and layer.resizes:
            yield place


@dataclass(frozen=True)
class Total(Part):
    """The counts of several layers, and those of them that have been answered before."""

    what: str
    places: tuple[int, ...]
    counts: tuple[LayerCount, ...]
    answered: tuple[Rational | None, ...]

    form = Form.NUMBER
    integral = True

    @classmethod
    def of(cls, what: str, places: tuple[int, ...], problem: Any, known: Known) -> "Total":
        """The sum over some places, each term as it was answered before or as it is."""
        told = tuple(place for place in places if _tells(place, what, known)) or places
        counts = tuple(of_place(place, what, problem, known) for place in told)
        return cls(what, told, counts, tuple(known.number(what, place) for place in told))

    @cached_property
    def terms(self) -> tuple[Rational, ...]:
        """What is added up."""
        pairs = zip(self.counts, self.answered, strict=True)
        return tuple(count.answer() if own is None else own for count, own in pairs)

    @cached_property
    def errors(self) -> dict[str, Rational]:
        """By how much the total is wrong for each mistake, made in every layer in which it can be made."""
        found: dict[str, Any] = {}
        for count, own, term in zip(self.counts, self.answered, self.terms, strict=True):
            made = set[str]()
            for mistake in count.mistakes if own is None else ():
                if mistake.id in WHEREVER and mistake.id not in made and mistake.applies(count):
                    try:
                        error = mistake.value(count) - term  # type: ignore[operator]  # a count, as the term
                    except GivenError:  # not in this layer
                        continue
                    made.add(mistake.id)
                    found[mistake.id] = found.get(mistake.id, 0) + error
        return found

    @property
    def of_parameters(self) -> bool:
        """Whether weights, biases or parameters are added up."""
        return self.what in ("weights", "biases", "parameters")

    @property
    def name(self) -> str:
        """What is added up, in a sentence."""
        return COUNTED_AS.get(self.what, self.what)

    def answer(self) -> Rational:
        return sum(self.terms)

    def letters(self) -> dict[str, object]:
        return {"what": self.name}

    def other_conventions(self) -> Iterator[tuple[str, Value]]:
        for what, sentence in {} if any(self.answered) else OTHERS.get(self.what, {}).items():
            if (other := sum(count.of(what).answer() for count in self.counts)) != self.answer():
                yield sentence, other

    def slips(self) -> Iterator[tuple[str, Value]]:
        yield from super().slips()
        for place, count in zip(self.places, self.counts, strict=True) if self.what == "parameters" else ():
            if bias := count.given["biases"]:
                yield f"the biases of layer {place} may be missing", self.answer() - bias
        for number, (count, own) in enumerate(zip(self.counts, self.answered, strict=True)):
            rest = self.answer() - self.terms[number]
            for sentence, value in count.slips() if own is None else ():
                if value > 0:  # type: ignore[operator]  # a number slips into a number, and nobody counts below 0
                    yield sentence, rest + value  # type: ignore[operator]

    def working(self) -> Working:
        whole, steps = added(list(filter(None, self.terms)) or [0]), tuple(self._steps())
        last = step_of(f"all {self.name}", whole)
        return Working(f"the sum of the {self.name}", str(whole), (*steps, last), after=len(steps))

    def _steps(self) -> Iterator[Step]:
        """Every term that has not been answered before, and the volumes that it needs, each once."""
        seen = set[Link]()
        for term, own, count, place in zip(self.terms, self.answered, self.counts, self.places, strict=True):
            if term and own is None:
                links = [link for link in (*count.way, *count.link) if link not in seen]
                seen |= set(links)
                yield from map(link_step, links)
                name = f"layer {place}" if place else "the input"
                yield step_of(
                    name, count.rule.put(count.given), wording.name_of(count.layer, count.input) if place else ""
                )

    # ---- mistakes: terms left out, or one mistake wherever it can be made --------------------------------------------

    def without(self, *kinds: type[Layer]) -> Rational:
        """The total without the layers of some sort; `GivenError` where nothing or all of it would be left."""
        left = [term for term, count in zip(self.terms, self.counts, strict=True) if not isinstance(count.layer, kinds)]
        if not any(left) or len(left) == len(self.terms):
            raise GivenError("layers", "there are no such layers, or no others")
        return sum(left)

    @property
    def with_pools(self) -> Rational:
        """Weights and biases for the pooling layers too, as if they were convolutions."""
        pools = [count for count in self.counts if isinstance(count.layer, Pool)]
        more = {"weights": "FW·FH·D", "biases": "D", "parameters": "FW·FH·D + D"}[self.what]
        return sum((formula(more).at(count.given) for count in pools), self.answer())

    def wherever(self, id: str) -> Rational:
        """One mistake in every layer in which it can be made."""
        if id not in self.errors:
            raise GivenError("layers", "no layer is of this sort")
        return plain(self.answer() + self.errors[id])


def _tells(place: int, what: str, known: Known) -> bool:
    """Whether there is something to be counted there, or something that could be mistaken for it."""
    layer = known.layer(place) if place else None
    return not isinstance(layer, Layer) or isinstance(layer, Pool) or counts_any(layer, what)


WHEREVER = {
    "depth-forgotten": "with one channel in place of all of them",
    "deeper-layer-keeps-image-depth": "with filters as deep as the image in every convolution",
    "bias-per-channel": "with a bias for every channel of every filter",
    "depth-of-a-colour-image": "with 3 channels, as of a colour image, in the first layer",
    "flatten-extra-pool": "with the last volume pooled once more before the fully connected layer",
    "flatten-before-pool": "with the inputs of the fully connected layer from before the last pooling",
    "dense-from-image": "with the inputs of the fully connected layer taken from the image",
    "flatten-without-channels": "with one channel alone for the inputs of the fully connected layer",
    "channels-only": "with one input a channel for the fully connected layer",
    "macs-on-input-size": "with a window at each cell of what a convolution reads",
    "flops-for-macs": "for FLOPs, with a multiply-accumulate counted as 2",
    "macs-for-flops": "for MACs: each is two operations, a product and a sum",
    "parameters-for-macs": "for the weights, each counted once",
    "parameters-for-connections": "for the shared weights, each counted once",
    "size-unchanged": "with maps as large as what a layer reads",
    "bits-for-bytes": "in bits: 8 of them make a byte",
    "values-counted": "by counting the numbers, not their bytes",
    "bytes-of-a-float": "with 4 bytes a number, which 32 bits are",
    "batch-forgotten": "for one image of the batch",
    "parameters-stored": "for the parameters of the layers",
}
"""Mistakes that are made in every layer in which they can be made, by their ids."""


Total.usual = rules(
    """
    bias-forgotten*: without the biases := p.answer() - sum(count.given["biases"] for count in p.counts) | of_parameters
    total-given: for weights and biases together := p.answer() + sum(count.given["biases"] for count in p.counts) | p.what == "weights"
    dense-forgotten: without the fully connected layers := p.without(Dense)
    conv-forgotten: without the convolution layers := p.without(*CONVOLUTIONS)
    pool-has-parameters: with {what} for the pooling layers, which have none := p.with_pools | of_parameters
    one-bias-per-layer: with one bias a layer := p.answer() - sum(count.given["biases"] - 1 for count in p.counts if count.given["biases"]) | of_parameters
    first-forgotten: without the first number := sum([term for term in p.terms if term][1:])
    last-forgotten: without the last number := sum([term for term in p.terms if term][:-1])
    input-forgotten: without the input := sum(p.terms[1:]) | type(p.counts[0].layer) is Layer
    """
    + "".join(f"{id}: {sentence} := p.wherever({id!r})\n" for id, sentence in WHEREVER.items()),
)
