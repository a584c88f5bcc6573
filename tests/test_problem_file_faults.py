"""The one-line message for each thing that can be wrong with a problem file, and for files that would take for ever."""

import pytest
import yaml

from cnnhand.exact.values import Volume
from tests.problem_files import CELL, NUMBER, POOL, SIZE, message, one, parse, swapped

CLASSES = "kind: classifier\ninput: [[1]]\nweights: [[1], [2]]\nbiases: [0, 0]\n"
KEYS = "the keys here are input, layer, rounding, title, source, note, code, answer, kind"
NOT_EXACT = "is not an exact number of at most 100 digits, such as 6, -3, 0.25, 9/4 or 1e3"
VOLUME = "a volume such as 55x55x96 (width × height × depth), or: does not fit"
EVEN = "every row must be as long"
SHARED = "the keys here are input, kind, note, padding, problems, rounding, size, source, stride, title"
MANY = "more than 500000 entries; write a large grid as a text block"
PADDED = "with the padding the input is"
ROOM = "more than 1000000 cells are too many"
LARGE = "use a smaller filter or more padding"
NEEDS_BAR = "a grid as text needs a | after `input:`, so that its lines stay apart"
SECOND_COLON = (
    'a second colon; a text with a colon stands in quotes, as in title: "{}", and every key on a line of its own'
)
ROW = "a row that belongs to no grid; set it further in than the key of its grid"
NO_COLON = "no colon; write `key: value`, or set what goes on with a text further in than its key"
QUOTED = "a text stands in quotes as a whole"
SAME_COLUMN = "keys that belong together begin in the same column"

