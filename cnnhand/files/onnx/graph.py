"""The nodes of an ONNX graph -> the rows of a network."""

from functools import cached_property
from typing import Any

from cnnhand.calculator.explaining import Line, grouped
from cnnhand.calculator.network import Described
from cnnhand.errors import GivenError
from cnnhand.exact.receptive import View
from cnnhand.exact.shapes import Rounding
from cnnhand.exact.values import Volume
from cnnhand.files.onnx import tensors
from cnnhand.files.onnx.constants import Counted, Role, Tally, macs
from cnnhand.files.onnx.counterparts import Call, counterpart
from cnnhand.files.onnx.file import Loaded
from cnnhand.files.onnx.inputs import first
from cnnhand.files.onnx.scope import Scope
from cnnhand.files.onnx.tensors import DEFAULT, clean, operators
from cnnhand.layers.base import Layer
from cnnhand.layers.network import MAX_LAYERS, Join, Network, Node, Operator
from cnnhand.layers.pointwise import BatchNorm
from cnnhand.layers.rows import Parameters, Row, row_of
from cnnhand.layers.views import first_view
from cnnhand.page import UNKNOWN, say

MOST_NAMED = 3
"""So many tensors are named in the explanation of a row."""
MOST_NOTED = 8
"""So many operators are named in the note on what is not counted."""

POINTWISE = operators(
    "Abs Cast Ceil Clip CastLike Celu Erf Exp Floor Log Mish Neg Not PRelu Reciprocal Round Sign Softsign Sqrt "
    "Swish ThresholdedRelu Sin Cos Shrink QuantizeLinear DequantizeLinear Add Sub Mul Div Pow Max Min LogSoftmax"
)
"""What changes each number by itself, so that its cells see what the cells of its input see."""
NOTHING = Counted()


class GraphReader:
    """Goes through the nodes of a graph, which stand in the order of their work."""

    def __init__(self, loaded: Loaded) -> None:
        self.graph, self.shapes, self.values = loaded
        self.names = Scope().inner(self.graph, self.shapes)
        self.count = Tally()
        self.rows: list[Row] = []
        self.numbers: dict[str, int] = {}
        """The row that each name stands for; 0 is the network's input."""
        self.views: list[View | None] = []
        self.volumes: list[Volume | None] = []
        self.batch = 1

    def described(self, title: str) -> Described:
        """The network with its rows."""
        volume = self._inputs()
        for node in self.graph.node:
            if self.names.reads(node):
                self._node(node)
        if len(self.rows) > MAX_LAYERS:
            raise GivenError("layers", f"more than {MAX_LAYERS} layers")
        if not self.rows:
            raise GivenError("layers", "no node of it computes anything of its input")
        network = Network(volume, tuple(row.node for row in self.rows), Rounding.FLOOR)
        return Described(network, tuple(self.rows), title, note=self._note())

    def _note(self) -> str:
        """What is in the file and not counted."""
        listed = [f"{clean(op, 24)} {grouped(many)}" for op, many in self.count.steering.most_common() if many]
        more = ", …" if len(listed) > MOST_NOTED else ""
        what = "Not counted, for they only steer (shapes, axes, bounds, numbers of a formula …), in numbers: "
        return f"{what}{', '.join(listed[:MOST_NOTED])}{more}." if listed else ""

    def _inputs(self) -> Volume:
        """The network's input, and a row for every other one."""
        inputs = [given.name for given in self.graph.input if self.names.is_data(given.name)]
        sized = [name for name in inputs if self.shapes.get(name) is not None]
        if not sized:
            raise GivenError("input", "it has no input that is a tensor with sizes")
        chosen = sized[first([self.shapes[name] or () for name in sized])]
        shape = self.shapes[chosen] or ()
        self.batch = (shape[0] if len(shape) > 1 else 1) or 1
        if self._turned_first(chosen):  # channels last, as TensorFlow's exporter begins
            shape = (shape[0], shape[3], *shape[1:3])
        found = tensors.volume(shape, self.batch)
        if found is None:
            raise GivenError("input", f"the input {clean(chosen)!r} is larger than 10^12")
        self._keep(chosen, found, first_view(found))
        for name in inputs:
            if name != chosen:
                self._as_operator([], name, "input")
        return found

    def _turned_first(self, name: str) -> bool:
        """Whether all that is done with an input is to put its last axis, the channels, first."""
        readers = [node for node in self.graph.node if name in node.input]
        return bool(readers) and all(
            node.op_type == "Transpose" and _attributes(node).get("perm") == [0, 3, 1, 2] for node in readers
        )

    def _volume(self, name: str) -> Volume | None:
        return tensors.volume(self.shapes.get(name), self.batch)

    def _keep(self, name: str, made: Volume | None, view: View | None) -> None:
        self.numbers[name] = len(self.rows)
        self.volumes.append(made)
        self.views.append(view)

    # ---- one node ----------------------------------------------------------------------------------------------------

    def _node(self, node: Any) -> None:
        """A row for a node, and one for each further output of it that is used."""
        names = tensors.made_by(node)
        sources = [self.numbers[name] for name in self.names.reads(node) if name in self.numbers]
        if not names:
            return
        if node.op_type == "Identity":
            self.numbers[names[0]] = sources[0]
            return
        own = node.domain in DEFAULT
        title = clean(node.op_type if own else f"{node.domain}.{node.op_type}", 40)
        counted = self.count.of(self.names, node, len(self.rows) + 1)
        call = self._call(node)
        made = counterpart(call) if own else None
        row = made and self._as_layer(node, made, sources, call, counted)
        if row:
            self._add(row, names[0])
        else:
            same = own and node.op_type in POINTWISE
            same |= node.op_type == "Transpose" and sources == [0] and self.volumes[0] == call.output
            view = self.views[sources[0]] if len(sources) == 1 and same else None
            shared = f" (numbers of row {_listed(counted.shared)})" if counted.shared else ""
            work = macs(node, call, counted.parameters)
            self._as_operator(sources, names[0], title + shared, counted, work, view, _name(node))
        for number, name in enumerate(names[1:], 2):
            if name in self._used:
                self._as_operator(sources[:1], name, f"{title}, output {number}")

    @cached_property
    def _used(self) -> set[str]:
        """The names that a node reads, or that leave the graph."""
        read = {name for node in self.graph.node for name in self.names.reads(node)}
        return read | {value.name for value in self.graph.output}

    def _call(self, node: Any) -> Call:
        names = list(node.input)
        data = tuple(map(self.names.is_data, names))
        return Call(
            node.op_type,
            _attributes(node),
            data,
            tuple(map(self.shapes.get, names)),
            tuple(self._volume(name) for name, is_data in zip(names, data, strict=True) if is_data),
            bool(names) and (self.shapes.get(names[0]) or ())[:1] == (self.batch,),
            self._volume(node.output[0]),
            self.shapes.get(node.output[0]),
            tuple(tensors.numbers(self.values.get(name)) for name in names),
        )

    def _as_layer(self, node: Any, layer: Layer | Join, sources: list[int], call: Call, counted: Counted) -> Row | None:
        """The node as the layer that it is; the row says where a number of the file is not the formula's."""
        named = Node(layer, tuple(sources), name=_name(node))
        reads, views = [self.volumes[number] for number in sources], [self.views[number] for number in sources]
        try:
            row = row_of(len(self.rows) + 1, named, reads, views, Rounding.FLOOR)
        except GivenError:
            return None
        if row.output is None or call.output is None:
            return None
        differences, moved = _differences(row, call.output, counted), row.output != call.output
        row = row._replace(output=call.output, parameters=counted.parameters)
        if not differences:
            return row
        said = named._replace(label=f"{named.title} ({'; '.join(differences)})")
        work, view = (None, None) if moved else (row.macs, row.view)
        operator = Operator(title=named.title, lines=_lines(call.output, counted, work))
        return row._replace(node=said, layer=operator, macs=work, view=view)

    def _as_operator(
        self,
        sources: list[int],
        output: str,
        title: str,
        counted: Counted = NOTHING,
        work: int | None = 0,
        view: View | None = None,
        name: str = "",
    ) -> None:
        """A row of what is known of a node that is no layer here."""
        made = self._volume(output)
        layer = Operator(title=title, lines=_lines(made, counted, work))
        node = Node(layer, tuple(sources), title or "unnamed", name or clean(output))
        reads, number = tuple(self.volumes[source] for source in sources), len(self.rows) + 1
        self._add(Row(number, node, reads, layer, Rounding.FLOOR, made, counted.parameters, work, view), output)

    def _add(self, row: Row, output: str) -> None:
        self.rows.append(row)
        self._keep(output, row.output, row.view)


