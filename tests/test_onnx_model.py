"""ONNX models: every shape as ONNX infers it, every constant counted once, and rows for what is no layer here."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cnnhand.calculator.network import Described
from cnnhand.errors import CnnhandError, ProblemFileError
from cnnhand.exact.shapes import Rounding
from cnnhand.files import onnx as onnx_model
from cnnhand.files.onnx import reading
from cnnhand.layers.rows import Parameters
from tests.onnx_files import IMAGE, Nodes, Sides, made, saved
from tests.run import cnnhand
from tests.totals import learned, macs

onnx = pytest.importorskip("onnx", reason="needs the library of the format: pip install 'cnnhand[onnx]'")


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Reads a model of some nodes, as `made` makes it."""

    def reading(
        nodes: Nodes, weights: dict[str, Sequence[int]] | None = None, said: Sequence[str] = (), **more: Any
    ) -> Described:
        return onnx_model.read(saved(tmp_path, made(nodes, weights, **more)), said=said)

    return reading


def labels(network: Described) -> list[str]:
    """What the rows are called."""
    return [row.node.title for row in network.rows]


def outputs(network: Described) -> list[str]:
    """What the rows make."""
    return [str(row.output) for row in network.rows]


# ---- layers ----------------------------------------------------------------------------------------------------------


def test_layers_of_every_sort(read: Any) -> None:
    """A node that is a layer here is that layer; its weights are those in the file."""
    nodes = [
        ("Conv", ["x", "w1", "b1"], "c1", {"kernel_shape": [3, 5], "pads": [1, 2, 1, 2]}),
        ("BatchNormalization", ["c1", "s1", "s2", "s3", "s4"], "n", {}),
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
        ("Softmax", ["g"], "y", {}),
    ]
    weights = {"w1": [8, 3, 3, 5], "b1": [8], "w2": [6, 4, 3, 3], "w3": [4, 8, 1, 1], "w4": [4, 6, 2, 2], "b4": [6]}
    weights |= {"w6": [20, 576], "b6": [20], **{f"s{number}": [8] for number in range(1, 5)}}
    network = read(nodes, weights, flat=[1, -1])
    assert labels(network) == [
        "conv5x3-8p2x1", "bn", "relu", "maxpool3/2p1", "conv1-4-nobias", "tconv2-6/2", "avgpool2",
        "conv3-6-sameg2-nobias", "add", "concat", "flatten", "fc-20", "softmax",
    ]  # fmt: skip
    assert [row.output for row in network.rows] == [
        (16, 12, 8), (16, 12, 8), (16, 12, 8), (8, 6, 8), (8, 6, 4), (16, 12, 6), (8, 6, 6), (8, 6, 6), (8, 6, 6),
        (8, 6, 12), (1, 1, 576), (1, 1, 20), (1, 1, 20),
    ]  # fmt: skip
    # 8·3·15, 8, 4·8, 4·6·4, 6·4·9, 576·20; 8 + 8 + 6 + 20; a mean and a variance for each of 8 channels
    assert learned(network) == Parameters(360 + 8 + 32 + 96 + 216 + 11_520, 42, 16)
    assert network.note.endswith("in numbers: Reshape 2.")


def test_pools_that_round_up(read: Any) -> None:
    """`ceil_mode`: (16 − 3)/2 + 1 = 7.5 and (12 − 3)/2 + 1 = 5.5, rounded up."""
    network = read([("MaxPool", ["x"], "y", {"kernel_shape": [3, 3], "strides": [2, 2], "ceil_mode": 1})])
    assert (labels(network), outputs(network)) == (["maxpool3/2-ceil"], ["8×6×3"])


def test_averages_that_count_the_padding(read: Any) -> None:
    """`count_include_pad`; where nothing is padded it says nothing."""
    more = {"kernel_shape": [3, 3], "count_include_pad": 1}
    nodes = [("AveragePool", ["x"], "p", {**more, "pads": [1, 1, 1, 1]}), ("AveragePool", ["p"], "y", more)]
    assert labels(read(nodes)) == ["avgpool3/1p1-count-padding", "avgpool3/1"]


