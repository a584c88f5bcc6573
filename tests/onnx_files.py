"""Small ONNX models for tests: nodes as a few words, tensors by their sizes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

Nodes: TypeAlias = Sequence[tuple[str, Sequence[str], str, Mapping[str, Any]]]
"""Operator, inputs, outputs with a blank between them, attributes."""
Sides: TypeAlias = Sequence[int | str | None]

IMAGE: Sides = ("batch", 3, 12, 16)
"""Three channels of 12 rows and 16 columns."""


def made(
    nodes: Nodes, weights: Mapping[str, Sequence[int]] | None = None, x: Sides = IMAGE, opset: int = 13, **more: Any
) -> Any:
    """A model of some nodes on an input `x`; weights are zeros of a size, the other tensors whole numbers as given.

    `y=...` is a second input; a list is a tensor of whole numbers, a float or a list of them one of reals.
    """
    from onnx import TensorProto, helper

    single = TensorProto.FLOAT
    tensors = [
        helper.make_tensor(name, single, sides, bytes(4 * cells(sides)), raw=True)
        for name, sides in (weights or {}).items()
    ]
    inputs = [helper.make_tensor_value_info("x", single, x)]
    for name, given in more.items():
        if isinstance(given, tuple):
            inputs.append(helper.make_tensor_value_info(name, single, given))
        elif isinstance(given, list):
            kind = single if any(isinstance(number, float) for number in given) else TensorProto.INT64
            tensors.append(helper.make_tensor(name, kind, [len(given)], given))
        else:
            tensors.append(helper.make_tensor(name, single, [], [given]))
    outputs = [helper.make_tensor_value_info(name, single, None) for name in nodes[-1][2].split()]
    parts = [helper.make_node(kind, list(read), names.split(), **said) for kind, read, names, said in nodes]
    graph = helper.make_graph(parts, "made", inputs, outputs, tensors)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])


def cells(sides: Sequence[int]) -> int:
    """How many numbers a tensor of a size holds."""
    number = 1
    for side in sides:
        number *= side
    return number


def saved(path: Path, model: Any) -> Path:
    """The model as a file."""
    file = path / "made.onnx"
    file.write_bytes(model.SerializeToString())
    return file
