"""What a problem file may say, and what it comes to."""

from fractions import Fraction
from pathlib import Path

import pytest

from cnnhand.errors import ProblemFileError, UnknownNameError
from cnnhand.exact.cells import Target
from cnnhand.exact.shapes import Conv, Pair, Pool, Rounding, Sides, Window
from cnnhand.exact.values import DOES_NOT_FIT, Grid, Volume
from cnnhand.files import problems as problem_file
from cnnhand.generate import Code, draw
from cnnhand.kinds import Exercise, OnePart, Problem
from cnnhand.page import Page
from tests.problem_files import CELL, POOL, SIZE, given, message, one, parse, swapped

# ---- what a file may say --------------------------------------------------------------------------------------------


def test_numbers_are_exact_as_written() -> None:
    """0.1 is one tenth; fractions, powers of ten and the printed minus sign are read too."""
    grid = given(swapped(CELL, "1 2\n  3 4", "0.1 9/4 1e3\n  −3 .5 -2."), "input")
    assert Grid.of([[Fraction(1, 10), Fraction(9, 4), 1000], [-3, Fraction(1, 2), -2]]) == grid


@pytest.mark.parametrize(
    "written",
    [
        "[[1, 2], [3, 4]]",
        "\n  - [1, 2]\n  - [3, 4]",
        "\n  - 1 2\n  - 3, 4",
        "|\n  1 2\n  3 4",
        "|\n  1, 2,\n  3, 4",
        "\n  - |\n    1 2\n    3 4",
        "[[[1, 2], [3, 4]]]",
    ],
)
def test_grid_forms(written: str) -> None:
    """Lists of rows, rows as text, a text block, and one channel in a list are the same grid."""
    text = swapped(CELL, "|\n  1 2\n  3 4", written)
    assert Grid.of([[1, 2], [3, 4]]) == given(text, "input")


@pytest.mark.parametrize(
    "written",
    ["|\n  1 2\n\n  3 4", "[[[1, 2]], [[3, 4]]]", "\n  - |\n    1 2\n  - |\n    3 4", "\n  - - [1, 2]\n  - - [3, 4]"],
)
def test_channels(written: str) -> None:
    """A blank line in a text block, or a list of lists of rows, makes channels."""
    text = swapped(swapped(CELL, "|\n  1 2\n  3 4", written), "[[1, 0]]", "[[[1, 0]], [[1, 0]]]")
    assert Grid.of([[1, 2]], [[3, 4]]) == given(text, "input")


def test_grid_set_to_the_right() -> None:
    """A row may begin left of the first one, as on paper, also in a list of channels and with Windows line ends."""
    block = "|\n     1 -1\n    -1  0\n\n     2  2\n    10  2"
    grid = Grid.of([[1, -1], [-1, 0]], [[2, 2], [10, 2]])
    text = swapped(swapped(CELL, "|\n  1 2\n  3 4", block), "[[1, 0]]", "[[[1, 0]], [[1, 0]]]")
    assert grid == given(text, "input")
    assert grid == given(text.replace("\n", "\r\n"), "input")
    listed = "\n  - |\n     1 -1\n    -1  0\n  - |\n     2  2\n    10  2"
    assert grid == given(swapped(text, block, listed), "input")


def test_named_kernels() -> None:
    """The course's kernels have names, one for a filter or one a channel."""
    sobel = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))
    wide = swapped(CELL, "1 2\n  3 4", "1 2 3\n  3 4 5\n  5 6 7")
    assert (sobel,) == given(swapped(wide, "[[1, 0]]", "sobel-x"), "filters")[0].weights.channels  # type: ignore[index]
    deep = swapped(swapped(wide, "[[1, 0]]", "[sobel-x, edge]"), "5 6 7", "5 6 7\n\n  0 0 0\n  0 0 0\n  0 0 0")
    edge = ((1, 0, -1), (0, 0, 0), (-1, 0, 1))
    assert (sobel, edge) == given(deep, "filters")[0].weights.channels  # type: ignore[index]


@pytest.mark.parametrize(
    ("written", "sides"),
    [
        ("1", Sides(1, 1, 1, 1)),
        ("1x2", Sides(1, 1, 2, 2)),
        ("{top: 1}", Sides(top=1)),
        ("{left: 1, right: 2, top: 3, bottom: 4}", Sides(1, 2, 3, 4)),
    ],
)
def test_padding(written: str, sides: Sides) -> None:
    """One number for all sides, one each way, or each side by its name."""
    assert sides == given(f"{CELL}padding: {written}\n", "padding")


@pytest.mark.parametrize("written", ["2x1", "2×1"])
def test_pair(written: str) -> None:
    """Two numbers are across and down."""
    assert Pair(2, 1) == given(f"{CELL}stride: {written}\n", "stride")


