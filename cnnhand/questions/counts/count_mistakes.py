"""The usual mistakes in counting what a layer learns. The letters are those of `count.py`."""

from typing import Any

from cnnhand.exact.formula import Formula
from cnnhand.exact.values import Value
from cnnhand.questions.catalogue import table
from cnnhand.questions.contract import Mistake


def _wrong(part: Any, wrong: Formula) -> Value:
    value: Value = part.wrong(wrong)
    return value


def _changed(part: Any, letters: dict[str, Formula]) -> Any:
    return part.changed(letters)


def mistakes_of(*texts: str) -> tuple[Mistake, ...]:
    """The mistakes of some tables in a number of a layer."""
    return table("\n".join(texts), _wrong, _changed)


# ---- convolutions ----------------------------------------------------------------------------------------------------

FLAT = """
    depth-forgotten*: with flat filters: each is {deep} channels deep [one = FW·FH]
    deeper-layer-keeps-image-depth: with the depth of the image, {C}, in place of the maps of the layer before [one = FW·FH·C]
"""

_WEIGHTS = """
    one-filter-only: for one filter out of {K} := one + biases/K
    no-sharing: without sharing: numbers of its own for each of the {W2}·{H2} cells of a map := (weights + biases)·W2·H2
    times-image: with the weights counted for every cell of the image: the count does not depend on {W}·{H} := W·H·weights + biases
    as-dense: for a dense layer, where every neuron sees the whole input: {W·H·D·K} weights := W·H·D·K + biases
    filter-not-squared: with one side of the filter, {F}, in place of its area {FW·FH} := weights/FH + biases
    area-forgotten: without the area of the filter: {deep·K}
    filters-only: by counting filters := K
    side-given: for the width {W} of the input := W
    depth-of-a-colour-image: with 3 channels, as of a colour image: the input has {D} := FW·FH·3·K + biases | grey
    stride-or-padding-used: with the stride {S} multiplied in: it does not change the count := (weights + biases)·S | S > 1
    stride-or-padding-used: with filters that the padding {P} makes larger on every side: it does not change the count := weights/(FW·FH)·(FW + P + Q)·(FH + P + Q) + biases
    groups-ignored: with filters that see all the channels: in {G} groups each sees {D/G} of them := weights·G + biases | G > 1
    activations-counted: by counting the cells of the output, {W2}·{H2}·{K}, not the learned numbers := W2·H2·K
"""

_BIASES = """
    one-bias-per-layer: with one bias for the whole layer in place of one a filter := weights + 1
    bias-per-channel*: with a bias for each of the {deep} channels of each filter [biases = deep·K]
    biases-per-input-channel: with a bias for each channel of the input in place of one for each filter := weights + D
    bias-per-cell: with a bias for every cell of the output: {W2}·{H2}·{K} := weights + W2·H2·K
"""

CONV_PARAMETERS = mistakes_of(
    "bias-forgotten*: without the {K} biases [biases = 0]",
    FLAT,
    """
    depth-forgotten-one-bias: with flat filters and a single bias := FW·FH·K + 1 | biased
    depth-and-bias-forgotten: with flat filters and no biases: {FW·FH·K} | biased
    one-filter-only: for one filter out of {K}, without its bias := one
    one-filter-all-biases: with one filter, and all {K} biases := one + biases
    """,
    _WEIGHTS,
    *(f"{line} | biased" for line in _BIASES.split("\n") if line.strip()),
)

CONV_WEIGHTS = mistakes_of(
    FLAT,
    _WEIGHTS.replace("(weights + biases)", "weights").replace(" + biases/K", "").replace(" + biases", ""),
    "total-given: for weights and biases together := weights + biases",
)

CONV_BIASES = mistakes_of(
    """
    one-bias-per-layer: with one bias for the whole layer in place of one a filter := 1
    bias-per-channel*: with a bias for each of the {deep} channels of each filter := deep·K
    biases-per-input-channel: with a bias for each channel of the input in place of one for each filter := D
    bias-per-cell: with a bias for every cell of the output: {W2}·{H2}·{K} := W2·H2·K
    activations-counted: by counting the cells of the output, {W2}·{H2}·{K}, not the learned numbers := W2·H2·K
    total-given: for weights and biases together := weights + biases
    weights-given: for the weights := weights
    """
)

