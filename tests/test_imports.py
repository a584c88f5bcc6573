"""Networks that other programs saved: Keras' JSON, and ONNX where its library is installed.

The numbers of the Keras models in tests/models/ are what Keras itself says of them.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand import keras_model, onnx_model
from cnnhand.errors import ProblemFileError
from cnnhand.exact.shapes import Rounding, output_volume
from cnnhand.exact.values import Volume
from tests.run import cnnhand

MODELS = Path(__file__).parent / "models"

# ---- Keras -----------------------------------------------------------------------------------------------------------


def test_a_functional_model() -> None:
    """A residual, a gate, branches, separable and transposed convolutions, against Keras' own shapes and counts."""
    network = keras_model.read(MODELS / "small-keras.json")
    said = {
        "first": (24, 32, 8), "norm": (24, 32, 8), "separable": (24, 32, 8), "sum": (24, 32, 8), "six": (24, 32, 8),
        "squeeze": (1, 1, 8), "pool": (12, 16, 8), "gate": (1, 1, 8), "up": (24, 32, 6), "scaled": (24, 32, 8),
        "both": (24, 32, 14), "zeros": (27, 33, 14), "each": (13, 16, 14), "flat": (1, 1, 2912), "drop": (1, 1, 2912),
        "classes": (1, 1, 10),
    }  # fmt: skip
    assert {row.node.name: row.output for row in network.rows if row.node.name in said} == said
    counted = network.totals.parameters
    assert counted and (counted.total, counted.untrained) == (30_430, 16)


def test_a_sequential_model_on_the_command_line() -> None:
    """`cnnhand shape model.json`; each activation is a row of its own."""
    run = cnnhand("shape", MODELS / "line-keras.json", "--json")
    record = json.loads(run.out)
    assert [row["layer"] for row in record["layers"]] == ["conv5-6", "tanh", "avgpool2", "flatten", "fc-10"]
    assert record["totals"]["parameters"] == 8_806


# what Keras 3 makes of 6×7 (width × height) by a transposed convolution: filter, stride, padding, width, height
TRANSPOSED = [
    (1, 2, "same", 12, 14), (1, 2, "valid", 12, 14), (2, 1, "same", 6, 7), (2, 1, "valid", 7, 8),
    (2, 3, "same", 18, 21), (2, 3, "valid", 18, 21), (3, 2, "same", 12, 14), (3, 2, "valid", 13, 15),
    (4, 2, "same", 12, 14), (4, 2, "valid", 14, 16), (5, 3, "same", 18, 21), (5, 3, "valid", 20, 23),
]  # fmt: skip


@pytest.mark.parametrize(("filter", "stride", "padding", "width", "height"), TRANSPOSED)
def test_transposed_convolutions_as_keras_sizes_them(
    filter: int, stride: int, padding: str, width: int, height: int
) -> None:
    """Whether the filter or the stride is the larger."""
    config = {"name": "t", "kernel_size": [filter] * 2, "strides": [stride] * 2, "padding": padding}
    (layer,) = keras_model._LAYERS["Conv2DTranspose"]({**config, "filters": 3, "use_bias": True})
    assert output_volume(Volume(6, 7, 2), layer) == Volume(width, height, 3)


def keras_2() -> dict[str, Any]:
    """A model as Keras 2 wrote it: lists of names for what a layer reads."""
    conv = {"filters": 4, "kernel_size": [3, 3], "strides": [1, 1], "padding": "same", "use_bias": True}
    return {
        "class_name": "Functional",
        "config": {
            "name": "old",
            "layers": [
                {"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": [None, 8, 8, 4]},
                 "inbound_nodes": []},
                {"class_name": "Conv2D", "config": {**conv, "name": "a"}, "inbound_nodes": [[["in", 0, 0, {}]]]},
                {"class_name": "Add", "config": {"name": "b"}, "inbound_nodes": [[["in", 0, 0, {}], ["a", 0, 0, {}]]]},
            ],
        },
    }  # fmt: skip


def test_a_model_of_keras_2(tmp_path: Path) -> None:
    """Inputs as nested lists."""
    path = tmp_path / "old.json"
    path.write_text(json.dumps(keras_2()))
    assert [row.node.inputs for row in keras_model.read(path).rows] == [(0,), (0, 1)]


