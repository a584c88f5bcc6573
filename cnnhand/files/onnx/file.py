"""An ONNX file -> a graph of which every shape is inferred by the library of that format: the optional extra `onnx`."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple

from cnnhand.errors import CnnhandError, GivenError
from cnnhand.files.onnx.inferring import infer
from cnnhand.files.onnx.inputs import fix
from cnnhand.files.onnx.reading import content
from cnnhand.files.onnx.tensors import Shape, clean, nodes, tensors
from cnnhand.layers.network import MAX_LAYERS

INSTALL = "reading an ONNX model needs the library of that format: pip install 'cnnhand[onnx]'"

MOST_FUNCTIONS = 1000


class Loaded(NamedTuple):
    """A graph, the shapes of its names, and its small constants."""

    graph: Any
    shapes: dict[str, Shape | None]
    values: Mapping[str, Any]


def load(path: Path, said: Sequence[str]) -> Loaded:
    """The graph in a file, with the sizes of its inputs fixed and the others inferred; `CnnhandError` otherwise."""
    try:
        import onnx
    except ImportError:
        raise CnnhandError(INSTALL) from None
    data = content(path)
    try:
        model: Any = onnx.load_model_from_string(data)
    except Exception:  # the library's decoder raises errors of its own that share no base
        raise CnnhandError("not an ONNX model") from None
    if not model.graph.node:
        raise CnnhandError("not an ONNX model, or one without nodes")
    if not all(isinstance(text, str) for text in _texts(model)):  # bytes that are no UTF-8 are left as they are
        raise CnnhandError("not an ONNX model: a name in it is no text")
    model = _inlined(model)
    constants = {name for name, _ in tensors(model.graph)}
    fix([given for given in model.graph.input if given.name not in constants], said)
    return Loaded(model.graph, *infer(model))  # what the file itself says of its shapes is not believed


def _texts(message: Any) -> Iterator[Any]:
    """All texts in a message of the format."""
    for field, value in message.ListFields():
        if field.type == field.TYPE_STRING:
            yield from [value] if isinstance(value, str | bytes) else value
        elif field.message_type:
            for inner in value if hasattr(value, "__len__") else [value]:
                yield from _texts(inner)


# ---- functions that stand in the model itself ------------------------------------------------------------------------


def _inlined(model: Any) -> Any:
    """The model with the functions that it defines put in the places where they are used."""
    if len(model.functions) > MOST_FUNCTIONS or _size(model) > MAX_LAYERS:
        what = f"more than {MAX_LAYERS} nodes, with what its functions hold, or functions in a circle"
        raise GivenError("onnx", what)
    if not model.functions:
        return model
    from onnx import inliner

    try:
        return inliner.inline_local_functions(model)
    except Exception as error:  # as above
        raise GivenError("onnx", f"its functions cannot be read: {clean(str(error), 200)}") from None


def _size(model: Any) -> int:
    """How many nodes it has, also where functions use functions many times over; too many where they do in a circle."""
    used = {
        (one.domain, one.name): Counter((node.domain, node.op_type) for node in nodes(one)) for one in model.functions
    }
    sizes: dict[tuple[str, str], int] = {}
    try:
        for key in TopologicalSorter(used).static_order():
            sizes[key] = sum(times * sizes[call] for call, times in used[key].items()) if key in used else 1
    except CycleError:
        return MAX_LAYERS + 1
    return sum(sizes.get((node.domain, node.op_type), 1) for node in nodes(model.graph))