@pytest.mark.parametrize("written", ["7x7x1", "7×7", "[7, 7, 1]"])
def test_volume(written: str) -> None:
    """A volume in one word or as a list; a depth left out is 1."""
    assert Volume(7, 7, 1) == given(swapped(SIZE, "7x7x1", written), "input")


@pytest.mark.parametrize(
    ("written", "layer"),
    [
        ("conv3-2/2p1", Conv(2, Window.square(3, 2, 1))),
        ("{conv: {filters: 2, size: 3, stride: 2, padding: 1}}", Conv(2, Window.square(3, 2, 1))),
        ("{conv: {filters: 2, size: 3x2, bias: false}}", Conv(2, Window.of(Pair(3, 2)), bias=False)),
        ("{conv: {filters: 2, size: 3, padding: {top: 1}}}", Conv(2, Window.of(Pair(3, 3), padding=Sides(top=1)))),
        ("maxpool3/2", Pool("max", Window.square(3, 2))),
        ("{maxpool: {size: 2}}", Pool("max", Window.square(2, 2))),
        ("{avgpool: {size: 3x2, stride: 1}}", Pool("average", Window.of(Pair(3, 2)))),
    ],
)
def test_layer(written: str, layer: Conv | Pool) -> None:
    """A layer in short, or as a mapping; a pool's stride is its window unless it is given."""
    assert layer == given(swapped(SIZE, "conv3-2", written), "layer")


def test_published_numbers_are_numbers_of_a_file() -> None:
    """A power of ten is read in an answer as it is in a given, alone and in a grid."""
    assert (1000,) == one(f"{CELL}answer: 1e3\n").published
    assert (Grid.of([[Fraction(1, 100), 2]]),) == one(f"{POOL}answer: [[1e-2, 2]]\n").published


@pytest.mark.parametrize(
    "written",
    [
        "conv5-6 relu maxpool2",
        "|\n  conv5-6 → relu  # as in the paper\n  POOL-2",
        "[conv5-6 relu, {maxpool: {size: 2}}]",
    ],
)
def test_layers_as_a_text(written: str) -> None:
    """Several layers stand in a text as in a network file, or each is an entry of a list."""
    text = "kind: network-table\ninput: 32x32x1\nlayers: "
    assert given(f"{text}[conv5-6, relu, maxpool2]\n", "layers") == given(f"{text}{written}\n", "layers")


def test_what_stands_at_the_top_holds_for_all() -> None:
    """Givens, kind, title, source and note at the top are every problem's, and a problem's own come before them."""
    first, second = parse("""\
title: Sizes
source: a book
note: both
kind: output-size
input: 7x7x1
rounding: floor
problems:
  - layer: conv3-2
  - {layer: maxpool2, title: Pooling, input: 9x9, rounding: exact}
""")
    assert Exercise(first.problem, title="Sizes", source="a book", note="both") == first
    assert Exercise(second.problem, title="Pooling", source="a book", note="both") == second
    assert Volume(7, 7, 1) == first.problem.input and Rounding.FLOOR is first.problem.rounding  # type: ignore[attr-defined]
    assert Volume(9, 9, 1) == second.problem.input and Rounding.EXACT is second.problem.rounding  # type: ignore[attr-defined]


def test_a_given_of_one_kind_may_stand_above_another() -> None:
    """What is shared need not be a given of every kind below it."""
    cell, pool = parse("""\
input: [[1, 2], [3, 4]]
size: 2
problems:
  - {kind: conv-cell, filters: [{weights: [[1]]}], at: {row: 1, column: 1}}
  - {kind: max-pool}
""")
    assert Grid.of([[1, 2], [3, 4]]) == cell.problem.input == pool.problem.input  # type: ignore[attr-defined]


def test_a_list_is_a_file_too() -> None:
    """A file may be a list of problems, and its keys may be written with hyphens or underscores."""
    text = f"- {CELL.replace(chr(10), chr(10) + '  ').rstrip()}\n"
    assert (
        parse(CELL) == parse(text) == parse(f"{text}  show-window: false\n") == parse(f"{text}  show_window: false\n")
    )


def test_byte_order_mark() -> None:
    """A file that begins with a byte order mark, as Windows writes it, is read."""
    assert parse(SIZE) == parse(b"\xef\xbb\xbf" + SIZE.encode())


def test_code() -> None:
    """A code alone stands for its problem, and beside givens it must be theirs."""
    exercise = draw(Code("conv-cell", "hard", 7, 3))
    assert [exercise] == parse("code: conv-cell/hard/7.3\n") == parse("- code: conv-cell/hard/7.3\n")
    assert [exercise] == parse("kind: conv-cell\ncode: conv-cell/hard/7.3\n")
    assert [exercise] == parse("kind: conv-cell\nproblems:\n- code: conv-cell/hard/7.3\n")


