"""What is shown, as data: the formats lay it out, colour it or turn it into something else.

Named tuples, which are made seven times as fast as dataclasses at start-up.
"""

from enum import Enum
from typing import NamedTuple, TypeAlias

from cnnhand.exact.shapes import Sides
from cnnhand.exact.values import Value


def say(value: object) -> str:
    """A value as it stands in a sentence or a formula, with a real minus sign; a word keeps its hyphens.

    >>> say(-3), say("sobel-x")
    ('−3', 'sobel-x')
    """
    return value if isinstance(value, str) else str(value).replace("-", "−")


def factor(value: object) -> str:
    """A value as a factor or a term: in brackets where it is negative.

    >>> factor(-3)
    '(−3)'
    """
    return f"({say(value)})" if str(value).startswith("-") else say(value)


UNKNOWN = "—"
"""What stands in a table for a number that is not known."""


class Tone(Enum):
    """What a text is for; a format may give it a colour, and the words must do without."""

    PLAIN = "plain"
    HEADING = "heading"
    NOTE = "note"
    RIGHT = "right"
    WRONG = "wrong"


class Text(NamedTuple):
    """A paragraph, wrapped to the width of the screen."""

    text: str
    tone: Tone = Tone.PLAIN


class Formula(NamedTuple):
    """A line of arithmetic that stands by itself."""

    text: str


class Listing(NamedTuple):
    """Lines that are kept as they are, such as an example of a file."""

    text: str


class Region(NamedTuple):
    """The cells of a grid under a window: rows and columns, counted from 1 in the padded grid."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]

    def __str__(self) -> str:
        return f"{_run('row', self.rows)}, {_run('column', self.columns)}"


def _run(name: str, numbers: tuple[int, ...]) -> str:
    """Consecutive numbers as a range, others (of a dilated window) one by one: `rows 1–3`, `columns 1, 3, 5`."""
    if len(numbers) == 1:
        return f"{name} {numbers[0]}"
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{name}s {numbers[0]}–{numbers[-1]}"
    return f"{name}s {', '.join(map(str, numbers))}"


class GridView(NamedTuple):
    """One channel of a grid: its rows, the padding around it (drawn as dots) and the window marked in it."""

    caption: str
    rows: tuple[tuple[str, ...], ...]
    padding: Sides = Sides()
    window: Region | None = None
    numbered: bool = False


class Beside(NamedTuple):
    """Grids that belong together, one beside the other as far as the width allows."""

    grids: tuple[GridView, ...]


class Table(NamedTuple):
    """A table with a heading a column; columns of numbers are set to the right.

    Where it is cut because it is too wide, its first `keys` columns are repeated; without any it is not cut.
    """

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: int = 0

    @property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """The columns, each with its heading first."""
        return tuple(zip(self.heading, *self.rows, strict=True))

    @property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers or sizes and nothing else."""
        return [
            all(cell.lstrip("+−")[:1].isdigit() or cell in ("", UNKNOWN) for cell in cells)
            for _, *cells in self.columns
        ]


class Step(NamedTuple):
    """One line of a working: what is computed, how, and what comes out.

    `expression` may run over several lines. `picture` is what to look at while computing it: the grids with the window
    of this step marked.
    """

    label: str
    expression: str
    value: Value
    note: str = ""
    picture: tuple["Block", ...] = ()


class Working(NamedTuple):
    """How the answer is reached: a formula, the formula with the numbers put in, and the steps to the answer.

    The value of the last step is the answer. `after` counts the steps whose values stand in `filled`.
    """

    formula: str
    filled: str
    steps: tuple[Step, ...]
    picture: tuple["Block", ...] = ()
    after: int = 0

    @property
    def page(self) -> "Page":
        """All of it, in the order of the board."""
        return (Formula(self.formula), Formula(self.filled), *self.picture, *self.steps)

    @property
    def hints(self) -> "tuple[Page, ...]":
        """A ladder of hints: the formula, the formula with the numbers, then step by step, but never the answer.

        What the formula with the numbers needs of the steps comes before it.
        """
        filled = () if self.filled == say(self.steps[-1].value) else ((Formula(self.filled),),)
        steps: list[Page] = [(step,) for step in self.steps[:-1]]
        steps[:1] = [(*self.picture, *step) for step in steps[:1]]
        return ((Formula(self.formula),), *steps[: self.after], *filled, *steps[self.after :])


Block: TypeAlias = Text | Formula | Listing | Beside | Table | Step
Page: TypeAlias = tuple[Block, ...]
