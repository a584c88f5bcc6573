"""Numbers that know how they came about: a working is the answer, computed once more with these.

A traced number is a cell that was read, or what was made of others: a sum, a product, the largest of some. What
computes exact numbers computes them too, so that no step is written twice.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from itertools import groupby
from typing import Any, ClassVar, NamedTuple

from cnnhand.exact.cells import Place
from cnnhand.exact.formula import Formula
from cnnhand.exact.values import Filter, Grid, Rational, plain, root
from cnnhand.page import Beside, Step, factor, say


class Read(NamedTuple):
    """A cell that was read: in which channel of its grid, counted from 0, and where."""

    channel: int
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """A number, how it was made, and of which others: it computes like the number that it is, and says the steps.

    >>> x, w = Traced(2), Traced(-3)
    >>> print(x * w + Traced(4) * Traced(5) + 1, "and", (x + w) / 4, "and", x - w, "and", x * x)
    2·(−3) + 4·5 + 1 and (2 + (−3))/4 and 2 − (−3) and 2²
    """

    value: Any
    sign: str = ""
    """`+`, `−`, `·`, `/`, `√`, or a function's name; nothing for a number that was read or given."""
    of: tuple["Traced", ...] = ()
    cell: Read | None = None
    denominator: ClassVar[int] = 0
    """It is never a plain number, so that `plain` leaves it as it is."""

    @property
    def terms(self) -> list["Traced"]:
        """What is added up, in the order in which it was; no recursion, since there may be thousands."""
        found, at = list[Traced](), self
        while at.sign == "+":
            at, last = at.of
            found.append(last)
        return [at, *reversed(found)]

    @property
    def worked(self) -> "Traced":
        """The last operation alone, on what it is made of: `5 − 6` in place of `5 − 2·3`."""
        return replace(self, of=tuple(Traced(number.value) for number in self.of))

    @property
    def read(self) -> list[Read]:
        """The cells that were read for it, in order."""
        if not self.of:
            return [self.cell] if self.cell else []
        return [read for number in (self.terms if self.sign == "+" else self.of) for read in number.read]

    def __add__(self, other: Any) -> "Traced":
        if not isinstance(other, Traced) and other == 0:
            return self
        return reduce(lambda total, term: _made("+", total.value + term.value, total, term), traced(other).terms, self)

    __radd__ = __add__

    def __sub__(self, other: Any) -> "Traced":
        return _made("−", self.value - traced(other).value, self, other)

    def __rsub__(self, other: Any) -> "Traced":
        return traced(other) - self

    def __mul__(self, other: Any) -> "Traced":
        return _made("·", self.value * traced(other).value, self, other)

    def __rmul__(self, other: Any) -> "Traced":
        return traced(other) * self

    def __truediv__(self, other: Any) -> "Traced":
        a, b = (one if isinstance(one, Fraction) else Fraction(one) for one in (self.value, traced(other).value))
        return _made("/", a / b, self, other)

    def __gt__(self, other: Any) -> bool:
        return bool(self.value > traced(other).value)

    def root(self) -> "Traced":
        """Its square root."""
        return Traced(root(self.value), "√", (self,))

    @staticmethod
    def chosen(choose: Callable[[list[Any]], Any], numbers: Sequence[Any]) -> "Traced":
        """The one of some numbers that `max` or `min` chooses."""
        return _made(choose.__name__, choose([traced(number).value for number in numbers]), *numbers)

    def __str__(self) -> str:
        match self.sign:
            case "":
                return say(self.value)
            case "+":
                first, *others = self.terms
                return " + ".join((str(first), *map(_inside, others)))
            case "−":
                return f"{self.of[0]} − {_inside(self.of[1])}"
            case "·" if self.of[0] is self.of[1]:
                return f"{_inside(self.of[0])}²"
            case "·":
                return "·".join(map(_inside, self.of))
            case "/":
                return f"{self.of[0] if not self.of[0].sign else _inside(self.of[0])}/{_inside(self.of[1])}"
            case "√":
                return f"√({self.of[0]})"
        return f"{self.sign}({', '.join(map(str, self.of))})"


