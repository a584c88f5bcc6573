"""The nodes of an ONNX graph -> the rows of a network."""

from functools import cached_property
from typing import Any

from cnnhand.errors import GivenError
from cnnhand.exact.other_layers import BatchNorm
from cnnhand.exact.receptive import View
from cnnhand.exact.shapes import Layer, Parameters, Rounding
from cnnhand.exact.stack import MAX_LAYERS, Join, Network, Node, Row, first_view, row_of
from cnnhand.exact.values import Volume
from cnnhand.network import Described, label
from cnnhand.one_layer import Line, grouped
from cnnhand.onnx_model import sizes
from cnnhand.onnx_model.counting import Count, Counted, Role
from cnnhand.onnx_model.file import Loaded
from cnnhand.onnx_model.graphs import DEFAULT
from cnnhand.onnx_model.inputs import first
from cnnhand.onnx_model.layers import Call, counterpart
from cnnhand.onnx_model.names import clean
from cnnhand.onnx_model.scope import Scope
from cnnhand.onnx_model.sizes import Shape
from cnnhand.onnx_model.work import macs, pointwise
from cnnhand.operators import Operator
from cnnhand.page import say

MOST_NAMED = 3
"""So many tensors are named in the explanation of a row."""


class Reader:
    """Goes through the nodes of a graph, which stand in the order of their work."""

    def __init__(self, loaded: Loaded) -> None:
        graph = self.graph = loaded.graph
        self.shapes = loaded.shapes
        self.scope = Scope(graph, self.shapes)
        self.scope.sort()
        self.count = Count()
        self.rows: list[Row] = []
        self.numbers: dict[str, int] = {}
        """The row that each name stands for; 0 is the network's input."""
        self.volumes: list[Volume | None] = []
        self.views: list[View | None] = []
        self.batch = 1

    def described(self, title: str) -> Described:
        """The network with its rows."""
        volume = self._inputs()
        for node in self.graph.node:
            if self.scope.reads(node):
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
        more = ", …" if len(listed) > 8 else ""
        what = "Not counted, for they only steer (shapes, axes, bounds …), in numbers: "
        return f"{what}{', '.join(listed[:8])}{more}." if listed else ""

    def _inputs(self) -> Volume:
        """The network's input, and a row for every other one."""
        inputs = [given for given in self.graph.input if given.name not in self.scope.constants]
        tensors = [given.name for given in inputs if self.shapes.get(given.name) is not None]
        if not tensors:
            raise GivenError("input", "it has no input that is a tensor with sizes")
        chosen = tensors[first([self.shapes[name] or () for name in tensors])]
        shape = self.shapes[chosen] or ()
        self.batch = (shape[0] if len(shape) > 1 else 1) or 1
        if self._turned_first(chosen):  # channels last, as TensorFlow's exporter begins
            shape = (shape[0], shape[3], *shape[1:3])
        found = sizes.volume(shape, self.batch)
        if found is None:
            raise GivenError("input", f"the input {clean(chosen)!r} is larger than 10^12")
        self._keep(chosen, found, first_view(found))
        for given in inputs:
            if given.name != chosen:
                self._row([], given.name, "input", Operator("input", (_volume(self._volume(given.name)),)))
        return found

    def _turned_first(self, name: str) -> bool:
        """Whether all that is done with an input is to put its last axis, the channels, first."""
        readers = [node for node in self.graph.node if name in node.input]
        return bool(readers) and all(
            node.op_type == "Transpose" and _attributes(node).get("perm") == [0, 3, 1, 2] for node in readers
        )

    def _volume(self, name: str) -> Volume | None:
        return sizes.volume(self.shapes.get(name), self.batch)

    def _keep(self, name: str, made: Volume | None, view: View | None) -> None:
        self.numbers[name] = len(self.rows)
        self.volumes.append(made)
        self.views.append(view)

    # ---- one node ----------------------------------------------------------------------------------------------------

    def _node(self, node: Any) -> None:
        """A row for a node, and one for each further output of it that is used."""
        names = [name for name in node.output if name]
        sources = [self.numbers[name] for name in self.scope.reads(node) if name in self.numbers]
        if not names:
            return
        if node.op_type == "Identity":
            self.numbers[names[0]] = sources[0]
            return
        counted = self.count.of(self.scope, node, len(self.rows) + 1)
        call = self._call(node)
        made = counterpart(call) if node.domain in DEFAULT else None
        row = made and self._as_layer(node, made, sources, call, counted)
        if row:
            self._add(row, names[0])
        else:
            self._as_operator(node, sources, call, counted)
        for number, name in enumerate(names[1:], 2):
            if name in self._used:
                title = f"{_operator(node)}, output {number}"
                self._row(sources[:1], name, title, Operator(title, (_volume(self._volume(name)),)))

    @cached_property
    def _used(self) -> set[str]:
        """The names that a node reads, or that leave the graph."""
        read = {name for node in self.graph.node for name in self.scope.reads(node)}
        return read | {value.name for value in self.graph.output}

    def _call(self, node: Any) -> Call:
        names = list(node.input)

        def values(place: int) -> list[float] | None:
            constant = self.scope.constant(names[place]) if names[place : place + 1] else None
            return constant.values() if constant else None

        data = tuple(self.scope.is_data(name) for name in names)
        return Call(
            node.op_type,
            _attributes(node),
            data,
            tuple(self._shape(name) for name in names),
            tuple(self._volume(name) for name, is_data in zip(names, data, strict=True) if is_data),
            bool(names) and (self._shape(names[0]) or ())[:1] == (self.batch,),
            self._volume(node.output[0]),
            self.shapes.get(node.output[0]),
            values,
        )

    def _shape(self, name: str) -> Shape | None:
        constant = self.scope.constant(name)
        if name in self.shapes or constant is None:
            return self.shapes.get(name)
        return tuple(constant.holder.dims) if hasattr(constant.holder, "dims") else (constant.numbers,)

    def _as_layer(
        self, node: Any, made: tuple[Layer | Join, Rounding], sources: list[int], call: Call, counted: Counted
    ) -> Row | None:
        """The node as the layer that it is; the row says where a number of the file is not the formula's."""
        layer, rounding = made
        named = Node(layer, tuple(sources), label(layer), _name(node), rounding)
        try:
            views = [self.views[number] for number in sources]
            row = row_of(len(self.rows) + 1, named, [self.volumes[number] for number in sources], views, rounding)
        except GivenError:
            return None
        if row.output is None or call.output is None:
            return None
        differences = _differences(row, call.output, counted)
        moved = row.output != call.output
        row = row._replace(output=call.output, parameters=counted.parameters)
        if not differences:
            return row
        said = f"{named.label} ({'; '.join(differences)})"
        work = None if moved else row.macs
        operator = Operator(named.label, _lines(call.output, counted, work))
        view = None if moved else row.view
        return row._replace(node=named._replace(label=said), layer=operator, macs=work, view=view)

    def _as_operator(self, node: Any, sources: list[int], call: Call, counted: Counted) -> None:
        """A row of what is known of a node that is no layer here."""
        work = macs(node, call, counted.parameters)
        lines = _lines(call.output, counted, work)
        same = pointwise(node) or (node.op_type == "Transpose" and sources == [0] and self.volumes[0] == call.output)
        view = self.views[sources[0]] if len(sources) == 1 and same else None
        title = _operator(node)
        if counted.shared:
            title += f" (numbers of row {_listed(counted.shared)})"
        self._row(sources, node.output[0], title, Operator(title, lines), counted.parameters, work, view, _name(node))

    def _row(
        self,
        sources: list[int],
        output: str,
        title: str,
        layer: Operator,
        parameters: Parameters = Parameters(),  # noqa: B008 - it never changes
        work: int | None = 0,
        view: View | None = None,
        name: str = "",
    ) -> None:
        node = Node(layer, tuple(sources), title, name or clean(output))
        volumes = tuple(self.volumes[number] for number in sources)
        made = self._volume(output)
        number = len(self.rows) + 1
        self._add(Row(number, node, volumes, layer, Rounding.FLOOR, made, parameters, work, view), output)

    def _add(self, row: Row, output: str) -> None:
        self.rows.append(row)
        self._keep(output, row.output, row.view)


