"""ONNX' library is an extra: what asks for it says so, and nothing else needs it."""

import sys
from pathlib import Path

import pytest

from cnnhand.errors import ProblemFileError
from cnnhand.files import onnx as onnx_model


def test_without_its_library_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the file that is to be read."""
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ProblemFileError, match=r"^model.onnx: .*pip install 'cnnhand\[onnx\]'"):
        onnx_model.read(Path("model.onnx"))