def test_same_lower(read: Any) -> None:
    """The odd zero comes first: 16 columns, F = 2, stride 1 need one, on the left."""
    network = read([("Conv", ["x", "w"], "y", {"auto_pad": "SAME_LOWER"})], {"w": [4, 3, 2, 2]})
    assert (labels(network), outputs(network)) == (["conv2-4p1:0:1:0-nobias"], ["16×12×4"])
    assert network.rows[0].start == (0, 0)


def test_a_transposed_convolution_whose_size_is_said(read: Any) -> None:
    """The padding is what gives it: (16 − 1)·2 + 3 − 32 = 1, behind."""
    said = {"strides": [2, 2], "output_shape": [24, 32]}
    network = read([("ConvTranspose", ["x", "w"], "y", said)], {"w": [3, 4, 3, 3]})
    assert (labels(network), outputs(network)) == (["tconv3-4/2p1:0:1:0-nobias"], ["32×24×4"])
    said = {"strides": [3, 3], "output_shape": [36, 48]}
    network = read([("ConvTranspose", ["x", "w"], "y", said)], {"w": [3, 4, 2, 2]})  # (16 − 1)·3 + 2 + 1
    assert (labels(network), outputs(network)) == (["tconv2-4/3-nobiaso1"], ["48×36×4"])


def test_sequences_are_maps_of_one_row(read: Any) -> None:
    """128 steps of 9 channels; F = 3: 126 steps."""
    network = read([("Conv", ["x", "w"], "y", {})], {"w": [4, 9, 3]}, x=("batch", 9, 128))
    (row,) = network.rows
    assert (str(row.output), row.parameters, row.macs) == ("126×1×4", Parameters(108), 108 * 126)


def test_maps_of_three_dimensions_are_rows(read: Any) -> None:
    """All axes are printed, and the work is known: 2·3·3·3·3 weights at 6·7·8 places."""
    network = read([("Conv", ["x", "w"], "y", {})], {"w": [2, 3, 3, 3, 3]}, x=(1, 3, 10, 9, 8))
    (row,) = network.rows
    assert (row.node.title, str(row.output), row.parameters, row.macs) == (
        "Conv",
        "6×7×8×2",
        Parameters(162),
        162 * 336,
    )


def test_upsampling_padding_and_clipping(read: Any) -> None:
    """Whole factors, zeros around the map, and bounds of 0 and 6."""
    nodes = [
        ("Resize", ["x", "", "scales"], "u", {}),
        ("Pad", ["u", "pads"], "p", {}),
        ("Clip", ["p", "low", "high"], "y", {}),
    ]
    network = read(nodes, scales=[1.0, 1.0, 2.0, 2.0], pads=[0, 0, 1, 2, 0, 0, 1, 2], low=0.0, high=6.0)
    assert (labels(network), outputs(network)) == (["upsample2", "pad2x1", "relu6"], ["32×24×3", "36×26×3", "36×26×3"])


# ---- what is counted -------------------------------------------------------------------------------------------------


def test_weights_that_two_nodes_use_count_once(read: Any) -> None:
    """81 = 3·3·3·3 in the first row; the second says whose they are, and does the same work."""
    same = {"pads": [1, 1, 1, 1]}
    network = read([("Conv", ["x", "w"], "a", same), ("Conv", ["a", "w"], "y", same)], {"w": [3, 3, 3, 3]})
    assert [row.parameters for row in network.rows] == [Parameters(81), Parameters()]
    assert labels(network)[1] == "conv3-3p1-nobias (weights of row 1)"
    assert [row.macs for row in network.rows] == [81 * 192, 81 * 192]


def test_a_constant_that_one_node_uses_twice_counts_once(read: Any) -> None:
    """Doubled by a `Concat` of constants, it is still three numbers."""
    network = read([("Concat", ["w", "w"], "v", {"axis": 0}), ("Mul", ["x", "v"], "y", {})], {"w": [3]}, x=(1, 6))
    assert learned(network) == Parameters(3)


