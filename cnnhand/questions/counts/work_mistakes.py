"""The usual mistakes in counting the neurons of a layer, its connections, its work and its bytes.

The letters are those of `count.py`.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache, partial
from typing import Any

from cnnhand.exact.formula import formula
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.conv_variants import Depthwise, Local, PartialConv
from cnnhand.layers.dense import Dense
from cnnhand.layers.pointwise import BatchNorm
from cnnhand.layers.pool import Pool, Subsample
from cnnhand.layers.transposed import TransposedConv
from cnnhand.questions.contract import Mistake
from cnnhand.questions.counts.count_mistakes import DENSE_INPUTS, LEARNED, mistakes_of


@cache
def catalogue_for(layer: type[Layer], what: str) -> tuple[Mistake, ...]:
    """The usual mistakes in a number of such a layer; none where it has nothing of the sort to be mistaken."""
    sort = next((name for kinds, name in _SORTS if issubclass(layer, kinds)), "input" if layer is Layer else "")
    return CATALOGUE.get((sort, what), ())


_SORTS: tuple[tuple[Any, str], ...] = (
    ((Conv, Depthwise, PartialConv, TransposedConv, Local), "conv"),
    (Dense, "dense"),
    (Subsample, ""),
    (Pool, "pool"),
    (BatchNorm, "norm"),
)


def _times(factor: str, what: str, mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """The mistakes in another number of the layer, of which this one is so many times."""

    def changed(mistake: Mistake, part: Any) -> Any:
        assert mistake.change  # asked of those that change something
        return mistake.change(part.of(what)).of(part.what)  # type: ignore[attr-defined]  # a count, as it was

    def value(mistake: Mistake, part: Any) -> Any:
        return part.wrong(formula(factor)) * mistake.value(part.of(what))

    return tuple(
        replace(mistake, value=partial(value, mistake), change=partial(changed, mistake) if mistake.change else None)
        for mistake in mistakes
    )


# ---- convolutions ----------------------------------------------------------------------------------------------------

_CONV_WORK = mistakes_of(
    """
    macs-on-input-size*: with a window at each of the {W}·{H} cells of the input: it stops at {W2}·{H2} places [W2 = W, H2 = H]
    depth-forgotten*: with flat filters: each is {deep} channels deep [one = FW·FH]
    deeper-layer-keeps-image-depth: with the depth of the image, {C}, in place of the maps of the layer before [one = FW·FH·C]
    one-filter-only: for one of the {K} maps := MACs/K
    filter-not-squared: with one side of the filter, {F}, in place of its area {FW·FH} := MACs/FH
    area-forgotten: without the area {FW·FH} of the filter := MACs/(FW·FH)
    no-plus-one: with maps of ({W2} − 1)·({H2} − 1) cells, without the + 1 in their sides := MACs/(W2·H2)·(W2 − 1)·(H2 − 1)
    one-place-only: for one place of the window: it stops at {W2}·{H2} := MACs/(W2·H2)
    """
)
_NO_WORK = mistakes_of(
    """
    parameters-for-macs: for the weights of the layer, each counted once: it is used in all {W2}·{H2} cells of a map := weights
    parameters-for-macs: for the parameters of the layer, weights and biases := weights + biases | biased
    activations-counted: by counting the cells of the output, {W2}·{H2}·{K}, not the products in them := W2·H2·K
    """
)
_FLOPS_FOR_MACS = mistakes_of("flops-for-macs*: for FLOPs, with a multiply-accumulate counted as 2: {2·MACs}")
_MACS_FOR_FLOPS = mistakes_of("macs-for-flops*: for MACs: each is two operations, a product and a sum := MACs")


def _biases_counted(what: str) -> tuple[Mistake, ...]:
    return mistakes_of(
        f"biases-counted: with a bias counted in each of the {{neurons}} outputs := {what} + neurons | biased"
    )


CONV_CONNECTIONS = mistakes_of(
    """
    depth-forgotten: with flat filters: each is {deep} channels deep [inputs = FW·FH]
    as-dense: for neurons that see the whole input, as in a fully connected layer: {W·H·D} [inputs = W·H·D]
    one-filter-only: for one map out of {K} [neurons = W2·H2]
    size-unchanged: with maps as large as the input, {W}·{H}: they are {W2}·{H2} [neurons = W·H·K]
    parameters-for-connections: for the shared weights, each counted once: every neuron uses them := weights
    parameters-for-connections: for the parameters, weights and biases: every neuron uses them := weights + biases
    """
)

_BIASES_CONNECTED = mistakes_of(
    "bias-counted: with the biases counted, which connect to no input := neurons·(inputs + 1) | biased"
)
_BIASES_LEFT_OUT = mistakes_of("bias-forgotten: without the bias of each neuron := neurons·inputs")
_OPERATIONS = mistakes_of(
    """
    flops-for-operations: with n sums: the first product is added to nothing := neurons·2·inputs
    sums-forgotten: for the products alone, without the sums := neurons·inputs
    one-place-only: for one output value := 2·inputs − 1
    """
)

CONV_NEURONS = mistakes_of(
    """
    one-filter-only: for one map out of {K} := W2·H2
    size-unchanged: with maps as large as the input, {W}·{H}: they are {W2}·{H2} := W·H·D2
    depth-of-input: with the depth {D} of the input in place of the {K} maps := W2·H2·D
    image-given: for the numbers of the input := W·H·D
    filters-only: by counting filters := K
    parameters-given: for the parameters of the layer := weights + biases
    no-plus-one: with maps one smaller each way, without the + 1 in their size := (W2 − 1)·(H2 − 1)·D2
    """
)

CONV_INPUTS = mistakes_of(
    """
    depth-forgotten: with flat filters: each is {deep} channels deep := FW·FH
    as-dense: for neurons that see the whole input, as in a fully connected layer: {W}·{H}·{D} := W·H·D
    bias-counted: with the bias counted, which is no input := inputs + 1
    filter-not-squared: with one side of the window in place of its area := inputs/FH
    area-forgotten: without the area of the window := inputs/(FW·FH)
    sides-added: by adding the sides of the window in place of multiplying: {FW + FH + D}
    filters-only: by counting filters := K
    filters-counted: for all {K} filters: a neuron belongs to one := inputs·K
    """
)

_NOT_SHARED = """
    depth-forgotten: with flat filters: each is {deep} channels deep [inputs = FW·FH]
    as-dense: for neurons that see the whole input, as in a fully connected layer: {W}·{H}·{D} [inputs = W·H·D]
    one-filter-only: for one map out of {K} [neurons = W2·H2]
    sharing-kept: with one set of weights and one bias for each of the {K} maps [neurons = K]
