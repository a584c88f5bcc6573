"""The bundled networks: their totals as the literature has them, and every one derived again by another route.

The other route reads the file with PyYAML's own loader and a few lines of its own, slides every window step by step in
place of using the formula, and counts the weights filter by filter. It shares no line with the package.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from cnnhand.calculator.network import Described, sums_of, wrong_published
from cnnhand.files import library, network_file
from cnnhand.files.yaml_tree import made_of
from cnnhand.layers.rows import Parameters
from tests.run import cnnhand
from tests.totals import learned, macs

PARAMETERS = {
    "lenet-5": 61_706,
    "lenet-5-original": 60_000,
    "alexnet": 62_378_344,
    "alexnet-grouped": 60_965_224,
    "alexnet-torchvision": 61_100_840,
    "zfnet": 62_357_608,
    "vgg-11": 132_863_336,
    "vgg-16": 138_357_544,
    "vgg-19": 143_667_240,
    "googlenet": 6_998_552,
    "resnet-18": 11_689_512,
    "resnet-34": 21_797_672,
    "resnet-50": 25_557_032,
    "resnet-50-v1": 25_557_032,
    "mobilenet": 4_231_976,
    "squeezenet-1.1": 1_235_496,
    "u-net": 31_030_658,
}
MACS = {
    "resnet-50": 4_089_184_256,
    "resnet-50-v1": 3_857_973_248,
    "resnet-18": 1_814_073_344,
    "resnet-34": 3_663_761_408,  # 3.66, 7.61 and 0.35 · 10⁹ in torchvision's tables
    "vgg-11": 7_609_090_048,
    "squeezenet-1.1": 349_151_936,
}
UNTRAINED = {
    "mobilenet": 21_888,
    "resnet-34": 17_024,
    "resnet-50": 53_120,
    "lenet-5-original": 840,
}  # Keras prints the first two

every_network = pytest.mark.parametrize("name", PARAMETERS)


def described(name: str) -> Described:
    """A bundled network."""
    return network_file.find(name)


def test_these_are_the_bundled_networks() -> None:
    """No stray file among them."""
    assert {f"networks/{name}" for name in PARAMETERS} == set(library.names(networks=True))
    folder = library.folder() / library.NETWORKS
    assert {f"{name}.yaml" for name in PARAMETERS} == {path.name for path in folder.iterdir()}


@every_network
def test_totals_of_the_literature(name: str) -> None:
    """What the papers and the frameworks print."""
    totals = sums_of(described(name))
    assert totals["parameters"] == PARAMETERS[name]
    assert totals["macs"] == MACS.get(name, totals["macs"])
    assert totals["untrained"] == UNTRAINED.get(name, totals["untrained"])


@every_network
def test_each_file_says_where_its_numbers_come_from(name: str) -> None:
    """A title, a source, and published totals that the layers give."""
    network = described(name)
    assert network.title and network.source
    assert network.published["parameters"] == PARAMETERS[name]
    assert wrong_published(network) == []


@pytest.mark.parametrize("family", ["alexnet", "lenet-5", "resnet-50"])
def test_versions_name_each_other(family: str) -> None:
    """Where two versions of a network are in use, the note says so."""
    names = [name for name in PARAMETERS if name.startswith(family)]
    for name in names:
        assert any(other in described(name).note for other in names if other != name), name


def test_lenet_by_the_paper() -> None:
    """LeCun et al. 1998 print trainable parameters and connections layer by layer."""
    rows = {row.node.name: row for row in described("lenet-5-original").rows if row.node.name}
    trained = {name: row.parameters.total for name, row in rows.items() if row.parameters}
    assert trained == {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48_120, "F6": 10_164, "RBF": 0}
    printed = {"C1": 122_304, "S2": 5_880, "C3": 151_600, "S4": 2_000, "C5": 48_120, "F6": 10_164}
    for name, connections in printed.items():
        row = rows[name]
        assert row.output and row.macs is not None
        # each output cell has its products and one bias; S2 and S4 read the 4 cells of their window for one product
        products = row.macs * 4 if name[0] == "S" else row.macs
        assert products + row.output.cells == connections
    assert sum(printed.values()) + 840 == 340_908  # the paper's total, with the fixed last layer


@pytest.mark.parametrize("words", [("32x32x3", "resnet-18"), ("resnet-18", "--input", "(3, 32, 32)")])
def test_a_network_on_another_input(words: tuple[str, ...]) -> None:
    """32 is halved by the first convolution, the pool and three stages: 1. The parameters stay."""
    record = json.loads(cnnhand("shape", *words, "--json").out)
    assert record["title"] == "ResNet-18 for an input of 32×32×3"
    before = next(layer for layer in record["layers"] if layer["layer"] == "global-avgpool")["input"]
    assert before == {"width": 1, "height": 1, "depth": 512}
    assert record["totals"]["parameters"] == 11_689_512


def test_layers_take_their_input_in_front() -> None:
    run = cnnhand("shape", "28x28x1", "conv3-8", "--input", "32x32x1")
    assert (run.status, run.err.count("\n")) == (1, 1)
    assert "--input is for a network out of a file" in run.err


def test_sides_of_the_papers() -> None:
    """The sides that the figures print: AlexNet's, ZFNet's, and GoogLeNet's table 1."""
    sides = {
        "alexnet": [55, 27, 13, 6],
        "zfnet": [110, 55, 26, 13, 6],
        "googlenet": [112, 56, 28, 14, 7],
        "vgg-16": [224, 112, 56, 28, 14, 7],
        "resnet-50": [112, 56, 28, 14, 7],
        "mobilenet": [112, 56, 28, 14, 7],
        "vgg-11": [224, 112, 56, 28, 14, 7],
        "resnet-34": [112, 56, 28, 14, 7],
        "squeezenet-1.1": [111, 55, 27, 13],
    }
    for name, expected in sides.items():
        seen = dict.fromkeys(row.output.width for row in described(name).rows if row.output and row.output.width > 1)
        assert list(seen) == expected, name