def test_a_number_without_axes_belongs_to_a_formula(read: Any) -> None:
    """A hard swish as exporters write it has no parameters; one number with an axis is the bias of one neuron."""
    swish = [("Add", ["c", "three"], "a", {}), ("Clip", ["a", "low", "six"], "h", {}), ("Mul", ["c", "h"], "m", {})]
    nodes = [("Conv", ["x", "w", "b"], "c", {}), *swish, ("Div", ["m", "six"], "y", {})]
    assert learned(read(nodes, {"w": (4, 3, 3, 3), "b": (4,)}, three=3.0, low=0.0, six=6.0)) == Parameters(108, 4)
    neuron = [("Flatten", ["x"], "f", {}), ("MatMul", ["f", "w"], "z", {}), ("Add", ["z", "b"], "y", {})]
    assert learned(read(neuron, {"w": (576, 1), "b": (1,)})) == Parameters(576, 1)


def test_a_bias_that_is_one_number(read: Any) -> None:
    """The formula has one a neuron; the file has one for all, and the row says so."""
    network = read([("Gemm", ["x", "w", "b"], "y", {})], {"w": [5, 4]}, x=("batch", 5), b=1.0)
    assert learned(network) == Parameters(20, 1)
    assert labels(network) == ["fc-4 (the formula has 24 parameters)"]


def test_a_formula_that_makes_something_else(read: Any) -> None:
    """Until version 22 ONNX counts a last window that begins in the padding; the row has that, and says it."""
    pool = {"kernel_shape": [2, 2], "strides": [2, 2], "pads": [1, 1, 1, 1], "ceil_mode": 1}
    old, new = (read([("MaxPool", ["x"], "y", pool)], x=(1, 3, 11, 15), opset=opset) for opset in (13, 22))
    assert (labels(old), outputs(old)) == (["maxpool2p1-ceil (the formula makes 8×6×3)"], ["9×7×3"])
    assert (labels(new), outputs(new)) == (["maxpool2p1-ceil"], ["8×6×3"])


def test_a_factor_that_is_shaped_first(read: Any) -> None:
    """The constant behind an `Unsqueeze` is what counts."""
    nodes = [("Unsqueeze", ["w", "axes"], "v", {}), ("Mul", ["x", "v"], "y", {})]
    network = read(nodes, {"w": [3]}, axes=[1, 2])
    assert (labels(network), learned(network), macs(network)) == (["Mul"], Parameters(3), 0)


def test_a_product_at_every_place_of_a_sequence(read: Any) -> None:
    """7 places, each with 5·4 weights."""
    network = read([("MatMul", ["x", "w"], "y", {})], {"w": [5, 4]}, x=(1, 7, 5))
    assert (labels(network), macs(network)) == (["MatMul"], 7 * 20)


def test_a_product_of_rows_that_are_no_batch(read: Any) -> None:
    """7 vectors of 5 numbers each, out of one example: the weights of one count, and the work of seven."""
    nodes = [("Reshape", ["x", "rows"], "r", {}), ("Gemm", ["r", "w", "b"], "y", {})]
    network = read(nodes, {"w": [5, 4], "b": [4]}, x=(1, 35), rows=[7, 5])
    assert labels(network) == ["Reshape", "Gemm"]
    assert (learned(network), macs(network)) == (Parameters(20, 4), 7 * 20)


def test_what_steers_is_listed_and_not_counted(read: Any) -> None:
    """Shapes, bounds and factors."""
    nodes = [
        ("Clip", ["x", "low", "high"], "c", {}),
        ("Slice", ["c", "from", "to"], "s", {}),
        ("Reshape", ["s", "flat"], "y", {}),
    ]
    more: dict[str, Any] = {"from": [0, 0], "to": [1, 2]}
    network = read(nodes, low=-1.0, high=1.0, flat=[1, -1], **more)
    assert learned(network) == Parameters()
    assert "Slice 4, Clip 2, Reshape 2." in network.note


