"""What is asked back, for free, before an answer counts."""

from fractions import Fraction

from cnnhand import answers
from cnnhand.answers import Expected
from cnnhand.exact.values import Grid, Root, Size, Value, Volume
from cnnhand.marking.wrong_map import is_a_corner
from cnnhand.page import say

LEAST_ROW = 4
"""So many numbers in a single row may be a map whose rows were not set apart."""


def value_doubt(value: Value, exact: Value) -> str:
    """What is asked back where the numbers are right and stand in another order or shape; or nothing."""
    if answers.same(value, exact):
        return ""
    if isinstance(value, Volume | Size) and type(value) is type(exact) and _sorted(value) == _sorted(exact):
        order = " × ".join(value._fields)
        return f"These are the {'three' if len(value) == 3 else 'two'} numbers; the order is {order}. It costs nothing."
    if isinstance(value, Grid) and isinstance(exact, Grid) and value.height == value.depth == 1:
        cells = exact.volume.cells
        if value.width == 1 < cells:
            return "That is a single number, and more of them are asked. It costs nothing."
        if value.width == cells and exact.height > 1:
            return "Where does the row end? Put ; between two rows. It costs nothing."
    if isinstance(value, Grid) and isinstance(exact, Grid) and value.depth == exact.depth:
        begun = value.width == exact.width and (value.height == 1 or is_a_corner(value, exact))
        if begun and value.height < exact.height:
            return "Rows are missing: the map has more of them. It costs nothing."
    return ""


def _sorted(sides: Volume | Size) -> list[Fraction]:
    return sorted(Fraction(side) for side in sides if not isinstance(side, Root))


def form_doubt(value: Value, asked: Expected, line: str) -> str:
    """What is asked back in an exam: it depends on nothing but what was typed."""
    if isinstance(value, Volume) and value.width != value.height == value.depth and not set("([=@") & set(line):
        said = f"{say(value)} is the width {say(value.width)} and the depth {say(value.depth)}"
        return f"{said}: type it again if that is meant, or in the order width × height × depth."
    if isinstance(value, Grid) and value.height == value.depth == 1 and not asked.vector and value.width >= LEAST_ROW:
        return "That is a single row: type it again if it is meant, or with ; between two rows."
    return ""
