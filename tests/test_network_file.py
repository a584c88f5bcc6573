"""Network files: what they can say, and a line for everything that is wrong with one."""

from pathlib import Path

import pytest

from cnnhand.calculator.network import Described
from cnnhand.errors import CnnhandError, ProblemFileError
from cnnhand.exact.shapes import Rounding
from cnnhand.files import library, network_file
from cnnhand.files.yaml_tree import made_of
from tests.run import cnnhand


def read(text: str, rounding: Rounding | None = None) -> Described:
    """The network in a text."""
    return made_of(text.encode(), "net.yaml", lambda root: network_file.described(root, rounding))


def labels(text: str) -> list[str]:
    """The layers of a network in a text, each with what it reads."""
    return [f"{row.node.title} < {' '.join(map(str, row.node.inputs))}" for row in read(text).rows]


def test_layers_on_lines_with_comments() -> None:
    """A text block, some layers on a line; what stands behind a # is left out."""
    text = "input: 32x32x3\nlayers: |\n  conv5-6 relu  # the first\n\n  maxpool2 → fc-10\n"
    assert labels(text) == ["conv5-6 < 0", "relu < 1", "maxpool2 < 2", "fc-10 < 3"]


def test_the_mapping_form_says_what_the_short_one_cannot() -> None:
    """Per-side padding, a list of what filters see, a layer without options."""
    text = """
    input: 8x8x3
    layers:
      - conv: {filters: 4, size: 3, padding: {left: 0, right: 1, top: 0, bottom: 1}, bias: false}
      - relu:
      - {partial-conv: {sees: [1, 4], size: 3x1}}
      - {Dense: {neurons: 5}}
    """
    assert [str(row.output) for row in read(text).rows] == ["7×7×4", "7×7×4", "5×7×2", "1×1×5"]


def test_a_branch_may_be_a_mapping() -> None:
    """As in a U-Net, whose skip is cropped; `identity` stands for what the branches read."""
    text = """
    input: 8x8x3
    layers:
      - {layers: conv3-4p1, name: down}
      - crop1
      - concat: [{layers: crop1, from: down}, {layers: identity}]
    """
    assert labels(text) == ["conv3-4p1 < 0", "crop1 < 1", "crop1 < 1", "concat < 3 2"]


@pytest.mark.parametrize(
    "branch", ["identity", "[identity]", "{identity: }", "{identity: {}}", "[{shortcut: }]", "{layers: identity}"]
)
def test_identity_is_a_branch_in_every_form_of_one(branch: str) -> None:
    """A text, a list or a mapping; it can stand for the input and have a name."""
    text = "input: 8x8x3\nlayers:\n  - conv3-3p1\n  - relu\n  - add: [bn, {}]"
    assert ["bn < 2", "add < 3 2"] == labels(text.format(branch))[2:]
    if branch.startswith("{"):
        assert ["bn < 2", "add < 3 0"] == labels(text.format(branch[:-1] + ", from: input, name: here}"))[2:]


def test_the_names_that_there_are_when_one_is_none() -> None:
    """The nearest first; a word that is nearer to a layer than to a name is a mistyped layer."""
    above = "input: 8x8x3\nlayers:\n  - {layers: conv3-3p1, name: stem}\n  - {layers: relu, name: skip}\n"
    for branch, said in (
        ("skpi", "'skpi'; did you mean skip?"),
        ("zzz", "'zzz'; the names here are stem, skip, input"),
        ("{layers: relu, from: stm}", "'stm'; did you mean stem?"),
    ):
        with pytest.raises(ProblemFileError) as refused:
            read(f"{above}  - add: [{branch}, relu]\n")
        assert f"net.yaml:5: from: no layer above is called {said}" == str(refused.value)
    with pytest.raises(ProblemFileError, match="'conf3-4' is not a layer; did you mean conv"):
        read(f"{above}  - add: [conf3-4, relu]\n")
    with pytest.raises(ProblemFileError, match=r"from: no layer above is called 'x'; give that layer a `name:`"):
        read("input: 8x8x3\nlayers:\n  - {layers: relu, from: x}\n")


def test_of_many_names_some_are_listed() -> None:
    """Eight of them, where none is near."""
    layers = "".join(f"  - {{layers: relu, name: block{number}}}\n" for number in range(10, 22))
    with pytest.raises(ProblemFileError) as refused:
        read(f"input: 8x8x3\nlayers:\n{layers}  - {{layers: relu, from: zzz}}\n")
    assert str(refused.value).endswith(
        "the names here are block10, block11, block12, block13, block14, block15, block16, block17, …"
    )


