"""What a problem file may say, and what it comes to."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnhand.errors import ProblemFileError, UnknownNameError
from cnnhand.exact.shapes import Pair, Rounding, Sides
from cnnhand.exact.values import DOES_NOT_FIT, Grid, Volume
from cnnhand.files import problems as problem_file
from cnnhand.files.own_keys import keys_of
from cnnhand.kinds.codes import Code, draw
from cnnhand.questions.kernels.kernel_choice import KernelChoice
from cnnhand.questions.kernels.kernel_from_map import KernelFromMap
from cnnhand.questions.kernels.kernel_name import KernelName
from tests.problem_files import CELL, NAME, POOL, SHIFT, SIZE, TWO, given, layer, one, parse, swapped

BLOCK = "|\n  1 2\n  3 4"
"""The input of `CELL` as it is written."""

# ---- what a file may say --------------------------------------------------------------------------------------------

ROWS_FIRST = swapped(SIZE, "7x7x1", "1x8x7\norder: channels-first")


def test_numbers_are_exact_as_written() -> None:
    """0.1 is one tenth; fractions, powers of ten and the printed minus sign are read too."""
    grid = given(swapped(CELL, BLOCK, "|\n  0.1 9/4 1e3\n  −3 .5 -2."), "x")
    assert Grid.of([[Fraction(1, 10), Fraction(9, 4), 1000], [-3, Fraction(1, 2), -2]]) == grid


@pytest.mark.parametrize(
    "written",
    [
        "[[1, 2], [3, 4]]",
        "\n  - [1, 2]\n  - [3, 4]",
        "\n  - 1 2\n  - 3, 4",
        BLOCK,
        "|\n  1, 2,\n  3, 4",
        "1 2; 3 4",
        "\n  - |\n    1 2\n    3 4",
        "[[[1, 2], [3, 4]]]",
        "[1 2; 3 4]",
        "[1, 2; 3, 4]",
    ],
)
def test_grid_forms(written: str) -> None:
    """Lists of rows, rows as text, a text block, and one channel in a list are the same grid."""
    assert Grid.of([[1, 2], [3, 4]]) == given(swapped(CELL, BLOCK, written), "x")


@pytest.mark.parametrize(
    "written",
    ["|\n  1 2\n\n  3 4", "[[[1, 2]], [[3, 4]]]", "\n  - |\n    1 2\n  - |\n    3 4", "\n  - - [1, 2]\n  - - [3, 4]"],
)
def test_channels(written: str) -> None:
    """A blank line in a text block, or a list of lists of rows, makes channels."""
    text = swapped(swapped(CELL, BLOCK, written), "[[1, 0]]", "[[[1, 0]], [[1, 0]]]")
    assert Grid.of([[1, 2]], [[3, 4]]) == given(text, "x")


def test_grid_set_to_the_right() -> None:
    """A row may begin left of the first one, as on paper, also in a list of channels and with Windows line ends."""
    block = "|\n     1 -1\n    -1  0\n\n     2  2\n    10  2"
    grid = Grid.of([[1, -1], [-1, 0]], [[2, 2], [10, 2]])
    text = swapped(swapped(CELL, BLOCK, block), "[[1, 0]]", "[[[1, 0]], [[1, 0]]]")
    assert grid == given(text, "x")
    assert grid == given(text.replace("\n", "\r\n"), "x")
    listed = "\n  - |\n     1 -1\n    -1  0\n  - |\n     2  2\n    10  2"
    assert grid == given(swapped(text, block, listed), "x")


def test_named_kernels() -> None:
    """The course's kernels have names, one for a filter or one a channel."""
    sobel, edge = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), ((1, 0, -1), (0, 0, 0), (-1, 0, 1))
    wide = swapped(CELL, "1 2\n  3 4", "1 2 3\n  3 4 5\n  5 6 7")
    assert (sobel,) == layer(swapped(wide, "[[1, 0]]", "sobel-x")).weights[0].weights.channels
    deep = swapped(swapped(wide, "[[1, 0]]", "[sobel-x, edge]"), "5 6 7", "5 6 7\n\n  0 0 0\n  0 0 0\n  0 0 0")
    assert (sobel, edge) == layer(deep).weights[0].weights.channels


