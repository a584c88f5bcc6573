"""What the kinds that ask about a whole network share: its layers in words, and the parts that need the whole of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar

from cnnhand.dice import Dice
from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import Activation, BatchNorm, Dense, Dropout, Flatten
from cnnhand.exact.shapes import Conv, Layer, Pool, Rounding, Windowed, floored_volume, output_volume
from cnnhand.exact.stack import rounding_for, volumes
from cnnhand.exact.values import Form, Volume
from cnnhand.kinds import Level, Mistake, Problem
from cnnhand.kinds._layers import Counted, counted_text, size_text
from cnnhand.kinds._parts import Part
from cnnhand.kinds._stacks import draw_stack, rounding_text
from cnnhand.kinds.parameter_count import Count, ParameterCount
from cnnhand.page import Page, Step, Text, Working

WORDS = {"relu": "ReLU", "tanh": "tanh", "softmax": "softmax", "sigmoid": "sigmoid"}


def layer_line(layer: Layer) -> str:
    """A layer in words, whatever it is."""
    match layer:
        case Flatten():
            return "flattening into a vector"
        case Activation(name):
            return WORDS.get(name, name)
        case Dropout():
            return "dropout"
        case Dense(neurons, bias):
            return f"a fully connected layer of {neurons} neurons{'' if bias else ', without biases'}"
        case _ if isinstance(layer, Counted):
            return counted_text(layer).removesuffix(", with one bias a filter")
    return "global pooling"


@dataclass(frozen=True, slots=True)
class Stage:
    """One layer of a network: its number, its input, and what that was before it was flattened."""

    number: int
    layer: Layer
    input: Volume
    flat: Volume

    @property
    def name(self) -> str:
        """A few words for it: `layer 3, convolution 5×5`."""
        match self.layer:
            case Conv(_, window):
                name = f"convolution {size_text(window.size)}"
            case Pool(_, window):
                name = f"pooling {size_text(window.size)}"
            case Dense():
                name = "fully connected"
            case BatchNorm():
                name = "batch norm"
            case _:
                name = "flattening"
        return f"layer {self.number}, {name}"


@lru_cache(256)  # every part of a network asks for them again
def stages(image: Volume, layers: tuple[Layer, ...], rounding: Rounding) -> tuple[Stage, ...]:
    """The layers with what their inputs fill in; `GivenError` (key `layers`) names one that is not asked about."""
    after = volumes(image, layers, rounding)
    found: tuple[Stage, ...] = ()
    flat = image
    for number, (layer, volume) in enumerate(zip(layers, (image, *after), strict=False), 1):
        resolved = layer.on(volume)
        if not isinstance(resolved, Conv | Pool | Dense | BatchNorm | Flatten | Activation | Dropout):
            what = "this exercise asks about convolution, pooling, fully connected and batch norm layers only"
            raise GivenError("layers", f"layer {number}: {what}")
        found += (Stage(number, resolved, volume, flat),)
        if not isinstance(resolved, Flatten | Activation | Dropout):
            flat = after[number - 1]
    return found


@dataclass(frozen=True, slots=True)
class OfNetwork(Problem):
    """An image and the layers of a network, and what becomes of a stride that does not divide."""

    group = "sizes"
    asked: ClassVar[str]
    """What is asked about it, in the question."""

    input: Volume
    layers: tuple[Layer, ...]
    rounding: Rounding = Rounding.EXACT

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The layers, each with its input."""
        return stages(self.input, self.layers, self.rounding)

    def question(self) -> Page:
        windowed = [stage.layer for stage in self.stages if isinstance(stage.layer, Windowed)]
        biases = "Every filter and every neuron has a bias unless it says otherwise."
        rounding = f" {rounding_text(windowed, self.rounding)}" if windowed else ""
        return (
            Text(f"A network reads an image of {self.input} (width × height × depth). Its layers are"),
            *(Text(f"  {number}. {layer_line(layer)}") for number, layer in enumerate(self.layers, 1)),
            Text(f"{self.asked} {biases}{rounding}"),
        )


def draw_network(level: Level, dice: Dice) -> tuple[Volume, tuple[Layer, ...]]:
    """A small network: convolutions and pools, then a fully connected layer, from medium on with activations."""
    image, windowed = draw_stack(level, dice)
    layers: list[Layer] = []
    for layer in windowed:
        layers.append(layer)
        if level != "easy" and isinstance(layer, Conv):
            layers.append(Activation("relu"))
    layers += [Flatten(), Dense(dice.integer(3, 10))]
    return image, tuple(layers)


# ---- the parameters of one layer, with the mistakes that only a network has ------------------------------------------


@dataclass(frozen=True, slots=True)
class LayerCount(ParameterCount):
    """A count in a network: the image that the network reads, and its last pool before a fully connected layer."""

    image: Volume | None = None
    pooled: Volume | None = None
    pool: Pool | None = None

    def letters(self) -> dict[str, object]:
        image = self.image or self.input
        return {**ParameterCount.letters(self), "D of the image": image.depth}