def test_residuals_branches_and_repeats() -> None:
    """Branches begin at the volume above; `identity` is that volume; a repeated group is written out."""
    text = """
    input: 8x8x4
    layers:
      - repeat: 2
        layers:
          - add: [conv3-4p1 relu, identity]
          - relu
      - concat:
          - conv1-2
          - - conv1-3
            - conv3-5p1
    """
    assert labels(text) == [
        "conv3-4p1 < 0", "relu < 1", "add < 2 0", "relu < 3",
        "conv3-4p1 < 4", "relu < 5", "add < 6 4", "relu < 7",
        "conv1-2 < 8", "conv1-3 < 8", "conv3-5p1 < 10", "concat < 9 11",
    ]  # fmt: skip


def test_names_reach_over_layers() -> None:
    """As in a U-Net: what was named above is stacked on what came up again; `input` is the network's input."""
    text = """
    input: 8x8x1
    layers:
      - {layers: conv3-2p1 relu, name: skip}
      - maxpool2
      - tconv2-2/2
      - concat: [skip, identity]
      - concat: [identity, [{layers: conv1-1, from: input}]]
    """
    assert labels(text)[3:] == ["tconv2-2/2 < 3", "concat < 2 4", "conv1-1 < 0", "concat < 5 6"]


def test_names_in_a_repeated_group_are_its_own() -> None:
    """Each time round, the name stands for the layer of that time."""
    text = """
    input: 8x8x2
    layers:
      - repeat: 2
        layers:
          - {layers: relu, name: here}
          - conv3-2p1
          - add: [here, identity]
    """
    assert labels(text)[2::3] == ["add < 1 2", "add < 4 5"]


def test_roundings() -> None:
    """The file's, that of a layer, and that of the command line, which goes before the file's."""
    text = "input: 8x8x1\nrounding: floor\nlayers:\n  - conv3-1/2\n  - {layers: maxpool2, rounding: ceil}\n"
    assert str(read(text).rows[-1].output) == "2×2×1"
    assert read(text, Rounding.EXACT).rows[0].output is None


