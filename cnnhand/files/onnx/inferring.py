"""The shape of every name of an ONNX graph, by the inference of ONNX' own library, node by node.

Exporters write a reshape as "the sizes of that map, the second and third multiplied", in some small nodes: those are
worked out by ONNX' evaluator. What would take more memory than a shape deserves is not inferred, and stays unknown.
"""

import warnings
from collections import ChainMap
from collections.abc import Iterable, MutableMapping
from math import prod
from typing import Any, TypeAlias

from cnnhand.files.onnx.tensors import (
    DEFAULT,
    MOST_NUMBERS,
    Shape,
    cells,
    made_by,
    numbers,
    operators,
    shape_of,
    subgraphs,
    tensors,
)

MOST_REALS = 16
"""Factors of a resize; longer ones are weights, which say no shape."""
MOST_AXES = 64

SMALL = operators(
    "Cast CastLike Slice Gather Concat Unsqueeze Squeeze Reshape Transpose Identity Add Sub Mul Div Mod Neg Abs "
    "Min Max Floor Ceil Round Sqrt Equal Greater GreaterOrEqual Less LessOrEqual And Or Not Where ReduceProd "
    "ReduceSum ReduceMin ReduceMax Split ConstantOfShape Range"
)
"""The operators that shapes are computed with; what they make is hardly longer than what they read."""

RANKS = {"Reshape": 1, "Expand": 1, "ConstantOfShape": 0, "Tile": 1, "Unsqueeze": 1, "MaxUnpool": 2, "RandomNormal": 0}
"""The input of which the length says how many axes come out."""

Types: TypeAlias = MutableMapping[str, Any]
"""ONNX' types with their shapes, by name."""
Values: TypeAlias = MutableMapping[str, Any]
"""The small constants, by name."""


def infer(model: Any) -> tuple[dict[str, Shape | None], Values]:
    """The shape of every name of a model's graph, None where it is not known; and the small constants."""
    types, values = {given.name: given.type for given in model.graph.input}, dict[str, Any]()
    _Inference(model).run(model.graph, types, values)
    names = (name for node in model.graph.node for name in made_by(node))
    return {name: shape_of(types[name]) if name in types else None for name in (*types, *names)}, values


class _Inference:
    def __init__(self, model: Any) -> None:
        self.opsets, self.ir_version = list(model.opset_import), model.ir_version

    def run(self, graph: Any, types: Types, values: Values) -> None:
        """Go through a graph, whose nodes stand in the order of their work."""
        from onnx import helper

        _keep(tensors(graph), types, values)
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
                made = self._value(node, types, values)
                _keep(made, types, values)
                types.update({} if made else self._node(node, types, values))

    def _branch(self, node: Any, types: Types, values: Values) -> None:
        """An `If`: what its branch makes, or both of them alike."""
        known = numbers(values.get(node.input[0])) if node.input else None
        taken = None if known is None or len(known) != 1 else "then_branch" if known[0] else "else_branch"
        made = []
        for attribute in node.attribute:
            if taken in (None, attribute.name):
                inner: Types = ChainMap({}, types)
                self.run(attribute.g, inner, ChainMap({}, values))
                made.append([inner.get(value.name) for value in attribute.g.output])
        for name, *ends in zip(node.output, *made, strict=False):
            if ends and ends[0] is not None and all(end == ends[0] for end in ends):
                types[name] = ends[0]

    def _node(self, node: Any, types: Types, values: Values) -> Types:
        """What ONNX infers of a node by itself."""
        from onnx import shape_inference

        if node.op_type in RANKS and RANKS[node.op_type] < len(node.input):
            length = shape_of(types[name]) if (name := node.input[RANKS[node.op_type]]) in types else (MOST_NUMBERS,)
            if length is None or (cells(length) or 0) > MOST_NUMBERS:
                return {}
        if any(len(attribute.ints) > MOST_NUMBERS for attribute in node.attribute):
            return {}
        try:
            found = shape_inference.infer_shapes(self._alone(node, types, values)).graph.output
        except Exception:  # of the library, which raises what it likes; what it cannot infer is not known
            return {}
        return {
            made.name: made.type
            for made in found
            if made.HasField("type") and len(made.type.tensor_type.shape.dim) <= MOST_AXES
        }

    def _alone(self, node: Any, types: Types, values: Values) -> Any:
        """A model of one node, and of what is known of all that it reads."""
        from onnx import helper

        names = dict.fromkeys(node.input)
        inputs = [helper.make_value_info(name, types[name]) for name in names if name in types]
        outputs = [helper.make_empty_tensor_value_info(name) for name in made_by(node)]
        graph = helper.make_graph([node], "one", inputs, outputs, [values[name] for name in names if name in values])
        return helper.make_model(graph, opset_imports=self.opsets, ir_version=self.ir_version)

    def _value(self, node: Any, types: Types, values: Values) -> list[tuple[str, Any]]:
        """What a node makes of small constants, and of the sizes of a map; nothing where it is none of these."""
        import numpy
        from onnx import TensorProto, numpy_helper

        outputs = made_by(node)
        if node.op_type == "Shape" and node.input and len(outputs) == 1:
            shape = shape_of(types[node.input[0]]) if node.input[0] in types else None
            ends = {attribute.name: attribute.i for attribute in node.attribute}
            sides = (shape or ())[ends.get("start") : ends.get("end")]
            known = shape is not None and None not in shape
            return [(outputs[0], numpy_helper.from_array(numpy.array(sides, numpy.int64), outputs[0]))] if known else []
        given = [values[name] for name in node.input if name in values]
        if node.op_type not in SMALL or len(given) < sum(map(bool, node.input)) or not _bounded(node, given):
            return []
        reals = (TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16)
        if any(one.data_type in reals and (cells(tuple(one.dims)) or 0) > MOST_REALS for one in given):
            return []
        from onnx.reference import ReferenceEvaluator  # takes half a second, and few models need it

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a division by 0 in a file is that file's
                results: Any = ReferenceEvaluator(self._alone(node, types, values)).run(None, {})
            small = all(one.size <= MOST_NUMBERS for one in results)
            made = zip(outputs, results, strict=True) if small else ()
            return [(name, numpy_helper.from_array(one, name)) for name, one in made]
        except Exception:  # of the library, which raises what it likes
            return []


def _keep(found: Iterable[tuple[str, Any]], types: Types, values: Values) -> None:
    """Keep the types of some tensors, and those that are small, if their numbers are at hand."""
    from onnx import helper

    for name, tensor in found:
        types[name] = helper.make_tensor_type_proto(tensor.data_type, list(tensor.dims))
        if not tensor.external_data and (cells(tuple(tensor.dims)) or 0) <= MOST_NUMBERS:
            values[name] = tensor


def _bounded(node: Any, given: list[Any]) -> bool:
    """Whether what a node makes is small before it is made."""
    if node.op_type not in ("Range", "ConstantOfShape"):
        return True
    sides = [number for tensor in given for number in numbers(tensor) or ()]
    if node.op_type == "Range":
        return len(sides) == 3 and sides[2] != 0 and abs(sides[1] - sides[0]) <= MOST_NUMBERS * abs(sides[2])
    return all(0 <= side <= MOST_NUMBERS for side in sides) and prod(sides) <= MOST_NUMBERS
