"""`cnnhand shape` for whole networks: tables, arithmetic, the forms for other programs, exit statuses."""

import csv
import io
import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.calculator.network import COLUMNS
from cnnhand.commands.shape import OneLayer, Output, shape
from cnnhand.errors import CnnhandError
from cnnhand.files import library, network_file
from cnnhand.layers.base import Layer
from cnnhand.layers.notation import layer
from tests.run import cnnhand

STACK = ("32x32x3", "CONV5-10", "ReLU", "POOL-2", "FC-10")


def test_a_stack_as_it_is_typed() -> None:
    """An exam question, in the spelling of the exam."""
    run = cnnhand("shape", *STACK)
    assert run.status == 0
    assert run.out.splitlines() == [
        "32×32×3 → 1×1×10",
        "",
        "#   layer        output   weights   biases      MACs   field",
        "─" * 60,
        "1   conv5-10   28×28×10       750       10   588,000       5",
        "2   relu       28×28×10         0        0         0       5",
        "3   maxpool2   14×14×10         0        0         0       6",
        "4   fc-10        1×1×10    19,600       10    19,600      32",
        "─" * 60,
        "    total                  20,350       20   607,600",
        "",
        "20,370 parameters = 20,350 weights + 20 biases.",
        "607,600 MACs (weights only), 1,215,200 FLOPs = 2 × MACs.",
        "At 4 bytes a number: 81,480 bytes for the parameters, 70,600 for the output of",
        "every row.",
    ]


def test_a_layer_that_states_its_channels_keeps_its_weights_behind_one_that_does_not_fit() -> None:
    pasted = ("Conv2d(3, 8, 3, stride=2)", "Conv2d(8, 16, 3)")
    out = cnnhand("shape", "224x224x3", *pasted, "--rounding", "exact").out
    assert "1,392 parameters = 1,368 weights + 24 biases." in out


def test_one_word_with_arrows_is_the_same_stack() -> None:
    """As it stands in a book."""
    assert cnnhand("shape", STACK[0], " → ".join(STACK[1:])).out == cnnhand("shape", *STACK).out


def test_a_layer_that_does_not_fit_leaves_dashes() -> None:
    """What is not known is never printed as 0."""
    run = cnnhand("shape", "33x33x3", "conv5-10/3", "relu", "fc-2")
    assert run.status == 1
    lines = [line.split() for line in run.out.splitlines()]
    assert ["1", "conv5-10/3", "✗", "—", "750", "10", "—", "—"] in lines
    assert ["2", "relu", "—", "0", "0", "—", "—"] in lines
    assert ["total", "—", "—", "—"] in lines
    assert "Layer 1 conv5-10/3 does not fit 33×33×3" in run.out
    record = json.loads(cnnhand("shape", "33x33x3", "conv5-10/3", "relu", "fc-2", "--json").out)
    assert (record["fits"], record["output"], record["totals"]["macs"]) == (False, None, None)
    assert (record["layers"][1]["macs"], record["layers"][2]["parameters"]) == (None, None)
    assert "2,relu,,0,0,,\n" in cnnhand("shape", "33x33x3", "conv5-10/3", "relu", "fc-2", "--csv").out


def test_rounding_down_says_what_is_never_read() -> None:
    """Which columns and rows, and by which layer."""
    run = cnnhand("shape", "33x33x3", "conv5-10/3", "--rounding", "floor")
    assert "Rounded down, never read: the last column and the last row by layer 1 conv5-10/3." in " ".join(
        run.out.split()
    )


def test_pasted_layers_are_rounded_down_as_in_the_framework(tmp_path: Path) -> None:
    """On the command line and in a file; the same layer in short must fit."""
    pasted = "Conv2d(3, 8, 3, stride=2)"
    (tmp_path / "net.yaml").write_text(f"input: 32x32x3\nlayers: [{pasted!r}]\n")
    for words in (("32x32x3", pasted), (tmp_path / "net.yaml",)):
        assert cnnhand("shape", *words).out.startswith("32×32×3 → 15×15×8")
    assert cnnhand("shape", "32x32x3", "conv3-8/2").out.startswith("32×32×3 → —")


