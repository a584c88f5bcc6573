"""The usual mistakes in counting the numbers of a layer. The letters are those of `count.py`."""

from dataclasses import replace
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.formula import Formula, formula
from cnnhand.exact.values import Value
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.conv_variants import Depthwise, Local
from cnnhand.layers.dense import Dense
from cnnhand.layers.pointwise import BatchNorm
from cnnhand.layers.pool import Pool
from cnnhand.layers.transposed import TransposedConv
from cnnhand.questions.catalogue import edits, table, values
from cnnhand.questions.contract import Mistake


def catalogue_for(layer: Layer, what: str) -> tuple[Mistake, ...]:
    """The usual mistakes in a number of such a layer; none where it has nothing of the sort to be mistaken."""
    sort = next((name for kinds, name in _SORTS if isinstance(layer, kinds)), "")
    return CATALOGUE.get((sort, what), ())


_SORTS: tuple[tuple[Any, str], ...] = (
    ((Conv, Depthwise, TransposedConv, Local), "conv"),
    (Dense, "dense"),
    (Pool, "pool"),
    (BatchNorm, "norm"),
)


def _wrong(part: Any, wrong: Formula) -> Value:
    value: Value = part.wrong(wrong)
    return value


def _of(text: str) -> tuple[Mistake, ...]:
    return table(text, _wrong)


def _unbiased(part: Any) -> Any:
    """The same layer without biases."""
    return part.with_layer(bias=False)


def _flat(part: Any) -> Any:
    """Filters of one channel."""
    groups = getattr(part.layer, "groups", 1)
    return replace(part, input=part.input._replace(depth=groups), layer=replace(part.layer, depth=None))


AREA = "FW·FH"

_BIASES = """
    one-bias-per-layer: with one bias for the whole layer in place of one a filter := weights + 1
    bias-per-channel*: with a bias for each of the {D} channels of each filter := weights + D/G·K
    biases-per-input-channel: with a bias for each channel of the input in place of one for each filter := weights + D
    bias-per-cell: with a bias for every cell of the output: {W2}·{H2}·{K} := weights + W2·H2·K
"""

_WEIGHTS = f"""
    times-image: with the weights counted for every cell of the image: the count does not depend on {{W}}·{{H}} := W·H·weights + biases
    as-dense: for a dense layer, where every neuron sees the whole input: {{W·H·D·K}} weights := W·H·D·K + biases
    filter-not-squared: with one side of the filter, {{F}}, in place of its area := FW·D/G·K + biases
    area-forgotten: without the area of the filter: {{D}}·{{K}} := D/G·K
    filters-only: by counting filters := K
    depth-of-a-colour-image: with filters of 3 channels := {AREA}·3·K + biases
    stride-or-padding-used: with the stride {{S}} multiplied in: it does not change the count := (weights + biases)·S | S > 1
    stride-or-padding-used: with filters that the padding {{P}} makes larger on every side: it does not change the count := (FW + P + Q)·(FH + P + Q)·D/G·K + biases
    groups-ignored: with filters that see all the channels: in {{G}} groups each sees {{D/G}} of them := weights·G + biases | G > 1
    activations-counted: by counting the cells of the output, {{W2}}·{{H2}}·{{K}}, not the learned numbers := W2·H2·K
"""

_FLAT = edits({"depth-forgotten*: with flat filters: each is {D} channels deep": _flat})

CONV_PARAMETERS = (
    *edits({"bias-forgotten*: without the {K} biases": _unbiased}),
    *_FLAT,
    *_of(
        f"""
        depth-forgotten-one-bias: with flat filters and a single bias := {AREA}·K + 1
        depth-and-bias-forgotten: with flat filters and no biases: {{FW·FH·K}}
        one-filter-only: for one filter out of {{K}}, without its bias := {AREA}·D/G
        one-filter-only: for one filter out of {{K}} := {AREA}·D/G + 1
        no-sharing: without sharing: numbers of its own for each of the {{W2}}·{{H2}} cells of a map := (weights + biases)·W2·H2
        """
    ),
    *_of(_WEIGHTS),
    *_of(_BIASES),
)

