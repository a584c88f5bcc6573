"""How long the vector is that a volume is flattened into: the inputs of a fully connected layer after it.

W, H, D are width, height and depth of the volume that is flattened; W0, H0, D0 those of the network's input.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Rounding, Sides
from cnnhand.exact.values import Form, Rational, Size, Volume
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.network import Join
from cnnhand.layers.pool import Pool
from cnnhand.layers.rules import WHOLE
from cnnhand.page import Step, Working
from cnnhand.questions import wording
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Part
from cnnhand.questions.traced import step_of, traced


class Link(NamedTuple):
    """A layer on the way to the volume, between what it reads and what it makes."""

    before: Volume
    layer: Layer
    rounding: Rounding
    after: Volume


def links_to(known: Any, place: int, asked: bool = True) -> tuple[Link, ...]:
    """The layers that change a size on the way to a place, from where its volume was given, asked, or made anew.

    The last one whose volume has been asked is among them where `asked` says so.
    """
    links, at = list[Link](), place
    while at and len(known.sources(at)) == 1 and not isinstance(known.layer(at), Join | Dense):
        (source,), layer = known.sources(at), known.layer(at)
        link = Link(known.volume(source), layer, known.rounding(at), known.volume(at))
        asked_before = (known.answer("volume", at) or known.answer("length", at)) is not None
        if None in link.before or (asked_before and not asked):
            break
        if asked_before and known.network.after(at, [link.before]) != link.after:
            break
        if layer.resizes:
            links.append(link)
        at = source
        if asked_before:
            break
    return tuple(reversed(links))


def link_step(link: Link) -> Step:
    """A volume on the way."""
    name, (wide, _, deep) = wording.name_of(link.layer, link.before), link.layer.sides(link.before, link.rounding)
    if isinstance(link.layer, Flatten):
        return Step(name, str(deep.filled()), link.after.depth, "numbers")
    made, note = link.after, f"{wide.filled(WHOLE[link.rounding])} wide"
    if link.before.height == made.height == 1 != link.before.width:  # of a sequence
        return Step(name, f"{made.width} × {made.depth}", Size(made.width, made.depth), note.replace("wide", "long"))
    return Step(name, str(made).replace("×", " × "), made, note)


@dataclass(frozen=True)
class FlattenedLength(Part):
    """A volume, and the layers that it comes from as far as their volumes have not been asked before."""

    integral = True

    image: Volume
    chain: tuple[Link, ...]
    last: Volume

    form = Form.NUMBER

    @classmethod
    def of(cls, known: Any, place: int, after: bool = False) -> "FlattenedLength":
        """The length of what a layer reads, or makes."""
        at = place if after else known.sources(place)[0]
        return cls(known.network.input, links_to(known, at), known.volume(at))

    def answer(self) -> int:
        return self.last.cells

    @property
    def given(self) -> dict[str, Rational]:
        letters = zip(("W", "H", "D", "W0", "H0", "D0"), (*self.last, *self.image), strict=True)
        return {letter: side for letter, side in letters if side is not None}

    def working(self) -> Working:
        steps = tuple(map(link_step, self.chain))
        W, H, D = map(traced, self.last)
        volumes = (*(link.before for link in self.chain[:1]), *(link.after for link in self.chain))
        if self.last.height == 1 != self.last.width:  # a sequence
            through = " → ".join(f"{volume.width}×{volume.depth}" for volume in volumes or (self.last,))
            return Working(
                "length = W·D of the last map", f"{through}: {W * D}", (*steps, step_of("all", W * D)), after=len(steps)
            )
        through = " → ".join(map(str, volumes or (self.last,)))
        return Working(
            "length = W·H·D of the last volume",
            f"{through}: {W * H * D}",
            (*steps, step_of("one map", W * H), step_of("all maps", (W * H * D).worked)),
            after=len(steps),
        )

    # ---- what its mistakes look at -----------------------------------------------------------------------------------

    @property
    def stacked(self) -> bool:
        """Whether the sizes of a whole stack are asked; after the last layer of a chain they have been asked before."""
        return len(self.chain) > 1

    @property
    def pooled(self) -> bool:
        """Whether the last layer pools."""
        return bool(self.chain) and isinstance(self.chain[-1].layer, Pool)


def _through(part: FlattenedLength, change: Callable[[Layer], Layer], *one_less: type) -> int:
    """The length after a chain of changed layers, the sides after those of some sorts one too small; rounded down."""
    volume = part.chain[0].before
    for link in part.chain:
        made = change(link.layer).output(volume, Rounding.FLOOR)
        less = 1 if isinstance(link.layer, one_less) else 0
        if made is None or min(made[:2]) <= less:
            raise GivenError("layers", "this wrong procedure leaves nothing")
        volume = Volume(made.width - less, made.height - less, made.depth)
    return volume.cells


def _unpadded(layer: Layer) -> Layer:
    return layer.with_(padding=Sides()) if isinstance(layer, Sliding) else layer


def _pooled_once_more(part: FlattenedLength) -> int:
    """The length after the last pooling layer of the chain, applied once more."""
    pools = [link.layer for link in part.chain if isinstance(link.layer, Pool)]
    once_more = pools[-1].output(part.last, Rounding.FLOOR) if pools else None
    if once_more is None:
        raise GivenError("layers", "there is no pooling layer, or nothing is left to pool")
    return once_more.cells


FlattenedLength.usual = rules(
    """
    flatten-before-pool: by flattening before the last pooling layer := p.chain[-1].before.cells | pooled
    stopped-a-layer-early: by flattening one layer too early := p.chain[-1].before.cells | chain, not pooled
    flatten-extra-pool*: by pooling once more before flattening := _pooled_once_more(p) | chain
    flatten-without-channels: for one of the {D} maps: {W·H}
    depth-of-input: with the depth of the image, {D0}, in place of the {D} maps := W·H·D0 | stacked
    one-side-only: with one side of the map in place of its area: {W·D}
    sides-added: by adding the sides, {W + H + D}, in place of multiplying
    dense-from-image: by flattening the image, {W0}×{H0}×{D0}, in place of the last volume := W0·H0·D0 | stacked
    depth-given: for the depth alone: each of the {D} maps has {W}·{H} numbers := D
    padding-ignored: without the padding of the layers := _through(p, _unpadded) | stacked
    no-plus-one: without the + 1 in the size of each layer := _through(p, lambda layer: layer, Sliding) | chain
    no-plus-one: without the + 1 in the size of each convolution := _through(p, lambda layer: layer, Conv) | chain
    """
)
