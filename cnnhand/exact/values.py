"""What an answer can be: a number, a root, a volume's size, a grid, or "does not fit"."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import isqrt
from typing import Any, NamedTuple, TypeAlias

from cnnhand.errors import GivenError


@dataclass(frozen=True, slots=True)
class Root:
    """The positive square root of a rational number that is not a perfect square, such as √30.

    Made by `root`, which gives a plain number where the root is one.
    """

    square: Fraction

    def __str__(self) -> str:
        return f"√{self.square}" if self.square.denominator == 1 else f"√({self.square})"


MOST_PLACES = 12
"""So many places a decimal has at the most; what needs more is shown as a fraction."""


class InDecimals(Fraction):
    """A fraction that is shown as a decimal where it ends, as is what comes of it: so the givens are written.

    >>> print(InDecimals(3, 20), InDecimals(3, 20) - 1, 2 * InDecimals(-3, 2), InDecimals(1, 2) / 3)
    0.15 -0.85 -3 1/6
    """

    __slots__ = ()

    def __str__(self) -> str:
        places = next((n for n in range(MOST_PLACES) if 10**n % self.denominator == 0), None)
        if places is None:
            return super().__str__()
        digits = str(abs(int(self.numerator * 10**places // self.denominator))).zfill(places + 1)
        point = f".{digits[-places:]}" if places else ""
        return f"{'-' if self < 0 else ''}{digits[: len(digits) - places]}{point}"


def _in_decimals(operation: str) -> Callable[..., Any]:
    """An operation of fractions whose result is shown as a decimal, too."""

    def computed(*numbers: Any) -> Any:
        made = getattr(Fraction, operation)(*numbers)
        return InDecimals(made) if isinstance(made, Fraction) else made

    return computed


for _operation in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "pow", "neg", "abs"):
    setattr(InDecimals, f"__{_operation}__", _in_decimals(f"__{_operation}__"))


class Written(InDecimals):
    """A number that is shown as it was written: 0.50 is not turned into 0.5.

    >>> print(Written("0.50"), Written("0.50") + 1)
    0.50 1.5
    """

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> "Written":
        self = super().__new__(cls, text.replace(",", "."))
        self.text = text
        return self

    def __str__(self) -> str:
        return self.text


Rational: TypeAlias = int | Fraction
Number: TypeAlias = Rational | Root
TypedNumber: TypeAlias = Number | Decimal
"""A number as a person wrote it: a decimal remembers how many places were given."""


def root(square: Rational) -> Number:
    """The exact square root of a number that is zero or more: an integer or a fraction where it is one.

    >>> print(root(9), root(Fraction(9, 4)), root(30))
    3 3/2 √30
    """
    if own := getattr(square, "root", None):  # a number that knows how it came about
        return own()  # type: ignore[no-any-return]
    square = Fraction(square)
    top, bottom = isqrt(square.numerator), isqrt(square.denominator)
    if Fraction(top, bottom) ** 2 == square:
        return plain(Fraction(top, bottom))
    return Root(square)


def plain(number: Rational) -> Rational:
    """The same number, as an `int` where it is whole, so that equal numbers are written alike."""
    return number.numerator if number.denominator == 1 else number


class Volume(NamedTuple):
    """The size of a volume: width, height and depth, in this order as the course writes it.

    Whole numbers; what a person typed, and what a wrong procedure gives, may have other numbers in it.

    >>> print(Volume(55, 55, 96))
    55×55×96
    """

    width: int
    height: int
    depth: int

    @property
    def cells(self) -> int:
        """How many numbers the volume holds: W·H·D."""
        return self.width * self.height * self.depth

    def __str__(self) -> str:
        return "×".join(map(str, self))

    def in_order(self, order: str) -> str:
        """The tuple of a framework, `channels-first` or `channels-last`."""
        width, height, depth = self
        return f"({depth}, {height}, {width})" if order == "channels-first" else f"({height}, {width}, {depth})"


class Size(NamedTuple):
    """The size of a map, a window or a field without its depth: width and height, in this order.

    >>> print(Size(25, 20))
    25×20
    """

    width: int
    height: int

    def __str__(self) -> str:
        return "×".join(map(str, self))


class Fit(Enum):
    """The answer to a layer whose stride does not divide, where it must, and to the layers after it."""

    DOES_NOT_FIT = "does not fit"
    NOT_KNOWN = "not known"

    def __str__(self) -> str:
        return self.value


DOES_NOT_FIT, NOT_KNOWN = Fit.DOES_NOT_FIT, Fit.NOT_KNOWN

Rows: TypeAlias = tuple[tuple[Any, ...], ...]
"""Rows of numbers: rational where arithmetic is done, roots in an L2-pooled map, decimals where a person typed them."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A volume of numbers: channels, each a tuple of rows from top to bottom; as a text it is what can be typed.

    Raises `GivenError` (key `input`) if it is empty, ragged, or its channels differ in size.
    """

    channels: tuple[Rows, ...]

    def __post_init__(self) -> None:
        if not self.channels or not self.channels[0] or not self.channels[0][0]:
            raise GivenError("input", "an empty grid has no cells; give at least one row with one number")
        height, width = len(self.channels[0]), len(self.channels[0][0])
        for number, rows in enumerate(self.channels, 1):
            if len(rows) != height:
                raise GivenError("input", f"channel {number} has {len(rows)} rows where channel 1 has {height}")
            for row_number, row in enumerate(rows, 1):
                if len(row) != width:
                    where = f" of channel {number}" if len(self.channels) > 1 else ""
                    raise GivenError(
                        "input", f"row {row_number}{where} has {len(row)} numbers where the first row has {width}"
                    )

    @classmethod
    def of(cls, *channels: Iterable[Iterable[TypedNumber]]) -> "Grid":
        """A grid from any sequences: one argument a channel.

        >>> Grid.of([[1, 2], [3, 4]]).volume
        Volume(width=2, height=2, depth=1)
        """
        return cls(tuple(tuple(tuple(row) for row in rows) for rows in channels))

    @classmethod
    def from_cells(cls, cells: Iterable[TypedNumber], size: Volume) -> "Grid":
        """A grid of a size, filled in reading order, channel by channel.

        >>> print(Grid.from_cells([1, 2, 3, 4, 5, 6], Volume(3, 2, 1)))
        1 2 3; 4 5 6
        """
        cell = iter(cells)
        return cls.of(
            *([[next(cell) for _ in range(size.width)] for _ in range(size.height)] for _ in range(size.depth))
        )

    @property
    def volume(self) -> Volume:
        """Its size as width, height and depth."""
        return Volume(len(self.channels[0][0]), len(self.channels[0]), len(self.channels))

    @property
    def width(self) -> int:
        return len(self.channels[0][0])

    @property
    def height(self) -> int:
        return len(self.channels[0])

    @property
    def depth(self) -> int:
        return len(self.channels)

    @property
    def rows(self) -> Rows:
        """The rows of a grid of one channel."""
        (rows,) = self.channels
        return rows

    def cells(self) -> Iterator[Any]:
        """Every number, in reading order, channel by channel."""
        return (number for rows in self.channels for row in rows for number in row)

    def map(self, change: Callable[[Any], Any]) -> "Grid":
        """The grid with every number changed.

        >>> print(Grid.of([[1, -2]]).map(abs))
        1 2
        """
        return Grid(tuple(tuple(tuple(map(change, row)) for row in rows) for rows in self.channels))

    def by_channel(self, change: Callable[[Rows], Rows]) -> "Grid":
        """The grid with every channel changed as a whole.

        >>> print(Grid.of([[1, 2], [3, 4]]).by_channel(lambda rows: rows[::-1]))
        3 4; 1 2
        """
        return Grid(tuple(map(change, self.channels)))

    def __str__(self) -> str:
        return " | ".join("; ".join(" ".join(map(str, row)) for row in rows) for rows in self.channels)


@dataclass(frozen=True, slots=True)
class Filter:
    """The weights of one filter, a grid as deep as what it reads, and its bias."""

    weights: Grid
    bias: Rational = 0


class Form(Enum):
    """What is typed for an answer: one number, a size with or without its depth, a grid of numbers, or a word."""

    NUMBER = "number"
    VOLUME = "volume"
    SIZE = "size"
    GRID = "grid"
    WORD = "word"


Value: TypeAlias = TypedNumber | Volume | Size | Fit | Grid | str


def exactly(value: Value) -> Value:
    """A typed value with its decimals as fractions, so that it can be computed with."""

    def number(one: Any) -> Any:
        return plain(Fraction(one)) if isinstance(one, Decimal) else one

    if isinstance(value, Volume | Size):
        return type(value)._make(map(number, value))
    if isinstance(value, Grid):
        return Grid.of(*([map(number, row) for row in rows] for rows in value.channels))
    return number(value)  # type: ignore[no-any-return]


def places(number: object) -> int:
    """How many decimals stand behind the point of a decimal number; 0 for any other value.

    >>> places(Decimal("0.250")), places(7)
    (3, 0)
    """
    return -int(number.as_tuple().exponent) if isinstance(number, Decimal) else 0