def test_csv_has_plain_numbers_and_every_column_that_is_wanted() -> None:
    """A header of the names that `--columns` takes, a row a layer, no totals."""
    run = cnnhand("shape", "resnet-18", "--csv", "--columns", "all")
    rows = list(csv.DictReader(io.StringIO(run.out)))
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == len(network_file.find("resnet-18").rows)
    assert sum(int(row["parameters"]) for row in rows) == 11_689_512
    assert rows[0]["output"] == "112x112x64"
    assert {row["layer"] for row in rows if row["layer"].startswith("add")} >= {"add <- 9, 4"}


def test_markdown_and_latex() -> None:
    """Tables that can be pasted, with the totals."""
    markdown = cnnhand("shape", *STACK, "--markdown").out.splitlines()
    assert markdown[1] == "| --: | :------- | -------: | ------: | -----: | ------: | ----: |"
    assert {line.count("|") for line in markdown} == {8}
    assert markdown[-1] == "|     | total    |          |  20,350 |     20 | 607,600 |       |"
    latex = cnnhand("shape", *STACK, "--latex").out
    assert r"\begin{tabular}{rlrrrrr}" in latex
    assert r"1 & conv5-10 & 28$\times$28$\times$10 & 750 & 10 & 588,000 & 5 \\" in latex
    assert r"\# & layer" in latex


def test_columns_are_chosen_by_name() -> None:
    """Beside the number and the layer; a wrong one gets the list."""
    run = cnnhand("shape", *STACK, "--columns", "input, jump,start")
    assert run.out.splitlines()[2].split() == ["#", "layer", "input", "jump", "start"]
    run = cnnhand("shape", *STACK, "--columns", "jmp")
    assert (run.status, run.out) == (1, "")
    assert "there is no column 'jmp'; the columns are number, layer, " in run.err


def test_a_table_that_is_too_wide_is_cut_between_columns() -> None:
    """Every digit of every column is there, under its heading, at 80 columns."""
    run = cnnhand("shape", "vgg-19", "--columns", "all", "--all")
    assert max(map(len, run.out.splitlines())) <= 80
    for heading in (column.heading for column in COLUMNS.values()):
        assert re.search(rf"(^|\s){re.escape(heading)}(\s|$)", run.out), heading
    cells = run.out.split()
    for row in network_file.find("vgg-19").rows:
        assert f"{row.macs:,}" in cells
        assert str(row.output) in cells


def test_bytes_of_a_number() -> None:
    """Two bytes a number are half of four."""
    memory = [json.loads(cnnhand("shape", *STACK, "--json", "--bytes", b).out)["totals"]["memory"] for b in ("2", "4")]
    assert memory == [35_300, 70_600]


def test_explain_one_layer_and_all() -> None:
    """The formula with the numbers, for one layer or for each."""
    one = cnnhand("shape", *STACK, "--explain", "--layers", "3").out
    assert one.splitlines() == [
        "╭─ 3 · maxpool2: 28×28×10 → 14×14×10 ──────────────────────────╮",
        "│ width        14   (W − F + 2·P)/S + 1   (28 − 2 + 2·0)/2 + 1 │",
        "│ height       14   (H − F + 2·P)/S + 1   (28 − 2 + 2·0)/2 + 1 │",
        "│ depth        10   D                     pooling keeps it     │",
        "│ parameters    0                         pooling has none     │",
        "│ field         6   r + (F − 1)·j         5 + (2 − 1)·1        │",
        "│ jump          2   j·S                   1·2                  │",
        "│ start         1   start − P·j           1 − 0·1              │",
        "╰──────────────────────────────────────────────────────────────╯",
    ]
    everything = cnnhand("shape", "--explain", *STACK).out
    assert one in everything
    assert everything == cnnhand("shape", *STACK, "--explain").out
    run = cnnhand("shape", *STACK, "--explain", "--layers", "5")
    assert (run.status, run.err) == (1, "cnnhand: there is no layer 5; the network has 4\n")