def test_target_names_its_filter() -> None:
    """The cell that is asked, of the first filter unless another is named."""
    assert Target(1, 1, 1) == given(CELL, "at")
    two = swapped(CELL, "  - weights: [[1, 0]]", "  - weights: [[1, 0]]\n  - {weights: [[2, 3]], bias: 1/2}")
    assert Target(2, 1, 2) == given(swapped(two, "{row: 1, column: 1}", "{filter: 2, row: 2, column: 1}"), "at")
    assert Fraction(1, 2) == given(two, "filters")[1].bias  # type: ignore[index]


# ---- published answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (f"{CELL}answer: 7\n", 7),
        (f"{CELL}answer: 4+0+1+1\n", 6),
        (f"{SIZE}answer: 5x5x2\n", Volume(5, 5, 2)),
        (f"{SIZE}answer: [5, 5, 2]\n", Volume(5, 5, 2)),
        (f"{SIZE}answer: does not fit\n", DOES_NOT_FIT),
        (f"{POOL}answer: [[4, 3]]\n", Grid.of([[4, 3]])),
        (f"{POOL}answer: 4 3; 2 1\n", Grid.of([[4, 3], [2, 1]])),
        (f"{POOL}answer: |\n  4 3\n  2 1\n\n  0 0\n  1 1\n", Grid.of([[4, 3], [2, 1]], [[0, 0], [1, 1]])),
        (f"{POOL}answer: [[[4]], [[3]]]\n", Grid.of([[4]], [[3]])),
        (f"{POOL}answer:\n  - |\n    4 3\n  - |\n    2 1\n", Grid.of([[4, 3]], [[2, 1]])),
    ],
)
def test_published_answer_is_kept_as_printed(text: str, published: object) -> None:
    """The answer of the source, right or wrong, in any form in which it can be typed, and as lists."""
    assert (published,) == one(text).published


def test_no_published_answer() -> None:
    """Without `answer:` nothing is published."""
    assert one(CELL).published is None


class TwoParts(Problem):
    """The cell of a convolution, and then a map that is pooled."""

    summary, group = "two parts", "forward"
    cell, pool = (parse(text)[0].problem for text in (CELL, POOL))

    @classmethod
    def draw(cls, level: object, dice: object) -> None:
        """Never drawn."""

    def question(self) -> Page:
        return ()

    def parts(self) -> tuple[str, ...]:
        return ("cell", "map")

    def part(self, number: int, earlier: object) -> OnePart:
        part = (self.cell, self.pool)[number]
        assert isinstance(part, OnePart)
        return part


@pytest.fixture
def two_parts(monkeypatch: pytest.MonkeyPatch) -> str:
    """A file whose problem has two parts."""
    monkeypatch.setattr(problem_file, "_givens", lambda *_: TwoParts())
    return CELL


@pytest.mark.parametrize(
    "written",
    [
        "[1, [[4]]]",
        "\n  - 1\n  - |\n    4",
        "\n  - {part: cell, answer: 1}\n  - {part: map, answer: [[4]]}",
        "\n  - {part: cell, answer: 1}\n  - answer: 4",
    ],
)
def test_published_answers_of_several_parts(two_parts: str, written: str) -> None:
    """One entry a part, in their order, each by itself or with the part's name."""
    assert (1, Grid.of([[4]])) == one(f"{two_parts}answer: {written}\n").published


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1", "F:8: answer: must be a list of 2 answers, one for each part: cell; map"),
        ("[1]", "F:8: answer: must be a list of 2 answers, one for each part: cell; map"),
        (
            "[1, x y]",
            "F:8: answer: row 1: 'x': a number was expected, not 'x'; type a grid's rows, such as 6 0 -2; 4 7 -3",
        ),
        ("\n- {part: map, answer: 4}\n- {part: cell, answer: 1}", "F:9: part: 'map' stands where 'cell' is asked"),
        ("\n- 1\n- {part: map}", "F:10: answer: is missing for the part 'map'"),
        ("\n- 1\n- {prt: map, answer: 4}", "F:10: prt: unknown key; did you mean part?"),
    ],
)
def test_wrong_answers_of_several_parts(two_parts: str, written: str, said: str) -> None:
    """A list that does not fit the parts is refused at the line of the entry."""
    assert said == message(f"{two_parts}answer: {written}\n")


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
    assert refused("x" * 5000).endswith("`cnnhand solve` lists the bundled ones")


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without the right to read it is refused in words."""
    path = tmp_path / "mine.yaml"
    path.write_text(SIZE, encoding="utf-8")

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert f"{path}: cannot be read: permission denied" == refused(path)