@pytest.mark.parametrize("written", ["1,2\n3,4\n", "1; 2\n3; 4,0\n"])
def test_a_grid_in_a_file_beside_it(tmp_path: Path, written: str) -> None:
    """The rows of a CSV file, with its commas, are the input; beside semicolons a comma is decimal."""
    (tmp_path / "digit.csv").write_text(written, encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(swapped(CELL, BLOCK, "{file: digit.csv}"), encoding="utf-8")
    assert parse(CELL) == problem_file.read(tmp_path / "mine.yaml")


def test_floats_in_a_file_stay_decimals_where_these_are_short(tmp_path: Path) -> None:
    np.save(tmp_path / "floats.npy", np.array([[0.5, 2.0, 0.1]]))
    (tmp_path / "mine.yaml").write_text(swapped(CELL, BLOCK, "{file: floats.npy}"), encoding="utf-8")
    (exercise,) = problem_file.read(tmp_path / "mine.yaml")
    shown = [str(cell) for cell in exercise.problem.x.cells()]  # type: ignore[attr-defined]  # of a network
    assert ["0.5", "2", "3602879701896397/36028797018963968"] == shown


@pytest.mark.parametrize(
    ("written", "sides"),
    [
        ("1", Sides(1, 1, 1, 1)),
        ("1x2", Sides(1, 1, 2, 2)),
        ("[2, 1]", Sides(1, 1, 2, 2)),
        ("{top: 1}", Sides(top=1)),
        ("{left: 1, right: 2, top: 3, bottom: 4}", Sides(1, 2, 3, 4)),
    ],
)
def test_padding(written: str, sides: Sides) -> None:
    """One number for all sides, one each way (in brackets the height first), or each side by its name."""
    assert sides == layer(swapped(CELL, "]]}", f"]], padding: {written}}}")).padding


@pytest.mark.parametrize("written", ["2x1", "2×1", "[1, 2]"])
def test_pair(written: str) -> None:
    """Two numbers are across and down; in brackets they are height and width."""
    assert Pair(2, 1) == layer(swapped(CELL, "]]}", f"]], stride: {written}}}")).stride


@pytest.mark.parametrize(
    ("written", "volume"),
    [
        ("7x7x1", Volume(7, 7, 1)),
        ("7×7×1", Volume(7, 7, 1)),
        ("7x7", Volume(7, 7, None)),  # type: ignore[arg-type]  # not given
        ("(1, 7, 8)", Volume(8, 7, 1)),
        ("(7, 8, 1)\norder: channels-last", Volume(8, 7, 1)),
    ],
)
def test_volume(written: str, volume: Volume) -> None:
    """A volume is width × height × depth in one word, or a tuple in the order of a framework."""
    assert volume == given(swapped(SIZE, "7x7x1", written), "network").input


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("{conv: {filters: 2, size: 3, stride: 2, padding: 1}}", "conv3-2/2p1"),
        ("{conv: {filters: 2, size: 3x2, bias: false}}", "conv3x2-2-nobias"),
        ("{maxpool: {size: 2}}", "maxpool2"),
        ("{avgpool: {size: 3x2, stride: 1}}", "avgpool3x2/1"),
    ],
)
def test_layer_as_a_mapping(written: str, short: str) -> None:
    """What the short form says, a mapping says too; a pool's stride is its window unless it is given."""
    assert parse(swapped(SIZE, "conv3-2", short)) == parse(swapped(SIZE, "conv3-2", written))


@pytest.mark.parametrize(
    "written",
    [
        "[conv5-6, relu, maxpool2]",
        "|\n  conv5-6 → relu  # as in the paper\n  POOL-2",
        "[conv5-6 relu, {maxpool: {size: 2}}]",
        "[{conv: {size: 5, filters: 6}}, {layers: [relu, maxpool2]}]",
    ],
)
def test_layers_as_a_text(written: str) -> None:
    """Several layers stand in a text, or each is an entry of a list, or some of them are."""
    text = swapped(SIZE, "7x7x1", "32x32x1")
    assert parse(swapped(text, "conv3-2", "conv5-6 relu maxpool2")) == parse(swapped(text, "conv3-2", written))