def test_some_layers_of_a_network() -> None:
    """A stage of VGG-16: its rows, and the totals that are theirs alone: 128·9·64 + 128·9·128 weights."""
    run = cnnhand("shape", "vgg-16", "--layers", "6-9", "--columns", "output,weights")
    lines = [line.split() for line in run.out.splitlines()]
    assert lines[0][-4:] == ["layers", "6-9", "of", "40"]
    assert ["6", "conv3-128p1", "112×112×128", "73,728"] in lines
    assert [line[0] for line in lines[4:8]] == ["6", "7", "8", "9"]
    assert ["total", "221,184"] in lines
    record = json.loads(cnnhand("shape", "vgg-16", "--layers", "1,6-7", "--json").out)
    assert [row["number"] for row in record["layers"]] == [1, 6, 7]


def test_without_arguments_it_says_what_it_can_do() -> None:
    """Four lines, of which three are examples that work."""
    run = cnnhand("shape")
    assert (run.status, run.err, run.out.count("\n")) == (0, "", 4)
    for example in run.out.splitlines()[1:]:
        assert cnnhand(*example.split()[1:]).status == 0


def test_explain_says_why_a_field_is_a_dash() -> None:
    """At the layer that has none of its own, and below it; a transposed convolution of stride 1 has one."""
    out = " ".join(cnnhand("shape", "8x8x1", "tconv2-8/2", "conv3-4", "--explain", "--plain").out.split())
    assert out.count("field; -; not the same for every cell") == 2
    unit = cnnhand("shape", "8x8x1", "tconv3-8", "--explain", "--plain").out.splitlines()
    assert unit[-3:] == [
        "field; 3; r + (F - 1)*j; 1 + (3 - 1)*1",
        "jump; 1; j*S; 1*1",
        "start; -1; start - P*j; 1 - 2*1",
    ]


def test_explain_a_convolution_of_a_vector() -> None:
    """It sees all 6 columns of the map that was flattened, as a dense layer does."""
    run = cnnhand("shape", "8x8x3", "conv3-4", "flatten", "conv1-4", "--explain", "--layers", "3", "--plain")
    assert "field; 8; r + (F - 1)*j; 3 + (6 - 1)*1" == run.out.splitlines()[-1]


def test_two_networks_side_by_side() -> None:
    """The totals with their difference, and the layers in which they differ."""
    run = cnnhand("shape", "resnet-50", "--against", "resnet-50-v1")
    lines = [line.split() for line in run.out.splitlines()]
    assert ["MACs", "4,089,184,256", "3,857,973,248", "−231,211,008"] in lines
    assert ["parameters", "25,557,032", "25,557,032", "0"] in lines
    assert ["37", "conv1-128-nobias", "56×56×128", "37", "conv1-128/2-nobias", "28×28×128"] in lines
    assert max(map(len, run.out.splitlines())) <= 80
    assert "Layer by layer they are the same." in cnnhand("shape", "vgg-16", "--against", "vgg-16").out
    both = json.loads(cnnhand("shape", "vgg-16", "--against", "vgg-19", "--json").out)
    assert both["against"]["totals"]["parameters"] == 143_667_240


def test_two_networks_as_tables() -> None:
    """The totals and what differs for Markdown and LaTeX, the totals alone as CSV."""
    run = cnnhand("shape", "vgg-16", "--against", "vgg-19", "--csv")
    assert "layers,40,46,6" in run.out.splitlines()
    assert "input,224x224x3,224x224x3," in run.out.splitlines()
    markdown, differ = cnnhand("shape", "vgg-16", "--against", "vgg-19", "--markdown").out.split("\n\n")
    assert ["layers", "40", "46", "+6"] == [cell.strip() for cell in markdown.splitlines()[4].split("|")[1:-1]]
    assert differ.startswith("| ")
    assert 2 == cnnhand("shape", "vgg-16", "--against", "vgg-19", "--latex").out.count(r"\begin{tabular}")


