"""What has been answered of a question of many parts, as the table that it fills in, with the asked cell lit."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnhand.exact.values import Grid, Value
from cnnhand.kinds import Part, Problem
from cnnhand.page import UNKNOWN, Beside, Mark, Page, Table, Text, Tone, say, view_of
from cnnhand.questions.find_the_mistake import FindTheMistake
from cnnhand.questions.network import NetworkProblem
from cnnhand.questions.wording import in_brief

MOST_ROWS = 12
"""So many rows of a long table are shown, up to a few below the asked one."""


def filled_in(problem: Problem, values: Sequence[Value | None], tones: Sequence[Tone] = ()) -> Page:
    """The answers so far as a table, or maps, and the title of the part that is asked; nothing where there is one part.

    `tones` say of each whether it was right, where that may be said.
    """
    names, number = problem.parts(), len(values)
    if len(names) == 1 or (problem.asks_first and not values):
        return ()
    title = Text(problem.part_title(number), Tone.HEADING)
    maps = [
        view
        for name, value in zip(names, values, strict=False)
        if isinstance(value, Grid)
        for view in view_of(value, in_brief(name.removeprefix("the "))).grids
    ]
    if maps:
        return (Beside(tuple(maps)), title)
    said = [say(value) if value is not None else UNKNOWN for value in values]
    after = len(names) - number - 1
    tones = [*(tones or [Tone.PLAIN] * number), Tone.ASKED, *[Tone.NOTE] * after]
    return (_table(problem, [*said, "?", *["…"] * after], tones), title)


def _table(problem: Problem, said: Sequence[str], tones: Sequence[Tone]) -> Table:
    """The table of a network, a row a layer and a column a quantity; else a row a part."""
    columns = ["answer"]
    keys: tuple[str, ...] = ("asked",)
    heads: list[tuple[str, ...]] = [(name,) for name in problem.parts()]
    places = [(row, 0) for row in range(len(heads))]
    total = False
    if isinstance(problem, NetworkProblem) and len({ask.places for ask in problem.asks}) > 1:
        keys, columns = ("#", "layer"), list(dict.fromkeys(ask.name for ask in problem.asks))
        total = any(len(ask.places) > 1 for ask in problem.asks)
        network = problem.network
        heads = [("", f"input {network.input}" if all(network.input) else "input")]
        heads += [(str(number), node.title) for number, node in enumerate(network.nodes, 1)]
        heads += [("", "total")] * total
        rows = [ask.place if len(ask.places) == 1 else len(heads) - 1 for ask in problem.asks]
        places = [(row, columns.index(ask.name)) for row, ask in zip(rows, problem.asks, strict=True)]
    asked, _ = places[tones.index(Tone.ASKED)]
    last = min(len(heads), max(asked + 4, MOST_ROWS))
    first = max(0, last - MOST_ROWS)
    cells = [[*head, *[""] * len(columns)] for head in heads]
    marks = []
    for (row, column), text, tone in zip(places, said, tones, strict=True):
        cells[row][column + len(keys)] = text
        marks.append(Mark(row - first + 1, column + len(keys) + 1, tone))
    rows_shown = tuple(map(tuple, cells[first:last]))
    return Table((*keys, *columns), rows_shown, len(keys), int(total and last == len(heads)), tuple(marks))


@dataclass(frozen=True)
class OneStep(Problem):
    """One part of a problem, with the right answers to those before it given."""

    of: Problem
    number: int

    def kind(self) -> str:
        return self.of.kind()

    def question(self) -> Page:
        if isinstance(self.of, FindTheMistake) and self.number:  # without the sentences to choose from
            asked = self.of.of
            return (OneStep(asked, self.of.number) if len(asked.parts()) > 1 else asked).question()
        given = [part.answer() for part in self.of.exact_parts()[: self.number]]
        filled = filled_in(self.of, given)[:-1] if given else ()
        return (*self.of.question(), *filled, Text(f"Only this is asked: {self.of.parts()[self.number]}."))

    def parts(self) -> tuple[str, ...]:
        return ("",)

    def part(self, number: int, earlier: tuple[Value, ...]) -> Part:
        return self.of.exact_parts()[self.number]
