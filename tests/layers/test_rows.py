"""A network's rows: what comes out of each layer, and what one of its cells sees of the input."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.calculator.network import Described, sums_of
from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Axis, Pair, Rounding, Sides
from cnnhand.exact.values import Volume
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.network import MAX_LAYERS, Join, LayerError, Network, Node
from cnnhand.layers.notation import layer
from cnnhand.layers.pointwise import Relu
from cnnhand.layers.pool import GlobalAveragePool, GlobalMaxPool
from cnnhand.layers.resize import Crop, Pad
from cnnhand.layers.rows import Parameters, rows
from cnnhand.layers.transposed import TransposedConv

RELU, FC = Relu(), Dense(neurons=3)
CONV = layer("conv3-4p1")


def _moves(axis: Axis) -> dict[str, Any]:
    """The options of a layer that moves in this way both ways."""
    sides = Sides(axis.before, axis.after, axis.before, axis.after)
    pairs = {"size": axis.filter, "stride": axis.stride, "dilation": axis.dilation}
    return {**{name: Pair(number, number) for name, number in pairs.items()}, "padding": sides}


def _window(side: int, stride: int) -> dict[str, Any]:
    return {"filters": 2, "size": Pair(side, side), "stride": Pair(stride, stride)}


def volumes(network: Network) -> list[str]:
    """What comes out of each layer."""
    return [str(row.output) for row in rows(network)]


def test_branches_that_are_added_and_stacked() -> None:
    """A residual addition keeps the volume, a concatenation adds up the depths."""
    nodes = (Node(CONV, (0,)), Node(CONV, (1,)), Node(Join.ADD, (2, 1)), Node(RELU, (3,)), Node(Join.CONCAT, (4, 1, 0)))
    assert volumes(Network(Volume(8, 8, 3), nodes))[2:] == ["8×8×4", "8×8×4", "8×8×11"]


def test_a_gate_multiplies_every_place_of_a_channel() -> None:
    """Squeeze and excitation: 1×1×4 times 8×8×4; another depth is refused."""
    nodes = [
        Node(CONV, (0,)),
        Node(GlobalAveragePool(), (1,)),
        Node(layer("fc-4"), (2,)),
        Node(Join.MULTIPLY, (3, 1)),
    ]
    assert volumes(Network(Volume(8, 8, 3), tuple(nodes)))[3] == "8×8×4"
    nodes[2] = Node(layer("fc-5"), (2,))
    with pytest.raises(GivenError, match="a factor is the same volume, or 1×1×4"):
        rows(Network(Volume(8, 8, 3), tuple(nodes)))


def test_what_is_not_known_is_never_a_number() -> None:
    """After a layer that does not fit, nothing is known; the weights of the layer itself are."""
    network = Network.of(Volume(8, 8, 3), [layer("conv3-4/2"), FC])
    table = rows(network)
    assert table[0].parameters == Parameters(108, 4)
    assert (table[0].output, table[0].macs, table[0].activations, table[0].receptive_field) == (None,) * 4
    after = table[1]
    assert (after.input, after.output, after.parameters, after.macs, after.flops, after.unread) == (None,) * 6
    assert set(sums_of(Described(network, table)).values()) == {None}


def test_roundings_of_a_network() -> None:
    """Rounding up is for pools only; a layer's own rounding goes before the network's; what is left is said."""
    layers: list[Layer] = [layer("conv3-1/2"), layer("maxpool2")]  # (8−3)/2 = 2.5, (3−2)/2 = ½
    assert volumes(Network.of(Volume(8, 8, 1), layers, Rounding.FLOOR)) == ["3×3×1", "1×1×1"]
    assert volumes(Network.of(Volume(8, 8, 1), layers, Rounding.CEIL)) == ["3×3×1", "2×2×1"]
    own = (Node(layers[0], (0,)), Node(layers[1], (1,), rounding=Rounding.CEIL))
    table = rows(Network(Volume(8, 8, 1), own, Rounding.FLOOR))
    assert table[1].output == Volume(2, 2, 1)
    assert [row.unread for row in table] == [Pair(1, 1), Pair(0, 0)]


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ([Node(CONV, (0,)), Node(Join.ADD, (1, 0), "add")], "layer 2 add: its branches give 8×8×4 and 8×8×3"),
        ([Node(layer("conv3-4"), (0,)), Node(Join.CONCAT, (1, 0), "concat")], "width and height must be"),
        ([Node(CONV, (0,), "conv3-4p1"), Node(CONV, (0,))], "layer 1 conv3-4p1: no layer below reads it"),
        ([Node(layer("conv9-4"), (0,), "conv9-4")], "layer 1 conv9-4: the filter is 9 wide"),
        ([Node(Conv(filters=10**12 + 1, size=Pair(1, 1)), (0,))], "larger than 10\\^12"),
        ([], "from 1 to 10000 layers, not 0"),
        ([Node(RELU, (0,))] * (MAX_LAYERS + 1), "not 10001"),
    ],
)
def test_refusals(nodes: list[Node], said: str) -> None:
    """Each names the layer and what is wrong with it."""
    with pytest.raises(GivenError, match=said):
        rows(Network(Volume(8, 8, 3), tuple(nodes)))


def test_the_error_knows_its_layer() -> None:
    """So that whoever read the layer from a file can say on which line it stands."""
    with pytest.raises(LayerError) as refused:
        rows(Network.of(Volume(4, 4, 1), [RELU, layer("conv5-1")]))
    assert (refused.value.number, refused.value.key) == (2, "size")


# ---- the receptive field, against sets of cells ----------------------------------------------------------------------

axes = st.builds(
    Axis,
    filter=st.integers(1, 4),
    stride=st.integers(1, 3),
    before=st.integers(0, 2),
    after=st.integers(0, 2),
    dilation=st.integers(1, 2),
)


def test_field_of_a_join_is_the_hull_of_its_branches() -> None:
    """A 3×3 and a 5×5 convolution side by side: 5, from the column that the wider one begins at."""
    three, five = layer("conv3-2p1"), layer("conv5-2p2")
    nodes = (Node(three, (0,)), Node(five, (0,)), Node(Join.CONCAT, (1, 2)))
    last = rows(Network(Volume(9, 9, 1), nodes))[-1]
    assert (last.receptive_field, last.jump, last.start) == (Pair(5, 5), Pair(1, 1), Pair(-1, -1))


def test_field_of_maps_with_different_jumps_is_not_known() -> None:
    """Two strides that happen to give maps of one size do not stay together, and unknown is not 0."""
    slow, fast = layer("conv1-1"), layer("conv2-1/2p4")
    nodes = (Node(slow, (0,)), Node(fast, (0,)), Node(Join.ADD, (1, 2)))
    assert rows(Network(Volume(8, 8, 1), nodes))[-1].receptive_field is None


def test_dense_layers_see_every_place_of_the_map() -> None:
    """With and without a flattening before it, and after a global pool: 6 + (14 − 1)·2 = 32."""
    stack: list[Layer] = [layer("conv5-10"), layer("maxpool2")]
    for rest in (
        [FC],
        [Flatten(), RELU, FC, FC],
        [GlobalMaxPool(), FC],
    ):
        assert rows(Network.of(Volume(32, 32, 3), [*stack, *rest]))[-1].receptive_field == Pair(32, 32)


def test_convolutions_of_a_vector_see_every_place_too() -> None:
    """1×1 filters on a flattened map mix all of it, also those of a transposed convolution with a stride."""
    for last in map(layer, ("conv1-2", "tconv1-2", "tconv2-2/2")):
        table = rows(Network.of(Volume(8, 6, 1), [layer("conv3-4"), Flatten(), last]))
        assert [row.receptive_field for row in table] == [Pair(3, 3), Pair(3, 3), Pair(8, 6)]


def test_padding_and_cropping_move_the_start() -> None:
    """Two zeros to the left: the first cell begins two columns before the input; cropping takes them back."""
    table = rows(Network.of(Volume(8, 8, 1), [Pad(padding=Sides(2, 0, 1, 0)), Crop(padding=Sides(2, 0, 1, 0)), CONV]))
    assert [row.start for row in table] == [Pair(-1, 0), Pair(1, 1), Pair(0, 0)]


def influences(side: int, layers: list[Conv | TransposedConv]) -> list[set[int]]:
    """For each column of the last map the columns of the input, counted from 1, that reach it; in the middle row.

    Every column is followed forwards: a convolution's filter gathers, a transposed one's spreads and is cut.
    """
    cells = [{column} for column in range(1, side + 1)]
    for one in layers:
        axis = one.window.across
        taps = range(0, axis.reach, axis.dilation)
        if isinstance(one, Conv):
            padded = [set[int]()] * axis.before + cells + [set[int]()] * axis.after
            starts = range(0, len(padded) - axis.reach + 1, axis.stride)
            cells = [set().union(*(padded[start + tap] for tap in taps)) for start in starts]
        else:
            full = [set[int]() for _ in range((len(cells) - 1) * axis.stride + axis.reach)]
            for place, seen in enumerate(cells):
                for tap in taps:
                    full[place * axis.stride + tap] |= seen
            cells = full[axis.before : len(full) - axis.after]
    return cells


still = axes.map(lambda axis: axis._replace(stride=1))
units = st.builds(lambda axis: TransposedConv(filters=1, **_moves(axis)), still)
convs = st.builds(lambda axis: Conv(filters=1, **_moves(axis)), axes)


@given(convs, units, convs)
def test_field_after_a_transposed_convolution_of_stride_1(before: Conv, unit: TransposedConv, after: Conv) -> None:
    """It is that of an ordinary convolution: in the middle of a map, each column's set of input columns."""
    layers = [before, unit, after]
    last = rows(Network.of(Volume(90, 90, 1), layers, Rounding.FLOOR))[-1]
    assert last.view is not None
    reach = last.view.across
    seen = influences(90, layers)
    middle = len(seen) // 2
    first = reach.start + middle * reach.jump
    assert (min(seen[middle]), max(seen[middle])) == (first, first + reach.size - 1)
    assert min(seen[middle + 1]) == first + reach.jump


def test_after_a_transposed_convolution_of_a_larger_stride_the_field_is_not_known() -> None:
    """Neighbours see the same cells, or one more, or begin one further on: 3 columns spread 2 apart, F = 2 and 3."""
    two, three = TransposedConv(**_window(2, 2)), TransposedConv(**_window(3, 2))
    assert [{1}, {1}, {2}, {2}, {3}, {3}] == influences(3, [two])
    assert [{1}, {1}, {1, 2}, {2}, {2, 3}, {3}, {3}] == influences(3, [three])
    for spread in (two, three):
        table = rows(Network.of(Volume(8, 8, 1), [spread, CONV, Dense(neurons=1)]))
        assert [row.receptive_field for row in table] == [None, None, None]