def test_sides_of_the_u() -> None:
    """All that figure 1 of the U-Net's paper prints, down and up again, the crops' left out."""
    rows = described("u-net").rows
    down = [570, 568, 284, 282, 280, 140, 138, 136, 68, 66, 64, 32, 30, 28]
    up = [56, 54, 52, 104, 102, 100, 200, 198, 196, 392, 390, 388]
    seen = dict.fromkeys(row.output.width for row in rows if row.output and "crop" not in row.node.title)
    assert list(seen) == down + up


def test_where_mobilenets_fields_start() -> None:
    """At 0 with a padding of 1 all around; at 1 with `same` padding of 224 columns, which has its one zero behind."""
    assert described("mobilenet").rows[0].start == (0, 0)
    same = made_of(
        b"input: 224x224x3\nlayers: conv3-32/2same", "same.yaml", lambda root: network_file.described(root, None)
    )
    assert same.rows[0].start == (1, 1)


def test_depths_of_googlenets_modules() -> None:
    """Table 1 of the paper: what each inception module puts out."""
    rows = {row.node.name: row.output for row in described("googlenet").rows if row.node.name}
    depths = [256, 480, 512, 512, 512, 528, 832, 832, 1024]
    assert [volume.depth for volume in rows.values() if volume] == depths


# ---- every total again, by another route -----------------------------------------------------------------------------


class Counted(NamedTuple):
    """What one layer adds to the totals."""

    weights: int = 0
    biases: int = 0
    kept: int = 0
    macs: int = 0


def slid(side: int, filter: int, stride: int, padding: int, up: bool) -> int:
    """How many windows stand in a padded row, each put down one after the other."""
    cells = side + 2 * padding
    places = [start for start in range(0, cells, stride) if start + filter <= cells]
    partly = places[-1] + stride < side + padding and places[-1] + filter < cells
    return len(places) + (1 if up and partly else 0)


