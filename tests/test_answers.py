"""Typed answers: every form in which one may be typed, what counts as the exact value, and what cannot be read."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cnnhand.answers import MAX_LENGTH, Expected, imprecise, read, same, same_number
from cnnhand.answers.arithmetic import MAX_DIGITS, MAX_RESULT
from cnnhand.errors import AnswerFormatError, shown
from cnnhand.exact.values import DOES_NOT_FIT, Form, Grid, Root, Value, Volume, plain, root
from tests.writers import plainly

# ---- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6", 6),
        ("+6", 6),
        ("006", 6),
        ("-3", -3),
        ("--3", 3),
        ("9/4", Fraction(9, 4)),
        ("-9/4", Fraction(-9, 4)),
        ("1/2/2", Fraction(1, 4)),
        ("2.25", Fraction(9, 4)),
        (".5", Fraction(1, 2)),
        ("6.", 6),
        ("1" * MAX_DIGITS, int("1" * MAX_DIGITS)),
        ("4+0+1+1", 6),
        ("-3+2+0+1", 0),
        ("2 - -3", 5),
        ("11*11*3*96+96", 34944),
        ("11x11x3x96+96", 34944),
        ("(227 − 11 + 2·0)/4 + 1", 55),
        ("2·(−3)", -6),
        ("-(2+3)", -5),
        ("0.1+0.2", Fraction(3, 10)),
        ("1-0.1", Fraction(9, 10)),
        ("(((6)))", 6),
        ("sqrt(9)", 3),
        ("√(9/4) + 1", Fraction(5, 2)),
        ("√√16", 2),
        ("2·√9", 6),
        ("-√9", -3),
    ],
)
def test_numbers(text: str, value: Fraction) -> None:
    """A number may be typed with its sign, as a fraction, a decimal or a sum, and is always exact."""
    assert value == read(text, Expected(Form.NUMBER))


@pytest.mark.parametrize(
    ("text", "square"),
    [
        ("sqrt(30)", 30),
        ("sqrt 30", 30),
        ("√30", 30),
        ("(√30)", 30),
        ("√(15/2)", Fraction(15, 2)),
        ("2·√5", 20),
        ("1/2·√8", 2),
        ("√7.5", Fraction(15, 2)),
    ],
)
def test_roots(text: str, square: Fraction) -> None:
    """A root stays a root, with any factor before it taken in."""
    assert Root(Fraction(square)) == read(text, Expected(Form.NUMBER))


def test_decimal_remembers_its_places() -> None:
    """A decimal that stands alone stays as it was typed, with its zeros; one in a sum is exact."""
    assert str(read("2.50", Expected(Form.NUMBER))) == "2.50"
    assert str(read("−2.50", Expected(Form.NUMBER))) == "-2.50"
    assert str(read("2.50 + 0", Expected(Form.NUMBER))) == "5/2"


# ---- decimals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "exact", "right"),
    [
        ("2.33", Fraction(7, 3), True),
        ("2.34", Fraction(7, 3), False),
        ("2.330", Fraction(7, 3), False),  # rounded to three places it is 2.333
        ("2.3", Fraction(7, 3), False),  # two places at least
        ("2.", Fraction(7, 3), False),
        ("0.67", Fraction(2, 3), True),
        ("0.66", Fraction(2, 3), False),
        ("-0.67", Fraction(-2, 3), True),
        ("0.67", Fraction(-2, 3), False),
        ("0.12", Fraction(1, 8), True),  # exactly between two: both neighbours are right
        ("0.13", Fraction(1, 8), True),
        ("0.125", Fraction(1, 8), True),
        ("2.5", Fraction(5, 2), True),  # exact, however few the places
        ("6.0", 6, True),
        ("6.01", 6, False),
        ("0.00", 0, True),
        ("5.48", root(30), True),
        ("5.477", root(30), True),
        ("5.47", root(30), False),
        ("5.478", root(30), False),
        ("5.5", root(30), False),
        ("-5.48", root(30), False),
        ("0.71", root(Fraction(1, 2)), True),
        ("0.70", root(Fraction(1, 2)), False),
    ],
)
def test_rounded_decimals(typed: str, exact: Fraction | Root, right: bool) -> None:
    """A decimal is right if it is the exact value rounded to the places typed, at least two."""
    assert right == same_number(Decimal(typed), exact)
    assert right == same(read(typed, Expected(Form.NUMBER)), exact)


@given(st.fractions(-100, 100, max_denominator=999), st.integers(2, 12))
def test_any_fraction_may_be_rounded(exact: Fraction, places: int) -> None:
    """Rounding the exact value to two places or more is right; the neighbours of that are wrong."""
    units = round(exact * 10**places)
    near = [Decimal(units + step).scaleb(-places) for step in (-1, 0, 1)]
    assert same_number(near[1], plain(exact))
    if abs(exact * 10**places - units) < Fraction(1, 2):
        assert [same_number(near[0], plain(exact)), same_number(near[2], plain(exact))] == [False, False]


def test_only_a_decimal_is_rounded() -> None:
    """A fraction, or a sum of decimals, has to be exact."""
    assert not same(read("233/100", Expected(Form.NUMBER)), Fraction(7, 3))
    assert not same(read("2.33+0", Expected(Form.NUMBER)), Fraction(7, 3))
    assert same(read("2+1/3", Expected(Form.NUMBER)), Fraction(7, 3))


def test_roots_are_compared_exactly() -> None:
    """√30 is √30 and nothing else, √9 is 3."""
    assert same(read("√30", Expected(Form.NUMBER)), root(30))
    assert not same(read("√29", Expected(Form.NUMBER)), root(30))
    assert not same(read("30", Expected(Form.NUMBER)), root(30))
    assert same(read("√9", Expected(Form.NUMBER)), 3)


# ---- volumes --------------------------------------------------------------------------------------------------------


def test_order_of_a_volume_counts() -> None:
    """Width comes first, depth comes last."""
    assert not same(read("96x55x55", Expected(Form.VOLUME)), Volume(55, 55, 96))


def test_volume_with_fractions() -> None:
    """Who leaves a fraction can type it, and is told what it comes from."""
    assert Volume(Fraction(7, 3), Fraction(7, 3), 6) == read("7/3 x 7/3 x 6", Expected(Form.VOLUME))


def test_a_volume_is_not_what_does_not_fit() -> None:
    """Neither answer stands for the other."""
    assert same(DOES_NOT_FIT, DOES_NOT_FIT)
    assert not same(DOES_NOT_FIT, Volume(2, 2, 1))
    assert not same(read("2x2x1", Expected(Form.VOLUME)), DOES_NOT_FIT)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("55x55", "'55x55' is not three numbers; type a volume such as 55x55x96"),
        ("55", "'55' is not three numbers; type a volume such as 55x55x96"),
        ("clear", "'clear' is not three numbers; type a volume such as 55x55x96"),
        ("1x2x3x4", "'1x2x3x4' is not three numbers; type a volume such as 55x55x96"),
        ("()", "'()' is not three numbers; type a volume such as 55x55x96"),
        ("55x55xninety", "'n' in 'ninety' cannot be read"),
        ("fits", "a volume such as 55x55x96 (width × height × depth), or: does not fit"),
    ],
)
def test_not_a_volume(text: str, message: str) -> None:
    """What is wrong with it, and what one looks like."""
    with pytest.raises(AnswerFormatError, match=re.escape(message)):
        read(text, Expected(Form.VOLUME))


# ---- grids ----------------------------------------------------------------------------------------------------------

GRID = Grid.of([[6, 0, -2], [4, 7, -3]])
CHANNELS = Grid.of([[1, 2], [3, 4]], [[5, 6], [7, 8]])


@pytest.mark.parametrize(
    "text",
    [
        "6 0 -2; 4 7 -3",
        "6 0 −2; 4 7 −3",
        "6 0 -2;4 7 -3",
        "6, 0, -2; 4, 7, -3",
        "6,0,-2;4,7,-3;",
        "6 0 -2\n4 7 -3",
        "  6  0  -2\n\n  4  7  -3\n",
        "6 0 -2\r\n4 7 -3\r\n",
        "6\t0\t-2\n4\t7\t-3",
        "6 0 -2;\n4 7 -3",
        "[[6, 0, -2], [4, 7, -3]]",
        "[[6,0,-2],[4,7,-3]]",
        "[[ 6  0 -2]\n [ 4  7 -3]]",
        "[[6, 0, -2],\r\n [4, 7, -3]]",
        "[6 0 -2] [4 7 -3]",
        "[[[6, 0, -2], [4, 7, -3]]]",
        "6 0 -4/2; 2+2 14/2 -3",
        "6.00 0 -2.0; 4 7 -3",
    ],
)
def test_grids(text: str) -> None:
    """Rows with semicolons or line ends between them, or in brackets; cells with spaces or commas between them."""
    assert same(read(text, Expected(Form.GRID)), GRID)


@pytest.mark.parametrize(
    "text",
    [
        "1 2; 3 4 | 5 6; 7 8",
        "1 2\n3 4\n|\n5 6\n7 8",
        "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]",
        "[[[1 2]\n [3 4]]\n\n [[5 6]\n [7 8]]]",
    ],
)
def test_channels(text: str) -> None:
    """Channels have a bar between them, or one more pair of brackets."""
    assert same(read(text, Expected(Form.GRID)), CHANNELS)


def test_single_cell() -> None:
    """A grid of one cell is typed as a number."""
    assert same(read("5", Expected(Form.GRID)), Grid.of([[5]]))


def test_cells_may_be_fractions_roots_and_decimals() -> None:
    """Each cell is read as a number by itself, and a decimal one may be rounded."""
    exact = Grid.of([[Fraction(1, 2), root(30)], [Fraction(7, 3), 3]])
    assert same(read("1/2 √30; 7/3 √9", Expected(Form.GRID)), exact)
    assert same(read("0.5 5.48; 2.33 3", Expected(Form.GRID)), exact)
    assert not same(read("0.5 5.48; 2.3 3", Expected(Form.GRID)), exact)


@pytest.mark.parametrize("text", ["6 0 -2 4 7 -3", "6 4; 0 7; -2 -3", "6 0 -2", "6 0; 4 7", "6 0 -2; 4 7 -3; 0 0 0"])
def test_shape_counts(text: str) -> None:
    """The right numbers in another shape are not the grid."""
    assert not same(read(text, Expected(Form.GRID)), GRID)


def test_one_cell_counts() -> None:
    """One wrong cell makes a wrong grid."""
    assert not same(read("6 0 2; 4 7 -3", Expected(Form.GRID)), GRID)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("6 0 -2; 4 7", "row 2 has 2 numbers where row 1 has 3"),
        ("1 2; 3 4 | 5 6; 7", "row 2 of channel 2 has 1 number where row 1 has 2"),
        ("1 2; 3 4 | 5 6", "channel 2 has 1 rows? where channel 1 has 2"),
        ("1 2 | 3 4; 5 6", "channel 2 has 2 rows where channel 1 has 1"),
        ("1 2; 3 4 |", "there is no row of channel 2"),
        ("| 1 2; 3 4", "there is no row of channel 1"),
        ("6 0 -2; 4 q -3", "row 2: 'q' cannot be read"),
        ("6 o -2", "row 1: 'o' cannot be read"),
        ("1 2/0", "row 1: .*divided by 0"),
        ("1 -", "row 1: '-' cannot be read"),
        (";", "there is no row"),
        (", ;\t,", "there is no row"),
        ("[[]]", "row 1: there is no number"),
        ("[[1, 2], [3, 4]", "an opening and a closing bracket do not match"),
        ("[[1, 2], [3]]", "row 2 has 1 number where row 1 has 2"),
    ],
)
def test_not_a_grid(text: str, message: str) -> None:
    """What is wrong with it is said with its row."""
    with pytest.raises(AnswerFormatError, match=message):
        read(text, Expected(Form.GRID))


# ---- what cannot be read --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "type a number such as 6"),
        ("six", "'s' in 'six' cannot be read"),
        ("6 apples", "'a' in '6 apples' cannot be read"),
        ("5!", "'!' in '5!' cannot be read"),
        ("٣", "cannot be read"),  # ARABIC-INDIC DIGIT THREE
        ("²", "cannot be read; type a number such as"),
        ("inf", "'i' in 'inf' cannot be read"),
        ("nan", "'n' in 'nan' cannot be read"),
        ("1/0", "nothing can be divided by 0"),
        ("1/0.00", "nothing can be divided by 0"),
        ("sqrt(-1)", "there is no root of a negative number"),
        ("√30 + 1", "a root stands alone or with a factor before it"),
        ("-√30", "a root stands alone"),
        ("6 6", "cannot be read; type a number such as"),
        ("(6", "an opening and a closing bracket do not match"),
        ("6)", "an opening and a closing bracket do not match"),
        ("()", "cannot be read; type a number such as"),
        ("4+", "cannot be read; type a number such as"),
        ("*4", "cannot be read; type a number such as"),
        ("sqrt", "cannot be read; type a number such as"),
        ("1.2.3", "cannot be read; type a number such as"),
        (".", "'.' cannot be read"),
        ("6\x00", r"'\x00' in '6\x00' cannot be read"),
        ("\x1b[31m6", r"'\x1b' in '\x1b[31m6' cannot be read"),
        ("1" * (MAX_DIGITS + 1), f"a number has at most {MAX_DIGITS} digits"),
        ("0." + "1" * MAX_DIGITS, f"a number has at most {MAX_DIGITS} digits"),
        ("6" * 10_000, "that is 10000 characters long"),
        ("1+" * (MAX_LENGTH // 2) + "1", f"that is {MAX_LENGTH + 1} characters long"),
        ("(" * 1000 + "6" + ")" * 1000, "cannot be read; type a number such as"),
        ("√" * 1000 + "6", "cannot be read; type a number such as"),
        ("·".join(["9" * 40] * 90) + "·√3", f"it comes to a number of more than {MAX_RESULT} digits"),
        ("/".join(["9" * 40] * 90), f"it comes to a number of more than {MAX_RESULT} digits"),
    ],
)
def test_not_a_number(text: str, message: str) -> None:
    """What cannot be read is refused with the place, and what could be typed."""
    with pytest.raises(AnswerFormatError, match=re.escape(message)):
        read(text, Expected(Form.NUMBER))


def test_deepest_brackets() -> None:
    """Twenty brackets inside each other are still read."""
    assert read("(" * 20 + "6" + ")" * 20, Expected(Form.NUMBER)) == 6


def test_long_text_is_shown_shortened() -> None:
    """An error repeats the beginning of what was typed, not all of it."""
    assert shown("1234567", 5) == "1234…"
    assert shown("12345", 5) == "12345"


# ---- anything at all ------------------------------------------------------------------------------------------------

pieces = st.lists(
    st.sampled_from([*"0123456789+-−*/x×·.()[],; \n|√eq\x00٣∞", "sqrt", "99999", "does not fit", "0.5", "1/3"]),
    max_size=60,
).map("".join)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=80) | pieces, st.sampled_from([Form.NUMBER, Form.VOLUME, Form.GRID]))
@example("(" * 4000, Form.NUMBER)
@example("√" * 4000, Form.GRID)
@example("-" * 4000, Form.VOLUME)
@example("1/" * 1999 + "1", Form.NUMBER)
@example("9*" * 1999 + "9", Form.NUMBER)
@example("1 " * 2000, Form.GRID)
@example("[" * 2000 + "]" * 2000, Form.GRID)
@example("|" * 4000, Form.GRID)
@example("\x1c", Form.GRID)
@example("1;\x0c", Form.GRID)
def test_any_text_is_a_value_or_a_format_error(text: str, form: Form) -> None:
    """Whatever is typed is a value that can be shown, or an error whose text is fit for a screen; nothing else."""
    try:
        assert str(read(text, Expected(form)))
    except AnswerFormatError as error:
        assert str(error).isprintable()


numbers = st.integers(-(10**12), 10**12) | st.fractions(-1000, 1000, max_denominator=1000).map(plain)
roots = st.fractions(0, 1000, max_denominator=100).map(root)


@st.composite
def values(draw: st.DrawFn) -> tuple[Value, Form]:
    """Any exact value, with the form in which it is asked."""
    form = draw(st.sampled_from([Form.NUMBER, Form.VOLUME, Form.GRID]))
    if form is Form.NUMBER:
        return draw(numbers | roots), form
    if form is Form.VOLUME:
        return draw(st.builds(Volume, numbers, numbers, numbers) | st.just(DOES_NOT_FIT)), form
    depth, height, width = (draw(st.integers(1, 3)) for _ in range(3))
    row = st.lists(numbers | roots, min_size=width, max_size=width)
    rows = st.lists(row, min_size=height, max_size=height)
    return Grid.of(*draw(st.lists(rows, min_size=depth, max_size=depth))), form


@settings(deadline=None)
@given(values())
def test_what_is_shown_reads_back(value_and_form: tuple[Value, Form]) -> None:
    """Every exact value, typed as it is shown, is right; with a real minus sign too."""
    value, form = value_and_form
    assert value == read(plainly(value), Expected(form))
    assert same(read(plainly(value).replace("-", "−"), Expected(form)), value)


# ---- decimals that are nearly right ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "exact"), [(10 / 3, Fraction(10, 3)), (8**0.5, root(8)), (-2 / 3, Fraction(-2, 3))])
def test_a_number_that_a_program_printed_is_right(value: float, exact: Fraction | Root) -> None:
    """3.3333333333333335 is as near to 10/3 as a program's numbers come; its last digits do not count."""
    assert same(read(str(value), Expected(Form.NUMBER)), exact)
    assert not same(read(str(value + 1e-9), Expected(Form.NUMBER)), exact)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("1.3 2.11", "rounded too far"), ("1.33 2.11", ""), ("1.33 2.66", ""), ("1.3 9", ""), ("1.33 2.1", "rounded")],
)
def test_a_map_is_only_imprecise_where_nothing_else_is_wrong(typed: str, said: str) -> None:
    """Of 4/3 and 19/9 each number is right as far as it goes, or nothing is said before the map is marked."""
    assert imprecise(read(typed, Expected(Form.GRID)), Grid.of([[Fraction(4, 3), Fraction(19, 9)]])).startswith(said)
