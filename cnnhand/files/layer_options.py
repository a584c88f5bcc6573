"""One layer in the mapping form, `{conv: {filters: 96, size: 11, stride: 4}}`, with or without its numbers."""

from collections.abc import Callable, Collection
from itertools import repeat
from typing import Any, get_args

from cnnhand.errors import GivenError
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Filter, Grid
from cnnhand.files.givens import number_of, read_grid, whole_of
from cnnhand.files.yaml_tree import (
    Entries,
    Fault,
    Mapping,
    Scalar,
    Sequence,
    Tree,
    children_of,
    entries_of,
    one_of,
    read_at,
    text_of,
    unknown_key,
)
from cnnhand.layers import notation
from cnnhand.layers.base import Layer
from cnnhand.layers.conv import Border
from cnnhand.layers.elsewhere import OPTION_NAMES_ELSEWHERE
from cnnhand.layers.notation import LAYERS, ONE_WAY, OPTIONS, SPELLINGS, build, named

BORDERS = get_args(Border)


def layer_of(key_node: Tree, value: Tree, number: int, beside: Collection[str] = ()) -> Layer:
    """A layer by its name and a mapping of its options; errors name the layer by its number."""
    word = text_of(key_node, "layers")
    name = ONE_WAY.get(word.lower()) or named(word)
    if name is None:
        raise unknown_key(key_node, [*SPELLINGS, *beside])
    scalar = isinstance(value, Scalar) and value.value != ""
    if scalar and name == "bias":
        return build(name, {"value": number_of(value, word)})
    try:
        if scalar:
            return notation.layer(f"{word if word.lower() in ONE_WAY else name}{text_of(value, word)}")
        entries = entries_of(value, word) if isinstance(value, Mapping) else Entries()
        if name == "dwconv" and {"weights", "filters"} & entries.keys():
            return _depthwise(entries)
        options = _options(name, entries)
        if word.lower() in ONE_WAY:
            options = notation.along_a_sequence(options)
        return build(name, options)
    except GivenError as error:
        at = entries[error.key][1] if not scalar and error.key in entries else value
        what = str(error).removeprefix("layer ")
        raise Fault(at, error.key, f"layer {number}, {word}: {what}") from None


def _options(name: str, entries: Entries) -> dict[str, Any]:
    known = {"in" if key == "depth" else key for key in LAYERS[name].options()}
    options: dict[str, Any] = {}
    for key, (node, value) in entries.items():
        if key not in known:
            here = OPTION_NAMES_ELSEWHERE.get(str(node.value).replace("-", "_"), "").replace("depth", "in")
            if here == "size" and ("\n" in str(value.value) or any(isinstance(row, Sequence) for row in value.value)):
                here = "weights"  # a kernel of numbers
            if here in known:
                takes = f"{name} takes {', '.join(sorted(known))}"
                raise Fault(node, str(node.value), f"is called `{here}` here: {takes}")
            raise unknown_key(node, sorted(known))
        option = "depth" if key == "in" else key
        if key not in ("weights", "biases") and not (key in ("filters", "bias") and not _plain(key, value)):
            options[option] = read_option(value, option)
    for key in ("bias", "biases"):
        if key in entries and "weights" not in entries and not _plain_word(entries[key][1]):
            raise Fault(entries[key][1], key, "must be true or false where the layer has no `weights`")
    numbers = _NUMBERS[name](entries) if name in _NUMBERS else {}
    for key in ("filters", "size", "neurons"):
        if key in options and key in numbers and options[key] != numbers[key]:
            what = f"is {options[key]}, and the weights have {numbers[key]}; leave it out"
            raise Fault(entries[key][1], key, what)
    return options | numbers