class Again:
    """A network file, read and counted again."""

    def __init__(self, path: Path) -> None:
        self.file: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.up = self.file.get("rounding") == "ceil"
        self.parts: list[Counted] = []
        self.named: dict[str, list[int]] = {}
        self.volume: list[int] = [int(side) for side in self.file["input"].split("x")]
        self.volume = self.run(self.file["layers"], self.volume)

    def total(self, what: str) -> int:
        """The sum over all layers."""
        return sum(getattr(part, what) for part in self.parts)

    def run(self, layers: Any, volume: list[int]) -> list[int]:
        for layer in layers if isinstance(layers, list) else [layers]:
            volume = self.text(layer, volume) if isinstance(layer, str) else self.entry(layer, volume)
        return volume

    def text(self, text: str, volume: list[int]) -> list[int]:
        for word in re.sub("#.*", "", text).split():
            volume = volume if word == "identity" else self.layer(word, volume)
        return volume

    def entry(self, entry: dict[str, Any], volume: list[int]) -> list[int]:
        up, self.up = self.up, entry.get("rounding") == "ceil" or self.up
        volume = self.named[entry["from"]] if "from" in entry else volume
        if "layers" in entry:
            for _ in range(entry.get("repeat", 1)):
                volume = self.run(entry["layers"], volume)
        elif "add" in entry or "concat" in entry:
            ends = [self.run(branch, volume) for branch in entry.get("add") or entry["concat"]]
            volume = ends[0] if "add" in entry else [*ends[0][:2], sum(end[2] for end in ends)]
        elif "partial-conv" in entry:
            sees, size = entry["partial-conv"]["sees"], entry["partial-conv"]["size"]
            weights = sum(size * size * maps for maps in sees)
            volume = [slid(volume[0], size, 1, 0, False), slid(volume[1], size, 1, 0, False), len(sees)]
            self.parts.append(Counted(weights, len(sees), 0, weights * volume[0] * volume[1]))
        else:
            neurons = entry["fc"]["neurons"]
            kept = sum(1 for _ in range(neurons) for _ in range(volume[0] * volume[1] * volume[2]))
            volume = [1, 1, neurons]
            self.parts.append(Counted(kept=kept, macs=kept))
        self.up = up
        if "name" in entry:
            self.named[entry["name"]] = volume
        return volume

    def layer(self, word: str, volume: list[int]) -> list[int]:
        width, height, depth = volume
        word = word.rpartition("=")[2]  # behind its name
        if re.match("relu|tanh|softmax|lrn|dropout", word):
            return volume
        if word == "bn":
            self.parts.append(Counted(depth, depth, 2 * depth))
            return volume
        if word == "flatten":
            return [1, 1, width * height * depth]
        if word == "global-avgpool":
            return [1, 1, depth]
        if word.startswith("fc-"):
            neurons = int(word[3:])
            self.parts.append(Counted(width * height * depth * neurons, neurons, 0, width * height * depth * neurons))
            return [1, 1, neurons]
        if word.startswith("crop"):
            return [width - 2 * int(word[4:]), height - 2 * int(word[4:]), depth]
        name, size = re.match(r"(tconv|conv|dwconv|maxpool|avgpool|subsample)(\d+)", word).groups()  # type: ignore[union-attr]
        filter = int(size)
        stride = int((re.search(r"/(\d+)", word) or [0, filter if "pool" in name or name == "subsample" else 1])[1])
        padding = int((re.search(r"p(\d+)", word.removeprefix(name)) or [0, 0])[1])
        groups = int((re.search(r"g(\d+)", word) or [0, 1])[1])
        if name == "tconv":
            filters = int(re.search(r"-(\d+)", word)[1])  # type: ignore[index]
            weights = sum(filter * filter * filters for _ in range(depth))
            self.parts.append(Counted(weights, filters, 0, weights * width * height))
            return [max(place * stride for place in range(side)) + filter for side in (width, height)] + [filters]
        up = self.up and "pool" in name
        places = [slid(side, filter, stride, padding, up) for side in (width, height)]
        if "pool" in name:
            return [*places, depth]
        if name == "subsample":
            self.parts.append(Counted(depth, depth, 0, depth * places[0] * places[1]))
            return [*places, depth]
        filters = depth if name == "dwconv" else int(re.search(r"-(\d+)", word)[1])  # type: ignore[index]
        seen = 1 if name == "dwconv" else depth // groups
        weights = sum(filter * filter * seen for _ in range(filters))
        biases = 0 if "nobias" in word else filters
        self.parts.append(Counted(weights, biases, 0, weights * places[0] * places[1]))
        return [*places, filters]


@every_network
def test_every_total_by_another_route(name: str) -> None:
    """Weights, biases, what is not trained, multiply-accumulates, and the last volume."""
    network, again = described(name), Again(library.find(name, networks=True))
    assert learned(network) == Parameters(again.total("weights"), again.total("biases"), again.total("kept"))
    assert macs(network) == again.total("macs")
    assert network.rows[-1].output == tuple(again.volume)


# ---- networks that are not bundled, as one types them from their papers ----------------------------------------------