def _differences(row: Row, inferred: Volume, counted: Counted) -> list[str]:
    """Where the file has another number than the formula of a row's layer."""
    formula = row.parameters or Parameters()
    differences = [] if row.output == inferred else [f"the formula makes {row.output}"]
    if _same(row.layer, formula, counted.parameters):
        return differences
    if counted.shared:
        return [*differences, f"weights of row {_listed(counted.shared)}"]
    if formula.total != counted.parameters.total:
        return [*differences, f"the formula has {grouped(formula.total)} parameters"]
    return [*differences, "weights and biases otherwise than in the formula"]


def _listed(numbers: set[int]) -> str:
    """The first few rows of some."""
    return ", ".join(map(str, sorted(numbers)[:MOST_NAMED]))


def _same(layer: Layer | Join, formula: Parameters, counted: Parameters) -> bool:
    """Whether a formula counts what the file has; scales of quantised weights are in no formula."""
    if isinstance(layer, BatchNorm):
        return formula == counted
    return (formula.weights, formula.biases) == (counted.weights, counted.biases)


def _volume(made: Volume | None) -> Line:
    return ("volume", say(made) if made else "—", "as ONNX infers it" if made else "ONNX cannot infer it")


def _lines(made: Volume | None, counted: Counted, work: int | None) -> tuple[Line, ...]:
    """What is known of an operator, each number with where it comes from."""
    lines = [_volume(made)]
    for role in Role:
        names = counted.names[role]
        if counted.numbers[role]:
            more = ", …" if len(names) > MOST_NAMED else ""
            lines.append((role.value, grouped(counted.numbers[role]), f"in {', '.join(names[:MOST_NAMED])}{more}"))
    if work:
        lines.append(("MACs", grouped(work), "every weight once at each place"))
    elif work is None:
        lines.append(("MACs", grouped(None), "this operator's work is not known here"))
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


def _operator(node: Any) -> str:
    """An operator by its name, with whose it is where it is not ONNX' own."""
    return clean(f"{node.domain}.{node.op_type}" if node.domain not in DEFAULT else node.op_type, 40)


def _name(node: Any) -> str:
    return clean(node.name or node.output[0])