FAULTS = [
    # keys
    (f"{CELL}strde: 2\n", "F:8: strde: unknown key; did you mean stride?"),
    (f"{SIZE}colour: 2\n", f"F:4: colour: unknown key; {KEYS}"),
    (
        "strde: 2\nproblems:\n- kind: max-pool\n  input: [[1]]\n  size: 1\n",
        "F:1: strde: unknown key; did you mean stride?",
    ),
    ("problems:\n- kind: output-size\n  inptu: 7x7x1\n", "F:3: inptu: unknown key; did you mean input?"),
    (f"{CELL}padding: {{left: 1, lft: 2}}\n", "F:8: lft: unknown key; did you mean left?"),
    (swapped(CELL, "column", "col"), "F:7: col: unknown key; did you mean column?"),
    (swapped(CELL, "weights", "wights"), "F:6: wights: unknown key; did you mean weights?"),
    (f"{CELL}stride: 1\nstride: 1\n", "F:9: stride: stands twice; leave one of them out"),
    (f"{CELL}show-window: true\nshow_window: true\n", "F:9: show_window: stands twice; leave one of them out"),
    (f"{CELL}padding: {{top: 1, top: 2}}\n", "F:8: top: stands twice; leave one of them out"),
    (f"? [1]\n: 2\n{SIZE}", "F:1: a key must be a word"),
    # what is missing, or of another type
    (
        "input: 32x32x1\nlayers: [conv5-6]\n",
        "F:1: kind: is missing; "
        "`cnnhand shape FILE` calculates a network, and `kind: network-table` asks for its table",
    ),
    (swapped(SIZE, "layer: conv3-2\n", ""), "F:1: layer: is missing; output-size needs it"),
    ("problems: 3\n", "F:1: problems: must be a list: each problem begins with `- kind: …`"),
    ("problems: []\n", "F:1: problems: must be a list of 1 to 1000 problems"),
    ("problems:\n- 3\n", "F:2: problem 1: must have the form `key: value`, one a line"),
    ("some text\n", "F:1: must have the form `key: value`, one a line"),
    (f"{SIZE}title: [1]\n", "F:4: title: must be one word or number, not a list or a mapping"),
    (swapped(SIZE, "7x7x1", "{a: 1}"), "F:2: input: must be one word or number, not a list or a mapping"),
    (
        swapped(CELL, "  - weights: [[1, 0]]", "  weights: 1"),
        "F:6: filters: must be a list with at least one entry, each on a line with a hyphen",
    ),
    (swapped(CELL, "weights: [[1, 0]]", "bias: 1"), "F:6: filters: a filter needs weights"),
    (swapped(CELL, ", column: 1", ""), "F:7: at: needs a column, as in {filter: 1, row: 1, column: 2}"),
    (swapped(CELL, "{row: 1, column: 1}", "2"), "F:7: at: must have the form `key: value`, one a line"),
    (f"{CELL}flip: yes\n", "F:8: flip: must be true or false, not 'yes'"),
    (f"{SIZE}rounding: up\n", "F:4: rounding: must be exact or floor or ceil, not 'up'"),
    # names
    ("kind: conv-cel\n", "F:1: kind: there is no kind 'conv-cel'; did you mean conv-cell?"),
    (swapped(CELL, "[[1, 0]]", "sobel-z"), "F:6: weights: there is no kernel 'sobel-z'; did you mean sobel-y?"),
    (
        "code: conv-cell/eas/1.1\n",
        "F:1: code: conv-cell/eas/1.1: there is no level 'eas'; the levels are easy, medium, hard",
    ),
    (
        "code: conv-cell/easy/1\n",
        "F:1: code: 'conv-cell/easy/1' is not a problem's code; one looks like conv-cell/hard/7.3",
    ),
    ("code: conv-cel/easy/1.1\n", "F:1: code: there is no kind 'conv-cel'; did you mean conv-cell?"),
    (
        f"{CELL}code: conv-cell/easy/1.1\n",
        "F:8: code: the numbers here are not those of conv-cell/easy/1.1; take the code out, or the change back",
    ),
    (
        "kind: max-pool\ncode: conv-cell/easy/1.1\n",
        "F:2: code: it stands for a problem of the kind conv-cell, not max-pool; take one of the two out",
    ),
    ("code: conv-cell/easy/1.1\nstride: 2\n", "F:2: stride: a problem with a code alone has no givens; add a kind"),
    (f"{CLASSES}classes: [cat, cat]\n", "F:5: classes: 'cat' stands twice; leave one of them out"),
    (
        f"{CLASSES}classes:\n- cat\n- Dog\n",
        "F:7: classes: must be a word in small letters, such as cat or hot-dog, not 'Dog'",
    ),
    # grids
    (swapped(CELL, "3 4", "3 4 5"), f"F:4: input: row 2 has 3 numbers where the first row has 2; {EVEN}"),
    (
        swapped(CELL, "|\n  1 2\n  3 4", "\n  - [1, 2]\n  - [3]"),
        f"F:4: input: row 2 has 1 number where the first row has 2; {EVEN}",
    ),
    (
        swapped(CELL, "3 4", "3 4\n\n  5"),
        f"F:6: input: row 1 of channel 2 has 1 number where the first row has 2; {EVEN}",
    ),
    (
        swapped(CELL, "3 4", "3 4\n\n  5 6"),
        "F:6: input: channel 2 has 1 row where channel 1 has 2; every channel must be as high",
    ),
    (swapped(CELL, "|\n", "\n"), f"F:3: input: {NEEDS_BAR}"),
    (swapped(CELL, "|\n", ">\n"), f"F:2: input: {NEEDS_BAR}"),
    (swapped(CELL, "|\n  1 2\n  3 4", '"1 2\n  3 4"'), f"F:2: input: {NEEDS_BAR}"),
    (
        swapped(CELL, "[[1, 0]]", "[1, 0]"),
        "F:6: weights: must be a list of rows: one row is [[1, 2, 3]], one column [[1], [2], [3]]",
    ),
    (
        swapped(CELL, "[[1, 0]]", "[[[[1, 0]]]]"),
        "F:6: weights: a grid has channels, rows and numbers, and nothing below them",
    ),
    (
        swapped(CELL, "[[1, 0]]", "[]"),
        "F:6: weights: must be a grid: a list of rows, or a text block with a row a line",
    ),
    (swapped(CELL, "[[1, 0]]", "[[]]"), "F:6: weights: a row is a list of numbers, such as [0, 2, 1]"),
    (swapped(CELL, "[[1, 0]]", ""), "F:6: weights: an empty grid; give at least one row with one number"),
    # numbers
    *(
        (swapped(CELL, "3 4", f"3 {bad}"), f"F:4: input: '{bad}' {NOT_EXACT}")
        for bad in ("x", "1e999", ".inf", "1/0", "0x10", "1_0", "٣")
    ),
    (swapped(CELL, "3 4", "3 " + "9" * 101), f"F:4: input: '{'9' * 39}…' {NOT_EXACT}"),
    (f"{CELL}stride: 1.5\n", "F:8: stride: must be a whole number, not '1.5'"),
    (f"{CELL}stride: 3x\n", "F:8: stride: '3x' is neither one number nor two, such as 3 or 3x5"),
    (f"{CELL}stride: 0\n", "F:8: stride: must be from 1 to 10^12, not 0"),
    (f"{CELL}stride: {10**13}\n", "F:8: stride: must be from 1 to 10^12, not 10000000000000"),
    (f"{CELL}padding: -1\n", "F:8: padding: must be from 0 to 10^12, not -1"),
    (f"{CELL}padding:\n  left: 1\n  top: x\n", "F:10: top: must be a whole number, not 'x'"),
    # what makes no sense
    (swapped(CELL, "column: 1", "column: 9"), "F:7: at: there is no column 9; the columns go from 1 to 1"),
    (swapped(CELL, "[[1, 0]]", "sobel-x"), f"F:6: filters: the filter is 3 wide, larger than the input of 2; {LARGE}"),
    (swapped(SIZE, "conv3", "conv9"), f"F:3: layer: the filter is 9 wide, larger than the input of 7; {LARGE}"),
    (f"{SIZE}rounding: ceil\n", "F:4: rounding: a convolution must fit or rounds down; only pooling rounds up"),
    # layers
    (swapped(SIZE, "conv3-2", "cnv3"), "F:3: layer: 'cnv3' is not a layer; did you mean conv?"),
    (swapped(SIZE, "conv3-2", "conv3"), "F:3: layer: 'conv3' does not say how many filters: conv3-96 has 96"),
    (swapped(SIZE, "conv3-2", "\n  maxpol: {size: 3}"), "F:4: maxpol: unknown key; did you mean maxpool?"),
    (
        swapped(SIZE, "conv3-2", "\n  conv:\n    size: 3\n    stride: 0\n    filters: 2"),
        "F:6: stride: must be from 1 to 10^12, not 0",
    ),
    (
        swapped(SIZE, "conv3-2", "\n  conv:\n    filters: 2\n    size: 9"),
        f"F:6: size: the filter is 9 wide, larger than the input of 7; {LARGE}",
    ),
    (swapped(SIZE, "conv3-2", "\n  conv:\n    size: 3"), "F:5: conv: needs its filters"),
    (swapped(SIZE, "conv3-2", "\n  conv:\n    strid: 3"), "F:5: strid: unknown key; did you mean stride?"),
    (
        "kind: network-table\ninput: 7x7x1\nlayers: |\n  conv3-1\n  relu cnv3\n",
        "F:5: layers: 'cnv3' is not a layer; did you mean conv?",
    ),
    (
        "kind: network-table\ninput: 7x7x1\nlayers:\n",
        "F:3: layers: must be layers: a list, or a text such as conv3-64p1 relu maxpool2",
    ),
    ("kind: mac-count\ninput: 7x7x1\nlayer: maxpool2\n", "F:3: layer: must be a convolution, such as conv3-64p1"),
    # answers
    (f"{CELL}answer:\n", f"F:8: answer: type {NUMBER}"),
    (
        f"{CLASSES}classes: [cat, dog]\nanswer: cat\n",
        "F:6: answer: must be a list of 3 answers, one for each part: "
        "the flattened vector; the scores, a row of them; the class with the largest score",
    ),
    (f"{CELL}answer: [1]\n", f"F:8: answer: must be {NUMBER}"),
    (f"{SIZE}answer: 5x5\n", f"F:4: answer: a volume has three numbers, and this has 2; type {VOLUME}"),
    (f"{POOL}answer: |\n  1 2\n  3\n", f"F:6: answer: row 2 has 1 number where the first row has 2; {EVEN}"),
    (f"{POOL}answer:\n  - [4]\n  - [x]\n", f"F:6: answer: 'x': a number was expected, not 'x'; type {NUMBER}"),
    ("answer: 3\nproblems:\n- {kind: max-pool, input: [[1]], size: 1}\n", f"F:1: answer: unknown key; {SHARED}"),
    # YAML
    ("", "F:1: the file is empty; `cnnhand kinds conv-cell` shows what one looks like"),
    ("# only a comment\n", "F:1: the file is empty; `cnnhand kinds conv-cell` shows what one looks like"),
    (f"title: Part 1: edges\n{SIZE}", f"F:1: {SECOND_COLON.format('Part 1: edges')}"),
    (f"problems:\n- title: 1: edges\n  note: x\n{SIZE}", f"F:2: {SECOND_COLON.format('1: edges')}"),
    ("kind:conv-cell\ninput: 7x7x1\n", "F:1: a space is missing after the colon; write kind: conv-cell"),
    ("- kind:conv-cell\n  input: 7x7x1\n", "F:1: a space is missing after the colon; write kind: conv-cell"),
    (f"{SIZE}rounding:floor\n", "F:4: a space is missing after the colon; write rounding: floor"),
    ("problems:\n  -kind: x\n    size: 2\n", "F:2: a space is missing after the hyphen; write - kind: x"),
    (swapped(CELL, "  3 4", "3 4"), f"F:4: {ROW}"),
    (swapped(CELL, "  1 2\n  3 4", "1 -2\n3 −4"), f"F:3: {ROW}"),
    (f"{SIZE}some words\n", f"F:4: {NO_COLON}"),
    (f"some words\n{SIZE}", f"F:1: {NO_COLON}"),
    ("kind: [1\n", "F:1: the [ is not closed; a ] is missing, or a comma between its entries"),
    (
        f"{POOL}stride: 1\n".replace("4]]", "4]"),
        "F:2: the [ is not closed; a ] is missing, or a comma between its entries",
    ),
    (
        swapped(CELL, "row: 1,", "row: 1"),
        "F:7: the { is not closed; a } is missing, or a comma between its entries",
    ),
    (swapped(POOL, "4]]", "4]]]"), "F:2: a ] too many; take it out, or open a bracket for it"),
    (f"{SIZE}title: @home\n", "F:4: a text that begins with @ stands in quotes"),
    (f"title: %home\n{SIZE}", "F:1: a text that begins with % stands in quotes"),
    (f"title: *home*\n{SIZE}", "F:1: a text that begins with * stands in quotes"),
    (f"title: - home\n{SIZE}", "F:1: a text that begins with - stands in quotes"),
    (
        "kind: *x\n",
        "F:1: nothing above is marked & with this name; a text that begins with * stands in quotes",
    ),
    (f'title: "home" and away\n{SIZE}', "F:1: something stands behind the end of the value; " + QUOTED),
    (f"title: 'home\n{SIZE}", "F:1: the ' is not closed; end the text with another '"),
    (
        swapped(CELL, "|", "| 1 2"),
        "F:2: nothing may stand behind |; rows begin on the next line, other texts stand in quotes",
    ),
    (swapped(CELL, "  1 2", "\t1 2"), "F:3: a tab; use spaces in its place"),
    ("problems:\n\t- kind: x\n", "F:2: a tab; use spaces in its place"),
    (f"title: x\n  note: y\n{SIZE}", f"F:2: further in than the key above it; {SAME_COLUMN}"),
    (f"{CELL}  stride: 2\n", f"F:8: not in line with what is above; {SAME_COLUMN}, or their hyphens do"),
    ("- kind: x\nstride: 2\n", f"F:2: not in line with what is above; {SAME_COLUMN}, or their hyphens do"),
    (
        "problems:\n  - kind: x\n - kind: y\n",
        f"F:3: not in line with what is above; {SAME_COLUMN}, or their hyphens do",
    ),
    (f"  title: x\n{SIZE}", f"F:2: not in line with what is above; {SAME_COLUMN}, or their hyphens do"),
    (f"{SIZE}% a remark\n", "F:4: not YAML: could not find expected directive name"),
    ("kind: &a [*a]\n", "F:1: *a stands inside itself"),
    (f"{SIZE}---\n{SIZE}", "F:4: only one YAML document fits in a file; list the problems below `problems:`"),
    ("kind: !!python/object:os.system x\n", "F:1: YAML's tags mean nothing here; leave !!python/object:os.system out"),
    (f"{SIZE}title: !!str x\n", "F:4: YAML's tags mean nothing here; leave !!str out"),
    (
        "problems:\n- &a {kind: output-size, input: 7x7x1, layer: conv3-2}\n- <<: *a\n  input: 8x8x1\n",
        "F:3: <<: entries are not merged here; write out those that it stands for",
    ),
    ("- " + "[" * 13 + "]" * 13 + "\n", "F:1: more than 12 lists or mappings inside each other"),
    # characters
    (f"{SIZE}title: é\nnote: \x00\n", "F:5: not YAML: control characters are not allowed"),
    (f'{SIZE}title: "\\e[31m"\n', "F:4: title: '\\x1b[31m' holds a character that cannot be shown"),
    (f'"\\e\\n": 1\n{SIZE}', f"F:1: \ufffd\ufffd: unknown key; {KEYS}"),
]
"""Files that cannot be used, and what is said of them."""


