"""The usual mistakes in counts: of what a layer learns, of its neurons and connections, its work and its bytes.

The letters are those of `layer_count.py`; `extra` are the biases where they are counted, and 0 where weights alone are asked.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, partial
from typing import Any

from cnnhand.exact.formula import Formula, formula
from cnnhand.layers.base import Layer
from cnnhand.layers.conv_variants import CONVOLUTIONS
from cnnhand.layers.dense import Dense
from cnnhand.layers.pointwise import BatchNorm
from cnnhand.layers.pool import Pool, Subsample
from cnnhand.questions.catalogue import rules
from cnnhand.questions.contract import Mistake


@cache
def mistakes_in(layer: type[Layer], what: str) -> tuple[Mistake, ...]:
    """The usual mistakes in a number of such a layer; none where it has nothing of the sort to be mistaken."""
    sort = next((name for kinds, name in _SORTS if issubclass(layer, kinds)), "input" if layer is Layer else "")
    return CATALOGUE.get((sort, what), ())


_SORTS: tuple[tuple[Any, str], ...] = (
    (CONVOLUTIONS, "conv"),
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
        return formula(factor).at(part.given) * mistake.value(part.of(what))  # type: ignore[operator]  # a count

    return tuple(
        replace(
            mistake,
            value=partial(value, mistake),
            change=partial(changed, mistake) if mistake.change else None,
            wrong=mistake.wrong and Formula("·", (formula(factor), mistake.wrong)),
        )
        for mistake in mistakes
    )


TABLES = """
conv parameters
    bias-forgotten*: without the {K} biases [biases = 0]
conv parameters, conv weights
    depth-forgotten*: with flat filters: each is {deep} channels deep [one = FW·FH]
    deeper-layer-keeps-image-depth: with the depth of the image, {C}, in place of the maps of the layer before [one = FW·FH·C]
conv parameters
    depth-forgotten-one-bias: with flat filters and a single bias := FW·FH·K + 1 | biases > 0
    depth-and-bias-forgotten: with flat filters and no biases: {FW·FH·K} | biases > 0
    one-filter-only: for one filter out of {K}, without its bias := one
    one-filter-all-biases: with one filter, and all {K} biases := one + biases
conv parameters, conv weights
    one-filter-only: for one filter out of {K} := one + extra/K
    no-sharing: without sharing: numbers of its own for each of the {W2}·{H2} cells of a map := (weights + extra)·W2·H2
    times-image: with the weights counted for every cell of the image: the count does not depend on {W}·{H} := W·H·weights + extra
    as-dense: for a dense layer, where every neuron sees the whole input: {W·H·D·K} weights := W·H·D·K + extra
    filter-not-squared: with one side of the filter, {F}, in place of its area {FW·FH} := weights/FH + extra
    area-forgotten: without the area of the filter: {deep·K}
    filters-only: by counting filters := K
    side-given: for the width {W} of the input := W
    depth-of-a-colour-image: with 3 channels, as of a colour image: the input has {D} := FW·FH·3·K + extra | p.given.get("D") == 1
    stride-or-padding-used: with the stride {S} multiplied in: it does not change the count := (weights + extra)·S | S > 1
    stride-or-padding-used: with filters that the padding {P} makes larger on every side: it does not change the count := weights/(FW·FH)·(FW + P + Q)·(FH + P + Q) + extra
    groups-ignored: with filters that see all the channels: in {G} groups each sees {D/G} of them := weights·G + extra | G > 1
    activations-counted: by counting the cells of the output, {W2}·{H2}·{K}, not the learned numbers := W2·H2·K
conv parameters
    one-bias-per-layer: with one bias for the whole layer in place of one a filter := weights + 1 | biases > 0
    bias-per-channel*: with a bias for each of the {deep} channels of each filter [biases = deep·K] | biases > 0
    biases-per-input-channel: with a bias for each channel of the input in place of one for each filter := weights + D | biases > 0
    bias-per-cell: with a bias for every cell of the output: {W2}·{H2}·{K} := weights + W2·H2·K | biases > 0
conv weights
    total-given: for weights and biases together := weights + biases
conv biases
    one-bias-per-layer: with one bias for the whole layer in place of one a filter := 1
    bias-per-channel*: with a bias for each of the {deep} channels of each filter := deep·K
    biases-per-input-channel: with a bias for each channel of the input in place of one for each filter := D
    bias-per-cell: with a bias for every cell of the output: {W2}·{H2}·{K} := W2·H2·K
    activations-counted: by counting the cells of the output, {W2}·{H2}·{K}, not the learned numbers := W2·H2·K
    total-given: for weights and biases together := weights + biases
    weights-given: for the weights := weights