def test_published_totals_may_have_commas() -> None:
    """As they stand in print."""
    assert read("input: 8x8x3\nlayers: fc-10\npublished: {weights: '1,920'}").published == {"weights": 1920}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "layers:\n  - {layers: conv3-4, from: b, name: a}\n  - {layers: relu, name: b}",
            ":3: from: no layer above is called 'b'",
        ),
        ("layers:\n  - {layers: relu, from: a, name: a}", ":3: from: no layer above is called 'a'"),
        ("layers:\n  - {layers: relu, name: skip}\n  - {layers: relu, from: skipp}", "did you mean skip?"),
        ("layers:\n  - {layers: relu, name: skip}\n  - add: [skpi, relu]", ":4: from: no layer above is called 'skpi'"),
        ("layers:\n  - {layers: relu, name: a}\n  - relu\n  - {layers: fc-3, from: a}", ":4: layer 2 relu: no layer"),
        ("layers: |\n  pool2 pool2\n  pool2\n  pool2", ":5: layer 4 maxpool2: the filter is 2 wide, larger than"),
        ("layers: conv3-4g2", ":2: layer 1 conv3-4g2: the groups must divide the input depth 3"),
        ("layers:\n  - repeat: 1000000\n    layers: relu", "more than 10000 layers"),
        ("layers:\n - repeat: 99999\n   layers:\n   - {repeat: 99999, layers: relu}", "more than 10000 layers"),
        ("layers:\n  - {repeat: 50, layers: upsample2}", "layer 37 upsample2: its output 1099511627776×"),
        ("layers: pad1000000000000", "is larger than 10^12"),
        ("layers: conv3-9999999999999", "filters must be from 1 to 10^12"),
        ("layers:\n  - add: [conv3-4p1, identity]", ":3: layer 2 add: its branches give 8×8×4 and 8×8×3"),
        ("layers:\n  - concat: [conv3-4, identity]", ":3: layer 2 concat: its branches give 6×6×4 and 8×8×3"),
        ("layers:\n  - add: [relu]", ":3: add: must be a list of at least two branches"),
        ("layers:\n  - add: relu", ":3: add: must be a list of at least two branches"),
        ("layers: ''", ":2: layers: there is no layer here"),
        ("layers: []", ":2: layers: must be layers"),
        ("layers:\n  - []", ":3: layers: must have the form"),
        ("layers: conf3-4", ":2: layers: layer 1: 'conf3-4' is not a layer; did you mean conv?"),
        ("layer: relu", ":2: layer: unknown key; did you mean layers?"),
        ("", "layers: is missing"),
        ("layers:\n  - {conv: {filter: 3, size: 3}}", ":3: filter: unknown key; did you mean filters?"),
        ("layers:\n  - {conv: {filters: 3}}", ":3: size: layer 1, conv: conv needs its size"),
        ("layers:\n  - {konv: {filters: 3}}", ":3: konv: unknown key; did you mean conv?"),
        ("layers:\n  - {conv: {size: 3, filters: 3, stride: 0}}", ":3: stride: must be from 1"),
        ("layers:\n  - {pad: {padding: same}}", ":3: layer 1 padsame: `same` padding is for a filter"),
        ("layers:\n  - {fc: {neurons: 3, bias: maybe}}", ":3: bias: must be true or false where"),
        ("layers:\n  - {partial-conv: {sees: [0], size: 3}}", ":3: sees: must be from 1"),
        ("layers:\n  - {partial-conv: {sees: 3, size: 3}}", ":3: sees: must be a list of numbers"),
        ("layers:\n  - {relu: , bn: }", ":3: layers: must name one layer"),
        ("layers:\n  - {identity: {from: input}}", ":3: identity: takes nothing; `from:` and `name:` stand beside it"),
        ("layers:\n  - {layers: relu, times: 3}", ":3: times: unknown key"),
        ("layers:\n  - {repeat: 0, layers: relu}", ":3: repeat: must be from 1"),
        ("layers:\n  - {layers: relu, name: a}\n  - {layers: relu, name: a}", ":4: name: there are two layers called"),
        ("layers:\n  - {layers: relu, name: identity}", ":3: name: 'identity' stands for the volume itself"),
        ("layers: relu\nrounding: up", ":3: rounding: must be exact, floor or ceil, not 'up'"),
        ("layers: relu\npublished: {size: 3}", ":3: size: unknown key"),
        ("layers: relu\ninput: 8x8x3", "stands twice"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(text: str, said: str) -> None:
    """With the file, the line, and the layer or the key."""
    with pytest.raises(ProblemFileError) as refused:
        read(f"input: 8x8x3\n{text}\n")
    assert str(refused.value).startswith("net.yaml:")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("volume", ["8y8", "8", "0x8x3", "8x8x8x8", "[8, [8], 3]", "1e999x8"])
def test_an_input_that_is_no_volume(volume: str) -> None:
    """The line and the key."""
    with pytest.raises(ProblemFileError, match=r"net\.yaml:1: input: "):
        read(f"input: {volume}\nlayers: relu\n")


def test_a_name_that_stands_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest bundled network, or all of them; a missing file is said to be missing."""
    monkeypatch.chdir(tmp_path)
    for name, said in (
        ("vggg16", "did you mean vgg-16?"),
        ("zzz", "the bundled ones are alexnet"),
        ("a.yaml", "no such"),
    ):
        with pytest.raises(CnnhandError, match=said):
            network_file.find(name)


def test_networks_are_no_exercises() -> None:
    """`solve` lists and finds the exercises, `shape` the networks."""
    assert not [name for name in library.names() if name.startswith("networks/")]
    assert all(name.startswith("networks/") for name in library.names(networks=True))
    assert library.find("vgg-16", networks=True) == library.find("networks/vgg-16", networks=True)


def test_only_files_of_yaml_in_a_folder_are_bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside them may lie other files."""
    for name in ("networks/b.yaml", "networks/a-1.0.yaml", "course/one.yaml", "course/notes.txt", "stray.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setattr(library, "folder", lambda: tmp_path)
    assert (["course/one"], ["networks/a-1.0", "networks/b"]) == (library.names(), library.names(networks=True))


@pytest.mark.parametrize("name", ["resnet18", "RESNET_18", "networks/resnet-18"])
def test_a_bundled_network_is_found_without_its_hyphen(name: str) -> None:
    assert cnnhand("shape", "resnet-18").out == cnnhand("shape", name).out


def test_no_other_version_of_a_network_is_suggested() -> None:
    """MobileNetV2 is not MobileNet; a typing error is."""
    assert "'mobilenet_v2'; the bundled ones are" in cnnhand("shape", "mobilenet_v2").err
    assert "did you mean mobilenet?" in cnnhand("shape", "mobilnet").err


def test_an_error_in_a_bundled_network_says_its_name() -> None:
    assert cnnhand("shape", "alexnet", "--input", "3x3x3").err.startswith("cnnhand: alexnet:9: layer 1 conv11-96/4: ")


@pytest.mark.parametrize("factor", ["conv1-16", "fc-16"])
def test_a_factor_for_every_place_sees_the_whole_map(factor: str) -> None:
    """As squeeze-and-excitation has it: 34 = 32 + 2 columns, the padding included, and 2 more for the next layer."""
    layers = f"[conv3-16p1, multiply: [relu, global-avgpool {factor} sigmoid], conv3-8p1]"
    run = cnnhand("shape", "-", "--csv", "--columns", "field", typed=f"input: 32x32x16\nlayers: {layers}\n")
    assert ["34", "36"] == [line.split(",")[-1] for line in run.out.split()[-2:]]
