"""What is asked, and where: a quantity of a layer, of several added up, or of cells of a map; several parts in a sentence."""

from collections.abc import Callable, Iterator
from itertools import groupby, starmap
from typing import Any, NamedTuple

from cnnhand.layers.base import Layer
from cnnhand.layers.network import Join
from cnnhand.layers.words import listed
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
    stand `{it}` for what is asked about, `{place}` for where, `{of}` for of which layer if there are several. `has` says
    whether a layer has any of it (for `of: counting`), where that is not so of all.
    """

    name: str
    part: Callable[[Ask, Any, Any], Part]
    """Of what is asked, the problem, and what is known by then."""
    sentence: str | Callable[[Ask, Any], str]
    title: str | Callable[[Ask, Any], str]
    has: Callable[[Layer | Join], bool] | None = None
    counts: bool = False
    """Whether it is added up: then it is asked in total where no place is said."""
    of_numbers: bool = False
    """Whether the numbers of input and layers are needed."""
    said: str = ""
    """What it is called where it is asked of several layers, if that is not its name."""


# ---- several parts in one sentence: `For every layer: the output volume and the parameters.` ---------------------------


def all_asked(problem: Any) -> str:
    """What is asked in all parts, each once."""
    phrases = list(dict.fromkeys(_phrases(problem)))
    if not any(":" in phrase for phrase in phrases):
        return f"Asked one after the other: {'; '.join(phrases)}."
    runs = (("; " if many else ", ").join(run) for many, run in groupby(phrases, lambda phrase: ":" in phrase))
    said = "; then ".join(runs)
    return f"{said[0].upper()}{said[1:]}."


def _phrases(problem: Any) -> Iterator[str]:
    """Quantities that are asked of the same layers together, everything else by its title."""
    places: dict[str, list[int]] = {}
    for ask in problem.asks:
        if _by_layer(ask):
            places.setdefault(ask.name, []).append(ask.place)
    for number, ask in enumerate(problem.asks):
        where = places.get(ask.name, [])
        if not _by_layer(ask) or len(where) < 2:
            yield problem.parts()[number]
        else:
            alike = {one.name: problem.quantity(one) for one in problem.asks if places.get(one.name) == where}
            yield f"{_layers(problem, where, tuple(alike.values()))}: {listed(starmap(_said, alike.items()))}"


def _by_layer(ask: Ask) -> bool:
    """Whether it is asked of one layer, and of all of it."""
    return len(ask.places) == 1 and ask.place > 0 and ask.at is None and not ask.against


def _layers(problem: Any, places: list[int], quantities: tuple[Any, ...]) -> str:
    every = list(range(1, len(problem.layers) + 1))
    if places == every:
        return "for every layer"
    if all(one.has and places == [at for at in every if one.has(problem.layers[at - 1])] for one in quantities):
        return "for every layer that has any"
    return f"for layers {listed(places)}"


def _said(name: str, quantity: Quantity) -> str:
    how = name.partition(" ")[2]
    said = quantity.said or f"the {quantity.name.replace('-', ' ')}"
    return f"{said} ({how})" if how else said