@pytest.mark.parametrize(("text", "said"), FAULTS, ids=[said for _, said in FAULTS])
def test_fault(text: str, said: str) -> None:
    """What is wrong is said in one line, with the file, the line and the key, and what would be right."""
    assert said == message(text)


def test_the_advice_is_the_same_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML was built without it, other words say the same faults."""
    monkeypatch.setattr("cnnhand.yaml_tree._LOADER", yaml.SafeLoader)
    assert message("- kind: x\nstride: 2\n").startswith("F:2: not in line with what is above")
    assert message("kind: [1\n").startswith("F:1: the [ is not closed")
    assert message("kind: *x\n").startswith("F:1: nothing above is marked &")
    assert message("problems:\n\t- kind: x\n") == "F:2: a tab; use spaces in its place"


def test_what_could_stand_there_is_listed() -> None:
    """Without a kind the message lists the kinds, and without one name for a layer the layers."""
    assert "F:1: kind: is missing; `cnnhand kinds` lists the kinds of problem" == message("input: 7x7x1\n")
    two = swapped(SIZE, "conv3-2", "{conv: {size: 3, filters: 1}, maxpool: {}}")
    assert message(two).startswith("F:3: layer: must name one layer: conv, ")


def test_not_utf8() -> None:
    """Bytes that are not UTF-8 are refused at their line."""
    assert message(b"kind: x\ntitle: \xff\n") == "F:2: not a text file in UTF-8; save it as UTF-8"


def test_message_is_one_line_of_bearable_length() -> None:
    """A very long word is not repeated in full."""
    for text in (f"kind: {'x' * 10**6}\n", f"{'k' * 10**6}: 1\n{SIZE}", f"{SIZE}rounding: {'x' * 10**6}\n"):
        said = message(text[:100_000] if text.startswith("k" * 100) else text)
        assert "\n" not in said and len(said) < 500


# ---- what would take for ever ---------------------------------------------------------------------------------------

ROWS = ("  " + "1 " * 1000 + "\n") * 1100
POOL_OF = "kind: max-pool\nsize: {}\ninput: {}\n"

TOO_LARGE = [
    (
        f"{CELL}padding: {10**9}\n",
        f"F:8: padding: {PADDED} 2000000002×2000000002×1; {ROOM}",
    ),
    (
        f"{CELL}padding: {10**9}\nstride: {10**12}\n",
        f"F:8: padding: {PADDED} 2000000002×2000000002×1; {ROOM}",
    ),
    (
        f"{POOL_OF.format(10**12, '[[1]]')}padding: {10**12 - 1}\n",
        f"F:4: padding: {PADDED} 1999999999999×1999999999999×1; {ROOM}",
    ),
    (
        POOL_OF.format(1, "|\n" + ROWS[: len(ROWS) // 11]),
        "F:3: input: the map that comes out is 1000×100×1; more than 10000 cells are too many",
    ),
    (POOL_OF.format(1, "|\n" + ROWS), "F:3: input: has more than 1000000 cells"),
    ("problems:\n" + "- {}\n" * 600_000, f"F:499999: {MANY}"),
    ("- {}\n" * 1001, "F:1: problems: must be a list of 1 to 1000 problems"),
    (
        "a: &a [1, 1, 1, 1, 1, 1, 1, 1]\n"
        + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 8)}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)),
        f"F:7: {MANY}",
    ),
    (
        "kind: max-pool\nsize: 1\nnote: &a |\n" + ROWS[: len(ROWS) // 22] + "input: [" + "*a, " * 1000 + "]\n",
        f"F:54: {MANY}",
    ),
    (
        "kind: max-pool-gradient\ninput: [[1]]\ngradient: [[1]]\nsize: 1000000\nstride: 1000000\npadding: 999999\n",
        f"F:6: padding: {PADDED} 1999999×1999999×1; {ROOM}",
    ),
    (
        "kind: transposed-convolution\ninput: [[1, 2]]\nkernel: [[1]]\nstride: 1000000\n",
        "F:2: input: the map that comes out is 1000001×1×1; more than 10000 cells are too many",
    ),
    (f"kind: receptive-field\nlayers: [{'conv3-1, ' * 301}]\n", "F:2: layers: has more than 300 entries"),
    ("#" * 2**22 + "\n", "F: larger than 4 MiB, which no exercise on paper is"),
]
"""Files whose problems would fill the memory, and what is said of them."""


@pytest.mark.parametrize(("text", "said"), TOO_LARGE, ids=[said for _, said in TOO_LARGE])
def test_too_large(text: str, said: str) -> None:
    """Large numbers, grids, lists and aliases are refused before anything is made of them."""
    assert said == message(text)


def test_huge_stride_and_sizes_are_plain_numbers() -> None:
    """Where only sizes are asked, 10^12 is a number like any other."""
    assert Volume(1, 1, 2) == given_answer(f"{SIZE}rounding: floor\n".replace("conv3-2", f"conv3-2/{10**12}"))
    assert Volume(10**12 - 2, 5, 2) == given_answer(swapped(SIZE, "7x7x1", f"{10**12}x7x1"))


def given_answer(text: str) -> object:
    """The exact answer of the only problem of a file."""
    (part,) = one(text).problem.exact_parts()
    return part.answer()


def test_a_shared_grid_is_read_once() -> None:
    """Problems that share a large grid do not each read it again."""
    shared = f"size: 100\ninput: |\n{ROWS[: len(ROWS) // 11]}problems:\n" + "- kind: max-pool\n" * 1000
    first, *others = parse(shared)
    assert 999 == len(others)
    assert all(first.problem.input is other.problem.input for other in others)  # type: ignore[attr-defined]