dense parameters
    dense-bias-forgotten*: without the {M} biases, one a neuron [biases = 0]
    one-dense-bias*: with one bias for the whole layer in place of one a neuron := inputs·M + 1 | biases > 0
    bias-per-input: with a bias for each of the {inputs} inputs in place of one a neuron := inputs·M + inputs | biases > 0
    one-dense-bias-flat: with one channel and one bias: {W}·{H}·{M} + 1 := W·H·M + 1 | biases > 0, not vector
dense parameters, dense weights, dense macs, dense flops (2·macs), dense connections
    flatten-without-channels*: with {W}·{H} inputs: there are {D} channels [inputs = W·H] | not vector
    channels-only*: with {D} inputs, one a channel: each has {W}·{H} cells [inputs = D] | not vector
    one-neuron-only: for one neuron out of {M} := inputs + extra/M
    one-side-only: with one side of the input in place of its area: {W·D} inputs := W·D·M + extra | not vector
    window-only: with the {J} inputs of a convolution's neuron: here each sees the whole input [inputs = J]
    inputs-and-neurons-added: by adding inputs and neurons: {inputs} + {M} := inputs + M
    inputs-given: for the {inputs} inputs alone := inputs
    neurons-only: by counting neurons := M
    dense-from-image: with the inputs taken from the image in place of the last volume: {I} [inputs = I]
    flatten-before-pool: with the inputs taken from before the last pooling layer: {U} [inputs = U]
    flatten-extra-pool*: with the last volume pooled once more: {V} inputs [inputs = V]
dense weights
    dense-total-given: for the weights and the biases of the neurons together := weights + biases
dense biases
    inputs-for-biases: with one bias an input := inputs
    one-dense-bias: with one bias for the whole layer := 1
    dense-weights-given: for the weights of the neurons := weights
    total-given: for weights and biases together := weights + biases
pool parameters, pool weights, pool biases
    pool-has-parameters: with a weight for each of the {FW·FH} cells of a window := FW·FH
    pool-has-parameters: with weights as in a convolution, {FW·FH} for each of the {D} channels := FW·FH·D
    pool-has-parameters: with {FW·FH} weights and a bias for each of the {D} channels := (FW·FH + 1)·D
    cells-counted: by counting the cells of the output, which are not learned := W2·H2·D2
norm parameters
    batchnorm-count: with one number a channel: there are a scale and a shift := D
    batchnorm-count: with the running mean and variance counted, which are not trained := weights + biases + 2·D
    bias-per-cell: with numbers of its own for each of the {W}·{H} cells of a channel := (weights + biases)·W·H
norm untrained
    batchnorm-count: with one number a channel: there are a mean and a variance := D
    batchnorm-count: with the scale and the shift counted, which are trained := weights + biases + 2·D
    bias-per-cell: with numbers of its own for each of the {W}·{H} cells of a channel := 2·D·W·H
norm all
    batchnorm-count: for the trained numbers alone, without the running mean and variance := weights + biases
    batchnorm-count: with one number a channel := D
    bias-per-cell: with numbers of its own for each of the {W}·{H} cells of a channel := (weights + biases + 2·D)·W·H
norm parameters, norm untrained, norm all, norm weights, norm biases
    cells-counted: by counting the cells of the input, which are not learned := W·H·D
conv macs, conv flops (2·macs)
    macs-on-input-size*: with a window at each of the {W}·{H} cells of the input: it stops at {W2}·{H2} places [W2 = W, H2 = H]
    depth-forgotten*: with flat filters: each is {deep} channels deep [one = FW·FH]
    deeper-layer-keeps-image-depth: with the depth of the image, {C}, in place of the maps of the layer before [one = FW·FH·C]
    one-filter-only: for one of the {K} maps := MACs/K
    filter-not-squared: with one side of the filter, {F}, in place of its area {FW·FH} := MACs/FH
    area-forgotten: without the area {FW·FH} of the filter := MACs/(FW·FH)
    no-plus-one: with maps of ({W2} − 1)·({H2} − 1) cells, without the + 1 in their sides := MACs/(W2·H2)·(W2 − 1)·(H2 − 1)
    one-place-only: for one place of the window: it stops at {W2}·{H2} := MACs/(W2·H2)
