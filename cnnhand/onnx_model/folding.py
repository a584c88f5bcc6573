"""The shapes that a model computes as it runs: worked out by ONNX' own evaluator, so that inference gets beyond them.

Exporters write a reshape as "the sizes of that map, the second and third multiplied", in some small nodes.
"""

from typing import Any

from cnnhand.onnx_model.sizes import Shape

MOST_NUMBERS = 1024
"""Shapes, axes and factors are no longer than this; nothing larger is computed."""

SMALL = {
    "Cast",
    "CastLike",
    "Slice",
    "Gather",
    "Concat",
    "Unsqueeze",
    "Squeeze",
    "Reshape",
    "Transpose",
    "Identity",
    "Add",
}
SMALL |= {"Sub", "Mul", "Div", "Mod", "Neg", "Abs", "Min", "Max", "Floor", "Ceil", "Round", "Sqrt", "Equal", "Greater"}
SMALL |= {"GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Not", "Where", "ReduceProd", "ReduceSum", "ReduceMin"}
SMALL |= {"ReduceMax", "Split", "ConstantOfShape", "Constant", "Range", "Pow"}
"""The operators that shapes are computed with; what they make is hardly longer than what they read."""


def fold(model: Any, shapes: dict[str, Shape | None]) -> bool:
    """Put the values of nodes that compute shapes in their place; whether there were any."""
    from onnx import numpy_helper

    graph = model.graph
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer if _whole(tensor)}
    kept, made = [], {}
    for node in graph.node:
        found = _value(model, node, values, shapes)
        if found is None:
            kept.append(node)
        else:
            values.update(found)
            if node.op_type != "Constant":
                made.update(found)
    if not made:
        return False
    found = {name: value for name, value in values.items() if name not in {tensor.name for tensor in graph.initializer}}
    nodes = [type(node).FromString(node.SerializeToString()) for node in kept]
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in found.items())
    return True


def _whole(tensor: Any) -> bool:
    """Whether all numbers of a tensor are at hand, as many as its sizes say."""
    from onnx import numpy_helper

    try:
        return not tensor.external_data and bool(numpy_helper.to_array(tensor).size <= MOST_NUMBERS)
    except Exception:  # too few bytes, an unknown type: the library raises what it likes
        return False


def _value(model: Any, node: Any, values: dict[str, Any], shapes: dict[str, Shape | None]) -> dict[str, Any] | None:
    """What a node makes of small constants, and of the sizes of a map; None where it is none of these."""
    import numpy

    if node.domain not in ("", "ai.onnx"):
        return None
    if node.op_type == "Shape":
        shape = shapes.get(node.input[0]) if node.input else None
        if shape is None or None in shape:
            return None
        ends = {attribute.name: attribute.i for attribute in node.attribute}
        return {node.output[0]: numpy.array(shape[ends.get("start") : ends.get("end")], dtype=numpy.int64)}
    if node.op_type not in SMALL or not all(name in values for name in node.input if name):
        return None
    given = {name: values[name] for name in node.input if name}
    if node.op_type in ("ConstantOfShape", "Range") and not _bounded(node.op_type, list(given.values())):
        return None
    return _evaluated(model, node, given)


def _bounded(op: str, given: list[Any]) -> bool:
    """Whether what is filled or counted up stays small."""
    numbers = [float(value) for array in given for value in array.flatten()]
    if op == "Range":
        return len(numbers) == 3 and numbers[2] != 0 and abs((numbers[1] - numbers[0]) / numbers[2]) <= MOST_NUMBERS
    cells = 1.0
    for side in numbers:
        cells *= side
    return 0 <= cells <= MOST_NUMBERS and all(0 <= side <= MOST_NUMBERS for side in numbers)


def _evaluated(model: Any, node: Any, given: dict[str, Any]) -> dict[str, Any] | None:
    """A node's results, by the evaluator that ONNX brings."""
    import warnings

    from onnx import helper
    from onnx.reference import ReferenceEvaluator

    inputs = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape)
        for name, value in given.items()
    ]
    outputs = [helper.make_empty_tensor_value_info(name) for name in node.output if name]
    alone = helper.make_model(helper.make_graph([node], "one", inputs, outputs), opset_imports=model.opset_import)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a division by 0 in a file is that file's
            results = ReferenceEvaluator(alone).run(None, given)
    except Exception:  # of the library, which raises what it likes
        return None
    found = dict(zip([name for name in node.output if name], results, strict=True))
    return found if all(hasattr(value, "size") and value.size <= MOST_NUMBERS for value in found.values()) else None