def test_quantised_weights(tmp_path: Path) -> None:
    """The scale and the zero point of 8-bit weights are kept, and not trained."""
    helper, kinds = onnx.helper, onnx.TensorProto
    model = made([("DequantizeLinear", ["q", "s", "z"], "w", {}), ("Conv", ["x", "w"], "y", {})], s=0.5)
    model.graph.initializer.append(helper.make_tensor("q", kinds.INT8, [4, 3, 3, 3], bytes(108), raw=True))
    model.graph.initializer.append(helper.make_tensor("z", kinds.INT8, [], [0]))
    network = onnx_model.read(saved(tmp_path, model))
    assert (labels(network), learned(network)) == (["conv3-4-nobias"], Parameters(108, 0, 2))


def test_a_node_with_two_outputs_has_two_rows(read: Any) -> None:
    """Both halves are read."""
    network = read([("Split", ["x"], "a b", {"axis": 2}), ("Add", ["a", "b"], "y", {})])
    assert labels(network) == ["Split", "Split, output 2", "add"]
    assert network.rows[2].node.inputs == (1, 2)


def test_a_vector_that_is_said_to_be_huge_takes_no_memory(tmp_path: Path) -> None:
    """With its data propagation the library makes a sign for each of the numbers: more than any machine has."""
    model = made([("Slice", ["x", "low", "high"], "y", {})], low=[0], high=[1])
    model.graph.input[0].type.tensor_type.ClearField("shape")
    next(tensor for tensor in model.graph.initializer if tensor.name == "low").dims[0] = 2**62
    with pytest.raises(CnnhandError, match="no input that is a tensor with sizes"):
        onnx_model.read(saved(tmp_path, model))


def test_an_operator_of_someone_else(tmp_path: Path) -> None:
    """Its volume is what the file says of it, its work is a dash, and so is the total's."""
    model = made([("Magic", ["x", "w"], "m", {}), ("Relu", ["m"], "y", {})], {"w": [7]})
    model.graph.node[0].domain = "org.example"
    model.graph.value_info.append(onnx.helper.make_tensor_value_info("m", onnx.TensorProto.FLOAT, [1, 2, 3, 4]))
    network = onnx_model.read(saved(tmp_path, model))
    assert (labels(network), outputs(network)) == (["org.example.Magic", "relu"], ["4×3×2", "4×3×2"])
    assert (learned(network), macs(network)) == (Parameters(7), None)


@pytest.mark.parametrize("opset", [7, 11, 13, 18, 21, onnx.defs.onnx_opset_version()])
def test_versions_of_the_operators(read: Any, opset: int) -> None:
    """From the oldest that are in use to the newest that the library knows."""
    nodes = [("Conv", ["x", "w"], "c", {}), ("Dropout", ["c"], "d", {}), ("GlobalAveragePool", ["d"], "y", {})]
    network = read(nodes, {"w": [4, 3, 3, 3]}, opset=opset)
    assert (labels(network), outputs(network)[-1]) == (["conv3-4-nobias", "dropout", "global-avgpool"], "1×1×4")


def test_channels_last_at_the_input(read: Any) -> None:
    """TensorFlow's exporter begins by putting the channels first; the fields are not lost over it."""
    nodes = [("Transpose", ["x"], "t", {"perm": [0, 3, 1, 2]}), ("Conv", ["t", "w"], "y", {})]
    network = read(nodes, {"w": [4, 3, 3, 3]}, x=("batch", 12, 16, 3))
    assert (str(network.network.input), outputs(network)) == ("16×12×3", ["16×12×3", "14×10×4"])
    assert network.rows[1].receptive_field == (3, 3)


# ---- open sizes ------------------------------------------------------------------------------------------------------

CONV: Nodes = [("Conv", ["x", "w"], "y", {})]
WEIGHTS: dict[str, Sequence[int]] = {"w": [4, 3, 3, 3]}
OPEN: Sides = ("batch", 3, "h", "w")