conv macs, dense macs
    flops-for-macs*: for FLOPs, with a multiply-accumulate counted as 2: {2·MACs}
conv flops, dense flops
    macs-for-flops*: for MACs: each is two operations, a product and a sum := MACs
conv macs, conv flops
    parameters-for-macs: for the weights of the layer, each counted once: it is used in all {W2}·{H2} cells of a map := weights
    parameters-for-macs: for the parameters of the layer, weights and biases := weights + biases | biases > 0
    activations-counted: by counting the cells of the output, {W2}·{H2}·{K}, not the products in them := W2·H2·K
conv macs, dense macs
    biases-counted: with a bias counted in each of the {neurons} outputs := MACs + neurons | biases > 0
    biases-counted: with the {biases} biases added := MACs + biases | biases > 0
conv flops, dense flops
    biases-counted: with a bias counted in each of the {neurons} outputs := FLOPs + neurons | biases > 0
conv flops as 2n-1, dense flops as 2n-1
    flops-for-operations: with n sums: the first product is added to nothing := neurons·2·inputs
    sums-forgotten: for the products alone, without the sums := neurons·inputs
    one-place-only: for one output value := 2·inputs − 1
conv connections, conv connections with biases
    depth-forgotten: with flat filters: each is {deep} channels deep [inputs = FW·FH]
    as-dense: for neurons that see the whole input, as in a fully connected layer: {W·H·D} [inputs = W·H·D]
    one-filter-only: for one map out of {K} [neurons = W2·H2]
    size-unchanged: with maps as large as the input, {W}·{H}: they are {W2}·{H2} [neurons = W·H·K]
    parameters-for-connections: for the shared weights, each counted once: every neuron uses them := weights
    parameters-for-connections: for the parameters, weights and biases: every neuron uses them := weights + biases
conv connections, dense connections
    bias-counted: with the biases counted, which connect to no input := neurons·(inputs + 1) | biases > 0
conv connections with biases, dense connections with biases
    bias-forgotten: without the bias of each neuron := neurons·inputs
pool connections
    pool-merges-channels: for one map: pooling works on each of the {D} channels by itself := W2·H2·inputs
    as-dense: for neurons that see all the {D} channels := connections·D
    neurons-only: by counting neurons := neurons
conv neurons
    one-filter-only: for one map out of {K} := W2·H2
    size-unchanged: with maps as large as the input, {W}·{H}: they are {W2}·{H2} := W·H·D2
    depth-of-input: with the depth {D} of the input in place of the {K} maps := W2·H2·D
    image-given: for the numbers of the input := W·H·D
    filters-only: by counting filters := K
    parameters-given: for the parameters of the layer := weights + biases
    no-plus-one: with maps one smaller each way, without the + 1 in their size := (W2 − 1)·(H2 − 1)·D2 | H2 > 1
dense neurons
    inputs-given: for the {inputs} inputs alone := W·H·D
    parameters-given: for the parameters of the layer := weights + biases
pool neurons
    size-unchanged: with maps as large as the input, {W}·{H}: they are {W2}·{H2} := W·H·D2
    pool-merges-channels: for one map: pooling works on each of the {D} channels by itself := W2·H2
    windows-counted: with the cells under every window := W2·H2·D2·FW·FH
conv inputs, conv macs at one
    depth-forgotten: with flat filters: each is {deep} channels deep := FW·FH
    as-dense: for neurons that see the whole input, as in a fully connected layer: {W}·{H}·{D} := W·H·D
    bias-counted: with the bias counted, which is no input := inputs + 1
    filter-not-squared: with one side of the window in place of its area := inputs/FH
    area-forgotten: without the area of the window := inputs/(FW·FH)
    sides-added: by adding the sides of the window in place of multiplying: {FW + FH + D}
    filters-only: by counting filters := K
    filters-counted: for all {K} filters: a neuron belongs to one := inputs·K
dense inputs
    flatten-without-channels: with {W}·{H} inputs: there are {D} channels := W·H | not vector
    channels-only: with {D} inputs, one a channel: each has {W}·{H} cells := D | not vector
    neurons-only: by counting neurons := M
    bias-counted: with the bias counted, which is no input := inputs + 1
    flatten-before-pool: with the inputs taken from before the last pooling layer: {U}
    flatten-extra-pool*: with the last volume pooled once more: {V} inputs
