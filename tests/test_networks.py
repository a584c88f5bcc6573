"""The bundled networks: their totals as the literature has them, and every one derived again by another route.

The other route reads the file with PyYAML's own loader and a few lines of its own, slides every window step by step in
place of using the formula, and counts the weights filter by filter. It shares no line with the package.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from cnnhand import library, network_file
from cnnhand.exact.shapes import Parameters
from cnnhand.network import Described, page, wrong_published
from tests.run import cnnhand

PARAMETERS = {
    "lenet-5": 61_706,
    "lenet-5-original": 60_000,
    "alexnet": 62_378_344,
    "alexnet-grouped": 60_965_224,
    "alexnet-torchvision": 61_100_840,
    "zfnet": 62_357_608,
    "vgg-16": 138_357_544,
    "vgg-19": 143_667_240,
    "googlenet": 6_998_552,
    "resnet-18": 11_689_512,
    "resnet-50": 25_557_032,
    "resnet-50-v1": 25_557_032,
    "mobilenet": 4_231_976,
}
MACS = {"resnet-50": 4_089_184_256, "resnet-50-v1": 3_857_973_248, "resnet-18": 1_814_073_344}
UNTRAINED = {"mobilenet": 21_888, "resnet-50": 53_120, "lenet-5-original": 840}  # Keras prints the first two

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
    totals = described(name).totals
    assert totals.parameters and totals.parameters.total == PARAMETERS[name]
    assert totals.macs == MACS.get(name, totals.macs)
    assert totals.parameters.untrained == UNTRAINED.get(name, totals.parameters.untrained)


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


def test_sides_of_the_papers() -> None:
    """The sides that the figures print: AlexNet's, ZFNet's, and GoogLeNet's table 1."""
    sides = {
        "alexnet": [55, 27, 13, 6],
        "zfnet": [110, 55, 26, 13, 6],
        "googlenet": [112, 56, 28, 14, 7],
        "vgg-16": [224, 112, 56, 28, 14, 7],
        "resnet-50": [112, 56, 28, 14, 7],
        "mobilenet": [112, 56, 28, 14, 7],
    }
    for name, expected in sides.items():
        seen = dict.fromkeys(row.output.width for row in described(name).rows if row.output and row.output.width > 1)
        assert list(seen) == expected, name


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
        return volume

    def layer(self, word: str, volume: list[int]) -> list[int]:
        width, height, depth = volume
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
        name, size = re.match(r"(conv|dwconv|maxpool|avgpool|subsample)(\d+)", word).groups()  # type: ignore[union-attr]
        filter = int(size)
        stride = int((re.search(r"/(\d+)", word) or [0, filter if "pool" in name or name == "subsample" else 1])[1])
        padding = int((re.search(r"p(\d+)", word.removeprefix(name)) or [0, 0])[1])
        groups = int((re.search(r"g(\d+)", word) or [0, 1])[1])
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
    totals = network.totals
    assert totals.parameters == Parameters(again.total("weights"), again.total("biases"), again.total("kept"))
    assert totals.macs == again.total("macs")
    assert network.rows[-1].output == tuple(again.volume)


# ---- as they are shown -----------------------------------------------------------------------------------------------


def numbers(line: str) -> Iterator[int]:
    """The whole numbers of a line of a table."""
    return (int(word.replace(",", "")) for word in line.split() if re.fullmatch(r"[\d,]+", word))


@every_network
def test_table_is_readable_at_80_columns_and_adds_up(name: str) -> None:
    """In a pipe, no line is wider; the columns of weights, biases and MACs, added up, are the last row."""
    run = cnnhand("shape", name)
    assert (run.status, run.err) == (0, "")
    lines = run.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "Published, and the same here:" in run.out
    (heading,) = (index for index, line in enumerate(lines) if line.split()[:2] == ["#", "layer"])
    (end,) = (index for index, line in enumerate(lines) if line.strip().startswith("total"))
    assert end - heading - 1 == len(described(name).rows)
    columns = zip(*(list(numbers(line))[-4:-1] for line in lines[heading + 1 : end]), strict=True)
    assert [sum(column) for column in columns] == list(numbers(lines[end]))


@every_network
def test_page_needs_no_terminal(name: str) -> None:
    """The page is data."""
    assert page(described(name))
