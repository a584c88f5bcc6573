"""A question about a network as the entries of a problem file, in the form that a person would write."""

import re
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

import yaml

from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.shifts import Shift
from cnnhand.exact.values import Filter, Fit, Grid, Root, Rows, Size, Volume
from cnnhand.layers.base import Layer
from cnnhand.layers.network import Join, Network, Node
from cnnhand.layers.notation import ONE_WAY
from cnnhand.layers.short import NUMBERS, in_short, short, usual
from cnnhand.questions.asking import Ask, Cells
from cnnhand.questions.counts.count_rules import OF_TWO
from cnnhand.questions.find_the_mistake import FindTheMistake
from cnnhand.questions.network import NetworkProblem, quantity
from cnnhand.questions.sizes.fill import FillProblem


class TextRows(str):
    """A text that is written as a block, a line each."""


class OneLine(dict[str, Any]):
    """A mapping that is written on one line."""


class OneRow(list[Any]):
    """A list that is written on one line."""


class Dumper(yaml.SafeDumper):
    """Writes blocks and short mappings as a person would."""

    def ignore_aliases(self, data: object) -> bool:
        return True


Dumper.add_representer(TextRows, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|"))
Dumper.add_representer(
    OneLine, lambda dumper, entries: dumper.represent_mapping("tag:yaml.org,2002:map", entries, flow_style=True)
)
Dumper.add_representer(
    OneRow, lambda dumper, entries: dumper.represent_sequence("tag:yaml.org,2002:seq", entries, flow_style=True)
)


def entries_of_problem(problem: Any) -> dict[str, Any]:
    """The givens of a problem by their keys: in the language, or by the fields of a record with keys of its own."""
    if isinstance(problem, NetworkProblem):
        return language(problem)
    if isinstance(problem, FillProblem):
        return left_open(problem)
    if isinstance(problem, FindTheMistake):
        parts = [as_yaml(problem.wrote) if at == problem.number else "_" for at in range(len(problem.of.parts()))]
        return {**entries_of_problem(problem.of), "wrote": parts if len(parts) > 1 else parts[0]}
    return {
        field.name.replace("_", "-"): as_yaml(value)
        for field in fields(problem)
        if (value := getattr(problem, field.name)) != field.default
    }


def language(problem: Any) -> dict[str, Any]:
    """The entries of a question about a network, in their usual order."""
    network = problem.network
    given = problem.x if problem.x is not None else network.input
    entries = {
        "input": input_yaml(given, problem.order),
        "order": problem.order if problem.order == "channels-last" else "",
        "layers": _along(network.input, layers_yaml(network)),
        "against": layers_yaml(problem.against) if problem.against else "",
        "output": as_yaml(problem.y) if problem.y is not None else "",
        "shown": ", ".join(map(str, problem.shown)),
        "gradient": as_yaml(problem.gradient) if problem.gradient is not None else "",
        "target": as_yaml(problem.target) if problem.target is not None else "",
        "loss": problem.loss if problem.loss != "half-squares" else "",
        "rate": as_yaml(problem.rate) if problem.rate is not None else "",
        "batch": problem.batch if problem.batch != 1 else "",
        "number-bytes": as_yaml(problem.bytes) if problem.bytes != 4 else "",
        "rounding": network.rounding.value if network.rounding.value != "exact" else "",
        **asked(problem.asks, network),
        "options": OneRow(map(as_yaml, problem.options)) if problem.options else "",
    }
    return {key: value for key, value in entries.items() if value != ""}


def left_open(problem: FillProblem) -> dict[str, Any]:
    """The entries of a question about what stands at a ?."""
    network, blanks = problem.network, {blank.place: blank for blank in problem.blanks}
    texts = []
    for place, node in enumerate(network.nodes, 1):
        if place in blanks and blanks[place].asked != ("times",):
            blank = blanks[place]
            texts.append(in_short(blank.name, {**dict(blank.options), **blank.said(dict.fromkeys(blank.asked, "?"))}))
        elif isinstance(node.layer, Layer):
            texts.append(("?*" if place in blanks else "") + short(node.layer))
    output, volume = problem.wanted.output, network.input
    sides = ["?" if side is None else str(side) for side in volume]
    sides = sides if volume.depth or (0 in blanks and "depth" in blanks[0].asked) else sides[:2]
    entries = {
        "input": "x".join(sides) if 0 in blanks else input_yaml(volume),
        "layers": _along(volume, layers_yaml(network) if 0 in blanks else " ".join(texts)),
        "output": str(output.depth) if output and output[:2] == (1, 1) else input_yaml(output) if output else "",
        "field": f"at least {problem.wanted.field}" if problem.wanted.at_least else problem.wanted.field or "",
        "parameters": problem.wanted.parameters or "",
        "ask": "all" if problem.everything else "",
        "options": OneRow(map(as_yaml, problem.options)) if problem.options else "",
        "rounding": network.rounding.value if network.rounding.value != "exact" else "",
    }
    return {key: value for key, value in entries.items() if value != ""}


def input_yaml(given: Grid | Volume, order: str = "") -> Any:
    """The input as it is written: numbers, a volume, or a tuple of a framework; nothing where none is given."""
    if isinstance(given, Grid):
        return as_yaml(given)
    if given.width is None:
        return ""
    if order:
        return given.in_order(order)
    return "x".join(str(side) for side in given if side is not None)


def _along(volume: Volume, layers: Any) -> Any:
    """Layers that slide along a sequence of any length, of which only their names can say so."""
    if volume.width is not None or volume.height != 1:
        return layers
    if isinstance(layers, str):
        return re.sub(r"\b(conv|maxpool|avgpool)([\d?]+)(x1)?", r"\g<1>1d\2", layers)
    if isinstance(layers, dict):
        return OneLine({f"{key}1d" if f"{key}1d" in ONE_WAY else key: value for key, value in layers.items()})
    return [_along(volume, layer) for layer in layers] if isinstance(layers, list) else layers


def layers_yaml(network: Network) -> Any:
    """Layers as a text where none has numbers and none branches, else as a list."""
    nodes = network.nodes
    straight = all(node.inputs == (number,) for number, node in enumerate(nodes))
    if straight and all(_plain(node) for node in nodes):
        return " ".join(short(node.layer) for node in nodes if isinstance(node.layer, Layer))
    names = _names(nodes)
    return [_entry(node, number, names) for number, node in enumerate(nodes, 1)]


def _plain(node: Node) -> bool:
    """Whether the short form says all of it."""
    layer = node.layer
    if isinstance(layer, Join) or node.rounding or node.name:
        return False
    return "(" not in short(layer) and all(getattr(layer, option, None) in (None, ()) for option in NUMBERS)


def _names(nodes: tuple[Node, ...]) -> dict[int, str]:
    """Names for the layers that others refer to."""
    read = {source for number, node in enumerate(nodes) for source in node.inputs if node.inputs != (number,)}
    return {place: nodes[place - 1].name or f"layer-{place}" for place in read if place} | {
        number: node.name for number, node in enumerate(nodes, 1) if node.name
    }


def _entry(node: Node, number: int, names: dict[int, str]) -> Any:
    beside: dict[str, Any] = {"name": names[number]} if number in names else {}
    if node.rounding:
        beside["rounding"] = node.rounding.value
    if isinstance(node.layer, Join):
        branches = [names.get(source, "input" if source == 0 else f"layer-{source}") for source in node.inputs]
        return OneLine({node.layer.value: branches, **beside})
    if node.inputs != (number - 1,):
        beside["from"] = names.get(node.inputs[0], "input")
    if _plain(node._replace(name="")) and not beside:
        return short(node.layer)
    return {node.layer.name: _options(node.layer), **beside}


def _options(layer: Layer) -> Any:
    """The options of a layer that are not as usual, its numbers last."""
    numbers = {option: getattr(layer, option) for option in NUMBERS if getattr(layer, option, None) not in (None, ())}
    if layer.name == "bias":
        return as_yaml(numbers["value"])
    follow = ("size", "filters", "neurons") if "weights" in numbers else ()
    said = {
        option.replace("depth", "in") if option == "depth" else option: as_yaml(getattr(layer, option))
        for option in type(layer).options()
        if option not in NUMBERS and option not in follow and not usual(layer, option)
    }
    weights = numbers.pop("weights", None)
    if weights and isinstance(weights[0], Filter):
        return said | _filters(weights)
    if weights:
        said["weights"] = [OneRow(map(as_yaml, row)) for row in weights]
    for option, value in numbers.items():
        said["bias" if option == "biases" else option] = OneRow(map(as_yaml, value))
    return OneLine(said) if not numbers and not weights else said


def _filters(filters: tuple[Filter, ...]) -> dict[str, Any]:
    if len(filters) == 1:
        bias = {"bias": as_yaml(filters[0].bias)} if filters[0].bias else {}
        return {"weights": as_yaml(filters[0].weights), **bias}
    return {"filters": [{"weights": as_yaml(filter.weights), "bias": as_yaml(filter.bias)} for filter in filters]}


# ---- what is asked ---------------------------------------------------------------------------------------------------


def asked(asks: tuple[Ask, ...], network: Network) -> dict[str, Any]:
    """`ask`, `of` and `at`; where each part has a place of its own, a line each."""
    last, names = len(network.nodes), [_name(ask) for ask in asks]
    once = list(dict.fromkeys(names))
    if len({ask.at for ask in asks}) == 1:
        at = {"at": _at(asks[0].at)} if asks[0].at else {}
        every = [(name, (place,)) for place in range(1, last + 1) for name in once]
        if last > 1 and [(name, ask.places) for name, ask in zip(names, asks, strict=True)] == every:
            return {"ask": _one_or_list(once), "of": "each", **at}
        if len({(ask.places, ask.against) for ask in asks}) == 1:
            of = next(filter(None, (_of(ask, last) for ask in asks)), "")
            return {"ask": _one_or_list(names), **({"of": of} if of else {}), **at}
    by_itself = "last" if last > 1 else "1"
    lines = [f"{_name(ask)} of {_of(ask, last) or by_itself}{f' at {_at(ask.at)}' if ask.at else ''}" for ask in asks]
    return {"ask": lines}


def _name(ask: Ask) -> str:
    return f"{ask.quantity} {ask.how}" if ask.how and ask.how not in OF_TWO else ask.quantity


def _one_or_list(names: list[str]) -> Any:
    return names[0] if len(names) == 1 else OneRow(names)


def _of(ask: Ask, last: int) -> Any:
    """The places of a part as `of` says them; nothing where it is the last layer."""
    if ask.how in OF_TWO:
        return ask.how
    against = "against " if ask.against else ""
    places = ask.places
    if len(places) == 1:
        place = places[0]
        by_itself = place == last > 0 and not against and not (last > 1 and quantity(ask.quantity).counts)
        return "" if by_itself else f"{against}{place or 'input'}"
    if places == tuple(range(1, last + 1)):
        return f"{against}total"
    if places == tuple(range(places[0], places[-1] + 1)) and places[0]:
        return f"{against}{places[0]}-{places[-1]}"
    return against + "+".join(str(place) if place else "input" for place in places)


def _at(cells: Cells) -> str:
    def span(numbers: range) -> str:
        return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"

    return ",".join([*([str(cells.map)] if cells.map else []), span(cells.rows), span(cells.columns)])


def as_yaml(value: Any) -> Any:
    """A given or an answer as what YAML can hold, in the form that a person would write."""
    match value:
        case Grid():
            return TextRows("\n\n".join(map(_aligned, value.channels)) + "\n")
        case Volume() | Size():
            return "x".join(map(str, value))
        case Pair(across, down):
            return across if across == down else f"{across}x{down}"
        case Sides(left, right, top, bottom):
            if left == right == top == bottom:
                return left
            return OneLine({name: side for name, side in value._asdict().items() if side})
        case Fit():
            return value.value
        case Fraction() | Root() | Decimal():
            text = str(value)
            return float(text) if "." in text and str(float(text)) == text else text
        case Shift():
            return OneLine(value._asdict())
        case Filter(weights, bias):
            return {"weights": as_yaml(weights), "bias": as_yaml(bias)}
        case tuple():
            return [as_yaml(entry) for entry in value]
    return value


def _aligned(rows: Rows) -> str:
    """Rows with their columns aligned, to the left, for YAML takes a block's indentation from its first row.

    Fractions stand between commas: `1 1/3` may be one number or two.
    """
    comma = "," if any("/" in str(number) for row in rows for number in row) else ""
    texts = [[f"{number}{comma}" for number in row[:-1]] + [str(row[-1])] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    lines = (" ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in texts)
    return "\n".join(line.rstrip() for line in lines)