@pytest.mark.parametrize("size", ["16x12x3", "16×12", "(3, 12, 16)", "1,3,12,16", "x=(3,12,16)"])
def test_open_sizes_are_said(read: Any, size: str) -> None:
    """Width first, or in the order of the file."""
    assert outputs(read(CONV, WEIGHTS, [size], x=OPEN)) == ["14×10×4"]


@pytest.mark.parametrize(
    ("x", "size", "said"),
    [
        (OPEN, [], "the input 'x' is (1, 3, ?, ?): say its size, such as --input 224x224x3"),
        (OPEN, ["16x12x1"], "--input 16x12x1 is not the size of 'x', which is (1, 3, ?, ?)"),
        (OPEN, ["large"], "'large' is no size"),
        (OPEN, ["z=3x3x3"], "there is no input 'z'; the inputs are x"),
        (IMAGE, ["16x13x3"], "--input 16x13x3 is not the size of 'x', which is (1, 3, 12, 16)"),
    ],
)
def test_open_sizes_are_asked_for(read: Any, x: Sides, size: list[str], said: str) -> None:
    """By the input's name, with what would be right."""
    with pytest.raises(ProblemFileError) as refused:
        read(CONV, WEIGHTS, size, x=x)
    assert said in str(refused.value)


def test_a_second_input(read: Any) -> None:
    """A row of its own; a side of the same name has the same size."""
    network = read([("Add", ["x", "y0"], "y", {})], x=("n", 3, "h", 16), y0=("n", 3, "h", 16), said=["16x12x3"])
    assert (labels(network), outputs(network)) == (["input", "add"], ["16×12×3", "16×12×3"])


def test_a_shape_that_the_model_computes(read: Any) -> None:
    """The first size of a map, and the rest in one: worked out before the reshape is inferred."""
    nodes = [
        ("Shape", ["x"], "s", {}),
        ("Gather", ["s", "first"], "b", {}),
        ("Concat", ["b", "rest"], "to", {"axis": 0}),
        ("Reshape", ["x", "to"], "y", {}),
    ]
    network = read(nodes, first=[0], rest=[-1])
    assert (labels(network), outputs(network)) == (["flatten"], ["1×1×576"])


# ---- files that are none ---------------------------------------------------------------------------------------------


def test_files_that_are_no_models(tmp_path: Path) -> None:
    """Any bytes, nothing, a folder, one too large: one line."""
    path = tmp_path / "x.onnx"
    for content in (b"", b"garbage", b"\x00" * 100, made(CONV, WEIGHTS).SerializeToString()[:-50]):
        path.write_bytes(content)
        with pytest.raises(ProblemFileError, match="not an ONNX model"):
            onnx_model.read(path)
    for name in (tmp_path, tmp_path / "none.onnx"):
        with pytest.raises(ProblemFileError, match="cannot be read"):
            onnx_model.read(name)
    with path.open("wb") as file:
        file.truncate(2**31)  # a hole, which takes no room on the disk
    with pytest.raises(ProblemFileError, match="larger than 2 GB"):
        onnx_model.read(path)


def test_weights_are_stepped_over(tmp_path: Path) -> None:
    """38 MB of them are counted, and not read; a file that ends within them is no model."""
    path = saved(tmp_path, made(CONV, {"w": [4096, 256, 3, 3]}, x=("batch", 256, 12, 16)))
    assert learned(onnx_model.read(path)) == Parameters(4096 * 256 * 9)
    assert len(reading.content(path)) < 500
    with path.open("r+b") as file:
        file.truncate(35 * 2**20)
    with pytest.raises(ProblemFileError, match="not an ONNX model"):
        onnx_model.read(path)


