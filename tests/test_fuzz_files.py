"""Whatever a problem file or a network file holds, it is read, or lines say what is wrong."""

import os
import string
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnhand import kinds
from cnnhand.calculator.json_record import record
from cnnhand.calculator.network import calculation
from cnnhand.errors import ProblemFileError
from cnnhand.files import library, network_file
from cnnhand.files import problems as problem_file
from cnnhand.files.problems import write
from cnnhand.files.yaml_tree import made_of
from cnnhand.kinds import LEVELS, Exercise, codes
from cnnhand.kinds.codes import Code

DRAWN = [write([codes.draw(Code(name, level, 1, 1))], with_answers=True) for name in kinds.names() for level in LEVELS]
BUNDLED = [Path(library.find(name)).read_text(encoding="utf-8") for name in library.names()]
FORMS = [
    "input: 7x7x1\nlayers: [{conv: {size: 3x1, filters: 2, padding: {left: 1}, groups: 1}}]\nask: [volume, weights]\n",
    "input: &x [[1, 2], [3, 4]]\nlayers: [{conv: {filters: [{weights: *x, bias: 1/2}]}}]\nask: cell\nat: 1,1\n",
    "- code: conv-cell/easy/1.1\n- {input: [[[1]], [[2]]], layers: maxpool1, ask: map, answer: [[[1]], [[2]]]}\n",
    "input: (1, 7, 7)\nlayers: [{concat: [conv1-2, conv3-2p1], name: a}, {add: [relu, a]}]\nask: volume\nof: each\n",
    "input: 9x9x1\nlayers: conv?-?/2\noutput: 4x4x2\nanswer: 3, 2\n",
    "input: [[1, 2], [3, 4]]\nlayers: maxpool2\nask:\n- input-gradient of 1\n- loss\ntarget: [[1]]\n",
]
FILES = DRAWN + BUNDLED + FORMS
NETWORKS = [Path(library.find(name, networks=True)).read_text("utf-8") for name in library.names(networks=True)] + [
    "input: 8x8x3\nlayers:\n- repeat: 2\n  layers:\n  - add: [conv3-3same bn, identity]\n- {layers: relu, name: a}\n"
    "- concat: [a, {layers: crop1, from: a}]\n- partial-conv: {size: 1, sees: [1, 2]}\npublished: {parameters: 9}\n",
    "input: [1, 9, 9]\nrounding: floor\nlayers: |\n  conv3-2 relu  # one\n  CONV-3-4, lrn → fc-10\ntitle: a\n",
]
FUZZ = int(os.environ.get("CNNHAND_FUZZ", "160"))
"""So many problem files, and as many network files."""

ODD = [
    *("", "0", "-1", "1e999", "1e99", ".inf", ".nan", "~", "1/0", "9" * 50, "10000000000", "0x1F"),
    *("−3", "٣", "½", "1_000", "[]", "{}", "[[]]", "[[[[1]]]]", "[1, 2]", "{a: 1}", "[{}]"),
    *("- ", "- - - -", "? ", ": ", "|", ">", "|2", "&a", "*a", "&a *a", "!!python/object:os.system x", "!!int 3"),
    *("<<: *a", "---", "...", "%YAML 9.9", "'", '"', '"\\e[31m"', '"\\u202e"', "#", "@", "`"),
    *("sobel-x", "conv3-2", "maxpool2", "conv0-0", "conv3-2/0", "conv9999999999-1", "conv-cell/hard/1.1", "true"),
    *("does not fit", "\t", "\x00", "\x1b", "\ufeff", "\u2028", "\x85", "\r", "é" * 50, "[" * 40),
    *("x" * 5000, "1 " * 500),
]  # fmt: skip
"""What is put in the place of a word, a value or a line."""

WORDS = [
    *ODD,
    *("kind", "input", "order", "layers", "against", "ask", "of", "at", "output", "field", "parameters", "shown"),
    *(
        "gradient",
        "target",
        "rate",
        "rounding",
        "number-bytes",
        "batch",
        "options",
        "problems",
        "answer",
        "part",
        "code",
    ),
    *("conv", "filters", "weights", "bias", "stride", "padding", "size", "concat", "name", "kernel", "among", "shift"),
    *("volume", "map", "each", "total", "last", "1,1", "1-2,1", "conv?-2", "?*conv3", "floor"),
]

