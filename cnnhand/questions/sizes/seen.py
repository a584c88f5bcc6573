"""Which part of its input one neuron of a layer is connected to: width and height of the window, and all its depth."""

from dataclasses import dataclass
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.values import Form, Size, Value, Volume
from cnnhand.layers.base import Layer, Sliding
from cnnhand.layers.dense import Dense
from cnnhand.layers.transposed import TransposedConv
from cnnhand.page import Step, Working
from cnnhand.questions.asking import Ask, Quantity
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Part


@dataclass(frozen=True)
class Seen(Part):
    """What a layer reads, and the layer."""

    input: Volume
    layer: Layer
    sequence: bool = False
    """Whether it is a sequence that is read, of which a neuron sees a length and channels."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What the sides of it are called."""
        return ("length", "depth") if self.sequence else Volume._fields

    @property
    def form(self) -> Form:
        return Form.SIZE if self.sequence else Form.VOLUME

    def answer(self) -> Value:
        return self.project(self.region)

    def project(self, region: Volume) -> Value:
        """A part of the input, as it is asked."""
        return Size(region.width, region.depth) if self.sequence else region

    @property
    def region(self) -> Volume:
        """The part of the input that a neuron sees."""
        if not isinstance(self.layer, Sliding):
            return self.input
        return Volume(*self.layer.size, self.layer.channels_seen(self.input.depth))

    @property
    def given(self) -> dict[str, Any]:
        return self.layer.letters(self.input, self.layer.output(self.input))

    @property
    def dense(self) -> bool:
        """Whether every neuron sees all of it."""
        return isinstance(self.layer, Dense)

    def working(self) -> Working:
        region = str(self.answer()).replace("×", " × ")
        window = f"the window, {'F steps' if self.sequence else 'F×F'} of the input, over the depth that a filter sees"
        rule = "the whole input, W×H×D" if self.dense else window
        step = Step("region", region, self.answer(), "all of it" if self.dense else "the window, in its channels")
        return Working(rule, f"the input is {self.project(self.input)}", (step,))


Seen.usual = rules(
    """
    depth-forgotten*: for one channel: the window goes through all {D} := p.project(p.region._replace(depth=1))
    depth-of-output: with the {K} maps of the output in place of the {D} channels of the input := p.project(p.region._replace(depth=p.given.get("K", p.region.depth)))
    as-dense: for a neuron that sees the whole input, as in a fully connected layer := p.project(p.input) | None not in p.input
    area-forgotten: for one place of the input: the window covers {FW·FH} := p.project(p.region._replace(width=1, height=1)) | not dense
    """
)


def _part(ask: Ask, _: Any, known: Any) -> Part:
    layer = known.layer(ask.place) if ask.place else None
    if not isinstance(layer, Dense | Sliding) or isinstance(layer, TransposedConv):
        raise GivenError("of", "the neurons of such a layer see no one part of its input; ask it of a convolution")
    reads = known.reads(ask.place)
    if reads.depth is None or (isinstance(layer, Dense) and None in reads):
        raise GivenError("input", "the size of the input is needed to say what a neuron sees of it; say `input: 7x7x3`")
    return Seen(reads, layer.on(reads), known.is_sequence and not known.is_vector(ask.place - 1))


QUANTITIES = (
    Quantity(
        "seen",
        _part,
        "Which part of its input is one neuron of {it} connected to, as width × height × depth?",
        "what one neuron of {it} is connected to",
    ),
)
