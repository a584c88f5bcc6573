"""What goes in and what comes out, out of the entries of a problem, however they say it."""

import re
from pathlib import Path

from cnnhand.exact.values import Volume
from cnnhand.files import library
from cnnhand.files.givens import ORDERS, Input, read_input
from cnnhand.files.layers import Reader, with_neurons
from cnnhand.files.yaml_tree import Entries, Scalar, Tree, entries_of, load, one_of, read_at, texts
from cnnhand.layers import notation
from cnnhand.layers.base import Sliding
from cnnhand.layers.dense import Dense
from cnnhand.layers.keras_input import check_input, input_layer
from cnnhand.layers.views import NOT_GIVEN

SIDED = ("input", "output")
"""Those that may be a volume."""


def put_plainly(entries: Entries) -> Entries:
    """The entries with the layers of a network, a number of neurons, and tuples where other entries say so."""
    return _with_neurons(_with_bundled(_in_order(entries)))  # what is bundled has an order of its own


def _with_bundled(entries: Entries) -> Entries:
    """The entries with the input and the layers of a bundled network in the place of its name."""
    if "layers" not in entries:
        return entries
    node = entries["layers"][1]
    if not (isinstance(node, Scalar) and library.is_network(node.value.strip())):
        return entries
    top = load(library.find(node.value.strip(), networks=True), lambda root: entries_of(root, ""))
    given = {name: top[name] for name in ("input", "rounding") if name in top and name not in entries}
    return Entries({**entries, **given, "layers": top["layers"]})


def _with_neurons(entries: Entries) -> Entries:
    """The entries with as many neurons in an `fc` at the end that does not say it as the given `output` has numbers."""
    if "layers" not in entries or "output" not in entries:
        return entries
    key, node = entries["layers"]
    output = output_of(entries).volume
    neurons = output.depth if output[:2] == (1, 1) else None if any(output[1:]) else output.width
    return Entries({**entries, "layers": (key, with_neurons(node, neurons) if neurons else node)})


def input_of(entries: Entries, reader: Reader, folder: Path | None) -> Input:
    """What goes in; where nothing is said of it, the depth that the first layer reads."""
    order, along, layers = _order(entries)
    if "input" not in entries:
        said = input_layer(layers, along)
        of_any_size = Input(NOT_GIVEN._replace(height=1) if along else NOT_GIVEN)
        given = Input(said, "channels-last" if said[1] != 1 or along else "") if said else of_any_size
    else:
        given = read_input(entries["input"][1], order, along, folder)
    first = reader.nodes[0].layer if reader.nodes else None
    if isinstance(first, Dense) and given.volume.width and not any(given.volume[1:]):  # so many numbers
        given = given._replace(volume=Volume(1, 1, given.volume.width))
    if given.volume.depth is None and isinstance(first, Sliding):
        given = given._replace(volume=given.volume._replace(depth=getattr(first, "depth", None)))
    if "input" in entries:
        with read_at(entries["input"][1], "input"):
            check_input(given.volume, layers, along)
    return given


def _order(entries: Entries) -> tuple[str, bool, str]:
    """The order of tuples, whether layers slide along a sequence, and the layers as they are written."""
    layers = " ".join(texts(entries["layers"][1])) if "layers" in entries else ""
    return entries.read("order", one_of(*ORDERS), notation.order_of(layers)), notation.slides_along(layers), layers


def _in_order(entries: Entries) -> Entries:
    """The entries with tuples in the place of `3x64x48`, where the `order` of the sides is said."""
    if "order" not in entries:
        return entries
    crosses = 1 if _order(entries)[1] else 2
    sides = re.compile(rf"(?<![\w.×?])(?:\d+|\?)(?: ?[xX×] ?(?:\d+|\?)){{{crosses}}}(?![\w.×])")

    def tuples(node: Tree) -> Tree:
        if not isinstance(node, Scalar):
            return node
        text = sides.sub(lambda found: f"({re.sub(' ?[xX×] ?', ', ', found[0])})", node.value)
        return Scalar(node.tag, text, node.start_mark, node.end_mark, node.style)

    return Entries({name: (key, tuples(value) if name in SIDED else value) for name, (key, value) in entries.items()})


def sides_asked(entries: Entries) -> int:
    """How many ? stand in the input."""
    node = entries["input"][1] if "input" in entries else None
    return node.value.count("?") if isinstance(node, Scalar) else 0


def output_of(entries: Entries) -> Input:
    """What comes out, as far as it is given."""
    return entries.read("output", lambda node, key: read_input(node, *_order(entries)[:2], key=key), Input(NOT_GIVEN))
