"""Whatever the bytes of an ONNX file are, it is read quickly: into rows, or into one line that says what is wrong.

Every case is made of its number alone, so a number is a seed: `CNNHAND_FUZZ=5000` tries that many. Those that failed
once stand in `FOUND`.
"""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cnnhand.calculator.json_record import record
from cnnhand.calculator.network import calculation
from cnnhand.errors import CnnhandError
from cnnhand.files import onnx as onnx_model
from cnnhand.files.onnx import reading
from tests.onnx_files import made, saved

pytest.importorskip("onnx", reason="needs the library of the format: pip install 'cnnhand[onnx]'")

CASES = int(os.environ.get("CNNHAND_FUZZ", "150"))
FOUND = (185, 212, 503, 529, 635, 1422, 2325, 2508, 2561)

NAMES = ["", "x", "w", "\x1b[31m", "a\tb\nc", "=1+1", "é" * 300, "-", "@x"]
NUMBERS = [0, 1, -1, 2, 3, 7, -7, 2**31, 2**62, -(2**63), 10**12]


def models() -> list[Any]:
    """Small models in which every sort of node stands."""
    window = {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}
    chain = made(
        [
            ("Conv", ["x", "w", "b"], "c", {**window, "dilations": [1, 1], "group": 1}),
            ("BatchNormalization", ["c", "b", "b", "b", "b"], "n", {}),
            ("Clip", ["n", "", "six"], "r", {}),
            ("MaxPool", ["r"], "p", {**window, "ceil_mode": 1}),
            ("Dropout", ["p", "half"], "d", {}),
            ("Shape", ["d"], "s", {}),
            ("Gather", ["s", "first"], "g", {}),
            ("Concat", ["g", "rest"], "to", {"axis": 0}),
            ("Reshape", ["d", "to"], "f", {}),
            ("Gemm", ["f", "v", "u"], "y", {"transB": 1}),
        ],
        {"w": [8, 3, 3, 3], "b": [8], "v": [10, 96], "u": [10]}, six=6.0, half=0.5, first=[0], rest=[-1],
    )  # fmt: skip
    branches = made(
        [
            ("ConvTranspose", ["x", "w"], "t", {"kernel_shape": [2, 2], "strides": [2, 2], "auto_pad": "SAME_LOWER"}),
            ("Resize", ["x", "", "scales"], "u", {}),
            ("Slice", ["u", "low", "high"], "l", {}),
            ("Pad", ["l", "pads"], "q", {}),
            ("Split", ["u"], "k m", {"axis": 2}),
            ("Add", ["t", "u"], "a", {}),
            ("Concat", ["a", "q"], "j", {"axis": 1}),
            ("LRN", ["j"], "z", {"size": 3}),
            ("ReduceMean", ["z"], "e", {"axes": [2, 3]}),
            ("LSTM", ["k", "w", "w"], "h", {"hidden_size": 4}),
            ("Softmax", ["e"], "y", {}),
        ],
        {"w": [3, 3, 2, 2]}, scales=[1.0, 1.0, 2.0, 2.0], low=[0], high=[1], pads=[0, 0, 1, 1, 0, 0, 1, 1],
    )  # fmt: skip
    return [chain, branches]


def parts(message: Any) -> list[Any]:
    """A message of the format, and all that it is made of."""
    found = [message]
    for field, value in message.ListFields():
        if field.message_type:
            for one in value if hasattr(value, "__len__") else [value]:
                found += parts(one)
    return found


def changed(model: Any, dice: Random) -> None:
    """Change one field somewhere in a model: another number, another name, none, or twice the same."""
    message = dice.choice(parts(model))
    fields = message.ListFields()
    if not fields:
        return
    field, value = dice.choice(fields)
    if dice.random() < 0.2:
        message.ClearField(field.name)
    elif field.message_type:
        if hasattr(value, "__len__") and len(value):
            other = dice.choice(list(value))
            value.append(other) if dice.random() < 0.5 else value.remove(other)
    else:
        new = dice.choice(NUMBERS if field.cpp_type in (1, 2, 3, 4, 8) else NAMES)
        new = float(new) if field.cpp_type in (5, 6) and isinstance(new, int) else new
        new = new.encode() if field.type == field.TYPE_BYTES and isinstance(new, str) else new
        try:
            if hasattr(value, "append"):
                value[dice.randrange(len(value))] = new
            else:
                setattr(message, field.name, new)
        except (ValueError, TypeError):  # the field takes no such value
            message.ClearField(field.name)


def mangled(content: bytes, dice: Random) -> bytes:
    """Bytes cut out, doubled, turned or put in."""
    start = dice.randrange(len(content))
    end = min(len(content), start + dice.choice([1, 1, 2, 8, 100]))
    new: Callable[[], bytes] = dice.choice(
        [lambda: b"", lambda: dice.randbytes(end - start), lambda: content[start:end] * 2]
    )
    return content[:start] + new() + content[end:]


def case(number: int, sources: list[Any]) -> bytes:
    """The file of a number."""
    dice = Random(f"onnx {number}")
    model = type(sources[0]).FromString(dice.choice(sources).SerializeToString())
    if number % 3:
        for _ in range(dice.randint(1, 4)):
            changed(model, dice)
        return bytes(model.SerializeToString())
    content = model.SerializeToString()
    for _ in range(dice.randint(1, 4)):
        content = mangled(content, dice) or b"\n"
    return bytes(content)


def read(path: Path) -> None:
    """Read a file; anything but a network or one line about it is an error of the test."""
    try:
        network = onnx_model.read(path)
    except CnnhandError as error:
        assert (
            str(error).startswith(f"{path}: ") and str(error).isprintable() and len(str(error)) < 500 + len(str(path))
        )
    else:
        assert calculation(network) and record(network)
        assert all(text.isprintable() for row in network.rows for text in (row.node.title, row.node.name))


@pytest.mark.parametrize("part", range(10))
def test_mangled_models(part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Models with fields and bytes changed, a tenth of them at a time; each also as if it were a long file."""
    sources = models()
    monkeypatch.setattr(reading, "MOST_WEIGHTS", 100)
    for number in (*FOUND[part : part + 1], *range(part, CASES, 10)):
        path = tmp_path / f"{number}.onnx"
        path.write_bytes(case(number, sources))
        for short in (0, 2**20):
            monkeypatch.setattr(reading, "SHORT", short)
            read(path)
        path.unlink()


def test_the_models_themselves_are_read(tmp_path: Path) -> None:
    """So that what is mangled is no nonsense from the start."""
    rows = [len(onnx_model.read(saved(tmp_path, model)).rows) for model in models()]
    assert rows == [7, 11]