CONV_WEIGHTS = (
    *_FLAT,
    *_of(
        f"""
        one-filter-only: for one filter out of {{K}} := {AREA}·D/G
        no-sharing: without sharing: numbers of its own for each of the {{W2}}·{{H2}} cells of a map := weights·W2·H2
        total-given: for weights and biases together := weights + biases
        """
    ),
    *_of(_WEIGHTS.replace(" + biases", "").replace("(weights)", "weights")),
)

CONV_BIASES = _of(
    """
    one-bias-per-layer: with one bias for the whole layer in place of one a filter := 1
    bias-per-channel*: with a bias for each of the {D} channels of each filter := D/G·K
    biases-per-input-channel: with a bias for each channel of the input in place of one for each filter := D
    bias-per-cell: with a bias for every cell of the output: {W2}·{H2}·{K} := W2·H2·K
    activations-counted: by counting the cells of the output, {W2}·{H2}·{K}, not the learned numbers := W2·H2·K
    total-given: for weights and biases together := weights + biases
    weights-given: for the weights := weights
    """
)

DENSE_PARAMETERS = (
    *edits({"dense-bias-forgotten*: without the {M} biases, one a neuron": _unbiased}),
    *_of(
        """
        one-dense-bias: with one bias for the whole layer in place of one a neuron := n·M + 1
        bias-per-input: with a bias for each of the {n} inputs in place of one a neuron := n·M + n
        one-dense-bias-flat: with one channel and one bias: {W}·{H}·{M} + 1 := W·H·M + 1
        flatten-without-channels*: with {W}·{H} inputs: there are {D} channels := W·H·M + biases
        channels-only*: with {D} inputs, one a channel: each has {W}·{H} cells := D·M + biases
        one-neuron-only: for one neuron out of {M} := n + biases/M
        inputs-and-neurons-added: by adding inputs and neurons: {n} + {M} := n + M
        inputs-given: for the inputs, {n} numbers := n
        neurons-only: by counting neurons := M
        dense-from-image: with the inputs taken from the image in place of the last volume := I·M + biases
        flatten-before-pool: with the inputs taken from before the last pooling layer := U·M + biases
        flatten-extra-pool: with the last volume pooled once more := V·M + biases
        """
    ),
)

DENSE_WEIGHTS = _of(
    """
    flatten-without-channels*: with {W}·{H} inputs: there are {D} channels := W·H·M
    channels-only*: with {D} inputs, one a channel: each has {W}·{H} cells := D·M
    one-neuron-only: for one neuron out of {M} := n
    inputs-and-neurons-added: by adding inputs and neurons: {n} + {M} := n + M
    neurons-only: by counting neurons := M
    dense-total-given: for the weights and the biases of the neurons together := n·M + biases
    dense-from-image: with the inputs taken from the image in place of the last volume := I·M
    flatten-before-pool: with the inputs taken from before the last pooling layer := U·M
    flatten-extra-pool: with the last volume pooled once more := V·M
    """
)

DENSE_BIASES = _of(
    """
    inputs-for-biases: with one bias an input := n
    one-dense-bias: with one bias for the whole layer := 1
    dense-weights-given: for the weights of the neurons := n·M
    """
)

POOL = _of(
    """
    pool-has-parameters: with a weight for each of the {FW·FH} cells of a window := FW·FH
    pool-has-parameters: with weights as in a convolution, {FW·FH} for each of the {D} channels := FW·FH·D
    pool-has-parameters: with {FW·FH} weights and a bias for each of the {D} channels := (FW·FH + 1)·D
    cells-counted: by counting the cells of the output, which are not learned := W2·H2·D2
    """
)

