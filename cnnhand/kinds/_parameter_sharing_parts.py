"""The parts of `parameter-sharing`: numbers about the neurons of a layer and the parameters that they share.

W, H, D are width, height and depth of the input; F is the filter side, K the number of filters, W2 and H2 the sides of
the output; n is the number of inputs of one neuron, N the number of neurons, M the neurons of a fully connected layer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from cnnhand.exact.shapes import Conv, output_volume
from cnnhand.exact.values import Form, Volume
from cnnhand.kinds import Mistake, always
from cnnhand.kinds._layers import side_text
from cnnhand.kinds._mistakes import belonging
from cnnhand.kinds._parts import Part
from cnnhand.page import Page, Step, Text, Working

Quantity: TypeAlias = Literal[
    "depth-column",
    "connected-to",
    "inputs-per-neuron",
    "neurons",
    "connections",
    "weights",
    "parameters",
    "unshared-parameters",
    "fully-connected-weights",
    "fully-connected-parameters",
]

ASKED: dict[Quantity, str] = {
    "depth-column": "How many neurons stand in one depth column of the output?",
    "connected-to": "Which part of the input is one neuron connected to, as width × height × depth?",
    "inputs-per-neuron": "How many inputs does one neuron have?",
    "neurons": "How many neurons does the layer have?",
    "connections": "How many connections to the input do all neurons have together, biases not counted?",
    "weights": "How many weights does the layer have, where the neurons of a map share theirs?",
    "parameters": "How many parameters does it have, weights and biases, where the neurons of a map share theirs?",
    "unshared-parameters": "How many parameters if no neuron shares its weights and its bias (locally connected)?",
    "fully-connected-weights": "How many weights does the fully connected layer have?",
    "fully-connected-parameters": "How many parameters does the fully connected layer have, weights and biases?",
}


@dataclass(frozen=True, slots=True)
class SharingPart(Part):
    """A layer on an input, and what the parts before have given, or would rightly give."""

    input: Volume
    layer: Conv
    quantity: Quantity
    column: int
    seen: Volume
    inputs: int
    neurons: int
    dense: int = 0
    found: tuple[Quantity, ...] = ()
    """What the parts before have asked."""

    @property
    def output(self) -> Volume:
        """The output volume."""
        volume = output_volume(self.input, self.layer)
        assert volume is not None  # refused when the problem was made
        return volume

    @property
    def places(self) -> int:
        """The neurons of one map."""
        return self.output.width * self.output.height

    def question(self) -> Page:
        return (Text(ASKED[self.quantity]),)

    def letters(self) -> dict[str, object]:
        across, down = self.layer.window
        return {
            **dict(zip("WHD", self.input, strict=True)),
            "F": across.filter,
            "F·F": f"{across.filter}·{down.filter}",
            "K": self.layer.filters,
            "W2": self.output.width,
            "H2": self.output.height,
            "n": self.inputs,
            "N": self.neurons,
            "M": self.dense,
        }


def region(volume: Volume, layer: Conv) -> Volume:
    """The part of the input that one neuron is connected to."""
    across, down = layer.window.size
    return Volume(across, down, volume.depth)


@dataclass(frozen=True, slots=True)
class ConnectedTo(SharingPart):
    """Which part of the input one neuron sees."""

    form = Form.VOLUME

    def answer(self) -> Volume:
        return region(self.input, self.layer)

    def working(self) -> Working:
        seen = str(self.answer()).replace("×", " × ")
        step = Step("region", seen, self.answer(), "the window, in all channels")
        return Working(
            "F×F of the input, over its whole depth D", f"F = {self.letters()['F']}, D = {self.input.depth}", (step,)
        )


@dataclass(frozen=True, slots=True)
class SharingCount(SharingPart):
    """How many neurons, inputs, connections, weights or parameters there are."""

    form = Form.NUMBER

    def answer(self) -> int:
        value = self.working().steps[-1].value
        assert isinstance(value, int)  # every step counts something
        return value

    def working(self) -> Working:
        (W, H, D), (W2, H2, K) = self.input, self.output
        n, N, M, column = self.inputs, self.neurons, self.dense, self.column
        cells = self.input.cells
        match self.quantity:
            case "depth-column":
                formula = "one neuron a filter: K"
                steps = [Step("column", str(K), K, "one in each map, at the same place")]
            case "inputs-per-neuron":
                formula = "n = F·F·D"
                steps = [Step("inputs", "·".join(map(str, self.seen)), self.seen.cells, "each with a weight")]
            case "neurons":
                formula = "N = W2·H2·K"
                across, down = self.layer.window
                steps = [Step("W2", side_text(W, across), W2), Step("H2", side_text(H, down), H2)]
                steps += [Step("neurons", f"{W2}·{H2}·{column}", W2 * H2 * column, "one in each cell of the output")]
            case "connections":
                formula = "N·n"
                steps = [Step("connections", f"{N}·{n}", N * n, "each neuron has its own")]
            case "weights":
                formula = "n·K"
                steps = [Step("weights", f"{n}·{column}", n * column, "one set a map")]
            case "parameters":
                formula = "n·K + K"
                steps = [Step("weights", f"{n}·{column}", n * column, "one set a map")]
                steps += [Step("parameters", f"{n * column} + {column}", n * column + column, "and a bias a map")]
            case "unshared-parameters":
                formula = "N·(n + 1)"
                steps = [Step("one neuron", f"{n} + 1", n + 1, "its weights and its bias")]
                steps += [Step("parameters", f"{N}·{n + 1}", N * (n + 1), "of all neurons")]
            case _:
                formula = "W·H·D·M"
                steps = [Step("inputs", f"{W}·{H}·{D}", cells, "the whole input, for each neuron")]
                steps += [Step("weights", f"{cells}·{M}", cells * M)]
                if self.quantity == "fully-connected-parameters":
                    formula += " + M"
                    steps += [Step("parameters", f"{cells * M} + {M}", cells * M + M, "and a bias a neuron")]
        before = self._not_asked()
        steps = [*before, *steps]
        if self.quantity == "parameters":
            return Working(formula, f"{n}·{column} + {column}", tuple(steps), after=len(before))
        return Working(formula, steps[-1].expression, tuple(steps), after=len(steps) - 1)

    def _not_asked(self) -> list[Step]:
        """The inputs n of a neuron and the neurons N, where they are needed and no part has asked for them before."""
        steps: list[Step] = []
        needed = self.quantity in ("connections", "weights", "parameters", "unshared-parameters")
        if needed and "inputs-per-neuron" not in self.found:
            steps += [Step("n", "·".join(map(str, self.seen)), self.inputs, "the inputs of one neuron")]
        if self.quantity in ("connections", "unshared-parameters") and "neurons" not in self.found:
            (W, H, _), (W2, H2, _), (across, down) = self.input, self.output, self.layer.window
            steps += [Step("W2", side_text(W, across), W2), Step("H2", side_text(H, down), H2)]
            steps += [Step("N", f"{W2}·{H2}·{self.column}", self.neurons, "the neurons, one in each cell")]
        return steps


# ---- mistakes -------------------------------------------------------------------------------------------------------


def _deep(part: SharingPart) -> bool:
    return part.input.depth > 1


def _many(part: SharingPart) -> bool:
    return part.layer.filters > 1


def _several_places(part: SharingPart) -> bool:
    return part.places > 1


def _smaller(part: SharingPart) -> bool:
    """Whether the window covers less than the input."""
    return part.layer.window.size != part.input[:2]


def _other_depth(part: SharingPart) -> bool:
    return part.layer.filters != part.input.depth


ConnectedTo.mistakes = (
    Mistake(
        "depth-forgotten",
        "for one channel: the window goes through all {D}",
        _deep,
        lambda p: p.answer()._replace(depth=1),
    ),
    Mistake(
        "depth-of-output",
        "with the {K} maps of the output in place of the {D} channels of the input",
        _other_depth,
        lambda p: p.answer()._replace(depth=p.layer.filters),
    ),
    Mistake(
        "as-dense", "for a neuron that sees the whole input, as in a fully connected layer", _smaller, lambda p: p.input
    ),
    Mistake(
        "area-forgotten",
        "for one place of the input: the window covers {F·F}",
        lambda p: p.layer.window.area > 1,
        lambda p: p.answer()._replace(width=1, height=1),
    ),
)


def _of(quantities: str, *mistakes: Mistake) -> tuple[Mistake, ...]:
    """The same mistakes, made where one of these quantities is asked."""
    return belonging(lambda p: p.quantity in quantities.split(), *mistakes)


def _changed(**changes: Callable[[SharingCount], object]) -> Callable[[SharingCount], int]:
    """The right count with other numbers from the parts before."""

    def value(part: SharingCount) -> int:
        changed: Any = {name: change(part) for name, change in changes.items()}
        return replace(part, **changed).answer()

    return value


SharingCount.mistakes = (
    *_of(
        "depth-column",
        Mistake("depth-of-input", "with the depth {D} of the input", always, lambda p: p.input.depth),
        Mistake("depth-from-filter-size", "with the filter side {F}", always, lambda p: p.layer.window.across.filter),
        Mistake("map-for-column", "for the neurons of one map, {W2}·{H2}", always, lambda p: p.places),
        Mistake("depth-dropped", "for one map: a column goes through all {K} of them", _many, lambda p: 1),
    ),
    *_of(
        "inputs-per-neuron connections weights parameters unshared-parameters",
        Mistake(
            "depth-forgotten",
            "with flat filters: each is {D} channels deep",
            lambda p: p.seen.depth > 1,
            _changed(seen=lambda p: p.seen._replace(depth=1), inputs=lambda p: p.seen.width * p.seen.height),
        ),
        Mistake(
            "as-dense",
            "for neurons that see the whole input, as in a fully connected layer: {W}·{H}·{D}",
            _smaller,
            _changed(seen=lambda p: p.input, inputs=lambda p: p.input.cells),
        ),
    ),
    *_of(
        "inputs-per-neuron",
        Mistake("bias-counted", "with the bias counted, which is no input", always, lambda p: p.seen.cells + 1),
        Mistake(
            "filter-not-squared",
            "with one side of the window in place of its area",
            lambda p: p.seen.height > 1,
            lambda p: p.seen.width * p.seen.depth,
        ),
        Mistake(
            "sides-added",
            "by adding the sides of the window in place of multiplying",
            always,
            lambda p: sum(p.seen),
        ),
    ),
    *_of(
        "neurons connections weights parameters unshared-parameters",
        Mistake(
            "one-filter-only",
            "for one map out of {K}",
            _many,
            _changed(column=lambda p: 1, neurons=lambda p: p.places),
        ),
    ),
    *_of(
        "neurons",
        Mistake(
            "size-unchanged",
            "with maps as large as the input, {W}·{H}: they are {W2}·{H2}",
            lambda p: p.output[:2] != p.input[:2],
            lambda p: p.input.width * p.input.height * p.column,
        ),
        Mistake(
            "depth-of-input",
            "with the depth {D} of the input in place of the {K} maps",
            _other_depth,
            _changed(column=lambda p: p.input.depth),
        ),
        Mistake("filters-only", "by counting filters", _several_places, lambda p: p.layer.filters),
        Mistake(
            "no-plus-one",
            "with maps one smaller each way, without the + 1 in their size",
            always,
            lambda p: (p.output.width - 1) * (p.output.height - 1) * p.column,
        ),
    ),
    *_of(
        "connections",
        Mistake(
            "parameters-for-connections",
            "for the shared weights, each counted once: every neuron uses them",
            _several_places,
            lambda p: p.inputs * p.column,
        ),
        Mistake(
            "bias-counted",
            "with the biases counted, which connect to no input",
            always,
            lambda p: p.neurons * (p.inputs + 1),
        ),
    ),
    *_of(
        "weights parameters",
        Mistake(
            "no-sharing",
            "without sharing: numbers of its own for each of the {N} neurons",
            _several_places,
            _changed(column=lambda p: p.neurons),
        ),
    ),
    *_of(
        "weights",
        Mistake("total-given", "for weights and biases together", always, lambda p: (p.inputs + 1) * p.column),
    ),
    *_of(
        "parameters",
        Mistake("bias-forgotten", "without the {K} biases", always, lambda p: p.inputs * p.column),
        Mistake(
            "one-bias-per-layer",
            "with one bias for the whole layer in place of one a map",
            _many,
            lambda p: p.inputs * p.column + 1,
        ),
        Mistake(
            "bias-per-cell",
            "with a bias for each of the {N} neurons, but shared weights",
            _several_places,
            lambda p: p.inputs * p.column + p.neurons,
        ),
    ),
    *_of(
        "unshared-parameters",
        Mistake(
            "sharing-kept",
            "with one set of weights and one bias for each of the {K} maps",
            _several_places,
            _changed(neurons=lambda p: p.column),
        ),
        Mistake("bias-forgotten", "without the biases of the {N} neurons", always, lambda p: p.inputs * p.neurons),
        Mistake(
            "bias-per-filter",
            "with a bias for each of the {K} maps: here every neuron has its own",
            _several_places,
            lambda p: p.inputs * p.neurons + p.column,
        ),
    ),
    *_of(
        "fully-connected-weights fully-connected-parameters",
        Mistake(
            "window-only",
            "with the {F·F}·{D} inputs of a convolution's neuron: here each sees the whole input",
            _smaller,
            _changed(input=lambda p: region(p.input, p.layer)),
        ),
        Mistake(
            "flatten-without-channels",
            "with {W}·{H} inputs: the input has {D} channels",
            _deep,
            _changed(input=lambda p: p.input._replace(depth=1)),
        ),
        Mistake(
            "one-neuron-only",
            "for one of the {M} neurons",
            lambda p: p.dense > 1,
            _changed(dense=lambda p: 1),
        ),
        Mistake(
            "one-side-only",
            "with one side of the input in place of its area",
            lambda p: p.input.height > 1,
            _changed(input=lambda p: p.input._replace(height=1)),
        ),
    ),
    *_of(
        "fully-connected-weights",
        Mistake("bias-counted", "with a bias for each of the {M} neurons", always, lambda p: p.answer() + p.dense),
    ),
    *_of(
        "fully-connected-parameters",
        Mistake("dense-bias-forgotten", "without the {M} biases", always, lambda p: p.answer() - p.dense),
        Mistake(
            "one-dense-bias",
            "with one bias for the whole layer in place of one a neuron",
            lambda p: p.dense > 1,
            lambda p: p.answer() - p.dense + 1,
        ),
    ),
)
