"""An ONNX model -> a network, by the means of ONNX: its library infers every shape, and the file has the numbers.

A node that is a layer here is that layer, and its formulas are compared with what ONNX says; every other one is a row
with its operator's name, its volume and its own numbers. See `docs/networks.md`.
"""

from collections.abc import Sequence
from pathlib import Path

from cnnhand.calculator.network import Described
from cnnhand.errors import CnnhandError, GivenError, ProblemFileError
from cnnhand.exact.shapes import Rounding
from cnnhand.files.onnx.file import load
from cnnhand.files.onnx.graph import GraphReader
from cnnhand.files.onnx.tensors import clean


def read(path: Path, rounding: Rounding | None = None, said: Sequence[str] = ()) -> Described:
    """The network in a file, with the sizes that it leaves open as they are said; `ProblemFileError` otherwise."""
    if rounding not in (None, Rounding.FLOOR):
        raise GivenError("rounding", "an ONNX model says itself how it rounds; leave out --rounding")
    try:
        return GraphReader(load(path, said)).described(clean(path.stem))
    except CnnhandError as error:
        raise ProblemFileError(f"{path}: {error}") from None