quick = settings(
    max_examples=FUZZ // 4,
    derandomize=True,  # so that the examples of CI can be tried again
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def read(content: bytes) -> None:
    """Read a file; anything but exercises or a line about each that is wrong is an error of the test."""
    try:
        exercises = problem_file.parse(content, "some file.yaml")
    except ProblemFileError as error:
        for said in str(error).split("\n"):
            assert said.startswith("some file.yaml:") and said.isprintable() and len(said) < 500
    else:
        assert exercises and all(isinstance(exercise, Exercise) for exercise in exercises)


def read_network(content: bytes) -> None:
    """The same of a network file, whose table is made too."""
    try:
        network = made_of(content, "some file.yaml", lambda root: network_file.described(root, None))
    except ProblemFileError as error:
        said = str(error)
        assert said.startswith("some file.yaml:") and said.isprintable() and len(said) < 500
    else:
        assert calculation(network) and record(network)


@st.composite
def mangled_bytes(draw: st.DrawFn, files: list[str]) -> bytes:
    """A file with some of its bytes cut out, replaced or spliced with those of another."""
    content = draw(st.sampled_from(files)).encode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 40)))
        other = draw(st.sampled_from(files)).encode()
        cut = draw(st.integers(0, len(other)))
        new = draw(
            st.one_of(st.binary(max_size=8), st.sampled_from(ODD).map(str.encode), st.just(other[cut : cut + 60]))
        )
        content = content[:start] + new + content[end:]
    return content


@st.composite
def mangled_lines(draw: st.DrawFn, files: list[str]) -> bytes:
    """A file with lines left out, doubled, moved, indented, or with odd values."""
    lines = draw(st.sampled_from(files)).splitlines()
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(lines) - 1))
        line, odd = lines[at], draw(st.sampled_from(WORDS))
        key, colon, _ = line.partition(":")
        lines[at : at + 1] = draw(
            st.sampled_from(
                [
                    [f"{key}{colon} {odd}"],
                    [line, line],
                    [],
                    [" " + line],
                    [line[1:]],
                    [odd, line],
                    [line, odd],
                    [line.replace(draw(st.sampled_from(line.split() or [""])) or "\n", odd, 1)],
                    draw(st.sampled_from(files)).splitlines()[:4],
                ]
            )
        ) or [""]
    return "\n".join(lines).encode()


@quick
@given(mangled_bytes(FILES))
def test_mangled_bytes(content: bytes) -> None:
    """Files with bytes cut out, replaced and spliced."""
    read(content)


@quick
@given(mangled_lines(FILES))
def test_mangled_lines(content: bytes) -> None:
    """Files with lines left out, doubled and moved, and with odd values."""
    read(content)


yaml_words = st.one_of(st.sampled_from(WORDS), st.text(string.printable, max_size=12), st.integers().map(str))
yaml_trees = st.recursive(
    yaml_words,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda entries: f"[{', '.join(entries)}]"),
        st.dictionaries(yaml_words, inner, max_size=4).map(
            lambda entries: "{" + ", ".join(f"{key}: {value}" for key, value in entries.items()) + "}"
        ),
    ),
    max_leaves=8,
)


@quick
@given(st.sampled_from(kinds.names()), st.lists(st.tuples(st.sampled_from(WORDS), yaml_trees), max_size=6))
def test_odd_trees(kind: str, entries: list[tuple[str, str]]) -> None:
    """Problems of every kind whose givens are any lists and mappings."""
    read("\n".join([f"kind: {kind}", *(f"{key}: {value}" for key, value in entries)]).encode())


@quick
@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    """Bytes that were never a problem file."""
    read(content)


@settings(parent=quick, max_examples=FUZZ)
@given(mangled_bytes(NETWORKS) | mangled_lines(NETWORKS) | mangled_lines(NETWORKS[-2:]))
def test_mangled_networks(content: bytes) -> None:
    """Both, of networks, and more lines of those that have every key in a few."""
    read_network(content)
