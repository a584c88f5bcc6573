"""What is asked, and where: a quantity of a layer, of several added up, or of cells of a map."""

from collections.abc import Callable
from typing import Any, NamedTuple

from cnnhand.layers.base import Layer
from cnnhand.layers.network import Join
from cnnhand.questions.contract import Part


class Cells(NamedTuple):
    """Some cells of a map: ranges of rows and of columns, and the map (or filter), all counted from 1."""

    rows: range
    columns: range
    map: int | None = None

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return len(self.rows) == len(self.columns) == 1

    @property
    def turned(self) -> "Cells":
        """Those with row and column exchanged."""
        return self._replace(rows=self.columns, columns=self.rows)

    def moved(self, by: int) -> "Cells":
        """Those so many rows and columns further on."""
        rows, columns = (range(span.start + by, span.stop + by) for span in self[:2])
        return self._replace(rows=rows, columns=columns)

    def __str__(self) -> str:
        of = f" of map {self.map}" if self.map else ""
        return f"{_span('row', self.rows)}, {_span('column', self.columns)}{of}"


def _span(name: str, numbers: range) -> str:
    return f"{name} {numbers[0]}" if len(numbers) == 1 else f"{name}s {numbers[0]} to {numbers[-1]}"


class Ask(NamedTuple):
    """One part of a question: a quantity, and the places it is asked of; several places are added up.

    `at` are the cells of a map that are wanted; `how` a convention by name, such as `with biases`.
    """

    quantity: str
    places: tuple[int, ...]
    at: Cells | None = None
    how: str = ""
    against: bool = False
    """Whether it is asked of the second network of the problem."""

    @property
    def name(self) -> str:
        """The quantity with its convention."""
        return f"{self.quantity} {self.how}".strip()

    @property
    def place(self) -> int:
        """The one place that it is asked of."""
        return self.places[0]


class Quantity(NamedTuple):
    """Something that can be asked, with all that a problem has to know of it.

    `part` makes the part of a problem, `sentence` its question, `title` its name among other parts; in their texts
    stand `{it}` for what is asked about, `{place}` for where, `{of}` for of which layer if there are several. `counts` says
    whether a layer has any of it (for `of: counting`); what is counted is asked in total where no place is said.
    """

    name: str
    part: Callable[[Ask, Any, Any], Part]
    """Of what is asked, the problem, and what is known by then."""
    sentence: str | Callable[[Ask, Any], str]
    title: str | Callable[[Ask, Any], str]
    counts: Callable[[Layer | Join, Any], bool] | None = None
    of_numbers: bool = False
    """Whether the numbers of input and layers are needed."""