def test_nodes_are_not_stepped_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read of a long file has a bound of its own."""
    monkeypatch.setattr(reading, "SHORT", 100)
    monkeypatch.setattr(reading, "MOST_READ", 2**14)
    path = saved(tmp_path, made([("Relu", ["x"], "y", {})] * 2_000))
    with pytest.raises(ProblemFileError, match="more than 0 MB besides its weights"):
        onnx_model.read(path)


def test_a_shape_of_two_thousand_million_axes_stays_unknown(read: Any) -> None:
    """In place of some gigabytes."""
    network = read([("Cast", ["x"], "s", {"to": 7}), ("Reshape", ["d", "s"], "y", {})], {"d": [4]}, x=(2**31,))
    assert network.rows[-1].output is None


def test_functions_that_unfold_without_end(tmp_path: Path) -> None:
    """Each uses the one before twice, thirty times over."""
    helper = onnx.helper
    model = made([("f30", ["x"], "y", {})])
    model.graph.node[0].domain = "here"
    model.opset_import.append(helper.make_opsetid("here", 1))
    for number in range(31):
        name = f"f{number - 1}" if number else "Relu"
        nodes = [
            helper.make_node(name, ["a"], ["m"], domain="here" if number else ""),
            helper.make_node(name, ["m"], ["b"]),
        ]
        nodes[1].domain = nodes[0].domain
        imports = [helper.make_opsetid("", 13), helper.make_opsetid("here", 1)]
        model.functions.append(helper.make_function("here", f"f{number}", ["a"], ["b"], nodes, imports))
    with pytest.raises(ProblemFileError, match="more than 10000 nodes"):
        onnx_model.read(saved(tmp_path, model))


def test_weights_in_another_file_are_not_looked_for(tmp_path: Path) -> None:
    """Their sizes stand in the first one."""
    model = made(CONV, WEIGHTS)
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/dev/zero")
    assert learned(onnx_model.read(saved(tmp_path, model))) == Parameters(108)


def test_names_are_text_of_a_stranger(tmp_path: Path) -> None:
    """No escape sequence, tab or line break, and no formula for a spreadsheet."""
    model = made([("Relu", ["x"], "y", {}), ("Odd\x1b[31m", ["y"], "z", {})])
    model.graph.node[0].name = "=HYPERLINK(\n\x1b]0;x\x07)"
    model.graph.node[1].domain = "a\tb"
    network = onnx_model.read(saved(tmp_path, model))
    assert [row.node.name for row in network.rows] == ["=HYPERLINK( \ufffd]0;x\ufffd)", "z"]
    assert labels(network)[1] == "a b.Odd\ufffd[31m"
    assert "\n1,relu,'=HYPERLINK(" in cnnhand("shape", tmp_path / "made.onnx", "--csv", "--columns", "name").out


# ---- on the command line ---------------------------------------------------------------------------------------------


def test_shape_of_a_model(tmp_path: Path) -> None:
    """The table, JSON, and the arithmetic of an operator."""
    nodes = [("Conv", ["x", "w"], "c", {}), ("Mul", ["c", "k"], "y", {})]
    path = saved(tmp_path, made(nodes, {"w": [4, 3, 3, 3], "k": [4, 1, 1]}, x=OPEN))
    run = cnnhand("shape", path, "--input", "16x12x3", "--json")
    record = json.loads(run.out)
    assert [row["layer"] for row in record["layers"]] == ["conv3-4-nobias", "Mul"]
    assert (record["totals"]["parameters"], record["fits"]) == (112, True)
    explained = cnnhand("shape", path, "--input", "16x12x3", "--explain", "--layers", "2")
    assert [line.strip("│").split() for line in explained.out.splitlines()[1:-1]] == [
        ["volume", "14×10×4", "as", "ONNX", "infers", "it"],
        ["weights", "4", "in", "k"],
    ]
    refused = cnnhand("shape", path)
    assert (refused.status, refused.err.count("\n")) == (1, 1)


def test_a_model_says_itself_how_it_rounds(tmp_path: Path) -> None:
    """`--rounding` would change its numbers."""
    with pytest.raises(CnnhandError, match="leave out --rounding"):
        onnx_model.read(saved(tmp_path, made(CONV, WEIGHTS)), Rounding.EXACT)