def test_a_wrong_published_total_is_shown_and_is_exit_status_1(tmp_path: Path) -> None:
    """Marked, not believed."""
    path = tmp_path / "net.yaml"
    path.write_text("input: 8x8x3\nlayers: fc-10\npublished: {parameters: 1920, macs: 1920}\n")
    run = cnnhand("shape", path)
    assert run.status == 1
    assert "Published, and the same here: 1,920 macs." in run.out
    assert "Published: 1,920 parameters; the layers above give 1,930." in run.out
    assert cnnhand("shape", path, "--json").status == 1


def test_a_network_from_standard_input() -> None:
    """A hyphen is what is piped in; at the end of an empty one, one line."""
    assert "fc-10" in cnnhand("shape", "-", typed="input: 8x8x3\nlayers: fc-10\n").out
    run = cnnhand("shape", "-")
    assert (run.status, run.out, run.err.count("\n")) == (1, "", 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("10x10x3", "conv3-4", "pool2", "relu", "conv5-16"), "layer 4 conv5-16: the filter is 5 wide, larger than"),
        (("8x8x3", "relu", "conv3"), "layer 2 conv3: it does not say how many filters it has; write conv"),
        (("8x8x3", "relu", "conf3-4"), "layer 2: 'conf3-4' is not a layer; did you mean conv?"),
        (("1x1x1", "conv3-1/1000000000000p1 " * 400), "layer 9 conv3-1/1000000000000p1: its receptive field is larger"),
        (("8x8x3", "conv3-4", "-k", "3"), "-k, -f, -s … describe one layer by itself"),
        (("8x8x3", "-k", "3", "-f", "3", "--json", "--explain"), "--explain goes with --rounding and --layers only"),
        (("vgg-16", "conv3-4"), "'vgg-16' is not a volume; the layers stand after one"),
        (("vgg-116",), "the bundled ones are alexnet"),
        (("vgg-16", "--json", "--csv"), "choose one of --json and --csv"),
        (("vgg-16", "--json", "--columns", "macs"), "--json has every column"),
        (("vgg-16", "--explain", "--csv"), "--explain goes with --rounding and --layers only"),
        (("vgg-16", "--against", "vgg-19", "--columns", "macs"), "leave out --explain, --columns and --layers"),
        (("vgg-16", "--against", "vggg19"), "did you mean vgg-19?"),
        (("8x8x3",), "say the filter's side with -f"),
        (("vgg-16", "--layers", "7-3"), "--layers 7-3: the first number is larger than the last"),
        (("vgg-16", "--layers", "3-41"), "there is no layer 41; the network has 40"),
        (("vgg-16", "--layers", "conv"), "--layers must be a whole number, not 'conv'"),
        (("--columns", "macs"), "say an input volume with its layers, or a network, as in: cnnhand shape 32x32x3"),
        ((".", "relu"), "is not a volume"),
        ((".",), "cannot be read: is a directory"),
        (("7x7x3", "-f", "3"), "say how many filters"),
        (("7x7x3", "-k", "2", "-f", "9"), "larger than the input of 7"),
        (("7x7x3", "-k", "2", "-f", "3", "-s", "0"), "-s must be from 1 to 10^12, not 0"),
        (("7x7x3", "-k", "2", "-f", "3", "-p", "-1"), "padding must be from 0"),
        (("7x7x3", "-k", "2", "-f", "3", "-s", "1e9"), "-s must be a whole number, not '1e9'"),
        (("7x7x3", "-k", "4", "-f", "3", "-g", "2"), "2 does not"),
        (("7y7", "-k", "2", "-f", "3"), "'7y7' is not a volume"),
        (("7x7x3x3", "-k", "2", "-f", "3"), "has 4 sides"),
        (("7x7x3", "--pool", "max", "-f", "2", "-k", "3"), "a pooling layer has no filters"),
    ],
)
def test_refused_in_one_line(arguments: tuple[str, ...], said: str) -> None:
    """What is wrong, and exit status 1; as JSON where it is asked for."""
    run = cnnhand("shape", *arguments)
    assert run.status == 1
    if "--json" in arguments:
        assert said in json.loads(run.out)["error"]
    else:
        assert (run.out, run.err.count("\n")) == ("", 1)
        assert said in run.err


