"""The forms in which people, pages and programs write an answer, and what has two readings."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from cnnhand.answers import Expected, imprecise, read, rounded_as_printed, same, value
from cnnhand.answers.rows import Rows
from cnnhand.errors import AnswerFormatError, TwoReadingsError
from cnnhand.exact.values import DOES_NOT_FIT, Form, Grid, Root, Size, Value, Volume, root
from cnnhand.formats import plain, spoken
from cnnhand.kinds.codes import Code, draw
from cnnhand.page import view_of
from cnnhand.questions.asking import Ask

COUNT = Expected(Form.NUMBER, whole=True)
NUMBER = Expected(Form.NUMBER, whole=False)
SIDE = Expected(Form.NUMBER, whole=True, side=True)
VOLUME = Expected(Form.VOLUME)
SIZE = Expected(Form.SIZE)
GRID = Expected(Form.GRID, whole=False)
VECTOR = Expected(Form.GRID, whole=False, vector=True)


@pytest.mark.parametrize(
    ("text", "asked", "exact"),
    [
        ("½", NUMBER, Fraction(1, 2)),
        ("3½", NUMBER, Fraction(7, 2)),
        ("3^2", NUMBER, 9),
        ("3**2", NUMBER, 9),
        ("2^-1", NUMBER, Fraction(1, 2)),
        ("11²·3·96+96", COUNT, 34944),
        ("10^5", COUNT, 100_000),
        ("1.05e8", COUNT, 105_000_000),
        ("1.05·10^8", COUNT, Decimal("1.05e8")),
        ("1.05 × 10⁸", COUNT, Decimal("1.05e8")),
        ("34 944", COUNT, 34944),
        ("34'944", COUNT, 34944),
        ("34,944", COUNT, 34944),
        ("34\N{NO-BREAK SPACE}944", COUNT, 34944),
        ("1.234.567", COUNT, 1_234_567),
        ("0,33", NUMBER, Fraction(33, 100)),
        ("(-1)(2)", NUMBER, -2),
        ("2(3+1)", COUNT, 8),
        ("3X3X2", COUNT, 18),
        ("9÷4", NUMBER, Fraction(9, 4)),
        ("4+0+1+1 = 6", COUNT, 6),
        ("7/3 ≈ 2.33", NUMBER, Fraction(7, 3)),
        ("(W−F+2P)/S+1 = (227−11)/4+1 = 55", COUNT, 55),
        ("P=6", COUNT, 6),
        ("y = 9", NUMBER, 9),
        ("x = −3", NUMBER, -3),
        ("9 parameters", COUNT, 9),
        ("25 pixels", COUNT, 25),
        ("6,", COUNT, 6),
        ("it is 6", COUNT, 6),
        ("→ 6", COUNT, 6),
        ("3 ½", NUMBER, Fraction(7, 2)),
        ("2.33…", NUMBER, Fraction(7, 3)),
        ("9 weights and biases", COUNT, 9),
        ("６", COUNT, 6),
        (r"\frac{9}{4}", NUMBER, Fraction(9, 4)),
        (r"$2 \times 3$", COUNT, 6),
        ("np.float64(2.5)", NUMBER, Fraction(5, 2)),
        ("25x25", COUNT, 625),
        ("25x25", SIDE, 25),
        ("(25, 25)", SIDE, 25),
        ("25×25 pixels", SIDE, 25),
        ("1 + 2·2 + 2·2", SIDE, 9),
        ("none", COUNT, 0),
        ("no parameters", COUNT, 0),
        ("It has no learnable parameters.", COUNT, 0),
        ("zero", NUMBER, 0),
        ("2 (rounded down)", COUNT, 2),
        ("A 48", NUMBER, 48),
        ("patch A: 48", NUMBER, 48),
        ("48 (A)", NUMBER, 48),
    ],
)
def test_numbers(text: str, asked: Expected, exact: Value) -> None:
    """Whatever stands around them, and with thousands as anybody writes them."""
    assert same(read(text, asked), exact)


@pytest.mark.parametrize("minus", "-−－﹣‑–—")
def test_every_minus_sign_is_one(minus: str) -> None:
    """From any keyboard, page or program."""
    assert -3 == read(f"{minus}3", NUMBER)


@pytest.mark.parametrize(
    ("text", "square"),
    [("3√5", 45), ("√30/2", Fraction(15, 2)), ("√2·√3", 6), ("6/√3", 12), (r"\sqrt{30}", 30), ("30^(1/2)", 30)],
)
def test_roots(text: str, square: Fraction) -> None:
    """With a factor, divided, multiplied, or as a power."""
    assert Root(Fraction(square)) == read(text, NUMBER)


VOLUMES = [
    *("29x29x10", "29×29×10", "29 x 29 x 10", "29, 29, 10", "29,29,10", "29 29 10", "29*29*10", "29·29·10"),
    *(" 29x29x10 ", "58/2x29x10", "29.0x29x10", "29x29x(2*5)", "29 by 29 by 10", "29x29x10 pixels", "29x29x10 = 8410"),
    *("10 maps of 29x29", "29×29 (10 channels)", "29x29 with 10 filters", "29x29, depth 10", "10@29x29", "29x29@10"),
    *("W=29, H=29, D=10", "depth: 10, width: 29, height: 29", "D=10 x W=29 x H=29", "D=10xW=29xH=29", "H=W=29, D=10"),
    *("width 29, height 29, depth 10", "N=1, C=10, H=29, W=29", "the output is 29x29x10"),
    *("(10, 29, 29)", "[10, 29, 29]", "(29, 29, 10)", "(1, 10, 29, 29)", "(None, 29, 29, 10)"),
    *("torch.Size([1, 10, 29, 29])", "TensorShape([None, 29, 29, 10])"),
    *("29 29 10 (rounded down)", "29x29x10 floor", "29x29, D2=10", "29/29/10", "29х29х10"),
]  # fmt: skip
NO_FIT = [
    *("no", "none", "impossible", "n/a", "not fit", "no fit", "does not fit", "DOES  NOT FIT.", "does not fit!"),
    *("doesn't fit", "doesn’t fit", "doesnt fit", "can't fit", "won't fit", "It won't fit.", "it does not fit"),
    *("the layer does not fit", "will not fit", "not an integer", "does not fit, since 7/2 is not whole"),
]  # fmt: skip


@pytest.mark.parametrize("text", VOLUMES)
def test_volumes(text: str) -> None:
    """As a person types or names them, or as a framework prints them: channels first or last, a batch in front."""
    assert same(read(text, VOLUME), Volume(29, 29, 10))


def test_a_tuple_with_the_name_of_a_framework_has_its_order() -> None:
    """Also where two of three sides are equal that do not belong together; without a name a file refuses it."""
    assert Volume(7, 6, 6) == read("torch.Size([1, 6, 6, 7])", VOLUME)
    assert Volume(6, 7, 6) == read("(None, 7, 6, 6)", VOLUME)
    assert Volume(6, 6, 7) == read("(6, 6, 7)", VOLUME)
    with pytest.raises(TwoReadingsError, match="may have the channels first or last"):
        value("(6, 6, 7)", VOLUME)


def test_thousands_in_a_volume() -> None:
    """A comma without a blank, between digits that are thousands."""
    assert Volume(1000, 1000, 3) == read("1,000x1,000x3", VOLUME)


@pytest.mark.parametrize("text", NO_FIT)
def test_does_not_fit(text: str) -> None:
    """In the words that people have for it, where it can be an answer; also to the width alone."""
    width = draw(Code.parse("output-size/hard/3.1")).problem  # (15 − 5 + 2 + 1)/3 is not whole
    alone = replace(width, asks=(Ask("width", (1,)),)).exact_parts()[0]
    assert read(text, VOLUME) is read(text, SIZE) is read(text, Expected.of(alone)) is alone.answer() is DOES_NOT_FIT
    if text != "none":
        with pytest.raises(AnswerFormatError, match="a number is asked here; type a whole number"):
            read(text, COUNT)


@pytest.mark.parametrize(
    ("text", "size"),
    [("60x50", Size(60, 50)), ("25", Size(25, 25)), ("(50, 60)", Size(60, 50)), ("W=60, H=50", Size(60, 50))],
)
def test_sizes(text: str, size: Size) -> None:
    """Width and height, or one side of a square; two numbers in brackets are height and width."""
    assert size == read(text, SIZE)
    assert same(read(text, SIZE), size)


def test_a_size_has_as_many_numbers_as_are_asked() -> None:
    """A depth is said not to be asked, and of two different sides both are wanted."""
    with pytest.raises(AnswerFormatError, match="the depth is not asked here"):
        read("60x60x3", SIZE)
    with pytest.raises(AnswerFormatError, match="'60' is not two numbers"):
        read("60", Expected(Form.SIZE, square=False))


@pytest.mark.parametrize(
    "text",
    [
        "[12 26; 27 18]",
        "[[12,26],[27,18]]",
        "array([[12, 26],\n       [27, 18]])",
        "tensor([[[[12., 26.],\n          [27., 18.]]]], grad_fn=<ConvolutionBackward0>)",
        "<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[12., 26.],\n       [27., 18.]], dtype=float32)>",
        "((12, 26), (27, 18))",
        r"\begin{bmatrix} 12 & 26 \\ 27 & 18 \end{bmatrix}",
        r"12 & 26 \\ 27 & 18",
        "    1  2\n1 │ 12 26\n2 │ 27 18",
        "╭────┬────╮\n│ 12 │ 26 │\n├────┼────┤\n│ 27 │ 18 │\n╰────┴────╯",
        "1 | 12 26\n2 | 27 18",
        "row 1: 12, 26\nrow 2: 27, 18",
        "y = [12 26; 27 18]",
    ],
)
def test_grids(text: str) -> None:
    """As programs, pages and this program itself show them."""
    assert Grid.of([[12, 26], [27, 18]]) == read(text, GRID)


@pytest.mark.parametrize("shape", ["plain", "spoken"])
@pytest.mark.parametrize(
    "size", [Volume(2, 2, 1), Volume(7, 1, 3), Volume(3, 4, 2), Volume(1, 1, 2), Volume(12, 2, 4)], ids=str
)
def test_the_program_s_own_grids_may_be_pasted(shape: str, size: Volume) -> None:
    """At once, and line by line: as frames beside and below each other, and in words."""
    cells = [(7 * at) % 31 - 15 for at in range(size.cells)]
    grid, asked = Grid.from_cells(cells, size), Expected(Form.GRID, whole=False, maps=size.depth)
    text = {"plain": plain.text, "spoken": spoken.text}[shape]((view_of(grid, "the map"),))
    assert grid == read(text, asked)
    rows = Rows(asked)
    for line in text.splitlines():
        if not rows.complete:
            rows.add(line)
    if not rows.complete:
        rows.add("")
    assert grid == read(rows.text, asked)


def test_a_vector_may_be_a_column() -> None:
    """Where a single row is asked."""
    for text in ("1; 2; 3", "[[1], [2], [3]]", "1, 2, 3", "1\n2\n3"):
        assert Grid.of([[1, 2, 3]]) == read(text, VECTOR)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("(cat)", "cat"),
        ('"cat"', "cat"),
        ("cat.", "cat"),
        ("Cat", "cat"),
        ("sobel y", "sobel-y"),
        ("kernel a", "a"),
        ("stronger attention", "laplacian-8"),
    ],
)
def test_words(text: str, word: str) -> None:
    """With what people put around them."""
    assert word == read(text, Expected(Form.WORD, ("a", "cat", "sobel-y", "laplacian-8")))


@pytest.mark.parametrize(
    ("text", "asked", "readings"),
    [
        ("34.944", COUNT, "'34.944' may be 34,944 or a decimal; type 34944, or 34.9440"),
        ("34,944", NUMBER, "'34,944' may be 34944 or 34.944"),
        ("25*25", SIDE, "'25*25' may be sides or a product"),
        ("25x25x3", SIDE, "'25x25x3' may be sides or a product"),
        ("0X10", COUNT, "'0X10' may be a product or a hexadecimal number"),
        ("½½", COUNT, "'½½' has a number right behind a fraction"),
        ("0x10", COUNT, "'0x10' may be a product or a hexadecimal number"),
        ("4+0+1+1 = 7", COUNT, "7 and 6 are two numbers"),
        ("25x24", SIDE, "'25x24' has two different sides"),
        ("(96, 55, 27)", VOLUME, "'(96, 55, 27)' may have the channels first or last"),
        ("2,5; 4,75", GRID, "'2,5' may be the decimal 2.5 or the two numbers 2 and 5"),
        ("0,5 1,25", GRID, "'0,5' may be the decimal 0.5 or the two numbers 0 and 5"),
        ("6 0-2", GRID, "'0-2' may be one cell or two; type 0, -2 with a comma, or (0-2)"),
        ("1 2, 3 4", GRID, "'1 2, 3 4' may be one row or 2; put ; between two rows"),
        ("1 2 | 3 4", Expected(Form.GRID, maps=1), "a | stands between two maps, and one is asked"),
        ("1 1/2 2; 3 4 5", GRID, "'1 1/2' may be 1+1/2 or the two numbers 1 and 1/2"),
    ],
)
def test_two_readings_are_asked_about(text: str, asked: Expected, readings: str) -> None:
    """Never another number than a person means: both are named, and what to type for each."""
    with pytest.raises(TwoReadingsError, match=re.escape(readings)):
        read(text, asked)


@pytest.mark.parametrize(
    ("text", "asked", "message"),
    [
        ("[[1,2],[]]", GRID, "row 2: there is no number"),
        ("1,,2", GRID, "there is no number between two commas"),
        ("[[1, 2], 3]", GRID, "numbers stand beside brackets"),
        ("2^3^2", COUNT, "a power of a power can be read in two ways"),
        ("1/2(3+1)", NUMBER, "a product without its sign after a division"),
        ("6 (4)", NUMBER, "cannot be read; type a number such as"),
        ("9^999", COUNT, "an exponent is a whole number up to 400"),
        ("(8, 10, 29, 29)", VOLUME, "'(8, 10, 29, 29)' is not three numbers"),
        ("W=29, H=29", VOLUME, "does not name width, height, depth"),
        ("A=29, B=29, C=10", VOLUME, "is not three numbers"),
        ("60x60", VOLUME, "'60x60' is not three numbers"),
        ("29 29 10 or so", VOLUME, "'29 29 10 or so' is not three numbers"),
        ("10 %", VOLUME, "a share is typed as a number: 0.1 or 1/10 for 10 %"),
        ("1 10 %", GRID, "a share is typed as a number: 0.1 or 1/10 for 10 %"),
    ],
)
def test_what_cannot_be_read(text: str, asked: Expected, message: str) -> None:
    """It says what is wrong, and shows an example of what is asked."""
    with pytest.raises(AnswerFormatError, match=re.escape(message)):
        read(text, asked)


def test_the_width_of_the_grid_decides_where_it_is_known() -> None:
    """Of a 2×2 grid `2,5 1,5` is a row of two decimals, and `2,5` one of two whole numbers."""
    asked = Expected(Form.GRID, size=Volume(2, 2, 1))
    assert "2.5 1.5; 3 4.25" == str(read("2,5 1,5; 3 4,25", asked))
    assert "2 5; 3 4" == str(read("2,5; 3,4", asked))


@pytest.mark.parametrize(("text", "asked"), [("0,33", NUMBER), ("2,5", COUNT), ("0,5 1,25", GRID), ("34,944", NUMBER)])
def test_a_file_refuses_what_has_two_readings(text: str, asked: Expected) -> None:
    """Nobody sits there who could be asked."""
    with pytest.raises(AnswerFormatError, match=r"' may be .* or "):
        value(text, asked)


def test_what_is_asked_comes_from_the_part() -> None:
    """A count, the side of a field, a vector, two maps, and a map of a known size."""
    asked = {code: [Expected.of(part) for part in draw(Code.parse(code)).problem.exact_parts()] for code in CODES}
    assert [replace(COUNT, what="parameters")] == asked["parameter-count/easy/1.1"]
    assert [replace(SIDE, what="field")] == asked["receptive-field/easy/1.1"]
    assert [NUMBER] == asked["conv-cell/easy/1.1"]
    assert [True, True, False] == [one.vector for one in asked["classifier/easy/2.1"]]
    assert [2] == [one.maps for one in asked["feature-map/hard/2.1"]]
    assert [None] == [one.size for one in asked["max-pool/easy/1.1"]]
    assert [False] == [one.vector for one in asked["max-pool/easy/1.1"]]


CODES = (
    "parameter-count/easy/1.1",
    "receptive-field/easy/1.1",
    "conv-cell/easy/1.1",
    "classifier/easy/2.1",
    "feature-map/hard/2.1",
    "max-pool/easy/1.1",
)


@pytest.mark.parametrize(
    ("typed", "exact", "rounded"),
    [
        ("143,670,000", 143_667_240, True),
        ("143,660,000", 143_667_240, False),
        ("138 million", 138_357_544, True),
        ("139 million", 138_357_544, False),
        ("8.6 billion", 8_600_119_296, True),
        ("1.05e8", 105_415_200, True),
        ("61.7k", 61_706, True),
        ("1.7", Fraction(5, 3), True),
        ("1.6", Fraction(5, 3), False),
        ("2", Fraction(5, 3), False),
        ("5.5", root(30), True),
        ("150", 149, False),
        ("12,500", 12_520, False),
        ("34,944", 34_944, False),
    ],
)
def test_a_published_number_is_right_as_far_as_it_goes(typed: str, exact: Value, rounded: bool) -> None:
    """A decimal of any number of digits, a number of millions, a whole one that ends in three zeros; no exact one."""
    assert rounded == rounded_as_printed(value(typed, COUNT), exact)


def test_a_map_is_rounded_as_printed_where_every_cell_is() -> None:
    """One that is wrong spoils it."""
    exact = Grid.of([[Fraction(5, 3), 2]])
    assert rounded_as_printed(value("1.7 2", GRID), exact)
    assert not rounded_as_printed(value("1.7 3", GRID), exact)
    assert not rounded_as_printed(value("1.67 2", GRID), exact)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1.5 KiB", "1536"),
        ("1.11 MiB", "'1.11 MiB' is rounded, for bytes are whole; type the bytes"),
        ("12 Mbytes", "'12 Mbytes' counts in 10^6 or 2^20 bytes; type the bytes, or MiB for the second"),
    ],
)
def test_a_unit_of_memory_is_read_or_asked_about(typed: str, said: str) -> None:
    try:
        assert said == str(read(typed, Expected(Form.NUMBER, whole=True, what="bytes")))
    except AnswerFormatError as error:
        assert said == str(error)


def test_a_rounded_count_is_typed_in_full() -> None:
    """138 million is right as far as it goes, which a learner hears for free."""
    assert "rounded: a count is typed in full" == imprecise(Decimal("1.38E+8"), 138_357_544)
    assert "" == imprecise(Decimal("1.39E+8"), 138_357_544)


@pytest.mark.parametrize(
    ("lines", "maps", "read_as"),
    [
        (["6 8;", "3 4", ""], 1, "6 8; 3 4"),
        (["[6 8]", "[3 4]", ""], 1, "6 8; 3 4"),
        (["(6, 8),", "(3, 4)", ""], 1, "6 8; 3 4"),
        (["[[6 8]", "[3 4]]"], 1, "6 8; 3 4"),
        (["array([[6, 8],", "       [3, 4]])"], 1, "6 8; 3 4"),
        (["6 8; 3 4"], 1, "6 8; 3 4"),
        (["6 8", "", "3 4", ""], 2, "6 8 | 3 4"),
        (["6 8|", "3 4", ""], 2, "6 8 | 3 4"),
        (["6 8", "|", "3 4", ""], 2, "6 8 | 3 4"),
        (["6 8; 3 4", "1 2; 5 6"], 2, "6 8; 3 4 | 1 2; 5 6"),
        (["    1 2", "1 │ 6 8", "2 │ 3 4", ""], 1, "6 8; 3 4"),
        (["row 1: 6, 8", "row 2: 3, 4", ""], 1, "6 8; 3 4"),
        (["| 6 8 |", "| 3 4 |", ""], 1, "6 8; 3 4"),
        (["+-----+", "| 6 8 |", "| 3 4 |", "+-----+", ""], 1, "6 8; 3 4"),
        (["does not fit"], 1, "does not fit"),
    ],
    ids=str,
)
def test_rows_are_read_one_by_one(lines: list[str], maps: int, read_as: str) -> None:
    """As they are typed or pasted at the prompt; nothing is complete before every channel is there."""
    rows = Rows(Expected(Form.GRID, whole=False, maps=maps))
    for line in lines:
        assert not rows.complete
        rows.add(line)
    assert rows.complete
    assert read_as == str(read(rows.text, rows.asked))


def test_a_ragged_row_is_refused_alone_and_a_row_can_be_taken_back() -> None:
    rows = Rows(GRID)
    rows.add("6 8")
    with pytest.raises(AnswerFormatError, match="row 2 has 3 numbers where row 1 has 2"):
        rows.add("3 4 5")
    rows.add("3 5")
    assert rows.back()
    rows.add("3 4")
    rows.add("")
    assert (True, "6 8; 3 4") == (rows.complete, rows.text)
