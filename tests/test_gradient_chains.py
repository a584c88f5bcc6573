"""Gradients of random networks against the definition: by how much the loss changes with each number, exactly.

In each number of X and each weight the loss Σ dY·Y is made of pieces of straight lines, or of parabolas where branches
are multiplied. The step is far smaller than the pieces, so that no maximum and no ReLU changes over on the way: there
the quotient of the differences on both sides is not near the gradient, it is the gradient.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import pytest

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import Filter, Grid, Rational, Volume, plain
from cnnhand.kinds.dice import Dice
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Conv
from cnnhand.layers.dense import Dense, Flatten
from cnnhand.layers.network import Join, Network, Node
from cnnhand.layers.pointwise import LeakyRelu, Relu
from cnnhand.layers.pool import AveragePool, GlobalAveragePool, MaxPool
from cnnhand.questions.asking import Ask
from cnnhand.questions.known import Known
from cnnhand.questions.network import NetworkProblem
from tests.draws import DRAWN

H = Fraction(1, 10**15)
CHAINS = DRAWN


def fraction(dice: Dice) -> Fraction:
    """A number from −4 to 4 that is like no other."""
    return Fraction(dice.integer(-4000, 4000), 1009) + Fraction(1, dice.integer(10**6, 10**7))


def grid(volume: Volume, number: Callable[[], Rational]) -> Grid:
    return Grid.from_cells([number() for _ in range(volume.cells)], volume)


def pair(dice: Dice, most: int) -> Pair:
    return Pair(dice.integer(1, most), dice.integer(1, most))


def sides(dice: Dice, size: Pair) -> Sides:
    return Sides(
        *(dice.integer(0, size.across - 1) for _ in range(2)), *(dice.integer(0, size.down - 1) for _ in range(2))
    )


def convolution(dice: Dice, depth: int) -> Conv:
    """With a stride, padding, dilation, groups, border, flipped or not."""
    size, groups = pair(dice, 3), dice.choice((1, 1, depth))
    volume = Volume(*size, depth // groups)
    filters = tuple(
        Filter(grid(volume, lambda: dice.integer(-3, 3)), dice.choice((-3, -2, 1, 2)))
        for _ in range(groups * dice.integer(1, 2))
    )
    return Conv(
        size=size,
        stride=pair(dice, 2),
        padding=sides(dice, size),
        dilation=dice.choice((Pair(1, 1), Pair(1, 1), Pair(2, 1))),
        filters=len(filters),
        groups=groups,
        border=dice.choice(("zeros", "zeros", "copy", "mirror")),
        flip=dice.choice((False, True)),
        weights=filters,
    )


def layer(dice: Dice, volume: Volume) -> Layer:
    """A layer that can read such a volume."""
    size = pair(dice, 3)
    window: dict[str, Any] = {"size": size, "stride": pair(dice, 2), "padding": sides(dice, size)}
    match dice.integer(1, 8):
        case 1 | 2 | 3:
            return convolution(dice, volume.depth)
        case 4:
            return MaxPool(**window)
        case 5:
            return AveragePool(**window, count_padding=dice.choice((False, True)))
        case 6:
            return Relu()
        case 7:
            return LeakyRelu(share=Fraction(1, 10))
    return GlobalAveragePool()


def network(dice: Dice) -> Network:
    """Three to five layers, perhaps with a shortcut, perhaps with a fully connected layer at the end."""
    volume = Volume(dice.integer(3, 5), dice.integer(3, 5), dice.integer(1, 2))
    found, nodes, multiplied = Network(volume, ()), list[Node](), list[Join]()  # no two products: a cubic curve
    rounding, many = dice.choice((Rounding.FLOOR, Rounding.CEIL)), dice.integer(2, 4)
    while len(nodes) < many:
        node = Node(layer(dice, volume), (len(nodes),))
        try:
            after = Known(Network(found.input, (*nodes, node), rounding)).volume(len(nodes) + 1)
        except GivenError:
            continue
        if after and min(after) > 0:
            nodes.append(node)
            if after == volume and dice.integer(1, 2) == 1:
                join = dice.choice(tuple(join for join in Join if join not in multiplied))
                multiplied += [join] if join is Join.MULTIPLY else []
                nodes.append(Node(join, (len(nodes) - 1, len(nodes))))
                after = after._replace(depth=after.depth * (2 if join is Join.CONCAT else 1))
            volume = after
    if dice.integer(1, 2) == 1:
        rows = tuple(tuple(dice.integer(-3, 3) for _ in range(volume.cells)) for _ in range(2))
        nodes += [
            Node(Flatten(), (len(nodes),)),
            Node(Dense(neurons=2, weights=rows, biases=(1, -1)), (len(nodes) + 1,)),
        ]
    return Network(found.input, tuple(nodes), rounding)


def problems() -> Iterator[tuple[str, Network, Grid, Grid]]:
    for number in range(CHAINS):
        dice = Dice(f"chain {number}")
        built = network(dice)
        x = grid(built.input, lambda: fraction(dice))  # noqa: B023 - called before the next turn
        output = Known(built, x).map(len(built.nodes)).volume
        dy = grid(output, lambda: dice.integer(-5, 5))  # noqa: B023
        yield " ".join(node.title for node in built.nodes), built, x, dy


PROBLEMS = list(problems())
every_chain = pytest.mark.parametrize(("network", "x", "dy"), [pytest.param(*p[1:], id=p[0]) for p in PROBLEMS])


def loss(network: Network, x: Grid, dy: Grid) -> Fraction:
    """The sum of dY·Y."""
    y = Known(network, x).map(len(network.nodes))
    return sum((Fraction(a) * b for a, b in zip(y.cells(), dy.cells(), strict=True)), Fraction(0))


def slopes(numbers: Grid, loss: Callable[[Grid], Fraction]) -> Grid:
    """By how much the loss changes with each number."""
    cells, found = list(numbers.cells()), []
    for at, number in enumerate(cells):
        moved = (Grid.from_cells([*cells[:at], number + h, *cells[at + 1 :]], numbers.volume) for h in (H, -H))
        after, before = map(loss, moved)
        found.append(plain((after - before) / (2 * H)))
    return Grid.from_cells(found, numbers.volume)


def asked(network: Network, x: Grid, dy: Grid, quantity: str, place: int) -> Any:
    """The part that asks for a gradient."""
    return NetworkProblem(network, (Ask(quantity, (place,)),), x, dy).exact_parts()[0]


@every_chain
def test_the_gradient_of_the_input_is_the_difference_that_each_number_makes(
    network: Network, x: Grid, dy: Grid
) -> None:
    part = asked(network, x, dy, "output-gradient", 0)
    assert slopes(x, lambda x: loss(network, x, dy)) == Known(network, x, dy).gradient(0) == part.made


@every_chain
def test_the_gradient_of_weights_and_biases_is_the_difference_that_each_makes(
    network: Network, x: Grid, dy: Grid
) -> None:
    for place, node in enumerate(network.nodes, 1):
        if isinstance(node.layer, Conv | Dense):
            weights, biases = numbers_of(node.layer)
            dw, db = (asked(network, x, dy, name, place) for name in ("weight-gradient", "bias-gradient"))
            assert slopes(weights, lambda w: loss(changed(network, place, w, biases), x, dy)) == dw.made  # noqa: B023
            assert slopes(biases, lambda b: loss(changed(network, place, weights, b), x, dy)) == db.made  # noqa: B023


def numbers_of(layer: Conv | Dense) -> tuple[Grid, Grid]:
    """Weights, filter behind filter, and biases."""
    if isinstance(layer, Dense):
        return Grid((layer.weights or (),)), Grid(tuple(((b,),) for b in layer.biases or ()))
    filters = layer.weights or ()
    return Grid(tuple(rows for f in filters for rows in f.weights.channels)), Grid(tuple(((f.bias,),) for f in filters))


def changed(network: Network, place: int, weights: Grid, biases: Grid) -> Network:
    """The network with other numbers in one layer."""
    node, numbers = network.nodes[place - 1], list(biases.cells())
    if isinstance(node.layer, Dense):
        layer: Layer = node.layer.with_(weights=weights.rows, biases=tuple(numbers))
    else:
        deep = weights.depth // len(numbers)
        maps = (Grid(weights.channels[deep * k : deep * (k + 1)]) for k in range(len(numbers)))
        layer = node.layer.with_(weights=tuple(map(Filter, maps, numbers)))
    nodes = (*network.nodes[: place - 1], node._replace(layer=layer), *network.nodes[place:])
    return network._replace(nodes=nodes)