def densenet(times: Sequence[int], growth: int = 32, depth: int = 64) -> str:
    """Huang et al. 2017, table 1: so many layers in each block."""
    text, grown = f"  - conv7-{depth}/2p3-nobias bn relu maxpool3/2p1\n", f"bn relu conv3-{growth}p1-nobias"
    for block, many in enumerate(times, 1):
        text += f"  - {{repeat: {many}, layers: [{{concat: [identity, bn relu conv1-{4 * growth}-nobias {grown}]}}]}}\n"
        depth = (depth + growth * many) // 2
        last = block == len(times)
        text += "  - bn relu global-avgpool fc-1000\n" if last else f"  - bn relu conv1-{depth}-nobias avgpool2\n"
    return text


def bottlenecks(times: Sequence[int], width: int = 64, groups: int = 1) -> str:
    """He et al. 2016, Xie et al. 2017, Zagoruyko et al. 2016: tables 1; the width is that of the first stage."""
    text = "  - conv7-64/2p3-nobias bn relu maxpool3/2p1\n"
    for stage, many in enumerate(times):
        inner, outer = width * 2**stage, 256 * 2**stage
        for block in range(many):
            stride = "" if block or not stage else "/2"
            middle = f"conv3-{inner}{stride}p1g{groups}-nobias bn relu"
            short = "identity" if block else f"conv1-{outer}{stride}-nobias bn"
            text += f"  - add: [conv1-{inner}-nobias bn relu {middle} conv1-{outer}-nobias bn, {short}]\n  - relu\n"
    return text + "  - global-avgpool fc-1000\n"


def inverted(rows: Sequence[Sequence[int]], act: str, squeezed: bool = False) -> str:
    """Blocks of a kernel, an expansion, channels, times and a stride; squeezed, with a factor a channel in each."""
    text, depth = f"  - conv3-32/2p1-nobias bn {act}\n", 32
    for kernel, expansion, channels, times, stride in rows:
        for block in range(times):
            wide = depth * expansion
            body = [f"conv1-{wide}-nobias bn {act}"] if expansion > 1 else []
            body += [f"dwconv{kernel}/{1 if block else stride}p{kernel // 2}-nobias bn {act}"]
            factor = f"global-avgpool conv1-{depth // 4} silu conv1-{wide} sigmoid"
            body += [f"{{multiply: [identity, {factor}]}}"] if squeezed else []
            body += [f"conv1-{channels}-nobias bn"]
            text += f"  - add: [[{', '.join(body)}], identity]\n" if block else f"  - layers: [{', '.join(body)}]\n"
            depth = channels
    return text + f"  - conv1-1280-nobias bn {act} global-avgpool dropout-0.2 fc-1000\n"


MOBILENET_V2 = (
    (3, 1, 16, 1, 1),
    (3, 6, 24, 2, 2),
    (3, 6, 32, 3, 2),
    (3, 6, 64, 4, 2),
    (3, 6, 96, 3, 1),
    (3, 6, 160, 3, 2),
)
"""Sandler et al. 2018, table 2, but for its last row, which is that of all three."""
MNASNET = (
    (3, 1, 16, 1, 1),
    (3, 3, 24, 3, 2),
    (5, 3, 40, 3, 2),
    (5, 6, 80, 3, 2),
    (3, 6, 96, 2, 1),
    (5, 6, 192, 4, 2),
)
"""Tan et al. 2019, figure 7, without the factors of its channels."""
EFFICIENTNET = (
    (3, 1, 16, 1, 1),
    (3, 6, 24, 2, 2),
    (5, 6, 40, 2, 2),
    (3, 6, 80, 3, 2),
    (5, 6, 112, 3, 1),
    (5, 6, 192, 4, 2),
)
"""Tan and Le 2019, table 1."""
LAST = (3, 6, 320, 1, 1)


def squeezenet() -> str:
    """Iandola et al. 2016, table 1: squeeze and expand; 0 is a pool."""
    text = "  - conv7-96/2 relu maxpool3/2\n"
    fires = (16, 64), (16, 64), (32, 128), (0, 0), (32, 128), (48, 192), (48, 192), (64, 256), (0, 0), (64, 256)
    for squeeze, expand in fires:
        fire = f"  - conv1-{squeeze} relu\n  - concat: [conv1-{expand} relu, conv3-{expand}p1 relu]\n"
        text += fire if squeeze else "  - maxpool3/2\n"
    return text + "  - dropout-0.5 conv1-1000 relu global-avgpool\n"