conv im2col-rows
    depth-forgotten: without the depth: a window goes through all {D} channels := FW·FH
    rows-and-columns: for the columns, one a place of the window := N·W2·H2
    filter-not-squared: with one side of the window in place of its area := inputs/FH
    bias-counted: with the bias counted, which is no input := inputs + 1
    filters-only: by counting filters, which are the rows of the other matrix := K
conv im2col-columns
    one-side-only: for the places along one side := N·W2
    rows-and-columns: for the rows, one a number of the window := inputs
    macs-on-input-size: with a window at each of the {W}·{H} cells of the input: it stops at {W2}·{H2} places := N·W·H
    one-column-a-filter: with columns for each of the {K} filters: they share them := N·W2·H2·K
    no-plus-one: with ({W2} − 1)·({H2} − 1) places, without the + 1 in their sides := N·(W2 − 1)·(H2 − 1)
    batch-forgotten: for one of the {N} images [N = 1]
conv parameters without sharing, conv weights without sharing
    depth-forgotten: with flat filters: each is {deep} channels deep [inputs = FW·FH]
    as-dense: for neurons that see the whole input, as in a fully connected layer: {W}·{H}·{D} [inputs = W·H·D]
    one-filter-only: for one map out of {K} [neurons = W2·H2]
    sharing-kept: with one set of weights and one bias for each of the {K} maps [neurons = K]
conv parameters without sharing
    bias-forgotten: without the biases of the {neurons} neurons := neurons·inputs
    bias-per-filter: with a bias for each of the {K} maps: here every neuron has its own := neurons·inputs + K
conv weights without sharing
    bias-counted: with the biases counted too := neurons·(inputs + 1)
conv bytes, pool bytes, input bytes, dense bytes
    bits-for-bytes: in bits: 8 of them make a byte := 8·bytes
    values-counted: by counting the numbers, not their bytes := bytes/B
    bytes-of-a-float: with 4 bytes a number, which 32 bits are [B = 4]
conv bytes, pool bytes, input bytes
    depth-forgotten: for one channel of {D2}: {W2}·{H2} numbers := N·W2·H2·B
    one-side-only: with one side of the volume in place of its area: {W2}·{D2} numbers := N·W2·D2·B
    batch-forgotten: for one of the {N} images [N = 1]
conv bytes, pool bytes
    image-given: for what goes into the layer, {W}·{H}·{D} numbers an image, not what comes out := N·W·H·D·B
    depth-of-input: with the depth {D} of the image in place of the {D2} maps := N·W2·H2·D·B
    size-unchanged: with maps of {W}·{H}, as large as the image: they are {W2}·{H2} := N·W·H·D2·B
    parameters-stored: for the parameters of the layer := (weights + biases)·B | biases > 0
dense bytes
    parameters-stored: for the parameters of the layer := (weights + biases)·B
conv parameter-bytes, dense parameter-bytes, norm parameter-bytes, pool parameter-bytes
    values-counted: by counting the parameters, not their bytes := bytes/B
    bits-for-bytes: in bits: 8 of them make a byte := 8·bytes
    bytes-of-a-float: with 4 bytes a number, which 32 bits are [B = 4]
    image-given: for the output of the layer := W2·H2·D2·B
"""
"""Under the sorts of layers and what is counted of them; behind some in brackets of which number they are a multiple."""


def _read(tables: str) -> dict[tuple[str, str], tuple[Mistake, ...]]:
    found: dict[tuple[str, str], tuple[Mistake, ...]] = {}
    for head, lines in re.findall(r"^(\S.*)\n((?: .*\n)+)", tables, re.MULTILINE):
        mistakes = rules(lines)
        for sort, what, factor, of in re.findall(r"(\w+) ([^,(]+?)(?: \((\w+)·(\w+)\))?(?:, |$)", head):
            found[sort, what] = found.get((sort, what), ()) + (_times(factor, of, mistakes) if of else mistakes)
    for sort in ("conv", "dense", "norm", "pool"):
        of_parameters = found[sort, "parameters"]
        found[sort, "parameter-bytes"] = _times("B", "parameters", of_parameters) + found[sort, "parameter-bytes"]
        found.setdefault((sort, "all"), of_parameters if sort in ("conv", "dense") else ())
    return found


CATALOGUE = _read(TABLES)
"""By the sort of layer and what is counted of it."""