"""
CONV_UNSHARED = mistakes_of(
    _NOT_SHARED,
    """
    bias-forgotten: without the biases of the {neurons} neurons := neurons·inputs
    bias-per-filter: with a bias for each of the {K} maps: here every neuron has its own := neurons·inputs + K
    """,
)
CONV_UNSHARED_WEIGHTS = mistakes_of(_NOT_SHARED, "bias-counted: with the biases counted too := neurons·(inputs + 1)")

_DENSE_WORK = mistakes_of(DENSE_INPUTS.replace(" + biases/M", "").replace(" + biases", ""))

DENSE_SEEN = mistakes_of(
    """
    flatten-without-channels: with {W}·{H} inputs: there are {D} channels := W·H | not vector
    channels-only: with {D} inputs, one a channel: each has {W}·{H} cells := D | not vector
    neurons-only: by counting neurons := M
    bias-counted: with the bias counted, which is no input := inputs + 1
    flatten-before-pool: with the inputs taken from before the last pooling layer: {U}
    flatten-extra-pool*: with the last volume pooled once more: {V} inputs := V
    """
)

DENSE_NEURONS = mistakes_of(
    """
    inputs-given: for the inputs: {inputs} numbers := W·H·D
    parameters-given: for the parameters of the layer := weights + biases
    """
)

POOL_NEURONS = mistakes_of(
    """
    size-unchanged: with maps as large as the input, {W}·{H}: they are {W2}·{H2} := W·H·D2
    pool-merges-channels: for one map: pooling works on each of the {D} channels by itself := W2·H2
    windows-counted: with the cells under every window := W2·H2·D2·FW·FH
    """
)

POOL_CONNECTIONS = mistakes_of(
    """
    pool-merges-channels: for one map: pooling works on each of the {D} channels by itself := W2·H2·inputs
    as-dense: for neurons that see all the {D} channels := connections·D
    neurons-only: by counting neurons := neurons
    """
)

POOL_MACS = mistakes_of(
    "pool-has-macs: with a product for each cell under a window: there are no weights := W2·H2·D2·FW·FH"
)

# ---- bytes -----------------------------------------------------------------------------------------------------------

_BYTES = """
    bits-for-bytes: in bits: 8 of them make a byte := 8·bytes
    values-counted: by counting the numbers, not their bytes := bytes/B
    bytes-of-a-float: with 4 bytes a number, which 32 bits are [B = 4]