def _depthwise(entries: Entries) -> Layer:
    """With its numbers, a depthwise convolution is one in as many groups as it reads channels."""
    options = _options("conv", Entries({key: entry for key, entry in entries.items() if key != "multiplier"}))
    each = entries.read("multiplier", read_option, 1)
    if "weights" not in options or options["filters"] % each:
        raise GivenError("filters", f"must be a list of filters, {each} for each channel")
    return build("conv", {**options, "groups": options["filters"] // each})


def _plain(key: str, node: Tree) -> bool:
    """Whether a `filters` is a count, and a `bias` true or false, and neither holds numbers of the layer."""
    return isinstance(node, Scalar) and (node.value.isdigit() if key == "filters" else _plain_word(node))


def read_option(node: Tree, key: str) -> Any:
    """One option of a layer in the mapping form."""
    if key == "padding" and isinstance(node, Mapping):
        entries = entries_of(node, key, Sides._fields)
        return Sides(**{name: whole_of(value, name) for name, (_, value) in entries.items()})
    if key == "sees":
        if not isinstance(node, Sequence) or not node.value:
            raise Fault(node, key, "must be a list of numbers, such as [3, 3, 4]")
        return tuple(whole_of(child, key, 1) for child in node.value)
    if key == "classes":
        return tuple(text_of(word, key) for word in children_of(node))
    if key in ("size", "stride", "dilation", "extra", "padding", "places") and isinstance(node, Sequence):
        return _two(node, key)
    if key in OPTIONS:
        with read_at(node, key):
            return OPTIONS[key](text_of(node, key).replace(" ", ""))
    if key == "border":
        return one_of(*BORDERS)(node, key)
    return number_of(node, key) if key == "value" else one_of("true", "false")(node, key) == "true"


def _two(node: Sequence, key: str) -> Pair | Sides:
    """Two numbers in brackets: height, then width, as frameworks write them."""
    numbers = [whole_of(child, key) for child in node.value]
    if len(numbers) != 2:
        raise Fault(node, key, "in brackets there are two numbers, the height and the width")
    down, across = numbers
    return Sides.around(across, down) if key == "padding" else Pair(across, down)


# ---- the numbers of a layer ------------------------------------------------------------------------------------------


def _filters(entries: Entries, nested: bool = False) -> dict[str, Any]:
    """`weights` and `bias` of one filter, `filters`: a list of such; where it is `nested` also a list of weights."""
    if "filters" in entries and not _plain("filters", entries["filters"][1]):
        node = entries["filters"][1]
        if not isinstance(node, Sequence) or not node.value:
            raise Fault(node, "filters", "must be a number of filters, or a list of {weights: …, bias: …}")
        filters = tuple(read_filter(child, "filters") for child in node.value)
    elif "weights" in entries:
        weights, bias = entries["weights"][1], entries.get("bias")
        nodes = weights.value if nested and _levels(weights) == 4 else [weights]
        numbers = [number_of(one, "bias") for one in children_of(bias[1])] if bias and not _plain_word(bias[1]) else []
        if bias and len(numbers) not in (0, len(nodes)):
            raise Fault(bias[1], "bias", f"there must be {len(nodes)}, one a filter, not {len(numbers)}")
        pairs = zip(nodes, numbers or repeat(0), strict=False)
        filters = tuple(Filter(read_grid(node, "weights"), number) for node, number in pairs)
    else:
        return {}
    first = filters[0].weights
    for number, filter in enumerate(filters, 1):
        if filter.weights.volume != first.volume:
            what = f"filter {number} is {filter.weights.volume} where filter 1 is {first.volume}"
            raise GivenError("filters", what)
    return {"weights": filters, "filters": len(filters), "size": Pair(first.width, first.height)}


def _levels(node: Tree) -> int:
    """How deep lists stand in a list: filters, channels, rows and numbers are four."""
    return 1 + _levels(node.value[0]) if isinstance(node, Sequence) and node.value else 0


def _plain_word(node: Tree) -> bool:
    return isinstance(node, Scalar) and node.value in ("true", "false")


def read_filter(node: Tree, key: str, read: Callable[[Tree, str], Grid] = read_grid) -> Filter:
    """`{weights: …, bias: …}`, or the weights alone; the bias is 0 where it is left out."""
    if not isinstance(node, Mapping):
        return Filter(read(node, key))
    entries = entries_of(node, key, ("weights", "bias"))
    if "weights" not in entries:
        raise Fault(node, key, "a filter needs weights")
    return Filter(read(entries["weights"][1], "weights"), entries.read("bias", number_of, 0))


def _neurons(entries: Entries) -> dict[str, Any]:
    """The weights of a fully connected layer, a row a neuron, and its biases."""
    if "weights" not in entries:
        return {}
    grid = read_grid(entries["weights"][1], "weights")
    if grid.depth > 1:
        raise Fault(entries["weights"][1], "weights", "must be rows, one for each neuron")
    rows, key = grid.rows, "biases" if "biases" in entries else "bias"
    numbers: dict[str, Any] = {"weights": rows, "neurons": len(rows)}
    if key in entries and not _plain_word(entries[key][1]):
        node = entries[key][1]
        children = children_of(node)
        numbers["biases"] = tuple(number_of(child, key) for child in children)
        if len(children) != len(rows):
            raise Fault(node, key, f"there must be {len(rows)}, one a neuron, not {len(children)}")
    if "classes" in entries and len(read_option(entries["classes"][1], "classes")) != len(rows):
        raise Fault(entries["classes"][1], "classes", f"there must be {len(rows)}, one for each row of weights")
    return numbers


_NUMBERS: dict[str, Callable[[Entries], dict[str, Any]]] = {
    "conv": lambda entries: _filters(entries, nested=True),
    "tconv": _filters,  # in PyTorch the channels stand in front of its filters
    "fc": _neurons,
}
"""Weights and biases, and what they say of the layer: its filters and their size, its neurons."""