def test_weights_say_how_many_filters_there_are() -> None:
    """A filter by itself has a bias of 0; several are a list, each with its bias."""
    assert 0 == layer(CELL).weights[0].bias
    two = layer(swapped(CELL, "weights: [[1, 0]]", "filters: [{weights: [[1, 0]]}, {weights: [[2, 3]], bias: 1/2}]"))
    assert [2, Pair(2, 1), Fraction(1, 2)] == [two.filters, two.size, two.weights[1].bias]


def test_what_stands_at_the_top_holds_for_all() -> None:
    """Givens, title, source and note at the top are every problem's, and a problem's own come before them."""
    first, second = parse("""\
title: Sizes
source: a book
note: both
input: 8x8x1
rounding: floor
ask: volume
problems:
  - layers: conv3-2/2
  - {layers: maxpool2, title: Pooling, input: 9x9x1, rounding: exact}
""")
    assert [("Sizes", "a book", "both"), ("Pooling", "a book", "both")] == [
        (exercise.title, exercise.source, exercise.note) for exercise in (first, second)
    ]
    top, own = (exercise.problem.network for exercise in (first, second))  # type: ignore[attr-defined]
    assert (Volume(8, 8, 1), Rounding.FLOOR, Volume(9, 9, 1), Rounding.EXACT) == (
        *(top.input, top.rounding),
        *(own.input, own.rounding),
    )


def test_a_given_of_one_kind_may_stand_above_another() -> None:
    """What is shared need not be a given of every problem below it."""
    text = "input: [[1]]\nsize: 1\nask: map\nproblems:\n- layers: maxpool1\n"
    map_, kernel = parse(f"{text}- {{kind: kernel-from-map, map: [[5]]}}\n")
    assert Grid.of([[1]]) == map_.problem.x == kernel.problem.input  # type: ignore[attr-defined]


def test_a_list_is_a_file_too() -> None:
    """A file may be a list of problems, and its keys may be written with hyphens or underscores."""
    text = f"- {SIZE.replace(chr(10), chr(10) + '  ').rstrip()}\n"
    assert parse(SIZE) == parse(text)
    two = parse(f"{text}  number-bytes: 2\n")
    assert parse(SIZE) != two == parse(f"{text}  number_bytes: 2\n")


def test_byte_order_mark() -> None:
    """A file that begins with a byte order mark, as Windows writes it, is read."""
    assert parse(SIZE) == parse(b"\xef\xbb\xbf" + SIZE.encode())


@pytest.mark.parametrize("kind", ["conv-cell", "kernel-name"])
def test_code(kind: str) -> None:
    """A code alone stands for its problem, also with its kind beside it or above it."""
    exercise = draw(Code(kind, "hard", 7, 3))
    assert [exercise] == parse(f"code: {kind}/hard/7.3\n") == parse(f"- code: {kind}/hard/7.3\n")
    assert [exercise] == parse(f"kind: {kind}\ncode: {kind}/hard/7.3\n")
    assert [exercise] == parse(f"kind: {kind}\nproblems:\n- code: {kind}/hard/7.3\n")


# ---- what is asked, and of what -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (CELL, [1]),
        (swapped(CELL, "1,1", "2,1"), [3]),
        (swapped(CELL, "[[1, 0]]", "[[[1, 0]], [[0, 1]]]").replace("3 4", "3 4\n\n  5 6\n  7 8"), [7]),
        (swapped(CELL, "weights: [[1, 0]]", "filters: [[[1, 0]], [[0, 1]]]").replace("1,1", "2,1,1"), [2]),
        (swapped(SIZE, "volume", "[width, parameters]"), [5, 20]),
        (f"{SIZE}of: input\n", [Volume(7, 7, 1)]),
        (swapped(SIZE, "conv3-2", "conv3-2 maxpool5\nof: each"), [Volume(5, 5, 2), Volume(1, 1, 2)]),
        (swapped(SIZE, "conv3-2", "maxpool2"), [DOES_NOT_FIT]),
        (swapped(SIZE, "conv3-2", "maxpool2\nrounding: ceil"), [Volume(4, 4, 1)]),
        (TWO, [1, Grid.of([[4]])]),
    ],
)
def test_answers(text: str, answers: list[Any]) -> None:
    """A cell by its row and column, with its map in front; several quantities; a layer, the input, or each."""
    assert answers == [part.answer() for part in one(text).problem.exact_parts()]