"""
_STORED = f"""
    {_BYTES}
    depth-forgotten: for one channel of {{D2}}: {{W2}}·{{H2}} numbers := N·W2·H2·B
    one-side-only: with one side of the volume in place of its area: {{W2}}·{{D2}} numbers := N·W2·D2·B
    batch-forgotten: for one of the {{N}} images [N = 1]
"""
_OF_A_LAYER = """
    image-given: for what goes into the layer, {W}·{H}·{D} numbers an image, not what comes out := N·W·H·D·B
    depth-of-input: with the depth {D} of the image in place of the {D2} maps := N·W2·H2·D·B
    size-unchanged: with maps of {W}·{H}, as large as the image: they are {W2}·{H2} := N·W·H·D2·B
    parameters-stored: for the parameters of the layer := (weights + biases)·B | biased
"""
BYTES = mistakes_of(_STORED, _OF_A_LAYER)
DENSE_BYTES = mistakes_of(_BYTES, "parameters-stored: for the parameters of the layer := (weights + biases)·B")

CATALOGUE: dict[tuple[str, str], tuple[Mistake, ...]] = {
    **LEARNED,
    ("conv", "macs"): (*_CONV_WORK, *_FLOPS_FOR_MACS, *_NO_WORK, *_biases_counted("MACs")),
    ("conv", "flops"): (*_times("2", "macs", _CONV_WORK), *_MACS_FOR_FLOPS, *_NO_WORK, *_biases_counted("FLOPs")),
    ("conv", "flops as 2n-1"): _OPERATIONS,
    ("conv", "macs at one"): CONV_INPUTS,
    ("conv", "connections"): (*CONV_CONNECTIONS, *_BIASES_CONNECTED),
    ("conv", "connections with biases"): (*CONV_CONNECTIONS, *_BIASES_LEFT_OUT),
    ("pool", "connections"): POOL_CONNECTIONS,
    ("conv", "neurons"): CONV_NEURONS,
    ("conv", "inputs"): CONV_INPUTS,
    ("conv", "parameters without sharing"): CONV_UNSHARED,
    ("conv", "weights without sharing"): CONV_UNSHARED_WEIGHTS,
    ("conv", "bytes"): BYTES,
    ("dense", "macs"): (*_DENSE_WORK, *_FLOPS_FOR_MACS, *_biases_counted("MACs")),
    ("dense", "flops"): (*_times("2", "macs", _DENSE_WORK), *_MACS_FOR_FLOPS, *_biases_counted("FLOPs")),
    ("dense", "flops as 2n-1"): _OPERATIONS,
    ("dense", "connections"): (*_DENSE_WORK, *_BIASES_CONNECTED),
    ("dense", "connections with biases"): (*_BIASES_LEFT_OUT,),
    ("dense", "inputs"): DENSE_SEEN,
    ("dense", "neurons"): DENSE_NEURONS,
    ("dense", "bytes"): DENSE_BYTES,
    ("pool", "neurons"): POOL_NEURONS,
    ("pool", "bytes"): BYTES,
    ("pool", "macs"): POOL_MACS,
    ("input", "bytes"): mistakes_of(_STORED),
}
"""By the sort of layer and what is counted of it."""

_STORED_PARAMETERS = mistakes_of(
    """
    values-counted: by counting the parameters, not their bytes := bytes/B
    bits-for-bytes: in bits: 8 of them make a byte := 8·bytes
    bytes-of-a-float: with 4 bytes a number, which 32 bits are [B = 4]
    image-given: for the output of the layer := W2·H2·D2·B
    """
)
CATALOGUE |= {
    (sort, "parameter-bytes"): (*_times("B", "parameters", CATALOGUE[sort, "parameters"]), *_STORED_PARAMETERS)
    for sort in ("conv", "dense", "norm", "pool")
}
CATALOGUE |= {(sort, "all"): CATALOGUE[sort, "parameters"] for sort in ("conv", "dense")}
