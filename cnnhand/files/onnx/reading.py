"""The bytes of an ONNX file without its weights, of which the sizes are all that is wanted.

A file is made of messages in messages, each field with a tag and a length in front, so the weights can be stepped over:
a model of 500 MB takes the memory of its nodes. Field numbers as in the format's own description, `onnx.proto`.
"""

import mmap
from pathlib import Path

from cnnhand.errors import CnnhandError, reason

MOST_BYTES = 2**31
"""The format allows no more."""
SHORT = 32 * 2**20
"""Files up to this length are read as they are."""
MOST_READ = 32 * 2**20
"""What may be left of a longer one without its weights."""
MOST_WEIGHTS = 2**16
"""A tensor's numbers in so many bytes are kept; they may say a shape."""
MOST_NESTED = 90
NO_MODEL = "not an ONNX model"

_INSIDE = {
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
"""The fields of a message that are messages with tensors somewhere inside."""
_NUMBERS = {4, 5, 7, 9, 10, 11}
"""The fields of a tensor that hold its numbers."""


def content(path: Path) -> bytes:
    """The bytes of a file, without the numbers of large tensors where it is long; `CnnhandError` otherwise."""
    try:
        with path.open("rb") as file:
            short = file.read(SHORT + 1)
            if len(short) <= SHORT:
                return short
            size = path.stat().st_size if path.is_file() else MOST_BYTES
            if size >= MOST_BYTES:
                raise CnnhandError("larger than 2 GB, which the format does not allow")
            del short
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return bytes(_Copy(data).message(0, len(data), "model", 0))
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise CnnhandError(f"cannot be read: {why}") from None


class _Copy:
    """Copies a message, and steps over the numbers of its tensors."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        self.left = MOST_READ

    def message(self, at: int, end: int, kind: str, depth: int) -> bytearray:
        """A message between two places, without what is too long in its tensors."""
        made = bytearray()
        if depth > MOST_NESTED:
            raise CnnhandError(NO_MODEL)
        while at < end:
            start = at
            tag, at = self._varint(at, end)
            field, wire = tag >> 3, tag & 7
            length, at = self._varint(at, end) if wire == 2 else (self._scalar(at, end, wire), at)
            if length > end - at:
                raise CnnhandError(NO_MODEL)
            inside = _INSIDE[kind].get(field) if wire == 2 else None
            at += length
            if inside:
                copied = self.message(at - length, at, inside, depth + 1)
                made += _varint(tag) + _varint(len(copied)) + copied
            elif not (wire == 2 and kind == "tensor" and field in _NUMBERS and length > MOST_WEIGHTS):
                made += self._kept(start, at)
        return made

    def _kept(self, start: int, end: int) -> bytes:
        self.left -= end - start
        if self.left < 0:
            raise CnnhandError(f"more than {MOST_READ >> 20} MB besides its weights")
        return self.data[start:end]

    def _scalar(self, at: int, end: int, wire: int) -> int:
        """How many bytes a number takes."""
        return self._varint(at, end)[1] - at if wire == 0 else {1: 8, 5: 4}.get(wire, end)

    def _varint(self, at: int, end: int) -> tuple[int, int]:
        """A number in groups of seven bits, the lowest first, and the place behind it."""
        number = 0
        for place in range(min(10, end - at)):
            byte = self.data[at + place]
            number |= (byte & 127) << 7 * place
            if byte < 128:
                return number, at + place + 1
        raise CnnhandError(NO_MODEL)


def _varint(number: int) -> bytes:
    """A number in groups of seven bits."""
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    made.append(number)
    return bytes(made)