WORDS = st.sampled_from(
    ["conv3-8", "pool2", "fc-9", "relu", "flatten", "bn", "tconv4-3/2p1", "gap", "upsample2", "pad1"]
)


@given(
    st.lists(WORDS | st.text(alphabet="convpoldfc-/0123456789.spg:x ", max_size=12), max_size=8),
    st.sampled_from(["text", "json", "csv", "markdown", "latex"]),
    st.sampled_from([None, "all", "start"]),
    st.booleans(),
    st.sampled_from([None, "1", "2-3"]),
    st.sampled_from([None, "exact", "floor", "ceil"]),
)
def test_any_stack_is_shown_or_refused(
    layers: list[str], style: str, columns: str | None, explain: bool, chosen: str | None, rounding: str | None
) -> None:
    """Whatever is typed and however it is to be shown."""
    with suppress(CnnhandError):
        shown = shape("12x9x2", layers, OneLayer(), Output(explain, columns, None, 4, style, layers=chosen), rounding)
        assert shown.page if style == "text" else shown.text


def test_one_layer_is_a_network_of_one_layer() -> None:
    """The same table, arithmetic and JSON, by options, in the notation, and in a file."""
    for form in ([], ["--json"], ["--csv"], ["--explain"], ["--columns=all"], ["--rounding=floor"]):
        by_options = cnnhand("shape", "227x227x3", "-k", "96", "-f", "11", "-s", "4", *form).out
        assert cnnhand("shape", "227x227x3", "conv11-96/4", *form).out == by_options
        assert cnnhand("shape", "-", *form, typed="input: 227x227x3\nlayers: conv11-96/4").out == by_options


def test_the_arithmetic_of_one_layer_is_shown_unasked() -> None:
    """Below its table, with what is never read."""
    out = cnnhand("shape", "8x8x3", "--pool", "max", "-f", "3", "-s", "3", "--rounding", "floor").out
    assert "╭─ 1 · maxpool3: 8×8×3 → 2×2×3 ─" in out
    assert "The last 2 columns and the last 2 rows are never read." in out


def test_a_sequence_is_never_taken_for_an_image() -> None:
    """128 steps of 9 channels, also as PyTorch writes them and in a file; what has a third side is none."""
    first = cnnhand("shape", "128x9", "conv1d3-64").out
    assert first.startswith("128×1×9 → 126×1×64")
    assert cnnhand("shape", "(9, 128)", "conv1d3-64").out == first
    assert cnnhand("shape", "128x9", "nn.Conv1d(9, 64, 3)").out.splitlines()[4].split()[2:4] == ["126×1×64", "1,728"]
    assert cnnhand("shape", "-", typed="input: 128x9\nlayers: [conv1d3-64]").out == first
    explained = cnnhand("shape", "128x9", "conv1d3-64", "--explain", "--plain").out
    assert "height" not in explained
    assert "FH" not in explained
    refused = cnnhand("shape", "128x9x2", "conv1d3-64")
    assert (refused.status, "a sequence has a length and channels" in refused.err) == (1, True)


def test_the_name_of_every_layer_of_the_bundled_networks_reads_back() -> None:
    """Typed again it is the same layer."""
    nodes = [node for name in library.names(networks=True) for node in network_file.find(name).network.nodes]
    layers = [(node.title, node.layer) for node in nodes if isinstance(node.layer, Layer)]
    assert all(layer(label) == one for label, one in layers)


def test_a_long_network_is_folded_to_two_screens() -> None:
    """ResNet-50 has 175 rows: blocks that repeat are one, and the totals of what is shown are those of all."""
    run = cnnhand("shape", "resnet-50")
    lines = run.out.splitlines()
    assert 48 >= next(at for at, line in enumerate(lines) if line.split()[:1] == ["total"])
    assert "17–36 2 × (conv1-64 … relu)   56×56×256    140,032    768   436,731,904    35" in run.out
    assert "Folded from 175 rows: --all shows each." in lines
    assert 175 < len(cnnhand("shape", "resnet-50", "--all").out.splitlines())