_NORM = """
    bias-per-cell: with numbers of its own for each of the {W}·{H} cells of a channel := X·W·H
    cells-counted: by counting the cells of the input, which are not learned := W·H·D
"""

NORM: dict[str, tuple[Mistake, ...]] = {
    "parameters": _of(
        """
        batchnorm-count: with one number a channel: there are a scale and a shift := D
        batchnorm-count: with the running mean and variance counted, which are not trained := weights + biases + 2·D
        """
        + _NORM.replace("X", "(weights + biases)")
    ),
    "untrained": _of(
        """
        batchnorm-count: with one number a channel: there are a mean and a variance := D
        batchnorm-count: with the scale and the shift counted, which are trained := weights + biases + 2·D
        """
        + _NORM.replace("X", "2·D")
    ),
    "all": _of(
        """
        batchnorm-count: for the trained numbers alone, without the running mean and variance := weights + biases
        batchnorm-count: with one number a channel := D
        """
        + _NORM.replace("X", "(weights + biases + 2·D)")
    ),
    "weights": _of("cells-counted: by counting the cells of the input, which are not learned := W·H·D"),
    "biases": _of("cells-counted: by counting the cells of the input, which are not learned := W·H·D"),
}

CATALOGUE: dict[tuple[str, str], tuple[Mistake, ...]] = {
    ("conv", "parameters"): CONV_PARAMETERS,
    ("conv", "weights"): CONV_WEIGHTS,
    ("conv", "biases"): CONV_BIASES,
    ("dense", "parameters"): DENSE_PARAMETERS,
    ("dense", "weights"): DENSE_WEIGHTS,
    ("dense", "biases"): DENSE_BIASES,
    **{("pool", what): POOL for what in ("parameters", "weights", "biases")},
    **{("norm", what): catalogue for what, catalogue in NORM.items()},
}


def _left_out(*kinds: type[Layer]) -> Any:
    """The total without the layers of some sort; `GivenError` where nothing or all of it would be left."""

    def value(part: Any) -> Value:
        left = [term for term, count in zip(part.terms, part.counts, strict=True) if not isinstance(count.layer, kinds)]
        if not left or len(left) == len(part.terms):
            raise GivenError("layers", "there are no such layers, or no others")
        return sum(left)

    return value


def _with_pools(part: Any) -> Value:
    """Weights and biases for the pooling layers too, as if they were convolutions."""
    pools = [count for count in part.counts if isinstance(count.layer, Pool)]
    more = {"weights": "FW·FH·D", "biases": "D", "parameters": "FW·FH·D + D"}[part.what]
    return sum((count.wrong(formula(more)) for count in pools), part.answer())


def _of_each(what: str) -> Any:
    """The total of something else of the same layers."""
    return lambda part: sum(replace(count, what=what).answer() for count in part.counts)


def _one_bias_each(part: Any) -> Value:
    """One bias a layer that has any."""
    biased = [count for count in part.counts if "biases" in count.layer.counts()]
    return part.answer() - sum(count.given["biases"] for count in biased) + len(biased)


TOTAL = values(
    {
        "dense-forgotten: without the fully connected layers": _left_out(Dense),
        "conv-forgotten: without the convolution layers": _left_out(Conv, Depthwise, TransposedConv),
        "norm-forgotten: without the normalisation layers": _left_out(BatchNorm),
        "pool-has-parameters: with {what} for the pooling layers, which have none | of_parameters": _with_pools,
        "bias-forgotten*: without the biases | of_parameters": _of_each("weights"),
        "one-bias-per-layer: with one bias a layer | of_parameters": _one_bias_each,
        "first-forgotten: without the first number": lambda p: sum([term for term in p.terms if term][1:]),
        "last-forgotten: without the last number": lambda p: sum([term for term in p.terms if term][:-1]),
        "input-forgotten: without the input | from_input": lambda p: sum(p.terms[1:]),
    }
)
