"""An ONNX file -> a graph of which every shape is inferred by the library of that format: the optional extra `onnx`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cnnhand.errors import GivenError, ProblemFileError, reason
from cnnhand.exact.stack import MAX_LAYERS
from cnnhand.onnx_model.folding import fold
from cnnhand.onnx_model.inputs import fix
from cnnhand.onnx_model.names import clean
from cnnhand.onnx_model.sizes import Shape, cells, shape_of

INSTALL = "reading an ONNX model needs the library of that format: pip install 'cnnhand[onnx]'"

MOST_BYTES = 200 * 2**20
"""A model is read whole, and takes twice its size."""
MOST_FUNCTIONS = 1000
MOST_ROUNDS = 40
MOST_STEERING = 1024
"""The numbers of a tensor that may say a shape; of a larger one only the sizes matter."""


class Loaded(NamedTuple):
    """A graph, the shapes of its names, and the large tensors that were taken out of it: their sizes and types."""

    graph: Any
    shapes: dict[str, Shape | None]
    large: dict[str, tuple[Shape, int]]


def load(path: Path, said: Sequence[str]) -> Loaded:
    """The graph in a file, with the sizes of its inputs fixed and all others inferred; `ProblemFileError` otherwise."""
    try:
        import onnx
    except ImportError:
        raise ProblemFileError(f"{path}: {INSTALL}") from None
    content = _content(path)
    try:
        model: Any = onnx.load_model_from_string(content)
    except Exception:  # the library's decoder raises errors of its own that share no base
        raise ProblemFileError(f"{path}: not an ONNX model") from None
    del content
    if not model.graph.node:
        raise ProblemFileError(f"{path}: not an ONNX model, or one without nodes")
    try:
        return _inferred(_inlined(model), said)
    except GivenError as error:
        raise ProblemFileError(f"{path}: {error}") from None


def _content(path: Path) -> bytes:
    """The bytes of a file of at most so many."""
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            size = path.stat().st_size / 2**20
            raise ProblemFileError(f"{path}: a model of {size:,.0f} MB; the most that is read is {MOST_BYTES >> 20} MB")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ProblemFileError(f"{path}: cannot be read: {reason(error)}") from None
    if len(content) > MOST_BYTES:
        raise ProblemFileError(f"{path}: the most that is read of a model is {MOST_BYTES >> 20} MB")
    return content


def _inferred(model: Any, said: Sequence[str]) -> Loaded:
    """The graph with every shape that ONNX can infer; what the file itself says of them is not believed."""
    graph = model.graph
    constants = {tensor.name for tensor in graph.initializer}
    constants |= {sparse.values.name for sparse in graph.sparse_initializer}
    fix([given for given in graph.input if given.name not in constants], said)
    _forget(graph)
    large = _taken_out(graph)
    shapes = _shapes(model)
    asked = type(model).FromString(model.SerializeToString())
    for _ in range(MOST_ROUNDS):  # each gets to the next shape that is computed
        whole = all(shape is not None and None not in shape for shape in shapes.values())
        if whole or not fold(asked, shapes):
            break
        shapes.update({name: shape for name, shape in _shapes(asked).items() if shape is not None})
    return Loaded(graph, shapes, large)


def _shapes(model: Any) -> dict[str, Shape | None]:
    """The shape of every name, as the library infers it; None where it cannot."""
    from onnx import shape_inference

    for propagate in (True, False):
        try:
            graph = shape_inference.infer_shapes(model, False, False, propagate).graph
            break
        except Exception as error:  # of the library, which raises what it likes
            why = clean(str(error).strip().partition("\n")[0], 200)
    else:
        raise GivenError("onnx", f"ONNX cannot infer its sizes: {why}")
    shapes: dict[str, Shape | None] = {name: None for node in graph.node for name in node.output if name}
    shapes.update({value.name: shape_of(value) for value in (*graph.input, *graph.value_info, *graph.output)})
    shapes.update({tensor.name: tuple(tensor.dims) for tensor in graph.initializer})
    return shapes


def _forget(graph: Any) -> None:
    """Drop what the file says of the sizes in between, which inference would keep; foreign operators have no other."""
    foreign = {name for node in graph.node if node.domain not in ("", "ai.onnx") for name in node.output}
    kept = [value for value in graph.value_info if value.name in foreign]
    del graph.value_info[:]
    graph.value_info.extend(kept)
    for value in graph.output:
        if value.type.HasField("tensor_type"):
            value.type.tensor_type.ClearField("shape")


def _taken_out(graph: Any) -> dict[str, tuple[Shape, int]]:
    """Turn large tensors into inputs: inference needs no more of them than their sizes."""
    from onnx import helper

    large: dict[str, tuple[Shape, int]] = {}
    small, known = [], {given.name for given in graph.input}
    for tensor in graph.initializer:
        shape = tuple(tensor.dims)
        if (cells(shape) or 0) <= MOST_STEERING:
            small.append(tensor)
            continue
        large[tensor.name] = shape, tensor.data_type
        if tensor.name not in known:
            graph.input.append(helper.make_tensor_value_info(tensor.name, tensor.data_type, shape))
    del graph.initializer[:]
    graph.initializer.extend(small)
    return large


# ---- functions that stand in the model itself ------------------------------------------------------------------------


def _inlined(model: Any) -> Any:
    """The model with the functions that it defines put in the places where they are used."""
    if len(model.functions) > MOST_FUNCTIONS or not _affordable(model):
        raise GivenError(
            "onnx", f"more than {MAX_LAYERS} nodes, with what its functions hold, or functions in a circle"
        )
    if not model.functions:
        return model
    from onnx import inliner

    try:
        return inliner.inline_local_functions(model)
    except Exception as error:  # as above
        raise GivenError("onnx", f"its functions cannot be read: {clean(str(error), 200)}") from None


def _affordable(model: Any) -> bool:
    """Whether it has a number of nodes that can be read, also where functions use functions many times over."""
    used = {
        (one.domain, one.name): Counter((node.domain, node.op_type) for node in nodes(one)) for one in model.functions
    }
    sizes: dict[tuple[str, str], int] = {}
    for _ in range(len(used) + 1):  # each round knows those that use only what is known
        for key, calls in used.items():
            if key not in sizes and all(call in sizes or call not in used for call in calls):
                sizes[key] = sum(times * sizes.get(call, 1) for call, times in calls.items())
        if len(sizes) == len(used):
            break
    else:
        return False
    return sum(sizes.get((node.domain, node.op_type), 1) for node in nodes(model.graph)) <= MAX_LAYERS


def nodes(graph: Any) -> Iterator[Any]:
    """The nodes of a graph, and those of the graphs inside them."""
    for node in graph.node:
        yield node
        for inner in subgraphs(node):
            yield from nodes(inner)


def subgraphs(node: Any) -> Iterator[Any]:
    """The graphs that a node holds, such as the two of an `If`."""
    for attribute in node.attribute:
        if attribute.HasField("g"):
            yield attribute.g
        yield from attribute.graphs