@pytest.mark.parametrize(
    ("question", "key", "said"),
    [
        (KernelName, "kernel", "a grid: a text block, a list of rows, or a kernel's name, such as"),
        (KernelName, "among", "a list, each entry a word in small letters, such as sobel-x; may be left out"),
        (KernelName, "brightness", "a whole number, such as 2; may be left out"),
        (KernelFromMap, "flip", "true or false; false unless given"),
        (KernelChoice, "padding", "the zeros of all sides, of two directions or of each side, such as"),
    ],
)
def test_what_is_said_of_a_key(question: Any, key: str, said: str) -> None:
    """What may stand at a key of the questions that have keys of their own, and what holds without it."""
    (described,) = [described.said for described in keys_of(question) if described.key == key]
    assert said == described[: len(said)]


# ---- published answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (f"{CELL}answer: 7\n", 7),
        (f"{CELL}answer: 1e3\n", 1000),
        (f"{CELL}answer: 4+0+1+1\n", 6),
        (f"{CELL}answer: _\n", None),
        (f"{CELL}answer:\n", None),
        (f"{SIZE}answer: 5x5x2\n", Volume(5, 5, 2)),
        (f"{SIZE}answer: [5, 5, 2]\n", Volume(5, 5, 2)),
        (f"{SIZE}answer: does not fit\n", DOES_NOT_FIT),
        (f"{SIZE}options: [4x4x2, 5x5x2]\nanswer: b\n", Volume(5, 5, 2)),
        (f"{ROWS_FIRST}answer: 2x6x5\n", Volume(5, 6, 2)),
        (f"{ROWS_FIRST}options: [2x5x5, 2x6x5]\nanswer: b\n", Volume(5, 6, 2)),
        (f"{ROWS_FIRST}answer: 5x6x2\n", Volume(5, 6, 2)),
        ("order: channels-first\nlayers: lenet-5\nask: volume of C1\nanswer: 28x28x6\n", Volume(28, 28, 6)),
        (f"{POOL}answer: [[1e-2, 2]]\n", Grid.of([[Fraction(1, 100), 2]])),
        (f"{POOL}answer: 4 3; 2 1\n", Grid.of([[4, 3], [2, 1]])),
        (f"{POOL}answer: 4 3; 2 1 | 0 0; 1 1\n", Grid.of([[4, 3], [2, 1]], [[0, 0], [1, 1]])),
        (f"{POOL}answer: [[[4]], [[3]]]\n", Grid.of([[4]], [[3]])),
        (f"{POOL}answer:\n  - |\n    4 3\n  - |\n    2 1\n", Grid.of([[4, 3]], [[2, 1]])),
        (f"{NAME}answer: sobel-y\n", "sobel-y"),
        (f"{SHIFT}answer: 1 2; 3 4\n", Grid.of([[1, 2], [3, 4]])),
    ],
)
def test_published_answer_is_kept_as_printed(text: str, published: object) -> None:
    """The answer of the source, right or wrong, in any form in which it can be typed, and as lists."""
    assert (published,) == one(text).published


def test_no_published_answer() -> None:
    """Without `answer:` nothing is published."""
    assert one(CELL).published is None


@pytest.mark.parametrize(
    "written",
    [
        "1 | 4",
        "|\n  1\n\n  4",
        "[1, [[4]]]",
        "\n  - 1\n  - |\n    4",
        "{cell: 1, map: [[[4]]]}",
    ],
)
def test_published_answers_of_several_parts(written: str) -> None:
    """One entry a part, in their order, each by itself; or by quantity."""
    assert (1, Grid.of([[4]])) == one(f"{TWO}answer: {written}\n").published


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("9, _; 1, 0", (9, None, 1, 0)),
        ("|\n  9, 20\n  _, 0", (9, 20, None, 0)),
        ("[[9, 20], [1, 0]]", (9, 20, 1, 0)),
        ("[9, ~, 1, 0]", (9, None, 1, 0)),
        ("{parameters: [20, 0]}", (None, 20, None, 0)),
        ("{width: [9], parameters: [20, _]}", (9, 20, None, None)),
    ],
)
def test_answers_of_every_layer(written: str, published: tuple[object, ...]) -> None:
    """As a text, as a list, as a list a layer, or as columns, and some may be left out."""
    text = swapped(SIZE, "volume", "[width, parameters]\nof: each").replace("conv3-2", "conv3-2 maxpool5")
    assert published == one(f"{text}answer: {written}\n").published


