"""A problem of the one language: an input, layers, and what is asked of them."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from cnnhand.errors import GivenError, shown
from cnnhand.exact.shapes import Sides
from cnnhand.exact.values import Grid, Rational, Volume
from cnnhand.files.givens import Input, number_of, read_grid, whole_of
from cnnhand.files.in_and_out import input_of, output_of, put_plainly, sides_asked
from cnnhand.files.layer_options import BORDERS
from cnnhand.files.layers import Reader, read_rounding
from cnnhand.files.options import with_options
from cnnhand.files.phrases import asked_in, asks
from cnnhand.files.yaml_tree import (
    Entries,
    Fault,
    Scalar,
    Tree,
    children_of,
    one_of,
    read_at,
    text_of,
    unknown_key,
)
from cnnhand.layers import notation
from cnnhand.layers.conv import Conv
from cnnhand.layers.elsewhere import OPTION_NAMES_ELSEWHERE, elsewhere
from cnnhand.layers.network import LayerError, Network
from cnnhand.layers.pointwise import Softmax
from cnnhand.layers.views import NOT_GIVEN
from cnnhand.layers.volume_notation import whole
from cnnhand.questions.known import Known
from cnnhand.questions.known_gradients import SQUARES
from cnnhand.questions.network import NetworkProblem

KEYS = (
    *("input", "order", "layers", "against", "ask", "of", "at", "output", "field", "parameters", "shown"),
    *("gradient", "target", "loss", "rate", "rounding", "border", "number_bytes", "batch", "options"),
)
"""The keys of a question about a network."""

CROSS_ENTROPY = "cross-entropy"
LOSSES = {word: word for word in (*SQUARES, CROSS_ENTROPY)} | {"mse": "mean-squares", "sse": "squares"}
MOST_LAYERS = 500
"""More are for `cnnhand shape`; a question about them would take for ever."""

ELSEWHERE = elsewhere(
    {
        "layers": "layer network",
        "input": "image x",
        "ask": "question quantity",
        "of": "where",
        "at": "cell",
        "gradient": "dy",
        "rate": "learning_rate lr",
        "options": "choices",
        "answer": "solution",
    }
)
"""What people call a key elsewhere, and what it is called here."""


def speaks(entries: Entries) -> bool:
    """Whether a problem is one of this language: whether it has layers, or asks something of an input alone."""
    return "layers" in entries or ("ask" in entries and ("layer" in entries or "input" in entries))


def unknown(key_node: Tree, known: Collection[str]) -> Fault:
    """The fault of a key that means nothing, with what it is called here."""
    word = str(key_node.value).replace("-", "_").lower()
    here = ELSEWHERE.get(word)
    if here in known:
        return Fault(key_node, str(key_node.value), f"is called `{here}` here")
    option = OPTION_NAMES_ELSEWHERE.get(word, word)
    if option in ("weights", "bias", *notation.OPTIONS) and "layers" in known:
        how = "conv: {weights: …, bias: …}" if option in ("weights", "bias") else "layers: conv5-16/2p1"
        return Fault(key_node, str(key_node.value), f"is said of a layer, as in `{how}`, not of the problem")
    return unknown_key(key_node, known)


def read_problem(entries: Entries, node: Tree, folder: Path | None = None) -> Any:
    """The problem that some entries make: a `NetworkProblem`, or what stands at a `?`."""
    entries = put_plainly(entries)
    reader = _layers(entries)
    given = input_of(entries, reader, folder)
    rounding = read_rounding(entries) or reader.rounding
    network = _settled(Network(given.volume, tuple(reader.nodes), rounding), entries)
    try:
        if reader.open or sides_asked(entries):
            problem = _open(entries, reader, network)
        else:
            problem = _network_problem(entries, network, given, node)
        problem = with_options(entries, problem)
        problem.question()  # it looks at every layer, also at those that nothing is asked of
        return problem
    except LayerError as error:
        raise Fault(reader.lines[error.number - 1], "layers", str(error)) from None
    except GivenError as error:
        _, at = entries.get(error.key.replace("-", "_")) or entries.get("layers") or (node, node)
        raise Fault(at, error.key, str(error)) from None


def _layers(entries: Entries) -> Reader:
    """The layers, or those of a bundled network."""
    reader = Reader(MOST_LAYERS).read(entries["layers"][1]) if "layers" in entries else Reader()
    if border := entries.read("border", one_of(*BORDERS)):
        reader.nodes[:] = [
            node._replace(layer=node.layer.with_(border=border)) if isinstance(node.layer, Conv) else node
            for node in reader.nodes
        ]
    return reader


def _settled(network: Network, entries: Entries) -> Network:
    """The network with what its `output` says of the last layer: the number of filters, and the padding that fits."""
    if "output" not in entries or not network.nodes:
        return network
    output = output_of(entries).volume
    last = network.nodes[-1].layer
    if isinstance(last, Conv) and last.filters is None and output.depth:
        last = last.with_(filters=output.depth)
    if isinstance(last, Conv) and last.padding == Sides() and len(network.nodes) == 1 and output.width:
        fits = (last.with_(padding=Sides.around(p, 0 if last.along else p)) for p in range(last.size.across))
        makes = [layer for layer in fits if (layer.output(network.input) or NOT_GIVEN)[:2] == output[:2]]
        last = makes[0] if makes else last
    return network._replace(nodes=(*network.nodes[:-1], network.nodes[-1]._replace(layer=last)))


def _open(entries: Entries, reader: Reader, network: Network) -> Any:
    """What stands at a `?` of a layer, or of the input."""
    from cnnhand.questions.sizes.fill import FillProblem

    output, everything = output_of(entries).volume, "ask" in entries
    if not any(output[1:]) and Known(network).is_vector(len(network.nodes)):
        output = Volume(1, 1, output.width)
    results: dict[str, Any] = {"output": output} if "output" in entries else {}
    if "field" in entries:
        results["field"], results["at_least"] = entries.read("field", _field)
    if "parameters" in entries:
        results["parameters"] = entries.read("parameters", whole_of)
    asked = sides_asked(entries)
    if asked and reader.open:
        raise Fault(entries["input"][1], "input", "leave open the input or a layer; here a ? stands in both")
    if asked:
        depth = network.input.depth is None and asked > network.input[:2].count(None)
        problem = FillProblem.of_sides(network, depth, results, everything)
    else:
        problem = FillProblem.of(network, tuple(reader.open), results, everything)
    if everything and entries.read("ask", _said) != "all":
        what = "the ? asks already; leave `ask` out, or write `ask: all` for all that can stand there"
        raise Fault(entries["ask"][1], "ask", what)
    return problem


def _network_problem(entries: Entries, network: Network, given: Input, node: Tree) -> NetworkProblem:
    asked = asked_in(entries, node, given.x is not None)
    of, at = (entries.read(key, _said, "") for key in ("of", "at"))
    if not network.nodes and any((phrase.of or of) != "input" for phrase in asked):
        raise Fault(node, "layers", "is missing; say the layers, such as `layers: conv3-8 maxpool2`")
    against = None
    if "against" in entries:
        against = Network(network.input, tuple(Reader(MOST_LAYERS).read(entries["against"][1]).nodes), network.rounding)
    loss = LOSSES[entries.read("loss", one_of(*LOSSES), CROSS_ENTROPY if _ends_in_softmax(network) else "half-squares")]
    if (loss == CROSS_ENTROPY) != _ends_in_softmax(network):
        raise Fault(
            entries["loss"][1],
            "loss",
            f"behind a softmax layer it is {CROSS_ENTROPY}, else one of {', '.join(SQUARES)}",
        )
    return NetworkProblem(
        network,
        asks(asked, of, at, network, against),
        given.x,
        entries.read("gradient", _grid),
        entries.read("target", lambda node, key: _target(node, key, network)),
        output_of(entries).x,
        "half-squares" if loss == CROSS_ENTROPY else loss,
        rate=entries.read("rate", number_of),
        shown=entries.read("shown", lambda node, key: _shown(node, len(network.nodes)), ()),
        against=against,
        bytes=entries.read("number-bytes", _bytes, 4),
        batch=entries.read("batch", lambda node, key: whole_of(node, key, 1), given.batch),
        order=given.order,
    )


def _field(node: Tree, key: str) -> tuple[int, bool]:
    """The side of a receptive field, and whether it may be larger: `at least 32`, `>= 32x32`."""
    found = re.fullmatch(r"(?i)(at least |>=|≥)? *(\d+)(?: ?[x×] ?\2)?", text_of(node, key).strip())
    with read_at(node, key):
        return whole(found[2] if found else text_of(node, key), key), bool(found and found[1])


def _shown(node: Tree, last: int) -> tuple[int, ...]:
    """The layers whose maps are given."""
    numbers = [word for word in _said(node, "shown").replace(" ", "").split(",") if word]
    for word in numbers:
        if not (word.isdigit() and 1 <= int(word) <= last):
            raise Fault(node, "shown", f"must be numbers of layers, from 1 to {last}, not {shown(word)!r}")
    return tuple(map(int, numbers))


def _bytes(node: Tree, key: str) -> Rational:
    """The bytes of one number, in whole bits."""
    size = number_of(node, key)
    if size <= 0 or (8 * size).denominator != 1:
        raise Fault(node, key, f"a number takes whole bits: 4 bytes are 32, 1/2 is 4; not {size}")
    return size


def _grid(node: Tree, key: str) -> Grid:
    if isinstance(node, Scalar) and "\n" not in node.value and len(node.value.split()) == 1:
        return Grid.of([[number_of(node, key)]])
    return read_grid(node, key)


def _target(node: Tree, key: str, network: Network) -> Grid:
    """What should come out; behind a softmax a class by its name says it, too."""
    a_word = isinstance(node, Scalar) and re.fullmatch(r"\S+", node.value)
    if not (a_word and _ends_in_softmax(network)):
        return _grid(node, key)
    from cnnhand.questions.maps.classes import class_names

    with read_at(node, key):
        names = class_names(network.nodes[-1].inputs[0], network)
    wanted = one_of(*names)(node, key)
    return Grid.of([[int(name == wanted) for name in names]])


def _ends_in_softmax(network: Network) -> bool:
    return bool(network.nodes) and isinstance(network.nodes[-1].layer, Softmax)


def _said(node: Tree, key: str) -> str:
    """Words that may also stand in a list."""
    return ", ".join(text_of(child, key) for child in children_of(node))
