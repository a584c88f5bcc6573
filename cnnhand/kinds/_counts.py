"""Counting the parameters of the layers other than convolution: the workings, and what goes wrong.

W, H, D are width, height and depth of the input, n = W·H·D the inputs of a fully connected layer, M its neurons; F is
the side of a pooling window; W2 and H2 are the sides of the output. A problem `p` has an input, a layer and a count.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cnnhand.exact.other_layers import BatchNorm, Dense, SamePadding
from cnnhand.exact.shapes import floored_volume, parameters
from cnnhand.exact.values import Volume
from cnnhand.kinds import Mistake, always
from cnnhand.kinds._mistakes import belonging, where
from cnnhand.page import Step, Working


def dense_working(volume: Volume, layer: Dense, count: str) -> Working:
    """The weights and biases of a fully connected layer."""
    W, H, D = volume
    n, M = volume.cells, layer.neurons
    flat: tuple[Step, ...] = ()
    if W * H > 1:
        flat = (Step("inputs", f"{W}·{H}·{D}", n, "the volume as one vector"),)
    weights = (*flat, Step("weights", f"{n}·{M}", n * M, "every neuron sees every input"))
    biases = (
        Step("biases", str(M) if layer.bias else "0", M if layer.bias else 0, "one a neuron" if layer.bias else "none"),
    )
    inputs, filled = ("n", str(n)) if W * H == 1 else ("W·H·D", f"{W}·{H}·{D}")
    bias = "M" if layer.bias else "0"
    if count == "weights":
        return Working(f"weights = {inputs}·M", f"{filled}·{M}", weights)
    if count == "biases":
        return Working(f"biases = {bias}", biases[0].expression, biases)
    total = Step("parameters", f"{n * M} + {biases[0].value}", n * M + (M if layer.bias else 0))
    return Working(
        f"weights + biases = {inputs}·M + {bias}", f"{filled}·{M} + {biases[0].value}", (*weights, *biases, total)
    )


def pool_working(how: str) -> Working:
    """Pooling has nothing to learn."""
    rule = {"max": "the largest number", "average": "the average", "l2": "the root of the sum of the squares"}.get(how)
    return Working(
        "the parameters are the numbers that a layer learns, weights and biases",
        f"pooling takes {rule or 'a number'} of each window, by a rule that never changes",
        (Step("parameters", "0", 0, "a pooling layer has none: there is no weight and no bias to learn"),),
    )


def norm_working(volume: Volume, layer: BatchNorm, count: str) -> Working:
    """What batch normalisation keeps of each channel."""
    D = volume.depth
    scale, shift = (D if layer.scale else 0), (D if layer.shift else 0)
    steps: tuple[Step, ...] = (
        Step("scales γ", str(scale), scale, "trained, one a channel"),
        Step("shifts β", str(shift), shift, "trained, one a channel"),
        Step("trained", f"{scale} + {shift}", scale + shift),
    )
    kept = Step("running", f"2·{D}", 2 * D, "a mean and a variance a channel, not trained")
    if count == "untrained":
        return Working("2·D: a running mean and a running variance for each channel", f"2·{D}", (kept,))
    if count == "all":
        every = Step("all", f"{scale + shift} + {2 * D}", scale + shift + 2 * D)
        formula = "2·D trained (scale and shift) and 2·D kept (running mean and variance)"
        return Working(formula, f"{scale} + {shift} + 2·{D}", (*steps, kept, every))
    if count == "total":
        return Working("2·D: a scale γ and a shift β for each channel", f"{scale} + {shift}", steps)
    (step,) = steps[:1] if count == "weights" else steps[1:2]
    return Working("D: one for each channel", step.expression, (step,))


# ---- mistakes -------------------------------------------------------------------------------------------------------


def asks(*counts: str) -> Callable[[Any], bool]:
    """Whether one of these numbers is asked."""
    return lambda p: p.count in counts


def unbiased(p: Any) -> Any:
    """The same problem about a layer without biases."""
    same = isinstance(p.layer, SamePadding)
    layer: Any = replace(p.layer.layer if same else p.layer, bias=False)
    return replace(p, layer=SamePadding(layer) if same else layer)


def _flattened(p: Any) -> bool:
    """Whether the input is a volume with several channels, that has to be flattened."""
    return bool(p.input.depth > 1 and p.input.width * p.input.height > 1)


def _biased(p: Any) -> bool:
    return bool(p.layer.bias)


def _several(p: Any) -> bool:
    """Whether there are several neurons."""
    return bool(p.layer.neurons > 1)


DENSE: tuple[Mistake, ...] = (
    *belonging(
        asks("total"),
        *where(
            _biased,
            Mistake.changed(
                "dense-bias-forgotten",
                "without the {M} biases, one a neuron",
                always,
                unbiased,
                common=True,
            ),
            Mistake(
                "one-dense-bias",
                "with one bias for the whole layer in place of one a neuron",
                _several,
                lambda p: p.input.cells * p.layer.neurons + 1,
            ),
            Mistake(
                "bias-per-input",
                "with a bias for each of the {n} inputs in place of one a neuron",
                lambda p: p.input.cells != p.layer.neurons,
                lambda p: p.input.cells * p.layer.neurons + p.input.cells,
            ),
        ),
    ),
    *belonging(
        asks("total", "weights"),
        Mistake.changed(
            "flatten-without-channels",
            "with {W}·{H} inputs: there are {D} channels",
            _flattened,
            lambda p: replace(p, input=p.input._replace(depth=1)),
            common=True,
        ),
        Mistake.changed(
            "channels-only",
            "with {D} inputs, one a channel: each has {W}·{H} cells",
            _flattened,
            lambda p: replace(p, input=p.input._replace(width=1, height=1)),
            common=True,
        ),
        Mistake(
            "one-neuron-only",
            "for one neuron out of {M}",
            _several,
            lambda p: p.input.cells + (p.count == "total" and _biased(p)),
        ),
        Mistake(
            "inputs-and-neurons-added",
            "by adding inputs and neurons: {n} + {M}",
            always,
            lambda p: p.input.cells + p.layer.neurons,
        ),
        Mistake("neurons-only", "by counting neurons", always, lambda p: p.layer.neurons),
    ),
    *belonging(
        asks("biases"),
        Mistake("inputs-for-biases", "with one bias an input", always, lambda p: p.input.cells),
        Mistake("one-dense-bias", "with one bias for the whole layer", _several, lambda p: 1),
        Mistake(
            "dense-weights-given",
            "for the weights of the neurons",
            always,
            lambda p: p.input.cells * p.layer.neurons,
        ),
    ),
    *belonging(
        asks("weights"),
        Mistake(
            "dense-total-given",
            "for the weights and the biases of the neurons together",
            _biased,
            lambda p: (p.input.cells + 1) * p.layer.neurons,
        ),
    ),
)


def _area(p: Any) -> int:
    return int(p.resolved.window.area)


POOL: tuple[Mistake, ...] = (
    Mistake("pool-has-parameters", "with a weight for each of the {F·F} cells of a window", always, _area),
    Mistake(
        "pool-has-parameters",
        "with weights as in a convolution, {F·F} for each of the {D} channels",
        lambda p: p.input.depth > 1,
        lambda p: _area(p) * p.input.depth,
    ),
    Mistake(
        "pool-has-parameters",
        "with {F·F} weights and a bias for each of the {D} channels",
        always,
        lambda p: (_area(p) + 1) * p.input.depth,
    ),
    Mistake(
        "cells-counted",
        "by counting the cells of the output, which are not learned",
        always,
        lambda p: floored_volume(p.input, p.layer).cells,
    ),
)


def _trained(p: Any) -> int:
    return parameters(p.input, p.layer).total


NORM: tuple[Mistake, ...] = (
    *belonging(
        asks("total"),
        Mistake(
            "batchnorm-count",
            "with one number a channel: there are a scale and a shift",
            lambda p: p.layer.scale and p.layer.shift,
            lambda p: p.input.depth,
        ),
        Mistake(
            "batchnorm-count",
            "with the running mean and variance counted, which are not trained",
            always,
            lambda p: _trained(p) + 2 * p.input.depth,
        ),
    ),
    *belonging(
        asks("untrained"),
        Mistake(
            "batchnorm-count",
            "with one number a channel: there are a mean and a variance",
            always,
            lambda p: p.input.depth,
        ),
        Mistake(
            "batchnorm-count",
            "with the scale and the shift counted, which are trained",
            always,
            lambda p: _trained(p) + 2 * p.input.depth,
        ),
    ),
    *belonging(
        asks("all"),
        Mistake(
            "batchnorm-count",
            "for the trained numbers alone, without the running mean and variance",
            always,
            _trained,
        ),
        Mistake("batchnorm-count", "with one number a channel", always, lambda p: p.input.depth),
    ),
    Mistake(
        "bias-per-cell",
        "with numbers of its own for each of the {W}·{H} cells of a channel",
        lambda p: p.input.width * p.input.height > 1,
        lambda p: p.answer() * p.input.width * p.input.height,
    ),
    Mistake(
        "cells-counted",
        "by counting the cells of the input, which are not learned",
        always,
        lambda p: p.input.cells,
    ),
)
