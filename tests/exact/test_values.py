"""`exact.values`: numbers, roots, sizes and grids, each equal to and written like what it is."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnhand.errors import GivenError
from cnnhand.exact.values import Grid, Root, Volume, Written, plain, root


@pytest.mark.parametrize(
    ("square", "text"),
    [(0, "0"), (1, "1"), (9, "3"), (Fraction(9, 4), "3/2"), (30, "√30"), (Fraction(1, 2), "√(1/2)"), (8, "√8")],
)
def test_root(square: Fraction, text: str) -> None:
    """A root is a plain number where it is one, and stays a root where it is not."""
    assert text == str(root(square))


@given(st.fractions(0, 10**6, max_denominator=10**6))
def test_root_of_a_square(number: Fraction) -> None:
    """The root of a square is the number again, an integer if it is whole."""
    assert number == root(number**2)
    assert isinstance(root(number**2), int) == (number.denominator == 1)


@given(st.integers(0, 10**40))
def test_root_is_exact(square: int) -> None:
    """A root squared is what it was made of, however large."""
    found = root(square)
    assert square == (found.square if isinstance(found, Root) else found**2)


def test_equal_roots() -> None:
    """Roots of equal numbers are equal, and equal as keys; a root is no number."""
    assert root(30) == root(Fraction(60, 2)) and hash(root(30)) == hash(root(Fraction(60, 2)))
    assert root(30) != 30


def test_plain() -> None:
    """A whole fraction is written as a whole number."""
    assert [str(plain(Fraction(6, 2))), str(plain(Fraction(6, 4))), str(plain(-3))] == ["3", "3/2", "-3"]
    assert type(plain(Fraction(6, 2))) is int


def test_volume() -> None:
    """A volume is written as width × height × depth."""
    assert str(Volume(55, 55, 96)) == "55×55×96"
    assert (Volume(55, 55, 96).width, Volume(55, 55, 96).depth) == (55, 96)


def test_grid() -> None:
    """A grid is channels of rows: two columns, three rows, two channels."""
    both = Grid.of([[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 0], [-1, Fraction(1, 2)]])
    assert Volume(2, 3, 2) == both.volume
    assert (both.width, both.height, both.depth) == (2, 3, 2)
    assert [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, -1, Fraction(1, 2)] == list(both.cells())
    assert str(both) == "1 2; 3 4; 5 6 | 7 8; 9 0; -1 1/2"


def test_grids_are_values() -> None:
    """Two grids of the same numbers are equal and can be keys; the shape counts."""
    assert Grid.of([[1, 2]]) == Grid.of(((1, Fraction(2)),))
    assert len({Grid.of([[1, 2]]), Grid.of([[1, 2]])}) == 1
    assert Grid.of([[1, 2]]) != Grid.of([[1], [2]])


@pytest.mark.parametrize(
    ("channels", "message"),
    [
        ((), "an empty grid has no cells"),
        (([],), "an empty grid has no cells"),
        (([[]],), "an empty grid has no cells"),
        (([[1, 2], [3]],), "row 2 has 1 numbers? where the first row has 2"),
        (([[1, 2]], [[3]]), "row 1 of channel 2 has 1 numbers? where the first row has 2"),
        (([[1, 2]], [[3, 4], [5, 6]]), "channel 2 has 2 rows where channel 1 has 1"),
    ],
)
def test_refusals(channels: tuple[list[list[int]], ...], message: str) -> None:
    """A grid is neither empty nor ragged, and its channels are of one size; the refusal says where."""
    with pytest.raises(GivenError, match=message) as error:
        Grid.of(*channels)
    assert error.value.key == "input"


def test_what_comes_of_decimals_is_shown_in_decimals() -> None:
    """As long as it ends; a third of them is a fraction again."""
    tenth = Written("0.1")
    shown = [str(of) for of in (tenth + 1, 2 - tenth, -tenth, abs(-tenth), tenth * Fraction(1, 2), tenth**2, tenth / 3)]
    assert ["1.1", "1.9", "-0.1", "0.1", "0.05", "0.01", "1/30"] == shown
