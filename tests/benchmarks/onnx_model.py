"""How long an ONNX file of 100 MB takes, beside its loading alone: `python tests/benchmarks/onnx_model.py`."""

import sys
import tempfile
from pathlib import Path
from statistics import median

from onnx import TensorProto, helper

sys.path.insert(0, str(Path(__file__).parent))

from start_up import seconds

RUNS = 5
SIDES = [330, 330, 3, 3]
"""25 convolutions of these weights are 98 MB."""


def model() -> bytes:
    """A stack of convolutions, each with its own weights."""
    nodes = [helper.make_node("Conv", [f"y{n}", f"w{n}"], [f"y{n + 1}"], pads=[1, 1, 1, 1]) for n in range(25)]
    weights = [
        helper.make_tensor(f"w{n}", TensorProto.FLOAT, SIDES, bytes(4 * 330 * 330 * 9), raw=True) for n in range(25)
    ]
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 330, 16, 16]) for name in ("y0", "y25")]
    graph = helper.make_graph(nodes, "large", ends[:1], ends[1:], weights)
    return bytes(helper.make_model(graph).SerializeToString())


def main() -> None:
    """Measure both in turn."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.onnx"
        path.write_bytes(model())
        load = [sys.executable, "-c", f"import onnx; onnx.load({str(path)!r})"]
        shape = [sys.executable, "-m", "cnnhand", "shape", str(path)]
        times = [(seconds(shape), seconds(load)) for _ in range(RUNS)]
    ours, theirs = (median(column) for column in zip(*times, strict=True))
    print(f"100 MB of ONNX  {ours:.2f} s beside {theirs:.2f} s to load it (goal: at most a second more)")


if __name__ == "__main__":
    main()