def change(**config: Any) -> Callable[[dict[str, Any]], None]:
    """Change the configuration of the convolution."""
    return lambda model: model["config"]["layers"][1]["config"].update(config)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda model: model["config"]["layers"][1].update(class_name="Lambda"), "'a' is a Lambda, which has no"),
        (change(activation="mish"), "'a' has the activation 'mish'"),
        (change(data_format="channels_first"), "'a' has its channels first"),
        (change(filters=1.5), "the filters of 'a' must be a whole number, not 1.5"),
        (change(strides=[1, 0.5]), "[1, 0.5] are not whole numbers"),
        (change(padding="causal"), "the padding 'causal' of 'a'"),
        (change(kernel_size=[9, 9], padding="valid"), "layer 1 conv9-4: the filter is 9 wide"),
        (
            lambda model: model["config"]["layers"][1]["config"].pop("filters"),
            "not the JSON that Keras writes: 'filters'",
        ),
        (lambda model: model["config"]["layers"].pop(0), "'in' is read before it is made"),
        (lambda model: model["config"]["layers"][1]["inbound_nodes"].append([]), "'a' is used 2 times"),
        (lambda model: model["config"]["layers"][0]["config"].update(batch_input_shape=[None, None, 8, 4]), "no fixed"),
        (lambda model: model["config"]["layers"].append(model["config"]["layers"][0]), "'in' is a second input"),
        (lambda model: model.pop("config"), "not the JSON that Keras writes"),
        (lambda model: model["config"].update(layers=[]), "the size of the input is not in the file"),
    ],
)
def test_what_has_no_counterpart_is_refused(
    spoil: Callable[[dict[str, Any]], object], said: str, tmp_path: Path
) -> None:
    """With the file and the layer's name."""
    model = keras_2()
    spoil(model)
    path = tmp_path / "model.json"
    path.write_text(json.dumps(model))
    with pytest.raises(ProblemFileError) as refused:
        keras_model.read(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert said in str(refused.value)


def test_a_dense_layer_on_a_map_is_refused(tmp_path: Path) -> None:
    """Keras applies it place by place, which is another layer."""
    model = json.loads((MODELS / "line-keras.json").read_text())
    model["config"]["layers"] = [layer for layer in model["config"]["layers"] if layer["class_name"] != "Flatten"]
    path = tmp_path / "model.json"
    path.write_text(json.dumps(model))
    with pytest.raises(ProblemFileError, match="'d' is dense on a map of 12×12×6"):
        keras_model.read(path)


@given(st.data())
def test_any_change_of_a_model_is_a_network_or_an_error(data: st.DataObject) -> None:
    """Whatever stands anywhere in the tree."""
    model = keras_2()
    places = [(model, key) for key in model] + [(model["config"], key) for key in model["config"]]
    for layer in model["config"]["layers"]:
        places += [(layer, key) for key in layer] + [(layer["config"], key) for key in layer["config"]]
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = data.draw(
        st.sampled_from([None, -1, 0, 10**30, "", "same", [], {}, [1], [[1, 2]], [[["a", 0, 0, {}]]], True, 0.5])
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keras_model.json, "loads", lambda _: model)
        try:
            keras_model.read(MODELS / "line-keras.json")
        except ProblemFileError as error:
            assert "\n" not in str(error)


def test_files_that_are_no_models(tmp_path: Path) -> None:
    """Any bytes, a folder, nothing at all: one line."""
    path = tmp_path / "x.json"
    for content in (b"", b"\xff\xfe", b"[1, 2]", b"[" * 100_000, b"{}", b'"text"', b"12"):
        path.write_bytes(content)
        with pytest.raises(ProblemFileError):
            keras_model.read(path)
    for name in (tmp_path, tmp_path / "none.json"):
        with pytest.raises(ProblemFileError, match="cannot be read"):
            keras_model.read(name)


# ---- ONNX ------------------------------------------------------------------------------------------------------------


def test_without_its_library_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing else needs it."""
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ProblemFileError, match=r"pip install 'cnnhand\[onnx\]'"):
        onnx_model.read(Path("model.onnx"))


def onnx_file(path: Path, nodes: list[tuple[str, list[str], str, dict[str, Any]]], **weights: list[int]) -> Path:
    """A model of some nodes on an input `x` of 3×12×16, channels, rows and columns."""
    onnx = pytest.importorskip("onnx")
    helper, single = onnx.helper, onnx.TensorProto.FLOAT
    tensors = []
    for name, sides in weights.items():
        size = 4
        for side in sides:
            size *= side
        tensors.append(helper.make_tensor(name, single, sides, bytes(size), raw=True))
    tensors.append(helper.make_tensor("flat", onnx.TensorProto.INT64, [2], [1, -1]))
    tensors.append(helper.make_tensor("axes", onnx.TensorProto.INT64, [2], [-1, -2]))
    graph = helper.make_graph(
        [helper.make_node(kind, inputs, [output], **more) for kind, inputs, output, more in nodes],
        "made",
        [helper.make_tensor_value_info("x", single, ["batch", 3, 12, 16])],
        [helper.make_tensor_value_info(nodes[-1][2], single, None)],
        tensors,
    )
    onnx.save(helper.make_model(graph), str(path))
    return path


def test_an_onnx_model(tmp_path: Path) -> None:
    """Sizes as ONNX' own inference gives them; weights counted from the tensors in the file."""
    nodes: list[tuple[str, list[str], str, dict[str, Any]]] = [
        ("Conv", ["x", "w1", "b1"], "c1", {"kernel_shape": [3, 5], "pads": [1, 2, 1, 2]}),
        ("BatchNormalization", ["c1", "s", "s", "s", "s"], "n", {}),
        ("Relu", ["n"], "r", {}),
        ("MaxPool", ["r"], "p", {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}),
        ("Conv", ["p", "w3"], "c3", {"kernel_shape": [1, 1]}),
        ("ConvTranspose", ["c3", "w4", "b4"], "u", {"kernel_shape": [2, 2], "strides": [2, 2]}),
        ("AveragePool", ["u"], "d", {"kernel_shape": [2, 2], "strides": [2, 2]}),
        ("Conv", ["p", "w2"], "c2", {"kernel_shape": [3, 3], "auto_pad": "SAME_UPPER", "group": 2}),
        ("Add", ["c2", "d"], "sum", {}),
        ("Concat", ["sum", "c2"], "both", {"axis": 1}),
        ("Reshape", ["both", "flat"], "f", {}),
        ("Gemm", ["f", "w6", "b6"], "g", {"transB": 1}),
        ("MatMul", ["g", "w7"], "m", {}),
        ("Add", ["m", "b7"], "biased", {}),
        ("Softmax", ["biased"], "out", {}),
    ]
    path = onnx_file(
        tmp_path / "made.onnx", nodes, w1=[8, 3, 3, 5], b1=[8], s=[8], w2=[6, 4, 3, 3], w3=[4, 8, 1, 1],
        w4=[4, 6, 2, 2], b4=[6], w6=[20, 576], b6=[20], w7=[20, 10], b7=[10],
    )  # fmt: skip
    network = onnx_model.read(path)
    assert {row.node.name: row.output for row in network.rows} == {
        "c1": (16, 12, 8), "n": (16, 12, 8), "r": (16, 12, 8), "p": (8, 6, 8), "c3": (8, 6, 4), "u": (16, 12, 6),
        "d": (8, 6, 6), "c2": (8, 6, 6), "sum": (8, 6, 6), "both": (8, 6, 12), "f": (1, 1, 576), "g": (1, 1, 20),
        "m": (1, 1, 10), "out": (1, 1, 10),
    }  # fmt: skip
    counted = network.totals.parameters
    # 8·3·15 + 8, 8 + 8, 4·8, 4·6·4 + 6, 6·4·9, 576·20 + 20, 20·10 + 10
    assert counted and counted.total == 368 + 16 + 32 + 102 + 216 + 11_540 + 210
    assert "conv5x3-8p2x1" in cnnhand("shape", path).out


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ([("Einsum", ["x"], "y", {"equation": "a->a"})], "'y' is a Einsum, which has no counterpart here"),
        ([("Reshape", ["x", "w"], "y", {})], "'y' makes something else than a vector"),
        ([("MaxPool", ["x"], "y", {"kernel_shape": [2, 2], "ceil_mode": 1})], "'y' rounds up"),
        ([("Add", ["x", "w"], "y", {})], "'y' has 12 trained numbers"),
        ([("ReduceMean", ["x"], "y", {"axes": [1]})], "'y' takes the mean over other axes"),
        ([("Conv", ["x", "w"], "y", {"kernel_shape": [3, 3]})], "'y' is not a convolution of rows and columns"),
        ([("Concat", ["x", "x"], "y", {"axis": 2})], "'y' does not stack channels"),
        ([("Conv", ["x", "k"], "y", {"auto_pad": "SAME_LOWER"})], "'y' pads SAME_LOWER"),
    ],
)
def test_onnx_nodes_without_a_counterpart(
    nodes: list[tuple[str, list[str], str, dict[str, Any]]], said: str, tmp_path: Path
) -> None:
    """Never a wrong number: what is not known is refused by its name."""
    path = onnx_file(tmp_path / "made.onnx", nodes, w=[12], k=[4, 3, 3, 3])
    with pytest.raises(ProblemFileError) as refused:
        onnx_model.read(path)
    assert said in str(refused.value)


def test_onnx_roundings_and_means(tmp_path: Path) -> None:
    """Rounding down unless said; the mean over rows and columns is global pooling, whichever way the axes are said."""
    pool = ("MaxPool", ["x"], "y", {"kernel_shape": [5, 5], "strides": [5, 5]})
    path = onnx_file(tmp_path / "made.onnx", [pool, ("ReduceMean", ["y", "axes"], "m", {})])
    assert [row.output for row in onnx_model.read(path).rows] == [(3, 2, 3), (1, 1, 3)]
    assert onnx_model.read(path, Rounding.EXACT).rows[0].output is None
    path.write_bytes(b"garbage")
    with pytest.raises(ProblemFileError, match="not an ONNX model"):
        onnx_model.read(path)