# ---- files and names ------------------------------------------------------------------------------------------------


def refused(path: Path | str) -> str:
    """What is said of a file or a name that cannot be used."""
    with pytest.raises((ProblemFileError, UnknownNameError)) as caught:
        problem_file.find(str(path))
    return str(caught.value)


def test_find(tmp_path: Path) -> None:
    """A file by its path, a drawn problem by its code, and a bundled exercise by its name."""
    path = tmp_path / "mine.yaml"
    path.write_text(SIZE, encoding="utf-8")
    assert parse(SIZE) == problem_file.find(str(path))
    assert [draw(Code("max-pool", "easy", 1, 1))] == problem_file.find("max-pool/easy/1.1")
    assert 18 == len(problem_file.find("ntnu/volume-demo")) == len(problem_file.find("volume-demo"))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A folder, a file that is not there, a link to nothing, and a name that is no file at all."""
    assert f"{tmp_path}: cannot be read: is a directory" == refused(tmp_path)
    assert f"{tmp_path}/no.yaml: there is no such file" == refused(tmp_path / "no.yaml")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "no.yaml")
    assert f"{tmp_path}/link.yaml: cannot be read: no such file or directory" == refused(tmp_path / "link.yaml")
    assert "there is no file, bundled exercise or code 'volume-dmo'; did you mean volume-demo?" == refused("volume-dmo")
    assert refused("x" * 5000).endswith("lists the bundled ones, and `cnnhand kinds` what is drawn")


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without the right to read it is refused in words."""
    path = tmp_path / "mine.yaml"
    path.write_text(SIZE, encoding="utf-8")

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert f"{path}: cannot be read: permission denied" == refused(path)


@pytest.mark.parametrize(
    ("asked", "written", "published"),
    [
        ("parameters of each", "80, 13530", (80, None, None, 13530)),
        ("parameters of each", "80, -, -, 13530", (80, None, None, 13530)),
        ("parameters of counting", "80, 0, 0, 13530", (80, 13530)),
        ("[depth of each, parameters of each]", "{parameters: [80, 13530]}", (*[None] * 4, 80, None, None, 13530)),
        ("[depth of last, parameters of total]", "{parameters: 13610}", (None, 13610)),
        ("parameters of each", "{parameters of layer 4: 13530}", (None, None, None, 13530)),
        ("parameters of each", "[80, null, null, 13530]", (80, None, None, 13530)),
    ],
)
def test_a_key_may_leave_parts_out(asked: str, written: str, published: tuple[object, ...]) -> None:
    """One by one, by name, or the layers that have none of it; what is there is matched by layer."""
    network = "input: 28x28x1\nlayers: conv3-8 maxpool2 flatten fc-10\n"
    (exercise,) = parse(f"{network}ask: {asked}\nanswer: {written}\n")
    assert published == exercise.published


@pytest.mark.parametrize(
    ("problem", "written", "published"),
    [
        ("layers: conv25\nask: field", "[25, 25]", 25),
        ("input: 60x60\nlayers: maxpool2\nask: width", "30x30", 30),
        ("input: 31x31x3\nlayers: conv3-10\nask: volume", "[1, 10, 29, 29]", Volume(29, 29, 10)),
        ("input: 31x31x3\nlayers: conv3-10\nask: volume", "[29, 29, 10]", Volume(29, 29, 10)),
        ("input: 4x4\nlayers: maxpool2\nask: size", "[2, 2]", (2, 2)),
    ],
)
def test_the_sides_of_a_key_may_be_a_list(problem: str, written: str, published: object) -> None:
    (exercise,) = parse(f"{problem}\nanswer: {written}\n")
    assert (published,) == exercise.published
