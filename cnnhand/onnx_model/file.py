"""An ONNX file -> a graph of which every shape is inferred by the library of that format: the optional extra `onnx`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cnnhand.errors import GivenError, ProblemFileError
from cnnhand.exact.stack import MAX_LAYERS
from cnnhand.onnx_model.graphs import nodes, subgraphs
from cnnhand.onnx_model.inferring import infer
from cnnhand.onnx_model.inputs import fix
from cnnhand.onnx_model.names import clean
from cnnhand.onnx_model.reading import content
from cnnhand.onnx_model.sizes import Shape

INSTALL = "reading an ONNX model needs the library of that format: pip install 'cnnhand[onnx]'"

MOST_FUNCTIONS = 1000


class Loaded(NamedTuple):
    """A graph, and the shapes of its names."""

    graph: Any
    shapes: dict[str, Shape | None]


def load(path: Path, said: Sequence[str]) -> Loaded:
    """The graph in a file, with the sizes of its inputs fixed and the others inferred; `ProblemFileError` otherwise."""
    try:
        import onnx
    except ImportError:
        raise ProblemFileError(f"{path}: {INSTALL}") from None
    read = content(path)
    try:
        model: Any = onnx.load_model_from_string(read)
    except Exception:  # the library's decoder raises errors of its own that share no base
        raise ProblemFileError(f"{path}: not an ONNX model") from None
    del read
    if not model.graph.node:
        raise ProblemFileError(f"{path}: not an ONNX model, or one without nodes")
    if not all(isinstance(text, str) for text in _texts(model)):  # bytes that are no UTF-8 are left as they are
        raise ProblemFileError(f"{path}: not an ONNX model: a name in it is no text")
    try:
        return _inferred(_inlined(model), said)
    except GivenError as error:
        raise ProblemFileError(f"{path}: {error}") from None


def _texts(model: Any) -> Iterator[Any]:
    """The names in a model."""
    for graph in (model.graph, *model.functions, *(inner for node in nodes(model.graph) for inner in subgraphs(node))):
        for node in graph.node:
            yield from (node.op_type, node.domain, node.name, *node.input, *node.output)
            yield from (attribute.name for attribute in node.attribute)
        if hasattr(graph, "initializer"):
            yield from (tensor.name for tensor in graph.initializer)
            yield from (sparse.values.name for sparse in graph.sparse_initializer)
            yield from (value.name for value in (*graph.input, *graph.output, *graph.value_info))
    yield from (dim.dim_param for given in model.graph.input for dim in given.type.tensor_type.shape.dim)
    yield from (opset.domain for opset in model.opset_import)


def _inferred(model: Any, said: Sequence[str]) -> Loaded:
    """The graph with the shapes that ONNX infers; what the file itself says of them is not believed."""
    graph = model.graph
    constants = {tensor.name for tensor in graph.initializer}
    constants |= {sparse.values.name for sparse in graph.sparse_initializer}
    fix([given for given in graph.input if given.name not in constants], said)
    return Loaded(graph, infer(model))


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