def xception() -> str:
    """Chollet 2017, figure 5; `same` padding but for the first two layers."""

    def separable(depth: int) -> str:
        return f"dwconv3same-nobias conv1-{depth}-nobias bn"

    text = "  - conv3-32/2-nobias bn relu conv3-64-nobias bn relu\n"
    for middle, depth in ((128, 128), (256, 256), (728, 728), (0, 0), (728, 1024)):
        block = f"relu {separable(middle)} relu {separable(depth)} maxpool3/2same"
        if depth:
            text += (
                f"  - add: [{block.removeprefix('relu ' if depth == 128 else '')}, conv1-{depth}/2-same-nobias bn]\n"
            )
        else:
            text += f"  - {{repeat: 8, layers: [{{add: [{' '.join(['relu ' + separable(728)] * 3)}, identity]}}]}}\n"
    return text + f"  - {separable(1536)} relu {separable(2048)} relu global-avgpool fc-1000 softmax\n"


def vgg_13() -> str:
    """Simonyan and Zisserman 2015, table 1, column B."""
    stages = " ".join(f"conv3-{depth}p1 relu conv3-{depth}p1 relu maxpool2" for depth in (64, 128, 256, 512, 512))
    return f"  - {stages} flatten fc-4096 relu fc-4096 relu fc-1000\n"


TYPED = {
    "densenet-121": (densenet((6, 12, 24, 16)), 7_978_856),
    "densenet-161": (densenet((6, 12, 36, 24), 48, 96), 28_681_000),
    "densenet-169": (densenet((6, 12, 32, 32)), 14_149_480),
    "densenet-201": (densenet((6, 12, 48, 32)), 20_013_928),
    "efficientnet-b0": (inverted((*EFFICIENTNET, LAST), "silu", squeezed=True), 5_288_548),
    "mnasnet": (inverted((*MNASNET, LAST), "relu"), 4_383_312),
    "mobilenet-v2": (inverted((*MOBILENET_V2, LAST), "relu6"), 3_504_872),
    "resnet-101": (bottlenecks((3, 4, 23, 3)), 44_549_160),
    "resnet-152": (bottlenecks((3, 8, 36, 3)), 60_192_808),
    "resnext-50": (bottlenecks((3, 4, 6, 3), 128, 32), 25_028_904),
    "resnext-101": (bottlenecks((3, 4, 23, 3), 256, 32), 88_791_336),
    "squeezenet-1.0": (squeezenet(), 1_248_424),
    "vgg-13": (vgg_13(), 133_047_848),
    "wide-resnet-50": (bottlenecks((3, 4, 6, 3), 128), 68_883_240),
    "wide-resnet-101": (bottlenecks((3, 4, 23, 3), 128), 126_886_696),
    "xception": (xception(), 22_855_952),  # Keras prints it; all others are torchvision's
}
"""Sixteen networks that are not bundled, and the parameters that the frameworks print of them."""


@pytest.mark.parametrize("name", TYPED)
def test_networks_typed_from_their_papers(name: str) -> None:
    """The file format says what other well-known networks need, and the totals are those in use."""
    layers, parameters = TYPED[name]
    volume = "299x299x3" if name == "xception" else "224x224x3"
    rounding = "ceil" if name == "squeezenet-1.0" else "floor"
    text = f"input: {volume}\nrounding: {rounding}\nlayers:\n{layers}"
    network = made_of(text.encode(), "typed.yaml", lambda root: network_file.described(root, None))
    assert network.rows[-1].output == (1, 1, 1000)
    assert sums_of(network)["parameters"] == parameters


# ---- as they are shown -----------------------------------------------------------------------------------------------


def numbers(line: str) -> Iterator[int]:
    """The whole numbers of a line of a table."""
    return (int(word.replace(",", "")) for word in line.split() if re.fullmatch(r"[\d,]+", word))


@every_network
def test_table_is_readable_at_80_columns_and_adds_up(name: str) -> None:
    """In a pipe, no line is wider; the columns of weights, biases and MACs, added up, are the last row.

    Two rules stand between, below the heading and above the total; a long table has its heading below it too.
    """
    run = cnnhand("shape", name, "--all")
    assert (run.status, run.err) == (0, "")
    lines = run.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "Published, and the same here:" in run.out
    heading, *_ = (index for index, line in enumerate(lines) if line.split()[:2] == ["#", "layer"])
    (end,) = (index for index, line in enumerate(lines) if line.strip().startswith("total"))
    assert end - heading - 3 == len(described(name).rows)
    columns = zip(*(list(numbers(" ".join(line.split()[-4:-1]))) for line in lines[heading + 2 : end - 1]), strict=True)
    assert [sum(column) for column in columns] == list(numbers(lines[end]))
