"""The shape of every name of an ONNX graph, by the inference of ONNX' own library, node by node.

Exporters write a reshape as "the sizes of that map, the second and third multiplied", in some small nodes: those are
worked out by ONNX' evaluator. What would take more memory than a shape deserves is not inferred, and stays unknown.
"""

import warnings
from collections import ChainMap
from collections.abc import MutableMapping
from math import prod
from typing import Any, TypeAlias

from cnnhand.files.onnx.tensors import DEFAULT, Shape, cells, made_by, operators, shape_of, subgraphs, tensors

MOST_NUMBERS = 1024
"""Shapes, axes and factors are no longer than this; nothing larger is computed."""
MOST_REALS = 16
"""Factors of a resize; longer ones are weights, which say no shape."""
MOST_AXES = 64
MOST_SIGNS = 2**16
"""The library makes a sign of its own for each number of a vector."""

SMALL = operators(
    "Cast CastLike Slice Gather Concat Unsqueeze Squeeze Reshape Transpose Identity Add Sub Mul Div Mod Neg Abs "
    "Min Max Floor Ceil Round Sqrt Equal Greater GreaterOrEqual Less LessOrEqual And Or Not Where ReduceProd "
    "ReduceSum ReduceMin ReduceMax Split ConstantOfShape Constant Range"
)
"""The operators that shapes are computed with; what they make is hardly longer than what they read."""

RANKS = {"Reshape": 1, "Expand": 1, "ConstantOfShape": 0, "Tile": 1, "Unsqueeze": 1, "MaxUnpool": 2, "RandomNormal": 0}
"""The input of which the length says how many axes come out."""

Types: TypeAlias = MutableMapping[str, Any]
"""ONNX' types with their shapes, by name."""
Values: TypeAlias = MutableMapping[str, Any]
"""The small constants, by name."""


def infer(model: Any) -> dict[str, Shape | None]:
    """The shape of every name of a model's graph; None where it is not known."""
    types = {given.name: given.type for given in model.graph.input}
    _Inference(model).run(model.graph, types, {})
    names = (name for node in model.graph.node for name in made_by(node))
    return {name: shape_of(types[name]) if name in types else None for name in (*types, *names)}