def traced(number: Any) -> Traced:
    """A number as one that knows where it comes from: it is given."""
    return number if isinstance(number, Traced) else Traced(number)


def _made(sign: str, value: Any, *of: Any) -> Traced:
    return Traced(value, sign, tuple(map(traced, of)))


def _inside(number: Traced) -> str:
    """A number inside an expression: what is added up, or below zero, stands in brackets."""
    return f"({number})" if number.sign in ("+", "−") else factor(number)


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


def traced_grid(grid: Grid) -> Grid:
    """The grid with its numbers traced to their cells, each when it is read."""

    def channel(number: int) -> Any:
        rows = grid.channels[number]

        def row(i: int) -> Any:
            return _Cells(grid.width, lambda j: Traced(rows[i][j], cell=Read(number, Place(i + 1, j + 1))))

        return _Cells(grid.height, row)

    return Grid(tuple(map(channel, range(grid.depth))))


def traced_filters(filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """Filters with their weights traced to their cells."""
    read = (traced_grid(filter.weights) for filter in filters)
    weights = (grid.by_channel(lambda rows: tuple(map(tuple, rows))) for grid in read)
    return tuple(replace(filter, weights=grid) for filter, grid in zip(filters, weights, strict=True))


def by_channel(cell: Any) -> list[list[Traced]]:
    """The products of a traced number, apart for each channel that was read last: of the filter, or of dY."""
    terms = (term for term in traced(cell).terms if term.read)
    return [list(group) for _, group in groupby(terms, key=lambda term: term.read[-1].channel)]


def channel_sums(cell: Any) -> list[Rational]:
    """What the products of each channel come to."""
    return [plain(sum(term.value for term in terms)) for terms in by_channel(cell)]


def reads(cell: Any) -> tuple[list[Place], list[Place]]:
    """The cells of the input and of the kernel that its products were made of."""
    products = [term.read for term in traced(cell).terms if len(term.read) > 1]
    return [read[0].place for read in products], [read[-1].place for read in products]


def value_of(cell: Any) -> Any:
    """The number that a traced one is."""
    value = traced(cell).value
    return plain(value) if isinstance(value, Fraction) else value


def added(numbers: Iterable[Any]) -> Any:
    """The sum of some numbers, which knows what it is made of.

    >>> print(added([4, 0, -1]))
    4 + 0 + (−1)
    """
    return sum(map(traced, numbers))


def step_of(label: str, made: Any, note: str = "", *pictured: Any) -> Step:
    """A line of the board: what is worked out, a traced number or a filled formula, and what it comes to."""
    value = made.at() if isinstance(made, Formula) else value_of(made)
    return Step(label, str(made), value, note, (Beside(pictured),) if pictured else ())


def sum_step(label: str, cell: Any, note: str = "", *pictured: Any) -> Step:
    """The same for a cell, by the sum that it is."""
    return Step(label, sum_text(cell), value_of(cell), note, (Beside(pictured),) if pictured else ())


def sum_text(cell: Any) -> str:
    """The sum of a cell on the board: a channel a line, products that are 0 left out unless there is but one.

    >>> bias = 3
    >>> print(sum_text(Traced(2, cell=Read(0, Place(1, 1))) * Traced(5) + bias))
    2·5 + 3
    """
    groups = by_channel(cell)
    lines = [" + ".join(str(term) for term in terms if term.value or len(terms) == 1) or "0" for terms in groups]
    if len(lines) > 1:
        lines = [f"({line})" if " " in line else line for line in lines]
    loose = [factor(term) for term in traced(cell).terms if not term.sign and not term.cell]  # in no cell, as a bias
    return "".join(("\n+ ".join(lines), *(f" + {term}" for term in loose))) if lines else say(value_of(cell))