def layer_count(all_stages: Sequence[Stage], stage: Stage, rounding: Rounding, count: Count = "total") -> LayerCount:
    """The parameters of one layer of a network, or its weights or biases."""
    assert isinstance(stage.layer, Counted)  # asked of these layers only
    dense = isinstance(stage.layer, Dense)
    before = [other for other in all_stages if other.number < stage.number]
    first = dense and not any(isinstance(other.layer, Dense) for other in before)
    pools = [other for other in before if isinstance(other.layer, Pool)] if first else []
    pool = pools[-1] if pools and _feeds(pools[-1], stage, rounding) else None
    volume = stage.flat if first else stage.input
    return LayerCount(
        volume,
        stage.layer,
        count,
        image=all_stages[0].input if first or not dense else volume,
        pooled=pool.input if pool else None,
        pool=pool.layer if pool and isinstance(pool.layer, Pool) else None,
    )


def _feeds(pool: Stage, dense: Stage, rounding: Rounding) -> bool:
    """Whether what a pooling layer makes is what is flattened for a fully connected layer."""
    return output_volume(pool.input, pool.layer, rounding_for(pool.layer, rounding)) == dense.flat


def _deeper(count: LayerCount) -> bool:
    """Whether it is a convolution on another depth than the image's."""
    conv = count.resolved
    deeper = count.image is not None and count.image.depth != count.input.depth
    return deeper and isinstance(conv, Conv) and conv.groups == 1 and count.count != "biases"


LayerCount.mistakes = (
    *ParameterCount.mistakes,
    Mistake(
        "deeper-layer-keeps-image-depth",
        "with the depth of the image, {D of the image}, in place of the maps of the layer before",
        _deeper,
        lambda p: replace(p, input=p.input._replace(depth=p.image.depth)).answer(),
    ),
    Mistake(
        "dense-from-image",
        "with the inputs taken from the image in place of the last volume",
        lambda p: p.image and isinstance(p.layer, Dense) and p.count != "biases" and p.image != p.input,
        lambda p: replace(p, input=p.image).answer(),
    ),
    Mistake(
        "flatten-before-pool",
        "with the inputs taken from before the last pooling layer",
        lambda p: p.pooled is not None and p.count != "biases",
        lambda p: replace(p, input=p.pooled).answer(),
    ),
    Mistake(
        "flatten-extra-pool",
        "with the last volume pooled once more",
        lambda p: p.pool is not None and p.count != "biases",
        lambda p: replace(p, input=floored_volume(p.input, p.pool)).answer(),
    ),
)


# ---- a sum of what was counted --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Total(Part):
    """The numbers to be added, and what comes out where something is left out or added that should not be."""

    form = Form.NUMBER

    what: str
    terms: tuple[int, ...]
    wrong: tuple[tuple[str, int], ...] = ()

    def answer(self) -> int:
        return sum(self.terms)

    def question(self) -> Page:
        return (Text(f"How many {self.what} are there in all?"),)

    def letters(self) -> dict[str, object]:
        return {"what": self.what}

    def working(self) -> Working:
        added = " + ".join(map(str, self.terms))
        return Working(f"the sum of the {self.what}", added, (Step(f"all {self.what}", added, self.answer()),))


def _total(id: str, sentence: str) -> Mistake:
    """A mistake that the network has worked out beforehand."""
    return Mistake(id, sentence, lambda p: id in dict(p.wrong), lambda p: dict(p.wrong)[id])


Total.mistakes = (
    _total("dense-forgotten", "without the fully connected layers"),
    _total("conv-forgotten", "without the convolution layers"),
    _total("pool-has-parameters", "with {what} for the pooling layers, which have none"),
    _total("bias-forgotten", "without the biases"),
    _total("one-bias-per-layer", "with one bias a layer"),
    Mistake("first-forgotten", "without the first number", lambda p: len(p.terms) > 1, lambda p: sum(p.terms[1:])),
    Mistake("last-forgotten", "without the last number", lambda p: len(p.terms) > 1, lambda p: sum(p.terms[:-1])),
)


def total_of(all_stages: Sequence[Stage], what: str, counts: Sequence[tuple[Stage, int, int]]) -> Total:
    """The part that asks for all weights, biases or parameters, given those of each layer that has any."""

    def add(pairs: Sequence[tuple[Stage, int, int]]) -> int:
        return sum({"weights": w, "biases": b, "parameters": w + b}[what] for _, w, b in pairs)

    dense = [count for count in counts if isinstance(count[0].layer, Dense)]
    rest = [count for count in counts if not isinstance(count[0].layer, Dense)]
    pools = [
        (stage, stage.layer.window.area * stage.input.depth, stage.input.depth)
        for stage in all_stages
        if isinstance(stage.layer, Pool)
    ]
    terms = tuple(add([count]) for count in counts)
    wrong = [("dense-forgotten", add(rest)), ("conv-forgotten", add(dense))] if dense and rest else []
    wrong += [("pool-has-parameters", sum(terms) + add(pools))] if pools else []
    wrong += [("bias-forgotten", sum(w for _, w, _ in counts))] if what == "parameters" else []
    biased = sum(1 for _, _, b in counts if b)
    if biased and what != "weights":
        wrong += [("one-bias-per-layer", sum(terms) - sum(b for _, _, b in counts) + biased)]
    return Total(what, terms, tuple(wrong))