class _Inference:
    def __init__(self, model: Any) -> None:
        self.opsets = list(model.opset_import)
        self.versions = {opset.domain if opset.domain not in DEFAULT else "": opset.version for opset in self.opsets}
        self.ir_version = model.ir_version

    def run(self, graph: Any, types: Types, values: Values) -> None:
        """Go through a graph, whose nodes stand in the order of their work."""
        from onnx import helper

        def typed(array: Any) -> Any:
            return helper.make_tensor_type_proto(helper.np_dtype_to_tensor_dtype(array.dtype), array.shape)

        for tensor in tensors(graph):
            types[tensor.name] = helper.make_tensor_type_proto(tensor.data_type, list(tensor.dims))
            self._keep(tensor.name, tensor, values)
        for sparse in graph.sparse_initializer:
            types[sparse.values.name] = helper.make_tensor_type_proto(sparse.values.data_type, list(sparse.dims))
        declared = {value.name: value.type for value in graph.value_info}
        for node in graph.node:
            if node.domain not in DEFAULT:
                types.update({name: declared[name] for name in made_by(node) if name in declared})  # for want of better
                types.update(self._node(node, types, values))
            elif node.op_type == "If":
                self._branch(node, types, values)
            elif not any(True for _ in subgraphs(node)):
                found = self._value(node, types, values)
                if found is None:
                    types.update(self._node(node, types, values))
                else:
                    values.update(found)
                    types.update({name: typed(one) for name, one in found.items()})

    def _keep(self, name: str, tensor: Any, values: Values) -> None:
        """Keep the numbers of a small tensor, if they are at hand and as many as its sizes say."""
        from onnx import numpy_helper

        if tensor.external_data or (cells(tuple(tensor.dims)) or 0) > MOST_NUMBERS:
            return
        try:
            values[name] = numpy_helper.to_array(tensor)
        except Exception:  # too few bytes, an unknown type: the library raises what it likes
            return

    def _branch(self, node: Any, types: Types, values: Values) -> None:
        """An `If`: what its branch makes, or both of them alike."""
        known = values.get(node.input[0]) if node.input else None
        taken = None if known is None or known.size != 1 else "then_branch" if known.all() else "else_branch"
        made = []
        for attribute in node.attribute:
            if taken in (None, attribute.name):
                inner: Types = ChainMap({}, types)
                self.run(attribute.g, inner, ChainMap({}, values))
                made.append([inner.get(value.name) for value in attribute.g.output])
        for name, *ends in zip(node.output, *made, strict=False):
            if ends and ends[0] is not None and all(end == ends[0] for end in ends):
                types[name] = ends[0]

    def _node(self, node: Any, types: Types, values: Values) -> dict[str, Any]:
        """What ONNX infers of a node by itself."""
        from onnx import defs, numpy_helper, shape_inference

        if node.op_type in RANKS and RANKS[node.op_type] < len(node.input):
            length = shape_of(types[name]) if (name := node.input[RANKS[node.op_type]]) in types else (MOST_NUMBERS,)
            if length is None or (cells(length) or 0) > MOST_NUMBERS:
                return {}
        if any(len(attribute.ints) > MOST_NUMBERS for attribute in node.attribute):
            return {}
        known = {name: types[name] for name in node.input if name in types}
        try:
            given = {name: numpy_helper.from_array(values[name], name) for name in node.input if name in values}
            domain = "" if node.domain in DEFAULT else node.domain
            schema = defs.get_schema(node.op_type, self.versions.get(domain, 1), domain)
            found = shape_inference.infer_node_outputs(
                schema, node, known, given, opset_imports=self.opsets, ir_version=self.ir_version
            )
            if not all(made.tensor_type.HasField("shape") for made in found.values()) or not found:
                found = self._as_functions(node, known, given)
        except Exception:  # of the library, which raises what it likes; what it cannot infer is not known
            return {}
        return {name: made for name, made in found.items() if len(made.tensor_type.shape.dim) <= MOST_AXES}

    def _as_functions(self, node: Any, known: Types, given: Values) -> dict[str, Any]:
        """What ONNX infers of an operator that it defines by others: it looks into those for a whole model only."""
        from onnx import helper, shape_inference

        if any(shape and len(shape) == 1 and (shape[0] or 0) > MOST_SIGNS for shape in map(shape_of, known.values())):
            return {}
        inputs = [helper.make_value_info(name, kind) for name, kind in known.items()]
        outputs = [helper.make_empty_tensor_value_info(name) for name in made_by(node)]
        graph = helper.make_graph([node], "one", inputs, outputs, list(given.values()))
        alone = helper.make_model(graph, opset_imports=self.opsets, ir_version=self.ir_version)
        found = shape_inference.infer_shapes(alone, check_type=False, strict_mode=False, data_prop=True).graph
        return {value.name: value.type for value in found.output if value.type.HasField("tensor_type")}

    def _value(self, node: Any, types: Types, values: Values) -> Values | None:
        """What a node makes of small constants, and of the sizes of a map; None where it is none of these."""
        import numpy

        outputs = made_by(node)
        if node.op_type == "Shape" and node.input and len(outputs) == 1:
            shape = shape_of(types[node.input[0]]) if node.input[0] in types else None
            if shape is None or None in shape:
                return None
            ends = {attribute.name: attribute.i for attribute in node.attribute}
            return {outputs[0]: numpy.array(shape[ends.get("start") : ends.get("end")], dtype=numpy.int64)}
        given = {name: values[name] for name in node.input if name in values}
        if node.op_type not in SMALL or not outputs or not all(name in given for name in node.input if name):
            return None
        if node.op_type == "Constant" and node.attribute and node.attribute[0].HasField("t"):
            found: Values = {}
            self._keep(outputs[0], node.attribute[0].t, found)
            return found or None
        if any(value.dtype.kind == "f" and value.size > MOST_REALS for value in given.values()):
            return None
        return self._evaluated(node, given) if _bounded(node, list(given.values())) else None

    def _evaluated(self, node: Any, given: Values) -> Values | None:
        """A node's results, by the evaluator that ONNX brings."""
        from onnx import helper
        from onnx.reference import ReferenceEvaluator

        kind = helper.np_dtype_to_tensor_dtype
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a division by 0 in a file is that file's
                read = [helper.make_tensor_value_info(name, kind(one.dtype), one.shape) for name, one in given.items()]
                outputs = [helper.make_empty_tensor_value_info(name) for name in made_by(node)]
                graph = helper.make_graph([node], "one", read, outputs)
                alone = helper.make_model(graph, opset_imports=self.opsets)
                results = ReferenceEvaluator(alone).run(None, dict(given))
        except Exception:  # of the library, which raises what it likes
            return None
        small = all(getattr(one, "size", MOST_NUMBERS + 1) <= MOST_NUMBERS for one in results)
        return dict(zip(made_by(node), results, strict=True)) if small else None


def _bounded(node: Any, given: list[Any]) -> bool:
    """Whether what a node makes is small before it is made."""
    if node.op_type not in ("Range", "ConstantOfShape"):
        return True
    numbers = [float(value) for array in given for value in array.flatten()]
    if node.op_type == "Range":
        return len(numbers) == 3 and numbers[2] != 0 and abs(numbers[1] - numbers[0]) <= MOST_NUMBERS * abs(numbers[2])
    return all(0 <= side <= MOST_NUMBERS for side in numbers) and prod(numbers) <= MOST_NUMBERS