# ---- fully connected layers ------------------------------------------------------------------------------------------

DENSE_INPUTS = """
    flatten-without-channels*: with {W}·{H} inputs: there are {D} channels [inputs = W·H] | not vector
    channels-only*: with {D} inputs, one a channel: each has {W}·{H} cells [inputs = D] | not vector
    one-neuron-only: for one neuron out of {M} := inputs + biases/M
    one-side-only: with one side of the input in place of its area: {W·D} inputs := W·D·M + biases | not vector
    window-only: with the {J} inputs of a convolution's neuron: here each sees the whole input [inputs = J]
    inputs-and-neurons-added: by adding inputs and neurons: {inputs} + {M} := inputs + M
    inputs-given: for the inputs: {inputs} numbers := inputs
    neurons-only: by counting neurons := M
    dense-from-image: with the inputs taken from the image in place of the last volume: {I} [inputs = I]
    flatten-before-pool: with the inputs taken from before the last pooling layer: {U} [inputs = U]
    flatten-extra-pool*: with the last volume pooled once more: {V} inputs [inputs = V]
"""

DENSE_PARAMETERS = mistakes_of(
    """
    dense-bias-forgotten*: without the {M} biases, one a neuron [biases = 0]
    one-dense-bias*: with one bias for the whole layer in place of one a neuron := inputs·M + 1 | biased
    bias-per-input: with a bias for each of the {inputs} inputs in place of one a neuron := inputs·M + inputs | biased
    one-dense-bias-flat: with one channel and one bias: {W}·{H}·{M} + 1 := W·H·M + 1 | biased, not vector
    """,
    DENSE_INPUTS,
)

DENSE_WEIGHTS = mistakes_of(
    DENSE_INPUTS.replace(" + biases/M", "").replace(" + biases", ""),
    "dense-total-given: for the weights and the biases of the neurons together := weights + biases",
)

DENSE_BIASES = mistakes_of(
    """
    inputs-for-biases: with one bias an input := inputs
    one-dense-bias: with one bias for the whole layer := 1
    dense-weights-given: for the weights of the neurons := weights
    total-given: for weights and biases together := weights + biases
    """
)

# ---- pooling, normalisation ------------------------------------------------------------------------------------------

POOL = mistakes_of(
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
    "parameters": mistakes_of(
        """
        batchnorm-count: with one number a channel: there are a scale and a shift := D
        batchnorm-count: with the running mean and variance counted, which are not trained := weights + biases + 2·D
        """,
        _NORM.replace("X", "(weights + biases)"),
    ),
    "untrained": mistakes_of(
        """
        batchnorm-count: with one number a channel: there are a mean and a variance := D
        batchnorm-count: with the scale and the shift counted, which are trained := weights + biases + 2·D
        """,
        _NORM.replace("X", "2·D"),
    ),
    "all": mistakes_of(
        """
        batchnorm-count: for the trained numbers alone, without the running mean and variance := weights + biases
        batchnorm-count: with one number a channel := D
        """,
        _NORM.replace("X", "(weights + biases + 2·D)"),
    ),
    "weights": mistakes_of("cells-counted: by counting the cells of the input, which are not learned := W·H·D"),
    "biases": mistakes_of("cells-counted: by counting the cells of the input, which are not learned := W·H·D"),
}

LEARNED: dict[tuple[str, str], tuple[Mistake, ...]] = {
    ("conv", "parameters"): CONV_PARAMETERS,
    ("conv", "weights"): CONV_WEIGHTS,
    ("conv", "biases"): CONV_BIASES,
    ("dense", "parameters"): DENSE_PARAMETERS,
    ("dense", "weights"): DENSE_WEIGHTS,
    ("dense", "biases"): DENSE_BIASES,
    **{("pool", what): POOL for what in ("parameters", "weights", "biases")},
    **{("norm", what): catalogue for what, catalogue in NORM.items()},
}
"""By the sort of layer and what is counted of it."""
