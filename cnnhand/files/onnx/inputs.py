"""The sides of a model's inputs that its file leaves open: said by `--input`, and asked for by name."""

import re
from collections.abc import Sequence
from typing import Any

from cnnhand.errors import GivenError, shown
from cnnhand.files.onnx.tensors import Shape, clean, shape_of
from cnnhand.layers.network import MAX_SIDE

EXAMPLE = "224x224x3"


def fix(inputs: Sequence[Any], said: Sequence[str]) -> None:
    """Write a number into every open side: 1 for the batch, the others as they are said; `GivenError` where one is not.

    A side that has a name is the same wherever the name stands.
    """
    named: dict[str, int] = {}
    tensors = [given for given in inputs if shape_of(given.type) is not None]
    for given in tensors:
        dims = given.type.tensor_type.shape.dim
        if dims and dims[0].dim_value < 1:
            _set(dims[0], 1, named)
    if said and not tensors:
        raise GivenError("input", "the model has no input that is a tensor")
    for text in said:
        given, sizes = _meant(tensors, text)
        for dim, side in zip(given.type.tensor_type.shape.dim, _fitting(given, sizes, text), strict=True):
            _set(dim, side, named)
    for given in tensors:
        for dim in given.type.tensor_type.shape.dim:
            if dim.dim_value < 1 and dim.dim_param in named:
                _set(dim, named[dim.dim_param], named)
    for given in tensors:
        shape = shape_of(given.type)
        if shape and None in shape:
            is_first = given is _first(tensors)
            named_so = "" if is_first else f"{clean(given.name)}="
            example = EXAMPLE if is_first and len(shape) == 4 else f"'{named_so}{_listed(shape, '16')}'"
            what = f"the input {clean(given.name)!r} is {_listed(shape)}: say its size, such as --input {example}"
            raise GivenError("input", what)


def first(shapes: Sequence[Shape]) -> int:
    """Which of a model's inputs is the network's: the first that has a batch and something in it."""
    return next((number for number, shape in enumerate(shapes) if len(shape) > 1), 0)


def _first(tensors: Sequence[Any]) -> Any:
    return tensors[first([shape_of(given.type) or () for given in tensors])]


def _set(dim: Any, side: int, named: dict[str, int]) -> None:
    if dim.dim_param:
        named.setdefault(dim.dim_param, side)
    dim.dim_value = side


def _listed(shape: Shape, open: str = "?") -> str:
    """A shape in the order of the file, with something in place of what is open."""
    return f"({', '.join(open if side is None else str(side) for side in shape)})"


def _meant(tensors: Sequence[Any], text: str) -> tuple[Any, str]:
    """The input that a size is said of: the one that is named, or the first."""
    name, equals, size = text.rpartition("=")
    if not equals:
        return _first(tensors), text
    for given in tensors:
        if name.strip() in (given.name, clean(given.name)):
            return given, size
    names = ", ".join(clean(given.name) for given in tensors[:8])
    raise GivenError("input", f"there is no input {shown(name)!r}; the inputs are {names}")


def _fitting(given: Any, text: str, typed: str) -> list[int]:
    """The whole shape that is meant, which must agree with the sides that the file has."""
    shape = shape_of(given.type) or ()
    for candidate in _candidates(text, shape):
        if len(candidate) == len(shape) and all(
            side in (None, said) for side, said in zip(shape, candidate, strict=True)
        ):
            return candidate
    what = f"--input {shown(typed)} is not the size of {clean(given.name)!r}, which is {_listed(shape)}"
    raise GivenError("input", what)


def _candidates(text: str, shape: Shape) -> list[list[int]]:
    """What a size may mean: a tuple is in the order of the file, with its batch or without; 224x224x3 is width first.

    That may also mean a file in which the channels come last.
    """
    text = text.strip().lower().replace("×", "x")
    inside = re.fullmatch(r"[(\[]?([0-9]{1,13}(?:,[0-9]{1,13})*),?[)\]]?", text.replace(" ", ""))
    split = inside[1].split(",") if inside else text.split("x")
    if not all(re.fullmatch("[0-9]{1,13}", word.strip()) for word in split):
        raise GivenError("input", f"{shown(text)!r} is no size; write {EXAMPLE}, or (3, 224, 224)")
    numbers = [int(word) for word in split]
    if not all(1 <= number <= MAX_SIDE for number in numbers):
        raise GivenError("input", f"the sides in {shown(text)!r} must be from 1 to 10^12")
    batch = [side or 1 for side in shape[:1]]
    if inside:
        return [numbers, batch + numbers]
    width, *rest = numbers
    turned = [*reversed(rest), width]
    deep = [side for side in shape[1:2] if side] if len(numbers) == 2 and len(shape) == 4 else []
    last = [*rest[:1], width, *rest[1:]]
    return [batch + turned, batch + deep + turned, batch + last]
