"""One answer from the keyboard: commands, rows one by one, what cannot be read, and what is asked back for free."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from cnnhand import answers
from cnnhand.answers import Expected
from cnnhand.answers.rows import Rows
from cnnhand.commands.deadline import Deadline, TimeIsUp
from cnnhand.commands.results import Ending
from cnnhand.errors import AnswerFormatError, TwoReadingsError
from cnnhand.exact.values import Form, Grid, Root, Size, Value, Volume
from cnnhand.formats import Screen
from cnnhand.kinds import Part
from cnnhand.page import Page, Text, Tone, say

COMMANDS = {"?", "hint", "skip", "s", "quit", "q", "exit", "help", "h", "show", "back"}
LEAST_ROW = 4
"""So many numbers in a single row may be a map whose rows were not set apart."""

TYPING = Text("Type the answer and press Enter. Numbers are exact: 6, -3, 9/4, 2.25 or a sum such as 4+0+1+1.")
ROWS = Text("A grid: a row a line, an empty line after the last one. back takes the last row away.")
HELP = (
    TYPING,
    ROWS,
    Text("?      the next hint (the credit is then half)"),
    Text("skip   show the working and go on"),
    Text("show   the question once more"),
    Text("quit   end here, with the summary"),
    Text("help   this text"),
)
EXAM_HELP = (
    TYPING,
    ROWS,
    Text("There is one attempt, there are no hints, and what was wrong is explained at the end."),
    Text("skip   go on without an answer; the working comes at the end"),
    Text("show   the question once more"),
    Text("quit   end here, with the explanations and the summary"),
    Text("help   this text"),
)


class Ended(Exception):
    """The learner has quit, the input has ended, or the time is up."""

    def __init__(self, how: Ending) -> None:
        self.how = how


class Skipped(Exception):
    """The learner wants to see the working, or in an exam to go on."""


class Answer(NamedTuple):
    """What was typed, its value, and whether a hint was taken before it."""

    text: str
    value: Value
    hinted: bool


@dataclass(slots=True)
class Prompt:
    """Asks for answers on a screen; at its deadline what stands there is taken, and nothing more is asked."""

    screen: Screen
    exam: bool = False
    deadline: Deadline | None = None
    over: bool = False
    _rows: Rows | None = None
    _read_before: Rows | None = None
    _doubted: str = field(default="")
    _rows_explained: bool = False

    def answer(self, part: Part, question: Page, hints: list[Page], wrong: Sequence[Value]) -> Answer:
        """The next answer to a part that can be read; none of the wrong ones typed before, for that is free."""
        asked, hinted = Expected.of(part), False
        self._doubted, self._read_before = "", None
        self._rows = Rows(asked) if part.form is Form.GRID and self.screen.interactive else None
        while True:
            line = self._line(asked)
            word = line.strip().lower()
            if not word:
                continue
            if word not in COMMANDS or word in part.choices:  # a choice may be called like a command
                if (value := self._value(line, asked, part, wrong)) is not None:
                    return Answer(line.strip(), value, hinted)
            elif word in ("?", "hint"):
                hinted |= bool(hints)
                no_more = "There are no hints in an exam." if self.exam else "There is no further hint."
                self.screen.show(hints.pop(0) if hints else (Text(no_more),))
            else:
                self._command(word, asked, question)

    def _command(self, word: str, asked: Expected, question: Page) -> None:
        match word:
            case "skip" | "s":
                raise Skipped
            case "quit" | "q" | "exit":
                raise Ended(Ending.QUIT)
            case "show":
                self.screen.show(question)
            case "help" | "h":
                self.screen.show((*(EXAM_HELP if self.exam else HELP), Text(f"Here: {asked.example}.")))
            case "back":
                if self._read_before and self._rows and not self._rows.begun:
                    self._rows, self._read_before = self._read_before, None
                if not (self._rows and self._rows.back()):
                    self._say("There is no row to take away.")

    def _value(self, line: str, asked: Expected, part: Part, wrong: Sequence[Value]) -> Value | None:
        """The value of a line; None where it is to be typed again, which is said and costs nothing."""
        try:
            value = answers.read(line, asked)
        except AnswerFormatError as error:
            self._unreadable(error)
            return None
        if self.over:
            return value
        if value in wrong:
            self._say("That is the answer that was not right; it costs nothing a second time.")
            return None
        exact = part.answer()
        inexact = "" if self.exam else answers.imprecise(value, exact)
        if inexact:
            self._say(f"A decimal is {inexact}. That costs nothing.")
            return None
        doubt = form_doubt(value, asked, line) if self.exam else value_doubt(value, exact)
        if doubt and self._doubted != " ".join(line.split()) and not part.also_right(value):
            self._doubted = " ".join(line.split())
            self._say(doubt)
            return None
        return value

    def _say(self, text: str) -> None:
        self.screen.show((Text(text),))

    def _unreadable(self, error: AnswerFormatError) -> None:
        which = "can be read in two ways" if isinstance(error, TwoReadingsError) else "cannot be read"
        self._say(f"That {which}, and costs nothing: {str(error).removeprefix('row 1: ')}.")

    # ---- lines

    def _line(self, asked: Expected) -> str:
        """A typed answer or a command: one line, or at a terminal the rows of a grid."""
        rows = self._rows
        if rows is None:
            return self._asked("> ")
        if not self._rows_explained and not asked.vector:
            self._rows_explained = True
            self.screen.show((ROWS._replace(tone=Tone.NOTE),))
        if rows.complete:  # it was read and is to be typed again, or its rows are to be changed
            self._read_before, rows = rows, Rows(asked)
            self._rows = rows
        while not rows.complete:
            try:
                line = self._asked(rows.prompt)
                if line.strip().lower() in COMMANDS:
                    return line
                rows.add(line)
            except AnswerFormatError as error:
                self._unreadable(error)
            except Ended:
                if not self.over or not rows.text:
                    raise
                break  # the rows that were there at the end of the time count
        rows.complete = True
        return rows.text

    def _asked(self, prompt: str) -> str:
        if self.over:
            raise Ended(Ending.TIME_UP)
        line = self._before_the_end(lambda: self.screen.ask(prompt), prompt)
        if self.deadline and self.deadline.left <= 0:
            self.over = True
            kept = self.screen.interactive and (line or (self._rows and self._rows.text))
            late = " What was typed last came too late and does not count." if line and not kept else ""
            self._say(f"The time is up.{' What was typed so far counts.' if kept else late}")
            if not line or not kept:
                raise Ended(Ending.TIME_UP)
        if line is None:
            raise Ended(Ending.END_OF_INPUT)
        return line

    def _before_the_end(self, ask: Callable[[], str | None], prompt: str) -> str | None:
        """What is typed, or what stands there when the time ends."""
        if not self.deadline or not self.screen.interactive:
            return ask()
        try:
            with self.deadline.watching(prompt):
                return ask()
        except TimeIsUp as up:
            self._say("")
            return up.typed

    def let_read(self, what: str) -> None:
        """Leave what is on the screen until it has been read."""
        if not self.screen.interactive or self.over:
            return
        line = self._asked(f"Press Enter for {what}. ")
        if line.strip().lower() in ("quit", "q", "exit"):
            raise Ended(Ending.QUIT)


def value_doubt(value: Value, exact: Value) -> str:
    """What is asked back where the numbers are right and stand in another order or shape; or nothing."""
    if answers.same(value, exact):
        return ""
    if isinstance(value, Volume | Size) and type(value) is type(exact) and _sorted(value) == _sorted(exact):
        order = " × ".join(value._fields)
        return f"These are the {'three' if len(value) == 3 else 'two'} numbers; the order is {order}. It costs nothing."
    if isinstance(value, Grid) and isinstance(exact, Grid) and value.height == value.depth == 1 < exact.height:
        cells = exact.width * exact.height * exact.depth
        return "Where does the row end? Put ; between two rows. It costs nothing." if value.width == cells else ""
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