def _differences(row: Row, inferred: Volume, counted: Counted) -> list[str]:
    """Where the file has another number than the formula of a row's layer."""
    formula, found = row.parameters or Parameters(), counted.parameters
    differences = [] if row.output == inferred else [f"the formula makes {row.output}"]
    kept = isinstance(row.layer, BatchNorm) and formula.untrained != found.untrained
    if (formula.weights, formula.biases) == (found.weights, found.biases) and not kept:
        return differences  # scales of quantised weights are in no formula
    if counted.shared:
        return [*differences, f"weights of row {_listed(counted.shared)}"]
    if formula.total != found.total:
        return [*differences, f"the formula has {grouped(formula.total)} parameters"]
    return [*differences, "weights and biases otherwise than in the formula"]


def _listed(numbers: set[int]) -> str:
    """The first few rows of some."""
    return ", ".join(map(str, sorted(numbers)[:MOST_NAMED]))


def _lines(made: Volume | None, counted: Counted, work: int | None) -> tuple[Line, ...]:
    """What is known of an operator, each number with where it comes from."""
    inferred = "as ONNX infers it" if made else "ONNX cannot infer it"
    lines = [("volume", say(made) if made else UNKNOWN, "", inferred)]
    for role in Role:
        if counted.numbers[role]:
            names = counted.names[role]
            more = ", …" if len(names) > MOST_NAMED else ""
            found = f"in {', '.join(names[:MOST_NAMED])}{more}"
            lines.append((role.value, grouped(counted.numbers[role]), "", found))
    if work != 0:
        known = "this operator's work is not known here" if work is None else "every weight once at each place"
        lines.append(("MACs", grouped(work), "", known))
    return tuple(lines)


def _attributes(node: Any) -> dict[str, Any]:
    """The attributes of a node by name, those that can be read."""
    from onnx import helper

    found = {}
    for attribute in node.attribute:
        try:
            found[attribute.name] = helper.get_attribute_value(attribute)
        except ValueError:  # a type that this version does not know
            continue
    return found


def _name(node: Any) -> str:
    return clean(node.name or node.output[0])
