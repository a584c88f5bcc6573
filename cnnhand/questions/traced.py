"""Numbers that know how they came about: the working of a map is the answer, computed once more with these.

A traced number is a sum of terms; each has its factors, and the cells that were read for it. What adds and multiplies
exact numbers takes them too, so that no step is written twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby
from math import prod
from typing import Any, ClassVar, NamedTuple

from cnnhand.exact.cells import Place
from cnnhand.exact.values import Filter, Grid, Rational, plain
from cnnhand.page import factor, say


class Read(NamedTuple):
    """A cell that was read: of which grid, in which of its channels, counted from 0, and where."""

    name: str
    channel: int
    place: Place


class Term(NamedTuple):
    """A number, or a product of some, and the cells that it was read from."""

    factors: tuple[Rational, ...]
    read: tuple[Read, ...] = ()

    @property
    def value(self) -> Rational:
        """What the product comes to."""
        return plain(prod(self.factors))

    def __str__(self) -> str:
        return "·".join(map(factor, self.factors))


@dataclass(frozen=True, slots=True)
class Traced:
    """A sum of terms that can be added to and multiplied like the number that it is.

    >>> print(Traced.of(2) * Traced.of(-3) + Traced.of(4) * Traced.of(5) + 1)
    2·(−3) + 4·5 + 1
    """

    last: Term
    before: "Traced | None" = None
    """The sum to which the last term was added, so that adding one more takes no longer where there are many."""
    denominator: ClassVar[int] = 0
    """It is never a plain number, so that `plain` leaves it as it is."""

    @classmethod
    def of(cls, number: Any, *read: Read) -> "Traced":
        """A number, and the cell that it was read from."""
        return cls(Term((number,), read))

    @property
    def terms(self) -> list[Term]:
        """What is added up, in the order in which it was."""
        found, at = [self.last], self.before
        while at:
            found.append(at.last)
            at = at.before
        return found[::-1]

    @property
    def value(self) -> Rational:
        """What it comes to."""
        return plain(sum(term.value for term in self.terms))

    def __add__(self, other: Any) -> "Traced":
        if not isinstance(other, Traced):
            return self if other == 0 else self + Traced.of(other)
        return reduce(lambda total, term: Traced(term, total), other.terms, self)

    __radd__ = __add__

    def __mul__(self, other: Any) -> "Traced":
        (mine,), (its,) = self.terms, _traced(other).terms  # sums are not multiplied by anything
        return Traced(Term(mine.factors + its.factors, mine.read + its.read))

    def __rmul__(self, other: Any) -> "Traced":
        return Traced.of(other) * self

    def __str__(self) -> str:
        return " + ".join(map(str, self.terms))


def _traced(number: Any) -> Traced:
    return number if isinstance(number, Traced) else Traced.of(number)


class _Cells(Sequence[Any]):
    """Cells, or rows of them, that are made when they are read: so a large image costs nothing."""

    def __init__(self, size: int, read: Callable[[int], Any]) -> None:
        self._size, self._read = size, read

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, at: Any) -> Any:
        if not 0 <= at < self._size:
            raise IndexError(at)
        return self._read(at)


def read_when_wanted(name: str, grid: Grid) -> Grid:
    """The grid with its numbers traced to their cells, each when it is read."""

    def channel(number: int) -> Any:
        rows = grid.channels[number]

        def row(i: int) -> Any:
            return _Cells(grid.width, lambda j: Traced.of(rows[i][j], Read(name, number, Place(i + 1, j + 1))))

        return _Cells(grid.height, row)

    return Grid(tuple(map(channel, range(grid.depth))))


def traced_filters(filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """Filters with their weights traced to their cells, those of filter 2 in the grid `filter 2`."""
    read = (read_when_wanted(f"filter {k}", filter.weights) for k, filter in enumerate(filters, 1))
    weights = (grid.by_channel(lambda rows: tuple(map(tuple, rows))) for grid in read)
    return tuple(replace(filter, weights=grid) for filter, grid in zip(filters, weights, strict=True))


def by_channel(cell: Any) -> list[list[Term]]:
    """The products of a traced number, apart for each channel that was read last: of the filter, or of dY."""
    terms = [term for term in _traced(cell).terms if term.read]
    return [list(group) for _, group in groupby(terms, key=lambda term: term.read[-1].channel)]


def reads(cell: Any) -> tuple[list[Place], list[Place]]:
    """The cells of the input and of the kernel that its products were made of."""
    products = [term.read for term in _traced(cell).terms if len(term.read) > 1]
    return [read[0].place for read in products], [read[-1].place for read in products]


def without_cell(cell: Any) -> list[Term]:
    """What was added that stands in no cell, such as a bias."""
    return [term for term in _traced(cell).terms if not term.read and term.value]


def value_of(cell: Any) -> Rational:
    """The number that a traced one is."""
    return _traced(cell).value


def sum_text(cell: Any) -> str:
    """The sum of a cell on the board: a channel a line, products that are 0 left out unless there is but one.

    >>> bias = 3
    >>> print(sum_text(Traced.of(2, Read("x", 0, Place(1, 1))) * Traced.of(5) + bias))
    2·5 + 3
    """
    groups = by_channel(cell)
    lines = [" + ".join(str(term) for term in terms if term.value or len(terms) == 1) or "0" for terms in groups]
    if len(lines) > 1:
        lines = [f"({line})" if " " in line else line for line in lines]
    loose = without_cell(cell)
    if not lines:
        return say(value_of(cell))
    return "\n+ ".join(lines) + "".join(f" + {term}" for term in loose)
