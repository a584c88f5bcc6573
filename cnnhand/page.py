"""What is shown, as data: the formats lay it out, colour it or turn it into something else.

Named tuples, which are made seven times as fast as dataclasses at start-up.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum
from typing import NamedTuple, TypeAlias

from cnnhand.exact.cells import reading_order
from cnnhand.exact.letters import explained
from cnnhand.exact.shapes import Pair, Sides
from cnnhand.exact.values import Grid, Value


def say(value: object) -> str:
    """A value as it stands in a sentence or a formula, with a real minus sign; a word keeps its hyphens.

    >>> say(-3), say("sobel-x"), say(Decimal("1.2e8"))
    ('−3', 'sobel-x', '120000000')
    """
    if isinstance(value, Decimal):
        value = f"{value:f}".replace("-", "−")
    return value if isinstance(value, str) else str(value).replace("-", "−")


def factor(value: object) -> str:
    """A value as a factor or a term: in brackets where it is negative.

    >>> factor(-3)
    '(−3)'
    """
    return f"({say(value)})" if str(value).startswith(("-", "−")) else say(value)


UNKNOWN = "—"
"""What stands in a table for a number that is not known."""


class Tone(Enum):
    """What a text is for; a format may give it a colour, and the words must do without."""

    PLAIN = "plain"
    HEADING = "heading"
    NOTE = "note"
    RIGHT = "right"
    WRONG = "wrong"
    STRONG = "strong"
    ASKED = "asked"
    WINNER = "winner"


class Text(NamedTuple):
    """A paragraph, wrapped to the width of the screen.

    `phrases` are words of it that have a tone of their own: `Text("What is row 2?", phrases=(("row 2", Tone.ASKED),))`.
    """

    text: str
    tone: Tone = Tone.PLAIN
    phrases: tuple[tuple[str, Tone], ...] = ()


class Heading(NamedTuple):
    """The line over a question: its title and what it is about on the left, the progress and the clock on the right.

    `marks` has an entry a question of the whole: right, wrong, or None for one that is not answered yet.
    """

    title: str
    about: str = ""
    marks: tuple[bool | None, ...] = ()
    clock: str = ""


class Divider(NamedTuple):
    """A line across the screen, between two questions."""


class Judged(NamedTuple):
    """What a typed answer is worth, and why: `✗ 14  That is the sum without the bias −2.`"""

    right: bool
    typed: str
    because: str = ""


class Equation(NamedTuple):
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


class Mark(NamedTuple):
    """A cell that is to stand out, by its row and column counted from 1; those of a grid count its padding."""

    row: int
    column: int
    tone: Tone


class GridView(NamedTuple):
    """One channel of a grid: its rows, the padding around it (drawn as dots) and the window marked in it.

    `channel` k gives it the colour of channel k, 0 none. `note` stands in the lower frame, as the bias of a filter.
    `blocks` is the size of windows that do not overlap: lines are drawn between them.
    """

    caption: str
    rows: tuple[tuple[str, ...], ...]
    padding: Sides = Sides()
    window: Region | None = None
    numbered: bool = False
    channel: int = 0
    note: str = ""
    marks: tuple[Mark, ...] = ()
    blocks: Pair | None = None


class Frame(NamedTuple):
    """Grids in one frame: a filter with its channels, and its bias as the note. Their own captions are not drawn."""

    caption: str
    grids: tuple[GridView, ...]
    note: str = ""


class Products(NamedTuple):
    """The products of a window and a filter, x·w, each in its place; what is 0 stands back."""

    window: tuple[tuple[str, ...], ...]
    weights: tuple[tuple[str, ...], ...]


Item: TypeAlias = GridView | Frame | Products | str


class Beside(NamedTuple):
    """Grids that belong together, one beside the other as far as the width allows.

    Between them may stand signs and words: `Beside((view, "·", kernel, "=", Products(…), "Σ = −21"))`.
    """

    grids: tuple[Item, ...]


def view_of(grid: Grid, caption: str, right: Iterable[bool] = ()) -> Beside:
    """A whole grid, its channels beside each other and numbered; `right` says of each cell whether it is right."""
    views, judged = [], iter(right)
    for number, rows in enumerate(grid.channels, 1):
        places = zip(reading_order(grid.width, grid.height), judged, strict=False)
        marks = tuple(Mark(*place, Tone.RIGHT if agrees else Tone.WRONG) for place, agrees in places)
        named = f"{caption} {number}" if grid.depth > 1 else caption
        views.append(GridView(named, tuple(tuple(map(say, row)) for row in rows), marks=marks))
    return Beside(tuple(views))


def filled_up(caption: str, size: Pair, values: Sequence[str], asked: tuple[int, int] | None = None) -> GridView:
    """A map as it fills up in reading order, with the cell that is asked (row, column) lit."""
    cells = [*values, *["?"] * (size.across * size.down - len(values))]
    rows = tuple(tuple(cells[at : at + size.across]) for at in range(0, len(cells), size.across))
    places = reading_order(*size)[len(values) :]
    marks = tuple(Mark(*place, Tone.ASKED if place == asked else Tone.NOTE) for place in places)
    return GridView(caption, rows, marks=marks)


class Table(NamedTuple):
    """A table with a heading a column; columns of numbers are set to the right.

    Where it is cut because it is too wide, its first `keys` columns are repeated; without any it is not cut. Its last
    `totals` rows stand below a rule. `marks` are cells with a tone: asked, right, wrong, strong, or standing back.
    """

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: int = 0
    totals: int = 0
    marks: tuple[Mark, ...] = ()
    title: str = ""
    """A table with one stands in a frame."""

    @property
    def numeric(self) -> list[bool]:
        """Which columns hold numbers or sizes, some of them perhaps still asked, and nothing else."""
        return [
            all(cell.lstrip("+−")[:1].isdigit() or cell in ("", "?", "…", UNKNOWN) for cell in cells)
            for _, *cells in zip(self.heading, *self.rows, strict=True)
        ]


class Step(NamedTuple):
    """One line of a working: what is computed, how, and what comes out.

    `expression` may run over several lines. `picture` is what to look at while computing it: the grids with the window
    of this step marked. A `board` is the same arithmetic drawn, and is shown in place of the expression. The first so
    many terms of the expression are those of the `channels`, and have their colours. `boards` are those of a cell
    of a map, one a channel, and `sums` what they come to.
    """

    label: str
    expression: str
    value: Value
    note: str = ""
    picture: tuple["Block", ...] = ()
    board: Beside | None = None
    channels: int = 0
    boards: tuple[Beside, ...] = ()
    sums: str = ""


class Fitting(NamedTuple):
    """The first of some pages, each shorter than the one before, that takes at most so many lines; else the last.

    `spoken` is the place of the one that is told in words.
    """

    pages: tuple["Page", ...]
    lines: int = 22
    spoken: int = -1


class Working(NamedTuple):
    """How the answer is reached: a formula, the formula with the numbers put in, and the steps to the answer.

    The last step's value is the answer; `after` counts the steps that `filled` has, `before` has formulas said before,
    and the first `way` steps lead to what is asked: the maps and gradients that nobody has computed yet.
    """

    formula: str
    filled: str
    steps: tuple[Step, ...]
    picture: tuple["Block", ...] = ()
    after: int = 0
    before: str = ""
    way: int = 0

    @property
    def whole(self) -> "Page":
        """All of it, in the order of the board."""
        return (Equation(explained(self.formula, self.before)), Equation(self.filled), *self.look, *self.steps)

    @property
    def look(self) -> "Page":
        """What is looked at before the first step; nothing where a board shows it."""
        return () if any(step.board for step in self.steps) else self.picture

    @property
    def hints(self) -> "tuple[Page, ...]":
        """A ladder of hints: the formula, the formula with the numbers, then step by step, but never the answer.

        What the formula with the numbers needs of the steps comes before it.
        """
        filled = () if self.filled == say(self.steps[-1].value) else ((Equation(self.filled),),)
        steps: list[Page] = [(step,) for step in self.steps[:-1]]
        steps[:1] = [(*self.look, *step) for step in steps[:1]]
        return ((Equation(explained(self.formula, self.before)),), *steps[: self.after], *filled, *steps[self.after :])


Block: TypeAlias = Text | Heading | Divider | Judged | Equation | Listing | Beside | Table | Step | Fitting
Page: TypeAlias = tuple[Block, ...]
